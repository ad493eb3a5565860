import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { farrington } from './farrington.ts'
import { type FarringtonOptions, farringtonFlexible } from './farrington-flexible.ts'
import { distance, expectClose, SALMONELLA, SALMONELLA_WEEKS } from './testing.ts'

const data = { counts: SALMONELLA, epochs: SALMONELLA_WEEKS }
/** Week 408 of surveillance's series, 24 October 2011, and those after it. */
const range = Array.from({ length: 10 }, (_, i) => 218 + i)
const noufaily = {
  b: 4,
  w: 3,
  noPeriods: 10,
  weightsThreshold: 2.58,
  pastWeeksNotIncluded: 26,
  pThresholdTrend: 1,
}

type Row = [expected: number, upper: number, score: number]

/** Outputs of farringtonFlexible of surveillance 1.20.3 on salmNewport, weeks 408, 410, 412, 414 and 417. */
const PUBLISHED: [name: string, options: Partial<FarringtonOptions>, rows: Row[]][] = [
  [
    'delta, windows only, weights from 1',
    { b: 4, w: 3, weightsThreshold: 1 },
    [
      [3.1247492372130994, 6.4615730891429237, -0.037385622600651126],
      [2.229280422758309, 5.1719573496656084, 13.17532319730016],
      [1.4803673806384825, 3.9504292412793953, 6.28309471380389],
      [0.85248136719544676, 3.0525318991889963, 0.97612241245141074],
      [1.6630705390602794, 5.1970741438178463, 0.94423487753307889],
    ],
  ],
  [
    'delta, windows only, weights from 2.58',
    { b: 4, w: 3 },
    [
      [3.3571428604040658, 6.8035521154349166, -0.10362752475862559],
      [3.3214285742192531, 6.7527544490421727, 10.980761606539403],
      [1.7743732239013361, 4.452335974450124, 5.6855259741676836],
      [1.013952856451922, 3.5725402090938854, 0.77622799999277414],
      [1.7175197549200503, 5.3736135046498852, 0.89781074276952189],
    ],
  ],
  [
    'nbPlugin, ten periods',
    { ...noufaily, thresholdMethod: 'nbPlugin' },
    [
      [2.4468005498355803, 5, 0.51281524005142065],
      [2.4321737610767422, 5, 9.7565363486463994],
      [1.9043507192142519, 5, 3.7549101870484245],
      [1.4055697958046602, 4, 0.72674289895494948],
      [1.1491381832629204, 3, 1.699059268567326],
    ],
  ],
  [
    'muan, ten periods',
    { ...noufaily, thresholdMethod: 'muan' },
    [
      [2.4468005498355803, 6, 0.41236601985453042],
      [2.4321737610767422, 6, 7.8476874487159236],
      [1.9043507192142519, 5, 3.7549101870484245],
      [1.4055697958046602, 4, 0.72674289895494948],
      [1.1491381832629204, 4, 1.2590010811205306],
    ],
  ],
  [
    'delta, ten periods, alpha .01',
    { ...noufaily, alpha: 0.01 },
    [
      [2.4468005498355803, 7.2371846909837005, 0.11548122945143047],
      [2.4321737610767422, 7.266908206074385, 7.9772377733855162],
      [1.9043507192142519, 6.2271158565246596, 3.4921280248360076],
      [1.4055697958046602, 5.0665713479015926, 0.43551748927341727],
      [1.1491381832629204, 4.7531019381541215, 1.0685073654003305],
    ],
  ],
]

