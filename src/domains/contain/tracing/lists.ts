import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { getCase, type Infection, listInfections } from '../../detect/surveillance/index.ts'
import { type AreaTree, areasAsked, treeOf } from '../../registry/areas/index.ts'
import type { CaseContacts, Chain, ListedPerson, Speed } from './contract.ts'
import { isClose, loadGraph, type Reached, tiersOn } from './graph.ts'
import {
  type Checked,
  findChecks,
  findLists,
  findMonitoring,
  findPeople,
  type KnownContact,
  type KnownPerson,
  listContactsAround,
  listFollowups,
  toContact,
} from './queries.ts'
import { infectiousDays, loadRules, type TracingRules } from './windows.ts'

/** Lists longer than this are cut; a case with more contacts than that is worked on in the register. */
const MOST_PEOPLE = 1000
const MOST_CONTACTS = 10_000
const CHAIN_CONTACTS = 200

/** Shows of people what the viewer may see: no names without person.read, only the ward of those outside. */
function mask(ctx: Ctx, tree: AreaTree, people: Map<string, KnownPerson>) {
  const mayKnow = ctx.viewer.rights.has('person.read')
  return (personId: string, areaId: number) => {
    const person = people.get(personId)
    return {
      personId,
      fullName: mayKnow ? (person?.fullName ?? null) : null,
      outside: person === undefined,
      areaId: person?.areaId ?? tree.ancestor(areaId, 'ward')?.id ?? areaId,
    }
  }
}

/** @throws Problem not-found */
async function getInfection(db: Tx, caseId: string): Promise<Infection> {
  const [infection] = await listInfections(db, { caseId })
  if (!infection) throw problem('not-found')
  return infection
}

const otherOf = (c: KnownContact, personId: string) =>
  c.personId === personId ? c.sourcePersonId : c.personId
const areaIn = (c: KnownContact, personId: string) => (c.personId === personId ? c.areaId : c.sourceAreaId)

/**
 * The contacts of a case in tiers, as this case's own chain has them: F1 are whom it exposed, F2 whom those met. A name
 * on the list that no chain reaches stays on it, with the reason. Opening it is recorded, as opening the case is.
 * @throws Problem not-found
 */
export async function ofCase(ctx: Ctx, caseId: string): Promise<CaseContacts> {
  const tree = await treeOf(ctx)
  return write({ ...ctx, idempotencyKey: undefined }, 'contact.read', async (tx) => {
    const { db } = tx
    const infection = await getInfection(db, caseId)
    const rules = await loadRules(db)
    const list = (await findLists(db, [caseId])).get(caseId)
    const days = infectiousDays(infection, list?.isolated_at ?? null, rules)
    const graph = await loadGraph(db, [infection.personId], 2, rules, MOST_CONTACTS)
    const reached = tiersOn(graph.contacts, new Map([[infection.personId, days]]), rules)
    const links = linksTo(graph.contacts, infection.personId, reached)
    const ids = [...links.keys()].slice(0, MOST_PEOPLE)
    const own = graph.contacts.filter((c) => [c.sourcePersonId, c.personId].includes(infection.personId))
    const people = await listPeople(ctx, db, tree, ids, links, reached, rules, localDate(tx.now))
    tx.record({
      action: 'contact.open-list',
      opening: true,
      subject: { type: 'case', id: caseId },
      areaId: infection.areaId,
      personId: ctx.viewer.rights.has('person.read') ? infection.personId : null,
    })
    const signedOffAt = list?.signed_off_at ?? null
    return {
      caseId,
      code: infection.code,
      personId: infection.personId,
      infectiousFrom: days.from,
      isolatedAt: list?.isolated_at ?? null,
      signedOffAt,
      signedOffBy: list?.signed_off_by ?? null,
      addedSince: signedOffAt ? own.filter((c) => c.recordedAt > signedOffAt).length : 0,
      version: list?.version ?? 0,
      f1: people.filter((p) => p.tier === 1).length,
      f2: people.filter((p) => p.tier === 2).length,
      speed: speedOf(infection, people, await findChecks(db, ids, localDate(tx.now))),
      people,
      truncated: graph.cut || links.size > ids.length,
    }
  })
}

