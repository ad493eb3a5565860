import { rmSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeKeys } from '../../src/platform/operation/place.ts'
import { listen } from './listener.ts'
import { keys, killAll, openFolder, ownDatabase, type Running, startServer } from './server.ts'
import { expectWhole, newLedger, repeatUnanswered, type Writer, writeMany, writeOne } from './writes.ts'

describe('Two server processes on one PostgreSQL', { timeout: 600_000 }, () => {
  let database: Awaited<ReturnType<typeof ownDatabase>>
  let pool: pg.Pool
  let folders: string[]
  let one: Running
  let two: Running
  let areaId: number
  let nurse: { cookie: string; api: Awaited<ReturnType<Running['signIn']>>['api'] }

  const start = (folder: string) => startServer({ folder, env: { DATABASE_URL: database.url } })
  const there = async (id: string) => (await two.signIn(id)).api

  beforeAll(async () => {
    database = await ownDatabase()
    pool = new pg.Pool({ connectionString: database.url, max: 3 })
    pool.on('error', () => undefined)
    folders = ['one', 'two'].map((name) => openFolder(name))
    for (const folder of folders)
      writeKeys(folder, keys())
      // At once, as a service manager would: both migrate, both make their queues.
    ;[one, two] = (await Promise.all(folders.map(start))) as [Running, Running]
    const { rows } = await pool.query(`select id from vx.area where name = 'Mai Động'`)
    areaId = rows[0].id
    nurse = await one.signIn('ward-nurse.mai-dong')
  })
  afterAll(async () => {
    killAll()
    await pool?.end()
    await database?.drop()
    for (const f of folders ?? []) rmSync(f, { recursive: true, force: true })
  })

  it('a session begun at one holds at the other, and ends at both', async () => {
    const { cookie } = await one.signIn('ward-nurse.dai-kim')
    const status = async (at: Running) => (await at.fetch('/api/me', { headers: { cookie } })).status
    expect([await status(one), await status(two)]).toEqual([200, 200])
    await two.fetch('/api/auth/sign-out', {
      method: 'POST',
      headers: { cookie, origin: two.origin, 'content-type': 'application/json' },
      body: '{}',
    })
    expect([await status(one), await status(two)]).toEqual([401, 401])
  })

  it('who listens at one hears what is written at the other, and each event once and in order', async () => {
    const ears = [one, two].map((at) => listen(() => at, nurse.cookie))
    await expect.poll(() => ears.map((e) => e.opened())).toEqual([1, 1])
    const by: Writer = { cookie: nurse.cookie, areaId }
    const ledger = newLedger()
    await Promise.all([
      writeMany(one, by, { prefix: 'nghe-mot', count: 60, ledger }),
      writeMany(two, by, { prefix: 'nghe-hai', count: 60, ledger }),
    ])
    expect(ledger.answered.size).toBe(120)
    for (const ear of ears) {
      const untold = () => {
        const told = new Set(ear.heard.map((h) => h.subjectId))
        return [...ledger.answered.values()].filter((id) => !told.has(id)).length
      }
      await expect.poll(untold).toBe(0)
      const numbers = ear.heard.map((h) => h.seq)
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      await ear.stop()
    }
  })

  it('one key sent to both at once is one write with one answer', async () => {
    const by: Writer = { cookie: nurse.cookie, areaId }
    const ledgers = [newLedger(), newLedger()] as const
    const sent = Array.from({ length: 30 }, (_, i) => `mot-khoa-${i}`)
    await Promise.all(
      sent.flatMap((key) => [writeOne(one, by, key, ledgers[0]), writeOne(two, by, key, ledgers[1])]),
    )
    for (const ledger of ledgers) await repeatUnanswered(two, by, ledger)
    expect([...ledgers[0].answered].sort()).toEqual([...ledgers[1].answered].sort())
    expect(await expectWhole(pool, 'mot-khoa', ledgers[0])).toBe(0)
  })

  it('orders signed at both at once carry one series of numbers without a gap', async () => {
    const chairs = await Promise.all([one, two].map((at) => at.signIn('ward-chair.mai-dong')))
    const orders: { id: string; version: number }[] = []
    for (let i = 0; i < 24; i += 1) {
      const { id } = await nurse.api.people.create({ fullName: `Tạ Thị Số ${i}`, birthYear: 1970, areaId })
      const proposed = await nurse.api.quarantine.propose({
        personIds: [id],
        kind: 'quarantine',
        exposure: 'F1',
        placeKind: 'home',
        address: 'Số 1, ngõ giả định, Mai Động',
        reason: 'F1 của ca đã xác định',
      })
      orders.push({ id: proposed.orders[0]!.id, version: proposed.orders[0]!.version })
    }
    const signed = await Promise.all(
      orders.map(async (order, i) => {
        const { api } = chairs[i % 2]!
        const answer = await api.quarantine.sign({ orders: [order] })
        return answer.signed[0]!.decision.number
      }),
    )
    const numbers = signed.sort((a, b) => a - b)
    expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i))
  })

  it('each reaction to an event is queued and done once, whoever does it', async () => {
    const cases = []
    const laboratory = { one: (await one.signIn('laboratory')).api, two: await there('laboratory') }
    for (let i = 0; i < 10; i += 1) {
      const { id } = await nurse.api.surveillance.report({
        person: { fullName: `Mai Văn Việc ${i}`, birthYear: 1960, areaId, nationality: 'VN' },
        disease: 'covid-19',
      })
      cases.push(id)
    }
    const { now: at } = (await (await one.fetch('/api/open')).json()) as { now: string }
    await Promise.all(
      cases.map((id, i) =>
        (i % 2 ? laboratory.one : laboratory.two).surveillance.addLab({
          id,
          method: 'pcr',
          result: 'positive',
          ct: 22,
          sampledAt: at,
          resultedAt: at,
        }),
      ),
    )
    const waiting = async () => {
      const { rows } = await pool.query(
        `select (select count(*) from platform.event where seq is null)::int
           + (select count(*) from pgboss.job where state in ('created', 'retry', 'active') and name !~ '^__')::int
           + (select count(*) from platform.event where seq > (select seq from platform.consumer where name = 'jobs'))::int as n`,
      )
      return rows[0].n
    }
    await expect.poll(waiting, { timeout: 30_000 }).toBe(0)
    const { rows: steps } = await pool.query(
      `select subject_id, kind, count(*)::int as n from vx.task where subject_id = any ($1) group by 1, 2`,
      [cases],
    )
    expect(steps.length).toBeGreaterThanOrEqual(cases.length * 4)
    expect(steps.filter((s) => s.n !== 1)).toEqual([])
    const { rows: jobs } = await pool.query(
      `select name, data ->> 'seq' as seq, count(*)::int as n, max(retry_count)::int as retries, min(state::text) as state
       from pgboss.job where data ->> 'subjectId' = any ($1) group by 1, 2`,
      [cases],
    )
    expect(jobs.length).toBeGreaterThan(cases.length)
    expect(jobs.filter((j) => j.n !== 1 || j.retries !== 0 || j.state !== 'completed')).toEqual([])
  })

  it('when one is killed the other goes on alone, and takes the first back without a word', async () => {
    const by: Writer = { cookie: nurse.cookie, areaId }
    const ear = listen(() => two, nurse.cookie)
    await expect.poll(ear.opened).toBeGreaterThan(0)
    const ledger = newLedger()
    let done = 0
    await Promise.all([
      writeMany(one, by, {
        prefix: 'mot-chet-a',
        count: 200,
        ledger,
        stop: () => ledger.broken > 8,
        each() {
          done += 1
          if (done === 40) one.child.kill('SIGKILL')
        },
      }),
      writeMany(two, by, { prefix: 'mot-chet-b', count: 120, ledger }),
    ])
    expect(ledger.refused).toEqual([])
    await repeatUnanswered(two, by, ledger)
    expect(await expectWhole(pool, 'mot-chet', ledger)).toBe(0)
    const untold = () => {
      const told = new Set(ear.heard.map((h) => h.subjectId))
      return [...ledger.answered.values()].filter((id) => !told.has(id)).length
    }
    await expect.poll(untold).toBe(0)
    await ear.stop()
    one = await start(folders[0]!)
    expect((await one.fetch('/api/me', { headers: { cookie: nurse.cookie } })).status).toBe(200)
  })

  it('a server that holds another audit key is refused', async () => {
    const folder = openFolder('stranger')
    folders.push(folder)
    writeKeys(folder, { ...keys(), audit: '11'.repeat(32) })
    await expect(start(folder)).rejects.toThrow(/audit\.key/)
  })
})
