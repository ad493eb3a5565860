import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type App, type AppInput, createApp } from '../../src/app.ts'
import { ensureInstalled } from '../../src/first-start.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { databaseUrl, dropDatabase } from './global-setup.ts'
import { type Client, clientOf } from './world.ts'

export const ADMIN = { username: 'quan.tri', name: 'Đỗ Quốc Khánh', password: 'bình minh trên sông Tô Lịch' }

export const OWN_PASSWORD = 'cơm nắm lá sen 8 gói'

export interface AuditRow {
  action: string
  user_id: string
  post_id: string | null
  area_id: number | null
  changes: Record<string, [unknown, unknown]>
}

/** A browser as far as cookies go: it keeps what it is given. */
export interface Visitor {
  api: Client
  cookies: Map<string, string>
  /** POST below /api/auth; the answer as JSON. */
  post(path: string, body?: object, headers?: Record<string, string>): Promise<Reply>
  get(path: string, headers?: Record<string, string>): Promise<Response>
  signIn(username: string, password: string): Promise<Reply>
}

export interface Reply {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server answers
  body: any
  headers: Headers
}

export interface Installation {
  app: App
  pool: pg.Pool
  url: string
  origin: string
  visitor(headers?: Record<string, string>): Visitor
  /** The administrator, signed in with a second factor that was set up on the way. */
  administrator(): Promise<Visitor & { secret: string; recoveryCodes: string[] }>
  areaId(fullName: string): Promise<number>
  /** What the audit says of a subject, oldest first. */
  audited(subjectId: string): Promise<AuditRow[]>
  /** An account that an administrator made, signed in, with {@link OWN_PASSWORD} instead of the one for one use. */
  newcomer(
    admin: Visitor,
    username: string,
    postKind?: string,
    area?: string,
  ): Promise<{ username: string; id: string; visitor: Visitor }>
  /** A second server process on the same database. */
  another(): Promise<{ app: App; visitor(headers?: Record<string, string>): Visitor }>
  close(): Promise<void>
}

/** A server for real work, not a demo, on a new database of its own. */
export async function openInstallation(
  input: Partial<Pick<AppInput, 'origins' | 'trustProxy' | 'oidc' | 'knocksPerMinute'>> = {},
): Promise<Installation> {
  const serverUrl = inject('serverUrl')
  const name = `vx_real_${randomBytes(5).toString('hex')}`
  const auditKey = Buffer.from(inject('auditKey'), 'hex')
  const owner = new pg.Client({ connectionString: serverUrl })
  await owner.connect()
  await owner.query(`create database ${name}`)
  const url = databaseUrl(serverUrl, name)
  const folder = mkdtempSync(join(tmpdir(), 'vx-first-'))
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${ADMIN.password}\n`)
  await migrate(url)
  await ensureInstalled({
    url,
    authSecret: 'test',
    auditKey,
    demo: false,
    admin: { name: ADMIN.name, username: ADMIN.username, passwordFile, areaCode: '01' },
    terminal: { isTTY: false, input: process.stdin, output: process.stdout },
  })
  rmSync(folder, { recursive: true })
  const apps: App[] = []
  async function start() {
    // Who may send what changes something is settled before the server listens.
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const app = await createApp({
      url,
      auditKey,
      authSecret: 'test',
      origins: ['http://localhost', origin],
      log: () => undefined,
      // A test signs in more often in a minute than a street does.
      knocksPerMinute: 10_000,
      ...input,
    })
    apps.push(app)
    await app.http.listen({ port, host: '127.0.0.1' })
    return { app, origin, visitor: (headers = {}) => makeVisitor(origin, headers) }
  }
  const first = await start()
  const pool = new pg.Pool({ connectionString: url, max: 3 })
  pool.on('error', () => undefined)
  async function areaId(fullName: string): Promise<number> {
    const { rows } = await pool.query('select id from vx.area where full_name = $1', [fullName])
    return rows[0].id
  }
  return {
    ...first,
    pool,
    url,
    async administrator() {
      const visitor = first.visitor()
      await visitor.signIn(ADMIN.username, ADMIN.password)
      return { ...visitor, ...(await enrol(visitor, ADMIN.password)) }
    },
    areaId,
    async audited(subjectId) {
      const { rows } = await pool.query(
        `select a.action, a.user_id, a.post_id, a.area_id, v.changes from platform.audit a
         left join platform.audit_value v on v.audit_id = a.id where a.subject_id = $1 order by a.at, a.seq`,
        [subjectId],
      )
      return rows
    },
    async newcomer(admin, username, postKind = 'ward-nurse', area = 'Phường Mai Động') {
      const input = { name: 'Tạ Thu Hằng', username, postKind, areaId: await areaId(area) }
      const { id, password } = await admin.api.platform.accounts.create(input)
      const visitor = first.visitor()
      await visitor.signIn(username, password)
      await visitor.api.platform.account.password({ current: password, next: OWN_PASSWORD })
      return { username, id, visitor }
    },
    another: start,
    async close() {
      for (const app of apps) await app.close()
      await pool.end()
      await dropDatabase(owner, name)
      await owner.end()
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}

function makeVisitor(origin: string, own: Record<string, string>): Visitor {
  const cookies = new Map<string, string>()
  const header = () => [...cookies].map(([k, v]) => `${k}=${v}`).join('; ')
  const keep = (response: Response) => {
    for (const c of response.headers.getSetCookie()) {
      const [, key, value] = c.match(/^([^=]+)=([^;]*)/)!
      if (/max-age=0/i.test(c) || value === '') cookies.delete(key!)
      else cookies.set(key!, value!)
    }
    return response
  }
  const post: Visitor['post'] = async (path, body = {}, headers = {}) => {
    const response = keep(
      await fetch(`${origin}/api/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: header(), ...own, ...headers },
        body: JSON.stringify(body),
      }),
    )
    return { status: response.status, body: await response.json(), headers: response.headers }
  }
  return {
    cookies,
    api: clientOf(origin, {
      ...own,
      get cookie() {
        return header()
      },
    }),
    post,
    get: async (path, headers = {}) =>
      keep(
        await fetch(origin + path, { headers: { cookie: header(), ...own, ...headers }, redirect: 'manual' }),
      ),
    signIn: (username, password) => post('/sign-in/username', { username, password }),
  }
}

/** Sets up a second factor for who is signed in. */
export async function enrol(visitor: Visitor, password: string) {
  const { body } = await visitor.post('/two-factor/enable', { password })
  const secret = new URL(body.uri).searchParams.get('secret')!
  const done = await visitor.post('/two-factor/verify-totp', { code: totp(secret) })
  if (done.status !== 200) throw new Error(`Enrolment: ${done.status} ${JSON.stringify(done.body)}`)
  return { secret, recoveryCodes: body.recoveryCodes as string[] }
}

/** The code of an authenticator (RFC 6238), `steps` of thirty seconds from now. */
export function totp(secret: string, steps = 0): string {
  const bits = [...secret.toUpperCase().replace(/=+$/, '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((b) => Number.parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = mac.at(-1)! & 15
  return String((mac.readUInt32BE(at) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0')
}
