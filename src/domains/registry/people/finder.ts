import { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import { type Ctx, read } from '../../../platform/context.ts'
import type { Db } from '../../../platform/db.ts'
import { treeOf } from '../areas/index.ts'
import type { Alike, Asked, Request } from './finder-worker.ts'

export type { Alike, Asked } from './finder-worker.ts'

/** Finds who is alike among everybody registered. Asks no database, so it may be used inside a transaction. */
export interface Finder {
  /**
   * People of these areas whom each may be, the likeliest first, and earlier rows of `file`, which the rows then join.
   * @param most results of either kind for each
   */
  find(areaIds: number[], asked: Asked[], options?: { file?: string; most?: number }): Promise<Alike[][]>
  /** Rows of a file join those before them, without being looked for. */
  join(file: string, asked: Asked[]): Promise<void>
  /** The last line of a file that has joined; 0 before the first. */
  lastOf(file: string): number
  forget(file: string): Promise<void>
}

const PAGE = 5000
/** A thread that nobody has asked for so long gives its memory back (milliseconds). */
const IDLE = 3_600_000

/** A person in one line of text, so that half a million are read without a thought of the thread that serves requests. */
const LINE = sql`translate(p.full_name, E'\t\n', '  ') || E'\t' || coalesce(p.birth_date::text, '') || E'\t' || coalesce(p.birth_year::text, '')
  || E'\t' || coalesce(p.sex, '') || E'\t' || coalesce(translate(p.national_id, E'\t\n', ''), '') || E'\t' || coalesce(translate(p.phone, E'\t\n', ''), '')
  || E'\t' || p.area_id || E'\t' || coalesce(translate(h.address, E'\t\n', '  '), '') || E'\t' || coalesce(translate(p.outside_id, E'\t\n', ''), '')`

/** A thread of its own that holds everybody registered, brought up to date before each use. */
class Thread {
  readonly #worker = new Worker(new URL('./finder-worker.ts', import.meta.url))
  readonly #waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>()
  readonly #last = new Map<string, number>()
  #number = 0
  #idle: NodeJS.Timeout | undefined
  /** Changes of transactions before this one are known. */
  #knownUntil: string | undefined
  /** When the first pass over everybody began. */
  #begun: string | undefined
  #turn: Promise<unknown> = Promise.resolve()
  isGone = false

  constructor() {
    this.#worker.unref()
    this.#worker.on('message', (m: { number: number; answer?: unknown; error?: string }) => {
      const waiting = this.#waiting.get(m.number)
      this.#waiting.delete(m.number)
      if (this.#waiting.size === 0) this.#worker.unref()
      if (m.error === undefined) waiting?.resolve(m.answer)
      else waiting?.reject(new Error(m.error))
    })
    this.#worker.on('error', (error) => this.#end(error as Error))
    this.#worker.on('exit', () => this.#end(new Error('The thread that compares people has ended')))
  }

  #end(error: Error): void {
    this.isGone = true
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  #ask<T>(request: Request): Promise<T> {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      this.isGone = true
      void this.#worker.terminate()
    }, IDLE).unref()
    return new Promise<T>((resolve, reject) => {
      if (this.isGone) return reject(new Error('The thread that compares people has ended'))
      const number = ++this.#number
      this.#waiting.set(number, { resolve: resolve as (answer: unknown) => void, reject })
      this.#worker.ref()
      this.#worker.postMessage({ number, request })
    })
  }

  /** Learns who was entered or changed since the last time; everybody at first. */
  refresh(ctx: Ctx): Promise<void> {
    const turn = this.#turn.then(async () => {
      const everywhere = await widened(ctx)
      const tree = await treeOf(ctx)
      const wards = new Map(tree.all.map((a) => [a.id, tree.ancestor(a.id, 'ward')?.id ?? a.id]))
      if (this.#knownUntil === undefined) await this.#learnAll(everywhere, wards)
      await this.#learnChanges(everywhere, wards)
    })
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #learnAll(ctx: Ctx, wards: Map<number, number>): Promise<void> {
    // A pass that broke off has taught some of them: what changed since it began is still to come.
    this.#begun ??= await read(ctx, 'person.match', async (db) => {
      const { rows } = await sql<{
        until: string
      }>`select pg_snapshot_xmin(pg_current_snapshot())::text as until`.execute(db)
      return rows[0]!.until
    })
    // One pass over everybody, handed over a block at a time: asked for page after page, under the condition of the areas
    // each page would go through everybody again.
    await read(ctx, 'person.match', async (db) => {
      await sql`declare everybody no scroll cursor for
        select string_agg(id || E'\t' || line || E'\t', E'\n') as lines from (
          select p.id, ${LINE} as line, row_number() over () / ${PAGE}::int as block
          from vx.person p left join vx.household h on h.id = p.household_id) x
        group by block`.execute(db)
      for (;;) {
        const { rows } = await sql<{ lines: string }>`fetch next from everybody`.execute(db)
        if (!rows[0]) break
        await this.#ask({ what: 'learn', lines: rows[0].lines, wards })
      }
    })
    this.#knownUntil = this.#begun
  }

  async #learnChanges(ctx: Ctx, wards: Map<number, number>): Promise<void> {
    // What a database that was moved brought along from the other server bears numbers that are yet to come here.
    const found = await read(ctx, 'person.match', async (db) => {
      const { rows } = await sql<{ until: string; lines: string | null }>`
        select pg_snapshot_xmin(pg_current_snapshot())::text as until, (
          select string_agg(coalesce(p.id || E'\t' || ${LINE} || E'\t' || c.changed_in, c.id::text), E'\n')
          from vx.person_change c left join vx.person p on p.id = c.id left join vx.household h on h.id = p.household_id
          where c.changed_in >= ${this.#knownUntil}::xid8 and c.changed_in < pg_snapshot_xmax(pg_current_snapshot())) as lines`.execute(
        db,
      )
      return rows[0]!
    })
    if (found.lines !== null) await this.#ask({ what: 'learn', lines: found.lines, wards })
    this.#knownUntil = found.until
  }

  find(
    areaIds: number[],
    asked: Asked[],
    options: { file?: string; most?: number } = {},
  ): Promise<Alike[][]> {
    const { file, most = 10 } = options
    if (file !== undefined) this.#note(file, asked)
    return this.#ask({ what: 'find', areaIds, asked, most, ...(file === undefined ? {} : { file }) })
  }

  join(file: string, asked: Asked[]): Promise<void> {
    this.#note(file, asked)
    return this.#ask({ what: 'join', file, asked })
  }

  #note(file: string, asked: Asked[]): void {
    this.#last.set(file, Math.max(this.lastOf(file), asked.at(-1)?.line ?? 0))
  }

  lastOf(file: string): number {
    return this.#last.get(file) ?? 0
  }

  forget(file: string): Promise<void> {
    this.#last.delete(file)
    return this.#ask({ what: 'forget', file })
  }
}

/** The thread holds everybody; what it tells is cut to the areas of whoever asks. */
async function widened(ctx: Ctx): Promise<Ctx> {
  const tree = await treeOf(ctx)
  return {
    ...ctx,
    viewer: {
      ...ctx.viewer,
      areaIds: tree.all.filter((a) => a.parentId === null).flatMap((a) => tree.scope(a.id)),
      rights: new Set(['person.match', 'person.read']),
    },
  }
}

/** One thread for each database that this process works on. */
const threads = new WeakMap<Db, Thread>()

/** Who is alike, as of now: what was committed before the call is known. Not inside a transaction. */
export async function openFinder(ctx: Ctx): Promise<Finder> {
  let thread = threads.get(ctx.db)
  if (!thread || thread.isGone) {
    thread = new Thread()
    threads.set(ctx.db, thread)
  }
  await thread.refresh(ctx)
  return thread
}
