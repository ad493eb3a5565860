import { Problem, type ProblemKind } from '../problems.ts'

export interface Limits {
  /** Rows under the header that are not empty. */
  rows: number
  columns: number
  /** Bytes on disk. */
  bytes: number
  /** Of an XLSX, which is a ZIP: entries, bytes once inflated, and how often a part may be larger than its packed form. */
  zipEntries: number
  zipInflated: number
  zipRatio: number
}

export const DEFAULT_LIMITS: Limits = {
  rows: 100_000,
  columns: 200,
  bytes: 50 * 1024 * 1024,
  zipEntries: 2_000,
  zipInflated: 200 * 1024 * 1024,
  zipRatio: 200,
}

/** A text that a spreadsheet program would take for a formula, in ASCII or in the full-width forms that it also reads. */
export const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/u

export type FileProblemCode =
  | 'file-not-a-table'
  | 'file-too-large'
  | 'file-zip-bomb'
  | 'file-empty'
  | 'file-encrypted'
  | 'file-legacy-xls'

/** A file that cannot be read as a table. `details` says why, as far as it is known (limit, line, sheet). */
export class FileProblem extends Problem {
  declare readonly code: FileProblemCode
  constructor(code: FileProblemCode, details: Record<string, unknown> = {}) {
    super(code, {}, details)
  }
}

/** The entries of FileProblem for the catalogue of problems. */
export const fileProblems: Record<FileProblemCode, ProblemKind> = {
  'file-not-a-table': {
    status: 415,
    vi: 'Tệp này không phải bảng tính. Hãy lưu dữ liệu thành tệp Excel (.xlsx) hoặc CSV rồi gửi lại.',
    en: 'This file is not a table. Save the data as Excel (.xlsx) or CSV and send it again.',
  },
  'file-too-large': {
    status: 413,
    vi: 'Tệp quá lớn. Hãy chia thành nhiều tệp nhỏ hơn rồi gửi lần lượt.',
    en: 'The file is too large. Split it into smaller files and send them one by one.',
  },
  'file-zip-bomb': {
    status: 422,
    vi: 'Tệp nén bất thường nên không được mở. Hãy mở tệp bằng Excel, lưu lại thành tệp mới rồi gửi.',
    en: 'The file is packed in an abnormal way and was not opened. Open it in Excel, save a new copy and send that.',
  },
  'file-empty': {
    status: 422,
    vi: 'Tệp không có dữ liệu. Hãy kiểm tra lại trang tính và dòng tiêu đề.',
    en: 'The file holds no data. Check the sheet and its header row.',
  },
  'file-encrypted': {
    status: 422,
    vi: 'Tệp được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.',
    en: 'The file is protected by a password. Remove the password and send it again.',
  },
  'file-legacy-xls': {
    status: 415,
    vi: 'Đây là tệp Excel đời cũ (.xls). Hãy mở bằng Excel, lưu thành .xlsx rồi gửi lại.',
    en: 'This is an old Excel file (.xls). Open it in Excel, save it as .xlsx and send it again.',
  },
}

/**
 * What a reader should be told before trusting the rows. `detail`: the encoding taken, the number of lines passed over,
 * the column's name, or the first line with cells under no column.
 */
export interface TableWarning {
  code:
    | 'encoding-guessed'
    | 'name-and-content-differ'
    | 'lines-above-header'
    | 'column-renamed'
    | 'column-unnamed'
    | 'cells-beyond-columns'
  detail: string | number
}

export interface TableRow {
  /** Line of the file (CSV) or row of the sheet (XLSX), from 1, as a person counts them. */
  line: number
  cells: Record<string, string>
}

export interface Table {
  /** Name of the sheet read; the file's name for a CSV. */
  sheet: string
  /** Visible sheets of the workbook; empty for a CSV. */
  sheets: string[]
  columns: string[]
  /** Can be walked once. Empty rows are passed over. Throws FileProblem past the limit of rows. */
  rows: AsyncGenerator<TableRow>
  /** Complete once the rows have been walked. */
  warnings: TableWarning[]
}

/** One line as it stands in the file, before it is known which one is the header. */
export interface RawRow {
  line: number
  cells: string[]
}

/** Opens the lines anew on every call, and closes what it opened when its walk ends. */
export type RawRows = () => AsyncGenerator<RawRow>

/** How far down the header is looked for: office tables carry a title and notes above it. */
const HEAD_ROWS = 30

const filled = (cells: string[]) => cells.filter((cell) => cell !== '').length
const tidy = (cell: string) => cell.normalize('NFC').trim()

async function firstRows(open: RawRows): Promise<RawRow[]> {
  const rows: RawRow[] = []
  for await (const row of open()) {
    const cells = row.cells.map(tidy)
    if (filled(cells) > 0) rows.push({ line: row.line, cells })
    if (rows.length === HEAD_ROWS) break
  }
  return rows
}

function namesOf(cells: string[], width: number, warnings: TableWarning[]): string[] {
  const names: string[] = []
  for (let index = 0; index < width; index += 1) {
    const written = (cells[index] ?? '').replace(/\s+/gu, ' ')
    const wanted = written || `#${index + 1}`
    let name = wanted
    for (let count = 2; names.includes(name); count += 1) name = `${wanted} (${count})`
    if (!written) warnings.push({ code: 'column-unnamed', detail: name })
    else if (name !== wanted) warnings.push({ code: 'column-renamed', detail: name })
    names.push(name)
  }
  return names
}

/**
 * Finds the header (the first of the upper rows that is filled at least half as far as the fullest of them; a lone cell
 * is a title) and turns the lines under it into named cells. Returns undefined when there is no line at all. Throws FileProblem
 * ('file-too-large') for more columns than allowed.
 */
export async function tableFrom(
  open: RawRows,
  limits: Limits,
): Promise<Pick<Table, 'columns' | 'rows' | 'warnings'> | undefined> {
  const warnings: TableWarning[] = []
  const head = await firstRows(open)
  const fullest = Math.max(0, ...head.map((row) => filled(row.cells)))
  const least = fullest > 1 ? Math.max(2, fullest / 2) : 1
  const position = head.findIndex((row) => filled(row.cells) >= least)
  const header = head[position]
  if (!header) return undefined
  const under = head.slice(position)
  const width = Math.max(...under.map((row) => row.cells.findLastIndex((cell) => cell !== '') + 1))
  if (width > limits.columns) {
    throw new FileProblem('file-too-large', { what: 'columns', limit: limits.columns, found: width })
  }
  if (position > 0) warnings.push({ code: 'lines-above-header', detail: position })
  const columns = namesOf(header.cells, width, warnings)

  async function* rows(): AsyncGenerator<TableRow> {
    let count = 0
    let beyond = false
    for await (const { line, cells: raw } of open()) {
      if (line <= header!.line) continue
      const cells = raw.map(tidy)
      if (filled(cells) === 0) continue
      count += 1
      if (count > limits.rows) throw new FileProblem('file-too-large', { what: 'rows', limit: limits.rows })
      if (!beyond && filled(cells.slice(width)) > 0) {
        beyond = true
        warnings.push({ code: 'cells-beyond-columns', detail: line })
      }
      yield { line, cells: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])) }
    }
  }
  return { columns, rows: rows(), warnings }
}
