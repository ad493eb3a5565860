import { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import manifest from '../../../package.json' with { type: 'json' }
import {
  type DumpEnd,
  type DumpHead,
  type DumpTable,
  type Frame,
  jsonFrame,
  summing,
  type TableSum,
} from './frames.ts'

/**
 * What a back-up holds: everything but pg-boss's queue, which is made anew. Its tables belong to a release of pg-boss,
 * not to ours, and all it knows follows from the events: reactions that had not run yet are queued again from there.
 */
export const SCHEMAS = `('vx', 'platform', 'auth')`

/**
 * How values are written as text, the same when they are read back. With row_security off rows that a policy hides
 * are an error; they would be missing without a word otherwise.
 */
export const TEXT_SETTINGS = `set row_security = off; set datestyle = 'ISO'; set intervalstyle = 'postgres';
  set timezone = 'UTC'; set extra_float_digits = 1; set bytea_output = 'hex'; set client_encoding = 'UTF8';
  set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`

/** Tables with the columns that COPY takes. The statements make a table that no migration makes. */
async function listTables(client: Client): Promise<DumpTable[]> {
  const { rows } = await client.query<{ table: string; columns: string[]; definition: string[] }>(
    `select format('%I.%I', n.nspname, c.relname) as table,
       (select array_agg(quote_ident(attname) order by attnum) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
       case when n.nspname = 'auth' then array[format('create table %I.%I (%s)', n.nspname, c.relname,
         (select string_agg(format('%I %s%s%s', attname, format_type(atttypid, atttypmod),
            coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), case when attnotnull then ' not null' end), ', ' order by attnum)
          from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where attrelid = c.oid and attnum > 0 and not attisdropped))]
       || array(select format('alter table %I.%I add constraint %I %s', n.nspname, c.relname, conname, pg_get_constraintdef(k.oid))
           from pg_constraint k where conrelid = c.oid and contype in ('p', 'u', 'c', 'f') order by array_position('{p,u,c,f}', contype), conname)
       || array(select pg_get_indexdef(indexrelid) from pg_index i where indrelid = c.oid
           and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by 1)
       else '{}' end as definition
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ${SCHEMAS} and c.relkind = 'r' order by 1`,
  )
  return rows
}

async function sequencesOf(client: Client): Promise<DumpEnd['sequences']> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ${SCHEMAS} and c.relkind = 'S' order by 1`,
  )
  const found: DumpEnd['sequences'] = []
  for (const { name } of rows) {
    const { rows: is } = await client.query(
      `select last_value::text as value, is_called as called from ${name}`,
    )
    found.push({ name, ...is[0] })
  }
  return found
}

/** Up to which event every reaction has run. */
async function reactedTo(client: Client): Promise<number> {
  const { rows } = await client.query<{ seq: number; queue: boolean }>(
    `select coalesce((select seq from platform.consumer where name = 'jobs'), 0)::float8 as seq,
       to_regclass('pgboss.job') is not null as queue`,
  )
  const { seq, queue } = rows[0]!
  if (!queue) return seq
  const { rows: waiting } = await client.query<{ first: number | null }>(
    `select min((data ->> 'seq')::bigint)::float8 as first from pgboss.job
     where state in ('created', 'retry', 'active') and data ->> 'seq' is not null`,
  )
  return Math.min(seq, (waiting[0]!.first ?? Number.POSITIVE_INFINITY) - 1)
}

/**
 * One consistent moment of a database, table after table; others go on writing meanwhile. Connect as the owner of
 * the tables. Sequences are read last, so that none stands behind a row.
 * @param keys the secrets outside the database, as they stand in the data folder
 */
export async function* dump(url: string, keys: DumpHead['keys']): AsyncGenerator<Frame> {
  const client = new Client({ connectionString: url, application_name: 'vung-xanh-backup' })
  // A server that goes away fails the query that is running; without a listener the process would end.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(TEXT_SETTINGS)
    await client.query('begin isolation level repeatable read, read only, deferrable')
    const { rows } = await client.query<{ at: Date | string; version: string }>(
      `select now() as at, current_setting('server_version') as version`,
    )
    const { rows: migrations } = await client.query<{ name: string; hash: string }>(
      'select name, hash from platform.migration order by ran_at, name',
    )
    const tables = await listTables(client)
    const head: DumpHead = {
      form: 1,
      madeAt: new Date(rows[0]!.at).toISOString(),
      product: manifest.version,
      postgres: rows[0]!.version,
      migrations,
      keys,
      tables,
    }
    yield jsonFrame('H', head)
    const sums: Record<string, TableSum> = {}
    for (const { table, columns } of tables) {
      yield jsonFrame('T', { table })
      const counting = summing()
      const rowsOut = client.query(copyTo(`copy ${table} (${columns.join(', ')}) to stdout`))
      for await (const chunk of rowsOut as AsyncIterable<Buffer>) {
        counting.add(chunk)
        yield { kind: 'D', body: chunk }
      }
      sums[table] = counting.sum()
      yield jsonFrame('E', { table, ...sums[table] })
    }
    const end: DumpEnd = {
      tables: sums,
      reacted: await reactedTo(client),
      sequences: await sequencesOf(client),
    }
    yield jsonFrame('Z', end)
    await client.query('commit')
  } finally {
    await client.end()
  }
}
