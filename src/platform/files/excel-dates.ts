/** What a number format makes of a number: nothing, a date, a time of day, or both. */
export type DateKind = 'none' | 'date' | 'time' | 'datetime'

const between = (id: number, from: number, to: number) => id >= from && id <= to

/**
 * What a cell's format makes of its number: the built-in formats by their id (ECMA-376 part 1, 18.8.30, with the East
 * Asian ones), the others by the letters of their code, once quoted words, escapes, colours and locales are taken out.
 */
export function dateKind(id: number, code: string | undefined): DateKind {
  if (code === undefined) {
    if (between(id, 14, 17) || between(id, 27, 31) || between(id, 34, 36) || between(id, 50, 58))
      return 'date'
    if (between(id, 18, 21) || between(id, 32, 33) || between(id, 45, 47)) return 'time'
    return id === 22 ? 'datetime' : 'none'
  }
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';')[0]!
    .toLowerCase()
  if (/general/.test(bare)) return 'none'
  const time = /[hs]/.test(bare)
  const date = /[yd]/.test(bare) || (/m/.test(bare) && !time && !/\[m/.test(bare))
  if (date) return time ? 'datetime' : 'date'
  return time || /\[m/.test(bare) ? 'time' : 'none'
}

const DAY_SECONDS = 86_400
/** 31 December 9999 */
const LAST_DAY = 2_958_465

/**
 * A serial number as 'YYYY-MM-DD', 'YYYY-MM-DDTHH:mm:ss' or 'HH:mm:ss': the wall clock that the sheet shows, without a
 * zone, because a sheet has none. Undefined for a number that is no date under this format: the caller shows the number.
 */
export function excelDate(serial: number, kind: DateKind, date1904: boolean): string | undefined {
  if (kind === 'none' || serial < 0) return undefined
  if (kind === 'time') {
    // A sum of hours past one day is a duration, which a time of day would misstate.
    return serial < 1
      ? new Date(Math.round(serial * DAY_SECONDS) * 1000).toISOString().slice(11, 19)
      : undefined
  }
  // The 1900 calendar counts a 29 February 1900 that never was; days before it are one off.
  const days = date1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial
  if (days > LAST_DAY + 1) return undefined
  const iso = new Date(Math.round((days - 25_569) * DAY_SECONDS) * 1000).toISOString()
  return kind === 'date' && iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19)
}
