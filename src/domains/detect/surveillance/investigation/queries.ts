import type { Generated } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import { type FigureInput, known } from '../../../../platform/figures.ts'
import type { Answers, CaseFile, NotificationState, ReportChannel } from './contract.ts'

interface CaseFileTable {
  id: string
  area_id: number
  channel: ReportChannel | null
  diagnosed_at: string | null
  notified_at: string | null
  notified_by: string | null
  notified_to: string | null
  form_version_id: number | null
  answers: Generated<Answers>
  texts: Generated<Record<string, string>>
  answered_at: string | null
  answered_by: string | null
  version: Generated<number>
}

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.case_file': CaseFileTable
    'vx.case_file_version': CaseFileTable & { valid_from: string; valid_to: string | null }
  }
}

const day = (column: string) => sql`(${sql.ref(column)} at time zone 'Asia/Ho_Chi_Minh')::date`

/**
 * How complete a case is, as a lateral subquery `k` (score, missing) over the aliases c (case), f (file), p (person):
 * `c` left join `f` left join `p`. The page and the figure read the same one.
 */
export function completenessOf(input: Pick<FigureInput, 'asOf' | 'isPresent'>) {
  const facts = sql`coalesce(f.answers, '{}') || jsonb_strip_nulls(jsonb_build_object(
    'onset_date', c.onset_date, 'detected_in', c.detected_in, 'channel', f.channel,
    'birth', coalesce(p.birth_date::text, p.birth_year::text), 'sex', p.sex, 'phone', p.phone, 'sample', ${firstSample(input)}))`
  // The questions of each disease are read once, not once for every case.
  return sql<{ score: number; missing: string[] }>`(select k.score, k.missing from
    (select r.effective_from, r.effective_to, d.key as disease, vx.form_required(r.body, d.key) as required
     from platform.rule_version r cross join vx.disease d where r.key = 'case.form' offset 0) q
    cross join lateral vx.completeness(q.required, ${facts}) k
    where q.disease = c.disease and q.effective_from <= ${day('c.reported_at')}
      and (q.effective_to is null or q.effective_to >= ${day('c.reported_at')}))`
}

/** The instant of the first sample of the case `c`, as it was known. */
function firstSample(input: Pick<FigureInput, 'asOf' | 'isPresent'>) {
  return sql`(select min(x.sampled_at) from ${known('vx.lab_result', 'x', input)} where x.case_id = c.id)`
}

/** The dates of a case that have an order, as JSON over the aliases of completenessOf; calendar dates. */
function datesOf(input: Pick<FigureInput, 'asOf' | 'isPresent'>) {
  return sql<Record<string, string | null>>`jsonb_build_object(
    'birth', coalesce(p.birth_date, make_date(p.birth_year, 1, 1)), 'exposure', f.answers ->> 'exposure_date',
    'onset', c.onset_date, 'sampled', (${firstSample(input)} at time zone 'Asia/Ho_Chi_Minh')::date,
    'confirmed', ${day('c.confirmed_at')}, 'reported', ${day('c.reported_at')}, 'admitted', f.answers ->> 'admitted_on',
    'outcome', c.outcome_date, 'recovered', case when c.outcome = 'recovered' then c.outcome_date end,
    'symptom_free', f.answers ->> 'symptom_free_at_sample')`
}

/** Days from onset to report beyond which the onset is doubted (rule `case.dates`). */
const longestWait = sql`(select (r.body ->> 'onsetToReportDays')::int from platform.rule_version r
  where r.key = 'case.dates' and r.effective_from <= ${day('c.reported_at')}
    and (r.effective_to is null or r.effective_to >= ${day('c.reported_at')}))`

/** Which dates of a case contradict each other ('earlier.later'), over the aliases of completenessOf. */
export function conflictsOf(input: Pick<FigureInput, 'asOf' | 'isPresent'>) {
  return sql<string[]>`vx.date_conflicts(${datesOf(input)}, ${longestWait})`
}

/** The clock of a case, as a lateral `n` over c and f; an imported case has none. */
export const clockOf = sql<{
  started_by: string
  starts_at: string
  due_at: string
  near_from: string
  hours: number
}>`
  (select * from vx.notification_clock(c.disease, c.reported_at, c.confirmed_at, f.diagnosed_at)
   where c.source is distinct from 'import')`

/** State of the notification at an instant, over f and n. Near due: inside the last hours that the rule names. */
export function notificationState(now: string) {
  return sql<NotificationState>`case
    when f.notified_at is not null then case when n.due_at is null or f.notified_at <= n.due_at then 'notified_in_time' else 'notified_late' end
    when n.due_at is null then 'not_started'
    when ${now}::timestamptz > n.due_at then 'overdue'
    when ${now}::timestamptz >= n.near_from then 'near_due'
    else 'in_time' end`
}

export async function findFile(db: Tx, id: string) {
  return db.selectFrom('vx.case_file').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What the page of a case shows of its file; a case without one yet reads as an empty one. */
export async function readFile(db: Tx, id: string, now: string) {
  const present = { asOf: now, isPresent: true }
  const { rows } = await sql<{
    version: number | null
    channel: CaseFile['channel']
    diagnosedAt: string | null
    notifiedAt: string | null
    notifiedBy: string | null
    notifiedTo: string | null
    answers: Answers | null
    texts: Record<string, string> | null
    answeredAt: string | null
    answeredBy: string | null
    state: NotificationState
    startedBy: 'diagnosed' | 'reported' | 'confirmed' | null
    startsAt: string | null
    dueAt: string | null
    hours: number | null
    score: number | null
    missing: string[] | null
    conflicts: string[]
    dates: Record<string, string | null>
    longest: number | null
  }>`
    select f.version, f.channel, f.diagnosed_at as "diagnosedAt", f.notified_at as "notifiedAt", f.notified_by as "notifiedBy",
      f.notified_to as "notifiedTo", f.answers, f.texts, f.answered_at as "answeredAt", f.answered_by as "answeredBy",
      ${notificationState(now)} as state, n.started_by as "startedBy", n.starts_at as "startsAt", n.due_at as "dueAt", n.hours,
      k.score, k.missing, ${conflictsOf(present)} as conflicts, ${datesOf(present)} as dates, ${longestWait} as longest
    from vx.case_record c left join vx.case_file f on f.id = c.id left join vx.person p on p.id = c.person_id
      left join lateral ${clockOf} n on true left join lateral ${completenessOf(present)} k on true
    where c.id = ${id}`.execute(db)
  return rows[0]
}
