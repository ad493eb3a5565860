import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { RowQuery } from '../../../platform/listing.ts'
import { words } from '../../../platform/words.ts'
import type { Submission } from './contract.ts'

/**
 * The periodic reports that areas owe for the days from `since` to `day`, and what had become of them at `asOf`: a query
 * with area_id, name, level, template_key, template_vi, template_en, day, due_at, state, report_id, number, first_at.
 * What is owed is `vx.reports_due`. Days are calendar dates in Asia/Ho_Chi_Minh.
 */
export function expectedReports(
  db: Tx,
  input: { areaIds: number[]; day: string; asOf: string; since?: string | undefined },
): RowQuery {
  const since = input.since ?? input.day
  return db
    .selectFrom(
      sql`(select a.id as area_id, a.full_name as name, a.code, a.level, d.template_key, t.name_vi as template_vi,
        t.name_en as template_en, d.day, d.due_at, f.report_id, f.number, f.first_at,
        case when f.first_at is null then case when ${input.asOf}::timestamptz > d.due_at then 'missing' else 'waiting' end
          when f.first_at <= d.due_at then 'in_time' else 'late' end as state
      from vx.reports_due(${input.areaIds}::int[],
        array(select o::date from generate_series(${since}::date, ${input.day}::date, '1 day') o)) d
      join vx.area a on a.id = d.area_id
      join vx.report_template t on t.key = d.template_key
      left join (
        select r.area_id, v.template_key, r.day, min(r.frozen_at) as first_at,
          (array_agg(r.id order by r.frozen_at desc))[1] as report_id,
          (array_agg(r.number order by r.frozen_at desc))[1] as number
        from vx.report r
        join vx.report_template_version v on v.id = r.template_version_id
        where r.area_id = any(${input.areaIds}::int[]) and r.day between ${since}::date and ${input.day}::date
          and r.kind = 'periodic' and r.state = 'frozen' and r.frozen_at <= ${input.asOf}::timestamptz
        group by r.area_id, v.template_key, r.day) f
        on f.area_id = a.id and f.day = d.day and f.template_key = d.template_key
      where a.valid_from <= d.day and (a.valid_to is null or a.valid_to >= d.day))`.as('e') as never,
    )
    .selectAll() as unknown as RowQuery
}

/** What these areas owe for a day, template by template, areas in the order of their codes. */
export async function listSubmissions(
  db: Tx,
  input: { areaIds: number[]; day: string; asOf: string; templateKey?: string | undefined },
): Promise<Submission[]> {
  let q = expectedReports(db, input)
  if (input.templateKey) q = q.where(sql<boolean>`e.template_key = ${input.templateKey}`)
  const rows = await q
    // The report that every unit owes comes first.
    .orderBy(sql`e.template_key <> 'situation'`)
    .orderBy('e.template_key')
    .orderBy('e.level')
    .orderBy('e.code')
    .execute()
  return rows.map((r) => ({
    areaId: r.area_id,
    name: r.name,
    template: { key: r.template_key, words: words(r.template_vi, r.template_en) },
    dueAt: r.due_at,
    state: r.state,
    reportId: r.report_id,
    number: r.number,
    frozenAt: r.first_at,
  }))
}

/** The newest signed periodic report of that template and day of each of these areas, asked for or not. */
export async function listSignedOfDay(
  db: Tx,
  input: { areaIds: number[]; day: string; templateKey: string },
): Promise<Map<number, string>> {
  const { rows } = await sql<{ area_id: number; id: string }>`
    select distinct on (r.area_id) r.area_id, r.id from vx.report r
    join vx.report_template_version v on v.id = r.template_version_id
    where r.area_id = any(${input.areaIds}::int[]) and r.day = ${input.day}::date and r.kind = 'periodic'
      and r.state = 'frozen' and v.template_key = ${input.templateKey}
    order by r.area_id, r.frozen_at desc`.execute(db)
  return new Map(rows.map((r) => [r.area_id, r.id]))
}

interface Owed {
  area_id: number
  template_key: string
  day: string
}

const keyOf = (o: Owed) => `${o.area_id} ${o.template_key} ${o.day}`

/** When periodic reports are due, asked for all of them at once. @returns ISO instant, undefined where none is asked for */
export async function dueOf(db: Tx, reports: readonly Owed[]): Promise<(of: Owed) => string | undefined> {
  if (reports.length === 0) return () => undefined
  const areaIds = [...new Set(reports.map((r) => r.area_id))]
  const days = [...new Set(reports.map((r) => r.day))]
  const { rows } = await sql<
    Owed & { due_at: string }
  >`select * from vx.reports_due(${areaIds}::int[], ${days}::date[])`.execute(db)
  const due = new Map(rows.map((r) => [keyOf(r), r.due_at]))
  return (of) => due.get(keyOf(of))
}
