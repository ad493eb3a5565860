import { say } from '../../../../web/kit/api.ts'
import { Card, formatNumber, formatPercent, Link, StatusPill, useT } from '../../../../web/kit/index.ts'
import type { Scored } from '../contract.ts'
import { VERDICT_TONES } from './tones.ts'
import './messages.ts'
import './performance.css'

interface Of {
  areaId: number
  from: string
  to: string
  /** Set for what was published: the lists open as they were then. */
  asOf?: string
}

function hrefOf(m: Scored, of: Of, value?: string): string {
  const params = new URLSearchParams({ area: String(of.areaId), from: of.from, to: of.to })
  if (of.asOf) params.set('asOf', of.asOf)
  if (value) {
    params.set('part', m.part)
    params.set('value', value)
  }
  return `/figures/${m.figure}?${params}`
}

/** Each measure of one unit with its list, what was to be expected, and where the expectation comes from. */
export function Measures({ measures, of }: { measures: readonly Scored[]; of: Of }) {
  const t = useT('performance')
  return (
    <div className="vx-measures">
      {measures.map((m) => (
        <Card
          key={m.id}
          title={t(`measure.${m.id}`)}
          aside={<StatusPill tone={VERDICT_TONES[m.verdict]}>{t(`verdict.${m.verdict}`)}</StatusPill>}
        >
          <div className="vx-measure-share">{m.n === 0 ? '—' : formatPercent(m.share)}</div>
          <div className="vx-measure-of">
            <Link href={hrefOf(m, of, m.good[0])}>{formatNumber(m.nGood)}</Link> /{' '}
            <Link href={hrefOf(m, of)}>{formatNumber(m.n)}</Link> {say(m.words).toLowerCase()}
          </div>
          {m.n > 0 && (
            <>
              <div className="vx-measure-bar" aria-hidden>
                <span style={{ width: `${(m.share ?? 0) * 100}%` }} />
                <i style={{ left: `${(m.expected ?? 0) * 100}%` }} />
              </div>
              <div className="vx-muted">
                {t('expected', { expected: formatPercent(m.expected), all: formatPercent(m.all) })}
              </div>
              <details>
                <summary>{t('how')}</summary>
                <p className="vx-muted">{t('how.text')}</p>
                <table className="vx-measure-loads">
                  <thead>
                    <tr>
                      <th scope="col">{t('load')}</th>
                      <th scope="col">{t('load.own')}</th>
                      <th scope="col">{t('load.all')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {m.loads.map((l, i) => (
                      <tr key={l.from}>
                        <th scope="row">{loadWords(t, m.loads, i)}</th>
                        <td>{l.n === 0 ? '—' : `${l.nGood}/${l.n}`}</td>
                        <td>{l.all === null ? '—' : formatPercent(l.all)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </details>
            </>
          )}
        </Card>
      ))}
    </div>
  )
}

function loadWords(t: ReturnType<typeof useT>, loads: Scored['loads'], i: number): string {
  const from = loads[i]!.from
  const next = loads[i + 1]?.from
  if (next === undefined) return t('load.from', { n: from })
  return next - 1 === from ? t('load.one', { n: from }) : t('load.range', { from, to: next - 1 })
}
