import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isContractProcedure } from '@orpc/contract'
import Fastify, { type FastifyRequest } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { clientOf, openWorld, type User, type World } from '../../../test/harness/world.ts'
import { type App, createApp } from '../../app.ts'
import { contract } from '../../domains/contract.ts'
import { domains } from '../../domains/index.ts'
import { checkpoint } from '../audit.ts'
import { problem } from '../problems.ts'
import { checkBackup, readBackup, readSecret } from './backup.ts'
import { createLog } from './logs.ts'
import { backUpNightly, findNewestBackup } from './nightly.ts'
import { routePatterns } from './patterns.ts'
import { addOperation } from './routes.ts'

const auditKey = Buffer.from(inject('auditKey'), 'hex')
let world: World
let nurse: User

beforeAll(async () => {
  world = await openWorld()
  nurse = await world.signIn('ward-nurse', 'Mai Động')
})
afterAll(() => world?.close())

const enter = async (fullName: string) => {
  const areaId = await world.areaId('Mai Động')
  return nurse.api.people.create({
    fullName,
    birthYear: 1985,
    areaId,
    nationality: 'VN',
    phone: '0912000111',
  })
}
const scrape = async () => (await world.fetch(undefined, '/metrics')).text()
const reading = (text: string, name: string) => {
  const line = text.split('\n').find((l) => l.startsWith(`${name} `) || l.startsWith(`${name}{`))
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')))
}

describe('The metrics', () => {
  it('count requests by the pattern of their route, and name nobody', async () => {
    const { id } = await enter('Bế Thị Kín')
    await nurse.api.people.get({ id })
    await world.fetch(nurse, '/api/registers/people?search=B%E1%BA%BF+Th%E1%BB%8B+K%C3%ADn')
    await world.fetch(nurse, `/api/people/${id}/nowhere/at-all`)
    await world.fetch(nurse, `/somewhere/${id}`)
    const text = await scrape()
    expect(text).toMatch(
      /vx_request_seconds_count\{method="GET",route="\/api\/people\/\{id\}",status="200"\} 1\n/,
    )
    expect(text).toMatch(/route="\/api\/registers\/\{id\}",status="200"/)
    expect(text).toMatch(/method="GET",route="none",status="404"\} \d/)
    for (const secret of [id, 'Kín', 'K%C3%ADn', '0912000111', nurse.username])
      expect(text).not.toContain(secret)
  })

  it('know a pattern for every route of the contract', () => {
    const pattern = routePatterns(Object.assign({}, ...domains.map((d) => ({ [d.name]: d.router }))))
    const procedures = (part: unknown): { method: string; path: string }[] =>
      isContractProcedure(part)
        ? [part['~orpc'].route as { method: string; path: string }]
        : Object.values(part as object).flatMap(procedures)
    const { platform, ...ours } = contract
    expect(platform).toBeDefined()
    const all = procedures(ours)
    expect(all.length).toBeGreaterThan(50)
    const wrong = all.filter(({ method, path }) => {
      const url = `/api${path.replace(/\{\w+\}/g, '0190-x')}?q=1`
      const request = { method, url, routeOptions: { url: '/api/*' } } as unknown as FastifyRequest
      return pattern(request) !== `/api${path}`
    })
    expect(wrong).toEqual([])
  })

  it('show what waits: events, jobs, audit rows without a checkpoint, connections', async () => {
    await world.settle()
    await checkpoint(world.pool, auditKey)
    const calm = await scrape()
    expect(reading(calm, 'vx_database_up')).toBe(1)
    expect(reading(calm, 'vx_events_unnumbered')).toBe(0)
    expect(reading(calm, 'vx_events_undispatched')).toBe(0)
    expect(reading(calm, 'vx_audit_unsealed_rows')).toBe(0)
    expect(reading(calm, 'vx_audit_checkpoint_age_seconds')).toBeLessThan(30)
    expect(calm).toMatch(/vx_pool_connections\{pool="app",state="open"\} [1-9]/)
    expect(calm).toContain('process_resident_memory_bytes')
    await enter('Giàng A Chờ')
    await world.app.feed.drained()
    await world.pool.query(
      `insert into pgboss.job (name, data, start_after) values ('surveillance-open-response', '{}', now() + interval '1 hour')`,
    )
    // The sequencer may not pass while this is held.
    const holder = await world.pool.connect()
    await holder.query('begin; select pg_advisory_xact_lock(728304)')
    await holder.query(
      `insert into platform.event (at, type, subject_type, subject_id, user_id) values (now(), 'test.wait', 'test', 'x', 'test')`,
    )
    const other = new pg.Client({ connectionString: world.url })
    await other.connect()
    await other.query(
      `insert into platform.event (at, type, subject_type, subject_id, user_id) values (now(), 'test.wait', 'test', 'y', 'test')`,
    )
    await other.end()
    const busy = await scrape()
    await holder.query('rollback')
    holder.release()
    expect(reading(busy, 'vx_events_unnumbered')).toBe(1)
    expect(reading(busy, 'vx_audit_unsealed_rows')).toBeGreaterThan(0)
    expect(busy).toContain('vx_jobs{queue="surveillance-open-response",state="created"} 1')
    await world.pool.query(`delete from pgboss.job where start_after > now()`)
  })

  it('count who listens to live updates, and do not take that for a slow request', async () => {
    const controller = new AbortController()
    await world.fetch(nurse, '/api/live', { signal: controller.signal })
    expect(reading(await scrape(), 'vx_live_connections')).toBe(1)
    controller.abort()
    await expect.poll(async () => reading(await scrape(), 'vx_live_connections')).toBe(0)
    expect(await scrape()).not.toContain('route="/api/live"')
  })

  it('are for this machine, or for whoever has the token', async () => {
    const app = Fastify()
    app.setErrorHandler((e, _r, reply) => reply.status(403).send((e as { code: string }).code))
    const metrics = { scrape: async () => ({ text: 'figures', type: 'text/plain' }) }
    addOperation(app, { pool: world.pool, metrics, token: 'mã dài của Prometheus' })
    const ask = async (remoteAddress: string, headers: Record<string, string> = {}) =>
      (await app.inject({ url: '/metrics', remoteAddress, headers })).body
    const refused = problem('metrics-refused').code
    expect(await ask('127.0.0.1')).toBe('figures')
    expect(await ask('::1')).toBe('figures')
    expect(await ask('192.168.1.20')).toBe(refused)
    // A proxy on this machine: the request came from elsewhere.
    expect(await ask('127.0.0.1', { 'x-forwarded-for': '192.168.1.20' })).toBe(refused)
    expect(await ask('192.168.1.20', { authorization: 'Bearer mã dài của Prometheus' })).toBe('figures')
    expect(await ask('127.0.0.1', { authorization: 'Bearer mã khác' })).toBe(refused)
    await app.close()
  })
})

