import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  bestSplit,
  caseReproduction,
  cusum,
  discretiseSerialInterval,
  ears,
  estimateR,
  type FarringtonOptions,
  farrington,
  farringtonFlexible,
  fitSerialInterval,
  growthRate,
  nowcast,
  overallInfectivity,
} from './index.ts'
import { expectClose } from './testing.ts'

/** Whole outputs of the packages, beside the samples; this project does not carry them. */
const folder =
  process.env.VX_ORACLES ?? (process.env.VX_SAMPLES && join(process.env.VX_SAMPLES, '../oracles'))
const MISSING = 'Neither VX_ORACLES nor VX_SAMPLES leads to the published outputs'

type Row = Record<string, string>

function rowsOf(path: string): Row[] {
  const [head, ...lines] = readFileSync(join(folder!, path), 'utf8').replaceAll('"', '').trim().split('\n')
  const names = head!.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, i) => [name, cells[i]!]))
  })
}
const column = (rows: Row[], name: string) => rows.map((r) => Number(r[name]))
const near = (actual: number, expected: number, tolerance: number) =>
  expect(Math.abs(actual - expected)).toBeLessThan(tolerance)

/** A test of whole files, left out with its reason where they are not there. */
function published(name: string, check: () => void): void {
  it(name, ({ skip }) => {
    if (!folder || !existsSync(folder)) return skip(MISSING)
    check()
  })
}

const OUTBREAKS = { Flu2009: [2.6, 1.5], Flu1918: [2.6, 1.5], Smallpox1972: [22.4, 6.1] } as const

published('EpiEstim: serial intervals, infectivity and R of three outbreaks', () => {
  for (const r of rowsOf('epiestim/discr_si_grid.csv')) {
    const k = Number(r.k)
    const w = discretiseSerialInterval({ mean: Number(r.mu), sd: Number(r.sigma), length: k + 1 })
    near(w[k]!, Number(r.p), 1e-12)
  }
  const fields = {
    'Mean(R)': 'mean',
    'Std(R)': 'sd',
    'Quantile.0.025(R)': 'q025',
    'Quantile.0.05(R)': 'q05',
    'Quantile.0.25(R)': 'q25',
    'Median(R)': 'median',
    'Quantile.0.75(R)': 'q75',
    'Quantile.0.95(R)': 'q95',
    'Quantile.0.975(R)': 'q975',
  } as const
  for (const [name, [mean, sd]] of Object.entries(OUTBREAKS)) {
    const local = column(rowsOf(`epiestim/${name}_incidence.csv`), 'I')
    const given = column(rowsOf(`epiestim/${name}_si_distr.csv`), 'w')
    const made = discretiseSerialInterval({ mean, sd, length: local.length })
    const lambda = overallInfectivity(local, undefined, given)
    column(rowsOf(`epiestim/${name}_lambda.csv`), 'lambda').forEach((x, i) => {
      if (i > 0) near(lambda[i]!, x, 1e-11)
    })
    for (const kind of ['nonparam', 'param']) {
      for (const width of [7, 14]) {
        const serialInterval = kind === 'param' ? made : given
        const found = estimateR({ local, serialInterval, windows: { width } })
        const rows = rowsOf(`epiestim/${name}_${kind}_w${width}.csv`)
        expect(found).toHaveLength(rows.length)
        rows.forEach((r, i) => {
          expect([found[i]!.start, found[i]!.end]).toEqual([Number(r.t_start), Number(r.t_end)])
          for (const [theirs, ours] of Object.entries(fields))
            expectClose(found[i]![ours], Number(r[theirs]), 1e-9, `${name} ${kind} ${i} ${ours}`)
        })
      }
    }
    const cases = caseReproduction({ counts: local, serialInterval: given, windows: { width: 7 } })
    const rows = rowsOf(`epiestim/${name}_wallinga_teunis_w7.csv`)
    const known = cases.filter((c) => !Number.isNaN(c.mean))
    expect(known.map((c) => c.start)).toEqual(column(rows, 't_start'))
    rows.forEach((r, i) => {
      expectClose(known[i]!.mean, Number(r['Mean(R)']), 1e-9)
    })
  }
})

