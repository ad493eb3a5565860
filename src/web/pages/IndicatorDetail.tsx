import type { IndicatorOut, IndicatorValue } from '../../platform/api-contract.ts'
import { areaName, say, useArea } from '../kit/api.ts'
import { formatDate, formatNumber, PlainTable, SplitBar, useT } from '../kit/index.ts'
import { figureHref } from './figure-href.ts'
import { type Ask, Counts, levelText, numberText } from './indicator-parts.tsx'

/** What lies behind an indicator: formula, window and lag, parts of the denominator, and the areas below. */
export function IndicatorDetail({
  about,
  value,
  ask,
}: {
  about: IndicatorOut
  value: IndicatorValue
  ask: Ask
}) {
  const t = useT('indicators')
  const { total, incomplete } = value
  return (
    <div className="ind-detail">
      <dl className="ind-facts">
        <dt>{t('formula')}</dt>
        <dd>{say(about.formula)}</dd>
        <dt>{t('days')}</dt>
        <dd>
          {value.from && value.to
            ? t('window', { from: formatDate(value.from), to: formatDate(value.to) })
            : t('moment')}
        </dd>
        <dt>{t('lag')}</dt>
        <dd>
          {say(about.lag.words)}
          {incomplete && incomplete.d !== 0 && (
            <div className="vx-muted">
              {t('incomplete', {
                from: formatDate(incomplete.from, { short: true }),
                to: formatDate(incomplete.to, { short: true }),
                value: `${numberText(about, incomplete.value)} (${[incomplete.n, incomplete.d]
                  .filter((n) => n !== null)
                  .map((n) => formatNumber(n))
                  .join(' / ')})`,
              })}
            </div>
          )}
        </dd>
        {about.target && (
          <>
            <dt>{t('target')}</dt>
            <dd>
              {levelText(t, about, about.target.value)} · {say(about.target.source)}
            </dd>
          </>
        )}
        {total.spread && (
          <>
            <dt>{t('value')}</dt>
            <dd>
              {t('spread', {
                p25: formatNumber(total.spread.p25, { decimals: 1 }),
                p75: formatNumber(total.spread.p75, { decimals: 1 }),
                p90: formatNumber(total.spread.p90, { decimals: 1 }),
                mean: formatNumber(total.spread.mean, { decimals: 1 }),
              })}
              {about.within && (
                <div className="vx-muted">
                  {t('within', {
                    n: `${formatNumber(total.n)} / ${formatNumber(total.d)}`,
                    level: say(about.within.source),
                  })}
                </div>
              )}
            </dd>
          </>
        )}
      </dl>
      {!about.mayOpen && <p className="vx-muted">{t('closed')}</p>}
      {about.split && total.d !== 0 && <Split about={about} value={value} ask={ask} />}
      <Areas about={about} value={value} ask={ask} />
    </div>
  )
}

function Split({ about, value, ask }: { about: IndicatorOut; value: IndicatorValue; ask: Ask }) {
  const t = useT('indicators')
  const split = about.split!
  const at = {
    areaId: ask.areaId,
    asOf: ask.asOf,
    ...(value.from && value.to ? { from: value.from, to: value.to } : {}),
    part: split.part,
  }
  const open = about.mayOpen
  return (
    <div className="ind-split">
      <SplitBar
        label={`${t('split')}: ${say(split.words)}`}
        total={value.total.d ?? 0}
        parts={value.split
          .filter((p) => p.value !== null && p.count > 0)
          .map((p) => ({
            key: p.value!,
            label: say(split.values[p.value!]!),
            value: p.count,
            ...(open ? { href: figureHref(about.denominator.figure, { ...at, value: p.value! }) } : {}),
          }))}
        remainderLabel={t('unknownColumn')}
        {...(open ? { remainderHref: figureHref(about.denominator.figure, { ...at, remainder: true }) } : {})}
      />
    </div>
  )
}

function Areas({ about, value, ask }: { about: IndicatorOut; value: IndicatorValue; ask: Ask }) {
  const t = useT('indicators')
  const area = useArea()
  const rows = value.areas
    .filter((a) => (a.d ?? a.n ?? 0) > 0)
    .sort((a, b) => (b.d ?? b.n ?? 0) - (a.d ?? a.n ?? 0))
  if (rows.length === 0 || !area) return null
  const highest = about.share ? 1 : Math.max(...rows.map((r) => Math.abs(r.value ?? 0)), 1)
  return (
    <PlainTable
      label={`${t('areas')}: ${say(about.words)}`}
      phone="table"
      dense
      maxHeight="420px"
      columns={[
        {
          key: 'areaId',
          label: t('area'),
          priority: 1,
          render: (r) =>
            r.areaId === null
              ? t('elsewhere')
              : (area.byId.get(r.areaId)?.name ?? areaName(area.byId, r.areaId)),
        },
        {
          key: 'value',
          label: t('value'),
          priority: 1,
          render: (r) => (
            <span className="ind-bar">
              <span className="ind-bar-track" aria-hidden="true">
                <span
                  data-reached={r.reached ?? undefined}
                  style={{ width: `${(Math.abs(r.value ?? 0) / highest) * 100}%` }}
                />
              </span>
              <span className="vx-num">{numberText(about, r.value)}</span>
            </span>
          ),
        },
        {
          key: 'd',
          label: t('counts'),
          align: 'right',
          priority: 1,
          render: (r) =>
            r.areaId === null ? (
              formatNumber(r.d ?? r.n)
            ) : (
              <Counts
                about={about}
                measure={{ ...r, unknown: 0, spread: undefined }}
                value={value}
                ask={ask}
                areaId={r.areaId}
              />
            ),
        },
        { key: 'unknown', label: t('unknownColumn'), type: 'number', priority: 2 },
      ]}
      rows={rows}
      rowKey={(r) => String(r.areaId)}
    />
  )
}
