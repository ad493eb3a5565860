import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { Plan, PlanState } from './contract.ts'

interface PlanTable {
  id: string
  area_id: number
  organisation_id: string
  edition: number
  body: string
  staff: number | null
  contact_name: string | null
  contact_phone: string | null
  submitted_on: string
  entered_at: string
  entered_by: string
  entered_by_user: string
  verdict: Generated<'approved' | 'returned' | null>
  reviewed_at: Generated<string | null>
  reviewed_by: Generated<string | null>
  reviewed_post: Generated<string | null>
  review_said: Generated<string | null>
  version: Generated<number>
}

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.prevention_plan': PlanTable
    'vx.prevention_plan_version': PlanTable & { valid_from: string; valid_to: string | null }
  }
}

/** The visit that verified plan `alias` by an instant: closed and scored after the approval. */
const verifying = (alias: string, at: string) => sql`from vx.inspection_visit v
  where v.organisation_id = ${sql.ref(`${alias}.organisation_id`)} and v.closed_at > ${sql.ref(`${alias}.reviewed_at`)}
    and v.closed_at <= ${at}::timestamptz and vx.visit_total(v.answers) is not null`

/** What a visit found to be done for show since the approval of `alias`. */
const coping = (alias: string, at: string) => sql`from vx.inspection_finding f
  join vx.inspection_visit v on v.id = f.visit_id
  where v.organisation_id = ${sql.ref(`${alias}.organisation_id`)} and f.coping
    and f.created_at > ${sql.ref(`${alias}.reviewed_at`)} and f.created_at <= ${at}::timestamptz`

/** State of a plan at an instant (ISO), as SQL over the columns of `alias`. */
export function planState(alias: string, at: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<PlanState>`case
    when exists (select from vx.prevention_plan n where n.organisation_id = ${c('organisation_id')}
      and n.edition > ${c('edition')} and n.entered_at <= ${at}::timestamptz) then 'replaced'
    when ${c('verdict')} is null then 'waiting' when ${c('verdict')} = 'returned' then 'returned'
    when exists (select ${coping(alias, at)}) then 'reopened'
    when exists (select ${verifying(alias, at)}) then 'verified' else 'approved' end`
}

type Where = { id: string } | { organisationId: string }

/** Plans, the last edition first. `knows`: whether the viewer may know who people are. */
export async function listPlans(db: Tx, where: Where, now: string, knows: boolean): Promise<Plan[]> {
  let q = db
    .selectFrom('vx.prevention_plan as p')
    .innerJoin('vx.organisation as o', 'o.id', 'p.organisation_id')
    .innerJoin('vx.area as a', 'a.id', 'p.area_id')
    .selectAll('p')
    .select(['o.name as organisation', 'a.label as area_label', planState('p', now).as('state')])
    .select(
      sql<
        Plan['verifiedBy']
      >`(select jsonb_build_object('visitId', v.id, 'at', v.closed_at, 'total', vx.visit_total(v.answers))
        ${verifying('p', now)} order by v.closed_at desc limit 1)`.as('verified_by'),
    )
    .select(
      sql<Plan['copingFinding']>`(select jsonb_build_object('id', f.id, 'visitId', f.visit_id, 'what', f.what)
        ${coping('p', now)} order by f.created_at desc limit 1)`.as('coping_finding'),
    )
    .orderBy('p.edition', 'desc')
  q = 'id' in where ? q.where('p.id', '=', where.id) : q.where('p.organisation_id', '=', where.organisationId)
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    areaLabel: r.area_label,
    organisationId: r.organisation_id,
    organisation: r.organisation,
    edition: r.edition,
    body: r.body,
    staff: r.staff,
    contactName: knows ? r.contact_name : null,
    contactPhone: knows ? r.contact_phone : null,
    submittedOn: r.submitted_on,
    enteredAt: r.entered_at,
    enteredBy: r.entered_by,
    reviewedAt: r.reviewed_at,
    reviewedBy: r.reviewed_by,
    reviewedPost: r.reviewed_post,
    reviewSaid: r.review_said,
    verifiedBy: r.verified_by,
    copingFinding: r.coping_finding,
    state: r.state,
    version: r.version,
  }))
}
