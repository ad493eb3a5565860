import { charactersOf, type Facts, factsOf } from './facts.ts'
import type { Frequencies } from './frequencies.ts'
import { type Bits, compareNames, isSlip } from './names.ts'
import {
  ADDRESS,
  AREA,
  AREA_BOUNDS,
  DATE,
  KIN,
  type Level,
  NATIONAL_ID,
  OTHER_YEAR,
  PHONE,
  SAME_YEAR,
  SEX,
  SHARE_KNOWN,
  YEAR,
  YEAR_BOUNDS,
} from './parameters.ts'
import type { Agreement, Comparison, Evidence, Field, MatchRecord } from './types.ts'

const FIELDS: readonly Field[] = ['name', 'birth', 'sex', 'nationalId', 'phone', 'address']

const nothing = (): Bits => ({ agreement: 'missing', stranger: 0, kin: 0 })
/** What the last comparison found, field by field: written over by the next, because millions are made. */
const found: readonly Bits[] = FIELDS.map(nothing)
let isArea = false

function set(out: Bits, agreement: Agreement, level: Level): void {
  out.agreement = agreement
  out.stranger = level.bits
  out.kin = level.kinBits
}

function weigh(out: Bits, agreement: Agreement, m: number, u: number, kin: number): void {
  out.agreement = agreement
  out.stranger = Math.log2(m / u)
  out.kin = Math.log2(m / kin)
}

function clear(out: Bits): void {
  out.agreement = 'missing'
  out.stranger = 0
  out.kin = 0
}

const within = (n: number, { rare, common }: { rare: number; common: number }) =>
  Math.min(common, Math.max(rare, n))

const yearShare = (year: number, f: Frequencies) =>
  within((f.years[year] ?? 0) / Math.max(1, f.born), YEAR_BOUNDS)

const SAME_YEAR_KIN = Math.log2(SAME_YEAR.m / SAME_YEAR.kin)

const isYearSlip = (a: number, b: number) => isSlip(String(a), String(b))

function compareBirths(a: Facts, b: Facts, f: Frequencies, out: Bits): void {
  if (a.year === 0 || b.year === 0) return void clear(out)
  const apart = Math.abs(a.year - b.year)
  if (a.month === 0 || b.month === 0) {
    if (apart === 0) return void weigh(out, 'partial', YEAR.exact.m, yearShare(a.year, f), YEAR.exact.kin)
    if (apart === 1) {
      const u = yearShare(a.year, f) + yearShare(b.year, f)
      return void weigh(out, 'close', YEAR.near.m, u, YEAR.near.kin)
    }
    const isSlipped = isYearSlip(a.year, b.year)
    return void set(out, isSlipped ? 'close' : 'different', isSlipped ? YEAR.slip : YEAR.different)
  }
  const isDay = a.day === b.day
  const isMonth = a.month === b.month
  if (apart > 0) {
    if (!isDay || !isMonth) return void set(out, 'different', OTHER_YEAR.different)
    const isSlipped = apart === 1 || isYearSlip(a.year, b.year)
    return void set(out, isSlipped ? 'close' : 'different', isSlipped ? OTHER_YEAR.slip : OTHER_YEAR.far)
  }
  const isSwapped = a.day === b.month && a.month === b.day
  const [agreement, level]: [Agreement, Level] =
    isDay && isMonth
      ? ['exact', DATE.exact]
      : isSwapped
        ? ['close', DATE.swapped]
        : isDay !== isMonth
          ? isPartSlip(a, b)
            ? ['close', DATE.slip]
            : ['partial', DATE.half]
          : ['different', DATE.year]
  out.agreement = agreement
  out.stranger = Math.log2(SAME_YEAR.m / yearShare(a.year, f)) + level.bits
  out.kin = SAME_YEAR_KIN + level.kinBits
}

/** Whether the day or the month, whichever differs, was typed with one wrong digit or two exchanged. */
function isPartSlip(a: Facts, b: Facts): boolean {
  const [p, q] = a.day === b.day ? [a.month, b.month] : [a.day, b.day]
  return isSlip(String(p).padStart(2, '0'), String(q).padStart(2, '0'))
}

/** Of two numbers of as many digits, one wrong digit or two exchanged leave 1 … 9, 9, 18 … or 81 and zeros between them. */
const cannotBeSlip = (a: number, b: number) =>
  a > 0 && a / b < 2 && b / a < 2 && Math.abs(a - b) > 81 && Math.abs(a - b) % 10 !== 0

