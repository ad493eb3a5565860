import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { FileProblem, FORMULA_START, type RawRow } from './table.ts'

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1258'

export interface CsvForm {
  encoding: Encoding
  /** True when the bytes are no UTF-8 and Vietnamese Windows was taken as the most likely origin. */
  guessed: boolean
  delimiter: ',' | ';' | '\t'
  /** Share of the upper lines that agree on the number of cells, and that number. */
  agreement: number
  cells: number
}

const SAMPLE_BYTES = 256 * 1024
const SAMPLE_LINES = 50
/** An open quote would otherwise swallow the rest of the file into one cell. */
const LONGEST_RECORD = 1024 * 1024

async function firstBytes(path: string, length: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of createReadStream(path)) decoder.decode(piece as Buffer, { stream: true })
    decoder.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

async function encodingOf(path: string, sample: Buffer): Promise<Pick<CsvForm, 'encoding' | 'guessed'>> {
  if (sample[0] === 0xff && sample[1] === 0xfe) return { encoding: 'utf-16le', guessed: false }
  if (sample[0] === 0xfe && sample[1] === 0xff) return { encoding: 'utf-16be', guessed: false }
  if (sample.includes(0)) throw new FileProblem('file-not-a-table', { reason: 'binary' })
  if (await isUtf8(path)) return { encoding: 'utf-8', guessed: false }
  return { encoding: 'windows-1258', guessed: true }
}

/** Cells in each record of a text, with quoted delimiters and line breaks passed over. */
function cellCounts(text: string, delimiter: string): number[] {
  const counts: number[] = []
  let cells = 1
  let quoted = false
  let length = 0
  for (const letter of text) {
    if (letter === '"') quoted = !quoted
    else if (!quoted && letter === delimiter) cells += 1
    else if (!quoted && letter === '\n') {
      if (length > 0) counts.push(cells)
      if (counts.length === SAMPLE_LINES) return counts
      cells = 1
      length = 0
      continue
    }
    if (letter !== '\r') length += 1
  }
  if (length > 0) counts.push(cells)
  return counts
}

function agreementOf(counts: number[]): Pick<CsvForm, 'agreement' | 'cells'> {
  const votes = new Map<number, number>()
  for (const count of counts) votes.set(count, (votes.get(count) ?? 0) + 1)
  const [cells, lines] = [...votes].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0]
  return { cells, agreement: counts.length > 0 ? lines / counts.length : 0 }
}

/**
 * Finds out how a text file writes its table: by byte order mark and bytes its encoding, by what most lines agree on
 * its delimiter. Throws FileProblem: 'file-not-a-table' for binary content, a web page or JSON; 'file-empty' for blanks.
 */
export async function detectCsv(path: string): Promise<CsvForm> {
  const sample = await firstBytes(path, SAMPLE_BYTES)
  const { encoding, guessed } = await encodingOf(path, sample)
  const text = new TextDecoder(encoding).decode(sample, { stream: true }).replaceAll(/\r\n?/g, '\n')
  if (text.includes('\0')) throw new FileProblem('file-not-a-table', { reason: 'binary' })
  const start = text.trimStart()
  if (start === '') throw new FileProblem('file-empty')
  if (/^(<!doctype|<html|<table|<\?xml|<!--|%PDF-|\{\\rtf|[{[])/i.test(start)) {
    throw new FileProblem('file-not-a-table', { reason: 'other-format' })
  }
  // The last record of a longer file is cut off by the sample.
  const whole = sample.length < SAMPLE_BYTES ? text : text.slice(0, text.lastIndexOf('\n') + 1)
  const candidates = ([',', ';', '\t'] as const)
    .map((delimiter) => ({ delimiter, ...agreementOf(cellCounts(whole, delimiter)) }))
    .filter((candidate) => candidate.cells > 1)
    .sort((a, b) => b.agreement - a.agreement || b.cells - a.cells)
  const best = candidates[0] ?? { delimiter: ',' as const, agreement: 0, cells: 1 }
  return { encoding, guessed, ...best }
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const piece of createReadStream(path)) {
    const text = decoder.decode(piece as Buffer, { stream: true })
    if (text) yield text
  }
  const rest = decoder.decode()
  if (rest) yield rest
}

const unguarded = (cell: string) =>
  cell.startsWith("'") && FORMULA_START.test(cell.slice(1)) ? cell.slice(1) : cell

/**
 * The lines of a CSV, read piece by piece; the apostrophe that writeCsv puts before a text like a formula is taken off.
 * Throws FileProblem ('file-not-a-table', with the line) where a quote is never
 * closed.
 */
export async function* csvRows(path: string, form: CsvForm): AsyncGenerator<RawRow> {
  const parser = parse({
    delimiter: form.delimiter,
    info: true,
    max_record_size: LONGEST_RECORD,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
  })
  // The error reaches the walk below through the parser; the callback only keeps it from being thrown twice.
  pipeline(Readable.from(decoded(path, form.encoding)), parser, () => {})
  let line = 1
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
    }>) {
      const cells = record.map(unguarded)
      // Excel's own hint about the delimiter, not a row.
      if (!(line === 1 && /^sep=.?$/i.test(cells.join('')))) yield { line, cells }
      line = info.lines + 1
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (code.startsWith('CSV_')) throw new FileProblem('file-not-a-table', { reason: code, line })
    throw error
  }
}
