import { createReadStream } from 'node:fs'
import { problem } from '../../../../platform/problems.ts'
import type { LonLatPolygons } from './topology.ts'

export interface FileFeature {
  /** Every property that holds a text or a number, as text. */
  properties: Record<string, string>
  polygons: LonLatPolygons
}

const MOST_BYTES = 40_000_000
const MOST_FEATURES = 20_000
const MOST_POINTS = 400_000
/** Degrees; Vietnam is 15° high. */
const MOST_SPAN = 20

/**
 * The polygons of a GeoJSON file (RFC 7946: WGS 84, longitude first). Features without an area are passed over.
 * @throws Problem file-too-large, boundary-file-unreadable, boundary-not-degrees, boundary-file-empty, boundary-too-many
 */
export async function readGeoJson(path: string): Promise<FileFeature[]> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of createReadStream(path)) {
    bytes += (piece as Buffer).length
    if (bytes > MOST_BYTES) throw problem('file-too-large')
    pieces.push(piece as Buffer)
  }
  let file: unknown
  try {
    file = JSON.parse(
      Buffer.concat(pieces)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    )
  } catch {
    throw problem('boundary-file-unreadable')
  }
  const features = (file as { features?: unknown })?.features
  if ((file as { type?: unknown })?.type !== 'FeatureCollection' || !Array.isArray(features))
    throw problem('boundary-file-unreadable')
  const found: FileFeature[] = []
  let points = 0
  for (const feature of features) {
    const geometry = (feature as { geometry?: { type?: unknown; coordinates?: unknown } })?.geometry
    const polygons =
      geometry?.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry?.type === 'MultiPolygon'
          ? geometry.coordinates
          : undefined
    if (polygons === undefined) continue
    const clean = polygonsOf(polygons)
    if (clean.length === 0) continue
    points += clean.flat().reduce((n, ring) => n + ring.length, 0)
    found.push({
      properties: textsOf((feature as { properties?: unknown }).properties),
      polygons: clean,
    })
    if (found.length > MOST_FEATURES || points > MOST_POINTS)
      throw problem('boundary-too-many', { features: MOST_FEATURES, points: MOST_POINTS })
  }
  if (found.length === 0) throw problem('boundary-file-empty')
  checkSpan(found)
  return found
}

/** Rings of at least three corners, each a pair of finite degrees. @throws Problem boundary-file-unreadable, boundary-not-degrees */
function polygonsOf(polygons: unknown): LonLatPolygons {
  if (!Array.isArray(polygons)) throw problem('boundary-file-unreadable')
  return polygons
    .map((rings: unknown) => {
      if (!Array.isArray(rings)) throw problem('boundary-file-unreadable')
      return rings
        .map((ring: unknown) => {
          if (!Array.isArray(ring)) throw problem('boundary-file-unreadable')
          return ring.map((p: unknown) => {
            const [lon, lat] = Array.isArray(p) ? p : []
            if (!Number.isFinite(lon) || !Number.isFinite(lat)) throw problem('boundary-file-unreadable')
            if (Math.abs(lon) > 180 || Math.abs(lat) > 85) throw problem('boundary-not-degrees')
            return [lon, lat] as const
          })
        })
        .filter((ring) => new Set(ring.map(String)).size >= 3)
    })
    .filter((rings) => rings.length > 0)
}

function checkSpan(features: FileFeature[]): void {
  const box = [180, 90, -180, -90]
  for (const ring of features.flatMap((f) => f.polygons.flat()))
    for (const [lon, lat] of ring) {
      box[0] = Math.min(box[0]!, lon!)
      box[1] = Math.min(box[1]!, lat!)
      box[2] = Math.max(box[2]!, lon!)
      box[3] = Math.max(box[3]!, lat!)
    }
  if (box[2]! - box[0]! > MOST_SPAN || box[3]! - box[1]! > MOST_SPAN) throw problem('boundary-not-degrees')
}

function textsOf(properties: unknown): Record<string, string> {
  if (typeof properties !== 'object' || properties === null) return {}
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, v]) => (typeof v === 'string' && v.trim() !== '') || typeof v === 'number')
      .map(([k, v]) => [k, String(v).normalize('NFC').trim().slice(0, 200)]),
  )
}
