import { sql } from 'kysely'
import { type Figure, known } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { gapRows } from './gaps.ts'
import { stands } from './queries.ts'

export const ROLE_WORDS = {
  leader: words('Lãnh đạo trực', 'Leader on duty'),
  member: words('Trực ban', 'Duty officer'),
  medical: words('Y tế', 'Medical'),
  driver: words('Lái xe', 'Driver'),
}

const WHAT_WORDS = {
  no_pattern: words('Chưa có khung trực', 'No pattern'),
  nobody: words('Không có ai trực', 'Nobody on duty'),
  role: words('Thiếu vai trò', 'A role is missing'),
}

const missingOf = (role: keyof typeof ROLE_WORDS) =>
  sql<
    number | null
  >`(select (x->>'n')::int from jsonb_array_elements(g.missing) x where x->>'role' = ${role} limit 1)`

/** A gap in the hour that is asked about and the 167 after it. */
const DAYS_HOURS = 7 * 24

export const dutyFigures: Figure[] = [
  {
    id: 'duty.uncovered',
    words: words('Giờ chưa phủ trực trong 7 ngày tới', 'Hours not covered in the next 7 days'),
    definition: words(
      'Mỗi giờ, mỗi sở chỉ huy, trong 168 giờ kể từ giờ đang xem, mà không có ai trực, thiếu vai trò so với khung trực, hoặc chưa có khung trực.',
      'Each hour of each command post, within 168 hours from the hour asked about, in which nobody is on duty, a role of the pattern is missing, or there is no pattern.',
    ),
    unit: words('giờ', 'hours'),
    right: 'duty.read',
    opens: '/duty?area={area_id}',
    axis: 'stock',
    columns: [
      { key: 'starts_at', type: 'datetime', words: words('Giờ', 'Hour'), sortable: true },
      { key: 'area', type: 'text', words: words('Đơn vị', 'Unit'), sortable: true },
      {
        key: 'what',
        type: 'choice',
        words: words('Thiếu gì', 'What is missing'),
        values: WHAT_WORDS,
        sortable: true,
      },
      ...(['leader', 'member', 'medical', 'driver'] as const).map((role) => ({
        key: role,
        type: 'integer' as const,
        words: words(
          `Thiếu ${ROLE_WORDS[role].vi.toLocaleLowerCase('vi')}`,
          `Missing: ${ROLE_WORDS[role].en.toLowerCase()}`,
        ),
      })),
    ],
    parts: { what: { words: words('Thiếu gì', 'What is missing'), values: WHAT_WORDS } },
    rows: (db, input) =>
      db
        .selectFrom(gapRows(input, input.asOf, DAYS_HOURS).as('g'))
        .innerJoin('vx.area as a', 'a.id', 'g.area_id')
        .select(['g.id', 'g.area_id', 'g.starts_at', 'g.what', 'a.label as area'])
        .select(sql<string>`(g.starts_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
        .select([missingOf('leader').as('leader'), missingOf('member').as('member')])
        .select([missingOf('medical').as('medical'), missingOf('driver').as('driver')]) as never,
  },
  {
    id: 'duty.on_now',
    words: words('Người đang trực', 'People on duty now'),
    definition: words(
      'Lượt người có ca trực chứa thời điểm xem, là thành viên sở chỉ huy trong ngày và giữ chức danh của mình.',
      'People in a shift that contains the moment asked about, members of the command post on that day, in a post that is held.',
    ),
    unit: words('người', 'people'),
    right: 'duty.read',
    opens: '/duty?area={area_id}',
    axis: 'stock',
    columns: [
      { key: 'area', type: 'text', words: words('Đơn vị', 'Unit'), sortable: true },
      { key: 'role', type: 'choice', words: words('Vai trò', 'Role'), values: ROLE_WORDS, sortable: true },
      { key: 'name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
      { key: 'post_kind', type: 'text', words: words('Chức danh', 'Post') },
      { key: 'starts_at', type: 'datetime', words: words('Từ', 'From'), sortable: true },
      { key: 'ends_at', type: 'datetime', words: words('Đến', 'Until'), sortable: true },
    ],
    parts: { role: { words: words('Vai trò', 'Role'), values: ROLE_WORDS } },
    rows: (db, input) =>
      db
        .selectFrom(known('vx.duty_shift', 's', input))
        .innerJoin('vx.duty_person as d', 'd.id', 's.duty_id')
        .innerJoin('vx.team_member as m', 'm.id', 'd.member_id')
        .innerJoin('vx.area as a', 'a.id', 's.area_id')
        .leftJoin('vx.person as p', 'p.id', 'm.person_id')
        .leftJoin('vx.post as o', 'o.id', 'm.post_id')
        .select([
          's.id',
          's.area_id',
          's.role',
          's.starts_at',
          's.ends_at',
          'a.label as area',
          'o.kind as post_kind',
        ])
        .select(
          sql<
            string | null
          >`coalesce(m.full_name, p.full_name, vx.holder_on(m.post_id, (s.starts_at at time zone 'Asia/Ho_Chi_Minh')::date))`.as(
            'name',
          ),
        )
        .select(sql<string>`(s.starts_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'))
        .where('s.starts_at', '<=', input.asOf)
        .where('s.ends_at', '>', input.asOf)
        .where('s.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
        .where(stands) as never,
  },
]
