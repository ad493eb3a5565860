import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const SRC = dirname(dirname(fileURLToPath(import.meta.url)))

export interface Migration {
  name: string
  path: string
  sql: string
}

/** All migrations of platform and domains, in the one global order of their file names. */
export function listMigrations(): Migration[] {
  const paths = globSync(['platform/migrations/*.sql', 'domains/*/*/migrations/*.sql'], { cwd: SRC })
  const all = paths.map((p) => ({ name: basename(p), path: join(SRC, p), sql: '' }))
  all.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const m of all) m.sql = readFileSync(m.path, 'utf8')
  const twice = all.find((m, i) => all[i + 1]?.name === m.name)
  if (twice) throw new Error(`Two migrations are called ${twice.name}`)
  return all
}

/**
 * Brings a database to the schema of this release; each file runs once, in its own transaction.
 * Roles are cluster-wide, so everything runs under one advisory lock.
 * @throws Error when a file that already ran was changed afterwards.
 */
export async function migrate(url: string): Promise<{ ran: string[] }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const ran: string[] = []
  try {
    await client.query('select pg_advisory_lock(728303)')
    await client.query(`
      do $$ begin
        if not exists (select from pg_roles where rolname = 'vx_app') then create role vx_app nologin; end if;
        if not pg_has_role(current_user, 'vx_app', 'member') then execute format('grant vx_app to %I', current_user); end if;
      end $$;
      create schema if not exists platform;
      create table if not exists platform.migration (name text primary key, hash text not null, ran_at timestamptz not null default now());
    `)
    const { rows } = await client.query<{ name: string; hash: string }>(
      'select name, hash from platform.migration',
    )
    const done = new Map(rows.map((r) => [r.name, r.hash]))
    for (const m of listMigrations()) {
      const hash = createHash('sha256').update(m.sql).digest('hex')
      const before = done.get(m.name)
      if (before === hash) continue
      if (before) throw new Error(`Migration ${m.name} was changed after it ran`)
      try {
        await client.query('begin')
        await client.query(m.sql)
        await client.query('insert into platform.migration (name, hash) values ($1, $2)', [m.name, hash])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`Migration ${m.name}: ${(error as Error).message}`, { cause: error })
      }
      ran.push(m.name)
    }
  } finally {
    await client.end()
  }
  return { ran }
}
