import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { OidcConfig } from './auth-oidc.ts'

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
  /** 'off': a new database becomes an installation for real work, and asks for its administrator. */
  VX_DEMO: z.enum(['on', 'off']).default('on'),
  /** Where browsers reach the server, e.g. https://chongdich.hoangmai.example; https makes cookies and headers strict. */
  VX_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((u) => new URL(u).origin)
    .optional(),
  /** Addresses or networks of the proxies in front, separated by commas: only their X-Forwarded-For is believed. */
  VX_TRUST_PROXY: z.string().min(1).optional(),
  /** The first administrator, when no terminal can be asked: see src/first-start.ts. */
  VX_ADMIN_NAME: z.string().min(1).optional(),
  VX_ADMIN_USERNAME: z.string().min(1).optional(),
  VX_ADMIN_PASSWORD_FILE: z.string().min(1).optional(),
  /** Code of the area that the installation is for; Hà Nội when nothing is said. */
  VX_AREA: z.string().min(1).default('01'),
  /** Sign-in through an OpenID Connect provider: all three, or none. */
  VX_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  VX_OIDC_CLIENT_ID: z.string().min(1).optional(),
  VX_OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  /** The claim that holds our user name; 'email' matches the address that the administrator entered. */
  VX_OIDC_CLAIM: z.string().min(1).default('preferred_username'),
  /** What the button says. */
  VX_OIDC_NAME: z.string().min(1).max(60).default('OpenID Connect'),
  /** 'amr': a second factor counts when the ID token says so; 'provider': the provider always asks for one. */
  VX_OIDC_SECOND_FACTOR: z.enum(['amr', 'provider']).default('amr'),
  /** Bearer token that reads /metrics from elsewhere than this machine. */
  VX_METRICS_TOKEN: z.string().min(16).optional(),
  /** 'on': every request in the log, not only slow and failed ones. */
  VX_LOG_REQUESTS: z.enum(['on', 'off']).default('off'),
  /** Folder of the nightly back-ups; none without it. */
  VX_BACKUP_FOLDER: z.string().min(1).optional(),
  /** File of the secret that they are sealed with; `backup.key` in the data folder unless said. */
  VX_BACKUP_KEY_FILE: z.string().min(1).optional(),
  /** How many are kept. */
  VX_BACKUP_KEEP: z.coerce.number().int().min(1).max(1000).default(14),
})

/** What the first start of an installation needs to know. */
export interface AdminConfig {
  name: string | undefined
  username: string | undefined
  passwordFile: string | undefined
  areaCode: string
}

export interface Config {
  port: number
  dataFolder: string
  databaseUrl: string | undefined
  demo: boolean
  demoPeople: number
  demoSeed: number
  /** Where browsers reach an installation; a demo serves this machine only. */
  publicOrigin: string | undefined
  localOrigins: string[]
  trustProxy: string | undefined
  admin: AdminConfig
  oidc: OidcConfig | undefined
  metricsToken: string | undefined
  logRequests: boolean
  backup: { folder: string; keyFile: string; keep: number } | undefined
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
    throw wrong(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`))
  }
  const e = parsed.data
  const faults = together(e)
  if (faults.length) throw wrong(faults)
  const dataFolder = resolve(e.VX_DATA)
  mkdirSync(dataFolder, { recursive: true })
  return {
    port: e.PORT,
    dataFolder,
    databaseUrl: e.DATABASE_URL,
    demo: e.VX_DEMO === 'on',
    publicOrigin: e.VX_ORIGIN,
    localOrigins: ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:${e.PORT}`),
    trustProxy: e.VX_TRUST_PROXY,
    admin: {
      name: e.VX_ADMIN_NAME,
      username: e.VX_ADMIN_USERNAME,
      passwordFile: e.VX_ADMIN_PASSWORD_FILE,
      areaCode: e.VX_AREA,
    },
    oidc: oidcOf(e),
    metricsToken: e.VX_METRICS_TOKEN,
    logRequests: e.VX_LOG_REQUESTS === 'on',
    backup: e.VX_BACKUP_FOLDER
      ? {
          folder: resolve(e.VX_BACKUP_FOLDER),
          keyFile: resolve(e.VX_BACKUP_KEY_FILE ?? join(dataFolder, 'backup.key')),
          keep: e.VX_BACKUP_KEEP,
        }
      : undefined,
    demoPeople: e.VX_DEMO_PEOPLE,
    demoSeed: e.VX_DEMO_SEED,
    auditKey: Buffer.from(secret(dataFolder, 'audit.key'), 'hex'),
    authSecret: secret(dataFolder, 'auth.secret'),
  }
}

const wrong = (lines: string[]) =>
  new Error(`Cấu hình không hợp lệ / Wrong configuration:\n${lines.map((l) => `  ${l}`).join('\n')}`)

/** What only makes sense together. */
function together(e: z.output<typeof Env>): string[] {
  const oidc = [e.VX_OIDC_ISSUER, e.VX_OIDC_CLIENT_ID, e.VX_OIDC_CLIENT_SECRET_FILE]
  return [
    ...(oidc.some((v) => v) && !oidc.every((v) => v)
      ? ['VX_OIDC_ISSUER, VX_OIDC_CLIENT_ID, VX_OIDC_CLIENT_SECRET_FILE: all three, or none']
      : []),
    ...(e.VX_OIDC_ISSUER && !isPrivate(new URL(e.VX_OIDC_ISSUER))
      ? ['VX_OIDC_ISSUER: https, except on this machine: whoever listens could sign in as anybody']
      : []),
    ...(e.VX_OIDC_CLIENT_SECRET_FILE && !existsSync(e.VX_OIDC_CLIENT_SECRET_FILE)
      ? [`VX_OIDC_CLIENT_SECRET_FILE: there is no ${e.VX_OIDC_CLIENT_SECRET_FILE}`]
      : []),
  ]
}

const isPrivate = (url: URL) =>
  url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)

function oidcOf(e: z.output<typeof Env>): OidcConfig | undefined {
  if (!e.VX_OIDC_ISSUER) return undefined
  return {
    issuer: e.VX_OIDC_ISSUER,
    clientId: e.VX_OIDC_CLIENT_ID!,
    clientSecret: readFileSync(e.VX_OIDC_CLIENT_SECRET_FILE!, 'utf8').trim(),
    claim: e.VX_OIDC_CLAIM,
    name: e.VX_OIDC_NAME,
    secondFactor: e.VX_OIDC_SECOND_FACTOR,
  }
}

function secret(folder: string, name: string): string {
  const path = join(folder, name)
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8').trim()
}