/** The contacts that put each person on the list: those with the case itself, and of F2 those with the F1. */
function linksTo(contacts: KnownContact[], caseId: string, reached: Map<string, Reached>) {
  const links = new Map<string, KnownContact[]>()
  const add = (id: string, c: KnownContact) => links.set(id, [...(links.get(id) ?? []), c])
  for (const c of contacts) {
    const [a, b] = [c.sourcePersonId, c.personId]
    if (a === caseId || b === caseId) add(otherOf(c, caseId), c)
    else if (reached.get(a)?.tier === 1 && reached.get(b)?.tier === 2) add(b, c)
    else if (reached.get(b)?.tier === 1 && reached.get(a)?.tier === 2) add(a, c)
  }
  return links
}

async function listPeople(
  ctx: Ctx,
  db: Tx,
  tree: AreaTree,
  ids: string[],
  links: Map<string, KnownContact[]>,
  reached: Map<string, Reached>,
  rules: TracingRules,
  today: string,
): Promise<ListedPerson[]> {
  const known = await findPeople(db, ids)
  const shown = mask(ctx, tree, known)
  const mayKnow = ctx.viewer.rights.has('person.read')
  const monitoring = await findMonitoring(db, ids)
  const checks = await findChecks(db, ids, today)
  const cases = new Map((await listInfections(db, { personIds: ids })).map((i) => [i.personId, i]))
  const people = ids.map((id): ListedPerson => {
    const contacts = links.get(id)!
    const mine = reached.get(id)
    const noTier = contacts.some((c) => isClose(c, rules)) ? 'outside-window' : 'not-close'
    return {
      ...shown(id, areaIn(contacts[0]!, id)),
      birthYear: mayKnow ? (known.get(id)?.birthYear ?? null) : null,
      phone: mayKnow ? (known.get(id)?.phone ?? null) : null,
      tier: mine?.tier ?? null,
      noTier: mine ? null : noTier,
      lastExposureAt: mine?.lastExposureAt ?? null,
      caseId: cases.get(id)?.caseId ?? null,
      caseCode: cases.get(id)?.code ?? null,
      monitoring: monitoring.get(id) ?? null,
      lastCheck: checks.get(id)?.last ?? null,
      missed: checks.get(id)?.missed ?? 0,
      contacts,
    }
  })
  const order = (p: ListedPerson) => [p.tier ?? 9, p.outside ? 1 : 0] as const
  return people.sort(
    (a, b) =>
      order(a)[0] - order(b)[0] ||
      order(a)[1] - order(b)[1] ||
      (b.lastExposureAt ?? '').localeCompare(a.lastExposureAt ?? '') ||
      a.personId.localeCompare(b.personId),
  )
}

/** How fast: from the result to the first and the last F1 on the list (P15). What was listed before counts as 0. */
function speedOf(infection: Infection, people: ListedPerson[], checks: Map<string, Checked>): Speed {
  const f1 = people.filter((p) => p.tier === 1)
  const listed = f1.map((p) => p.contacts.map((c) => c.recordedAt).sort()[0]!).sort()
  const resultAt = infection.confirmedAt
  const since = (at: string | undefined) =>
    at && resultAt ? Math.max(0, Math.round((Date.parse(at) - Date.parse(resultAt)) / 60_000)) : null
  return {
    resultAt,
    firstF1At: listed[0] ?? null,
    lastF1At: listed.at(-1) ?? null,
    minutesToFirst: since(listed[0]),
    minutesToLast: since(listed.at(-1)),
    f1: f1.length,
    f1Seen: f1.filter((p) => checks.get(p.personId)?.seen).length,
  }
}

/**
 * The chain of a case as far as the viewer may see: whom it exposed in tiers of its own, up to four links, whoever of
 * them became a case, and the earlier cases that it met. Nearest contacts first, up to 200.
 */
