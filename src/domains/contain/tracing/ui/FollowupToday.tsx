import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { api, areaName, call, useAddress, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  calendarDate,
  EmptyState,
  ErrorState,
  FilterPills,
  formatDate,
  formatNumber,
  formatTime,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { CheckOutcome, DueToday, RecordCheckInput } from '../contract.ts'
import { OUTCOME_TONE } from './parts.tsx'
import { SymptomsDrawer } from './SymptomsDrawer.tsx'
import './assignment.css'
import './tracing.css'

type Show = 'open' | 'seen' | 'absent' | 'all'
const DAYS_BACK = 6

const shows: Record<Show, (d: DueToday) => boolean> = {
  open: (d) => d.check.outcome === null,
  seen: (d) => d.check.outcome === 'normal' || d.check.outcome === 'symptoms',
  absent: (d) => d.check.outcome === 'absent',
  all: () => true,
}

/** Today's visits of a neighbourhood or ward: one card a person, three thumb-sized answers, each can be taken back. */
export function FollowupToday() {
  const t = useT('tracing')
  const now = useNow()
  const area = useArea()
  const mayRecord = useRight('followup.record')
  const client = useQueryClient()
  const today = calendarDate(now)
  const [chosen, setDate] = useAddress('date')
  const date = chosen ?? today
  const [show, setShow] = useState<Show>('open')
  const [ill, setIll] = useState<DueToday>()
  const [whose, setWhose] = useState<'mine' | 'all'>()
  const input = { date, ...(area ? { areaId: area.areaId } : {}) }
  const query = useQuery({ ...api.tracing.today.queryOptions({ input }), enabled: area !== undefined })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || !area) return <SkeletonLines lines={10} />
  const { ownTeams } = query.data
  const mine = query.data.due.filter((d) => d.teamId !== null && ownTeams.includes(d.teamId))
  // A team's own list is what its members come for; the whole area is one touch away.
  const who = ownTeams.length > 0 ? (whose ?? 'mine') : 'all'
  const due = who === 'mine' ? mine : query.data.due

  const record = async (
    d: DueToday,
    check: Omit<z.input<typeof RecordCheckInput>, 'personId' | 'dueOn' | 'slot'>,
  ) => {
    const corrects = d.check.checkedAt ? { version: d.check.version } : {}
    const done = await call.tracing.recordCheck({
      personId: d.personId,
      dueOn: date,
      slot: d.check.slot,
      ...check,
      ...corrects,
    })
    await client.invalidateQueries()
    const said = { name: d.fullName ?? t('unnamed'), outcome: t(`outcome.${check.outcome}`) }
    toast.done(t('check.done', said), { undo: () => undo({ ...d, check: done }) })
  }
  const undo = async (d: DueToday) => {
    await call.tracing.undoCheck({ id: d.check.id, version: d.check.version })
    await client.invalidateQueries()
    toast.info(t('check.undone'))
  }
  const days = Array.from({ length: DAYS_BACK + 1 }, (_, i) => calendarDate(now.getTime() - i * 86_400_000))
  const dayLabel = (d: string, i: number) =>
    i === 0 ? t('today.today') : i === 1 ? t('today.yesterday') : formatDate(d, { short: true })
  const listed = due.filter(shows[show])
  const byArea = Map.groupBy(listed, (d) => d.areaId)
  const count = (s: Show) => due.filter(shows[s]).length
  return (
    <Page
      title={t('today.title')}
      subtitle={t('today.lead', { date: formatDate(date), due: formatNumber(due.length), count: due.length })}
    >
      <div className="tracing-filters">
        <FilterPills
          label={t('today.day')}
          items={days.map((d, i) => ({ value: d, label: dayLabel(d, i) }))}
          value={date}
          onChange={(d) => setDate(d === today ? undefined : d)}
        />
        {ownTeams.length > 0 && (
          <FilterPills
            label={t('today.whose')}
            items={[
              { value: 'mine', label: t('today.mine'), count: mine.length },
              { value: 'all', label: t('today.everybody'), count: query.data.due.length },
            ]}
            value={who}
            onChange={(value) => setWhose(value as 'mine' | 'all')}
          />
        )}
        <FilterPills
          label={t('today.filter')}
          items={(['open', 'seen', 'absent', 'all'] as const).map((s) => ({
            value: s,
            label: t(`today.${s}`),
            count: count(s),
          }))}
          value={show}
          onChange={(s) => setShow(s as Show)}
        />
      </div>
      {listed.length === 0 && <Nobody due={due.length} show={show} />}
      <div className="tracing-groups">
        {[...byArea].map(([areaId, people]) => (
          <section key={areaId} className="tracing-group" aria-label={areaName(area.byId, areaId)}>
            <h2>
              {areaName(area.byId, areaId)}
              <span className="tracing-count">{t('today.people', { count: people.length })}</span>
            </h2>
            <div className="tracing-households">
              {[...Map.groupBy(people, (d) => d.householdId ?? d.personId)].map(([key, members]) => (
                <div key={key} className="tracing-household">
                  <h3>
                    {members[0]!.address ?? t('today.noAddress')}
                    {who === 'all' && <span>{members[0]!.team ?? t('today.nobody')}</span>}
                  </h3>
                  <ul className="tracing-cards">
                    {members.map((d) => (
                      <Visit
                        key={d.check.id}
                        due={d}
                        isOneOfMany={due.some((x) => x.personId === d.personId && x.check.id !== d.check.id)}
                        mayRecord={mayRecord}
                        onRecord={(outcome) =>
                          outcome === 'symptoms'
                            ? setIll(d)
                            : void record(d, { outcome }).catch(toast.problem)
                        }
                        onUndo={() => void undo(d).catch(toast.problem)}
                      />
                    ))}
                  </ul>
                </div>
              ))}
            </div>
          </section>
        ))}
      </div>
      <SymptomsDrawer
        due={ill}
        onClose={() => setIll(undefined)}
        onRecord={async (check) => {
          await record(ill!, { ...check, outcome: 'symptoms' })
          setIll(undefined)
        }}
      />
    </Page>
  )
}

