import { TextInput } from '@mantine/core'
import { useState } from 'react'
import {
  AsyncSelect,
  Card,
  DataTable,
  foldText,
  formatPercent,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Plan, PlanArea } from '../reorganisations/contract.ts'
import { EditDescent } from './EditDescent.tsx'

interface EndingAreasProps {
  plan: Plan
  areas: readonly PlanArea[]
  editable: boolean
  save: (plan: Plan) => Promise<void>
}

const SHOWN = 100

/** The areas that end and where each of them goes. */
export function EndingAreas({ plan, areas, editable, save }: EndingAreasProps) {
  const t = useT('areas')
  const [filter, setFilter] = useState('')
  const [editing, setEditing] = useState<PlanArea | null>(null)
  const unitName = new Map(plan.units.map((u) => [u.key, u.name]))
  const byId = new Map(areas.map((a) => [a.id, a]))
  const heirs = Map.groupBy(plan.descents, (d) => d.fromArea)
  const parents = new Set(areas.map((a) => a.parentId))
  const words = foldText(filter).split(/\s+/).filter(Boolean)
  const all = plan.ends
    .map((id) => byId.get(id))
    .filter((a) => a !== undefined)
    .filter((a) => words.every((w) => foldText(`${a.label} ${a.code}`).includes(w)))
    // What somebody has to decide on comes first, districts that merely end last.
    .sort((a, b) => rank(a) - rank(b) || a.code.localeCompare(b.code))
  function rank(a: PlanArea): number {
    const parts = heirs.get(a.id) ?? []
    if (parts.some((p) => p.estimated)) return 0
    if (parts.length > 0) return 1
    return plan.ends.some((id) => byId.get(id)?.parentId === a.id) ? 3 : 2
  }
  const find = async (q: string) => {
    const asked = foldText(q).split(/\s+/)
    const ending = new Set(plan.ends)
    return areas
      .filter((a) => !ending.has(a.id) && parents.size > 0 && a.parentId !== null)
      .filter((a) => asked.every((w) => foldText(`${a.label} ${a.code}`).includes(w)))
      .slice(0, 30)
      .map((a) => ({ value: String(a.id), label: a.label, detail: a.code }))
  }
  return (
    <Card title={t('old')} padding={false}>
      <div className="areas-pick" style={{ padding: '12px 16px' }}>
        <TextInput
          label={t('old.filter')}
          value={filter}
          onChange={(e) => setFilter(e.currentTarget.value)}
          style={{ flex: 1 }}
        />
        {editable && (
          <AsyncSelect
            key={plan.ends.length}
            label={t('old.find')}
            value={null}
            search={find}
            onChange={(v) =>
              v && void save({ ...plan, ends: [...plan.ends, Number(v)] }).catch((e) => toast.problem(e))
            }
          />
        )}
      </div>
      <DataTable
        label={t('old')}
        columns={[
          { key: 'label', label: t('name'), width: 220 },
          { key: 'code', label: t('code'), width: 80, priority: 2 },
          {
            key: 'to',
            label: t('old.to'),
            render: (a) => {
              const parts = heirs.get(a.id) ?? []
              return parts.length === 0 ? (
                <span className="vx-muted">{t('old.none')}</span>
              ) : (
                <span className="areas-parts">
                  {parts.map((p) => (
                    <span key={p.toUnit}>
                      {unitName.get(p.toUnit) ?? p.toUnit} {formatPercent(p.share)}
                      {p.estimated && ` (${t('descent.estimated')})`}
                    </span>
                  ))}
                </span>
              )
            },
          },
        ]}
        rows={all.slice(0, SHOWN)}
        rowKey={(a) => String(a.id)}
        {...(editable ? { onRowOpen: setEditing } : {})}
        maxHeight="520px"
        dense
        empty={<p style={{ padding: 16, margin: 0 }}>{t('old.empty')}</p>}
        {...(all.length > SHOWN
          ? { footer: <span>{t('old.more', { shown: SHOWN, count: all.length })}</span> }
          : {})}
      />
      {editing && (
        <EditDescent
          key={editing.id}
          area={editing}
          plan={plan}
          areas={areas}
          onClose={() => setEditing(null)}
          save={save}
        />
      )}
    </Card>
  )
}
