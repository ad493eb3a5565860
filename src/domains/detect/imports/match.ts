import type { PersonFacts } from '../../registry/people/index.ts'
import type { ImportKind, ImportOptions } from './contract.ts'
import type { Values } from './read-row.ts'

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
    address: text('address'),
    placed: true,
  }
}
