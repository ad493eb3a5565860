import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { textOfZip } from '../../../../../test/safety/zipped.ts'
import { DEFAULT_LIMITS } from '../../../../platform/files/table.ts'
import type { Setting } from './contract.ts'

describe('The versions of the rule of measures', () => {
  let world: World
  let head: User

  const said = (on: string, setting?: Setting) => head.api.violations.measures({ on, setting })
  const one = async (on: string, setting: Setting, code: string) =>
    (await said(on, setting)).measures.find((m) => m.code === code)
  const confirm = (by: string | null, from: string) =>
    world.pool.query(
      `update platform.rule_version set confirmed_by = $1 where key = 'place.measures' and effective_from = $2`,
      [by, from],
    )
  const sheet = async (on: string) => {
    const file = await world.fetch(head, `/api/measures.xlsx?on=${on}&setting=public_space`)
    expect(file.status).toBe(200)
    return textOfZip(Buffer.from(await file.arrayBuffer()), DEFAULT_LIMITS)
  }

  beforeAll(async () => {
    world = await openWorld()
    head = await world.signIn('neighbourhood-head')
  })
  afterAll(() => world.close())

  it('tell an end only when it is past, and that it is not confirmed', async () => {
    // Today is 10/8/2021: the version before ended on 23/7, the one of today has not.
    expect(await one('2021-03-01', 'public_space', 'no_crowd')).toMatchObject({
      from: '2020-11-15',
      until: '2021-07-23',
      untilConfirmed: false,
    })
    expect(await one('2021-08-10', 'public_space', 'stay_home')).toMatchObject({
      until: null,
      untilConfirmed: true,
    })
    expect(await sheet('2021-03-01')).toContain('>chờ xác nhận<')
    await confirm('UBND Thành phố', '2021-04-27')
    expect(await one('2021-03-01', 'public_space', 'no_crowd')).toMatchObject({ untilConfirmed: true })
    expect(await sheet('2021-03-01')).not.toContain('>chờ xác nhận<')
    await confirm(null, '2021-04-27')
  })

  it('say who has confirmed them, or that nobody has', async () => {
    expect(await said('2021-08-10')).toMatchObject({ confirmedBy: null })
    expect(await sheet('2021-08-10')).toContain('chờ cơ quan có thẩm quyền xác nhận')
    await confirm('UBND Thành phố', '2021-07-24')
    expect(await said('2021-08-10')).toMatchObject({ confirmedBy: 'UBND Thành phố' })
    const text = await sheet('2021-08-10')
    expect(text).toContain('UBND Thành phố xác nhận')
    expect(text).not.toContain('chờ cơ quan có thẩm quyền xác nhận')
    await confirm(null, '2021-07-24')
  })

  it('are on file from the first wave that they cover to the day on which Covid-19 left group A', async () => {
    expect((await said('2023-10-19')).measures.length).toBeGreaterThan(5)
    expect(await said('2023-10-20')).toMatchObject({ legalBasis: null, confirmedBy: null, measures: [] })
    for (const [day, setting, held] of [
      ['2021-03-01', 'shop', true],
      ['2021-07-23', 'other', true],
      ['2021-03-01', 'market', false],
      ['2021-10-11', 'shop', false],
    ] as const) {
      const closed = await one(day, setting, 'entertainment_closed')
      expect(closed !== undefined, `${day} ${setting}`).toBe(held)
      if (closed) expect(closed).toMatchObject({ act: { code: 'business_open' } })
    }
    const distancing = (await said('2021-08-10')).measures
    expect(
      distancing.filter((m) => !m.basis.includes('ngày bắt đầu, ngày kết thúc tại Hà Nội chờ xác nhận')),
    ).toEqual([])
    expect((await one('2021-10-11', 'public_space', 'mask'))!.basis).not.toContain('Hà Nội')
    expect(await one('2021-08-10', 'market', 'qr')).toBeUndefined()
    expect((await one('2021-08-10', 'office', 'qr'))!.basis).toContain('318-CV/QU')
  })

  it('end on the day before the next begins, though nobody has written their end', async () => {
    await world.pool.query(`update platform.rule_version set effective_to = null
      where key = 'place.measures' and effective_from in ('2020-11-15', '2021-04-27')`)
    expect(await one('2021-08-10', 'public_space', 'mask')).toMatchObject({ from: '2020-11-15' })
    expect(await one('2021-03-01', 'public_space', 'distance_1m')).toMatchObject({ until: '2021-07-23' })
    expect(await one('2021-03-01', 'public_space', 'stay_home')).toBeUndefined()
  })
})
