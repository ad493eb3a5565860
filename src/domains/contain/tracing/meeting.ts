import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import type { Ctx, WriteTx } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import { type AreaTree, treeOf } from '../../registry/areas/index.ts'
import type { Closeness } from './contract.ts'

/** The ward of an area; an area above wards is its own. */
export const wardOf = (tree: AreaTree, areaId: number) => tree.ancestor(areaId, 'ward')?.id ?? areaId

/** A contact as another part of the product enters it. Instants are ISO strings. */
export interface NewContact {
  id?: string | undefined
  sourcePersonId: string
  sourceAreaId: number
  personId: string
  areaId: number
  firstAt: string
  lastAt: string
  /** Only the calendar day is known (see wholeDay). */
  dayOnly: boolean
  closeness: Closeness
  placeText?: string | null | undefined
  exposureEventId?: string | null | undefined
  note?: string | null | undefined
  importId?: string | undefined
  outsideId?: string | undefined
  /** No event of its own: the caller announces all its contacts at once (announceContacts). */
  quiet?: boolean | undefined
}

/**
 * Puts contacts on lists inside a running write, in one statement; tiers follow by themselves. A contact who lives in
 * another ward than the source is handed over there, except in an import, which tells of the past.
 * @throws Problem contact-with-self, contact-time-reversed, contact-in-future; contact-listed-already from the database
 */
export async function addContacts(
  ctx: Ctx,
  tx: WriteTx,
  inputs: NewContact[],
): Promise<{ id: string; handedOver: boolean }[]> {
  if (inputs.length === 0) return []
  const tree = await treeOf(ctx)
  const now = tx.now.toISOString()
  const added = inputs.map((input) => {
    checkMeeting(tx.now, input)
    if (input.sourcePersonId === input.personId) throw problem('contact-with-self')
    const handedOver = !input.importId && wardOf(tree, input.areaId) !== wardOf(tree, input.sourceAreaId)
    return { ...input, id: input.id ?? uuid7(), handedOver }
  })
  await tx.db
    .insertInto('vx.contact')
    .values(
      added.map((c) => ({
        id: c.id,
        source_person_id: c.sourcePersonId,
        person_id: c.personId,
        area_id: c.areaId,
        source_area_id: c.sourceAreaId,
        first_at: c.firstAt,
        last_at: c.lastAt,
        day_only: c.dayOnly,
        closeness: c.closeness,
        place_text: c.placeText ?? null,
        exposure_event_id: c.exposureEventId ?? null,
        note: c.note ?? null,
        recorded_at: now,
        recorded_by: ctx.viewer.name,
        handed_over_at: c.handedOver ? now : null,
        received_at: null,
        received_by: null,
        removed_at: null,
        removed_reason: null,
        import_id: c.importId ?? null,
        outside_id: c.outsideId ?? null,
      })),
    )
    .execute()
  for (const c of added) {
    tx.record({
      action: c.handedOver ? 'contact.hand-over' : 'contact.add',
      subject: { type: 'contact', id: c.id },
      areaId: c.areaId,
      personId: c.personId,
      changes: { firstAt: [null, c.firstAt], closeness: [null, c.closeness] },
    })
    if (!c.quiet) announceContacts(tx, c.areaId, [c.sourcePersonId, c.personId])
  }
  return added
}

/** Tells that contacts of these people changed, once for all of them: their tiers are computed again. */
export function announceContacts(tx: WriteTx, areaId: number | null, personIds: string[]): void {
  const people = [...new Set(personIds)]
  if (people.length === 0) return
  tx.record({
    action: 'contact.announce',
    subject: { type: 'person', id: people[0]! },
    areaId,
    event: 'contact.changed',
    payload: { personIds: people },
  })
}

/** @throws Problem contact-time-reversed, contact-in-future */
export function checkMeeting(now: Date, m: { firstAt: string; lastAt: string; dayOnly: boolean }): void {
  if (Date.parse(m.lastAt) < Date.parse(m.firstAt)) {
    throw problem('contact-time-reversed', {}, { fields: { lastAt: ['contact-time-reversed'] } })
  }
  // Clocks of phones run a little ahead; a day goes on after the conversation about it.
  const isFuture = m.dayOnly
    ? localDate(m.firstAt) > localDate(now)
    : Date.parse(m.lastAt) > now.getTime() + 5 * 60_000
  if (isFuture) {
    const field = m.dayOnly ? 'day' : Date.parse(m.firstAt) > now.getTime() ? 'firstAt' : 'lastAt'
    throw problem('contact-in-future', {}, { fields: { [field]: ['contact-in-future'] } })
  }
}
