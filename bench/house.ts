import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { DEMO_PASSWORD, ensureDemo } from '../demo/index.ts'
import { readConfig } from '../src/platform/config.ts'
import { startPostgres } from '../src/platform/embedded-postgres.ts'
import { migrate } from '../src/platform/migrate.ts'

export interface House {
  url: string
  origin: string
  /** A bare connection as the owner: no row-level security, nothing of the product. */
  bare: pg.Client
  people: number
  cases: number
  /** The server's process. */
  pid: number
  /** Resident memory of the server, in bytes. */
  memory(): number
  /** Cookie of a user name's session. */
  signIn(username: string): Promise<string>
  close(): Promise<void>
}

/** The product as a process of its own on a demo district (made when the folder is empty), and a bare connection. */
export async function openHouse(folder: string): Promise<House> {
  const config = readConfig({ ...process.env, VX_DATA: folder })
  const server = config.databaseUrl ? undefined : await startPostgres({ folder: config.dataFolder })
  const url = config.databaseUrl ?? server!.url
  await migrate(url)
  await ensureDemo({ ...config, url, people: config.demoPeople, seed: config.demoSeed })
  const bare = new pg.Client({ connectionString: url })
  await bare.connect()
  // A district that was made just now is compared with itself for half an hour; what is timed is the days after that.
  await bare.query('update vx.person_change set is_compared = true where not is_compared')
  const { child, port } = await startServer(
    new URL('server.ts', import.meta.url),
    JSON.stringify({ url, auditKey: config.auditKey.toString('hex'), authSecret: config.authSecret }),
  )
  const origin = `http://localhost:${port}`
  const { rows } = await bare.query(
    'select (select count(*)::int from vx.person) as people, (select count(*)::int from vx.case_record) as cases',
  )
  return {
    url,
    origin,
    bare,
    people: rows[0].people,
    cases: rows[0].cases,
    pid: child.pid!,
    memory: () =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1024,
    async signIn(username) {
      const response = await fetch(`${origin}/api/auth/sign-in/username`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ username, password: DEMO_PASSWORD }),
      })
      if (!response.ok) throw new Error(`Sign-in of ${username}: ${response.status}`)
      return response.headers
        .getSetCookie()
        .map((c) => c.split(';')[0])
        .join('; ')
    },
    async close() {
      child.kill('SIGTERM')
      await new Promise((r) => child.once('exit', r))
      await bare.end()
      await server?.stop()
    },
  }
}

/** A server of this folder as a process of its own. */
export function startServer(file: URL, input: string): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(fileURLToPath(file), [input])
  return new Promise((resolve, reject) => {
    child.once('message', (m) => resolve({ child, port: (m as { port: number }).port }))
    child.once('exit', (code) => reject(new Error(`The server ended (${code})`)))
  })
}
