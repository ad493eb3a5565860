import { lazy, Suspense } from 'react'
import type { Curve } from '../../domains/command/reports/contract.ts'
import { ReportPage } from '../../domains/command/reports/ui/index.ts'
import { areaShort, say, useArea } from '../kit/api.ts'
import { formatNumber, SkeletonLines, useT } from '../kit/index.ts'
import { caseTone, legendOf } from './case-tones.ts'

const EpiCurve = lazy(async () => ({ default: (await import('../charts/EpiCurve.tsx')).EpiCurve }))
const AreaMap = lazy(async () => ({ default: (await import('../map/AreaMap.tsx')).AreaMap }))

function seriesOf(curve: Curve, title: string) {
  if (curve.parts.length === 0)
    return [{ key: 'all', label: title, values: curve.days.map((d) => d.cell.value) }]
  return (
    curve.parts
      .map((part, i) => ({
        key: String(i),
        label: say(part.words),
        values: curve.days.map((d) => d.parts[i]?.value ?? 0),
        unclassified: part.value === null,
      }))
      // A place where nobody was found would only lengthen the legend.
      .filter((s) => s.values.some((n) => n > 0))
  )
}

/** A situation report with its curve and map; both open the lists that the report holds, not today's. */
export function SituationReport({ id }: { id: string }) {
  const t = useT('shell')
  const area = useArea()
  return (
    <ReportPage
      id={id}
      curve={(curve, title, open) => (
        <Suspense fallback={<SkeletonLines lines={6} />}>
          <EpiCurve
            title={title}
            dates={curve.days.map((d) => d.day)}
            series={seriesOf(curve, title)}
            {...(open
              ? {
                  onOpen: (day: string, series: string | null) => {
                    const found = curve.days.find((d) => d.day === day)
                    const cell =
                      curve.parts.length === 0 || series === null ? found?.cell : found?.parts[Number(series)]
                    if (cell) open(cell.key)
                  },
                }
              : {})}
          />
        </Suspense>
      )}
      map={(sheet, open, column) => {
        const at = Math.max(0, sheet.areaTable.columns.indexOf(column ?? ''))
        const rows = sheet.areaTable.rows.filter((r) => r.areaId !== null && area?.byId.has(r.areaId))
        const about = sheet.sections.flatMap((s) => s.rows).find((r) => r.key === sheet.areaTable.columns[at])
        const values = rows.map((r) => r.cells[at]?.value ?? 0)
        return (
          <Suspense fallback={<SkeletonLines lines={6} />}>
            <AreaMap
              title={about ? say(about.words) : t('home.map')}
              areas={rows.map((r, i) => {
                const found = area!.byId.get(r.areaId!)!
                return {
                  id: found.id,
                  name: areaShort(found),
                  centre: found.centre,
                  value: values[i]!,
                  label: formatNumber(values[i]!),
                  tone: caseTone(values, values[i]!),
                }
              })}
              legend={legendOf(values, t)}
              onOpen={(areaId) => {
                const cell = rows.find((r) => r.areaId === areaId)?.cells[at]
                if (cell) open(cell.key)
              }}
            />
          </Suspense>
        )
      }}
    />
  )
}
