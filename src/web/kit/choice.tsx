import { Input } from '@mantine/core'
import { useId } from 'react'

export interface ChoiceOption {
  value: string
  label: string
  /** In a list that opens: the heading under which it stands. */
  group?: string
}

interface ChoiceBase {
  id?: string
  label: string
  description?: string
  error?: string
  required?: boolean
  disabled?: boolean
  options: readonly ChoiceOption[]
  onBlur?: () => void
}

export type ChoiceProps = ChoiceBase &
  (
    | { multiple?: false; value: string | null | undefined; onChange: (value: string | null) => void }
    | { multiple: true; value: readonly string[]; onChange: (value: string[]) => void }
  )

/**
 * A few options side by side, one (radio) or several (checkbox) of them. An optional radio is taken back by choosing
 * it again.
 */
export function Choice(props: ChoiceProps) {
  const own = useId()
  const id = props.id ?? own
  const describedBy = [props.error && `${id}-error`, props.description && `${id}-description`]
    .filter(Boolean)
    .join(' ')
  const group = {
    role: props.multiple ? 'group' : 'radiogroup',
    'aria-labelledby': `${id}-label`,
    'aria-describedby': describedBy || undefined,
  }
  const isOn = (value: string) => (props.multiple ? props.value.includes(value) : props.value === value)
  const press = (value: string) => {
    if (props.multiple) {
      props.onChange(isOn(value) ? props.value.filter((v) => v !== value) : [...props.value, value])
    } else props.onChange(value)
  }
  return (
    <Input.Wrapper
      id={id}
      label={props.label}
      labelElement="div"
      labelProps={{ id: `${id}-label` }}
      description={props.description}
      error={props.error}
      withAsterisk={props.required}
      errorProps={{ id: `${id}-error` }}
      descriptionProps={{ id: `${id}-description` }}
    >
      <div
        className="vx-choice"
        {...group}
        data-multiple={props.multiple || undefined}
        data-error={Boolean(props.error) || undefined}
      >
        {props.options.map((option, i) => (
          <label key={option.value} data-on={isOn(option.value) || undefined}>
            <input
              id={i === 0 ? id : undefined}
              type={props.multiple ? 'checkbox' : 'radio'}
              name={id}
              checked={isOn(option.value)}
              disabled={props.disabled}
              onChange={() => press(option.value)}
              onClick={() => {
                if (!props.multiple && !props.required && isOn(option.value)) props.onChange(null)
              }}
              onBlur={props.onBlur}
            />
            {option.label}
          </label>
        ))}
      </div>
    </Input.Wrapper>
  )
}
