import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { Curve, Working } from '../../../domains/detect/warning/contract.ts'
import { type AreaChoice, api, say } from '../../kit/api.ts'
import {
  Card,
  Columns,
  ErrorState,
  FilterPills,
  formatDate,
  formatNumber,
  formatPercent,
  PlainTable,
  SkeletonLines,
  Stack,
  type TabItem,
  useNavigateTo,
  useT,
} from '../../kit/index.ts'
import { figureHref } from '../figure-href.ts'
import { areaTitle, areaWithin, Filled, factParts, open } from './words.tsx'

const EpiCurve = lazy(async () => ({ default: (await import('../../charts/EpiCurve.tsx')).EpiCurve }))

const short = (day: string) => formatDate(day, { short: true })

/** How one disease spreads in one area: curve with nowcast, R, growth, and what to bear in mind. */
export function Spread(props: {
  areaId: number
  area: AreaChoice
  asOf: string | undefined
  disease: string
  diseases: TabItem[]
  onPick: (disease: string) => void
}) {
  const { areaId, asOf, disease } = props
  const t = useT('warning')
  const input = { areaId, disease, ...(asOf ? { asOf } : {}) }
  const found = useQuery(api.warning.working.queryOptions({ input }))
  if (found.error) return <ErrorState error={found.error} retry={() => found.refetch()} />
  if (!found.data) return <SkeletonLines lines={8} />
  const work = found.data
  return (
    <Stack>
      {props.diseases.length > 1 && (
        <FilterPills label={t('panel.pick')} items={props.diseases} value={disease} onChange={props.onPick} />
      )}
      <Columns
        main={<CurveCard work={work} asOf={asOf} />}
        side={
          <>
            <Card
              title={t('panel.title', { disease: say(work.disease), area: areaWithin(props.area, areaId) })}
            >
              <Rates work={work} />
            </Card>
            <Card title={t('caveats')}>
              <Caveats work={work} area={props.area} />
            </Card>
          </>
        }
      />
    </Stack>
  )
}

/** R, growth and the turn in sentences, or how many cases are missing for them. */
export function Rates({ work }: { work: Working }) {
  const t = useT('warning')
  const { reproduction: r, growth: g, turn } = work
  const n = (x: number | null) => formatNumber(x, { decimals: 2, fixed: true })
  const pct = (x: number | null) => formatPercent(x === null ? null : Math.exp(x) - 1, { decimals: 1 })
  const direction =
    g.low === null || g.high === null || (g.low <= 0 && g.high >= 0) ? 'flat' : g.r! > 0 ? 'up' : 'down'
  const time = formatNumber(direction === 'up' ? g.doubling : g.halving, { decimals: 1 })
  const rate = (x: number | null) => (direction === 'down' ? pct(x).replace('−', '') : pct(x))
  return (
    <dl className="warning-rates">
      <dt>{t('r')}</dt>
      <dd>
        {r.mean === null ? (
          t(`r.${r.reason}`, { n: r.cases - r.imported, needed: r.needed })
        ) : (
          <>
            <b>{t('r.value', { mean: n(r.mean), low: n(r.low), high: n(r.high) })}</b>
            <p>{t(r.low! > 1 ? 'r.above' : r.high! < 1 ? 'r.below' : 'r.around')}</p>
            <p className="vx-muted">
              {t('r.note', {
                n: r.cases,
                imported: r.imported,
                from: short(r.from),
                to: short(r.to),
                mean: r.serialInterval!.mean,
                sd: r.serialInterval!.sd,
              })}{' '}
              {r.serialInterval!.source}. {t('r.lag')}
            </p>
          </>
        )}
      </dd>
      <dt>{t('growth')}</dt>
      <dd>
        {g.enough && g.r !== null ? (
          <>
            {t(`growth.${direction}`, {
              r: rate(g.r),
              low: rate(direction === 'down' ? g.high : g.low),
              high: rate(direction === 'down' ? g.low : g.high),
              time,
            })}
            <p className="vx-muted">
              {t('growth.window', {
                from: short(g.from),
                to: short(g.to),
                n: g.cases,
                days: g.daysWithCases,
              })}
            </p>
          </>
        ) : (
          t('growth.few', { n: g.cases, days: g.daysWithCases, needed: g.needed, neededDays: g.neededDays })
        )}
      </dd>
      {turn && (
        <>
          <dt>{t('turn')}</dt>
          <dd>{t(turn.before > 0 ? 'turn.down' : 'turn.up', { day: short(turn.day) })}</dd>
        </>
      )}
    </dl>
  )
}

const PLACES = ['n', 'total', 'now', 'before', 'weekend', 'weekday', 'days', 'areas']

