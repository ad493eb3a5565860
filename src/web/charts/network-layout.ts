/** A case as the picture of chains places it. */
export interface NetworkNode {
  id: string
  /** Short, for the picture: the end of the code. */
  label: string
  /** Whole, for the ear and the bubble. */
  name: string
  chain: number
  generation: number
  /** Calendar date of onset, or of the result; null where nobody may know it. */
  date: string | null
  /** Where the case lives: a ward. */
  place: number
  /** How many it infected: its size. */
  weight: number
}

export interface NetworkLink {
  /** Places in the list of nodes. */
  from: number
  to: number
}

export interface NetworkPlace {
  id: number
  name: string
  /** WGS 84. */
  centre: readonly [lon: number, lat: number] | null
}

export type NetworkArrangement = 'tree' | 'time' | 'place' | 'map'

/** A word at a point of the picture: a date, the name of a ward. */
export interface NetworkMark {
  x: number
  y: number
  text: string
  kind: 'date' | 'place'
}

export interface NetworkPicture {
  x: Float64Array
  y: Float64Array
  marks: NetworkMark[]
}

/** Where each node stands, y upwards. Pure: the same input gives the same picture. */
export function arrange(
  kind: NetworkArrangement,
  nodes: readonly NetworkNode[],
  links: readonly NetworkLink[],
  places: readonly NetworkPlace[],
): NetworkPicture {
  if (kind === 'place' || kind === 'map') return byPlace(kind, nodes, places)
  const forest = forestOf(nodes, links)
  return kind === 'time' ? byTime(nodes, forest) : byGeneration(nodes, forest)
}

interface Forest {
  children: number[][]
  /** Nodes without a source above them, chain by chain, the largest chain first. */
  chains: number[][]
  parent: Int32Array
}

/** One source for each node, of several the nearest to the beginning; the others are drawn as lines and no more. */
function forestOf(nodes: readonly NetworkNode[], links: readonly NetworkLink[]): Forest {
  const parent = new Int32Array(nodes.length).fill(-1)
  for (const { from, to } of links) {
    if (nodes[from]!.generation >= nodes[to]!.generation) continue
    const known = parent[to]!
    if (known < 0 || nodes[from]!.generation < nodes[known]!.generation) parent[to] = from
  }
  const children: number[][] = nodes.map(() => [])
  const roots = new Map<number, number[]>()
  const size = new Map<number, number>()
  nodes.forEach((n, i) => {
    size.set(n.chain, (size.get(n.chain) ?? 0) + 1)
    if (parent[i]! >= 0) children[parent[i]!]!.push(i)
    else roots.set(n.chain, [...(roots.get(n.chain) ?? []), i])
  })
  const chains = [...roots].sort((a, b) => size.get(b[0])! - size.get(a[0])! || a[0] - b[0]).map(([, r]) => r)
  return { children, chains, parent }
}

/** Rows of a tree: a leaf takes one, whoever infected others stands in the middle of them. @returns rows taken */
function layRows(roots: number[], children: number[][], row: Float64Array): number {
  let next = 0
  // By hand: a chain may be deeper than the stack.
  const stack = roots.toReversed().map((node) => ({ node, done: false }))
  for (let step = stack.pop(); step; step = stack.pop()) {
    const { node, done } = step
    const below = children[node]!
    if (below.length === 0) row[node] = next++
    else if (done) row[node] = (row[below[0]!]! + row[below.at(-1)!]!) / 2
    else {
      stack.push({ node, done: true })
      for (const child of below.toReversed()) stack.push({ node: child, done: false })
    }
  }
  return next
}

/** Least distance of two generations, in rows, and distance of two chains. */
const STEP = 4.5
const GAP = 2.5
/** Width of the picture to its height, about. */
const SHAPE = 1.35

/** Columns a generation apart; the chains stand side by side on shelves about as wide as the picture is. */

function byGeneration(nodes: readonly NetworkNode[], { children, chains }: Forest): NetworkPicture {
  const x = new Float64Array(nodes.length)
  const y = new Float64Array(nodes.length)
  const boxes = chains.map((roots) => {
    const height = layRows(roots, children, y)
    const members = membersOf(roots, children)
    const deepest = members.reduce((most, i) => Math.max(most, nodes[i]!.generation), 0)
    return { members, deepest, width: 0, height }
  })
  // One chain of many cases and few generations would be a wall.
  const widths = boxes.map((b) => (b.deepest > 0 ? (b.height * SHAPE) / b.deepest / 1.2 : 0))
  const step = Math.max(STEP, boxes.length < 4 ? Math.max(...widths, 0) : 0)
  for (const b of boxes) b.width = b.deepest * step
  const room = boxes.reduce((sum, b) => sum + (b.width + STEP) * (b.height + GAP), 0)
  const wide = boxes.reduce((most, b) => Math.max(most, b.width), Math.sqrt(room * SHAPE))
  // Shelf by shelf; in a shelf columns of small chains under one another, as high as its first.
  let left = 0
  let top = 0
  let shelf = 0
  let column = { left: 0, width: 0, used: 0 }
  for (const box of boxes) {
    const fitsBelow = column.used > 0 && column.used + GAP + box.height <= shelf
    if (!fitsBelow) {
      if (column.used > 0) left = column.left + column.width + STEP
      if (left > 0 && left + box.width > wide) {
        top += shelf + GAP
        left = 0
        shelf = 0
      }
      column = { left, width: 0, used: 0 }
      shelf = Math.max(shelf, box.height)
    }
    const under = column.used > 0 ? column.used + GAP : 0
    for (const i of box.members) {
      x[i] = column.left + nodes[i]!.generation * step
      y[i] = -(top + under + y[i]!)
    }
    column.used = under + box.height
    column.width = Math.max(column.width, box.width)
  }
  return { x, y, marks: [] }
}

