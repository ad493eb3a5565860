import type { Topology } from '../contract.ts'
import { type Arc, arcsOf, polygonsOf } from './arcs.ts'
import { facesOf, type Mended } from './faces.ts'
import { planeOf, type Rings } from './plane.ts'
import { weightsOf } from './weights.ts'

/** One feature as GeoJSON has it: polygons of rings of [lon, lat]. */
export type LonLatPolygons = (readonly number[])[][][]

export interface Drawn {
  topology: Topology
  /** Per feature: its polygons as rings of arcs; empty when nothing is left of it (it lay under another one). */
  polygons: number[][][][]
  /** Per feature in km²: as given, and as it is now. */
  areas: { before: number; after: number }[]
  mended: Mended
}

/** m; no corner is pulled farther. */
const PULL = 120
/** A unit of the plane in metres. */
const UNIT = 0.5
/** Metres in a degree of latitude. */
const DEGREE = 110_900
/** m²; corners that matter less are not kept at all. */
const LEAST = 40

/**
 * Polygons that should share their borders, as borders that are shared: slips between neighbours closed, every
 * border stored once with how much each of its corners matters.
 * @throws RangeError when the borders do not settle
 */
export function draw(features: readonly LonLatPolygons[]): Drawn {
  const all = features.flat(3)
  const low = [Math.min(...all.map((p) => p[0]!)), Math.min(...all.map((p) => p[1]!))] as const
  const high = Math.max(...all.map((p) => p[1]!))
  const squeeze = Math.cos((((low[1] + high) / 2) * Math.PI) / 180)
  const scale: [number, number] = [UNIT / (DEGREE * squeeze), UNIT / DEGREE]
  // Room to the left and below keeps every coordinate positive.
  const origin = [low[0] - scale[0] * 1000, low[1] - scale[1] * 1000] as const
  const rings: Rings[] = features.map((polygons) =>
    polygons
      .flat()
      .map((ring) =>
        ring.map((p) => [
          Math.round((p[0]! - origin[0]) / scale[0]),
          Math.round((p[1]! - origin[1]) / scale[1]),
        ]),
      ),
  )
  const plane = planeOf(rings, PULL / UNIT)
  const faces = facesOf(plane)
  const arcs = arcsOf(plane, faces)
  const polygons = polygonsOf(plane, arcs, features.length)
  const kept = thinned(plane.xs, plane.ys, arcs, polygons)
  const km2 = (twice: number) => (Math.abs(twice) / 2) * (UNIT / 1000) ** 2
  return {
    topology: {
      scale,
      origin: [origin[0], origin[1]],
      arcs: kept.map(({ points, levels }) => ({
        d: points.flatMap(([x, y], i) => [x - (points[i - 1]?.[0] ?? 0), y - (points[i - 1]?.[1] ?? 0)]),
        w: levels,
      })),
    },
    polygons,
    areas: features.map((_, f) => ({
      before: km2(rings[f]!.reduce((sum, ring) => sum + Math.abs(ringTwice(ring)), 0)),
      after: km2(
        polygons[f]!.flat().reduce(
          (sum, ring) =>
            sum +
            ringTwice(
              ring.flatMap((n) => {
                const points = n < 0 ? kept[~n]!.points.toReversed() : kept[n]!.points
                return points.slice(0, -1)
              }),
            ),
          0,
        ),
      ),
    })),
    mended: {
      ...faces.mended,
      holes: faces.mended.holes.map((h) => ({
        area: h.area,
        x: origin[0] + h.x * scale[0],
        y: origin[1] + h.y * scale[1],
      })),
    },
  }
}

function ringTwice(ring: readonly (readonly [number, number])[]): number {
  let sum = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
    sum += ring[j]![0] * ring[i]![1] - ring[i]![0] * ring[j]![1]
  return sum
}

interface Thin {
  points: (readonly [number, number])[]
  levels: string
}

/** Arcs without the corners that nobody could see, and for the others the coarsest drawing they still belong to. */
function thinned(xs: number[], ys: number[], arcs: Arc[], polygons: number[][][][]): Thin[] {
  const loose = new Set<number>()
  for (const ring of polygons.flat(2)) {
    // A ring of one or two arcs would shrink to a line between its ends.
    if (ring.length <= 2) for (const n of ring) loose.add(n < 0 ? ~n : n)
  }
  return arcs.map(({ points }, n) => {
    const [px, py] = [points.map((p) => xs[p]!), points.map((p) => ys[p]!)]
    const weights = weightsOf(px, py)
    if (loose.has(n)) {
      const order = weights.map((w, i) => ({ w, i })).sort((a, b) => b.w - a.w)
      for (const { i } of order.slice(0, 4)) weights[i] = Number.POSITIVE_INFINITY
    }
    const levels = weights.map((w) => levelOf(w * UNIT ** 2))
    const keep = weights.map((w) => w * UNIT ** 2 >= LEAST)
    return {
      points: px.map((x, i) => [x, py[i]!] as const).filter((_, i) => keep[i]),
      levels: levels.filter((_, i) => keep[i]).join(''),
    }
  })
}

/** 0 for what only shows close by … 8, each four times the area of the one before; 9 is always drawn. */
function levelOf(squareMetres: number): number {
  if (squareMetres === Number.POSITIVE_INFINITY) return 9
  return Math.max(0, Math.min(8, Math.floor(Math.log(squareMetres / LEAST) / Math.log(4))))
}
