import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { listInfections } from '../../../detect/surveillance/index.ts'
import { type AreaTree, treeOf } from '../../../registry/areas/index.ts'
import { listOrders } from '../../quarantine/index.ts'
import { findLists, findPeople } from '../queries.ts'
import { type InfectiousDays, infectiousDays, loadRules } from '../windows.ts'
import type { Counts, Reach, ReachedPerson } from './contract.ts'
import { networkOf } from './keeper.ts'
import type { Memory } from './memory.ts'
import { findMeetings, listFollowedTiers } from './queries.ts'
import { type Reached, type Search, sourceOf, tiersFrom } from './search.ts'
import { Shown } from './shown.ts'

/** Longer answers are cut to the nearest; the counts are of all. */
const MOST_PEOPLE = 500

/**
 * Everybody whom a case reached over chains of contacts, as its own chain has them (as in the list of the case), with
 * the contacts that explain each. Opening it is recorded. @throws Problem not-found
 */
export async function reach(ctx: Ctx, input: { caseId: string; maxTier: number }): Promise<Reach> {
  const tree = await treeOf(ctx)
  const memory = await networkOf(ctx)
  return write({ ...ctx, idempotencyKey: undefined }, 'contact.read', async (tx) => {
    const [infection] = await listInfections(tx.db, { caseId: input.caseId })
    if (!infection) throw problem('not-found')
    const list = (await findLists(tx.db, [input.caseId])).get(input.caseId)
    const days = infectiousDays(infection, list?.isolated_at ?? null, await loadRules(tx.db))
    tx.record({
      action: 'contact.open-reach',
      opening: true,
      subject: { type: 'case', id: input.caseId },
      areaId: infection.areaId,
      personId: ctx.viewer.rights.has('person.read') ? infection.personId : null,
    })
    return answer(ctx, tx.db, tx.now, { tree, memory }, infection.personId, days, input.maxTier)
  })
}

/**
 * Whom somebody would have exposed, had they fallen ill on a day (or given the positive sample, where nothing is known
 * of an illness). Writes nothing but that it was opened.
 * @throws Problem not-found when they live outside the viewer's areas, what-if-in-future, what-if-of-case
 */
export async function whatIf(
  ctx: Ctx,
  input: { personId: string; since: string; maxTier: number },
): Promise<Reach> {
  const tree = await treeOf(ctx)
  const memory = await networkOf(ctx)
  return write({ ...ctx, idempotencyKey: undefined }, 'contact.read', async (tx) => {
    const { personId } = input
    const person = (await findPeople(tx.db, [personId])).get(personId)
    if (!person) throw problem('not-found')
    if (input.since > localDate(tx.now)) throw problem('what-if-in-future')
    const [known] = await listInfections(tx.db, { personIds: [personId] })
    if (known) throw problem('what-if-of-case', { code: known.code })
    const supposed = {
      caseId: '',
      code: '',
      personId,
      areaId: person.areaId,
      onsetDate: input.since,
      sampledAt: null,
      confirmedAt: null,
      reportedAt: tx.now.toISOString(),
      outcomeDate: null,
    }
    const days = infectiousDays(supposed, null, await loadRules(tx.db))
    tx.record({
      action: 'contact.what-if',
      opening: true,
      subject: { type: 'person', id: personId },
      areaId: person.areaId,
      personId,
    })
    return answer(ctx, tx.db, tx.now, { tree, memory }, personId, days, input.maxTier)
  })
}

