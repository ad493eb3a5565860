import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { api, call, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  Columns,
  ContractForm,
  Drawer,
  EmptyState,
  ErrorState,
  FieldList,
  formatDateTime,
  formatNumber,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  Timeline,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import {
  type IncidentStep,
  type IncidentPage as PageData,
  StepForms,
  type StepInput,
  type StepKind,
  type TeamChoice,
} from '../incidents/contract.ts'
import { STATE_TONES, timerOf } from './incident-parts.tsx'
import { useTick } from './parts.tsx'
import './duty.css'

type Doing = keyof typeof StepForms

/** An incident: what, where, who was sent, how long it has, and everything that was done. */
export function IncidentPage({ id }: { id: string }) {
  const t = useT('incidents')
  const now = useNow()
  useTick(10)
  const query = useQuery({ ...api.duty.incident.queryOptions({ input: { id } }), refetchInterval: 30_000 })
  const [doing, setDoing] = useState<Doing>()
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const { incident, may } = query.data
  const timer = timerOf(t, now, incident)
  const labelOf = (kind: StepKind) => {
    const again = (kind === 'dispatch' && incident.team) || (kind === 'triage' && incident.priority)
    return t(again ? `do.${kind as 'triage'}.again` : `do.${kind}`)
  }
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/incidents' }, { label: incident.code }]}
      title={`${t(`kind.${incident.kind}`)}: ${incident.placeText}`}
      subtitle={`${incident.areaLabel} · ${incident.code}`}
      badges={
        <>
          <StatusPill tone={STATE_TONES[incident.state]}>{t(`state.${incident.state}`)}</StatusPill>
          {incident.priority && (
            <Badge tone={incident.priority === 1 ? 'late' : 'neutral'}>
              {t('priority.n', { n: incident.priority })}
            </Badge>
          )}
          {!incident.endedAt && <StatusPill tone={timer.tone}>{timer.label}</StatusPill>}
        </>
      }
      actions={may.map((kind, i) => (
        <Button key={kind} variant={i === 0 ? 'filled' : 'default'} onClick={() => setDoing(kind as Doing)}>
          {labelOf(kind)}
        </Button>
      ))}
    >
      <Columns
        main={
          <>
            <Card>
              <p className="vx-duty-what">{incident.what}</p>
            </Card>
            <Course page={query.data} />
          </>
        }
        side={<Facts page={query.data} />}
      />
      <Drawer
        opened={doing !== undefined}
        onClose={() => setDoing(undefined)}
        title={doing ? labelOf(doing) : ''}
      >
        {doing === 'dispatch' && <Dispatch page={query.data} onDone={() => setDoing(undefined)} />}
        {doing && doing !== 'dispatch' && (
          <StepForm page={query.data} kind={doing} onDone={() => setDoing(undefined)} />
        )}
      </Drawer>
    </Page>
  )
}

function useStep(page: PageData, onDone: () => void) {
  const t = useT('incidents')
  const client = useQueryClient()
  return async (kind: Doing, values: object) => {
    const { id, version } = page.incident
    await call.duty.stepIncident({ ...values, id, version, kind } as StepInput)
    await client.invalidateQueries()
    toast.done(t(`saved.${kind}`))
    onDone()
  }
}

function StepForm(props: { page: PageData; kind: Doing; onDone: () => void }) {
  const { page, kind, onDone } = props
  const t = useT('incidents')
  const step = useStep(page, onDone)
  return (
    <ContractForm<z.ZodObject>
      key={kind}
      schema={StepForms[kind]}
      value={kind === 'triage' ? { priority: page.incident.priority ?? 2 } : {}}
      labels={(field) => (field === 'said' ? t(`said.${kind}`) : t(field))}
      help={(field) =>
        field === 'priority' ? [1, 2, 3].map((n) => t(`priority.${n}`)).join(' · ') : undefined
      }
      submitLabel={t(`do.${kind}`)}
      onCancel={onDone}
      onSubmit={(values) => step(kind, values)}
    />
  )
}

