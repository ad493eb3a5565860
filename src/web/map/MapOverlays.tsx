import type { Tone } from '../kit/status.tsx'
import { boundsOf, type LonLat, type Point, unionOutlines } from './geometry.ts'
import type { MapModel } from './model.ts'
import type { MapView } from './use-map-view.ts'

export interface MapOverlay {
  id: string | number
  name: string
  kind: 'zone'
  /** WGS 84, open or closed ring. */
  polygon?: readonly LonLat[]
  /** Whole areas instead of a polygon of its own. */
  areaIds?: readonly number[]
  tone: Tone
}

export interface MapPoint {
  id: string | number
  name: string
  lon: number
  lat: number
  /** 'checkpoint' | 'quarantine' | 'treatment' | 'testing' | 'vaccination', or any other: a dot. */
  kind: string
}

const line = (points: readonly Point[], close: boolean) =>
  `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}${close ? 'Z' : ''}`

/** Zones as dashed outlines; one too small to make out becomes a ring of fixed size. */
export function Zones({
  overlays,
  model,
  view,
}: {
  overlays: readonly MapOverlay[]
  model: MapModel
  view: MapView
}) {
  return (
    <g className="vx-map-zones">
      {overlays.map((zone) => {
        const own = (zone.polygon ?? []).map((p) => view.toScreen(model.projection.forward(p)))
        const shapes = model.cells.filter((c) => zone.areaIds?.includes(c.id)).map((c) => c.shape)
        const outlines = unionOutlines(shapes, 6).map((l) => l.map(view.toScreen))
        const lines = own.length > 2 ? [own] : outlines
        if (lines.length === 0) return null
        const b = boundsOf(lines.flat())
        const small = Math.max(b.maxX - b.minX, b.maxY - b.minY) < 16
        return (
          <g key={zone.id} data-tone={zone.tone}>
            <title>{zone.name}</title>
            {small ? (
              <circle cx={(b.minX + b.maxX) / 2} cy={(b.minY + b.maxY) / 2} r="9" />
            ) : (
              <path d={lines.map((l) => line(l, own.length > 2)).join('')} />
            )}
          </g>
        )
      })}
    </g>
  )
}

const GLYPHS: Record<string, string> = {
  checkpoint: 'M0-5.2 5.2 0 0 5.2-5.2 0Z',
  quarantine: 'M-4.2-4.2h8.4v8.4h-8.4Z',
  treatment: 'M-1.7-5h3.4v3.3H5v3.4H1.7V5h-3.4V1.7H-5v-3.4h3.3Z',
  testing: 'M0-5 4.9 4.2H-4.9Z',
  vaccination: 'M0 5-4.9-4.2H4.9Z',
}
const DOT = 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z'

export function PointGlyph({ kind }: { kind: string }) {
  return <path className="vx-map-glyph" data-kind={kind} d={GLYPHS[kind] ?? DOT} />
}

/** Points from this zoom on when there are many: 470 checkpoints would bury a district. */
export const POINTS_FROM = 1.8
export const FEW_POINTS = 40

export function Points(props: {
  points: readonly MapPoint[]
  model: MapModel
  view: MapView
  width: number
  height: number
}) {
  const { points, model, view, width, height } = props
  if (points.length > FEW_POINTS && view.zoom < POINTS_FROM) return null
  return (
    <g className="vx-map-points">
      {points.map((p) => {
        const [x, y] = view.toScreen(model.projection.forward([p.lon, p.lat]))
        // A frame's width around the view is drawn too: it comes in while the map is moved.
        if (x < -width || y < -height || x > 2 * width || y > 2 * height) return null
        return (
          <g key={p.id} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
            <title>{p.name}</title>
            <PointGlyph kind={p.kind} />
          </g>
        )
      })}
    </g>
  )
}

/** The polygon being drawn: corners so far and the line to the pointer. */
export function Draft({
  corners,
  pointer,
  view,
}: {
  corners: readonly Point[]
  pointer: Point | null
  view: MapView
}) {
  const shown = corners.map(view.toScreen)
  const all = pointer ? [...shown, pointer] : shown
  return (
    <g className="vx-map-draft">
      {all.length > 1 && <path d={line(all, all.length > 2)} />}
      {shown.map(([x, y], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: corners have no identity but their order
        <circle key={i} cx={x} cy={y} r={i === 0 ? 5 : 3.5} />
      ))}
    </g>
  )
}
