import {
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Bounds, Point } from './geometry.ts'

export interface MapView {
  /** The drawing, which is moved as a whole while a hand moves the map. */
  drawn: RefObject<HTMLDivElement | null>
  /** px per plane unit at this zoom. */
  scale: number
  zoom: number
  toScreen: (p: Point) => Point
  toPlane: (p: Point) => Point
  zoomBy: (factor: number, at?: Point) => void
  panBy: (dx: number, dy: number) => void
  reset: () => void
  /** True while a wheel turned over the map did nothing but scroll the page. */
  wheelHint: boolean
  /** True right after a drag, so that letting go is not taken for a click. */
  dragged: () => boolean
  /** True while a hand moves the map. */
  moving: () => boolean
  pointer: {
    onPointerDown: (event: PointerEvent) => void
    onPointerMove: (event: PointerEvent) => void
    onPointerUp: (event: PointerEvent) => void
    onPointerCancel: (event: PointerEvent) => void
  }
}

const MOST = 14
const PADDING = 10
/** ms after the last turn of the wheel until the map is drawn anew. */
const REST = 140

interface Camera {
  zoom: number
  x: number
  y: number
}

/**
 * Zoom and pan of a plane inside a frame of `width` × `height` px; `tools` px at the right belong to the buttons. The
 * wheel zooms when the map has the focus or Ctrl is held, so that scrolling a page does not get caught in a map. While
 * a hand or the wheel moves it, the drawing follows as a layer of its own, which the browser shifts without painting it;
 * React draws again when it comes to rest.
 */
