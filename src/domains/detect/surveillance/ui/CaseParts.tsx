import { say } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  DataTable,
  EmptyState,
  FieldList,
  formatDate,
  formatDateTime,
  formatNumber,
  StatusPill,
  Timeline,
  type Tone,
  useT,
} from '../../../../web/kit/index.ts'
import type { CasePage } from '../contract.ts'

const TONE: Record<string, Tone> = {
  confirmed: 'late',
  probable: 'due',
  suspected: 'due',
  discarded: 'neutral',
}

/** State of a case beside its title: classification, place of detection, disease. */
export function CaseBadges({ page }: { page: CasePage }) {
  const t = useT('surveillance')
  const c = page.case
  return (
    <>
      <StatusPill tone={TONE[c.classification]!}>
        {t(c.classification === 'confirmed' ? 'confirmed_case' : c.classification)}
      </StatusPill>
      {c.detectedIn ? (
        <Badge>{t(`detectedIn.${c.detectedIn}`)}</Badge>
      ) : (
        c.classification === 'confirmed' && <StatusPill tone="due">{t('detectedIn.none')}</StatusPill>
      )}
      {c.outcome && <Badge>{t(`outcome.${c.outcome}`)}</Badge>}
      <Badge>{say(page.disease)}</Badge>
    </>
  )
}

/** What is known; empty fields stay behind one line. */
export function CaseFacts({ page, residence }: { page: CasePage; residence: string }) {
  const t = useT('surveillance')
  const { case: c, person } = page
  return (
    <Card title={t('facts')}>
      <FieldList
        items={[
          { label: t('onset'), value: c.onsetDate && formatDate(c.onsetDate) },
          { label: t('reported'), value: formatDateTime(c.reportedAt) },
          { label: t('confirmed'), value: c.confirmedAt && formatDateTime(c.confirmedAt) },
          { label: t('residence'), value: residence },
          { label: t('address'), value: person?.address },
          { label: t('birthYear'), value: person?.birthYear },
          { label: t('sex'), value: person?.sex && t(`sex.${person.sex}`) },
          { label: t('phone'), value: person?.phone },
          { label: t('occupation'), value: person?.occupation },
          { label: t('symptoms'), value: c.symptoms },
          {
            label: t('outcome'),
            value: c.outcome && `${t(`outcome.${c.outcome}`)}, ${formatDate(c.outcomeDate)}`,
          },
        ]}
      />
    </Card>
  )
}

// What the server names itself; any other reason was typed by a person.
const EVENT_REASONS = new Set([
  'case.reported',
  'case.imported',
  'lab.positive-pcr',
  'lab.positive-antigen',
  'lab.positive-igm',
  'lab.positive-culture',
])

/** The classification's history, newest first. */
export function CaseHistory({ page }: { page: CasePage }) {
  const t = useT('surveillance')
  const words = (reason: string) => (EVENT_REASONS.has(reason) ? t(`history.${reason}`) : reason)
  return (
    <Card title={t('history')}>
      <Timeline
        items={[...page.history].reverse().map((h, i) => ({
          id: String(i),
          at: h.at,
          title: t(h.classification === 'confirmed' ? 'confirmed_case' : h.classification),
          detail: words(h.reason),
          by: h.byName,
          tone: TONE[h.classification]!,
        }))}
      />
    </Card>
  )
}

/** Specimens and results. */
export function CaseLabs({ page }: { page: CasePage }) {
  const t = useT('surveillance')
  return (
    <Card title={t('labs')} padding={false}>
      <DataTable
        label={t('labs')}
        phone="cards"
        columns={[
          { key: 'method', label: t('method'), render: (l) => t(`method.${l.method}`) },
          {
            key: 'result',
            label: t('result'),
            render: (l) => (
              <StatusPill
                tone={l.result === 'positive' ? 'late' : l.result === 'negative' ? 'ok' : 'neutral'}
              >
                {t(`result.${l.result}`)}
              </StatusPill>
            ),
          },
          { key: 'ct', label: t('ct'), type: 'number', render: (l) => formatNumber(l.ct) },
          { key: 'sampledAt', label: t('sampledAt'), type: 'datetime' },
          { key: 'resultedAt', label: t('resultedAt'), type: 'datetime' },
          { key: 'laboratory', label: t('laboratory'), priority: 3 },
        ]}
        rows={page.labs}
        rowKey={(l) => l.id}
        empty={
          <EmptyState compact title={t('labs.empty')}>
            {t('labs.empty.next')}
          </EmptyState>
        }
      />
    </Card>
  )
}
