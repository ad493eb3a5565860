import { type Generated, sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../../platform/db.ts'
import { getRule } from '../../../../platform/rules.ts'
import type { CheckOutcome } from '../records/contract.ts'

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.followup_assignment': {
      id: string
      person_id: string
      due_on: string
      area_id: number
      team_id: string
      team_area_id: number
      by_hand: Generated<boolean>
      assigned_at: string
      assigned_by: string
      version: Generated<number>
    }
  }
}

/** Rule `tracing.assignment`: households that a team, and each of its members who can go, sees in a day. */
const Capacity = z.object({
  householdsPerTeam: z.number().int().min(1),
  householdsPerMember: z.number().int().min(1),
})

/** @param day calendar date */
export const capacityRule = (db: Tx, day: string) => getRule(db, 'tracing.assignment', day, Capacity)

export interface DueRow {
  personId: string
  areaId: number
  householdId: string | null
  address: string | null
  fullName: string
  tier: number
  outcome: CheckOutcome | null
  /** Every check of the day has a result. */
  checked: boolean
  missed: number
  current: string | null
  byHand: boolean
  /** The team of the last day before that somebody of the household was given to. */
  before: string | null
}

/** Who is due on a day in these areas, with whom it was given to, by area and person. */
export async function listDue(
  db: Tx,
  areaIds: number[],
  day: string,
  limit: number | null = null,
): Promise<DueRow[]> {
  const { rows } = await sql<DueRow>`
    with due as (
      select f.person_id, f.area_id, bool_and(f.checked_at is not null) as checked,
        (array_agg(f.outcome order by f.slot desc) filter (where f.outcome is not null))[1] as outcome
      from vx.followup f where f.due_on = ${day}::date and f.area_id = any(${areaIds}::int[])
      group by f.person_id, f.area_id)
    select d.person_id as "personId", d.area_id as "areaId", p.household_id as "householdId", h.address,
      p.full_name as "fullName", t.tier, d.outcome, d.checked, m.n as missed, a.team_id as current,
      coalesce(a.by_hand, false) as "byHand", b.team_id as before
    from due d
    join vx.contact_tier t on t.person_id = d.person_id and (t.status <> 'became_case' or d.checked)
    join vx.person p on p.id = d.person_id
    left join vx.household h on h.id = p.household_id
    left join vx.followup_assignment a on a.person_id = d.person_id and a.due_on = ${day}::date
    left join lateral (select x.team_id from vx.followup_assignment x
      where x.person_id = d.person_id and x.due_on < ${day}::date order by x.due_on desc limit 1) b on true
    left join lateral (select count(*) as n from vx.followup x where x.person_id = d.person_id and x.checked_at is null
      and x.due_on between ${day}::date - 14 and ${day}::date - 1) m on true
    order by d.area_id, p.household_id, d.person_id limit ${limit}`.execute(db)
  return rows
}

export interface TeamRow {
  id: string
  name: string
  areaId: number
  covers: number[]
  members: number
  serving: number
}

/**
 * Community teams of these areas on a day, with the areas they cover and who of them can go: nobody under an order that
 * was signed and not closed, and of posts those that somebody holds.
 */
export async function listTeams(db: Tx, areaIds: number[], day: string, now: Date): Promise<TeamRow[]> {
  const { rows } = await sql<TeamRow>`
    select t.id, t.name, t.area_id as "areaId",
      coalesce((select array_agg(distinct x.descendant_id) from vx.team_cover c
        join vx.area_tree x on x.ancestor_id = c.covers_area_id
        where c.team_id = t.id and c.since <= ${day}::date and (c.until is null or c.until >= ${day}::date)), '{}') as covers,
      m.members, m.serving
    from vx.team t
    cross join lateral (
      select count(*) as members, count(*) filter (where not exists (
          select from vx.isolation_order o where o.person_id = m.person_id and o.issued_at is not null
          and o.closed_at is null and o.starts_at <= ${now.toISOString()})
        and (m.post_id is null or vx.holder_on(m.post_id, ${day}::date) is not null)) as serving
      from vx.team_member m where m.team_id = t.id and m.since <= ${day}::date
        and (m.until is null or m.until >= ${day}::date)) m
    where t.kind = 'community' and t.area_id = any(${areaIds}::int[]) and t.since <= ${day}::date
      and (t.until is null or t.until >= ${day}::date)
    order by t.name, t.id`.execute(db)
  return rows
}

/** Where areas lie; null where that is not known. */
export async function findPlaces(db: Tx, areaIds: number[]) {
  const rows = await db
    .selectFrom('vx.area')
    .select(['id', 'lon', 'lat'])
    .where('id', '=', sql<number>`any(${areaIds}::int[])`)
    .execute()
  return new Map(
    rows.map((r) => [r.id, r.lon === null || r.lat === null ? null : { lon: r.lon, lat: r.lat }]),
  )
}

/** Visits of other areas that were given to teams of these areas: person → the area they live in. */
export async function listHelp(db: Tx, areaIds: number[], day: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('vx.followup_assignment')
    .select(['person_id', 'area_id'])
    .where('due_on', '=', day)
    .where('team_area_id', '=', sql<number>`any(${areaIds}::int[])`)
    .where('area_id', '<>', sql<number>`all(${areaIds}::int[])`)
    .execute()
  return new Map(rows.map((r) => [r.person_id, r.area_id]))
}

/** The team that goes to each of these people on a day, and the teams that are the viewer's own. */
export async function findTeamsOf(
  db: Tx,
  personIds: string[],
  day: string,
  viewer: { postId: string; areaId: number },
) {
  const { rows } = await sql<{ person_id: string; team_id: string; name: string | null }>`
    select a.person_id, a.team_id, t.name from vx.followup_assignment a left join vx.team t on t.id = a.team_id
    where a.due_on = ${day}::date and a.person_id = any(${personIds}::uuid[])`.execute(db)
  const own = await sql<{ id: string }>`
    select t.id from vx.team t where t.kind = 'community' and t.since <= ${day}::date
      and (t.until is null or t.until >= ${day}::date)
      and (t.area_id = ${viewer.areaId} or exists (select from vx.team_member m where m.team_id = t.id
        and m.post_id = ${viewer.postId}::uuid and m.since <= ${day}::date and (m.until is null or m.until >= ${day}::date)))`.execute(
    db,
  )
  return {
    of: new Map(rows.map((r) => [r.person_id, { teamId: r.team_id, team: r.name }])),
    own: own.rows.map((r) => r.id),
  }
}
