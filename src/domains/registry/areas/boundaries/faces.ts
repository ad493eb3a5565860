import type { Plane } from './plane.ts'

/** The fields that the pieces of a plane enclose, each belonging to one feature or to none. */
export interface Faces {
  /** Face on the left of each half-edge; half-edge 2i runs a→b of piece i, 2i+1 back. Face 0 is the outside. */
  left: number[]
  /** Feature of each face, −1 for none. */
  owner: number[]
  mended: Mended
}

/** What had to be mended; areas in square metres. */
export interface Mended {
  gaps: { count: number; area: number }
  overlaps: { count: number; area: number }
  /** Fields inside the map that belong to nobody and are too wide to be slips of the pen. */
  holes: { area: number; x: number; y: number }[]
  /** Wide overlaps: which features, and how much. */
  disputes: { features: number[]; area: number }[]
}

interface Loop {
  edges: number[]
  /** Twice the signed area in square units. */
  twice: number
  length: number
}

/** Square units (half metres) in a square metre. */
const PER_M2 = 4
/** A gap this small is closed whatever its form: 1 ha… */
const SMALL = 10_000
/** …or when it is smaller than this share of the features around it (the middle one of them). */
const OF_NEIGHBOURS = 0.75
/** A gap is a slip of the pen when it is this narrow… (m) */
const NARROW = 160
/** …and this far from round (1 is a circle). */
const ROUND = 0.4

export function facesOf(plane: Plane): Faces {
  const { next, origin } = walk(plane)
  const loops = loopsOf(plane, next, origin)
  const { left, count, sizes } = nameFaces(plane, loops, origin)
  const sets = ownersOf(plane, left, count)
  return { left, ...settle(plane, left, sets, sizes) }
}

/** For each half-edge the one that follows around the same face, the face lying on the left. */
function walk({ xs, ys, pieces }: Plane) {
  const origin: number[] = []
  for (const p of pieces) origin.push(p.a, p.b)
  const around = new Map<number, number[]>()
  origin.forEach((at, h) => {
    const list = around.get(at)
    if (list) list.push(h)
    else around.set(at, [h])
  })
  const angle = origin.map((at, h) => {
    const to = origin[h ^ 1]!
    return Math.atan2(ys[to]! - ys[at]!, xs[to]! - xs[at]!)
  })
  const next: number[] = new Array(origin.length)
  for (const list of around.values()) {
    list.sort((g, h) => angle[g]! - angle[h]!)
    list.forEach((h, i) => {
      next[h ^ 1] = list[(i + list.length - 1) % list.length]!
    })
  }
  return { next, origin }
}

function loopsOf({ xs, ys }: Plane, next: number[], origin: number[]): Loop[] {
  const seen = new Uint8Array(next.length)
  const loops: Loop[] = []
  for (let start = 0; start < next.length; start++) {
    if (seen[start]) continue
    const loop: Loop = { edges: [], twice: 0, length: 0 }
    for (let h = start; !seen[h]; h = next[h]!) {
      seen[h] = 1
      loop.edges.push(h)
      const [a, b] = [origin[h]!, origin[h ^ 1]!]
      loop.twice += xs[a]! * ys[b]! - xs[b]! * ys[a]!
      loop.length += Math.hypot(xs[a]! - xs[b]!, ys[a]! - ys[b]!)
    }
    loops.push(loop)
  }
  return loops
}

/** Numbers the faces; the outer contour of an island belongs to the face that the island lies in. */
function nameFaces(plane: Plane, loops: Loop[], origin: number[]) {
  const { xs, ys } = plane
  const left: number[] = new Array(origin.length)
  const inner = loops.filter((l) => l.twice > 0)
  const sizes = [{ area: Infinity, length: Infinity, at: 0 }]
  inner.forEach((l, i) => {
    for (const h of l.edges) left[h] = i + 1
    sizes.push({ area: l.twice / 2 / PER_M2, length: l.length / 2, at: origin[l.edges[0]!]! })
  })
  const boxes = inner.map((l) => {
    const b = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity }
    for (const h of l.edges) {
      const p = origin[h]!
      b.x0 = Math.min(b.x0, xs[p]!)
      b.y0 = Math.min(b.y0, ys[p]!)
      b.x1 = Math.max(b.x1, xs[p]!)
      b.y1 = Math.max(b.y1, ys[p]!)
    }
    return b
  })
  for (const l of loops) {
    if (l.twice > 0) continue
    const mine = new Set(l.edges.map((h) => left[h ^ 1]))
    const p = origin[l.edges[0]!]!
    const [x, y] = [xs[p]!, ys[p]!]
    let face = 0
    inner.forEach((other, i) => {
      const b = boxes[i]!
      if (x < b.x0 || x > b.x1 || y < b.y0 || y > b.y1 || mine.has(i + 1)) return
      if ((face === 0 || other.twice < inner[face - 1]!.twice) && holds(plane, other, origin, x, y))
        face = i + 1
    })
    for (const h of l.edges) left[h] = face
  }
  return { left, count: inner.length + 1, sizes }
}

