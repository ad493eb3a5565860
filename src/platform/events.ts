import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { Client } from 'pg'
import type { Jobs } from './jobs.ts'

/** What happened, in commit order; ids only, the record itself is read when needed. */
export interface StoredEvent {
  seq: number
  at: string
  type: string
  subjectType: string
  subjectId: string
  areaId: number | null
  userId: string
  payload: Record<string, unknown>
}

/** The least time from one pass of the sequencer to the next. */
const PASS_MS = 25

const COLUMNS = `seq, at, type, subject_type as "subjectType", subject_id as "subjectId", area_id as "areaId", user_id as "userId", payload`

/** Events after `seq`, oldest first. */
export async function readEvents(pool: pg.Pool, seq: number, limit = 1000): Promise<StoredEvent[]> {
  const { rows } = await pool.query<StoredEvent>(
    `select ${COLUMNS} from platform.event where seq > $1 order by seq limit $2`,
    [seq, limit],
  )
  return rows
}

/** The newest sequence number given so far. */
export async function lastSeq(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ seq: number }>(
    'select coalesce(max(seq), 0) as seq from platform.event',
  )
  return rows[0]!.seq
}

export interface Feed {
  /** Calls `listener` for every event committed from now on; returns how to stop. */
  subscribe(listener: (event: StoredEvent) => void): () => void
  /** Resolves when every committed event has been numbered and dispatched. */
  drained(): Promise<void>
  stop(): Promise<void>
}

/**
 * Numbers committed events in commit order (one sequencer at a time, under an advisory lock), queues the
 * reactions, then tells this and every other process. A lost NOTIFY is made good by a poll each second.
 */
export async function startFeed(
  url: string,
  pool: pg.Pool,
  jobs: Pick<Jobs, 'dispatch'>,
  log: (error: unknown, what: string) => void,
): Promise<Feed> {
  const listeners = new Set<(event: StoredEvent) => void>()
  let delivered = await lastSeq(pool)
  let stopped = false
  let client: Client | undefined
  let running: Promise<void> | undefined
  let again = false

  async function sequence(): Promise<void> {
    const { rows } = await pool.query<StoredEvent>(`select ${COLUMNS} from platform.number_events()`)
    for (const event of rows) await jobs.dispatch(event)
    const last = rows.at(-1)
    // A process that dies before this leaves them to be queued again, which a job's id makes harmless.
    if (last) await pool.query('select platform.events_queued($1)', [last.seq])
  }

  async function deliver(): Promise<void> {
    for (;;) {
      const fresh = await readEvents(pool, delivered)
      for (const event of fresh) {
        delivered = event.seq
        for (const l of listeners) l(event)
      }
      if (fresh.length < 1000) return
    }
  }

  function wake(): Promise<void> {
    if (running) {
      again = true
      return running
    }
    running = (async () => {
      do {
        again = false
        try {
          await sequence()
          await deliver()
        } catch (error) {
          if (!stopped) log(error, 'events')
        }
        // Under load a pass takes what many writes have left.
        if (again) await sleep(PASS_MS)
      } while (again && !stopped)
      running = undefined
    })()
    return running
  }

  async function listen(): Promise<void> {
    if (stopped) return
    const c = new Client({ connectionString: url, application_name: 'vung-xanh-events' })
    c.on('notification', ({ channel, payload }) => {
      if (channel !== 'vx_live' || Number(payload) > delivered) void wake()
    })
    c.on('error', () => undefined)
    c.on('end', () => {
      client = undefined
      if (!stopped) setTimeout(() => void listen().catch(() => undefined), 500)
    })
    await c.connect()
    await c.query('listen vx_event; listen vx_live')
    client = c
  }

  await listen()
  const poll = setInterval(() => {
    if (!client) void listen().catch(() => undefined)
    void wake()
  }, 1000)
  void wake()

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async drained() {
      for (;;) {
        await wake()
        const { rows } = await pool.query('select from platform.event where seq is null limit 1')
        if (rows.length === 0) return
      }
    },
    async stop() {
      stopped = true
      clearInterval(poll)
      await client?.end().catch(() => undefined)
      await running
    },
  }
}
