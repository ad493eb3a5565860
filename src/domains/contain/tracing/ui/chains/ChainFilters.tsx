import { Select } from '@mantine/core'
import { setAddress, useAddress } from '../../../../../web/kit/api.ts'
import {
  AsyncSelect,
  DateField,
  FilterPills,
  formatNumber,
  getLanguage,
  useT,
} from '../../../../../web/kit/index.ts'
import type { Chains } from '../../contract.ts'

const SIZES = [1, 2, 3, 5, 10, 20] as const

/** What the page is about; all of it stands in the address, so that it can be handed on. */
export function ChainFilters({ data, minSize }: { data: Chains; minSize: number }) {
  const t = useT('chains')
  const [from] = useAddress('from')
  const [to] = useAddress('to')
  const [active] = useAddress('active')
  const [chosen] = useAddress('case')
  const language = getLanguage()
  const found = data.cases.find((c) => c.code === chosen || c.caseId === chosen)
  return (
    <div className="vx-chains-filters">
      <div className="vx-chains-state">
        <FilterPills
          label={t('state')}
          items={(['all', 'yes', 'no'] as const).map((value) => ({ value, label: t(`state.${value}`) }))}
          value={active === 'yes' || active === 'no' ? active : 'all'}
          onChange={(value) => setAddress({ active: value === 'all' ? undefined : value })}
        />
        <span className="vx-muted vx-small">{t('state.hint', { days: data.quietDays })}</span>
      </div>
      <div className="vx-chains-fields">
        {data.diseases.length > 1 && (
          <Select
            label={t('disease')}
            data={data.diseases.map((d) => ({
              value: d.key,
              label: `${d[language]} (${formatNumber(d.cases)})`,
            }))}
            value={data.disease}
            allowDeselect={false}
            onChange={(value) => setAddress({ disease: value ?? undefined, case: undefined })}
          />
        )}
        <Select
          label={t('size')}
          data={SIZES.map((n) => ({ value: String(n), label: n === 1 ? t('size.all') : t('size.n', { n }) }))}
          value={String(SIZES.findLast((n) => n <= minSize) ?? 2)}
          allowDeselect={false}
          onChange={(value) => setAddress({ least: value === '2' ? undefined : (value ?? undefined) })}
        />
        <DateField
          label={t('from')}
          value={from ?? ''}
          onChange={(value) => setAddress({ from: value || undefined })}
        />
        <DateField
          label={t('to')}
          value={to ?? ''}
          onChange={(value) => setAddress({ to: value || undefined })}
        />
        <AsyncSelect
          label={t('find')}
          value={found?.code ?? null}
          {...(found ? { valueLabel: found.code } : {})}
          onChange={(value) => setAddress({ case: value ?? undefined })}
          search={async (text) =>
            data.cases
              .filter((c) => c.code.toLowerCase().includes(text.trim().toLowerCase()))
              .slice(0, 30)
              .map((c) => ({ value: c.code, label: c.code }))
          }
        />
      </div>
    </div>
  )
}
