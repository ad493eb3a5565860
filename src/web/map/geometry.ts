/** x right, y down, in the units of the projection. */
export type Point = readonly [x: number, y: number]
/** Closed ring without repeating its first point. */
export type Ring = Point[]
/** Outer ring first, then holes; several for an area in several pieces. */
export type Shape = Ring[][]

export type LonLat = readonly [lon: number, lat: number]

/** GeoJSON Polygon or MultiPolygon, WGS 84. */
export type Boundary =
  | { type: 'Polygon'; coordinates: readonly (readonly number[])[][] }
  | { type: 'MultiPolygon'; coordinates: readonly (readonly number[])[][][] }

export interface Projection {
  forward: (at: LonLat) => Point
  inverse: (at: Point) => LonLat
}

/** Equirectangular around a latitude: true to shape within a city, and simple to invert. Unit: degrees of latitude. */
export function projectionAt(latitude: number): Projection {
  const squeeze = Math.cos((latitude * Math.PI) / 180)
  return {
    forward: ([lon, lat]) => [lon * squeeze, -lat],
    inverse: ([x, y]) => [x / squeeze, -y],
  }
}

function ringOf(coordinates: readonly (readonly number[])[], projection: Projection): Ring {
  const ring = coordinates.map((c) => projection.forward([c[0]!, c[1]!]))
  const [first, last] = [ring[0], ring.at(-1)]
  if (first && last && ring.length > 1 && first[0] === last[0] && first[1] === last[1]) ring.pop()
  return ring
}

/** A boundary in the plane; rings of fewer than three points are dropped. */
export function shapeOf(boundary: Boundary, projection: Projection): Shape {
  const pieces = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates
  return pieces
    .map((rings) => rings.map((r) => ringOf(r, projection)).filter((r) => r.length >= 3))
    .filter((rings) => rings.length > 0)
}

/** Twice the signed area, halved: positive when the ring runs clockwise on screen. */
export function ringArea(ring: Ring): number {
  let sum = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
    sum += ring[j]![0] * ring[i]![1] - ring[i]![0] * ring[j]![1]
  return sum / 2
}

export function distance(a: Point, b: Point): number {
  const [dx, dy] = [a[0] - b[0], a[1] - b[1]]
  // Math.hypot guards against overflow and is several times slower; this runs millions of times.
  return Math.sqrt(dx * dx + dy * dy)
}

export interface Bounds {
  minX: number
  minY: number
  maxX: number
  maxY: number
}

export function boundsOf(points: Iterable<Point>): Bounds {
  const b = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }
  for (const [x, y] of points) {
    b.minX = Math.min(b.minX, x)
    b.minY = Math.min(b.minY, y)
    b.maxX = Math.max(b.maxX, x)
    b.maxY = Math.max(b.maxY, y)
  }
  return b
}

/** The piece with the largest outer ring: where the name goes. */
export function largestPiece(shape: Shape): Ring[] {
  let best: Ring[] = []
  let size = -1
  for (const piece of shape) {
    const area = Math.abs(ringArea(piece[0]!))
    if (area > size) {
      size = area
      best = piece
    }
  }
  return best
}

/** Even-odd test over the outer ring and its holes. */
export function contains(rings: Ring[], [x, y]: Point): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i]!
      const [xj, yj] = ring[j]!
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
    }
  }
  return inside
}

/** Squared distance from a point to a line between two others. */
function toSegment(x: number, y: number, a: Point, b: Point): number {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / length))
  const [ex, ey] = [x - a[0] - t * dx, y - a[1] - t * dy]
  return ex * ex + ey * ey
}

/** Distance to the nearest edge, negative outside. */
export function depth(rings: Ring[], at: Point): number {
  let nearest = Infinity
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
      nearest = Math.min(nearest, toSegment(at[0], at[1], ring[j]!, ring[i]!))
  return contains(rings, at) ? Math.sqrt(nearest) : -Math.sqrt(nearest)
}

/** Points inside, deepest first; the first is near the pole of inaccessibility. `steps` per longer side. */
export function innerPoints(rings: Ring[], steps = 24): Point[] {
  const outer = rings[0]
  if (!outer) return []
  const b = boundsOf(outer)
  const step = Math.max(b.maxX - b.minX, b.maxY - b.minY) / steps
  if (!(step > 0)) return []
  const found: { at: Point; depth: number }[] = []
  for (let y = b.minY + step / 2; y < b.maxY; y += step) {
    for (let x = b.minX + step / 2; x < b.maxX; x += step) {
      const d = depth(rings, [x, y])
      if (d > 0) found.push({ at: [x, y], depth: d })
    }
  }
  return found.sort((p, q) => q.depth - p.depth).map((p) => p.at)
}

/** A number in [0, 1) from a text: the same text always gives the same number (FNV-1a). */
export function seeded(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h ^= h >>> 15
  h = Math.imul(h, 0x2c1b3c6d)
  h ^= h >>> 12
  return (h >>> 0) / 2 ** 32
}

/** Angle between neighbouring florets of a sunflower head; spreads points evenly without rows. */
export const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))

/** SVG path of a shape, rounded to `digits` places. */
export function pathOf(shape: Shape, digits = 5): string {
  const f = (n: number) => Number(n.toFixed(digits))
  return shape
    .flat()
    .map((ring) => `M${ring.map(([x, y]) => `${f(x)} ${f(y)}`).join('L')}Z`)
    .join('')
}

/**
 * Outlines of the union of shapes that share their borders: edges that occur once, joined to lines. Shapes whose
 * borders do not match point for point come out with both borders.
 */
export function unionOutlines(shapes: Shape[], digits = 5): Point[][] {
  const name = (p: Point) => `${p[0].toFixed(digits)},${p[1].toFixed(digits)}`
  const edges = new Map<string, [Point, Point]>()
  for (const ring of shapes.flat(2)) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [a, b] = [name(ring[j]!), name(ring[i]!)]
      if (a === b) continue
      const key = a < b ? `${a}|${b}` : `${b}|${a}`
      if (edges.has(key)) edges.delete(key)
      else edges.set(key, [ring[j]!, ring[i]!])
    }
  }
  const from = new Map<string, [Point, Point][]>()
  for (const edge of edges.values()) {
    const key = name(edge[0])
    from.set(key, [...(from.get(key) ?? []), edge])
  }
  const lines: Point[][] = []
  const used = new Set<[Point, Point]>()
  for (const start of edges.values()) {
    if (used.has(start)) continue
    const line: Point[] = [start[0]]
    for (let edge: [Point, Point] | undefined = start; edge; ) {
      used.add(edge)
      line.push(edge[1])
      edge = from.get(name(edge[1]))?.find((e) => !used.has(e))
    }
    lines.push(line)
  }
  return lines
}
