import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../platform/db.ts'
import { FACTORS, type Proposal, type Reason, type Subject, type Track } from './contract.ts'

/** Rule `inspection.risk`: what one of each factor counts, and the most that it can. */
export const RiskRule = z.object({
  caseDays: z.number().int().positive(),
  violationDays: z.number().int().positive(),
  /** A visit under this total makes the place worth another. */
  safeScore: z.number(),
  factors: z.partialRecord(z.enum(FACTORS), z.object({ per: z.number(), most: z.number() })),
})
export type RiskRule = z.output<typeof RiskRule>

interface Ask {
  track: Track
  areaIds: readonly number[]
  /** ISO instant and its calendar date. */
  now: string
  today: string
  rule: RiskRule
  limit: number
  /** Only these, with whatever they have; also what has a visit under way. */
  only?: Subject[]
}

/**
 * Neighbourhoods, or organisations and places, as (area_id, organisation_id, place_id, at_place, label). Several bodies
 * under one roof are proposed as the building that they share, or one case there would send a team to each of them.
 */
function subjects({ track, areaIds, only }: Ask) {
  const here = sql`any(${areaIds}::int[])`
  if (track === 'neighbourhood')
    return sql`select a.id as area_id, null::uuid as organisation_id, null::uuid as place_id, null::uuid as at_place, a.label
      from vx.area a where a.id = ${here} and a.level = 'neighbourhood' and a.valid_to is null`
  const asked = only !== undefined
  return sql`select o.area_id, o.id as organisation_id, null::uuid as place_id, o.place_id as at_place, o.name as label
      from vx.organisation o where o.area_id = ${here} and (${asked} or not exists (select from vx.organisation n
        where n.place_id = o.place_id and n.id <> o.id))
    union all select p.area_id, null, p.id, p.id, p.name from vx.place p where p.area_id = ${here}
      and (${asked} or (p.part_of is null and p.kind <> 'apartment'
        and (select count(*) from vx.organisation o where o.place_id = p.id) <> 1))`
}

/** What is counted of each subject `s`: the column names are those of FACTORS. */
function facts(ask: Ask) {
  const { rule } = ask
  const since = (days: number) => sql`(${ask.now}::timestamptz - make_interval(days => ${days}))`
  const own = ask.track === 'organisation'
  const none = sql`0::numeric`
  return sql`
    (select count(*) from zoned z where z.area_id = s.area_id or z.place_id = s.at_place)::numeric as zones,
    coalesce((select n from sick where sick.area_id = s.area_id), 0)::numeric as cases,
    ${
      own
        ? sql`(select count(*) from vx.person p join vx.case_record c on c.person_id = p.id where p.workplace_id = s.at_place
      and c.classification = 'confirmed' and c.confirmed_at > ${since(rule.caseDays)})::numeric`
        : none
    } as workers,
    ${
      own
        ? sql`(select count(*) from vx.exposure_event e where e.place_id = s.at_place
      and e.starts_at > ${since(rule.caseDays)})::numeric`
        : none
    } as events,
    ${own ? none : sql`coalesce((select n from late where late.area_id = s.area_id), 0)::numeric`} as overdue,
    coalesce(${ask.today}::date - last.closed_on, 0)::numeric as days,
    (last.closed_on is null)::int::numeric as never,
    greatest(${rule.safeScore}::int - last.total, 0)::numeric as score,
    (select count(*) from vx.inspection_finding f join vx.inspection_visit v on v.id = f.visit_id
      where v.track = ${ask.track} and v.area_id = s.area_id and v.organisation_id is not distinct from s.organisation_id
      and v.place_id is not distinct from s.place_id
      and not exists (select from vx.finding_check c where c.finding_id = f.id and c.fixed))::numeric as findings,
    ${
      own
        ? sql`(s.organisation_id is not null and not exists (select from vx.prevention_plan p
      where p.organisation_id = s.organisation_id and p.verdict = 'approved'))::int::numeric`
        : none
    } as "noPlan",
    ${
      own
        ? sql`(select count(*) from vx.violation x where x.organisation_id = s.organisation_id
      and x.happened_at > ${since(rule.violationDays)})::numeric`
        : none
    } as violations`
}

/**
 * What is worth a visit, by points; each with its reasons, the weightiest first. A place whose visit is planned or under
 * way is left out, unless it is asked for; one whose visit was missed is not.
 */
