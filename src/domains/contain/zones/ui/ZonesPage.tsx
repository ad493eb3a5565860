import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, areaName, say, useAddress, useArea, useAsOf, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  DataTable,
  EmptyState,
  ErrorState,
  FilterPills,
  Link,
  Page,
  SkeletonLines,
  Stack,
  Stat,
  Tiles,
  useT,
} from '../../../../web/kit/index.ts'
import type { Zone } from '../contract.ts'
import { StatePill } from './parts.tsx'
import { ZoneMap } from './ZoneMap.tsx'

const FIGURES = ['zones.active', 'zones.people', 'zones.households', 'zones.ending'] as const

function Figure({ id, areaId, label }: { id: (typeof FIGURES)[number]; areaId: number; label: string }) {
  const [asOf] = useAsOf()
  const count = useQuery(
    api.platform.figures.count.queryOptions({ input: { id, areaId, ...(asOf ? { asOf } : {}) } }),
  )
  return (
    <Stat
      label={label}
      value={count.data?.count}
      loading={!count.data && !count.error}
      tone={id === 'zones.ending' && (count.data?.count ?? 0) > 0 ? 'due' : 'ok'}
      href={`/figures/${id}?area=${areaId}${asOf ? `&asOf=${encodeURIComponent(asOf)}` : ''}`}
    />
  )
}

/** The zones of an area: figures, map, list. */
export function ZonesPage() {
  const t = useT('zones')
  const area = useArea()
  const mayPropose = useRight('zone.propose')
  const [lifted, setLifted] = useAddress('lifted')
  const words = useQuery({
    ...api.platform.figures.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const zones = useQuery({
    ...api.zones.overview.queryOptions({
      input: { ...(area ? { areaId: area.areaId } : {}), ...(lifted ? { all: true } : {}) },
    }),
    enabled: area !== undefined,
  })
  if (zones.error) return <ErrorState error={zones.error} retry={() => zones.refetch()} />
  if (!zones.data || !area) return <SkeletonLines lines={10} />
  const pill = (state: Zone['state']) => <StatePill state={state} />
  return (
    <Page
      title={t('title')}
      subtitle={`${areaName(area.byId, area.areaId)} · ${t('lead')}`}
      actions={
        mayPropose && (
          <Button component={Link} href="/zones/new">
            {t('propose')}
          </Button>
        )
      }
    >
      <Stack>
        <Tiles>
          {FIGURES.map((id) => {
            const figure = words.data?.find((f) => f.id === id)
            return <Figure key={id} id={id} areaId={area.areaId} label={figure ? say(figure.words) : ''} />
          })}
        </Tiles>
        <Card title={t('map')}>
          <ZoneMap
            title={t('map')}
            rootId={area.areaId}
            zones={zones.data}
            counted={area.area.level !== 'ward'}
            onOpen={area.setArea}
          />
        </Card>
        <Card
          padding={false}
          title={t('title')}
          aside={
            <FilterPills
              label={t('state')}
              items={[
                { value: '', label: t('standing') },
                { value: '1', label: t('all') },
              ]}
              value={lifted ?? ''}
              onChange={(v) => setLifted(v || undefined)}
            />
          }
        >
          <DataTable<Zone>
            label={t('title')}
            rows={zones.data}
            rowKey={(z) => z.id}
            hrefOf={(z) => `/zones/${z.id}`}
            columns={[
              { key: 'name', label: t('name'), priority: 1 },
              { key: 'state', label: t('state'), priority: 1, render: (z) => pill(z.state) },
              { key: 'areaLabel', label: t('area'), priority: 2 },
              { key: 'startsAt', label: t('starts'), type: 'datetime', priority: 3 },
              { key: 'endsAt', label: t('ends'), type: 'datetime', priority: 2 },
              { key: 'households', label: t('households'), type: 'number', priority: 2 },
              { key: 'people', label: t('people'), type: 'number', priority: 2 },
            ]}
            empty={
              <EmptyState compact title={t('empty')}>
                {t('empty.next')}
              </EmptyState>
            }
          />
        </Card>
      </Stack>
    </Page>
  )
}
