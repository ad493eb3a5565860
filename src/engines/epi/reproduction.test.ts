import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseReproduction } from './case-reproduction.ts'
import { estimateR, estimateRColumns, overallInfectivity } from './reproduction.ts'
import { discretiseSerialInterval, fitSerialInterval } from './serial-interval.ts'
import { expectClose, FLU, FLU_INTERVAL, SMALLPOX } from './testing.ts'

const { NaN: NA } = Number
const FIELDS = ['start', 'end', 'mean', 'sd', 'q025', 'q05', 'q25', 'median', 'q75', 'q95', 'q975'] as const

const counts = fc.array(fc.nat(40), { minLength: 15, maxLength: 60 })
const interval = fc
  .tuple(fc.double({ min: 1.2, max: 15, noNaN: true }), fc.double({ min: 0.4, max: 8, noNaN: true }))
  .map(([mean, sd]) => ({ mean, sd }))

describe('The serial interval', () => {
  it('is discretised as EpiEstim 2.2.4 does (discr_si)', () => {
    const rows: [mean: number, sd: number, k: number, w: number][] = [
      [2.6, 1.5, 1, 0.2331721254075412],
      [2.6, 1.5, 3, 0.19811082854031356],
      [4.7, 1.5, 19, 5.8210751741061569e-8],
      [8.4, 1.5, 7, 0.19379188978003825],
      [6.8, 2.9, 13, 0.016825394902470328],
      [2.6, 4.1, 5, 0.024393145758561996],
      [2.6, 3.8, 25, 0.0006664259515275718],
      [14.9, 3.8, 11, 0.07525917583997932],
    ]
    for (const [mean, sd, k, w] of rows)
      expect(Math.abs(discretiseSerialInterval({ mean, sd, length: k + 1 })[k]! - w)).toBeLessThan(1e-13)
  })

  it('sums to 1 at most, has nothing on day 0, and keeps its mean', () => {
    fc.assert(
      fc.property(interval, ({ mean, sd }) => {
        const w = discretiseSerialInterval({ mean, sd, length: 400 })
        expect(w[0]).toBe(0)
        const sum = w.reduce((a, b) => a + b, 0)
        expect(sum).toBeLessThanOrEqual(1 + 1e-11)
        if (sum > 1 - 1e-12)
          expectClose(
            w.reduce((m, x, k) => m + x * k, 0),
            mean,
            1e-9,
          )
      }),
    )
  })

  it('without variation is split between the two days around its mean', () => {
    expect([...discretiseSerialInterval({ mean: 3.25, sd: 0, length: 6 })]).toEqual([0, 0, 0, 0.75, 0.25, 0])
    const near = discretiseSerialInterval({ mean: 3.25, sd: 1e-3, length: 6 })
    expectClose(near[3]!, 0.75, 1e-9)
    expect(() => discretiseSerialInterval({ mean: 1, sd: 1, length: 5 })).toThrow(RangeError)
    expect(() => discretiseSerialInterval({ mean: 2, sd: -1, length: 5 })).toThrow(RangeError)
  })

  it('is fitted to pairs', () => {
    const fit = fitSerialInterval([2, 4, 5, 5, 7, Number.NaN, 10])
    expect(fit.n).toBe(6)
    expectClose(fit.mean, 5.5, 1e-15)
    expectClose(fit.sd, Math.sqrt(7.5), 1e-15)
    // scipy 1.11 stats.gamma.fit with the location fixed at 0.
    expectClose(fit.shape, 4.560979619821985, 1e-9)
    expectClose(fit.shape * fit.scale, 5.5, 1e-14)
    expect(fitSerialInterval([3, 0, 5]).shape).toBeNaN()
    expectClose(fitSerialInterval([3, -1, 4]).mean, 2, 1e-15)
    expect(fitSerialInterval([4, 4, 4]).shape).toBeNaN()
    expect(fitSerialInterval([]).mean).toBeNaN()
  })
})

