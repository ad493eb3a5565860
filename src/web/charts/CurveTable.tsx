import { DataTable } from '../kit/data-table.tsx'
import { formatDate } from '../kit/format.ts'
import { useT } from '../kit/i18n.ts'
import { NumberLink } from '../kit/stat.tsx'
import type { EpiCurveProps } from './EpiCurve.tsx'
import type { EpiCurveData } from './epi-curve-option.ts'

/** The same days as a list, the last first. */
export default function CurveTable({
  data,
  onOpen,
  title,
}: {
  data: EpiCurveData
  onOpen: EpiCurveProps['onOpen']
  title: string
}) {
  const t = useT('kit')
  const rows = data.dates.map((date, i) => ({ date, i })).reverse()
  const sum = (i: number) => data.series.reduce((n, s) => n + (s.values[i] ?? 0), 0)
  const all = data.dates.reduce((n, _, i) => n + sum(i), 0)
  return (
    <DataTable
      label={title}
      rows={rows}
      rowKey={(r) => r.date}
      dense
      phone="table"
      maxHeight="300px"
      columns={[
        { key: 'date', label: t('curve.date'), type: 'date' },
        ...data.series.map((s) => ({
          key: s.key,
          label: s.label,
          type: 'number' as const,
          total: s.values.reduce((n, v) => n + v, 0),
          render: (r: { date: string; i: number }) => (
            <NumberLink
              value={s.values[r.i] ?? 0}
              onOpen={onOpen && s.values[r.i] ? () => onOpen(r.date, s.key) : undefined}
              label={`${s.label} ${formatDate(r.date)}`}
            />
          ),
        })),
        {
          key: 'total',
          label: t('curve.total'),
          type: 'number' as const,
          total: all,
          render: (r: { date: string; i: number }) => <NumberLink value={sum(r.i)} />,
        },
      ]}
    />
  )
}
