import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cleanValues, fieldsOfSchema, initialValues, validate } from './form-schema.ts'
import { kitMessages } from './messages.ts'

const Sample = z
  .object({
    id: z.uuid(),
    name: z.string().trim().min(2).max(20),
    born: z.iso.date().nullable(),
    onset: z.iso.date().optional(),
    sampledAt: z.iso.datetime(),
    sex: z.enum(['female', 'male']).default('female'),
    areaId: z.int().meta({ widget: 'area' }),
    household: z.number().int().min(1).max(40),
    temperature: z.number().positive().optional().meta({ unit: '°C' }),
    signs: z.array(z.enum(['fever', 'cough'])).min(1),
    vaccinated: z.boolean().nullable(),
    community: z.boolean(),
    agreed: z.literal(true),
    note: z.string().meta({ widget: 'textarea' }).optional(),
    folded: z.preprocess((v) => v, z.string()),
    lots: z.array(z.string()).optional(),
    other: z.record(z.string(), z.number()).optional(),
  })
  .superRefine((v, ctx) => {
    if (v.onset && v.born && v.onset < v.born)
      ctx.addIssue({
        code: 'custom',
        path: ['onset'],
        message: 'x',
        params: { vi: 'Sau ngày sinh', en: 'After birth' },
      })
  })

const fields = fieldsOfSchema(Sample)
const spec = (name: string) => fields.find((f) => f.name === name)!
const t = (key: string, params?: Record<string, unknown>) =>
  (kitMessages.vi as Record<string, string>)[key]?.replace(/\{(\w+)\}/g, (_, k) => String(params?.[k])) ?? key

const good = {
  id: '6f0c8a52-8f0b-4f0e-9a2a-0d9d7b1d2c11',
  name: 'Lê An',
  born: '1990-01-02',
  sampledAt: '2021-08-10T10:00:00Z',
  areaId: 301,
  household: 4,
  signs: ['fever'],
  community: false,
  agreed: true,
  folded: 'x',
}

describe('what the schema says about its fields', () => {
  test('widgets follow the type, through optional, nullable, default and preprocess', () => {
    const kinds = Object.fromEntries(fields.map((f) => [f.name, f.kind]))
    expect(kinds).toEqual({
      id: 'text',
      name: 'text',
      born: 'date',
      onset: 'date',
      sampledAt: 'datetime',
      sex: 'enum',
      areaId: 'lookup',
      household: 'number',
      temperature: 'number',
      signs: 'enums',
      vaccinated: 'tristate',
      community: 'boolean',
      agreed: 'boolean',
      note: 'textarea',
      folded: 'text',
      lots: 'tags',
      other: 'unsupported',
    })
  })

  test('required is what can be left out neither by absence, null nor default', () => {
    expect(fields.filter((f) => f.required).map((f) => f.name)).toEqual([
      'id',
      'name',
      'sampledAt',
      'areaId',
      'household',
      'folded',
    ])
  })

  test('bounds, units and options are read', () => {
    expect(spec('household')).toMatchObject({ min: 1, max: 40, integer: true, numeric: true })
    expect(spec('name')).toMatchObject({ min: 2, max: 20 })
    expect(spec('temperature').unit).toBe('°C')
    expect(spec('signs').values).toEqual(['fever', 'cough'])
  })
})

describe('values', () => {
  test('start from what is given, then defaults, then off', () => {
    expect(initialValues(fields, { name: 'Hà' })).toMatchObject({
      name: 'Hà',
      sex: 'female',
      community: false,
      signs: [],
    })
  })

  test('blanks become null where allowed and are left out elsewhere; looked-up ids become numbers', () => {
    const clean = cleanValues(fields, { ...good, born: '', onset: '', areaId: '301', vaccinated: undefined })
    expect(clean).toMatchObject({ born: null, areaId: 301, vaccinated: null })
    expect(clean).not.toHaveProperty('onset')
  })
})

describe('messages', () => {
  const errorsOf = (change: Record<string, unknown>) =>
    validate(Sample, fields, { ...good, ...change }, t, 'vi').errors

  test('a good record passes and comes out parsed', () => {
    const { errors, data } = validate(Sample, fields, { ...good, name: '  Lê An ' }, t, 'vi')
    expect(errors).toEqual({})
    expect(data).toMatchObject({ name: 'Lê An', sex: 'female', born: '1990-01-02' })
  })

  test.each([
    ['name', '', 'Cần điền ô này'],
    ['name', 'A', 'Cần ít nhất 2 ký tự'],
    ['name', 'A'.repeat(21), 'Nhiều nhất 20 ký tự'],
    ['born', '31/2/2021', 'Ngày viết như 10/8/2021'],
    ['sampledAt', '2021-08-10 ', 'Cần cả ngày và giờ, như 10/8/2021 17:00'],
    ['household', 'bốn', 'Cần một số, như 1.204 hoặc 5,5'],
    ['household', 1.5, 'Cần số nguyên, như 1.204'],
    ['household', 0, 'Không nhỏ hơn 1'],
    ['temperature', 0, 'Phải lớn hơn 0'],
    ['signs', [], 'Chọn ít nhất 1 mục'],
    ['sex', 'x', 'Chọn một mục trong danh sách'],
    ['agreed', false, 'Cần đánh dấu ô này'],
    ['areaId', null, 'Cần điền ô này'],
    ['onset', '1980-01-01', 'Sau ngày sinh'],
  ])('%s = %j: %s', (name, value, message) => {
    expect(errorsOf({ [name]: value })).toEqual({ [name]: message })
  })
})

test('both languages know the same sentences with the same blanks', () => {
  const blanks = (s: string) => [...s.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort()
  const en: Record<string, string> = kitMessages.en
  const plural = (key: string) => !key.endsWith('_one')
  expect(Object.keys(en).filter(plural).sort()).toEqual(Object.keys(kitMessages.vi).sort())
  for (const [key, sentence] of Object.entries(kitMessages.vi))
    expect(blanks(en[key]!), key).toEqual(blanks(sentence))
})