describe('The instantaneous reproduction number', () => {
  it('of the influenza outbreak is that of EpiEstim 2.2.4', () => {
    const weekly = estimateR({ local: FLU, serialInterval: FLU_INTERVAL, windows: { width: 7 } })
    expect(weekly).toHaveLength(25)
    const rows = [
      [
        2, 8, 1.735608909459069, 0.4090869431220987, 1.0286318368912863, 1.1218112534419906,
        1.4450409327147895,
      ],
      [
        10, 16, 1.4340032590983161, 0.17651359923163412, 1.1090580167005162, 1.1565305433066417,
        1.3113322157031913,
      ],
      [
        26, 32, 1.0040160642570279, 0.44900963403610228, 0.32600128315630933, 0.39561236306416264,
        0.67642578031673106,
      ],
    ]
    const upper = [
      [1.7035759731740876, 1.9913034197959905, 2.4587050508972448, 2.6244958842837351],
      [1.4267673571663024, 1.5487890824625035, 1.7361602047908506, 1.8000616146848794],
      [0.93793351060160324, 1.2599258430611822, 1.8380560294452957, 2.0565439107236334],
    ]
    rows.forEach((row, i) => {
      const found = weekly[row[0]! - 2]!
      FIELDS.forEach((f, k) => {
        expectClose(found[f], [...row, ...upper[i]!][k]!, 1e-12, f)
      })
    })
  })

  it('of smallpox with a parametric interval is that of EpiEstim, NA until the mean interval is over', () => {
    const serialInterval = discretiseSerialInterval({ mean: 22.4, sd: 6.1, length: SMALLPOX.length })
    const found = estimateR({ local: SMALLPOX, serialInterval, windows: { width: 7 } })
    const rows = [
      [16, 22, NA, NA, NA, NA, NA, NA],
      [
        17, 23, 12.748341109363979, 4.5072192236552517, 5.5038288404608746, 12.221275993224973,
        20.952079962267664, 22.983148152575179,
      ],
      [
        21, 27, 1.4550416613757675, 1.4550416613757675, 0.036838465391853814, 1.0085580251798718,
        4.3589152643490019, 5.3674732895288733,
      ],
      [
        32, 38, 23.984989656607503, 2.6649988507341669, 19.047543915230829, 23.886358532474375,
        28.530303046345345, 29.482860067706508,
      ],
      [
        51, 57, 0.16589852622643145, 0.067727789722414972, 0.060881835260096766, 0.15677856411227384,
        0.29068283292120772, 0.32262651591337049,
      ],
    ]
    for (const [start, end, ...values] of rows) {
      const r = found[start! - 2]!
      expect([r.start, r.end]).toEqual([start, end])
      ;[r.mean, r.sd, r.q025, r.median, r.q95, r.q975].forEach((x, k) => {
        expectClose(x, values[k]!, 1e-11)
      })
    }
  })

  it('takes windows as given, imported cases as infecting only, and the prior as told', () => {
    const local = [0, 2, 0, 3]
    const imported = [4, 0, 1, 0]
    const serialInterval = [0, 0.5, 0.3]
    const [r] = estimateR({
      local,
      imported,
      serialInterval,
      windows: { start: [3], end: [4] },
      prior: { mean: 2, sd: 1 },
    })
    // Λ3 = 0.5·2 + 0.3·4, Λ4 = 0.5·1 + 0.3·2; shape 4 + 3, rate 2 + Λ3 + Λ4.
    expectClose(r!.mean, 7 / (2 + 2.2 + 1.1), 1e-14)
    expectClose(r!.sd, Math.sqrt(7) / 5.3, 1e-14)
    expectClose(overallInfectivity(local, imported, serialInterval)[2]!, 2.2, 1e-14)
  })

  it('of a day without cases stays with what came before; of none at all with the prior', () => {
    const found = estimateR({
      local: new Array(20).fill(0),
      serialInterval: FLU_INTERVAL,
      windows: { width: 7 },
    })
    for (const r of found) expectClose(r.median, -5 * Math.log(0.5), 1e-13)
    expect(estimateR({ local: [1, 2], serialInterval: FLU_INTERVAL, windows: { width: 7 } })).toEqual([])
  })

  it('stands on the infectivity of all cases before, by its definition', () => {
    fc.assert(
      fc.property(counts, fc.array(fc.nat(20), { maxLength: 30 }), (local, later) => {
        const imported = local.map((_, i) => later[i] ?? 0)
        const lambda = overallInfectivity(local, imported, FLU_INTERVAL)
        expect(lambda[0]).toBeNaN()
        for (let t = 1; t < local.length; t++) {
          let sum = 0
          for (let k = 1; k <= t; k++) sum += (FLU_INTERVAL[k] ?? 0) * (local[t - k]! + imported[t - k]!)
          expect(Math.abs(lambda[t]! - sum)).toBeLessThan(1e-12)
        }
      }),
    )
  })

  it('says the same by columns', () => {
    const input = { local: FLU, serialInterval: FLU_INTERVAL, windows: { width: 7 } }
    const columns = estimateRColumns(input)
    estimateR(input).forEach((r, i) => {
      for (const f of FIELDS) expect(columns[f][i]).toBe(r[f])
    })
  })

  it('refuses what is no window, interval or prior', () => {
    const base = { local: FLU, serialInterval: FLU_INTERVAL, windows: { width: 7 } }
    expect(() => estimateR({ ...base, windows: { start: [1], end: [7] } })).toThrow(RangeError)
    expect(() => estimateR({ ...base, windows: { start: [8], end: [7] } })).toThrow(RangeError)
    expect(() => estimateR({ ...base, windows: { start: [8], end: [33] } })).toThrow(RangeError)
    expect(() => estimateR({ ...base, windows: { width: 0 } })).toThrow(RangeError)
    expect(() => estimateR({ ...base, serialInterval: [0.1, 0.9] })).toThrow(RangeError)
    expect(() => estimateR({ ...base, serialInterval: [0, -0.1] })).toThrow(RangeError)
    expect(() => estimateR({ ...base, prior: { mean: 5, sd: 0 } })).toThrow(RangeError)
    expect(() => estimateR({ ...base, imported: [1] })).toThrow(RangeError)
  })

  it('lies between the prior and what the window alone says, and its quantiles ascend', () => {
    fc.assert(
      fc.property(counts, interval, ({ length }, { mean, sd }) => {
        const local = Array.from({ length }, (_, i) => (i * 7) % 11)
        const serialInterval = discretiseSerialInterval({ mean, sd, length })
        const lambda = overallInfectivity(local, undefined, serialInterval)
        for (const r of estimateR({ local, serialInterval, windows: { width: 5 } })) {
          if (Number.isNaN(r.mean)) continue
          const cases = local.slice(r.start - 1, r.end).reduce((a, b) => a + b, 0)
          const pressure = lambda.slice(r.start - 1, r.end).reduce((a, b) => a + b, 0)
          const alone = cases / pressure
          expect(r.mean).toBeGreaterThanOrEqual(Math.min(5, alone) * (1 - 1e-12))
          expect(r.mean).toBeLessThanOrEqual(Math.max(5, alone) * (1 + 1e-12))
          const q = [r.q025, r.q05, r.q25, r.median, r.q75, r.q95, r.q975]
          expect([...q].sort((a, b) => a - b)).toEqual(q)
        }
      }),
    )
  })

  it('does not depend on what comes later, on other windows, or on how cases are called on day 1', () => {
    fc.assert(
      fc.property(counts, fc.array(fc.nat(40), { maxLength: 9 }), (local, later) => {
        const of = (local: number[], imported?: number[]) =>
          estimateR({
            local,
            imported,
            serialInterval: FLU_INTERVAL,
            windows: { start: [3, 5], end: [12, 15] },
          })
        expect(of([...local, ...later])).toEqual(of(local))
        const [alone] = estimateR({ local, serialInterval: FLU_INTERVAL, windows: { start: [5], end: [15] } })
        expect(alone).toEqual(of(local)[1])
        const moved = [local[0]!, ...local.slice(1).map(() => 0)]
        expect(of([0, ...local.slice(1)], moved)).toEqual(of(local))
      }),
    )
  })
})

