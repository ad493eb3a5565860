import type { Topology } from '../../domains/registry/areas/contract.ts'
import { type LonLat, type Point, type Projection, type Ring, ringArea, type Shape } from './geometry.ts'

/** Borders drawn once each, unpacked: corners in degrees and how coarse a drawing may be before each is left out. */
export interface Borders {
  lines: { points: LonLat[]; levels: Uint8Array }[]
}

/** An area as rings of borders; ~n is border n backwards. */
export interface Drawing {
  borders: Borders
  polygons: number[][][]
}

/** The coarsest drawing; 9 on a corner means that it is in every drawing. */
export const COARSEST = 8

export function unpack(topology: Topology): Borders {
  const { scale, origin, arcs } = topology
  return {
    lines: arcs.map(({ d, w }) => {
      let [x, y] = [0, 0]
      const points: LonLat[] = []
      for (let i = 0; i < d.length; i += 2) {
        x += d[i]!
        y += d[i + 1]!
        points.push([origin[0] + x * scale[0], origin[1] + y * scale[1]])
      }
      return { points, levels: Uint8Array.from(w, Number) }
    }),
  }
}

/** An area in the plane with the corners that a drawing of this coarseness has; neighbours lose the same ones. */
export function shapeAt(drawing: Drawing, level: number, projection: Projection): Shape {
  const { lines } = drawing.borders
  const ringOf = (ring: number[]): Ring => {
    const out: Point[] = []
    for (const n of ring) {
      const { points, levels } = lines[n < 0 ? ~n : n]!
      const last = points.length - 1
      // The end of one border is the start of the next.
      for (let i = 0; i < last; i++) {
        const at = n < 0 ? last - i : i
        if (levels[at]! >= level) out.push(projection.forward(points[at]!))
      }
    }
    return out
  }
  return drawing.polygons
    .map((rings) => rings.map(ringOf).filter((r) => r.length >= 3))
    .filter((rings) => rings.length > 0)
}

/**
 * Several areas as one: the borders between them fall away. Areas drawn apart from each other stay apart.
 * @returns undefined unless all are of one set of borders
 */
export function joined(drawings: readonly Drawing[]): Drawing | undefined {
  const [first] = drawings
  if (!first || drawings.some((d) => d.borders !== first.borders)) return undefined
  const used = new Set<number>()
  for (const n of drawings.flatMap((d) => d.polygons.flat(2))) if (!used.delete(~n)) used.add(n)
  const { lines } = first.borders
  const end = (n: number, last: boolean) => lines[n < 0 ? ~n : n]!.points.at(last === n >= 0 ? -1 : 0)!
  const from = Map.groupBy(used, (n) => end(n, false).join())
  const rings: number[][] = []
  for (const start of used) {
    if (!used.has(start)) continue
    const ring: number[] = []
    for (let n: number | undefined = start; n !== undefined; ) {
      used.delete(n)
      ring.push(n)
      n = from.get(end(n, true).join())?.find((m) => used.has(m))
    }
    rings.push(ring)
  }
  const size = (ring: number[]) =>
    Math.abs(ringArea(ring.flatMap((n) => (n < 0 ? lines[~n]!.points.toReversed() : lines[n]!.points))))
  // Rings fill by the even-odd rule; only the first must be an outer one, and the largest is.
  return { borders: first.borders, polygons: [rings.sort((a, b) => size(b) - size(a))] }
}

/** Square metres below which a corner is left out, by level: four times as much with each. */
const LEAST = 40
/** Metres in a plane unit (a degree of latitude). */
const UNIT = 110_900

/** The coarsest drawing that nobody can tell from the finest at `scale` px per plane unit. */
export function levelFor(scale: number): number {
  const metresPerPx = UNIT / scale
  const level = Math.floor(Math.log((0.5 * metresPerPx ** 2) / LEAST) / Math.log(4)) + 1
  return Math.max(0, Math.min(COARSEST, level))
}

/** How areas are drawn: by their own boundary in force, else by those of all areas below them together. */
export function drawingsOf(
  sets: readonly { topology: Topology; areas: readonly { areaId: number; polygons: number[][][] }[] }[],
  areas: readonly { id: number; parentId: number | null }[],
): (areaId: number) => Drawing | undefined {
  const own = new Map<number, Drawing | undefined>()
  for (const set of sets) {
    const borders = unpack(set.topology)
    for (const { areaId, polygons } of set.areas) own.set(areaId, { borders, polygons })
  }
  if (own.size === 0) return () => undefined
  const below = Map.groupBy(areas, (a) => a.parentId)
  const drawingOf = (id: number): Drawing | undefined => {
    if (own.has(id)) return own.get(id)
    const parts = (below.get(id) ?? []).map((a) => drawingOf(a.id))
    const drawn = parts.filter((d) => d !== undefined)
    // A district of which one ward is missing would be drawn with a bite out of it.
    const whole = drawn.length > 0 && drawn.length >= parts.length * 0.9 ? joined(drawn) : undefined
    own.set(id, whole)
    return whole
  }
  return drawingOf
}
