import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Column, RowQuery, Sort } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { zoneHouseholds } from './queries.ts'

export type InsideList = 'people' | 'households' | 'cases' | 'untested'

interface List {
  right: string
  columns: Column[]
  sort: Sort
  /** `ids` are the records behind a criterion; the other lists ask the registry. */
  query(db: Tx, zoneId: string, now: string, ids: string[]): RowQuery
}

const NAME: Column = { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true }
const AREA: Column = { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true }
const ADDRESS: Column = { key: 'address', type: 'text', words: words('Địa chỉ', 'Address'), personal: true }

const PERSON_COLUMNS: Column[] = [
  NAME,
  { key: 'birth_year', type: 'integer', words: words('Năm sinh', 'Born'), sortable: true },
  AREA,
  ADDRESS,
]

function peopleRows(db: Tx) {
  return db
    .selectFrom('vx.person as p')
    .innerJoin('vx.area as a', 'a.id', 'p.area_id')
    .leftJoin('vx.household as h', 'h.id', 'p.household_id')
    .select(['p.id', 'p.full_name', 'p.sort_key', 'a.label as area', 'h.address'])
    .select(sql<number>`coalesce(p.birth_year, extract(year from p.birth_date)::int)`.as('birth_year'))
}

const householdsInside = (zoneId: string, now: string) =>
  sql<string>`(select i.household_id from ${zoneHouseholds(now, sql`array[${zoneId}]::uuid[]`)} i)`

/** The lists of a zone; without the right person.read nobody is named. */
export const INSIDE_LISTS: Record<InsideList, List> = {
  people: {
    right: 'zone.read',
    columns: PERSON_COLUMNS,
    sort: { key: 'sort_key', desc: false },
    query: (db, zoneId, now) =>
      peopleRows(db).where('p.household_id', 'in', householdsInside(zoneId, now)) as never,
  },
  untested: {
    right: 'zone.read',
    columns: PERSON_COLUMNS,
    sort: { key: 'sort_key', desc: false },
    query: (db, _zoneId, _now, ids) =>
      peopleRows(db).where('p.id', '=', sql<string>`any(${ids}::uuid[])`) as never,
  },
  households: {
    right: 'zone.read',
    columns: [
      ADDRESS,
      AREA,
      { key: 'members', type: 'integer', words: words('Số người', 'Members'), sortable: true },
    ],
    sort: { key: 'address_key', desc: false },
    query: (db, zoneId, now) =>
      db
        .selectFrom('vx.household as h')
        .innerJoin('vx.area as a', 'a.id', 'h.area_id')
        .select(['h.id', 'h.address', 'h.address_key', 'a.label as area'])
        .select(sql<number>`(select count(*) from vx.person p where p.household_id = h.id)`.as('members'))
        .where('h.id', 'in', householdsInside(zoneId, now)) as never,
  },
  cases: {
    right: 'case.read',
    columns: [
      { key: 'code', type: 'text', words: words('Mã ca', 'Code'), sortable: true },
      NAME,
      AREA,
      { key: 'confirmed_at', type: 'datetime', words: words('Có kết quả', 'Confirmed'), sortable: true },
    ],
    sort: { key: 'confirmed_at', desc: true },
    query: (db, _zoneId, _now, ids) =>
      db
        .selectFrom('vx.case_record as c')
        .innerJoin('vx.area as a', 'a.id', 'c.area_id')
        .leftJoin('vx.person as p', 'p.id', 'c.person_id')
        .select(['c.id', 'c.code', 'p.full_name', 'a.label as area', 'c.confirmed_at'])
        .where('c.id', '=', sql<string>`any(${ids}::uuid[])`) as never,
  },
}
