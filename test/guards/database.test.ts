import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'
import { readCatalog } from './catalog.ts'
import { ROOT } from './source.ts'

const CATALOG = new URL('catalog.json', import.meta.url)

/** Tables with an area that everybody signed in may read, and why. */
const READ_BY_ALL: Record<string, string> = {
  'vx.post':
    'who answers for which area is shown to everybody on every figure (A12); only the owner writes it',
}

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

/** One text per row that a query finds. */
async function list(sql: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await world.pool.query<Record<string, unknown>>(sql, values)
  return rows.map((r) => Object.values(r).join(' ')).sort()
}

/** SQL of a table's name from its oid. */
const name = (oid: string) =>
  `(select format('%s.%s', tn.nspname, tc.relname) from pg_class tc join pg_namespace tn on tn.oid = tc.relnamespace where tc.oid = ${oid})`
const OURS = `('vx'::regnamespace, 'platform'::regnamespace)`
/** Tables whose history the platform keeps, with their history. */
const HISTORIES = `select t.tgrelid as base, to_regclass(${name('t.tgrelid')} || '_version') as history from pg_trigger t
  where t.tgfoid = 'platform.keep_version'::regproc`

it('every foreign key has an index that begins with its columns', async () => {
  // An index of rows where the column is not null serves a key as well: a null refers to nothing.
  const bare = await list(
    `select ${name('k.conrelid')}, k.conname from pg_constraint k where k.contype = 'f' and k.connamespace in ${OURS}
     and not exists (
       select from pg_index i where i.indrelid = k.conrelid and i.indisvalid
       and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
       and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)',
         (select attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]))))`,
  )
  expect(bare).toEqual([])
  expect(
    await list(`select 1 from pg_constraint where contype = 'f' and connamespace in ${OURS}`),
  ).not.toEqual([])
})

it('every table with an area is protected by row-level security, for reading and for writing', async () => {
  const open = await list(
    `select ${name('c.oid')} from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'area_id'
     where c.relnamespace in ${OURS} and c.relnamespace = 'vx'::regnamespace and c.relkind in ('r', 'p')
     and not (c.relrowsecurity and exists (
       select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and 'vx_app'::regrole = any (p.polroles)
       and p.polqual is not null and p.polwithcheck is not null))`,
  )
  expect(open).toEqual(Object.keys(READ_BY_ALL))
  for (const table of open) {
    expect(await list(`select has_table_privilege('vx_app', $1, 'insert, update, delete')`, [table])).toEqual(
      ['false'],
    )
  }
})

it('what refers to a protected record is protected as well', async () => {
  const open = await list(
    `select distinct ${name('k.conrelid')} from pg_constraint k join pg_class c on c.oid = k.conrelid
     join pg_class target on target.oid = k.confrelid
     where k.contype = 'f' and target.relrowsecurity and not c.relrowsecurity`,
  )
  expect(open).toEqual(Object.keys(READ_BY_ALL))
})

it('the role of the domains is no superuser, steps over no policy, owns nothing and is member of nothing', async () => {
  const facts = `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication from pg_roles where rolname = 'vx_app'`
  expect(await list(facts)).toEqual(['false false false false false false'])
  expect(
    await list(
      `select classid::regclass, objid from pg_shdepend where refobjid = 'vx_app'::regrole and deptype = 'o'`,
    ),
  ).toEqual([])
  expect(await list(`select roleid::regrole from pg_auth_members where member = 'vx_app'::regrole`)).toEqual(
    [],
  )
  expect(
    await list(
      `select nspname from pg_namespace where has_schema_privilege('vx_app', oid, 'create') and nspname <> 'public'`,
    ),
  ).toEqual([])
})

it('the role of the domains cannot change history, audit, rules, settings or migrations', async () => {
  const changeable = await list(
    `select ${name('c.oid')}, p from pg_class c, unnest(array['insert', 'update', 'delete', 'truncate']) p
     where c.relnamespace in ${OURS} and c.relkind in ('r', 'p') and has_table_privilege('vx_app', c.oid, p)
     and (c.relname ~ '_version$' or (c.relnamespace = 'platform'::regnamespace and c.relname <> 'idempotency'))`,
  )
  expect(changeable).toEqual([])
  expect(
    await list(
      `select ${name('c.oid')} from pg_class c where c.relnamespace in ${OURS} and c.relkind in ('r', 'p')
       and (c.relname ~ '_version$' or c.relnamespace = 'platform'::regnamespace and c.relname <> 'idempotency')
       and has_any_column_privilege('vx_app', c.oid, 'update')`,
    ),
  ).toEqual([])
  const app = await world.app.connections.appPool.connect()
  try {
    for (const table of [
      'vx.case_record_version',
      'platform.audit',
      'platform.audit_value',
      'platform.migration',
    ]) {
      await expect(app.query(`delete from ${table}`)).rejects.toMatchObject({ code: '42501' })
    }
  } finally {
    app.release()
  }
})

