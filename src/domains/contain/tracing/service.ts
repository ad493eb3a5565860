import type { z } from 'zod'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { type AreaTree, treeOf } from '../../registry/areas/index.ts'
import {
  addPerson,
  findByNationalIds,
  findNamed,
  getPerson,
  nameSets,
  type PersonInput,
} from '../../registry/people/index.ts'
import type { AddContactInput, AddContactsInput, Closeness, Contact } from './contract.ts'
import { addContacts, announceContacts, checkMeeting, wardOf } from './meeting.ts'
import { findAreaOfPerson, findContact, type KnownContact, requireKnown } from './queries.ts'
import { wholeDay } from './windows.ts'

/** Wards hand over to each other inside their district, or where there is none inside their city. */
const commandOf = (tree: AreaTree, areaId: number) =>
  tree.ancestor(areaId, 'district')?.id ?? tree.ancestor(areaId, 'city')?.id

type Meeting = {
  day?: string | undefined
  firstAt?: string | undefined
  lastAt?: string | undefined
}

function when(m: Meeting): { firstAt: string; lastAt: string; dayOnly: boolean } | undefined {
  if (m.day) return { ...wholeDay(m.day), dayOnly: true }
  if (!m.firstAt) return undefined
  const iso = (t: string) => new Date(t).toISOString()
  return { firstAt: iso(m.firstAt), lastAt: iso(m.lastAt ?? m.firstAt), dayOnly: false }
}

/**
 * Where the contact lives and what of it the writer may touch: nothing more than that ward, and only inside the
 * district.
 * @throws Problem not-found when the viewer knows nothing of the person, handover-outside-district
 */
export async function reach(ctx: Ctx, sourceAreaId: number, areaIds: number[]): Promise<number[]> {
  const tree = await treeOf(ctx)
  const outside = areaIds.filter((id) => !ctx.viewer.areaIds.includes(id))
  for (const id of outside) {
    if (!tree.byId.has(id)) throw problem('not-found')
    if (commandOf(tree, id) !== commandOf(tree, sourceAreaId)) throw problem('handover-outside-district')
  }
  return [...new Set(outside.flatMap((id) => tree.subtree(wardOf(tree, id))))]
}

/** The area of a person whom the viewer knows, directly or from a list. @throws Problem not-found */
export async function areaKnown(db: Tx, personId: string): Promise<number> {
  const areaId = await findAreaOfPerson(db, personId)
  if (areaId === undefined) throw problem('not-found')
  return areaId
}

/**
 * One record per person: whoever is entered with the same ID number, or the same name with the same birth date or
 * telephone, is the one known already.
 */
export async function personOf(tx: WriteTx, input: PersonInput): Promise<{ id: string; areaId: number }> {
  const byId = input.nationalId ? await findByNationalIds(tx.db, [input.nationalId]) : []
  const set = (await nameSets(tx.db, [input.fullName])).get(input.fullName) ?? ''
  const named = (await findNamed(tx.db, [{ ...input, set }])).get(set) ?? []
  const same = named.filter(
    (p) =>
      (input.birthDate !== undefined && p.birthDate === input.birthDate) ||
      (input.phone !== undefined && p.phone === input.phone),
  )
  const known = byId[0] ?? same[0]
  if (known) return { id: known.id, areaId: known.areaId }
  return { id: await addPerson(tx, input), areaId: input.areaId }
}

/**
 * Puts a contact, known or new, on the list of a case or of a contact.
 * @throws Problem not-found, handover-outside-district, and those of addContact and addPerson
 */
export async function add(ctx: Ctx, input: z.output<typeof AddContactInput>) {
  const known = await read(ctx, 'contact.add', async (db) => {
    await requireKnown(db, input)
    return {
      source: (await getPerson(db, input.sourcePersonId)).areaId,
      areaId: input.person?.areaId ?? (await areaKnown(db, input.personId!)),
    }
  })
  const extraAreas = await reach(ctx, known.source, [known.areaId])
  return write(
    ctx,
    'contact.add',
    async (tx) => {
      const person = input.person
        ? await personOf(tx, input.person)
        : { id: input.personId!, areaId: known.areaId }
      const [added] = await addContacts(ctx, tx, [
        {
          ...input,
          ...when(input)!,
          sourceAreaId: known.source,
          personId: person.id,
          areaId: person.areaId,
        },
      ])
      return { id: added!.id, personId: person.id, handedOver: added!.handedOver }
    },
    { extraAreas },
  )
}

/**
 * Puts several known people on a list at once. Who is on it already for that time is left as they are.
 * @throws as add
 */
export async function addMany(ctx: Ctx, input: z.output<typeof AddContactsInput>) {
  const { personIds, ...shared } = input
  const known = await read(ctx, 'contact.add', async (db) => {
    await requireKnown(db, input)
    const source = (await getPerson(db, input.sourcePersonId)).areaId
    const areas = new Map<string, number>()
    for (const id of new Set(personIds)) areas.set(id, await areaKnown(db, id))
    return { source, areas }
  })
  const extraAreas = await reach(ctx, known.source, [...known.areas.values()])
  const meeting = when(input)!
  return write(
    ctx,
    'contact.add',
    async (tx) => {
      const listed = await listedAt(tx.db, input.sourcePersonId, meeting.firstAt)
      const fresh = [...known.areas].filter(([personId]) => !listed.has(personId))
      const added = await addContacts(
        ctx,
        tx,
        fresh.map(([personId, areaId]) => ({
          ...shared,
          ...meeting,
          sourceAreaId: known.source,
          personId,
          areaId,
          quiet: true,
        })),
      )
      const ids = added.map((c) => c.id)
      const handedOver = added.filter((c) => c.handedOver).length
      if (ids.length) announceContacts(tx, known.source, [input.sourcePersonId, ...known.areas.keys()])
      return { ids, handedOver }
    },
    { extraAreas },
  )
}

