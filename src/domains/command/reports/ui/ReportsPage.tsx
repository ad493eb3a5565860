import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { api, call, say, useAddress, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  ContractForm,
  DataTable,
  Drawer,
  EmptyState,
  ErrorState,
  FilterPills,
  formatDuration,
  Link,
  Page,
  SkeletonLines,
  Stack,
  StatusPill,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { type ReportBrief, ReportState, reportsContract } from '../contract.ts'
import { AskDrawer } from './AskDrawer.tsx'
import './messages.ts'
import { OwedCard, RequestsCard } from './Owed.tsx'
import './request-messages.ts'
import './reports.css'
import { REPORTING_LEVELS } from '../templates/contract.ts'
import { useTemplateChoice } from './templates/parts.tsx'
import { reportName, STATE_TONES } from './words.ts'

/** Who owes a report today, and every report in reach, newest first. */
export function ReportsPage() {
  const t = useT('reports')
  const area = useArea()
  const mayDraft = useRight('report.draft')
  const mayAsk = useRight('report.request')
  const [making, setMaking] = useState(false)
  const [asking, setAsking] = useState(false)
  return (
    <Page
      title={t('title')}
      subtitle={area?.area.fullName}
      actions={
        <>
          <Button component={Link} variant="default" href="/reports/templates">
            {t('templates')}
          </Button>
          <Button component={Link} variant="default" href="/reports/schedules">
            {t('schedules')}
          </Button>
          {mayAsk && (
            <Button variant="default" onClick={() => setAsking(true)}>
              {t('ask')}
            </Button>
          )}
          {mayDraft && (
            <Button leftSection={<Plus size={15} aria-hidden />} onClick={() => setMaking(true)}>
              {t('new')}
            </Button>
          )}
        </>
      }
    >
      <Stack>
        {area && <OwedCard areaId={area.areaId} />}
        {area && <RequestsCard areaId={area.areaId} />}
        <RecentReports areaId={area?.areaId} />
      </Stack>
      <Drawer opened={making} onClose={() => setMaking(false)} title={t('new')}>
        <NewReport onClose={() => setMaking(false)} />
      </Drawer>
      <AskDrawer opened={asking} onClose={() => setAsking(false)} />
    </Page>
  )
}

function RecentReports({ areaId }: { areaId: number | undefined }) {
  const t = useT('reports')
  const now = useNow()
  const [asked, setAsked] = useAddress('state')
  const drafts = [useRight('report.draft'), useRight('report.sign')].some(Boolean)
  const state = ReportState.options.find((s) => s === asked)
  const query = useInfiniteQuery({
    ...api.reports.recent.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...(areaId ? { areaId } : {}),
        ...(state ? { state } : {}),
        ...(cursor ? { cursor } : {}),
        limit: 50,
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next,
    }),
    enabled: areaId !== undefined,
  })
  if (query.error && !query.data) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={6} />
  const states = ReportState.options.filter((s) => drafts || (s !== 'draft' && s !== 'submitted'))
  const lateBy = (r: ReportBrief) =>
    formatDuration(Date.parse(r.frozenAt ?? now.toISOString()) - Date.parse(r.dueAt!))
  return (
    <Card title={t('list.title')} padding={false}>
      <div className="report-filter">
        <FilterPills
          label={t('states')}
          items={[{ value: '', label: t('all') }, ...states.map((value) => ({ value, label: t(value) }))]}
          value={state ?? ''}
          onChange={(value) => setAsked(value || undefined)}
        />
      </div>
      <DataTable<ReportBrief>
        label={t('list.title')}
        rows={query.data.pages.flatMap((p) => p.reports)}
        rowKey={(r) => r.id}
        hrefOf={(r) => `/reports/${r.id}`}
        maxHeight="none"
        {...(query.hasNextPage ? { onEndReached: () => void query.fetchNextPage() } : {})}
        empty={
          <EmptyState compact title={t('list.empty')}>
            {t('list.empty.next')}
          </EmptyState>
        }
        columns={[
          { key: 'number', label: t('list.number'), render: (r) => reportName(t, r) },
          { key: 'areaName', label: t('list.area') },
          { key: 'template', label: t('list.template'), priority: 2, render: (r) => say(r.template.words) },
          { key: 'asOf', label: t('list.asOf'), type: 'datetime' },
          {
            key: 'state',
            label: t('list.state'),
            width: 270,
            render: (r) => (
              <span className="report-pills">
                <StatusPill tone={STATE_TONES[r.state]}>{t(r.state)}</StatusPill>
                {r.kind === 'ad_hoc' && <Badge>{t('ad_hoc')}</Badge>}
                {r.late && (
                  <StatusPill tone={r.frozenAt ? 'due' : 'late'}>
                    {t('lateBy', { duration: lateBy(r) })}
                  </StatusPill>
                )}
              </span>
            ),
          },
          {
            key: 'signerName',
            label: t('list.signer'),
            priority: 2,
            render: (r) =>
              r.signerName ? (
                <span>
                  {r.signerName}
                  {r.signerPost && <span className="vx-muted"> · {say(r.signerPost)}</span>}
                </span>
              ) : (
                <span className="vx-muted">—</span>
              ),
          },
          { key: 'frozenAt', label: t('list.signed'), type: 'datetime', priority: 3 },
        ]}
      />
    </Card>
  )
}

function NewReport({ onClose }: { onClose: () => void }) {
  const t = useT('reports')
  const area = useArea()
  const now = useNow()
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const templates = useTemplateChoice(area?.areaId)
  if (!area) return <SkeletonLines />
  const near = [...area.path, ...area.children(area.areaId)].filter((a) => REPORTING_LEVELS.includes(a.level))
  const start = near.find((a) => a.id === area.areaId) ?? near.at(-1)
  const asOf = new Date(Math.floor(now.getTime() / 60_000) * 60_000).toISOString()
  return (
    <ContractForm
      schema={reportsContract.create['~orpc'].inputSchema!}
      value={{ kind: 'periodic', asOf, templateKey: 'situation', ...(start ? { areaId: start.id } : {}) }}
      hidden={['id', 'replacesId', 'requestId']}
      labels={(field) => t(`new.${field}`)}
      help={(field) => (field === 'countFrom' ? t('new.countFrom.help') : undefined)}
      options={{
        templateKey: templates,
        areaId: near.map((a) => ({ value: String(a.id), label: a.fullName })),
      }}
      submitLabel={t('new')}
      onCancel={onClose}
      onSubmit={async (values) => {
        const { id } = await call.reports.create(values)
        await client.invalidateQueries({ queryKey: [['reports']] })
        onClose()
        navigate(`/reports/${id}`)
      }}
    />
  )
}
