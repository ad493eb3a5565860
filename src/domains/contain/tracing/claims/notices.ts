import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { areasAsked } from '../../../registry/areas/index.ts'
import { fold } from '../../../registry/people/index.ts'
import { listEvents } from '../queries.ts'
import type { Notice, NoticeCorrection, NoticeDraft } from './contract.ts'
import { listInForce, listNotices, listTraits } from './queries.ts'

/** Public notices of an area, in every state. @throws Problem outside-area */
export async function notices(ctx: Ctx, areaId: number | undefined): Promise<Notice[]> {
  const areaIds = await areasAsked(ctx, areaId)
  return read(ctx, 'contact.read', (db) => listNotices(db, { areaIds }, ctx.clock.now()))
}

/** What everybody may read. */
export function openNotices(visitor: Ctx) {
  return read(visitor, 'notice.visit', async (db) => ({
    now: visitor.clock.now().toISOString(),
    notices: (await listInForce(db)).map(({ areaId: _, ...notice }) => notice),
  }))
}

/** A long number is somebody's telephone or papers; a code of a case leads to a person. */
const TELLING = /\b\d{9}\b|\b\d{12}\b|\bBN\s?\d+/i

/**
 * Refuses words by which a reader could tell who the case is.
 * @throws Problem notice-names-somebody, notice-time-reversed, notice-over-already
 */
async function check(db: Tx, now: Date, eventId: string, w: Omit<NoticeDraft, 'eventId' | 'version'>) {
  if (Date.parse(w.endsAt) < Date.parse(w.startsAt)) {
    throw problem('notice-time-reversed', {}, { fields: { endsAt: ['notice-time-reversed'] } })
  }
  if (w.validUntil < localDate(now)) {
    throw problem('notice-over-already', {}, { fields: { validUntil: ['notice-over-already'] } })
  }
  const texts = { title: w.title, titleEn: w.titleEn, advice: w.advice, adviceEn: w.adviceEn }
  const traits = (await listTraits(db, eventId)).map((t) => fold(t))
  for (const [field, text] of Object.entries(texts)) {
    const said = fold(text ?? '')
    if (TELLING.test(text ?? '') || traits.some((t) => said.includes(t))) {
      throw problem('notice-names-somebody', {}, { fields: { [field]: ['notice-names-somebody'] } })
    }
  }
}

const columns = (w: Omit<NoticeDraft, 'eventId' | 'version'>) => ({
  title: w.title,
  title_en: w.titleEn,
  starts_at: w.startsAt,
  ends_at: w.endsAt,
  advice: w.advice,
  advice_en: w.adviceEn,
  phone: w.phone,
  valid_until: w.validUntil,
})

/** Writes the draft of a notice, or changes it while it is one. @throws Problem not-found, outside-area, stale-version, notice-published-already */
export function draftNotice(ctx: Ctx, input: NoticeDraft) {
  return write(ctx, 'exposure.write', async (tx) => {
    const [event] = await listEvents(tx.db, { id: input.eventId })
    if (!event) throw problem('not-found')
    requireArea(ctx, event.areaId)
    const [before] = await listNotices(tx.db, { id: event.id }, tx.now)
    if ((before?.version ?? 0) !== input.version) {
      throw problem('stale-version', {}, { theirs: before ?? null, yours: input })
    }
    if (before && before.state !== 'draft') throw problem('notice-published-already')
    await check(tx.db, tx.now, event.id, input)
    const version = input.version + 1
    const set = {
      ...columns(input),
      drafted_at: tx.now.toISOString(),
      drafted_by: ctx.viewer.name,
      version,
    }
    const blank = {
      published_at: null,
      published_by: null,
      corrected_at: null,
      correction: null,
      withdrawn_at: null,
      withdrawn_by: null,
      withdrawn_reason: null,
    }
    await tx.db
      .insertInto('vx.public_notice')
      .values({ id: event.id, area_id: event.areaId, ...set, ...blank })
      .onConflict((oc) => oc.column('id').doUpdateSet(set))
      .execute()
    tx.record({
      action: 'notice.draft',
      subject: { type: 'notice', id: event.id },
      areaId: event.areaId,
      changes: {
        title: [before?.title ?? null, input.title],
        advice: [before?.advice ?? null, input.advice],
      },
      event: 'notice.changed',
    })
    return { version }
  })
}

