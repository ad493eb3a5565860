import fc from 'fast-check'
import type { z } from 'zod'

/** What requests are made of: ids that exist, by the table they are of, and areas inside and outside of somebody's. */
export interface Pools {
  ids: Record<string, string[]>
  areas: number[]
  /** Words that a choice takes somewhere: figures, registers, columns, formats. */
  words: string[]
}

/** A part of a zod schema as far as an arbitrary needs it. */
interface Def {
  type: string
  coerce?: boolean
  format?: string
  innerType?: z.ZodType
  element?: z.ZodType
  shape?: Record<string, z.ZodType>
  entries?: Record<string, string | number>
  values?: unknown[]
  options?: z.ZodType[]
  items?: z.ZodType[]
  keyType?: z.ZodType
  valueType?: z.ZodType
  in?: z.ZodType
  checks?: { _zod: { def: Check } }[]
  pattern?: RegExp
}
interface Check {
  check: string
  minimum?: number
  maximum?: number
  length?: number
  value?: number
  inclusive?: boolean
  format?: string
  pattern?: RegExp
}

const defOf = (schema: z.ZodType) => (schema as unknown as { _zod: { def: Def } })._zod.def

/** Texts that programs stumble over: not storable, not well-formed, endless, or meant for another reader. */
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  'Nguyễn\u0000Văn',
  '\ud800',
  'a\udfffb',
  '\ufffe\uffff',
  '👩‍👩‍👧‍👦'.repeat(20),
  'e\u0301\u0302\u0303'.repeat(200),
  '\u202eabc',
  "'; drop table vx.person; --",
  '%_\\',
  '%',
  '\\',
  '=1+1',
  '../../etc/passwd',
  '{"a":1}',
  '[object Object]',
  '__proto__',
  'constructor',
  'NaN',
  'null',
  '١٢٣',
  'x'.repeat(100_000),
]
const ODD_DATES = [
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '2021-02-29',
  '2021-02-30',
  '2021-13-01',
  '-0001-01-01',
  '10000-01-01',
  '2021-8-1',
  '10/8/2021',
]
const ODD_INSTANTS = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+14:00',
  '9999-12-31T23:59:59-12:00',
  '2021-08-10T24:00:00Z',
  '2021-08-10T10:00:00+23:59',
  '2021-08-10T10:00:00.123456789Z',
  '2021-08-10',
  'now',
  'infinity',
]
const ODD_NUMBERS = [0, -1, 1.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, 2 ** 53, 1e308, -1e-320]
const WRONG_TYPES: unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  { $ne: null },
  { toString: 'x' },
  'abc',
  7,
  ['a', 'b'],
]

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...ODD_TEXTS),
  fc.constantFrom<unknown>(...ODD_DATES, ...ODD_INSTANTS),
  fc.constantFrom<unknown>(...ODD_NUMBERS),
  fc.constantFrom<unknown>(...WRONG_TYPES),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.anything({ maxDepth: 2 }).filter((v) => typeof v !== 'bigint'),
)

const date = fc
  .date({ min: new Date('2021-06-01'), max: new Date('2021-09-30'), noInvalidDate: true })
  .map((d) => d.toISOString())

function checksOf(def: Def): Check[] {
  const own = def.format
    ? [{ check: 'string_format', format: def.format, pattern: def.pattern } as Check]
    : []
  return [...own, ...(def.checks ?? []).map((c) => c._zod.def)]
}

function textOf(def: Def, key: string, path: string, pools: Pools): fc.Arbitrary<unknown> {
  const checks = checksOf(def)
  const format = checks.find((c) => c.format)?.format
  if (format === 'uuid') return idOf(key, path, pools)
  if (format === 'date')
    return fc.oneof(
      { weight: 6, arbitrary: date.map((d) => d.slice(0, 10)) },
      { weight: 1, arbitrary: fc.constantFrom(...ODD_DATES.slice(0, 3)) },
    )
  if (format === 'datetime')
    return fc.oneof(
      { weight: 6, arbitrary: date },
      { weight: 1, arbitrary: fc.constantFrom(...ODD_INSTANTS.slice(0, 3)) },
    )
  const pattern = checks.find((c) => c.format === 'regex')?.pattern
  if (pattern) return fc.stringMatching(pattern)
  const minimum = checks.find((c) => c.check === 'min_length')?.minimum ?? 0
  const exact = checks.find((c) => c.check === 'length_equals')?.length
  const maximum = checks.find((c) => c.check === 'max_length')?.maximum
  if (exact !== undefined) return fc.string({ minLength: exact, maxLength: exact })
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...pools.words) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: minimum, maxLength: 40 }) },
    // As long as it may be, and of the widest characters.
    { weight: 1, arbitrary: fc.constant('ỗ'.repeat(Math.min(maximum ?? 5_000, 5_000))) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  )
}

