import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'

describe('What comes of a task', () => {
  let world: World
  let clerk: User
  let chair: User
  let elsewhere: User
  let head: User
  let ward: number
  let groups: { id: number; name: string }[]
  let taskId: string

  const HOUR = 3_600_000
  const inHours = (hours: number) => new Date(world.clock.now().getTime() + hours * HOUR).toISOString()
  const task = async (by: User, id = taskId) => (await by.api.tasks.get({ id })).task

  beforeAll(async () => {
    world = await openWorld()
    ;[clerk, chair, elsewhere] = await Promise.all([
      world.signIn('district-clerk'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-chair', 'Đại Kim'),
    ])
    const { rows } = await world.pool.query<{ id: number }>(`select id from vx.area where name = 'Mai Động'`)
    ward = rows[0]!.id
    groups = (
      await world.pool.query<{ id: number; name: string }>(
        `select a.id, a.name from vx.area a left join vx.post p on p.area_id = a.id and p.kind = 'neighbourhood-head'
         where a.parent_id = $1 order by p.id nulls last, a.id`,
        [ward],
      )
    ).rows
    head = await world.signIn('neighbourhood-head', groups[0]!.name)
    const { id: documentId } = await clerk.api.documents.enter({
      direction: 'incoming',
      form: 'party',
      type: 'CV',
      symbolPrinted: '77-CV/QU',
      issuer: 'Quận uỷ',
      issuerLevel: 'district',
      printedOn: '2021-08-10',
      abstract: 'Lấy mẫu các vùng phong tỏa',
      items: [{ path: 'I.1', heading: false, text: 'Lấy mẫu toàn bộ người trong vùng phong tỏa.' }],
    })
    const { items } = await clerk.api.documents.get({ id: documentId })
    await clerk.api.documents.assign({
      id: items[0]!.id,
      areaIds: [ward],
      postKind: 'ward-chair',
      dueAt: inHours(48),
    })
    const { items: given } = await clerk.api.documents.get({ id: documentId })
    taskId = given[0]!.tasks[0]!.id
  })
  afterAll(() => world.close())

  it('stands in the inbox of the post that has it, in no other ward’s, and its page knows who may do what', async () => {
    expect((await chair.api.tasks.inbox({})).mine.map((t) => t.id)).toContain(taskId)
    expect((await elsewhere.api.tasks.inbox({})).mine.map((t) => t.id)).not.toContain(taskId)
    await expectProblem(elsewhere.api.tasks.get({ id: taskId }), 'not-found')
    expect((await chair.api.tasks.get({ id: taskId })).may).toMatchObject({
      complete: true,
      work: true,
      direct: false,
    })
    expect((await clerk.api.tasks.get({ id: taskId })).may).toMatchObject({ direct: true, cancel: true })
  })

  it('is split to neighbourhoods: parts roll up, none is due after the whole, giving it again changes nothing', async () => {
    const input = {
      id: taskId,
      areaIds: [groups[0]!.id],
      postKind: 'neighbourhood-head',
      title: 'Lấy mẫu trong tổ',
      expected: 'Danh sách 100 % người đã lấy mẫu',
      dueAt: inHours(24),
    }
    await expectProblem(chair.api.tasks.split({ ...input, dueAt: inHours(72) }), 'task-part-later')
    await expectProblem(chair.api.tasks.split({ ...input, areaIds: [1] }), 'outside-area')
    await expectProblem(chair.api.tasks.split({ ...input, areaIds: [ward] }), 'outside-area')
    const both = { ...input, areaIds: groups.slice(0, 2).map((g) => g.id) }
    const vacant = await expectProblem(chair.api.tasks.split(both), 'task-no-holder')
    expect(vacant.words.vi).toContain(groups[1]!.name)
    expect(await chair.api.tasks.split({ ...input, areaIds: [groups[0]!.id, groups[0]!.id] })).toEqual({
      opened: 1,
    })
    expect(await chair.api.tasks.split(input)).toEqual({ opened: 0 })
    // The nurse of the ward goes where there is nobody nearer; the neighbourhood that has its part keeps it.
    expect(await chair.api.tasks.split({ ...both, postKind: 'ward-nurse' })).toEqual({ opened: 1 })
    const { parts } = await chair.api.tasks.get({ id: taskId })
    const mine = parts.find((p) => p.areaId === groups[0]!.id)!
    expect(mine).toMatchObject({ title: 'Lấy mẫu trong tổ', expected: 'Danh sách 100 % người đã lấy mẫu' })
    // The neighbourhood sees its part and not the ward's task.
    expect((await head.api.tasks.inbox({})).mine.map((t) => t.id)).toEqual([mine.id])
    await expectProblem(head.api.tasks.get({ id: taskId }), 'not-found')
    await head.api.tasks.complete({ id: mine.id, version: mine.version, note: 'Đã lấy mẫu 64 người' })
    expect((await task(clerk)).parts).toEqual({ n: 2, done: 1 })
    expect((await task(clerk)).doneAt).toBeNull()
  })

  it('a head of a neighbourhood works on what was given to that post and on nothing else there', async () => {
    const { rows } = await world.pool.query<{ id: string; version: number }>(
      `select id, version from vx.task where area_id = $1 and post_kind <> 'neighbourhood-head' and done_at is null limit 1`,
      [groups[0]!.id],
    )
    expect(rows).toHaveLength(1)
    const other = { ...rows[0]!, note: 'Xong rồi' }
    await expectProblem(head.api.tasks.complete(other), 'task-of-another')
  })

  it('reminders come from above and are counted; nobody reminds or puts off their own unit', async () => {
    await expectProblem(
      chair.api.tasks.direct({ id: taskId, kind: 'reminder', said: 'Tự nhắc mình' }),
      'task-from-above',
    )
    await clerk.api.tasks.direct({ id: taskId, kind: 'reminder', said: 'Báo số mẫu trước 17 giờ' })
    expect(await clerk.api.tasks.remind({ ids: [taskId, taskId], said: 'Nhắc lần hai' })).toEqual({
      reminded: 1,
    })
    expect((await task(chair)).reminders).toBe(2)
    const said = (await chair.api.tasks.get({ id: taskId })).entries.map((e) => e.said)
    expect(said).toEqual(['Báo số mẫu trước 17 giờ', 'Nhắc lần hai'])
  })

  it('an obstacle has an owner and a deadline, stands until somebody says it is cleared, and that once', async () => {
    const { entryId } = await chair.api.tasks.work({
      id: taskId,
      kind: 'obstacle',
      said: 'Thiếu que lấy mẫu',
      ownerPost: 'district-clerk',
      dueAt: inHours(6),
    })
    expect((await clerk.api.tasks.inbox({})).waiting.map((e) => e.id)).toContain(entryId)
    const list = await clerk.api.platform.figures.rows({ id: 'tasks.obstacles', limit: 50 })
    expect(list.rows.map((r) => r.id)).toEqual([entryId])
    const over = { id: taskId, kind: 'obstacle_over' as const, said: 'Đã cấp 400 que', answersId: entryId }
    const answers = await Promise.allSettled([clerk.api.tasks.work(over), chair.api.tasks.work(over)])
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(1)
    await expectProblem(clerk.api.tasks.work(over), 'task-entry-answered')
    expect((await task(chair)).obstacles).toBe(0)
    expect((await clerk.api.platform.figures.rows({ id: 'tasks.obstacles', limit: 50 })).count).toBe(0)
  })

  it('a question is answered by whoever has the task; an answer must answer something of that kind', async () => {
    const { entryId } = await clerk.api.tasks.direct({
      id: taskId,
      kind: 'question',
      said: 'Vì sao chưa xong tổ 2?',
    })
    expect((await chair.api.tasks.inbox({})).waiting.map((e) => e.id)).toContain(entryId)
    const over = { id: taskId, kind: 'obstacle_over' as const, said: 'Đã gỡ', answersId: entryId }
    await expectProblem(chair.api.tasks.work(over), 'refers-to-nothing')
    await chair.api.tasks.work({ id: taskId, kind: 'answer', said: 'Tổ 2 chờ que', answersId: entryId })
    expect((await chair.api.tasks.inbox({})).waiting.map((e) => e.id)).not.toContain(entryId)
  })

  it('more time is asked for below and given above, on the version that was seen', async () => {
    const asked = await chair.api.tasks.work({
      id: taskId,
      kind: 'extension_asked',
      said: 'Thêm một vùng mới',
      dueAt: inHours(60),
    })
    expect((await chair.api.tasks.inbox({})).waiting.map((e) => e.id)).not.toContain(asked.entryId)
    expect((await clerk.api.tasks.inbox({})).waiting.map((e) => e.id)).toContain(asked.entryId)
    const { version } = await task(clerk)
    const given = {
      id: taskId,
      kind: 'extension' as const,
      said: 'Đồng ý',
      dueAt: inHours(60),
      answersId: asked.entryId,
    }
    await expectProblem(clerk.api.tasks.direct({ ...given, version: version - 1 }), 'stale-version')
    await expectProblem(
      clerk.api.tasks.direct({ ...given, version, dueAt: inHours(-1) }),
      'task-due-too-early',
    )
    await clerk.api.tasks.direct({ ...given, version })
    expect(Date.parse((await task(chair)).dueAt)).toBe(Date.parse(given.dueAt))
    expect((await clerk.api.tasks.inbox({})).waiting).toEqual([])
  })

  it('is cancelled from above with a reason; then nobody works on it, and it is no open task any more', async () => {
    const { parts } = await chair.api.tasks.get({ id: taskId })
    const part = parts.find((p) => !p.doneAt)!
    const open = async () => (await chair.api.platform.figures.rows({ id: 'tasks.open', limit: 200 })).rows
    expect((await open()).map((r) => r.id)).toContain(part.id)
    const cancel = {
      id: part.id,
      kind: 'cancel' as const,
      said: 'Tổ 2 đã gỡ phong tỏa',
      version: part.version,
    }
    await chair.api.tasks.direct(cancel)
    expect((await open()).map((r) => r.id)).not.toContain(part.id)
    expect((await task(chair)).parts).toEqual({ n: 1, done: 1 })
    await expectProblem(
      chair.api.tasks.complete({ id: part.id, version: part.version + 1, note: 'Vẫn làm' }),
      'task-cancelled',
    )
    // Given again, it is open again.
    const again = {
      id: taskId,
      areaIds: [part.areaId],
      postKind: 'area-police',
      title: 'Lấy mẫu lại',
      dueAt: inHours(20),
    }
    expect(await chair.api.tasks.split(again)).toEqual({ opened: 1 })
    expect((await open()).map((r) => r.id)).toContain(part.id)
  })

  it('a part is not put off beyond its whole, and goes with it when that is cancelled', async () => {
    const { parts } = await chair.api.tasks.get({ id: taskId })
    const part = parts.find((p) => !p.doneAt)!
    const later = { id: part.id, kind: 'extension' as const, said: 'Thêm ngày', version: part.version }
    await expectProblem(chair.api.tasks.direct({ ...later, dueAt: inHours(90) }), 'task-part-later')
    await expectProblem(chair.api.tasks.direct({ ...later, dueAt: inHours(10) }), 'task-due-too-early')
    const { version } = await task(clerk)
    await clerk.api.tasks.direct({ id: taskId, kind: 'cancel', said: 'Đã gỡ các vùng', version })
    const after = await chair.api.tasks.get({ id: taskId })
    expect(after.task.state).toBe('cancelled')
    expect(after.parts.map((p) => p.state).sort()).toEqual(['cancelled', 'done_in_time'])
  })

  it('whoever has a task does not stand above it, wherever the record lies that it is about', async () => {
    const { rows } = await world.pool.query<{ id: string; version: number }>(
      `select t.id, t.version from vx.task t join vx.area a on a.id = t.area_id
       where t.post_kind = 'ward-chair' and a.level = 'neighbourhood' and a.parent_id = $1 limit 1`,
      [ward],
    )
    const { id, version } = rows[0]!
    await world.pool.query(
      `update vx.task set done_at = null, done_by = null, done_note = null where id = $1`,
      [id],
    )
    expect((await chair.api.tasks.get({ id })).may).toMatchObject({
      direct: false,
      complete: true,
      work: true,
    })
    const later = { id, kind: 'extension' as const, said: 'Tự gia hạn', dueAt: inHours(99), version }
    await expectProblem(chair.api.tasks.direct(later), 'task-from-above')
    await expectProblem(
      clerk.api.tasks.work({ id, kind: 'extension_asked', said: 'Xin hộ', dueAt: inHours(99) }),
      'task-of-another',
    )
  })

  it('what a fact keeps open is neither split nor cancelled', async () => {
    const { rows } = await world.pool.query<{ id: string; version: number }>(
      `select id, version from vx.task where subject_type = 'case' and done_at is null limit 1`,
    )
    const { id, version } = rows[0]!
    await expectProblem(
      clerk.api.tasks.direct({ id, kind: 'cancel', said: 'Bỏ việc này', version }),
      'task-kept-by-facts',
    )
    await expectProblem(
      clerk.api.tasks.split({
        id,
        areaIds: [ward],
        postKind: 'ward-nurse',
        title: 'Phần',
        dueAt: inHours(1),
      }),
      'task-kept-by-facts',
    )
  })

  it('the trace cannot be rewritten, and every step is in the audit', async () => {
    const { rows } = await world.pool.query<{ p: string }>(
      `select p from unnest(array['update','delete','truncate']) p where has_table_privilege('vx_app', 'vx.task_entry', p)`,
    )
    expect(rows).toEqual([])
    const { rows: audited } = await world.pool.query<{ action: string }>(
      `select distinct action from platform.audit where subject_type = 'task' and subject_id = $1 order by 1`,
      [taskId],
    )
    expect(audited.map((a) => a.action)).toEqual(
      expect.arrayContaining([
        'task.answer',
        'task.extension',
        'task.obstacle',
        'task.obstacle-over',
        'task.question',
        'task.reminder',
      ]),
    )
  })
})
