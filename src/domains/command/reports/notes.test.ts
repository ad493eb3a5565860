import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { suppress } from './public.ts'
import { confirmCases } from './testing.ts'

/** In how many ways the hidden counts may be what they are, as far as the total and the words tell; counted up to two. */
function ways(of: number[], shown: unknown[], least: number): number {
  const bounds = shown.flatMap((s, i) =>
    typeof s === 'number' ? [] : [s === 'small' ? [1, least - 1] : [least, of[i]! + 200]],
  ) as [number, number][]
  const sum = of.reduce((n, v, i) => n + (typeof shown[i] === 'number' ? 0 : v), 0)
  const count = (at: number, left: number): number => {
    const bound = bounds[at]
    if (!bound) return left === 0 ? 1 : 0
    let found = 0
    for (let v = bound[0]; v <= Math.min(bound[1], left) && found < 2; v += 1)
      found += count(at + 1, left - v)
    return Math.min(found, 2)
  }
  return count(0, sum)
}

describe('What is published of small numbers', () => {
  it('no hidden count can be worked out from the total', () => {
    const values = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(values, fc.integer({ min: 3, max: 10 }), (of, least) => {
        const shown = suppress(of, least)
        const kept = shown.filter((s) => typeof s === 'number' && s > 0).length
        // Where something is still shown, what is hidden can be shared out in more than one way.
        if (shown.includes('small') && kept > 0) expect(ways(of, shown, least)).toBeGreaterThan(1)
        for (const [i, s] of shown.entries()) {
          if (typeof s === 'number') expect([s, s === 0 || s >= least]).toEqual([of[i], true])
          else if (s === 'small') expect(of[i]).toBeLessThan(least)
        }
      }),
    )
  })
})

