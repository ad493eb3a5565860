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
  /** For how many minutes after contact i somebody exposed in it is held to be able to pass it on. */
  carry: Int32Array
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
 * Tiers of contacts: the fewest links of any chain of contacts from an infected person that respects time, among the
 * chains of somebody's last episode.
 *
 * Whoever is infected passes on in contacts that touch `from` … `until`. Whoever was exposed in contact i, at
 * `at = max(A, start)` (A: when the other could first pass it on) and at the latest at `last = min(end, until of the
 * other)`, passes on in a contact j that touches `at` … `last + carry[i]`, not with the person who exposed them, and
 * not in one that began after their own isolation. Infected people are tier 0 whoever they met; a chain may run
 * through them.
 *
 * An episode is what lies within `carry` of somebody's latest exposure. Who was F1 in spring and is F3 in summer is to
 * be watched as F3: the tier is the smallest of the last episode, not of a life.
 *
 * Works in rounds, one a link. The earliest exposure through each contact in each direction is kept for each round,
 * because a longer chain can arrive earlier: the earliest arrival of all would hide that a shorter chain exists.
 * @throws RangeError when the arrays differ in length, a person does not exist, or a contact ends before it begins.
 */
export function computeTiers(input: TierInput): Tiers {
  check(input)
  const { people, a, b, start, end, carry, sources, maxTier } = input
  const from = new Int32Array(people).fill(NEVER)
  const until = new Int32Array(people).fill(NEVER)
  for (const s of sources) {
    from[s.person] = s.from
    until[s.person] = s.until ?? NEVER
  }
  // Exposure 2i is the one of b[i] by a[i], 2i+1 the other way round.
  const size = 2 * a.length
  const giver = (e: number) => (e & 1 ? b : a)[e >> 1]!
  const taker = (e: number) => (e & 1 ? a : b)[e >> 1]!
  const last = Int32Array.from({ length: size }, (_, e) => Math.min(end[e >> 1]!, until[giver(e)]!))
  const into = exposuresOf(people, size, taker)
  /** Earliest exposure over chains of at most k links, and the source of that chain. */
  let at = new Int32Array(size).fill(NEVER)
  let origin = new Int32Array(size).fill(-1)
  /** Links of the shortest chain that ends with this exposure, and the source of that chain. */
  const links = new Int32Array(size)
  const index = new Int32Array(size).fill(-1)

  for (let k = 1; k <= maxTier; k++) {
    const nextAt = at.slice()
    const nextOrigin = origin.slice()
    let changed = false
    for (let e = 0; e < size; e++) {
      const i = e >> 1
      const u = giver(e)
      if (start[i]! > until[u]!) continue
      let first = NEVER
      let source = -1
      if (from[u]! <= end[i]!) {
        first = from[u]!
        source = u
      }
      const v = taker(e)
      for (let n = into.offsets[u]!; n < into.offsets[u + 1]!; n++) {
        const x = into.exposures[n]!
        if (at[x]! >= first || at[x]! > end[i]! || start[i]! > last[x]! + carry[x >> 1]! || giver(x) === v)
          continue
        first = at[x]!
        source = origin[x]!
      }
      if (source === -1) continue
      const reached = Math.max(first, start[i]!)
      if (reached < nextAt[e]!) {
        nextAt[e] = reached
        nextOrigin[e] = source
        changed = true
      }
      if (links[e] === 0) {
        links[e] = k
        index[e] = source
      }
    }
    at = nextAt
    origin = nextOrigin
    if (!changed) break
  }

  const out: Tiers = {
    tier: new Int8Array(people).fill(-1),
    index: new Int32Array(people).fill(-1),
    via: new Int32Array(people).fill(-1),
    lastExposure: new Int32Array(people).fill(-1),
  }
  for (let v = 0; v < people; v++) {
    const mine = into.exposures.subarray(into.offsets[v], into.offsets[v + 1]).filter((e) => links[e]! > 0)
    if (from[v] !== NEVER || mine.length === 0) continue
    const latest = mine.reduce((m, e) => Math.max(m, last[e]!), -1)
    const episode = mine.reduce(
      (m, e) => (last[e] === latest ? Math.min(m, latest - carry[e >> 1]!) : m),
      NEVER,
    )
    for (const e of mine) {
      if (last[e]! < episode) continue
      const nearer = out.tier[v] === -1 || links[e]! < out.tier[v]!
      if (!nearer && (links[e] !== out.tier[v] || last[e]! <= out.lastExposure[v]!)) continue
      out.tier[v] = links[e]!
      out.index[v] = index[e]!
      out.via[v] = e >> 1
      out.lastExposure[v] = last[e]!
    }
  }
  for (const s of sources) {
    out.tier[s.person] = 0
    out.index[s.person] = s.person
  }
  return out
}

/** The exposures of each person: those of `p` stand at `offsets[p]` … `offsets[p + 1]`. */
function exposuresOf(people: number, size: number, taker: (e: number) => number) {
  const offsets = new Int32Array(people + 1)
  for (let e = 0; e < size; e++) offsets[taker(e) + 1]! += 1
  for (let p = 0; p < people; p++) offsets[p + 1]! += offsets[p]!
  const fill = offsets.slice()
  const exposures = new Int32Array(size)
  for (let e = 0; e < size; e++) exposures[fill[taker(e)]!++] = e
  return { offsets, exposures }
}

function check({ people, a, b, start, end, carry, sources }: TierInput): void {
  if ([b, start, end, carry].some((column) => column.length !== a.length)) {
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
