import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { api, areaShort, useArea } from '../kit/api.ts'
import { Card, formatNumber, SkeletonLines, useNavigateTo, useT } from '../kit/index.ts'
import { caseTone, legendOf } from './case-tones.ts'
import { figureHref } from './figure-href.ts'

const AreaMap = lazy(async () => ({ default: (await import('../map/AreaMap.tsx')).AreaMap }))

/** The areas below, coloured by confirmed cases of the window; a region opens its figure. */
export function AreaMapCard({
  ask,
  from,
  to,
}: {
  ask: { areaId: number; asOf?: string }
  from: string
  to: string
}) {
  const t = useT('shell')
  const area = useArea()
  const navigate = useNavigateTo()
  const counts = useQuery(
    api.platform.figures.byArea.queryOptions({ input: { id: 'cases.confirmed', ...ask, from, to } }),
  )
  const children = area?.children(ask.areaId) ?? []
  if (!area || children.length === 0) return null
  const of = (id: number) => counts.data?.areas.find((a) => a.areaId === id)?.count ?? 0
  const values = children.map((x) => of(x.id))
  return (
    <Card title={t('home.map')} aside={t('home.map.aside')}>
      <Suspense fallback={<SkeletonLines lines={8} />}>
        <AreaMap
          title={t('home.map')}
          areas={children.map((x) => ({
            id: x.id,
            name: areaShort(x),
            centre: x.centre,
            value: counts.data ? of(x.id) : null,
            label: formatNumber(of(x.id)),
            tone: caseTone(values, of(x.id)),
          }))}
          legend={legendOf(values, t)}
          onOpen={(id) => navigate(figureHref('cases.confirmed', { areaId: id, from, to, asOf: ask.asOf }))}
        />
      </Suspense>
    </Card>
  )
}
