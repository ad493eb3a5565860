import { rmSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostgres } from '../../src/platform/embedded-postgres.ts'
import { writeKeys } from '../../src/platform/operation/place.ts'
import { listen } from './listener.ts'
import { FEW_ROUNDS, fillFolder, keys, killAll, openFolder, type Running, startServer } from './server.ts'
import { expectWhole, newLedger, repeatUnanswered, type Writer, writeMany, writeOne } from './writes.ts'

let database: string
let folder: string
let postgres: Awaited<ReturnType<typeof startPostgres>>
let server: Running
let by: Writer

beforeAll(async () => {
  // The embedded server plays the one that DATABASE_URL names: it can be stopped and started at will.
  database = openFolder('outage-db')
  folder = openFolder('outage')
  await fillFolder(database)
  writeKeys(folder, keys())
  postgres = await startPostgres({ folder: database })
  server = await startServer({ folder, env: { DATABASE_URL: postgres.url } })
  const pool = new pg.Pool({ connectionString: postgres.url, max: 1 })
  const { rows } = await pool.query(`select id from vx.area where name = 'Mai Động'`)
  await pool.end()
  by = { cookie: (await server.signIn('ward-nurse.mai-dong')).cookie, areaId: rows[0].id }
})
afterAll(async () => {
  killAll()
  await postgres?.stop()
  for (const f of [database, folder]) rmSync(f, { recursive: true, force: true })
})

const statusOf = async (path: string) => (await server.fetch(path)).status

describe('PostgreSQL is stopped and started under load', { timeout: 600_000 }, () => {
  it.each(Array.from({ length: FEW_ROUNDS }, (_, i) => i + 1))(
    'everybody is told in words, nobody is lost, and all goes on by itself (%i)',
    async (n) => {
      const prefix = `mat-csdl-${n}`
      const ear = listen(() => server, by.cookie)
      await expect.poll(ear.opened).toBeGreaterThan(0)
      const ledger = newLedger()
      let ending = false
      const load = writeMany(server, by, {
        prefix,
        count: 100_000,
        ledger,
        stop: () => ending,
        // As people do: whoever is refused tries again a little later.
        pause: () => (ledger.refused.length > 0 ? 50 : 0),
      })
      await expect.poll(() => ledger.answered.size, { timeout: 30_000 }).toBeGreaterThan(20)
      await postgres.stop()
      await expect.poll(() => ledger.refused.length).toBeGreaterThan(30)
      expect(await statusOf('/healthz')).toBe(200)
      expect(await statusOf('/readyz')).toBe(503)
      const signIn = await server.fetch('/api/auth/sign-in/username', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.origin },
        body: JSON.stringify({ username: 'ward-nurse.mai-dong', password: 'vungxanh2021' }),
      })
      expect([signIn.status, (await signIn.json()).code]).toEqual([503, 'database-unreachable'])
      const page = await server.fetch('/api/me', { headers: { cookie: by.cookie } })
      expect([page.status, (await page.json()).code]).toEqual([503, 'database-unreachable'])

      postgres = await startPostgres({ folder: database })
      await expect.poll(() => writeOne(server, by, `${prefix}-again`, ledger)).toBe(true)
      const answered = ledger.answered.size
      await expect.poll(() => ledger.answered.size).toBeGreaterThan(answered + 20)
      ending = true
      await load

      expect(ledger.broken).toBe(0)
      const wordless = ledger.refused.filter(
        (r) => r.code !== 'database-unreachable' || r.status !== 503 || !r.words.vi || !r.words.en,
      )
      expect(wordless).toEqual([])
      expect(await statusOf('/readyz')).toBe(200)
      await repeatUnanswered(server, by, ledger)
      const pool = new pg.Pool({ connectionString: postgres.url, max: 1 })
      expect(await expectWhole(pool, prefix, ledger)).toBe(0)
      await pool.end()
      const untold = () => {
        const told = new Set(ear.heard.map((h) => h.subjectId))
        return [...ledger.answered.values()].filter((id) => !told.has(id))
      }
      await expect.poll(untold).toEqual([])
      await ear.stop()
      expect(server.child.exitCode).toBe(null)
      expect(server.said()).not.toContain('Người mat-csdl')
    },
  )
})
