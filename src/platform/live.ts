import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { PlatformParts } from './api.ts'
import { listLivingSessions } from './auth.ts'
import type { Ctx } from './context.ts'
import { type Feed, readEvents, type StoredEvent } from './events.ts'
import { problem } from './problems.ts'

interface LiveParts extends Pick<PlatformParts, 'areasAsked' | 'isDemo'> {
  feed: Feed
  pool: pg.Pool
  /** @throws Problem not-signed-in */
  signedIn(request: FastifyRequest): Promise<Ctx>
}

interface Line {
  sessionId: string
  ctx: Ctx
  /** The areas of the viewer when the line was opened. */
  scope: string
}

/** How often it is looked whether those who listen still may, in milliseconds. */
const LOOK_MS = 2000
/** Bytes that wait for a reader. Slower ones are hung up on, and told what they missed when they come again. */
const MOST_WAITING = 1_000_000

/** Live updates: what was committed in the viewer's areas, as server-sent events. */
export function addLive(app: FastifyInstance, parts: LiveParts): void {
  const lines = new Map<ServerResponse, Line>()
  let looking = false

  const scopeOf = async (ctx: Ctx) => String(await parts.areasAsked(ctx, undefined))

  /**
   * Hangs up on sessions that ended, and on viewers whose areas were reorganised: a browser that still may comes again
   * within a second. A session may be ended by another process, or run out without any request, so the database is
   * asked, once for all lines.
   */
  async function look(): Promise<void> {
    const asked = [...lines]
    if (asked.length === 0) return
    const living = await listLivingSessions(
      parts.pool,
      asked.map(([, line]) => line.sessionId),
      parts.isDemo,
    )
    for (const [raw, { sessionId, ctx, scope }] of asked) {
      if (!living.has(sessionId) || (await scopeOf(ctx)) !== scope) raw.destroy()
    }
  }
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    // With the database away there is nothing to tell either.
    void look()
      .catch(() => undefined)
      .finally(() => {
        looking = false
      })
  }, LOOK_MS)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))

  app.get('/api/live', { exposeHeadRoute: false, config: { right: 'signed-in' } }, async (request, reply) => {
    const ctx = await parts.signedIn(request)
    const session = app.sessionOf(request)
    if (!session) throw problem('not-signed-in')
    const line = { sessionId: session.id, ctx, scope: await scopeOf(ctx) }
    const mine = new Set(ctx.viewer.areaIds)
    const { raw } = reply
    // Whoever hung up meanwhile would never be unsubscribed.
    if (raw.destroyed) return
    reply.hijack()
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const push = (e: StoredEvent) => {
      if (e.areaId !== null && !mine.has(e.areaId)) return
      raw.write(
        `id: ${e.seq}\ndata: ${JSON.stringify({ type: e.type, subjectType: e.subjectType, subjectId: e.subjectId })}\n\n`,
      )
    }
    // What happens while the missed is read waits behind it: each is told once, in its order. The feed of a server that has
    // just started is behind the table, and comes to what was read there only afterwards.
    const last = Number(request.headers['last-event-id'])
    let told = Number.isSafeInteger(last) ? last : -1
    let waiting: StoredEvent[] | undefined = told >= 0 ? [] : undefined
    const unsubscribe = parts.feed.subscribe((e) => {
      if (waiting) waiting.push(e)
      else if (e.seq > told) push(e)
      if (!waiting && raw.writableLength > MOST_WAITING) raw.destroy()
    })
    const beat = setInterval(() => raw.write(': beat\n\n'), 20_000)
    lines.set(raw, line)
    raw.on('close', () => {
      unsubscribe()
      clearInterval(beat)
      lines.delete(raw)
    })
    while (waiting) {
      const missed = await readEvents(parts.pool, told).catch(() => undefined)
      // The database is away: the browser comes again in a second and asks anew.
      if (!missed) raw.destroy()
      if (!missed || raw.destroyed) return
      for (const e of missed) push(e)
      told = missed.at(-1)?.seq ?? told
      if (raw.writableNeedDrain) await Promise.race([once(raw, 'drain'), once(raw, 'close')])
      if (missed.length === 1000) continue
      for (const e of waiting) if (e.seq > told) push(e)
      waiting = undefined
    }
    raw.write('retry: 1000\n\n')
  })
}
