import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, type Installation, openInstallation } from '../../test/harness/installation.ts'

const ORIGIN = 'https://chongdich.hoangmai.example'

let world: Installation
beforeAll(async () => {
  world = await openInstallation({
    origins: [ORIGIN, 'http://localhost'],
    trustProxy: '127.0.0.1',
    knocksPerMinute: undefined,
  })
})
afterAll(() => world?.close())

interface Got {
  status: number
  headers: Record<string, string | string[] | undefined>
  code: string | undefined
  text: string
}

/** A request as it goes over the wire: fetch would neither let a test say where it comes from nor to whom. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(world.origin)
    // A connection of its own: the server hangs up on what it did not want to read.
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const sent = { ...headers, ...length }
    const options = { host: '127.0.0.1', port, method, path, headers: sent, agent: false }
    const r = request(options, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (d) => parts.push(d))
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        const isJson = /json/.test(String(answer.headers['content-type']))
        const code = isJson && text ? (JSON.parse(text) as { code?: string }).code : undefined
        resolve({ status: answer.statusCode!, headers: answer.headers, code, text })
      })
    })
    r.on('error', reject)
    r.end(body)
  })
}
const JSON_TYPE = { 'content-type': 'application/json' }
const signIn = JSON.stringify({ username: ADMIN.username, password: 'not the one at all' })

describe('A request that changes something', () => {
  it.each([
    ['from the public address', { origin: ORIGIN }, 401],
    ['from the machine itself', { origin: 'http://localhost' }, 401],
    ['from a program that is no browser', {}, 401],
    ['from a page of the same origin that does not say which', { 'sec-fetch-site': 'same-origin' }, 401],
    ['from another site', { origin: 'https://evil.example' }, 403],
    ['from a look-alike', { origin: `${ORIGIN}.evil.example` }, 403],
    ['from the same name without encryption', { origin: ORIGIN.replace('https', 'http') }, 403],
    ['from a page that hides where it is', { origin: 'null' }, 403],
    ['from another site by a browser that sends no origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }, 403],
  ])('%s', async (_, from, status) => {
    const headers = { ...JSON_TYPE, host: 'localhost', ...(from as Record<string, string>) }
    const got = await send('POST', '/api/auth/sign-in/username', headers, signIn)
    await world.pool.query('delete from platform.sign_in_attempt')
    expect([got.status, got.code]).toEqual([status, status === 403 ? 'origin-refused' : 'sign-in-wrong'])
  })

  it('is looked at wherever it goes and by whatever method', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const path of ['/api/people', '/api/account/password', '/api/anything', '/elsewhere']) {
        const headers = { ...JSON_TYPE, host: 'localhost', origin: 'https://evil.example' }
        expect((await send(method, path, headers, '{}')).code).toBe('origin-refused')
      }
    }
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    '',
  ])('is not read as %j', async (type) => {
    for (const path of ['/api/auth/sign-in/username', '/api/people']) {
      const headers = { host: 'localhost', ...(type ? { 'content-type': type } : {}) }
      expect((await send('POST', path, headers, signIn)).code).toBe('media-type-refused')
    }
  })

  it('is not read beyond its limit: a megabyte, and twenty kilobytes for sign-in', async () => {
    const of = (size: number) => JSON.stringify({ username: 'a', password: 'x'.repeat(size) })
    const headers = { ...JSON_TYPE, host: 'localhost' }
    const small = await send('POST', '/api/auth/sign-in/username', headers, of(21_000))
    expect([small.status, small.code]).toEqual([413, 'file-too-large'])
    const large = await send('POST', '/api/people', headers, of(1_100_000))
    expect([large.status, large.code]).toEqual([413, 'file-too-large'])
  })

  it('with a password longer than anybody types is refused before any work is done for it', async () => {
    const body = JSON.stringify({ username: ADMIN.username, password: 'x'.repeat(513) })
    const got = await send('POST', '/api/auth/sign-in/username', { ...JSON_TYPE, host: 'localhost' }, body)
    expect([got.status, got.code]).toEqual([422, 'input-invalid'])
  })
})

it('A page of another site cannot make a browser ask for data, only lead it to a page or back from the provider', async () => {
  const ask = async (path: string, site: string) =>
    (await send('GET', path, { host: 'localhost', 'sec-fetch-site': site })).code ?? 'answered'
  for (const path of ['/api/me', '/api/people/search?q=a', '/api/registers/people/export.csv', '/api/live']) {
    for (const site of ['cross-site', 'same-site']) expect(await ask(path, site)).toBe('origin-refused')
    for (const site of ['same-origin', 'none']) expect(await ask(path, site)).toBe('not-signed-in')
  }
  expect(await ask('/healthz', 'cross-site')).toBe('answered')
  expect(await ask('/api/auth/callback/oidc?code=x&state=y', 'cross-site')).toBe('not-found')
})

describe('The server', () => {
  it('answers under its own names only', async () => {
    for (const host of ['chongdich.hoangmai.example', 'localhost', 'localhost:3000', '127.0.0.1:80']) {
      expect((await send('GET', '/api/me', { host })).code).toBe('not-signed-in')
    }
    for (const host of [
      'evil.example',
      'chongdich.hoangmai.example.evil.example',
      'chongdich.hoangmai.example:8443',
    ]) {
      expect((await send('GET', '/api/me', { host })).code).toBe('host-unknown')
    }
  })

  it('says in the headers of every answer what a browser may do with it', async () => {
    // The last two are turned away before anything is looked up.
    for (const [method, path, from] of [
      ['GET', '/api/me', {}],
      ['GET', '/api/open', {}],
      ['GET', '/healthz', {}],
      ['GET', '/api/auth/none', {}],
      ['GET', '/nowhere/at/all', {}],
      ['GET', '/api/me', { host: 'evil.example' }],
      ['POST', '/api/people', { origin: 'https://evil.example' }],
    ] as const) {
      const { headers } = await send(method, path, { host: 'localhost', ...from })
      expect(headers).toMatchObject({
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['permissions-policy']).toContain('camera=()')
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/)
      expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/)
      expect(headers['x-powered-by'] ?? headers.server).toBeUndefined()
      if (path.startsWith('/api/')) expect(headers['cache-control']).toBe('no-store')
    }
  })

  it('speaks no method that it has no use for', async () => {
    const { http } = world.app
    expect(['TRACE', 'OPTIONS'].filter((method) => http.hasRoute({ method, url: '/api/*' }))).toEqual([])
    expect(http.hasRoute({ method: 'HEAD', url: '/api/live' })).toBe(false)
    for (const method of ['TRACE', 'OPTIONS', 'PROPFIND', 'CONNECT']) {
      for (const path of ['/', '/api/me', '/api/auth/sign-out', '/api/live']) {
        const got = await send(method, path, { host: 'localhost', 'x-probe': 'echo-me' }).catch(
          () => undefined,
        )
        expect(got?.status ?? 404).toSatisfy((status: number) => status === 404 || status === 400)
        expect(got?.text ?? '').not.toContain('echo-me')
      }
    }
  })

  it('gives cookies to encrypted connections only when its public address is one', async () => {
    const body = JSON.stringify({ username: ADMIN.username, password: ADMIN.password })
    const got = await send('POST', '/api/auth/sign-in/username', { ...JSON_TYPE, host: 'localhost' }, body)
    expect(got.status).toBe(200)
    const cookies = [got.headers['set-cookie']].flat().join('\n')
    expect(cookies).toMatch(/^__Secure-vx\.session_token=.*; HttpOnly; Secure; SameSite=Lax$/im)
    expect(got.text).toBe('{"next":"in"}')
  })

  it('believes a trusted proxy about where a request comes from, for the audit and the limits', async () => {
    const from = (address: string) => ({ ...JSON_TYPE, host: 'localhost', 'x-forwarded-for': address })
    await send('POST', '/api/auth/sign-in/username', from('203.0.113.9'), signIn)
    const { rows } = await world.pool.query(
      `select changes from platform.audit_value v join platform.audit a on a.id = v.audit_id
       where a.action = 'session.refuse' order by a.at desc limit 1`,
    )
    expect(rows[0].changes.address).toEqual([null, '203.0.113.9'])
    await world.pool.query('delete from platform.sign_in_attempt')
  })

  it('slows down an address that knocks at sign-in more than 120 times a minute, and no other', async () => {
    const from = (address: string) => ({ ...JSON_TYPE, host: 'localhost', 'x-forwarded-for': address })
    const codes: unknown[] = []
    for (let i = 0; i < 122; i++) {
      codes.push((await send('POST', '/api/auth/sign-out', from('203.0.113.77'), '{}')).code)
    }
    expect(codes.slice(0, 120).filter(Boolean)).toEqual([])
    expect(codes.at(-1)).toBe('too-many-requests')
    expect((await send('POST', '/api/auth/sign-out', from('203.0.113.78'), '{}')).status).toBe(200)
  })
})

it('without a trusted proxy nobody can say where he comes from', async () => {
  const plain = await openInstallation()
  try {
    const visitor = plain.visitor({ 'x-forwarded-for': '203.0.113.5' })
    await visitor.signIn(ADMIN.username, ADMIN.password)
    const { rows } = await plain.pool.query('select "ipAddress" from auth.session')
    expect(rows.map((r) => r.ipAddress)).toEqual(['127.0.0.1'])
    const { headers } = await visitor.get('/healthz')
    expect(headers.get('strict-transport-security')).toBeNull()
  } finally {
    await plain.close()
  }
})
