import type { z } from 'zod'
import type { Translate } from './i18n.ts'

export type FieldKind =
  | 'text'
  | 'textarea'
  | 'phone'
  | 'email'
  | 'number'
  | 'date'
  | 'datetime'
  | 'time'
  | 'boolean'
  /** yes / no / not known: an optional boolean without a default */
  | 'tristate'
  | 'enum'
  | 'enums'
  | 'tags'
  /** a record found by search: person, area, place, or any field with an async source */
  | 'lookup'
  | 'unsupported'

export interface FieldSpec {
  name: string
  kind: FieldKind
  required: boolean
  nullable: boolean
  /** Options of an enum, in the schema's order. */
  values: string[]
  /** Number bounds or text length. */
  min?: number
  max?: number
  integer: boolean
  /** True when the wire wants a number though the widget holds text (ids found by search). */
  numeric: boolean
  defaultValue?: unknown
  widget?: string
  unit?: string
}

interface Def {
  type: string
  format?: string
  innerType?: Loose
  in?: Loose
  out?: Loose
  element?: Loose
  entries?: Record<string, string | number>
  values?: unknown[]
  options?: Loose[]
  defaultValue?: unknown
  checks?: {
    _zod: { def: { check: string; value?: number; minimum?: number; maximum?: number; format?: string } }
  }[]
}

interface Loose {
  _zod: { def: Def }
  meta?: () => Record<string, unknown> | undefined
}

const WRAPPERS = new Set([
  'optional',
  'nullable',
  'default',
  'prefault',
  'nonoptional',
  'readonly',
  'catch',
  'pipe',
])

function innerOf(schema: Loose): Loose | undefined {
  const def = schema._zod.def
  if (!WRAPPERS.has(def.type)) return undefined
  // preprocess = transform → schema; transform = schema → transform. The typed value is the side that is a schema.
  if (def.type === 'pipe') return def.in?._zod.def.type === 'transform' ? def.out : def.in
  return def.innerType
}

function enumValues(schema: Loose): string[] | undefined {
  const def = schema._zod.def
  if (def.type === 'enum') return Object.values(def.entries ?? {}).map(String)
  if (def.type === 'literal') return (def.values ?? []).filter((v) => typeof v === 'string').map(String)
  if (def.type === 'union') {
    const all = (def.options ?? []).map(enumValues)
    return all.every((v) => v && v.length > 0) ? all.flatMap((v) => v!) : undefined
  }
  return undefined
}

function kindOf(schema: Loose, widget: string | undefined, known: boolean): FieldKind {
  const def = schema._zod.def
  if (widget && ['person', 'area', 'place', 'lookup'].includes(widget)) return 'lookup'
  if (widget && ['textarea', 'date', 'datetime', 'time', 'phone', 'email'].includes(widget))
    return widget as FieldKind
  switch (def.type) {
    case 'string':
      return (
        ({ date: 'date', datetime: 'datetime', time: 'time', email: 'email' } as const)[def.format ?? ''] ??
        'text'
      )
    case 'number':
    case 'int':
      return 'number'
    case 'boolean':
      return known ? 'boolean' : 'tristate'
    case 'array': {
      const element = def.element && unwrap(def.element).schema
      if (element && enumValues(element)?.length) return 'enums'
      return element?._zod.def.type === 'string' ? 'tags' : 'unsupported'
    }
    case 'literal':
      return (def.values ?? [])[0] === true ? 'boolean' : enumValues(schema)?.length ? 'enum' : 'unsupported'
    default:
      return enumValues(schema)?.length ? 'enum' : 'unsupported'
  }
}

function unwrap(schema: Loose) {
  let current = schema
  let optional = false
  let nullable = false
  let defaultValue: unknown
  let meta: Record<string, unknown> = { ...schema.meta?.() }
  for (let inner = innerOf(current); inner; inner = innerOf(current)) {
    const def = current._zod.def
    if (def.type === 'optional' || def.type === 'catch') optional = true
    if (def.type === 'nullable') nullable = true
    if (def.type === 'default' || def.type === 'prefault') defaultValue ??= def.defaultValue
    if (def.type === 'nonoptional') optional = false
    current = inner
    meta = { ...current.meta?.(), ...meta }
  }
  return { schema: current, optional, nullable, defaultValue, meta }
}

