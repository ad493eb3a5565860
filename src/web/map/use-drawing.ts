import { useEffect, useRef, useState } from 'react'
import type { LonLat, Point } from './geometry.ts'
import type { MapModel } from './model.ts'
import type { MapView } from './use-map-view.ts'

export interface Drawing {
  active: boolean
  corners: Point[]
  pointer: Point | null
  toggle: () => void
  add: (at: Point) => void
  hover: (at: Point | null) => void
  finish: () => void
}

/**
 * Drawing a polygon by its corners: click adds, double click or Enter closes, Backspace takes the last corner back,
 * Esc gives up. The result goes out in WGS 84, open, at least three corners.
 */
export function useDrawing(model: MapModel, view: MapView, onDraw?: (polygon: LonLat[]) => void): Drawing {
  const [active, setActive] = useState(false)
  const [corners, setCorners] = useState<Point[]>([])
  const [pointer, setPointer] = useState<Point | null>(null)

  const stop = () => {
    setActive(false)
    setCorners([])
    setPointer(null)
  }
  const near = (a: Point, b: Point) => {
    const [p, q] = [view.toScreen(a), view.toScreen(b)]
    return Math.hypot(p[0] - q[0], p[1] - q[1]) < 6
  }
  const finish = () => {
    // A double click is also two clicks, so the last corner comes twice.
    const clean = corners.filter((c, i) => i === 0 || !near(c, corners[i - 1]!))
    if (clean.length > 2 && near(clean[0]!, clean.at(-1)!)) clean.pop()
    if (clean.length < 3) return
    onDraw?.(clean.map(model.projection.inverse))
    stop()
  }
  const add = (at: Point) => {
    const corner = view.toPlane(at)
    if (corners.length > 2 && near(corner, corners[0]!)) finish()
    else setCorners([...corners, corner])
  }

  const keys = useRef<(event: KeyboardEvent) => void>(() => {})
  keys.current = (event) => {
    if (event.key === 'Escape') stop()
    else if (event.key === 'Enter') finish()
    else if (event.key === 'Backspace') setCorners((c) => c.slice(0, -1))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  useEffect(() => {
    if (!active) return
    const onKey = (event: KeyboardEvent) => keys.current(event)
    // Capturing, because Enter would otherwise press whichever button started the drawing.
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [active])

  return {
    active,
    corners,
    pointer,
    toggle: () => (active ? stop() : setActive(true)),
    add,
    hover: setPointer,
    finish,
  }
}
