import { createHmac, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { networkOf } from '../../../../platform/auth-throttle.ts'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { getRule } from '../../../../platform/rules.ts'
import { findCase } from '../../../detect/surveillance/index.ts'
import { areasAsked } from '../../../registry/areas/index.ts'
import { addContacts, announceContacts } from '../meeting.ts'
import { findContact } from '../queries.ts'
import { areaKnown, personOf, reach } from '../service.ts'
import type { AcceptClaimInput, CalledClaimInput, Claim, ClaimInput } from './contract.ts'
import { findByReceipt, type InForce, listClaims, listInForce } from './queries.ts'

/** Rule `tracing.claims`: how many claims an hour are taken from one network, and for one notice. */
const Limits = z.object({ perNetworkPerHour: z.number().int(), perNoticePerHour: z.number().int() })

// Without letters and digits that are taken for one another when read out.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const makeReceipt = () =>
  Array.from({ length: 10 }, (_, i) => (i === 5 ? '-' : '') + ALPHABET[randomInt(ALPHABET.length)]).join('')

/** The network that a claim comes from is kept as a digest only. */
const digestOf = (ctx: Ctx, address: string) =>
  createHmac('sha256', ctx.auditKey)
    .update(`claim/${networkOf(address)}`)
    .digest('hex')
    .slice(0, 32)

/** @throws Problem not-found, notice-not-published, claim-outside-window */
async function getInForce(
  db: Tx,
  now: Date,
  input: { noticeId: string; fromAt: string; toAt: string },
): Promise<InForce> {
  const notice = (await listInForce(db)).find((n) => n.id === input.noticeId)
  if (!notice) throw problem('not-found')
  if (notice.withdrawn) throw problem('notice-not-published')
  const [from, to] = [Date.parse(input.fromAt), Date.parse(input.toAt)]
  const [starts, ends] = [Date.parse(notice.startsAt), Date.parse(notice.endsAt)]
  if (to < from || to < starts || from > ends || to > now.getTime()) {
    throw problem('claim-outside-window', {}, { fields: { fromAt: ['claim-outside-window'] } })
  }
  return notice
}

/**
 * Somebody without account says that they were there. Sent twice it is one claim.
 * @param address of the connection
 * @throws Problem claim-refused (a field that people do not see was filled), claim-too-many, and those of getInForce
 */
export async function handInClaim(visitor: Ctx, input: z.output<typeof ClaimInput>, address: string) {
  if (input.website) throw problem('claim-refused')
  const notice = await read(visitor, 'notice.visit', (db) => getInForce(db, visitor.clock.now(), input))
  const network = digestOf(visitor, address)
  return write(
    visitor,
    'claim.hand-in',
    async (tx) => {
      // Whoever sends many at once must wait for the count of the one before.
      await sql`select pg_advisory_xact_lock(hashtext('claims'), hashtext(${network}))`.execute(tx.db)
      const known = await tx.db
        .selectFrom('vx.exposure_claim')
        .select('receipt')
        .where('id', '=', input.id)
        .executeTakeFirst()
      if (known) return known
      await checkLimits(tx, notice.id, network)
      return insert(tx, notice, { ...input, channel: 'web', enteredBy: null, network })
    },
    { extraAreas: [notice.areaId] },
  )
}

/** @throws Problem claim-too-many */
async function checkLimits(tx: WriteTx, noticeId: string, network: string): Promise<void> {
  const { body } = await getRule(tx.db, 'tracing.claims', localDate(tx.now), Limits)
  const since = new Date(tx.now.getTime() - 3_600_000).toISOString()
  const { rows } = await sql<{ mine: number; all: number }>`
    select count(*) filter (where network = ${network}) as mine, count(*) filter (where notice_id = ${noticeId}) as all
    from vx.exposure_claim where channel = 'web' and handed_in_at > ${since}`.execute(tx.db)
  const { mine, all } = rows[0]!
  if (mine >= body.perNetworkPerHour || all >= body.perNoticePerHour) throw problem('claim-too-many')
}

/** A claim that came by telephone. @throws Problem outside-area and those of getInForce */
export function enterClaim(ctx: Ctx, input: z.output<typeof CalledClaimInput>) {
  return write(ctx, 'claim.triage', async (tx) => {
    const notice = await getInForce(tx.db, tx.now, input)
    requireArea(ctx, notice.areaId)
    return insert(tx, notice, { ...input, channel: 'phone', enteredBy: ctx.viewer.name, network: null })
  })
}

async function insert(
  tx: WriteTx,
  notice: InForce,
  input: z.output<typeof CalledClaimInput> & {
    channel: Claim['channel']
    enteredBy: string | null
    network: string | null
  },
) {
  const receipt = makeReceipt()
  const now = tx.now.toISOString()
  await tx.db
    .insertInto('vx.exposure_claim')
    .values({
      id: input.id,
      notice_id: notice.id,
      area_id: notice.areaId,
      receipt,
      channel: input.channel,
      full_name: input.fullName,
      phone: input.phone ?? null,
      address: input.address || null,
      from_at: input.fromAt,
      to_at: input.toAt,
      closeness: input.closeness,
      symptoms: input.symptoms as string[],
      consented_at: now,
      handed_in_at: now,
      entered_by: input.enteredBy,
      network: input.network,
      decided_at: null,
      decided_by: null,
      person_id: null,
      contact_id: null,
      refused_reason: null,
    })
    .execute()
  tx.record({
    action: 'claim.hand-in',
    subject: { type: 'claim', id: input.id },
    areaId: notice.areaId,
    changes: { channel: [null, input.channel], noticeId: [null, notice.id] },
    event: 'claim.changed',
  })
  return { receipt }
}

/** How a claim stands, for whoever holds its number; nothing else of it. @throws Problem not-found */
export function claimStatus(visitor: Ctx, input: { receipt: string }) {
  return read(visitor, 'notice.visit', async (db) => {
    const typed = input.receipt.toUpperCase().replace(/[^0-9A-Z]/g, '')
    const found = await findByReceipt(db, `${typed.slice(0, 5)}-${typed.slice(5)}`)
    if (!found) throw problem('not-found')
    return { state: found.state, handedInAt: found.handed_in_at, title: found.title }
  })
}

/** @throws Problem outside-area */
export async function claims(
  ctx: Ctx,
  input: { areaId?: number | undefined; noticeId?: string | undefined },
): Promise<Claim[]> {
  const areaIds = await areasAsked(ctx, input.areaId)
  const knows = ctx.viewer.rights.has('person.read')
  return read(ctx, 'claim.read', async (db) =>
    (await listClaims(db, { areaIds, noticeId: input.noticeId })).map(({ contactId: _, ...c }) =>
      knows ? c : { ...c, fullName: null, phone: null, address: null, personId: null },
    ),
  )
}

/** @throws Problem not-found, stale-version */
async function getClaim(db: Tx, input: { id: string; version: number }) {
  const [claim] = await listClaims(db, { id: input.id })
  if (!claim) throw problem('not-found')
  if (claim.version !== input.version) throw problem('stale-version', {}, { theirs: claim, yours: input })
  return claim
}

async function decide(
  tx: WriteTx,
  before: Claim,
  action: string,
  set: {
    decided_at: string | null
    decided_by: string | null
    person_id?: string | null
    contact_id?: string | null
    refused_reason?: string | null
  },
  changes: Record<string, [unknown, unknown]>,
) {
  const version = before.version + 1
  const done = await tx.db
    .updateTable('vx.exposure_claim')
    .set({ ...set, version })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) throw problem('stale-version')
  tx.record({
    action,
    subject: { type: 'claim', id: before.id },
    areaId: before.areaId,
    personId: set.person_id ?? before.personId,
    changes,
    event: 'claim.changed',
  })
  return version
}

