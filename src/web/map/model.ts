import {
  type Boundary,
  type Bounds,
  boundsOf,
  GOLDEN_ANGLE,
  innerPoints,
  type LonLat,
  largestPiece,
  type Point,
  type Projection,
  pathOf,
  projectionAt,
  type Ring,
  type Shape,
  shapeOf,
  unionOutlines,
} from './geometry.ts'
import { placeCentres, schematicCells, spacingOf } from './schematic.ts'
import { type Drawing, levelFor, shapeAt } from './topology.ts'

export interface MapPlace {
  id: number
  name: string
  centre: LonLat | null
  boundary?: Boundary | null
  /** Its boundary as borders shared with its neighbours; goes before `boundary`. */
  drawing?: Drawing
  /** The unit above; borders between groups are drawn heavier. */
  group?: string
}

export interface MapCell {
  id: number
  shape: Shape
  path: string
  /** Outer ring and holes of the largest piece. */
  rings: Ring[]
  /** Where a label may go, best first; the first is the middle. */
  spots: Point[]
}

export interface MapModel {
  projection: Projection
  cells: MapCell[]
  bounds: Bounds
  groupPath: string
  schematic: boolean
  /** The paths of the cells as fine as `scale` px per plane unit can show. */
  pathsAt(scale: number): string[]
}

/** px per plane unit at which the drawing is made that names, zones and outlines go by. */
const BASE_PX = 900

/** Where an area is reckoned to be: its centre, else the middle of its boundary's first ring. */
function anchorOf(place: MapPlace): LonLat | null {
  if (place.drawing) return middleOf(place.drawing)
  if (place.centre) return place.centre
  if (!place.boundary) return null
  const ring =
    place.boundary.type === 'Polygon' ? place.boundary.coordinates[0] : place.boundary.coordinates[0]?.[0]
  if (!ring || ring.length === 0) return null
  const sum = ring.reduce<[number, number]>((s, c) => [s[0] + c[0]!, s[1] + c[1]!], [0, 0])
  return [sum[0] / ring.length, sum[1] / ring.length]
}

/** Middle of the corners of the first ring. */
function middleOf({ borders, polygons }: Drawing): LonLat | null {
  const points = (polygons[0]?.[0] ?? []).flatMap((n) => borders.lines[n < 0 ? ~n : n]!.points)
  if (points.length === 0) return null
  const sum = points.reduce<[number, number]>((s, p) => [s[0] + p[0], s[1] + p[1]], [0, 0])
  return [sum[0] / points.length, sum[1] / points.length]
}

function disc([x, y]: Point, radius: number): Shape {
  const ring = Array.from({ length: 24 }, (_, i): Point => {
    const angle = (i * Math.PI) / 12 + GOLDEN_ANGLE
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
  })
  return [[ring]]
}

/**
 * The drawing for a set of areas. With boundaries for at least half of them: those, and a disc for each of the rest;
 * otherwise a schematic map out of the centres. Deterministic.
 */
export function buildMap(places: readonly MapPlace[]): MapModel {
  const anchors = places.map(anchorOf)
  const known = anchors.filter((a): a is LonLat => a !== null)
  const projection = projectionAt(known.reduce((s, a) => s + a[1], 0) / Math.max(1, known.length))
  const centres = placeCentres(anchors.map((a) => (a ? projection.forward(a) : null)))
  const drawn = places.filter((p) => p.drawing ?? p.boundary).length
  const schematic = drawn * 2 < places.length || drawn === 0
  const radius = spacingOf(centres) * 0.34
  const ground = boundsOf(centres)
  const base = levelFor(BASE_PX / Math.max(ground.maxX - ground.minX, ground.maxY - ground.minY, 0.01))
  const drawAt = (place: MapPlace, i: number, level: number): Shape => {
    const shape = place.drawing
      ? shapeAt(place.drawing, level, projection)
      : place.boundary
        ? shapeOf(place.boundary, projection)
        : []
    return shape.length > 0 ? shape : disc(centres[i]!, radius)
  }
  const shapes: Shape[] = schematic
    ? schematicCells(centres).map((ring) => [[ring]])
    : places.map((p, i) => drawAt(p, i, base))
  const cells = places.map((place, i): MapCell => {
    const shape = shapes[i]!
    const rings = largestPiece(shape)
    return { id: place.id, shape, path: pathOf(shape, 6), rings, spots: spotsOf(rings) }
  })
  const byLevel = new Map([[base, cells.map((c) => c.path)]])
  return {
    projection,
    cells,
    bounds: boundsOf(cells.flatMap((c) => c.shape.flat(2))),
    groupPath: groupBorders(places, shapes),
    schematic,
    pathsAt(scale) {
      const level = schematic || !places.some((p) => p.drawing) ? base : levelFor(scale)
      const known = byLevel.get(level)
      if (known) return known
      const paths = places.map((p, i) => (p.drawing ? pathOf(drawAt(p, i, level), 6) : cells[i]!.path))
      byLevel.set(level, paths)
      return paths
    },
  }
}

/** The deepest place, then a spread of others: neighbours of the deepest would all fail for the same reason. */
function spotsOf(rings: Ring[]): Point[] {
  const all = innerPoints(rings, 18)
  const stride = Math.max(1, Math.floor(all.length / 28))
  return all.filter((_, i) => i < 6 || i % stride === 0)
}

function groupBorders(places: readonly MapPlace[], shapes: Shape[]): string {
  const groups = new Map<string, Shape[]>()
  places.forEach((p, i) => {
    if (p.group) groups.set(p.group, [...(groups.get(p.group) ?? []), shapes[i]!])
  })
  return groups.size > 1 ? [...groups.values()].map((g) => linePath(unionOutlines(g, 6))).join('') : ''
}

/** SVG path of open or closed lines. */
export function linePath(lines: readonly (readonly Point[])[]): string {
  return lines
    .map((line) => `M${line.map(([x, y]) => `${Number(x.toFixed(6))} ${Number(y.toFixed(6))}`).join('L')}`)
    .join('')
}
