import { type Generated, type Selectable, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { DutyPerson, Leave, Need, Pattern, Role, Shift } from './contract.ts'

interface PatternTable {
  id: string
  area_id: number
  shifts: Pattern['shifts']
  needs: Need[]
  rest_hours: number
  from_date: string
  until_date: string | null
  version: Generated<number>
}

interface ShiftTable {
  id: string
  area_id: number
  duty_id: string
  role: Role
  starts_at: string
  ends_at: string
  source: Shift['source']
  vacated_at: string | null
  vacated_why: Shift['vacatedWhy']
  version: Generated<number>
}

type Versioned<T> = T & { valid_from: string; valid_to: string | null }

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.duty_pattern': PatternTable
    'vx.duty_pattern_version': Versioned<PatternTable>
    'vx.duty_person': {
      id: string
      area_id: number
      member_id: string
      roles: Role[]
      active: boolean
      added_at: string
      version: Generated<number>
    }
    'vx.duty_leave': {
      id: string
      area_id: number
      duty_id: string
      order_id: string | null
      since: string
      until: string
      reason: string | null
    }
    'vx.duty_shift': ShiftTable
    'vx.duty_shift_version': Versioned<ShiftTable>
    'vx.duty_swap': {
      id: string
      area_id: number
      shift_id: string
      shift_version: number
      to_duty_id: string
      give_shift_id: string | null
      give_version: number | null
      said: string | null
      asked_at: string
      asked_by: string
      answer: 'accepted' | 'declined' | 'withdrawn' | null
      answered_at: string | null
      answered_by: string | null
      version: Generated<number>
    }
    'vx.duty_handover': {
      id: string
      area_id: number
      boundary_at: string
      kind: 'leave' | 'take'
      said: string | null
      incidents: string
      at: string
      by_name: string
      by_post: string
    }
  }
}

/** What the viewer may know of people, and on which day they are looked at. */
export interface Seeing {
  /** person.read: names and telephones of those who are in it through no post. */
  knows: boolean
  /** duty.plan: that somebody is away by an order. */
  plans: boolean
}

const iso = (ms: number) => new Date(ms).toISOString()
const onDay = (alias: string, instant: string) =>
  sql`(${sql.ref(`${alias}.${instant}`)} at time zone 'Asia/Ho_Chi_Minh')::date`

/** Whether there is somebody who serves the shift `s` of the member `m`, as SQL. */
export const stands = sql<boolean>`(s.vacated_at is null and m.since <= ${onDay('s', 'starts_at')}
  and (m.until is null or m.until >= ${onDay('s', 'starts_at')})
  and (m.post_id is null or vx.holder_on(m.post_id, ${onDay('s', 'starts_at')}) is not null))`

const who = (day: ReturnType<typeof sql>) =>
  ({
    postName: sql<string | null>`vx.holder_on(m.post_id, ${day})`,
    ownName: sql<string | null>`coalesce(m.full_name, p.full_name)`,
  }) as const

/** Shifts that overlap with a window, in order of time. */
export async function listShifts(
  db: Tx,
  where: { areaIds?: readonly number[]; personIds?: readonly string[]; ids?: readonly string[] } & {
    from?: number
    to?: number
    vacated?: boolean
  },
  see: Seeing,
): Promise<Shift[]> {
  const w = who(onDay('s', 'starts_at'))
  let q = db
    .selectFrom('vx.duty_shift as s')
    .innerJoin('vx.duty_person as d', 'd.id', 's.duty_id')
    .innerJoin('vx.team_member as m', 'm.id', 'd.member_id')
    .leftJoin('vx.person as p', 'p.id', 'm.person_id')
    .leftJoin('vx.post as o', 'o.id', 'm.post_id')
    .selectAll('s')
    .select(['o.kind as post_kind', 'm.duty', w.postName.as('post_name'), w.ownName.as('own_name')])
    .select([sql<string | null>`coalesce(m.phone, p.phone)`.as('phone'), stands.as('stands')])
    .orderBy('s.starts_at')
    .orderBy(sql`array_position(array['leader','member','medical','driver'], s.role)`)
    .orderBy('s.id')
  if (where.areaIds) q = q.where('s.area_id', '=', sql<number>`any(${where.areaIds}::int[])`)
  if (where.personIds) q = q.where('s.duty_id', '=', sql<string>`any(${where.personIds}::uuid[])`)
  if (where.ids) q = q.where('s.id', '=', sql<string>`any(${where.ids}::uuid[])`)
  if (where.from !== undefined) q = q.where('s.ends_at', '>', iso(where.from))
  if (where.to !== undefined) q = q.where('s.starts_at', '<', iso(where.to))
  if (where.vacated !== undefined) q = q.where('s.vacated_at', where.vacated ? 'is not' : 'is', null)
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    personId: r.duty_id,
    name: r.post_kind ? r.post_name : see.knows ? r.own_name : null,
    postKind: r.post_kind,
    duty: r.duty,
    phone: see.knows ? r.phone : null,
    role: r.role,
    startsAt: r.starts_at,
    endsAt: r.ends_at,
    source: r.source,
    vacatedAt: r.vacated_at,
    vacatedWhy: r.vacated_why === 'order' && !see.plans ? 'other' : r.vacated_why,
    stands: r.stands,
    version: r.version,
  }))
}