/**
 * Puts whoever claimed to have been there on the list of the event's case, as a person known already or a new one; in
 * another ward of the district they are handed over.
 * @throws Problem not-found, stale-version, claim-decided-already, claim-without-case, handover-outside-district, and
 * those of addContact and addPerson
 */
export async function acceptClaim(ctx: Ctx, input: z.output<typeof AcceptClaimInput>) {
  const known = await read(ctx, 'claim.triage', async (db) => {
    const claim = await getClaim(db, input)
    if (claim.state !== 'waiting') throw problem('claim-decided-already', { by: claim.decidedBy ?? '' })
    const source = claim.caseId ? await findCase(db, claim.caseId) : undefined
    if (!source) throw problem('claim-without-case')
    const areaId = input.person?.areaId ?? (await areaKnown(db, input.personId!))
    return { claim, source, areaId }
  })
  const { claim, source } = known
  const extraAreas = await reach(ctx, source.areaId, [known.areaId])
  return write(
    ctx,
    'claim.triage',
    async (tx) => {
      const person = input.person
        ? await personOf(tx, input.person)
        : { id: input.personId!, areaId: known.areaId }
      const [added] = await addContacts(ctx, tx, [
        {
          sourcePersonId: source.personId,
          sourceAreaId: source.areaId,
          personId: person.id,
          areaId: person.areaId,
          firstAt: claim.fromAt,
          lastAt: claim.toAt,
          dayOnly: false,
          closeness: input.closeness,
          placeText: claim.noticeTitle,
          exposureEventId: claim.noticeId,
        },
      ])
      const contactId = added!.id
      const set = {
        decided_at: tx.now.toISOString(),
        decided_by: ctx.viewer.name,
        person_id: person.id,
        contact_id: contactId,
      }
      const version = await decide(tx, claim, 'claim.accept', set, { contactId: [null, contactId] })
      return { contactId, personId: person.id, handedOver: added!.handedOver, version }
    },
    { extraAreas },
  )
}

