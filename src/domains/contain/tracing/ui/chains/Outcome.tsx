import { useArea } from '../../../../../web/kit/api.ts'
import {
  DataTable,
  EmptyState,
  formatDate,
  formatNumber,
  Link,
  StatusPill,
  useT,
} from '../../../../../web/kit/index.ts'
import type { Reach, ReachedPerson, ShownPerson } from '../../contract.ts'
import { meetingWords, wardName } from './words.ts'

/** Whom somebody reached: counts by tier, by ward, and each person with the path to them. */
export function Outcome({ reach }: { reach: Reach }) {
  const t = useT('chains')
  const areas = useArea()?.byId
  const until = reach.infectiousUntil && formatDate(reach.infectiousUntil, { short: true })
  const from = formatDate(reach.infectiousFrom, { short: true })
  const window = (
    <p className="vx-muted vx-small vx-chains-lead">
      {until ? t('reach.windowUntil', { from, until }) : t('reach.window', { from })}
    </p>
  )
  if (reach.total === 0) {
    return (
      <>
        {window}
        <EmptyState compact title={t('out.none')}>
          {t('out.none.next')}
        </EmptyState>
      </>
    )
  }
  return (
    <div className="vx-stack">
      {window}
      <ul className="vx-chains-tiers">
        {reach.tiers.map((tier) => (
          <li key={tier.tier}>
            <strong>F{tier.tier}</strong>
            <span>{t('out.people', { n: formatNumber(tier.people) })}</span>
            <span className="vx-muted vx-small">
              {[
                tier.fresh > 0 && t('out.fresh', { n: tier.fresh }),
                tier.inQuarantine > 0 && t('out.quarantine', { n: tier.inQuarantine }),
                tier.cases > 0 && t('out.cases', { n: tier.cases }),
                tier.outside > 0 && t('out.outside', { n: tier.outside }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <section>
        <h3 className="vx-chains-head">{t('out.wards')}</h3>
        <DataTable
          label={t('out.wards')}
          rows={reach.wards}
          rowKey={(w) => String(w.areaId)}
          maxHeight="none"
          phone="table"
          columns={[
            { key: 'areaId', label: t('ward'), priority: 1, render: (w) => wardName(areas, w.areaId) },
            { key: 'f1', label: 'F1', type: 'number', priority: 1 },
            { key: 'f2', label: 'F2', type: 'number', priority: 1 },
            {
              key: 'fresh',
              label: t('out.fresh.col'),
              type: 'number',
              priority: 1,
              render: (w) => (w.outside === w.people ? '—' : formatNumber(w.fresh)),
            },
            {
              key: 'inQuarantine',
              label: t('out.quarantine.col'),
              type: 'number',
              priority: 1,
              render: (w) => (w.outside === w.people ? '—' : formatNumber(w.inQuarantine)),
            },
          ]}
        />
      </section>
      <section>
        <h3 className="vx-chains-head">{t('out.list')}</h3>
        <ol className="vx-chains-people">
          {reach.people.map((p, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: people outside have no id, and the list is made anew as a whole
            <Person key={n} person={p} />
          ))}
        </ol>
        {reach.total > reach.people.length && (
          <p className="vx-muted vx-small">
            {t('out.more', { n: formatNumber(reach.total - reach.people.length) })}
          </p>
        )}
      </section>
    </div>
  )
}

function useNameOf() {
  const t = useT('chains')
  const areas = useArea()?.byId
  return (p: ShownPerson) =>
    p.outside ? `${t('outside')}, ${wardName(areas, p.areaId)}` : (p.fullName ?? t('out.unnamed'))
}

function Person({ person: p }: { person: ReachedPerson }) {
  const t = useT('chains')
  const nameOf = useNameOf()
  const state = () => {
    if (p.caseCode) return <StatusPill tone="late">{t('out.case', { code: p.caseCode })}</StatusPill>
    if (p.outside) return <StatusPill tone="neutral">{t('out.elsewhere')}</StatusPill>
    if (p.inQuarantine) return <StatusPill tone="ok">{t('out.inQuarantine')}</StatusPill>
    if (p.nowTier !== null) return <StatusPill tone="info">{t('out.now', { tier: p.nowTier })}</StatusPill>
    return <StatusPill tone="due">{t('out.unknown')}</StatusPill>
  }
  return (
    <li>
      <div className="vx-chains-person">
        <span className="vx-chains-tier">F{p.tier}</span>
        {p.personId && p.fullName ? (
          <Link href={`/people/${p.personId}`}>{p.fullName}</Link>
        ) : (
          <span>{nameOf(p)}</span>
        )}
        {state()}
      </div>
      <div className="vx-muted vx-small">
        {p.path
          .map((step, n) => {
            const met = meetingWords(t, step) ?? t('out.hidden')
            return n < p.path.length - 1 ? `${nameOf(step.to)} (${met})` : met
          })
          .join(' › ')}
      </div>
    </li>
  )
}