published('surveillance: EARS and CUSUM', () => {
  for (const set of ['salmNewport', 'abattoir']) {
    const counts = column(rowsOf(`surveillance/input_${set}.csv`), 'observed')
    for (const method of ['C1', 'C2', 'C3'] as const) {
      for (const [file, more] of [
        ['default', {}],
        ['b7_a05_ms05', { alpha: 0.05, minSigma: 0.5 }],
      ] as const) {
        const rows = rowsOf(`surveillance/ears_${set}_${method}_${file}.csv`)
        const found = ears({ counts, method, ...more })
        expect(found.map((d) => d.index + 1)).toEqual(column(rows, 'idx'))
        rows.forEach((r, i) => {
          expectClose(found[i]!.upper, Number(r.upperbound), 1e-9)
          expect(found[i]!.alarm).toBe(r.alarm === '1')
        })
      }
    }
  }
  for (const set of ['salmNewport', 'abattoir', 'k1']) {
    const counts = column(rowsOf(`surveillance/input_${set}.csv`), 'observed')
    for (const transformation of ['standard', 'rossi', 'anscombe'] as const) {
      for (const [file, mean] of [
        ['null', 'before'],
        ['glm', 'season'],
      ] as const) {
        const rows = rowsOf(`surveillance/cusum_${set}_${transformation}_${file}.csv`)
        const range = column(rows, 'idx').map((i) => i - 1)
        const found = cusum({ counts, range, transformation, mean })
        rows.forEach((r, i) => {
          expectClose(found[i]!.upper, Number(r.upperbound), 1e-9)
          expectClose(found[i]!.expected, Number(r.m), 1e-9)
          expect(found[i]!.alarm).toBe(r.alarm === '1')
        })
      }
    }
  }
})

published('surveillance: Farrington', () => {
  const input = rowsOf('surveillance/input_salmNewport.csv')
  const data = {
    counts: column(input, 'observed'),
    epochs: input.map((r) => new Date(r.epoch!)),
    range: Array.from({ length: 52 }, (_, i) => 365 + i),
  }
  const noufaily = {
    b: 4,
    w: 3,
    noPeriods: 10,
    weightsThreshold: 2.58,
    pastWeeksNotIncluded: 26,
    pThresholdTrend: 1,
  }
  const calls: Record<string, Partial<FarringtonOptions>> = {
    orig_a05: { b: 4, w: 3, weightsThreshold: 1, pastWeeksNotIncluded: 3 },
    orig_default: { b: 4, w: 3 },
    noufaily_nbPlugin: { ...noufaily, thresholdMethod: 'nbPlugin' },
    noufaily_muan: { ...noufaily, thresholdMethod: 'muan' },
    cdc_style_delta_np10: { ...noufaily, alpha: 0.01 },
  }
  for (const [name, options] of Object.entries(calls)) {
    const found = farringtonFlexible({ ...data, ...options })
    rowsOf(`surveillance/farringtonflexible_salmNewport_${name}.csv`).forEach((r, i) => {
      const f = found[i]!
      expect(f.index).toBe(Number(r.idx) - 1)
      expectClose(f.upper, Number(r.upperbound), 1e-6)
      expectClose(f.expected, Number(r.expected), 1e-6)
      expectClose(f.score, Number(r.score), 1e-6)
      expectClose(f.pvalue, Number(r.pvalue), 1e-6)
      expectClose(f.phi, Number(r.phiVector), 1e-6)
      expect([f.alarm, f.trend]).toEqual([r.alarm === '1', r.trend === '1'])
    })
  }
  const older = {
    a01: { b: 4, alpha: 0.01 },
    none_noreweight: { b: 4, powertrans: 'none', reweight: false, trend: false },
  } as const
  for (const [name, options] of Object.entries(older)) {
    const found = farrington({ ...data, ...options })
    rowsOf(`surveillance/farrington_salmNewport_${name}.csv`).forEach((r, i) => {
      expectClose(found[i]!.upper, Number(r.upperbound), 1e-6)
      expect(found[i]!.alarm).toBe(r.alarm === '1')
    })
  }
})