function membersOf(roots: number[], children: number[][]): number[] {
  const out = [...roots]
  for (let n = 0; n < out.length; n++) out.push(...children[out[n]!]!)
  return out
}

const DAY = 86_400_000
const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY

/** A day to the right, chains under one another. Whose day is not known stands a little after their source. */
function byTime(nodes: readonly NetworkNode[], { children, chains, parent }: Forest): NetworkPicture {
  const x = new Float64Array(nodes.length)
  const y = new Float64Array(nodes.length)
  const days = nodes.flatMap((n) => (n.date ? [dayOf(n.date)] : []))
  const first = days.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const last = days.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  let rows = 0
  for (const roots of chains) {
    const height = layRows(roots, children, y)
    for (const i of membersOf(roots, children)) {
      y[i] = -(rows + y[i]!)
      const { date } = nodes[i]!
      if (date) x[i] = dayOf(date) - first
      else if (parent[i]! >= 0) x[i] = x[parent[i]!]! + 1
    }
    rows += height + 1
  }
  const span = Math.max(1, last - first)
  const stretch = (Math.max(rows, 12) * SHAPE) / span
  for (let i = 0; i < x.length; i++) x[i]! *= stretch
  const marks: NetworkMark[] = []
  const every = [1, 2, 7, 14, 28, 56, 91, 182, 364].find((n) => span / n <= 8) ?? 728
  for (let d = first; d <= last; d += every) {
    const text = new Date(d * DAY).toISOString().slice(0, 10)
    marks.push({ x: (d - first) * stretch, y: 1.5, text, kind: 'date' })
  }
  return { x, y, marks }
}

/** The turn from one to the next that leaves the least gaps: the golden angle. */
const TURN = Math.PI * (3 - Math.sqrt(5))

/** Everybody round the middle of their ward: wards in a grid by size, or where they lie. */
function byPlace(
  kind: 'place' | 'map',
  nodes: readonly NetworkNode[],
  places: readonly NetworkPlace[],
): NetworkPicture {
  const x = new Float64Array(nodes.length)
  const y = new Float64Array(nodes.length)
  const named = new Map(places.map((p) => [p.id, p]))
  const groups = [...Map.groupBy(nodes.keys(), (i) => nodes[i]!.place)].sort(
    (a, b) => b[1].length - a[1].length || a[0] - b[0],
  )
  const radius = (n: number) => Math.sqrt(n) * 0.62 + 0.6
  const widest = radius(groups[0]?.[1].length ?? 1)
  const centres = kind === 'map' ? onMap(groups, named, widest) : inRows(groups, radius)
  const marks: NetworkMark[] = []
  for (const [place, members] of groups) {
    const [cx, cy] = centres.get(place)!
    // Chains together, so that what hangs together stands together.
    members.sort((a, b) => nodes[a]!.chain - nodes[b]!.chain || nodes[a]!.generation - nodes[b]!.generation)
    members.forEach((i, n) => {
      const r = Math.sqrt(n) * 0.62
      x[i] = cx + r * Math.cos(n * TURN)
      y[i] = cy + r * Math.sin(n * TURN)
    })
    marks.push({
      x: cx,
      y: cy - radius(members.length) - 0.2,
      text: named.get(place)?.name ?? '',
      kind: 'place',
    })
  }
  return { x, y, marks }
}

type Groups = [number, number[]][]

/** Discs in rows, the largest first. */
function inRows(groups: Groups, radius: (n: number) => number): Map<number, [number, number]> {
  const pad = 2.4
  const room = groups.reduce((sum, [, m]) => sum + (2 * radius(m.length) + pad) ** 2, 0)
  const wide = Math.sqrt(room * 2)
  const out = new Map<number, [number, number]>()
  let left = 0
  let top = 0
  let tallest = 0
  for (const [place, members] of groups) {
    const across = 2 * radius(members.length) + pad
    if (left > 0 && left + across > wide) {
      top += tallest
      left = 0
      tallest = 0
    }
    out.set(place, [left + across / 2, -(top + across / 2)])
    left += across
    tallest = Math.max(tallest, across)
  }
  return out
}

/** The middles of the wards, far enough apart for the two nearest to be told from one another. */
function onMap(
  groups: Groups,
  named: ReadonlyMap<number, NetworkPlace>,
  widest: number,
): Map<number, [number, number]> {
  const known = groups.flatMap(([id]) => named.get(id)?.centre ?? [])
  if (known.length === 0) return inRows(groups, (n) => Math.sqrt(n) * 0.62 + 0.6)
  const at = groups.map(([id]) => named.get(id)?.centre)
  const lats = at.flatMap((c) => (c ? [c[1]] : []))
  const lons = at.flatMap((c) => (c ? [c[0]] : []))
  const squeeze = Math.cos((lats.reduce((a, b) => a + b, 0) / lats.length / 180) * Math.PI)
  const spread = Math.max(
    (Math.max(...lons) - Math.min(...lons)) * squeeze,
    Math.max(...lats) - Math.min(...lats),
    1e-6,
  )
  const scale = (widest * 2.2 * Math.sqrt(groups.length + 2)) / spread
  const out = new Map<number, [number, number]>()
  let aside = 0
  groups.forEach(([id], n) => {
    const c = at[n]
    // A ward whose place nobody entered stands in a row below the map.
    out.set(
      id,
      c
        ? [(c[0] - Math.min(...lons)) * squeeze * scale, (c[1] - Math.min(...lats)) * scale]
        : [aside++ * (2 * widest + 2), -3 * widest],
    )
  })
  return out
}