export interface PersonRow extends Omit<DutyPerson, 'hours' | 'nights' | 'weekends'> {
  areaId: number
  /** The post through which they are in it. */
  postId: string | null
  addedAt: string
}

/** Duty people of areas, or some of them, as they are on a day. */
export async function listPeople(
  db: Tx,
  where: { areaIds?: readonly number[]; ids?: readonly string[]; postId?: string },
  day: string,
  see: Seeing,
): Promise<PersonRow[]> {
  const w = who(sql`${day}::date`)
  let q = db
    .selectFrom('vx.duty_person as d')
    .innerJoin('vx.team_member as m', 'm.id', 'd.member_id')
    .leftJoin('vx.person as p', 'p.id', 'm.person_id')
    .leftJoin('vx.post as o', 'o.id', 'm.post_id')
    .selectAll('d')
    .select(['m.post_id', 'o.kind as post_kind', 'm.duty'])
    .select([w.postName.as('post_name'), w.ownName.as('own_name')])
    .select(
      sql<boolean>`(m.since <= ${day}::date and (m.until is null or m.until >= ${day}::date)
        and (m.post_id is null or vx.holder_on(m.post_id, ${day}::date) is not null))`.as('present'),
    )
    .orderBy('d.active', 'desc')
    .orderBy(sql`array_position(array['head','standing_deputy','deputy','secretary','member'], m.role)`)
    .orderBy('d.id')
  if (where.areaIds) q = q.where('d.area_id', '=', sql<number>`any(${where.areaIds}::int[])`)
  if (where.ids) q = q.where('d.id', '=', sql<string>`any(${where.ids}::uuid[])`)
  if (where.postId) q = q.where('m.post_id', '=', where.postId)
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    personId: r.id,
    areaId: r.area_id,
    memberId: r.member_id,
    postId: r.post_id,
    name: r.post_kind ? r.post_name : see.knows ? r.own_name : null,
    postKind: r.post_kind,
    duty: r.duty,
    roles: r.roles,
    active: r.active,
    addedAt: r.added_at,
    present: r.present,
    version: r.version,
  }))
}

/** Leave that touches a window of days, both included. */
export async function listLeaves(
  db: Tx,
  areaId: number,
  from: string,
  to: string,
  plans: boolean,
): Promise<Leave[]> {
  const rows = await db
    .selectFrom('vx.duty_leave')
    .selectAll()
    .where('area_id', '=', areaId)
    .where('until', '>=', from)
    .where('since', '<=', to)
    .orderBy('since')
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    personId: r.duty_id,
    since: r.since,
    until: r.until,
    reason: plans ? r.reason : null,
    byOrder: plans && r.order_id !== null,
  }))
}

export async function listPatterns(db: Tx, areaIds: readonly number[]): Promise<Pattern[]> {
  const rows = await db
    .selectFrom('vx.duty_pattern')
    .selectAll()
    .where('area_id', '=', sql<number>`any(${areaIds}::int[])`)
    .orderBy('from_date', 'desc')
    .execute()
  return rows.map(toPattern)
}

const toPattern = (r: Selectable<PatternTable>): Pattern => ({
  id: r.id,
  areaId: r.area_id,
  shifts: r.shifts,
  needs: r.needs,
  restHours: r.rest_hours,
  fromDate: r.from_date,
  untilDate: r.until_date,
  version: r.version,
})

/** The command post of each of these areas on a day; an area has one. */
export async function listPosts(db: Tx, areaIds: readonly number[], day: string) {
  return db
    .selectFrom('vx.team as t')
    .innerJoin('vx.area as a', 'a.id', 't.area_id')
    .select(['t.id', 't.name', 't.area_id as areaId', 'a.label', 'a.level'])
    .distinctOn('t.area_id')
    .where('t.kind', '=', 'command_post')
    .where('t.since', '<=', day)
    .where((e) => e.or([e('t.until', 'is', null), e('t.until', '>=', day)]))
    .where('t.area_id', '=', sql<number>`any(${areaIds}::int[])`)
    .orderBy('t.area_id')
    .orderBy('t.since')
    .execute()
}

/** Everything that changes the roster of an area takes its turn here. */
export async function lockRoster(db: Tx, areaId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(4208, ${areaId})`.execute(db)
}

/** Present members of a command post who are no duty people. */
export async function listOthers(db: Tx, teamId: string, day: string, knows: boolean) {
  const w = who(sql`${day}::date`)
  const rows = await db
    .selectFrom('vx.team_member as m')
    .leftJoin('vx.person as p', 'p.id', 'm.person_id')
    .leftJoin('vx.post as o', 'o.id', 'm.post_id')
    .select(['m.id as memberId', 'o.kind as postKind', 'm.duty'])
    .select([w.postName.as('post_name'), w.ownName.as('own_name')])
    .where('m.team_id', '=', teamId)
    .where('m.since', '<=', day)
    .where((e) => e.or([e('m.until', 'is', null), e('m.until', '>=', day)]))
    .where(sql<boolean>`not exists (select from vx.duty_person d where d.member_id = m.id)`)
    .orderBy('m.id')
    .execute()
  return rows.map(({ post_name, own_name, ...r }) => ({
    ...r,
    name: r.postKind ? post_name : knows ? own_name : null,
  }))
}