function compareNumbers(a: number, b: number, levels: typeof PHONE, out: Bits): void {
  if (a === 0 || b === 0) return void clear(out)
  if (a === b) return void set(out, 'exact', levels.exact)
  if (a < 0 !== b < 0) return void clear(out)
  if (cannotBeSlip(a, b)) return void set(out, 'different', levels.different)
  const [p, q] = [charactersOf(a), charactersOf(b)]
  // An identity card and the CCCD that came after it are two numbers of one person.
  if (levels === NATIONAL_ID && Math.abs(p.length - q.length) > 1) return void clear(out)
  if (isSlip(p, q)) return void set(out, 'close', levels.close)
  set(out, 'different', levels.different)
}

function comparePlaces(a: Facts, b: Facts, f: Frequencies, out: Bits): void {
  const isInOneArea = a.area !== 0 && a.area === b.area
  const hasAddress = (x: Facts) => x.street !== 0 || x.house !== 0
  const u = isInOneArea ? within((f.areas.get(a.area) ?? 0) / Math.max(1, f.placed), AREA_BOUNDS) : 0
  isArea = !hasAddress(a) || !hasAddress(b)
  if (isArea) {
    if (a.area === 0 || b.area === 0) return void clear(out)
    if (isInOneArea) return void weigh(out, 'exact', AREA.exact.m, u, AREA.exact.kin)
    return void set(out, 'different', AREA.different)
  }
  if (a.street === b.street && a.house === b.house) return void set(out, 'exact', ADDRESS.exact)
  if (a.house === b.house && a.house !== 0) return void set(out, 'close', ADDRESS.close)
  if (a.street === b.street && a.street !== 0) return void set(out, 'partial', ADDRESS.partial)
  if (isInOneArea) return void weigh(out, 'different', ADDRESS.sameArea.m, u, ADDRESS.sameArea.kin)
  set(out, 'different', ADDRESS.different)
}

/** Bits before anything was compared. */
export const priorOf = (f: Frequencies): number => Math.log2(SHARE_KNOWN / Math.max(1, f.people))
const PRIOR_KIN = Math.log2(SHARE_KNOWN / KIN)

let stranger = 0
let kin = 0

/** Compares everything but the names. @returns bits for two records being one person, against strangers and so far */
export function scoreRest(a: Facts, b: Facts, f: Frequencies): number {
  compareBirths(a, b, f, found[1]!)
  if (a.sex === 0 || b.sex === 0) clear(found[2]!)
  else if (a.sex === b.sex) set(found[2]!, 'exact', SEX.exact)
  else set(found[2]!, 'different', SEX.different)
  compareNumbers(a.nationalId, b.nationalId, NATIONAL_ID, found[3]!)
  compareNumbers(a.phone, b.phone, PHONE, found[4]!)
  comparePlaces(a, b, f, found[5]!)
  stranger = priorOf(f)
  kin = PRIOR_KIN
  for (let i = 1; i < found.length; i++) {
    stranger += found[i]!.stranger
    kin += found[i]!.kin
  }
  return stranger
}

/** Goes on with the names after `scoreRest`. @returns bits; what led there stands until the next call, for `explain` */
export function scoreNames(a: Facts, b: Facts, f: Frequencies): number {
  const names = found[0]!
  compareNames(a.words, b.words, f, names)
  return -Math.log2(2 ** -(stranger + names.stranger) + 2 ** -(kin + names.kin))
}

/** Both together. */
export function score(a: Facts, b: Facts, f: Frequencies): number {
  scoreRest(a, b, f)
  return scoreNames(a, b, f)
}

export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits)

/** The evidence of the last call of `score`, which gave `bits`. */
export function explain(bits: number, f: Frequencies): Evidence[] {
  const evidence = found.map(({ agreement, stranger }, i) => ({
    field: i === 5 && isArea ? 'area' : FIELDS[i]!,
    agreement,
    weight: stranger,
  }))
  const household = bits - priorOf(f) - evidence.reduce((sum, e) => sum + e.weight, 0)
  return [
    ...evidence,
    { field: 'household', agreement: household < -1 ? 'partial' : 'missing', weight: household },
  ]
}

/**
 * How likely two records are one person, and why. Symmetric. Fields that one of them does not know say nothing.
 *
 * Fellegi & Sunter (1969): each field adds log2(m / u) bits. Non-matches are of two kinds, strangers and people of one
 * household, so that a shared phone, address and family name do not turn brothers into one person.
 * @param frequencies of the people among whom they were found: `matcher.frequencies` or `learnFrequencies`
 * @throws RangeError when a date of birth is not written 'YYYY-MM-DD'
 */
export function comparePeople(a: MatchRecord, b: MatchRecord, frequencies: Frequencies): Comparison {
  const bits = score(factsOf(a, frequencies), factsOf(b, frequencies), frequencies)
  return {
    score: bits,
    probability: probabilityOf(bits),
    prior: priorOf(frequencies),
    evidence: explain(bits, frequencies),
  }
}
