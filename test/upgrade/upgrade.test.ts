import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { verifyAudit } from '../../src/platform/audit-verify.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { readCatalog } from '../guards/catalog.ts'
import { databaseUrl } from '../harness/global-setup.ts'
import { openWorld, type User, type World } from '../harness/world.ts'
import { busyAfternoon } from '../journeys/scene.ts'
import { listDumps, readDump, writeDump } from './dump.ts'

const release = process.env.UPDATE_RELEASE
if (release)
  it(`the dump of ${release} is written`, async () => {
    const world = await openWorld()
    await busyAfternoon(world)
    await world.settle()
    await writeDump(release, { url: world.url, auditKey: inject('auditKey') })
    await world.close()
  })

/** What a release must leave as it was: the number of rows of every table, and each signed report to the letter. */
async function holdings(pool: pg.Pool) {
  const { rows: tables } = await pool.query<{ name: string; records: boolean }>(
    `select format('%I.%I', schemaname, tablename) as name, rowsecurity as records from pg_tables
     where schemaname in ('vx', 'platform', 'auth') and tablename <> 'migration' order by 1`,
  )
  /** Rows of an area, and what is seeded: a release may bring more rules and templates, never more people. */
  const counts = { records: {} as Record<string, number>, seeded: {} as Record<string, number> }
  for (const { name, records } of tables) {
    const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${name}`)
    counts[records ? 'records' : 'seeded'][name] = rows[0]!.n
  }
  const { rows: reports } = await pool.query<{ id: string; number: string }>(
    `select to_jsonb(r) as report, r.id, r.number, (select jsonb_agg(to_jsonb(c) order by key) from vx.report_cell c where report_id = r.id) as cells,
       (select jsonb_agg(to_jsonb(w) order by list_key, record_id) from vx.report_row w where report_id = r.id) as rows
     from vx.report r where state = 'frozen' order by id`,
  )
  return { counts, reports }
}

/** Tables of the sign-in library, column by column: it makes and changes them itself. */
async function signInTables(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select concat_ws(' ', table_name, column_name, data_type, is_nullable) as line from information_schema.columns
     where table_schema = 'auth' order by 1`,
  )
  return rows.map((r) => r.line)
}

const kept = listDumps()

it('a dump of every release is kept, the first one too', () => {
  expect(kept[0]).toBe('0.1.0')
})

describe.each(kept)('An installation of release %s', (from) => {
  let name: string
  let pool: pg.Pool
  let auditKey: string
  let before: Awaited<ReturnType<typeof holdings>>
  let after: typeof before
  let world: World
  let fresh: World
  let nurse: User

  beforeAll(async () => {
    name = `vx_upgrade_${randomBytes(5).toString('hex')}`
    const admin = new pg.Client({ connectionString: inject('serverUrl') })
    await admin.connect()
    await admin.query(`create database ${name}`)
    await admin.end()
    const url = databaseUrl(inject('serverUrl'), name)
    const dump = readDump(from)
    auditKey = dump.auditKey
    const loader = new pg.Client({ connectionString: url })
    await loader.connect()
    await loader.query(dump.sql)
    await loader.end()
    pool = new pg.Pool({ connectionString: url, max: 1 })
    before = await holdings(pool)
    await migrate(url)
    after = await holdings(pool)
    world = await openWorld({ name, auditKey })
    fresh = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
  })
  afterAll(async () => {
    await pool?.end()
    await world?.close()
    await fresh?.close()
  })

  it('has the schema of a new one after its migrations', async () => {
    const [upgraded, made] = [await readCatalog(world.pool), await readCatalog(fresh.pool)]
    expect(Object.keys(upgraded.tables)).toEqual(Object.keys(made.tables))
    for (const [table, is] of Object.entries(upgraded.tables))
      expect({ [table]: is }).toEqual({ [table]: made.tables[table] })
    expect(upgraded).toEqual(made)
    expect(await signInTables(world.pool)).toEqual(await signInTables(fresh.pool))
  })

  it('holds every row that it held, and its signed report to the letter', async () => {
    expect(before.reports.length).toBeGreaterThan(0)
    expect(before.counts.records['vx.person']).toBeGreaterThan(1000)
    expect(after.counts.records).toMatchObject(before.counts.records)
    // What was open to all may be kept apart by area since.
    const now = { ...after.counts.records, ...after.counts.seeded }
    const lost = Object.entries(before.counts.seeded).filter(([t, n]) => !(now[t]! >= n))
    expect(lost).toEqual([])
    expect(after.reports).toMatchObject(before.reports)
    const commander = await world.signIn('district-commander')
    for (const { id, number } of before.reports) {
      const { report } = await commander.api.reports.get({ id })
      expect(report).toMatchObject({ id, number, state: 'frozen' })
      expect(await commander.api.reports.verify({ id })).toMatchObject({ ok: true })
    }
  })

  it('has its audit whole, under the key that it had', async () => {
    const verdict = await verifyAudit(world.pool, Buffer.from(auditKey, 'hex'))
    expect(verdict.findings).toEqual([])
    expect(verdict.rows).toBeGreaterThan(100)
  })

  it('shows a case to the nurse who signs in with her old password, and takes the next one', async () => {
    const { rows } = await world.pool.query<{ id: string; code: string; full_name: string; area_id: number }>(
      `select c.id, c.code, p.full_name, c.area_id from vx.case_record c join vx.person p on p.id = c.person_id
       join vx.area a on a.id = c.area_id join vx.area w on w.id = a.parent_id where w.name = 'Mai Động' order by code desc limit 1`,
    )
    const [old] = rows
    const page = await nurse.api.surveillance.get({ id: old!.id })
    expect(page).toMatchObject({ case: { code: old!.code }, person: { fullName: old!.full_name } })
    const { id } = await nurse.api.surveillance.report({
      person: { fullName: 'Tạ Thị Mới', birthYear: 1988, areaId: old!.area_id, nationality: 'VN' },
      disease: 'covid-19',
    })
    const next = await nurse.api.surveillance.get({ id })
    const numberOf = (code: string) => Number(code.match(/\d+$/)![0])
    expect(numberOf(next.case.code)).toBeGreaterThan(numberOf(old!.code))
    await world.settle()
    expect((await verifyAudit(world.pool, Buffer.from(auditKey, 'hex'))).findings).toEqual([])
  })
})