function holds({ xs, ys }: Plane, loop: Loop, origin: number[], x: number, y: number): boolean {
  let inside = false
  for (const h of loop.edges) {
    const [a, b] = [origin[h]!, origin[h ^ 1]!]
    // The point is a corner of another component, so it lies on no edge of this loop.
    if (ys[a]! > y !== ys[b]! > y && x < ((xs[b]! - xs[a]!) * (y - ys[a]!)) / (ys[b]! - ys[a]!) + xs[a]!)
      inside = !inside
  }
  return inside
}

/** Which features cover each face: crossing a border of a feature steps into it or out of it. */
function ownersOf({ pieces }: Plane, left: number[], count: number): Set<number>[] {
  const doors: { to: number; piece: number }[][] = Array.from({ length: count }, () => [])
  pieces.forEach((_, i) => {
    const [f, g] = [left[2 * i]!, left[2 * i + 1]!]
    doors[f]!.push({ to: g, piece: i })
    doors[g]!.push({ to: f, piece: i })
  })
  const sets: (Set<number> | undefined)[] = new Array(count)
  sets[0] = new Set()
  const queue = [0]
  for (let f = queue.shift(); f !== undefined; f = queue.shift()) {
    for (const { to, piece } of doors[f]!) {
      if (sets[to]) continue
      const set = new Set(sets[f])
      for (const o of pieces[piece]!.owners) if (!set.delete(o)) set.add(o)
      sets[to] = set
      queue.push(to)
    }
  }
  return sets.map((s) => s ?? new Set())
}

/** Gives every face to one feature: gaps and overlaps go to the neighbour with whom they share the longest border. */
function settle(
  { xs, ys, pieces }: Plane,
  left: number[],
  sets: Set<number>[],
  sizes: { area: number; length: number; at: number }[],
): { owner: number[]; mended: Mended } {
  const mended: Mended = {
    gaps: { count: 0, area: 0 },
    overlaps: { count: 0, area: 0 },
    holes: [],
    disputes: [],
  }
  const owner = sets.map((s) => (s.size === 1 ? [...s][0]! : -1))
  const whole = new Map<number, number>()
  sets.forEach((s, f) => {
    if (f > 0) for (const o of s) whole.set(o, (whole.get(o) ?? 0) + sizes[f]!.area)
  })
  const borders: { face: number; length: number }[][] = sets.map(() => [])
  pieces.forEach((p, i) => {
    const length = Math.hypot(xs[p.a]! - xs[p.b]!, ys[p.a]! - ys[p.b]!)
    const [f, g] = [left[2 * i]!, left[2 * i + 1]!]
    borders[f]!.push({ face: g, length })
    borders[g]!.push({ face: f, length })
  })
  /** m² of the middle one of the features around a face. */
  const around = (f: number) => {
    const found = new Set(borders[f]!.flatMap((b) => [...sets[b.face]!]))
    const areas = [...found].map((o) => whole.get(o)!).sort((m, n) => m - n)
    return areas[areas.length >> 1] ?? 0
  }
  const open = new Set<number>()
  sets.forEach((s, f) => {
    if (f === 0 || s.size === 1) return
    const { area, length } = sizes[f]!
    const thin = (2 * area) / length < NARROW && (4 * Math.PI * area) / length ** 2 < ROUND
    const slip = area < SMALL || thin || area < OF_NEIGHBOURS * around(f)
    if (s.size === 0 && !slip) {
      mended.holes.push({ area, x: xs[sizes[f]!.at]!, y: ys[sizes[f]!.at]! })
      return
    }
    if (s.size > 1 && !slip) mended.disputes.push({ features: [...s], area })
    const kind = s.size === 0 ? mended.gaps : mended.overlaps
    kind.count += 1
    kind.area += area
    // A feature drawn on top of another keeps its place, else it would disappear.
    const mostly = [...s].sort((a, b) => whole.get(a)! - whole.get(b)!).find((o) => area > whole.get(o)! / 2)
    if (mostly === undefined) open.add(f)
    else owner[f] = mostly
  })
  for (let moved = true; moved && open.size > 0; ) {
    moved = false
    for (const f of [...open]) {
      const lengths = new Map<number, number>()
      for (const { face, length } of borders[f]!) {
        const o = owner[face]!
        if (o === -1 || (sets[f]!.size > 0 && !sets[f]!.has(o))) continue
        lengths.set(o, (lengths.get(o) ?? 0) + length)
      }
      const [best] = [...lengths].sort((a, b) => b[1] - a[1] || a[0] - b[0])
      if (!best) continue
      owner[f] = best[0]
      open.delete(f)
      moved = true
    }
  }
  for (const f of open) owner[f] = sets[f]!.size > 0 ? Math.min(...sets[f]!) : -1
  return { owner, mended }
}