describe('Farrington, flexible', () => {
  it.each(PUBLISHED)('is that of surveillance 1.20.3: %s', (_, options, rows) => {
    const found = farringtonFlexible({ ...data, range, ...options })
    ;[408, 410, 412, 414, 417].forEach((week, i) => {
      const r = found[week - 408]!
      const [expected, upper, score] = rows[i]!
      expect(r.index).toBe(week - 190)
      expectClose(r.expected, expected, 1e-11)
      expectClose(r.upper, upper, 1e-11)
      expectClose(r.score, score, 1e-9)
      expect(r.alarm).toBe(score > 1)
    })
  })

  it('says nothing where there were too few cases of late, but keeps the score', () => {
    const counts = SALMONELLA.map((c, i) => (i > 214 ? 0 : c))
    const [r] = farringtonFlexible({ ...data, counts, range: [218], b: 4 })
    expect(r).toMatchObject({ expected: Number.NaN, upper: Number.NaN, alarm: false })
    expect(r!.score).toBeLessThan(0)
    const [asked] = farringtonFlexible({ ...data, counts, range: [218], b: 4, limit54: [0, 4] })
    expect(asked!.upper).toBeGreaterThan(0)
  })

  it('never alarms for nobody', () => {
    const counts = SALMONELLA.map((c, i) => (i === 218 ? 0 : c))
    for (const thresholdMethod of ['delta', 'nbPlugin', 'muan'] as const) {
      const [r] = farringtonFlexible({
        ...data,
        counts,
        range: [218],
        b: 4,
        alpha: 0.95,
        limit54: [0, 4],
        thresholdMethod,
      })
      expect(r!.alarm, thresholdMethod).toBe(false)
    }
  })

  it('says nothing where the years before are not in the series', () => {
    expect(farringtonFlexible({ ...data, range: [218], b: 5 })[0]).toEqual({
      index: 218,
      expected: Number.NaN,
      upper: Number.NaN,
      alarm: false,
      score: Number.NaN,
      pvalue: Number.NaN,
      trend: false,
      phi: Number.NaN,
    })
    // The window around the earliest reference week begins before the series.
    expect(farringtonFlexible({ ...data, range: [211], b: 4, w: 5 })[0]!.upper).toBeNaN()
    expect(farringtonFlexible({ ...data, range: [], b: 5 })).toEqual([])
  })

  it('of a history without any case expects none', () => {
    const counts = SALMONELLA.map((_, i) => (i === 218 ? 6 : 0))
    const of = (thresholdMethod: 'delta' | 'nbPlugin' | 'muan') =>
      farringtonFlexible({ ...data, counts, range: [218], b: 4, thresholdMethod })[0]!
    for (const r of [of('delta'), of('nbPlugin')]) {
      expect(r.expected).toBeLessThan(1e-8)
      expect(r).toMatchObject({ phi: 1, alarm: true })
    }
    expect(of('nbPlugin').upper).toBe(0)
    // What the mean could be at worst is beyond any number: there is no bound.
    expect(of('muan')).toMatchObject({ expected: Number.NaN, upper: Number.NaN, alarm: false })
  })

  it('leaves out weeks without a count, and fewer years have no trend', () => {
    const holes = SALMONELLA.map((c, i) => (i % 9 === 0 && i < 200 ? Number.NaN : c))
    const [r] = farringtonFlexible({ ...data, counts: holes, range: [218], b: 4, noPeriods: 10 })
    expect(r!.upper).toBeGreaterThan(r!.expected)
    const steep = SALMONELLA.map((_, i) => Math.round(200 * Math.exp(-i / 80)))
    const of = (b: number, trend?: boolean) =>
      farringtonFlexible({ ...data, counts: steep, range: [218], b, trend })[0]!.trend
    expect(of(3)).toBe(true)
    expect(of(2)).toBe(false)
    expect(of(3, false)).toBe(false)
    // Rising: the trend would predict more than was ever seen.
    const rising = SALMONELLA.map((_, i) => Math.round(5 * Math.exp(i / 80)))
    expect(farringtonFlexible({ ...data, counts: rising, range: [218], b: 3 })[0]!.trend).toBe(false)
  })

  it('goes by places where there are no dates, and by dates where years have 53 weeks', () => {
    // Four years of 52 weeks back from a Monday are 1 or 2 days per year off: the same weeks here.
    const undated = farringtonFlexible({ counts: SALMONELLA, range: [219], b: 4 })[0]!
    const dated = farringtonFlexible({ ...data, range: [219], b: 4 })[0]!
    expect(distance(undated.upper, dated.upper)).toBeGreaterThan(1e-6)
    const epochs = SALMONELLA.map((_, i) => new Date(Date.UTC(2015, 0, 5) + i * 7 * 86_400_000))
    // 2 January 2017 was the Monday of week 1 of a year before which 2015 had 53: a place further back.
    const counts = SALMONELLA.map((_, i) => (i === 0 ? 50 : 1))
    const [r] = farringtonFlexible({
      counts,
      epochs,
      range: [104],
      b: 2,
      w: 0,
      limit54: [0, 1],
      trend: false,
      reweight: false,
    })
    expectClose(r!.expected, 25.5, 1e-8)
  })

  it('judges a count only: the model does not learn from the week it judges, nor from those it is told to skip', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }),
        fc.constantFrom(1, 10),
        (late, noPeriods) => {
          const counts = [...SALMONELLA.slice(0, 215), ...late]
          const epochs = SALMONELLA_WEEKS.slice(0, 219)
          const of = (counts: number[]) =>
            farringtonFlexible({ counts, epochs, range: [218], b: 4, noPeriods, limit54: [0, 4] })[0]!
          const a = of(counts)
          const b = of([...SALMONELLA.slice(0, 215), 0, 0, 0, 0])
          expect(a.upper).toBe(b.upper)
          expect(a.alarm).toBe(late[3]! > a.upper)
        },
      ),
    )
  })

  it('refuses what it cannot work on', () => {
    expect(() => farringtonFlexible({ ...data, range: [228] })).toThrow(RangeError)
    expect(() => farringtonFlexible({ ...data, range: [218], limit54: [5, 0] })).toThrow(RangeError)
    expect(() => farringtonFlexible({ ...data, range: [218], noPeriods: 0 })).toThrow(RangeError)
    expect(() => farringtonFlexible({ ...data, range: [218], b: 4, noPeriods: 60 })).toThrow(RangeError)
    expect(() => farringtonFlexible({ ...data, epochs: SALMONELLA_WEEKS.slice(1), range: [218] })).toThrow(
      RangeError,
    )
    const back = SALMONELLA_WEEKS.toReversed()
    expect(() => farringtonFlexible({ ...data, epochs: back, range: [218] })).toThrow(RangeError)
  })
})

