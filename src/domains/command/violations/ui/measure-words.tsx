import { formatDate, formatNumber, useT } from '../../../../web/kit/index.ts'
import type { Measure } from '../measures/contract.ts'
import './measure-messages.ts'

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

/** Days of a measure in words; without an end when it has none. */
export function useSpan(): (from: string, until: string | null) => string {
  const t = useT('measures')
  return (from, until) =>
    until
      ? t('between', { from: formatDate(from), until: formatDate(until) })
      : t('since', { from: formatDate(from) })
}
