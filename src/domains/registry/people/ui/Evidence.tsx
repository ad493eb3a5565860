import { say } from '../../../../web/kit/api.ts'
import { formatNumber, formatPercent, useT } from '../../../../web/kit/index.ts'
import type { Why } from '../contract.ts'
import './messages.ts'
import './people.css'

/** How likely two records are one person, in words with the number. */
export function Likelihood({ probability }: { probability: number }) {
  const t = useT('merge')
  const key = probability >= 0.9 ? 'high' : probability >= 0.5 ? 'even' : 'low'
  return (
    <span className="people-likely" data-likely={key}>
      {t(`likely.${key}`, { share: formatPercent(Math.min(0.99, probability)) })}
    </span>
  )
}

/** What speaks for two records being one person and against it, with its weight in bits. */
export function Evidence({ why }: { why: Why[] }) {
  const t = useT('merge')
  return (
    <ul className="people-evidence" aria-label={t('evidence')}>
      {why.map((w) => (
        <li key={w.code} data-for={w.bits > 0 || undefined}>
          <span>{say(w.words)}</span>
          <span title={t('evidence.bits')}>{formatNumber(w.bits, { decimals: 1, sign: true })}</span>
        </li>
      ))}
    </ul>
  )
}
