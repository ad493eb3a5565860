import type { ReactNode } from 'react'
import { DataTable } from '../kit/data-table.tsx'
import { formatNumber } from '../kit/format.ts'
import { useT } from '../kit/i18n.ts'
import type { AreaMapProps } from './AreaMap.tsx'
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

/** The same areas as a list, most affected first. */
export function MapTable(
  props: AreaMapProps & { toneWords: Record<string, string>; press: (id: number) => void },
) {
  const t = useT('kit')
  const { areas, toneWords, press, valueLabel } = props
  return (
    <DataTable
      label={props.title}
      rows={[...areas].sort((a, b) => (b.value ?? -1) - (a.value ?? -1))}
      rowKey={(a) => String(a.id)}
      phone="table"
      dense
      maxHeight="420px"
      onRowOpen={props.onOpen || props.onSelect ? (a) => press(a.id) : undefined}
      hrefOf={areas.every((a) => a.href) && areas.length > 0 ? (a) => a.href! : undefined}
      columns={[
        { key: 'name', label: t('map.area') },
        {
          key: 'value',
          label: valueLabel ?? t('map.value'),
          align: 'right',
          render: (a) => a.label ?? formatNumber(a.value),
        },
        { key: 'tone', label: t('map.level'), render: (a) => (a.tone ? (toneWords[a.tone] ?? '') : '') },
      ]}
    />
  )
}