describe('The checks', () => {
  const asked = async (pool: pg.Pool) => {
    const app = Fastify()
    addOperation(app, { pool, metrics: { scrape: async () => ({ text: '', type: '' }) }, token: undefined })
    const [health, ready] = [await app.inject('/healthz'), await app.inject('/readyz')]
    await app.close()
    return { health: health.statusCode, ready: ready.statusCode, checks: ready.json().checks }
  }

  it('say that all is ready', async () => {
    const response = await world.fetch(undefined, '/readyz')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      ok: true,
      checks: { database: true, migrations: true, jobs: true },
    })
  })

  it('say that the process lives and cannot serve when the database is away', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
    expect(await asked(pool)).toEqual({
      health: 200,
      ready: 503,
      checks: { database: false, migrations: false, jobs: false },
    })
    await pool.end()
  })

  it('say which: a migration that is missing, events that nobody numbers', async () => {
    const client = await world.pool.connect()
    const pool = { query: (text: string) => client.query(text) } as unknown as pg.Pool
    await client.query('begin')
    await client.query(`delete from platform.migration where name like '0201%'`)
    expect(await asked(pool)).toMatchObject({
      ready: 503,
      checks: { database: true, migrations: false, jobs: true },
    })
    await client.query('rollback; begin')
    await client.query(
      `insert into platform.event (at, type, subject_type, subject_id, user_id)
       select now(), 'test.flood', 'test', n::text, 'test' from generate_series(1, 5001) n`,
    )
    expect(await asked(pool)).toMatchObject({ ready: 503, checks: { migrations: true, jobs: false } })
    await client.query('rollback')
    client.release()
  })
})

