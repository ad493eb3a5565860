import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { raiseLate } from '../documents/index.ts'
import { climb } from './ladder.ts'

describe('What is late goes up by itself', () => {
  let world: World
  let clerk: User
  let chair: User
  let elsewhere: User
  let ward: number
  let taskId: string
  let documentId: string

  const HOUR = 3_600_000
  const inHours = (hours: number) => new Date(world.clock.now().getTime() + hours * HOUR).toISOString()
  const run = async () => climb(await world.systemCtx())
  const trace = async (id: string, by = chair) =>
    (await by.api.tasks.get({ id })).entries.map((e) => [e.kind, e.byName, e.open])
  const waiting = async (by: User, id = taskId) =>
    (await by.api.tasks.inbox({})).waiting.filter((e) => e.taskId === id).map((e) => e.kind)
  const step = async (value: string) =>
    (await clerk.api.platform.figures.byPart({ id: 'tasks.overdue', part: 'step' })).parts.find(
      (p) => p.value === value,
    )?.count ?? 0

  beforeAll(async () => {
    world = await openWorld()
    ;[clerk, chair, elsewhere] = await Promise.all([
      world.signIn('district-clerk'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-chair', 'Đại Kim'),
    ])
    ward = await world.areaId('Mai Động')
    ;({ id: documentId } = await clerk.api.documents.enter({
      direction: 'incoming',
      form: 'party',
      type: 'CV',
      symbolPrinted: '99-CV/QU',
      issuer: 'Quận uỷ',
      issuerLevel: 'district',
      printedOn: '2021-08-10',
      abstract: 'Rà soát người về từ vùng dịch',
      items: [{ path: 'I.1', heading: false, text: 'Rà soát, lập danh sách' }],
    }))
    const { items } = await clerk.api.documents.get({ id: documentId })
    await clerk.api.documents.assign({
      id: items[0]!.id,
      areaIds: [ward],
      postKind: 'ward-chair',
      dueAt: inHours(4),
    })
    taskId = (await clerk.api.documents.get({ id: documentId })).items[0]!.tasks[0]!.id
    // What the demo has left late is none of this test's.
    await run()
  })
  afterAll(() => world.close())

  it('a task in time is left alone; once late the unit is reminded, once', async () => {
    await run()
    expect(await trace(taskId)).toEqual([])
    world.clock.advance({ hours: 5 })
    const before = await step('reminder')
    await run()
    expect(await run()).toBe(0)
    expect(await trace(taskId)).toEqual([['reminder', 'Hệ thống', false]])
    expect(await step('reminder')).toBeGreaterThan(before)
  })

  it('then it is asked why, which waits for its answer and for nobody else’s', async () => {
    world.clock.advance({ hours: 24 })
    await run()
    expect(await waiting(chair)).toEqual(['question'])
    expect(await waiting(elsewhere)).toEqual([])
    expect(await waiting(clerk)).toEqual([])
  })

  it('then those above are told, until they do something about it', async () => {
    world.clock.advance({ hours: 24 })
    await run()
    expect(await waiting(clerk)).toEqual(['escalated'])
    expect((await trace(taskId)).map(([kind]) => kind)).toEqual(['reminder', 'question', 'escalated'])
    expect(await step('escalated')).toBeGreaterThan(0)
    await clerk.api.tasks.direct({ id: taskId, kind: 'question', said: 'Chủ tịch phường báo cáo trực tiếp' })
    expect(await waiting(clerk)).toEqual([])
    expect(await run()).toBe(0)
  })

  it('more time begins the ladder anew', async () => {
    const { task } = await chair.api.tasks.get({ id: taskId })
    await clerk.api.tasks.direct({
      id: taskId,
      version: task.version,
      kind: 'extension',
      said: 'Thêm một ngày',
      dueAt: inHours(24),
    })
    await run()
    expect((await trace(taskId)).length).toBe(5)
    expect(await waiting(clerk)).toEqual([])
    world.clock.advance({ hours: 25 })
    await run()
    expect((await trace(taskId)).at(-1)).toEqual(['reminder', 'Hệ thống', false])
  })

  it('a step taken by hand is not taken again, and one that is far over its time is asked for the highest step alone', async () => {
    const { items } = await clerk.api.documents.get({ id: documentId })
    await clerk.api.documents.assign({
      id: items[0]!.id,
      areaIds: [await world.areaId('Đại Kim')],
      postKind: 'ward-chair',
      dueAt: inHours(1),
    })
    const late = (await clerk.api.documents.get({ id: documentId })).items[0]!.tasks.find(
      (t) => t.id !== taskId,
    )!
    world.clock.advance({ hours: 2 })
    await clerk.api.tasks.direct({ id: late.id, kind: 'reminder', said: 'Báo ngay danh sách' })
    await run()
    expect((await trace(late.id, elsewhere)).map(([kind]) => kind)).toEqual(['reminder'])
    world.clock.advance({ hours: 100 })
    await run()
    expect((await trace(late.id, elsewhere)).map(([kind]) => kind)).toEqual(['reminder', 'escalated'])
  })

  it('a document that is not acknowledged becomes a task of whoever got it, and is done with the acknowledgement', async () => {
    await clerk.api.documents.send({
      id: documentId,
      recipients: [{ areaId: ward, postKind: 'ward-chair', purpose: 'implement' }],
    })
    const raised = async () => {
      await raiseLate(await world.systemCtx())
      const { rows } = await world.pool.query<{ id: string; done: boolean; area_id: number }>(
        `select id, done_at is not null as done, area_id from vx.task where subject_type = 'document-receipt' and subject_id = any($1)`,
        [(await clerk.api.documents.get({ id: documentId })).receipts.map((r) => r.id)],
      )
      return rows
    }
    expect(await raised()).toEqual([])
    world.clock.advance({ hours: 30 })
    const [task] = await raised()
    expect(task).toMatchObject({ done: false, area_id: ward })
    await run()
    expect((await trace(task!.id)).map(([kind]) => kind)).toEqual(['reminder'])
    const due = async () => (await clerk.api.platform.figures.count({ id: 'tasks.due' })).count
    const before = await due()
    const page = await chair.api.tasks.get({ id: task!.id })
    expect(page.may.complete).toBe(false)
    await expectProblem(
      chair.api.tasks.complete({ id: task!.id, version: page.task.version, note: 'Đã xem' }),
      'task-kept-by-facts',
    )
    const { receipts } = await chair.api.documents.get({ id: documentId })
    const mine = receipts.find((r) => r.areaId === ward)!
    await chair.api.documents.acknowledge({ id: mine.id, version: mine.version })
    expect(await raised()).toEqual([{ id: task!.id, done: true, area_id: ward }])
    expect(await due()).toBe(before)
  })
})