/** @throws Problem not-found, stale-version, claim-decided-already */
export function refuseClaim(ctx: Ctx, input: { id: string; version: number; reason: string }) {
  return write(ctx, 'claim.triage', async (tx) => {
    const claim = await getClaim(tx.db, input)
    if (claim.state !== 'waiting') throw problem('claim-decided-already', { by: claim.decidedBy ?? '' })
    const set = {
      decided_at: tx.now.toISOString(),
      decided_by: ctx.viewer.name,
      refused_reason: input.reason,
    }
    return { version: await decide(tx, claim, 'claim.refuse', set, { refusedReason: [null, input.reason] }) }
  })
}

/** Takes a decision back; a contact that came of it goes off the list again. @throws Problem not-found, stale-version, claim-undecided */
export function reopenClaim(ctx: Ctx, input: { id: string; version: number }) {
  return write(ctx, 'claim.triage', async (tx) => {
    const claim = await getClaim(tx.db, input)
    if (claim.state === 'waiting') throw problem('claim-undecided')
    const contact = claim.contactId ? await findContact(tx.db, claim.contactId) : undefined
    if (contact && !contact.removedAt) {
      await tx.db
        .updateTable('vx.contact')
        .set({
          removed_at: tx.now.toISOString(),
          removed_reason: 'Rút lại việc nhận lời báo có mặt',
          version: contact.version + 1,
        })
        .where('id', '=', contact.id)
        .execute()
      announceContacts(tx, contact.areaId, [contact.sourcePersonId, contact.personId])
    }
    const set = {
      decided_at: null,
      decided_by: null,
      person_id: null,
      contact_id: null,
      refused_reason: null,
    }
    return { version: await decide(tx, claim, 'claim.reopen', set, { state: [claim.state, 'waiting'] }) }
  })
}
