import { addDays, startOfLocalDate } from '../../../../platform/clock.ts'
import type { Ctx } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { Problem } from '../../../../platform/problems.ts'
import { findCase } from '../../../detect/surveillance/index.ts'
import { getPerson } from '../../../registry/people/index.ts'
import { findLastScored, listPlans } from '../../inspections/index.ts'
import type { ReviewRow } from './queries.ts'

/** Plan and visit of an organisation as they were at the end of a calendar date; nothing for who reads no inspections. */
export async function watchedOver(
  ctx: Ctx,
  db: Tx,
  row: Pick<ReviewRow, 'organisation_id'>,
  day: string | null,
) {
  if (!day || !row.organisation_id || !ctx.viewer.rights.has('inspection.read'))
    return { plan: null, visit: null }
  const end = startOfLocalDate(addDays(day, 1)).toISOString()
  const plans = await listPlans(db, { organisationId: row.organisation_id }, end, false)
  const plan = plans.find(
    (p) =>
      ['approved', 'verified', 'reopened'].includes(p.state) &&
      p.reviewedAt !== null &&
      Date.parse(p.reviewedAt) < Date.parse(end),
  )
  return {
    plan: plan ? { id: plan.id, edition: plan.edition, state: plan.state } : null,
    visit: (await findLastScored(db, row.organisation_id, end)) ?? null,
  }
}

/** Somebody of the register; null when they live where the viewer may not look. */
async function personHere(db: Tx, id: string) {
  try {
    return await getPerson(db, id)
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return null
    throw error
  }
}

/** Who the case is, as far as the viewer may open it and know names. */
export async function sickOf(ctx: Ctx, db: Tx, row: Pick<ReviewRow, 'case_id'>) {
  const { rights } = ctx.viewer
  const found = rights.has('case.read') ? await findCase(db, row.case_id) : undefined
  const person = found && rights.has('person.read') ? await personHere(db, found.personId) : null
  return { id: found?.id ?? null, personId: person && found!.personId, name: person?.fullName ?? null }
}
