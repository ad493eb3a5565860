import { formatPercent } from './format.ts'
import { useT } from './i18n.ts'
import { NumberLink } from './stat.tsx'

export interface SplitPart {
  key: string
  label: string
  value: number
  /** 1–5: which series colour; parts take the next one when left out. */
  series?: 1 | 2 | 3 | 4 | 5
  href?: string
  onOpen?: () => void
}

export interface SplitBarProps {
  label: string
  parts: readonly SplitPart[]
  /** The whole; what the parts leave is shown as the remainder. Default: the sum of the parts. */
  total?: number
  /** Name of the remainder; 'chưa phân loại' when left out. */
  remainderLabel?: string
  remainderHref?: string
}

const ORDER = [1, 2, 4, 5, 3] as const

/** Parts of a whole with their numbers, and always the part nobody has accounted for yet. */
export function SplitBar({ label, parts, total, remainderLabel, remainderHref }: SplitBarProps) {
  const t = useT('kit')
  const sum = parts.reduce((n, p) => n + p.value, 0)
  const whole = Math.max(total ?? sum, sum)
  const rest = whole - sum
  const rows = parts.map((p, i) => ({
    ...p,
    paint: `var(--vx-series${p.series ?? ORDER[i % ORDER.length]})`,
  }))
  const percent = (n: number) => (whole > 0 ? formatPercent(n / whole) : '')
  return (
    <figure className="vx-split" aria-label={label}>
      <div className="vx-split-bar" aria-hidden="true">
        {rows
          .filter((p) => p.value > 0)
          .map((p) => (
            <span key={p.key} style={{ flexGrow: p.value, background: p.paint }} />
          ))}
        {(rest > 0 || whole === 0) && <span className="vx-split-rest" style={{ flexGrow: rest || 1 }} />}
      </div>
      <ul>
        {rows.map((p) => (
          <li key={p.key}>
            <span className="vx-split-key" style={{ background: p.paint }} aria-hidden="true" />
            <span className="vx-split-label">{p.label}</span>
            <NumberLink value={p.value} href={p.href} onOpen={p.onOpen} label={p.label} />
            <span className="vx-muted vx-num">{percent(p.value)}</span>
          </li>
        ))}
        {rest > 0 && (
          <li>
            <span className="vx-split-key vx-split-rest" aria-hidden="true" />
            <span className="vx-split-label">{remainderLabel ?? t('split.rest')}</span>
            <NumberLink value={rest} href={remainderHref} label={remainderLabel ?? t('split.rest')} />
            <span className="vx-muted vx-num">{percent(rest)}</span>
          </li>
        )}
      </ul>
    </figure>
  )
}
