import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { api, call } from '../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  ConfirmButton,
  ContractForm,
  Drawer,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  formatNumber,
  Page,
  SkeletonLines,
  Stat,
  StatusPill,
  Tiles,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { unpack } from '../../../../web/map/topology.ts'
import type { BoundaryFeature, BoundarySet } from '../boundaries/contract.ts'
import { areasContract } from '../contract.ts'
import { FeatureList } from './FeatureList.tsx'
import { SET_TONE } from './tones.ts'
import './messages.ts'
import './areas.css'

const AreaMap = lazy(async () => ({ default: (await import('../../../../web/map/AreaMap.tsx')).AreaMap }))

const CHANGED = 0.15

/** One set of boundaries: what matched, what was mended, and the rest to decide on. */
export function BoundarySetPage({ id }: { id: string }) {
  const t = useT('areas')
  const query = useQuery(api.areas.boundarySet.queryOptions({ input: { id } }))
  const [focus, setFocus] = useState<number | null>(null)
  const borders = useMemo(() => query.data && unpack(query.data.topology), [query.data])
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || !borders) return <SkeletonLines lines={10} />
  const { set, features, mended, columns, candidates } = query.data
  const km2 = (m2: number) => formatNumber(m2 / 1e6, { decimals: 2 })
  const nameOf = (f: BoundaryFeature) =>
    f.areaLabel ?? f.name ?? f.code ?? t('unnamed', { n: f.position + 1 })
  const drawn = features.filter((f) => f.polygons.length > 0)
  const changed = drawn.filter((f) => Math.abs(f.km2After / f.km2Before - 1) > CHANGED)
  const empty = features.filter((f) => f.polygons.length === 0)
  return (
    <Page
      breadcrumbs={[
        { label: t('title'), href: '/areas' },
        { label: t('tab.boundaries'), href: '/areas?tab=boundaries' },
      ]}
      title={set.fileName}
      badges={<StatusPill tone={SET_TONE[set.state]}>{t(`state.${set.state}`)}</StatusPill>}
      subtitle={subtitleOf(set, t)}
      actions={<Actions set={set} />}
    >
      <Tiles>
        <Stat label={t('features')} value={set.features} />
        <Stat label={t('matched')} value={set.matched} tone="ok" />
        <Stat label={t('open')} value={set.open} tone={set.open > 0 ? 'due' : 'ok'} />
        <Stat label={t('leftOut')} value={set.leftOut} />
      </Tiles>
      <Columns
        main={
          <>
            <FeatureList
              set={set}
              features={features}
              candidates={candidates}
              nameOf={nameOf}
              onFocus={setFocus}
            />
            <Card title={t('review.map')}>
              <Suspense fallback={<SkeletonLines lines={10} />}>
                <AreaMap
                  title={t('review.map')}
                  areas={drawn.map((f) => ({
                    id: f.position,
                    name: nameOf(f),
                    centre: null,
                    drawing: { borders, polygons: f.polygons },
                    label: '',
                    tone: f.matched === null ? 'risk3' : f.matched === 'left-out' ? 'neutral' : 'risk1',
                  }))}
                  legend={[
                    { tone: 'risk1', label: t('legend.matched') },
                    ...(set.open > 0 ? [{ tone: 'risk3' as const, label: t('legend.open') }] : []),
                    ...(set.leftOut > 0 ? [{ tone: 'neutral' as const, label: t('legend.left') }] : []),
                  ]}
                  selected={focus === null ? [] : [focus]}
                  onSelect={(ids) => setFocus(ids.at(-1) ?? null)}
                />
              </Suspense>
            </Card>
          </>
        }
        side={
          <>
            <Card title={t('mended')}>
              <FieldList
                items={[
                  {
                    label: t('mended.gaps'),
                    value: t('mended.count', { count: mended.gaps.count, km2: km2(mended.gaps.area) }),
                  },
                  {
                    label: t('mended.overlaps'),
                    value: t('mended.count', {
                      count: mended.overlaps.count,
                      km2: km2(mended.overlaps.area),
                    }),
                  },
                  {
                    label: t('mended.holes'),
                    value: mended.holes.length
                      ? t('mended.count', {
                          count: mended.holes.length,
                          km2: km2(mended.holes.reduce((sum, h) => sum + h.area, 0)),
                        })
                      : null,
                  },
                  { label: t('mended.changed'), value: changed.map(nameOf).slice(0, 12).join(', ') },
                  { label: t('mended.empty'), value: empty.map(nameOf).join(', ') },
                ]}
              />
            </Card>
            <Card title={t('columns')}>
              <FieldList
                items={(['code', 'name', 'above'] as const).map((key) => ({
                  label: t(`columns.${key}`),
                  value: columns[key] ?? t('columns.none'),
                }))}
              />
            </Card>
            <Card title={t('source')}>
              <p style={{ margin: 0 }}>{set.source}</p>
            </Card>
          </>
        }
      />
    </Page>
  )
}

function subtitleOf(set: BoundarySet, t: ReturnType<typeof useT>): string {
  return [
    set.validTo === null
      ? t('since', { from: formatDate(set.validFrom) })
      : t('between', { from: formatDate(set.validFrom), to: formatDate(set.validTo) }),
    t('by.at', { by: set.madeBy, at: formatDateTime(set.madeAt) }),
    set.decidedBy && t('set.decided', { by: set.decidedBy, at: formatDateTime(set.decidedAt) }),
    set.undoneBy &&
      t('set.undone', { by: set.undoneBy, at: formatDateTime(set.undoneAt), reason: set.undoReason }),
  ]
    .filter(Boolean)
    .join(' · ')
}

function Actions({ set }: { set: BoundarySet }) {
  const t = useT('areas')
  const client = useQueryClient()
  const [undoing, setUndoing] = useState(false)
  if (set.state === 'undone') return null
  return (
    <>
      <Button variant="default" onClick={() => setUndoing(true)}>
        {t('set.undo')}
      </Button>
      {set.state === 'review' && (
        <ConfirmButton
          variant="filled"
          disabled={set.open > 0}
          question={t('set.inForce.question', { from: formatDate(set.validFrom) })}
          confirmLabel={t('set.inForce')}
          onConfirm={async () => {
            await call.areas.putBoundariesInForce({ id: set.id, version: set.version })
            await client.invalidateQueries()
            toast.done(t('set.inForce.done'))
          }}
        >
          {t('set.inForce')}
        </ConfirmButton>
      )}
      <Drawer opened={undoing} onClose={() => setUndoing(false)} title={t('set.undo')}>
        <p className="areas-lead">{t('set.undo.lead')}</p>
        <ContractForm
          schema={areasContract.undoBoundaries['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          labels={(field) => t(field)}
          value={{ id: set.id, version: set.version }}
          submitLabel={t('set.undo')}
          onCancel={() => setUndoing(false)}
          onSubmit={async ({ reason }) => {
            await call.areas.undoBoundaries({ id: set.id, version: set.version, reason })
            setUndoing(false)
            await client.invalidateQueries()
            toast.done(t('set.undo.done'))
          }}
        />
      </Drawer>
    </>
  )
}
