import { sql } from 'kysely'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'

const TEAM_KINDS = {
  community: words('Tổ Covid cộng đồng', 'Community Covid team'),
  rapid_response: words('Đội phản ứng nhanh', 'Rapid response team'),
  self_managed: words('Tổ tự quản', 'Self-managed group'),
  reinforcement: words('Đội tăng cường', 'Reinforcement team'),
}

export const organisations: Register = {
  id: 'organisations',
  words: words('Cơ quan, doanh nghiệp', 'Organisations'),
  right: 'organisation.read',
  opens: '',
  columns: [
    { key: 'name', type: 'text', words: words('Tên', 'Name'), sortable: true },
    { key: 'kind', type: 'text', words: words('Loại', 'Kind'), sortable: true },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
    { key: 'head_name', type: 'text', words: words('Người đứng đầu', 'Head') },
    { key: 'staff', type: 'integer', words: words('Số người', 'Staff'), sortable: true },
  ],
  filters: [],
  sort: { key: 'name', desc: false },
  query(db, input) {
    let q = db
      .selectFrom('vx.organisation as o')
      .innerJoin('vx.area as a', 'a.id', 'o.area_id')
      .select(['o.id', 'o.name', 'o.kind', 'a.label as area', 'o.head_name', 'o.staff'])
      .where('o.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (input.search) q = q.where(sql<boolean>`o.name_key like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}

export const teams: Register = {
  id: 'teams',
  words: words('Tổ, đội', 'Teams'),
  right: 'organisation.read',
  opens: '',
  columns: [
    { key: 'name', type: 'text', words: words('Tên', 'Name'), sortable: true },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: TEAM_KINDS, sortable: true },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
    { key: 'leader_name', type: 'text', words: words('Tổ trưởng', 'Leader') },
    { key: 'members', type: 'integer', words: words('Số người', 'Members'), sortable: true },
    { key: 'households', type: 'integer', words: words('Số hộ phụ trách', 'Households'), sortable: true },
  ],
  filters: [{ key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: TEAM_KINDS }],
  sort: { key: 'name', desc: false },
  query(db, input) {
    let q = db
      .selectFrom('vx.team as t')
      .innerJoin('vx.area as a', 'a.id', 't.area_id')
      .select(['t.id', 't.name', 't.kind', 'a.label as area', 't.leader_name', 't.members', 't.households'])
      .where('t.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (input.filters.kind) q = q.where('t.kind', '=', input.filters.kind)
    if (input.search) q = q.where(sql<boolean>`vx.fold(t.name) like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}
