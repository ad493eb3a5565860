import { Checkbox, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { type AsyncOption, AsyncSelect } from './async-select.tsx'
import { Choice, type ChoiceOption } from './choice.tsx'
import { DateField, DateTimeField } from './date-field.tsx'
import type { FieldSpec } from './form-schema.ts'
import { formatNumber, parseNumber, parseTime } from './format.ts'
import { useT } from './i18n.ts'

export type FieldOptions = readonly ChoiceOption[] | ((query: string) => Promise<AsyncOption[]>)

export interface FormFieldProps {
  spec: FieldSpec
  id: string
  label: string
  help?: string
  error?: string
  disabled: boolean
  options?: FieldOptions
  optionLabel: (value: string) => string
  /** Label of the value a lookup starts with. */
  valueLabel?: string
  value: unknown
  onChange: (value: unknown) => void
  onBlur: () => void
}

/** One field of a contract form: the widget that fits its type. Throws when the type has none and no `render`. */
export function FormField(props: FormFieldProps) {
  const { spec, id, label, error, disabled, value, onChange, onBlur, options } = props
  const t = useT('kit')
  const base = { id, label, description: props.help, error, disabled, onBlur }
  const common = { ...base, withAsterisk: spec.required }
  const text = typeof value === 'string' ? value : ''
  const list = Array.isArray(value) ? value.map(String) : []
  if (typeof options === 'function' || spec.kind === 'lookup') {
    if (typeof options !== 'function') {
      if (!options) throw new Error(`field "${spec.name}" is a lookup and needs options`)
    } else {
      return (
        <AsyncSelect
          {...base}
          required={spec.required}
          value={value === null || value === undefined ? null : String(value)}
          valueLabel={props.valueLabel}
          onChange={(next) => onChange(next === null ? null : spec.numeric ? Number(next) : next)}
          search={options}
        />
      )
    }
  }
  const choices: readonly ChoiceOption[] =
    options && typeof options !== 'function'
      ? options
      : spec.values.map((v) => ({ value: v, label: props.optionLabel(v) }))

  switch (spec.kind) {
    case 'textarea':
      return (
        <Textarea
          {...common}
          value={text}
          autosize
          minRows={3}
          maxRows={12}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'number':
      if (options) return <OneOf {...props} choices={choices} />
      return <NumberField {...props} />
    case 'date':
      return (
        <DateField {...base} required={spec.required} value={value as string | null} onChange={onChange} />
      )
    case 'datetime':
      return (
        <DateTimeField
          {...base}
          required={spec.required}
          value={value as string | null}
          onChange={onChange}
        />
      )
    case 'time':
      return (
        <TextInput
          {...common}
          value={text}
          inputMode="numeric"
          placeholder="17:00"
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={() => {
            onChange(parseTime(text) ?? text)
            onBlur()
          }}
        />
      )
    case 'boolean':
      return spec.required ? (
        <Checkbox
          {...base}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      ) : (
        <Switch
          {...base}
          className="vx-switch"
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'tristate':
      return (
        <Choice
          {...base}
          options={[
            { value: 'true', label: t('yes') },
            { value: 'false', label: t('no') },
          ]}
          value={typeof value === 'boolean' ? String(value) : null}
          onChange={(next) => onChange(next === null ? undefined : next === 'true')}
        />
      )
    case 'enum':
    case 'lookup':
      return <OneOf {...props} choices={choices} />
    case 'enums':
      return (
        <Choice
          {...base}
          multiple
          options={choices}
          value={list}
          onChange={onChange}
          required={spec.required}
        />
      )
    case 'tags':
      return (
        <TagsInput
          {...common}
          value={list}
          onChange={onChange}
          data={[]}
          placeholder={t('form.tagsPlaceholder')}
        />
      )
    case 'unsupported':
      throw new Error(`field "${spec.name}" has a type without a widget; give it a render function`)
    default:
      if (options) return <OneOf {...props} choices={choices} />
      return (
        <TextInput
          {...common}
          value={text}
          type={spec.kind === 'email' ? 'email' : spec.kind === 'phone' ? 'tel' : 'text'}
          inputMode={spec.kind === 'phone' ? 'tel' : undefined}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}

/** Up to four short options lie open side by side; more go into a list that filters as one types. */
function OneOf(props: FormFieldProps & { choices: readonly ChoiceOption[] }) {
  const { spec, id, label, help, error, disabled, value, onChange, onBlur, choices } = props
  const t = useT('kit')
  const give = (next: string | null) => onChange(next !== null && spec.numeric ? Number(next) : next)
  const current = value === null || value === undefined ? null : String(value)
  const letters = choices.reduce((n, c) => n + c.label.length, 0)
  const base = { id, label, description: help, error, disabled, onBlur }
  if (choices.length <= 4 && letters <= 64) {
    return <Choice {...base} required={spec.required} options={choices} value={current} onChange={give} />
  }
  return (
    <Select
      {...base}
      withAsterisk={spec.required}
      data={grouped(choices)}
      value={current}
      onChange={give}
      searchable
      clearable={!spec.required}
      placeholder={t('select.choose')}
      nothingFoundMessage={t('select.nothing')}
      maxDropdownHeight={300}
    />
  )
}

/** Options under their headings, in the order given. */
function grouped(choices: readonly ChoiceOption[]) {
  const plain = (of: readonly ChoiceOption[]) => of.map((c) => ({ value: c.value, label: c.label }))
  if (choices.every((c) => c.group === undefined)) return plain(choices)
  const groups = [...new Set(choices.map((c) => c.group ?? ''))]
  return groups.map((group) => ({ group, items: plain(choices.filter((c) => (c.group ?? '') === group)) }))
}

function shownNumber(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value, { decimals: 6 })
  return typeof value === 'string' ? value : ''
}

/** A number in the language's form; what is no number is handed on as typed so that validation sees it. */
function NumberField({ spec, id, label, help, error, disabled, value, onChange, onBlur }: FormFieldProps) {
  const [text, setText] = useState(shownNumber(value))
  useEffect(() => {
    setText((now) => (parseNumber(now) === value ? now : shownNumber(value)))
  }, [value])
  return (
    <TextInput
      id={id}
      label={label}
      description={help}
      error={error}
      disabled={disabled}
      withAsterisk={spec.required}
      value={text}
      inputMode={spec.integer ? 'numeric' : 'decimal'}
      autoComplete="off"
      rightSection={spec.unit ? <span className="vx-unit">{spec.unit}</span> : undefined}
      rightSectionWidth={spec.unit ? spec.unit.length * 8 + 18 : undefined}
      onChange={(event) => {
        const typed = event.currentTarget.value
        setText(typed)
        onChange(typed.trim() === '' ? undefined : (parseNumber(typed) ?? typed))
      }}
      onBlur={() => {
        setText(shownNumber(value))
        onBlur()
      }}
    />
  )
}
