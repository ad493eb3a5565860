import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { enterSeries } from './testing.ts'

describe('The morning briefing', () => {
  let world: World
  let doctor: User
  let nurse: User
  beforeAll(async () => {
    world = await openWorld()
    doctor = await world.signIn('epidemiologist')
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    await enterSeries(world, {
      disease: 'dengue',
      area: 'Mai Động',
      counts: [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 6],
      lastDay: '2021-08-09',
    })
  })
  afterAll(() => world?.close())

  it('each of its numbers is the size of the list that it opens, at any hour', async () => {
    let opened = 0
    for (const who of [doctor, nurse]) {
      for (const asOf of [
        '2021-07-25T07:00:00+07:00',
        '2021-08-02T13:20:00+07:00',
        '2021-08-09T23:59:00+07:00',
        '2021-08-10T07:00:00+07:00',
        undefined,
      ]) {
        const { sentences, asOf: hour } = await who.api.warning.briefing(asOf ? { asOf } : {})
        expect(hour.endsWith(':00:00.000Z')).toBe(true)
        expect(sentences.length).toBeLessThanOrEqual(10)
        expect(sentences.at(-1)!.weight).toBe('normal')
        for (const fact of sentences.flatMap((s) => s.facts)) {
          if (!fact.figure) continue
          const list = await who.api.platform.figures.rows({ ...fact.figure, limit: 1 })
          expect(list.count, `${fact.figure.id} as of ${fact.figure.asOf}`).toBe(fact.value)
          opened += 1
        }
      }
    }
    expect(opened).toBeGreaterThan(40)
  }, 60_000)

  it('begins with what stands out, says whether it is new, and names the smallest area', async () => {
    const at = async (asOf: string) => (await doctor.api.warning.briefing({ asOf })).sentences
    const ward = await world.areaId('Mai Động')
    const [first] = await at('2021-08-10T07:00:00+07:00')
    expect(first).toMatchObject({ key: 'unusual.day', weight: 'unusual', areaId: ward, disease: 'dengue' })
    expect(first!.facts[0]).toMatchObject({ name: 'n', value: 6 })
    const before = await at('2021-08-09T07:00:00+07:00')
    expect(before.filter((s) => s.disease === 'dengue')).toEqual([])
  })

  it('is as of the hour, and since the briefing of the day before', async () => {
    const { asOf, since, lastDay } = await doctor.api.warning.briefing({ asOf: '2021-08-10T17:42:10+07:00' })
    expect(asOf).toBe('2021-08-10T10:00:00.000Z')
    expect(since).toBe('2021-08-09T00:00:00.000Z')
    expect(lastDay).toBe('2021-08-09')
  })
})
