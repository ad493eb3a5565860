import { lazy, Suspense } from 'react'
import { ReportPage } from '../../domains/command/reports/ui/index.ts'
import { areaShort, say, useArea } from '../kit/api.ts'
import { formatNumber, SkeletonLines, useT } from '../kit/index.ts'
import { caseTone, legendOf } from './case-tones.ts'

const EpiCurve = lazy(async () => ({ default: (await import('../charts/EpiCurve.tsx')).EpiCurve }))
const AreaMap = lazy(async () => ({ default: (await import('../map/AreaMap.tsx')).AreaMap }))

/** A situation report with its curve and map; both open the lists that the report holds, not today's. */
export function SituationReport({ id }: { id: string }) {
  const t = useT('shell')
  const area = useArea()
  return (
    <ReportPage
      id={id}
      curve={(curve, open) => (
        <Suspense fallback={<SkeletonLines lines={6} />}>
          <EpiCurve
            title={t('home.curve')}
            dates={curve.days.map((d) => d.day)}
            series={curve.parts
              .map((part, i) => ({
                key: String(i),
                label: say(part.words),
                values: curve.days.map((d) => d.parts[i]?.value ?? 0),
                unclassified: part.value === null,
              }))
              // A place where nobody was found would only lengthen the legend.
              .filter((s) => s.values.some((n) => n > 0))}
            {...(open
              ? {
                  onOpen: (day: string, series: string | null) => {
                    const found = curve.days.find((d) => d.day === day)
                    const cell = series === null ? found?.cell : found?.parts[Number(series)]
                    if (cell) open(cell.key)
                  },
                }
              : {})}
          />
        </Suspense>
      )}
      map={(sheet, open) => {
        const rows = sheet.areaTable.rows.filter((r) => r.areaId !== null && area?.byId.has(r.areaId))
        const values = rows.map((r) => r.cells[0]?.value ?? 0)
        return (
          <Suspense fallback={<SkeletonLines lines={6} />}>
            <AreaMap
              title={t('home.map')}
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
                const cell = rows.find((r) => r.areaId === areaId)?.cells[0]
                if (cell) open(cell.key)
              }}
            />
          </Suspense>
        )
      }}
    />
  )
}
