import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { FigureInput } from '../../../platform/figures.ts'
import { casesByDay } from '../surveillance/index.ts'
import type { Judgement, Review } from './contract.ts'

interface ReviewTable {
  id: string
  area_id: number
  disease: string
  day: string
  method: Review['method']
  observed: number
  expected: number
  upper: number
  rule_version_id: number
  seen_at: string
  seen_by: string
  seen_by_post: string
  judgement: Judgement | null
  reason: string | null
  follow_up: string | null
  judged_at: string | null
  judged_by: string | null
  version: number
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.warning_review': ReviewTable
  }
}

/** Cases of one unit and disease: `at[i]` counts days (or weeks) from the origin. */
export interface Counts {
  unit: number
  disease: string
  at: number[]
  n: number[]
  imported: number[]
}

/**
 * Reported cases by unit, disease and block of `step` days, from `origin` on.
 * @param units area id → the unit that its cases are counted in
 */
export async function countBlocks(
  db: Tx,
  input: FigureInput,
  units: ReadonlyMap<number, number>,
  origin: string,
  step: 1 | 7,
): Promise<Counts[]> {
  const { rows } = await sql<Counts>`
    select unit, disease, array_agg(at) as at, array_agg(n) as n, array_agg(imported) as imported
    from (select u.unit, r.disease, (r.day - ${origin}::date) / ${step}::int as at, count(*)::int as n,
        (count(*) filter (where r.detected_in = 'imported'))::int as imported
      from ${casesByDay(db, { ...input, from: origin }, 'reported_at').as('r')}
      join unnest(${[...units.keys()]}::int[], ${[...units.values()]}::int[]) as u (area_id, unit) on u.area_id = r.area_id
      group by 1, 2, 3) x
    group by unit, disease`.execute(db)
  return rows
}

/** Day of the first report of these areas; undefined when nothing was ever reported. */
export async function firstReport(db: Tx, input: FigureInput): Promise<string | undefined> {
  const { rows } = await sql<{ day: string }>`select day from ${casesByDay(db, input, 'reported_at').as('r')}
    order by reported_at nulls first limit 1`.execute(db)
  return rows[0]?.day
}

/** Cases of a disease that have the same days and places. */
export interface CaseGroup {
  onset: string | null
  reported: string
  confirmed: string | null
  imported: boolean
  n: number
}

/** Reported cases of a disease from a day of report on, by what a curve needs. */
export async function listGroups(
  db: Tx,
  input: FigureInput,
  disease: string,
  from: string,
): Promise<CaseGroup[]> {
  const { rows } = await sql<CaseGroup>`
    select onset_date as onset, reported_day as reported, case when classification = 'confirmed' then confirmed_day end as confirmed,
      detected_in is not distinct from 'imported' as imported, count(*)::int as n
    from ${casesByDay(db, { ...input, from }, 'reported_at').as('r')}
    where disease = ${disease} group by 1, 2, 3, 4`.execute(db)
  return rows
}

const toReview = (r: ReviewTable): Review => ({
  id: r.id,
  areaId: r.area_id,
  disease: r.disease,
  day: r.day,
  method: r.method,
  observed: r.observed,
  expected: r.expected,
  upper: r.upper,
  seenAt: r.seen_at,
  seenBy: r.seen_by,
  seenByPost: r.seen_by_post,
  judgement: r.judgement,
  reason: r.reason,
  followUp: r.follow_up,
  judgedAt: r.judged_at,
  judgedBy: r.judged_by,
  version: r.version,
})

/** Reviews of these areas that were made by `until`, the newest day first. */
export async function listReviews(
  db: Tx,
  where: { areaIds: number[]; from: string; until: string; disease?: string },
): Promise<Review[]> {
  let q = db
    .selectFrom('vx.warning_review')
    .selectAll()
    .where('area_id', '=', sql<number>`any(${where.areaIds}::int[])`)
    .where('day', '>=', where.from)
    .where('seen_at', '<=', where.until)
    .orderBy('day', 'desc')
    .orderBy('seen_at', 'desc')
  if (where.disease) q = q.where('disease', '=', where.disease)
  return (await q.execute()).map(toReview)
}

export async function findReview(
  db: Tx,
  where: { id: string } | { areaId: number; disease: string; day: string },
): Promise<Review | undefined> {
  const q = db.selectFrom('vx.warning_review').selectAll()
  const row = await ('id' in where
    ? q.where('id', '=', where.id)
    : q.where('area_id', '=', where.areaId).where('disease', '=', where.disease).where('day', '=', where.day)
  ).executeTakeFirst()
  return row && toReview(row)
}
