import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { areaTree } from '../../registry/areas/index.ts'
import { readCase, readPerson } from './check-values.ts'
import { ImportKind } from './contract.ts'
import { KINDS } from './fields.ts'
import { areaFinder } from './places.ts'
import { readRow } from './read-row.ts'
import { REASONS, sentence } from './reasons.ts'
import { defaultOptions } from './suggest.ts'
import { checked, committed, csv, sumOf, undone, uploaded } from './testing.ts'

/** Cells as they occur: right, half right, and nonsense. */
const cell = fc.oneof(
  fc.constantFrom(
    '',
    'NA',
    'F0-1',
    'F0-2',
    'F0-3',
    'Nguyễn Văn An',
    'An Nguyễn Văn',
    'Trần Thị Bé',
    'Nam',
    'Nữ',
    'M',
    '45',
    '0',
    '1985',
  ),
  fc.constantFrom(
    '1/8/2021',
    '5/8',
    '2021-08-01',
    '32/13/2021',
    '2099-01-01',
    '44418',
    'hôm qua',
    'Mai Động',
    'Phường Kim Mã',
    'xyz',
  ),
  fc.constantFrom(
    'Xác định',
    'CONFIRMED',
    'Tử vong',
    'ALIVE',
    'dương tính',
    'SEEN_OK',
    'NOT_PERFORMED',
    '001079000222',
  ),
  fc.string({ maxLength: 12 }),
)

describe('Whatever a file holds', () => {
  let world: World
  let lan: User

  beforeAll(async () => {
    world = await openWorld()
    lan = await world.signIn('epidemiologist')
  })
  afterAll(() => world.close())

  it('each of its rows gets one outcome: the outcomes add up to the rows, before and after it is entered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ImportKind.options),
        fc.array(fc.array(cell, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 25 }),
        async (kind, rows) => {
          const fields = KINDS[kind].fields
            .filter(
              (f) =>
                f.required ||
                ['outsideId', 'fullName', 'birthYear', 'sex', 'area', 'onsetDate', 'reportDate'].includes(
                  f.key,
                ),
            )
            .slice(0, 6)
          const columns = fields.map((f) => f.key)
          // A first row that is filled makes the table a table.
          const body = csv(columns, [columns.map(() => 'x'), ...rows.map((r) => r.slice(0, columns.length))])
          let batch = await uploaded(world, lan, { name: 'thu.csv', body })
          batch = await checked(world, lan, batch, {
            kind,
            mapping: Object.fromEntries(batch.columns.map((c) => [c.name, c.name])),
          })
          expect(sumOf(batch)).toBe(batch.rowCount)
          const { create, match, review, refuse } = batch.counts
          expect(create + match + review + refuse).toBe(batch.rowCount)
          batch = await committed(world, lan, batch)
          const { created, matched, queued, refused } = batch.counts
          expect(created + matched + queued + refused).toBe(batch.rowCount)
          const found = await lan.api.imports.rows({ id: batch.id, limit: 200 })
          for (const row of found.rows) {
            if (row.outcome === 'created') continue
            expect(
              row.reasons.some((r) => r.level !== 'warn'),
              `line ${row.line}: ${row.outcome}`,
            ).toBe(true)
          }
          batch = await undone(world, lan, batch)
          expect(sumOf(batch)).toBe(batch.rowCount)
        },
      ),
      { numRuns: 10 },
    )
  }, 240_000)

  it('reading it never fails, and every reason has its sentence in both languages', () => {
    const area = {
      id: 1,
      parentId: null,
      level: 'city',
      code: '01',
      name: 'Hà Nội',
      fullName: 'Thành phố Hà Nội',
      centre: null,
      boundary: null,
    }
    const options = defaultOptions({ fileName: 'x', goData: false, areaId: 1, year: 2021, diseases: [] })
    const areas = areaFinder(areaTree([area]), 1)
    fc.assert(
      fc.property(
        fc.constantFrom(...ImportKind.options),
        fc.array(fc.oneof(cell, fc.string())),
        (kind, cells) => {
          const keys = KINDS[kind].fields.map((f) => f.key)
          const mapping = Object.fromEntries(keys.map((k) => [k, k]))
          const raw = Object.fromEntries(keys.map((k, i) => [k, cells[i] ?? '']))
          const read = readRow({ kind, mapping, options, areas, today: '2021-08-10' }, raw)
          if (kind === 'cases') readCase(read, readPerson(kind, options, read, '2021-08-10'), '2021-08-10')
          for (const reason of read.reasons) {
            expect(REASONS[reason.code]?.level).toBe(reason.level)
            for (const lang of ['vi', 'en'] as const) {
              const asked = REASONS[reason.code]!.words[lang].match(/(?<=\{)\w+(?=\})/g) ?? []
              expect(Object.keys(reason.params)).toEqual(expect.arrayContaining(asked))
              expect(sentence(kind, reason, lang)).not.toBe('')
            }
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
