import { randomBytes } from 'node:crypto'
import { createORPCClient, ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { expect, inject } from 'vitest'
import { DEMO_PASSWORD, DEMO_START } from '../../demo/index.ts'
import { type App, createApp } from '../../src/app.ts'
import { contract } from '../../src/domains/contract.ts'
import type { Ctx } from '../../src/platform/context.ts'
import type { Database } from '../../src/platform/db.ts'
import { problemFetch } from '../../src/platform/problem-fetch.ts'
import { databaseUrl, dropDatabase } from './global-setup.ts'

export type Client = ContractRouterClient<typeof contract>

export interface User {
  username: string
  cookie: string
  api: Client
}

export interface World {
  app: App
  /** Owner's connection: sees everything, for assertions and for tampering. */
  db: Kysely<Database>
  pool: pg.Pool
  url: string
  origin: string
  clock: { now(): Date; advance(by: { days?: number; hours?: number; minutes?: number }): void }
  /** Signs in the holder of a post; the area is a ward of Hoàng Mai for ward posts. */
  signIn(post: string, area?: string): Promise<User>
  fetch(user: User | undefined, path: string, init?: RequestInit): Promise<Response>
  /** Waits until every committed event was dispatched and every reaction ran. */
  settle(): Promise<void>
  areaId(name: string): Promise<number>
  systemCtx(): Promise<Ctx>
  close(): Promise<void>
}

const fold = (s: string) =>
  s
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')

/**
 * A server of its own on a database of its own, made from the run's template; the clock stands at the demo's start and
 * runs.
 * @param other a database of the run's server to open instead, with its audit key in hex; `close()` removes it
 */
export async function openWorld(other?: { name: string; auditKey: string }): Promise<World> {
  const serverUrl = inject('serverUrl')
  const name = other?.name ?? `vx_world_${randomBytes(5).toString('hex')}`
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  if (!other) await copyTemplate(admin, name)
  const url = databaseUrl(serverUrl, name)
  const opened = Date.now()
  let shift = Date.parse(DEMO_START) - opened
  const clock = {
    now: () => new Date(Date.now() + shift),
    advance(by: { days?: number; hours?: number; minutes?: number }) {
      shift += ((by.days ?? 0) * 24 * 60 + (by.hours ?? 0) * 60 + (by.minutes ?? 0)) * 60_000
    },
  }
  const app = await createApp({
    url,
    auditKey: Buffer.from(other?.auditKey ?? inject('auditKey'), 'hex'),
    authSecret: 'test',
    origins: ['http://localhost'],
    clock,
  })
  await app.http.listen({ port: 0, host: '127.0.0.1' })
  const address = app.http.server.address() as { port: number }
  const origin = `http://127.0.0.1:${address.port}`
  const pool = new pg.Pool({ connectionString: url, max: 3 })
  pool.on('error', () => undefined)
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })

  return {
    app,
    db,
    pool,
    url,
    origin,
    clock,
    async signIn(post, area) {
      const { rows } = await pool.query<{ username: string }>(
        `select h.username from vx.post_holder h join vx.post p on p.id = h.post_id join vx.area a on a.id = p.area_id
         where p.kind = $1 and ($2::text is null or vx.fold(a.name) = vx.fold($2)) order by h.username limit 1`,
        [post, area ?? null],
      )
      if (!rows[0]) throw new Error(`No account for ${post} ${area ?? ''} (${fold(area ?? '')})`)
      const response = await fetch(`${origin}/api/auth/sign-in/username`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'http://localhost' },
        body: JSON.stringify({ username: rows[0].username, password: DEMO_PASSWORD }),
      })
      if (!response.ok)
        throw new Error(`Sign-in of ${rows[0].username}: ${response.status} ${await response.text()}`)
      const cookie = response.headers
        .getSetCookie()
        .map((c) => c.split(';')[0])
        .join('; ')
      return { username: rows[0].username, cookie, api: clientOf(origin, { cookie }) }
    },
    fetch: (user, path, init) =>
      fetch(origin + path, {
        ...init,
        headers: { ...(init?.headers as object), ...(user ? { cookie: user.cookie } : {}) },
      }),
    async settle() {
      for (let i = 0; i < 3; i++) {
        await app.feed.drained()
        await app.jobs.idle()
      }
    },
    async areaId(areaName) {
      const { rows } = await pool.query(
        'select id from vx.area where vx.fold(name) = vx.fold($1) order by id limit 1',
        [areaName],
      )
      return rows[0].id
    },
    systemCtx: () => app.systemCtx(),
    async close() {
      await app.close()
      await pool.end()
      await dropDatabase(admin, name)
      await admin.end()
    },
  }
}

/** A worker of the server's own may be visiting the template: it is gone in a moment. */
export async function copyTemplate(admin: pg.Client, name: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await admin.query(`create database ${name} template ${inject('template')}`)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== '55006' || tries === 100) throw error
      await new Promise((r) => setTimeout(r, 200))
    }
  }
}

/** A typed client; failures carry the problem as the server sent it. */
export function clientOf(origin: string, headers: Record<string, string>): Client {
  return createORPCClient(
    new OpenAPILink(contract, {
      url: `${origin}/api`,
      fetch: (request, init) => problemFetch(request, init),
      headers: () => headers,
      customErrorResponseBodyDecoder: (body) => {
        const p = body as { code?: string; status?: number; title?: string }
        return p?.code
          ? new ORPCError(p.code, { status: p.status ?? 500, message: p.title ?? p.code, data: p })
          : null
      },
    }),
  )
}

export interface WireProblem {
  code: string
  status: number
  title: string
  words: { vi: string; en: string }
  details: Record<string, unknown>
}

/** Asserts that a call is refused with a problem code, and returns the problem. */
export async function expectProblem(promise: Promise<unknown>, code: string): Promise<WireProblem> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome))
    throw new Error(`Expected ${code}, but it was answered: ${JSON.stringify(outcome.value)}`)
  const { error } = outcome
  if (!(error instanceof ORPCError)) throw error
  const problem = error.data as WireProblem
  expect(problem?.code ?? error.message).toBe(code)
  return problem
}
