import type { Candidate, ImportKind, ImportOptions } from './contract.ts'
import type { Values } from './read-row.ts'
import { fold } from './values.ts'

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

/** The id as it is stored with a person: ids of two sources never mean the same person. */
export const outsideKey = (source: string, id: string) => `${source}:${id.trim()}`

const PHONE = /^\+?\d{8,14}$/
const NATIONAL_ID = /^[0-9A-Z]{6,15}$/

/** Phone in one form: no spaces, +84 as 0; undefined when it is none. */
export function normalPhone(text: string): string | undefined {
  const bare = text.replace(/[\s().-]/g, '').replace(/^(\+|00)84/, '0')
  return PHONE.test(bare) ? bare : undefined
}

export function normalNationalId(text: string): string | undefined {
  const bare = text.replace(/[\s.-]/g, '').toUpperCase()
  return NATIONAL_ID.test(bare) ? bare : undefined
}

const LABEL: Partial<Record<ImportKind, string>> = { cases: 'Ca', contacts: 'Người' }

/**
 * The person a row of cases or contacts is about; undefined when the row has neither a name nor an id.
 * @param refDate the day on which an age was true ('YYYY-MM-DD')
 */
export function personOf(
  kind: ImportKind,
  options: ImportOptions,
  values: Values,
  refDate: string,
): PersonFacts | undefined {
  const text = (key: string) =>
    values[key] === undefined || values[key] === null ? null : String(values[key])
  const parts = [text('familyName'), text('middleName'), text('givenName')]
  const ordered = options.nameOrder === 'given-first' ? [parts[2], parts[1], parts[0]] : parts
  const name = text('fullName') ?? (ordered.filter((p) => p).join(' ') || null)
  const id = text('outsideId')
  if (!name && !id) return undefined
  const age = typeof values.age === 'number' ? values.age : null
  const birthDate = text('birthDate')
  const given = birthDate
    ? Number(birthDate.slice(0, 4))
    : ((values.birthYear as number | null | undefined) ?? null)
  const fromAge =
    age === null
      ? null
      : Math.floor(Number(refDate.slice(0, 4)) + (Number(refDate.slice(5, 7)) - 1) / 12 - age)
  const nationalId = text('nationalId')
  const phone = text('phone')
  return {
    key: id ? outsideKey(options.source, id) : null,
    fullName: name ?? `${LABEL[kind] ?? 'Mã'} ${id}`,
    named: name !== null,
    birthDate,
    birthYear: given ?? fromAge,
    birthApprox: given === null && fromAge !== null,
    sex: text('sex'),
    nationalId: nationalId ? (normalNationalId(nationalId) ?? null) : null,
    phone: phone ? (normalPhone(phone) ?? null) : null,
    areaId: Number(values.areaId ?? options.defaultAreaId),
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
): Pick<Candidate, 'score' | 'agrees' | 'differs'> | undefined {
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