it('a history has the columns of its table in their order, then from when and until when', async () => {
  const columns = (of: string) =>
    `(select array_agg(format('%s %s', a.attname, format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_attribute a where a.attrelid = ${of} and a.attnum > 0 and not a.attisdropped)`
  const { rows } = await world.pool.query<{ history: string; base: string[]; kept: string[] | null }>(
    `select ${name('h.base')} as history, ${columns('h.base')} as base, ${columns('h.history')} as kept from (${HISTORIES}) h`,
  )
  expect(rows.length).toBeGreaterThan(1)
  const times = ['valid_from timestamp with time zone', 'valid_to timestamp with time zone']
  for (const r of rows) expect({ [r.history]: r.kept }).toEqual({ [r.history]: [...r.base, ...times] })
})

it('a history holds exactly one open version of every living record, the same as the record', async () => {
  const { rows } = await world.pool.query<{ base: string; history: string }>(
    `select ${name('h.base')} as base, ${name('h.history')} as history from (${HISTORIES}) h`,
  )
  for (const { base, history } of rows) {
    // As text: not every type of PostgreSQL can be compared.
    const texts = (of: string) => `select (to_jsonb(r) - 'valid_from' - 'valid_to')::text from ${of}`
    const record = texts(`${base} r`)
    const version = texts(`${history} r where valid_to is null`)
    const difference = await list(
      `select count(*) from ((${record} except all ${version}) union all (${version} except all ${record})) d`,
    )
    expect({ [base]: difference }).toEqual({ [base]: ['0'] })
  }
})

it('a function that runs as the owner has a fixed search path and is not for everybody', async () => {
  const ownerRun = `from pg_proc p where p.pronamespace in ${OURS} and p.prosecdef`
  expect(await list(`select 1 ${ownerRun}`)).not.toEqual([])
  expect(
    await list(
      `select p.oid::regprocedure ${ownerRun} and not coalesce(p.proconfig::text, '') ~ 'search_path='`,
    ),
  ).toEqual([])
  // A trigger's function cannot be called by anybody, whoever may execute it.
  expect(
    await list(
      `select p.oid::regprocedure ${ownerRun} and p.prorettype <> 'trigger'::regtype
       and (p.proacl is null or exists (select from aclexplode(p.proacl) x where x.grantee = 0))`,
    ),
  ).toEqual([])
})

it('somebody without any area sees no row of any protected table', async () => {
  const tables = await list(
    `select ${name('c.oid')} from pg_class c where c.relrowsecurity and c.relnamespace in ${OURS} and has_table_privilege('vx_app', c.oid, 'select')`,
  )
  expect(tables.length).toBeGreaterThan(5)
  const app = await world.app.connections.appPool.connect()
  const seen: string[] = []
  let there = 0
  try {
    for (const scope of ['{}', '{0}', '']) {
      await app.query(`begin read only`)
      await app.query(`select set_config('vx.areas', $1, true)`, [scope])
      for (const table of tables) {
        const { rows } = await app.query<{ n: number }>(`select count(*) as n from ${table}`)
        if (rows[0]!.n !== 0) seen.push(`${table}: ${rows[0]!.n} rows with the scope ${scope}`)
      }
      await app.query('rollback')
    }
  } finally {
    app.release()
  }
  expect(seen).toEqual([])
  for (const table of tables) there += Number((await list(`select least(count(*), 1) from ${table}`))[0])
  expect(there).toBeGreaterThan(5)
})

it('the schema is the one on file, on every supported PostgreSQL (UPDATE_CATALOG=1 writes it anew)', async () => {
  const catalog = await readCatalog(world.pool)
  if (process.env.UPDATE_CATALOG) {
    writeFileSync(CATALOG, JSON.stringify(catalog, null, 2))
    execFileSync('node_modules/.bin/biome', ['format', '--write', fileURLToPath(CATALOG)], { cwd: ROOT })
  }
  const onFile = JSON.parse(readFileSync(CATALOG, 'utf8'))
  expect(Object.keys(catalog.tables)).toEqual(Object.keys(onFile.tables))
  for (const [table, is] of Object.entries(catalog.tables))
    expect({ [table]: is }).toEqual({ [table]: onFile.tables[table] })
  expect(catalog).toEqual(onFile)
})
