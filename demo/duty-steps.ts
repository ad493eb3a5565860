import { sql } from 'kysely'
import {
  handOver,
  keep,
  setPattern,
  setPerson,
  stepIncident,
  takeIncident,
} from '../src/domains/command/duty/index.ts'
import { addMember } from '../src/domains/registry/organisations/index.ts'
import type { Ctx } from '../src/platform/context.ts'
import { read } from '../src/platform/context.ts'
import type { Actors } from './actors.ts'
import type { Random } from './random.ts'
import type { Agenda } from './steps.ts'

const HOUR = 3_600_000
const SHIFTS = [
  { name: 'Sáng', start: '06:00', hours: 8 },
  { name: 'Chiều', start: '14:00', hours: 8 },
  { name: 'Đêm', start: '22:00', hours: 8 },
]
/** What residents who serve in a ward's command post are in it; the first may lead. */
const VOLUNTEERS = [
  'Phó Chủ tịch UBND phường',
  'Ban Chỉ huy quân sự phường',
  'Đoàn Thanh niên phường',
  'Hội Chữ thập đỏ phường',
]
const OFFICERS = ['Phó Chủ tịch UBND quận', 'Phòng Y tế quận', 'Phòng Nội vụ quận', 'Quận đoàn']

const PLANNED = Date.parse('2021-08-08T09:00:00+07:00')
const FROM = '2021-08-08'
const TO = '2021-08-22'

/** Command posts on duty round the clock from 8/8/2021 in turns; two wards have places that nobody has taken. */
export function planDuty(agenda: Agenda, actors: Actors, random: Random): void {
  const district = actors.tree.all.find((a) => a.code === '008')!
  const wards = actors.tree.children(district.id)
  for (const [i, area] of [district, ...wards].entries()) {
    const isWard = area.id !== district.id
    const by = actors.of(isWard ? 'ward-chair' : 'district-clerk', area.id)
    const holes = i === 3 || i === 9 ? 0.12 : 0
    agenda.add(PLANNED + i * 60_000, () =>
      man(agenda, actors, random, { areaId: area.id, by, isWard, holes }),
    )
  }
  planIncidents(agenda, actors, random, wards)
}

interface Unit {
  areaId: number
  by: Ctx
  isWard: boolean
  holes: number
}

async function man(agenda: Agenda, actors: Actors, random: Random, unit: Unit): Promise<void> {
  const { areaId, by, isWard } = unit
  const found = await read(actors.system, 'person.read', async (db) => ({
    team: await db
      .selectFrom('vx.team')
      .select('id')
      .where('kind', '=', 'command_post')
      .where('area_id', '=', areaId)
      .executeTakeFirstOrThrow(),
    members: await db
      .selectFrom('vx.team_member as m')
      .innerJoin('vx.team as t', 't.id', 'm.team_id')
      .leftJoin('vx.post as p', 'p.id', 'm.post_id')
      .select(['m.id', 'p.kind'])
      .where('t.kind', '=', 'command_post')
      .where('t.area_id', '=', areaId)
      .orderBy('m.role')
      .orderBy('m.id')
      .execute(),
    people: await db
      .selectFrom('vx.person')
      .select('id')
      .where('area_id', 'in', actors.tree.subtree(areaId))
      .where(sql<boolean>`coalesce(birth_year, extract(year from birth_date)::int) between 1972 and 1992`)
      .orderBy('id')
      .limit(4)
      .execute(),
  }))
  const blank = { phone: null, employer: null, role: 'member' as const, since: '2021-08-08' }
  const added: string[] = []
  for (const [n, person] of found.people.entries()) {
    const duty = (isWard ? VOLUNTEERS : OFFICERS)[n]!
    added.push((await addMember(by, { ...blank, id: found.team.id, personId: person.id, duty })).id)
  }
  const areaPost = await read(actors.system, 'person.read', (db) =>
    db
      .selectFrom('vx.post')
      .select('id')
      .where('kind', '=', 'ward-secretary')
      .where('area_id', '=', areaId)
      .executeTakeFirst(),
  )
  const secretary = areaPost
    ? [(await addMember(by, { ...blank, id: found.team.id, postId: areaPost.id, duty: null })).id]
    : []
  const isLeader = (kind: string | null) => !['ward-nurse', 'epidemiologist', 'military'].includes(kind ?? '')
  const leaders = [...found.members.filter((m) => isLeader(m.kind)).map((m) => m.id), ...secretary, added[0]!]
  const others = [...found.members.filter((m) => !isLeader(m.kind)).map((m) => m.id), ...added.slice(1)]
  await setPattern(by, {
    version: 0,
    areaId,
    shifts: SHIFTS,
    needs: [
      { role: 'leader', n: 1 },
      { role: 'member', n: 1 },
    ],
    restHours: 8,
    fromDate: FROM,
    untilDate: null,
  })
  const people = { leader: [] as string[], member: [] as string[] }
  for (const memberId of leaders) {
    people.leader.push(
      (await setPerson(by, { memberId, roles: ['leader', 'member'], active: true, version: 0 })).id,
    )
  }
  for (const memberId of others) {
    people.member.push((await setPerson(by, { memberId, roles: ['member'], active: true, version: 0 })).id)
  }
  const shifts: Parameters<typeof keep>[1]['shifts'] = []
  const first = Date.parse(`${FROM}T14:00:00+07:00`)
  for (let k = 0; first + k * 8 * HOUR < Date.parse(`${TO}T23:00:00+07:00`); k++) {
    const start = first + k * 8 * HOUR
    for (const role of ['leader', 'member'] as const) {
      if (start > Date.parse('2021-08-10T20:00:00+07:00') && random.chance(unit.holes)) continue
      const personId = people[role][k % people[role].length]!
      const times = {
        startsAt: new Date(start).toISOString(),
        endsAt: new Date(start + 8 * HOUR).toISOString(),
      }
      shifts.push({ personId, role, ...times })
    }
  }
  await keep(by, { areaId, from: FROM, to: TO, shifts })
  if (!isWard) planHandovers(agenda, actors, areaId, shifts)
}

