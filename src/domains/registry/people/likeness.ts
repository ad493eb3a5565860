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
  /** False when the row names no place we know, so that it stands in the default area of the import. */
  placed: boolean
}

/** What the register knows of a person, as it is compared. */
export function factsOf(p: KnownPerson): PersonFacts {
  return {
    key: p.outsideId,
    fullName: p.fullName,
    // A label made from an outside id ends with that id; it is nobody's name.
    named: !(
      p.outsideId &&
      /^(Ca|Người|Mã) /.test(p.fullName) &&
      p.fullName.endsWith(` ${p.outsideId.replace(/^[^:]*:/, '')}`)
    ),
    birthDate: p.birthDate,
    birthYear: p.birthYear,
    birthApprox: false,
    sex: p.sex,
    nationalId: p.nationalId,
    phone: p.phone,
    areaId: p.areaId,
    placed: true,
  }
}

/** How alike two people are: the score from 0 to 1, and which facts agree and differ. */
export interface Likeness {
  score: number
  agrees: string[]
  differs: string[]
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

/** Two ids of one source say that it takes them for two people; less than this does not put that in doubt. */
const DOUBT_OF_SOURCE = 0.8

const sourceOf = (p: PersonFacts) => p.key?.slice(0, p.key.indexOf(':'))

const WEIGHTS = {
  longName: 0.5,
  shortName: 0.3,
  birthDate: 0.35,
  birthYear: 0.2,
  sex: 0.1,
  area: 0.1,
  phone: 0.2,
}

/**
 * How likely two people with the same words in their names are one: undefined when they are not worth a look
 * (nothing but the name agrees, or birth or sex contradicts).
 * @param wardOf the ward of an area, so that a neighbourhood agrees with its ward
 */
export function likeness(
  row: PersonFacts,
  known: PersonFacts,
  wardOf: (areaId: number) => number,
): Likeness | undefined {
  if (!row.named || !known.named) return undefined
  const compared: Record<string, Agreement> = {
    birth: birthAgreement(row, known),
    sex: same(row.sex, known.sex),
    area:
      !row.placed || !known.placed
        ? 'unknown'
        : wardOf(row.areaId) === wardOf(known.areaId)
          ? 'agrees'
          : 'differs',
    phone: same(row.phone, known.phone),
  }
  if (compared.birth === 'differs' || compared.sex === 'differs') return undefined
  const isLong = fold(row.fullName).includes(' ')
  const worthALook =
    compared.phone === 'agrees' ||
    (compared.birth === 'agrees' && (isLong || compared.sex === 'agrees' || compared.area === 'agrees')) ||
    (isLong && compared.birth === 'unknown' && compared.sex === 'agrees' && compared.area === 'agrees')
  if (!worthALook) return undefined
  let score = isLong ? WEIGHTS.longName : WEIGHTS.shortName
  if (compared.birth === 'agrees')
    score += row.birthDate && known.birthDate ? WEIGHTS.birthDate : WEIGHTS.birthYear
  for (const key of ['sex', 'area', 'phone'] as const) if (compared[key] === 'agrees') score += WEIGHTS[key]
  score = Math.min(1, Math.round(score * 100) / 100)
  const oneSource = row.key !== null && known.key !== null && sourceOf(row) === sourceOf(known)
  if (oneSource && score < DOUBT_OF_SOURCE) return undefined
  const keys = (wanted: Agreement) => Object.keys(compared).filter((k) => compared[k] === wanted)
  return {
    score,
    agrees: ['name', ...keys('agrees')],
    differs: keys('differs'),
  }
}
