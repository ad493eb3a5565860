import type { TierInput } from './tiers.ts'

/**
 * Tells how somebody was reached: the contacts of a chain from a source, in their order, by the rules of computeTiers
 * (isolation of the infected, `carry`, not straight back to who exposed one).
 *
 * Searched from the end, so that only the chains that lead there are looked at: whoever is to be reached by minute T
 * over contact i must have been met by `min(T, end[i])`. A search that failed for one T fails for every earlier one.
 * @param input as given to computeTiers; read, not changed
 * @returns a function of person, contact through which they were reached last (`via`), and number of links (`tier`);
 * undefined when there is no such chain
 */
export function chainsOf(
  input: TierInput,
): (person: number, via: number, links: number) => number[] | undefined {
  const { people, a, b, start, end, carry, sources } = input
  const size = 2 * a.length
  const from = new Map(sources.map((s) => [s.person, s.from]))
  const until = new Map(sources.map((s) => [s.person, s.until ?? Number.POSITIVE_INFINITY]))
  // Exposure 2i is the one of b[i] by a[i], 2i+1 the other way round.
  const giver = (e: number) => (e & 1 ? b : a)[e >> 1]!
  const taker = (e: number) => (e & 1 ? a : b)[e >> 1]!
  const isolated = (p: number) => until.get(p) ?? Number.POSITIVE_INFINITY
  const last = (e: number) => Math.min(end[e >> 1]!, isolated(giver(e)))
  const offsets = new Int32Array(people + 1)
  for (let e = 0; e < size; e++) offsets[taker(e) + 1]! += 1
  for (let p = 0; p < people; p++) offsets[p + 1]! += offsets[p]!
  const fill = offsets.slice()
  const into = new Int32Array(size)
  for (let e = 0; e < size; e++) into[fill[taker(e)]!++] = e

  return (person, via, links) => {
    const failed = new Map<number, number>()
    const search = (e: number, left: number, by: number): number[] | undefined => {
      const i = e >> 1
      const u = giver(e)
      if (start[i]! > by || start[i]! > isolated(u)) return undefined
      const met = Math.min(by, end[i]!)
      if (left === 1) return (from.get(u) ?? Number.POSITIVE_INFINITY) <= met ? [i] : undefined
      const key = e * 256 + left
      if ((failed.get(key) ?? -1) >= met) return undefined
      for (let n = offsets[u]!; n < offsets[u + 1]!; n++) {
        const x = into[n]!
        if (giver(x) === taker(e) || start[i]! > last(x) + carry[x >> 1]!) continue
        const before = search(x, left - 1, met)
        if (before) return [...before, i]
      }
      failed.set(key, met)
      return undefined
    }
    const e = 2 * via + (b[via] === person ? 0 : 1)
    return search(e, links, end[via]!)
  }
}