const REPORTS = [
  'Tình hình ổn định. Bàn giao 2 bộ đàm, sổ trực, danh bạ đường dây nóng.',
  'Đã chuyển 3 F1 đi cách ly tập trung. Bàn giao bộ đàm, sổ trực. Theo dõi tiếp chốt Tân Mai.',
  'Nhận 14 cuộc gọi đường dây nóng, đã trả lời hết. Bàn giao đủ thiết bị.',
]

/** At the district whoever has an account signs; a change of which neither side has one stays without. */
function planHandovers(
  agenda: Agenda,
  actors: Actors,
  areaId: number,
  shifts: { personId: string; startsAt: string; endsAt: string }[],
): void {
  for (const at of new Set(shifts.map((s) => s.startsAt))) {
    const sign = async (kind: 'leave' | 'take') => {
      const side = shifts.filter((s) => (kind === 'leave' ? s.endsAt : s.startsAt) === at)
      const posts = await read(actors.system, 'duty.read', (db) =>
        db
          .selectFrom('vx.duty_person as d')
          .innerJoin('vx.team_member as m', 'm.id', 'd.member_id')
          .innerJoin('vx.post as p', 'p.id', 'm.post_id')
          .select('p.kind')
          .where(
            'd.id',
            'in',
            side.length ? side.map((s) => s.personId) : ['00000000-0000-7000-8000-000000000000'],
          )
          .executeTakeFirst(),
      )
      if (!posts) return
      const said = kind === 'leave' ? REPORTS[Math.floor(Date.parse(at) / (8 * HOUR)) % 3]! : undefined
      await handOver(actors.of(posts.kind, areaId), { areaId, boundaryAt: at, kind, said }).catch((error) => {
        // Whoever leaves had no account: there is nothing to take over yet.
        if (
          (error as { code?: string }).code !== 'duty-handover-order' &&
          (error as { code?: string }).code !== 'not-found'
        )
          throw error
      })
    }
    agenda.add(Date.parse(at) - 5 * 60_000, () => sign('leave'))
    agenda.add(Date.parse(at) + 5 * 60_000, () => sign('take'))
  }
}

interface Story {
  at: string
  ward: number
  kind: 'gathering' | 'breach' | 'supplies' | 'medical' | 'suspect'
  place: string
  what: string
  /** How far it came: minutes after the report. */
  steps: [kind: 'triage' | 'dispatch' | 'arrive' | 'done' | 'close', minutes: number][]
  priority?: number
  said?: string
}

