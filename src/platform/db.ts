import type { Socket } from 'node:net'
import {
  type CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Transaction,
} from 'kysely'
import pg from 'pg'

/** Every table of the product: each domain adds its own by declaration merging, beside its queries. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Database {}

export type Db = Kysely<Database>
export type Tx = Transaction<Database>

const { types } = pg
types.setTypeParser(types.builtins.DATE, (v) => v)
types.setTypeParser(types.builtins.INT8, Number)
types.setTypeParser(types.builtins.NUMERIC, Number)
types.setTypeParser(types.builtins.TIMESTAMPTZ, (v) => new Date(v).toISOString())

type Answer = Promise<pg.QueryResult>

/**
 * A connection that makes few trips. Several statements sent at once are answered by the last one's answer. What opens a
 * transaction waits for its first statement and goes out with it: when the opening fails, so does that statement, with
 * the opening's error, and PostgreSQL has refused to run it.
 */
class AppClient extends pg.Client {
  #opening: string | undefined

  // biome-ignore lint/suspicious/noExplicitAny: every form of the driver's query passes through unchanged
  override query(...input: any[]): any {
    const text: unknown = typeof input[0] === 'string' ? input[0] : input[0]?.text
    if (typeof text === 'string' && text.startsWith('begin')) {
      this.#opening = text
      return Promise.resolve({ command: 'BEGIN', rowCount: null, oid: 0, fields: [], rows: [] })
    }
    const opening = this.#opening
    this.#opening = undefined
    if (opening && (text === 'commit' || text === 'rollback'))
      return Promise.resolve({ command: text.toUpperCase(), rowCount: null, oid: 0, fields: [], rows: [] })
    const send = super.query as (...input: unknown[]) => unknown
    if (!opening) return lastOf(send.apply(this, input))
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection
    stream.cork()
    const opened = send.call(this, opening) as Answer
    const answer = lastOf(send.apply(this, input)) as Answer
    process.nextTick(() => stream.uncork())
    answer.catch(() => undefined)
    return opened.then(() => answer)
  }
}

/** Statements that PostgreSQL keeps ready: whoever inserts one row sends the same words each time. */
const ready = new Map<string, string>()
const MOST_READY = 200
const INSERTS_VALUES = /^insert into [^(]+\([^)]*\) values \(/

/** The name under which an insertion is kept ready; none for anything else, whose best plan hangs on its values. */
function nameOf(text: string): string | undefined {
  if (text.length > 1500 || !INSERTS_VALUES.test(text)) return undefined
  const known = ready.get(text)
  if (known || ready.size >= MOST_READY) return known
  const name = `vx${ready.size}`
  ready.set(text, name)
  return name
}

/** Kysely over one client that somebody else takes from the pool and gives back. */
function over(client: pg.ClientBase): Tx {
  const connection = {
    async executeQuery<R>({ sql: text, parameters }: CompiledQuery) {
      const { command, rowCount, rows } = await client.query<R & pg.QueryResultRow>({
        name: nameOf(text),
        text,
        values: parameters as unknown[],
      })
      const counts = command !== 'SELECT' && rowCount !== null
      return { rows: rows ?? [], ...(counts ? { numAffectedRows: BigInt(rowCount) } : {}) }
    },
    streamQuery(): never {
      throw new Error('Pages are asked for by key; nothing streams')
    },
  }
  const none = async () => undefined
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createDriver: () => ({
        init: none,
        acquireConnection: async () => connection,
        releaseConnection: none,
        beginTransaction: none,
        commitTransaction: none,
        rollbackTransaction: none,
        destroy: none,
      }),
    },
  }) as unknown as Tx
}

const pools = new WeakMap<Db, pg.Pool>()
const overClient = new WeakMap<pg.ClientBase, Tx>()
/** Runs `work` on one connection of those behind `db`: as the driver's client, and as queries are written on it. */
export async function onConnection<T>(
  db: Db,
  work: (client: pg.ClientBase, tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await pools.get(db)!.connect()
  try {
    let tx = overClient.get(client)
    if (!tx) {
      tx = over(client)
      overClient.set(client, tx)
    }
    return await work(client, tx)
  } finally {
    client.release()
  }
}

const lastOf = (answer: unknown) =>
  answer instanceof Promise ? answer.then((r) => (Array.isArray(r) ? r.at(-1) : r)) : answer

export interface Connections {
  /** Owner of the schema: migrations, jobs, sessions. Never used by a domain. */
  owner: Kysely<unknown>
  ownerPool: pg.Pool
  /** Restricted role under row-level security: everything a domain does. */
  app: Db
  appPool: pg.Pool
  /** The same role on a few connections that no transaction holds (see Ctx.common). */
  common: Db
  close(): Promise<void>
}

/** A server with LLVM compiles for a quarter of a second what runs in a millisecond when it overestimates its rows. */
const NO_JIT = '-c jit=off'

/** Opens both pools on one database. The role `vx_app` must exist (see migrate.ts). */
export function connect(url: string, options: { appConnections?: number } = {}): Connections {
  const ownerPool = new pg.Pool({ connectionString: url, max: 6, options: NO_JIT })
  const restricted = (max: number) =>
    new pg.Pool({
      connectionString: url,
      max,
      options: `-c role=vx_app -c timezone=UTC ${NO_JIT}`,
      Client: AppClient,
      pipeline: true,
    })
  const appPool = restricted(options.appConnections ?? 12)
  const commonPool = restricted(2)
  // A backend that dies while idle must not take the process with it; the pool opens a new one.
  // One that dies in the middle of a transaction fails that query; the client's own event needs a listener too.
  for (const pool of [ownerPool, appPool, commonPool]) {
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
  }
  const owner = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: ownerPool }) })
  const app = new Kysely<Database>({ dialect: new PostgresDialect({ pool: appPool }) })
  const common = new Kysely<Database>({ dialect: new PostgresDialect({ pool: commonPool }) })
  pools.set(app, appPool)
  return {
    owner,
    ownerPool,
    app,
    appPool,
    common,
    close: async () => {
      // Kysely ends a pool only when it was the one to use it first.
      await appPool.end()
      await commonPool.end()
      await ownerPool.end()
    },
  }
}

/**
 * Refuses to start when the role of the domains could step over row-level security.
 * @throws Error naming the role.
 */
export async function assertRestricted(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query(
    'select rolname, rolsuper or rolbypassrls as unsafe from pg_roles where rolname = current_user',
  )
  if (rows[0]?.unsafe !== false) throw new Error(`The role ${rows[0]?.rolname} bypasses row-level security`)
}
