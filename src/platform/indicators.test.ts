import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allFigures, allIndicators } from '../app.ts'
import type { Figure } from './figures.ts'
import {
  figuresOf,
  type Indicator,
  isShare,
  periodOf,
  reachesTarget,
  splitOf,
  summarise,
} from './indicators.ts'
import { words } from './words.ts'

const w = words('x', 'x')
const figure = (id: string): Figure => ({
  id,
  words: w,
  definition: w,
  unit: w,
  right: 'case.read',
  opens: '/',
  axis: 'flow',
  columns: [],
  parts: { met: { words: w, values: { yes: w, no: w } } },
  rows: () => {
    throw new Error('not asked')
  },
})
const rows = figure('rows')
const shared = {
  id: 'x',
  group: 'watch' as const,
  words: w,
  formula: w,
  better: 'higher' as const,
  lag: { days: 2, words: w },
}
const share: Indicator = {
  ...shared,
  kind: 'ratio',
  numerator: { figure: rows, part: { key: 'met', value: 'yes' } },
  denominator: { figure: rows },
  target: { value: 0.8, source: w },
}
const spread: Indicator = { ...shared, kind: 'distribution', figure: rows, column: 'n', unit: w }

const cellsOf = (values: (string | null)[]) =>
  values.map((value) => ({ areaId: 1, week: 0, of: 'rows' as const, value, count: 1 }))

describe('An indicator', () => {
  it('as a share never exceeds its denominator; parts and remainder make the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('yes', 'no', null)), (values) => {
        const m = summarise(share, cellsOf(values))
        expect(m.d).toBe(values.length)
        expect(m.n).toBe(values.filter((v) => v === 'yes').length)
        expect(m.unknown).toBe(values.filter((v) => v === null).length)
        const parts = splitOf(share, cellsOf(values))
        expect(parts.reduce((n, p) => n + p.count, 0)).toBe(m.d)
        expect(parts.at(-1)).toEqual({ value: null, count: m.unknown })
      }),
    )
  })

  it('is undefined, not zero, when there is nothing to count or nothing is known of it', () => {
    expect(summarise(share, [])).toEqual({ value: null, n: 0, d: 0, unknown: 0 })
    expect(summarise(share, cellsOf([null, null])).value).toBeNull()
    expect(summarise(share, cellsOf(['no', null])).value).toBe(0)
    expect(summarise(spread, []).value).toBeNull()
    expect(reachesTarget(share, summarise(share, []))).toBeNull()
    expect(reachesTarget(share, summarise(share, cellsOf(['yes', 'yes', 'yes', 'yes', 'no'])))).toBe(true)
    expect(reachesTarget(share, summarise(share, cellsOf(['yes', 'no'])))).toBe(false)
  })

  it('as a distribution interpolates between order statistics and keeps what is not known beside it', () => {
    const m = summarise(spread, cellsOf(['4', '1', null, '2', '3', '-1']))
    expect(m).toMatchObject({ value: 2, d: 6, unknown: 1, spread: { p25: 1, p75: 3, p90: 3.6, mean: 1.8 } })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 40 }), { minLength: 1 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b)
        const at = (p: number) => {
          const h = p * (sorted.length - 1)
          const low = sorted[Math.floor(h)]!
          return low + (sorted[Math.ceil(h)]! - low) * (h - Math.floor(h))
        }
        const found = summarise(spread, cellsOf(values.map(String)))
        expect(found.value).toBeCloseTo(at(0.5), 9)
        expect(found.spread!.p90).toBeCloseTo(at(0.9), 9)
      }),
    )
  })

  it('leaves the days that are still incomplete out of its window', () => {
    // 23:30 in Hanoi is the same day; the last two days, today included, are left out.
    expect(periodOf(share, '2021-08-10T16:30:00Z', 7)).toEqual({
      from: '2021-08-02',
      to: '2021-08-08',
      weeks: 1,
    })
  })

  it('counts figures that are declared, so that its lists open; each has its words, group, formula and lag', () => {
    expect(allIndicators.size).toBeGreaterThan(30)
    for (const i of allIndicators.values()) {
      for (const f of figuresOf(i)) expect(allFigures.get(f.id), `${i.id}: ${f.id}`).toBe(f)
      for (const text of [i.words, i.formula, i.lag.words])
        expect(text.vi && text.en && text.vi.length > 3, i.id).toBeTruthy()
      if (i.kind === 'ratio') {
        expect(isShare(i) || i.unit !== undefined, `${i.id} is a share or has a unit`).toBe(true)
        for (const { figure: f, part } of [i.numerator, i.denominator])
          if (part) expect(Object.keys(f.parts?.[part.key]?.values ?? {}), i.id).toContain(part.value)
      }
      if (i.kind === 'distribution')
        expect(i.figure.columns.find((c) => c.key === i.column)?.type, i.id).toMatch(/integer|number/)
    }
  })
})
