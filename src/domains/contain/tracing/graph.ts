import { computeTiers } from '../../../engines/tracing/tiers.ts'
import { localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { type KnownContact, listContactsAround, type Span } from './queries.ts'
import { type InfectiousDays, MAX_TIER, type TracingRules, versionAt } from './windows.ts'

export interface ContactGraph {
  contacts: KnownContact[]
  /** How many contacts each person is away from the nearest of those asked about. */
  distance: Map<string, number>
}

const DAY = 86_400_000

/**
 * The contacts within so many links of these people, as far as the caller may see them: one query a link or so. All
 * contacts of the people themselves; of the others those near enough in time to belong to one chain with the contact
 * through which they were found (`passOnDays`): three years of contacts are one graph, but not one chain.
 * @param most stop before a further link when this many contacts are loaded
 */
export async function loadGraph(
  db: Tx,
  personIds: string[],
  links: number,
  rules: TracingRules,
  most = Number.POSITIVE_INFINITY,
): Promise<ContactGraph & { cut: boolean }> {
  const distance = new Map(personIds.map((id) => [id, 0]))
  const spans = new Map<string, Span>()
  const contacts = new Map<string, KnownContact>()
  // A day more, because a stretch that grows by less than a day is not asked again.
  const reach = (Math.max(0, ...rules.window.map((w) => w.body.passOnDays)) + 1) * DAY
  /** Makes the stretch of a person reach as far as what belongs to this contact; says whether it has grown. */
  const widen = (id: string, c: KnownContact): boolean => {
    const [from, to] = [Date.parse(c.firstAt) - reach, Date.parse(c.lastAt) + reach]
    const span = spans.get(id)
    if (span && span.from - from < DAY && to - span.to < DAY) return false
    spans.set(id, { from: Math.min(from, span?.from ?? from), to: Math.max(to, span?.to ?? to) })
    return true
  }
  let asked = new Set(personIds)
  while (asked.size > 0) {
    if (contacts.size >= most) return { contacts: [...contacts.values()], distance, cut: true }
    const next = new Set<string>()
    for (const c of await listContactsAround(db, [...asked], spans)) {
      contacts.set(c.id, c)
      for (const [me, other] of [
        [c.personId, c.sourcePersonId],
        [c.sourcePersonId, c.personId],
      ] as const) {
        if (!asked.has(me)) continue
        const mine = distance.get(me)!
        if (mine > 0 && widen(me, c)) next.add(me)
        if (distance.get(other) === 0) continue
        const nearer = mine + 1 < (distance.get(other) ?? Number.POSITIVE_INFINITY)
        if (nearer) distance.set(other, mine + 1)
        if ((widen(other, c) || nearer) && distance.get(other)! < links) next.add(other)
      }
    }
    asked = next
  }
  return { contacts: [...contacts.values()], distance, cut: false }
}

export interface Reached {
  tier: number
  /** The infected person at the beginning of the chain. */
  sourceId: string
  /** The contact of the last exposure. */
  via: KnownContact
  lastExposureAt: string
}

/** Whether a contact counts as close by the rule of its day (QĐ 5053, QĐ 3638). */
export function isClose(contact: KnownContact, rules: TracingRules): boolean {
  return versionAt(rules.closeness, localDate(contact.firstAt)).body.close.includes(contact.closeness)
}

const MINUTES_A_DAY = 1440
const minutes = (iso: string) => Math.floor(Date.parse(iso) / 60_000)

/** Tiers of everybody whom a chain of close contacts reaches from these infected people; the infected themselves are left out. */
export function tiersOn(
  contacts: KnownContact[],
  infected: Map<string, InfectiousDays>,
  rules: TracingRules,
): Map<string, Reached> {
  const close = contacts.filter((c) => isClose(c, rules))
  const number = new Map<string, number>()
  const people: string[] = []
  const numbered = (id: string) => {
    const known = number.get(id)
    if (known !== undefined) return known
    number.set(id, people.length)
    people.push(id)
    return people.length - 1
  }
  const a = Int32Array.from(close, (c) => numbered(c.sourcePersonId))
  const b = Int32Array.from(close, (c) => numbered(c.personId))
  const sources = [...infected].map(([id, days]) => ({
    person: numbered(id),
    from: minutes(days.from),
    until: days.until === undefined ? undefined : minutes(days.until),
  }))
  const tiers = computeTiers({
    people: people.length,
    a,
    b,
    start: Int32Array.from(close, (c) => minutes(c.firstAt)),
    end: Int32Array.from(close, (c) => minutes(c.lastAt)),
    carry: Int32Array.from(
      close,
      (c) => versionAt(rules.window, localDate(c.lastAt)).body.passOnDays * MINUTES_A_DAY,
    ),
    sources,
    maxTier: MAX_TIER,
  })
  const reached = new Map<string, Reached>()
  people.forEach((id, i) => {
    if (tiers.tier[i]! < 1) return
    reached.set(id, {
      tier: tiers.tier[i]!,
      sourceId: people[tiers.index[i]!]!,
      via: close[tiers.via[i]!]!,
      lastExposureAt: new Date(tiers.lastExposure[i]! * 60_000).toISOString(),
    })
  })
  return reached
}
