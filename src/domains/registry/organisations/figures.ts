import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import type { Figure } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { TEAM_KINDS } from './registers.ts'
import { memberName, partyOf } from './teams/queries.ts'

const PARTY = {
  member: words('Đảng viên', 'Party members'),
  other: words('Không phải đảng viên', 'Not members of the Party'),
}

const ROLES = {
  head: words('Trưởng', 'Head'),
  standing_deputy: words('Phó thường trực', 'Standing deputy'),
  deputy: words('Phó', 'Deputy'),
  secretary: words('Thư ký', 'Secretary'),
  member: words('Ủy viên, thành viên', 'Member'),
}

export const figures: Figure[] = [
  {
    id: 'teams.serving',
    axis: 'stock',
    words: words('Người tham gia ban chỉ đạo, tổ, đội', 'Serving in committees and teams'),
    definition: words(
      'Mỗi người ở mỗi vai trò trong một ban chỉ đạo, tổ, đội còn hiệu lực vào ngày đó; chức danh đang khuyết không tính. Đảng viên theo lời người đó hoặc tổ báo; chưa báo là chưa phân loại.',
      'Each person in each role of a committee or team on that day; a post that nobody holds does not count. Party members as they or the team said; what was not said is not classified.',
    ),
    unit: words('lượt người', 'memberships'),
    right: 'team.write',
    opens: '/teams/{team_id}',
    columns: [
      { key: 'name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
      {
        key: 'team',
        type: 'text',
        words: words('Ban chỉ đạo, tổ, đội', 'Committee or team'),
        sortable: true,
      },
      { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: TEAM_KINDS, sortable: true },
      { key: 'role', type: 'choice', words: words('Vai trò', 'Role'), values: ROLES },
      { key: 'party', type: 'choice', words: words('Đảng viên', 'Party'), values: PARTY },
      { key: 'since', type: 'date', words: words('Từ ngày', 'Since'), sortable: true },
    ],
    parts: {
      party: { words: words('Đảng viên', 'Party'), values: PARTY },
      kind: { words: words('Loại', 'Kind'), values: TEAM_KINDS },
      role: { words: words('Vai trò', 'Role'), values: ROLES },
    },
    rows(db, input) {
      const day = localDate(new Date(input.asOf))
      return (
        db
          .selectFrom('vx.team_member as m')
          .innerJoin('vx.team as t', 't.id', 'm.team_id')
          .leftJoin('vx.person as p', 'p.id', 'm.person_id')
          .select([
            'm.id',
            'm.team_id',
            'm.area_id',
            'm.since as day',
            memberName(day).as('name'),
            't.name as team',
            't.kind',
            'm.role',
            sql<string | null>`case ${partyOf(day)} when true then 'member' when false then 'other' end`.as(
              'party',
            ),
            'm.since',
          ])
          .where('m.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
          // Memberships have days of their own; what was entered later is left out.
          .where('m.entered_on', '<=', day)
          .where(sql<boolean>`${day}::date between m.since and coalesce(m.until, 'infinity')
          and (m.post_id is null or vx.holder_on(m.post_id, ${day}::date) is not null)`) as never
      )
    },
  },
]