describe('Farrington, 1996', () => {
  it('is that of surveillance 1.20.3 (farrington)', () => {
    const first = farrington({ ...data, range, b: 4, alpha: 0.01 })
    const uppers = [
      8.7629285752247448, 8.7592037342412308, 8.5980365372109446, 8.7169476174718259, 5.8902973628086199,
      4.9826056387786082, 4.7763622999728232, 5.3107262582664356, 4.5025309214500782, 7.7654167706634398,
    ]
    uppers.forEach((x, i) => {
      expectClose(first[i]!.upper, x, 1e-11)
    })
    expect(first.map((r) => r.alarm)).toEqual([0, 1, 1, 1, 1, 0, 0, 0, 1, 0].map(Boolean))
    const plain = farrington({ ...data, range, b: 4, powertrans: 'none', reweight: false, trend: false })
    const others = [
      7.0118506224621857, 7.06695398482759, 6.9566446156662582, 8.4540916328016529, 8.0801792377401789,
    ]
    others.forEach((x, i) => {
      expectClose(plain[i]!.upper, x, 1e-11)
    })
  })

  it('says 0 where there were too few cases of late, and goes without the years that are missing', () => {
    const counts = SALMONELLA.map((c, i) => (i > 214 ? 0 : c))
    expect(farrington({ ...data, counts, range: [218], b: 4 })[0]).toMatchObject({
      upper: 0,
      score: 0,
      alarm: false,
    })
    const four = farrington({ ...data, range: [218], b: 4 })[0]!
    expectClose(farrington({ ...data, range: [218], b: 9 })[0]!.upper, four.upper, 1e-12)
    expect(farrington({ ...data, range: [20], b: 4 })[0]!.upper).toBeNaN()
    expect(() => farrington({ ...data, range: [-1] })).toThrow(RangeError)
  })
})
