import { computeTiers } from '../../../engines/tracing/tiers.ts'
import { localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { type KnownContact, listContactsAround } from './queries.ts'
import { type InfectiousDays, MAX_TIER, type TracingRules, versionAt } from './windows.ts'

export interface ContactGraph {
  contacts: KnownContact[]
  /** How many contacts each person is away from the nearest of those asked about. */
  distance: Map<string, number>
}

/**
 * The contacts within so many links of these people, as far as the caller may see them: one query a link.
 * @param most stop before a further link when this many contacts are loaded
 */
export async function loadGraph(
  db: Tx,
  personIds: string[],
  links: number,
  most = Number.POSITIVE_INFINITY,
): Promise<ContactGraph & { cut: boolean }> {
  const distance = new Map(personIds.map((id) => [id, 0]))
  const contacts = new Map<string, KnownContact>()
  let frontier = [...distance.keys()]
  for (let d = 1; d <= links && frontier.length > 0; d++) {
    if (contacts.size >= most) return { contacts: [...contacts.values()], distance, cut: true }
    const next: string[] = []
    for (const c of await listContactsAround(db, frontier)) {
      contacts.set(c.id, c)
      for (const id of [c.sourcePersonId, c.personId]) {
        if (distance.has(id)) continue
        distance.set(id, d)
        next.push(id)
      }
    }
    frontier = next
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