export function useMapView(
  frame: RefObject<HTMLElement | null>,
  bounds: Bounds,
  width: number,
  height: number,
  tools: number,
): MapView {
  const middle: Point = [(bounds.minX + bounds.maxX) / 2, (bounds.minY + bounds.maxY) / 2]
  const span: Point = [Math.max(1e-9, bounds.maxX - bounds.minX), Math.max(1e-9, bounds.maxY - bounds.minY)]
  const centre: Point = [(width - tools) / 2, height / 2]
  const fit = Math.min((width - tools - 2 * PADDING) / span[0], (height - 2 * PADDING) / span[1])
  const [camera, setCamera] = useState<Camera>({ zoom: 1, x: middle[0], y: middle[1] })
  const drawn = useRef<HTMLDivElement>(null)
  /** Where the map is by now, ahead of what is drawn. */
  const live = useRef(camera)
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined)
  const fingers = useRef(new Map<number, Point>())
  const start = useRef<Point>([0, 0])
  const moved = useRef(false)
  const [wheelHint, setWheelHint] = useState(false)
  const key = `${bounds.minX},${bounds.minY},${bounds.maxX},${bounds.maxY}`
  const lastKey = useRef(key)
  if (lastKey.current !== key) {
    lastKey.current = key
    setCamera({ zoom: 1, x: middle[0], y: middle[1] })
  }
  useLayoutEffect(() => {
    live.current = camera
    drawn.current?.style.removeProperty('transform')
  }, [camera])
  useEffect(() => () => clearTimeout(resting.current), [])

  const scale = Math.max(1e-9, fit) * camera.zoom
  const clamp = (next: Camera): Camera => {
    const zoom = Math.max(1, Math.min(MOST, next.zoom))
    // At zoom 1 the map stays in the middle; further in, the view may reach the edge of the land.
    const slackX = Math.max(0, span[0] / 2 - centre[0] / (fit * zoom)) + (zoom > 1 ? 20 / (fit * zoom) : 0)
    const slackY = Math.max(0, span[1] / 2 - centre[1] / (fit * zoom)) + (zoom > 1 ? 20 / (fit * zoom) : 0)
    return {
      zoom,
      x: Math.max(middle[0] - slackX, Math.min(middle[0] + slackX, next.x)),
      y: Math.max(middle[1] - slackY, Math.min(middle[1] + slackY, next.y)),
    }
  }
  const toScreen = ([x, y]: Point): Point => [
    (x - camera.x) * scale + centre[0],
    (y - camera.y) * scale + height / 2,
  ]
  const toPlane = ([x, y]: Point): Point => {
    const now = live.current
    return [(x - centre[0]) / (fit * now.zoom) + now.x, (y - height / 2) / (fit * now.zoom) + now.y]
  }

  const rest = () => {
    clearTimeout(resting.current)
    setCamera(live.current)
  }
  /** Moves the drawing at once and leaves the drawing for later. */
  const follow = (next: Camera) => {
    live.current = next
    const s = next.zoom / camera.zoom
    const px = fit * next.zoom
    const dx = centre[0] * (1 - s) + (camera.x - next.x) * px
    const dy = (height / 2) * (1 - s) + (camera.y - next.y) * px
    // Whole pixels: a picture that lies between them is reckoned anew by machines without a graphics card.
    const at = s === 1 ? [Math.round(dx), Math.round(dy)] : [dx, dy]
    if (drawn.current) drawn.current.style.transform = `translate(${at[0]}px, ${at[1]}px) scale(${s})`
    clearTimeout(resting.current)
    // A hand that stands still has not let go.
    if (fingers.current.size === 0) resting.current = setTimeout(rest, REST)
  }
  const zoomed = (c: Camera, factor: number, at: Point): Camera => {
    const zoom = Math.max(1, Math.min(MOST, c.zoom * factor))
    const [before, after] = [fit * c.zoom, fit * zoom]
    const [dx, dy] = [at[0] - centre[0], at[1] - height / 2]
    return clamp({ zoom, x: c.x + dx / before - dx / after, y: c.y + dy / before - dy / after })
  }
  const zoomBy = (factor: number, at: Point = centre) => {
    live.current = zoomed(live.current, factor, at)
    rest()
  }
  const panBy = (dx: number, dy: number) => {
    const c = live.current
    follow(clamp({ ...c, x: c.x - dx / (fit * c.zoom), y: c.y - dy / (fit * c.zoom) }))
  }

  const local = (event: { clientX: number; clientY: number }): Point => {
    const box = frame.current?.getBoundingClientRect()
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)]
  }

  const turn = (factor: number, at: Point) => follow(zoomed(live.current, factor, at))
  const latest = useRef({ turn, local })
  latest.current = { turn, local }
  useEffect(() => {
    const ground = frame.current
    if (!ground) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey && !ground.contains(document.activeElement)) {
        setWheelHint(true)
        clearTimeout(timer)
        timer = setTimeout(() => setWheelHint(false), 1200)
        return
      }
      event.preventDefault()
      const lines = event.deltaMode === 1 ? 20 : 1
      latest.current.turn(Math.exp(-event.deltaY * lines * 0.0022), latest.current.local(event))
    }
    ground.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      clearTimeout(timer)
      ground.removeEventListener('wheel', onWheel)
    }
  }, [frame])

  const onPointerDown = (event: PointerEvent) => {
    const at = local(event)
    if (fingers.current.size === 0) {
      start.current = at
      moved.current = false
    }
    fingers.current.set(event.pointerId, at)
  }
  const onPointerMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId)
    if (!before) return
    const at = local(event)
    const others = [...fingers.current.entries()].filter(([id]) => id !== event.pointerId)
    fingers.current.set(event.pointerId, at)
    if (!moved.current && Math.hypot(at[0] - start.current[0], at[1] - start.current[1]) < 5) return
    if (!moved.current) {
      moved.current = true
      // Captured only once it is a drag: a captured pointer would take the click away from the area under it.
      ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
    }
    const other = others[0]?.[1]
    if (!other) {
      panBy(at[0] - before[0], at[1] - before[1])
      return
    }
    const apart = (p: Point) => Math.max(1, Math.hypot(p[0] - other[0], p[1] - other[1]))
    turn(apart(at) / apart(before), [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2])
    panBy((at[0] - before[0]) / 2, (at[1] - before[1]) / 2)
  }
  const onPointerUp = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId)
    if (moved.current && fingers.current.size === 0) rest()
  }

  return {
    drawn,
    scale,
    zoom: camera.zoom,
    toScreen,
    toPlane,
    zoomBy,
    panBy,
    reset: () => setCamera({ zoom: 1, x: middle[0], y: middle[1] }),
    wheelHint,
    dragged: useCallback(() => moved.current, []),
    moving: useCallback(() => moved.current && fingers.current.size > 0, []),
    pointer: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp },
  }
}
