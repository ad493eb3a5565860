import { readFile, stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { SaxesParser } from 'saxes'
import { DEFAULT_LIMITS } from '../../../../platform/files/table.ts'
import { openZip, zipPart } from '../../../../platform/files/zip.ts'
import { problem } from '../../../../platform/problems.ts'

/** Bytes; a letter with its seal and signature scanned into it is below. */
const LARGEST = 20_000_000
/** Letters of what is read out of a file. */
const MOST = 200_000
const PDF_MS = 20_000
const PDF_MEGABYTES = 384

const LIMITS = { ...DEFAULT_LIMITS, zipInflated: 60_000_000 }

/** Text of a DOCX, a line for each paragraph (ECMA-376 17.3: w:p, w:t, w:tab, w:br). */
async function docxText(path: string): Promise<string> {
  const zip = await openZip(path, LIMITS)
  const lines: string[] = []
  let line = ''
  let inText = false
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => {
    if (name === 'w:t') inText = true
    else if (name === 'w:tab') line += '\t'
    else if (name === 'w:br' || name === 'w:cr') line += '\n'
  })
  parser.on('text', (text) => {
    if (inText) line += text
  })
  parser.on('closetag', ({ name }) => {
    if (name === 'w:t') inText = false
    if (name !== 'w:p') return
    lines.push(line)
    line = ''
  })
  const decoder = new TextDecoder()
  for await (const piece of zipPart(zip, 'word/document.xml'))
    parser.write(decoder.decode(piece, { stream: true }))
  parser.close()
  return lines.join('\n')
}

/** Text of a PDF, page after page. */
function pdfText(path: string): Promise<string> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    workerData: path,
    resourceLimits: { maxOldGenerationSizeMb: PDF_MEGABYTES },
    stdout: true,
    stderr: true,
  })
  return new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(problem('document-file-unreadable')), PDF_MS)
    worker.on('message', (pages: string[]) => resolve(pages.join('\n')))
    worker.on('error', () => reject(problem('document-file-unreadable')))
    worker.on('exit', () => {
      clearTimeout(timer)
      reject(problem('document-file-unreadable'))
    })
  }).finally(() => worker.terminate())
}

/**
 * The text of a document that somebody hands in: DOCX, PDF that holds text, or plain text (UTF-8).
 * @throws Problem file-too-large, document-file-refused, document-file-unreadable, document-file-scanned
 */
export async function textOf(path: string): Promise<string> {
  const { size } = await stat(path)
  if (size > LARGEST) throw problem('file-too-large')
  const content = await readFile(path)
  const start = content.subarray(0, 5).toString('latin1')
  let text: string
  if (start === '%PDF-') text = await pdfText(path)
  else if (start.startsWith('PK\x03\x04')) {
    if (!content.includes('word/document.xml')) throw problem('document-file-refused')
    text = await docxText(path).catch(() => {
      throw problem('document-file-unreadable')
    })
  } else {
    if (content.includes(0)) throw problem('document-file-refused')
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(content)
    } catch {
      throw problem('document-file-refused')
    }
  }
  const found = text.normalize('NFC').replaceAll('\0', '').trim()
  // A scan is pictures of pages; a page number alone is no letter.
  if (found.length < 20) throw problem('document-file-scanned')
  return found.slice(0, MOST)
}