function Nobody({ due, show }: { due: number; show: Show }) {
  const t = useT('tracing')
  if (due === 0) return <EmptyState title={t('today.empty')}>{t('today.empty.next')}</EmptyState>
  if (show === 'open') return <EmptyState title={t('today.done')}>{t('today.done.next')}</EmptyState>
  return <EmptyState title={t('today.none')} compact />
}

interface VisitProps {
  due: DueToday
  /** The rule asks for more than one check of this person on the day. */
  isOneOfMany: boolean
  mayRecord: boolean
  onRecord: (outcome: CheckOutcome) => void
  onUndo: () => void
}

function Visit({ due: d, isOneOfMany, mayRecord, onRecord, onUndo }: VisitProps) {
  const t = useT('tracing')
  const { check } = d
  const name = d.fullName ?? t('unnamed')
  const last = d.last
    ? [t('today.last', { outcome: t(`outcome.${d.last.outcome}`) }), degrees(d.last.temperature, t)]
    : [t('today.first')]
  const facts = [
    isOneOfMany && t('today.slot', { n: d.check.slot }),
    t(d.dayNumber > d.days ? 'today.extra' : 'today.nth', { n: d.dayNumber, days: d.days }),
    ...last,
  ].filter(Boolean)
  return (
    <li className="tracing-card" data-done={check.outcome !== null || undefined}>
      <div className="tracing-card-head">
        <span className="tracing-who">
          {d.fullName ? <Link href={`/people/${d.personId}`}>{name}</Link> : name}
        </span>
        <StatusPill tone={d.status === 'lost' ? 'due' : 'neutral'}>
          {d.status === 'lost' ? t('lost') : t('today.of', { tier: d.tier, code: d.indexCode })}
        </StatusPill>
      </div>
      <div className="tracing-card-facts">
        {facts.join(' · ')}
        {d.missed > 0 && (
          <>
            {' '}
            · <b>{t('missed.days', { days: d.missed, count: d.missed })}</b>
          </>
        )}
        {d.phone && (
          <>
            {' '}
            ·{' '}
            <a className="tracing-link" href={`tel:${d.phone}`}>
              {d.phone}
            </a>
          </>
        )}
      </div>
      {check.outcome ? (
        <div className="tracing-card-result">
          <StatusPill tone={OUTCOME_TONE[check.outcome]}>
            {[t(check.outcome), degrees(check.temperature, t), ...check.symptoms.map((s) => t(s))]
              .filter(Boolean)
              .join(' · ')}
          </StatusPill>
          <span className="tracing-by">{[formatTime(check.checkedAt), check.byName].join(' · ')}</span>
          {mayRecord && (
            <button type="button" className="vx-text-button" onClick={onUndo}>
              {t('check.undo')}
            </button>
          )}
        </div>
      ) : (
        mayRecord && (
          <fieldset className="tracing-answers">
            <legend className="vx-visually-hidden">{name}</legend>
            <Button variant="light" onClick={() => onRecord('normal')}>
              {t('normal')}
            </Button>
            <Button variant="default" onClick={() => onRecord('symptoms')}>
              {t('symptoms')}
            </Button>
            <Button variant="default" onClick={() => onRecord('absent')}>
              {t('absent')}
            </Button>
          </fieldset>
        )
      )}
    </li>
  )
}

function degrees(value: number | null, t: (key: string, params?: Record<string, string>) => string) {
  return value === null ? undefined : t('temperature.value', { value: formatNumber(value, { decimals: 1 }) })
}
