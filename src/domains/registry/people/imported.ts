import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import type { WriteTx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { PersonInput } from './contract.ts'

/** A person as a list of people is compared with: never shown without the right person.read. */
export interface KnownPerson {
  id: string
  fullName: string
  birthDate: string | null
  birthYear: number | null
  sex: string | null
  nationalId: string | null
  phone: string | null
  areaId: number
  address: string | null
  outsideId: string | null
}

async function listKnown(
  db: Tx,
  column: 'id' | 'outside_id' | 'national_id',
  values: string[],
): Promise<KnownPerson[]> {
  if (values.length === 0) return []
  // Another system, or a line list, still calls a merged record by its own number: it means who holds it now.
  const merged =
    column === 'id'
      ? []
      : await db
          .selectFrom('vx.person_merge')
          .select(['kept_id', column])
          .where(column, 'in', values)
          .where('undone_at', 'is', null)
          .execute()
  const kept = await listKnown(
    db,
    'id',
    merged.map((m) => m.kept_id),
  )
  const alias = column === 'outside_id' ? 'outsideId' : 'nationalId'
  const held = merged.flatMap((m) => {
    const person = kept.find((k) => k.id === m.kept_id)
    return person ? [{ ...person, [alias]: m[column as 'outside_id'] }] : []
  })
  // One look into the index for each: for a long list the planner would rather read everybody of the viewer's areas.
  const { rows } = await sql<StoredPerson>`
    select p.* from unnest(${[...new Set(values)]}::text[]) w (value) cross join lateral (
      select x.id, x.full_name, x.birth_date, x.birth_year, x.sex, x.national_id, x.phone, x.area_id, x.outside_id,
        (select h.address from vx.household h where h.id = x.household_id) as address from vx.person x
      where x.${sql.ref(column)} = w.value${column === 'id' ? sql`::uuid` : sql``} offset 0) p order by p.id`.execute(
    db,
  )
  return [...rows.map(knownPerson), ...held]
}

interface StoredPerson {
  id: string
  full_name: string
  birth_date: string | null
  birth_year: number | null
  sex: string | null
  national_id: string | null
  phone: string | null
  area_id: number
  outside_id: string | null
  address?: string | null
}

const yearOf = (date: string) => Number(date.slice(0, 4))

const knownPerson = (r: StoredPerson): KnownPerson => ({
  id: r.id,
  fullName: r.full_name,
  birthDate: r.birth_date,
  birthYear: r.birth_year ?? (r.birth_date ? yearOf(r.birth_date) : null),
  sex: r.sex,
  nationalId: r.national_id,
  phone: r.phone,
  areaId: r.area_id,
  address: r.address ?? null,
  outsideId: r.outside_id,
})

export const findPeopleByIds = (db: Tx, ids: string[]) => listKnown(db, 'id', ids)

/** People of the viewer's areas by the id another system gave them ("source:id"). */
export const findByOutsideIds = (db: Tx, outsideIds: string[]) => listKnown(db, 'outside_id', outsideIds)

export const findByNationalIds = (db: Tx, nationalIds: string[]) => listKnown(db, 'national_id', nationalIds)

/** The words of each name without accents and in alphabetical order, as they are compared. */
export async function nameSets(db: Tx, names: string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; set: string | null }>`
    select n as name, vx.name_set(n) as set from unnest(${[...new Set(names)]}::text[]) n`.execute(db)
  return new Map(rows.map((r) => [r.name, r.set ?? '']))
}

/** Whom to look for: the name as {@link nameSets} tells it, and what of birth and telephone is known. */
export interface Namesake {
  set: string
  birthDate?: string | null | undefined
  birthYear?: number | null | undefined
  phone?: string | null | undefined
}

/**
 * People of the viewer's areas who have exactly these words in their names, in any order, by name set: those who may
 * have been born in that year (one more or less, or unknown on either side), and those with that telephone.
 */
export async function findNamed(db: Tx, wanted: Namesake[]): Promise<Map<string, KnownPerson[]>> {
  const named = wanted.filter((w) => w.set !== '')
  const by = new Map<string, KnownPerson[]>()
  if (named.length === 0) return by
  const years = named.map((w) => (w.birthDate ? yearOf(w.birthDate) : (w.birthYear ?? null)))
  const { rows } = await sql<StoredPerson & { name_set: string }>`
    select * from vx.people_named(${named.map((w) => w.set)}::text[], ${years}::int[], ${named.map((w) => w.phone ?? null)}::text[])
    order by id`.execute(db)
  for (const r of rows) {
    const there = by.get(r.name_set)
    if (there) there.push(knownPerson(r))
    else by.set(r.name_set, [knownPerson(r)])
  }
  return by
}

