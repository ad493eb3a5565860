import {
  type Annex,
  type Block,
  type FiguresBlock,
  OFFICIAL_WORDS,
  type OfficialDocument,
  type OfficialTemplate,
  PARTY_TEMPLATE,
  STATE_TEMPLATE,
  type TableBlock,
  type TableColumn,
} from './official.ts'

/** Where a block is set: the form's sizes, and the width of the text in points. */
export interface Setting {
  template: OfficialTemplate
  width: number
}

export const pointsOfMm = (mm: number): number => (mm * 72) / 25.4

export function templateOf(doc: Pick<OfficialDocument, 'form'>): OfficialTemplate {
  return doc.form === 'party' ? PARTY_TEMPLATE : STATE_TEMPLATE
}

/**
 * 'ngày 08 tháng 01 năm 2021': a day under 10 and a month under 3 carry a leading 0 (Decree 30), so that neither
 * can be altered by one more digit. Throws RangeError for anything but a real 'YYYY-MM-DD'.
 */
export function officialDate(date: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  const [year, month, day] = (parts ?? []).slice(1).map(Number) as [number, number, number]
  const real = parts ? new Date(Date.UTC(year, month - 1, day)) : undefined
  if (!real || real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day) {
    throw new RangeError(`Not a calendar date: ${date}`)
  }
  const two = (value: number) => String(value).padStart(2, '0')
  return `ngày ${day < 10 ? two(day) : day} tháng ${month < 3 ? two(month) : month} năm ${year}`
}

/** 'Số: 1187/QĐ-UBND' (State), 'Số 318-CV/QU' (Party, without a colon). */
export function numberLine(doc: OfficialDocument): string {
  return doc.form === 'party' ? `Số ${doc.number}` : `Số: ${doc.number}`
}

/** The abstract under the number of a công văn; nothing for a document that has a type name. */
export function letterAbstract(doc: OfficialDocument): string | undefined {
  if (doc.typeName) return undefined
  if (doc.form === 'party') return doc.abstract
  return OFFICIAL_WORDS.letterPrefix + doc.abstract.replace(/^(v\/v|về việc)\s+/iu, '')
}

/** Each line ended by `;`, the last one by a full stop, whatever the writer put there. */
export function endedLines(lines: string[]): string[] {
  return lines.map((line, index) => {
    const bare = line.trim().replace(/[\s;.,]+$/u, '')
    return bare + (index === lines.length - 1 ? '.' : ';')
  })
}

/** The lines under "Nơi nhận:", each with its dash and its ending. */
export function recipientLines(doc: OfficialDocument): string[] {
  return endedLines(doc.recipients).map((line) => `- ${line.replace(/^[-–•]\s*/u, '')}`)
}

const LETTERS = 'abcdđeghiklmnopqrstuvxy'

/** '1. ', 'a) ' in the Vietnamese alphabet (đ counts, f does not), or '- '. */
export function listMark(marks: 'numbers' | 'letters' | 'dashes', index: number): string {
  if (marks === 'dashes') return '- '
  return marks === 'numbers' ? `${index + 1}. ` : `${LETTERS[index] ?? index + 1}) `
}

/** The figures block as a plain table; the column of differences appears only when a row has one. */
export function figuresTable(block: FiguresBlock): TableBlock {
  const labels = block.labels ?? OFFICIAL_WORDS.figures
  const compared = block.rows.some((row) => row.difference !== undefined)
  const columns: TableColumn[] = [
    { label: labels.label, width: 6 },
    { label: labels.value, align: 'right', width: 2 },
  ]
  if (compared) columns.push({ label: labels.difference, align: 'right', width: 2 })
  return {
    kind: 'table',
    columns,
    rows: block.rows.map((row) => [row.label, row.value, ...(compared ? [row.difference ?? ''] : [])]),
    ...(block.caption === undefined ? {} : { caption: block.caption }),
  }
}

function sentenceCase(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1).toLocaleLowerCase('vi')
}

/** 'Quyết định số 1187/QĐ-UBND', 'Công văn số 318-CV/QU' */
export function documentName(doc: OfficialDocument): string {
  return `${sentenceCase(doc.typeName ?? 'Công văn')} số ${doc.number}`
}

/** '(Kèm theo Quyết định số 1187/QĐ-UBND ngày 08 tháng 8 năm 2021)' */
export function annexReference(doc: OfficialDocument, annex: Annex): string {
  return annex.reference ?? `(Kèm theo ${documentName(doc)} ${officialDate(doc.date)})`
}

/** The marks in a box under the number: urgency, and that this is a draft. */
export function boxedMarks(doc: OfficialDocument): string[] {
  return [...(doc.urgency ? [doc.urgency] : []), ...(doc.draft ? [OFFICIAL_WORDS.draft] : [])]
}

