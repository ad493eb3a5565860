import { daysBetween } from '../../../../platform/clock.ts'
import { DOCUMENT_TYPES, type DocumentSymbol, parseSymbol } from './symbols.ts'
import { findDate } from './text.ts'

export interface Citation {
  /** As it stands in the text: 'Công văn số 112-CV/TU'. */
  printed: string
  symbol: DocumentSymbol
  /** As printed, 'YYYY-MM-DD'; null when the text gives none. */
  date: string | null
  /** What the date should probably be, when the printed one can hardly be right (trap T2). */
  likelyDate: string | null
  /** 'Thủ tướng Chính phủ'; null when the text does not say. */
  issuer: string | null
}

const NAMES = Object.values(DOCUMENT_TYPES).map((t) => t.vi)
// The longest name first: 'Thông báo kết luận' would be found inside 'Thông báo'.
const NAME = NAMES.sort((a, b) => b.length - a.length).join('|')
const SYMBOL = String.raw`\d{1,6}\s*[-–/]\s*(?:\d{4}\s*/\s*)?\p{L}[\p{L}\d]*(?:\s*[-–/]\s*\p{L}[\p{L}\d]*)*`
const CITED = new RegExp(String.raw`(?:(${NAME})\s+)?số\s*:?\s*(${SYMBOL})`, 'giu')
const ISSUER = /^[^.;]*?\scủa\s+(\p{Lu}[^;,.]*?)(?=\s+(?:về|tại|và|trong|năm|đã)\s|[;,.]|$)/u

/** The printed date and a year more, when that is within days of the letter: a typing error of every January. */
const YEAR_SLIP_DAYS = 14

/**
 * The date that a citation probably means, or null when the printed one can stand: a cited document is not younger than
 * the letter, and one that is a year old to the week is usually this year's.
 */
export function likelyDate(date: string, letter: string): string | null {
  const shifted = (years: number) => `${Number(date.slice(0, 4)) + years}${date.slice(4)}`
  if (daysBetween(date, letter) < 0) {
    const before = shifted(-1)
    return daysBetween(before, letter) >= 0 && daysBetween(before, letter) <= YEAR_SLIP_DAYS ? before : null
  }
  const after = shifted(1)
  const away = daysBetween(after, letter)
  return away >= 0 && away <= YEAR_SLIP_DAYS ? after : null
}

/**
 * Documents that a text cites, in the order of their first mention, each once.
 * @param letter date of the text itself, against which printed dates are checked
 */
export function findCitations(text: string, letter?: string): Citation[] {
  const found = new Map<string, Citation>()
  for (const match of text.matchAll(CITED)) {
    const symbol = parseSymbol(match[2]!)
    if (!symbol || found.has(symbol.symbol)) continue
    // What belongs to this citation ends where the next one begins.
    const rest = text.slice(match.index + match[0].length)
    const next = new RegExp(String.raw`(?:${NAME})\s+số\s|;`, 'iu').exec(rest)
    const own = rest.slice(0, next?.index ?? 300).slice(0, 300)
    const date = findDate(own.slice(0, 40)) ?? null
    found.set(symbol.symbol, {
      printed: match[0].replace(/\s+/g, ' ').trim(),
      symbol,
      date,
      likelyDate: date && letter ? likelyDate(date, letter) : null,
      issuer: ISSUER.exec(own)?.[1]?.trim() ?? null,
    })
  }
  return [...found.values()]
}
