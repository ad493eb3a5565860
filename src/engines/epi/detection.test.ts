import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cusum } from './cusum.ts'
import { ears } from './ears.ts'
import { ABATTOIR, expectClose, K1 } from './testing.ts'

const counts = fc.array(fc.nat(60), { minLength: 14, maxLength: 40 })
const method = fc.constantFrom('C1', 'C2', 'C3' as const)

describe('EARS', () => {
  it('is that of surveillance 1.20.3 (earsC)', () => {
    const rows: [method: 'C1' | 'C2' | 'C3', week: number, byDefault: number, sharper: number][] = [
      ['C1', 8, 112.72197272985534, 86.592599266602846],
      ['C1', 10, 104.4324735281353, 82.91530178581948],
      ['C1', 13, 131.88723465542853, 97.395151080995959],
      ['C1', 33, 46.388674472057659, 36.785565350253471],
      ['C1', 60, 38.169213640209229, 32.276915540994182],
      ['C2', 10, 112.72197272985534, 86.592599266602846],
      ['C2', 20, 120.15212894304884, 90.948393288941716],
      ['C2', 41, 74.849620009787117, 59.48503389509959],
      ['C3', 12, 124.17773886561503, 119.48673035724805],
      ['C3', 20, 76.600881706039686, 70.234107574656008],
      ['C3', 60, 21.215833449986132, 19.894944782268645],
    ]
    for (const [method, week, byDefault, sharper] of rows) {
      const first = { C1: 8, C2: 10, C3: 12 }[method]
      const normal = ears({ counts: ABATTOIR, method })
      expect(normal).toHaveLength(60 - first + 1)
      expect(normal[week - first]!.index).toBe(week - 1)
      expectClose(normal[week - first]!.upper, byDefault, 1e-14)
      const other = ears({ counts: ABATTOIR, method, alpha: 0.05, minSigma: 0.5 })
      expectClose(other[week - first]!.upper, sharper, 1e-14)
    }
    const alarms = (method: 'C1' | 'C2' | 'C3') =>
      ears({ counts: ABATTOIR, method }).flatMap((d) => (d.alarm ? [d.index + 1] : []))
    expect(alarms('C1')).toEqual([35, 36])
    expect(alarms('C2')).toEqual([36])
    expect(alarms('C3')).toEqual([36, 37, 38, 39])
  })

  it('of a baseline that does not vary has its mean as bound, and none where C3 divides nothing by nothing', () => {
    const flat = new Array(16).fill(0.1)
    for (const d of ears({ counts: flat, method: 'C1' }))
      expect(d).toMatchObject({ upper: 0.1, alarm: false })
    for (const d of ears({ counts: flat, method: 'C3' }))
      expect(d).toMatchObject({ upper: Number.NaN, alarm: false })
    const rise = ears({ counts: [...flat, 0.2], method: 'C2' }).at(-1)
    expect(rise).toEqual({ index: 16, upper: 0.1, alarm: true })
    // 1.2 above 1 in C2 two days before, on a floor of sigma: z = 1.959…; U = 0 + 0.5 (z − 1).
    const floor = ears({ counts: [...new Array(13).fill(0), 1, 0, 0], method: 'C3', minSigma: 0.5 })
    expectClose(floor.at(-1)!.upper, 0.5 * (1.959963984540054 - 1), 1e-14)
  })

  it('of a series shorter than its baseline is nothing', () => {
    expect(ears({ counts: new Array(7).fill(3), method: 'C1' })).toEqual([])
    expect(ears({ counts: [], method: 'C3' })).toEqual([])
    expect(() => ears({ counts: [], method: 'C1', baseline: 2 })).toThrow(RangeError)
    expect(() => ears({ counts: [], method: 'C1', minSigma: -1 })).toThrow(RangeError)
  })

  it('C1 and C2 give the same alarms when the same number is added to every day', () => {
    fc.assert(
      fc.property(counts, fc.nat(1000), fc.constantFrom('C1', 'C2' as const), (x, c, method) => {
        const before = ears({ counts: x, method })
        const after = ears({ counts: x.map((v) => v + c), method })
        before.forEach((d, i) => {
          expect(Math.abs(after[i]!.upper - d.upper - c)).toBeLessThan(1e-9)
          expect(after[i]!.alarm).toBe(d.alarm)
        })
      }),
    )
  })

  it('never takes back an alarm because there were more cases that day', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 50 }), method, (x, more, method) => {
        const before = ears({ counts: x, method }).at(-1)!
        const after = ears({ counts: [...x.slice(0, -1), x.at(-1)! + more], method }).at(-1)!
        if (method === 'C3') {
          // The bound of C3 moves with the count of the day.
          if (after.upper > 0 && before.upper > 0) expect(after.alarm).toBe(before.alarm)
        } else if (before.alarm) expect(after.alarm).toBe(true)
      }),
    )
  })
})

