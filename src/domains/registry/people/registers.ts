import { sql } from 'kysely'
import type { Column } from '../../../platform/listing.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'

const SEX = { male: words('Nam', 'Male'), female: words('Nữ', 'Female'), other: words('Khác', 'Other') }

const columns: Column[] = [
  { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
  { key: 'birth_year', type: 'integer', words: words('Năm sinh', 'Born'), sortable: true },
  { key: 'sex', type: 'choice', words: words('Giới', 'Sex'), values: SEX },
  { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  { key: 'address', type: 'text', words: words('Nơi ở', 'Address'), personal: true },
  { key: 'phone', type: 'text', words: words('Điện thoại', 'Phone'), personal: true },
  { key: 'occupation', type: 'text', words: words('Nghề nghiệp', 'Occupation') },
]

export const people: Register = {
  id: 'people',
  words: words('Người', 'People'),
  right: 'person.read',
  opens: '/people/{id}',
  columns,
  filters: [{ key: 'sex', type: 'choice', words: words('Giới', 'Sex'), values: SEX }],
  sort: { key: 'sort_key', desc: false },
  query(db, input) {
    let q = db
      .selectFrom('vx.person as p')
      .leftJoin('vx.area as a', 'a.id', 'p.area_id')
      .select([
        'p.id',
        'p.full_name',
        'p.sort_key',
        sql<number>`coalesce(p.birth_year, extract(year from p.birth_date)::int)`.as('birth_year'),
        'p.sex',
        'a.label as area',
        sql<string | null>`(select h.address from vx.household h where h.id = p.household_id)`.as('address'),
        'p.phone',
        'p.occupation',
      ])
      .where('p.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (input.search)
      q = q.where('p.id', 'in', sql<string>`(select vx.search_people(${input.search}, 10000))`)
    if (input.filters.sex) q = q.where('p.sex', '=', input.filters.sex as 'male')
    return q as never
  },
}

export const households: Register = {
  id: 'households',
  words: words('Hộ gia đình', 'Households'),
  right: 'person.read',
  opens: '/people?household={id}',
  columns: [
    { key: 'address', type: 'text', words: words('Địa chỉ', 'Address'), sortable: true, personal: true },
    { key: 'head', type: 'text', words: words('Chủ hộ', 'Head'), personal: true },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
    { key: 'members', type: 'integer', words: words('Số người', 'Members'), sortable: true },
    { key: 'over65', type: 'integer', words: words('Trên 65 tuổi', 'Over 65'), sortable: true },
  ],
  filters: [],
  sort: { key: 'address_key', desc: false },
  query(db, input) {
    let q = db
      .selectFrom('vx.household as h')
      .leftJoin('vx.area as a', 'a.id', 'h.area_id')
      .select([
        'h.id',
        'h.address',
        'h.address_key',
        'a.label as area',
        sql<string>`(select max(p.full_name) from vx.person p where p.household_id = h.id and p.relation = 'head')`.as(
          'head',
        ),
        sql<number>`(select count(*) from vx.person p where p.household_id = h.id)`.as('members'),
        sql<number>`(select count(*) from vx.person p where p.household_id = h.id
          and p.birth_date <= ${input.now}::date - interval '65 years')`.as('over65'),
      ])
      .where('h.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (input.search) q = q.where(sql<boolean>`h.address_key like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}
