import type { ReactNode } from 'react'
import type { MapModel } from './model.ts'
import type { MapView } from './use-map-view.ts'

/** What an area is, over its upper edge. */
export function Tip(props: { view: MapView; model: MapModel; id: number; children: ReactNode }) {
  const cell = props.model.cells.find((c) => c.id === props.id)
  if (!cell) return null
  const screen = cell.rings[0]!.map(props.view.toScreen)
  const top = Math.max(66, Math.min(...screen.map((p) => p[1])))
  const [x] = props.view.toScreen(cell.spots[0] ?? cell.rings[0]![0]!)
  return (
    <div className="vx-map-tip" style={{ left: x, top }}>
      {props.children}
    </div>
  )
}