describe('CUSUM', () => {
  const range = Array.from({ length: 105 }, (_, i) => 104 + i)

  it('is that of surveillance 1.20.3 (cusum)', () => {
    const rows: [week: number, standard: number, rossi: number, anscombe: number, mean: number][] = [
      [105, 5, 5.4480569395232878, 6.0802126996298274, 1.1311618341640965],
      [115, 3, 3.1204177093421777, 3.7769172620185212, 0.39643456739415484],
      [133, 16, 16.755686620284486, 17.322696427584162, 6.9828928919507476],
      [155, 7, 6.8786594722528616, 7.4973797974256362, 1.7035601914900877],
      [209, 5, 5.4480569395232976, 6.0802126996298398, 1.1311618341641005],
    ]
    for (const [week, standard, rossi, anscombe, mean] of rows) {
      const of = (transformation: 'standard' | 'rossi' | 'anscombe') =>
        cusum({ counts: K1, range, transformation, mean: 'season' })[week - 105]!
      expect(of('standard').upper).toBe(standard)
      expectClose(of('rossi').upper, rossi, 1e-12)
      expectClose(of('anscombe').upper, anscombe, 1e-12)
      expectClose(of('anscombe').expected, mean, 1e-12)
      const before = cusum({ counts: K1, range, transformation: 'rossi' })[week - 105]!
      expectClose(before.upper, 12.656352172801043, 1e-12)
      expectClose(before.expected, 4.5865384615384617, 1e-14)
    }
  })

  it('adds up small rises that no single day shows', () => {
    const found = cusum({ counts: [0, 0, 7, 7, 7, 7], range: [2, 3, 4, 5], mean: 4, k: 0.5, h: 2 })
    expect(found.map((d) => d.cusum)).toEqual([1, 2, 3, 4])
    expect(found.map((d) => d.alarm)).toEqual([false, true, true, true])
    expect(found.map((d) => d.upper)).toEqual([9, 7, 5, 3])
    const bare = cusum({ counts: [1, 2, 3], range: [1, 2], transformation: 'none', k: 1, h: 5 })
    expect(bare).toEqual([
      { index: 1, expected: 1, cusum: 1, upper: 4, alarm: false },
      { index: 2, expected: 1, cusum: 3, upper: 2, alarm: false },
    ])
  })

  it('reaches its bound exactly where it would alarm', () => {
    const transformation = fc.constantFrom('rossi', 'anscombe', 'pearsonNegBin' as const)
    fc.assert(
      fc.property(
        counts,
        transformation,
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        (x, transformation, mean) => {
          const base = { range: x.map((_, i) => i), transformation, mean }
          const found = cusum({ ...base, counts: x })
          const last = found.at(-1)!
          if (!(last.upper > 0) || found.at(-2)!.alarm) return
          const reached = (c: number) => cusum({ ...base, counts: [...x.slice(0, -1), c] }).at(-1)!.cusum
          expect(Math.abs(reached(last.upper) - 2.26)).toBeLessThan(1e-6)
        },
      ),
    )
  })

  it('refuses entries that do not exist and a mean of nothing', () => {
    expect(() => cusum({ counts: [1], range: [1] })).toThrow(RangeError)
    expect(() => cusum({ counts: [1], range: [0] })).toThrow(RangeError)
    expect(cusum({ counts: [1], range: [] })).toEqual([])
  })
})