export async function rank(db: Tx, ask: Ask): Promise<Proposal[]> {
  const only = ask.only?.map((s) => s.organisationId ?? s.placeId ?? String(s.areaId))
  const factors = Object.entries(ask.rule.factors).map(([factor, w]) => ({ factor, ...w }))
  const { rows } = await sql<{
    area_id: number
    organisation_id: string | null
    place_id: string | null
    label: string
    area_label: string
    points: number
    reasons: Reason[]
    closed_on: string | null
    total: number | null
    team: { id: string; name: string } | null
  }>`
    with s as materialized (${subjects(ask)}),
    sick as materialized (select area_id, count(*) as n from vx.case_record where classification = 'confirmed'
      and confirmed_at > ${ask.now}::timestamptz - make_interval(days => ${ask.rule.caseDays})
      and area_id = any(${ask.areaIds}::int[]) group by area_id),
    late as materialized (select area_id, count(*) as n from vx.task where done_at is null and cancelled_at is null
      and due_at < ${ask.now}::timestamptz and area_id = any(${ask.areaIds}::int[]) group by area_id),
    zoned as materialized (select distinct p.zone_id, at.descendant_id as area_id, p.place_id from vx.zone z
      join vx.zone_part p on p.zone_id = z.id and p.removed_at is null
      left join vx.area_tree at on at.ancestor_id = p.part_area_id
      where z.decided_at is not null and z.lifted_at is null and ${ask.now}::timestamptz between z.starts_at and z.ends_at),
    fact as (
      select s.*, last.closed_on, last.total, ${facts(ask)}
      from s left join lateral (select (v.closed_at at time zone 'Asia/Ho_Chi_Minh')::date as closed_on,
          vx.visit_total(v.answers) as total
        from vx.inspection_visit v where v.track = ${ask.track} and v.area_id = s.area_id and v.closed_at is not null
          and v.organisation_id is not distinct from s.organisation_id and v.place_id is not distinct from s.place_id
        order by v.closed_at desc limit 1) last on true
      where ${
        only
          ? sql`coalesce(s.organisation_id::text, s.place_id::text, s.area_id::text) = any(${only}::text[])`
          : sql`not exists (select from vx.inspection_visit v where v.track = ${ask.track} and v.area_id = s.area_id
            and v.organisation_id is not distinct from s.organisation_id and v.place_id is not distinct from s.place_id
            and v.closed_at is null and v.cancelled_at is null
            and (v.started_at is not null or v.planned_on >= ${ask.today}::date))`
      })
    select f.area_id, f.organisation_id, f.place_id, f.label, a.label as area_label, w.points, w.reasons, f.closed_on, f.total,
      (select jsonb_build_object('id', t.id, 'name', t.name) from vx.team t
        join vx.team_cover c on c.team_id = t.id join vx.area_tree up on up.ancestor_id = c.covers_area_id
        where up.descendant_id = f.area_id and t.kind = 'inspection' and ${ask.today}::date between c.since and coalesce(c.until, 'infinity')
          and ${ask.today}::date between t.since and coalesce(t.until, 'infinity')
        order by up.depth, t.name, t.id limit 1) as team
    from fact f join vx.area a on a.id = f.area_id
    cross join lateral (select coalesce(sum(p.points), 0)::float8 as points,
        coalesce(jsonb_agg(jsonb_build_object('factor', p.factor, 'n', p.n, 'points', p.points)
          order by p.points desc, p.factor) filter (where p.points > 0), '[]') as reasons
      from (select x.factor, k.n, round(least(k.n * x.per, x.most), 1) as points
        from jsonb_to_recordset(${JSON.stringify(factors)}::jsonb) as x(factor text, per numeric, most numeric)
        join (values ('zones', f.zones), ('cases', f.cases), ('workers', f.workers), ('events', f.events),
          ('overdue', f.overdue), ('days', f.days), ('never', f.never), ('score', f.score), ('findings', f.findings),
          ('noPlan', f."noPlan"), ('violations', f.violations)) as k(factor, n) using (factor)) p) w
    order by w.points desc, f.label, f.area_id limit ${ask.limit}`.execute(db)
  return rows.map((r) => ({
    track: ask.track,
    areaId: r.area_id,
    organisationId: r.organisation_id,
    placeId: r.place_id,
    label: r.label,
    areaLabel: r.area_label,
    points: r.points,
    reasons: r.reasons,
    lastOn: r.closed_on,
    lastTotal: r.total,
    team: r.team,
  }))
}
