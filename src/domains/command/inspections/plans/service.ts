import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, write } from '../../../../platform/context.ts'
import { problem } from '../../../../platform/problems.ts'
import type { PlanInput, PlanPage } from './contract.ts'
import { listPlans } from './queries.ts'

const knows = (ctx: Ctx) => ctx.viewer.rights.has('person.read')

/**
 * Enters the plan that an organisation hands in, as its next edition; the one before is replaced. While one waits for its
 * review there is no next.
 * @throws Problem refers-to-nothing, plan-waiting-already, plan-in-future, already-exists
 */
export function submit(ctx: Ctx, input: PlanInput): Promise<{ id: string; edition: number }> {
  return write(ctx, 'plan.submit', async (tx) => {
    // Under a lock, so that two who enter at once take turns.
    const organisation = await tx.db
      .selectFrom('vx.organisation')
      .select(['id', 'area_id'])
      .where('id', '=', input.organisationId)
      .forUpdate()
      .executeTakeFirst()
    if (!organisation)
      throw problem('refers-to-nothing', {}, { fields: { organisationId: ['refers-to-nothing'] } })
    if (input.submittedOn > localDate(tx.now))
      throw problem('plan-in-future', {}, { fields: { submittedOn: ['plan-in-future'] } })
    const [last] = await listPlans(tx.db, { organisationId: organisation.id }, tx.now.toISOString(), false)
    if (last?.state === 'waiting') throw problem('plan-waiting-already', { edition: last.edition })
    const id = uuid7()
    const edition = (last?.edition ?? 0) + 1
    await tx.db
      .insertInto('vx.prevention_plan')
      .values({
        id,
        area_id: organisation.area_id,
        organisation_id: organisation.id,
        edition,
        body: input.body,
        staff: input.staff ?? null,
        contact_name: input.contactName ?? null,
        contact_phone: input.contactPhone ?? null,
        submitted_on: input.submittedOn,
        entered_at: tx.now.toISOString(),
        entered_by: ctx.viewer.name,
        entered_by_user: ctx.viewer.userId,
      })
      .execute()
    tx.record({
      action: 'plan.submit',
      subject: { type: 'prevention-plan', id },
      areaId: organisation.area_id,
      changes: { edition: [null, edition] },
      event: 'plan.changed',
    })
    return { id, edition }
  })
}

/** @throws Problem not-found */
export function getPlan(ctx: Ctx, id: string): Promise<PlanPage> {
  const now = ctx.clock.now().toISOString()
  return read(ctx, 'inspection.read', async (db): Promise<PlanPage> => {
    const [plan] = await listPlans(db, { id }, now, knows(ctx))
    if (!plan) throw problem('not-found')
    const all = await listPlans(db, { organisationId: plan.organisationId }, now, false)
    const { entered_by_user } = await db
      .selectFrom('vx.prevention_plan')
      .select('entered_by_user')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const has = (right: string) => ctx.viewer.rights.has(right)
    return {
      plan,
      editions: all.map((p) => ({
        id: p.id,
        edition: p.edition,
        submittedOn: p.submittedOn,
        state: p.state,
      })),
      may: {
        review: plan.state === 'waiting' && has('plan.review') && entered_by_user !== ctx.viewer.userId,
        submit: has('plan.submit') && all[0]!.state !== 'waiting',
        visit: plan.state === 'approved' && has('inspection.plan'),
      },
    }
  })
}

/**
 * Approves a plan, or returns it with what is missing; never by whoever entered it.
 * @throws Problem not-found, plan-own, plan-reviewed-already, plan-return-unexplained, stale-version
 */
export function review(
  ctx: Ctx,
  input: { id: string; version: number; verdict: 'approved' | 'returned'; said?: string | undefined },
): Promise<{ version: number }> {
  return write(ctx, 'plan.review', async (tx) => {
    const [plan] = await listPlans(tx.db, { id: input.id }, tx.now.toISOString(), false)
    if (!plan) throw problem('not-found')
    if (plan.state !== 'waiting') throw problem('plan-reviewed-already', { by: plan.reviewedBy ?? '' })
    if (input.verdict === 'returned' && !input.said)
      throw problem('plan-return-unexplained', {}, { fields: { said: ['plan-return-unexplained'] } })
    const stale = () => problem('stale-version', {}, { theirs: plan, yours: input })
    if (plan.version !== input.version) throw stale()
    const done = await tx.db
      .updateTable('vx.prevention_plan')
      .set({
        verdict: input.verdict,
        reviewed_at: tx.now.toISOString(),
        reviewed_by: ctx.viewer.name,
        reviewed_post: ctx.viewer.postKind,
        review_said: input.said ?? null,
        version: plan.version + 1,
      })
      .where('id', '=', plan.id)
      .where('version', '=', plan.version)
      .returning('entered_by_user')
      .executeTakeFirst()
    if (!done) throw stale()
    if (done.entered_by_user === ctx.viewer.userId) throw problem('plan-own')
    tx.record({
      action: input.verdict === 'approved' ? 'plan.approve' : 'plan.return',
      subject: { type: 'prevention-plan', id: plan.id },
      areaId: plan.areaId,
      changes: { verdict: [null, input.verdict], said: [null, input.said ?? null] },
      event: 'plan.changed',
    })
    return { version: plan.version + 1 }
  })
}
