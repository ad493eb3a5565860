import type { Faces } from './faces.ts'
import type { Plane } from './plane.ts'

/** A stretch of border between two features, or between one and nobody; drawn once and used from both sides. */
export interface Arc {
  /** Corners in order, as vertices of the plane. */
  points: number[]
  /** Feature on the left and on the right, −1 for none. */
  left: number
  right: number
}

/** Rings as numbers of arcs; ~n is arc n backwards. The first ring of a polygon is its outer one. */
export type ArcPolygons = number[][][]

/** The borders between faces of different owners, cut where more than two of them meet. */
export function arcsOf(plane: Plane, faces: Faces): Arc[] {
  const { pieces } = plane
  const out = new Map<number, number[]>()
  pieces.forEach((p, i) => {
    const [l, r] = [faces.owner[faces.left[2 * i]!]!, faces.owner[faces.left[2 * i + 1]!]!]
    if (l === r) return
    for (const [at, h] of [
      [p.a, 2 * i],
      [p.b, 2 * i + 1],
    ] as const) {
      const list = out.get(at)
      if (list) list.push(h)
      else out.set(at, [h])
    }
  })
  const end = (h: number) => (h % 2 === 0 ? pieces[h >> 1]!.b : pieces[h >> 1]!.a)
  const start = (h: number) => end(h ^ 1)
  const ownerLeft = (h: number) => faces.owner[faces.left[h]!]!
  const used = new Set<number>()
  const arcs: Arc[] = []
  const trace = (first: number) => {
    const points = [start(first)]
    let h = first
    for (;;) {
      used.add(h >> 1)
      const at = end(h)
      points.push(at)
      const ways = out.get(at)!
      if (ways.length !== 2 || at === points[0]) break
      h = ways[0]! >> 1 === h >> 1 ? ways[1]! : ways[0]!
    }
    arcs.push({ points, left: ownerLeft(first), right: ownerLeft(first ^ 1) })
  }
  for (const [, ways] of out) if (ways.length !== 2) for (const h of ways) if (!used.has(h >> 1)) trace(h)
  // What is left has no meeting point: islands and enclaves.
  for (const [, ways] of out) for (const h of ways) if (!used.has(h >> 1)) trace(h)
  return arcs
}

/** Twice the signed area of a ring of arcs. */
function twiceArea(plane: Plane, arcs: Arc[], ring: number[]): number {
  let sum = 0
  for (const n of ring) {
    const { points } = arcs[n < 0 ? ~n : n]!
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1]!, points[i]!]
      const step = plane.xs[a]! * plane.ys[b]! - plane.xs[b]! * plane.ys[a]!
      sum += n < 0 ? -step : step
    }
  }
  return sum
}

/** The polygons of each feature, outer rings with their holes. */
export function polygonsOf(plane: Plane, arcs: Arc[], features: number): ArcPolygons[] {
  const { xs, ys } = plane
  const sides: number[][] = Array.from({ length: features }, () => [])
  arcs.forEach((a, n) => {
    if (a.left >= 0) sides[a.left]!.push(n)
    if (a.right >= 0) sides[a.right]!.push(~n)
  })
  const pointsOf = (n: number) => (n < 0 ? arcs[~n]!.points.toReversed() : arcs[n]!.points)
  return sides.map((mine) => {
    const from = new Map<number, number[]>()
    for (const n of mine) {
      const at = pointsOf(n)[0]!
      from.set(at, [...(from.get(at) ?? []), n])
    }
    const left = new Set(mine)
    const rings: number[][] = []
    for (const first of mine) {
      if (!left.has(first)) continue
      const ring: number[] = []
      const home = pointsOf(first)[0]!
      for (let n: number | undefined = first; n !== undefined; ) {
        left.delete(n)
        ring.push(n)
        const points = pointsOf(n)
        const at = points.at(-1)!
        if (at === home) break
        const back = Math.atan2(ys[points.at(-2)!]! - ys[at]!, xs[points.at(-2)!]! - xs[at]!)
        // Of several ways on, the sharpest left turn: rings that touch in a point stay apart.
        const turn = (m: number) => {
          const p = pointsOf(m)[1]!
          const a = back - Math.atan2(ys[p]! - ys[at]!, xs[p]! - xs[at]!)
          return a <= 0 ? a + 2 * Math.PI : a
        }
        n = (from.get(at) ?? []).filter((m) => left.has(m)).sort((a, b) => turn(a) - turn(b))[0]
      }
      rings.push(ring)
    }
    return withHoles(plane, arcs, rings, pointsOf)
  })
}

function withHoles(
  plane: Plane,
  arcs: Arc[],
  rings: number[][],
  pointsOf: (n: number) => number[],
): ArcPolygons {
  const sized = rings.map((ring) => ({ ring, twice: twiceArea(plane, arcs, ring) }))
  const outer = sized.filter((r) => r.twice > 0).sort((a, b) => b.twice - a.twice)
  const polygons = outer.map((o) => [o.ring])
  for (const hole of sized.filter((r) => r.twice < 0)) {
    const p = pointsOf(hole.ring[0]!)[0]!
    // Outer rings of one feature do not lie in each other except in a hole, so the smallest around it is the one.
    let at = -1
    outer.forEach((o, i) => {
      if (o.twice >= -hole.twice && around(plane, o.ring.flatMap(pointsOf), p)) at = i
    })
    polygons[at === -1 ? 0 : at]?.push(hole.ring)
  }
  return polygons
}

/** Whether a ring runs around a corner of the plane; a ring that passes through it counts as around. */
function around({ xs, ys }: Plane, ring: number[], p: number): boolean {
  const [x, y] = [xs[p]!, ys[p]!]
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[j]!, ring[i]!]
    if (a === p) return true
    if (ys[a]! > y !== ys[b]! > y && x < ((xs[b]! - xs[a]!) * (y - ys[a]!)) / (ys[b]! - ys[a]!) + xs[a]!)
      inside = !inside
  }
  return inside
}