async function listedAt(db: Tx, sourcePersonId: string, firstAt: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('vx.contact')
    .select('person_id')
    .where('source_person_id', '=', sourcePersonId)
    .where('first_at', '=', firstAt)
    .where('removed_at', 'is', null)
    .execute()
  return new Set(rows.map((r) => r.person_id))
}

/** @throws Problem not-found, stale-version */
async function getContact(db: Tx, input: { id: string; version: number }): Promise<KnownContact> {
  const found = await findContact(db, input.id)
  if (!found) throw problem('not-found')
  if (found.version !== input.version) throw problem('stale-version', {}, { theirs: found, yours: input })
  return found
}

type Change = Partial<{
  first_at: string
  last_at: string
  day_only: boolean
  closeness: Closeness
  place_text: string | null
  exposure_event_id: string | null
  note: string | null
  received_at: string | null
  received_by: string | null
  removed_at: string | null
  removed_reason: string | null
}>

async function change(
  tx: WriteTx,
  before: Contact,
  action: string,
  set: Change,
  changes: Record<string, [unknown, unknown]>,
): Promise<{ version: number }> {
  const version = before.version + 1
  const done = await tx.db
    .updateTable('vx.contact')
    .set({ ...set, version })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n)
    throw problem('stale-version', {}, { theirs: await findContact(tx.db, before.id) })
  tx.record({
    action,
    subject: { type: 'contact', id: before.id },
    areaId: before.areaId,
    personId: before.personId,
    changes,
    event: 'contact.changed',
    payload: { personIds: [before.sourcePersonId, before.personId] },
  })
  return { version }
}

/** Corrects when, where or how close. @throws Problem not-found, stale-version, contact-time-reversed, contact-in-future */
export function update(
  ctx: Ctx,
  input: Meeting & { id: string; version: number } & Partial<
      Pick<Contact, 'closeness' | 'placeText' | 'exposureEventId' | 'note'>
    >,
) {
  return write(ctx, 'contact.edit', async (tx) => {
    const before = await getContact(tx.db, input)
    await requireKnown(tx.db, input)
    const meeting = when(
      input.day || input.firstAt || !input.lastAt ? input : { ...input, firstAt: before.firstAt },
    )
    if (meeting) checkMeeting(tx.now, meeting)
    const next = {
      firstAt: meeting?.firstAt ?? before.firstAt,
      lastAt: meeting?.lastAt ?? before.lastAt,
      dayOnly: meeting?.dayOnly ?? before.dayOnly,
      closeness: input.closeness ?? before.closeness,
      placeText: input.placeText === undefined ? before.placeText : input.placeText,
      exposureEventId: input.exposureEventId === undefined ? before.exposureEventId : input.exposureEventId,
      note: input.note === undefined ? before.note : input.note,
    }
    const fields = Object.keys(next) as (keyof typeof next)[]
    return change(
      tx,
      before,
      'contact.edit',
      {
        first_at: next.firstAt,
        last_at: next.lastAt,
        day_only: next.dayOnly,
        closeness: next.closeness,
        place_text: next.placeText,
        exposure_event_id: next.exposureEventId,
        note: next.note,
      },
      Object.fromEntries(fields.filter((f) => before[f] !== next[f]).map((f) => [f, [before[f], next[f]]])),
    )
  })
}

/** Takes a contact off the list; it can be put back. @throws Problem not-found, stale-version, contact-removed-already */
export function remove(ctx: Ctx, input: { id: string; version: number; reason: string }) {
  return write(ctx, 'contact.edit', async (tx) => {
    const before = await getContact(tx.db, input)
    if (before.removedAt) throw problem('contact-removed-already')
    const set = { removed_at: tx.now.toISOString(), removed_reason: input.reason }
    return change(tx, before, 'contact.remove', set, { removedReason: [null, input.reason] })
  })
}

/** @throws Problem not-found, stale-version, contact-not-removed; contact-listed-already when it was entered again */
export function restore(ctx: Ctx, input: { id: string; version: number }) {
  return write(ctx, 'contact.edit', async (tx) => {
    const before = await getContact(tx.db, input)
    if (!before.removedAt) throw problem('contact-not-removed')
    const set = { removed_at: null, removed_reason: null }
    return change(tx, before, 'contact.restore', set, { removedReason: [before.removedReason, null] })
  })
}

/**
 * The ward of the contact acknowledges that it has taken over.
 * @throws Problem not-found, stale-version, outside-area, contact-not-handed-over, contact-received-already
 */
export function receive(ctx: Ctx, input: { id: string; version: number }) {
  return write(ctx, 'contact.receive', async (tx) => {
    const found = await findContact(tx.db, input.id)
    if (found?.receivedAt) throw problem('contact-received-already', { by: found.receivedBy ?? '' })
    const before = await getContact(tx.db, input)
    requireArea(ctx, before.areaId)
    if (!before.handedOverAt || before.removedAt) throw problem('contact-not-handed-over')
    const set = { received_at: tx.now.toISOString(), received_by: ctx.viewer.name }
    // The ward that handed over hears of it in its own area.
    tx.record({
      action: 'contact.received',
      subject: { type: 'contact', id: before.id },
      areaId: before.sourceAreaId,
      event: 'contact.received',
    })
    return change(tx, before, 'contact.receive', set, { receivedBy: [null, ctx.viewer.name] })
  })
}
