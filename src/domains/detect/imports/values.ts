import { addDays } from '../../../platform/clock.ts'
import { fold } from '../../registry/people/index.ts'

export { fold }

const MISSING = new Set(['NA', 'N/A', '#N/A', 'NULL', 'null', 'None', 'NaN', '-', '--', '?', '.', '…'])
const MISSING_FOLDED = new Set([
  'khong ro',
  'chua ro',
  'khong co thong tin',
  'unknown',
  'not known',
  'missing',
])

/**
 * What a cell says, undefined where it says that nothing is known. 'NA' in capitals is a missing value; "Na" is a
 * given name.
 */
export function present(cell: string | undefined): string | undefined {
  const text = (cell ?? '').trim()
  if (text === '' || MISSING.has(text) || MISSING_FOLDED.has(fold(text))) return undefined
  return text
}

/** The token of a Go.Data reference value: LNG_REFERENCE_DATA_CATEGORY_GENDER_MALE → "gender male". */
export function token(text: string): string {
  return fold(text.replace(/^LNG_REFERENCE_DATA_(CATEGORY_)?/, ''))
}

/**
 * The value of the longest synonym that the text is, or (for a reference token) ends with.
 * @param synonyms folded synonym → value
 */
export function choose(text: string, synonyms: Readonly<Record<string, string>>): string | undefined {
  const folded = token(text)
  if (synonyms[folded] !== undefined) return synonyms[folded]
  if (!text.startsWith('LNG_')) return undefined
  const ending = Object.keys(synonyms)
    .filter((s) => folded.endsWith(` ${s}`))
    .sort((a, b) => b.length - a.length)[0]
  return ending === undefined ? undefined : synonyms[ending]
}

/**
 * A number as Vietnamese offices write it (T4): dots between thousands, a comma before the fraction. A single group of
 * three after a dot is thousands, unless `max` says that it cannot be.
 */
export function parseNumber(text: string, max = Number.POSITIVE_INFINITY): number | undefined {
  const bare = text.replace(/\s/g, '')
  if (/^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare)) {
    const grouped = Number(bare.replaceAll('.', '').replace(',', '.'))
    if (Math.abs(grouped) <= max) return grouped
  }
  if (/^[+-]?\d{1,3}(,\d{3})+\.\d+$/.test(bare)) return Number(bare.replaceAll(',', ''))
  return /^[+-]?\d+([.,]\d+)?$/.test(bare) ? Number(bare.replace(',', '.')) : undefined
}

/** Age in years: "45", "45 tuổi", "8 tháng". */
export function parseAge(text: string): number | undefined {
  const months = /^(\d{1,2}) thang( tuoi)?$/.exec(fold(text))
  if (months) return Number(months[1]) / 12
  const years = parseNumber(text.replace(/\s*(tu[oổ]i|years?|y)\.?$/iu, ''), 125)
  return years !== undefined && years >= 0 && years <= 125 ? years : undefined
}

export interface DateForm {
  order: 'dmy' | 'mdy'
  /** Year of dates without one (T5: the year comes from the context). */
  year: number
  /** 'YYYY-MM-DD'; a date without a year is never placed after it. */
  today: string
}

export interface ReadDate {
  date: string
  /** 'HH:mm', local, when the cell has one. */
  time?: string
  /** The instant, when the cell names a zone. */
  instant?: string
  note?: 'year-from-context' | 'date-from-serial'
}

function day(year: number, month: number, dayOfMonth: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, dayOfMonth))
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== dayOfMonth || year < 1850 || year > 2200)
    return undefined
  return at.toISOString().slice(0, 10)
}

const fullYear = (text: string, today: string): number => {
  const year = Number(text)
  if (text.length > 2) return year
  const century = Number(today.slice(0, 2)) * 100
  return century + year > Number(today.slice(0, 4)) ? century - 100 + year : century + year
}

function iso(text: string): ReadDate | undefined {
  const m =
    /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    )
  if (!m) return undefined
  const date = day(Number(m[1]), Number(m[2]), Number(m[3]))
  if (!date) return undefined
  if (m[4] === undefined) return { date }
  // Systems that keep days as instants write midnight UTC; moving it to local time would still be that day, but only by luck.
  if (/T00:00(:00(\.0+)?)?Z$/.test(text)) return { date }
  if (m[6]) {
    const at = Date.parse(text.replace(' ', 'T'))
    if (Number.isNaN(at)) return undefined
    const local = new Date(at + 7 * 3_600_000).toISOString()
    return { date: local.slice(0, 10), time: local.slice(11, 16), instant: new Date(at).toISOString() }
  }
  return { date, time: `${m[4].padStart(2, '0')}:${m[5]}` }
}

function written(text: string, form: DateForm): ReadDate | undefined {
  const clock = /(?:^|\s)(\d{1,2})[:hg](\d{2})(?::\d{2})?(?:\s|$)/.exec(text)
  const time =
    clock && Number(clock[1]) < 24 && Number(clock[2]) < 60
      ? `${clock[1]!.padStart(2, '0')}:${clock[2]}`
      : undefined
  const rest = (time ? text.replace(clock![0], ' ') : text).replace(/^ng[àa]y\s+/i, '').trim()
  const words = /^(\d{1,2}) thang (\d{1,2})(?: nam (\d{4}))?$/.exec(fold(rest))
  const parts = words ?? /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$/.exec(rest)
  if (!parts) return undefined
  const dayFirst = words !== null || form.order === 'dmy'
  const [d, m] = dayFirst ? [Number(parts[1]), Number(parts[2])] : [Number(parts[2]), Number(parts[1])]
  const withTime = time ? { time } : {}
  if (parts[3]) {
    const date = day(fullYear(parts[3], form.today), m, d)
    return date ? { date, ...withTime } : undefined
  }
  const near = day(form.year, m, d)
  const date = near && near > form.today ? day(form.year - 1, m, d) : near
  return date ? { date, ...withTime, note: 'year-from-context' } : undefined
}

/** A date in any of the forms that offices write; undefined when it is none, never a guess at what was meant. */
export function parseDate(text: string, form: DateForm): ReadDate | undefined {
  const found = iso(text) ?? written(text, form)
  if (found) return found
  // A cell of Excel that lost its format: days since 30/12/1899.
  if (/^\d{5}$/.test(text) && Number(text) >= 20_000 && Number(text) <= 60_000) {
    return { date: addDays('1899-12-30', Number(text)), note: 'date-from-serial' }
  }
  return undefined
}
