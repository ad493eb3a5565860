import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User, type World } from '../../../../test/harness/world.ts'
import type { Batch } from './contract.ts'
import {
  checked,
  committed,
  outcomes,
  readSample,
  samples,
  tableCounts,
  undone,
  uploaded,
} from './testing.ts'

describe('The MERS line list of 2015', () => {
  let world: World
  let lan: User
  let cases: Batch
  let before: Record<string, number>

  beforeAll(async () => {
    if (!samples) return
    world = await openWorld()
    lan = await world.signIn('epidemiologist')
    before = await tableCounts(world)
  })
  afterAll(() => world?.close())

  it('gives every one of its 162 rows an outcome in the dry run and enters nothing', async (ctx) => {
    if (!samples) return ctx.skip('VX_SAMPLES is not set')
    const body = await readSample('outbreaks/mers_korea_2015_linelist.csv')
    const batch = await uploaded(world, lan, { name: 'mers_korea_2015_linelist.csv', body })
    expect(batch).toMatchObject({
      kind: 'cases',
      rowCount: 162,
      options: { source: 'mers-korea-2015', disease: 'mers' },
    })
    expect(batch.mapping).toMatchObject({
      id: 'outsideId',
      dt_onset: 'onsetDate',
      dt_report: 'reportDate',
      dt_diag: 'confirmDate',
      dt_death: 'deathDate',
    })
    cases = await checked(world, lan, batch, { options: { nationality: 'KR' } })
    console.log(outcomes(cases), cases.reasons)
    expect(outcomes(cases)).toEqual({ create: 162 })
    expect(await tableCounts(world)).toEqual(before)
  })
  it('commit', async (ctx) => {
    if (!samples) return ctx.skip('VX_SAMPLES is not set')
    cases = await committed(world, lan, cases)
    console.log(outcomes(cases), cases.reasons, cases.failure)
    console.log(await tableCounts(world))
    cases = await undone(world, lan, cases)
    console.log(outcomes(cases), cases.state, cases.failure)
    expect(await tableCounts(world)).toEqual(before)
  })
})
