import { SaxesParser } from 'saxes'
import { type DateKind, dateKind, excelDate } from './excel-dates.ts'
import { FileProblem, type RawRow } from './table.ts'
import { type Zip, zipPart } from './zip.ts'

interface SheetPart {
  name: string
  part: string
}

/** What the sheets of a workbook share. */
export interface Workbook {
  zip: Zip
  /** Visible sheets, in the order of their tabs. */
  sheets: SheetPart[]
  strings: string[]
  /** By the index of a cell's style. */
  dateKinds: DateKind[]
  date1904: boolean
}

interface Handlers {
  open?: (name: string, attributes: Record<string, string>) => void
  text?: (text: string) => void
  close?: (name: string) => void
}

const local = (name: string) => name.slice(name.indexOf(':') + 1)

/** Walks a part of the workbook; yields after every piece, so that a caller can pass on what it has collected. */
async function* walk(zip: Zip, part: string, handlers: Handlers): AsyncGenerator<void> {
  const parser = new SaxesParser()
  const fail = (error: Error) => {
    throw new FileProblem('file-not-a-table', { reason: 'damaged-xml', part, message: error.message })
  }
  parser.on('error', fail)
  // A declaration of entities has no place in a spreadsheet, only in an attack on its reader.
  parser.on('doctype', () => fail(new Error('DOCTYPE')))
  parser.on('opentag', (tag) => handlers.open?.(local(tag.name), tag.attributes as Record<string, string>))
  parser.on('text', (text) => handlers.text?.(text))
  parser.on('cdata', (text) => handlers.text?.(text))
  parser.on('closetag', (tag) => handlers.close?.(local(tag.name)))
  const decoder = new TextDecoder()
  for await (const piece of zipPart(zip, part)) {
    parser.write(decoder.decode(piece, { stream: true }))
    yield
  }
  parser.write(decoder.decode())
  parser.close()
  yield
}

async function readAll(zip: Zip, part: string, handlers: Handlers): Promise<void> {
  for await (const _ of walk(zip, part, handlers)) {
    // Everything happens in the handlers.
  }
}

