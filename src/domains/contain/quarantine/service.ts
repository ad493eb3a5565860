import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { words } from '../../../platform/words.ts'
import { type Case, listCasesOfPerson, listLabsOfPerson } from '../../detect/surveillance/index.ts'
import { getPerson, type Person } from '../../registry/people/index.ts'
import { type Order, type OrderPageData, ProposeInput, type Term, type TermInput } from './contract.ts'
import { findPlace, getRuleOf, listDecisions, listOrders, listProposals, lockOrders } from './queries.ts'
import { type Clearance, checkRelease, computeTerm, getCap, termProblem } from './term.ts'

/** @throws Problem not-found */
export async function getOrder(db: Tx, id: string, now: Date): Promise<Order> {
  const [order] = await listOrders(db, { ids: [id] }, now)
  if (!order) throw problem('not-found')
  return order
}

/** Where somebody lives tells who they are: the address of a home is for posts that may know people. */
function masked(ctx: Ctx, order: Order): Order {
  const mayKnow = ctx.viewer.rights.has('person.read') || order.placeKind === 'facility'
  return mayKnow ? order : { ...order, address: '' }
}

export function byPerson(ctx: Ctx, personId: string): Promise<Order[]> {
  return read(ctx, 'order.read', async (db) =>
    (await listOrders(db, { personIds: [personId] }, ctx.clock.now())).map((o) => masked(ctx, o)),
  )
}

/** The viewer's proposals to sign, 200 at most; names only for posts that may know them. */
export function waiting(ctx: Ctx): Promise<{ order: Order; fullName: string | null }[]> {
  return read(ctx, 'order.read', async (db) => {
    const found = await listProposals(db, ctx.viewer.areaIds, 200)
    const ids = found.map((f) => f.id)
    const orders = new Map((await listOrders(db, { ids }, ctx.clock.now())).map((o) => [o.id, o]))
    const mayKnow = ctx.viewer.rights.has('person.read')
    return found.map((f) => ({
      order: masked(ctx, orders.get(f.id)!),
      fullName: mayKnow ? f.fullName : null,
    }))
  })
}

/** What an order would look like, without making one. @throws Problem rule-missing, input-invalid */
export function preview(ctx: Ctx, input: TermInput): Promise<Term> {
  return read(ctx, 'order.propose', (db) => computeTerm(db, input, ctx.clock.now()))
}

/** Results of a person as the release rules count them. */
export async function clearances(db: Tx, personId: string): Promise<Clearance[]> {
  const labs = await listLabsOfPerson(db, personId)
  return labs.flatMap((l) => {
    const at = l.sampledAt ?? l.resultedAt
    return at ? [{ method: l.method, result: l.result, ct: l.ct, at }] : []
  })
}

/** Everything about one order, unrecorded; the name only for posts that may know it. @throws Problem not-found */
export async function readOrder(ctx: Ctx, db: Tx, id: string): Promise<OrderPageData> {
  const now = ctx.clock.now()
  const order = await getOrder(db, id, now)
  const person = ctx.viewer.rights.has('person.read') ? await getPerson(db, order.personId) : undefined
  const cases = order.caseId ? await listCasesOfPerson(db, order.personId) : []
  const open = order.state === 'active' || order.state === 'expired'
  return {
    order: masked(ctx, order),
    person: person
      ? {
          fullName: person.fullName,
          birthYear: person.birthYear,
          sex: person.sex,
          phone: person.phone,
          address: person.address,
        }
      : null,
    caseCode: cases.find((c) => c.id === order.caseId)?.code ?? null,
    rule: await getRuleOf(db, order.ruleVersionId),
    cap: await getCap(db, localDate(order.startsAt)),
    decisions: await listDecisions(db, id),
    release: open ? await checkRelease(db, order, await clearances(db, order.personId), now) : null,
  }
}

/** The page of an order. The opening is recorded. @throws Problem not-found */
export function open(ctx: Ctx, id: string): Promise<OrderPageData> {
  return write({ ...ctx, idempotencyKey: undefined }, 'order.read', async (tx) => {
    const page = await readOrder(ctx, tx.db, id)
    tx.record({
      action: 'order.open',
      opening: true,
      subject: { type: 'order', id },
      areaId: page.order.areaId,
      personId: page.person ? page.order.personId : null,
    })
    return page
  })
}

const isOpen = (c: Case) => c.classification !== 'discarded' && c.outcome === null

/**
 * Keeps quarantine and isolation apart: an isolation needs a case of the person that is neither discarded nor
 * over; somebody confirmed is isolated, not quarantined.
 * @returns the case of an isolation
 * @throws Problem isolation-needs-case, use-isolation
 */
export async function checkKind(
  db: Tx,
  order: { kind: Order['kind']; personId: string; caseId?: string | null | undefined },
): Promise<string | null> {
  const cases = (await listCasesOfPerson(db, order.personId)).filter(isOpen)
  const details = { personId: order.personId }
  if (order.kind === 'isolation') {
    const found = order.caseId ? cases.find((c) => c.id === order.caseId) : cases[0]
    if (!found) throw problem('isolation-needs-case', {}, details)
    return found.id
  }
  const confirmed = cases.find((c) => c.classification === 'confirmed')
  if (confirmed)
    throw problem('use-isolation', { code: confirmed.code }, { ...details, caseId: confirmed.id })
  return null
}

const SITES: Record<Order['kind'], string[]> = {
  quarantine: ['quarantine_site', 'lodging', 'school', 'apartment', 'other'],
  isolation: ['care_facility', 'hospital'],
}

const NEEDED = words('Cần điền', 'Needed')

