import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '../src/platform/migrate.ts'
import { databaseUrl, dropDatabase } from '../test/harness/global-setup.ts'
import { growPopulation } from './growth.ts'
import { writeHistory } from './history.ts'
import { seedRegistry } from './registry.ts'

const KEPT = ['case_record', 'contact', 'contact_tier', 'followup', 'task', 'isolation_order', 'lab_result']

describe('The years before the demo', { timeout: 300_000 }, () => {
  const name = `vx_history_${randomBytes(5).toString('hex')}`
  let db: pg.Client

  beforeAll(async () => {
    const admin = new pg.Client({ connectionString: inject('serverUrl') })
    await admin.connect()
    await admin.query(`create database ${name}`)
    await admin.end()
    const url = databaseUrl(inject('serverUrl'), name)
    await migrate(url)
    db = new pg.Client({ connectionString: url })
    await db.connect()
    await seedRegistry(db, { seed: 1, people: 1200 })
    await growPopulation(db, 3600)
    await writeHistory(db, { auditKey: Buffer.alloc(32), userId: 'system', cases: 300, contacts: 1500 })
  })
  afterAll(async () => {
    await db?.end()
    const admin = new pg.Client({ connectionString: inject('serverUrl') })
    await admin.connect()
    await dropDatabase(admin, name)
    await admin.end()
  })

  it('has as many cases and contacts as were asked for, all of people of the register', async () => {
    const { rows } = await db.query(
      `select (select count(*) from vx.case_record)::int as cases, (select count(*) from vx.contact)::int as contacts,
         (select count(*) from vx.person)::int as people`,
    )
    expect(rows[0].cases).toBe(300)
    expect(rows[0].contacts).toBeGreaterThan(1000)
    expect(rows[0].people).toBeGreaterThan(3000)
  })

  it('keeps of every record one open version, the same as the record, as the services would', async () => {
    for (const table of KEPT) {
      // As text: not every type of PostgreSQL can be compared.
      const texts = (of: string) => `select (to_jsonb(r) - 'valid_from' - 'valid_to')::text from ${of}`
      const record = texts(`vx.${table} r`)
      const version = texts(`vx.${table}_version r where valid_to is null`)
      const { rows } = await db.query(
        `select (select count(*) from vx.${table})::int as records,
           (select count(*) from ((${record} except all ${version}) union all (${version} except all ${record})) d)::int as differ`,
      )
      expect(rows[0].records, table).toBeGreaterThan(0)
      expect({ [table]: rows[0].differ }).toEqual({ [table]: 0 })
    }
  })
})
