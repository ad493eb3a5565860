import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, useArea, useNow } from '../../../../web/kit/api.ts'
import { Attachments } from '../../../../web/kit/attachments.tsx'
import {
  Card,
  Columns,
  DecisionList,
  dueTone,
  EmptyState,
  ErrorState,
  FieldList,
  formatDateTime,
  formatDue,
  formatNumber,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  Timeline,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import { STATE_TONES as TASK_TONES } from '../../tasks/contract.ts'
import type { FieldVisitPage as PageData } from '../visits/contract.ts'
import { STATE_TONES } from './incident-parts.tsx'
import { type Doing, VisitDrawer } from './visit-drawers.tsx'
import './field-visits.css'
import './visit-messages.ts'

/** A task that was given on a visit opens the visit. */
export function FieldVisitOfTask({ id }: { id: string }) {
  const query = useQuery(api.duty.visitOfTask.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  return <FieldVisitPage id={query.data.visitId} />
}

/** A field visit: who went where, what was seen and settled, and what came of it. */
export function FieldVisitPage({ id }: { id: string }) {
  const t = useT('field-visits')
  const postWords = usePostWords()
  const query = useQuery(api.duty.fieldVisit.queryOptions({ input: { id } }))
  const [doing, setDoing] = useState<Doing>()
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const page = query.data
  const { visit, may } = page
  const doable: [Doing, boolean][] = [
    ['give', may.give],
    ['incident', may.incident],
    ['supplement', may.supplement],
    ['strike', may.strike],
  ]
  return (
    <div className="fv-page">
      <Page
        breadcrumbs={[{ label: t('title'), href: '/field-visits' }, { label: visit.areaLabel }]}
        title={`${t(`purpose.${visit.purpose}`)}: ${visit.areaLabel}`}
        subtitle={`${visit.byName}, ${postWords(visit.byPost)} · ${formatDateTime(visit.beganAt)}`}
        badges={visit.struckAt && <StatusPill tone="neutral">{t('struck')}</StatusPill>}
        actions={
          <>
            {doable
              .filter(([, isAllowed]) => isAllowed)
              .map(([what], i) => (
                <Button key={what} variant={i === 0 ? 'filled' : 'default'} onClick={() => setDoing(what)}>
                  {t(`do.${what}`)}
                </Button>
              ))}
            <Button variant="default" onClick={() => window.print()}>
              {t('do.print')}
            </Button>
          </>
        }
      >
        <Columns
          main={
            <>
              <Said page={page} />
              <Tasks page={page} />
              <Incidents page={page} />
              <Attachments path="field-visits" subjectId={visit.id} items={page.files} mayAdd={may.attach} />
            </>
          }
          side={<Facts page={page} />}
        />
        <VisitDrawer page={page} doing={doing} onClose={() => setDoing(undefined)} />
      </Page>
    </div>
  )
}

function Said({ page }: { page: PageData }) {
  const t = useT('field-visits')
  const postWords = usePostWords()
  const { visit, supplements } = page
  const struck = visit.struckAt ? true : undefined
  return (
    <>
      {visit.struckAt && (
        <Card>
          <p className="fv-said">
            {visit.struckReason
              ? t('struck.why', { at: formatDateTime(visit.struckAt), reason: visit.struckReason })
              : t('struck.gone', { at: formatDateTime(visit.struckAt) })}
          </p>
        </Card>
      )}
      <Card title={t('seen')}>
        <p className="fv-said" data-struck={struck}>
          {visit.seen}
        </p>
      </Card>
      {visit.settled && (
        <Card title={t('settled')}>
          <p className="fv-said" data-struck={struck}>
            {visit.settled}
          </p>
        </Card>
      )}
      {supplements.length > 0 && (
        <Card title={t('supplements')} aside={formatNumber(supplements.length)}>
          <Timeline
            items={supplements.map((s) => ({
              id: s.id,
              at: s.at,
              title: <span className="fv-said">{s.said}</span>,
              by: `${s.byName}, ${postWords(s.byPost)}`,
            }))}
          />
        </Card>
      )}
    </>
  )
}

function Tasks({ page }: { page: PageData }) {
  const t = useT('field-visits')
  const postWords = usePostWords()
  const area = useArea()
  const now = useNow()
  const { tasks, may } = page
  if (tasks.length === 0 && !may.give) return null
  return (
    <Card
      title={t('tasks')}
      aside={tasks.length > 0 ? formatNumber(tasks.length) : undefined}
      padding={tasks.length === 0}
    >
      {tasks.length === 0 ? (
        <EmptyState compact title={t('tasks.none')}>
          {t('tasks.none.next')}
        </EmptyState>
      ) : (
        <DecisionList
          items={tasks.map((task) => ({
            id: task.id,
            tone: TASK_TONES[task.state],
            title: task.title,
            detail: [
              `${postWords(task.postKind)}, ${area?.byId.get(task.areaId)?.name ?? ''}`,
              task.holder,
              task.doneNote,
            ]
              .filter(Boolean)
              .join(' · '),
            href: `/tasks/${task.id}`,
            pill:
              task.doneAt || task.cancelledAt
                ? { tone: TASK_TONES[task.state], label: t(`state.${task.state}`) }
                : { tone: dueTone(now, task.dueAt), label: formatDue(now, task.dueAt) },
          }))}
        />
      )}
    </Card>
  )
}

function Incidents({ page }: { page: PageData }) {
  const t = useT('field-visits')
  const incidentsT = useT('incidents')
  const { incidents } = page
  if (incidents.length === 0) return null
  return (
    <Card title={t('incidents')} aside={formatNumber(incidents.length)} padding={false}>
      <DecisionList
        items={incidents.map((i) => ({
          id: i.id,
          tone: i.late ? 'late' : STATE_TONES[i.state],
          title: `${incidentsT(`kind.${i.kind}`)}: ${i.placeText}`,
          detail: `${i.code} · ${i.what}`,
          href: `/incidents/${i.id}`,
          pill: { tone: STATE_TONES[i.state], label: incidentsT(`state.${i.state}`) },
        }))}
      />
    </Card>
  )
}

function Facts({ page }: { page: PageData }) {
  const t = useT('field-visits')
  const postWords = usePostWords()
  const { visit } = page
  return (
    <Card title={t('facts')}>
      <FieldList
        items={[
          { label: t('areaId'), value: visit.areaLabel },
          {
            label: t('placeId'),
            value: visit.place && <Link href={`/places/${visit.place.id}`}>{visit.place.name}</Link>,
          },
          { label: t('spot'), value: visit.spot },
          { label: t('by'), value: `${visit.byName}, ${postWords(visit.byPost)}, ${visit.byArea}` },
          { label: t('companions'), value: visit.companions },
          { label: t('beganAt'), value: formatDateTime(visit.beganAt) },
          { label: t('minutes'), value: visit.minutes && formatNumber(visit.minutes) },
          { label: t('entered'), value: formatDateTime(visit.enteredAt) },
        ]}
      />
    </Card>
  )
}
