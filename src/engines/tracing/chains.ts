/** Who infected whom, taken together. */
export interface Chains {
  /** Component of each person; components are numbered by their first person. Whoever has no link is one alone. */
  component: Int32Array
  /** People in each component. */
  sizes: Int32Array
  /** Links of the longest of the shortest ways from a first case, of each component. */
  depth: Int32Array
  /** Links of the shortest way from somebody whom nobody infected, or from one person of a circle that nobody outside began. */
  generation: Int32Array
}

/**
 * Chains of infection from directed links (`from[i]` infected `to[i]`): union-find with path halving for the components,
 * then the generations in breadth, which circles and people with two sources survive.
 * @throws RangeError when the arrays differ in length or a person does not exist
 */
export function findChains({
  from,
  to,
  people,
}: {
  from: Int32Array
  to: Int32Array
  people: number
}): Chains {
  if (from.length !== to.length) throw new RangeError('The arrays of links differ in length')
  const parent = new Int32Array(people)
  for (let p = 0; p < people; p++) parent[p] = p
  const rootOf = (person: number) => {
    let p = person
    while (parent[p] !== p) {
      parent[p] = parent[parent[p]!]!
      p = parent[p]!
    }
    return p
  }
  const offsets = new Int32Array(people + 1)
  /** Somebody who infected each person; -1 without one. */
  const source = new Int32Array(people).fill(-1)
  for (let i = 0; i < from.length; i++) {
    const u = from[i]!
    const v = to[i]!
    if (!(u >= 0 && u < people && v >= 0 && v < people))
      throw new RangeError(`Link ${i} names a person who does not exist`)
    const x = rootOf(u)
    const y = rootOf(v)
    if (x < y) parent[y] = x
    else parent[x] = y
    offsets[u + 1]! += 1
    if (u !== v) source[v] = u
  }
  for (let p = 0; p < people; p++) offsets[p + 1]! += offsets[p]!
  const fill = offsets.slice()
  const infected = new Int32Array(from.length)
  for (let i = 0; i < from.length; i++) infected[fill[from[i]!]!++] = to[i]!

  const component = new Int32Array(people)
  const counted: number[] = []
  for (let p = 0; p < people; p++) {
    const root = rootOf(p)
    if (root === p) {
      component[p] = counted.length
      counted.push(0)
    } else component[p] = component[root]!
    counted[component[p]!]! += 1
  }

  const generation = new Int32Array(people).fill(-1)
  const queue = new Int32Array(people)
  let last = 0
  let first = 0
  const begin = (p: number) => {
    generation[p] = 0
    queue[last++] = p
  }
  const spread = () => {
    while (first < last) {
      const u = queue[first++]!
      for (let n = offsets[u]!; n < offsets[u + 1]!; n++) {
        const v = infected[n]!
        if (generation[v] !== -1) continue
        generation[v] = generation[u]! + 1
        queue[last++] = v
      }
    }
  }
  const roots: number[] = []
  for (let p = 0; p < people; p++) if (source[p] === -1) roots.push(p)
  roots.forEach(begin)
  spread()
  // Whoever is left stands in a circle that nobody outside began, or behind one.
  const before = roots.length
  const walked = new Int32Array(people).fill(-1)
  for (let p = 0; p < people; p++) {
    if (generation[p] !== -1) continue
    let u = p
    while (walked[u] !== p) {
      walked[u] = p
      u = source[u]!
    }
    roots.push(u)
    begin(u)
    spread()
  }
  if (roots.length > before) {
    generation.fill(-1)
    first = last = 0
    roots.forEach(begin)
    spread()
  }
  const depth = new Int32Array(counted.length)
  for (let p = 0; p < people; p++) {
    const c = component[p]!
    if (generation[p]! > depth[c]!) depth[c] = generation[p]!
  }
  return { component, sizes: Int32Array.from(counted), depth, generation }
}
