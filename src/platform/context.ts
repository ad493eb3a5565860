import { AsyncLocalStorage } from 'node:async_hooks'
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import pg from 'pg'
import { v7 as uuid7 } from 'uuid'
import type { Clock } from './clock.ts'
import { type Db, onConnection, type Tx } from './db.ts'
import type { Figure } from './figures.ts'
import { problem } from './problems.ts'

/** Who is asking: a person in a post, with the rights of the post over an area subtree. */
export interface Viewer {
  userId: string
  name: string
  postId: string
  postKind: string
  /** Root of the jurisdiction. */
  areaId: number
  /** The root and everything below it. */
  areaIds: number[]
  rights: ReadonlySet<string>
}

export interface Ctx {
  /** For transactions: see read() and write(). */
  db: Db
  /**
   * For what everybody may know (areas, diseases). It is asked in the middle of transactions too, so it has connections
   * of its own: writers that hold all the others would wait for each other for ever.
   */
  common: Db
  clock: Clock
  viewer: Viewer
  auditKey: Buffer
  /** Every figure of the product by id: reports read other domains only through these. */
  figures: ReadonlyMap<string, Figure>
  requestId: string
  /** Client-made key: a repeated write with the same key gets the first answer. */
  idempotencyKey?: string | undefined
  /** Digest of the route and the body: the same key with another content is refused. */
  idempotencyContent?: string | undefined
}

/** What a write says of itself: one audit row, and one event when others should react. */
export interface Entry {
  /** `noun.verb` */
  action: string
  subject: { type: string; id: string }
  areaId?: number | null
  /** The person whose facts were read or changed, if one. */
  personId?: string | null
  /** Field → [before, after]; kept apart from the audit row so that retention may blank it. */
  changes?: Record<string, [unknown, unknown]>
  event?: string
  /** An opening: the same person opening the same record again within ten minutes is one opening. */
  opening?: boolean
  payload?: Record<string, unknown>
}

export interface WriteTx {
  db: Tx
  /** The domain's time, the same for the whole write. */
  now: Date
  record(entry: Entry): void
}

/** @throws Problem right-missing */
export function requireRight(ctx: Ctx, right: string): void {
  if (!ctx.viewer.rights.has(right)) throw problem('right-missing', { right })
}

/** @throws Problem outside-area when the area is not below the viewer's post. */
export function requireArea(ctx: Ctx, areaId: number): void {
  if (!ctx.viewer.areaIds.includes(areaId)) throw problem('outside-area')
}

const quoted = (value: string | null) => (value === null ? 'null' : pg.escapeLiteral(value))

/** Begins a transaction in the viewer's scope; a key that was used before fails it with what it was used for. */
function opening(ctx: Ctx, begin: string, now: Date, areaIds: number[], key?: string, route?: string) {
  // Who may not know a person's name may not find by it either: the search functions look at this.
  const knows = ctx.viewer.rights.has('person.read') ? 'yes' : ''
  const input = [knows, ctx.viewer.userId, key ?? null, route ?? null].map(quoted).join(', ')
  return `${begin}; select platform.enter('{${areaIds.join(',')}}', '${now.toISOString()}', ${input})`
}

/**
 * One transaction in as few trips as it can do with: the opening goes with the first statement (see db.ts), the closing
 * is sent at once. `run` hands back the answer and the statement that goes before the commit.
 */
async function transact<T>(
  db: Db,
  open: string,
  run: (tx: Tx) => Promise<{ answer: T; last?: string | undefined }>,
): Promise<T> {
  // A second one would wait for a connection while it holds one: a few such, and all wait for each other for ever.
  if (inTransaction.getStore()) throw new Error('A transaction was opened inside another one')
  return onConnection(db, (client, tx) =>
    inTransaction.run(true, async () => {
      try {
        await client.query(open)
        const { answer, last } = await run(tx)
        const end = await client.query(last ? `${last}; commit` : 'commit')
        // So PostgreSQL says when a statement had failed and nobody minded.
        if (end.command === 'ROLLBACK') throw new Error('The transaction had failed before its end')
        return answer
      } catch (error) {
        // A connection that is gone has rolled back already, and the pool drops it.
        await client.query('rollback').catch(() => undefined)
        throw error
      }
    }),
  )
}

const inTransaction = new AsyncLocalStorage<boolean>()

/** Runs `fn` read-only in the viewer's scope. @throws Problem right-missing */
export async function read<T>(ctx: Ctx, right: string, fn: (db: Tx) => Promise<T>): Promise<T> {
  requireRight(ctx, right)
  const open = opening(ctx, 'begin read only', ctx.clock.now(), ctx.viewer.areaIds)
  return transact(ctx.db, open, async (db) => ({ answer: await fn(db) }))
}

/**
 * The write path: right → one transaction holding scope, change, audit and event → commit → answer.
 * `extraAreas` widens the scope for a hand-over that the service has checked itself.
 * @throws Problem right-missing; whatever `fn` throws, after rolling back.
 */
