import { localDate, startOfLocalDate } from '../../../../platform/clock.ts'
import { infectiousDays, type TracingRules } from '../windows.ts'
import type { Memory } from './memory.ts'
import type { NetworkCase } from './queries.ts'
import { byContact } from './search.ts'

/** That one case may have infected another: people are numbers of the memory, `slot` the contact it is read from. */
export interface Link {
  from: number
  to: number
  slot: number
  /** An import told the direction; otherwise it is reckoned from the dates. */
  stated: boolean
}

/** First calendar date on which a case showed: onset, else first positive sample, result or report. */
export const firstDay = (c: NetworkCase) =>
  c.onsetDate ?? localDate(c.sampledAt ?? c.confirmedAt ?? c.reportedAt)

const MINUTE = 60_000
const dayStart = (date: string) => startOfLocalDate(date).getTime() / MINUTE

/**
 * Who may have infected whom among the confirmed cases of a disease: two cases of one disease with a contact between
 * them that counts. What an import tells is taken as told, direction and all. Of contacts entered here the case that
 * showed first is the source (on the same day the one on whose list the contact stands), and the contact must touch the
 * days on which it could infect, begin before the other showed, and not lie longer back than exposure carries.
 * Each pair once, over its first such contact.
 */
export function linksOf(memory: Memory, disease: string): Link[] {
  const { a, b, start, end, carry, counts, imported, cases, rules } = memory
  const facts = new Map<number, CaseDays>()
  for (const [p, c] of cases) if (c.disease === disease) facts.set(p, daysOf(c, rules))
  const isCase = new Uint8Array(memory.people.size)
  for (const p of facts.keys()) isCase[p] = 1
  const found = new Map<number, Link>()
  const add = (link: Link) => {
    const key = link.from * memory.people.size + link.to
    const known = found.get(key)
    const order = known
      ? start[link.slot]! - start[known.slot]! || byContact(memory, link.slot, known.slot)
      : -1
    if (order < 0) found.set(key, link)
  }
  for (let s = 0; s < memory.slots; s++) {
    if (!counts[s] || !isCase[a[s]!] || !isCase[b[s]!]) continue
    if (imported[s]) {
      add({ from: a[s]!, to: b[s]!, slot: s, stated: true })
      continue
    }
    const isAsListed = facts.get(a[s]!)!.shown <= facts.get(b[s]!)!.shown
    const [from, to] = isAsListed ? [a[s]!, b[s]!] : [b[s]!, a[s]!]
    const giver = facts.get(from)!
    const taker = facts.get(to)!
    const touches = giver.from <= end[s]! && start[s]! <= giver.until
    const precedes = start[s]! < taker.shown + 1440 && taker.shown <= end[s]! + carry[s]!
    if (touches && precedes) add({ from, to, slot: s, stated: false })
  }
  return [...found.values()]
}

/** Minutes since 1970: when a case could infect, and the beginning of the day on which it showed. */
interface CaseDays {
  from: number
  until: number
  shown: number
}

function daysOf(c: NetworkCase, rules: TracingRules): CaseDays {
  const days = infectiousDays(c, c.isolatedAt, rules)
  return {
    from: Date.parse(days.from) / MINUTE,
    until: days.until ? Date.parse(days.until) / MINUTE : Number.POSITIVE_INFINITY,
    shown: dayStart(firstDay(c)),
  }
}

/**
 * Whom each case met in a contact that counts while it could infect: the numbers of the people, each once. Those who
 * were cases already, or whom somebody else infected, are not among the exposed.
 */
export function exposedBy(memory: Memory, person: number, infected: ReadonlySet<number>): Set<number> {
  const { from, until } = daysOf(memory.cases.get(person)!, memory.rules)
  const out = new Set<number>(infected)
  for (let e = memory.head[person]!; e !== -1; e = memory.next[e]!) {
    const s = e >> 1
    if (!memory.counts[s] || memory.end[s]! < from || memory.start[s]! > until) continue
    const other = e & 1 ? memory.a[s]! : memory.b[s]!
    if (!memory.cases.has(other)) out.add(other)
  }
  return out
}
