import { type Generated, type SelectQueryBuilder, sql } from 'kysely'
import type { Database, Tx } from '../../../platform/db.ts'
import { inDays } from '../../../platform/figures.ts'
import { taskState } from '../tasks/index.ts'
import type { Answers, Finding, FindingState, Reason, Track, Visit, VisitState } from './contract.ts'

interface VisitTable {
  id: string
  area_id: number
  track: Track
  organisation_id: string | null
  place_id: string | null
  subject_label: string
  team_id: string
  team_label: string
  by_area_id: number
  planned_on: string
  planned_at: string
  planned_by: string
  why: string | null
  reasons: Generated<Reason[]>
  rule_version_id: number
  recheck_of: string | null
  started_at: Generated<string | null>
  started_by: Generated<string | null>
  lat: Generated<number | null>
  lon: Generated<number | null>
  accuracy_m: Generated<number | null>
  answers: Generated<Answers>
  praise: Generated<string | null>
  weaknesses: Generated<string | null>
  note: Generated<string | null>
  closed_at: Generated<string | null>
  closed_by: Generated<string | null>
  cancelled_at: Generated<string | null>
  cancel_reason: Generated<string | null>
  version: Generated<number>
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.inspection_visit': VisitTable
    'vx.inspection_visit_version': VisitTable & { valid_from: string; valid_to: string | null }
    'vx.visit_correction': {
      id: string
      area_id: number
      visit_id: string
      at: string
      by_name: string
      reason: string
      changes: Record<string, [unknown, unknown]>
    }
    'vx.inspection_finding': {
      id: string
      area_id: number
      visit_id: string
      criterion: string | null
      what: string
      severity: Finding['severity']
      coping: boolean
      remedy: string
      due_at: string
      post_kind: string
      created_at: string
      created_by: string
    }
    'vx.finding_check': {
      id: string
      area_id: number
      finding_id: string
      visit_id: string
      at: string
      by_name: string
      fixed: boolean
      said: string
      due_at: string | null
    }
  }
}

/** The subject type of what is about a visit. */
export const VISIT = 'inspection-visit'
/** The subject type of a task about a finding. */
export const FINDING = 'inspection-finding'

/** Where a visit stands on a calendar date, as SQL over the columns of `alias`. */
export function visitState(alias: string, today: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<VisitState>`case when ${c('cancelled_at')} is not null then 'cancelled'
    when ${c('closed_at')} is not null then 'closed' when ${c('started_at')} is not null then 'under_way'
    when ${c('planned_on')} < ${today}::date then 'missed' else 'planned' end`
}

export const visitTotal = (alias: string) =>
  sql<number | null>`vx.visit_total(${sql.ref(`${alias}.answers`)})`

type VisitWhere =
  | { id: string }
  | { recheckOf: string }
  /** What is not closed, and what was closed or planned in these days (inclusive). */
  | { areaIds: readonly number[]; from: string; to: string }

/** Visits, the next first. */
export async function listVisits(db: Tx, where: VisitWhere, today: string): Promise<Visit[]> {
  let q = db
    .selectFrom('vx.inspection_visit as v')
    .innerJoin('vx.area as a', 'a.id', 'v.area_id')
    .selectAll('v')
    .select(['a.label as area_label', visitState('v', today).as('state'), visitTotal('v').as('total')])
    .orderBy('v.planned_on')
    .orderBy('v.subject_label')
    .orderBy('v.id')
    .limit(300)
  if ('id' in where) q = q.where('v.id', '=', where.id)
  else if ('recheckOf' in where) q = q.where('v.recheck_of', '=', where.recheckOf)
  else
    q = q
      .where('v.area_id', '=', sql<number>`any(${where.areaIds}::int[])`)
      .where('v.cancelled_at', 'is', null)
      .where(
        sql<boolean>`(v.closed_at is null and v.planned_on <= ${where.to}::date or v.planned_on between ${where.from}::date and ${where.to}::date)`,
      )
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    track: r.track,
    areaId: r.area_id,
    organisationId: r.organisation_id,
    placeId: r.place_id,
    label: r.subject_label,
    areaLabel: r.area_label,
    teamId: r.team_id,
    team: r.team_label,
    byAreaId: r.by_area_id,
    plannedOn: r.planned_on,
    plannedAt: r.planned_at,
    plannedBy: r.planned_by,
    why: r.why,
    reasons: r.reasons,
    recheckOf: r.recheck_of,
    startedAt: r.started_at,
    startedBy: r.started_by,
    position: r.lat === null || r.lon === null ? null : { lat: r.lat, lon: r.lon, accuracyM: r.accuracy_m },
    answers: r.answers,
    total: r.total,
    praise: r.praise,
    weaknesses: r.weaknesses,
    note: r.note,
    closedAt: r.closed_at,
    closedBy: r.closed_by,
    cancelledAt: r.cancelled_at,
    cancelReason: r.cancel_reason,
    state: r.state,
    version: r.version,
  }))
}