function idOf(key: string, path: string, pools: Pools): fc.Arbitrary<unknown> {
  const all = Object.values(pools.ids).flat()
  // `caseId` is a case, `id` below /cases is one too.
  const noun = key === 'id' ? (path.match(/^\/([\w-]+?)s?\/\{id\}/)?.[1] ?? '') : key.replace(/Ids?$/, '')
  const meant = pools.ids[noun.toLowerCase()] ?? all
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...(meant.length ? meant : all)) },
    { weight: 1, arbitrary: fc.constantFrom(...all) },
    { weight: 1, arbitrary: fc.uuid() },
  )
}

function numberOf(def: Def, key: string, pools: Pools): fc.Arbitrary<unknown> {
  if (/area/i.test(key))
    return fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...pools.areas) },
      { weight: 1, arbitrary: fc.constantFrom(0, -1, 999_999, 2 ** 31, 2 ** 53 - 1) },
    )
  if (key === 'version') return fc.constantFrom(0, 1, 1, 1, 2, 2, 3, 2 ** 31, 2 ** 53 - 1)
  const checks = checksOf(def)
  const low = checks.find((c) => c.check === 'greater_than')?.value ?? -5
  const high = checks.find((c) => c.check === 'less_than')?.value ?? 2 ** 53 - 1
  const isInteger = checks.some((c) => c.format === 'safeint' || c.format === 'int32')
  if (!isInteger) return fc.oneof(fc.double({ min: low, max: high, noNaN: true }), fc.constantFrom(low, high))
  const near = Math.min(high, low + 60)
  return fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: low, max: near }) },
    { weight: 1, arbitrary: fc.constantFrom(low, high) },
  )
}

/** Values that the schema takes, more or less: what it cannot say (a refinement, a transform) is left to chance. */
function valid(schema: z.ZodType, key: string, path: string, pools: Pools): fc.Arbitrary<unknown> {
  const def = defOf(schema)
  const inner = (s: z.ZodType, k = key) => arbitraryOf(s, k, path, pools)
  switch (def.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(def.shape!).map(([name, s]) => [name, inner(s, name)])),
      )
    case 'string':
      return textOf(def, key, path, pools)
    case 'number':
      return numberOf(def, key, pools)
    case 'boolean':
      return fc.boolean()
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries!))
    case 'literal':
      return fc.constantFrom(...def.values!)
    case 'optional':
    case 'default':
    case 'prefault':
      return fc.option(inner(def.innerType!), { nil: undefined, freq: 3 })
    case 'nullable':
      return fc.option(inner(def.innerType!), { nil: null, freq: 6 })
    case 'array': {
      const many = checksOf(def).find((c) => c.check === 'min_length')?.minimum ?? 0
      const singular = key.replace(/s$/, '')
      return fc.oneof(
        {
          weight: 8,
          arbitrary: fc.array(inner(def.element!, singular), { minLength: many, maxLength: many + 4 }),
        },
        { weight: 1, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: inner(def.element!, singular).map((v) => Array.from({ length: 300 }, () => v)),
        },
      )
    }
    case 'tuple':
      return fc.tuple(...def.items!.map((s) => inner(s)))
    case 'record':
      return fc.dictionary(fc.oneof(fc.constantFrom(...pools.words), fc.string()), inner(def.valueType!), {
        maxKeys: 4,
      })
    case 'union':
      return fc.oneof(...def.options!.map((s) => inner(s)))
    case 'pipe':
      return inner(def.in!)
    case 'null':
      return fc.constant(null)
    case 'unknown':
    case 'any':
      return fc.jsonValue({ maxDepth: 2 })
    default:
      throw new Error(`No arbitrary is known for the schema type ${def.type} (${key} of ${path})`)
  }
}

/**
 * Values for a schema: mostly what it takes, at its edges more often than chance would have it, and now and then
 * something else altogether.
 * @param key name of the field, which tells ids and areas apart
 * @param path of the route, e.g. '/cases/{id}/labs'
 */
export function arbitraryOf(
  schema: z.ZodType,
  key: string,
  path: string,
  pools: Pools,
): fc.Arbitrary<unknown> {
  const def = defOf(schema)
  const wrapper = ['optional', 'default', 'prefault', 'nullable', 'pipe', 'union'].includes(def.type)
  if (wrapper) return valid(schema, key, path, pools)
  const weight = def.type === 'object' ? 40 : 25
  return fc.oneof({ weight, arbitrary: valid(schema, key, path, pools) }, { weight: 1, arbitrary: hostile })
}
