import type pg from 'pg'
import { demoId } from './index.ts'
import { insertMany } from './registry.ts'

interface Seat {
  /** Kind of a post over the same area, of one over each ward below ('ward-chair*'), or a body whose head it is ('@police'). */
  who: string
  role: 'head' | 'standing_deputy' | 'deputy' | 'member' | 'secretary'
  duty?: string
  until?: string
  endReason?: string
}

interface Body {
  kind: 'steering_committee' | 'command_post'
  level: 'district' | 'ward'
  title: string
  decision: number
  since: string
  seats: Seat[]
}

const BODIES: Body[] = [
  {
    kind: 'steering_committee',
    level: 'district',
    title: 'Ban Chỉ đạo phòng, chống dịch Covid-19',
    decision: 246,
    since: '2021-02-01',
    seats: [
      { who: 'district-commander', role: 'head', duty: 'Phụ trách chung' },
      { who: '@health_centre', role: 'standing_deputy', duty: 'Phụ trách chuyên môn y tế' },
      { who: '@police', role: 'deputy', duty: 'Phụ trách chốt kiểm soát, khu cách ly' },
      { who: 'district-clerk', role: 'secretary', duty: 'Tổng hợp, báo cáo' },
      { who: 'epidemiologist', role: 'member', duty: 'Phụ trách truy vết' },
      { who: 'military', role: 'member', duty: 'Phụ trách khu cách ly tập trung' },
      { who: '@fatherland_front', role: 'member', duty: 'Phụ trách an sinh xã hội' },
      {
        who: '@education_division',
        role: 'member',
        duty: 'Phụ trách trường học',
        until: '2021-05-31',
        endReason: 'Nghỉ hưu theo chế độ',
      },
      { who: 'ward-chair*', role: 'member', duty: 'Phụ trách phường' },
    ],
  },
  {
    kind: 'command_post',
    level: 'district',
    title: 'Sở Chỉ huy phòng, chống dịch Covid-19',
    decision: 1893,
    since: '2021-07-24',
    seats: [
      { who: 'district-commander', role: 'head' },
      { who: '@police', role: 'standing_deputy', duty: 'Trực chỉ huy' },
      { who: 'district-clerk', role: 'secretary', duty: 'Trực 24/24 giờ, tổng hợp' },
      { who: 'epidemiologist', role: 'member', duty: 'Phụ trách truy vết, xét nghiệm' },
      { who: 'military', role: 'member', duty: 'Phụ trách hậu cần' },
    ],
  },
  {
    kind: 'steering_committee',
    level: 'ward',
    title: 'Ban Chỉ đạo phòng, chống dịch Covid-19',
    decision: 31,
    since: '2021-02-03',
    seats: [
      { who: 'ward-chair', role: 'head', duty: 'Phụ trách chung' },
      { who: 'ward-secretary', role: 'standing_deputy' },
      { who: '@police', role: 'deputy', duty: 'Phụ trách chốt và khu phong tỏa' },
      { who: 'ward-nurse', role: 'member', duty: 'Phụ trách truy vết, xét nghiệm' },
      { who: '@womens_union', role: 'member', duty: 'Phụ trách an sinh xã hội' },
    ],
  },
  {
    kind: 'command_post',
    level: 'ward',
    title: 'Sở Chỉ huy phòng, chống dịch Covid-19',
    decision: 128,
    since: '2021-07-24',
    seats: [
      { who: 'ward-chair', role: 'head' },
      { who: '@police', role: 'deputy', duty: 'Trực 24/24 giờ' },
      { who: 'ward-nurse', role: 'member' },
    ],
  },
]

/** Steering committees and command posts of the district and of each ward; most seats go with a post. */
export async function seedCommittees(db: pg.Client, seed: number): Promise<void> {
  const { rows: areas } = await db.query<{
    id: number
    level: 'district' | 'ward'
    code: string
    name: string
  }>(
    `select a.id, a.level, a.code, lower(left(a.full_name, 1)) || substr(a.full_name, 2) as name from vx.area a
     left join vx.area p on p.id = a.parent_id where a.code = '008' or p.code = '008' order by a.code`,
  )
  const { rows: posts } = await db.query<{ id: string; area: number; kind: string }>(
    'select id, area_id as area, kind from vx.post order by id',
  )
  const { rows: bodies } = await db.query<{ area: number; kind: string; name: string; head: string }>(
    'select area_id as area, kind, name, head_name as head from vx.organisation where head_name is not null order by id',
  )
  const wards = areas.filter((a) => a.level === 'ward')
  const id = (key: string) => demoId(seed, key)
  const teams: object[] = []
  const members: object[] = []
  for (const body of BODIES) {
    for (const area of areas.filter((a) => a.level === body.level)) {
      const key = `${body.kind}/${area.code}`
      const { since } = body
      teams.push({
        id: id(key),
        area_id: area.id,
        kind: body.kind,
        name: `${body.title} ${area.name}`,
        decision_number: `${body.decision + Math.max(0, wards.indexOf(area))}/QĐ-UBND`,
        decision_date: since,
        since,
      })
      const sit = (who: string, seat: Seat, more: object) =>
        members.push({
          id: id(`${key}/${who}`),
          team_id: id(key),
          area_id: area.id,
          role: seat.role,
          duty: seat.duty,
          since,
          until: seat.until,
          end_reason: seat.endReason,
          entered_on: since,
          ...more,
        })
      for (const seat of body.seats) {
        const { who } = seat
        if (who.startsWith('@')) {
          const found = bodies.find((b) => b.area === area.id && b.kind === who.slice(1))
          if (found) sit(who, seat, { full_name: found.head, employer: found.name })
        } else if (who.endsWith('*')) {
          for (const ward of wards) {
            const post = posts.find((p) => p.area === ward.id && p.kind === who.slice(0, -1))
            const duty = `Phụ trách ${ward.name}`
            if (post) sit(`${who}${ward.code}`, seat, { post_id: post.id, duty })
          }
        } else {
          const post = posts.find((p) => p.area === area.id && p.kind === who)
          if (post) sit(who, seat, { post_id: post.id })
        }
      }
    }
  }
  await insertMany(
    db,
    'vx.team',
    'id uuid, area_id int, kind text, name text, decision_number text, decision_date date, since date',
    teams,
  )
  await insertMany(
    db,
    'vx.team_member',
    'id uuid, team_id uuid, area_id int, post_id uuid, full_name text, employer text, role text, duty text, since date, until date, end_reason text, entered_on date',
    members,
  )
}
