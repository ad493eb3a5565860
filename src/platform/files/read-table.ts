import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { csvRows, detectCsv } from './csv-read.ts'
import {
  DEFAULT_LIMITS,
  FileProblem,
  type Limits,
  type RawRows,
  type Table,
  type TableWarning,
  tableFrom,
} from './table.ts'
import { openWorkbook, sheetRows } from './xlsx-read.ts'
import { openZip } from './zip.ts'

export interface ReadTableInput {
  path: string
  /** As the user named it: shown, and a hint for text files; what is inside decides. */
  fileName: string
  /** Sheet to read; the first visible one that is not empty when absent. */
  sheet?: string
  limits?: Partial<Limits>
}

const ZIP = Buffer.from([0x50, 0x4b])
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
/** The stream that holds a workbook behind a password, as its name stands in the directory of an OLE file. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le')

async function contains(path: string, wanted: Buffer): Promise<boolean> {
  let before = Buffer.alloc(0)
  for await (const piece of createReadStream(path)) {
    const joined = Buffer.concat([before, piece as Buffer])
    if (joined.includes(wanted)) return true
    before = joined.subarray(-wanted.length)
  }
  return false
}

async function signature(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(8), 0, 8, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function readXlsx(input: ReadTableInput, limits: Limits): Promise<Table> {
  const workbook = await openWorkbook(await openZip(input.path, limits))
  const sheets = workbook.sheets.map((sheet) => sheet.name)
  const wanted = workbook.sheets.filter((sheet) => input.sheet === undefined || sheet.name === input.sheet)
  for (const sheet of wanted) {
    const rows: RawRows = () => sheetRows(workbook, sheet, limits.columns)
    const table = await tableFrom(rows, limits)
    if (table) return { sheet: sheet.name, sheets, ...table }
  }
  throw new FileProblem('file-empty', {
    sheets,
    ...(input.sheet === undefined ? {} : { sheet: input.sheet }),
  })
}

async function readCsv(input: ReadTableInput, limits: Limits): Promise<Table> {
  const form = await detectCsv(input.path)
  const named = ['.csv', '.txt', '.tsv', '.tab'].includes(extname(input.fileName).toLowerCase())
  // A text that calls itself something else must look like a table beyond doubt, or a letter would become one.
  if (!named && (form.cells < 2 || form.agreement < 0.8)) {
    throw new FileProblem('file-not-a-table', { reason: 'text' })
  }
  const table = await tableFrom(() => csvRows(input.path, form), limits)
  if (!table) throw new FileProblem('file-empty')
  const warnings: TableWarning[] = [
    ...(form.guessed ? [{ code: 'encoding-guessed' as const, detail: form.encoding }] : []),
    ...(named ? [] : [{ code: 'name-and-content-differ' as const, detail: 'CSV' }]),
  ]
  table.warnings.unshift(...warnings)
  return { sheet: input.fileName, sheets: [], ...table }
}

/**
 * Reads a table out of a CSV (delimiter , ; or tab; UTF-8, UTF-16 with a byte order mark, else windows-1258 with a
 * warning) or an XLSX; the content decides which, not the name. Every cell is a trimmed string in NFC: dates of Excel
 * as 'YYYY-MM-DD' or 'YYYY-MM-DDTHH:mm:ss' (the wall clock of the sheet, no zone), formulas as their stored result,
 * booleans as TRUE and FALSE, empty cells as ''; 'NA' stays 'NA'. Rows are read while they are walked: a CSV in bounded
 * memory, an XLSX with its shared strings in memory. Nothing stays open when `rows` is never walked.
 *
 * Throws FileProblem, here or while `rows` is walked: 'file-not-a-table', 'file-too-large' (bytes, rows or columns past
 * `limits`), 'file-zip-bomb', 'file-empty', 'file-encrypted', 'file-legacy-xls'.
 */
export async function readTable(input: ReadTableInput): Promise<Table> {
  const limits: Limits = { ...DEFAULT_LIMITS, ...input.limits }
  const { size } = await stat(input.path)
  if (size === 0) throw new FileProblem('file-empty')
  if (size > limits.bytes) throw new FileProblem('file-too-large', { what: 'bytes', limit: limits.bytes })
  const start = await signature(input.path)
  if (start.equals(OLE)) {
    throw new FileProblem((await contains(input.path, ENCRYPTED)) ? 'file-encrypted' : 'file-legacy-xls')
  }
  return start.subarray(0, 2).equals(ZIP) && start[2] !== undefined && start[2] < 0x20
    ? readXlsx(input, limits)
    : readCsv(input, limits)
}
