/** Languages of the product; Vietnamese comes first everywhere. */
export type Language = 'vi' | 'en'

/** What is shown where nothing is known. */
export const UNKNOWN = '—'

let current: Language = 'vi'

/** Sets the language used where a call gives none. The browser does this once per switch; a server passes `lang`. */
export function setFormatLanguage(language: Language): void {
  current = language
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
// Asia/Ho_Chi_Minh is UTC+7 without daylight saving since 1975; a fixed offset cannot depend on the machine's zone data.
const OFFSET = 7 * HOUR
const MONTHS_EN = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** An ISO 8601 UTC instant, a calendar date 'YYYY-MM-DD', epoch milliseconds or a Date. */
export type Instant = string | number | Date

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
}

/** Parts as read on a clock in Hanoi; undefined when the text is not a date. Calendar dates are not shifted. */
function partsOf(value: Instant | null | undefined): Parts | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const calendar = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
  const ms = calendar ? Date.parse(`${value}T00:00:00Z`) : new Date(value).getTime() + OFFSET
  if (!Number.isFinite(ms)) return undefined
  const d = new Date(ms)
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
  }
}

const two = (n: number) => String(n).padStart(2, '0')

/** 157560 → '157.560'; 5.5 → '5,5' (en: '157,560', '5.5'). At most `decimals` places (2), trailing zeros dropped. */
export function formatNumber(
  value: number | null | undefined,
  options: { decimals?: number; fixed?: boolean; sign?: boolean; lang?: Language } = {},
): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN
  const { decimals = 2, fixed = false, sign = false, lang = current } = options
  const [group, point] = lang === 'vi' ? ['.', ','] : [',', '.']
  const [whole = '0', fraction = ''] = Math.abs(value).toFixed(decimals).split('.')
  const shown = fixed ? fraction : fraction.replace(/0+$/, '')
  const body = whole.replace(/\B(?=(\d{3})+$)/g, group) + (shown ? point + shown : '')
  const zero = !/[1-9]/.test(body)
  return (value < 0 && !zero ? '−' : sign && !zero ? '+' : '') + body
}

/** 0.974 → '97 %' (en: '97%'); the argument is a share between 0 and 1. */
export function formatPercent(
  share: number | null | undefined,
  options: { decimals?: number; lang?: Language } = {},
): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return UNKNOWN
  const { decimals = 0, lang = current } = options
  return formatNumber(share * 100, { decimals, lang }) + (lang === 'vi' ? '\u00a0%' : '%')
}

/** '2021-08-10' or an instant → '10/8/2021' (en: '10 Aug 2021'), in Hanoi time. `short` leaves the year out. */
export function formatDate(
  value: Instant | null | undefined,
  options: { short?: boolean; lang?: Language } = {},
): string {
  const p = partsOf(value)
  if (!p) return UNKNOWN
  const { short = false, lang = current } = options
  if (lang === 'vi') return short ? `${p.day}/${p.month}` : `${p.day}/${p.month}/${p.year}`
  return short ? `${p.day} ${MONTHS_EN[p.month - 1]}` : `${p.day} ${MONTHS_EN[p.month - 1]} ${p.year}`
}

/** An instant → '17:00' in Hanoi time. */
export function formatTime(value: Instant | null | undefined): string {
  const p = partsOf(value)
  return p ? `${two(p.hour)}:${two(p.minute)}` : UNKNOWN
}

/** An instant → '17:00, 10/8/2021' (en: '17:00, 10 Aug 2021') in Hanoi time. */
export function formatDateTime(
  value: Instant | null | undefined,
  options: { short?: boolean; lang?: Language } = {},
): string {
  return partsOf(value) ? `${formatTime(value)}, ${formatDate(value, options)}` : UNKNOWN
}

/** The calendar date in Hanoi of an instant, as 'YYYY-MM-DD'. Throws on what is not a date. */
export function calendarDate(value: Instant): string {
  const p = partsOf(value)
  if (!p) throw new RangeError(`not a date: ${String(value)}`)
  return `${String(p.year).padStart(4, '0')}-${two(p.month)}-${two(p.day)}`
}

/** A calendar date and a clock time in Hanoi → the UTC instant: ('2021-08-10', '17:00') → '2021-08-10T10:00:00.000Z'. */
export function instantOf(date: string, time: string): string {
  return new Date(Date.parse(`${date}T${time}:00Z`) - OFFSET).toISOString()
}

/** A length of time in words, one unit, rounded down: 65 minutes → '1 giờ'. */
export function formatDuration(ms: number, lang: Language = current): string {
  const length = Math.abs(ms)
  const [n, vi, en] =
    length < HOUR
      ? [Math.floor(length / MINUTE), 'phút', 'minute']
      : length < 2 * DAY
        ? [Math.floor(length / HOUR), 'giờ', 'hour']
        : [Math.floor(length / DAY), 'ngày', 'day']
  return `${formatNumber(n, { lang })} ${lang === 'vi' ? vi : n === 1 ? en : `${en}s`}`
}

