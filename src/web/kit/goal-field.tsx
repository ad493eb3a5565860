import { NumberInput, Select, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, type Goal, say } from './api.ts'
import { getLanguage, useT } from './i18n.ts'

/** The figure that says when a task is done, as a count or as a share of another figure; undefined is none. */
export function GoalField(props: { value: Goal | undefined; onChange: (goal: Goal | undefined) => void }) {
  const { value, onChange } = props
  const t = useT('kit')
  const figures = useQuery({
    ...api.platform.figures.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  const options = (figures ?? [])
    .map((f) => ({ value: f.id, label: say(f.words) }))
    .sort((a, b) => a.label.localeCompare(b.label, getLanguage()))
  const change = (part: Partial<Goal>) =>
    onChange({ figure: '', compare: 'at_least', value: 1, ...value, ...part })
  return (
    <div className="vx-stack">
      <Switch
        label={t('goal')}
        description={t('goal.help')}
        checked={value !== undefined}
        onChange={(e) => (e.currentTarget.checked ? change({}) : onChange(undefined))}
      />
      {value && (
        <>
          <Select
            label={t('goal.figure')}
            searchable
            withAsterisk
            data={options}
            value={value.figure || null}
            onChange={(figure) => change({ figure: figure ?? '' })}
          />
          <Select
            label={t('goal.per')}
            description={t('goal.per.help')}
            searchable
            clearable
            data={options.filter((o) => o.value !== value.figure)}
            value={value.per ?? null}
            onChange={(per) => {
              const { per: _, ...rest } = value
              onChange(per ? { ...rest, per, value: value.per ? value.value : 100 } : rest)
            }}
          />
          <Select
            label={t('goal.compare')}
            allowDeselect={false}
            data={(['at_least', 'at_most'] as const).map((v) => ({ value: v, label: t(`goal.${v}`) }))}
            value={value.compare}
            onChange={(compare) => change({ compare: compare as Goal['compare'] })}
          />
          <NumberInput
            label={t(value.per ? 'goal.share' : 'goal.value')}
            withAsterisk
            min={0}
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator={getLanguage() === 'vi' ? '.' : ','}
            decimalSeparator={getLanguage() === 'vi' ? ',' : '.'}
            value={value.value}
            onChange={(n) => change({ value: Number(n) || 0 })}
          />
        </>
      )}
    </div>
  )
}
