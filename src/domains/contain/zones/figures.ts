import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { type Figure, type FigureInput, known } from '../../../platform/figures.ts'
import type { Column } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { zoneHouseholds, zoneState } from './queries.ts'

export const STATE_WORDS = {
  proposed: words('Đề xuất', 'Proposed'),
  decided: words('Đã ký, chưa bắt đầu', 'Decided, starts later'),
  active: words('Đang phong tỏa', 'Active'),
  reduced: words('Đã thu hẹp', 'Reduced'),
  expired: words('Quá hạn, chưa gỡ', 'Past its end, not lifted'),
  lifted: words('Đã gỡ', 'Lifted'),
}

export const STANDING_WORDS = {
  active: STATE_WORDS.active,
  reduced: STATE_WORDS.reduced,
  expired: STATE_WORDS.expired,
}

const NAME: Column = { key: 'name', type: 'text', words: words('Vùng', 'Zone'), sortable: true }
const AREA: Column = { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true }
const STATE: Column = {
  key: 'state',
  type: 'choice',
  words: words('Tình trạng', 'State'),
  values: STATE_WORDS,
  sortable: true,
}

export const columns: Column[] = [
  NAME,
  AREA,
  STATE,
  { key: 'starts_at', type: 'datetime', words: words('Từ', 'Starts'), sortable: true },
  { key: 'ends_at', type: 'datetime', words: words('Đến', 'Ends'), sortable: true },
  { key: 'people', type: 'integer', words: words('Số người', 'People'), sortable: true },
  { key: 'households', type: 'integer', words: words('Số hộ', 'Households'), sortable: true },
]

/** What is inside a zone at an instant, counted for the zones that are shown and no others. */
export const insideCounts = (zone: string, at: string) => {
  const inside = zoneHouseholds(at, sql`array[${sql.ref(zone)}]`)
  return [
    sql<number>`(select count(*) from ${inside} i)`.as('households'),
    sql<number>`(select count(*) from ${inside} i join vx.person p on p.household_id = i.household_id)`.as(
      'people',
    ),
  ] as const
}

