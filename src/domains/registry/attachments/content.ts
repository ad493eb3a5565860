import { problem } from '../../../platform/problems.ts'

const OFFICE = 'application/vnd.openxmlformats-officedocument.'
const DOCX = `${OFFICE}wordprocessingml.document`
const XLSX = `${OFFICE}spreadsheetml.sheet`
const starts = (content: Buffer, bytes: number[]) => bytes.every((b, i) => content[i] === b)

/**
 * What a file is by its content, whatever it is called.
 * @throws Problem file-kind-refused
 */
export function kindOf(content: Buffer): string {
  if (starts(content, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (content.subarray(0, 5).toString('latin1') === '%PDF-') return 'application/pdf'
  // The names of its parts stand unpacked in a zip.
  if (starts(content, [0x50, 0x4b, 3, 4]) && content.includes('[Content_Types].xml')) {
    if (content.includes('word/document.xml')) return DOCX
    if (content.includes('xl/workbook.xml')) return XLSX
  }
  throw problem('file-kind-refused')
}

/** The picture itself follows; after it another scan, tables, or the end. */
const SCAN = 0xda
const END = 0xd9
/** Exif and XMP, further pictures (MPF), IPTC, a comment: what the camera and its owner wrote. */
const TOLD = new Set([0xe1, 0xe2, 0xed, 0xfe])

/** Where the next marker after entropy-coded data stands: 0xff 0x00 is a byte of it, 0xd0 to 0xd7 restart it. */
function nextMarker(jpeg: Buffer, from: number): number {
  let at = jpeg.indexOf(0xff, from)
  for (; at >= 0; at = jpeg.indexOf(0xff, at + 1)) {
    const next = jpeg[at + 1]
    if (next !== undefined && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return jpeg.length
}

/**
 * A JPEG without what its camera wrote into it: the place, the device, the preview, and whatever stands behind the end of
 * the picture (ITU T.81 B.1.1: segments of a marker, two bytes of length, content).
 * @throws Problem file-kind-refused for one whose segments do not add up
 */
export function withoutTold(jpeg: Buffer): Buffer {
  const kept: Buffer[] = [jpeg.subarray(0, 2)]
  let at = 2
  let scans = 0
  while (at < jpeg.length) {
    // Any number of 0xff may stand before a marker.
    while (jpeg[at] === 0xff && jpeg[at + 1] === 0xff) at += 1
    const marker = jpeg[at + 1]
    if (jpeg[at] !== 0xff || marker === undefined) throw problem('file-kind-refused')
    if (marker === END) {
      kept.push(jpeg.subarray(at, at + 2))
      break
    }
    if (at + 4 > jpeg.length) throw problem('file-kind-refused')
    let end = at + 2 + jpeg.readUInt16BE(at + 2)
    if (end > jpeg.length || end < at + 4) throw problem('file-kind-refused')
    if (marker === SCAN) {
      scans += 1
      end = nextMarker(jpeg, end)
    }
    if (!TOLD.has(marker)) kept.push(jpeg.subarray(at, end))
    at = end
  }
  if (scans === 0) throw problem('file-kind-refused')
  return Buffer.concat(kept)
}
