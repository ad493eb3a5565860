import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, type WriteTx, write } from '../../../platform/context.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { problem } from '../../../platform/problems.ts'
import { words } from '../../../platform/words.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { usualBasis } from './basis.ts'
import type { Decision, Order, ReleaseInput, SignInput } from './contract.ts'
import { listDecisions, listOrders, lockOrders } from './queries.ts'
import { checkKind, clearances, closeOrder, getOrder, takeOrder } from './service.ts'
import { checkRelease, getCap } from './term.ts'

const DAY = 86_400_000

export interface Signed {
  order: Order
  decision: Decision
}

/** The area in whose series a signer's decisions are numbered: the ward or district of the post. */
async function issuerOf(ctx: Ctx, order: Order): Promise<number> {
  const tree = await treeOf(ctx)
  const own = tree.byId.get(ctx.viewer.areaId)
  if (own?.level === 'ward' || own?.level === 'district') return own.id
  return tree.ancestor(order.areaId, 'ward')?.id ?? order.areaId
}

interface NewDecision {
  type: Decision['type']
  endsAt: string
  days: number
  ruleVersionId: number
  legalBasis?: string[] | undefined
  reason?: string | undefined
  overridden?: boolean
  negatives?: number
}

/** Writes a decision under the next number. The number is taken last, so that its lock is held for a moment only. */
async function addDecision(ctx: Ctx, tx: WriteTx, order: Order, d: NewDecision): Promise<string> {
  const legalBasis = d.legalBasis ?? (await usualBasis(tx, order, d.ruleVersionId))
  const issuer = await issuerOf(ctx, order)
  const year = Number(localDate(tx.now).slice(0, 4))
  const number = await nextNumber(tx.db, 'QĐ', issuer, year)
  const numberText = `${String(number).padStart(2, '0')}/QĐ-UBND`
  await tx.db
    .insertInto('vx.order_decision')
    .values({
      id: uuid7(),
      order_id: order.id,
      area_id: order.areaId,
      type: d.type,
      issuer_area_id: issuer,
      year,
      number,
      number_text: numberText,
      signed_at: tx.now.toISOString(),
      signer_name: ctx.viewer.name,
      signer_post: ctx.viewer.postKind,
      legal_basis: legalBasis,
      starts_at: order.startsAt,
      ends_at: d.endsAt,
      days: d.days,
      rule_version_id: d.ruleVersionId,
      negatives: d.negatives ?? null,
      reason: d.reason ?? null,
      overridden: d.overridden ?? false,
    })
    .execute()
  return numberText
}

function told(order: Order, action: string, changes: Record<string, [unknown, unknown]>, event: string) {
  return {
    action,
    subject: { type: 'order', id: order.id },
    areaId: order.areaId,
    personId: order.personId,
    changes,
    event,
    payload: { personId: order.personId, caseId: order.caseId, kind: order.kind },
  }
}

async function signedOf(tx: WriteTx, id: string): Promise<Signed> {
  const decisions = await listDecisions(tx.db, id)
  return { order: await getOrder(tx.db, id, tx.now), decision: decisions.at(-1)! }
}

/**
 * Signs a list of proposals in one write, each under a number of its own; one refusal refuses all.
 * An isolation takes the place of a quarantine of the same person that is still open.
 * @throws Problem not-found, stale-version, order-state, order-ended, use-isolation, isolation-needs-case, order-over-legal-cap
 */
export function signOrder(ctx: Ctx, input: SignInput): Promise<{ signed: Signed[] }> {
  return write(ctx, 'order.sign', async (tx) => {
    await lockOrders(
      tx.db,
      input.orders.map((o) => o.id),
    )
    const signed: Signed[] = []
    for (const given of input.orders) signed.push(await signOne(ctx, tx, given, input.legalBasis))
    return { signed }
  })
}

async function signOne(
  ctx: Ctx,
  tx: WriteTx,
  given: { id: string; version: number },
  legalBasis: string[] | undefined,
): Promise<Signed> {
  const order = await takeOrder(tx, given, ['proposed'])
  if (Date.parse(order.endsAt) <= tx.now.getTime()) throw problem('order-ended', {}, { orderId: order.id })
  await checkKind(tx.db, order)
  const cap = await getCap(tx.db, localDate(order.startsAt))
  if (order.days > cap.days) throw problem('order-over-legal-cap', { cap: cap.days, days: order.days })
  const numberText = await addDecision(ctx, tx, order, {
    type: 'issue',
    endsAt: order.endsAt,
    days: order.days,
    ruleVersionId: order.ruleVersionId,
    legalBasis,
  })
  await tx.db
    .updateTable('vx.isolation_order')
    .set({ issued_at: tx.now.toISOString(), number_text: numberText, version: order.version + 1 })
    .where('id', '=', order.id)
    .execute()
  tx.record(told(order, 'order.sign', { numberText: [null, numberText] }, 'order.issued'))
  if (order.kind === 'isolation') await replaceQuarantine(tx, order, numberText)
  return signedOf(tx, order.id)
}

