import { ActionIcon } from '@mantine/core'
import { Maximize, Minus, PenTool, Plus, Table2 } from 'lucide-react'
import {
  type KeyboardEvent,
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { formatNumber } from '../kit/format.ts'
import { useT } from '../kit/i18n.ts'
import '../kit/messages.ts'
import { SkeletonLines } from '../kit/states.tsx'
import { AreaPaths } from './AreaPaths.tsx'
import type { Boundary, LonLat, Point } from './geometry.ts'
import { Draft, type MapOverlay, type MapPoint, PointGlyph, Points, Zones } from './MapOverlays.tsx'
import { Tip } from './Tip.tsx'
import type { Drawing } from './topology.ts'
import { type DrawingOf, useBoundaries } from './use-boundaries.ts'
import { useDrawing } from './use-drawing.ts'
import { useLabels, useMapModel } from './use-map-model.ts'
import { type MapView, useMapView } from './use-map-view.ts'
import './map.css'

const MapTable = lazy(() => import('./MapTable.tsx'))

export type MapTone = 'neutral' | 'risk1' | 'risk2' | 'risk3' | 'risk4'

export interface MapArea {
  id: number
  name: string
  /** WGS 84 [lon, lat]; null is placed where there is room. */
  centre: LonLat | null
  boundary?: Boundary | null
  /** Drawn this way instead of by the boundary in force: a set under review. */
  drawing?: Drawing
  value?: number | null
  /** Shown under the name in place of the value. */
  label?: string
  tone?: MapTone
  href?: string
  /** The unit above (district), for heavier borders on maps of several. */
  group?: string
}

export interface AreaMapProps {
  title: string
  areas: readonly MapArea[]
  legend: readonly { tone: MapTone; label: string }[]
  overlays?: readonly MapOverlay[]
  points?: readonly MapPoint[]
  /** Words for the kinds of points, for the legend. */
  pointKinds?: Readonly<Record<string, string>>
  onOpen?: (id: number) => void
  /** Offers drawing; gets the corners in WGS 84. */
  onDraw?: (polygon: LonLat[]) => void
  selected?: readonly number[]
  /** With it a press selects instead of opening. */
  onSelect?: (ids: number[]) => void
  /** What the value counts, for the table and the ear: 'ca 14 ngày'. */
  valueLabel?: string
  /** px; default follows the shape of the land, 260–560. */
  height?: number
}

// Names are read from the areas themselves.
const HIDDEN = { 'aria-hidden': true }

/** Size of an element in px, kept up to date. */
function useSize() {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!ref.current) return
    const seen = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)))
    seen.observe(ref.current)
    return () => seen.disconnect()
  }, [])
  return [ref, width] as const
}

/** Areas coloured by level, with names and values; opens an area, selects several, draws zones. */
export function AreaMap(props: AreaMapProps) {
  const drawingOf = useBoundaries()
  if (!drawingOf) return <SkeletonLines lines={8} />
  return <DrawnMap {...props} drawingOf={drawingOf} />
}

