import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { PgBoss } from 'pg-boss'
import type { Ctx } from './context.ts'
import type { StoredEvent } from './events.ts'

/** Something a domain does after another write was committed. Runs at least once: make it idempotent. */
export interface Reaction {
  name: string
  on: readonly string[]
  run(ctx: Ctx, event: StoredEvent): Promise<void>
}

/** Something a domain does again and again; never in two server processes at the same time. */
export interface Schedule {
  name: string
  everyMinutes: number
  run(ctx: Ctx): Promise<void>
}

export interface Jobs {
  /** Queues the reactions to an event; deterministic ids make a second call a no-op. */
  dispatch(event: StoredEvent): Promise<void>
  /** Waits until no job is waiting or running (tests, and the demo generator). */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** How long a stop waits for what is under way. */
const STOP_MS = 5_000

/** A worker tells every 15 seconds that it lives; a living one may take its time, as a large import does. */
const QUEUE = {
  retryLimit: 5,
  retryDelay: 1,
  retryBackoff: true,
  heartbeatSeconds: 30,
  expireInSeconds: 6 * 3600,
}

/**
 * Starts pg-boss in its own schema and one worker per reaction.
 * @param systemCtx builds the context in which jobs act (all areas, all rights, the domain's clock)
 */
export async function startJobs(
  url: string,
  reactions: Reaction[],
  schedules: Schedule[],
  systemCtx: () => Promise<Ctx>,
  log: (error: unknown, what: string) => void,
): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: url,
    schema: 'pgboss',
    max: 4,
    application_name: 'vung-xanh-jobs',
    // How soon a job of a process that died is noticed.
    superviseIntervalSeconds: 20,
    monitorIntervalSeconds: 20,
  })
  boss.on('error', (e) => log(e, 'jobs'))
  await boss.start()
  const workers = new Map<string, string>()
  for (const r of reactions) {
    await boss.createQueue(r.name)
    // A queue that stands already keeps what it was made with.
    await boss.updateQueue(r.name, QUEUE)
    const worker = await boss.work<StoredEvent>(r.name, { pollingIntervalSeconds: 2 }, async (jobs) => {
      for (const job of jobs) {
        try {
          await r.run(await systemCtx(), job.data)
        } catch (error) {
          log(error, r.name)
          throw error
        }
      }
      // Whoever found a job looks for the next at once: after an import there are hundreds.
      boss.notifyWorker(workers.get(r.name)!)
    })
    workers.set(r.name, worker)
  }
  const running = new Map<string, Promise<void>>()
  const timers = schedules.map((s) => {
    const tick = () => {
      if (running.has(s.name)) return
      const run = alone(url, s.name, async () => s.run(await systemCtx()))
        .catch((error) => log(error, s.name))
        .finally(() => running.delete(s.name))
      running.set(s.name, run)
    }
    tick()
    return setInterval(tick, s.everyMinutes * 60_000)
  })
  return {
    async dispatch(event) {
      for (const r of reactions.filter((x) => x.on.includes(event.type))) {
        await boss.send(r.name, event, { id: jobId(event.seq, r.name) })
        boss.notifyWorker(workers.get(r.name)!)
      }
    },
    async idle() {
      // Asked of the table itself: pg-boss answers questions about its queues from a cache.
      for (;;) {
        const { rows } = await boss
          .getDb()
          .executeSql(
            `select count(*)::int as n from pgboss.job where state in ('created', 'retry', 'active') and name = any ($1)`,
            [reactions.map((r) => r.name)],
          )
        if (rows[0].n === 0) return
        await new Promise((r) => setTimeout(r, 30))
      }
    },
    async stop() {
      timers.forEach(clearInterval)
      // What is under way comes to its end, unless it takes long: a back-up is cut off and leaves nothing behind.
      const ended = Promise.race([Promise.all(running.values()), sleep(STOP_MS, undefined, { ref: false })])
      await Promise.all([boss.stop({ graceful: true, timeout: STOP_MS }), ended])
    },
  }
}

/** Runs `work` unless another process is at it; the lock is a connection's, so one that dies lets go of it. */
async function alone(url: string, name: string, work: () => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'vung-xanh-schedule' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock(728307, hashtext($1)) as mine',
      [name],
    )
    if (rows[0]!.mine) await work()
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A uuid that depends on the event and the reaction alone, so that one event is never queued twice. */
function jobId(seq: number, name: string): string {
  let h = 0
  for (const c of name) h = (Math.imul(h, 31) + c.charCodeAt(0)) >>> 0
  const n = seq.toString(16).padStart(12, '0')
  return `${h.toString(16).padStart(8, '0')}-0000-4000-8000-${n}`
}
