import type { ReactNode } from 'react'
import { Sparkline } from '../charts/Sparkline.tsx'
import { formatNumber, UNKNOWN } from './format.ts'
import { useT } from './i18n.ts'
import { Link } from './link.tsx'
import type { Tone } from './status.tsx'

export interface NumberLinkProps {
  /** A number is written in the language's form; text is shown as it is. */
  value: number | string | null | undefined
  href?: string
  onOpen?: () => void
  /** What opens, for those who hear the page; without it the number alone is read. */
  label?: string
}

/** A number that opens what is behind it: dotted underline. Without a target it is plain text; unknown is '—'. */
export function NumberLink({ value, href, onOpen, label }: NumberLinkProps) {
  const text = typeof value === 'string' ? value : formatNumber(value)
  if (text === UNKNOWN || (!href && !onOpen)) return <span className="vx-num">{text}</span>
  const name = label ? `${text} ${label}` : undefined
  return href ? (
    <Link className="vx-number-link" href={href} aria-label={name}>
      {text}
    </Link>
  ) : (
    <button type="button" className="vx-number-link" onClick={onOpen} aria-label={name}>
      {text}
    </button>
  )
}

export interface StatProps {
  label: string
  value: number | string | null | undefined
  /** Comparison or denominator under the figure: 'hôm qua 6', '/ 214 đang làm'. */
  note?: ReactNode
  /** Oldest first. */
  trend?: readonly (number | null)[]
  tone?: Tone
  href?: string
  onOpen?: () => void
  loading?: boolean
}

/** One figure with its comparison and trend. */
export function Stat({ label, value, note, trend, tone = 'ok', href, onOpen, loading }: StatProps) {
  const t = useT('kit')
  return (
    <div
      className="vx-stat"
      {...{ role: 'group', 'aria-label': label }}
      aria-busy={loading || undefined}
      data-trend={trend !== undefined || undefined}
    >
      <div className="vx-stat-label">{label}</div>
      {loading ? (
        <>
          <span className="vx-skeleton" style={{ width: '45%', height: 26, marginBlock: 5 }} />
          <span className="vx-skeleton" style={{ width: '65%', height: 12 }} />
          <span className="vx-visually-hidden">{t('loading')}</span>
        </>
      ) : (
        <>
          <div className="vx-stat-value">
            <NumberLink value={value} href={href} onOpen={onOpen} label={label} />
          </div>
          {note && <div className="vx-stat-note">{note}</div>}
          {trend && trend.length > 1 && <Sparkline points={trend} tone={tone} />}
        </>
      )}
    </div>
  )
}
