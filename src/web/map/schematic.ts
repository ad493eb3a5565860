import { Delaunay } from 'd3-delaunay'
import { boundsOf, distance, GOLDEN_ANGLE, type Point, type Ring, seeded } from './geometry.ts'

/**
 * Distance that stands for "one ward apart": the median of the distances to the nearest neighbour. Never much less than
 * an even spread would give, or a few centres entered twice would ask for a grid of billions of points.
 */
export function spacingOf(centres: readonly Point[]): number {
  const nearest = centres
    .map((c, i) => Math.min(...centres.filter((_, j) => j !== i).map((o) => distance(c, o))))
    // 1e-5 degrees are a metre: closer centres are the same place.
    .filter((d) => Number.isFinite(d) && d > 1e-5)
    .sort((a, b) => a - b)
  const median = nearest[Math.floor(nearest.length / 2)]
  if (median === undefined) return 1
  const b = boundsOf(centres)
  return Math.max(median, Math.max(b.maxX - b.minX, b.maxY - b.minY) / (8 * Math.sqrt(centres.length)))
}

/**
 * Places for every area. Those without a centre go where a sunflower spiral from the middle finds room, so that the
 * result never depends on chance; centres that coincide are moved apart.
 */
export function placeCentres(centres: readonly (Point | null)[]): Point[] {
  const known = centres.filter((c): c is Point => c !== null)
  const spacing = spacingOf(known)
  const middle: Point =
    known.length > 0
      ? [
          known.reduce((s, c) => s + c[0], 0) / known.length,
          known.reduce((s, c) => s + c[1], 0) / known.length,
        ]
      : [0, 0]
  const taken: Point[] = []
  const free = (p: Point, room: number) => taken.every((o) => distance(p, o) >= room)
  const spiral = (from: Point, room: number): Point => {
    for (let n = 0; ; n++) {
      const r = spacing * 0.62 * Math.sqrt(n)
      const p: Point = [from[0] + r * Math.cos(n * GOLDEN_ANGLE), from[1] + r * Math.sin(n * GOLDEN_ANGLE)]
      if (free(p, room)) return p
    }
  }
  const placed: (Point | undefined)[] = centres.map((c) => {
    if (!c) return undefined
    const p = free(c, spacing * 0.05) ? c : spiral(c, spacing * 0.4)
    taken.push(p)
    return p
  })
  return placed.map((p) => {
    if (p) return p
    const found = spiral(middle, spacing * 0.9)
    taken.push(found)
    return found
  })
}

/** How far the land reaches around each centre: by the three nearest others, so large wards stay large. */
function reaches(centres: readonly Point[], spacing: number): number[] {
  return centres.map((c, i) => {
    const near = centres
      .filter((_, j) => j !== i)
      .map((o) => distance(c, o))
      .sort((a, b) => a - b)
      .slice(0, 3)
    const mean = near.length > 0 ? near.reduce((s, d) => s + d, 0) / near.length : spacing
    return Math.max(0.85, Math.min(2.6, mean / spacing)) * spacing * 1.2
  })
}

/**
 * Points at sea: a dense staggered grid around the land. Their cells push the outer cells back to something like a
 * coast; how far wavers with the direction, from two slow waves seeded by the centre itself. Openings the sea cannot
 * reach from outside are land.
 */