describe('The case reproduction number', () => {
  it('is that of EpiEstim 2.2.4 (wallinga_teunis)', () => {
    const found = caseReproduction({ counts: FLU, serialInterval: FLU_INTERVAL, windows: { width: 7 } })
    const rows: [start: number, mean: number, simulatedSd: number][] = [
      [2, 1.5346928294501661, 0.129],
      [7, 1.4687072265694225, 0.0786],
      [14, 0.65198359659867211, 0.0477],
      [22, 0.58003403203850668, 0.291],
      [26, 0.47174770039421809, 0.0786],
    ]
    for (const [start, mean, sd] of rows) {
      const r = found[start - 2]!
      expectClose(r.mean, mean, 1e-13)
      // A hundred simulations know the sd to a seventh.
      expectClose(r.sd, sd, 0.25)
      expect(r.q025).toBeLessThanOrEqual(r.mean)
      expect(r.q975).toBeGreaterThanOrEqual(r.mean)
    }
  })

  it('knows its interval exactly', () => {
    // Two possible infectors on days 1 and 2 for the two cases of day 3, each with weight 1 : 1.
    const serialInterval = [0, 0.5, 0.5]
    const [r] = caseReproduction({ counts: [1, 1, 2], serialInterval, windows: { start: [2], end: [2] } })
    expectClose(r!.mean, 1, 1e-15)
    expectClose(r!.sd, Math.sqrt(0.5), 1e-15)
    expect([r!.q025, r!.q975]).toEqual([0, 2])
  })

  it('gives every case one infector: over all days the expected are those that have one', () => {
    fc.assert(
      fc.property(counts, (cases) => {
        const days = cases.length
        const starts = Array.from({ length: days - 1 }, (_, i) => i + 2)
        const found = caseReproduction({
          counts: cases,
          serialInterval: FLU_INTERVAL,
          windows: { start: starts, end: starts },
        })
        const given = found.reduce(
          (sum, r) => sum + (Number.isNaN(r.mean) ? 0 : r.mean * cases[r.start - 1]!),
          0,
        )
        const ofDay = (t: number, s: number) => (FLU_INTERVAL[t - s] ?? 0) * cases[s]!
        const infected = cases.reduce((sum, n, t) => {
          const all = cases.reduce((a, _, s) => a + (s < t ? ofDay(t, s) : 0), 0)
          return all > 0 ? sum + n * (1 - ofDay(t, 0) / all) : sum
        }, 0)
        expect(Math.abs(given - infected)).toBeLessThan(1e-9 * (1 + infected))
        for (const r of found) if (cases[r.start - 1] === 0) expect(r.mean).toBeNaN()
      }),
    )
  })
})
