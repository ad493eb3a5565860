import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { slowness } from '../../test/harness/pace.ts'
import { openWorld, type User, type World } from '../../test/harness/world.ts'

interface Told {
  id: number
  type: string
  subjectId: string
}

describe('Live updates', () => {
  let world: World
  let nurse: User
  let commander: User
  let neighbour: User
  const open: AbortController[] = []

  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    neighbour = await world.signIn('ward-nurse', 'Đại Kim')
    commander = await world.signIn('district-commander')
    await world.settle()
  })
  afterEach(() => {
    for (const c of open.splice(0)) c.abort()
  })
  afterAll(() => world?.close())

  /** Listens as a browser does; resolves when the server has answered. */
  async function listen(user: User, lastEventId?: number): Promise<Told[]> {
    const told: Told[] = []
    const controller = new AbortController()
    open.push(controller)
    const headers: Record<string, string> =
      lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }
    const response = await world.fetch(user, '/api/live', { headers, signal: controller.signal })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const started = new Promise<void>((resolve) => {
      void (async () => {
        let text = ''
        const decoder = new TextDecoder()
        try {
          for await (const chunk of response.body!) {
            text += decoder.decode(chunk as Uint8Array, { stream: true })
            const parts = text.split('\n\n')
            text = parts.pop()!
            for (const part of parts) {
              const id = part.match(/^id: (\d+)$/m)?.[1]
              const data = part.match(/^data: (.*)$/m)?.[1]
              if (id && data) told.push({ id: Number(id), ...JSON.parse(data) })
              // The server ends its greeting with how soon to come back.
              else if (part.startsWith('retry:')) resolve()
            }
          }
        } catch {
          // Hung up by the test.
        }
      })()
    })
    await started
    return told
  }

  async function report(user: User, ward: string, fullName: string): Promise<string> {
    const areaId = await world.areaId(ward)
    const { id } = await user.api.surveillance.report({
      person: { fullName, birthYear: 1970, areaId, nationality: 'VN' },
      disease: 'covid-19',
    })
    return id
  }
  const subjects = (told: Told[]) => told.map((t) => t.subjectId)
  const within = (seconds: number, check: () => void) =>
    vi.waitFor(check, { timeout: seconds * 1000, interval: 20 })

  it('tell another post of a write within two seconds', async () => {
    const told = await listen(commander)
    const pace = await slowness(world)
    const id = await report(nurse, 'Mai Động', 'Phùng Thị Nga')
    const written = performance.now()
    await within(30, () => expect(subjects(told)).toContain(id))
    expect(performance.now() - written).toBeLessThan(2000 * Math.max(pace, await slowness(world)))
    expect(told.find((t) => t.subjectId === id)).toEqual({
      id: expect.any(Number),
      type: 'case.changed',
      subjectType: 'case',
      subjectId: id,
    })
  })

  it('say nothing of what happens outside the own area', async () => {
    const told = await listen(neighbour)
    const theirs = await report(nurse, 'Mai Động', 'Châu Ngọc Ánh')
    const own = await report(neighbour, 'Đại Kim', 'Ông Văn Tài')
    // The own one came later: what was to be told of the other would have been told by then.
    await within(30, () => expect(subjects(told)).toContain(own))
    expect(subjects(told)).not.toContain(theirs)
  })

  it('after a break tell what was missed in the meantime, once and in order, and go on', async () => {
    const before = await listen(commander)
    const first = await report(nurse, 'Mai Động', 'Kiều Thị Oanh')
    await within(30, () => expect(subjects(before)).toContain(first))
    const last = before.at(-1)!.id
    for (const c of open.splice(0)) c.abort()
    const missed: string[] = []
    for (const name of ['Lâm Chí Dũng', 'Nghiêm Thị Lụa', 'Uông Bá Thành'])
      missed.push(await report(nurse, 'Mai Động', name))
    await world.settle()

    const after = await listen(commander, last)
    const next = await report(nurse, 'Mai Động', 'Vi Thị Mơ')
    await within(30, () => expect(subjects(after)).toContain(next))
    expect(subjects(after).filter((s) => [first, ...missed, next].includes(s))).toEqual([...missed, next])
    const ids = after.map((t) => t.id)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    expect(Math.min(...ids)).toBeGreaterThan(last)
  })

  it('tell once what a server reads from the table before its own feed has come so far', async () => {
    const areaId = await world.areaId('Mai Động')
    for (let n = 1; n <= 3; n += 1) {
      const { rows } = await world.pool.query<{ seq: number }>(
        'select max(seq)::int as seq from platform.event',
      )
      // Numbered by another process whose word has not come yet: the feed looks for itself each second.
      await world.pool.query(
        `insert into platform.event (seq, at, type, subject_type, subject_id, area_id, user_id)
         values (nextval('platform.event_seq'), now(), 'test.behind', 'test', 'behind-' || $1, $2, 'test')`,
        [n, areaId],
      )
      const told = await listen(commander, rows[0]!.seq)
      expect(subjects(told)).toContain(`behind-${n}`)
      await world.app.feed.drained()
      const next = await report(nurse, 'Mai Động', `Tạ Thị Sau ${n}`)
      await within(30, () => expect(subjects(told)).toContain(next))
      const ids = told.map((t) => t.id)
      expect(ids).toEqual([...new Set(ids)].sort((x, y) => x - y))
    }
  })

  it('after a long break tell all of it, however much it is', async () => {
    const { rows } = await world.pool.query<{ seq: number }>(
      'select max(seq)::int as seq from platform.event',
    )
    await world.pool.query(
      `insert into platform.event (at, type, subject_type, subject_id, area_id, user_id)
       select now(), 'test.burst', 'test', 'burst-' || n, $1, 'test' from generate_series(1, 2500) n`,
      [await world.areaId('Mai Động')],
    )
    await world.app.feed.drained()
    const told = await listen(commander, rows[0]!.seq)
    await within(30, () => expect(told.filter((t) => t.subjectId.startsWith('burst-'))).toHaveLength(2500))
  })

  it('are numbered in the order in which they became visible: a late commit is told after an early one', async () => {
    const slow = await world.pool.connect()
    const quick = await world.pool.connect()
    const areaId = await world.areaId('Mai Động')
    const event = (
      id: string,
    ) => `insert into platform.event (at, type, subject_type, subject_id, area_id, user_id)
      values (now(), 'test.order', 'test', '${id}', ${areaId}, 'test'); select pg_notify('vx_event', '')`
    await slow.query('begin')
    await slow.query(event('slow'))
    await quick.query(event('quick'))
    quick.release()
    const told = await listen(commander)
    await within(30, () => world.app.feed.drained())
    await slow.query('commit')
    slow.release()
    await within(30, () => expect(subjects(told)).toContain('slow'))
    const { rows } = await world.pool.query(
      `select subject_id from platform.event where subject_id in ('slow', 'quick') order by seq`,
    )
    expect(rows.map((r) => r.subject_id)).toEqual(['quick', 'slow'])
  })

  it('are for those who have signed in', async () => {
    const { status } = await world.fetch(undefined, '/api/live')
    expect(status).toBe(401)
  })
})
