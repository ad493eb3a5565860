import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { api, useArea } from '../kit/api.ts'
import { Card, formatNumber, SkeletonLines, useNavigateTo, useT } from '../kit/index.ts'
import { figureHref } from './FigurePage.tsx'

const AreaMap = lazy(async () => ({ default: (await import('../map/AreaMap.tsx')).AreaMap }))

const TONES = ['risk1', 'risk2', 'risk3', 'risk4'] as const

/** Cuts of four classes with round borders; the first class holds the quiet areas. */
function cuts(values: number[]): [number, number, number] {
  const top = Math.max(4, ...values)
  const a = Math.max(1, Math.round(top / 8))
  const b = Math.max(a + 1, Math.round(top / 3))
  const c = Math.max(b + 1, Math.round((top * 2) / 3))
  return [a, b, c]
}

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
  const [a, b, c] = cuts(children.map((x) => of(x.id)))
  const tone = (n: number) => TONES[n < a ? 0 : n < b ? 1 : n < c ? 2 : 3]!
  return (
    <Card title={t('home.map')} aside={t('home.map.aside')}>
      <Suspense fallback={<SkeletonLines lines={8} />}>
        <AreaMap
          title={t('home.map')}
          areas={children.map((x) => ({
            id: x.id,
            name: x.name,
            centre: x.centre,
            boundary: x.boundary,
            value: counts.data ? of(x.id) : null,
            label: formatNumber(of(x.id)),
            tone: tone(of(x.id)),
          }))}
          legend={[
            { tone: 'risk1', label: a === 1 ? '0' : t('home.legend', { from: 0, to: a - 1 }) },
            { tone: 'risk2', label: a === b - 1 ? String(a) : t('home.legend', { from: a, to: b - 1 }) },
            { tone: 'risk3', label: b === c - 1 ? String(b) : t('home.legend', { from: b, to: c - 1 }) },
            { tone: 'risk4', label: t('home.legend.from', { from: c }) },
          ]}
          onOpen={(id) => navigate(figureHref('cases.confirmed', { areaId: id, from, to, asOf: ask.asOf }))}
        />
      </Suspense>
    </Card>
  )
}