/** Excel writes a control character in a text as _x000D_. */
const unescaped = (text: string) =>
  text.includes('_x')
    ? text.replace(/_x([\dA-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text

/** Collects the text of <t> elements, without the phonetic guides that East Asian files carry beside it. */
function textCollector() {
  let text = ''
  let inText = false
  let inPhonetic = false
  return {
    start: () => {
      text = ''
    },
    open: (name: string) => {
      if (name === 't') inText = true
      if (name === 'rPh') inPhonetic = true
    },
    text: (piece: string) => {
      if (inText && !inPhonetic) text += piece
    },
    close: (name: string) => {
      if (name === 't') inText = false
      if (name === 'rPh') inPhonetic = false
    },
    value: () => unescaped(text),
  }
}

async function relations(zip: Zip, part: string): Promise<Map<string, { target: string; type: string }>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const rels = `${folder}_rels/${part.slice(folder.length)}.rels`
  const found = new Map<string, { target: string; type: string }>()
  if (!zip.entries.has(rels)) return found
  await readAll(zip, rels, {
    open: (name, { Id = '', Target = '', Type = '' }) => {
      if (name !== 'Relationship') return
      const path = new URL(Target, `file:///${folder}`).pathname.slice(1)
      found.set(Id, { target: decodeURIComponent(path), type: Type.slice(Type.lastIndexOf('/') + 1) })
    },
  })
  return found
}

async function readStyles(zip: Zip, part: string): Promise<DateKind[]> {
  const codes = new Map<number, string>()
  const kinds: DateKind[] = []
  let inCellFormats = false
  await readAll(zip, part, {
    open: (name, attributes) => {
      const id = Number(attributes.numFmtId)
      if (name === 'numFmt') codes.set(id, attributes.formatCode ?? '')
      if (name === 'cellXfs') inCellFormats = true
      if (name === 'xf' && inCellFormats) kinds.push(dateKind(id, codes.get(id)))
    },
    close: (name) => {
      if (name === 'cellXfs') inCellFormats = false
    },
  })
  return kinds
}

async function readStrings(zip: Zip, part: string): Promise<string[]> {
  const strings: string[] = []
  const collector = textCollector()
  await readAll(zip, part, {
    open: (name) => {
      if (name === 'si') collector.start()
      collector.open(name)
    },
    text: collector.text,
    close: (name) => {
      collector.close(name)
      if (name === 'si') strings.push(collector.value())
    },
  })
  return strings
}

/**
 * The sheets of an XLSX and what they share; the sheets themselves stay unread. Throws FileProblem
 * ('file-not-a-table') for a ZIP that is no workbook (a DOCX, an XLSB, an ODS).
 */
export async function openWorkbook(zip: Zip): Promise<Workbook> {
  const root = await relations(zip, '')
  const main = [...root.values()].find((relation) => relation.type === 'officeDocument')?.target
  const part = main ?? 'xl/workbook.xml'
  if (!part.endsWith('.xml') || !zip.entries.has(part)) {
    throw new FileProblem('file-not-a-table', { reason: 'not-a-workbook' })
  }
  const related = await relations(zip, part)
  const workbook: Workbook = { zip, sheets: [], strings: [], dateKinds: [], date1904: false }
  let isWorkbook = false
  await readAll(zip, part, {
    open: (name, attributes) => {
      if (name === 'workbook') isWorkbook = true
      if (name === 'workbookPr') workbook.date1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
      if (name !== 'sheet' || (attributes.state ?? 'visible') !== 'visible') return
      const id = Object.entries(attributes).find(([key]) => local(key) === 'id' && key !== 'id')?.[1] ?? ''
      const relation = related.get(id)
      if (relation?.type === 'worksheet') {
        workbook.sheets.push({ name: attributes.name ?? '', part: relation.target })
      }
    },
  })
  if (!isWorkbook) throw new FileProblem('file-not-a-table', { reason: 'not-a-workbook' })
  for (const { target, type } of related.values()) {
    if (!zip.entries.has(target)) continue
    if (type === 'styles') workbook.dateKinds = await readStyles(zip, target)
    if (type === 'sharedStrings') workbook.strings = await readStrings(zip, target)
  }
  return workbook
}

/** 'C7' → 2 */
function columnIndex(reference: string): number {
  let index = 0
  for (const letter of reference) {
    const value = letter.charCodeAt(0) - 64
    if (value < 1 || value > 26) break
    index = index * 26 + value
  }
  return index - 1
}

/** The number as Excel shows it: binary fractions are rounded to the 15 digits that it keeps. */
const plainNumber = (value: number) => String(Number(value.toPrecision(15)))

function cellText(workbook: Workbook, type: string, style: number, value: string, inline: string): string {
  if (type === 's') return workbook.strings[Number(value)] ?? ''
  if (type === 'inlineStr') return inline
  if (type === 'str') return unescaped(value)
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  if (type === 'e' || type === 'd' || value === '') return value
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  return excelDate(number, workbook.dateKinds[style] ?? 'none', workbook.date1904) ?? plainNumber(number)
}

/**
 * The rows of one sheet, read piece by piece; a formula gives its stored result. Cells past `maxColumns` make it
 * throw FileProblem ('file-too-large') when they hold something, so that one far cell cannot ask for all memory.
 */
export async function* sheetRows(
  workbook: Workbook,
  sheet: SheetPart,
  maxColumns: number,
): AsyncGenerator<RawRow> {
  let ready: RawRow[] = []
  let row: RawRow = { line: 0, cells: [] }
  let cell = { column: -1, type: '', style: 0, value: '' }
  let inValue = false
  const inline = textCollector()
  const put = () => {
    const text = cellText(workbook, cell.type, cell.style, cell.value, inline.value())
    if (text === '') return
    if (cell.column >= maxColumns) {
      throw new FileProblem('file-too-large', { what: 'columns', limit: maxColumns, found: cell.column + 1 })
    }
    while (row.cells.length < cell.column) row.cells.push('')
    row.cells[cell.column] = text
  }
  const handlers: Handlers = {
    open: (name, { r, t = 'n', s = '0' }) => {
      if (name === 'row') {
        row = { line: r ? Number(r) : row.line + 1, cells: [] }
        cell.column = -1
      } else if (name === 'c') {
        cell = { column: r ? columnIndex(r) : cell.column + 1, type: t, style: Number(s), value: '' }
        inline.start()
      } else if (name === 'v') {
        inValue = true
      }
      inline.open(name)
    },
    text: (text) => {
      if (inValue) cell.value += text
      inline.text(text)
    },
    close: (name) => {
      inline.close(name)
      if (name === 'v') inValue = false
      else if (name === 'c') put()
      else if (name === 'row') ready.push(row)
    },
  }
  for await (const _ of walk(workbook.zip, sheet.part, handlers)) {
    const rows = ready
    ready = []
    yield* rows
  }
}
