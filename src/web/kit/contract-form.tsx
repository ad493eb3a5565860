import { Button } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { z } from 'zod'
import { type FieldOptions, FormField } from './form-field.tsx'
import { type FieldSpec, type FormValues, fieldsOfSchema, initialValues, validate } from './form-schema.ts'
import { useLanguage, useT } from './i18n.ts'
import { KeyHint } from './key-hint.tsx'
import { toProblem } from './problem.ts'
import { ToneMark } from './status.tsx'
import { useDraft } from './use-draft.ts'

/** What a field with its own `render` gets to work with. */
export interface CustomField {
  id: string
  label: string
  help?: string
  error?: string
  required: boolean
  disabled: boolean
  value: unknown
  onChange: (value: unknown) => void
  onBlur: () => void
}

export interface ContractFormProps<S extends z.ZodObject> {
  /** The input of a contract's procedure: drives widgets, required marks and messages. */
  schema: S
  value?: Partial<z.input<S>>
  /** Rejections with `details.fields` are shown at the fields, others above the buttons. */
  onSubmit: (values: z.output<S>) => Promise<unknown>
  submitLabel: string
  onCancel?: () => void
  /** Label of a field; `field.option` asks for the label of an enum's option. */
  labels: (field: string) => string
  help?: (field: string) => string | undefined
  /** A fixed list, or a search on the server. */
  options?: Partial<Record<string, FieldOptions>>
  /** Labels of the values that lookups start with, or of any value. */
  valueLabels?: Partial<Record<string, string | ((value: unknown) => string | undefined)>>
  /** Fields that are sent as given in `value` but not shown. */
  hidden?: readonly string[]
  sections?: readonly { title: string; fields: readonly string[] }[]
  render?: Partial<Record<string, (field: CustomField) => ReactNode>>
  draftKey?: string
  columns?: 1 | 2
  /** Told what the fields hold, at the start and after each change: what is offered in one may follow from another. */
  onValues?: (values: FormValues) => void
  /** What is offered is on its way: nothing is sent until it is there. */
  waiting?: boolean
}

/**
 * A form drawn from a zod object. Checks on leaving a field and on sending, speaks in sentences, keeps a draft, sends
 * once however often it is pressed; Ctrl+Enter sends.
 */
