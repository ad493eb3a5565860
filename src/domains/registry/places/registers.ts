import { sql } from 'kysely'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'

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

export const places: Register = {
  id: 'places',
  words: words('Địa điểm', 'Places'),
  right: 'place.read',
  opens: '/places/{id}',
  columns: [
    { key: 'name', type: 'text', words: words('Tên', 'Name'), sortable: true },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KINDS, sortable: true },
    { key: 'address', type: 'text', words: words('Địa chỉ', 'Address') },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
    { key: 'flats', type: 'integer', words: words('Căn hộ', 'Flats'), sortable: true },
  ],
  filters: [{ key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KINDS }],
  sort: { key: 'name', desc: false },
  query(db, input) {
    let q = db
      .selectFrom('vx.place as p')
      .leftJoin('vx.area as a', 'a.id', 'p.area_id')
      .select(['p.id', 'p.name', 'p.kind', 'p.address', 'a.label as area'])
      .select(
        sql<number | null>`nullif((select count(*) from vx.flat f where f.place_id = p.id), 0)`.as('flats'),
      )
      .where('p.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (input.filters.kind) q = q.where('p.kind', '=', input.filters.kind)
    if (input.search)
      q = q.where('p.id', 'in', sql<string>`(select id from vx.find_places(${input.search}, 10000))`)
    return q as never
  },
}