function DrawnMap({ drawingOf, ...props }: AreaMapProps & { drawingOf: DrawingOf }) {
  const {
    areas,
    title,
    legend,
    overlays = [],
    points = [],
    pointKinds = {},
    selected = [],
    valueLabel,
  } = props
  const t = useT('kit')
  const model = useMapModel(useMemo(() => areas.map((a) => withDrawing(a, drawingOf)), [areas, drawingOf]))
  const [box, width] = useSize()
  const ground = useRef<HTMLDivElement>(null)
  // Beside the map on a desk, under it where every px of width is needed.
  const tools = width < 480 ? 0 : 36
  const { minX, minY, maxX, maxY } = model.bounds
  const natural =
    areas.length > 0 ? ((width - tools - 20) * (maxY - minY)) / Math.max(1e-9, maxX - minX) + 20 : 260
  const fitting = Math.round(Math.max(Math.min(260, width * 0.9), Math.min(560, natural)))
  // A height chosen for a desk would be mostly empty on a phone.
  const height = props.height && tools > 0 ? props.height : fitting
  const view = useMapView(ground, model.bounds, width, height, tools)
  const drawing = useDrawing(model, view, props.onDraw)
  const [table, setTable] = useState(false)
  const [over, setOver] = useState<number | null>(null)
  const hintId = useId()

  const toneWords = Object.fromEntries(legend.map((l) => [l.tone, l.label]))
  const shown = (a: MapArea) =>
    a.label ?? (a.value === null || a.value === undefined ? '' : formatNumber(a.value))
  const spoken = (a: MapArea) =>
    [a.name, shown(a) && [shown(a), valueLabel].filter(Boolean).join(' '), a.tone && toneWords[a.tone]]
      .filter(Boolean)
      .join(', ')
  const press = (id: number) => {
    if (props.onSelect)
      props.onSelect(selected.includes(id) ? selected.filter((s) => s !== id) : [...selected, id])
    else props.onOpen?.(id)
  }
  const { dragged, moving } = view
  // What passes under a hand that moves the map is not pointed at.
  const onOver = useCallback(
    (id: number | null) => {
      if (!moving()) setOver(id)
    },
    [moving],
  )
  const pressed = useRef(press)
  pressed.current = press
  const onPress = useCallback(
    (id: number) => {
      if (!dragged()) pressed.current(id)
    },
    [dragged],
  )
  const labels = useLabels(model, areas, shown, view.scale, labelSize(width))
  const where = (event: { clientX: number; clientY: number }): Point => {
    const r = ground.current!.getBoundingClientRect()
    return [event.clientX - r.left, event.clientY - r.top]
  }
  const [tx, ty] = view.toScreen([0, 0])
  const hovered = over === null ? undefined : areas.find((a) => a.id === over)
  const highlighted = model.cells.filter((c) => (c.id === over && !drawing.active) || selected.includes(c.id))

  return (
    <figure className="vx-map" aria-label={title}>
      <div ref={box} className="vx-map-frame" style={{ minHeight: table ? undefined : height }}>
        {table ? (
          <Suspense fallback={<div style={{ height }} />}>
            <MapTable {...props} toneWords={toneWords} press={press} />
          </Suspense>
        ) : (
          width > 0 && (
            // biome-ignore lint/a11y/useSemanticElements: a map is no set of fields
            <div
              ref={ground}
              role="group"
              className="vx-map-ground"
              style={{ height }}
              data-drawing={drawing.active || undefined}
              data-zoomed={view.zoom > 1 || undefined}
              aria-label={title}
              aria-describedby={hintId}
              onKeyDown={(event) => steer(event, view)}
              {...view.pointer}
              onPointerMove={(event) => {
                view.pointer.onPointerMove(event)
                if (drawing.active) drawing.hover(where(event))
              }}
              onPointerLeave={() => {
                setOver(null)
                drawing.hover(null)
              }}
              onClick={(event) => {
                if (drawing.active && !view.dragged()) drawing.add(where(event))
              }}
              onDoubleClick={() => (drawing.active ? drawing.finish() : undefined)}
            >
              <div ref={view.drawn} className="vx-map-layer">
                <svg width={width} height={height} role="presentation">
                  <g transform={`translate(${tx} ${ty}) scale(${view.scale})`}>
                    <AreaPaths
                      cells={model.cells}
                      paths={model.pathsAt(view.scale)}
                      tones={areas.map((a) => a.tone ?? 'neutral')}
                      names={areas.map(spoken)}
                      usable={!drawing.active && Boolean(props.onSelect ?? props.onOpen)}
                      selected={props.onSelect ? selected : undefined}
                      onOver={onOver}
                      onPress={onPress}
                    />
                    {model.groupPath && <path className="vx-map-groups" d={model.groupPath} />}
                    {highlighted.map((cell) => (
                      <path
                        key={cell.id}
                        className="vx-map-ring"
                        data-selected={selected.includes(cell.id) || undefined}
                        d={cell.path}
                      />
                    ))}
                  </g>
                  <Zones overlays={overlays} model={model} view={view} />
                  <Points points={points} model={model} view={view} width={width} height={height} />
                  <g className="vx-map-labels" data-over={points.length > 0 || undefined} {...HIDDEN}>
                    {labels.map((label) => (
                      <g
                        key={label.id}
                        transform={`translate(${label.x + tx} ${label.y + ty})`}
                        fontSize={label.size}
                      >
                        {label.lines.map((text, n) => (
                          <text key={text} y={lineY(label, n)}>
                            {text}
                          </text>
                        ))}
                        {label.value && (
                          <text
                            className="vx-map-value"
                            y={lineY(label, label.lines.length)}
                            fontSize={label.size * 1.08}
                          >
                            {label.value}
                          </text>
                        )}
                      </g>
                    ))}
                  </g>
                  {drawing.active && (
                    <Draft corners={drawing.corners} pointer={drawing.pointer} view={view} />
                  )}
                </svg>
              </div>
            </div>
          )
        )}
        {!table && hovered && !drawing.active && (
          <Tip view={view} model={model} id={hovered.id}>
            <b>{hovered.name}</b>
            {shown(hovered) && (
              <span>
                {shown(hovered)} {valueLabel}
              </span>
            )}
            {hovered.tone && toneWords[hovered.tone] && <span>{toneWords[hovered.tone]}</span>}
          </Tip>
        )}
        {view.wheelHint && <div className="vx-map-hint">{t('map.wheel')}</div>}
        {drawing.active && <div className="vx-map-hint">{t('map.drawing')}</div>}
        <div className="vx-map-tools vx-no-print" data-row={tools === 0 || table || undefined}>
          <ActionIcon
            variant={table ? 'filled' : 'default'}
            color="green"
            aria-label={table ? t('map.showMap') : t('table.view')}
            aria-pressed={table}
            onClick={() => setTable((v) => !v)}
          >
            <Table2 size={15} aria-hidden="true" />
          </ActionIcon>
          {!table && (
            <>
              {props.onDraw && (
                <ActionIcon
                  variant={drawing.active ? 'filled' : 'default'}
                  color="green"
                  aria-label={t('map.draw')}
                  aria-pressed={drawing.active}
                  onClick={drawing.toggle}
                >
                  <PenTool size={15} aria-hidden="true" />
                </ActionIcon>
              )}
              <ActionIcon variant="default" aria-label={t('map.zoomIn')} onClick={() => view.zoomBy(1.6)}>
                <Plus size={15} aria-hidden="true" />
              </ActionIcon>
              <ActionIcon
                variant="default"
                aria-label={t('map.zoomOut')}
                disabled={view.zoom === 1}
                onClick={() => view.zoomBy(1 / 1.6)}
              >
                <Minus size={15} aria-hidden="true" />
              </ActionIcon>
              {view.zoom > 1 && (
                <ActionIcon variant="default" aria-label={t('map.reset')} onClick={view.reset}>
                  <Maximize size={15} aria-hidden="true" />
                </ActionIcon>
              )}
            </>
          )}
        </div>
      </div>
      <figcaption className="vx-map-legend">
        {legend.map((l) => (
          <span key={l.tone}>
            <i data-tone={l.tone} />
            {l.label}
          </span>
        ))}
        {overlays.length > 0 && (
          <span>
            <i data-zone={overlays[0]!.tone} />
            {t('map.zone')}
          </span>
        )}
        {Object.entries(pointKinds).map(([kind, label]) => (
          <span key={kind}>
            <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
              <PointGlyph kind={kind} />
            </svg>
            {label}
          </span>
        ))}
        {model.schematic && areas.length > 1 && (
          <span className="vx-map-note">
            {areas.some((a) => a.centre) ? t('map.schematic') : t('map.schematic.noPlaces')}
          </span>
        )}
        <span id={hintId} className="vx-visually-hidden">
          {t('map.keys')}
        </span>
      </figcaption>
    </figure>
  )
}

