import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Cell, Overview, SignalState } from '../../../domains/detect/warning/contract.ts'
import { Sparkline } from '../../charts/Sparkline.tsx'
import { type AreaChoice, api, setAddress, useAddress, useArea, useAsOf } from '../../kit/api.ts'
import {
  Card,
  EmptyState,
  ErrorState,
  FilterPills,
  formatDate,
  formatNumber,
  NumberLink,
  Page,
  PlainTable,
  SkeletonLines,
  Stack,
  StatusPill,
  useT,
} from '../../kit/index.ts'
import { figureHref } from '../figure-href.ts'
import { Spread } from './Spread.tsx'
import { STATE_TONE } from './tones.ts'
import { WorkingDrawer } from './WorkingDrawer.tsx'
import { areaTitle, diseaseName } from './words.tsx'
import './messages.ts'
import './warning.css'

/** Where more fall ill than is usual: areas and diseases, each with its working; below it how one disease spreads. */
export function WarningPage() {
  const t = useT('warning')
  const area = useArea()
  const [asOf] = useAsOf()
  const [picked] = useAddress('disease')
  const [shown, setShown] = useAddress('cell')
  const ask = { ...(area ? { areaId: area.areaId } : {}), ...(asOf ? { asOf } : {}) }
  const found = useQuery({
    ...api.warning.overview.queryOptions({ input: ask }),
    enabled: area !== undefined,
  })
  if (found.error) return <ErrorState error={found.error} retry={() => found.refetch()} />
  if (!found.data || !area) return <SkeletonLines lines={10} />
  const { data } = found
  const own = data.cells.filter((c) => c.areaId === area.areaId)
  const disease = own.find((c) => c.disease === picked)?.disease ?? own[0]?.disease
  const [cellArea, cellDisease] = shown?.split(':') ?? []
  return (
    <Page
      title={t('title')}
      subtitle={t('lead', {
        area: area.area.fullName,
        last: formatDate(data.lastDay, { short: true }),
        today: formatDate(data.today, { short: true }),
      })}
    >
      <Stack>
        <Cells data={data} area={area} asOf={asOf} onOpen={(c) => setShown(`${c.areaId}:${c.disease}`)} />
        {disease && (
          <Spread
            areaId={area.areaId}
            area={area}
            asOf={asOf}
            disease={disease}
            diseases={own.map((c) => ({ value: c.disease, label: diseaseName(data.diseases, c.disease) }))}
            onPick={(next) => setAddress({ disease: next })}
          />
        )}
      </Stack>
      <WorkingDrawer
        areaId={cellArea ? Number(cellArea) : undefined}
        disease={cellDisease}
        asOf={asOf}
        area={area}
        onClose={() => setShown(undefined)}
      />
    </Page>
  )
}

type Filter = 'all' | SignalState

function Cells({
  data,
  area,
  asOf,
  onOpen,
}: {
  data: Overview
  area: AreaChoice
  asOf: string | undefined
  onOpen: (cell: Cell) => void
}) {
  const t = useT('warning')
  const [filter, setFilter] = useState<Filter>('all')
  const of = (state: Filter) => data.cells.filter((c) => state === 'all' || c.state === state)
  const filters = (['all', 'unusual', 'recent', 'normal', 'unknown'] as const)
    .map((value) => ({
      value,
      label: t(value === 'all' ? 'filter.all' : value),
      count: of(value).length,
    }))
    .filter((f) => f.value === 'all' || f.count > 0)
  const calm = of('unusual').length + of('recent').length === 0
  // Of a register that has just begun nothing can be said yet, and that is not calm.
  const isNew = of('unknown').length > 0 && of('normal').length === 0
  const checked = { areas: data.checked.areas, diseases: data.checked.diseases }
  const lastDay = formatDate(data.lastDay, { short: true })
  const number = (cell: Cell, day: string, value: number) => (
    <NumberLink
      value={value}
      {...(value > 0
        ? {
            href: figureHref('cases.by_report', {
              areaId: cell.areaId,
              from: day,
              to: day,
              part: 'disease',
              value: cell.disease,
              asOf,
            }),
          }
        : {})}
      label={`${diseaseName(data.diseases, cell.disease)}, ${areaTitle(area, cell.areaId)}`}
    />
  )
  return (
    <Card title={t('table.title')} aside={t('checked', checked)} padding={false}>
      {calm && (
        <EmptyState compact title={t(isNew ? 'unknown' : 'empty.calm')}>
          {isNew
            ? t('empty.new', { from: formatDate(data.historyFrom, { short: true }) })
            : t('empty.calm.text', { ...checked, last: lastDay })}
        </EmptyState>
      )}
      {data.cells.length > 0 && (
        <>
          <div className="warning-filters">
            <FilterPills
              label={t('filter.label')}
              items={filters}
              value={filter}
              onChange={(value) => setFilter(value as Filter)}
            />
            <span className="vx-muted">{t('table.aside')}</span>
          </div>
          <PlainTable<Cell>
            label={t('table.title')}
            rows={of(filter)}
            rowKey={(c) => `${c.areaId}:${c.disease}`}
            onRowOpen={onOpen}
            empty={<EmptyState compact title={t('empty.filter')} />}
            columns={[
              { key: 'area', label: t('col.area'), render: (c) => areaTitle(area, c.areaId) },
              {
                key: 'disease',
                label: t('col.disease'),
                render: (c) => diseaseName(data.diseases, c.disease),
              },
              {
                key: 'state',
                label: t('col.state'),
                render: (c) => (
                  <span className="warning-state">
                    <StatusPill tone={STATE_TONE[c.state]}>{t(c.state)}</StatusPill>
                    {c.review && <span className="vx-muted">{t(c.review.judgement ?? 'state.seen')}</span>}
                  </span>
                ),
              },
              {
                key: 'day',
                label: t('col.day', { day: lastDay }),
                type: 'number',
                render: (c) => number(c, c.day.day, c.day.observed),
              },
              {
                key: 'expected',
                label: t('col.expected'),
                type: 'number',
                priority: 2,
                render: (c) => formatNumber(c.day.expected, { decimals: 1 }),
              },
              {
                key: 'upper',
                label: t('col.upper'),
                type: 'number',
                priority: 3,
                render: (c) => formatNumber(c.day.upper, { decimals: 1 }),
              },
              {
                key: 'today',
                label: t('col.today'),
                type: 'number',
                priority: 2,
                render: (c) => number(c, c.today.day, c.today.observed),
              },
              {
                key: 'spark',
                label: t('col.spark'),
                priority: 2,
                width: 150,
                render: (c) => (
                  <Sparkline
                    points={c.spark}
                    tone={c.state === 'unusual' ? 'due' : 'ok'}
                    label={t('spark.label', { max: Math.max(0, ...c.spark) })}
                    width={120}
                    height={22}
                  />
                ),
              },
              { key: 'r', label: t('col.r'), priority: 3, width: 150, render: (c) => <ShortR cell={c} /> },
            ]}
          />
        </>
      )}
    </Card>
  )
}

function ShortR({ cell }: { cell: Cell }) {
  const t = useT('warning')
  const { mean, low, high, reason } = cell.reproduction
  if (mean === null)
    return <span className="vx-muted">{t(reason === 'no-interval' ? 'r.cell.none' : 'r.cell.few')}</span>
  const n = (x: number | null) => formatNumber(x, { decimals: 1, fixed: true })
  return (
    <>
      {n(mean)}{' '}
      <span className="vx-muted">
        ({n(low)}–{n(high)})
      </span>
    </>
  )
}
