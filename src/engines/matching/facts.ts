import { foldAddress, foldBirth, foldNationalId, foldPhone, hashOf } from './fold.ts'
import type { Frequencies, Word } from './frequencies.ts'
import { wordsOf } from './frequencies.ts'
import type { MatchRecord } from './types.ts'

/** A record folded into numbers, as it is stored and compared; 0 where something is not known. */
export interface Facts {
  words: Word[]
  year: number
  month: number
  day: number
  /** 1 male, 2 female. */
  sex: number
  /** Below 0 when there are letters in it. */
  nationalId: number
  phone: number
  street: number
  house: number
  area: number
}

/** Folds a record. @throws RangeError when its date of birth is not written 'YYYY-MM-DD'. */
export function factsOf(record: MatchRecord, frequencies: Frequencies, enter = false): Facts {
  const address = record.address ? foldAddress(record.address) : { street: 0, house: 0 }
  const nationalId = record.nationalId ? foldNationalId(record.nationalId) : undefined
  const phone = record.phone ? foldPhone(record.phone) : undefined
  return {
    words: wordsOf(record.fullName, frequencies, enter),
    ...foldBirth(record.birthDate, record.birthYear),
    sex: record.sex === 'male' ? 1 : record.sex === 'female' ? 2 : 0,
    nationalId: nationalId ? numberOf(nationalId) : 0,
    phone: phone ? Number(`1${phone}`) : 0,
    ...address,
    area: record.areaId ?? 0,
  }
}

/** Digits behind a 1, so that zeros in front stay; with letters to base 36 and below 0. Fits into a double. */
function numberOf(id: string): number {
  return /^\d+$/.test(id) ? Number(`1${id.slice(-14)}`) : -Number.parseInt(`1${id.slice(-9)}`, 36)
}

/** The characters of such a number. */
export const charactersOf = (n: number): string => (n < 0 ? (-n).toString(36) : String(n)).slice(1)

/**
 * Which word of a name is the given name: the last, or the first where the family name does not stand there.
 * @returns -1 for a name without words
 */
export function givenAt(words: readonly Word[]): number {
  const last = words.length - 1
  if (last < 1) return last
  const end = words[last]!
  // Nobody is called by these, so the name was turned round: "An Nguyễn Văn".
  if (end.bare === 'thi' || end.bare === 'van') return 0
  if (words[0]!.familyShare > 0 || words[0]!.short) return last
  return end.familyShare > 0 || (last > 1 && words[1]!.familyShare > 1) ? 0 : last
}

/** Where the family name stands, when the given name stands at `given`. */
export function familyAt(words: readonly Word[], given: number): number {
  const last = words.length - 1
  if (given === last) return 0
  return words[last]!.familyShare > 0 ? last : Math.min(1, last)
}

/** Given name and first letter of the family name. */
export function givenHashOf(words: readonly Word[]): number {
  const given = givenAt(words)
  if (given < 0) return 0
  const family = words[familyAt(words, given)]!
  return hashOf(`${words[given]!.bare} ${family.bare[0]}`)
}