/** The last visit of an organisation that was closed with a total before an instant (ISO). */
export function findLastScored(
  db: Tx,
  organisationId: string,
  before: string,
): Promise<{ id: string; at: string; total: number } | undefined> {
  return db
    .selectFrom('vx.inspection_visit as v')
    .select('v.id')
    .select([sql<string>`v.closed_at`.as('at'), sql<number>`vx.visit_total(v.answers)`.as('total')])
    .where('v.organisation_id', '=', organisationId)
    .where('v.closed_at', '<', before)
    .where(visitTotal('v'), 'is not', null)
    .orderBy('v.closed_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** No re-check found finding `f` remedied by an instant (ISO). */
export const findingOpen = (at: string) =>
  sql<boolean>`not exists (select from vx.finding_check c where c.finding_id = f.id and c.fixed and c.at <= ${at}::timestamptz)`

/** Re-checks by an instant that found `f` not remedied. */
export const findingFailures = (at: string) =>
  sql<number>`(select count(*) from vx.finding_check c where c.finding_id = f.id and not c.fixed and c.at <= ${at}::timestamptz)`

/** The deadline of `f` that counts at an instant: that of the last re-check, else the first. */
export const findingDue = (at: string) =>
  sql<string>`coalesce((select c.due_at from vx.finding_check c where c.finding_id = f.id and c.due_at is not null
    and c.at <= ${at}::timestamptz order by c.at desc, c.id desc limit 1), f.due_at)`

/** State of `f` with its task `t`; done since the last re-check is remedied, until one says so. */
export const findingState = (now: string) => sql<FindingState>`case when not ${findingOpen(now)} then 'closed'
  when t.done_at is not null then 'remedied' when ${findingFailures(now)} > 0 then 'reopened' else 'open' end`

/** Past its deadline, and nobody says that it is remedied. */
export const findingLate = (now: string) =>
  sql<boolean>`(${findingOpen(now)} and t.done_at is null and ${findingDue(now)} < ${now}::timestamptz)`

type FindingWhere =
  | { id: string }
  | { visitId: string }
  /** Open ones of earlier visits of the same subject; of visits by units in these areas. */
  | { openBefore: Visit; byAreaIds?: readonly number[] }
  | { checkedBy: string }
  | { openIn: readonly number[]; limit: number }

/** `f` the finding, `v` its visit, `a` the area, `t` its task if one. */
export const fromFindings = (db: Tx) =>
  db
    .selectFrom('vx.inspection_finding as f')
    .innerJoin('vx.inspection_visit as v', 'v.id', 'f.visit_id')
    .innerJoin('vx.area as a', 'a.id', 'f.area_id')
    .leftJoin('vx.task as t', (j) =>
      j
        .onRef('t.subject_id', '=', 'f.id')
        .on('t.subject_type', '=', FINDING)
        .on('t.cancelled_at', 'is', null),
    )

export async function listFindings(db: Tx, where: FindingWhere, now: string): Promise<Finding[]> {
  let q = fromFindings(db)
    .selectAll('f')
    .select(['v.track', 'v.subject_label', 'a.label as area_label', 't.id as task_id', 't.done_note'])
    .select(taskState('t', now).as('task_state'))
    .select(findingState(now).as('state'))
    .select(findingLate(now).as('late'))
    .select(findingDue(now).as('due_now'))
    .orderBy('due_now')
    .orderBy('f.id')
  if ('id' in where) q = q.where('f.id', '=', where.id)
  else if ('visitId' in where) q = q.where('f.visit_id', '=', where.visitId)
  else if ('openBefore' in where) {
    q = ofSubject(q as never, where.openBefore) as unknown as typeof q
    q = q.where('f.visit_id', '<>', where.openBefore.id).where(findingOpen(now))
    if (where.byAreaIds) q = q.where('v.by_area_id', '=', sql<number>`any(${where.byAreaIds}::int[])`)
  } else if ('checkedBy' in where)
    q = q.where(
      sql<boolean>`exists (select from vx.finding_check c where c.finding_id = f.id and c.visit_id = ${where.checkedBy})`,
    )
  else
    q = q
      .where('f.area_id', '=', sql<number>`any(${where.openIn}::int[])`)
      .where(findingOpen(now))
      .limit(where.limit)
  const rows = await q.execute()
  const checks = await listChecks(
    db,
    rows.map((r) => r.id),
  )
  return rows.map((r) => {
    const own = checks.filter((c) => c.findingId === r.id)
    return {
      id: r.id,
      areaId: r.area_id,
      visitId: r.visit_id,
      label: r.subject_label,
      areaLabel: r.area_label,
      track: r.track,
      criterion: r.criterion,
      what: r.what,
      severity: r.severity,
      coping: r.coping,
      remedy: r.remedy,
      dueAt: r.due_now,
      postKind: r.post_kind,
      createdAt: r.created_at,
      createdBy: r.created_by,
      task: r.task_id ? { id: r.task_id, state: r.task_state, doneNote: r.done_note } : null,
      checks: own.map(({ findingId: _, ...c }) => c),
      reopened: own.filter((c) => !c.fixed).length,
      state: r.state,
      late: r.late,
    }
  })
}

type VisitQuery = SelectQueryBuilder<Database & { v: VisitTable }, 'v', object>

/** Visits `v` of the very same neighbourhood, organisation or place. */
function ofSubject(q: VisitQuery, s: Visit): VisitQuery {
  const same = q.where('v.track', '=', s.track)
  if (s.organisationId) return same.where('v.organisation_id', '=', s.organisationId)
  if (s.placeId) return same.where('v.place_id', '=', s.placeId)
  return same.where('v.area_id', '=', s.areaId)
}

async function listChecks(db: Tx, findingIds: string[]) {
  if (findingIds.length === 0) return []
  return db
    .selectFrom('vx.finding_check')
    .select(['id', 'finding_id as findingId', 'visit_id as visitId', 'at', 'by_name as byName', 'fixed'])
    .select(['said', 'due_at as dueAt'])
    .where('finding_id', '=', sql<string>`any(${findingIds}::uuid[])`)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export function listCorrections(db: Tx, visitId: string) {
  return db
    .selectFrom('vx.visit_correction')
    .select(['id', 'at', 'by_name as byName', 'reason', 'changes'])
    .where('visit_id', '=', visitId)
    .orderBy('at', 'desc')
    .execute()
}

/** Inspection teams at work on a day, with the labels of what they cover. */
export async function listTeams(db: Tx, day: string) {
  const { rows } = await sql<{ id: string; name: string; areaId: number; covers: string[] }>`
    select t.id, t.name, t.area_id as "areaId", coalesce(array_agg(a.label order by a.label)
      filter (where a.id is not null), '{}') as covers
    from vx.team t left join vx.team_cover c on c.team_id = t.id and c.since <= ${day}::date
      and coalesce(c.until, 'infinity') >= ${day}::date left join vx.area a on a.id = c.covers_area_id
    where t.kind = 'inspection' and t.since <= ${day}::date and coalesce(t.until, 'infinity') >= ${day}::date
    group by t.id order by length(t.name), t.name, t.id`.execute(db)
  return rows
}

/** Organisations and places of the viewer's areas by name; a place that an organisation sits in stands for itself no more. */
export async function findSubjects(db: Tx, q: string, withPlaces: boolean) {
  const { rows } = await sql<{
    organisationId: string | null
    placeId: string | null
    areaId: number
    label: string
    areaLabel: string
  }>`
    select x.organisation_id as "organisationId", x.place_id as "placeId", x.area_id as "areaId", x.name as label,
      a.label as "areaLabel" from (
      select o.id as organisation_id, null::uuid as place_id, o.area_id, o.name, o.name_key from vx.organisation o
      union all
      select null, p.id, p.area_id, p.name, p.name_key from vx.place p where ${withPlaces} and p.part_of is null
        and not exists (select from vx.organisation o where o.place_id = p.id)
    ) x join vx.area a on a.id = x.area_id
    where x.name_key like '%' || vx.fold(${q}) || '%' order by length(x.name), x.name, x.area_id limit 20`.execute(
    db,
  )
  return rows
}

/** The visit that a finding belongs to. */
export function findVisitOf(db: Tx, findingId: string) {
  return db
    .selectFrom('vx.inspection_finding as f')
    .innerJoin('vx.inspection_visit as v', 'v.id', 'f.visit_id')
    .select(['v.id', 'v.team_label as team', 'v.by_area_id as byAreaId'])
    .where('f.id', '=', findingId)
    .executeTakeFirst()
}

export async function countOpenFindings(db: Tx, areaIds: readonly number[], now: string): Promise<number> {
  const { n } = await db
    .selectFrom('vx.inspection_finding as f')
    .select(sql<number>`count(*)`.as('n'))
    .where('f.area_id', '=', sql<number>`any(${areaIds}::int[])`)
    .where(findingOpen(now))
    .executeTakeFirstOrThrow()
  return n
}

/** Visits closed in a window of days (inclusive), by track. */
export async function countClosed(
  db: Tx,
  areaIds: readonly number[],
  window: { from: string; to: string },
): Promise<Record<Track, number>> {
  const rows = await db
    .selectFrom('vx.inspection_visit as v')
    .select(['v.track', sql<number>`count(*)`.as('n')])
    .where('v.area_id', '=', sql<number>`any(${areaIds}::int[])`)
    .where(inDays('v.closed_at', window))
    .groupBy('v.track')
    .execute()
  const of = (track: Track) => rows.find((r) => r.track === track)?.n ?? 0
  return { neighbourhood: of('neighbourhood'), organisation: of('organisation') }
}
