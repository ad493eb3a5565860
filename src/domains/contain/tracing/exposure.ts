import { v7 as uuid7 } from 'uuid'
import type { z } from 'zod'
import { type Ctx, read, requireArea, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import { areasAsked } from '../../registry/areas/index.ts'
import type { ExposureEvent, ExposureEventInput } from './contract.ts'
import { findContact, listEvents, requireKnown } from './queries.ts'

/** Exposure events (mốc dịch tễ) of a case, or of an area. @throws Problem outside-area, not-found */
export async function events(ctx: Ctx, input: { areaId?: number | undefined; caseId?: string | undefined }) {
  const where = input.caseId ? { caseId: input.caseId } : { areaIds: await areasAsked(ctx, input.areaId) }
  return read(ctx, 'contact.read', (db) => listEvents(db, where))
}

/** @throws Problem outside-area, event-in-future, refers-to-nothing */
export function addEvent(ctx: Ctx, input: z.output<typeof ExposureEventInput>) {
  requireArea(ctx, input.areaId)
  return write(ctx, 'exposure.write', async (tx) => {
    checkStart(tx.now, input.startsAt)
    await requireKnown(tx.db, input)
    const id = input.id ?? uuid7()
    await tx.db
      .insertInto('vx.exposure_event')
      .values({
        id,
        area_id: input.areaId,
        place_id: input.placeId ?? null,
        case_id: input.caseId ?? null,
        name: input.name,
        starts_at: input.startsAt,
        ends_at: input.endsAt,
        public_notice: input.publicNotice ?? null,
        created_at: tx.now.toISOString(),
        created_by: ctx.viewer.name,
      })
      .execute()
    tx.record({
      action: 'exposure-event.add',
      subject: { type: 'exposure-event', id },
      areaId: input.areaId,
      changes: { name: [null, input.name], publicNotice: [null, input.publicNotice ?? null] },
      event: 'exposure-event.changed',
    })
    return { id }
  })
}

/** @throws Problem not-found, stale-version, event-in-future, event-time-reversed, refers-to-nothing */
export function updateEvent(
  ctx: Ctx,
  input: { id: string; version: number } & Partial<
    Pick<ExposureEvent, 'name' | 'placeId' | 'startsAt' | 'endsAt' | 'publicNotice'>
  >,
) {
  return write(ctx, 'exposure.write', async (tx) => {
    const [before] = await listEvents(tx.db, { id: input.id })
    if (!before) throw problem('not-found')
    const stale = (theirs: ExposureEvent) => problem('stale-version', {}, { theirs, yours: input })
    if (before.version !== input.version) throw stale(before)
    await requireKnown(tx.db, input)
    const fields = ['name', 'placeId', 'startsAt', 'endsAt', 'publicNotice'] as const
    const next = {
      ...before,
      ...Object.fromEntries(Object.entries(input).filter(([, v]) => v !== undefined)),
    }
    checkStart(tx.now, next.startsAt)
    const version = before.version + 1
    const done = await tx.db
      .updateTable('vx.exposure_event')
      .set({
        name: next.name,
        place_id: next.placeId,
        starts_at: next.startsAt,
        ends_at: next.endsAt,
        public_notice: next.publicNotice,
        version,
      })
      .where('id', '=', input.id)
      .where('version', '=', before.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw stale((await listEvents(tx.db, { id: input.id }))[0]!)
    tx.record({
      action: 'exposure-event.edit',
      subject: { type: 'exposure-event', id: input.id },
      areaId: before.areaId,
      changes: Object.fromEntries(
        fields.filter((f) => before[f] !== next[f]).map((f) => [f, [before[f], next[f]]]),
      ),
      event: 'exposure-event.changed',
    })
    return { version }
  })
}

function checkStart(now: Date, startsAt: string): void {
  if (Date.parse(startsAt) > now.getTime()) {
    throw problem('event-in-future', {}, { fields: { startsAt: ['event-in-future'] } })
  }
}

/** Attaches contacts to the event at which they happened. @throws Problem not-found when one of them cannot be seen */
export function attach(ctx: Ctx, input: { id: string; contactIds: string[] }) {
  return write(ctx, 'contact.edit', async (tx) => {
    const [event] = await listEvents(tx.db, { id: input.id })
    if (!event) throw problem('not-found')
    const ids = [...new Set(input.contactIds)]
    for (const id of ids) {
      const contact = await findContact(tx.db, id)
      if (!contact) throw problem('not-found')
      await tx.db
        .updateTable('vx.contact')
        .set({ exposure_event_id: event.id, version: contact.version + 1 })
        .where('id', '=', id)
        .execute()
      tx.record({
        action: 'contact.attach',
        subject: { type: 'contact', id },
        areaId: contact.areaId,
        personId: contact.personId,
        changes: { exposureEventId: [contact.exposureEventId, event.id] },
        ...(id === ids[0] ? { event: 'exposure-event.changed' } : {}),
      })
    }
    return { attached: ids.length }
  })
}