/** How long ago `then` was at `now`: 'vừa xong', '42 phút trước', '3 giờ trước'; past 7 days the date itself. */
export function formatAgo(now: Instant, then: Instant | null | undefined, lang: Language = current): string {
  if (!partsOf(then)) return UNKNOWN
  const passed = new Date(now).getTime() - new Date(then as Instant).getTime()
  if (passed < MINUTE) return lang === 'vi' ? 'vừa xong' : 'just now'
  if (passed >= 7 * DAY) return formatDate(then, { lang })
  return lang === 'vi' ? `${formatDuration(passed, lang)} trước` : `${formatDuration(passed, lang)} ago`
}

/**
 * A deadline as seen at `now`: 'còn 4 giờ' under six hours, 'hạn 20:00' later the same day, 'hạn 8:00 mai' the next,
 * else 'hạn 12/8'; 'trễ 2 giờ' once past. Calendar days are those of Hanoi.
 */
export function formatDue(now: Instant, due: Instant | null | undefined, lang: Language = current): string {
  if (!partsOf(due)) return UNKNOWN
  const vi = lang === 'vi'
  const left = new Date(due as Instant).getTime() - new Date(now).getTime()
  if (left < 0) {
    if (left > -MINUTE) return vi ? 'vừa đến hạn' : 'due now'
    return vi ? `trễ ${formatDuration(left, lang)}` : `${formatDuration(left, lang)} late`
  }
  if (left < 6 * HOUR) return vi ? `còn ${formatDuration(left, lang)}` : `${formatDuration(left, lang)} left`
  const today = calendarDate(now)
  const day = calendarDate(due as Instant)
  const time = formatTime(due)
  if (day === today) return vi ? `hạn ${time}` : `due ${time}`
  if (day === calendarDate(new Date(new Date(now).getTime() + DAY)))
    return vi ? `hạn ${time} mai` : `due ${time} tomorrow`
  const short = day.slice(0, 4) === today.slice(0, 4)
  return `${vi ? 'hạn' : 'due'} ${formatDate(due, { short, lang })}`
}

/** The tone that goes with `formatDue`: late once past, due within 24 hours, else neutral. */
export function dueTone(now: Instant, due: Instant | null | undefined): 'late' | 'due' | 'neutral' {
  if (!partsOf(due)) return 'neutral'
  const left = new Date(due as Instant).getTime() - new Date(now).getTime()
  return left < 0 ? 'late' : left < DAY ? 'due' : 'neutral'
}

/** '10/8/2021', '10-08-2021', '10.8.2021', '10082021' or '2021-08-10' → '2021-08-10'; null when no such day exists. */
export function parseVietnameseDate(text: string): string | null {
  const s = text.trim()
  const dmy =
    /^(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})$/.exec(s) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(s)
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(s)
  const [year, month, day] = iso
    ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
    : dmy
      ? [Number(dmy[3]), Number(dmy[2]), Number(dmy[1])]
      : [0, 0, 0]
  const d = new Date(Date.UTC(year, month - 1, day))
  if (year < 1850 || d.getUTCMonth() !== month - 1 || d.getUTCDate() !== day) return null
  return `${year}-${two(month)}-${two(day)}`
}

/** '17:00', '17h00', '17h', '8g30' → 'HH:MM'; null when it is no time of day. */
export function parseTime(text: string): string | null {
  const m = /^(\d{1,2})(?:\s*[:hg.]\s*(\d{1,2})?)?$/i.exec(text.trim())
  if (!m) return null
  const hour = Number(m[1])
  const minute = Number(m[2] ?? 0)
  return hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : null
}

/** '157.560' → 157560, '5,5' → 5.5, '1.204,5' → 1204.5 (en: '157,560', '5.5'); null when it is not a number. */
export function parseNumber(text: string, lang: Language = current): number | null {
  const s = text.replace(/[\s\u00a0]/g, '').replace(/^−/, '-')
  const [group, point] = lang === 'vi' ? ['.', ','] : [',', '.']
  const grouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`)
  const plain = new RegExp(`^-?\\d+(\\${point}\\d+)?$`)
  if (grouped.test(s) || plain.test(s)) return Number(s.replaceAll(group, '').replace(point, '.'))
  // Not a thousands group, so '5.5' typed on a foreign keyboard can only mean five and a half.
  return /^-?\d+[.,]\d+$/.test(s) ? Number(s.replace(',', '.')) : null
}

/** Lower case without diacritics, đ → d: what accent-insensitive search compares. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
}
