import { useArea } from '../../../../../web/kit/api.ts'
import { Card, DataTable, StatusPill, useT } from '../../../../../web/kit/index.ts'
import type { ChainSummary, Chains } from '../../contract.ts'
import { wardName } from './words.ts'

/** The chains, the largest first; a press chooses the first case of one. */
export function ChainList({ data, onSelect }: { data: Chains; onSelect: (node: number) => void }) {
  const t = useT('chains')
  const areas = useArea()?.byId
  if (data.chains.length === 0) return null
  return (
    <Card title={t('list')} padding={false}>
      <DataTable<ChainSummary>
        label={t('list')}
        rows={data.chains}
        rowKey={(c) => String(c.chain)}
        maxHeight="420px"
        columns={[
          {
            key: 'code',
            label: t('list.from'),
            priority: 1,
            render: (c) => (
              <span className="vx-chains-row">
                <button
                  type="button"
                  className="vx-link-button"
                  onClick={() => onSelect(data.cases.findIndex((x) => x.code === c.code))}
                >
                  {c.code}
                </button>
                <span className="vx-muted vx-small">
                  {c.wards
                    .slice(0, 2)
                    .map((id) => wardName(areas, id))
                    .join(', ')}
                  {c.wards.length > 2 && ` +${c.wards.length - 2}`}
                </span>
              </span>
            ),
          },
          { key: 'size', label: t('list.size'), type: 'number', priority: 1 },
          { key: 'depth', label: t('list.depth'), type: 'number', priority: 1 },
          {
            key: 'active',
            label: t('state'),
            priority: 1,
            render: (c) => (
              <StatusPill tone={c.active ? 'due' : 'neutral'}>{t(c.active ? 'active' : 'quiet')}</StatusPill>
            ),
          },
        ]}
      />
    </Card>
  )
}
