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

/** Ends the markers of a JPEG: what follows is the picture itself. */
const SCAN = 0xda
/** Exif and XMP, IPTC, a comment: what the camera and its owner wrote. */
const TOLD = new Set([0xe1, 0xed, 0xfe])

/**
 * A JPEG without what its camera wrote into it: the place, the device, the preview (ITU T.81 B.1.1: segments of a
 * marker, two bytes of length, content).
 * @throws Problem file-kind-refused for one whose segments do not add up
 */
export function withoutTold(jpeg: Buffer): Buffer {
  const kept: Buffer[] = [jpeg.subarray(0, 2)]
  let at = 2
  for (;;) {
    // Any number of 0xff may stand before a marker.
    while (jpeg[at] === 0xff && jpeg[at + 1] === 0xff) at += 1
    const marker = jpeg[at + 1]
    if (jpeg[at] !== 0xff || marker === undefined || at + 4 > jpeg.length) throw problem('file-kind-refused')
    if (marker === SCAN) break
    const end = at + 2 + jpeg.readUInt16BE(at + 2)
    if (end > jpeg.length || end < at + 4) throw problem('file-kind-refused')
    if (!TOLD.has(marker)) kept.push(jpeg.subarray(at, end))
    at = end
  }
  kept.push(jpeg.subarray(at))
  return Buffer.concat(kept)
}
