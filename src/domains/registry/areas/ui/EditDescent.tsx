import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import {
  Drawer,
  formatNumber,
  formatPercent,
  parseNumber,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import type { Following, Plan, PlanArea } from '../reorganisations/contract.ts'

interface EditDescentProps {
  area: PlanArea
  plan: Plan
  areas: readonly PlanArea[]
  onClose: () => void
  save: (plan: Plan) => Promise<void>
}

interface Line {
  toUnit: string | null
  /** Percent as typed. */
  share: string
  estimated: boolean
}

const percent = (share: number) => formatNumber(share * 100, { decimals: 2 })

/** Where one old area goes: shares of its people, and the new area of each of its neighbourhoods. */
export function EditDescent({ area, plan, areas, onClose, save }: EditDescentProps) {
  const t = useT('areas')
  const [lines, setLines] = useState<Line[]>(
    plan.descents
      .filter((d) => d.fromArea === area.id)
      .map((d) => ({ toUnit: d.toUnit, share: percent(d.share), estimated: d.estimated })),
  )
  const neighbours = areas.filter(
    (a) => plan.followings.some((f) => f.areaId === a.id) && a.parentId === area.id,
  )
  const [followings, setFollowings] = useState<Following[]>(
    plan.followings.filter((f) => neighbours.some((n) => n.id === f.areaId)),
  )
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const set = (i: number, change: Partial<Line>) =>
    setLines(lines.map((l, n) => (n === i ? { ...l, ...change } : l)))
  const shares = lines.map((l) => (parseNumber(l.share) ?? 0) / 100)
  const sum = shares.reduce((a, b) => a + b, 0)
  const wrong = lines.length > 0 && Math.abs(sum - 1) > 0.002
  const ready = !wrong && lines.every((l, i) => l.toUnit !== null && shares[i]! > 0)
  const options = plan.units.map((u) => ({ value: u.key, label: `${u.fullName} (${u.code})` }))
  const own = plan.units.filter((u) => lines.some((l) => l.toUnit === u.key))

  const run = async (next: Plan) => {
    setPending(true)
    setFailure('')
    try {
      await save(next)
      onClose()
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setPending(false)
    }
  }
  const others = plan.descents.filter((d) => d.fromArea !== area.id)
  const mine = new Set(followings.map((f) => f.areaId))
  const elsewhere = plan.followings.filter((f) => !mine.has(f.areaId))
  return (
    <Drawer opened onClose={onClose} title={t('edit.title', { name: area.label })} size={600}>
      <p className="areas-lead">{t('edit.lead')}</p>
      <div className="vx-stack">
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity until a unit is chosen
          <div className="areas-part" key={i}>
            <Select
              label={t('edit.unit')}
              data={options.filter(
                (o) => o.value === line.toUnit || !lines.some((l) => l.toUnit === o.value),
              )}
              value={line.toUnit}
              onChange={(toUnit) => set(i, { toUnit })}
              searchable
              maxDropdownHeight={260}
            />
            <TextInput
              label={t('edit.share')}
              inputMode="decimal"
              value={line.share}
              onChange={(e) => set(i, { share: e.currentTarget.value, estimated: false })}
            />
            <Checkbox
              label={t('edit.estimated')}
              checked={line.estimated}
              onChange={(e) => set(i, { estimated: e.currentTarget.checked })}
            />
            <Button
              variant="default"
              size="xs"
              aria-label={t('edit.drop', { n: i + 1 })}
              onClick={() => setLines(lines.filter((_, n) => n !== i))}
            >
              ×
            </Button>
          </div>
        ))}
        <div className="areas-sum">
          <span>
            <Button
              variant="default"
              size="xs"
              onClick={() =>
                setLines([
                  ...lines,
                  { toUnit: null, share: lines.length === 0 ? '100' : '', estimated: false },
                ])
              }
            >
              {t('edit.add')}
            </Button>{' '}
            {lines.length > 1 && (
              <Button
                variant="default"
                size="xs"
                onClick={() =>
                  setLines(
                    lines.map((l) => ({
                      ...l,
                      share: formatNumber(100 / lines.length, { decimals: 4 }),
                      estimated: true,
                    })),
                  )
                }
              >
                {t('edit.even')}
              </Button>
            )}
          </span>
          <strong data-wrong={wrong || undefined} aria-live="polite">
            {t('edit.sum', { sum: formatPercent(sum) })}
          </strong>
        </div>
        {neighbours.length > 0 && own.length > 0 && (
          <div>
            <b>{t('edit.follow')}</b>
            <p className="areas-lead">{t('edit.follow.lead')}</p>
            <ul className="areas-list">
              {neighbours.map((n) => (
                <li key={n.id}>
                  <span>{n.label}</span>
                  <Select
                    aria-label={n.label}
                    data={own.map((u) => ({ value: u.key, label: u.fullName }))}
                    value={followings.find((f) => f.areaId === n.id)?.toUnit ?? null}
                    onChange={(toUnit) =>
                      toUnit &&
                      setFollowings(followings.map((f) => (f.areaId === n.id ? { ...f, toUnit } : f)))
                    }
                  />
                </li>
              ))}
            </ul>
          </div>
        )}
        {failure && (
          <p role="alert" className="areas-failure">
            {failure}
          </p>
        )}
        <div className="areas-sum">
          <Button
            variant="default"
            disabled={pending}
            onClick={() =>
              void run({ ...plan, ends: plan.ends.filter((id) => id !== area.id), descents: others })
            }
          >
            {t('edit.keep')}
          </Button>
          <Button
            loading={pending}
            disabled={!ready}
            onClick={() =>
              void run({
                ...plan,
                descents: [
                  ...others,
                  ...lines.map((l, i) => ({
                    fromArea: area.id,
                    toUnit: l.toUnit!,
                    share: shares[i]!,
                    estimated: l.estimated,
                  })),
                ],
                followings: [...elsewhere, ...followings],
              })
            }
          >
            {t('edit.save')}
          </Button>
        </div>
      </div>
    </Drawer>
  )
}
