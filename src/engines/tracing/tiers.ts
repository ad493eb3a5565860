/** Somebody known to be infected, and when they could pass it on. Instants are minutes since an epoch of the caller's. */
export interface Source {
  person: number
  /** Infectious from. */
  from: number
  /** Isolated at; absent when not isolated (or not known to be). */
  until?: number | undefined
}

export interface TierInput {
  /** People are 0 … people-1. */
  people: number
  /** Contact i: `a[i]` and `b[i]` were together from `start[i]` to `end[i]`, both included. Undirected. */
  a: Int32Array
  b: Int32Array
  start: Int32Array
  end: Int32Array
  sources: readonly Source[]
  /** Links beyond this many are not followed. */
  maxTier: number
}

export interface Tiers {
  /** 0 for the infected, 1 for F1 …; -1 for whoever is not reached. */
  tier: Int8Array
  /** The infected person at the beginning of the chain; -1 where there is none. */
  index: Int32Array
  /** The contact through which the tier was reached last; -1 for the infected and the unreached. */
  via: Int32Array
  /** The latest minute at which the exposure of that tier can have happened; -1 where there is none. */
  lastExposure: Int32Array
}

const NEVER = 2 ** 31 - 1

/**
 * Tiers of contacts: the fewest links of any chain of contacts from an infected person that respects time.
 *
 * A link passes on when whoever passes it on has been exposed (or infectious) by the end of the contact, and was not
 * isolated before it began: `A(u) ≤ end` and `start ≤ until(u)`; the other is then exposed from `max(A(u), start)`.
 * Infected people are tier 0 whoever they met; a chain may still run through them.
 *
 * Works in rounds, one a link. The earliest exposure over chains of at most k links is kept for each round, because a
 * longer chain can arrive earlier: the earliest arrival of all would hide that a shorter chain exists.
 * @throws RangeError when the arrays differ in length, a person does not exist, or a contact ends before it begins.
 */
export function computeTiers(input: TierInput): Tiers {
  check(input)
  const { people, a, b, start, end, sources, maxTier } = input
  const tier = new Int8Array(people).fill(-1)
  const index = new Int32Array(people).fill(-1)
  const via = new Int32Array(people).fill(-1)
  const lastExposure = new Int32Array(people).fill(-1)
  const until = new Int32Array(people).fill(NEVER)
  /** Earliest exposure over chains of at most k links, and the source it comes from. */
  let known = { at: new Int32Array(people).fill(NEVER), from: new Int32Array(people).fill(-1) }
  for (const s of sources) {
    tier[s.person] = 0
    index[s.person] = s.person
    known.at[s.person] = s.from
    known.from[s.person] = s.person
    until[s.person] = s.until ?? NEVER
  }

  for (let k = 1; k <= maxTier; k++) {
    const next = { at: known.at.slice(), from: known.from.slice() }
    let changed = false
    const pass = (i: number, u: number, v: number) => {
      if (known.at[u] === NEVER || known.at[u]! > end[i]! || start[i]! > until[u]!) return
      const at = Math.max(known.at[u]!, start[i]!)
      if (at < next.at[v]!) {
        next.at[v] = at
        next.from[v] = known.from[u]!
        changed = true
      }
      if (tier[v] !== -1 && tier[v] !== k) return
      const last = Math.min(end[i]!, until[u]!)
      if (tier[v] === -1 || last > lastExposure[v]!) {
        tier[v] = k
        index[v] = known.from[u]!
        via[v] = i
        lastExposure[v] = last
      }
    }
    for (let i = 0; i < a.length; i++) {
      pass(i, a[i]!, b[i]!)
      pass(i, b[i]!, a[i]!)
    }
    known = next
    if (!changed) break
  }
  return { tier, index, via, lastExposure }
}

function check({ people, a, b, start, end, sources }: TierInput): void {
  if (b.length !== a.length || start.length !== a.length || end.length !== a.length) {
    throw new RangeError('The arrays of contacts differ in length')
  }
  const exists = (person: number) => person >= 0 && person < people
  for (let i = 0; i < a.length; i++) {
    if (!exists(a[i]!) || !exists(b[i]!))
      throw new RangeError(`Contact ${i} names a person who does not exist`)
    if (end[i]! < start[i]!) throw new RangeError(`Contact ${i} ends before it begins`)
  }
  for (const s of sources) if (!exists(s.person)) throw new RangeError(`Source ${s.person} does not exist`)
}
