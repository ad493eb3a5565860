import { formatDate, formatNumber, StatusPill, useT } from '../../../../web/kit/index.ts'
import type { Measure, MeasuresOfDay } from '../measures/contract.ts'
import './measure-messages.ts'

/** How often what is on the screen is asked for again, in ms: what an office above sets is seen below. */
export const REFRESH = 60_000

/** What a measure costs who breaks it, for a person and for an organisation; that it is advice where it costs nothing. */
export function Fine({ measure }: { measure: Measure }) {
  const t = useT('measures')
  if (!measure.act) return <span className="vx-muted">{t('fine.none')}</span>
  const millions = (r: { from: number; to: number }) => ({
    from: formatNumber(r.from / 1e6),
    to: formatNumber(r.to / 1e6),
  })
  return (
    <div>
      <div>{t('fine.person', millions(measure.act.person))}</div>
      <div>{t('fine.organisation', millions(measure.act.organisation))}</div>
    </div>
  )
}

/** Days of a measure in words; without an end when none is told, with a word where the end is not confirmed. */
export function useSpan(): (from: string, until: string | null, confirmed?: boolean) => string {
  const t = useT('measures')
  return (from, until, confirmed = true) =>
    until
      ? t(confirmed ? 'between' : 'between.unconfirmed', {
          from: formatDate(from),
          until: formatDate(until),
        })
      : t('since', { from: formatDate(from) })
}

/** Who has confirmed the rule of the day, or that nobody has; nothing where there is no rule. */
export function Confirmed({ of }: { of: Pick<MeasuresOfDay, 'legalBasis' | 'confirmedBy'> }) {
  const t = useT('measures')
  if (!of.legalBasis) return null
  return (
    <StatusPill tone={of.confirmedBy ? 'ok' : 'due'}>
      {of.confirmedBy ? t('confirmed', { by: of.confirmedBy }) : t('unconfirmed')}
    </StatusPill>
  )
}
