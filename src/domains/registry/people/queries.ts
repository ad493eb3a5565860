import { type Generated, type JSONColumnType, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Person, PersonFound } from './contract.ts'
import type { Reason } from './why.ts'

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.household': {
      id: string
      area_id: number
      place_id: string | null
      flat_id: Generated<string | null>
      address: string
      address_key: Generated<string>
      lon: number | null
      lat: number | null
      version: Generated<number>
    }
    'vx.person': {
      id: string
      area_id: number
      household_id: string | null
      relation: string | null
      full_name: string
      name_key: Generated<string>
      sort_key: Generated<string>
      birth_date: string | null
      birth_year: number | null
      sex: 'male' | 'female' | 'other' | null
      national_id: string | null
      phone: string | null
      nationality: Generated<string>
      occupation: string | null
      workplace_id: string | null
      outside_id: string | null
      version: Generated<number>
    }
    'vx.person_pair': {
      id: string
      one_id: string
      other_id: string
      area_id: number
      other_area_id: number
      probability: number
      why: JSONColumnType<Reason[]>
      found_at: string
    }
    'vx.person_distinct': {
      id: string
      person_id: string
      other_id: string
      decided_at: string
      decided_by: string
    }
    'vx.person_merge': {
      id: string
      kept_id: string
      merged_id: string
      area_id: number
      full_name: string | null
      national_id: string | null
      outside_id: string | null
      person: JSONColumnType<Record<string, unknown>> | null
      taken: JSONColumnType<Record<string, [unknown, unknown]>>
      reason: string
      merged_at: string
      merged_by: string
      undone_at: string | null
      undone_by: string | null
      undo_reason: string | null
      version: Generated<number>
    }
  }
}

/** People whose name has every word of `query`, or whose phone or ID number it is; in given-name order. */
export async function searchPeople(db: Tx, query: string, limit: number): Promise<PersonFound[]> {
  const rows = await db
    .selectFrom('vx.person as p')
    .leftJoin('vx.household as h', 'h.id', 'p.household_id')
    .select(['p.id', 'p.full_name', 'p.birth_date', 'p.birth_year', 'p.sex', 'p.area_id', 'h.address'])
    .where('p.id', 'in', sql<string>`(select vx.search_people(${query}, ${limit}))`)
    .orderBy('p.sort_key')
    .orderBy('p.id')
    .execute()
  return rows.map(toFound)
}

const toFound = (r: {
  id: string
  full_name: string
  birth_date: string | null
  birth_year: number | null
  sex: 'male' | 'female' | 'other' | null
  area_id: number
  address: string | null
}): PersonFound => ({
  id: r.id,
  fullName: r.full_name,
  birthYear: r.birth_year ?? (r.birth_date ? Number(r.birth_date.slice(0, 4)) : null),
  sex: r.sex,
  areaId: r.area_id,
  address: r.address,
})

export async function findPerson(db: Tx, id: string): Promise<Person | undefined> {
  const r = await db
    .selectFrom('vx.person as p')
    .leftJoin('vx.household as h', 'h.id', 'p.household_id')
    .selectAll('p')
    .select('h.address')
    .where('p.id', '=', id)
    .executeTakeFirst()
  if (!r) return undefined
  return {
    id: r.id,
    areaId: r.area_id,
    householdId: r.household_id,
    fullName: r.full_name,
    birthDate: r.birth_date,
    birthYear: r.birth_year ?? (r.birth_date ? Number(r.birth_date.slice(0, 4)) : null),
    sex: r.sex,
    nationalId: r.national_id,
    phone: r.phone,
    nationality: r.nationality,
    occupation: r.occupation,
    address: r.address,
    version: r.version,
  }
}

/** Everybody of a household, head first. */
export async function listHousehold(db: Tx, householdId: string) {
  const rows = await db
    .selectFrom('vx.person as p')
    .leftJoin('vx.household as h', 'h.id', 'p.household_id')
    .select([
      'p.id',
      'p.full_name',
      'p.birth_date',
      'p.birth_year',
      'p.sex',
      'p.area_id',
      'p.relation',
      'h.address',
    ])
    .where('p.household_id', '=', householdId)
    .orderBy(sql`p.relation = 'head' desc nulls last`)
    .orderBy('p.birth_date')
    .execute()
  return rows.map((r) => ({ ...toFound(r), relation: r.relation }))
}

/**
 * What a figure may ask of whoever a column refers to, as a lateral subquery (at most one row); in what was known before
 * a merge the merged record, which is in the register no more, keeps its own.
 */
export function personBehind(column: string) {
  const id = sql.ref(column)
  return sql<{
    birth_date: string | null
    birth_year: number | null
    sex: string | null
    phone: string | null
  }>`(select x.birth_date, x.birth_year, x.sex, x.phone from vx.person x where x.id = ${id}
    union all
    select r.birth_date, r.birth_year, r.sex, r.phone from vx.person_merge m
      cross join lateral jsonb_populate_record(null::vx.person, m.person) r
      where m.merged_id = ${id} and m.undone_at is null)`
}

/**
 * The name of whoever a column refers to, looked up for the rows that are shown and no others; in what was known before
 * a merge the merged record, which is in the register no more, keeps its own.
 */
export function nameOf(column: string) {
  return sql<string | null>`coalesce((select x.full_name from vx.person x where x.id = ${sql.ref(column)}),
    (select m.full_name from vx.person_merge m where m.merged_id = ${sql.ref(column)} and m.undone_at is null))`
}

/** The last ten times somebody opened or changed a person, or a record merged into theirs. */
export async function listOpenings(db: Tx, personId: string) {
  const { rows } = await sql<{ at: string; name: string; postKind: string; action: string }>`
    select a.at, coalesce(h.name, a.user_id) as name, coalesce(p.kind, '') as "postKind", a.action
    from platform.audit a left join vx.post p on p.id = a.post_id
    left join lateral (select name from vx.post_holder where user_id = a.user_id
      order by (post_id = a.post_id) desc nulls last, since desc limit 1) h on true
    where a.person_id = any(array(select ${personId}::uuid union all
      select merged_id from vx.person_merge where kept_id = ${personId} and undone_at is null))
    order by a.at desc limit 10`.execute(db)
  return rows
}
