/**
 * A set of polygons as a plane of straight pieces that meet only at their ends. What two polygons drew a few metres
 * apart is pulled together first, so that a border between neighbours is one line and not two.
 *
 * Coordinates are whole numbers in units of half a metre, so that "the same point" is an exact question.
 */

/** Rings of one feature, each closed or open, in whole units; outer rings and holes alike. */
export type Rings = (readonly [x: number, y: number])[][]

export interface Piece {
  a: number
  b: number
  /** Features whose border passes here an odd number of times. */
  owners: Set<number>
}

export interface Plane {
  xs: number[]
  ys: number[]
  pieces: Piece[]
}

const SPAN = 2 ** 26
/** Rounding moves a crossing by at most 0.71 of a unit. */
const TOUCH = 0.75

/** Vertices by place; ids are given in the order of arrival. */
function createVertices() {
  const xs: number[] = []
  const ys: number[] = []
  const ids = new Map<number, number>()
  return {
    xs,
    ys,
    at(x: number, y: number): number {
      const key = x * SPAN + y
      const known = ids.get(key)
      if (known !== undefined) return known
      ids.set(key, xs.length)
      xs.push(x)
      ys.push(y)
      return xs.length - 1
    },
  }
}

type Vertices = ReturnType<typeof createVertices>

/** Pieces by their ends; adding the same piece for the same feature twice takes it away again. */
function createPieces() {
  const byEnds = new Map<number, Piece>()
  return {
    toggle(a: number, b: number, owner: number): void {
      if (a === b) return
      const [low, high] = a < b ? [a, b] : [b, a]
      const key = low * SPAN + high
      const piece = byEnds.get(key) ?? { a: low, b: high, owners: new Set<number>() }
      byEnds.set(key, piece)
      if (!piece.owners.delete(owner)) piece.owners.add(owner)
    },
    list: () => [...byEnds.values()].filter((p) => p.owners.size > 0),
  }
}

/** Things by the square cells of the plane that their boxes touch. */
function createGrid(cell: number) {
  const cells = new Map<number, number[]>()
  const each = (x0: number, y0: number, x1: number, y1: number, fn: (key: number) => void) => {
    for (let i = Math.floor(x0 / cell); i <= Math.floor(x1 / cell); i++)
      for (let j = Math.floor(y0 / cell); j <= Math.floor(y1 / cell); j++) fn(i * SPAN + j)
  }
  return {
    add(id: number, x0: number, y0: number, x1: number, y1: number): void {
      each(x0, y0, x1, y1, (key) => {
        const found = cells.get(key)
        if (found) found.push(id)
        else cells.set(key, [id])
      })
    },
    near(x0: number, y0: number, x1: number, y1: number): Set<number> {
      const found = new Set<number>()
      each(x0, y0, x1, y1, (key) => {
        for (const id of cells.get(key) ?? []) found.add(id)
      })
      return found
    },
  }
}

/** Where along a–b (0…1) the point lies nearest, and how far off. */
function toPiece(v: Vertices, p: number, a: number, b: number): { t: number; distance: number } {
  const [x, y, ax, ay] = [v.xs[p]!, v.ys[p]!, v.xs[a]!, v.ys[a]!]
  const [dx, dy] = [v.xs[b]! - ax, v.ys[b]! - ay]
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
  return { t, distance: Math.hypot(x - ax - t * dx, y - ay - t * dy) }
}

const lengthOf = (v: Vertices, a: number, b: number) => Math.hypot(v.xs[a]! - v.xs[b]!, v.ys[a]! - v.ys[b]!)

/**
 * How far each vertex may be pulled: a quarter of its shortest edge, so that small wards keep their form, and never
 * more than `most`. Where edges are a kilometre long, a hundred metres are within the care of whoever drew them.
 */
function reachOf(v: Vertices, rings: number[][][], most: number): number[] {
  const reach = v.xs.map(() => most)
  for (const feature of rings)
    for (const ring of feature)
      ring.forEach((b, i) => {
        const a = ring[(i + ring.length - 1) % ring.length]!
        if (a === b) return
        const quarter = lengthOf(v, a, b) / 4
        reach[a] = Math.min(reach[a]!, quarter)
        reach[b] = Math.min(reach[b]!, quarter)
      })
  return reach
}

function ownersOf(count: number, rings: number[][][]): Set<number>[] {
  const owners = Array.from({ length: count }, () => new Set<number>())
  rings.forEach((feature, f) => {
    for (const ring of feature) for (const p of ring) owners[p]!.add(f)
  })
  return owners
}

const disjoint = (a: Set<number>, b: Set<number>) => {
  for (const x of a) if (b.has(x)) return false
  return true
}

/** Which vertex stands for which: neighbours' corners that lie within reach of one another become one. */
function joined(v: Vertices, rings: number[][][], reach: number[], most: number): number[] {
  const owners = ownersOf(v.xs.length, rings)
  const stands = v.xs.map((_, i) => i)
  const grid = createGrid(Math.max(1, most))
  const order = [...stands].sort((a, b) => owners[b]!.size - owners[a]!.size || a - b)
  for (const p of order) {
    if (owners[p]!.size === 0) continue
    const [x, y] = [v.xs[p]!, v.ys[p]!]
    let best: number | undefined
    let least = Infinity
    for (const q of grid.near(x - most, y - most, x + most, y + most)) {
      const d = lengthOf(v, p, q)
      if (d < least && d <= Math.min(reach[p]!, reach[q]!) && disjoint(owners[p]!, owners[q]!)) {
        best = q
        least = d
      }
    }
    if (best === undefined) grid.add(p, x, y, x, y)
    else {
      stands[p] = best
      for (const f of owners[p]!) owners[best]!.add(f)
    }
  }
  return stands
}