/** What the form has to know about each field of a zod 4 object, in the schema's order. */
export function fieldsOfSchema(schema: z.ZodObject): FieldSpec[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { schema: inner, optional, nullable, defaultValue, meta } = unwrap(field as unknown as Loose)
    const def = inner._zod.def
    const checks = [def, ...(def.checks ?? []).map((c) => c._zod.def)] as {
      check?: string
      value?: number
      minimum?: number
      maximum?: number
      format?: string
    }[]
    const find = (check: string) => checks.find((c) => c.check === check)
    const widget = typeof meta.widget === 'string' ? meta.widget : undefined
    const known = defaultValue !== undefined || !(optional || nullable)
    const kind = kindOf(inner, widget, known)
    const element = def.type === 'array' && def.element ? unwrap(def.element).schema : undefined
    return {
      name,
      kind,
      required:
        !optional && !nullable && defaultValue === undefined && !['boolean', 'tags', 'enums'].includes(kind),
      nullable,
      values: (element ? enumValues(element) : enumValues(inner)) ?? [],
      min: find('greater_than')?.value ?? find('min_length')?.minimum,
      max: find('less_than')?.value ?? find('max_length')?.maximum,
      integer: checks.some((c) => ['safeint', 'int32', 'uint32'].includes(c.format ?? '')),
      numeric: def.type === 'number' || def.type === 'int',
      defaultValue,
      widget,
      unit: typeof meta.unit === 'string' ? meta.unit : undefined,
    }
  })
}

export type FormValues = Record<string, unknown>

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'string' && value.trim() === '')
  )
}

/** What a fresh form holds: the given values, else the schema's defaults, else a switch that is off. */
export function initialValues(fields: readonly FieldSpec[], value: FormValues = {}): FormValues {
  const out: FormValues = {}
  for (const f of fields) {
    if (f.name in value) out[f.name] = value[f.name]
    else if (f.defaultValue !== undefined)
      out[f.name] =
        typeof f.defaultValue === 'function' ? (f.defaultValue as () => unknown)() : f.defaultValue
    else if (f.kind === 'boolean') out[f.name] = false
    else if (f.kind === 'enums' || f.kind === 'tags') out[f.name] = []
  }
  return out
}

/** What is handed to the schema: blanks become null where the schema allows it and are left out elsewhere. */
export function cleanValues(fields: readonly FieldSpec[], values: FormValues): FormValues {
  const out: FormValues = {}
  for (const f of fields) {
    const value = values[f.name]
    if (isEmpty(value)) {
      if (f.nullable) out[f.name] = null
    } else {
      out[f.name] = f.numeric && typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
    }
  }
  return out
}

interface Issue {
  code?: string
  path: PropertyKey[]
  message: string
  origin?: string
  format?: string
  expected?: string
  minimum?: number | bigint
  maximum?: number | bigint
  inclusive?: boolean
  divisor?: number
  params?: Record<string, unknown>
}

/** A zod issue as a sentence that says what to do. */
export function issueMessage(issue: Issue, kind: FieldKind, t: Translate, language: string): string {
  const n = Number(issue.minimum ?? issue.maximum ?? 0)
  switch (issue.code) {
    case 'invalid_type':
      if (kind === 'number') return t(issue.expected === 'int' ? 'form.integer' : 'form.number')
      return t(`form.${kind}`) === `form.${kind}` ? t('form.required') : t(`form.${kind}`)
    case 'too_small':
      if (issue.origin === 'string') return n <= 1 ? t('form.required') : t('form.tooShort', { n })
      if (issue.origin === 'array') return t('form.chooseAtLeast', { n })
      return t(issue.inclusive === false ? 'form.moreThan' : 'form.atLeast', { n })
    case 'too_big':
      if (issue.origin === 'string') return t('form.tooLong', { n })
      if (issue.origin === 'array') return t('form.chooseAtMost', { n })
      return t(issue.inclusive === false ? 'form.lessThan' : 'form.atMost', { n })
    case 'invalid_format':
      if (kind === 'lookup') return t('form.choose')
      return t(`form.${kind}`) === `form.${kind}` ? t('form.format') : t(`form.${kind}`)
    case 'invalid_value':
    case 'invalid_union':
      return kind === 'boolean' ? t('form.mustConfirm') : t('form.choose')
    case 'not_multiple_of':
      return t('form.multipleOf', { n: issue.divisor })
    case 'custom': {
      const own = issue.params?.[language]
      return typeof own === 'string' ? own : issue.message
    }
    default:
      return t('form.format')
  }
}

/** Error sentences by field name; the key '' holds what concerns the form as a whole. */
export function validate(
  schema: z.ZodObject,
  fields: readonly FieldSpec[],
  values: FormValues,
  t: Translate,
  language: string,
): { errors: Record<string, string>; data?: unknown } {
  const input = cleanValues(fields, values)
  const errors: Record<string, string> = {}
  for (const f of fields) if (f.required && !(f.name in input)) errors[f.name] = t('form.required')
  const result = schema.safeParse(input)
  if (!result.success) {
    for (const issue of result.error.issues as unknown as Issue[]) {
      const name = String(issue.path[0] ?? '')
      const spec = fields.find((f) => f.name === name)
      errors[spec ? name : ''] ??= issueMessage(issue, spec?.kind ?? 'text', t, language)
    }
  }
  return Object.keys(errors).length > 0 ? { errors } : { errors, data: result.data }
}
