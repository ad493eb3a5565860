import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import { FORMULA_START } from './table.ts'

export { type ReadTableInput, readTable } from './read-table.ts'
export {
  FileProblem,
  type FileProblemCode,
  fileProblems,
  type Limits,
  type Table,
  type TableRow,
  type TableWarning,
} from './table.ts'

/**
 * A column to write. `date` takes 'YYYY-MM-DD'; `datetime` an ISO 8601 instant, shown in Asia/Ho_Chi_Minh; `percent` a
 * fraction (0.055 shows as 5,5%); numbers also as the strings that PostgreSQL gives for numeric and bigint.
 */
export interface SheetColumn {
  key: string
  label: string
  type: 'text' | 'integer' | 'number' | 'date' | 'datetime' | 'boolean' | 'percent'
  /** In characters. */
  width?: number
  /** Written in the place of TRUE and FALSE. */
  words?: { true: string; false: string }
}

export type SheetRows = AsyncIterable<Record<string, unknown>> | Iterable<Record<string, unknown>>

export interface Sheet {
  name: string
  columns: SheetColumn[]
  rows: SheetRows
  /** Lines above the header: definition, as-of, filters, who exported. */
  notes?: string[]
}

const LOCAL_OFFSET_MS = 7 * 3_600_000
const CELL_CHARACTERS = 32_767
const SHEET_ROWS = 1_048_576
const ROWS_BETWEEN_PAUSES = 200

/** Excel writes these with the signs of the reader's own language: 157.560 and 5,5 on a Vietnamese machine. */
const NUMBER_FORMATS: Partial<Record<SheetColumn['type'], string>> = {
  text: '@',
  integer: '#,##0',
  number: '#,##0.0##',
  percent: '0.0%',
  date: 'd/m/yyyy',
  datetime: 'd/m/yyyy hh:mm',
}
const WIDTHS: Record<SheetColumn['type'], number> = {
  text: 24,
  integer: 12,
  number: 12,
  percent: 10,
  date: 12,
  datetime: 18,
  boolean: 10,
}

type Value = string | number | boolean | Date | undefined

function asText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function asNumber(value: unknown): number | string {
  if (typeof value === 'string' && value.trim() === '') return value
  const number = typeof value === 'boolean' ? Number.NaN : Number(value)
  // A longer integer would lose its last digits in Excel: an identity, not a quantity.
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : asText(value)
}

/** The date as Excel counts it; before 1/3/1900 its calendar is wrong, and the text is kept. */
function asDate(value: unknown, type: 'date' | 'datetime'): Date | string {
  const text = asText(value)
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const instant = isDay ? Date.parse(`${text}T00:00:00Z`) : Date.parse(text)
  if (Number.isNaN(instant)) return text
  const local = new Date(isDay ? instant : instant + LOCAL_OFFSET_MS)
  if (local.getUTCFullYear() < 1901) return text
  return type === 'date' ? new Date(`${local.toISOString().slice(0, 10)}T00:00:00Z`) : local
}

function asValue(column: SheetColumn, value: unknown): Value {
  if (value === null || value === undefined || value === '') return undefined
  switch (column.type) {
    case 'text':
      return asText(value)
    case 'integer':
    case 'number':
    case 'percent':
      return asNumber(value)
    case 'date':
    case 'datetime':
      return asDate(value, column.type)
    case 'boolean':
      return typeof value === 'boolean' ? (column.words?.[value ? 'true' : 'false'] ?? value) : asText(value)
  }
}

const cellValue = (value: Value): Value =>
  typeof value === 'string' && value.length > CELL_CHARACTERS
    ? `${value.slice(0, CELL_CHARACTERS - 1)}…`
    : value

/** Excel takes 31 characters, none of []:*?/\, each name once whatever its case. */
function sheetNames(sheets: Sheet[]): string[] {
  const names: string[] = []
  for (const sheet of sheets) {
    const wanted =
      sheet.name
        .replace(/[[\]:*?/\\]/g, ' ')
        .replace(/\s+/g, ' ')
        .replace(/^'+|'+$/g, '')
        .trim()
        .slice(0, 31) || 'Sheet'
    const taken = (name: string) => names.some((other) => other.toLowerCase() === name.toLowerCase())
    let name = wanted
    for (let count = 2; taken(name); count += 1) {
      const ending = ` (${count})`
      name = wanted.slice(0, 31 - ending.length) + ending
    }
    names.push(name)
  }
  return names
}

type WorkbookWriter = InstanceType<typeof ExcelJS.stream.xlsx.WorkbookWriter>
type WorksheetWriter = ReturnType<WorkbookWriter['addWorksheet']>

/** What the library writes a sheet into: streams of an older make, whose state has no public name. */
interface SheetStream {
  pipes: (PassThrough & { _writableState: { needDrain: boolean } })[]
}

