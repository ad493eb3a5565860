import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import {
  discretiseSerialInterval,
  ears,
  estimateR,
  farringtonFlexible,
  growthRate,
  nowcast,
} from '../../../engines/epi/index.ts'
import { ABATTOIR, expectClose, FLU, SALMONELLA } from '../../../engines/epi/testing.ts'
import { addDays } from '../../../platform/clock.ts'
import { enterSeries } from './testing.ts'

describe('Early warning in a district', () => {
  let world: World
  let doctor: User
  let nurse: User
  let district: number
  let ward: number
  beforeAll(async () => {
    world = await openWorld()
    doctor = await world.signIn('epidemiologist')
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    district = await world.areaId('Hoàng Mai')
    ward = await world.areaId('Mai Động')
    // Findings in abattoirs, of which surveillance 1.20.3 has published bounds, as twelve days of measles.
    await enterSeries(world, {
      disease: 'measles',
      area: 'Mai Động',
      counts: ABATTOIR.slice(0, 12),
      lastDay: '2021-08-09',
    })
    await enterSeries(world, {
      disease: 'mers',
      area: 'Đại Kim',
      counts: FLU.slice(0, 15),
      lastDay: '2021-08-09',
    })
    await enterSeries(world, { disease: 'mers', area: 'Mai Động', counts: [1], lastDay: '2021-08-09' })
    // Somebody whose ward nobody knows is the district's alone.
    await enterSeries(world, { disease: 'mers', area: 'Hoàng Mai', counts: [1], lastDay: '2021-08-09' })
  })
  afterAll(() => world?.close())

  const cell = async (who: User, disease: string, areaId?: number, asOf?: string) => {
    const { cells } = await who.api.warning.overview({
      ...(areaId ? { areaId } : {}),
      ...(asOf ? { asOf } : {}),
    })
    return cells.find((c) => c.disease === disease && c.areaId === (areaId ?? district))
  }

  it('has the bounds that were published for the same numbers (earsC of surveillance)', async () => {
    const third = await doctor.api.warning.working({ areaId: ward, disease: 'measles' })
    expectClose(third.methods.find((m) => m.method === 'C3')!.upper!, 124.17773886561503, 1e-12)
    const earlier = await doctor.api.warning.working({
      areaId: ward,
      disease: 'measles',
      asOf: '2021-08-08T09:00:00+07:00',
    })
    expect(earlier.lastDay).toBe('2021-08-07')
    const of = (method: string) => earlier.methods.find((m) => m.method === method)!
    expectClose(of('C1').upper!, 104.4324735281353, 1e-12)
    expectClose(of('C2').upper!, 112.72197272985534, 1e-12)
    expect(of('C2').observed).toBe(29)
    expect(of('C2').baseline.map((b) => b.count)).toEqual(ABATTOIR.slice(0, 7))
    expect(of('C2').baseline[0]!.day).toBe('2021-07-29')
    expect(of('C2').expected).toBeCloseTo(398 / 7, 12)
  })

  it('has every number of the engine on the same series: bound, R, growth and nowcast', async () => {
    const work = await doctor.api.warning.working({ areaId: await world.areaId('Đại Kim'), disease: 'mers' })
    const counts = FLU.slice(0, 15)
    const [last] = ears({ counts, method: 'C1' }).slice(-1)
    expect(work.methods.find((m) => m.used)).toMatchObject({ method: 'C1', upper: last!.upper })
    expect(work.reproduction.cases).toBe(counts.slice(8).reduce((a, b) => a + b, 0))
    // R looks back over the days before, which had no case; the engine is given the same days.
    const before = new Array<number>(20).fill(0)
    const interval = discretiseSerialInterval({ mean: 12.6, sd: 2.8, length: 30 })
    const all = [...before, ...counts]
    const r = estimateR({ local: all, serialInterval: interval, windows: { start: [29], end: [35] } })[0]!
    expectClose(work.reproduction.mean!, r.mean, 1e-9)
    expectClose(work.reproduction.low!, r.q025, 1e-9)
    const fourteen = counts.slice(1)
    const growth = growthRate({ counts: fourteen, days: fourteen.map((_, i) => i + 0.5) })
    expectClose(work.growth.r!, growth.r, 1e-12)
    expectClose(work.growth.low!, growth.low, 1e-12)
    // Everybody was reported two days after onset.
    const days = 41
    const triangle = Array.from({ length: days }, (_, day) => {
      const row = new Array<number>(days).fill(0)
      row[2] = counts[day - (days - 15) + 2] ?? 0
      return row
    })
    const found = nowcast({ triangle, maxDelay: 10, method: 'lawless', window: 28, delayError: true })
    for (const d of work.curve.nowcast) {
      const engine = found[work.curve.days.indexOf(d.day)]!
      expect(d.observed).toBe(engine.observed)
      expect(d.estimate).toBe(Number.isNaN(engine.estimate) ? null : engine.estimate)
    }
    // Of the last two days nothing can be known: it is said, not guessed.
    expect(work.curve.nowcast.filter((d) => d.estimate === null).map((d) => d.day)).toEqual([
      '2021-08-08',
      '2021-08-09',
    ])
  })

  it('adds up: an area has what lies in its wards, and what no ward is known of', async () => {
    const { cells } = await doctor.api.warning.overview({})
    for (const disease of ['mers', 'covid-19', 'measles']) {
      const own = cells.find((c) => c.areaId === district && c.disease === disease)!
      const below = cells.filter((c) => c.areaId !== district && c.disease === disease)
      const apart = disease === 'mers' ? 1 : 0
      const total = (pick: (c: (typeof cells)[number]) => number) => below.reduce((n, c) => n + pick(c), 0)
      expect(total((c) => c.day.observed) + apart).toBe(own.day.observed)
      expect(total((c) => c.spark.reduce((a, b) => a + b, 0)) + apart).toBe(
        own.spark.reduce((a, b) => a + b, 0),
      )
    }
    const list = await doctor.api.platform.figures.rows({
      id: 'cases.by_report',
      part: 'disease',
      value: 'mers',
      from: '2021-08-09',
      to: '2021-08-09',
    })
    expect(list.count).toBe(cells.find((c) => c.areaId === district && c.disease === 'mers')!.day.observed)
  })

  it('one case of a common disease is no alarm, one of a disease that nobody has is', async () => {
    const now = await cell(doctor, 'mers', ward)
    expect(now).toMatchObject({ state: 'unusual', day: { observed: 1, alarm: true } })
    await enterSeries(world, { disease: 'dengue', area: 'Mai Động', counts: [1], lastDay: '2021-08-09' })
    const common = await cell(doctor, 'dengue', ward)
    expect(common).toMatchObject({ state: 'normal', day: { observed: 1, upper: 0, alarm: false } })
  })

  it('a day that is not over is never held against a whole one, but warns as soon as it is above the bound', async () => {
    await enterSeries(world, {
      disease: 'dengue',
      area: 'Đại Kim',
      counts: [4, 5, 4, 6, 5, 4, 5, 4, 5, 6, 2],
      lastDay: '2021-08-10',
    })
    const area = await world.areaId('Đại Kim')
    const few = await cell(doctor, 'dengue', area)
    expect(few).toMatchObject({
      state: 'normal',
      day: { day: '2021-08-09', observed: 6 },
      today: { observed: 2 },
    })
    expect(few!.spark.at(-1)).toBe(6)
    await enterSeries(world, { disease: 'other', area: 'Đại Kim', counts: [7], lastDay: '2021-08-10' })
    expect(await cell(doctor, 'other', area)).toMatchObject({
      state: 'unusual',
      day: { observed: 0, alarm: false },
      today: { day: '2021-08-10', observed: 7, alarm: true },
    })
    // As it was known an hour before they were reported.
    expect(await cell(doctor, 'other', area, '2021-08-10T07:00:00+07:00')).toBeUndefined()
  })

  it('says why there is no R and no comparison with other years', async () => {
    const work = await doctor.api.warning.working({ areaId: ward, disease: 'dengue' })
    expect(work.reproduction).toMatchObject({ mean: null, reason: 'no-interval' })
    expect(work.week).toMatchObject({ upper: null, reason: 'no-history' })
    expect(work.curve).toMatchObject({ reason: 'few-cases', learntFrom: 1, needed: 20 })
    const few = await doctor.api.warning.working({ areaId: ward, disease: 'mers' })
    expect(few.reproduction).toMatchObject({ mean: null, reason: 'few-cases', cases: 1, needed: 11 })
    expect(few.caveats.find((c) => c.key === 'small')?.facts[0]).toMatchObject({ value: 1 })
    await expectProblem(doctor.api.warning.working({ areaId: ward, disease: 'plague' }), 'not-found')
  })

  it('imported cases infect but were not infected here: R is lower with them', async () => {
    const ofWard = async (area: string) =>
      (await doctor.api.warning.working({ areaId: await world.areaId(area), disease: 'covid-19' }))
        .reproduction
    const series = [3, 2, 4, 3, 5, 4, 6, 5, 6, 7]
    const before = await ofWard('Yên Sở')
    await enterSeries(world, {
      disease: 'covid-19',
      area: 'Yên Sở',
      counts: series,
      lastDay: '2021-08-09',
    })
    const local = await ofWard('Yên Sở')
    await enterSeries(world, {
      disease: 'mers',
      area: 'Yên Sở',
      counts: series,
      lastDay: '2021-08-09',
      detectedIn: 'imported',
    })
    const imported = (
      await doctor.api.warning.working({ areaId: await world.areaId('Yên Sở'), disease: 'mers' })
    ).reproduction
    expect(local.cases - before.cases).toBe(36)
    expect(local.mean).not.toBeNull()
    expect(imported).toMatchObject({ cases: 36, imported: 36, mean: null, reason: 'few-cases' })
  })

  it('is refused to posts without the right, and outside the area', async () => {
    const laboratory = await world.signIn('laboratory')
    await expectProblem(laboratory.api.warning.overview({}), 'right-missing')
    await expectProblem(laboratory.api.warning.briefing({}), 'right-missing')
    await expectProblem(laboratory.api.warning.working({ areaId: ward, disease: 'mers' }), 'right-missing')
    const commander = await world.signIn('district-commander')
    await expectProblem(
      commander.api.warning.acknowledge({ areaId: ward, disease: 'mers', day: '2021-08-09' }),
      'right-missing',
    )
    await expectProblem(nurse.api.warning.overview({ areaId: await world.areaId('Đại Kim') }), 'outside-area')
    await expectProblem(
      nurse.api.warning.acknowledge({
        areaId: await world.areaId('Đại Kim'),
        disease: 'mers',
        day: '2021-08-09',
      }),
      'outside-area',
    )
  })

  it('who may see numbers only sees them and opens no list; who may not know people gets it without names', async () => {
    const monitor = await world.signIn('party-monitor')
    expect(await cell(monitor, 'mers')).toBeDefined()
    await expectProblem(monitor.api.platform.figures.rows({ id: 'cases.by_report' }), 'right-missing')
    const centre = await world.signIn('city-cdc')
    const { rows, columns } = await centre.api.platform.figures.rows({ id: 'cases.by_report', limit: 5 })
    expect(columns.map((c) => c.key)).not.toContain('full_name')
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every((r) => !('full_name' in r) && !('person_id' in r))).toBe(true)
  })

  it('keeps who saw an unusual count and what it was, once; a day on which nothing stands out has none', async () => {
    const ask = { areaId: ward, disease: 'mers', day: '2021-08-09' }
    const seen = await nurse.api.warning.acknowledge(ask)
    expect(seen).toMatchObject({ observed: 1, method: 'C1', judgement: null, seenByPost: 'ward-nurse' })
    expect((await doctor.api.warning.acknowledge(ask)).id).toBe(seen.id)
    const judged = await doctor.api.warning.judge({
      id: seen.id,
      version: seen.version,
      judgement: 'explained',
      reason: 'Người về từ vùng dịch, đã cách ly từ khi nhập cảnh',
      followUp: 'Điều dưỡng phường theo dõi 14 ngày',
    })
    expect(judged).toMatchObject({ judgement: 'explained', version: 2 })
    await expectProblem(
      nurse.api.warning.judge({ id: seen.id, version: 1, judgement: 'real', reason: 'Đã xác minh' }),
      'stale-version',
    )
    expect((await cell(doctor, 'mers', ward))!.review).toMatchObject({ judgement: 'explained' })
    await expectProblem(nurse.api.warning.acknowledge({ ...ask, day: '2021-08-03' }), 'warning-none')
    await expectProblem(nurse.api.warning.acknowledge({ ...ask, disease: 'dengue' }), 'warning-none')
  })
})