published('surveillance: the nowcast', () => {
  const triangle = rowsOf('surveillance/nowcast_husO104_reportingtriangle.csv').map((r) =>
    Object.entries(r).flatMap(([name, x]) => (name === 'epoch' ? [] : [Number(x)])),
  )
  const found = nowcast({ triangle, maxDelay: 15, method: 'lawless' })
  const rows = rowsOf('surveillance/nowcast_husO104_lawless.csv')
  expect(found).toHaveLength(27)
  found.forEach((d, i) => {
    const r = rows[i]!
    expect(d.observed).toBe(Number(r.observed))
    // The package says 0 of a day of which nothing is known, and nothing of days it was not asked for.
    if (Number.isNaN(d.estimate)) expect([r.point, r.lo, r.hi]).toEqual(['0', '0', '0'])
    else if (r.point !== 'NA')
      expect([d.estimate, d.low, d.high]).toEqual([Number(r.point), Number(r.lo), Number(r.hi)])
  })
  column(rowsOf('surveillance/nowcast_husO104_lawless_delaycdf.csv'), 'cdf').forEach((x, i) => {
    expectClose(found[26 - i]!.share, x, 1e-9)
  })
})

interface Fit {
  r: number
  r_conf: number[]
  doubling: number | null
  doubling_conf: number[]
  halving: number | null
  halving_conf: number[]
}

published('incidence: growth and its turn', () => {
  const { cases } = JSON.parse(readFileSync(join(folder!, 'growth/growth.json'), 'utf8'))
  const middle = (n: number, interval: number) => Array.from({ length: n }, (_, i) => (i + 0.5) * interval)
  const same = (g: ReturnType<typeof growthRate>, fit: Fit) => {
    expectClose(g.r, fit.r, 1e-9)
    expectClose(g.low, fit.r_conf[0]!, 1e-9)
    expectClose(g.high, fit.r_conf[1]!, 1e-9)
    const times = [fit.doubling, ...fit.doubling_conf, fit.halving, ...fit.halving_conf].filter(
      (x) => x !== null,
    )
    const ours = [g.doubling, g.doublingLow, g.doublingHigh, g.halving, g.halvingLow, g.halvingHigh]
    ours
      .filter((x) => !Number.isNaN(x))
      .forEach((x, i) => {
        expectClose(x, times[i]!, 1e-9)
      })
  }
  for (const [name, n, interval] of [
    ['ebola_weekly_1_20', 20, 7],
    ['ebola_daily_1_140', 140, 1],
    ['flu2009_1_20', 20, 1],
  ] as const) {
    const counts = column(rowsOf(`growth/${name}_incidence.csv`), 'counts').slice(0, n)
    same(growthRate({ counts, days: middle(n, interval) }), cases[name])
  }
  for (const [name, interval] of [
    ['ebola_weekly_optim', 7],
    ['flu2009_optim', 1],
  ] as const) {
    const rows = rowsOf(`growth/${name}_incidence.csv`)
    const split = bestSplit({ counts: column(rows, 'counts'), days: middle(rows.length, interval) })
    const tried = rowsOf(`growth/${name}_split_R2.csv`)
    expect(split.tried.map((t) => rows[t.index]!.dates)).toEqual(tried.map((t) => t.dates))
    tried.forEach((t, i) => {
      expectClose(split.tried[i]!.r2, Number(t['mean.R2']), 1e-9)
    })
    expect(rows[split.index]!.dates).toBe(cases[name].split)
    same(split.before, cases[name].before)
    same(split.after, cases[name].after)
  }
})

published('epicontacts: serial intervals of MERS', () => {
  const fit = fitSerialInterval(column(rowsOf('contacts/mers_korea_2015_serial_interval.csv'), 'si'))
  expect(fit.n).toBe(98)
  near(fit.mean, 14.469388, 1e-6)
  near(fit.sd, 5.199532, 1e-6)
})