type Splits = Map<number, { t: number; p: number }[]>

/** Where pieces must be cut: at foreign corners within reach, at corners that touch them, and where they cross. */
function findSplits(v: Vertices, pieces: Piece[], reach: number[] | undefined, cell: number): Splits {
  const splits: Splits = new Map()
  const cut = (s: number, t: number, p: number) => {
    const { a, b } = pieces[s]!
    if (p !== a && p !== b) splits.set(s, [...(splits.get(s) ?? []), { t, p }])
  }
  const grid = createGrid(cell)
  const box = (s: Piece) => {
    const [ax, ay, bx, by] = [v.xs[s.a]!, v.ys[s.a]!, v.xs[s.b]!, v.ys[s.b]!]
    return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)] as const
  }
  pieces.forEach((s, i) => {
    grid.add(i, ...box(s))
  })
  const owners = v.xs.map(() => new Set<number>())
  for (const s of pieces) for (const f of s.owners) for (const p of [s.a, s.b]) owners[p]!.add(f)
  const turn = (a: number, b: number, c: number) =>
    (v.xs[b]! - v.xs[a]!) * (v.ys[c]! - v.ys[a]!) - (v.ys[b]! - v.ys[a]!) * (v.xs[c]! - v.xs[a]!)

  const corners = new Set(pieces.flatMap((s) => [s.a, s.b]))
  for (const p of corners) {
    const r = Math.max(TOUCH, reach?.[p] ?? 0)
    const [x, y] = [v.xs[p]!, v.ys[p]!]
    for (const i of grid.near(x - r, y - r, x + r, y + r)) {
      const s = pieces[i]!
      if (s.a === p || s.b === p) continue
      const { t, distance } = toPiece(v, p, s.a, s.b)
      const pulled =
        distance <= Math.min(r, lengthOf(v, s.a, s.b) / 4) && t > 0 && t < 1 && disjoint(owners[p]!, s.owners)
      if (pulled || distance <= TOUCH) cut(i, t, p)
    }
  }
  pieces.forEach((s, i) => {
    for (const j of grid.near(...box(s))) {
      if (j <= i) continue
      const o = pieces[j]!
      const [s1, s2] = [turn(s.a, s.b, o.a), turn(s.a, s.b, o.b)]
      const [o1, o2] = [turn(o.a, o.b, s.a), turn(o.a, o.b, s.b)]
      if (!((s1 < 0 && s2 > 0) || (s1 > 0 && s2 < 0)) || !((o1 < 0 && o2 > 0) || (o1 > 0 && o2 < 0))) continue
      const t = o1 / (o1 - o2)
      const x = Math.round(v.xs[s.a]! + t * (v.xs[s.b]! - v.xs[s.a]!))
      const y = Math.round(v.ys[s.a]! + t * (v.ys[s.b]! - v.ys[s.a]!))
      const p = v.at(x, y)
      cut(i, t, p)
      cut(j, s1 / (s1 - s2), p)
    }
  })
  return splits
}

function applySplits(pieces: Piece[], splits: Splits): Piece[] {
  const next = createPieces()
  pieces.forEach((s, i) => {
    const between = (splits.get(i) ?? []).sort((m, n) => m.t - n.t).map((c) => c.p)
    const chain = [s.a, ...between, s.b]
    for (const f of s.owners) for (let k = 1; k < chain.length; k++) next.toggle(chain[k - 1]!, chain[k]!, f)
  })
  return next.list()
}

/**
 * Pulls the features together and cuts them at every meeting.
 * @param most farthest a corner may be pulled, in units
 * @throws RangeError when the pieces grow many times over or still cross after many rounds (a drawing that is no map)
 */
export function planeOf(features: readonly Rings[], most: number): Plane {
  const v = createVertices()
  const drawn = features.map((rings) => rings.map((ring) => ring.map(([x, y]) => v.at(x, y))))
  const reach = reachOf(v, drawn, most)
  const stands = joined(v, drawn, reach, most)
  const first = createPieces()
  let total = 0
  let count = 0
  drawn.forEach((rings, f) => {
    for (const ring of rings)
      ring.forEach((b, i) => {
        const [from, to] = [stands[ring[(i + ring.length - 1) % ring.length]!]!, stands[b]!]
        first.toggle(from, to, f)
        total += lengthOf(v, from, to)
        count += 1
      })
  })
  const cell = Math.max(4, Math.round(total / Math.max(1, count)))
  let pieces = first.list()
  for (let round = 0; ; round++) {
    // Pulling is done once; later rounds only settle what cutting and rounding have moved.
    const splits = findSplits(v, pieces, round === 0 ? reach : undefined, cell)
    if (splits.size === 0) return { xs: v.xs, ys: v.ys, pieces }
    // Neighbours meet at a few corners; borders that are cut into many times their number are a scribble, not a map.
    if (round === 60 || pieces.length > 8 * count + 1000) throw new RangeError('The borders do not settle')
    pieces = applySplits(pieces, splits)
  }
}
