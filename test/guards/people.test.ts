import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

/** One text per row that a query finds. */
async function list(sql: string): Promise<string[]> {
  const { rows } = await world.pool.query<Record<string, unknown>>(sql)
  return rows.map((r) => Object.values(r).join(' ')).sort()
}

const COLUMNS = `select format('vx.%s', c.relname) as table_name, a.attname as column_name, c.oid, a.attnum, a.atttypid
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'vx'::regnamespace and c.relkind in ('r', 'p') and c.relname !~ '_version$'`
const KEYS = `select k.conrelid::regclass::text as table_name, k.conrelid, k.conkey from pg_constraint k
  where k.contype = 'f' and k.confrelid = 'vx.person'::regclass`

it('every key to a person is of one column, of a table whose rows have an id: so a merge can move it and put it back', async () => {
  expect((await list(KEYS)).length).toBeGreaterThan(6)
  expect(
    await list(`select table_name from (${KEYS}) k where cardinality(conkey) <> 1 or not exists (
      select from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'id' and a.atttypid = 'uuid'::regtype)`),
  ).toEqual([])
})

it('whatever refers to a person says in words what it is, for whoever reviews a merge (vx.person_holding)', async () => {
  const said = await list(`select table_name, column_name from vx.person_holding where vi <> '' and en <> ''`)
  expect(await list('select table_name, column_name from vx.person_columns()')).toEqual(said)
  const there = await list(`select table_name, column_name from (${COLUMNS}) c`)
  expect(said.filter((s) => !there.includes(s))).toEqual([])
})

it('a column that is called after a person and has no key is named there too', async () => {
  const silent =
    await list(`select table_name, column_name from (${COLUMNS}) c where atttypid = 'uuid'::regtype
    and column_name ~ 'person' and not exists (select from vx.person_columns() p
      where p.table_name = c.table_name and p.column_name = c.column_name)`)
  expect(silent).toEqual([])
})

it('what a person has once has its rule for two of them (vx.person_once)', async () => {
  const open = await list(`
    select i.indexrelid::regclass from pg_index i join (${COLUMNS}) c on c.oid = i.indrelid and c.attnum = any (i.indkey)
      join vx.person_columns() p on p.table_name = c.table_name and p.column_name = c.column_name
    where i.indisunique and not exists (select from vx.person_once o where o.table_name = c.table_name
      and o.keys @> array(select a.attname::text from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any (i.indkey))
      and cardinality(o.keys) = i.indnkeyatts)`)
  expect(open).toEqual([])
  expect((await list('select 1 from vx.person_once')).length).toBeGreaterThan(3)
})
