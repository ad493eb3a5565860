import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { Client, Pool } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { type AuditVerdict, verifyAudit } from '../audit-verify.ts'
import { listMigrations, migrate } from '../migrate.ts'
import { startProblem } from '../system.ts'
import { SCHEMAS, TEXT_SETTINGS } from './dump.ts'
import { type DumpEnd, type DumpHead, type Frame, summing, type TableSum } from './frames.ts'

const damaged = (what: string) =>
  startProblem(
    'backup-inconsistent',
    `Nội dung sao lưu không khớp với chính nó (${what}). Không có gì được nạp.`,
    `The back-up does not agree with itself (${what}). Nothing was loaded.`,
  )

const read = <T>(frame: Frame): T => JSON.parse(frame.body.toString()) as T

export interface Loaded {
  head: DumpHead
  tables: Record<string, TableSum>
  /** Migrations of this release that the back-up did not have yet. */
  migrated: string[]
  audit: AuditVerdict
}

/**
 * Loads a dump into an empty database and brings it to this release. Everything up to the dump's own schema happens
 * in one transaction, with the tables read back and compared before it commits: a load that fails or is killed
 * leaves the database as empty as it was. Needs the rights of the database's owner who may create roles, not a
 * superuser's.
 * @param options.keepSessions who was signed in stays so (a move); otherwise everybody signs in again, because a
 *   session that was ended after the back-up would come back to life
 * @throws Error with code target-not-empty, target-too-old, backup-of-other-release, backup-inconsistent
 */
export async function load(
  frames: AsyncIterable<Frame>,
  url: string,
  options: { keepSessions?: boolean } = {},
): Promise<Loaded> {
  const stream = frames[Symbol.asyncIterator]()
  const next = async (): Promise<Frame> => {
    const { value, done } = await stream.next()
    if (done) throw damaged('no end')
    return value
  }
  const client = new Client({ connectionString: url, application_name: 'vung-xanh-restore' })
  client.on('error', () => undefined)
  await client.connect()
  let head: DumpHead
  let end: DumpEnd
  try {
    await requireEmpty(client)
    const first = await next()
    if (first.kind !== 'H') throw damaged('no head')
    head = read<DumpHead>(first)
    const files = migrationsOf(head)
    await client.query(TEXT_SETTINGS)
    await client.query(`begin; set local maintenance_work_mem = '256MB'`)
    await buildSchema(client, head, files)
    const putBack = await takeOff(client)
    const columns = new Map(head.tables.map((t) => [t.table, t.columns.join(', ')]))
    const seen: Record<string, TableSum> = {}
    let frame = await next()
    for (; frame.kind === 'T'; frame = await next()) {
      const { table } = read<{ table: string }>(frame)
      const list = columns.get(table)
      if (!list || seen[table]) throw damaged(table)
      seen[table] = await loadTable(client, `${table} (${list})`, next)
    }
    if (frame.kind !== 'Z') throw damaged('no end')
    end = read<DumpEnd>(frame)
    if (!(await stream.next()).done) throw damaged('more after the end')
    for (const { table, columns: list } of head.tables) {
      const told = end.tables[table]
      const loaded = seen[table]
      if (!told || !loaded || !equal(told, loaded)) throw damaged(table)
      if (!equal(told, await readBack(client, `${table} (${list.join(', ')})`))) throw damaged(table)
    }
    for (const statement of putBack) await client.query(statement)
    for (const s of end.sequences) {
      await client.query('select setval($1::regclass, $2::bigint, $3)', [s.name, s.value, s.called])
    }
    await client.query(`update platform.consumer set seq = least(seq, $1) where name = 'jobs'`, [end.reacted])
    const sessions = await client.query(`select to_regclass('auth.session') is not null as there`)
    if (!options.keepSessions && sessions.rows[0].there) await client.query('delete from auth.session')
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    await client.end().catch(() => undefined)
    await stream.return?.()
  }
  const { ran } = await migrate(url)
  const pool = new Pool({ connectionString: url, max: 1 })
  pool.on('error', () => undefined)
  try {
    await pool.query('analyze')
    const audit = await verifyAudit(pool, Buffer.from(head.keys.audit, 'hex'))
    return { head, tables: end.tables, migrated: ran, audit }
  } finally {
    await pool.end()
  }
}

/** @throws Error target-not-empty, target-too-old */
async function requireEmpty(client: Client): Promise<void> {
  const { rows } = await client.query<{ held: string | null; version: string; old: boolean }>(
    `select (select string_agg(distinct nspname::text, ', ') from pg_namespace where nspname in ('vx', 'platform', 'auth', 'pgboss')) as held,
       current_setting('server_version') as version, current_setting('server_version_num')::int < 150000 as old`,
  )
  const { held, version, old } = rows[0]!
  if (old)
    throw startProblem(
      'target-too-old',
      `Máy chủ là PostgreSQL ${version}; cần 15 trở lên.`,
      `The server is PostgreSQL ${version}; 15 or later is needed.`,
    )
  if (held)
    throw startProblem(
      'target-not-empty',
      `Cơ sở dữ liệu đích đã có dữ liệu (${held}); chỉ khôi phục vào cơ sở dữ liệu trống. Dùng thư mục VX_DATA mới hoặc tạo cơ sở dữ liệu mới.`,
      `The target database is not empty (${held}); a restore needs an empty one. Use a new VX_DATA folder or create a new database.`,
    )
}