/** Zones that stand: decided, started, not lifted, as known then. A zone past its end stands until it is lifted. */
function standing(db: Tx, input: FigureInput) {
  return db
    .selectFrom(known('vx.zone', 'z', input))
    .leftJoin('vx.area as a', 'a.id', 'z.area_id')
    .select(['z.id', 'z.area_id', 'z.name', 'a.label as area', 'z.starts_at', 'z.ends_at', 'z.number_text'])
    .select([
      sql<string>`(z.starts_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'),
      zoneState('z', input.asOf).as('state'),
    ])
    .where('z.decided_at', 'is not', null)
    .where('z.lifted_at', 'is', null)
    .where('z.starts_at', '<=', input.asOf)
}

function zoneRows(db: Tx, input: FigureInput) {
  return standing(db, input)
    .select(insideCounts('z.id', input.asOf))
    .where('z.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
}

/** Households inside standing zones, each once, with one of its zones (the earliest). */
function householdsInside(db: Tx, input: FigureInput) {
  const zones = standing(db, input)
  return db
    .selectFrom(zones.as('s'))
    .innerJoin(zoneHouseholds(input.asOf, sql`array(select x.id from ${zones.as('x')})`).as('i'), (j) =>
      j.onRef('i.zone_id', '=', 's.id'),
    )
    .distinctOn('i.household_id')
    .select(['i.household_id', 'i.area_id', 's.id as zone_id', 's.name as zone', 's.day', 's.state'])
    .orderBy('i.household_id')
    .orderBy('s.starts_at')
    .orderBy('s.id')
}

const labelOf = (area: string) => sql<string>`(select a.label from vx.area a where a.id = ${sql.ref(area)})`

const shared = { right: 'zone.read', opens: '/zones/{id}', axis: 'stock' as const }
const parts = { state: { words: words('Tình trạng', 'State'), values: STANDING_WORDS } }
const insideShared = { ...shared, opens: '/zones/{zone_id}', parts }
const ZONE: Column = { key: 'zone', type: 'text', words: words('Vùng', 'Zone'), sortable: true }
const ADDRESS: Column = { key: 'address', type: 'text', words: words('Địa chỉ', 'Address'), personal: true }

export const figures: Figure[] = [
  {
    ...shared,
    id: 'zones.active',
    words: words('Vùng phong tỏa', 'Containment zones'),
    unit: words('vùng', 'zones'),
    definition: words(
      'Vùng cách ly y tế đã có quyết định, đã bắt đầu và chưa có quyết định gỡ vào thời điểm xem. Vùng quá hạn chưa gỡ vẫn tính, ở dòng riêng. Vùng do quận quyết định tính cho quận.',
      'Zones decided, started and not lifted by a decision at the moment asked about. One past its end and not lifted still counts, in a row of its own. A zone decided by the district counts for the district.',
    ),
    columns,
    parts,
    rows: (db, input) => zoneRows(db, input) as never,
  },
  {
    ...shared,
    id: 'zones.ending',
    words: words('Vùng hết hạn trong 24 giờ', 'Zones ending within 24 hours'),
    unit: words('vùng', 'zones'),
    definition: words(
      'Vùng đang phong tỏa có hạn kết thúc trong 24 giờ sau thời điểm xem: cần quyết định gỡ hoặc gia hạn.',
      'Standing zones that end within 24 hours after the moment asked about: to be lifted or extended.',
    ),
    columns,
    parts,
    rows: (db, input) =>
      zoneRows(db, input)
        .where('z.ends_at', '>', input.asOf)
        .where(sql<boolean>`z.ends_at <= ${input.asOf}::timestamptz + interval '24 hours'`) as never,
  },
  {
    ...insideShared,
    id: 'zones.people',
    words: words('Người trong vùng phong tỏa', 'People inside zones'),
    unit: words('người', 'people'),
    definition: words(
      'Người có hộ nằm trong vùng đang phong tỏa, theo sổ hộ và thành phần của vùng như đã biết vào thời điểm xem; mỗi người một lần.',
      'People whose household is inside a standing zone, by the registry and by what the zone was made of as known at the moment asked about; each once.',
    ),
    columns: [
      { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
      { key: 'birth_year', type: 'integer', words: words('Năm sinh', 'Born'), sortable: true },
      AREA,
      ADDRESS,
      ZONE,
      STATE,
    ],
    rows: (db, input) =>
      db
        .selectFrom(householdsInside(db, input).as('i'))
        .innerJoin('vx.person as p', 'p.household_id', 'i.household_id')
        .select(['p.id', 'i.area_id', 'i.day', 'i.zone', 'i.zone_id', 'i.state'])
        .select([
          // Looked up for the rows that are shown and no others.
          labelOf('i.area_id').as('area'),
          nameOf('p.id').as('full_name'),
          sql<string>`(select h.address from vx.household h where h.id = i.household_id)`.as('address'),
          sql<number>`(select coalesce(x.birth_year, extract(year from x.birth_date)::int) from vx.person x where x.id = p.id)`.as(
            'birth_year',
          ),
        ])
        .where('i.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
  {
    ...insideShared,
    id: 'zones.households',
    words: words('Hộ trong vùng phong tỏa', 'Households inside zones'),
    unit: words('hộ', 'households'),
    definition: words(
      'Hộ nằm trong vùng đang phong tỏa, theo sổ hộ và thành phần của vùng như đã biết vào thời điểm xem; mỗi hộ một lần.',
      'Households inside a standing zone, by the registry and by what the zone was made of as known at the moment asked about; each once.',
    ),
    columns: [
      ADDRESS,
      AREA,
      { key: 'members', type: 'integer', words: words('Số người', 'Members'), sortable: true },
      ZONE,
      STATE,
    ],
    rows: (db, input) =>
      db
        .selectFrom(householdsInside(db, input).as('i'))
        .select(['i.household_id as id', 'i.area_id', 'i.day', 'i.zone', 'i.zone_id', 'i.state'])
        .select([
          labelOf('i.area_id').as('area'),
          sql<string>`(select h.address from vx.household h where h.id = i.household_id)`.as('address'),
          sql<number>`(select count(*) from vx.person p where p.household_id = i.household_id)`.as('members'),
        ])
        .where('i.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
]