describe('A report on its way to the signer', () => {
  let world: World
  let nurse: User
  let chair: User
  let elsewhere: User
  let commander: User
  let epidemiologist: User
  let ward: number
  let first: string

  const narrative = { risk: 'high' as const, assessment: 'Ổ dịch tại xóm trọ đang được khoanh.' }
  const page = (id: string, by = nurse) => by.api.reports.get({ id })
  const ready = async (id: string, by = nurse) => {
    const { report } = await page(id, by)
    const { version } = await by.api.reports.update({ id, version: report.version, ...narrative })
    return { id, version }
  }

  beforeAll(async () => {
    world = await openWorld()
    ;[nurse, chair, elsewhere, commander, epidemiologist] = await Promise.all([
      world.signIn('ward-nurse', 'Mai Động'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-chair', 'Đại Kim'),
      world.signIn('district-commander'),
      world.signIn('epidemiologist'),
    ])
    ward = await world.areaId('Mai Động')
    ;({ id: first } = await nurse.api.reports.create({ areaId: ward }))
    await chair.api.reports.freeze(await ready(first))
    // The next day forty more cases stand in the record.
    world.clock.advance({ days: 1 })
    await confirmCases(
      world,
      ward,
      Array.from({ length: 40 }, (_, i) => ({
        name: `Trần Văn Thêm ${i}`,
        at: '2021-08-11T08:00:00+07:00',
        detectedIn: 'community' as const,
      })),
    )
  })
  afterAll(() => world.close())

  it('a number that changed much is explained before it is handed in; nobody types another number', async () => {
    const { id } = await nurse.api.reports.create({ areaId: ward })
    const draft = await ready(id)
    const { unexplained } = await page(id)
    expect(unexplained.length).toBeGreaterThan(0)
    const { words } = await expectProblem(nurse.api.reports.submit(draft), 'report-deviation-unexplained')
    expect(words.vi).toContain('Ca xác định')
    await expectProblem(chair.api.reports.freeze(draft), 'report-deviation-unexplained')
    const said = 'Xét nghiệm toàn bộ xóm trọ trong đêm 10/8'
    await expectProblem(nurse.api.reports.note({ ...draft, rowKey: 'nothing', said }), 'input-invalid')
    await expectProblem(elsewhere.api.reports.note({ ...draft, rowKey: unexplained[0]!, said }), 'not-found')
    for (const rowKey of unexplained) await nurse.api.reports.note({ ...draft, rowKey, said })
    expect((await page(id)).unexplained).toEqual([])
    await nurse.api.reports.submit(draft)

    // The signer gives it back with a reason; it comes again and is signed with its notes.
    const handedIn = (await page(id, chair)).report
    const back = { id, version: handedIn.version, said: 'Nêu rõ số mẫu còn chờ' }
    await expectProblem(nurse.api.reports.giveBack(back), 'right-missing')
    await expectProblem(commander.api.reports.giveBack(back), 'report-signer-level')
    await expectProblem(chair.api.reports.giveBack({ ...back, version: 1 }), 'stale-version')
    await chair.api.reports.giveBack(back)
    await expectProblem(
      chair.api.reports.giveBack({ ...back, version: back.version + 1 }),
      'report-not-submitted',
    )
    const again = await page(id)
    expect(again.report.state).toBe('draft')
    expect(again.notes.at(-1)).toMatchObject({ rowKey: null, said: back.said })
    await nurse.api.reports.submit(await ready(id))
    await chair.api.reports.freeze({ id, version: (await page(id)).report.version })
    const signed = await page(id)
    expect(signed.notes.map((n) => n.rowKey).sort()).toEqual([...unexplained].sort())
    expect(await nurse.api.reports.verify({ id })).toMatchObject({ ok: true })
    // What stands in the signed report is under its hash, whatever becomes of the table of notes.
    await world.pool.query('delete from vx.report_note where report_id = $1', [id])
    expect((await page(id)).notes).toEqual(signed.notes)
    expect(await nurse.api.reports.verify({ id })).toMatchObject({ ok: true })
  })

  it('the district counts from the records and is held against what the ward signed', async () => {
    const { id } = await epidemiologist.api.reports.create({
      areaId: (await commander.api.platform.me({})).areaId,
    })
    const before = await commander.api.reports.reconcile({ id })
    const mine = before.units.find((u) => u.areaId === ward)!
    expect(mine.report!.number).toMatch(/^\d+\//)
    expect(mine.compared).toBeGreaterThan(0)
    expect(before.units.filter((u) => u.report).map((u) => u.areaId)).toEqual([ward])
    // One more case after the ward signed: the record has it, the signed report does not.
    const signed = mine.differences.find((d) => d.key === 'confirmed')?.signed
    await confirmCases(world, ward, [
      { name: 'Lý Thị Muộn', at: world.clock.now().toISOString(), detectedIn: 'community' },
    ])
    const { report } = await page(id, epidemiologist)
    await epidemiologist.api.reports.update({
      id,
      version: report.version,
      asOf: world.clock.now().toISOString(),
    })
    const after = (await commander.api.reports.reconcile({ id })).units.find((u) => u.areaId === ward)!
    // The last 24 hours of two hours are not the same 24 hours: they are not held against each other.
    expect(after.differences.map((d) => d.window.kind)).not.toContain('24h')
    const more = after.differences.find((d) => d.counted - d.signed > 0)
    expect(more).toBeDefined()
    if (signed !== undefined) expect(more!.signed).toBe(signed)
  })

  it('the public version is a PDF of a signed report and of no draft', async () => {
    const file = (id: string, by: User) => world.fetch(by, `/api/reports/${id}/public.pdf`)
    const made = await file(first, commander)
    expect(made.status).toBe(200)
    expect(
      Buffer.from(await made.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    const { id } = await nurse.api.reports.create({ areaId: ward, kind: 'ad_hoc' })
    const draft = await file(id, nurse)
    expect([draft.status, ((await draft.json()) as { code: string }).code]).toEqual([
      409,
      'report-not-frozen',
    ])
    expect((await file(first, await world.signIn('laboratory'))).status).toBe(403)
  })
})