export async function chain(ctx: Ctx, caseId: string): Promise<Chain> {
  const tree = await treeOf(ctx)
  return read(ctx, 'contact.read', async (db) => {
    const infection = await getInfection(db, caseId)
    const own = infection.personId
    const rules = await loadRules(db)
    const graph = await loadGraph(db, [own], 4, rules, CHAIN_CONTACTS)
    const isolatedAt = (await findLists(db, [caseId])).get(caseId)?.isolated_at ?? null
    const days = infectiousDays(infection, isolatedAt, rules)
    const reached = tiersOn(graph.contacts, new Map([[own, days]]), rules)
    const met = graph.contacts.filter((c) => c.personId === own || c.sourcePersonId === own)
    const cases = new Map(
      (await listInfections(db, { personIds: [...graph.distance.keys()] })).map((i) => [i.personId, i]),
    )
    const earlier = met
      .map((c) => otherOf(c, own))
      .filter((id) => (cases.get(id)?.confirmedAt ?? '9999') < (infection.confirmedAt ?? '9999'))
    const tiers = new Map([...reached].map(([id, r]) => [id, r.tier]))
    for (const id of [own, ...earlier]) tiers.set(id, 0)
    // Contacts among people of one tier say nothing of the chain and would only cover it.
    const links = graph.contacts.filter((c) => {
      const [a, b] = [tiers.get(c.sourcePersonId), tiers.get(c.personId)]
      if (a === undefined || b === undefined || !isClose(c, rules)) return false
      const ends = [c.sourcePersonId, c.personId]
      return ends.some((id) => earlier.includes(id)) ? ends.includes(own) : Math.abs(a - b) === 1
    })
    const edges = links.slice(0, CHAIN_CONTACTS).map((c) => {
      const ends = [c.sourcePersonId, c.personId]
      const rank = (id: string) => (earlier.includes(id) ? -1 : tiers.get(id)!)
      const [from, to] = ends.sort((a, b) => rank(a) - rank(b))
      return {
        contactId: c.id,
        from: from!,
        to: to!,
        firstAt: c.firstAt,
        dayOnly: c.dayOnly,
        closeness: c.closeness,
        placeText: c.placeText,
      }
    })
    const ids = [...new Set([own, ...edges.flatMap((e) => [e.from, e.to])])]
    const monitoring = await findMonitoring(db, ids)
    const shown = mask(ctx, tree, await findPeople(db, ids))
    const areaOf = (id: string) => {
      const contact = links.find((c) => c.personId === id || c.sourcePersonId === id)
      return contact ? areaIn(contact, id) : infection.areaId
    }
    return {
      nodes: ids.map((id) => ({
        ...shown(id, areaOf(id)),
        tier: tiers.get(id)!,
        status: monitoring.get(id)?.status ?? null,
        caseId: id === own ? caseId : (cases.get(id)?.caseId ?? null),
        caseCode: id === own ? infection.code : (cases.get(id)?.code ?? null),
      })),
      edges,
      truncated: graph.cut || links.length > edges.length,
    }
  })
}

/** What tracing knows of a person. @throws Problem not-found when they live outside the viewer's areas */
export async function ofPerson(ctx: Ctx, personId: string) {
  const tree = await treeOf(ctx)
  return read(ctx, 'contact.read', async (db) => {
    if (!(await findPeople(db, [personId])).has(personId)) throw problem('not-found')
    const contacts = await listContactsAround(db, [personId])
    const others = contacts.map((c) => otherOf(c, personId))
    const shown = mask(ctx, tree, await findPeople(db, others))
    return {
      monitoring: (await findMonitoring(db, [personId])).get(personId) ?? null,
      followups: await listFollowups(db, personId),
      contacts: contacts.map((c) => ({
        ...c,
        other: shown(otherOf(c, personId), areaIn(c, otherOf(c, personId))),
      })),
    }
  })
}