/** The address an order names. @throws Problem order-place-missing, order-place-wrong, not-found */
async function addressOf(
  db: Tx,
  input: Pick<ProposeInput, 'kind' | 'placeKind' | 'placeId' | 'address'>,
  person: Person,
): Promise<string> {
  if (input.placeKind === 'home') {
    const address = input.address ?? person.address
    if (!address) throw problem('order-place-missing', {}, { fields: { address: NEEDED } })
    return address
  }
  if (!input.placeId) {
    if (input.address) return input.address
    throw problem('order-place-missing', {}, { fields: { placeId: NEEDED } })
  }
  const place = await findPlace(db, input.placeId)
  if (!place) throw problem('not-found')
  if (!SITES[input.kind].includes(place.kind)) {
    throw problem(
      'order-place-wrong',
      { place: place.name },
      { fields: { placeId: words('Không phải nơi cách ly loại này', 'Not a place for this kind') } },
    )
  }
  return input.address ?? [place.name, place.address].filter(Boolean).join(', ')
}

/**
 * Proposes the same order for one person or a list, in one write: all or none.
 * @throws Problem not-found, use-isolation, isolation-needs-case, order-exists, order-over-legal-cap,
 *   order-days-outside-rule, order-start-far, exposure-after-start, quarantine-time-over, order-place-missing,
 *   order-place-wrong, rule-missing
 */
export function proposeOrder(ctx: Ctx, given: ProposeInput): Promise<{ orders: Order[] }> {
  return write(ctx, 'order.propose', (tx) => proposeOrderIn(ctx, tx, given))
}

/** As proposeOrder, inside a running write (the list of contacts of a case). */
export async function proposeOrderIn(
  ctx: Ctx,
  tx: WriteTx,
  given: ProposeInput,
): Promise<{ orders: Order[] }> {
  const input = ProposeInput.parse(given)
  const term = await computeTerm(tx.db, input, tx.now)
  if (term.refusal) throw termProblem(term)
  const ids: string[] = []
  for (const personId of new Set(input.personIds)) {
    const person = await getPerson(tx.db, personId)
    const caseId = await checkKind(tx.db, { kind: input.kind, personId, caseId: input.caseId })
    const known = await listOrders(tx.db, { personIds: [personId] }, tx.now)
    const twin = known.find((o) => o.kind === input.kind && o.closedAt === null)
    if (twin) throw problem('order-exists', {}, { personId, orderId: twin.id })
    const id = uuid7()
    await tx.db
      .insertInto('vx.isolation_order')
      .values({
        id,
        kind: input.kind,
        exposure: input.kind === 'isolation' ? 'F0' : input.exposure!,
        person_id: personId,
        case_id: caseId,
        area_id: person.areaId,
        place_kind: input.placeKind,
        place_id: input.placeKind === 'facility' ? (input.placeId ?? null) : null,
        address: await addressOf(tx.db, input, person),
        reason: input.reason,
        last_exposure: input.kind === 'quarantine' ? (input.lastExposure ?? null) : null,
        immune: input.immune,
        proposed_at: tx.now.toISOString(),
        proposed_by: ctx.viewer.name,
        proposed_by_post: ctx.viewer.postKind,
        starts_at: term.startsAt,
        ends_at: term.endsAt,
        days: term.days,
        rule_version_id: term.rule.id,
        issued_at: null,
        number_text: null,
        closed_at: null,
        closed_how: null,
        closed_reason: null,
        replaced_by: null,
      })
      .execute()
    tx.record({
      action: 'order.propose',
      subject: { type: 'order', id },
      areaId: person.areaId,
      personId,
      changes: { kind: [null, input.kind], endsAt: [null, term.endsAt] },
      event: 'order.proposed',
      payload: { personId, caseId },
    })
    ids.push(id)
  }
  const made = await listOrders(tx.db, { ids }, tx.now)
  return { orders: ids.map((id) => made.find((o) => o.id === id)!) }
}

/** Locks the order for this write and checks that nobody was faster. @throws Problem not-found, stale-version, order-state */
export async function takeOrder(
  tx: WriteTx,
  input: { id: string; version: number },
  states: Order['state'][],
): Promise<Order> {
  await lockOrders(tx.db, [input.id])
  const order = await getOrder(tx.db, input.id, tx.now)
  if (order.version !== input.version) throw problem('stale-version', {}, { theirs: order, yours: input })
  if (!states.includes(order.state))
    throw problem('order-state', {}, { state: order.state, orderId: order.id })
  return order
}

/** Closes an order without a number of its own: a proposal that is taken back or refused, a quarantine that was replaced. */
export async function closeOrder(
  tx: WriteTx,
  order: Order,
  how: 'released' | 'cancelled' | 'replaced',
  reason: string | null,
  replacedBy: string | null = null,
): Promise<void> {
  await tx.db
    .updateTable('vx.isolation_order')
    .set({
      closed_at: tx.now.toISOString(),
      closed_how: how,
      closed_reason: reason,
      replaced_by: replacedBy,
      version: order.version + 1,
    })
    .where('id', '=', order.id)
    .execute()
}

/** Takes a proposal back. @throws Problem not-found, stale-version, order-state */
export function withdraw(ctx: Ctx, input: { id: string; version: number; reason: string }): Promise<Order> {
  return write(ctx, 'order.propose', async (tx) => {
    const order = await takeOrder(tx, input, ['proposed'])
    await closeOrder(tx, order, 'cancelled', input.reason)
    tx.record({
      action: 'order.withdraw',
      subject: { type: 'order', id: order.id },
      areaId: order.areaId,
      personId: order.personId,
      changes: { state: ['proposed', 'cancelled'], reason: [null, input.reason] },
      event: 'order.changed',
    })
    return getOrder(tx.db, order.id, tx.now)
  })
}
