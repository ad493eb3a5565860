import type { IndicatorOut, IndicatorValue, MeasureOut } from '../../platform/api-contract.ts'
import { say } from '../kit/api.ts'
import { formatNumber, formatPercent, NumberLink, type Translate, UNKNOWN, useT } from '../kit/index.ts'
import { figureHref } from './figure-href.ts'

export interface Ask {
  areaId: number
  days: number
  asOf?: string
}

/** A bare number in the form of the indicator: a share as a percentage, the rest with at most one decimal. */
export function numberText(about: IndicatorOut, value: number | null): string {
  if (value === null) return UNKNOWN
  if (about.share) return formatPercent(value, { decimals: value > 0 && value < 0.1 ? 1 : 0 })
  return formatNumber(value, { decimals: about.kind === 'count' ? 0 : 1 })
}

/** The value with its unit. */
export function valueText(about: IndicatorOut, m: MeasureOut) {
  const text = numberText(about, m.value)
  if (about.share || text === UNKNOWN) return text
  return (
    <>
      {text} <small>{say(about.unit)}</small>
    </>
  )
}

/** What the target asks for: 'từ 80 %', 'tối đa 3 ngày'. */
export function levelText(t: Translate, about: IndicatorOut, level: number): string {
  const unit = about.share ? '' : ` ${say(about.unit)}`
  const exact = about.share && (level === 0 || level === 1)
  const n = `${numberText(about, level)}${unit}`
  return exact ? n : t(about.better === 'lower' ? 'most' : 'least', { n })
}

/** Address of the list behind the numerator or the denominator, for an area. */
function listHref(
  counted: { figure: string; part?: string | undefined; value?: string | undefined },
  value: IndicatorValue,
  ask: Ask,
  areaId = ask.areaId,
): string {
  return figureHref(counted.figure, {
    areaId,
    asOf: ask.asOf,
    ...(value.from && value.to ? { from: value.from, to: value.to } : {}),
    ...(counted.part && counted.value ? { part: counted.part, value: counted.value } : {}),
  })
}

/** Numerator and denominator, each opening its list, and what is not known. */
export function Counts({
  about,
  measure: m,
  value,
  ask,
  areaId,
}: {
  about: IndicatorOut
  measure: MeasureOut
  value: IndicatorValue
  ask: Ask
  areaId?: number
}) {
  const t = useT('indicators')
  const href = (counted: Parameters<typeof listHref>[0] | undefined) =>
    counted && about.mayOpen ? listHref(counted, value, ask, areaId) : undefined
  const link = (n: number | null, counted: Parameters<typeof listHref>[0] | undefined, what: string) => {
    const to = href(counted)
    return <NumberLink value={n} label={t('open', { what })} {...(to ? { href: to } : {})} />
  }
  if (m.d === 0) return <span className="vx-muted">{t('nothing')}</span>
  if (about.kind === 'count') return <>{link(m.n, about.denominator, say(about.words))}</>
  return (
    <>
      {about.numerator && (
        <>
          {link(m.n, about.numerator, t('of.numerator'))}
          {' / '}
        </>
      )}
      {link(m.d, about.denominator, t('of.denominator'))}
      {m.unknown > 0 && (
        <span className="ind-unknown">
          {m.unknown === m.d ? t('nothing.known', { d: m.d }) : t('unknown', { n: m.unknown })}
        </span>
      )}
      {m.spread && (
        <span className="ind-unknown">
          {t('spread.short', {
            p25: formatNumber(m.spread.p25, { decimals: 1 }),
            p75: formatNumber(m.spread.p75, { decimals: 1 }),
            p90: formatNumber(m.spread.p90, { decimals: 1 }),
          })}
        </span>
      )}
    </>
  )
}
