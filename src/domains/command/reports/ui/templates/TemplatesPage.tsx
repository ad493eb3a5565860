import { Button, FileButton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Upload } from 'lucide-react'
import { api, call, say, useAddress, useArea, useRight } from '../../../../../web/kit/api.ts'
import {
  Card,
  DataTable,
  Drawer,
  EmptyState,
  ErrorState,
  formatDate,
  NumberLink,
  Page,
  SkeletonLines,
  StatusPill,
  toast,
  useNavigateTo,
  useT,
} from '../../../../../web/kit/index.ts'
import type { TemplateBrief } from '../../templates/contract.ts'
import '../messages.ts'
import '../reports.css'
import '../template-messages.ts'
import { reportName, STATE_TONES } from '../words.ts'
import { NewTemplate } from './NewTemplate.tsx'
import { StatePills } from './StatePills.tsx'
import './templates.css'

/** Every template in reach: whose it is, since when it is in force, how many reports were made from it. */
export function TemplatesPage() {
  const t = useT('templates')
  const reports = useT('reports')
  const may = useRight('report.template')
  const [from, setFrom] = useAddress('new')
  const [listed, setListed] = useAddress('reports')
  const query = useQuery(api.reports.templates.list.queryOptions({ input: {} }))
  const shown = query.data?.templates.find((x) => x.key === listed)
  return (
    <Page
      breadcrumbs={[{ label: reports('title'), href: '/reports' }, { label: t('title') }]}
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        may && (
          <>
            <Import />
            <Button leftSection={<Plus size={15} aria-hidden />} onClick={() => setFrom('empty')}>
              {t('new')}
            </Button>
          </>
        )
      }
    >
      {query.error && !query.data ? (
        <ErrorState error={query.error} retry={() => query.refetch()} />
      ) : query.data ? (
        <Card title={t('title')} padding={false}>
          <DataTable<TemplateBrief>
            label={t('title')}
            rows={query.data.templates}
            rowKey={(x) => x.key}
            hrefOf={(x) => `/reports/templates/${x.key}`}
            maxHeight="none"
            empty={
              <EmptyState compact title={t('list.empty')}>
                {t('list.empty.next')}
              </EmptyState>
            }
            columns={[
              {
                key: 'name',
                label: t('list.name'),
                width: 260,
                render: (x) => say(x.name) || t('unpublished'),
              },
              { key: 'owner', label: t('list.owner'), render: (x) => x.owner?.name ?? t('list.product') },
              {
                key: 'since',
                label: t('list.since'),
                render: (x) => (x.since ? formatDate(x.since) : <span className="vx-muted">—</span>),
              },
              {
                key: 'reports',
                label: t('list.reports'),
                type: 'number',
                render: (x) => (
                  <NumberLink
                    value={x.reports}
                    label={t('list.reportsOf', { name: say(x.name) })}
                    onOpen={() => setListed(x.key)}
                  />
                ),
              },
              {
                key: 'state',
                label: t('list.state'),
                width: 220,
                render: (x) => <StatePills template={x} />,
              },
            ]}
          />
        </Card>
      ) : (
        <SkeletonLines lines={6} />
      )}
      <Drawer opened={may && from !== undefined} onClose={() => setFrom(undefined)} title={t('new')}>
        {query.data && from && (
          <NewTemplate
            templates={query.data.templates}
            from={from === 'empty' ? undefined : from}
            onClose={() => setFrom(undefined)}
          />
        )}
      </Drawer>
      <Drawer
        opened={shown !== undefined}
        onClose={() => setListed(undefined)}
        title={shown ? t('list.reportsOf', { name: say(shown.name) }) : ''}
        size={720}
      >
        {shown && <ReportsOf template={shown.key} />}
      </Drawer>
    </Page>
  )
}

/** The very reports that the number in the list counts. */
function ReportsOf({ template }: { template: string }) {
  const t = useT('templates')
  const reports = useT('reports')
  const query = useQuery(api.reports.recent.queryOptions({ input: { template, limit: 200 } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines />
  return (
    <DataTable
      label={t('list.reports')}
      rows={query.data.reports}
      rowKey={(r) => r.id}
      hrefOf={(r) => `/reports/${r.id}`}
      dense
      maxHeight="none"
      empty={<EmptyState compact title={t('list.noReports')} />}
      columns={[
        { key: 'number', label: reports('list.number'), render: (r) => reportName(reports, r) },
        { key: 'areaName', label: reports('list.area') },
        { key: 'asOf', label: reports('list.asOf'), type: 'datetime' },
        {
          key: 'state',
          label: reports('list.state'),
          render: (r) => <StatusPill tone={STATE_TONES[r.state]}>{reports(r.state)}</StatusPill>,
        },
      ]}
    />
  )
}

/** Reads an exported file into a draft of the office on screen. */
function Import() {
  const t = useT('templates')
  const area = useArea()
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const read = useMutation({
    mutationFn: async (file: File) =>
      call.reports.templates.create({ areaId: area!.areaId, file: await file.text() }),
    onSuccess: async ({ key }) => {
      toast.done(t('importing'))
      await client.invalidateQueries({ queryKey: [['reports', 'templates']] })
      navigate(`/reports/templates/${key}`)
    },
    onError: (error) => toast.problem(error),
  })
  return (
    <FileButton accept="application/json,.json" onChange={(file) => file && read.mutate(file)}>
      {(props) => (
        <Button
          {...props}
          variant="default"
          loading={read.isPending}
          leftSection={<Upload size={15} aria-hidden />}
          title={area && t('import.area', { area: area.area.fullName })}
        >
          {t('import')}
        </Button>
      )}
    </FileButton>
  )
}
