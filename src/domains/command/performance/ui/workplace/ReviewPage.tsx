import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Printer } from 'lucide-react'
import { useState } from 'react'
import { api, say, useArea, useNow } from '../../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  dueTone,
  EmptyState,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  formatDue,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  Timeline,
  type TimelineItem,
  type Tone,
  useT,
} from '../../../../../web/kit/index.ts'
import { usePostWords } from '../../../../../web/kit/post-words.ts'
import { STATE_TONES } from '../../../tasks/contract.ts'
import type { MeasureState, ReviewPage as PageData, ReviewStep } from '../../workplace/contract.ts'
import { ReviewPill } from './parts.tsx'
import { type Doing, ReviewDoing } from './ReviewDoing.tsx'
import './messages.ts'
import './workplace.css'

const MEASURE_TONES: Record<MeasureState, Tone> = { kept: 'ok', not_kept: 'late', not_seen: 'neutral' }

/** The review of a case at its workplace: what was found, what was concluded, what the head answered. */
export function WorkplaceReviewPage({ id }: { id: string }) {
  const t = useT('workplace')
  const [doing, setDoing] = useState<Doing>()
  const query = useQuery(api.performance.workplace.get.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const page = query.data
  const { may } = page
  const button = (d: Doing, label: string, primary = false) => (
    <Button variant={primary ? 'filled' : 'default'} onClick={() => setDoing(d)}>
      {label}
    </Button>
  )
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/workplace-reviews' }, { label: page.workplace.name }]}
      title={page.workplace.name}
      subtitle={[page.areaLabel, page.case.code, formatDateTime(page.openedAt)].filter(Boolean).join(' · ')}
      badges={<ReviewPill state={page.state} cause={page.conclusion?.cause ?? null} />}
      actions={
        <>
          <Button
            className="vx-no-print"
            variant="default"
            leftSection={<Printer size={15} aria-hidden />}
            onClick={() => window.print()}
          >
            {t('print')}
          </Button>
          {may.reopen && button('reopen', t('do.reopen'))}
          {may.reply && button('reply', t('do.reply'), true)}
          {may.find && button('find', t(page.findings ? 'do.findAgain' : 'do.find'), !page.findings)}
          {may.conclude && button('conclude', t('do.conclude'), true)}
        </>
      }
    >
      <Columns
        main={
          <>
            <Findings page={page} />
            <Conclusion page={page} />
            {page.conclusion?.cause === 'not_kept' && <Answers page={page} />}
            <Course page={page} />
          </>
        }
        side={
          <>
            <Facts page={page} />
            <Others page={page} />
            {page.readsInspections && page.workplace.organisationId && <Around page={page} />}
          </>
        }
      />
      <ReviewDoing page={page} doing={doing} onClose={() => setDoing(undefined)} />
    </Page>
  )
}