export function Caveats({ work, area }: { work: Working; area: AreaChoice }) {
  const t = useT('warning')
  if (work.caveats.length === 0) return <p className="warning-plain">{t('caveat.none')}</p>
  return (
    <ul className="warning-caveats">
      {work.caveats.map((c) => (
        <li key={c.key}>
          <Filled
            template={t(`caveat.${c.key}`, open(PLACES))}
            parts={{
              ...factParts(c.facts),
              areas: (c.areas ?? []).map((id) => areaTitle(area, id)).join(', '),
            }}
          />
        </li>
      ))}
    </ul>
  )
}

const FIGURE = {
  onset: 'cases.by_onset',
  reported: 'cases.by_report',
  confirmed: 'cases.by_result',
} as const
type Basis = keyof typeof FIGURE

function CurveCard({ work, asOf }: { work: Working; asOf: string | undefined }) {
  const t = useT('warning')
  const navigate = useNavigateTo()
  const [basis, setBasis] = useState<Basis>('onset')
  const { curve } = work
  const estimates = new Map(curve.nowcast.map((d) => [d.day, d]))
  const still = curve.days.map((day, i) => {
    const estimate = estimates.get(day)?.estimate
    return basis === 'onset' && estimate != null
      ? Math.max(0, Math.round(estimate) - (curve.onset[i] ?? 0))
      : 0
  })
  const filling = basis === 'onset' ? fillingDays(curve) : 1
  const latest = [...curve.nowcast].reverse().find((d) => d.estimate !== null)
  return (
    <Card
      title={t('curve.title')}
      aside={
        <FilterPills
          label={t('curve.by')}
          items={(Object.keys(FIGURE) as Basis[]).map((value) => ({ value, label: t(`curve.${value}`) }))}
          value={basis}
          onChange={(value) => setBasis(value as Basis)}
        />
      }
    >
      <Suspense fallback={<SkeletonLines lines={6} />}>
        <EpiCurve
          title={`${say(work.disease)}: ${t(`curve.${basis}`)}`}
          height={240}
          dates={curve.days}
          incompleteDays={filling}
          series={[
            { key: 'known', label: t('curve.known'), values: curve[basis], colour: 1 },
            ...(still.some((n) => n > 0)
              ? [{ key: 'still', label: t('curve.estimate'), values: still, unclassified: true }]
              : []),
          ]}
          onOpen={(day) =>
            navigate(
              figureHref(FIGURE[basis], {
                areaId: work.areaId,
                from: day,
                to: day,
                part: 'disease',
                value: work.disease.key,
                asOf,
              }),
            )
          }
          {...(basis === 'onset' && latest
            ? {
                note: t('curve.note', {
                  day: short(latest.day),
                  n: latest.estimate,
                  low: latest.low,
                  high: latest.high,
                }),
              }
            : {})}
        />
      </Suspense>
      {basis === 'onset' && <Nowcast work={work} />}
    </Card>
  )
}

/** Days at the end of which fewer than 95 of 100 cases are reported; today always. */
function fillingDays(curve: Curve): number {
  const first = curve.nowcast.find((d) => d.share < 0.95)?.day
  return first ? curve.days.length - curve.days.indexOf(first) : 1
}

function Nowcast({ work }: { work: Working }) {
  const t = useT('warning')
  const { curve } = work
  if (curve.reason)
    return <p className="warning-plain">{t('nowcast.few', { n: curve.learntFrom, needed: curve.needed })}</p>
  const rows = curve.nowcast.filter((d) => d.share < 0.995).reverse()
  if (rows.length === 0) return null
  return (
    <details className="warning-nowcast">
      <summary>{t('nowcast.title')}</summary>
      <p className="vx-muted">{t('nowcast.lead', { n: curve.learntFrom, last: short(work.lastDay) })}</p>
      <PlainTable
        label={t('nowcast.title')}
        dense
        phone="table"
        rows={rows}
        rowKey={(d) => d.day}
        columns={[
          { key: 'day', label: t('nowcast.day'), type: 'date' },
          { key: 'observed', label: t('nowcast.known'), type: 'number' },
          { key: 'share', label: t('nowcast.share'), align: 'right', render: (d) => formatPercent(d.share) },
          {
            key: 'estimate',
            label: t('nowcast.estimate'),
            align: 'right',
            render: (d) =>
              d.estimate === null
                ? t('nowcast.none')
                : `${formatNumber(d.estimate, { decimals: 0 })} (${formatNumber(d.low, { decimals: 0 })}–${formatNumber(d.high, { decimals: 0 })})`,
          },
        ]}
      />
    </details>
  )
}
