import { sql } from 'kysely'
import { z } from 'zod'
import { localDate } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import { getRule, listRules } from '../../../../platform/rules.ts'
import { PLACE_KINDS } from '../../../registry/places/index.ts'
import type { Cause, InfectedAtWork, ReviewLine, ReviewState, ReviewStep, Workplace } from './contract.ts'

interface ReviewTable {
  id: string
  area_id: number
  case_id: string
  organisation_id: string | null
  place_id: string | null
  rule_version_id: number
  opened_at: string
  opened_by: string
  opened_post: string
}

interface StepTable {
  id: string
  area_id: number
  review_id: string
  ordinal: number
  step: ReviewStep['step']
  infected: InfectedAtWork | null
  measures: Record<string, 'kept' | 'not_kept'> | null
  notes: Record<string, string> | null
  cause: Cause | null
  head_name: string | null
  head_post: string | null
  said: string
  at: string
  by_name: string
  by_user: string
  by_post: string
}

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.workplace_review': ReviewTable
    'vx.workplace_review_step': StepTable
  }
}

const ReviewRule = z.object({
  /** Days before and after a case in which others of the workplace are counted. */
  windowDays: z.number().int().min(1),
  /** Days in which the head answers a conclusion of non-compliance. */
  replyDays: z.number().int().min(1),
  measures: z.array(z.object({ code: z.string(), vi: z.string(), en: z.string(), basis: z.string() })),
})

/** Rule `workplace.review` in force on a calendar date. @throws Problem rule-missing */
export const ruleOn = (db: Tx, day: string) => getRule(db, 'workplace.review', day, ReviewRule)

/** The version of the rule that a review is held to. */
export async function ruleOf(db: Tx, versionId: number) {
  const rule = (await listRules(db)).find((r) => r.id === versionId)!
  return { legalBasis: rule.legalBasis ?? '', body: ReviewRule.parse(rule.body) }
}

/** Kinds of places where nobody works but those of some other record: where people live, and where they are kept. */
const NO_WORKPLACE: readonly string[] = ['apartment', 'quarantine_site']
const WORK_KINDS = PLACE_KINDS.filter((k) => !NO_WORKPLACE.includes(k))

/** Organisations, and places of work that no organisation has; by a part of the name without accents, 20 at most. */
export async function findWorkplaces(
  db: Tx,
  where: { q: string } | { organisationId: string } | { placeId: string },
): Promise<Workplace[]> {
  const condition =
    'q' in where
      ? sql`x.name_key like '%' || vx.fold(${where.q}) || '%'`
      : 'organisationId' in where
        ? sql`x.organisation_id = ${where.organisationId}`
        : sql`x.place_id = ${where.placeId}`
  const { rows } = await sql<Workplace>`
    select x.organisation_id as "organisationId", x.place_id as "placeId", x.area_id as "areaId", x.name,
      a.label as "areaLabel" from (
      select o.id as organisation_id, null::uuid as place_id, o.area_id, o.name, o.name_key from vx.organisation o
      union all
      select null, p.id, p.area_id, p.name, p.name_key from vx.place p
        where p.kind = any(${WORK_KINDS}::text[]) and p.part_of is null
        and not exists (select from vx.organisation o where o.place_id = p.id)
    ) x join vx.area a on a.id = x.area_id
    where ${condition} order by length(x.name), x.name, x.area_id limit 20`.execute(db)
  return rows
}

/**
 * Reviews as they stood at an instant (ISO): `r` the review, `a` its area, `o` or `p` the workplace, `c` its case, `l` the
 * last conclusion or opening again by then.
 */
export function fromReviews(db: Tx, at: string) {
  return db
    .selectFrom('vx.workplace_review as r')
    .innerJoin('vx.area as a', 'a.id', 'r.area_id')
    .leftJoin('vx.organisation as o', 'o.id', 'r.organisation_id')
    .leftJoin('vx.place as p', 'p.id', 'r.place_id')
    .leftJoin(
      sql<{
        review_id: string
        code: string
        confirmed_at: string
      }>`vx.workplace_cases()`.as('c'),
      (j) => j.onRef('c.review_id', '=', 'r.id'),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('vx.workplace_review_step as s')
          .select(['s.step', 's.cause'])
          .whereRef('s.review_id', '=', 'r.id')
          .where('s.step', 'in', ['concluded', 'reopened'])
          .where('s.at', '<=', at)
          .orderBy('s.ordinal', 'desc')
          .limit(1)
          .as('l'),
      (j) => j.onTrue(),
    )
    .where('r.opened_at', '<=', at)
}

export const stateOf = sql<ReviewState>`coalesce(l.step, 'open')`
export const workplaceName = sql<string>`coalesce(o.name, p.name)`

export async function listOfCase(db: Tx, caseId: string, at: string): Promise<ReviewLine[]> {
  const rows = await fromReviews(db, at)
    .select(['r.id', 'a.label as area', 'r.opened_at', 'l.cause', stateOf.as('state')])
    .select(workplaceName.as('workplace'))
    .where('r.case_id', '=', caseId)
    .orderBy('r.opened_at', 'desc')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    workplace: r.workplace,
    areaLabel: r.area,
    openedAt: r.opened_at,
    state: r.state,
    cause: r.cause,
  }))
}

export function findReview(db: Tx, id: string, at: string) {
  return fromReviews(db, at)
    .selectAll('r')
    .select(['a.label as area_label', 'c.code', 'c.confirmed_at', 'o.head_name', 'o.staff'])
    .select([stateOf.as('state'), workplaceName.as('workplace')])
    .where('r.id', '=', id)
    .executeTakeFirst()
}

export type ReviewRow = NonNullable<Awaited<ReturnType<typeof findReview>>>

export function listSteps(db: Tx, reviewId: string) {
  return db
    .selectFrom('vx.workplace_review_step')
    .selectAll()
    .where('review_id', '=', reviewId)
    .orderBy('ordinal')
    .execute()
}

/** Other reviews of the same workplace whose case was confirmed within so many days of this one's, by day. */
export async function listOthers(
  db: Tx,
  of: { id: string; organisation_id: string | null; place_id: string | null; confirmed_at: string | null },
  days: number,
): Promise<{ id: string; code: string; confirmedOn: string }[]> {
  const { rows } = await sql<{ id: string; code: string; confirmed_at: string }>`
    select r.id, c.code, c.confirmed_at from vx.workplace_review r join vx.workplace_cases() c on c.review_id = r.id
    where (r.organisation_id = ${of.organisation_id} or r.place_id = ${of.place_id}) and r.id <> ${of.id}
      and (c.confirmed_at at time zone 'Asia/Ho_Chi_Minh')::date
        between (${of.confirmed_at}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date - ${days}::int
        and (${of.confirmed_at}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date + ${days}::int
    order by c.confirmed_at, c.code`.execute(db)
  return rows.map((r) => ({ id: r.id, code: r.code, confirmedOn: localDate(r.confirmed_at) }))
}
