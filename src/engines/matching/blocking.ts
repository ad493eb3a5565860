import { type Facts, factsOf, givenHashOf } from './facts.ts'
import { stir } from './fold.ts'
import { noFrequencies, setHashOf } from './frequencies.ts'
import type { MatchRecord } from './types.ts'

/** Keys a record is stored under; a key that cannot be made is 0. */
export const KEYS = 8

/** 32 bits of a kind of key and its parts; never 0. */
function keyOf(kind: number, first: number, second: number): number {
  return stir(Math.imul(stir(Math.imul(first, 31) + kind), 0x9e3779b1) + second) || 1
}

const low = (n: number) => n | 0
const high = (n: number) => Math.trunc(n / 0x1_0000_0000)

const numberKey = (kind: number, n: number) => (n === 0 ? 0 : keyOf(kind, low(n), high(n)))
/** Day and month may be exchanged. */
const dayPair = ({ day, month }: Facts) => Math.min(day, month) * 32 + Math.max(day, month)
const setYearKey = (set: number, year: number) => keyOf(4, set, year)
const setKey = (set: number) => keyOf(6, set, 0)
const givenYearKey = (given: number, year: number) => keyOf(7, given, year)

/** Writes the keys under which a record is found: identity, phone, day of birth, name with year, day or alone, given name with year, address. */
export function storedKeys(facts: Facts, out: Int32Array): void {
  const isNamed = facts.words.length > 0
  const set = setHashOf(facts.words)
  out[0] = numberKey(1, facts.nationalId)
  out[1] = numberKey(2, facts.phone)
  out[2] = facts.month === 0 ? 0 : keyOf(3, facts.year, dayPair(facts))
  out[3] = isNamed ? setYearKey(set, facts.year) : 0
  out[4] = isNamed && facts.month !== 0 ? keyOf(5, set, dayPair(facts)) : 0
  out[5] = isNamed ? setKey(set) : 0
  out[6] = isNamed ? givenYearKey(givenHashOf(facts.words), facts.year) : 0
  out[7] = facts.house === 0 ? 0 : keyOf(8, facts.street, facts.house)
}

/**
 * The keys to look up for a record; whoever is stored under one of them is compared with it. The relation is
 * symmetric. Somebody without a year of birth looks for the name alone, and is looked for by everybody of that name.
 */
export function askedKeys(facts: Facts): number[] {
  const stored = new Int32Array(KEYS)
  storedKeys(facts, stored)
  if (facts.words.length === 0) return [...stored].filter((key) => key !== 0)
  const set = setHashOf(facts.words)
  const { year } = facts
  const keys = [stored[0]!, stored[1]!, stored[2]!, stored[4]!, stored[7]!]
  if (year === 0) keys.push(setKey(set))
  else {
    keys.push(setYearKey(set, 0), setYearKey(set, year - 1), setYearKey(set, year), setYearKey(set, year + 1))
    keys.push(stored[6]!)
  }
  return [...new Set(keys)].filter((key) => key !== 0)
}

const nobody = noFrequencies()

/**
 * The keys of a record as whole numbers of 32 bits with sign, so that a database can find candidates: keep `stored` in
 * an indexed `integer[]`, and look for rows whose `stored` overlaps the `asked` of a record. Different records may
 * share a key by chance; the comparison sorts them out.
 * @throws RangeError when the date of birth is not written 'YYYY-MM-DD'
 */
export function blockingKeys(record: MatchRecord): { stored: number[]; asked: number[] } {
  const facts = factsOf(record, nobody)
  const keys = new Int32Array(KEYS)
  storedKeys(facts, keys)
  return { stored: [...keys].filter((key) => key !== 0), asked: askedKeys(facts) }
}
