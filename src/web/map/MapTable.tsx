import { DataTable } from '../kit/data-table.tsx'
import { formatNumber } from '../kit/format.ts'
import { useT } from '../kit/i18n.ts'
import type { AreaMapProps } from './AreaMap.tsx'

/** The same areas as a list, most affected first. */
export default function MapTable(
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