/** Somebody isolated as infected is no longer quarantined as exposed. */
async function replaceQuarantine(tx: WriteTx, isolation: Order, numberText: string): Promise<void> {
  const all = await listOrders(tx.db, { personIds: [isolation.personId] }, tx.now)
  for (const o of all.filter((x) => x.kind === 'quarantine' && x.closedAt === null)) {
    await closeOrder(tx, o, 'replaced', `Cách ly điều trị theo Quyết định số ${numberText}`, isolation.id)
    tx.record(told(o, 'order.replace', { replacedBy: [null, isolation.id] }, 'order.changed'))
  }
}

/**
 * Extends an order that is in force: a decision of its own, no longer than the law allows for one.
 * @throws Problem not-found, stale-version, order-state, order-ended, extension-over-legal-cap
 */
export function extend(
  ctx: Ctx,
  input: { id: string; version: number; days: number; reason: string },
): Promise<Signed> {
  return write(ctx, 'order.sign', async (tx) => {
    const order = await takeOrder(tx, input, ['active', 'expired'])
    if (order.state === 'expired') throw problem('order-ended', {}, { orderId: order.id })
    const cap = await getCap(tx.db, localDate(tx.now))
    if (input.days > cap.extensionDays) {
      throw problem(
        'extension-over-legal-cap',
        { cap: cap.extensionDays, days: input.days },
        { fields: { days: words(`Tối đa ${cap.extensionDays} ngày`, `At most ${cap.extensionDays} days`) } },
      )
    }
    const endsAt = new Date(Date.parse(order.endsAt) + input.days * DAY).toISOString()
    await tx.db
      .updateTable('vx.isolation_order')
      .set({ ends_at: endsAt, days: order.days + input.days, version: order.version + 1 })
      .where('id', '=', order.id)
      .execute()
    await addDecision(ctx, tx, order, {
      type: 'extend',
      endsAt,
      days: input.days,
      ruleVersionId: order.ruleVersionId,
      reason: input.reason,
    })
    tx.record(told(order, 'order.extend', { endsAt: [order.endsAt, endsAt] }, 'order.changed'))
    return signedOf(tx, order.id)
  })
}

/**
 * Ends an order once the rule in force is fulfilled; before that only with a reason, which stays on the decision.
 * @throws Problem not-found, stale-version, order-state, release-tests-missing, release-too-early, rule-missing
 */
export function releaseOrder(ctx: Ctx, input: ReleaseInput): Promise<Signed> {
  return write(ctx, 'order.release', async (tx) => {
    const order = await takeOrder(tx, input, ['active', 'expired'])
    const check = await checkRelease(tx.db, order, await clearances(tx.db, order.personId), tx.now)
    const missing = check.missing[0]
    if (missing && !input.overrideReason) {
      throw problem(
        missing,
        { required: check.requiredNegatives, negatives: check.negatives },
        {
          check,
          fields: {
            overrideReason: words('Ghi lý do, từ 10 ký tự', 'Give a reason of 10 characters or more'),
          },
        },
      )
    }
    await closeOrder(tx, order, 'released', input.overrideReason ?? null)
    await addDecision(ctx, tx, order, {
      type: 'release',
      endsAt: tx.now.toISOString(),
      days: Math.max(0, Math.floor((tx.now.getTime() - Date.parse(order.startsAt)) / DAY)),
      ruleVersionId: check.rule.id,
      negatives: check.negatives,
      reason: input.overrideReason,
      overridden: missing !== undefined,
    })
    tx.record(
      told(
        order,
        missing ? 'order.release-override' : 'order.release',
        { state: [order.state, 'released'], reason: [null, input.overrideReason ?? null] },
        'order.changed',
      ),
    )
    return signedOf(tx, order.id)
  })
}

/**
 * Refuses a proposal (no number: nothing was decided), or cancels a signed order by a decision of its own.
 * @throws Problem not-found, stale-version, order-state
 */
export function cancel(
  ctx: Ctx,
  input: { id: string; version: number; reason: string },
): Promise<{ order: Order; decision: Decision | null }> {
  return write(ctx, 'order.sign', async (tx) => {
    const order = await takeOrder(tx, input, ['proposed', 'active', 'expired'])
    await closeOrder(tx, order, 'cancelled', input.reason)
    if (order.issuedAt) {
      await addDecision(ctx, tx, order, {
        type: 'cancel',
        endsAt: order.endsAt,
        days: order.days,
        ruleVersionId: order.ruleVersionId,
        reason: input.reason,
      })
    }
    tx.record(
      told(
        order,
        'order.cancel',
        { state: [order.state, 'cancelled'], reason: [null, input.reason] },
        'order.changed',
      ),
    )
    const now = await signedOf(tx, order.id)
    return { order: now.order, decision: order.issuedAt ? now.decision : null }
  })
}
