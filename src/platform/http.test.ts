import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import {
  expectProblem,
  openWorld,
  type User,
  type WireProblem,
  type World,
} from '../../test/harness/world.ts'
import { allProblems } from '../app.ts'
import { type Ctx, read } from './context.ts'
import { createHttp } from './http.ts'
import { getRule } from './rules.ts'
import { addStreams } from './streams.ts'

const ID = '00000000-0000-7000-8000-00000000000a'

describe('A refusal', () => {
  let world: World
  let nurse: User
  let areaId: number

  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    areaId = await world.areaId('Mai Động')
  })
  afterAll(() => world?.close())

  async function send(user: User | undefined, path: string, init: RequestInit = {}) {
    const response = await world.fetch(user, path, init)
    return { response, problem: (await response.json()) as WireProblem & { type: string } }
  }
  const json = (body: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const person = { fullName: 'Hà Minh Tuấn', birthYear: 1990, nationality: 'VN' }

  it('says in both languages what to do, with a stable code and the right status', async () => {
    const cases: [number, string, User | undefined, string, RequestInit?][] = [
      [401, 'not-signed-in', undefined, '/api/me'],
      [403, 'right-missing', nurse, `/api/cases/${ID}/classify`, json('{}')],
      [404, 'not-found', nurse, `/api/people/${ID}`],
      [404, 'not-found', nurse, '/api/no-such-thing'],
      [404, 'not-found', nurse, '/api/figures/no.such-figure'],
      [422, 'input-invalid', nurse, '/api/people', json('{}')],
      [400, 'body-unreadable', nurse, '/api/people', json('{"fullName": ')],
      [413, 'file-too-large', nurse, '/api/people', json(`{"fullName": "${'a'.repeat(1_100_000)}"}`)],
    ]
    for (const [status, code, user, path, init] of cases) {
      const { response, problem } = await send(user, path, init)
      expect(problem.status).toBe(response.status)
      expect({ path, ...problem }).toMatchObject({
        path,
        status,
        code,
        type: `urn:vung-xanh:problem:${code}`,
      })
      const kind = allProblems[code]
      const worded = {
        vi: kind.vi.replace('{right}', 'case.classify'),
        en: kind.en.replace('{right}', 'case.classify'),
      }
      expect(problem).toMatchObject({ words: worded, title: worded.vi })
    }
  })

  it('is a problem document of RFC 9457, wherever in the server it arises', async () => {
    for (const [user, path] of [
      [undefined, '/api/me'],
      [nurse, '/api/no-such-thing'],
      [nurse, `/api/registers/nothing/export.csv`],
      [undefined, '/api/live'],
    ] as const) {
      const { response } = await send(user, path)
      expect(`${path} ${response.headers.get('content-type')}`).toMatch(/ application\/problem\+json/)
    }
  })

  it('of an input names the field', async () => {
    const { problem } = await send(
      nurse,
      '/api/people',
      json(JSON.stringify({ ...person, areaId, fullName: 'X' })),
    )
    expect(problem).toMatchObject({ code: 'input-invalid' })
    expect(Object.keys(problem.details.fields as object)).toEqual(['fullName'])
  })

  it('outside the own area is told as such, and so is an area that does not exist', async () => {
    const elsewhere = await world.areaId('Đại Kim')
    await expectProblem(nurse.api.people.create({ ...person, areaId: elsewhere }), 'outside-area')
    await expectProblem(
      nurse.api.platform.figures.count({ id: 'cases.confirmed', areaId: elsewhere }),
      'outside-area',
    )
    await expectProblem(
      nurse.api.platform.figures.count({ id: 'cases.confirmed', areaId: 999_999 }),
      'not-found',
    )
  })

  it('of the database comes out as a problem: a record that is there already, one that is not there', async () => {
    const { id } = await nurse.api.people.create({ ...person, areaId })
    await expectProblem(nurse.api.people.create({ ...person, areaId, id }), 'already-exists')
    await expectProblem(nurse.api.people.create({ ...person, areaId, householdId: ID }), 'refers-to-nothing')
  })

  it('for want of a rule names the rule and the day', async () => {
    const ctx: Ctx = await world.systemCtx()
    const ask = (key: string, date: string) =>
      read(ctx, 'rule.read', (db) => getRule(db, key, date, z.unknown()))
    await expect(ask('response.checklist', '2021-08-10')).resolves.toMatchObject({
      key: 'response.checklist',
    })
    const tooEarly = { code: 'rule-missing', params: { rule: 'response.checklist', date: '1990-01-01' } }
    await expect(ask('response.checklist', '1990-01-01')).rejects.toMatchObject(tooEarly)
  })

  it('because the database went away can be tried again, and then works', async () => {
    const blocker = await world.pool.connect()
    await blocker.query('begin; lock table vx.person in access exclusive mode')
    const asked = expectProblem(nurse.api.people.search({ q: 'Nguyễn' }), 'database-unreachable')
    let answered = false
    const over = () => {
      answered = true
    }
    void asked.then(over, over)
    // Others may wait for the table too: whoever waits is sent away until the search has its answer.
    const thrownOut = async () => {
      await blocker.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return answered
    }
    await expect.poll(thrownOut).toBe(true)
    await blocker.query('rollback')
    blocker.release()
    expect((await asked).status).toBe(503)
    expect(await nurse.api.people.search({ q: 'Nguyễn' })).not.toHaveLength(0)
  })

  it('that nobody foresaw tells a code for the administrator, and nothing of the inside', async () => {
    const log = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    await world.pool.query('alter table vx.person rename to person_lost')
    const problem = await expectProblem(nurse.api.people.search({ q: 'Nguyễn' }), 'unexpected')
    await world.pool.query('alter table vx.person_lost rename to person')
    const code = problem.title.match(/\b[0-9a-f]{8}\b/)![0]
    expect(log.mock.calls.flat().join(' ')).toContain(code)
    expect(JSON.stringify(problem)).not.toMatch(/person|relation|select/)
    log.mockRestore()
  })
})