/** How many paragraphs at the end of the body go with the signature to its page: a signature never stands alone. */
export function keptParagraphs(doc: OfficialDocument): 0 | 1 {
  const last = doc.body.at(-1)
  if (last?.kind === 'list') return last.items.length > 0 ? 1 : 0
  if (last?.kind !== 'paragraph' && last?.kind !== 'article') return 0
  const text = last.kind === 'article' ? (last.paragraphs?.at(-1) ?? last.text) : last.text
  return text.length <= 1500 ? 1 : 0
}

/** Width of a line of Times in points, near enough to place a rule or to balance two lines. */
export function roughWidthPt(text: string, sizePt: number): number {
  let em = 0
  for (const letter of text.normalize('NFC')) {
    if (letter === ' ') em += 0.25
    else if (letter !== letter.toLocaleLowerCase('vi')) em += 0.7
    else em += /[\p{L}\d]/u.test(letter) ? 0.49 : 0.4
  }
  return em * sizePt
}

/**
 * Breaks a name into lines of nearly equal length that fit `widthPt`: "ỦY BAN NHÂN DÂN / QUẬN HOÀNG MAI" and not
 * "ỦY BAN NHÂN DÂN QUẬN / HOÀNG MAI". A break that the writer put (\n) is kept and nothing else is broken.
 */
export function balancedLines(text: string, sizePt: number, widthPt: number): string[] {
  if (text.includes('\n')) return text.split('\n').map((line) => line.trim())
  const total = roughWidthPt(text, sizePt)
  const count = Math.ceil(total / widthPt)
  const lines: string[] = []
  let rest = text.split(/\s+/u).filter(Boolean)
  for (let left = count; left > 1 && rest.length > 1; left -= 1) {
    const target = roughWidthPt(rest.join(' '), sizePt) / left
    let best = 1
    for (let cut = 1; cut < rest.length; cut += 1) {
      const distance = (at: number) => Math.abs(roughWidthPt(rest.slice(0, at).join(' '), sizePt) - target)
      if (distance(cut) < distance(best)) best = cut
    }
    lines.push(rest.slice(0, best).join(' '))
    rest = rest.slice(best)
  }
  return [...lines, rest.join(' ')]
}

/**
 * Widths of a table's columns in points: shares of `width`, but no column narrower than its longest word, so that
 * neither a label nor a number is broken inside. Only when the words together are too wide do they shrink alike.
 */
export function columnWidths(table: TableBlock, width: number, sizePt: number): number[] {
  const { columns, rows, total } = table
  const shares = columns.map((column) => column.width ?? 1)
  const least = columns.map((column, index) => {
    const texts = [column.label, ...[...rows.slice(0, 300), total ?? []].map((row) => row[index] ?? '')]
    const words = texts.flatMap((text) => text.split(/\s+/u))
    return 9 + Math.max(...words.map((word) => roughWidthPt(word, sizePt)))
  })
  const needed = least.reduce((sum, value) => sum + value, 0)
  if (needed >= width) return least.map((value) => (value * width) / needed)
  const fixed = new Set<number>()
  for (;;) {
    const free = width - [...fixed].reduce((sum, index) => sum + (least[index] ?? 0), 0)
    const shared = shares.reduce((sum, share, index) => (fixed.has(index) ? sum : sum + share), 0)
    const widths = shares.map((share, index) =>
      fixed.has(index) ? (least[index] ?? 0) : (free * share) / shared,
    )
    const narrow = widths.flatMap((value, index) => (value < (least[index] ?? 0) - 0.001 ? [index] : []))
    if (narrow.length === 0) return widths
    for (const index of narrow) fixed.add(index)
  }
}

function tablesOf(block: Block): TableBlock[] {
  if (block.kind === 'table') return [block]
  if (block.kind === 'svg') return [block.table]
  return []
}

/** Throws RangeError for a document that no renderer can set: an impossible date, a ragged table, a drawing that is none. */
export function checkDocument(doc: OfficialDocument): void {
  officialDate(doc.date)
  for (const block of [...doc.body, ...(doc.annexes ?? []).flatMap((annex) => annex.body)]) {
    if (block.kind === 'svg' && !/^\s*(<\?xml[^>]*>\s*)?<svg[\s>]/u.test(block.svg)) {
      throw new RangeError('A drawing must be one <svg> element')
    }
    for (const table of tablesOf(block)) {
      const ragged = [...table.rows, ...(table.total ? [table.total] : [])].find(
        (row) => row.length !== table.columns.length,
      )
      if (ragged) {
        throw new RangeError(`A table of ${table.columns.length} columns has a row of ${ragged.length} cells`)
      }
    }
  }
}
