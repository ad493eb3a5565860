import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { api, say } from '../kit/api.ts'
import { Card, SkeletonLines, useNavigateTo, useT } from '../kit/index.ts'
import { figureHref } from './figure-href.ts'

const EpiCurve = lazy(async () => ({ default: (await import('../charts/EpiCurve.tsx')).EpiCurve }))

const COLOURS = { community: 1, quarantine: 2, containment_zone: 4, imported: 5 } as const

/** The epidemic curve by day of result, stacked by place of detection with the unclassified kept apart. */
export function CurveCard({
  ask,
  from,
  to,
}: {
  ask: { areaId: number; asOf?: string }
  from: string
  to: string
}) {
  const t = useT('shell')
  const navigate = useNavigateTo()
  const known = useQuery({
    ...api.platform.figures.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const days = useQuery(
    api.platform.figures.byDay.queryOptions({
      input: { id: 'cases.confirmed', ...ask, from, to, part: 'detected_in' },
    }),
  )
  const part = known.data?.find((f) => f.id === 'cases.confirmed')?.parts.detected_in
  if (!days.data || !part) return <SkeletonLines lines={6} />
  const dates: string[] = []
  for (let d = Date.parse(from); d <= Date.parse(to); d += 86_400_000)
    dates.push(new Date(d).toISOString().slice(0, 10))
  const values = (of: (value: string | null) => boolean) =>
    dates.map((day) => days.data.filter((r) => r.day === day && of(r.value)).reduce((n, r) => n + r.count, 0))
  const keys = Object.keys(part.values)
  const rest = values((v) => v === null || !keys.includes(v))
  const series = [
    ...keys
      .map((key) => ({
        key,
        label: say(part.values[key]!),
        values: values((v) => v === key),
        colour: COLOURS[key as keyof typeof COLOURS],
      }))
      // A place where nobody was found in four weeks would only lengthen the legend.
      .filter((s) => s.values.some((n) => n > 0)),
    ...(rest.some((n) => n > 0)
      ? [{ key: 'none', label: t('figure.remainder'), values: rest, unclassified: true }]
      : []),
  ]
  const open = (day: string, key: string | null) =>
    navigate(
      figureHref('cases.confirmed', {
        areaId: ask.areaId,
        asOf: ask.asOf,
        day,
        ...(key === null
          ? {}
          : key === 'none'
            ? { part: 'detected_in', remainder: true }
            : { part: 'detected_in', value: key }),
      }),
    )
  return (
    <Card title={t('home.curve')}>
      <Suspense fallback={<SkeletonLines lines={6} />}>
        <EpiCurve title={t('home.curve')} dates={dates} series={series} incompleteDays={2} onOpen={open} />
      </Suspense>
    </Card>
  )
}