/** Contacts handed over to these areas that nobody has received yet, oldest first. @throws Problem outside-area */
export async function handovers(ctx: Ctx, areaId: number | undefined) {
  const areaIds = await areasAsked(ctx, areaId)
  return read(ctx, 'contact.receive', async (db) => {
    const rows = await db
      .selectFrom('vx.contact')
      .selectAll()
      .where('area_id', 'in', areaIds)
      .where('handed_over_at', 'is not', null)
      .where('received_at', 'is', null)
      .where('removed_at', 'is', null)
      .orderBy('handed_over_at')
      .orderBy('id')
      .limit(500)
      .execute()
    const ids = rows.map((r) => r.person_id)
    const people = await findPeople(db, ids)
    const monitoring = await findMonitoring(db, ids)
    const mayKnow = ctx.viewer.rights.has('person.read')
    return rows.map((r) => {
      const person = mayKnow ? people.get(r.person_id) : undefined
      return {
        contact: toContact(r),
        fullName: person?.fullName ?? null,
        phone: person?.phone ?? null,
        address: person?.address ?? null,
        monitoring: monitoring.get(r.person_id) ?? null,
      }
    })
  })
}

/** The list of a case as stored, for the version at hand. @throws Problem not-found, stale-version */
async function getList(tx: WriteTx, input: { caseId: string; version: number }) {
  const found = await getCase(tx.db, input.caseId)
  const list = (await findLists(tx.db, [input.caseId])).get(input.caseId)
  if ((list?.version ?? 0) !== input.version) {
    throw problem('stale-version', {}, { theirs: list ?? null, yours: input })
  }
  return { case: found, list }
}

/**
 * Confirms that a list is complete (P16); the open task to trace is done by this fact.
 * @throws Problem not-found, stale-version, list-signed-already, list-empty (an empty list needs a note)
 */
export function signOff(ctx: Ctx, input: { caseId: string; version: number; note?: string | undefined }) {
  return write(ctx, 'contact.sign-off', async (tx) => {
    const { case: found, list } = await getList(tx, input)
    if (list?.signed_off_at) throw problem('list-signed-already', { by: list.signed_off_by ?? '' })
    const contacts = await listContactsAround(tx.db, [found.personId])
    if (contacts.length === 0 && !input.note) throw problem('list-empty')
    const signed = {
      area_id: found.areaId,
      signed_off_at: tx.now.toISOString(),
      signed_off_by: ctx.viewer.name,
      note: input.note ?? null,
      version: input.version + 1,
    }
    await tx.db
      .insertInto('vx.contact_list')
      .values({ id: input.caseId, isolated_at: null, ...signed })
      .onConflict((oc) => oc.column('id').doUpdateSet(signed))
      .execute()
    const people = new Set(contacts.map((c) => otherOf(c, found.personId)))
    tx.record({
      action: 'contact.sign-off',
      subject: { type: 'case', id: input.caseId },
      areaId: found.areaId,
      changes: { contacts: [null, people.size], note: [null, input.note ?? null] },
      event: 'contacts.signed-off',
      payload: { contacts: people.size, by: ctx.viewer.name },
    })
    return { version: signed.version }
  })
}

/** Opens a list again; the task stays done until somebody reopens it. @throws Problem not-found, stale-version, list-not-signed */
export function withdrawSignOff(ctx: Ctx, input: { caseId: string; version: number }) {
  return write(ctx, 'contact.sign-off', async (tx) => {
    const { case: found, list } = await getList(tx, input)
    if (!list?.signed_off_at) throw problem('list-not-signed')
    const version = input.version + 1
    await tx.db
      .updateTable('vx.contact_list')
      .set({ signed_off_at: null, signed_off_by: null, note: null, version })
      .where('id', '=', input.caseId)
      .execute()
    tx.record({
      action: 'contact.withdraw-sign-off',
      subject: { type: 'case', id: input.caseId },
      areaId: found.areaId,
      changes: { signedOffBy: [list.signed_off_by, null] },
      event: 'contacts.sign-off-withdrawn',
    })
    return { version }
  })
}