function withDrawing(area: MapArea, drawingOf: DrawingOf): MapArea {
  const drawing = area.drawing || area.boundary ? undefined : drawingOf(area.id)
  return drawing ? { ...area, drawing } : area
}

/** Keys that move the view: + − 0, and the arrows once zoomed in. */
function steer(event: KeyboardEvent, view: MapView): void {
  if (event.ctrlKey || event.metaKey) return
  const { key } = event
  const pan: readonly [number, number] | undefined = {
    ArrowLeft: [60, 0] as const,
    ArrowRight: [-60, 0] as const,
    ArrowUp: [0, 60] as const,
    ArrowDown: [0, -60] as const,
  }[key]
  if (key === '+' || key === '=') view.zoomBy(1.4)
  else if (key === '-') view.zoomBy(1 / 1.4)
  else if (key === '0') view.reset()
  else if (pan && view.zoom > 1) view.panBy(pan[0], pan[1])
  else return
  event.preventDefault()
}

/** px; read from across the room on a wall, small but legible on a phone. */
function labelSize(width: number): number {
  const wall = typeof document !== 'undefined' && document.documentElement.hasAttribute('data-wall')
  return wall ? 16 : width < 480 ? 11 : 11.5
}

function lineY(label: { lines: string[]; value: string; size: number }, n: number): number {
  const rows = label.lines.length + (label.value ? 1 : 0)
  return (n - (rows - 1) / 2) * label.size * 1.25
}
