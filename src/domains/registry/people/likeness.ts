import type { KnownPerson } from './imported.ts'

/** Text for comparing: no accents, lower case, words separated by one space. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+]+/gu, ' ')
    .trim()
}

/** What is known of a person: from a row of a file, or from the register. */
export interface PersonFacts {
  /** Id in the source, with the source's name before it. */
  key: string | null
  fullName: string
  /** False for a label made from the id ("Ca SK_14"), which is nobody's name and is never compared. */
  named: boolean
  birthDate: string | null
  birthYear: number | null
  /** The year of birth was computed from an age, so it may be one off. */
  birthApprox: boolean
  sex: string | null
  nationalId: string | null
  phone: string | null
  areaId: number
  address: string | null
  /** False when the row names no place we know, so that it stands in the default area of the import. */
  placed: boolean
}

/** Whether a name is a label made from an outside id: it ends with that id and is nobody's name. */
export const isLabel = (fullName: string, outsideId: string | null): boolean =>
  outsideId !== null &&
  /^(Ca|Người|Mã) /.test(fullName) &&
  fullName.endsWith(` ${outsideId.replace(/^[^:]*:/, '')}`)

/** What the register knows of a person, as it is compared. */
export function factsOf(p: KnownPerson): PersonFacts {
  return {
    key: p.outsideId,
    fullName: p.fullName,
    named: !isLabel(p.fullName, p.outsideId),
    birthDate: p.birthDate,
    birthYear: p.birthYear,
    birthApprox: false,
    sex: p.sex,
    nationalId: p.nationalId,
    phone: p.phone,
    areaId: p.areaId,
    address: p.address,
    placed: true,
  }
}

type Agreement = 'agrees' | 'differs' | 'unknown'

function birthAgreement(a: PersonFacts, b: PersonFacts): Agreement {
  if (a.birthDate && b.birthDate) return a.birthDate === b.birthDate ? 'agrees' : 'differs'
  if (a.birthYear === null || b.birthYear === null) return 'unknown'
  return Math.abs(a.birthYear - b.birthYear) <= (a.birthApprox || b.birthApprox ? 1 : 0)
    ? 'agrees'
    : 'differs'
}

function same(a: string | null, b: string | null): Agreement {
  return a === null || b === null ? 'unknown' : a === b ? 'agrees' : 'differs'
}

/** Whether two records that share an id can be the same person: nothing that both know contradicts. */
export function contradicts(a: PersonFacts, b: PersonFacts): boolean {
  if (same(a.sex, b.sex) === 'differs') return true
  if (birthAgreement(a, b) === 'differs') {
    // A year typed wrongly is common; a decade is another person.
    if (Math.abs((a.birthYear ?? 0) - (b.birthYear ?? 0)) > 2) return true
  }
  if (!a.named || !b.named) return false
  const words = new Set(fold(a.fullName).split(' '))
  return !fold(b.fullName)
    .split(' ')
    .some((w) => words.has(w))
}
