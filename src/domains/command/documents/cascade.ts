import { v7 as uuid7 } from 'uuid'
import { z } from 'zod'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import { getRule } from '../../../platform/rules.ts'
import { addTasks, requireGoal } from '../tasks/index.ts'
import type { AssignInput, Document, Receipt } from './contract.ts'
import { listReceipts } from './queries.ts'
import { getOwn, ITEM } from './service.ts'

/** Rule `document.acknowledge`: hours to acknowledge by urgency, and to one's own plan. */
export const AcknowledgeRule = z.object({
  hours: z.object({
    none: z.number().positive(),
    urgent: z.number().positive(),
    very_urgent: z.number().positive(),
    express: z.number().positive(),
  }),
  planHours: z.number().positive(),
})

/** A document that may go out: received, or signed. @throws Problem document-not-issued */
function requireOut(document: Document): void {
  if (document.direction !== 'incoming' && !document.issuedAt) throw problem('document-not-issued')
}

/** @throws Problem document-no-such-post when nobody of that kind sits there */
async function requirePosts(tx: WriteTx, posts: { areaId: number; postKind: string }[]): Promise<void> {
  for (const p of posts) {
    const found = await tx.db
      .selectFrom('vx.post')
      .select('id')
      .where('kind', '=', p.postKind)
      .where('area_id', '=', p.areaId)
      .executeTakeFirst()
    if (!found) throw problem('document-no-such-post', { post: p.postKind })
  }
}

/**
 * Sends a document of one's register to posts of areas below; who got it before is left as they are. The hours to
 * acknowledge run from now, by urgency.
 * @throws Problem not-found, document-not-yours, document-not-issued, document-no-such-post, outside-area, input-invalid for a goal that is no figure
 */
export function send(
  ctx: Ctx,
  input: { id: string; recipients: { areaId: number; postKind: string; purpose: Receipt['purpose'] }[] },
): Promise<{ sent: number }> {
  return write(ctx, 'document.send', async (tx) => {
    const document = await getOwn(ctx, tx, input.id)
    requireOut(document)
    for (const r of input.recipients) requireArea(ctx, r.areaId)
    await requirePosts(tx, input.recipients)
    const rule = await getRule(tx.db, 'document.acknowledge', localDate(tx.now), AcknowledgeRule)
    const due = new Date(tx.now.getTime() + rule.body.hours[document.urgency] * 3_600_000).toISOString()
    const sent = await tx.db
      .insertInto('vx.document_recipient')
      .values(
        input.recipients.map((r) => ({
          id: uuid7(),
          area_id: r.areaId,
          document_id: input.id,
          post_kind: r.postKind,
          purpose: r.purpose,
          sent_at: tx.now.toISOString(),
          due_at: due,
        })) as never,
      )
      .onConflict((oc) => oc.constraint('document_recipient_once').doNothing())
      .returning(['id', 'area_id'])
      .execute()
    for (const r of sent) {
      tx.record({
        action: 'document.send',
        subject: { type: 'document-receipt', id: r.id },
        areaId: r.area_id,
        event: 'document.changed',
        payload: { documentId: input.id },
      })
    }
    return { sent: sent.length }
  })
}

/** The viewer's own receipt. @throws Problem not-found, document-not-addressed, stale-version */
async function getOwnReceipt(ctx: Ctx, tx: WriteTx, input: { id: string; version: number }) {
  const [receipt] = await listReceipts(tx.db, { id: input.id }, tx.now)
  if (!receipt) throw problem('not-found')
  if (receipt.areaId !== ctx.viewer.areaId || receipt.postKind !== ctx.viewer.postKind) {
    throw problem('document-not-addressed')
  }
  if (receipt.version !== input.version) throw problem('stale-version', {}, { theirs: receipt, yours: input })
  return receipt
}

async function step(
  ctx: Ctx,
  input: { id: string; version: number },
  action: 'document.acknowledge' | 'document.disseminate',
  setOf: (receipt: Receipt, now: string) => Record<string, string | null>,
): Promise<{ version: number }> {
  return write(ctx, 'document.acknowledge', async (tx) => {
    const before = await getOwnReceipt(ctx, tx, input)
    const done = await tx.db
      .updateTable('vx.document_recipient')
      .set({ ...setOf(before, tx.now.toISOString()), version: before.version + 1 })
      .where('id', '=', input.id)
      .where('version', '=', before.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { yours: input })
    tx.record({
      action,
      subject: { type: 'document-receipt', id: input.id },
      areaId: before.areaId,
      event: 'document.changed',
      payload: { documentId: before.documentId },
    })
    return { version: before.version + 1 }
  })
}

/** @throws Problem not-found, document-not-addressed, document-acknowledged-already, stale-version */
export function acknowledge(ctx: Ctx, input: { id: string; version: number }) {
  return step(ctx, input, 'document.acknowledge', (receipt, now) => {
    if (receipt.acknowledgedAt)
      throw problem('document-acknowledged-already', { by: receipt.acknowledgedBy ?? '' })
    return { acknowledged_at: now, acknowledged_by: ctx.viewer.name }
  })
}

/**
 * Says how a document was passed on in the unit; whoever passes it on has acknowledged it.
 * @throws Problem not-found, document-not-addressed, stale-version
 */
export function disseminate(ctx: Ctx, input: { id: string; version: number; note: string }) {
  return step(ctx, input, 'document.disseminate', (receipt, now) => ({
    ...(receipt.acknowledgedAt ? {} : { acknowledged_at: now, acknowledged_by: ctx.viewer.name }),
    disseminated_at: now,
    disseminated_by: ctx.viewer.name,
    disseminated_note: input.note,
  }))
}

/**
 * Makes an item the task of a post in each of some areas: one item, one document, many who must act (D08, P03).
 * @throws Problem not-found, document-not-yours, document-not-issued, document-item-heading, document-due-in-past,
 *   document-no-such-post, outside-area
 */
export function assign(ctx: Ctx, input: AssignInput): Promise<{ assigned: number }> {
  return write(ctx, 'document.assign', async (tx) => {
    const item = await tx.db
      .selectFrom('vx.document_item')
      .selectAll()
      .where('id', '=', input.id)
      .executeTakeFirst()
    if (!item) throw problem('not-found')
    const document = await getOwn(ctx, tx, item.document_id)
    requireOut(document)
    if (item.heading) throw problem('document-item-heading')
    if (Date.parse(input.dueAt) <= tx.now.getTime()) {
      throw problem('document-due-in-past', {}, { fields: { dueAt: ['document-due-in-past'] } })
    }
    for (const areaId of input.areaIds) requireArea(ctx, areaId)
    if (input.goal) requireGoal(ctx, input.goal)
    await requirePosts(
      tx,
      input.areaIds.map((areaId) => ({ areaId, postKind: input.postKind })),
    )
    const label = `${document.symbol ?? document.abstract.slice(0, 40)}, mục ${item.path}`
    const title = item.text.length > 300 ? `${item.text.slice(0, 299)}…` : item.text
    const assigned = await addTasks(
      tx,
      { type: ITEM, id: item.id, label },
      input.areaIds.map((areaId) => ({
        areaId,
        postKind: input.postKind,
        title,
        dueAt: input.dueAt,
        expected: input.expected,
        withPosts: input.withPosts,
        goal: input.goal,
      })),
    )
    if (assigned) {
      tx.record({
        action: 'document.assign',
        subject: { type: 'document', id: document.id },
        areaId: document.areaId,
        changes: { item: [null, item.path], areas: [null, input.areaIds] },
        event: 'document.changed',
      })
    }
    return { assigned }
  })
}
