import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { ASSESSED } from '../testing.ts'

describe('Reports asked for once', () => {
  let world: World
  let clerk: User
  let chair: User
  let nurse: User
  let mai: number
  let yen: number
  let id: string

  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.signIn('district-clerk')
    chair = await world.signIn('ward-chair', 'Mai Động')
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    mai = await world.areaId('Mai Động')
    yen = await world.areaId('Yên Sở')
    const asked = await ask(clerk, { units: [mai, yen, mai], countFrom: '2021-08-01' })
    id = asked.id
  })
  afterAll(() => world.close())

  const inHours = (n: number) => new Date(world.clock.now().getTime() + n * 3_600_000).toISOString()
  const ask = (by: User, more: { units: number[]; countFrom?: string; dueAt?: string; id?: string }) =>
    by.api.reports.ask({
      templateKey: 'situation',
      title: 'Ca bệnh tại chợ đầu mối',
      purpose: 'Phục vụ họp giao ban chiều theo Thông báo 45-TB/QU',
      dueAt: inHours(3),
      ...more,
    })
  const taskOf = async (by: User, areaId: number, requestId = id) => {
    const tasks = await by.api.tasks.bySubject({ subjectType: 'report-request', subjectId: requestId })
    return tasks.find((t) => t.areaId === areaId)!
  }
  const unitOf = async (by: User, areaId: number) =>
    (await by.api.reports.request({ id })).units.find((u) => u.areaId === areaId)!
  const signed = async (writer: User, signer: User, areaId: number, requestId = id) => {
    const report = await writer.api.reports.create({ areaId, requestId })
    const { version } = await writer.api.reports.update({ id: report.id, version: 1, ...ASSESSED })
    const { number } = await signer.api.reports.freeze({ id: report.id, version })
    await world.settle()
    return { id: report.id, number }
  }

  it('each unit gets one task for the post that signs there, due when the report is', async () => {
    const page = await clerk.api.reports.request({ id })
    expect(page.units.map((u) => [u.areaId, u.state]).sort()).toEqual(
      [
        [mai, 'waiting'],
        [yen, 'waiting'],
      ].sort(),
    )
    expect(page.request).toMatchObject({ asked: 2, signed: 0, missing: 0, areaName: 'Quận Hoàng Mai' })
    expect(page.can).toEqual({ remind: false, cancel: true })
    const task = await taskOf(clerk, mai)
    expect(task).toMatchObject({
      postKind: 'ward-chair',
      dueAt: page.request.dueAt,
      state: 'in_time',
      title: 'Lập, ký báo cáo: Ca bệnh tại chợ đầu mối',
      withPosts: ['ward-secretary', 'ward-nurse'],
    })
    expect((await nurse.api.tasks.inbox({})).mine.map((t) => t.id)).toContain(task.id)
  })

  it('a ward that was asked sees the request and itself in it; another ward sees nothing of it', async () => {
    const page = await chair.api.reports.request({ id })
    expect(page.units.map((u) => u.areaId)).toEqual([mai])
    expect(page.request).toMatchObject({ asked: 1 })
    expect(page.can).toEqual({ remind: false, cancel: false })
    expect((await nurse.api.reports.requests({ open: true })).requests.map((r) => r.id)).toEqual([id])
    const other = await world.signIn('ward-chair', 'Đại Kim')
    await expectProblem(other.api.reports.request({ id }), 'not-found')
    expect((await other.api.reports.requests({})).requests).toEqual([])
    const itsNurse = await world.signIn('ward-nurse', 'Đại Kim')
    await expectProblem(
      itsNurse.api.reports.create({ areaId: await world.areaId('Đại Kim'), requestId: id }),
      'refers-to-nothing',
    )
  })

  it('the report that is signed for it ends the task of that unit, with its number, and no other', async () => {
    const report = await nurse.api.reports.create({ areaId: mai, requestId: id })
    const page = await nurse.api.reports.get({ id: report.id })
    expect(page.report).toMatchObject({
      kind: 'ad_hoc',
      countFrom: '2021-08-01',
      request: { id, title: 'Ca bệnh tại chợ đầu mối' },
      dueAt: (await clerk.api.reports.request({ id })).request.dueAt,
    })
    expect(await unitOf(nurse, mai)).toMatchObject({ draftId: report.id, mayDraft: true, state: 'waiting' })
    const { version } = await nurse.api.reports.update({ id: report.id, version: 1, ...ASSESSED })
    const { number } = await chair.api.reports.freeze({ id: report.id, version })
    await world.settle()
    expect(await unitOf(clerk, mai)).toMatchObject({
      state: 'in_time',
      reportId: report.id,
      number,
      draftId: null,
      mayDraft: false,
    })
    const task = await taskOf(clerk, mai)
    expect(task).toMatchObject({ state: 'done_in_time', doneNote: `Báo cáo số ${number} đã ký` })
    expect(task.doneAt).toBe((await unitOf(clerk, mai)).frozenAt)
    expect(await taskOf(clerk, yen)).toMatchObject({ state: 'in_time', doneAt: null })
  })

  it('a correction of it is the newest report and changes neither when it was there nor the task', async () => {
    const first = await unitOf(clerk, mai)
    const task = await taskOf(clerk, mai)
    world.clock.advance({ hours: 1 })
    const better = await nurse.api.reports.create({ areaId: mai, replacesId: first.reportId! })
    const { version } = await nurse.api.reports.update({ id: better.id, version: 1, outlook: 'Đã rà lại.' })
    await chair.api.reports.freeze({ id: better.id, version })
    await world.settle()
    expect(await unitOf(clerk, mai)).toMatchObject({
      state: 'in_time',
      reportId: better.id,
      frozenAt: first.frozenAt,
    })
    expect(await taskOf(clerk, mai)).toEqual(task)
    expect((await nurse.api.reports.get({ id: better.id })).report.dueAt).toBeNull()
  })

  it('past the hour a unit is missing, is reminded in the trace of its task, and then is late', async () => {
    await expectProblem(
      clerk.api.reports.remindRequest({ id, said: 'Đề nghị nộp ngay' }),
      'report-request-none-late',
    )
    world.clock.advance({ hours: 2, minutes: 1 })
    expect((await clerk.api.reports.request({ id })).can.remind).toBe(true)
    expect(await unitOf(clerk, yen)).toMatchObject({ state: 'missing', reminders: 0 })
    expect((await clerk.api.reports.requests({})).requests[0]).toMatchObject({ missing: 1, signed: 1 })
    expect(await clerk.api.reports.remindRequest({ id, said: 'Đề nghị nộp ngay' })).toEqual({ reminded: 1 })
    expect(await unitOf(clerk, yen)).toMatchObject({ reminders: 1 })
    const { entries } = await clerk.api.tasks.get({ id: (await taskOf(clerk, yen)).id })
    expect(entries).toMatchObject([{ kind: 'reminder', said: 'Đề nghị nộp ngay' }])
    expect(await unitOf(clerk, mai)).toMatchObject({ reminders: 0 })

    await signed(
      await world.signIn('ward-nurse', 'Yên Sở'),
      await world.signIn('ward-secretary', 'Yên Sở'),
      yen,
    )
    expect(await unitOf(clerk, yen)).toMatchObject({ state: 'late' })
    expect(await taskOf(clerk, yen)).toMatchObject({ state: 'done_late' })
    expect((await clerk.api.reports.requests({ open: true })).requests).toEqual([])
    await expectProblem(clerk.api.reports.remindRequest({ id, said: 'Nộp ngay' }), 'report-request-none-late')
  })

  it('one that is taken back closes its open tasks with the reason; two who do it at once: the second is told', async () => {
    const commander = await world.signIn('district-commander')
    const asked = await ask(clerk, { units: [mai, yen] })
    const reason = 'Đã có số liệu từ giao ban'
    const take = (by: User, version: number) =>
      by.api.reports.cancelRequest({ id: asked.id, version, reason })
    await expectProblem(take(chair, 1), 'outside-area')
    const done = await Promise.allSettled([take(clerk, 1), take(commander, 1)])
    expect(done.map((d) => d.status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = done.find((d) => d.status === 'rejected') as PromiseRejectedResult
    expect(refused.reason.data.code).toBe('stale-version')
    await expectProblem(take(clerk, 2), 'report-request-cancelled')
    for (const area of [mai, yen]) {
      const task = await taskOf(clerk, area, asked.id)
      expect(task).toMatchObject({ state: 'cancelled' })
      expect((await clerk.api.tasks.get({ id: task.id })).entries).toMatchObject([
        { kind: 'cancel', said: reason },
      ])
    }
    const page = await chair.api.reports.request({ id: asked.id })
    expect(page.request.cancelled).toMatchObject({ reason })
    expect(page.units[0]).toMatchObject({ mayDraft: false })
    await expectProblem(
      nurse.api.reports.create({ areaId: mai, requestId: asked.id }),
      'report-request-cancelled',
    )
    await expectProblem(
      clerk.api.reports.remindRequest({ id: asked.id, said: 'Nộp ngay' }),
      'report-request-cancelled',
    )
  })

  it('a ward asks its neighbourhoods: the head gets the task, writes, signs, and is done', async () => {
    const { rows } = await world.pool.query<{ id: number; name: string }>(
      `select a.id, a.name from vx.area a join vx.post p on p.area_id = a.id and p.kind = 'neighbourhood-head'
       join vx.post_holder h on h.post_id = p.id and h.until is null where a.parent_id = $1 order by h.username`,
      [mai],
    )
    const group = rows[0]!
    const head = await world.signIn('neighbourhood-head', group.name)
    const asked = await ask(chair, { units: [group.id] })
    expect((await head.api.tasks.inbox({})).mine.map((t) => t.subjectId)).toContain(asked.id)
    await signed(head, head, group.id, asked.id)
    expect(await taskOf(head, group.id, asked.id)).toMatchObject({ state: 'done_in_time' })
    // The district above sees what its ward asked.
    expect((await clerk.api.reports.requests({})).requests.map((r) => r.id)).toContain(asked.id)
  })

  it('is made for units below that somebody signs for, with a deadline ahead, by whoever may', async () => {
    const district = await world.areaId('Hoàng Mai')
    await expectProblem(ask(nurse, { units: [mai] }), 'right-missing')
    await expectProblem(ask(chair, { units: [mai] }), 'report-unit-not-below')
    await expectProblem(ask(clerk, { units: [mai, district] }), 'report-unit-not-below')
    await expectProblem(ask(chair, { units: [yen] }), 'outside-area')
    const past = await expectProblem(
      ask(clerk, { units: [mai], dueAt: inHours(-1) }),
      'report-request-due-past',
    )
    expect(past.details.fields).toEqual({ dueAt: ['report-request-due-past'] })
    const vacant = await world.pool.query<{ id: number; name: string }>(
      `select a.id, a.name from vx.area a where a.parent_id = $1 and not exists (select from vx.post p
       join vx.post_holder h on h.post_id = p.id and h.until is null where p.area_id = a.id and p.kind = 'neighbourhood-head') limit 1`,
      [mai],
    )
    if (vacant.rows[0]) {
      const refused = await expectProblem(ask(chair, { units: [vacant.rows[0].id] }), 'task-no-holder')
      expect(refused.title).toContain(vacant.rows[0].name)
    }
    await expectProblem(ask(clerk, { units: [mai], id }), 'already-exists')
    const monitor = await world.signIn('laboratory')
    await expectProblem(monitor.api.reports.requests({}), 'right-missing')
  })
})