export async function write<T>(
  ctx: Ctx,
  right: string,
  fn: (tx: WriteTx) => Promise<T>,
  options: { extraAreas?: number[] } = {},
): Promise<T> {
  requireRight(ctx, right)
  const now = ctx.clock.now()
  const key = ctx.idempotencyKey
  const route = ctx.idempotencyContent ? `${right} ${ctx.idempotencyContent}` : right
  const areaIds = [...ctx.viewer.areaIds, ...(options.extraAreas ?? [])]
  let opened: Entry[] = []
  try {
    const answer = await transact(ctx.db, opening(ctx, 'begin', now, areaIds, key, route), async (db) => {
      const entries: Entry[] = []
      const result = await fn({ db, now, record: (e) => entries.push(e) })
      const fresh = entries.filter((e) => !e.opening || isFirstOpening(ctx, e))
      opened = fresh.filter((e) => e.opening)
      const calls = []
      if (fresh.length) calls.push(`platform.record(${quoted(JSON.stringify(rowsOf(ctx, fresh)))}::jsonb)`)
      if (key) {
        const answered = [ctx.viewer.userId, key, route, JSON.stringify(result ?? null)]
          .map(quoted)
          .join(', ')
        calls.push(`platform.answered(${answered}::jsonb)`)
      }
      const last = calls.length ? `select ${calls.join(', ')}` : undefined
      return { answer: result, last }
    })
    for (const e of opened) rememberOpening(ctx, e)
    return answer
  } catch (error) {
    const first = earlierAnswer(error) ?? (key && (await findAnswer(ctx, key)))
    if (!first) throw error
    if (first.route !== route) throw problem('key-reused')
    return first.response as T
  }
}

/** What a key was used for before, as `platform.enter` tells it. */
function earlierAnswer(error: unknown): { route: string; response: unknown } | undefined {
  const { code, detail } = error as { code?: string; detail?: string }
  return code === 'VX001' && detail ? JSON.parse(detail) : undefined
}

/** What was answered to a key by a write that ran at the same time: in what it did a second one may stumble first. */
function findAnswer(ctx: Ctx, key: string): Promise<{ route: string; response: unknown } | undefined> {
  return onConnection(ctx.db, async (client) => {
    const { rows } = await client.query<{ route: string; response: unknown }>(
      'select route, response from platform.idempotency where user_id = $1 and key = $2',
      [ctx.viewer.userId, key],
    )
    return rows[0]
  }).catch(() => undefined)
}

const openings = new Map<string, number>()
const openingKey = (ctx: Ctx, e: Entry) => `${ctx.viewer.userId} ${e.action} ${e.subject.id}`

/** A page that stays open is asked for again at every live update; that is one act of reading, not hundreds. */
function isFirstOpening(ctx: Ctx, e: Entry): boolean {
  return Date.now() - (openings.get(openingKey(ctx, e)) ?? 0) >= 10 * 60_000
}

function rememberOpening(ctx: Ctx, e: Entry): void {
  if (openings.size > 20_000) openings.clear()
  openings.set(openingKey(ctx, e), Date.now())
}

/** Entries as the audit keeps them, each with its chain and digest. */
function rowsOf(ctx: Ctx, entries: Entry[]): object[] {
  const at = new Date().toISOString()
  return entries.map((e, order) => {
    const row = {
      id: uuid7(),
      at,
      user_id: ctx.viewer.userId,
      post_id: ctx.viewer.postId,
      action: e.action,
      subject_type: e.subject.type,
      subject_id: e.subject.id,
      area_id: e.areaId ?? null,
      person_id: e.personId ?? null,
      fields: Object.keys(e.changes ?? {}),
    }
    return {
      ...row,
      order,
      chain: chainOf(e.subject.id),
      digest: digestOf(ctx.auditKey, row, e.changes ?? {}),
      changes: e.changes ?? {},
      ...(e.event ? { event: e.event, payload: e.payload ?? {} } : {}),
    }
  })
}

/** Which of the 64 audit chains a subject's rows go to: sum of the code points of its id, modulo 64. */
export function chainOf(subjectId: string): number {
  let sum = 0
  for (const c of subjectId) sum += c.codePointAt(0)!
  return sum % 64
}

const secrets = new WeakMap<Buffer, KeyObject>()

/** HMAC-SHA256; a key that is made ready once costs a seventh of one that is handed over as bytes each time. */
function mac(key: Buffer, text: string): string {
  let secret = secrets.get(key)
  if (!secret) {
    secret = createSecretKey(key)
    secrets.set(key, secret)
  }
  return createHmac('sha256', secret).update(text).digest('hex')
}

/** HMAC-SHA256 over the row and the digests of its values, so that blanking the values later leaves the chain whole. */
export function digestOf(key: Buffer, row: object, changes: Record<string, unknown>): string {
  const values = Object.entries(changes).map(([field, value]) => [field, mac(key, canonical(value))])
  return mac(key, JSON.stringify([row, values]))
}

/** JSON with sorted keys: the database keeps an object's keys in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )
}
