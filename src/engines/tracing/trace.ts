import { type ContactNetwork, NEVER } from './network.ts'

/** Whom a source reached: the nearest first. The source is the first, of tier 0. */
export interface Trace {
  person: Int32Array
  /** Fewest contacts of any chain that respects time. */
  tier: Uint8Array
  /** Earliest minute over such chains of at most `maxTier` contacts. */
  arrival: Int32Array
}

/** What a search writes on; kept between searches so that none has to clear it for everybody. */
interface Slate {
  /** Earliest arrival so far; NEVER for everybody between two searches. */
  arrival: Int32Array
  /** The round in which somebody was last put on the list of the next one. */
  listed: Int32Array
  round: number
  reached: Int32Array
  /** Two lists of people and when they were reached: those of this round and of the next. */
  who: [Int32Array, Int32Array]
  when: [Int32Array, Int32Array]
  /** `reached` of tier k ends at `bounds[k]`. */
  bounds: Int32Array
}

const slates = new WeakMap<ContactNetwork, Slate>()

function slateOf(network: ContactNetwork): Slate {
  const known = slates.get(network)
  if (known && known.arrival.length === network.people) return known
  const list = () => new Int32Array(network.people)
  const slate: Slate = {
    arrival: list().fill(NEVER),
    listed: list(),
    round: 0,
    reached: list(),
    who: [list(), list()],
    when: [list(), list()],
    bounds: new Int32Array(256),
  }
  slates.set(network, slate)
  return slate
}

/**
 * Everybody whom `source`, exposed or infectious from minute `from`, may have reached over at most `maxTier` contacts.
 *
 * Whoever is reached at A passes on over a contact that ends at A or later; the other is reached at max(A, start).
 * Works in rounds, one a contact of the chain, with the arrivals of the round before: a longer chain may arrive earlier,
 * and the earliest arrival alone would hide that a shorter chain exists.
 * @throws RangeError when the source does not exist or maxTier is not 0 … 255
 */
export function traceTiers(
  network: ContactNetwork,
  { source, from, maxTier }: { source: number; from: number; maxTier: number },
): Trace {
  const slate = slateOf(network)
  const count = search(network, slate, source, from, maxTier)
  const trace = { person: slate.reached.slice(0, count), ...readOff(slate, count, maxTier) }
  wipe(slate, count)
  return trace
}

/**
 * The same for many sources, each by itself: a person reached from two counts twice, and every source counts with its
 * own `from`. @throws RangeError as traceTiers, and when the two arrays differ in length
 */
export function traceMany(
  network: ContactNetwork,
  { sources, from, maxTier }: { sources: Int32Array; from: Int32Array; maxTier: number },
): { reached: number; arrivalSum: number } {
  checkSources(sources, from)
  const slate = slateOf(network)
  let reached = 0
  let arrivalSum = 0
  for (let s = 0; s < sources.length; s++) {
    const count = search(network, slate, sources[s]!, from[s]!, maxTier)
    reached += count
    arrivalSum += sumAndWipe(slate, count)
  }
  return { reached, arrivalSum }
}

/**
 * The same for many sources, each handed out by itself. What is handed out is used again for the next: copy what is to
 * stay. @throws as traceMany
 */
export function traceEach(
  network: ContactNetwork,
  { sources, from, maxTier }: { sources: Int32Array; from: Int32Array; maxTier: number },
  visit: (trace: Trace, source: number) => void,
): void {
  checkSources(sources, from)
  const slate = slateOf(network)
  for (let s = 0; s < sources.length; s++) {
    const count = search(network, slate, sources[s]!, from[s]!, maxTier)
    const trace = { person: slate.reached.subarray(0, count), ...readOff(slate, count, maxTier) }
    wipe(slate, count)
    visit(trace, s)
  }
}

function checkSources(sources: Int32Array, from: Int32Array): void {
  if (sources.length !== from.length) throw new RangeError('There is not one beginning for each source')
}

/** Leaves on the slate who was reached, in the order of tiers, and when. @returns how many */
function search(
  network: ContactNetwork,
  slate: Slate,
  source: number,
  from: number,
  maxTier: number,
): number {
  if (!(source >= 0 && source < network.people)) throw new RangeError(`Source ${source} does not exist`)
  if (!(maxTier >= 0 && maxTier <= 255)) throw new RangeError(`${maxTier} tiers cannot be told apart`)
  const { offsets, ends } = network
  const { arrival, listed, reached, bounds } = slate
  const hasAdded = network.added.count > 0
  arrival[source] = from
  reached[0] = source
  bounds[0] = 1
  let count = 1
  let who = slate.who[0]
  let when = slate.when[0]
  let nextWho = slate.who[1]
  let nextWhen = slate.when[1]
  who[0] = source
  when[0] = from
  let size = 1
  for (let tier = 1; tier <= maxTier; tier++) {
    // The counter of rounds starts anew before it could meet a mark that it left long ago.
    if (slate.round === NEVER) {
      listed.fill(0)
      slate.round = 0
    }
    const round = ++slate.round
    const goesOn = tier < maxTier
    let nextSize = 0
    for (let n = 0; n < size; n++) {
      const u = who[n]!
      const at = when[n]!
      const stop = offsets[u + 1]!
      for (let e = offsets[u]!; e < stop; e += 3) {
        if (ends[e + 2]! < at) break
        const v = ends[e]!
        const start = ends[e + 1]!
        const then = Math.max(start, at)
        const before = arrival[v]!
        if (then >= before) continue
        arrival[v] = then
        if (before === NEVER) reached[count++] = v
        if (goesOn && listed[v] !== round) {
          listed[v] = round
          nextWho[nextSize++] = v
        }
      }
      if (!hasAdded) continue
      const { head, next, contacts } = network.added
      for (let e = head[u]!; e !== -1; e = next[e]!) {
        const i = (e >> 1) * 4
        if (contacts[i + 3]! < at) continue
        const v = contacts[i + 1 - (e & 1)]!
        const start = contacts[i + 2]!
        const then = Math.max(start, at)
        const before = arrival[v]!
        if (then >= before) continue
        arrival[v] = then
        if (before === NEVER) reached[count++] = v
        if (goesOn && listed[v] !== round) {
          listed[v] = round
          nextWho[nextSize++] = v
        }
      }
    }
    bounds[tier] = count
    // As they were at the end of this round: what the next finds must not lead on within it.
    for (let n = 0; n < nextSize; n++) nextWhen[n] = arrival[nextWho[n]!]!
    const w = who
    who = nextWho
    nextWho = w
    const t = when
    when = nextWhen
    nextWhen = t
    size = nextSize
  }
  return count
}

function readOff(slate: Slate, count: number, maxTier: number): Pick<Trace, 'tier' | 'arrival'> {
  const tier = new Uint8Array(count)
  const arrival = new Int32Array(count)
  for (let k = 1; k <= maxTier; k++) tier.fill(k, slate.bounds[k - 1]!, slate.bounds[k]!)
  for (let n = 0; n < count; n++) arrival[n] = slate.arrival[slate.reached[n]!]!
  return { tier, arrival }
}

function wipe({ arrival, reached }: Slate, count: number): void {
  for (let n = 0; n < count; n++) arrival[reached[n]!] = NEVER
}

function sumAndWipe({ arrival, reached }: Slate, count: number): number {
  let sum = 0
  for (let n = 0; n < count; n++) {
    const p = reached[n]!
    sum += arrival[p]!
    arrival[p] = NEVER
  }
  return sum
}
