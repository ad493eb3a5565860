import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import { type Infection, listInfections } from '../../detect/surveillance/index.ts'
import { type ContactGraph, loadGraph, type Reached, tiersOn } from './graph.ts'
import { findLists, findPeople, isTraced, type KnownContact } from './queries.ts'
import {
  findStored,
  loadSeen,
  moveContacts,
  type Stored,
  save,
  settleDueDays,
  settleStatuses,
  type Wanted,
} from './settle.ts'
import {
  type InfectiousDays,
  infectiousDays,
  lastExtra,
  loadRules,
  MAX_TIER,
  monitoringDays,
  type Seen,
  type TracingRules,
  versionAt,
} from './windows.ts'

/**
 * Brings tiers, windows and due days in line with the contacts and confirmed cases around these people: everybody
 * within five links of them may change, and nobody else can. `ctx` must see both sides of every contact, so it is the
 * system's. Repeating it changes nothing.
 * @returns how many people changed
 */
export async function recomputeTiers(ctx: Ctx, personIds: string[]): Promise<{ changed: number }> {
  // Most people who change are nobody's contact; whoever makes one of them one tells of it with an event of its own.
  if (!(await read(ctx, 'contact.read', (db) => isTraced(db, personIds)))) return { changed: 0 }
  return write({ ...ctx, idempotencyKey: undefined }, 'tier.compute', (tx) => recompute(tx, personIds))
}

/** What is known around the people of a recompute. */
interface Around {
  rules: TracingRules
  today: string
  infections: Map<string, Infection>
  infected: Map<string, InfectiousDays>
  seen: Map<string, Seen>
}

type Row = Omit<Wanted, 'person_id' | 'area_id'>

async function recompute(tx: WriteTx, personIds: string[]): Promise<{ changed: number }> {
  // Two recomputes at once would each write what the other's contacts do not know of yet.
  await sql`select pg_advisory_xact_lock(728401)`.execute(tx.db)
  const rules = await loadRules(tx.db)
  const roots = new Set(personIds)
  for (;;) {
    // A chain of five links to somebody five links away from the change starts at most ten links away.
    const graph = await loadGraph(tx.db, [...roots], 2 * MAX_TIER, rules)
    const around = await lookAround(tx, graph, rules)
    const reached = tiersOn(graph.contacts, around.infected, rules)
    const within = [...graph.distance].filter(([, d]) => d <= MAX_TIER).map(([id]) => id)
    const stored = await findStored(tx.db, within)
    const loaded = new Set(graph.contacts.map((c) => c.id))
    const near: string[] = []
    const lost: string[] = []
    for (const id of within) {
      const before = stored.get(id)
      if (roots.has(id) || !before) near.push(id)
      // Exposed later, or at another time of which not every contact is loaded: none of this change's business.
      else if (!loaded.has(before.via_contact_id)) {
        if ((reached.get(id)?.lastExposureAt ?? '') > before.last_exposure_at) near.push(id)
      } else if (reached.has(id) || around.infections.has(id)) near.push(id)
      // Nothing is left of the last episode; an earlier one may hold again, and takes all of their contacts to find.
      else lost.push(id)
    }
    if (lost.length === 0) return settle(tx, graph, around, near, reached, stored)
    for (const id of lost) roots.add(id)
  }
}

async function settle(
  tx: WriteTx,
  graph: ContactGraph,
  around: Around,
  near: string[],
  reached: Map<string, Reached>,
  stored: Map<string, Stored>,
): Promise<{ changed: number }> {
  const people = await findPeople(tx.db, near)
  around.seen = await loadSeen(tx.db, near, around.today)
  const contactsOf = new Map<string, KnownContact[]>(near.map((id) => [id, []]))
  for (const c of graph.contacts) {
    contactsOf.get(c.sourcePersonId)?.push(c)
    contactsOf.get(c.personId)?.push(c)
  }
  const wanted: Wanted[] = []
  for (const [id, person] of people) {
    const mine = contactsOf.get(id)!
    const before = stored.get(id)
    const own = around.infections.get(id)
    const row = own
      ? whenCase(own, mine, before, around)
      : whenContact(reached.get(id), mine, before, around, around.seen.get(id))
    if (row) wanted.push({ ...row, person_id: id, area_id: person.areaId })
  }
  await moveContacts(tx.db, movedOf(people, graph))
  await settleDueDays(tx.db, near, wanted)
  await settleStatuses(tx.db, wanted, around.today)
  return { changed: await save(tx, near, wanted, stored) }
}

/** Whoever lives elsewhere than the contacts with them say. */
function movedOf(people: Map<string, { areaId: number }>, graph: ContactGraph) {
  const moved = new Map<string, { areaId: number }>()
  for (const c of graph.contacts) {
    for (const [id, areaId] of [
      [c.personId, c.areaId],
      [c.sourcePersonId, c.sourceAreaId],
    ] as const) {
      const home = people.get(id)
      if (home && home.areaId !== areaId) moved.set(id, home)
    }
  }
  return moved
}

