import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, useAddress, useArea, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  ConfirmButton,
  Drawer,
  EmptyState,
  ErrorState,
  FilterPills,
  formatDate,
  formatDateTime,
  formatPercent,
  Link,
  Page,
  SkeletonLines,
  ToneMark,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Scorecards, Scored } from '../contract.ts'
import { Measures } from './Measures.tsx'
import { VERDICT_TONES } from './tones.ts'
import { ReviewsOfUnit } from './workplace/parts.tsx'
import './messages.ts'
import './performance.css'

const WINDOWS = ['7', '14', '28'] as const

/** How the heads of units did: all of them for whoever judges, the own published cards for a head. */
export function PerformancePage() {
  const judges = useRight('scorecard.read')
  return judges ? <AllUnits /> : <OwnCards />
}

function AllUnits() {
  const t = useT('performance')
  const client = useQueryClient()
  const mayPublish = useRight('scorecard.publish')
  const [chosen, choose] = useAddress('days')
  const [opened, open] = useState<number>()
  const area = useArea()
  const days = Number(WINDOWS.find((d) => d === chosen) ?? '14')
  const query = useQuery(api.performance.scorecards.queryOptions({ input: { days } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={12} />
  const { from, to, units } = query.data
  const isPublished = units.length > 0 && units.every((u) => u.published)
  const unit = units.find((u) => u.areaId === opened)
  return (
    <Page
      title={t('title')}
      subtitle={t('lead', { from: formatDate(from), to: formatDate(to), n: units.length })}
      actions={
        <>
          <FilterPills
            label={t('days')}
            items={WINDOWS.map((value) => ({ value, label: t('days.n', { n: value }) }))}
            value={String(days)}
            onChange={(value) => choose(value === '14' ? undefined : value)}
          />
          {mayPublish && (
            <ConfirmButton
              variant="filled"
              disabled={isPublished || units.length === 0}
              question={t('publish.sure', { n: units.length })}
              confirmLabel={t('publish')}
              onConfirm={async () => {
                const { published } = await call.performance.publish({ days })
                await client.invalidateQueries()
                toast.done(t('published.n', { n: published }))
              }}
            >
              {t(isPublished ? 'published' : 'publish')}
            </ConfirmButton>
          )}
        </>
      }
    >
      {units.length === 0 ? (
        <EmptyState title={t('none')}>{t('none.next')}</EmptyState>
      ) : (
        <Table data={query.data} onOpen={open} />
      )}
      <p className="vx-muted">{t('read')}</p>
      <Drawer
        opened={unit !== undefined}
        onClose={() => open(undefined)}
        title={unit ? `${area?.byId.get(unit.areaId)?.fullName ?? ''} · ${unit.head}` : ''}
        size={640}
      >
        {unit && (
          <>
            <Measures measures={unit.measures} of={{ areaId: unit.areaId, from, to }} />
            <ReviewsOfUnit areaId={unit.areaId} from={from} to={to} />
          </>
        )}
      </Drawer>
    </Page>
  )
}

function Table({ data, onOpen }: { data: Scorecards; onOpen: (areaId: number) => void }) {
  const t = useT('performance')
  const area = useArea()
  const { units } = data
  return (
    <Card padding={false}>
      <div className="vx-scores">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('unit')}</th>
              {units[0]!.measures.map((m) => (
                <th key={m.id} scope="col">
                  {t(`measure.${m.id}`)}
                </th>
              ))}
              <th scope="col">{t('reply')}</th>
            </tr>
          </thead>
          <tbody>
            {units.map((u) => (
              <tr key={u.areaId}>
                <th scope="row">
                  <button type="button" onClick={() => onOpen(u.areaId)}>
                    {area?.byId.get(u.areaId)?.name}
                  </button>
                  <div className="vx-muted">{u.head}</div>
                </th>
                {u.measures.map((m) => (
                  <ScoreCell key={m.id} measure={m} />
                ))}
                <td>
                  {u.published ? (
                    <Link href={`/scorecards/${u.published.id}`}>
                      {u.published.replies > 0 ? t('replies', { n: u.published.replies }) : t('replies.none')}
                    </Link>
                  ) : (
                    <span className="vx-muted">{t('unpublished')}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function ScoreCell({ measure }: { measure: Scored }) {
  const t = useT('performance')
  const { n, share, expected, verdict } = measure
  if (n === 0) return <td className="vx-muted">—</td>
  return (
    <td>
      <span className="vx-score">
        <ToneMark tone={VERDICT_TONES[verdict]} label={t(`verdict.${verdict}`)} />
        {formatPercent(share)}
      </span>
      <div className="vx-muted">{t('cell', { expected: formatPercent(expected), n })}</div>
    </td>
  )
}

function OwnCards() {
  const t = useT('performance')
  const query = useQuery(api.performance.mine.queryOptions({ input: {} }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  return (
    <Page title={t('title')} subtitle={t('own.lead')}>
      {query.data.length === 0 && <EmptyState title={t('own.none')}>{t('own.none.next')}</EmptyState>}
      <ul className="vx-own-cards">
        {query.data.map((c) => (
          <li key={c.id}>
            <Card
              title={
                <Link href={`/scorecards/${c.id}`}>
                  {t('period', { from: formatDate(c.from), to: formatDate(c.to) })}
                </Link>
              }
              aside={formatDateTime(c.publishedAt)}
            >
              {t('own.counts', {
                better: c.measures.filter((m) => m.verdict === 'better').length,
                worse: c.measures.filter((m) => m.verdict === 'worse').length,
                same: c.measures.filter((m) => m.verdict === 'as_expected').length,
              })}
            </Card>
          </li>
        ))}
      </ul>
    </Page>
  )
}
