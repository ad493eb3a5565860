import { Card, DataTable, formatDate, formatNumber, useT } from '../../../../../web/kit/index.ts'
import type { Estimate, Parameters } from '../../contract.ts'

interface Row {
  id: string
  name: string
  value: string
  basis: string
  caveat: string
}

const decimals = (n: number | null, digits = 1) =>
  n === null ? '∞' : formatNumber(n, { decimals: digits, fixed: true })
const percent = (n: number | null) => (n === null ? '—' : `${decimals(100 * n, 0)}%`)

/** What the chains tell of the outbreak: every number with its limits, what it stands on and what to mind. */
export function ParametersCard({ parameters: p }: { parameters: Parameters }) {
  const t = useT('chains')
  const few = (e: Estimate, enough: (e: Estimate) => string, key = 'too-few') =>
    e.value === null ? t(key) : enough(e)
  const range = (e: Estimate) => `${decimals(e.value, 2)} (${decimals(e.low, 2)}–${decimals(e.high, 2)})`
  const { serialInterval: s, reproduction: r, offspring: o, dispersion: k, secondaryAttack: a } = p
  const known = s.value !== null
  const rows: Row[] = [
    {
      id: 'serial',
      name: t('p.serial'),
      value: few(s, () =>
        t('p.serial.value', { v: decimals(s.value), low: decimals(s.low), high: decimals(s.high) }),
      ),
      basis: t('p.serial.n', { n: s.n, least: s.least }),
      caveat: [
        known && t(`p.serial.${s.by}`, { sd: decimals(s.sd) }),
        s.shape !== null && t('p.serial.gamma', { shape: decimals(s.shape, 2), scale: decimals(s.scale, 2) }),
        t('p.serial.caveat', { ambiguous: s.ambiguous, undated: s.undated }),
      ]
        .filter(Boolean)
        .join(' '),
    },
    {
      id: 'reproduction',
      name: t('p.r'),
      value: few(r, range),
      basis:
        r.from && r.to
          ? t('p.r.n', {
              n: r.n,
              from: formatDate(r.from, { short: true }),
              to: formatDate(r.to, { short: true }),
              least: r.least,
            })
          : t('p.r.none'),
      caveat: t('p.r.caveat'),
    },
    {
      id: 'offspring',
      name: t('p.offspring'),
      value: few(o, range),
      basis: t('p.offspring.n', { n: o.n, least: o.least }),
      caveat: t('p.offspring.caveat'),
    },
    {
      id: 'dispersion',
      name: t('p.k'),
      // Enough pairs and no number: as even as chance, k without end.
      value: k.n < k.least ? t('too-few') : k.value === null ? t('p.k.none') : range(k),
      basis: t('p.k.n', { n: k.n, least: k.least }),
      caveat: [k.share80 !== null && t('p.k.share', { share: percent(k.share80) }), t('p.k.caveat')]
        .filter(Boolean)
        .join(' '),
    },
    {
      id: 'attack',
      name: t('p.attack'),
      value:
        a.n >= a.least && a.value === null
          ? t('only-cases')
          : few(a, () => `${percent(a.value)} (${percent(a.low)}–${percent(a.high)})`, 'too-few.people'),
      basis: t('p.attack.n', { n: a.n, infected: a.infected, least: a.least }),
      caveat: t(a.n >= a.least && a.value === null ? 'p.attack.only' : 'p.attack.caveat'),
    },
  ]
  return (
    <Card title={t('parameters')} aside={t('parameters.lead')} padding={false}>
      <DataTable<Row>
        label={t('parameters')}
        rows={rows}
        rowKey={(row) => row.id}
        maxHeight="none"
        columns={[
          { key: 'name', label: t('quantity'), priority: 1, width: 210 },
          {
            key: 'value',
            label: t('value'),
            priority: 1,
            width: 190,
            render: (row) => <span className="vx-num">{row.value}</span>,
          },
          { key: 'basis', label: t('basis'), priority: 1, width: 210 },
          {
            key: 'caveat',
            label: t('caveat'),
            priority: 2,
            render: (row) => <span className="vx-muted vx-small vx-chains-wrap">{row.caveat}</span>,
          },
        ]}
      />
    </Card>
  )
}