async function lookAround(tx: WriteTx, graph: ContactGraph, rules: TracingRules): Promise<Around> {
  const found = await listInfections(tx.db, { personIds: [...graph.distance.keys()] })
  const lists = await findLists(
    tx.db,
    found.map((i) => i.caseId),
  )
  return {
    rules,
    today: localDate(tx.now),
    seen: new Map(),
    infections: new Map(found.map((i) => [i.personId, i])),
    infected: new Map(
      found.map((i) => [i.personId, infectiousDays(i, lists.get(i.caseId)?.isolated_at ?? null, rules)]),
    ),
  }
}

const latest = (...dates: string[]) => dates.sort().at(-1)!

/** A contact who is no case: tier and window follow from the chain that reaches them. */
function whenContact(
  reached: Reached | undefined,
  mine: KnownContact[],
  before: Stored | undefined,
  around: Around,
  seen: Seen | undefined,
): Row | undefined {
  if (!reached) return undefined
  const { knownOn, checksPerDay: slots, ...row } = rowOf(reached, mine, around)
  // Nobody could look at a contact before it was known as one, nor while the person was held to be a case.
  const from = latest(row.monitor_from, knownOn, before?.status === 'became_case' ? around.today : '')
  const due =
    slots > 0 && from <= row.monitor_until ? { from, to: lastDueOf(row, seen, around.today), slots } : null
  // A past day on which nobody looked stays a missed day, unless it lies after the end of the window.
  const dropFrom = [around.today, row.monitor_until].sort()[0]!
  return { ...row, status: 'monitoring', ended_on: null, due, dropFrom }
}

/**
 * The last day that is due: the last of the window, the later one on which the person was seen, or while nobody has
 * seen them since, today. Whose monitoring ended long ago under another rule is left in peace.
 */
function lastDueOf(
  row: Omit<Row, 'due' | 'dropFrom' | 'status' | 'ended_on'>,
  seen: Seen | undefined,
  today: string,
): string {
  const until = row.monitor_until
  if (!row.untilSeen || !seen || today <= until) return until
  if (seen.seenOn && seen.seenOn >= until) return seen.seenOn
  const last = lastExtra({ ...row, monitorUntil: until })
  if (today <= last) return today
  return seen.lastDue > until ? last : until
}

/**
 * A contact who became a case keeps what they were: the tier under which they were known, or the first one when a case
 * confirmed before them had exposed them. A case that was never anybody's contact has no row.
 */
function whenCase(
  own: Infection,
  mine: KnownContact[],
  before: Stored | undefined,
  around: Around,
): Row | undefined {
  const endedOn = localDate(own.confirmedAt!)
  const ended = { status: 'became_case' as const, ended_on: endedOn, due: null, dropFrom: endedOn }
  if (before && mine.some((c) => c.id === before.via_contact_id)) {
    return { ...before, ...ended, lostAfterDays: 0, untilSeen: false }
  }
  const isEarlier = (other: Infection | undefined) =>
    other !== undefined && [other.confirmedAt!, other.caseId].join() < [own.confirmedAt!, own.caseId].join()
  const sources = mine
    .map((c) => (c.personId === own.personId ? c.sourcePersonId : c.personId))
    .filter((id) => isEarlier(around.infections.get(id)))
    .map((id) => [id, around.infected.get(id)!] as const)
  const reached = tiersOn(mine, new Map(sources), around.rules).get(own.personId)
  if (!reached) return undefined
  const { knownOn: _k, checksPerDay: _c, ...row } = rowOf(reached, mine, around)
  return { ...row, ...ended }
}

function rowOf(reached: Reached, mine: KnownContact[], { infections, rules }: Around) {
  const index = infections.get(reached.sourceId)!
  const listedOn = mine.map((c) => localDate(c.recordedAt)).sort()[0]!
  const knownOn = latest(listedOn, localDate(index.confirmedAt ?? index.reportedAt))
  const days = monitoringDays(reached.tier, reached.lastExposureAt, knownOn, rules)
  const { importId } = reached.via
  return {
    tier: reached.tier,
    index_case_id: index.caseId,
    index_code: index.code,
    via_contact_id: reached.via.id,
    last_exposure_at: reached.lastExposureAt,
    monitor_from: days.monitorFrom,
    monitor_until: days.monitorUntil,
    home_until: days.homeUntil,
    rule_version_id: days.ruleVersionId,
    import_id: mine.every((c) => c.importId === importId) ? importId : null,
    lostAfterDays: days.lostAfterDays,
    untilSeen: versionAt(rules.closing, days.monitorFrom).body.untilSeen,
    knownOn,
    checksPerDay: days.checksPerDay,
  }
}
