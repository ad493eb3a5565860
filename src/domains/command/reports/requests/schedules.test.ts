import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { raiseMissing } from '../late.ts'
import { ASSESSED, docxText } from '../testing.ts'

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const basis = {
  templateKey: 'situation',
  legalBasis: 'Công văn 318-CV/QU ngày 27/4/2021',
  weekdays: EVERY_DAY,
}

describe('Schedules of reports', () => {
  let world: World
  let clerk: User
  let chair: User
  let head: User
  let districtId: number
  let wardId: number
  let groups: { id: number; name: string }[]

  beforeAll(async () => {
    world = await openWorld()
    // 8:00 on Wednesday 11/8/2021.
    world.clock.advance({ hours: 15 })
    districtId = await world.areaId('Hoàng Mai')
    wardId = await world.areaId('Mai Động')
    clerk = await world.signIn('district-clerk')
    chair = await world.signIn('ward-chair', 'Mai Động')
    const { rows } = await world.pool.query<{ id: number; name: string }>(
      `select a.id, a.name from vx.area a join vx.post p on p.area_id = a.id and p.kind = 'neighbourhood-head'
       where a.parent_id = $1 order by a.id`,
      [wardId],
    )
    groups = rows
    const { rows: own } = await world.pool.query<{ name: string; ward: number }>(
      `select a.name, a.parent_id as ward from vx.post_holder h join vx.post p on p.id = h.post_id
       join vx.area a on a.id = p.area_id where p.kind = 'neighbourhood-head' order by h.username`,
    )
    const first = own.find((o) => o.ward === wardId)!
    head = await world.signIn('neighbourhood-head', first.name)
  })
  afterAll(() => world.close())

  const draftOf = async (user: User, areaId: number) => {
    const { id } = await user.api.reports.create({ areaId })
    const { version } = await user.api.reports.update({ id, version: 1, ...ASSESSED })
    return { id, version }
  }
  const dueOn = async (user: User, areaId: number, day: string) => {
    const { own, submissions } = await user.api.reports.submissions({ areaId, day })
    return new Map([...own, ...submissions].map((s) => [s.areaId, s.dueAt]))
  }
  const missing = (asOf: string) =>
    clerk.api.platform.figures.rows({ id: 'reports.missing', areaId: districtId, asOf, limit: 500 })

  it('without any, the rule asks wards and the district, and no neighbourhood', async () => {
    const due = await dueOn(clerk, districtId, '2021-08-11')
    expect(due.get(wardId)).toBe('2021-08-11T09:00:00.000Z')
    expect(due.get(districtId)).toBe('2021-08-11T10:30:00.000Z')
    expect((await chair.api.reports.submissions({ areaId: wardId })).submissions).toEqual([])
    expect((await head.api.reports.submissions({})).own).toEqual([])
  })

  it('one for that very unit wins over one for its level; on a day that is not named nothing is asked', async () => {
    await clerk.api.reports.addSchedule({
      ...basis,
      level: 'ward',
      dueTime: '10:00',
      weekdays: [1, 2, 3, 4, 5],
      fromDay: '2021-08-12',
    })
    await clerk.api.reports.addSchedule({ ...basis, unitId: wardId, dueTime: '09:00', fromDay: '2021-08-12' })
    const other = await world.areaId('Đại Kim')
    const thursday = await dueOn(clerk, districtId, '2021-08-12')
    expect(thursday.get(wardId)).toBe('2021-08-12T02:00:00.000Z')
    expect(thursday.get(other)).toBe('2021-08-12T03:00:00.000Z')
    const saturday = await dueOn(clerk, districtId, '2021-08-14')
    expect(saturday.get(wardId)).toBe('2021-08-14T02:00:00.000Z')
    expect(saturday.has(other)).toBe(false)
    // Before its first day everything is as it was.
    expect((await dueOn(clerk, districtId, '2021-08-11')).get(other)).toBe('2021-08-11T09:00:00.000Z')
  })

  it('the same units can be asked at another hour on other days of the week, and not twice on one', async () => {
    const weekend = { ...basis, level: 'ward' as const, dueTime: '18:00', fromDay: '2021-08-12' }
    await expectProblem(clerk.api.reports.addSchedule(weekend), 'report-schedule-overlap')
    await clerk.api.reports.addSchedule({ ...weekend, weekdays: [6, 7] })
    const other = await world.areaId('Đại Kim')
    expect((await dueOn(clerk, districtId, '2021-08-14')).get(other)).toBe('2021-08-14T11:00:00.000Z')
    expect((await dueOn(clerk, districtId, '2021-08-13')).get(other)).toBe('2021-08-13T03:00:00.000Z')
  })

  it('the nearest office wins: the ward says when its own neighbourhoods report', async () => {
    await clerk.api.reports.addSchedule({
      ...basis,
      level: 'neighbourhood',
      dueTime: '13:00',
      fromDay: '2021-08-12',
    })
    await chair.api.reports.addSchedule({
      ...basis,
      level: 'neighbourhood',
      dueTime: '14:00',
      fromDay: '2021-08-12',
    })
    const here = await dueOn(chair, wardId, '2021-08-12')
    expect(groups.length).toBeGreaterThan(0)
    for (const g of groups) expect(here.get(g.id)).toBe('2021-08-12T07:00:00.000Z')
    const yenSo = await world.signIn('ward-chair', 'Yên Sở')
    const there = await dueOn(yenSo, await world.areaId('Yên Sở'), '2021-08-12')
    const ward = await world.areaId('Yên Sở')
    expect(
      [...there].filter(([id]) => id !== ward).every(([, at]) => at === '2021-08-12T06:00:00.000Z'),
    ).toBe(true)
    // The neighbourhood knows what it owes, the other ward sees the district's schedule and not the neighbour's.
    expect((await head.api.reports.submissions({ day: '2021-08-12' })).own[0]?.dueAt).toBe(
      '2021-08-12T07:00:00.000Z',
    )
    const seen = (await yenSo.api.reports.schedules({})).schedules.map((s) => s.areaName)
    expect(seen).toContain('Quận Hoàng Mai')
    expect(seen).not.toContain('Phường Mai Động')
  })

  it('nothing that fell due is changed: no first day in the past, none today once something of today is due', async () => {
    const unit = { ...basis, unitId: await world.areaId('Đại Kim') }
    const backDated = (input: { fromDay: string; dueTime: string }) =>
      expectProblem(clerk.api.reports.addSchedule({ ...unit, ...input }), 'report-schedule-back-dated')
    await backDated({ fromDay: '2021-08-10', dueTime: '20:00' })
    await backDated({ fromDay: '2021-08-11', dueTime: '07:00' })
    // 16:30: the wards owe their report since 16:00.
    world.clock.advance({ hours: 8, minutes: 30 })
    const before = await missing(world.clock.now().toISOString())
    expect(before.rows.map((r) => r.name)).toContain('Phường Đại Kim')
    const problem = await backDated({ fromDay: '2021-08-11', dueTime: '18:00' })
    expect(problem.details.fields).toEqual({ fromDay: ['report-schedule-back-dated'] })
    expect((await missing(world.clock.now().toISOString())).count).toBe(before.count)
    await expectProblem(
      clerk.api.reports.addSchedule({
        ...unit,
        dueTime: '18:00',
        fromDay: '2021-08-13',
        untilDay: '2021-08-12',
      }),
      'input-invalid',
    )
  })

  it('is made for units below and by whoever may', async () => {
    const input = { ...basis, dueTime: '14:00', fromDay: '2021-08-12' }
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    await expectProblem(nurse.api.reports.addSchedule({ ...input, level: 'neighbourhood' }), 'right-missing')
    await expectProblem(chair.api.reports.addSchedule({ ...input, unitId: wardId }), 'report-unit-not-below')
    await expectProblem(chair.api.reports.addSchedule({ ...input, level: 'ward' }), 'report-unit-not-below')
    const other = await world.areaId('Đại Kim')
    await expectProblem(chair.api.reports.addSchedule({ ...input, unitId: other }), 'outside-area')
    await expectProblem(chair.api.reports.addSchedule(input), 'input-invalid')
    await expectProblem(
      chair.api.reports.addSchedule({ ...input, level: 'neighbourhood', templateKey: 'no-such' }),
      'input-invalid',
    )
    const { levels } = await chair.api.reports.schedules({})
    expect(levels.map((l) => l.key)).toEqual(['neighbourhood'])
    expect((await clerk.api.reports.schedules({})).levels.map((l) => l.key)).toEqual([
      'ward',
      'neighbourhood',
    ])
  })

  it('two made at once do not both stand', async () => {
    const commander = await world.signIn('district-commander')
    const input = {
      ...basis,
      unitId: await world.areaId('Yên Sở'),
      dueTime: '11:00',
      fromDay: '2021-09-01',
      untilDay: '2021-09-30',
    }
    const done = await Promise.allSettled(
      [clerk, commander].map((u) => u.api.reports.addSchedule({ ...input, dueTime: '11:00' })),
    )
    expect(done.map((d) => d.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expectProblem(clerk.api.reports.addSchedule(input), 'report-schedule-overlap')
    await clerk.api.reports.addSchedule({ ...input, fromDay: '2021-10-01', untilDay: '2021-10-31' })
  })

  it('two who end one at once: the second is told; it asks until its last day, and what is over stays on record', async () => {
    const commander = await world.signIn('district-commander')
    const { schedules } = await clerk.api.reports.schedules({})
    const one = schedules.find((s) => s.unit?.areaId === wardId)!
    expect(one).toMatchObject({ state: 'coming', mayEnd: true, dueTime: '09:00', version: 1 })
    const theirs = (await chair.api.reports.schedules({})).schedules.find((s) => s.id === one.id)!
    expect(theirs.mayEnd).toBe(false)
    await expectProblem(chair.api.reports.endSchedule({ id: one.id, version: 1 }), 'outside-area')
    await expectProblem(
      clerk.api.reports.endSchedule({ id: one.id, version: 1, lastDay: '2021-08-10' }),
      'report-schedule-back-dated',
    )
    const done = await Promise.allSettled(
      [clerk, commander].map((u) =>
        u.api.reports.endSchedule({ id: one.id, version: 1, lastDay: '2021-08-13' }),
      ),
    )
    const refused = done.find((d) => d.status === 'rejected') as PromiseRejectedResult
    expect(done.map((d) => d.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(refused.reason.data).toMatchObject({
      code: 'stale-version',
      details: { theirs: { version: 2, untilDay: '2021-08-13' } },
    })
    await expectProblem(clerk.api.reports.endSchedule({ id: one.id, version: 2 }), 'report-schedule-ended')
    expect((await dueOn(clerk, districtId, '2021-08-13')).get(wardId)).toBe('2021-08-13T02:00:00.000Z')
    // Then the one for the level has the word again.
    expect((await dueOn(clerk, districtId, '2021-08-16')).get(wardId)).toBe('2021-08-16T03:00:00.000Z')
    const { rows } = await world.pool.query(
      `select count(*)::int as n from platform.audit where action = 'report-schedule.end' and subject_id = $1`,
      [one.id],
    )
    expect(rows[0].n).toBe(1)
  })

  it('a neighbourhood that is asked owes it; its head signs it, and the ward holds it against its own count', async () => {
    // 13:30 on Thursday 12/8/2021.
    world.clock.advance({ hours: 21 })
    const { rows: mine } = await world.pool.query<{ id: number }>(
      `select p.area_id as id from vx.post_holder h join vx.post p on p.id = h.post_id where h.username = $1`,
      [head.username],
    )
    const groupId = mine[0]!.id
    const draft = await draftOf(head, groupId)
    const page = await head.api.reports.get({ id: draft.id })
    expect(page.report).toMatchObject({
      level: 'neighbourhood',
      dueAt: '2021-08-12T07:00:00.000Z',
      late: false,
    })
    expect(page.can).toMatchObject({ edit: true, sign: true })
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    await expectProblem(nurse.api.reports.freeze(draft), 'right-missing')
    await expectProblem(chair.api.reports.freeze(draft), 'report-signer-level')
    expect((await head.api.reports.freeze(draft)).number).toBe('1/BC-BCĐ')
    const docx = await world.fetch(head, `/api/reports/${draft.id}/document.docx`)
    const text = await docxText(Buffer.from(await docx.arrayBuffer()))
    for (const line of [
      'Ban Chỉ đạo phòng, chống dịch Covid-19 phường Mai Động',
      'TỔ TRƯỞNG TỔ DÂN PHỐ',
      'PHƯỜNG MAI ĐỘNG',
    ])
      expect(text).toContain(line)

    const ward = await draftOf(nurse, wardId)
    const { units } = await chair.api.reports.reconcile({ id: ward.id })
    expect(units.find((u) => u.areaId === groupId)).toMatchObject({
      state: 'in_time',
      report: { number: '1/BC-BCĐ' },
      differences: [],
    })
    expect(units.find((u) => u.areaId === groupId)!.compared).toBeGreaterThan(0)
    expect(units.find((u) => u.areaId !== groupId)).toMatchObject({ state: 'waiting', report: null })
    // 14:01: the others are late, in the list and in the figure alike.
    world.clock.advance({ minutes: 31 })
    const asOf = world.clock.now().toISOString()
    const owed = (await chair.api.reports.submissions({ areaId: wardId })).submissions
    expect(owed.filter((s) => s.state === 'missing')).toHaveLength(owed.length - 1)
    const figure = await chair.api.platform.figures.rows({
      id: 'reports.missing',
      areaId: wardId,
      asOf,
      limit: 500,
    })
    // The ward itself owes its own since 9:00.
    expect(figure.rows).toHaveLength(owed.length)
    expect(figure.rows.map((r) => r.template)).toContain('Báo cáo tình hình')
    const counted = await clerk.api.platform.figures.count({
      id: 'reports.missing',
      areaId: districtId,
      asOf,
    })
    expect((await missing(asOf)).count).toBe(counted.count)
  })

  it('a report that a schedule asks for and that is late is a task of whoever signs, until it is signed; the rule presses nobody', async () => {
    const tasks = async () => {
      await raiseMissing(await world.systemCtx())
      const { rows } = await world.pool.query<{ id: string; area_id: number; post: string; done: boolean }>(
        `select id, area_id, post_kind as post, done_at is not null as done from vx.task where subject_type = 'report-due'`,
      )
      return rows
    }
    const raised = await tasks()
    const of = (areaId: number) => raised.filter((t) => t.area_id === areaId)
    expect(of(wardId)).toMatchObject([{ post: 'ward-chair', done: false }])
    // The district's own is asked for by the rule alone.
    expect(of(districtId)).toEqual([])
    const mine = (await chair.api.tasks.inbox({})).mine.find((t) => t.id === of(wardId)[0]!.id)
    expect(mine).toMatchObject({ state: 'overdue', subjectLabel: 'Nộp Báo cáo tình hình ngày 12/08/2021' })
    await chair.api.reports.freeze(await draftOf(await world.signIn('ward-nurse', 'Mai Động'), wardId))
    const after = await tasks()
    expect(after.find((t) => t.id === mine!.id)!.done).toBe(true)
    expect(after.length).toBe(raised.length)
  })

  it('a neighbourhood that nobody asks may sign all the same, and its ward sees it; another head sees nothing', async () => {
    // 8:00 on 13/8: the ward's schedule ends today, the district's too.
    world.clock.advance({ hours: 18 })
    for (const user of [chair, clerk]) {
      const { schedules } = await user.api.reports.schedules({})
      const one = schedules.find(
        (s) => s.mayEnd && s.level?.key === 'neighbourhood' && s.areaId !== (user === clerk ? wardId : 0),
      )!
      await user.api.reports.endSchedule({ id: one.id, version: one.version })
    }
    world.clock.advance({ days: 1 })
    expect((await head.api.reports.submissions({})).own).toEqual([])
    const { rows: mine } = await world.pool.query<{ id: number }>(
      `select p.area_id as id from vx.post_holder h join vx.post p on p.id = h.post_id where h.username = $1`,
      [head.username],
    )
    const draft = await draftOf(head, mine[0]!.id)
    await head.api.reports.freeze(draft)
    const ward = await draftOf(await world.signIn('ward-nurse', 'Mai Động'), wardId)
    const { units } = await chair.api.reports.reconcile({ id: ward.id })
    expect(units).toMatchObject([{ areaId: mine[0]!.id, report: { number: '2/BC-BCĐ' } }])
    const elsewhere = await world.signIn('ward-chair', 'Yên Sở')
    await expectProblem(elsewhere.api.reports.get({ id: draft.id }), 'not-found')
    await expectProblem(head.api.reports.create({ areaId: wardId }), 'outside-area')
  })
})