function Findings({ page }: { page: PageData }) {
  const t = useT('workplace')
  const postWords = usePostWords()
  const { findings } = page
  return (
    <Card title={t('findings')} footer={page.legalBasis}>
      {findings ? (
        <>
          <FieldList
            items={[
              { label: t('field.infected'), value: t(`field.infected.${findings.infected}`) },
              { label: t('find.said'), value: findings.said },
              {
                label: t('opened.found'),
                value: t('findings.by', {
                  by: findings.byName,
                  post: postWords(findings.byPost),
                  at: formatDateTime(findings.at),
                }),
              },
            ]}
          />
          <h3 className="vx-workplace-heading">{t('measures')}</h3>
          <ul className="vx-workplace-list">
            {page.measures.map((m) => (
              <li key={m.code}>
                <div>
                  {say(m)} <span className="vx-muted">{m.basis}</span>
                  {m.note && <div className="vx-muted">{m.note}</div>}
                </div>
                <StatusPill tone={MEASURE_TONES[m.state]}>{t(`measure.${m.state}`)}</StatusPill>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <EmptyState compact title={t('findings.none')}>
          {t('findings.next')}
        </EmptyState>
      )}
    </Card>
  )
}

function Conclusion({ page }: { page: PageData }) {
  const t = useT('workplace')
  const postWords = usePostWords()
  const { conclusion: c } = page
  return (
    <Card title={t('conclusion')}>
      {c ? (
        <FieldList
          items={[
            { label: t('field.cause'), value: t(`cause.${c.cause}`) },
            { label: t('conclude.said'), value: c.said },
            { label: t('field.headName'), value: `${c.headName}, ${c.headPost}` },
            {
              label: t('by'),
              value: t('findings.by', {
                by: c.byName,
                post: postWords(c.byPost),
                at: formatDateTime(c.at),
              }),
            },
          ]}
        />
      ) : (
        <EmptyState compact title={t('conclusion.none')}>
          {t('conclusion.next')}
        </EmptyState>
      )}
    </Card>
  )
}

/** What the head answers to the conclusion that holds, and whose it is to see to that. */
function Answers({ page }: { page: PageData }) {
  const t = useT('workplace')
  const area = useArea()
  const now = useNow()
  const postWords = usePostWords()
  const since = page.steps.findLastIndex((s) => s.step === 'concluded')
  const replies = page.steps.slice(since + 1)
  return (
    <Card title={t('answers')}>
      {replies.length === 0 && (
        <EmptyState compact title={t('answers.none')}>
          {t('answers.next')}
        </EmptyState>
      )}
      <Timeline
        items={replies.map((r) => ({
          id: r.id,
          at: r.at,
          title: r.said,
          by: `${r.byName}, ${postWords(r.byPost)}`,
        }))}
      />
      <ul className="vx-workplace-list">
        {page.tasks.map((task) => (
          <li key={task.id}>
            <div>
              <Link href={`/tasks/${task.id}`}>{t('task')}</Link>{' '}
              <span className="vx-muted">
                {postWords(task.postKind)}, {area?.byId.get(task.areaId)?.name}
              </span>
            </div>
            {task.doneAt || task.cancelledAt ? (
              <StatusPill tone={STATE_TONES[task.state]}>{formatDateTime(task.doneAt)}</StatusPill>
            ) : (
              <StatusPill tone={dueTone(now, task.dueAt)}>{formatDue(now, task.dueAt)}</StatusPill>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Facts({ page }: { page: PageData }) {
  const t = useT('workplace')
  const postWords = usePostWords()
  const { case: sick, workplace } = page
  const name = sick.person ?? sick.code ?? t('case.none')
  return (
    <Card title={t('workplace')}>
      <FieldList
        items={[
          {
            label: t('workplace'),
            value: workplace.placeId ? (
              <Link href={`/places/${workplace.placeId}`}>{workplace.name}</Link>
            ) : (
              workplace.name
            ),
          },
          { label: t('area'), value: page.areaLabel },
          { label: t('head'), value: workplace.head },
          { label: t('staff'), value: workplace.staff },
          {
            label: t('case'),
            value: (
              <>
                {sick.id ? <Link href={`/cases/${sick.id}`}>{name}</Link> : name}
                {sick.person && ` · ${sick.code}`}
                {sick.confirmedOn && (
                  <span className="vx-muted">, {t('confirmed', { day: formatDate(sick.confirmedOn) })}</span>
                )}
              </>
            ),
          },
          { label: t('opened'), value: `${page.openedBy}, ${postWords(page.openedPost)}` },
        ]}
      />
    </Card>
  )
}

function Others({ page }: { page: PageData }) {
  const t = useT('workplace')
  const { others, windowDays: days } = page
  return (
    <Card title={t('others')} aside={others.length > 0 && t('others.n', { n: others.length, days })}>
      {others.length === 0 ? (
        <p className="vx-muted vx-workplace-note">{t('others.none', { days })}</p>
      ) : (
        <ul className="vx-workplace-list">
          {others.map((o) => (
            <li key={o.id}>
              <Link href={`/workplace-reviews/${o.id}`}>{o.code}</Link>
              <span className="vx-muted">{t('confirmed', { day: formatDate(o.confirmedOn) })}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Around({ page }: { page: PageData }) {
  const t = useT('workplace')
  const { plan, visit } = page
  return (
    <Card title={t('around')}>
      <FieldList
        items={[
          {
            label: t('plan'),
            value: plan ? (
              <>
                <Link href={`/plans/${plan.id}`}>{t('plan.edition', { n: plan.edition })}</Link>,{' '}
                {t(`plan.state.${plan.state}`)}
              </>
            ) : (
              t('plan.none')
            ),
          },
          {
            label: t('visit'),
            value: visit ? (
              <Link href={`/inspections/${visit.id}`}>
                {t('visit.total', { total: visit.total, day: formatDateTime(visit.at) })}
              </Link>
            ) : (
              t('plan.none')
            ),
          },
        ]}
      />
    </Card>
  )
}

/** Every step, the latest first. */
function Course({ page }: { page: PageData }) {
  const t = useT('workplace')
  const postWords = usePostWords()
  const titleOf = (s: ReviewStep) => {
    if (s.step === 'found') return t('step.found', { infected: t(`infected.${s.infected}`), n: s.notKept })
    if (s.step === 'concluded') return t('step.concluded', { cause: t(`cause.${s.cause}`) })
    return t(`step.${s.step}`)
  }
  const items: TimelineItem[] = page.steps.map((s) => ({
    id: s.id,
    at: s.at,
    title: titleOf(s),
    detail: s.headName ? (
      <>
        {s.said}
        <br />
        {t('step.concluded.head', { head: `${s.headName}, ${s.headPost}` })}
      </>
    ) : (
      s.said
    ),
    by: `${s.byName}, ${postWords(s.byPost)}`,
    tone: s.step === 'concluded' ? 'info' : s.step === 'reopened' ? 'due' : 'neutral',
  }))
  items.unshift({
    id: 'opened',
    at: page.openedAt,
    title: t('step.opened'),
    by: `${page.openedBy}, ${postWords(page.openedPost)}`,
  })
  return (
    <Card title={t('course')}>
      <Timeline items={items.reverse()} />
    </Card>
  )
}
