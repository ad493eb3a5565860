import { startOfLocalDate } from '../../../platform/clock.ts'
import type { ImportKind, ImportOptions, Mapping, Reason } from './contract.ts'
import { type Field, KINDS } from './fields.ts'
import type { AreaFinder } from './places.ts'
import { reason } from './reasons.ts'
import { choose, fold, parseAge, parseDate, parseNumber, present } from './values.ts'

export type Values = Record<string, string | number | null>

export interface Reading {
  values: Values
  reasons: Reason[]
}

export interface ReadingEnv {
  kind: ImportKind
  mapping: Mapping
  options: ImportOptions
  areas: AreaFinder
  /** 'YYYY-MM-DD' in Asia/Ho_Chi_Minh. */
  today: string
}

export const isRefused = (reasons: Reason[]) => reasons.some((r) => r.level === 'refuse')

/** Columns of each field in the order of the file. */
export function columnsByField(mapping: Mapping): Map<string, string[]> {
  const by = new Map<string, string[]>()
  for (const [column, field] of Object.entries(mapping)) {
    if (field !== '') by.set(field, [...(by.get(field) ?? []), column])
  }
  return by
}

/** Reads the cells of a row into values by field. Nothing is guessed in silence: what is not understood gives a reason. */
export function readRow(env: ReadingEnv, raw: Record<string, string>): Reading {
  const out: Reading = { values: {}, reasons: [] }
  const columns = columnsByField(env.mapping)
  for (const field of KINDS[env.kind].fields) {
    const cells = (columns.get(field.key) ?? []).map((c) => present(raw[c])).filter((c) => c !== undefined)
    if (field.type === 'area')
      readArea(env, field, cells, columns.has(field.key), raw, columns.get('address') ?? [], out)
    else if (cells[0] !== undefined) readValue(env, field, cells[0], out)
    else if (field.required) out.reasons.push(reason('value-missing', { field: field.key }))
  }
  return out
}

function readValue(env: ReadingEnv, field: Field, text: string, out: Reading): void {
  if (field.type === 'date' || field.type === 'instant') readDate(env, field, text, out)
  else {
    const value = cellValue(env, field, text)
    // How people met is told in words of its own; the grade is only what tracing needs of it.
    if (field.key === 'exposure') out.values.exposureText = text.trim()
    if (value !== undefined) out.values[field.key] = value
    else {
      if (field.required) out.reasons.push(reason('value-missing', { field: field.key }))
      out.reasons.push(reason('value-not-understood', { field: field.key, value: text }))
    }
  }
}

const UP_TO_FIFTY = new Set(['ct', 'temperature'])

function cellValue(env: ReadingEnv, field: Field, text: string): string | number | undefined {
  switch (field.type) {
    case 'id':
      return text.replace(/\s+/g, ' ')
    case 'name':
      return text.replace(/\s+/g, ' ').normalize('NFC')
    case 'number':
      return field.key === 'age'
        ? parseAge(text)
        : parseNumber(text, UP_TO_FIFTY.has(field.key) ? 50 : undefined)
    case 'choice': {
      const value = env.options.values[field.key]?.[fold(text)] ?? choose(text, field.synonyms ?? {})
      return value !== undefined && field.values?.[value] ? value : undefined
    }
    default:
      return text.slice(0, 500)
  }
}

function readDate(env: ReadingEnv, field: Field, text: string, out: Reading): void {
  const found = parseDate(text, { order: env.options.dateOrder, year: env.options.year, today: env.today })
  if (!found) {
    const year = /^(?:\d{1,2}\/)?(\d{4})$/.exec(text)
    // People who do not know the day of their birth give the year; any other date must be one.
    if (field.key === 'birthDate' && year) out.values.birthYear ??= Number(year[1])
    else if (field.key === 'birthDate')
      out.reasons.push(reason('value-not-understood', { field: field.key, value: text }))
    else out.reasons.push(reason('date-unreadable', { field: field.key, value: text }))
    return
  }
  if (found.note) out.reasons.push(reason(found.note, { field: field.key, value: text, taken: found.date }))
  if (found.date > env.today) out.reasons.push(reason('date-future', { field: field.key, value: found.date }))
  out.values[field.key] = field.type === 'date' ? found.date : instantOf(found)
}

/** A day without an hour counts from its beginning in Asia/Ho_Chi_Minh. */
function instantOf(found: { date: string; time?: string; instant?: string }): string {
  if (found.instant) return found.instant
  return (
    found.time ? new Date(`${found.date}T${found.time}:00+07:00`) : startOfLocalDate(found.date)
  ).toISOString()
}

function readArea(
  env: ReadingEnv,
  field: Field,
  cells: string[],
  isMapped: boolean,
  raw: Record<string, string>,
  addressColumns: string[],
  out: Reading,
): void {
  const addresses = addressColumns.map((c) => present(raw[c])).filter((c) => c !== undefined)
  let worst: Reason | undefined
  for (const text of [...cells, ...addresses]) {
    const chosen = Number(env.options.values[field.key]?.[fold(text)])
    const found = chosen ? { areaId: chosen } : env.areas.find(text)
    if ('areaId' in found) {
      out.values.areaId = found.areaId
      return
    }
    // The most telling finding is kept: a place that is known to be elsewhere outweighs one that is not known.
    if (found.problem === 'outside') worst = reason('area-outside', { value: text })
    else if (found.problem === 'ambiguous') worst ??= reason('area-ambiguous', { value: text })
    else if (isMapped && cells.includes(text)) worst ??= reason('area-unknown', { value: text })
  }
  out.values.areaId = env.options.defaultAreaId
  out.reasons.push(
    worst ??
      reason(addresses[0] ? 'area-unknown' : 'area-missing', addresses[0] ? { value: addresses[0] } : {}),
  )
}
