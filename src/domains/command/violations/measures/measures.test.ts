import { v7 as uuid7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { textOfZip } from '../../../../../test/safety/zipped.ts'
import { DEFAULT_LIMITS } from '../../../../platform/files/table.ts'
import type { Setting } from './contract.ts'

describe('The measures that hold in each kind of place', () => {
  let world: World
  let chair: User
  let commander: User
  let clerk: User
  let head: User
  let police: User
  let ward: number
  let district: number

  const input = (more: object = {}) => ({
    areaId: ward,
    title: 'Chợ chỉ bán hàng thiết yếu, mỗi hộ một người đi chợ theo phiếu',
    settings: ['market' as const],
    act: 'no_distance',
    legalBasis: 'Thông báo số 15/TB-UBND ngày 9/8/2021 của UBND phường Mai Động',
    signedBy: 'Nguyễn Văn Thịnh, Chủ tịch UBND phường',
    impact: 'Khoảng 2.100 hộ đi chợ, 180 hộ kinh doanh',
    fromDay: '2021-08-10',
    untilDay: '2021-08-23',
    ...more,
  })
  const hold = async (by: User, on: string, setting?: Setting, areaId?: number) =>
    (await by.api.violations.measures({ on, setting, areaId })).measures
  const codes = async (by: User, on: string, setting: Setting, areaId?: number) =>
    (await hold(by, on, setting, areaId)).map((m) => m.code)
  const end = (more: { id: string; version?: number; lastDay?: string }) => ({
    version: 1,
    lastDay: '2021-08-12',
    reason: 'Chợ đã lấy mẫu âm tính toàn bộ',
    ...more,
  })
  const listed = async (by: User, id: string) =>
    (await by.api.violations.areaMeasures({ ended: true })).measures.find((m) => m.id === id)

  beforeAll(async () => {
    world = await openWorld()
    ;[chair, commander, clerk, head, police] = await Promise.all([
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('district-commander'),
      world.signIn('district-clerk'),
      world.signIn('neighbourhood-head'),
      world.signIn('area-police', 'Mai Động'),
    ])
    ward = await world.areaId('Mai Động')
    const { rows } = await world.pool.query<{ id: number }>(
      'select parent_id as id from vx.area where id = $1',
      [ward],
    )
    district = rows[0]!.id
  })
  afterAll(() => world.close())

  it('are those of the day, in the settings that they name, with the fines of that day', async () => {
    expect(await codes(head, '2021-03-01', 'public_space')).toEqual(['mask', 'distance_1m', 'no_crowd'])
    expect(await codes(head, '2021-08-10', 'public_space')).toEqual([
      'mask',
      'stay_home',
      'gathering_2',
      'distance_2m',
    ])
    // Masks at events are of 27/4/2021, in public they are older and hold on without a break.
    expect(await codes(head, '2021-04-26', 'event')).toEqual(['festivals_stopped', 'disinfect'])
    const [mask] = await hold(head, '2021-08-10', 'event')
    expect(mask).toMatchObject({ code: 'mask', from: '2021-04-27', until: null, setBy: null })
    expect(mask!.act).toMatchObject({
      code: 'no_mask',
      person: { from: 1_000_000, to: 3_000_000 },
      organisation: { from: 2_000_000, to: 6_000_000 },
    })
    const inPublic = await hold(head, '2021-08-10', 'public_space')
    expect(inPublic.find((m) => m.code === 'mask')).toMatchObject({ from: '2020-11-15' })
    // The version ends on 10/10/2021 on file; before that day nobody can say that it will.
    expect(inPublic.find((m) => m.code === 'stay_home')).toMatchObject({ from: '2021-07-24', until: null })
    // Advice: nothing is fined.
    const qr = (await hold(head, '2021-08-10', 'office')).find((m) => m.code === 'qr')
    expect(qr).toMatchObject({ code: 'qr', act: null })
    // Before any rule is on file nothing is said, and that is no fault.
    const before = await head.api.violations.measures({ on: '2019-12-31' })
    expect(before).toMatchObject({ legalBasis: null, measures: [] })
    // Today when no day is named.
    expect((await head.api.violations.measures({})).on).toBe('2021-08-10')
  })

  it('are read by every post, in its own area', async () => {
    const guard = await world.signIn('checkpoint-guard')
    expect((await guard.api.violations.measures({ setting: 'market' })).measures.length).toBeGreaterThan(2)
    await expectProblem(head.api.violations.measures({ areaId: ward }), 'outside-area')
    await expectProblem(chair.api.violations.areaMeasures({ areaId: district }), 'outside-area')
  })

  it('get more in an area for a time, by whoever commands there, and what an area above sets holds below', async () => {
    await expectProblem(police.api.violations.addMeasure(input()), 'right-missing')
    await expectProblem(chair.api.violations.addMeasure(input({ areaId: district })), 'outside-area')
    const refused = await expectProblem(
      chair.api.violations.addMeasure(input({ fromDay: '2021-08-09' })),
      'measure-back-dated',
    )
    expect(refused.words.vi).toContain('hôm nay')
    for (const untilDay of ['2021-08-09', '2021-09-09']) {
      const { words } = await expectProblem(
        chair.api.violations.addMeasure(input({ untilDay })),
        'measure-until',
      )
      expect(words.vi).toContain('30 ngày')
    }
    await expectProblem(chair.api.violations.addMeasure(input({ act: 'made_up' })), 'violation-act-unknown')
    // One after the other would else be set for years: the last first day is as far ahead as one may last.
    const far = await expectProblem(
      chair.api.violations.addMeasure(input({ fromDay: '2021-09-10', untilDay: '2021-09-11' })),
      'measure-too-far',
    )
    expect(far.words.vi).toContain('30 ngày')
    await chair.api.violations.addMeasure(input({ fromDay: '2021-09-09', untilDay: '2021-09-10' }))
    for (const missing of [{ settings: [] }, { signedBy: ' ' }, { impact: undefined }])
      await expectProblem(chair.api.violations.addMeasure(input(missing) as never), 'input-invalid')

    const id = uuid7()
    await chair.api.violations.addMeasure(input({ id, untilDay: '2021-09-08' }))
    await expectProblem(chair.api.violations.addMeasure(input({ id })), 'already-exists')
    const own = await chair.api.violations.addMeasure(input())
    const above = await clerk.api.violations.addMeasure(
      input({
        areaId: district,
        title: 'Đóng cửa công viên, sân chơi',
        settings: ['public_space'],
        act: undefined,
        legalBasis: 'Công văn của UBND quận Hoàng Mai ngày 10/8/2021',
      }),
    )
    // The neighbourhood hears of its ward and of its district, each with who set it; the district not of the ward.
    const market = await hold(head, '2021-08-10', 'market')
    expect(market.find((m) => m.code === own.id)).toMatchObject({
      until: '2021-08-23',
      act: { code: 'no_distance' },
      setBy: { areaId: ward },
    })
    expect(await codes(head, '2021-08-10', 'public_space')).toContain(above.id)
    expect(await codes(commander, '2021-08-10', 'market')).not.toContain(own.id)
    expect(await codes(commander, '2021-08-10', 'market', ward)).toContain(own.id)
    const elsewhere = await world.signIn('ward-chair', 'Đại Kim')
    expect(await codes(elsewhere, '2021-08-10', 'market')).not.toContain(own.id)
    expect(await codes(elsewhere, '2021-08-10', 'public_space')).toContain(above.id)
    expect(await listed(elsewhere, own.id)).toBeUndefined()
    expect(await listed(elsewhere, above.id)).toMatchObject({ state: 'in_force', mayEnd: false })
    // By itself it holds on its last day and not on the next.
    expect(await codes(chair, '2021-08-23', 'market')).toContain(own.id)
    expect(await codes(chair, '2021-08-24', 'market')).not.toContain(own.id)
    expect(await codes(chair, '2021-08-09', 'market')).not.toContain(own.id)
  })

  it('have no rule for a first day of which none is on file', async () => {
    const far = await world.pool.connect()
    try {
      await far.query(`update platform.rule_version set effective_to = '2021-08-20'
        where key = 'place.measures' and effective_to = '2021-10-10'`)
      await expectProblem(
        chair.api.violations.addMeasure(input({ fromDay: '2021-08-21', untilDay: '2021-08-22' })),
        'measure-no-rule',
      )
    } finally {
      await far.query(`update platform.rule_version set effective_to = '2021-10-10'
        where key = 'place.measures' and effective_to = '2021-08-20'`)
      far.release()
    }
  })

  it('set by an area end once, from today on, with a reason, and are never rewritten', async () => {
    const { id } = await chair.api.violations.addMeasure(input())
    const coming = await chair.api.violations.addMeasure(input({ fromDay: '2021-08-15' }))
    const elsewhere = await world.signIn('ward-chair', 'Đại Kim')
    await expectProblem(police.api.violations.endMeasure(end({ id })), 'right-missing')
    await expectProblem(elsewhere.api.violations.endMeasure(end({ id })), 'not-found')
    await expectProblem(chair.api.violations.endMeasure(end({ id, version: 2 })), 'stale-version')
    await expectProblem(
      chair.api.violations.endMeasure(end({ id, lastDay: '2021-08-09' })),
      'measure-back-dated',
    )
    const late = await expectProblem(
      chair.api.violations.endMeasure(end({ id, lastDay: '2021-08-23' })),
      'measure-last-day',
    )
    expect(late.words.vi).toContain('23/8/2021')
    // Two people at once: one of them ends it.
    const twice = await Promise.allSettled([
      chair.api.violations.endMeasure(end({ id })),
      clerk.api.violations.endMeasure(end({ id })),
    ])
    expect(twice.filter((x) => x.status === 'fulfilled')).toHaveLength(1)
    await expectProblem(chair.api.violations.endMeasure(end({ id, version: 2 })), 'measure-ended')
    expect(await codes(chair, '2021-08-12', 'market')).toContain(id)
    expect(await codes(chair, '2021-08-13', 'market')).not.toContain(id)
    expect(await listed(chair, id)).toMatchObject({
      untilDay: '2021-08-23',
      state: 'in_force',
      ended: { lastDay: '2021-08-12', reason: 'Chợ đã lấy mẫu âm tính toàn bộ' },
      mayEnd: false,
    })
    // One that has not begun holds on no day.
    expect(await listed(chair, coming.id)).toMatchObject({ state: 'coming', mayEnd: true })
    await chair.api.violations.endMeasure(end({ id: coming.id }))
    expect(await listed(chair, coming.id)).toMatchObject({ state: 'ended' })
    expect(await codes(chair, '2021-08-16', 'market')).not.toContain(coming.id)
    const open = await chair.api.violations.areaMeasures({})
    expect(open.measures.map((m) => m.id)).not.toContain(coming.id)

    const { rows } = await world.pool.query(
      'select action, count(*)::int as n from platform.audit where subject_id = $1 group by action order by action',
      [id],
    )
    expect(rows).toEqual([
      { action: 'place-measure.add', n: 1 },
      { action: 'place-measure.end', n: 1 },
    ])
    expect(await listed(chair, id)).toMatchObject({ signedBy: input().signedBy, impact: input().impact })
    const added = await world.pool.query(
      `select v.changes from platform.audit_value v join platform.audit a on a.id = v.audit_id
       where a.subject_id = $1 and a.action = 'place-measure.add'`,
      [id],
    )
    expect(added.rows[0].changes).toMatchObject({
      signedBy: [null, input().signedBy],
      impact: [null, input().impact],
    })
    const app = await world.app.connections.appPool.connect()
    try {
      await expect(app.query(`update vx.place_measure set until_day = '2099-01-01'`)).rejects.toMatchObject({
        code: '42501',
      })
    } finally {
      app.release()
    }
  })

  it('that are over are listed up to the newest 200, and it is said that there are more', async () => {
    const elsewhere = await world.signIn('ward-chair', 'Yên Sở')
    const there = await world.areaId('Yên Sở')
    const ids = [...Array(201).keys()].map(() => uuid7())
    await world.pool.query(
      `insert into vx.place_measure (id, area_id, title, settings, legal_basis, signed_by, impact, from_day, until_day,
         created_by, created_post, created_at)
       select id, $2, 'Quy định ' || n, '{market}', 'Thông báo ' || n, 'Chủ tịch', '100 hộ', '2021-06-01', '2021-06-20',
         'Chủ tịch', 'ward-chair', timestamptz '2021-05-31T08:00:00+07:00' + n * interval '1 minute'
       from unnest($1::uuid[]) with ordinality as x(id, n)`,
      [ids, there],
    )
    const all = await elsewhere.api.violations.areaMeasures({ ended: true })
    expect(all).toMatchObject({ cut: true })
    expect(all.measures).toHaveLength(200)
    // What the district has set since is newer; the oldest is left out.
    const shown = all.measures.map((m) => m.id)
    expect(shown).not.toContain(ids[0])
    expect(shown).toContain(ids[200])
    expect(shown.indexOf(ids[200]!)).toBeLessThan(shown.indexOf(ids[199]!))
    const open = await elsewhere.api.violations.areaMeasures({})
    expect(open.cut).toBe(false)
    expect(open.measures.filter((m) => m.areaId === there)).toEqual([])
  })

  it('can be what a violation broke: named with its basis, counted by kind of place', async () => {
    const broke = (more: object = {}) => ({
      offender: 'outsider' as const,
      name: 'Đoàn Thị Lụa',
      act: 'no_mask',
      setting: 'market' as const,
      measure: 'mask',
      happenedAt: '2021-08-09T15:30:00+07:00',
      areaId: ward,
      placeText: 'Chợ Mai Động',
      evidence: 'Biên bản số 21',
      ...more,
    })
    const recorded = async (more: object = {}) =>
      (await chair.api.violations.get({ id: (await police.api.violations.record(broke(more))).id })).violation
    const of = async (setting: Setting) =>
      (
        await chair.api.platform.figures.byPart({ id: 'violations.recorded', areaId: ward, part: 'setting' })
      ).parts.find((p) => p.value === setting)?.count ?? 0
    expect(await of('market')).toBe(0)
    expect(await recorded()).toMatchObject({
      setting: 'market',
      measure: { vi: 'Đeo khẩu trang', basis: expect.stringContaining('117/2020') },
    })
    expect(await of('market')).toBe(1)
    // Of the ward's own, on a day on which it holds.
    const own = await chair.api.violations.addMeasure(input())
    const today = '2021-08-10T08:00:00+07:00'
    const own2 = { act: 'no_distance', measure: own.id, happenedAt: today }
    expect((await recorded(own2)).measure).toMatchObject({ basis: input().legalBasis })
    // It is not refused that no measure was broken, nor that nobody said where.
    expect(await recorded({ measure: undefined, act: 'gathering' })).toMatchObject({ measure: null })
    expect(await recorded({ measure: undefined, setting: undefined })).toMatchObject({ setting: null })
    // A measure that did not hold there, that day, or that the act does not break, is.
    for (const wrong of [
      { setting: 'event', happenedAt: '2021-04-26T09:00:00+07:00' },
      { setting: undefined },
      { measure: 'no_such' },
      { act: 'gathering' },
      { ...own2, happenedAt: '2021-08-09T15:30:00+07:00' },
    ])
      await expectProblem(police.api.violations.record(broke(wrong)), 'measure-not-broken')
    const rows = await chair.api.platform.registers.rows({
      id: 'violations',
      areaId: ward,
      filters: JSON.stringify({ setting: 'market' }),
    })
    expect(rows.rows).toHaveLength(3)
  })

  it('go out as a workbook', async () => {
    const file = await world.fetch(head, '/api/measures.xlsx?on=2021-08-10&setting=public_space')
    expect(file.status).toBe(200)
    const text = await textOfZip(Buffer.from(await file.arrayBuffer()), DEFAULT_LIMITS)
    for (const said of ['Nơi công cộng', 'Không tập trung quá 2 người', 'Chỉ thị 16/CT-TTg'])
      expect(text).toContain(said)
    expect(text).not.toContain('Khai báo y tế khi vào')
    const asked = async (query: string) => (await world.fetch(head, `/api/measures.xlsx?${query}`)).status
    expect(await asked(`areaId=${ward}`)).toBe(403)
    // A day that is none is said to be none, whether it looks like one or not.
    for (const on of ['never', '2021-02-30'])
      await expect((await world.fetch(head, `/api/measures.xlsx?on=${on}`)).json()).resolves.toMatchObject({
        code: 'input-invalid',
      })
    expect(await asked('on=2021-02-30')).toBe(422)
    await expectProblem(head.api.violations.measures({ on: '2021-02-30' }), 'input-invalid')
    expect(await asked('setting=moon')).toBe(404)
  })
})
