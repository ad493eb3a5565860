import { type AliasableExpression, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { type FigureInput, known } from '../../../platform/figures.ts'
import type { Gap, Need } from './contract.ts'
import { stands } from './queries.ts'

interface GapRow {
  id: string
  area_id: number
  starts_at: string
  what: Gap['what']
  missing: Need[]
}

/**
 * One row for each hour and area with a command post that is not covered from the hour of `from` on: nobody is there, a
 * role is missing, or no pattern says who is needed. An hour is covered when both its halves are. As known at `asOf`.
 */
export function gapRows(
  input: Pick<FigureInput, 'areaIds' | 'asOf' | 'isPresent'>,
  from: string,
  hours: number,
) {
  const local = (column: string) => sql`(${sql.ref(column)} at time zone 'Asia/Ho_Chi_Minh')::date`
  return sql<GapRow>`(
    with hour as (
      select h, t.area_id from generate_series(date_trunc('hour', ${from}::timestamptz),
        date_trunc('hour', ${from}::timestamptz) + make_interval(hours => ${hours - 1}), interval '1 hour') h
      join (select distinct area_id, since, until from vx.team where kind = 'command_post'
        and area_id = any(${input.areaIds}::int[])) t
        on t.since <= ${local('h')} and (t.until is null or t.until >= ${local('h')})
    ), there as materialized (
      select s.area_id, s.role, s.starts_at, s.ends_at from ${known('vx.duty_shift', 's', input)}
      join vx.duty_person d on d.id = s.duty_id join vx.team_member m on m.id = d.member_id
      where s.area_id = any(${input.areaIds}::int[]) and s.ends_at > date_trunc('hour', ${from}::timestamptz)
        and s.starts_at < date_trunc('hour', ${from}::timestamptz) + make_interval(hours => ${hours}) and ${stands}
    ), half as (
      select distinct hour.h, hour.area_id, hour.h + x.part as at, p.needs from hour
      cross join (values (interval '0'), (interval '30 minutes')) as x (part)
      left join lateral (select needs from ${known('vx.duty_pattern', 'q', input)} where q.area_id = hour.area_id
        and q.from_date <= ${local('hour.h')} and (q.until_date is null or q.until_date >= ${local('hour.h')})
        order by q.from_date desc limit 1) p on true
    ), place as (
      select half.h, half.area_id, half.at, half.needs is null as bare, n.role,
        n.n - (select count(*) from there t where t.area_id = half.area_id and t.role = n.role
          and t.starts_at <= half.at and t.ends_at > half.at) as missing,
        (select count(*) from there t where t.area_id = half.area_id and t.starts_at <= half.at and t.ends_at > half.at) as present
      from half left join lateral jsonb_to_recordset(half.needs) as n (role text, n int) on true
    ), role as (
      select h, area_id, bool_or(bare) as bare, role, greatest(max(missing), 0)::int as n, min(present) as present
      from place group by h, area_id, role
    )
    select md5(area_id || ' ' || extract(epoch from h))::uuid as id, area_id, h as starts_at,
      case when bool_or(bare) then 'no_pattern' when min(present) = 0 then 'nobody' else 'role' end as what,
      coalesce(jsonb_agg(jsonb_build_object('role', role, 'n', n) order by role) filter (where n > 0), '[]') as missing
    from role group by h, area_id having bool_or(bare) or max(n) > 0
  )` as AliasableExpression<GapRow>
}

/** Gaps from an instant on, hours that follow one another with the same missing put together; by time. */
export async function listGaps(
  db: Tx,
  input: { areaIds: readonly number[]; from: Date; hours: number; now: Date },
): Promise<{ gaps: Gap[]; hours: { areaId: number; startsAt: string }[] }> {
  const asked = { areaIds: [...input.areaIds], asOf: input.now.toISOString(), isPresent: true }
  const rows = await db
    .selectFrom(gapRows(asked, input.from.toISOString(), input.hours).as('g'))
    .selectAll()
    .orderBy('area_id')
    .orderBy('starts_at')
    .execute()
  const gaps: Gap[] = []
  for (const r of rows) {
    const startsAt = new Date(r.starts_at).toISOString()
    const endsAt = new Date(Date.parse(startsAt) + 3_600_000).toISOString()
    const last = gaps.at(-1)
    const same =
      last?.areaId === r.area_id &&
      last.endsAt === startsAt &&
      last.what === r.what &&
      JSON.stringify(last.missing) === JSON.stringify(r.missing)
    if (same) last.endsAt = endsAt
    else gaps.push({ areaId: r.area_id, startsAt, endsAt, what: r.what, missing: r.missing })
  }
  gaps.sort((a, b) => a.startsAt.localeCompare(b.startsAt))
  const hours = rows.map((r) => ({ areaId: r.area_id, startsAt: new Date(r.starts_at).toISOString() }))
  return { gaps, hours }
}
