import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { listMigrations } from '../migrate.ts'
import { type ProblemKind, problem } from '../problems.ts'
import type { Metrics } from './metrics.ts'

export const operationProblems: Record<string, ProblemKind> = {
  'metrics-refused': {
    status: 403,
    vi: 'Số đo vận hành chỉ dành cho chính máy chủ này, hoặc cho nơi gửi kèm mã VX_METRICS_TOKEN.',
    en: 'Operating figures are for this machine only, or for whoever sends the token VX_METRICS_TOKEN.',
  },
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip']
/** A database that does not answer by then is not ready, whatever comes of it. */
const PATIENCE_MS = 3000

const digest = (text: string) => createHash('sha256').update(text).digest()

/** A reverse proxy on this machine comes from the loopback too; what it forwards says so. */
function mayMeasure(request: FastifyRequest, token: string | undefined): boolean {
  const sent = request.headers.authorization?.match(/^Bearer (.+)$/)?.[1]
  if (token && sent) return timingSafeEqual(digest(sent), digest(token))
  const forwarded = FORWARDED.some((h) => request.headers[h] !== undefined)
  return !forwarded && LOOPBACK.has(request.socket.remoteAddress ?? '')
}

type Checks = { database: boolean; migrations: boolean; jobs: boolean }

/** What the database says of itself, given as it becomes known. */
async function look(pool: pg.Pool, release: Map<string, string>, checks: Checks): Promise<void> {
  const { rows } = await pool.query<{ name: string; hash: string }>(
    'select name, hash from platform.migration',
  )
  checks.database = true
  const ran = new Map(rows.map((r) => [r.name, r.hash]))
  checks.migrations = [...release].every(([name, hash]) => ran.get(name) === hash)
  // A sequencer that stands still leaves events behind; one that runs numbers them within a second.
  const { rows: held } = await pool.query<{ behind: boolean; queue: boolean }>(
    `select count(*) > 5000 as behind, to_regclass('pgboss.job') is not null as queue
     from (select from platform.event where seq is null limit 5001) e`,
  )
  checks.jobs = held[0]!.queue && !held[0]!.behind
}

function readiness(pool: pg.Pool): () => Promise<Checks> {
  const release = new Map(
    listMigrations().map((m) => [m.name, createHash('sha256').update(m.sql).digest('hex')]),
  )
  let running: Promise<Checks> | undefined
  return async () => {
    // One at a time: questions to a database that hangs must not take its connections one after the other.
    running ??= (async () => {
      const checks = { database: false, migrations: false, jobs: false }
      await look(pool, release, checks).catch(() => undefined)
      running = undefined
      return checks
    })()
    const impatience = new Promise<Checks>((resolve) =>
      setTimeout(() => resolve({ database: false, migrations: false, jobs: false }), PATIENCE_MS).unref(),
    )
    return Promise.race([running, impatience])
  }
}

/**
 * For whoever looks after the server: `/healthz` the process lives (restart it when this fails), `/readyz` it can
 * serve (send it no requests while this fails), `/metrics` for Prometheus.
 */
export function addOperation(
  http: FastifyInstance,
  input: { pool: pg.Pool; metrics: Metrics; token: string | undefined },
): void {
  const ready = readiness(input.pool)
  http.get('/healthz', { config: { right: 'public' } }, async () => ({ ok: true }))
  http.get('/readyz', { config: { right: 'public' } }, async (_request, reply) => {
    const checks = await ready()
    const ok = Object.values(checks).every(Boolean)
    return reply.status(ok ? 200 : 503).send({ ok, checks })
  })
  http.get('/metrics', { config: { right: 'public' } }, async (request, reply) => {
    if (!mayMeasure(request, input.token)) throw problem('metrics-refused')
    const { text, type } = await input.metrics.scrape()
    return reply.type(type).send(text)
  })
}
