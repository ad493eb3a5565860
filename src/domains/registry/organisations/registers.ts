import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { ORGANISATION_KINDS } from './kinds.ts'
import { householdsIn, memberName } from './teams/queries.ts'

export const TEAM_KINDS = {
  steering_committee: words('Ban chỉ đạo', 'Steering committee'),
  command_post: words('Sở chỉ huy', 'Command post'),
  community: words('Tổ Covid cộng đồng', 'Community Covid team'),
  rapid_response: words('Đội phản ứng nhanh', 'Rapid response team'),
  self_managed: words('Tổ tự quản', 'Self-managed group'),
  reinforcement: words('Đội tăng cường', 'Reinforcement team'),
  inspection: words('Đoàn, tổ kiểm tra', 'Inspection team'),
}

const TEAM_STATES = {
  present: words('Đang hoạt động', 'At work'),
  coming: words('Sắp thành lập', 'To be set up'),
  former: words('Đã giải thể', 'Dissolved'),
}

export const organisations: Register = {
  id: 'organisations',
  words: words('Cơ quan, doanh nghiệp', 'Organisations'),
  right: 'organisation.read',
  opens: '',
  columns: [
    { key: 'name', type: 'text', words: words('Tên', 'Name'), sortable: true },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: ORGANISATION_KINDS, sortable: true },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
    { key: 'head_name', type: 'text', words: words('Người đứng đầu', 'Head') },
    { key: 'staff', type: 'integer', words: words('Số người', 'Staff'), sortable: true },
  ],
  filters: [{ key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: ORGANISATION_KINDS }],
  sort: { key: 'name', desc: false },
  query(db, input) {
    let q = db
      .selectFrom('vx.organisation as o')
      .innerJoin('vx.area as a', 'a.id', 'o.area_id')
      .select(['o.id', 'o.name', 'o.kind', 'a.label as area', 'o.head_name', 'o.staff'])
      .where('o.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (input.filters.kind) q = q.where('o.kind', '=', input.filters.kind)
    if (input.search) q = q.where(sql<boolean>`o.name_key like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}

export const teams: Register = {
  id: 'teams',
  words: words('Ban chỉ đạo, tổ, đội', 'Committees and teams'),
  right: 'organisation.read',
  opens: '/teams/{id}',
  columns: [
    { key: 'name', type: 'text', words: words('Tên', 'Name'), sortable: true },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: TEAM_KINDS, sortable: true },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
    { key: 'head', type: 'text', words: words('Người đứng đầu', 'Head'), personal: true },
    { key: 'members', type: 'integer', words: words('Số người', 'People'), sortable: true },
    { key: 'households', type: 'integer', words: words('Số hộ phụ trách', 'Households'), sortable: true },
    { key: 'decision_number', type: 'text', words: words('Quyết định', 'Decision') },
    { key: 'since', type: 'date', words: words('Từ ngày', 'Since'), sortable: true },
    {
      key: 'state',
      type: 'choice',
      words: words('Tình trạng', 'State'),
      values: TEAM_STATES,
      sortable: true,
    },
  ],
  filters: [
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: TEAM_KINDS },
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: TEAM_STATES },
  ],
  sort: { key: 'name', desc: false },
  query(db, input) {
    const day = localDate(input.now)
    const on = (alias: string) =>
      sql`${sql.ref(`${alias}.since`)} <= ${day}::date and coalesce(${sql.ref(`${alias}.until`)}, 'infinity') >= ${day}::date`
    const state = sql<string>`case when t.since > ${day}::date then 'coming' when t.until < ${day}::date then 'former' else 'present' end`
    let q = db
      .selectFrom('vx.team as t')
      .innerJoin('vx.area as a', 'a.id', 't.area_id')
      .select([
        't.id',
        't.name',
        't.kind',
        'a.label as area',
        't.decision_number',
        't.since',
        state.as('state'),
      ])
      .select([
        sql<string>`(select ${memberName(day)} from vx.team_member m left join vx.person p on p.id = m.person_id
          where m.team_id = t.id and m.role = 'head' and ${on('m')} order by m.since desc limit 1)`.as(
          'head',
        ),
        sql<number>`(select count(*) from vx.team_member m where m.team_id = t.id and ${on('m')}
          and (m.post_id is null or vx.holder_on(m.post_id, ${day}::date) is not null))`.as('members'),
        // Of a body that covers nothing there is no number; nought would say that nobody lives there.
        sql<number>`(select sum(${householdsIn('c.covers_area_id')}) from vx.team_cover c
          where c.team_id = t.id and ${on('c')})::int`.as('households'),
      ])
      .where('t.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (input.filters.kind) q = q.where('t.kind', '=', input.filters.kind as 'community')
    if (input.filters.state) q = q.where(state, '=', input.filters.state)
    if (input.search) {
      // By its head only for posts that may know who that is.
      q = q.where(sql<boolean>`(t.name_key like '%' || vx.fold(${input.search}) || '%'
        or current_setting('vx.knows_people', true) = 'yes' and exists (
          select from vx.team_member m left join vx.person p on p.id = m.person_id
          where m.team_id = t.id and m.role = 'head' and ${on('m')}
            and vx.fold(${memberName(day)}) like '%' || vx.fold(${input.search}) || '%'))`)
    }
    return q as never
  },
}
