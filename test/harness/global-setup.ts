import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { ensureDemo } from '../../demo/index.ts'
import { createApp } from '../../src/app.ts'
import { startPostgres } from '../../src/platform/embedded-postgres.ts'
import { migrate } from '../../src/platform/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Server of the run; databases of tests are made on it from the template. */
    serverUrl: string
    template: string
    auditKey: string
    /** A folder where a test file leaves what others of the run need as well; it goes with the run. */
    shelf: string
  }
}

/** One PostgreSQL for the run (embedded, or DATABASE_URL), and one template database with a small demo district. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'vx-test-'))
  const shelf = mkdtempSync(join(tmpdir(), 'vx-shelf-'))
  const server = process.env.DATABASE_URL ? undefined : await startPostgres({ folder, durable: false })
  const serverUrl = process.env.DATABASE_URL ?? server!.url
  const template = `vx_template_${randomBytes(4).toString('hex')}`
  const auditKey = randomBytes(32)
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  await admin.query(`create database ${template}`)
  const url = databaseUrl(serverUrl, template)
  await migrate(url)
  await ensureDemo({ url, auditKey, authSecret: 'test', people: 1200, seed: 7, light: true })
  const app = await createApp({ url, auditKey, authSecret: 'test', origins: ['http://localhost'] })
  await app.feed.drained()
  await app.jobs.idle()
  await app.close()
  // A template may have no visitors: the last connection is gone a moment after it was ended, and nobody new comes.
  await admin.query(`alter database ${template} with allow_connections false`)
  await emptied(admin, template)
  project.provide('serverUrl', serverUrl)
  project.provide('template', template)
  project.provide('auditKey', auditKey.toString('hex'))
  project.provide('shelf', shelf)
  return async () => {
    await dropDatabase(admin, template)
    await admin.end()
    await server?.stop()
    for (const f of [folder, shelf]) rmSync(f, { recursive: true, force: true })
  }
}

/** Resolves when nobody is connected to a database. @throws Error when somebody still is after a minute */
async function emptied(admin: pg.Client, name: string): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    const { rows } = await admin.query<{ application_name: string }>(
      `select application_name from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    )
    if (rows.length === 0) return
    if (Date.now() > end) throw new Error(`Still at ${name}: ${rows.map((r) => r.application_name)}`)
    await new Promise((r) => setTimeout(r, 50))
  }
}

/** The same server, another database. */
export function databaseUrl(serverUrl: string, database: string): string {
  return serverUrl.replace(/\/[^/?]*(\?|$)/, `/${database}$1`)
}

/**
 * Removes a database with whoever is still connected. A worker of the server's own (autovacuum) may not be thrown out
 * by an owner without superuser rights: it is gone in a moment.
 */
export async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await admin.query(`drop database if exists ${name} with (force)`)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== '42501' || tries === 50) throw error
      await new Promise((r) => setTimeout(r, 200))
    }
  }
}