const STORIES: Story[] = [
  {
    at: '2021-08-09T19:20:00+07:00',
    ward: 4,
    kind: 'gathering',
    place: 'Sân bóng sau chợ',
    what: 'Người dân báo khoảng 15 thanh niên tụ tập đá bóng, không đeo khẩu trang.',
    steps: [
      ['triage', 4],
      ['dispatch', 9],
      ['arrive', 24],
      ['done', 52],
    ],
    priority: 2,
    said: 'Đã giải tán, lập biên bản 4 trường hợp.',
  },
  {
    at: '2021-08-10T08:05:00+07:00',
    ward: 7,
    kind: 'supplies',
    place: 'Vùng phong tỏa, ngõ 169',
    what: 'Ba hộ trong vùng phong tỏa báo hết sữa cho trẻ nhỏ và gạo.',
    steps: [
      ['triage', 7],
      ['dispatch', 31],
      ['arrive', 95],
      ['done', 120],
    ],
    priority: 3,
    said: 'Mặt trận Tổ quốc phường đã giao 3 suất nhu yếu phẩm.',
  },
  {
    at: '2021-08-10T11:40:00+07:00',
    ward: 1,
    kind: 'suspect',
    place: 'Khu trọ cuối ngõ 12',
    what: 'Hai người thuê trọ sốt, ho từ hôm qua, chưa khai báo.',
    steps: [['close', 12]],
    said: 'Trạm y tế đã lấy mẫu sáng nay, kết quả âm tính.',
  },
  {
    at: '2021-08-10T15:58:00+07:00',
    ward: 4,
    kind: 'medical',
    place: 'Nhà trong ngõ phong tỏa, số 24',
    what: 'Cụ ông khó thở, gia đình gọi xin xe cấp cứu ra khỏi vùng phong tỏa.',
    steps: [
      ['triage', 2],
      ['dispatch', 5],
      ['arrive', 17],
    ],
    priority: 1,
  },
  {
    at: '2021-08-10T16:20:00+07:00',
    ward: 10,
    kind: 'breach',
    place: 'Chung cư, tòa B, tầng 9',
    what: 'Hàng xóm báo người đang cách ly tại nhà ra hành lang, xuống sảnh nhận hàng.',
    steps: [
      ['triage', 6],
      ['dispatch', 14],
    ],
    priority: 2,
  },
  {
    at: '2021-08-10T16:42:00+07:00',
    ward: 2,
    kind: 'gathering',
    place: 'Quán nước đầu ngõ 99',
    what: 'Quán vẫn mở bán tại chỗ, khoảng 10 khách ngồi sát nhau.',
    steps: [],
  },
]

function planIncidents(agenda: Agenda, actors: Actors, random: Random, wards: { id: number }[]): void {
  for (const story of STORIES) {
    const ward = wards[story.ward % wards.length]!
    const nurse = actors.of('ward-nurse', ward.id)
    const chair = actors.of('ward-chair', ward.id)
    const at = Date.parse(story.at)
    const callerPhone = `0990${String(random.int(100_000, 999_999))}`
    agenda.add(at, async () => {
      const { id } = await takeIncident(nurse, {
        kind: story.kind,
        source: 'hotline',
        areaId: ward.id,
        placeText: story.place,
        what: story.what,
        callerPhone,
      })
      for (const [n, [kind, minutes]] of story.steps.entries()) {
        agenda.add(at + minutes * 60_000, async () => {
          const step = { id, version: n }
          if (kind === 'triage') await stepIncident(chair, { ...step, kind, priority: story.priority ?? 2 })
          else if (kind === 'dispatch')
            await stepIncident(chair, { ...step, kind, teamId: await teamIn(actors, ward.id) })
          else if (kind === 'arrive') await stepIncident(chair, { ...step, kind })
          else await stepIncident(chair, { ...step, kind, said: story.said ?? 'Đã xong' })
        })
      }
    })
  }
}

/** The ward's team that is not at another incident: the first by name. */
async function teamIn(actors: Actors, areaId: number): Promise<string> {
  const rows = await read(actors.system, 'organisation.read', (db) =>
    db
      .selectFrom('vx.team')
      .select('id')
      .where('kind', 'in', ['rapid_response', 'community'])
      .where('area_id', 'in', actors.tree.subtree(areaId))
      .orderBy('kind', 'desc')
      .orderBy('name')
      .orderBy('id')
      .execute(),
  )
  return rows[0]!.id
}