/** Teams that could be sent, the proposal first, each with why. */
function Dispatch({ page, onDone }: { page: PageData; onDone: () => void }) {
  const t = useT('incidents')
  const step = useStep(page, onDone)
  const teams = useQuery(api.duty.incidentTeams.queryOptions({ input: { id: page.incident.id } }))
  const [sending, setSending] = useState<string>()
  if (teams.error) return <ErrorState error={teams.error} retry={() => teams.refetch()} compact />
  if (!teams.data) return <SkeletonLines lines={5} />
  if (teams.data.length === 0) return <EmptyState title={t('teams.none')}>{t('teams.none.next')}</EmptyState>
  const send = async (teamId: string) => {
    setSending(teamId)
    try {
      await step('dispatch', { teamId })
    } catch (error) {
      toast.problem(error)
      await teams.refetch()
    } finally {
      setSending(undefined)
    }
  }
  const why = (team: TeamChoice) =>
    [
      team.steps === 0 ? t('teams.here') : t('teams.steps', { n: team.steps }),
      team.km ? t('teams.km', { n: formatNumber(team.km) }) : null,
      team.people > 0 ? t('teams.people', { n: team.people }) : null,
      team.busyWith ? t('teams.busy', { code: team.busyWith }) : t('teams.free'),
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <ol className="vx-rows vx-duty-teams">
      {teams.data.map((team, i) => (
        <li key={team.id} className="vx-row">
          <div className="vx-row-text">
            <div className="vx-row-title">
              {team.name}{' '}
              {i === 0 && !team.busyWith && <StatusPill tone="ok">{t('teams.proposed')}</StatusPill>}
            </div>
            <div className="vx-row-detail">{why(team)}</div>
          </div>
          <div className="vx-row-end">
            <Button
              size="xs"
              variant={i === 0 ? 'filled' : 'default'}
              disabled={team.busyWith !== null}
              loading={sending === team.id}
              onClick={() => void send(team.id)}
            >
              {t('teams.send')}
            </Button>
          </div>
        </li>
      ))}
    </ol>
  )
}

const STEP_TONES: Partial<Record<StepKind, Tone>> = {
  escalate: 'late',
  reopen: 'due',
  done: 'ok',
  arrive: 'info',
  dispatch: 'info',
}

function Course({ page }: { page: PageData }) {
  const t = useT('incidents')
  const postWords = usePostWords()
  const { incident, steps } = page
  const title = (s: IncidentStep) => {
    if (s.kind === 'triage') return t('step.triage', { priority: s.priority ?? '' })
    if (s.kind === 'dispatch') return t('step.dispatch', { team: s.team ?? '—' })
    if (s.kind === 'escalate')
      return t('step.escalate', { what: t(`due.${s.limitOf}`).toLocaleLowerCase('vi') })
    return t(`step.${s.kind}`)
  }
  return (
    <Card title={t('course')}>
      <Timeline
        items={[
          ...steps.toReversed().map((s) => ({
            id: s.id,
            at: s.at,
            title: title(s),
            detail: (
              <>
                {s.said}
                {s.happenedAt !== s.at && (
                  <div className="vx-muted">{t('step.told', { at: formatDateTime(s.happenedAt) })}</div>
                )}
              </>
            ),
            by: s.kind === 'escalate' ? undefined : `${s.byName}, ${postWords(s.byPost)}`,
            tone: STEP_TONES[s.kind] ?? ('neutral' as Tone),
          })),
          {
            id: 'taken',
            at: incident.reportedAt,
            title: t('step.taken'),
            detail: t(`source.${incident.source}`),
            by: `${incident.takenBy}, ${postWords(incident.takenByPost)}`,
            tone: 'neutral' as Tone,
          },
        ]}
      />
    </Card>
  )
}

function Facts({ page }: { page: PageData }) {
  const t = useT('incidents')
  const { incident, timers } = page
  const may = useRight('incident.caller')
  const seesVisit = useRight('field-visit.read')
  const caller = useQuery({
    ...api.duty.incidentCaller.queryOptions({ input: { id: incident.id } }),
    enabled: may,
  }).data
  const minutes = (by: Record<string, number>) =>
    incident.priority ? String(by[String(incident.priority)]) : Object.values(by).join('/')
  return (
    <Card title={t('facts')}>
      <FieldList
        items={[
          { label: t('place'), value: `${incident.placeText}, ${incident.areaLabel}` },
          {
            label: t('caller'),
            value: !may ? (
              <span className="vx-muted">{t('caller.hidden')}</span>
            ) : !caller ? null : caller.name || caller.phone ? (
              <>
                {caller.name} {caller.phone && <a href={`tel:${caller.phone}`}>{caller.phone}</a>}
              </>
            ) : (
              t('caller.none')
            ),
          },
          { label: t('source'), value: t(`source.${incident.source}`) },
          {
            label: t('visit'),
            value: seesVisit && incident.fieldVisitId && (
              <Link href={`/field-visits/${incident.fieldVisitId}`}>{t('visit.open')}</Link>
            ),
          },
          { label: t('team'), value: incident.team?.name },
          { label: t('taken'), value: `${formatDateTime(incident.reportedAt)}, ${incident.takenBy}` },
          {
            label: t('times'),
            value: t('times.text', {
              triage: timers.triage,
              dispatch: minutes(timers.dispatch),
              arrive: minutes(timers.arrive),
            }),
          },
          { label: t('basis'), value: timers.legalBasis },
        ]}
      />
    </Card>
  )
}
