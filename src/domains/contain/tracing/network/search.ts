import { chainsOf, computeTiers, type Source, traceTiers } from '../../../../engines/tracing/index.ts'
import type { Memory } from './memory.ts'

/** Whom some infected people reached, by the rules of tiers. People and slots are the numbers of the memory. */
export interface Search {
  /** Everybody reached, the nearest tier first and in it the latest exposure first; the infected are left out. */
  people: Reached[]
  /** The slots of the chain that explains the tier, from the infected person on. */
  explain(reached: Reached): number[]
}

export interface Reached {
  person: number
  tier: number
  /** The infected person at the beginning of the chain. */
  source: number
  /** Slot of the last exposure, and the latest minute at which it can have happened. */
  via: number
  lastExposure: number
}

const minutes = (iso: string) => Math.floor(Date.parse(iso) / 60_000)

/** An infected person as the search takes them: instants are ISO strings. */
export function sourceOf(person: number, days: { from: string; until?: string | undefined }): Source {
  return {
    person,
    from: minutes(days.from),
    until: days.until === undefined ? undefined : minutes(days.until),
  }
}

/**
 * Tiers from these sources over the contacts that count. First everybody whom chains that respect time reach at all,
 * which takes no notice of how long exposure carries nor of isolation and so leaves nobody out; then the tiers that the
 * product writes down, over the contacts among those people only.
 */
export function tiersFrom(memory: Memory, sources: readonly Source[], maxTier: number): Search {
  const { a, b, start, end, counts, head, next } = memory
  /** Of each person reached: their number here, from 1. */
  const number = new Int32Array(memory.people.size)
  const people: number[] = []
  const arrival: number[] = []
  for (const { person, from } of sources) {
    const trace = traceTiers(memory.network, { source: person, from, maxTier })
    for (let n = 0; n < trace.person.length; n++) {
      const p = trace.person[n]!
      const known = number[p]!
      if (known > 0) arrival[known - 1] = Math.min(arrival[known - 1]!, trace.arrival[n]!)
      else {
        people.push(p)
        arrival.push(trace.arrival[n]!)
        number[p] = people.length
      }
    }
  }
  const slots: number[] = []
  for (let n = 0; n < people.length; n++) {
    for (let e = head[people[n]!]!; e !== -1; e = next[e]!) {
      const s = e >> 1
      if (e & 1 || !counts[s]) continue
      const other = number[b[s]!]!
      if (other > 0 && end[s]! >= Math.min(arrival[n]!, arrival[other - 1]!)) slots.push(s)
    }
  }
  // Numbers and slots are in the order in which this process learned of things: among equals the answer must not be.
  slots.sort((s, o) => start[s]! - start[o]! || end[s]! - end[o]! || byContact(memory, s, o))
  const of = (read: (slot: number) => number) => Int32Array.from(slots, read)
  const input = {
    people: people.length,
    a: of((s) => number[a[s]!]! - 1),
    b: of((s) => number[b[s]!]! - 1),
    start: of((s) => start[s]!),
    end: of((s) => end[s]!),
    carry: of((s) => memory.carry[s]!),
    sources: sources.map((s) => ({ ...s, person: number[s.person]! - 1 })),
    maxTier,
  }
  const tiers = computeTiers(input)
  const reached: Reached[] = []
  for (let n = 0; n < people.length; n++) {
    if (tiers.tier[n]! < 1) continue
    reached.push({
      person: people[n]!,
      tier: tiers.tier[n]!,
      source: people[tiers.index[n]!]!,
      via: slots[tiers.via[n]!]!,
      lastExposure: tiers.lastExposure[n]!,
    })
  }
  reached.sort(
    (x, y) => x.tier - y.tier || y.lastExposure - x.lastExposure || memory.people.compare(x.person, y.person),
  )
  let chains: ReturnType<typeof chainsOf> | undefined
  const place = new Map<number, number>()
  return {
    people: reached,
    explain(r) {
      if (!chains) {
        chains = chainsOf(input)
        slots.forEach((s, i) => {
          place.set(s, i)
        })
      }
      const chain = chains(number[r.person]! - 1, place.get(r.via)!, r.tier)
      // computeTiers found a chain of that length, so there is one.
      return chain!.map((i) => slots[i]!)
    },
  }
}

/** Order of two slots by the ids of their contacts. */
export const byContact = (memory: Memory, slot: number, other: number) =>
  memory.contacts.compare(memory.contact[slot]!, memory.contact[other]!)
