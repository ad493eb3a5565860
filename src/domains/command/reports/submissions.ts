import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { RowQuery } from '../../../platform/listing.ts'
import type { Submission } from './contract.ts'

/**
 * The periodic reports that areas owe for a day, and what had become of them at `asOf`: a query with area_id, name,
 * level, day, due_at, state, report_id, number, first_at. Areas whose level owes none are left out.
 */
export function expectedReports(
  db: Tx,
  input: { areaIds: number[]; day: string; asOf: string; since?: string | undefined },
): RowQuery {
  const since = input.since ?? input.day
  return db
    .selectFrom(
      // When a report is due depends on level and day alone: a hundred wards ask once.
      sql`(with due as materialized (
        select l.level, o.day::date as day, vx.report_due(l.level, o.day::date) as due_at
        from (select distinct jsonb_object_keys(r.body -> 'levels') as level from platform.rule_version r where r.key = 'report.due') l
        cross join generate_series(${since}::date, ${input.day}::date, '1 day') o(day))
      select a.id as area_id, a.full_name as name, a.code, a.level, d.day, d.due_at, f.report_id, f.number, f.first_at,
        case when f.first_at is null then case when ${input.asOf}::timestamptz > d.due_at then 'missing' else 'waiting' end
          when f.first_at <= d.due_at then 'in_time' else 'late' end as state
      from vx.area a
      join due d on d.level = a.level
      left join (
        select r.area_id, r.day, min(r.frozen_at) as first_at, (array_agg(r.id order by r.frozen_at desc))[1] as report_id,
          (array_agg(r.number order by r.frozen_at desc))[1] as number
        from vx.report r
        where r.area_id = any(${input.areaIds}::int[]) and r.day between ${since}::date and ${input.day}::date
          and r.kind = 'periodic' and r.state = 'frozen' and r.frozen_at <= ${input.asOf}::timestamptz
        group by r.area_id, r.day) f on f.area_id = a.id and f.day = d.day
      where a.id = any(${input.areaIds}::int[]) and d.due_at is not null
        and a.valid_from <= d.day and (a.valid_to is null or a.valid_to >= d.day))`.as('e') as never,
    )
    .selectAll() as unknown as RowQuery
}

export async function listSubmissions(
  db: Tx,
  input: { areaIds: number[]; day: string; asOf: string },
): Promise<Submission[]> {
  const rows = await expectedReports(db, input).orderBy('e.level').orderBy('e.code').execute()
  return rows.map((r) => ({
    areaId: r.area_id,
    name: r.name,
    dueAt: r.due_at,
    state: r.state,
    reportId: r.report_id,
    number: r.number,
    frozenAt: r.first_at,
  }))
}