describe('The web server', () => {
  const ctx = { viewer: { rights: new Set(['file.bring']), areaIds: [] } } as unknown as Ctx
  let http: FastifyInstance
  const brought: { fileName: string; fields: Record<string, string> }[] = []

  beforeAll(async () => {
    http = await createHttp({
      router: {},
      door: async () => ({ status: 200, cookies: [] }),
      sessionOf: () => undefined,
      sessionSeen: (request) => request.headers.cookie?.match(/^session=(\w+)/)?.[1],
      origins: ['http://localhost:3000'],
      problems: allProblems,
      constraints: {},
      identify: async (request) => {
        if (request.headers.cookie === 'down')
          throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
        return ctx
      },
      visitor: () => ctx,
      isDemo: true,
      webFolder: '/nowhere',
      log: () => undefined,
    })
    const uploads = [
      {
        path: '/api/bring',
        right: 'file.bring',
        run: async (_: Ctx, f: (typeof brought)[0]) => brought.push(f),
      },
    ]
    addStreams(http, { domains: [{ name: 'x', rights: {}, uploads }], identify: async () => ctx } as never)
  })
  afterAll(() => http.close())

  const host = { host: 'localhost:3000' }
  const code = async (url: string, headers: Record<string, string>, payload?: Buffer) => {
    const answer = await http.inject({
      method: payload ? 'POST' : 'GET',
      url,
      headers,
      ...(payload ? { payload } : {}),
    })
    return answer.headers['content-type']?.toString().includes('json')
      ? (answer.json().code ?? answer.statusCode)
      : answer.statusCode
  }
  const form = (parts: string) => Buffer.from(`${parts.replaceAll('\n', '\r\n')}--x--\r\n`)
  const FORM = { ...host, 'content-type': 'multipart/form-data; boundary=x' }

  it('of a demo answers this machine only: no other host name, nothing forwarded', async () => {
    for (const good of ['localhost', 'localhost:3000', '127.0.0.1:80', '[::1]:3000']) {
      expect(await code('/api/none', { host: good })).toBe('not-found')
    }
    for (const bad of ['example.org', 'localhost.example.org', '192.168.1.7:3000', 'xlocalhost']) {
      expect(await code('/api/none', { host: bad })).toBe('host-refused')
    }
    for (const header of ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'x-real-ip']) {
      expect(await code('/api/none', { ...host, [header]: 'localhost' })).toBe('host-refused')
    }
  })

  it('says that the database does not answer', async () => {
    expect(await code('/api/none', { ...host, cookie: 'down' })).toBe('database-unreachable')
  })

  it('takes a file with the fields before it, and refuses a form without one', async () => {
    const field = '--x\nContent-Disposition: form-data; name="areaId"\n\n7\n'
    const file =
      '--x\nContent-Disposition: form-data; name="file"; filename="ca bệnh.csv"\nContent-Type: text/csv\n\na;b\n'
    expect(await code('/api/bring', FORM, form(field + file))).toBe(200)
    expect(brought).toMatchObject([{ fileName: 'ca bệnh.csv', fields: { areaId: '7' } }])
    expect(await code('/api/bring', FORM, form(field))).toBe('file-missing')
  })

  it('stops a file at 50 MB', async () => {
    const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    const payload = Buffer.concat([
      Buffer.from(head),
      Buffer.alloc(50_000_001, 'a'),
      Buffer.from('\r\n--x--\r\n'),
    ])
    expect(await code('/api/bring', FORM, payload)).toBe('file-too-large')
    expect(brought).toHaveLength(1)
  })

  it('slows down a session that asks more than 3,000 times a minute, and nobody else at its address', async () => {
    const asked: unknown[] = []
    const hers = { ...host, cookie: 'session=hers' }
    for (let i = 0; i < 3001; i++) asked.push(await code('/api/none', hers))
    expect(asked[0]).toBe('not-found')
    expect(asked.at(-1)).toBe('too-many-requests')
    expect(await code('/api/none', { ...host, cookie: 'session=his' })).toBe('not-found')
    expect(await code('/api/none', host)).toBe('not-found')
  })

  it('slows down an address that asks as often without a session, whatever cookies it makes up', async () => {
    const asked: unknown[] = []
    for (let i = 0; i < 3001; i++) asked.push(await code('/api/none', { ...host, cookie: `made-up=${i}` }))
    expect(asked.at(-1)).toBe('too-many-requests')
    expect(await code('/api/none', { ...host, cookie: 'session=his' })).toBe('not-found')
  })
})
