import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { completeReached } from './jobs.ts'

describe('Tasks that a figure measures, that wait for each other, on the board of their unit', () => {
  let world: World
  let clerk: User
  let chair: User
  let elsewhere: User
  let ward: number
  let other: number
  let items: { id: string }[]
  let documentId: string

  const HOUR = 3_600_000
  const inHours = (hours: number) => new Date(world.clock.now().getTime() + hours * HOUR).toISOString()
  const give = async (item: number, more: Record<string, unknown> = {}) => {
    await clerk.api.documents.assign({
      id: items[item]!.id,
      areaIds: [ward],
      postKind: 'ward-chair',
      dueAt: inHours(48),
      ...more,
    })
    const page = await clerk.api.documents.get({ id: documentId })
    return page.items[item]!.tasks.find((t) => t.areaId === ((more.areaIds as number[]) ?? [ward])[0])!.id
  }
  const page = (id: string, by = chair) => by.api.tasks.get({ id })
  const complete = async (id: string, by = chair) =>
    by.api.tasks.complete({ id, version: (await page(id, by)).task.version, note: 'Đã làm xong' })

  beforeAll(async () => {
    world = await openWorld()
    ;[clerk, chair, elsewhere] = await Promise.all([
      world.signIn('district-clerk'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-chair', 'Đại Kim'),
    ])
    ;[ward, other] = await Promise.all([world.areaId('Mai Động'), world.areaId('Đại Kim')])
    const texts = ['Báo cáo tín hiệu lạ', 'Lập chốt', 'Kiểm tra chốt', 'Phát tờ rơi', 'Lấy mẫu', 'Khử khuẩn']
    ;({ id: documentId } = await clerk.api.documents.enter({
      direction: 'incoming',
      form: 'party',
      type: 'CV',
      symbolPrinted: '81-CV/QU',
      issuer: 'Quận uỷ',
      issuerLevel: 'district',
      printedOn: '2021-08-10',
      abstract: 'Những việc cần làm ngay',
      items: texts.map((text, i) => ({ path: `I.${i + 1}`, heading: false, text })),
    }))
    items = (await clerk.api.documents.get({ id: documentId })).items
  })
  afterAll(() => world.close())

  describe('a goal', () => {
    it('shows how far its figure is, opens its list, and ends the task when it is reached', async () => {
      const goal = { figure: 'signals.reported', compare: 'at_least' as const, value: 2 }
      const id = await give(0, { goal, withPosts: ['ward-nurse'], expected: 'Hai tín hiệu' })
      const { task, measured } = await page(id)
      expect(task).toMatchObject({ goal, withPosts: ['ward-nurse'], expected: 'Hai tín hiệu' })
      const before = measured!.count
      // What was reported on the day is already there: the goal lies two beyond it.
      await world.pool.query(
        `update vx.task set goal = jsonb_set(goal, '{value}', to_jsonb($2::int)) where id = $1`,
        [id, before + 2],
      )
      expect((await page(id)).measured!.href).toContain('/figures/signals.reported?area=')
      const nurse = await world.signIn('ward-nurse', 'Mai Động')
      const report = () =>
        nurse.api.signals.report({
          areaId: ward,
          kind: 'fever_cluster',
          placeText: 'Xóm trọ ngách 35',
          description: 'Ba người cùng xóm trọ sốt, ho từ hôm qua.',
          startedOn: '2021-08-09',
          people: 3,
        })
      await report()
      await completeReached(await world.systemCtx())
      expect((await page(id)).measured).toMatchObject({ count: before + 1, reached: false })
      expect((await page(id)).task.doneAt).toBeNull()
      await report()
      expect((await page(id)).measured).toMatchObject({ count: before + 2, reached: true })
      await completeReached(await world.systemCtx())
      const done = (await page(id)).task
      expect(done.state).toBe('done_in_time')
      expect(done.doneNote).toContain(String(before + 2))
      expect(await completeReached(await world.systemCtx())).toBe(0)
      // Somebody judges that it is not done: the figure does not end it again.
      await chair.api.tasks.reopen({ id, version: done.version })
      expect(await completeReached(await world.systemCtx())).toBe(0)
      expect((await page(id)).task).toMatchObject({ doneAt: null, goal: null })
    })

    it('as a share of another figure: of nothing there is no share, and at most is reached from above', async () => {
      const goal = { figure: 'cases.deaths', per: 'cases.confirmed', compare: 'at_most' as const, value: 100 }
      const id = await give(1, { goal })
      const { measured } = await page(id)
      expect(measured!.total).toBe(
        (await chair.api.platform.figures.count({ id: 'cases.confirmed', areaId: ward, from: '2021-08-10' }))
          .count,
      )
      expect(measured!.reached).toBe(measured!.total! > 0)
      await world.pool.query(`update vx.task set goal = null where id = $1`, [id])
    })

    it('names a figure that is there', async () => {
      const assign = (goal: object) => give(2, { goal })
      const bad = [
        { figure: 'leaflets.none', compare: 'at_least', value: 1 },
        { figure: 'cases.deaths', per: 'cases.deaths', compare: 'at_least', value: 1 },
        // Reached when they are set: nothing at least, and at most so many of what begins today.
        { figure: 'signals.reported', compare: 'at_least', value: 0 },
        { figure: 'cases.deaths', compare: 'at_most', value: 5 },
      ]
      for (const goal of bad) {
        const { details } = await expectProblem(assign(goal), 'input-invalid')
        expect(details.fields).toHaveProperty('goal')
      }
    })
  })

  describe('order', () => {
    let first: string
    let second: string

    it('what waits for something cannot be reported done before it, whichever unit has that', async () => {
      first = await give(2, { areaIds: [other] })
      second = await give(3)
      expect((await clerk.api.tasks.candidates({ id: second })).map((c) => c.id)).toContain(first)
      expect(await clerk.api.tasks.order({ id: second, afterId: first, waits: true })).toEqual([
        expect.objectContaining({ id: first, done: false, areaId: other }),
      ])
      // The ward sees what it waits for and whether it is done, and nothing else of the other ward's.
      expect((await page(second)).waitsFor).toEqual([expect.objectContaining({ id: first, done: false })])
      await expectProblem(page(first), 'not-found')
      const { words } = await expectProblem(complete(second), 'task-waits')
      expect(words.vi).toContain('Kiểm tra chốt')
      await complete(first, elsewhere)
      expect((await page(second)).waitsFor).toEqual([expect.objectContaining({ id: first, done: true })])
      await complete(second)
    })

    it('closes no circle, not even when both halves come at once', async () => {
      const [a, b] = [await give(4), await give(5)]
      const outcomes = await Promise.allSettled([
        clerk.api.tasks.order({ id: a, afterId: b, waits: true }),
        clerk.api.tasks.order({ id: b, afterId: a, waits: true }),
      ])
      expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected'])
      const [from, to] = outcomes[0]!.status === 'fulfilled' ? [a, b] : [b, a]
      await expectProblem(clerk.api.tasks.order({ id: to, afterId: from, waits: true }), 'task-order-circle')
      await expectProblem(clerk.api.tasks.order({ id: to, afterId: to, waits: true }), 'task-order-circle')
      await clerk.api.tasks.order({ id: from, afterId: to, waits: false })
      expect((await page(from)).waitsFor).toEqual([])
      await clerk.api.tasks.order({ id: to, afterId: from, waits: true })
    })

    it('a record keeps its own order: what a fact opens waits for nothing', async () => {
      const { rows } = await world.pool.query<{ id: string }>(
        `select id from vx.task where subject_type = 'case' and area_id = any (
           select descendant_id from vx.area_tree where ancestor_id = $1) and done_at is null limit 1`,
        [ward],
      )
      const asked = { id: rows[0]!.id, afterId: first, waits: true }
      await expectProblem(clerk.api.tasks.order(asked), 'task-kept-by-facts')
      const nurse = await world.signIn('ward-nurse', 'Mai Động')
      await expectProblem(nurse.api.tasks.order(asked), 'right-missing')
      await expectProblem(nurse.api.tasks.candidates({ id: first }), 'right-missing')
    })
  })

  describe('the board', () => {
    const column = async (name: string, by = chair) =>
      (await by.api.tasks.board({ areaId: ward })).find((c) => c.column === name)!

    it('counts every open task once, by how it stands, and what was done in the last seven days', async () => {
      const id = await give(1)
      await chair.api.tasks.work({
        id,
        kind: 'obstacle',
        said: 'Chưa có rào chắn',
        ownerPost: 'district-clerk',
        dueAt: inHours(12),
      })
      const columns = await chair.api.tasks.board({ areaId: ward })
      expect(columns.map((c) => c.column)).toEqual(['stuck', 'overdue', 'near_due', 'in_time', 'done'])
      expect((await column('stuck')).tasks.map((t) => t.id)).toContain(id)
      const open = columns.slice(0, 4).reduce((sum, c) => sum + c.total, 0)
      expect(open).toBe((await chair.api.platform.figures.count({ id: 'tasks.open', areaId: ward })).count)
      const { rows } = await world.pool.query<{ n: number }>(
        `select count(*)::int as n from vx.task t join vx.area_tree a on a.descendant_id = t.area_id
         where a.ancestor_id = $1 and done_at >= $2`,
        [ward, new Date(world.clock.now().getTime() - 7 * 24 * HOUR)],
      )
      expect((await column('done')).total).toBe(rows[0]!.n)
      const due = (await column('in_time')).tasks.map((t) => t.dueAt)
      expect(due).toEqual([...due].sort())
    })

    it('is cut to a post when asked, and to one’s own areas always', async () => {
      const all = await clerk.api.tasks.board({ areaId: ward, postKind: 'ward-nurse' })
      const posts = all
        .flatMap((c) => c.tasks)
        .map((t) => t.postKind === 'ward-nurse' || t.withPosts.includes('ward-nurse'))
      expect(posts.length).toBeGreaterThan(0)
      expect(posts).not.toContain(false)
      await expectProblem(chair.api.tasks.board({ areaId: other }), 'outside-area')
      await expectProblem(
        chair.api.tasks.calendar({ areaId: other, from: '2021-08-01', to: '2021-08-31' }),
        'outside-area',
      )
    })

    it('the calendar adds up to the tasks due in its days', async () => {
      const days = await chair.api.tasks.calendar({ areaId: ward, from: '2021-08-01', to: '2021-08-31' })
      const { rows } = await world.pool.query<{ open: number; done: number }>(
        `select count(*) filter (where done_at is null)::int as open, count(done_at)::int as done from vx.task t
         join vx.area_tree a on a.descendant_id = t.area_id
         where a.ancestor_id = $1 and cancelled_at is null and due_at >= '2021-08-01T00:00+07' and due_at < '2021-09-01T00:00+07'`,
        [ward],
      )
      const sum = (key: 'open' | 'done') => days.reduce((n, d) => n + d[key], 0)
      expect({ open: sum('open'), done: sum('done') }).toEqual(rows[0])
      const [one] = days
      const columns = await chair.api.tasks.board({ areaId: ward, day: one!.day })
      expect(columns.reduce((n, c) => n + c.total, 0)).toBe(one!.open + one!.done)
      expect(days.map((d) => d.day)).toEqual([...new Set(days.map((d) => d.day))].sort())
    })

    it('many are given more time at once; what cannot have it is left out', async () => {
      const near = (await column('in_time')).tasks.filter((t) => t.subjectType === 'document-item')
      const ids = near.map((t) => t.id)
      expect(ids.length).toBeGreaterThan(1)
      await complete(ids[0]!)
      const input = { ids, dueAt: inHours(96), said: 'Chờ vật tư của thành phố' }
      await expectProblem(clerk.api.tasks.putOff({ ...input, dueAt: inHours(-1) }), 'task-due-too-early')
      expect(await chair.api.tasks.putOff(input)).toEqual({ changed: 0 })
      expect(await clerk.api.tasks.putOff(input)).toEqual({ changed: ids.length - 1 })
      expect((await page(ids[1]!)).entries.at(-1)).toMatchObject({ kind: 'extension', said: input.said })
      expect(await clerk.api.tasks.putOff(input)).toEqual({ changed: 0 })
      const nurse = await world.signIn('ward-nurse', 'Mai Động')
      await expectProblem(nurse.api.tasks.putOff(input), 'right-missing')
    })
  })
})
