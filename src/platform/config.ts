import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

const Env = z.object({
  /** TCP port of the web server, on 127.0.0.1 and ::1. */
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Folder of everything that must outlive a restart: database, keys, uploaded files. */
  VX_DATA: z.string().min(1).default('data'),
  /** A PostgreSQL server (15 or later) instead of the embedded one. */
  DATABASE_URL: z.string().min(1).optional(),
  /** Number of people of the demo district, used only when the database is created. */
  VX_DEMO_PEOPLE: z.coerce.number().int().min(300).max(1_000_000).default(20_000),
  /** Seed of the demo district, used only when the database is created. */
  VX_DEMO_SEED: z.coerce.number().int().default(2021),
})

export interface Config {
  port: number
  dataFolder: string
  databaseUrl: string | undefined
  demoPeople: number
  demoSeed: number
  /** Key of the audit digests; lives outside the database so that its owner cannot forge a row. */
  auditKey: Buffer
  /** Secret of the session cookies. */
  authSecret: string
}

/**
 * Reads the environment once.
 * @throws Error with one readable line per wrong variable.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = Env.safeParse(env)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((i) => `  ${i.path.join('.')}: ${i.message}`)
    throw new Error(`Cấu hình không hợp lệ / Wrong configuration:\n${lines.join('\n')}`)
  }
  const dataFolder = resolve(parsed.data.VX_DATA)
  mkdirSync(dataFolder, { recursive: true })
  return {
    port: parsed.data.PORT,
    dataFolder,
    databaseUrl: parsed.data.DATABASE_URL,
    demoPeople: parsed.data.VX_DEMO_PEOPLE,
    demoSeed: parsed.data.VX_DEMO_SEED,
    auditKey: Buffer.from(secret(dataFolder, 'audit.key'), 'hex'),
    authSecret: secret(dataFolder, 'auth.secret'),
  }
}

function secret(folder: string, name: string): string {
  const path = join(folder, name)
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8').trim()
}