/** The dump's migrations from this release's files, in the order in which they ran. @throws Error backup-of-other-release */
function migrationsOf(head: DumpHead): { name: string; hash: string; sql: string }[] {
  const files = new Map(listMigrations().map((m) => [m.name, m.sql]))
  return head.migrations.map(({ name, hash }) => {
    const sql = files.get(name)
    if (sql === undefined || createHash('sha256').update(sql).digest('hex') !== hash)
      throw startProblem(
        'backup-of-other-release',
        `Bản sao lưu của phiên bản ${head.product} có bước cấu trúc ${name} mà phiên bản này không có đúng như vậy. Khôi phục bằng phiên bản ${head.product} hoặc mới hơn.`,
        `The back-up, made by version ${head.product}, has the migration ${name}, which this version does not have in that form. Restore with version ${head.product} or a later one.`,
      )
    return { name, hash, sql }
  })
}

/** The schema as it was when the dump was made, without a row. */
async function buildSchema(
  client: Client,
  head: DumpHead,
  files: { name: string; hash: string; sql: string }[],
): Promise<void> {
  // As migrate.ts begins, inside this transaction; the lock keeps a starting application from doing the same.
  await client.query(`
    select pg_advisory_xact_lock(728303);
    do $$ begin
      if not exists (select from pg_roles where rolname = 'vx_app') then create role vx_app nologin; end if;
      if not pg_has_role(current_user, 'vx_app', 'member') then execute format('grant vx_app to %I', current_user); end if;
    end $$;
    create schema platform;
    create table platform.migration (name text primary key, hash text not null, ran_at timestamptz not null default now())`)
  for (const { name, hash, sql } of files) {
    await client.query(sql)
    await client.query('insert into platform.migration (name, hash) values ($1, $2)', [name, hash])
  }
  const { rows } = await client.query<{ table: string }>(
    `select t as table from unnest($1::text[]) t where to_regclass(t) is null`,
    [head.tables.map((t) => t.table)],
  )
  const missing = new Set(rows.map((r) => r.table))
  const statements = head.tables.filter((t) => missing.has(t.table)).map((t) => t.definition)
  // Tables first, then keys: one may refer to another. Their foreign keys come last of all.
  const made = statements.flatMap(([create]) => create ?? [])
  const rest = statements.flatMap(([, ...others]) => others)
  const isForeign = (s: string) => / FOREIGN KEY /.test(s)
  for (const s of [...made, ...rest.filter((x) => !isForeign(x)), ...rest.filter(isForeign)])
    await client.query(s)
  // Migrations bring rows of their own; those of the dump take their place.
  const { rows: all } = await client.query<{ table: string }>(
    `select format('%I.%I', n.nspname, c.relname) as table from pg_class c
     join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${SCHEMAS} and c.relkind = 'r'`,
  )
  const seeded: string[] = []
  for (const { table } of all) {
    if ((await client.query(`select from ${table} limit 1`)).rowCount) seeded.push(table)
  }
  await client.query(`truncate ${seeded.join(', ')} cascade`)
}

/**
 * Takes off what stands in the way of plain loading, and says how to put it back: triggers, foreign keys (tables may
 * refer to each other in circles, and only a superuser may switch the check off), and indexes that serve no
 * constraint, which are quicker to make at the end.
 */
async function takeOff(client: Client): Promise<string[]> {
  const { rows: off } = await client.query<{ take: string; put: string }>(
    `with t as (select c.oid, format('%I.%I', n.nspname, c.relname) as name from pg_class c
       join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${SCHEMAS} and c.relkind = 'r')
     select format('alter table %s disable trigger user', name) as take, format('alter table %s enable trigger user', name) as put, 1 as step
       from t where exists (select from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal)
     union all
     select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 2 from t join pg_index i on i.indrelid = t.oid
       where not exists (select from pg_constraint k where k.conindid = i.indexrelid)
     union all
     select format('alter table %s drop constraint %I', name, conname),
       format('alter table %s add constraint %I %s', name, conname, pg_get_constraintdef(k.oid)), 3
       from t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
     order by step`,
  )
  // A foreign key may lean on an index: it goes before the indexes and comes back after them.
  for (const { take } of off.toReversed()) await client.query(take)
  return off.map((r) => r.put)
}

async function loadTable(client: Client, target: string, next: () => Promise<Frame>): Promise<TableSum> {
  const counting = summing()
  let last: Frame | undefined
  const rows = async function* () {
    for (;;) {
      const frame = await next()
      if (frame.kind !== 'D') {
        last = frame
        return
      }
      counting.add(frame.body)
      yield frame.body
    }
  }
  await pipeline(rows, client.query(copyFrom(`copy ${target} from stdin`)))
  const sum = counting.sum()
  if (last?.kind !== 'E' || !equal(read<TableSum>(last), sum)) throw damaged(target)
  return sum
}

async function readBack(client: Client, source: string): Promise<TableSum> {
  const counting = summing()
  for await (const chunk of client.query(copyTo(`copy ${source} to stdout`)) as AsyncIterable<Buffer>)
    counting.add(chunk)
  return counting.sum()
}

const equal = (a: TableSum, b: TableSum) => a.rows === b.rows && a.digest === b.digest
