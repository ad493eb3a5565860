import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { api, useAddress, useArea, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  DataTable,
  FilterPills,
  Page,
  SkeletonLines,
  Stack,
  Toolbar,
  useT,
} from '../../../../web/kit/index.ts'
import { AreaCard } from './AreaCard.tsx'
import { BoundarySets } from './BoundarySets.tsx'
import { Reorganisations } from './Reorganisations.tsx'
import './messages.ts'
import './areas.css'

const AreaMap = lazy(async () => ({ default: (await import('../../../../web/map/AreaMap.tsx')).AreaMap }))

/** The areas that the product is about: the tree with its map; for the administrator boundaries and reorganisations. */
export function AreasPage() {
  const t = useT('areas')
  const mayManage = useRight('area.manage')
  const [tab = 'tree', setTab] = useAddress('tab')
  const sections = ['tree', ...(mayManage ? ['boundaries', 'reorganisations'] : [])]
  return (
    <Page title={t('title')} subtitle={t('lead')}>
      {sections.length > 1 && (
        <Toolbar>
          <FilterPills
            label={t('sections')}
            items={sections.map((value) => ({ value, label: t(`tab.${value}`) }))}
            value={tab}
            onChange={(value) => setTab(value === 'tree' ? undefined : value)}
          />
        </Toolbar>
      )}
      {tab === 'boundaries' && mayManage ? (
        <BoundarySets />
      ) : tab === 'reorganisations' && mayManage ? (
        <Reorganisations />
      ) : (
        <Tree />
      )}
    </Page>
  )
}

function Tree() {
  const t = useT('areas')
  const area = useArea()
  const levels = useQuery({
    ...api.areas.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data?.levels
  if (!area || !levels) return <SkeletonLines lines={10} />
  const below = area.children(area.areaId)
  return (
    <Columns
      main={
        <Stack>
          <Card title={t('map')} aside={area.area.fullName}>
            <Suspense fallback={<SkeletonLines lines={10} />}>
              <AreaMap
                title={t('map')}
                areas={(below.length > 0 ? below : [area.area]).map((a) => ({
                  id: a.id,
                  name: a.name,
                  centre: a.centre,
                }))}
                legend={[]}
                {...(below.length > 0 ? { onOpen: area.setArea } : {})}
              />
            </Suspense>
          </Card>
          <Card title={t('below')} padding={false}>
            <DataTable
              label={t('below')}
              columns={[
                { key: 'code', label: t('code'), width: 90 },
                { key: 'fullName', label: t('name') },
                { key: 'aliases', label: t('aliases'), render: (a) => a.aliases?.join(', '), priority: 2 },
              ]}
              rows={below}
              rowKey={(a) => String(a.id)}
              onRowOpen={(a) => area.setArea(a.id)}
              empty={<p style={{ padding: 16, margin: 0 }}>{t('below.none')}</p>}
              phone="table"
              dense
            />
          </Card>
        </Stack>
      }
      side={<AreaCard key={area.areaId} area={area.area} />}
    />
  )
}
