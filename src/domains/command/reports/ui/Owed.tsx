import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Fragment } from 'react'
import { api, say, useAddress, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  calendarDate,
  DecisionList,
  EmptyState,
  ErrorState,
  FilterPills,
  formatDate,
  formatDateTime,
  Link,
  SkeletonLines,
  type Tone,
  useT,
} from '../../../../web/kit/index.ts'
import type { ReportRequest } from '../requests/contract.ts'
import { SubmissionTable, useSubmissionSummary } from './AreaTable.tsx'
import './messages.ts'
import './request-messages.ts'

const shiftDay = (day: string, by: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10)

/** What the area and those right below it owe for a day, by when, and what has become of it; a table for each report. */
export function OwedCard({ areaId }: { areaId: number }) {
  const t = useT('reports')
  const now = useNow()
  const maySchedule = useRight('report.schedule')
  const today = calendarDate(now)
  const [asked, setAsked] = useAddress('day')
  const day = asked && /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : today
  const query = useQuery(api.reports.submissions.queryOptions({ input: { areaId, day } }))
  const all = query.data ? [...query.data.own, ...query.data.submissions] : []
  const summary = useSubmissionSummary(all)
  const templates = [...new Map(all.map((s) => [s.template.key, s.template])).values()]
  const go = (by: number) => {
    const next = shiftDay(day, by)
    setAsked(next === today ? undefined : next)
  }
  const title = t('owed.title', { day: formatDate(day) })
  return (
    <Card
      title={title}
      padding={false}
      aside={
        <>
          {all.length > 0 && summary}
          <span className="report-days vx-no-print">
            <Button size="xs" variant="default" aria-label={t('due.before')} onClick={() => go(-1)}>
              <ChevronLeft size={15} aria-hidden />
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={t('due.after')}
              disabled={day >= today}
              onClick={() => go(1)}
            >
              <ChevronRight size={15} aria-hidden />
            </Button>
          </span>
        </>
      }
    >
      {query.error && <ErrorState error={query.error} retry={() => query.refetch()} compact />}
      {!query.error && !query.data && <SkeletonLines />}
      {query.data && all.length === 0 && (
        <EmptyState
          compact
          title={t('owed.none')}
          action={maySchedule && <Link href="/reports/schedules">{t('schedules')}</Link>}
        >
          {t(maySchedule ? 'owed.none.next' : 'owed.none.wait')}
        </EmptyState>
      )}
      {templates.map((template) => (
        <Fragment key={template.key}>
          <h3 className="report-owed">{say(template.words)}</h3>
          <SubmissionTable
            label={`${title}: ${say(template.words)}`}
            submissions={all.filter((s) => s.template.key === template.key)}
            at={now}
          />
        </Fragment>
      ))}
    </Card>
  )
}

/** What was asked for once, by this office or of it: who has answered, and until when. */
export function RequestsCard({ areaId }: { areaId: number }) {
  const t = useT('reports')
  const mayAsk = useRight('report.request')
  const [which, setWhich] = useAddress('requests')
  const all = which === 'all'
  const query = useQuery(
    api.reports.requests.queryOptions({ input: { areaId, ...(all ? {} : { open: true }) } }),
  )
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines />
  return (
    <Card title={t('requests.title')} padding={false}>
      <div className="report-filter">
        <FilterPills
          label={t('requests.which')}
          items={[
            { value: '', label: t('requests.open') },
            { value: 'all', label: t('requests.all') },
          ]}
          value={all ? 'all' : ''}
          onChange={(value) => setWhich(value || undefined)}
        />
      </div>
      {query.data.requests.length === 0 ? (
        <EmptyState compact title={t('requests.none')}>
          {t(mayAsk ? 'requests.none.ask' : 'requests.none.wait')}
        </EmptyState>
      ) : (
        <DecisionList
          items={query.data.requests.map((r) => {
            const pill = pillOf(t, r, areaId)
            return {
              id: r.id,
              tone: pill.tone,
              title: r.title,
              detail: t('requests.line', {
                area: r.areaName,
                template: say(r.template.words),
                due: formatDateTime(r.dueAt, { short: true }),
              }),
              pill,
              href: `/reports/requests/${r.id}`,
            }
          })}
        />
      )}
    </Card>
  )
}

/** How far a request is; whoever was asked alone has submitted or not. */
export function pillOf(
  t: ReturnType<typeof useT>,
  r: ReportRequest,
  areaId: number | undefined,
): { tone: Tone; label: string } {
  if (r.cancelled) return { tone: 'neutral', label: t('requests.cancelled') }
  const tone = r.signed === r.asked ? 'ok' : r.missing > 0 ? 'late' : 'due'
  if (r.areaId !== areaId && r.asked === 1)
    return { tone, label: t(r.signed ? 'requests.mine.signed' : 'requests.mine.waiting') }
  const { signed, asked, missing } = r
  const parts = [t('requests.signed', { signed, asked }), missing > 0 && t('requests.missing', { missing })]
  return { tone, label: parts.filter(Boolean).join(' · ') }
}
