import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { z } from 'zod'
import { Card, ContractForm, Drawer, foldText, toast, useT } from '../../../../web/kit/index.ts'
import type { Plan, PlanArea } from '../reorganisations/contract.ts'

interface NewUnitsProps {
  plan: Plan
  areas: readonly PlanArea[]
  editable: boolean
  save: (plan: Plan) => Promise<void>
}

const UnitForm = z.object({
  code: z.string().trim().min(1).max(20),
  name: z.string().trim().min(1).max(120),
  fullName: z.string().trim().min(1).max(160),
  inArea: z.string().meta({ widget: 'lookup' }),
})

const SHOWN = 40

/** The areas that begin, and of how many old ones each is made. */
export function NewUnits({ plan, areas, editable, save }: NewUnitsProps) {
  const t = useT('areas')
  const [adding, setAdding] = useState(false)
  const [filter, setFilter] = useState('')
  const words = foldText(filter).split(/\s+/).filter(Boolean)
  const origins = Map.groupBy(plan.descents, (d) => d.toUnit)
  const found = plan.units.filter((u) => words.every((w) => foldText(`${u.fullName} ${u.code}`).includes(w)))
  const ending = new Set(plan.ends)
  // New areas stand one level below what they lie in: that of the areas that end, unless nothing ends yet.
  const level = areas.find((a) => ending.has(a.id) && plan.descents.some((d) => d.fromArea === a.id))?.level
  const parents = areas.filter((a) => !ending.has(a.id) && areas.some((b) => b.parentId === a.id))
  const findParent = async (q: string) => {
    const asked = foldText(q).split(/\s+/)
    return parents
      .filter((a) => asked.every((w) => foldText(a.label).includes(w)))
      .slice(0, 30)
      .map((a) => ({ value: String(a.id), label: a.label, detail: a.code }))
  }
  const remove = (key: string) =>
    save({
      ...plan,
      units: plan.units.filter((u) => u.key !== key),
      descents: plan.descents.filter((d) => d.toUnit !== key),
      followings: plan.followings.filter((f) => f.toUnit !== key),
    }).catch((e) => toast.problem(e))
  return (
    <Card
      title={t('units')}
      aside={
        editable && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {t('units.add')}
          </Button>
        )
      }
    >
      {plan.units.length > 12 && (
        <TextInput
          label={t('units.find')}
          value={filter}
          onChange={(e) => setFilter(e.currentTarget.value)}
        />
      )}
      {plan.units.length === 0 && <p style={{ margin: 0 }}>{t('units.empty')}</p>}
      <ul className="areas-list">
        {found.slice(0, SHOWN).map((u) => (
          <li key={u.key}>
            <span>
              {u.fullName}
              <small>
                {u.code} · {t('units.origins', { count: origins.get(u.key)?.length ?? 0 })}
              </small>
            </span>
            {editable && (
              <Button
                size="xs"
                variant="default"
                aria-label={t('unit.remove', { name: u.fullName })}
                onClick={() => void remove(u.key)}
              >
                ×
              </Button>
            )}
          </li>
        ))}
      </ul>
      {found.length > SHOWN && (
        <p className="vx-muted">{t('old.more', { shown: SHOWN, count: found.length })}</p>
      )}
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('units.add')}>
        <ContractForm
          schema={UnitForm}
          labels={(field) => t(`unit.${field}`)}
          options={{ inArea: findParent }}
          submitLabel={t('unit.submit')}
          onCancel={() => setAdding(false)}
          onSubmit={async (unit) => {
            const parent = areas.find((a) => a.id === Number(unit.inArea))!
            const below = areas.find((a) => a.parentId === parent.id)?.level
            await save({
              ...plan,
              units: [
                ...plan.units,
                {
                  key: unit.code,
                  level: level ?? below ?? parent.level,
                  code: unit.code,
                  name: unit.name,
                  fullName: unit.fullName,
                  inArea: parent.id,
                  inUnit: null,
                  centre: null,
                },
              ],
            })
            setAdding(false)
          }}
        />
      </Drawer>
    </Card>
  )
}