/** The library writes on regardless of whether anyone reads; its entry into the archive tells when to wait. */
async function drained(sheet: WorksheetWriter, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  for (const pipe of (sheet as unknown as { stream: SheetStream }).stream.pipes) {
    if (pipe._writableState.needDrain) await once(pipe, 'drain', { signal })
  }
}

async function writeSheet(
  book: WorkbookWriter,
  name: string,
  { columns, rows, notes = [] }: Sheet,
  signal: AbortSignal,
): Promise<void> {
  const headerRow = notes.length > 0 ? notes.length + 2 : 1
  const sheet = book.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: headerRow }],
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  })
  sheet.columns = columns.map((column) => {
    const numFmt = NUMBER_FORMATS[column.type]
    return { width: column.width ?? WIDTHS[column.type], ...(numFmt ? { style: { numFmt } } : {}) }
  })
  sheet.autoFilter = {
    from: { row: headerRow, column: 1 },
    to: { row: headerRow, column: Math.max(1, columns.length) },
  }
  for (const note of notes) {
    const row = sheet.addRow([note])
    row.getCell(1).style = { font: { italic: true, color: { argb: 'FF555555' } } }
    row.commit()
  }
  if (notes.length > 0) sheet.addRow([]).commit()
  const header = sheet.addRow(columns.map((column) => column.label))
  header.eachCell((cell) => {
    cell.style = {
      font: { bold: true },
      alignment: { wrapText: true, vertical: 'middle' },
      fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8F0EB' } },
      border: { bottom: { style: 'thin' } },
    }
  })
  header.commit()
  let line = headerRow
  for await (const row of rows) {
    line += 1
    if (line > SHEET_ROWS) throw new RangeError(`A sheet holds ${SHEET_ROWS} rows`)
    sheet.addRow(columns.map((column) => cellValue(asValue(column, row[column.key])))).commit()
    if (line % ROWS_BETWEEN_PAUSES === 0) await drained(sheet, signal)
  }
  sheet.commit()
}

/**
 * An XLSX, written while it is read, in bounded memory however many rows there are. Texts are always texts, never
 * formulas, whatever they begin with; dates are dates of Excel. The header row is frozen and carries filters. An error
 * in the rows destroys the stream with that error; destroying the stream stops the rows.
 */
export function writeXlsx(input: { sheets: Sheet[]; createdAt?: Date }): Readable {
  const output = new PassThrough()
  const stopped = new AbortController()
  output.once('close', () => stopped.abort())
  const names = sheetNames(input.sheets)
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: output,
    useStyles: true,
    useSharedStrings: false,
  })
  book.creator = 'Vùng Xanh'
  book.lastModifiedBy = 'Vùng Xanh'
  book.created = input.createdAt ?? new Date()
  book.modified = book.created
  const write = async () => {
    for (const [index, sheet] of input.sheets.entries()) {
      await writeSheet(book, names[index] ?? sheet.name, sheet, stopped.signal)
    }
    await book.commit()
  }
  write().catch((error: unknown) => {
    if (!output.destroyed) output.destroy(error as Error)
  })
  return output
}

const NUMERIC = /^[+-]?\d+([.,]\d+)?$/

function csvText(column: SheetColumn, value: Value): string {
  if (value === undefined) return ''
  if (value instanceof Date) {
    const iso = value.toISOString()
    return column.type === 'date' ? iso.slice(0, 10) : `${iso.slice(0, 19)}+07:00`
  }
  if (typeof value !== 'string') return String(value)
  return FORMULA_START.test(value) && !NUMERIC.test(value) ? `'${value}` : value
}

const TEXT: SheetColumn = { key: '', label: '', type: 'text' }

async function* csvPieces(
  columns: SheetColumn[],
  rows: SheetRows,
  delimiter: string,
): AsyncGenerator<string> {
  const line = (cells: string[]) => {
    const quoted = cells.map((cell) =>
      cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
    )
    return `${quoted.join(delimiter)}\r\n`
  }
  let piece = `\uFEFF${line(columns.map((column) => csvText(TEXT, column.label)))}`
  for await (const row of rows) {
    piece += line(columns.map((column) => csvText(column, asValue(column, row[column.key]))))
    if (piece.length < 32_768) continue
    yield piece
    piece = ''
  }
  if (piece) yield piece
}

/**
 * A CSV (RFC 4180, UTF-8 with a byte order mark so that Excel reads Vietnamese), written while it is read. Dates as
 * 'YYYY-MM-DD', instants with the offset of Asia/Ho_Chi_Minh. A text that a spreadsheet would run as a formula gets an
 * apostrophe before it unless it is a number. `delimiter` is the comma unless given: Excel set to Vietnamese wants ';'.
 */
export function writeCsv(input: {
  columns: SheetColumn[]
  rows: SheetRows
  delimiter?: ',' | ';'
}): Readable {
  return Readable.from(csvPieces(input.columns, input.rows, input.delimiter ?? ','), { objectMode: false })
}