function seaPoints(centres: readonly Point[], spacing: number): Point[] {
  const reach = reaches(centres, spacing)
  const waves = centres.map((c) => {
    const phase = seeded(`${c[0].toFixed(4)},${c[1].toFixed(4)}`) * Math.PI * 2
    return (angle: number) => 1 + 0.08 * Math.sin(2 * angle + phase) + 0.06 * Math.sin(5 * angle + 2 * phase)
  })
  const farthest = Math.max(...reach) * 1.7
  const b = boundsOf(centres)
  const step = spacing * 0.16
  const columns = Math.ceil((b.maxX - b.minX + 2 * farthest) / step) + 1
  const rows = Math.ceil((b.maxY - b.minY + 2 * farthest) / step) + 1
  const at = (row: number, column: number): Point => [
    b.minX - farthest + (column + (row % 2) / 2) * step,
    b.minY - farthest + row * step,
  ]
  /** Distance to the land: 1 at the shore, 1.7 far out; `reach` is that of the shore met first. */
  const shore = (p: Point) => {
    let least = Infinity
    let by = 0
    for (let i = 0; i < centres.length; i++) {
      const c = centres[i]!
      const d = distance(p, c)
      // The waves stretch a reach by 14 % at most: what cannot be the least needs no angle.
      if (d >= farthest || d >= least * reach[i]! * 1.14) continue
      const part = d / (reach[i]! * waves[i]!(Math.atan2(p[1] - c[1], p[0] - c[0])))
      if (part < least) {
        least = part
        by = reach[i]!
      }
    }
    return { ratio: least, reach: by }
  }
  const open = new Map<number, { ratio: number; reach: number }>()
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const v = shore(at(r, c))
      if (v.ratio >= 1) open.set(r * columns + c, v)
    }
  const sea = new Set<number>()
  const queue: number[] = []
  const visit = (r: number, c: number) => {
    const key = r * columns + c
    if (r < 0 || c < 0 || r >= rows || c >= columns || sea.has(key) || !open.has(key)) return
    sea.add(key)
    queue.push(key)
  }
  for (let r = 0; r < rows; r++) for (const c of [0, columns - 1]) visit(r, c)
  for (let c = 0; c < columns; c++) for (const r of [0, rows - 1]) visit(r, c)
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const [r, c] = [Math.floor(key / columns), key % columns]
    visit(r - 1, c)
    visit(r + 1, c)
    visit(r, c - 1)
    visit(r, c + 1)
  }
  // Narrow inlets between two outer wards are filled: water must lie close to water that is well off the shore.
  const offShore = 1.34
  const wide = (key: number) => {
    const here = open.get(key)!
    if (here.ratio >= offShore) return true
    const room = (offShore - 1) * here.reach + step
    const cells = Math.ceil(room / step)
    const [r, c] = [Math.floor(key / columns), key % columns]
    for (let dr = -cells; dr <= cells; dr++)
      for (let dc = -cells; dc <= cells; dc++) {
        const near = (r + dr) * columns + c + dc
        if (c + dc < 0 || c + dc >= columns || !sea.has(near) || open.get(near)!.ratio < offShore) continue
        if (distance(at(r, c), at(r + dr, c + dc)) <= room) return true
      }
    return false
  }
  return [...sea]
    .sort((a, z) => a - z)
    .filter((key) => open.get(key)!.ratio <= 1.7 && wide(key))
    .map((key) => at(Math.floor(key / columns), key % columns))
}

/** Corner cutting that keeps the ends of an open line. */
function chaikin(line: Point[], times: number): Point[] {
  let current = line
  for (let n = 0; n < times; n++) {
    const next: Point[] = [current[0]!]
    for (let i = 0; i < current.length - 1; i++) {
      const [a, b] = [current[i]!, current[i + 1]!]
      if (i > 0) next.push([a[0] * 0.75 + b[0] * 0.25, a[1] * 0.75 + b[1] * 0.25])
      if (i < current.length - 2) next.push([a[0] * 0.25 + b[0] * 0.75, a[1] * 0.25 + b[1] * 0.75])
    }
    next.push(current.at(-1)!)
    current = next
  }
  return current
}

/** Evenly spaced points, each drawn towards the middle of its neighbours again and again; the ends stay. */
function soften(line: Point[], step: number, times: number): Point[] {
  const points: Point[] = [line[0]!]
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const parts = Math.max(1, Math.round(distance(a, b) / step))
    for (let n = 1; n <= parts; n++)
      points.push([a[0] + ((b[0] - a[0]) * n) / parts, a[1] + ((b[1] - a[1]) * n) / parts])
  }
  let current = points
  for (let n = 0; n < times; n++) {
    current = current.map((p, i) => {
      const [a, b] = [current[i - 1], current[i + 1]]
      return a && b ? [(a[0] + 2 * p[0] + b[0]) / 4, (a[1] + 2 * p[1] + b[1]) / 4] : p
    })
  }
  return current
}

