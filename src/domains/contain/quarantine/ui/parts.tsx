import {
  FieldList,
  formatDate,
  formatDateTime,
  StatusPill,
  type Tone,
  ToneMark,
  useT,
} from '../../../../web/kit/index.ts'
import type { Order, Term } from '../contract.ts'

const TONE: Record<Order['state'], Tone> = {
  proposed: 'due',
  active: 'info',
  expired: 'late',
  released: 'ok',
  cancelled: 'neutral',
}

/** Where an order stands. */
export function OrderStatePill({ state }: { state: Order['state'] }) {
  const t = useT('quarantine')
  return <StatusPill tone={TONE[state]}>{t(state)}</StatusPill>
}

/** 'Cách ly y tế · F1 · Tại nhà' */
export function useOrderWords() {
  const t = useT('quarantine')
  return {
    what: (o: Pick<Order, 'kind' | 'exposure' | 'placeKind'>) =>
      [t(o.kind), t(o.exposure), t(o.placeKind)].join(' · '),
    term: (o: Pick<Order, 'startsAt' | 'endsAt' | 'days'>) =>
      t('term', { from: formatDate(o.startsAt), to: formatDate(o.endsAt), days: o.days }),
  }
}

/** The end that the rule in force gives, its limits and the law's, as the form is filled in. */
export function TermPreview({ term }: { term: Term }) {
  const t = useT('quarantine')
  const over = term.refusal === 'quarantine-time-over'
  return (
    <div className="vx-form-section" aria-live="polite">
      {term.refusal && (
        <div className="vx-form-summary" style={{ marginBlockEnd: 10 }}>
          <ToneMark tone="late" />
          <span>{t(`refusal.${term.refusal}`)}</span>
        </div>
      )}
      <FieldList
        items={[
          ...(over
            ? []
            : [
                { label: t('preview.end'), value: <b>{formatDateTime(term.endsAt)}</b> },
                {
                  label: t('preview.days'),
                  value: t(`preview.from.${term.countedFrom}`, { days: term.days }),
                },
                {
                  label: t('preview.range'),
                  value: t('preview.rangeText', { min: term.minDays, max: term.maxDays }),
                },
              ]),
          {
            label: t('preview.cap'),
            value: t('preview.capText', { days: term.cap.days, extension: term.cap.extensionDays }),
          },
          ...(term.followUpDays
            ? [{ label: t('preview.follow'), value: t('preview.followText', { days: term.followUpDays }) }]
            : []),
          { label: t('preview.rule'), value: <RuleText rule={term.rule} /> },
        ]}
      />
    </div>
  )
}

/** A rule as its page names it, and whether somebody confirmed it. */
export function RuleText({ rule }: { rule: Term['rule'] }) {
  const t = useT('quarantine')
  return (
    <>
      {t('preview.effective', { basis: rule.legalBasis, from: formatDate(rule.effectiveFrom) })}
      {!rule.confirmedBy && <span className="vx-muted"> · {t('preview.unconfirmed')}</span>}
    </>
  )
}