async function answer(
  ctx: Ctx,
  db: Tx,
  now: Date,
  { tree, memory }: { tree: AreaTree; memory: Memory },
  personId: string,
  days: InfectiousDays,
  maxTier: number,
): Promise<Reach> {
  const source = memory.people.find(personId)
  const knownTo = memory.seq
  const nobody: Search = { people: [], explain: () => [] }
  const search = source < 0 ? nobody : tiersFrom(memory, [sourceOf(source, days)], maxTier)
  const shown = new Shown(ctx, tree, memory)
  const inside = search.people.filter((r) => !shown.isOutside(r.person))
  const ids = inside.map((r) => memory.people.text(r.person))
  const followed = await listFollowedTiers(db, ids)
  const orders = await listOrders(db, { personIds: ids }, now)
  const confined = new Set(orders.filter((o) => o.state === 'active').map((o) => o.personId))
  const state = (r: Reached) => {
    const id = memory.people.text(r.person)
    const own = memory.cases.get(r.person)
    if (shown.isOutside(r.person)) return { own, outside: true, nowTier: null, inQuarantine: null }
    return { own, outside: false, nowTier: followed.get(id) ?? null, inQuarantine: confined.has(id) }
  }
  const tiers = Array.from({ length: maxTier }, (_, k) => ({ tier: k + 1, ...none() }))
  const wards = new Map<number, Reach['wards'][number]>()
  for (const r of search.people) {
    const s = state(r)
    const ward = shown.ward(r.person)
    if (!wards.has(ward)) wards.set(ward, { areaId: ward, f1: 0, f2: 0, ...none() })
    const of = wards.get(ward)!
    if (r.tier === 1) of.f1 += 1
    if (r.tier === 2) of.f2 += 1
    for (const counts of [tiers[r.tier - 1]!, of]) {
      counts.people += 1
      if (s.own) counts.cases += 1
      if (s.outside) counts.outside += 1
      else if (!s.own && (s.nowTier === null || s.nowTier > r.tier)) counts.fresh += 1
      if (s.inQuarantine) counts.inQuarantine += 1
    }
  }
  const listed = search.people.slice(0, MOST_PEOPLE)
  return {
    knownTo,
    infectiousFrom: days.from,
    infectiousUntil: days.until ?? null,
    tiers,
    wards: [...wards.values()].sort((x, y) => y.people - x.people || x.areaId - y.areaId),
    people: source < 0 ? [] : await describe(db, memory, shown, search, listed, source, state),
    total: search.people.length,
  }
}

const none = (): Counts => ({ people: 0, fresh: 0, inQuarantine: 0, outside: 0, cases: 0 })

/** Those listed with the path to each, as far as the viewer may see. */
async function describe(
  db: Tx,
  memory: Memory,
  shown: Shown,
  search: Search,
  listed: Reached[],
  source: number,
  state: (r: Reached) => Pick<ReachedPerson, 'nowTier' | 'inQuarantine'> & {
    own: { caseId: string; code: string } | undefined
  },
): Promise<ReachedPerson[]> {
  const paths = listed.map((r) => search.explain(r))
  const slots = new Set(paths.flat())
  const people = [...new Set([...slots].flatMap((s) => [memory.a[s]!, memory.b[s]!]))]
  const names = await findPeople(
    db,
    people.filter((p) => !shown.isOutside(p)).map((p) => memory.people.text(p)),
  )
  const contactId = (slot: number) => memory.contacts.text(memory.contact[slot]!)
  const meetings = await findMeetings(db, [...slots].map(contactId))
  return listed.map((r, n) => {
    const { own, nowTier, inQuarantine } = state(r)
    const person = shown.person(r.person, names)
    let at = source
    const path = paths[n]!.map((slot) => {
      at = memory.a[slot] === at ? memory.b[slot]! : memory.a[slot]!
      const met = meetings.get(contactId(slot))
      return {
        to: shown.person(at, names),
        firstAt: met?.firstAt ?? null,
        lastAt: met?.lastAt ?? null,
        dayOnly: met?.dayOnly ?? false,
        closeness: met?.closeness ?? null,
        placeText: met?.placeText ?? null,
      }
    })
    const isSeen = path.at(-1)!.firstAt !== null
    return {
      ...person,
      tier: r.tier,
      lastExposureAt: isSeen ? new Date(r.lastExposure * 60_000).toISOString() : null,
      caseId: person.outside ? null : (own?.caseId ?? null),
      caseCode: own?.code ?? null,
      nowTier,
      inQuarantine,
      path,
    }
  })
}
