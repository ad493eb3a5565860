import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Log } from './logs.ts'

export interface Metrics {
  /** What Prometheus reads; @returns the text and its MIME type */
  scrape(): Promise<{ text: string; type: string }>
}

/** A request that takes longer is worth a line in the log, whatever came of it. */
const SLOW_SECONDS = 2

/**
 * Counts requests and looks at the database when asked. Labels are route patterns, methods, statuses, pools and
 * queues: nothing that leads to a person.
 * @param input.pattern the pattern of a request's route
 * @param input.backupAt when the newest back-up was made, as milliseconds since 1970
 */
export function createMetrics(
  http: FastifyInstance,
  input: {
    pools: Record<string, pg.Pool>
    ownerPool: pg.Pool
    pattern(request: FastifyRequest): string
    backupAt(): Promise<number | undefined>
    log: Log
    logRequests: boolean
  },
): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const durations = new Histogram({
    name: 'vx_request_seconds',
    help: 'Time from the arrival of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  const live = new Gauge({ name: 'vx_live_connections', help: 'Open lines of live updates', registers })
  http.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/api/live') return
    live.inc()
    reply.raw.once('close', () => live.dec())
  })
  http.addHook('onResponse', async (request, reply) => {
    const route = input.pattern(request)
    // It lasts as long as somebody looks: no duration of a request.
    if (route === '/api/live') return
    const { method } = request
    const status = reply.statusCode
    const seconds = reply.elapsedTime / 1000
    durations.observe({ method, route, status: String(status) }, seconds)
    if (input.logRequests || status >= 500 || seconds > SLOW_SECONDS)
      input.log.info('request', { id: request.id, method, route, status, ms: Math.round(seconds * 1000) })
  })

  const pools = new Gauge({
    name: 'vx_pool_connections',
    help: 'Connections to the database by pool: open, idle, and requests that wait for one',
    labelNames: ['pool', 'state'],
    registers,
  })
  const jobs = new Gauge({
    name: 'vx_jobs',
    help: 'Jobs that are not done, by queue and state',
    labelNames: ['queue', 'state'],
    registers,
  })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  const unnumbered = gauge('vx_events_unnumbered', 'Committed events that the sequencer has not numbered')
  const undispatched = gauge('vx_events_undispatched', 'Numbered events whose reactions are not queued')
  const unsealed = gauge('vx_audit_unsealed_rows', 'Audit rows after the newest signed checkpoint')
  const sealedAge = gauge('vx_audit_checkpoint_age_seconds', 'Age of the newest signed checkpoint')
  const backupAge = gauge('vx_backup_age_seconds', 'Age of the newest nightly back-up')
  const up = gauge('vx_database_up', 'Whether the database answered this scrape')
  const failures = new Counter({
    name: 'vx_scrape_failures_total',
    help: 'Scrapes in which the database did not answer',
    registers,
  })

  async function look(): Promise<void> {
    const { rows } = await input.ownerPool.query(
      `select (select count(*) from platform.event where seq is null) as unnumbered,
         (select count(*) from (select from platform.event where seq > coalesce((select seq from platform.consumer where name = 'jobs'), 0) limit 100000) e) as undispatched,
         (select sum(seq) from platform.audit_chain) - coalesce((select sum((h ->> 1)::bigint)
            from platform.audit_checkpoint c, jsonb_array_elements(c.heads) h
            where c.id = (select max(id) from platform.audit_checkpoint)), 0) as unsealed,
         extract(epoch from now() - (select at from platform.audit_checkpoint order by id desc limit 1)) as age`,
    )
    const [now] = rows
    unnumbered.set(Number(now.unnumbered))
    undispatched.set(Number(now.undispatched))
    unsealed.set(Number(now.unsealed))
    if (now.age !== null) sealedAge.set(Number(now.age))
    const { rows: depth } = await input.ownerPool.query(
      `select name, state::text, count(*)::int as n from pgboss.job
       where state in ('created', 'retry', 'active') and name !~ '^__' group by 1, 2`,
    )
    jobs.reset()
    for (const { name, state, n } of depth) jobs.set({ queue: name, state }, n)
  }

  return {
    async scrape() {
      for (const [pool, p] of Object.entries(input.pools)) {
        pools.set({ pool, state: 'open' }, p.totalCount)
        pools.set({ pool, state: 'idle' }, p.idleCount)
        pools.set({ pool, state: 'waiting' }, p.waitingCount)
      }
      try {
        await look()
        up.set(1)
      } catch {
        up.set(0)
        failures.inc()
      }
      const at = await input.backupAt()
      if (at !== undefined) backupAge.set((Date.now() - at) / 1000)
      return { text: await registry.metrics(), type: registry.contentType }
    },
  }
}