describe('A register of years', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world?.close())

  it('compares the week with the same season of other years, with the numbers of the engine', async () => {
    // Weekly Salmonella Newport: a case each on the last days of its week, the last of which ends on 9/8/2021.
    const weeks = SALMONELLA.slice(0, 221)
    const days = weeks.flatMap((n) => [0, 0, 0, 0, 0, 0, n])
    await enterSeries(world, { disease: 'dengue', area: 'Đại Kim', counts: days, lastDay: '2021-08-09' })
    const doctor = await world.signIn('epidemiologist')
    const areaId = await world.areaId('Đại Kim')
    const { week, historyFrom } = await doctor.api.warning.working({ areaId, disease: 'dengue' })
    const from = addDays('2021-08-09', 1 - 7 * weeks.length)
    // The first week has no case, so the register begins at the end of the second.
    expect(historyFrom).toBe(addDays(from, 13))
    const known = weeks.slice(2)
    const [engine] = farringtonFlexible({
      counts: known,
      epochs: known.map((_, i) => new Date(`${addDays(from, 7 * (i + 2))}T00:00:00Z`)),
      range: [known.length - 1],
      b: 4,
      w: 3,
      pastWeeksNotIncluded: 26,
      noPeriods: 10,
      weightsThreshold: 2.58,
      alpha: 0.005,
      thresholdMethod: 'nbPlugin',
    })
    expect(week).toMatchObject({ observed: weeks.at(-1), years: 4, alarm: engine!.alarm, reason: null })
    expectClose(week.expected!, engine!.expected, 1e-9)
    expectClose(week.upper!, engine!.upper, 1e-9)
    expect(week.alarm).toBe(true)
  })
})