/** A border between two areas bends a little, the same way from both sides. */
function bend(a: Point, b: Point, seed: string): Point[] {
  const length = distance(a, b)
  const normal: Point = [-(b[1] - a[1]) / length, (b[0] - a[0]) / length]
  const sway = (seeded(seed) - 0.5) * 0.16 * length
  const swing = (seeded(`${seed}/`) - 0.5) * 0.12 * length
  const points: Point[] = [a]
  const parts = 4
  for (let i = 1; i < parts; i++) {
    const t = i / parts
    const off = sway * Math.sin(Math.PI * t) + swing * Math.sin(2 * Math.PI * t)
    points.push([a[0] + (b[0] - a[0]) * t + normal[0] * off, a[1] + (b[1] - a[1]) * t + normal[1] * off])
  }
  points.push(b)
  return chaikin(points, 2)
}

/**
 * A drawn map out of nothing but centres: one cell for each, neighbours touching along bent borders, the outer edge a
 * smooth coast. Pure and deterministic; borders are shared point for point. `centres` in the plane of the projection.
 */
export function schematicCells(centres: readonly Point[]): Ring[] {
  if (centres.length === 0) return []
  const spacing = spacingOf(centres)
  const sea = seaPoints(centres, spacing)
  const all = [...centres, ...sea]
  const b = boundsOf(all)
  const margin = spacing
  const voronoi = Delaunay.from(all as [number, number][]).voronoi([
    b.minX - margin,
    b.minY - margin,
    b.maxX + margin,
    b.maxY + margin,
  ])
  const name = (p: Point) => `${p[0].toFixed(9)},${p[1].toFixed(9)}`
  const polygons = centres.map((_, i) => (voronoi.cellPolygon(i) ?? []).slice(1) as unknown as Ring)
  const owners = new Map<string, number[]>()
  const edgeKey = (p: Point, q: Point) => {
    const [m, n] = [name(p), name(q)]
    return m < n ? `${m}|${n}` : `${n}|${m}`
  }
  polygons.forEach((ring, i) => {
    for (let k = 0; k < ring.length; k++) {
      const key = edgeKey(ring[k]!, ring[(k + 1) % ring.length]!)
      owners.set(key, [...(owners.get(key) ?? []), i])
    }
  })
  const SEA = -1
  return polygons.map((ring, i) => {
    const other = ring.map((p, k) => {
      const who = owners.get(edgeKey(p, ring[(k + 1) % ring.length]!)) ?? []
      return who.find((o) => o !== i) ?? SEA
    })
    // Start where the neighbour changes, so that no stretch of border is cut in two by the start of the ring.
    const start = Math.max(
      0,
      other.findIndex((o, k) => o !== other[(k + ring.length - 1) % ring.length]),
    )
    const out: Point[] = []
    for (let k = 0; k < ring.length; ) {
      const neighbour = other[(start + k) % ring.length]!
      const line: Point[] = [ring[(start + k) % ring.length]!]
      do {
        k++
        line.push(ring[(start + k) % ring.length]!)
      } while (k < ring.length && other[(start + k) % ring.length] === neighbour)
      out.push(
        ...stretch(
          line,
          neighbour === SEA,
          `${Math.min(i, neighbour)}-${Math.max(i, neighbour)}`,
          spacing,
        ).slice(0, -1),
      )
    }
    return out
  })
}

/** One stretch of border as seen from one side; computed from its lesser end so that both sides get the same points. */
function stretch(line: Point[], coast: boolean, seed: string, spacing: number): Point[] {
  if (coast) return soften(line, spacing * 0.04, 24)
  const [a, b] = [line[0]!, line.at(-1)!]
  const turned = a[0] > b[0] || (a[0] === b[0] && a[1] > b[1])
  const bent = turned ? bend(b, a, seed) : bend(a, b, seed)
  return turned ? bent.reverse() : bent
}