/** @throws Problem not-found, outside-area, stale-version */
async function getNotice(ctx: Ctx, tx: WriteTx, input: { id: string; version: number }): Promise<Notice> {
  const [notice] = await listNotices(tx.db, { id: input.id }, tx.now)
  if (!notice) throw problem('not-found')
  requireArea(ctx, notice.areaId)
  if (notice.version !== input.version) {
    throw problem('stale-version', {}, { theirs: notice, yours: input })
  }
  return notice
}

async function change(
  tx: WriteTx,
  before: Notice,
  action: string,
  set: object,
  changes: Record<string, [unknown, unknown]>,
) {
  const version = before.version + 1
  const done = await tx.db
    .updateTable('vx.public_notice')
    .set({ ...set, version })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) throw problem('stale-version')
  tx.record({
    action,
    subject: { type: 'notice', id: before.id },
    areaId: before.areaId,
    changes,
    event: 'notice.changed',
  })
  return { version }
}

/** @throws Problem notice-published-already, notice-over-already and those of getNotice */
export function publishNotice(ctx: Ctx, input: { id: string; version: number }) {
  return write(ctx, 'notice.publish', async (tx) => {
    const before = await getNotice(ctx, tx, input)
    if (before.state !== 'draft') throw problem('notice-published-already')
    await check(tx.db, tx.now, before.id, before)
    const set = { published_at: tx.now.toISOString(), published_by: ctx.viewer.name }
    return change(tx, before, 'notice.publish', set, { publishedBy: [null, ctx.viewer.name] })
  })
}

/** @throws Problem notice-not-published and those of getNotice and check */
export function correctNotice(ctx: Ctx, input: NoticeCorrection) {
  return write(ctx, 'notice.publish', async (tx) => {
    const before = await getNotice(ctx, tx, input)
    if (!before.publishedAt || before.withdrawnAt) throw problem('notice-not-published')
    await check(tx.db, tx.now, before.id, input)
    const set = { ...columns(input), corrected_at: tx.now.toISOString(), correction: input.correction }
    const fields = ['title', 'startsAt', 'endsAt', 'advice', 'validUntil'] as const
    const changed = fields
      .filter((f) => before[f] !== input[f])
      .map((f) => [f, [before[f], input[f]]] as const)
    return change(tx, before, 'notice.correct', set, {
      ...(Object.fromEntries(changed) as Record<string, [unknown, unknown]>),
      correction: [before.correction, input.correction],
    })
  })
}

/** @throws Problem notice-not-published and those of getNotice */
export function withdrawNotice(ctx: Ctx, input: { id: string; version: number; reason: string }) {
  return write(ctx, 'notice.publish', async (tx) => {
    const before = await getNotice(ctx, tx, input)
    if (!before.publishedAt || before.withdrawnAt) throw problem('notice-not-published')
    const set = {
      withdrawn_at: tx.now.toISOString(),
      withdrawn_by: ctx.viewer.name,
      withdrawn_reason: input.reason,
    }
    return change(tx, before, 'notice.withdraw', set, { withdrawnReason: [null, input.reason] })
  })
}

/** Takes a withdrawal back. @throws Problem notice-not-withdrawn and those of getNotice */
export function restoreNotice(ctx: Ctx, input: { id: string; version: number }) {
  return write(ctx, 'notice.publish', async (tx) => {
    const before = await getNotice(ctx, tx, input)
    if (!before.withdrawnAt) throw problem('notice-not-withdrawn')
    const set = { withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null }
    return change(tx, before, 'notice.restore', set, { withdrawnReason: [before.withdrawnReason, null] })
  })
}
