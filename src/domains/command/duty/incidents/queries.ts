import { sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { Incident, IncidentStep, StepKind, TeamChoice } from './contract.ts'

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.incident': {
      id: string
      area_id: number
      code: string
      kind: Incident['kind']
      source: Incident['source']
      place_text: string
      what: string
      caller_name: string | null
      caller_phone: string | null
      reported_at: string
      taken_by: string
      taken_by_post: string
      taken_in_area_id: number
      field_visit_id: string | null
    }
    'vx.incident_step': {
      id: string
      incident_id: string
      area_id: number
      seq: number
      kind: StepKind
      at: string
      happened_at: string
      priority: number | null
      team_id: string | null
      team_label: string | null
      limit_of: IncidentStep['limitOf']
      said: string | null
      by_name: string
      by_post: string
    }
  }
}

interface Facts {
  version: number
  begun_at: string
  triaged_at: string | null
  dispatched_at: string | null
  arrived_at: string | null
  ended_at: string | null
  state: Incident['state']
  priority: number | null
  team_id: string | null
  due_at: string | null
  escalated_at: string | null
}

/**
 * Where the incident `i` stands, as a lateral row `f`: by everything that is known, or by what was known at a moment. The
 * present has no moment: of two writes that meet, the one that began later may be the first to commit.
 */
export const factsOf = (asOf = 'infinity') =>
  sql<Facts>`(select x.* from vx.incident_facts(i.id, i.reported_at, ${asOf}::timestamptz) x)`

/** Cheaper than the facts, and the same: nothing ended the incident `i` since it was last opened. */
const isOpen = sql<boolean>`coalesce((select s.kind from vx.incident_step s where s.incident_id = i.id
  and s.kind in ('done','close','reopen') order by s.seq desc limit 1), 'reopen') = 'reopen'`

/** One incident, those of a field visit, or the open ones of some areas: late ones first, then by what is due next. */
export async function listIncidents(
  db: Tx,
  where: { id: string } | { ofVisit: string } | { openIn: readonly number[] },
  now: Date,
): Promise<Incident[]> {
  const at = now.toISOString()
  let q = db
    .selectFrom('vx.incident as i')
    .innerJoin('vx.area as a', 'a.id', 'i.area_id')
    .innerJoinLateral(factsOf().as('f'), (join) => join.onTrue())
    .leftJoin('vx.team as t', 't.id', 'f.team_id')
    .selectAll('i')
    .select('a.label as area_label')
    // A team that was sent from elsewhere is seen by the name that it had then.
    .select(
      sql<
        string | null
      >`coalesce(t.name, (select s.team_label from vx.incident_step s where s.incident_id = i.id
        and s.team_id = f.team_id order by s.seq desc limit 1))`.as('team_name'),
    )
    .select(['f.version', 'f.begun_at', 'f.triaged_at', 'f.dispatched_at', 'f.arrived_at', 'f.ended_at'])
    .select(['f.state', 'f.priority', 'f.team_id', 'f.due_at', 'f.escalated_at'])
    .orderBy(sql`coalesce(f.due_at < ${at}::timestamptz, false) desc`)
    .orderBy(sql`f.due_at asc nulls last`)
    .orderBy('i.reported_at')
    .orderBy('i.id')
  if ('id' in where) q = q.where('i.id', '=', where.id)
  else if ('ofVisit' in where) q = q.where('i.field_visit_id', '=', where.ofVisit)
  else
    q = q
      .where('i.area_id', '=', sql<number>`any(${where.openIn}::int[])`)
      .where(isOpen)
      .where('f.ended_at', 'is', null)
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    areaLabel: r.area_label,
    code: r.code,
    kind: r.kind,
    source: r.source,
    placeText: r.place_text,
    what: r.what,
    reportedAt: r.reported_at,
    takenBy: r.taken_by,
    takenByPost: r.taken_by_post,
    fieldVisitId: r.field_visit_id,
    begunAt: r.begun_at,
    triagedAt: r.triaged_at,
    dispatchedAt: r.dispatched_at,
    arrivedAt: r.arrived_at,
    endedAt: r.ended_at,
    state: r.state,
    priority: r.priority,
    team: r.team_id && r.team_name ? { id: r.team_id, name: r.team_name } : null,
    dueAt: r.due_at,
    late: r.due_at !== null && Date.parse(r.due_at) < now.getTime(),
    escalatedAt: r.escalated_at,
    version: r.version,
  }))
}

/** The steps of an incident, oldest first. */
export async function listSteps(db: Tx, id: string): Promise<IncidentStep[]> {
  const rows = await db
    .selectFrom('vx.incident_step as s')
    .leftJoin('vx.team as t', 't.id', 's.team_id')
    .selectAll('s')
    .select(sql<string | null>`coalesce(t.name, s.team_label)`.as('team_name'))
    .where('s.incident_id', '=', id)
    .orderBy('s.seq')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    kind: r.kind,
    at: r.at,
    happenedAt: r.happened_at,
    priority: r.priority,
    team: r.team_name,
    limitOf: r.limit_of,
    said: r.said,
    byName: r.by_name,
    byPost: r.by_post,
  }))
}

/** Teams that are sent out, at work on a day, with what they are at; `distance` is sorted in by whoever knows the tree. */
export async function listTeams(
  db: Tx,
  day: string,
): Promise<(Omit<TeamChoice, 'steps' | 'km'> & { areaId: number })[]> {
  const { rows } = await sql<{
    id: string
    name: string
    kind: TeamChoice['kind']
    area_id: number
    label: string
    people: number
    busy: string | null
  }>`
    with busy as (select b.team_id, min(b.code) as code from vx.teams_busy() b group by b.team_id)
    select t.id, t.name, t.kind, t.area_id, a.label, b.code as busy,
      (select count(*)::int from vx.team_member m where m.team_id = t.id and m.since <= ${day}::date
        and (m.until is null or m.until >= ${day}::date)) as people
    from vx.team t join vx.area a on a.id = t.area_id left join busy b on b.team_id = t.id
    where t.kind in ('rapid_response','community','reinforcement') and t.since <= ${day}::date
      and (t.until is null or t.until >= ${day}::date)`.execute(db)
  return rows.map((r) => ({
    id: r.id,
    name: r.name,
    kind: r.kind,
    areaId: r.area_id,
    areaLabel: r.label,
    people: r.people,
    busyWith: r.busy,
  }))
}
