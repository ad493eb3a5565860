import { getLanguage, translate } from './i18n.ts'
import './messages.ts'

/** What a screen knows about a refusal: RFC 9457 as the server writes it, with the sentence of this language. */
export interface ScreenProblem {
  code: string
  message: string
  status?: number
  /** Messages by field name, when the server objects to single fields. */
  fields: Record<string, string>
}

type Loose = Record<string, unknown>

function asObject(value: unknown): Loose | undefined {
  return value !== null && typeof value === 'object' ? (value as Loose) : undefined
}

function sentence(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value
  if (Array.isArray(value)) return sentence(value[0])
  const o = asObject(value)
  return o ? (sentence(o[getLanguage()]) ?? sentence(o.message) ?? sentence(o.vi)) : undefined
}

function fieldsOf(value: unknown): Record<string, string> {
  const out: Record<string, string> = {}
  const put = (key: unknown, message: unknown) => {
    const name = Array.isArray(key) ? key.join('.') : String(key ?? '')
    const text = sentence(message)
    if (name && text && !out[name]) out[name] = text
  }
  if (Array.isArray(value)) {
    for (const item of value.map(asObject)) if (item) put(item.field ?? item.path, item)
  } else {
    for (const [key, message] of Object.entries(asObject(value) ?? {})) put(key, message)
  }
  return out
}

/**
 * Reads any thrown value as a problem. Looks for `code`, `message` (or `vi`/`en`), `status` and `details.fields`
 * on the value itself, then in its `data` and `body`; a failed fetch becomes 'offline', anything else 'unexpected'.
 */
export function toProblem(error: unknown): ScreenProblem {
  const top = asObject(error)
  const layers = [top?.data, top?.body, top].map(asObject).filter((l): l is Loose => l !== undefined)
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
    return { code: 'offline', message: translate('kit', 'problem.offline'), fields: {} }
  const pick = (key: string) =>
    layers.map((l) => l[key]).find((v) => v !== undefined && v !== null && v !== '')
  const code = pick('code')
  const details = layers.map((l) => asObject(l.details)).find((d) => d !== undefined)
  const message =
    sentence(pick(getLanguage())) ??
    sentence(pick('detail')) ??
    sentence(pick('message')) ??
    sentence(pick('title'))
  const status = pick('status')
  const said = typeof code === 'string' && message ? message : translate('kit', 'problem.unexpected')
  return {
    code: typeof code === 'string' ? code : 'unexpected',
    message: said,
    status: typeof status === 'number' ? status : undefined,
    fields: worded(fieldsOf(details?.fields), code, said),
  }
}

// What the server's validation may name instead of a sentence; any other bare code is told in the problem's own words.
const FIELD_CODES: Record<string, string> = { required: 'form.required', unknown: 'form.choose' }

/** A bare code under a field tells a reader nothing: it becomes the sentence of the problem that carries it. */
function worded(fields: Record<string, string>, code: unknown, said: string): Record<string, string> {
  const words = (text: string) => {
    if (text === code || /^[a-z0-9]+(-[a-z0-9]+)+$/.test(text)) return said
    const key = FIELD_CODES[text]
    if (key) return translate('kit', key)
    return /^[a-z]+$/.test(text) ? said : text
  }
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, words(text)]))
}
