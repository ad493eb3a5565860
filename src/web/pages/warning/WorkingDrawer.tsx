import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Working } from '../../../domains/detect/warning/contract.ts'
import { type AreaChoice, api, say, setAddress } from '../../kit/api.ts'
import {
  Drawer,
  ErrorState,
  formatDate,
  formatNumber,
  Link,
  PlainTable,
  SkeletonLines,
  StatusPill,
  useT,
} from '../../kit/index.ts'
import { figureHref } from '../figure-href.ts'
import { Reviews } from './Reviews.tsx'
import { Caveats, Rates } from './Spread.tsx'
import { STATE_TONE } from './tones.ts'
import { areaWithin } from './words.tsx'

const short = (day: string) => formatDate(day, { short: true })
const one = (x: number | null) => formatNumber(x, { decimals: 1 })

/** How one count was judged: what was seen, what was expected and why, the list, and what somebody made of it. */
export function WorkingDrawer(props: {
  areaId: number | undefined
  disease: string | undefined
  asOf: string | undefined
  area: AreaChoice
  onClose: () => void
}) {
  const { areaId, disease, asOf } = props
  const t = useT('warning')
  const found = useQuery({
    ...api.warning.working.queryOptions({
      input: { areaId: areaId ?? 0, disease: disease ?? '', ...(asOf ? { asOf } : {}) },
    }),
    enabled: areaId !== undefined && disease !== undefined,
  })
  const work = found.data?.areaId === areaId && found.data?.disease.key === disease ? found.data : undefined
  return (
    <Drawer
      opened={areaId !== undefined && disease !== undefined}
      onClose={props.onClose}
      size={620}
      title={
        work
          ? t('work.title', { disease: say(work.disease), area: areaWithin(props.area, work.areaId) })
          : t('title')
      }
    >
      {found.error ? (
        <ErrorState compact error={found.error} retry={() => found.refetch()} />
      ) : work ? (
        <Explained work={work} asOf={asOf} area={props.area} />
      ) : (
        <SkeletonLines lines={10} />
      )}
    </Drawer>
  )
}

