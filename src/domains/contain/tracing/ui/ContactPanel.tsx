import { useQuery } from '@tanstack/react-query'
import { api, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  calendarDate,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  formatNumber,
  Link,
  SkeletonLines,
  type Tone,
  ToneMark,
  useT,
} from '../../../../web/kit/index.ts'
import type { Followup } from '../contract.ts'
import { useNameOf } from './ContactsOfCase.tsx'
import { meetingTime, OUTCOME_TONE, TierStatusPill } from './parts.tsx'
import './tracing.css'

/** What tracing knows of a person: tier, days of monitoring with what each found, and whom they met. */
export function ContactPanel({ personId }: { personId: string }) {
  const t = useT('tracing')
  const may = useRight('contact.read')
  const nameOf = useNameOf()
  const today = calendarDate(useNow())
  const query = useQuery({ ...api.tracing.ofPerson.queryOptions({ input: { personId } }), enabled: may })
  if (!may) return null
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines lines={4} />
  const { monitoring: m, followups, contacts } = query.data
  if (!m && contacts.length === 0) return null
  return (
    <Card title={t('person_tracing')} aside={m && <TierStatusPill status={m.status} />}>
      <div className="vx-stack">
        {m && (
          <FieldList
            items={[
              {
                label: t('panel.tier'),
                value: (
                  <Link className="tracing-link" href={`/cases/${m.indexCaseId}`}>
                    {t('panel.of', { tier: m.tier, code: m.indexCode })}
                  </Link>
                ),
              },
              { label: t('panel.lastExposure'), value: formatDate(m.lastExposureAt) },
              {
                label: t('panel.days'),
                value: t('panel.range', {
                  from: formatDate(m.monitorFrom),
                  until: formatDate(m.monitorUntil),
                }),
              },
              ...(m.homeUntil
                ? [{ label: t('panel.home'), value: t('panel.homeUntil', { date: formatDate(m.homeUntil) }) }]
                : []),
              { label: t('panel.basis'), value: m.legalBasis },
            ]}
          />
        )}
        {followups.length > 0 && (
          <div>
            <h3 className="tracing-heading">
              {t('panel.calendar')}
              <Summary followups={followups} today={today} />
            </h3>
            <ol className="tracing-days">
              {followups.map((f) => (
                <Day key={f.id} followup={f} today={today} />
              ))}
            </ol>
          </div>
        )}
        {contacts.length > 0 && (
          <div>
            <h3 className="tracing-heading">{t('panel.met')}</h3>
            <ul className="vx-rows tracing-met">
              {contacts.map((c) => (
                <li key={c.id} className="vx-row">
                  <div className="vx-row-text">
                    <div className="vx-row-title">
                      {c.other.fullName ? (
                        <Link href={`/people/${c.other.personId}`}>{nameOf(c.other)}</Link>
                      ) : (
                        nameOf(c.other)
                      )}
                    </div>
                    <div className="vx-row-detail">
                      {[t(c.closeness), meetingTime(c), c.placeText].filter(Boolean).join(' · ')}
                    </div>
                  </div>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Card>
  )
}

type DayState = 'normal' | 'symptoms' | 'absent' | 'missed' | 'today' | 'future'
const TONE: Record<DayState, Tone> = { ...OUTCOME_TONE, missed: 'due', today: 'info', future: 'neutral' }

function stateOf(f: Followup, today: string): DayState {
  if (f.outcome) return f.outcome
  if (f.dueOn < today) return 'missed'
  return f.dueOn === today ? 'today' : 'future'
}

const SUMMED: DayState[] = ['normal', 'symptoms', 'absent', 'missed']

function Summary({ followups, today }: { followups: readonly Followup[]; today: string }) {
  const t = useT('tracing')
  const parts = SUMMED.map((state) => ({
    state,
    count: followups.filter((f) => stateOf(f, today) === state).length,
  }))
  return (
    <span>
      {parts
        .filter((p) => p.count > 0)
        .map((p) => t('days.summary', { count: p.count, state: t(`day.${p.state}`) }))
        .join(' · ')}
    </span>
  )
}

function Day({ followup: f, today }: { followup: Followup; today: string }) {
  const t = useT('tracing')
  const state = stateOf(f, today)
  const told = [
    t(`day.${state}`),
    f.temperature === null
      ? undefined
      : t('temperature.value', { value: formatNumber(f.temperature, { decimals: 1 }) }),
    ...f.symptoms.map((s) => t(s)),
    f.checkedAt && `${formatDateTime(f.checkedAt, { short: true })}, ${f.byName}`,
  ]
  return (
    <li data-state={state} title={told.filter(Boolean).join(' · ')}>
      <span className="vx-num">{formatDate(f.dueOn, { short: true })}</span>
      <ToneMark tone={TONE[state]} label={told.filter(Boolean).join(' · ')} />
    </li>
  )
}
