import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'

describe('How heads of units did', () => {
  let world: World
  let commander: User
  let monitor: User
  let clerk: User
  let chair: User
  let elsewhere: User
  let nurse: User
  let ward: number

  beforeAll(async () => {
    world = await openWorld()
    ;[commander, monitor, clerk, chair, elsewhere, nurse] = await Promise.all([
      world.signIn('district-commander'),
      world.signIn('party-monitor'),
      world.signIn('district-clerk'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-chair', 'Đại Kim'),
      world.signIn('ward-nurse', 'Mai Động'),
    ])
    ward = await world.areaId('Mai Động')
  })
  afterAll(() => world.close())

  it('every share is that of its figure, for each ward', async () => {
    const { from, to, units } = await commander.api.performance.scorecards({ days: 14 })
    expect(units).toHaveLength(14)
    expect(to).toBe('2021-08-09')
    const mine = units.find((u) => u.areaId === ward)!
    expect(mine.head).not.toBe('khuyết')
    expect(mine.measures.map((m) => m.id)).toEqual([
      'acknowledge',
      'tasks',
      'response',
      'reports',
      'followup',
    ])
    expect(mine.measures.filter((m) => m.n > 0).length).toBeGreaterThan(2)
    for (const m of mine.measures) {
      const asked = { id: m.figure, areaId: ward, from, to }
      expect([m.id, m.n]).toEqual([m.id, (await commander.api.platform.figures.count(asked)).count])
      const parts = await commander.api.platform.figures.byPart({ ...asked, part: m.part })
      const good = parts.parts.filter((p) => m.good.includes(p.value!)).reduce((n, p) => n + p.count, 0)
      expect([m.id, m.nGood]).toEqual([m.id, good])
    }
    // All units together did what was to be expected of them.
    for (const [i, m] of mine.measures.entries()) {
      const of = units.map((u) => u.measures[i]!)
      const good = of.reduce((n, s) => n + s.nGood, 0)
      expect(of.reduce((n, s) => n + (s.expected ?? 0) * s.n, 0)).toBeCloseTo(good, 6)
      if (m.n > 0) expect(m.all).toBeCloseTo(good / of.reduce((n, s) => n + s.n, 0), 9)
    }
  })

  it('is seen by those who judge; a head sees the own published card and nobody else’s', async () => {
    await expectProblem(chair.api.performance.scorecards({ days: 14 }), 'right-missing')
    await expectProblem(nurse.api.performance.mine({}), 'right-missing')
    await expectProblem(monitor.api.performance.publish({ days: 14 }), 'right-missing')
    expect(await chair.api.performance.mine({})).toEqual([])
    expect(await commander.api.performance.publish({ days: 14 })).toEqual({ published: 14 })
    expect(await commander.api.performance.publish({ days: 14 })).toEqual({ published: 0 })
    const [card] = await chair.api.performance.mine({})
    expect(card).toMatchObject({ areaId: ward, from: '2021-07-27', to: '2021-08-09' })
    await expectProblem(elsewhere.api.performance.card({ id: card!.id }), 'not-found')
    expect((await monitor.api.performance.card({ id: card!.id })).id).toBe(card!.id)
  })

  it('is answered by those judged: the answer goes with the card and cannot be taken back', async () => {
    const [card] = await chair.api.performance.mine({})
    const said = 'Ba ngày đầu tháng chỉ có hai người truy vết vì cả tổ đi cách ly.'
    await chair.api.performance.reply({ id: card!.id, said })
    await expectProblem(elsewhere.api.performance.reply({ id: card!.id, said }), 'not-found')
    await expectProblem(nurse.api.performance.reply({ id: card!.id, said }), 'right-missing')
    await commander.api.performance.reply({ id: card!.id, said: 'Đã tăng cường ba người từ quận.' })
    const { replies, measures } = await commander.api.performance.card({ id: card!.id })
    expect(replies.map((r) => r.said)).toEqual([said, 'Đã tăng cường ba người từ quận.'])
    const { units } = await commander.api.performance.scorecards({ days: 14 })
    expect(units.find((u) => u.areaId === ward)!.published).toEqual({ id: card!.id, replies: 2 })
    // What was published stays, whatever is entered afterwards.
    await world.pool.query(`update vx.task set done_at = due_at, done_by = 'Muộn' where done_at is null`)
    expect((await chair.api.performance.card({ id: card!.id })).measures).toEqual(measures)
    const role = await world.pool.connect()
    await role.query('set role vx_app')
    await expect(role.query('delete from vx.scorecard_reply')).rejects.toThrow(/permission denied/)
    await expect(role.query('update vx.scorecard set head = head')).rejects.toThrow(/permission denied/)
    await role.query('reset role')
    role.release()
  })

  it('a commendation is approved by somebody else and then published for all to read', async () => {
    const { id } = await chair.api.performance.propose({
      kind: 'commendation',
      areaId: ward,
      title: 'Tổ Covid cộng đồng số 7',
      body: 'Phát hiện sớm chùm ca đầu tiên trong đêm 6/8.',
    })
    await expectProblem(elsewhere.api.performance.example({ id }), 'not-found')
    const step = (by: User, after: string, to: string) =>
      by.api.performance.step({ id, after: after as 'proposed', step: to as 'approved', note: 'Xứng đáng' })
    await expectProblem(step(chair, 'proposed', 'approved'), 'right-missing')
    await expectProblem(step(clerk, 'proposed', 'published'), 'example-step-refused')
    // Two decide at once: one is told.
    const both = await Promise.allSettled([
      step(commander, 'proposed', 'approved'),
      step(clerk, 'proposed', 'declined'),
    ])
    expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expectProblem(step(clerk, 'proposed', 'approved'), 'example-moved-on')
    const second = await chair.api.performance.propose({
      kind: 'commendation',
      areaId: ward,
      title: 'Tổ lấy mẫu của phường',
      body: 'Lấy 812 mẫu trong một đêm.',
    })
    const next = (after: string, to: string) =>
      clerk.api.performance.step({
        ...second,
        after: after as 'proposed',
        step: to as 'approved',
        note: 'Đúng vậy',
      })
    await next('proposed', 'approved')
    await expectProblem(elsewhere.api.performance.example(second), 'not-found')
    await next('approved', 'published')
    expect((await elsewhere.api.performance.example(second)).state).toBe('published')
    await next('published', 'withdrawn')
    await expectProblem(elsewhere.api.performance.example(second), 'not-found')
  })

  it('nobody decides on what they proposed', async () => {
    const { id } = await clerk.api.performance.propose({
      kind: 'commendation',
      areaId: ward,
      title: 'Văn phòng quận',
      body: 'Trực suốt tuần.',
    })
    expect((await clerk.api.performance.example({ id })).may.steps).toEqual(['declined'])
    await expectProblem(
      clerk.api.performance.step({ id, after: 'proposed', step: 'approved', note: 'Tự duyệt' }),
      'example-own',
    )
    await expectProblem(
      chair.api.performance.propose({
        kind: 'lesson',
        areaId: 1,
        title: 'Nơi khác',
        body: 'Không thuộc mình',
      }),
      'outside-area',
    )
  })

  it('a practice is tried, evaluated, scaled; who took it up is a figure', async () => {
    const groups = (
      await world.pool.query<{ id: number }>('select id from vx.area where parent_id = $1 order by id', [
        ward,
      ])
    ).rows.map((r) => r.id)
    const { id } = await chair.api.performance.propose({
      kind: 'practice',
      areaId: ward,
      title: 'Tổ tự quản theo ngõ',
      body: 'Mỗi ngõ một người gác, một người đi chợ.',
    })
    const adopt = { id, areaIds: groups, since: '2021-08-09' }
    await expectProblem(chair.api.performance.adopt(adopt), 'example-not-scaling')
    await clerk.api.performance.step({
      id,
      after: 'pilot',
      step: 'evaluated',
      note: 'Ca mới giảm từ 9 còn 2',
    })
    await clerk.api.performance.step({ id, after: 'evaluated', step: 'scaling', note: 'Toàn quận từ 12/8' })
    expect(await chair.api.performance.adopt(adopt)).toEqual({ added: groups.length })
    expect(await chair.api.performance.adopt(adopt)).toEqual({ added: 0 })
    await expectProblem(elsewhere.api.performance.adopt(adopt), 'outside-area')
    await expectProblem(
      world.signIn('neighbourhood-head').then((h) => h.api.performance.adopt(adopt)),
      'right-missing',
    )
    const counted = await commander.api.platform.figures.count({ id: 'practices.units', areaId: ward })
    expect(counted.count).toBe(groups.length)
    // It is published by being scaled: the next ward reads it and takes it up itself.
    const theirs = await world.areaId('Đại Kim')
    expect((await elsewhere.api.performance.example({ id })).may.adopt).toBe(true)
    expect(await elsewhere.api.performance.adopt({ ...adopt, areaIds: [theirs] })).toEqual({ added: 1 })
  })

  it('a lesson becomes somebody’s task with a deadline before it is done', async () => {
    const { id } = await nurse.api.performance.propose({
      kind: 'lesson',
      areaId: ward,
      title: 'Mẫu cuối tuần nằm lại hai ngày',
      body: 'Không có xe chuyển mẫu chiều thứ Bảy.',
    })
    const agree = {
      id,
      after: 'noted' as const,
      step: 'agreed' as const,
      note: 'Trực xe chuyển mẫu cuối tuần',
    }
    await expectProblem(clerk.api.performance.step(agree), 'example-needs-owner')
    const give = { areaIds: [ward], postKind: 'ward-chair', dueAt: '2021-08-09T00:00:00+07:00' }
    await expectProblem(clerk.api.performance.step({ ...agree, give }), 'example-due-in-past')
    const page = await clerk.api.performance.step({
      ...agree,
      give: { ...give, dueAt: '2021-08-14T17:00:00+07:00' },
    })
    expect(page.tasks).toEqual([expect.objectContaining({ areaId: ward, title: agree.note })])
    expect((await chair.api.tasks.inbox({})).mine.map((t) => t.id)).toContain(page.tasks[0]!.id)
    await clerk.api.performance.step({ id, after: 'agreed', step: 'done', note: 'Xe đã chạy hai tuần' })
    expect((await nurse.api.performance.example({ id })).may.steps).toEqual([])
  })
})