describe('The log', () => {
  const lines: string[] = []
  const log = createLog((line) => lines.push(line))

  it('says what went wrong and where, without the values of rows', async () => {
    const client = await world.pool.connect()
    const failures: (() => unknown)[] = [
      () => client.query(`select 'Đoàn Văn Lộ'::int`),
      () => client.query(`select vx.fold(1, 'Đoàn Văn Lộ')`),
      () => client.query(`insert into vx.area_level values ('Đoàn Văn Lộ', 1, 'a', 'b')`),
      () => JSON.parse('Đoàn Văn Lộ'),
      () => {
        throw new Error('no user with the phone 0912345678', { cause: new Error('see lo@example.vn') })
      },
      () => Promise.reject('0912345678'),
    ]
    for (const [i, fail] of failures.entries()) {
      await (async () => fail())().catch((e) => log.error(e, `try ${i}`))
    }
    client.release()
    expect(lines).toHaveLength(6)
    const text = lines.join('')
    for (const secret of ['Văn Lộ', '0912345678', 'lo@example']) expect(text).not.toContain(secret)
    const [first, , third, , fifth] = lines.map((l) => JSON.parse(l))
    expect(first).toMatchObject({
      level: 'error',
      what: 'try 0',
      error: { code: '22P02', severity: 'ERROR' },
    })
    expect(third.error).toMatchObject({ code: '23505', table: 'area_level', schema: 'vx' })
    expect(fifth.error.cause).toMatchObject({ name: 'Error' })
    expect(fifth.error.at[0]).toMatch(/operation\.test\.ts/)
    expect(Date.parse(first.time)).toBeGreaterThan(Date.now() - 60_000)
  })

  it('has a line for every request when asked to, by pattern, and always for one that failed', async () => {
    const written: string[] = []
    let quietLines = 0
    const requestsIn = (lines: string[]) =>
      lines.filter((l) => l.includes('"what":"request"')).map((l) => JSON.parse(l))
    const out = process.stdout.write
    process.stdout.write = ((text: string) => written.push(String(text)) > 0) as typeof out
    const apps: App[] = []
    try {
      for (const logRequests of [false, true]) {
        const app = await createApp({
          url: world.url,
          auditKey,
          authSecret: 'test',
          origins: ['http://localhost'],
          logRequests,
        })
        apps.push(app)
        await app.http.listen({ port: 0, host: '127.0.0.1' })
        const { port } = app.http.server.address() as { port: number }
        const api = clientOf(`http://127.0.0.1:${port}`, { cookie: nurse.cookie })
        await api.people.search({ q: 'Trưng Thị Vàng' })
        app.http.server.closeAllConnections()
        // The line is written after the answer went out; closing waits for both.
        await apps.pop()?.close()
        if (!logRequests) quietLines = written.length
      }
    } finally {
      process.stdout.write = out
      for (const app of apps) await app.close()
    }
    // What took long has its line in any case.
    expect(requestsIn(written.slice(0, quietLines)).filter((r) => r.ms <= 2000)).toEqual([])
    const requests = requestsIn(written.slice(quietLines))
    expect(requests.map((r) => [r.method, r.status])).toEqual([['GET', 200]])
    expect(requests[0].route).toMatch(/^\/api\/people/)
    expect(Object.keys(requests[0]).sort()).toEqual([
      'id',
      'level',
      'method',
      'ms',
      'route',
      'status',
      'time',
      'what',
    ])
    expect(written.join('')).not.toMatch(/Trưng|Tr%C6%B0ng/)
  })
})

describe('The nightly back-up', () => {
  it('is made once a day by one process, keeps the newest, and clears up after a crash', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vx-nightly-'))
    const keyFile = join(folder, 'key')
    const input = {
      url: world.url,
      keys: { audit: inject('auditKey'), session: 'test' },
      folder: join(folder, 'backups'),
      keyFile,
      keep: 2,
    }
    const at = (text: string) => new Date(text)
    const files = () => readdirSync(input.folder).sort()
    expect(await findNewestBackup(input.folder)).toBe(undefined)
    // Half past midnight in Hanoi still belongs to the night before.
    const first = await backUpNightly(input, at('2021-08-10T00:30:00+07:00'))
    expect(first).toBe(join(input.folder, 'vungxanh-2021-08-09.vxbackup'))
    expect(await backUpNightly(input, at('2021-08-10T00:50:00+07:00'))).toBe(undefined)
    writeFileSync(join(input.folder, 'vungxanh-2021-08-10.vxbackup.part-00000000'), 'half')
    writeFileSync(join(input.folder, 'ghi chú.txt'), 'not ours')
    const two = await Promise.all([1, 2].map(() => backUpNightly(input, at('2021-08-10T01:00:00+07:00'))))
    expect(two.filter(Boolean)).toHaveLength(1)
    expect(files()).toEqual(['ghi chú.txt', 'vungxanh-2021-08-09.vxbackup', 'vungxanh-2021-08-10.vxbackup'])
    await backUpNightly(input, at('2021-08-11T09:00:00+07:00'))
    expect(files()).toEqual(['ghi chú.txt', 'vungxanh-2021-08-10.vxbackup', 'vungxanh-2021-08-11.vxbackup'])
    const newest = join(input.folder, 'vungxanh-2021-08-11.vxbackup')
    const { end } = await checkBackup(readBackup(newest, readSecret(keyFile)))
    expect(end.tables['vx.person']!.rows).toBeGreaterThan(1200)
    expect(await findNewestBackup(input.folder)).toBe(Date.parse('2021-08-11T01:00:00+07:00'))
    rmSync(folder, { recursive: true })
  })
})
