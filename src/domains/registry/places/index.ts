import { implement } from '@orpc/server'
import { type Generated, sql } from 'kysely'
import { read } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { defineDomain, type RequestContext } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { guarded } from '../../../platform/serve.ts'
import { words } from '../../../platform/words.ts'
import { type Place, placesContract } from './contract.ts'

export type { Place } from './contract.ts'

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.place': {
      id: string
      area_id: number
      kind: string
      name: string
      name_key: Generated<string>
      address: Generated<string>
      lon: number | null
      lat: number | null
      version: Generated<number>
    }
  }
}

const KINDS = {
  apartment: words('Chung cư', 'Apartment building'),
  market: words('Chợ', 'Market'),
  school: words('Trường học', 'School'),
  factory: words('Nhà máy', 'Factory'),
  office: words('Cơ quan', 'Office'),
  health_station: words('Trạm y tế', 'Health station'),
  hospital: words('Bệnh viện', 'Hospital'),
  quarantine_site: words('Khu cách ly tập trung', 'Quarantine site'),
  care_facility: words('Cơ sở thu dung', 'Care facility'),
  lodging: words('Lưu trú', 'Lodging'),
  shop: words('Cửa hàng', 'Shop'),
  worship: words('Cơ sở tôn giáo', 'Place of worship'),
  other: words('Khác', 'Other'),
}

/** Places whose name has every word of `query`, in the caller's scope. */
export async function searchPlaces(db: Tx, query: string, limit: number): Promise<Place[]> {
  const rows = await db
    .selectFrom('vx.place')
    .selectAll()
    .where(
      sql<boolean>`name_key like all (select '%' || t || '%' from regexp_split_to_table(vx.fold(${query}), '\\s+') t)`,
    )
    .orderBy('name')
    .limit(limit)
    .execute()
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    kind: r.kind,
    name: r.name,
    address: r.address,
    lon: r.lon,
    lat: r.lat,
  }))
}

const register: Register = {
  id: 'places',
  words: words('Địa điểm', 'Places'),
  right: 'place.read',
  opens: '',
  columns: [
    { key: 'name', type: 'text', words: words('Tên', 'Name'), sortable: true },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KINDS, sortable: true },
    { key: 'address', type: 'text', words: words('Địa chỉ', 'Address') },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
  ],
  filters: [{ key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KINDS }],
  sort: { key: 'name', desc: false },
  query(db, input) {
    let q = db
      .selectFrom('vx.place as p')
      .innerJoin('vx.area as a', 'a.id', 'p.area_id')
      .select(['p.id', 'p.name', 'p.kind', 'p.address', 'a.label as area'])
      .where('p.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (input.filters.kind) q = q.where('p.kind', '=', input.filters.kind)
    if (input.search) q = q.where(sql<boolean>`p.name_key like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}

const os = implement(placesContract).$context<RequestContext>().use(guarded)

export const places = defineDomain({
  name: 'places',
  router: {
    search: os.search.handler(({ context, input }) =>
      read(context.ctx, 'place.read', (db) => searchPlaces(db, input.q, input.limit)),
    ),
  },
  registers: [register],
  rights: {
    'place.read': [
      'district-commander',
      'district-clerk',
      'party-monitor',
      'epidemiologist',
      'ward-chair',
      'ward-secretary',
      'ward-nurse',
      'laboratory',
      'clinician',
      'area-police',
      'neighbourhood-head',
      'group-head',
      'military',
      'team-member',
      'site-manager',
      'checkpoint-guard',
      'inspection-lead',
      'front-officer',
    ],
  },
})