function Explained({ work, asOf, area }: { work: Working; asOf: string | undefined; area: AreaChoice }) {
  const t = useT('warning')
  const used = work.methods.find((m) => m.used)
  const today = work.days.at(-1)
  const last = used ?? work.days.at(-2)
  const href = (day: string) =>
    figureHref('cases.by_report', {
      areaId: work.areaId,
      from: day,
      to: day,
      part: 'disease',
      value: work.disease.key,
      asOf,
    })
  const above = last && last.upper !== null && last.observed > last.upper
  const verdict =
    !last || last.upper === null ? 'unknown' : last.alarm ? 'unusual' : above ? 'below' : 'normal'
  const inAll = area.areaId !== work.areaId
  return (
    <div className="warning-work">
      <div className="warning-verdict">
        <StatusPill tone={STATE_TONE[work.state]}>{t(work.state)}</StatusPill>
        {last && (
          <p>
            {t(`work.${verdict}`, {
              day: short(last.day),
              n: last.observed,
              upper: one(last.upper),
              expected: one(last.expected),
              least: work.minimumCount,
            })}
          </p>
        )}
        {today && (
          <p className={today.alarm ? '' : 'vx-muted'}>
            {t(today.alarm ? 'work.today.alarm' : 'work.today', {
              day: short(today.day),
              n: today.observed,
              upper: one(today.upper),
            })}
          </p>
        )}
        <p className="warning-links">
          {[last, today].map(
            (d) =>
              d &&
              d.observed > 0 && (
                <Link key={d.day} href={href(d.day)}>
                  {t('work.open', { n: d.observed, day: short(d.day) })}
                </Link>
              ),
          )}
        </p>
      </div>
      <Reviews work={work} />
      <section>
        <h3>{t('work.methods')}</h3>
        <PlainTable
          label={t('work.methods')}
          dense
          phone="table"
          footer={' '}
          rows={work.methods}
          rowKey={(m) => m.method}
          columns={[
            {
              key: 'method',
              label: t('work.method'),
              render: (m) => (
                <>
                  {m.method} {m.used && <span className="vx-muted">({t('work.used')})</span>}
                </>
              ),
            },
            { key: 'observed', label: t('work.days.n'), type: 'number' },
            { key: 'expected', label: t('col.expected'), type: 'number', render: (m) => one(m.expected) },
            { key: 'upper', label: t('col.upper'), type: 'number', render: (m) => one(m.upper) },
            { key: 'alarm', label: '', render: (m) => m.alarm && t('work.alarm') },
          ]}
        />
        {used && (
          <ul className="warning-caveats">
            <li>
              {t(`work.formula.${used.method}`, {
                k: used.baseline.length,
                z: formatNumber(used.z, { decimals: 2 }),
              })}
              {used.method !== 'C1' && (
                <>
                  {' '}
                  {t('work.formula.C1', {
                    k: used.baseline.length,
                    z: formatNumber(used.z, { decimals: 2 }),
                  })}
                </>
              )}
            </li>
            {used.baseline.length > 0 && (
              <li>
                {t('work.baseline', {
                  method: used.method,
                  days: used.baseline.map((b) => `${short(b.day)}: ${b.count}`).join(' · '),
                })}
              </li>
            )}
            <li>{t('work.least', { n: work.minimumCount })}</li>
            {work.historyFrom && <li>{t('work.history', { day: formatDate(work.historyFrom) })}</li>}
          </ul>
        )}
      </section>
      <Week work={work} />
      <section>
        <h3>{t('work.days')}</h3>
        <PlainTable
          label={t('work.days')}
          dense
          phone="table"
          maxHeight="260px"
          footer={' '}
          rows={[...work.days].reverse()}
          rowKey={(d) => d.day}
          columns={[
            { key: 'day', label: t('work.days.day'), type: 'date' },
            { key: 'observed', label: t('work.days.n'), type: 'number' },
            { key: 'expected', label: t('col.expected'), type: 'number', render: (d) => one(d.expected) },
            { key: 'upper', label: t('col.upper'), type: 'number', render: (d) => one(d.upper) },
            { key: 'alarm', label: '', render: (d) => d.alarm && t('work.alarm') },
          ]}
        />
      </section>
      {inAll && (
        <>
          <section>
            <h3>{t('r')}</h3>
            <Rates work={work} />
          </section>
          <section>
            <h3>{t('caveats')}</h3>
            <Caveats work={work} area={area} />
          </section>
          <p>
            <Button
              variant="default"
              onClick={() =>
                setAddress({ cell: undefined, area: String(work.areaId), disease: work.disease.key })
              }
            >
              {t('work.see')}
            </Button>
          </p>
        </>
      )}
      <section>
        <h3>{t('work.rule')}</h3>
        <p className="vx-muted">
          {work.rule.legalBasis}
          {work.rule.confirmedBy === null && <> ({t('work.rule.unconfirmed')})</>}{' '}
          <Link href="/rules">{work.rule.key}</Link>
        </p>
      </section>
    </div>
  )
}

function Week({ work }: { work: Working }) {
  const t = useT('warning')
  const { week } = work
  return (
    <section>
      <h3>{t('work.week')}</h3>
      {week.reason ? (
        <p className="vx-muted">{t(`work.week.${week.reason}`)}</p>
      ) : (
        <>
          <p>
            {t(week.alarm ? 'work.week.alarm' : 'work.week.normal', {
              from: short(week.from),
              to: short(week.to),
              n: week.observed,
              upper: one(week.upper),
              expected: one(week.expected),
              years: week.years,
            })}
          </p>
          <p className="vx-muted">{t('work.week.used', { years: week.years })}</p>
        </>
      )}
    </section>
  )
}
