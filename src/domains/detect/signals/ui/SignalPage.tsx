import { useQuery } from '@tanstack/react-query'
import { api, say, useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  Checklist,
  type ChecklistItem,
  Columns,
  dueTone,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  formatDue,
  formatNumber,
  Page,
  SkeletonLines,
  StatusPill,
  Timeline,
  type Tone,
  useT,
} from '../../../../web/kit/index.ts'
import type { RiskLevel, Signal, SignalPage as SignalData } from '../contract.ts'
import { LinkedCases } from './LinkedCases.tsx'
import { SignalActions } from './SignalActions.tsx'

const STATE_TONE: Record<Signal['state'], Tone> = {
  reported: 'due',
  verified: 'due',
  not_true: 'neutral',
  assessed: 'due',
  response: 'info',
  closed: 'ok',
}
const RISK_TONE: Record<RiskLevel, Tone> = {
  low: 'risk1',
  moderate: 'risk2',
  high: 'risk3',
  very_high: 'risk4',
}

/** A signal: the four steps with their clocks, what was reported, the cases it led to, everything that was done. */
export function SignalPage({ id }: { id: string }) {
  const t = useT('signals')
  const query = useQuery(api.signals.get.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const page = query.data
  const { signal } = page
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/signals' }, { label: t(`kind.${signal.kind}`) }]}
      title={`${t(`kind.${signal.kind}`)}: ${signal.placeText}`}
      subtitle={signal.areaLabel}
      badges={
        <>
          <StatusPill tone={STATE_TONE[signal.state]}>{t(`state.${signal.state}`)}</StatusPill>
          {signal.risk && (
            <StatusPill tone={RISK_TONE[signal.risk]}>
              {t('risk.is', { risk: t(`risk.${signal.risk}`).toLocaleLowerCase() })}
            </StatusPill>
          )}
        </>
      }
      actions={<SignalActions page={page} />}
    >
      <Columns
        main={
          <>
            <Steps page={page} />
            <Card title={t('facts')}>
              <p style={{ margin: '0 0 12px', whiteSpace: 'pre-line' }}>{signal.description}</p>
              <FieldList
                items={[
                  { label: t('placeText'), value: signal.placeText },
                  { label: t('area'), value: signal.areaLabel },
                  { label: t('startedOn'), value: signal.startedOn && formatDate(signal.startedOn) },
                  { label: t('people'), value: signal.people && formatNumber(signal.people) },
                  { label: t('deaths'), value: signal.deaths === null ? null : formatNumber(signal.deaths) },
                  { label: t('source'), value: t(`source.${signal.source}`) },
                ]}
              />
            </Card>
            {signal.isTrue && <LinkedCases page={page} />}
          </>
        }
        side={<History page={page} />}
      />
    </Page>
  )
}

/** The four steps: which are done, which is next and until when. */
function Steps({ page }: { page: SignalData }) {
  const t = useT('signals')
  const now = useNow()
  const { signal, rule } = page
  const pill = (due: string, done: string | null): ChecklistItem['pill'] =>
    done
      ? { tone: done <= due ? 'ok' : 'due', label: t(done <= due ? 'clock.done' : 'clock.late') }
      : { tone: dueTone(now, due), label: formatDue(now, due) }
  const isOut = signal.isTrue === false
  const items: ChecklistItem[] = [
    {
      id: 'reported',
      state: 'done',
      title: t('step.reported'),
      detail: t('by', { by: signal.reportedBy, at: formatDateTime(signal.reportedAt) }),
    },
    {
      id: 'verify',
      state: signal.verifiedAt ? 'done' : 'doing',
      title: t('step.verify'),
      detail: signal.verifiedAt
        ? t(signal.isTrue ? 'verify.true' : 'verify.false', { at: formatDateTime(signal.verifiedAt) })
        : t('verify.who', { at: formatDateTime(signal.verifyBy) }),
      pill: pill(signal.verifyBy, signal.verifiedAt),
    },
    {
      id: 'assess',
      state: signal.assessedAt ? 'done' : isOut ? 'skipped' : signal.isTrue ? 'doing' : 'todo',
      title: t('step.assess'),
      detail: signal.assessedAt
        ? t('assess.done', {
            likelihood: say(rule.likelihood[signal.likelihood! - 1]!).toLocaleLowerCase(),
            impact: say(rule.impact[signal.impact! - 1]!).toLocaleLowerCase(),
            risk: t(`risk.${signal.risk}`).toLocaleLowerCase(),
          })
        : isOut
          ? t('assess.not')
          : t('assess.who', { at: formatDateTime(signal.assessBy) }),
      ...(isOut ? {} : { pill: pill(signal.assessBy, signal.assessedAt) }),
    },
    {
      id: 'conclude',
      state: signal.closedAt ? 'done' : isOut ? 'skipped' : signal.assessedAt ? 'doing' : 'todo',
      title: t('step.conclude'),
      detail: signal.closedAt
        ? t(signal.state === 'response' ? 'conclude.response' : 'conclude.closed', {
            at: formatDateTime(signal.closedAt),
          })
        : t(isOut ? 'conclude.not' : 'conclude.who'),
    },
  ]
  return (
    <Card
      title={t('steps')}
      padding={false}
      footer={
        <>
          {rule.legalBasis}
          {!rule.confirmedBy && <> · {t('rule.unconfirmed')}</>}
        </>
      }
    >
      <Checklist items={items} />
    </Card>
  )
}

function History({ page }: { page: SignalData }) {
  const t = useT('signals')
  return (
    <Card title={t('history')}>
      <Timeline
        items={[...page.steps].reverse().map((s) => ({
          id: s.id,
          at: s.at,
          title: t(`did.${s.step}`),
          ...(s.note ? { detail: s.note } : {}),
          by: s.byName,
          tone: s.step === 'taken_back' ? ('late' as const) : ('info' as const),
        }))}
      />
    </Card>
  )
}