export function ContractForm<S extends z.ZodObject>(props: ContractFormProps<S>) {
  const { schema, labels, help, options = {}, hidden = [], sections = [], columns = 1, draftKey } = props
  const t = useT('kit')
  const [language] = useLanguage()
  const formId = useId()
  const fields = useMemo(() => fieldsOfSchema(schema), [schema])
  const shown = fields.filter((f) => !hidden.includes(f.name))
  const { draft, save, clear } = useDraft(draftKey)
  const [values, setValues] = useState<FormValues>(() => ({
    ...initialValues(fields, props.value),
    ...Object.fromEntries(Object.entries(draft ?? {}).filter(([k]) => shown.some((f) => f.name === k))),
  }))
  const [restored, setRestored] = useState(draft !== undefined)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const [tried, setTried] = useState(false)
  const busy = useRef(false)
  const form = useRef<HTMLFormElement>(null)
  const toFocus = useRef<string | undefined>(undefined)

  // Fields are disabled while sending; one that the server objects to can take the focus only afterwards.
  useEffect(() => {
    if (pending || !toFocus.current) return
    document.getElementById(toFocus.current)?.focus()
    toFocus.current = undefined
  }, [pending])

  const { onValues } = props
  useEffect(() => onValues?.(values), [onValues, values])

  const idOf = (name: string) => `${formId}-${name}`
  const withHidden = (own: FormValues): FormValues => ({
    ...own,
    ...Object.fromEntries(hidden.map((h) => [h, (props.value as FormValues | undefined)?.[h]])),
  })
  const check = (next: FormValues) => validate(schema, fields, withHidden(next), t, language)

  const change = (name: string, value: unknown) => {
    const next = { ...values, [name]: value }
    setValues(next)
    save(next)
    if (tried) setErrors(check(next).errors)
    else if (errors[name]) setErrors(({ [name]: _, ...others }) => others)
  }

  const blur = (spec: FieldSpec) => {
    const value = values[spec.name]
    if (tried || value === undefined || value === null || value === '') return
    const message = check(values).errors[spec.name]
    setErrors(({ [spec.name]: _, ...others }) => (message ? { ...others, [spec.name]: message } : others))
  }

  const focusFirst = (found: Record<string, string>) => {
    const first = shown.find((f) => found[f.name])
    if (first) document.getElementById(idOf(first.name))?.focus()
  }

  const submit = async () => {
    if (busy.current || props.waiting) return
    setTried(true)
    const { errors: found, data } = check(values)
    setErrors(found)
    // A fault in a field that is not shown could never be put right by the reader: say it above the buttons.
    const lost = Object.keys(found).find((name) => !shown.some((f) => f.name === name))
    setFailure(lost === undefined ? '' : lost ? `${labels(lost)}: ${found[lost]}` : found[lost]!)
    if (Object.keys(found).length > 0) return focusFirst(found)
    busy.current = true
    setPending(true)
    try {
      await props.onSubmit(data as z.output<S>)
      clear()
      setRestored(false)
      setTried(false)
    } catch (error) {
      const problem = toProblem(error)
      setErrors(problem.fields)
      // A sentence that stands under a field that is shown is not said a second time.
      const told = shown.some((f) => problem.fields[f.name] === problem.message)
      setFailure(told ? '' : problem.message)
      const first = shown.find((f) => problem.fields[f.name])
      toFocus.current = first && idOf(first.name)
    } finally {
      busy.current = false
      setPending(false)
    }
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void submit()
  }

  // A label belongs to the value that the form starts with, unless it is worked out from the value.
  const labelOf = (name: string) => {
    const given = props.valueLabels?.[name]
    if (typeof given === 'function') return given(values[name]) || undefined
    return values[name] === (props.value as FormValues | undefined)?.[name] ? given : undefined
  }

  const fieldOf = (name: string) => {
    const spec = shown.find((f) => f.name === name)
    if (!spec) return null
    const own = props.render?.[name]
    const common = {
      id: idOf(name),
      label: labels(name),
      help: help?.(name),
      error: errors[name],
      disabled: pending,
      value: values[name],
      onChange: (value: unknown) => change(name, value),
      onBlur: () => blur(spec),
    }
    const wide = ['textarea', 'enums', 'tags'].includes(spec.kind) || own !== undefined
    return (
      <div key={name} data-wide={wide || undefined}>
        {own ? (
          own({ ...common, required: spec.required })
        ) : (
          <FormField
            {...common}
            spec={spec}
            options={options[name]}
            optionLabel={(value) => labels(`${name}.${value}`)}
            valueLabel={labelOf(name)}
          />
        )}
      </div>
    )
  }

  const placed = new Set(sections.flatMap((s) => s.fields))
  const loose = shown.filter((f) => !placed.has(f.name))
  const wrong = shown.filter((f) => errors[f.name])
  return (
    <form
      ref={form}
      className="vx-form"
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {restored && (
        <div className="vx-form-draft" role="status">
          <ToneMark tone="info" />
          <span>{t('form.restored')}</span>
          <button
            type="button"
            className="vx-text-button"
            onClick={() => {
              clear()
              setRestored(false)
              setErrors({})
              setValues(initialValues(fields, props.value))
            }}
          >
            {t('form.dropDraft')}
          </button>
        </div>
      )}
      {tried && wrong.length > 1 && (
        <div className="vx-form-summary" role="alert">
          <ToneMark tone="late" />
          <div>
            <b>{t('form.toFix', { count: wrong.length })}</b>
            <ul>
              {wrong.map((f) => (
                <li key={f.name}>
                  <a
                    href={`#${idOf(f.name)}`}
                    onClick={(event) => {
                      event.preventDefault()
                      document.getElementById(idOf(f.name))?.focus()
                    }}
                  >
                    {labels(f.name)}
                  </a>
                  : {errors[f.name]}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      {loose.length > 0 && (
        <div className="vx-form-grid" data-columns={columns}>
          {loose.map((f) => fieldOf(f.name))}
        </div>
      )}
      {sections.map((section) => (
        <fieldset key={section.title} className="vx-form-section">
          <legend>{section.title}</legend>
          <div className="vx-form-grid" data-columns={columns}>
            {section.fields.map(fieldOf)}
          </div>
        </fieldset>
      ))}
      {failure && (
        <div className="vx-form-summary" role="alert">
          <ToneMark tone="late" />
          <span>{failure}</span>
        </div>
      )}
      <div className="vx-form-actions">
        <Button type="submit" loading={pending || props.waiting === true}>
          {props.submitLabel}
        </Button>
        {props.onCancel && (
          <Button
            variant="default"
            disabled={pending}
            onClick={() => {
              clear()
              props.onCancel?.()
            }}
          >
            {t('cancel')}
          </Button>
        )}
        <span className="vx-form-keys">
          <KeyHint keys={['Ctrl', 'Enter']} />
        </span>
      </div>
    </form>
  )
}
