import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, call, say, useNow, useViewer } from '../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  ContractForm,
  DataTable,
  Drawer,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  formatDuration,
  Link,
  NumberLink,
  Page,
  SkeletonLines,
  StatusPill,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import type { RequestPage as PageData, RequestUnit } from '../requests/contract.ts'
import './messages.ts'
import { pillOf } from './Owed.tsx'
import './request-messages.ts'
import { SUBMISSION_TONES, submissionKey } from './words.ts'

type Doing = 'remind' | 'cancel' | undefined

/** One request for a report: what for and until when, and what each unit that was asked has done. */
export function RequestPage({ id }: { id: string }) {
  const t = useT('reports')
  const query = useQuery(api.reports.request.queryOptions({ input: { id } }))
  const viewer = useViewer()
  const [doing, setDoing] = useState<Doing>()
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const { request, can, units } = query.data
  const mine = units.find((u) => u.areaId === viewer?.areaId)
  const pill = pillOf(t, request, viewer?.areaId)
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/reports' }, { label: t('requests.title') }]}
      title={request.title}
      subtitle={t('request.subtitle', {
        area: request.areaName,
        template: say(request.template.words),
        due: formatDateTime(request.dueAt),
      })}
      badges={<StatusPill tone={pill.tone}>{pill.label}</StatusPill>}
      actions={
        <>
          {can.cancel && (
            <Button variant="default" onClick={() => setDoing('cancel')}>
              {t('cancel')}
            </Button>
          )}
          {can.remind && (
            <Button onClick={() => setDoing('remind')}>
              {t('remind', { n: request.missing, count: request.missing })}
            </Button>
          )}
          {mine && <WriteButton unit={mine} requestId={id} />}
        </>
      }
    >
      <Columns main={<Units page={query.data} />} side={<Facts page={query.data} />} />
      <DoingDrawer page={query.data} doing={doing} onClose={() => setDoing(undefined)} />
    </Page>
  )
}

/** The unit begins its report here, or goes on with the draft there is. */
function WriteButton({ unit, requestId }: { unit: RequestUnit; requestId: string }) {
  const t = useT('reports')
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const begin = useMutation({
    mutationFn: () => call.reports.create({ areaId: unit.areaId, requestId }),
    async onSuccess({ id }) {
      await client.invalidateQueries({ queryKey: [['reports']] })
      navigate(`/reports/${id}`)
    },
    onError: (error) => toast.problem(error),
  })
  if (unit.draftId)
    return (
      <Button component={Link} href={`/reports/${unit.draftId}`}>
        {t('request.open')}
      </Button>
    )
  if (!unit.mayDraft) return null
  return (
    <Button loading={begin.isPending} onClick={() => begin.mutate()}>
      {t('request.write')}
    </Button>
  )
}

function Units({ page }: { page: PageData }) {
  const t = useT('reports')
  const now = useNow()
  const { request, units } = page
  const isOver = request.cancelled !== null
  return (
    <Card title={t('request.units')} padding={false}>
      <DataTable<RequestUnit>
        label={t('request.units')}
        rows={units}
        rowKey={(u) => String(u.areaId)}
        maxHeight="none"
        columns={[
          { key: 'name', label: t('request.unit') },
          {
            key: 'state',
            label: t('list.state'),
            render: (u) =>
              isOver && !u.reportId ? (
                <StatusPill tone="neutral">{t('requests.cancelled')}</StatusPill>
              ) : (
                <StatusPill tone={u.state === 'missing' ? 'late' : SUBMISSION_TONES[u.state]}>
                  {t(submissionKey(u.state), {
                    duration: formatDuration(now.getTime() - Date.parse(request.dueAt)),
                  })}
                </StatusPill>
              ),
          },
          {
            key: 'number',
            label: t('list.number'),
            render: (u) => {
              if (u.reportId) return <NumberLink value={u.number} href={`/reports/${u.reportId}`} />
              if (u.draftId) return <Link href={`/reports/${u.draftId}`}>{t('request.draft')}</Link>
              return <span className="vx-muted">—</span>
            },
          },
          {
            key: 'frozenAt',
            label: t('list.signed'),
            priority: 2,
            render: (u) =>
              u.frozenAt ? formatDateTime(u.frozenAt, { short: true }) : <span className="vx-muted">—</span>,
          },
          {
            key: 'reminders',
            label: t('request.reminders'),
            priority: 2,
            render: (u) =>
              u.reminders > 0 ? (
                t('request.reminded', { n: u.reminders, count: u.reminders })
              ) : (
                <span className="vx-muted">—</span>
              ),
          },
          {
            key: 'taskId',
            label: t('request.task'),
            priority: 3,
            render: (u) =>
              u.taskId ? (
                <Link href={`/tasks/${u.taskId}`}>{t('request.task.open')}</Link>
              ) : (
                <span className="vx-muted">—</span>
              ),
          },
        ]}
      />
    </Card>
  )
}

function Facts({ page: { request } }: { page: PageData }) {
  const t = useT('reports')
  const { cancelled } = request
  return (
    <Card title={t('request.facts')}>
      <FieldList
        items={[
          { label: t('request.by'), value: request.areaName },
          { label: t('request.template'), value: say(request.template.words) },
          { label: t('request.due'), value: formatDateTime(request.dueAt) },
          ...(request.countFrom
            ? [{ label: t('request.countFrom'), value: formatDate(request.countFrom) }]
            : []),
          { label: t('request.purpose'), value: request.purpose },
          { label: t('request.who'), value: request.createdBy },
          { label: t('request.at'), value: formatDateTime(request.createdAt) },
          ...(cancelled
            ? [
                { label: t('request.cancelled.reason'), value: cancelled.reason },
                { label: t('request.cancelled.by'), value: cancelled.by },
                { label: t('request.cancelled.at'), value: formatDateTime(cancelled.at) },
              ]
            : []),
        ]}
      />
    </Card>
  )
}

const Said = z.object({ said: z.string().trim().min(3).max(1000).meta({ widget: 'textarea' }) })

/** Reminds those who are late, or takes the request back; both are said in words. */
function DoingDrawer(props: { page: PageData; doing: Doing; onClose: () => void }) {
  const { doing, onClose } = props
  const { id, version, missing } = props.page.request
  const t = useT('reports')
  const client = useQueryClient()
  if (!doing) return null
  const title = doing === 'remind' ? t('remind', { n: missing, count: missing }) : t('cancel')
  return (
    <Drawer opened onClose={onClose} title={title}>
      {doing === 'cancel' && <p style={{ marginTop: 0 }}>{t('cancel.what')}</p>}
      <ContractForm
        schema={Said}
        labels={() => t(doing === 'remind' ? 'remind.said' : 'cancel.reason')}
        submitLabel={title}
        onCancel={onClose}
        onSubmit={async ({ said }) => {
          if (doing === 'cancel') {
            await call.reports.cancelRequest({ id, version, reason: said })
            toast.done(t('cancel.done'))
          } else {
            const { reminded } = await call.reports.remindRequest({ id, said })
            toast.done(t('remind.done', { n: reminded, count: reminded }))
          }
          await client.invalidateQueries()
          onClose()
        }}
      />
    </Drawer>
  )
}
