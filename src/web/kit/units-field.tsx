import { Button, Checkbox } from '@mantine/core'
import type { Area } from './api.ts'
import { useT } from './i18n.ts'
import './units-field.css'

/** What a form refuses when no unit is ticked; shown as it is. */
export const nobodyChosen = (message: string) => Object.assign(new Error(message), { code: 'units-missing' })

/** Units to be ticked; one press takes all of them. */
export function UnitsField(props: {
  label?: string
  units: readonly Area[]
  value: readonly number[]
  onChange: (ids: number[]) => void
}) {
  const { units, value, onChange } = props
  const t = useT('kit')
  const isFull = units.length > 0 && units.every((a) => value.includes(a.id))
  return (
    <fieldset className="vx-units">
      <legend>{props.label ?? t('units')}</legend>
      <Button size="xs" variant="default" onClick={() => onChange(isFull ? [] : units.map((a) => a.id))}>
        {isFull ? t('units.none') : t('units.all', { n: units.length })}
      </Button>
      <div>
        {units.map((a) => (
          <Checkbox
            key={a.id}
            label={a.name}
            checked={value.includes(a.id)}
            onChange={(e) =>
              onChange(e.currentTarget.checked ? [...value, a.id] : value.filter((id) => id !== a.id))
            }
          />
        ))}
      </div>
    </fieldset>
  )
}
