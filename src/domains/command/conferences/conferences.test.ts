import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'

describe('The daily conference of a district', () => {
  let world: World
  let commander: User
  let clerk: User
  let chair: User
  let monitor: User
  let ward: number
  let id: string

  const HOUR = 3_600_000
  const inHours = (hours: number) => new Date(world.clock.now().getTime() + hours * HOUR).toISOString()
  const page = (by = commander) => by.api.conferences.get({ id })

  beforeAll(async () => {
    world = await openWorld()
    ;[commander, clerk, chair, monitor] = await Promise.all([
      world.signIn('district-commander'),
      world.signIn('district-clerk'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('party-monitor'),
    ])
    ward = await world.areaId('Mai Động')
  })
  afterAll(() => world.close())

  it('is one a day, however many open it at once', async () => {
    const opened = await Promise.all([1, 2, 3].map(() => clerk.api.conferences.daily({})))
    ;({ id } = opened[0]!)
    expect(new Set(opened.map((o) => o.id)).size).toBe(1)
    expect((await commander.api.conferences.daily({})).id).toBe(id)
    // A connection plans a statement anew for its first five runs only: the sixth finds it too, on each of them.
    for (let i = 0; i < 10; i++) {
      const again = await Promise.all(Array.from({ length: 16 }, () => clerk.api.conferences.daily({})))
      expect([...new Set(again.map((c) => c.id))]).toEqual([id])
    }
    const { conference, units } = await page()
    // The clerk may open it; the commander chairs it all the same.
    const head = (await commander.api.platform.me({})).name
    expect(conference.chair).toBe(head)
    expect(conference).toMatchObject({ kind: 'daily', startsAt: '2021-08-10T01:00:00.000Z', closedAt: null })
    expect(units).toHaveLength(14)
    expect(new Set(units.map((u) => u.presence))).toEqual(new Set(['unknown']))
    expect(units.find((u) => u.areaId === ward)!.holder).toBeTruthy()
    await expectProblem(monitor.api.conferences.daily({}), 'right-missing')
  })

  it('opens with figures that are the figures: of the district and of each ward, the same at their own page', async () => {
    const { numbers } = await page()
    expect(numbers.rows.length).toBeGreaterThan(5)
    for (const row of numbers.rows) {
      const asked = { id: row.figure, ...(row.windowed ? { from: numbers.since } : {}) }
      const whole = await commander.api.platform.figures.count(asked)
      expect([row.figure, row.count]).toEqual([row.figure, whole.count])
      const one = await commander.api.platform.figures.count({ ...asked, areaId: ward })
      expect([row.figure, row.byArea.find((b) => b.areaId === ward)!.count]).toEqual([row.figure, one.count])
    }
    // A ward is told of itself, not of the others.
    const own = (await page(chair)).numbers.rows
    expect(new Set(own.flatMap((r) => r.byArea.map((b) => b.areaId))).size).toBeLessThanOrEqual(1)
  })

  it('whoever was asked reads it and does not run it; who came is said by whoever runs it', async () => {
    expect((await page(chair)).may.run).toBe(false)
    expect((await page(chair)).units.map((u) => u.areaId)).toEqual([ward])
    const { units } = await page()
    const mine = units.find((u) => u.areaId === ward)!
    const said = [{ id: mine.id, presence: 'present' as const, who: 'Phó Chủ tịch Lê Thị Hoa' }]
    expect(await clerk.api.conferences.attendance({ id, units: said })).toEqual({ changed: 1 })
    expect(await clerk.api.conferences.attendance({ id, units: said })).toEqual({ changed: 0 })
    await expectProblem(chair.api.conferences.attendance({ id, units: said }), 'conference-not-yours')
    await expectProblem(monitor.api.conferences.attendance({ id, units: said }), 'right-missing')
    expect((await page(chair)).units[0]).toMatchObject({ presence: 'present', who: said[0]!.who })
  })

  it('conclusions are numbered without gap or double when two write at once, and become tasks', async () => {
    const texts = [
      'Hoàn thành khoanh vùng trong đêm',
      'Lấy mẫu vòng hai',
      'Cấp rau cho 120 hộ',
      'Trực chốt 24/24',
    ]
    await Promise.all(
      texts.map((text, i) => [commander, clerk][i % 2]!.api.conferences.conclude({ id, text })),
    )
    const { conclusions } = await page()
    expect(conclusions.map((c) => c.ordinal)).toEqual([1, 2, 3, 4])
    expect(conclusions.map((c) => c.text).sort()).toEqual([...texts].sort())
    const first = conclusions[0]!
    await clerk.api.conferences.rewrite({ id: first.id, text: 'Khoanh vùng xong trước 22 giờ' })
    await clerk.api.conferences.rewrite({ id: conclusions[3]!.id })
    const give = { id: first.id, areaIds: [ward], postKind: 'ward-chair', dueAt: inHours(6) }
    await expectProblem(
      clerk.api.conferences.assign({ ...give, dueAt: inHours(-1) }),
      'conference-due-in-past',
    )
    await expectProblem(chair.api.conferences.assign(give), 'conference-not-yours')
    await expectProblem(clerk.api.conferences.assign({ ...give, postKind: 'no-such-post' }), 'task-no-holder')
    expect(await clerk.api.conferences.assign(give)).toEqual({ assigned: 1 })
    expect(await clerk.api.conferences.assign(give)).toEqual({ assigned: 0 })
    await expectProblem(clerk.api.conferences.rewrite({ id: first.id, text: 'Khác' }), 'conclusion-has-tasks')
    const [task] = (await page()).conclusions[0]!.tasks
    expect(task).toMatchObject({
      areaId: ward,
      title: 'Khoanh vùng xong trước 22 giờ',
      subjectType: 'conclusion',
    })
    expect((await chair.api.tasks.inbox({})).mine.map((t) => t.id)).toContain(task!.id)
    // It is one of those that people give: it may be split and cancelled.
    expect((await chair.api.tasks.get({ id: task!.id })).may.split).toBe(true)
    expect(await chair.api.conferences.ofConclusion({ id: first.id })).toEqual({ conferenceId: id })
  })

  it('closed it stays as it is: figures as they were then, conclusions, who came', async () => {
    const { conference, numbers } = await page()
    await expectProblem(
      commander.api.conferences.close({ id, version: conference.version + 1 }),
      'stale-version',
    )
    await commander.api.conferences.close({ id, version: conference.version })
    const { conclusions, units } = await page()
    const closed = 'conference-closed'
    await expectProblem(commander.api.conferences.close({ id, version: 2 }), closed)
    await expectProblem(commander.api.conferences.conclude({ id, text: 'Thêm một việc' }), closed)
    await expectProblem(commander.api.conferences.rewrite({ id: conclusions[1]!.id }), closed)
    await expectProblem(
      commander.api.conferences.attendance({ id, units: [{ id: units[0]!.id, presence: 'absent' }] }),
      closed,
    )
    // What happens afterwards is in the figure and not in what was read out.
    const tasks = (await page()).numbers.rows.find((r) => r.figure === 'tasks.overdue')!
    world.clock.advance({ days: 2 })
    const later = await page()
    expect(later.numbers.rows.find((r) => r.figure === 'tasks.overdue')).toEqual(tasks)
    expect((await commander.api.platform.figures.count({ id: 'tasks.overdue' })).count).toBeGreaterThan(
      tasks.count,
    )
    expect(later.numbers.rows.map((r) => r.figure)).toEqual(numbers.rows.map((r) => r.figure))
    // What was decided may still find its unit.
    const next = { id: conclusions[1]!.id, areaIds: [ward], postKind: 'ward-chair', dueAt: inHours(6) }
    expect(await clerk.api.conferences.assign(next)).toEqual({ assigned: 1 })
  })

  it('its notice is an official document, for those who may read it', async () => {
    const notice = (by: User, format: string) => world.fetch(by, `/api/conferences/${id}/notice.${format}`)
    for (const [format, magic] of [
      ['docx', 'PK'],
      ['pdf', '%PDF'],
    ] as const) {
      const response = await notice(commander, format)
      expect(response.status).toBe(200)
      const body = Buffer.from(await response.arrayBuffer())
      expect(body.subarray(0, magic.length).toString()).toBe(magic)
    }
    expect((await notice(commander, 'exe')).status).toBe(404)
    // Of fourteen wards the asked one sees itself: its notice would say one of one came.
    expect((await notice(chair, 'pdf')).status).toBe(403)
    const elsewhere = await world.signIn('neighbourhood-head')
    expect((await notice(elsewhere, 'pdf')).status).toBe(403)
  })

  it('another meeting asks whom it names', async () => {
    const input = {
      kind: 'online' as const,
      title: 'Họp trực tuyến về Chợ đầu mối',
      startsAt: inHours(3),
      place: 'Phòng họp trực tuyến số 2',
      agenda: 'Tình hình\n\nPhương án',
      areaIds: [ward],
      postKind: 'ward-chair',
    }
    await expectProblem(chair.api.conferences.create({ ...input, areaIds: [1] }), 'outside-area')
    await expectProblem(monitor.api.conferences.create(input), 'right-missing')
    const made = await clerk.api.conferences.create(input)
    const { conference, units } = await chair.api.conferences.get(made)
    expect(conference).toMatchObject({ agenda: ['Tình hình', 'Phương án'], kind: 'online' })
    expect(units).toHaveLength(1)
    const elsewhere = await world.signIn('ward-chair', 'Đại Kim')
    await expectProblem(elsewhere.api.conferences.get(made), 'not-found')
  })
})
