import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, existsSync, lstatSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { inject } from 'vitest'
import { DEMO_PASSWORD } from '../../demo/index.ts'
import { dump } from '../../src/platform/operation/dump.ts'
import { load } from '../../src/platform/operation/load.ts'
import { withEmbedded, writeKeys } from '../../src/platform/operation/place.ts'
import { databaseUrl, dropDatabase } from '../harness/global-setup.ts'
import { type Client, clientOf, copyTemplate } from '../harness/world.ts'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** How often the long form kills what the suite kills once, and how often it repeats other faults. */
export const ROUNDS = process.env.VX_LONG ? 20 : 1
export const FEW_ROUNDS = process.env.VX_LONG ? 5 : 1

export const keys = () => ({ audit: inject('auditKey'), session: 'fault-tests' })

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** A folder that the database's user can enter, whoever runs the tests. */
export function openFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `vx-${name}-`))
  chmodSync(folder, 0o711)
  return folder
}

/** A database on the run's server, made from its template; `drop` removes it. */
export async function ownDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = new pg.Client({ connectionString: inject('serverUrl') })
  await admin.connect()
  const name = `vx_fault_${randomBytes(5).toString('hex')}`
  await copyTemplate(admin, name)
  return {
    url: databaseUrl(inject('serverUrl'), name),
    async drop() {
      await dropDatabase(admin, name)
      await admin.end()
    },
  }
}

/**
 * Fills a data folder with the run's demo district and its keys. The first of a run is filled by a move, which is
 * quicker than making a district; the others are copies of it.
 */
export async function fillFolder(folder: string): Promise<void> {
  const model = join(inject('shelf'), 'filled')
  const copy = (from: string, to: string) => run('cp', ['-a', `${from}/.`, to])
  if (existsSync(model)) {
    await copy(model, folder)
    return
  }
  const source = await ownDatabase()
  try {
    await withEmbedded(folder, { shared: false }, (url) =>
      load(dump(source.url, keys()), url, { keepSessions: true }),
    )
    writeKeys(folder, keys())
  } finally {
    await source.drop()
  }
  // Where the server's user cannot enter temporary folders the database lies elsewhere, and a copy would share it.
  if (lstatSync(join(folder, 'postgres')).isSymbolicLink()) return
  const half = openFolder('filled')
  await copy(folder, half)
  try {
    renameSync(half, model)
  } catch (error) {
    // Another test file was quicker.
    rmSync(half, { recursive: true })
    if (!existsSync(model)) throw error
  }
}

export interface Running {
  child: ChildProcess
  origin: string
  /** Everything it has said. */
  said(): string
  /** Resolves when the process is gone. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  signIn(username: string): Promise<{ cookie: string; api: Client }>
  fetch(path: string, init?: RequestInit): Promise<Response>
}

/** What must not outlive the test file. */
const started = new Set<ChildProcess>()

/** Ends, hard, what a failed test has left. */
export function killAll(): void {
  for (const child of started) child.kill('SIGKILL')
}

/**
 * Starts the product as people do, in a process of its own, and waits until it is ready.
 * @param via 'npm' through `npm start`, else the server alone
 * @throws Error with what it said when it ends before that
 */
export async function startServer(input: {
  folder: string
  env?: Record<string, string>
  via?: 'npm'
  port?: number
}): Promise<Running> {
  const port = input.port ?? (await freePort())
  const { DATABASE_URL: _, NODE_ENV: __, VITEST: ___, ...surroundings } = process.env
  const [program, ...args] =
    input.via === 'npm' ? ['npm', 'start'] : [process.execPath, join(ROOT, 'src/main.ts')]
  const child = spawn(program!, args, {
    cwd: ROOT,
    env: { ...surroundings, VX_DATA: input.folder, PORT: String(port), ...input.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.add(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream!.on('data', (part) => {
      text = (text + part).slice(-100_000)
    })
  const ended = once(child, 'exit').then(([code, signal]) => {
    started.delete(child)
    return { code, signal }
  })
  const origin = `http://127.0.0.1:${port}`
  const end = Date.now() + 120_000
  for (;;) {
    const ready = await fetch(`${origin}/readyz`).catch(() => undefined)
    if (ready?.ok) break
    if (child.exitCode !== null || Date.now() > end) throw new Error(`The server did not start:\n${text}`)
    await sleep(50)
  }
  return {
    child,
    origin,
    said: () => text,
    ended,
    fetch: (path, init) => fetch(origin + path, init),
    async signIn(username) {
      const response = await fetch(`${origin}/api/auth/sign-in/username`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ username, password: DEMO_PASSWORD }),
      })
      if (!response.ok) throw new Error(`Sign-in: ${response.status} ${await response.text()}`)
      const cookie = response.headers
        .getSetCookie()
        .map((c) => c.split(';')[0])
        .join('; ')
      return { cookie, api: clientOf(origin, { cookie, origin }) }
    },
  }
}