/**
 * The household at an address of an area; enters one when there is none yet.
 * @returns its id, and whether it was entered now
 */
export async function householdAt(
  tx: WriteTx,
  input: { areaId: number; address: string },
): Promise<{ id: string; isNew: boolean }> {
  const found = await tx.db
    .selectFrom('vx.household')
    .select('id')
    .where('area_id', '=', input.areaId)
    .where('address_key', '=', sql<string>`vx.fold(${input.address})`)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (found) return { id: found.id, isNew: false }
  const id = uuid7()
  await tx.db
    .insertInto('vx.household')
    .values({
      id,
      area_id: input.areaId,
      place_id: null,
      address: input.address.normalize('NFC'),
      lon: null,
      lat: null,
    })
    .execute()
  tx.record({ action: 'household.create', subject: { type: 'household', id }, areaId: input.areaId })
  return { id, isNew: true }
}

/** Enters people of an import inside a running write, all at once; their births have been checked by the import. */
export async function addPeople(
  tx: WriteTx,
  inputs: (PersonInput & { id: string; outsideId?: string | undefined })[],
): Promise<void> {
  if (inputs.length === 0) return
  await tx.db
    .insertInto('vx.person')
    .values(
      inputs.map((p) => ({
        id: p.id,
        area_id: p.areaId,
        household_id: p.householdId ?? null,
        relation: null,
        full_name: p.fullName.normalize('NFC'),
        birth_date: p.birthDate ?? null,
        birth_year: p.birthYear ?? null,
        sex: p.sex ?? null,
        national_id: p.nationalId ?? null,
        phone: p.phone ?? null,
        nationality: p.nationality,
        occupation: p.occupation ?? null,
        workplace_id: null,
        outside_id: p.outsideId ?? null,
      })),
    )
    .execute()
  for (const p of inputs) {
    tx.record({
      action: 'person.create',
      subject: { type: 'person', id: p.id },
      areaId: p.areaId,
      personId: p.id,
      changes: { fullName: [null, p.fullName] },
    })
  }
}

/** Takes people back whom an import entered; the caller has made sure that nothing else refers to them. */
export async function removePeople(tx: WriteTx, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0
  const gone = await tx.db
    .deleteFrom('vx.person')
    .where('id', 'in', ids)
    .returning(['id', 'area_id'])
    .execute()
  for (const p of gone) {
    tx.record({
      action: 'person.remove',
      subject: { type: 'person', id: p.id },
      areaId: p.area_id,
      personId: p.id,
    })
  }
  return gone.length
}

/** Takes households back that an import entered and where nobody lives any more. */
export async function removeEmptyHouseholds(tx: WriteTx, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0
  const gone = await tx.db
    .deleteFrom('vx.household as h')
    .where('h.id', 'in', ids)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('vx.person as p').select('p.id').whereRef('p.household_id', '=', 'h.id'))),
    )
    .returning(['h.id', 'h.area_id'])
    .execute()
  for (const h of gone)
    tx.record({ action: 'household.remove', subject: { type: 'household', id: h.id }, areaId: h.area_id })
  return gone.length
}

/**
 * Versions of people as they are now, to see whether somebody has changed one since an import entered it; 0, which no
 * import enters, when the record was merged into another.
 */
export async function peopleVersions(
  db: Tx,
  ids: string[],
): Promise<Map<string, { version: number; name: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('vx.person')
    .select(['id', 'version', 'full_name'])
    .where('id', 'in', ids)
    .execute()
  const merged = await db
    .selectFrom('vx.person_merge')
    .select(['merged_id', 'full_name'])
    .where('merged_id', 'in', ids)
    .where('undone_at', 'is', null)
    .execute()
  return new Map([
    ...rows.map((r) => [r.id, { version: r.version, name: r.full_name }] as const),
    ...merged.map((m) => [m.merged_id, { version: 0, name: m.full_name ?? '' }] as const),
  ])
}
