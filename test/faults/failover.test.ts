import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, chownSync, existsSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { checkBackup } from '../../src/platform/operation/backup.ts'
import { dump } from '../../src/platform/operation/dump.ts'
import { load } from '../../src/platform/operation/load.ts'
import { writeKeys } from '../../src/platform/operation/place.ts'
import { findText, listProcesses } from '../../src/platform/system.ts'
import { freePort, keys, killAll, openFolder, ownDatabase, startServer } from './server.ts'
import { expectWhole, newLedger, repeatUnanswered, type Writer, writeMany } from './writes.ts'

/** The newest PostgreSQL of Debian's packages; the embedded one has no pg_basebackup. */
const programs = globSync('/usr/lib/postgresql/*/bin').sort().at(-1)
const passwd = findText('/etc/passwd') ?? ''
const account = passwd
  .split('\n')
  .find((l) => l.startsWith('postgres:'))
  ?.split(':')
const postgres = account && { uid: Number(account[2]), gid: Number(account[3]) }
const run = promisify(execFile)

const folders: string[] = []
const clusters: { data: string }[] = []

function missing(): string | undefined {
  if (!programs || !existsSync(join(programs, 'pg_basebackup')))
    return 'there is no PostgreSQL of Debian with pg_basebackup'
  if (process.getuid?.() === 0 && !postgres) return 'root needs an account postgres to run PostgreSQL'
  return undefined
}

async function program(name: string, ...args: string[]): Promise<void> {
  const as = process.getuid?.() === 0 ? postgres : undefined
  await run(join(programs!, name), args, {
    ...as,
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
  })
}

async function processesOf(data: string): Promise<number[]> {
  const head = Number((findText(join(data, 'postmaster.pid')) ?? '').split('\n')[0])
  const found = []
  for (const pid of await listProcesses()) {
    const parent = Number((findText(`/proc/${pid}/stat`) ?? '').replace(/^.*\) \S /, '').split(' ')[0])
    if (pid === head || parent === head) found.push(pid)
  }
  return found
}

/** As if somebody pulled the plug: every process of the cluster at once. */
async function pull(data: string): Promise<void> {
  for (const pid of await processesOf(data)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Its parent took it along.
    }
  }
}

afterAll(async () => {
  killAll()
  for (const { data } of clusters) await pull(data)
  for (const f of folders) rmSync(f, { recursive: true, force: true })
})

describe('A standby with synchronous commit', { timeout: 1_200_000 }, () => {
  it('takes over when the primary dies under writes, and no answered write is lost', async (ctx) => {
    const why = missing()
    if (why) return ctx.skip(why)
    const home = openFolder('failover')
    folders.push(home)
    const password = randomBytes(12).toString('hex')
    const make = async (name: string) => {
      const data = join(home, name)
      mkdirSync(data, { mode: 0o700 })
      if (process.getuid?.() === 0) chownSync(data, postgres!.uid, postgres!.gid)
      clusters.push({ data })
      return { data, port: await freePort() }
    }
    const start = ({ data, port }: { data: string; port: number }) =>
      program(
        'pg_ctl',
        'start',
        '-D',
        data,
        '-w',
        '-s',
        '-l',
        join(data, 'log'),
        '-o',
        `-c listen_addresses=127.0.0.1 -p ${port} -k ${data}`,
      )
    const primary = await make('primary')
    await program(
      'initdb',
      '-D',
      primary.data,
      '-U',
      'postgres',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '-A',
      'trust',
    )
    // What docs/operate.md says to set.
    appendFileSync(
      join(primary.data, 'postgresql.conf'),
      `\nwal_level = replica\nsynchronous_commit = on\nmax_wal_senders = 5\nshared_buffers = 128MB\n`,
    )
    await start(primary)
    const admin = new pg.Client({
      host: '127.0.0.1',
      port: primary.port,
      user: 'postgres',
      database: 'postgres',
    })
    admin.on('error', () => undefined)
    await admin.connect()
    await admin.query(`create role vx login createrole password '${password}'`)
    await admin.query('create database vungxanh owner vx')
    await admin.query(`create role standby login replication password '${password}'`)
    const standby = await make('standby')
    await program(
      'pg_basebackup',
      '-D',
      standby.data,
      '-R',
      '-X',
      'stream',
      '-C',
      '-S',
      'one',
      '-d',
      `host=127.0.0.1 port=${primary.port} user=standby password=${password} application_name=one`,
    )
    await start(standby)
    await admin.query(`alter system set synchronous_standby_names = 'FIRST 1 (one)'`)
    await admin.query('select pg_reload_conf()')
    const sync = async () =>
      (await admin.query('select sync_state from pg_stat_replication')).rows.map((r) => r.sync_state)
    await expect.poll(sync).toEqual(['sync'])

    const urlOf = ({ port }: { port: number }) => `postgres://vx:${password}@127.0.0.1:${port}/vungxanh`
    const source = await ownDatabase()
    await load(dump(source.url, keys()), urlOf(primary), { keepSessions: true })
    await source.drop()
    const folder = openFolder('failover-app')
    folders.push(folder)
    writeKeys(folder, keys())
    let server = await startServer({ folder, env: { DATABASE_URL: urlOf(primary) } })
    const { rows } = await admin.query(`select 1`)
    expect(rows).toHaveLength(1)
    const poolOf = (c: { port: number }) => {
      const pool = new pg.Pool({ connectionString: urlOf(c), max: 1 })
      pool.on('error', () => undefined)
      return pool
    }
    const reading = poolOf(standby)
    const { rows: areas } = await reading.query(`select id from vx.area where name = 'Mai Động'`)
    const by: Writer = { cookie: (await server.signIn('ward-nurse.mai-dong')).cookie, areaId: areas[0].id }
    const ledger = newLedger()
    let pulled: Promise<void> | undefined
    let done = 0
    await writeMany(server, by, {
      prefix: 'chuyen-may',
      count: 1000,
      ledger,
      stop: () => ledger.refused.length + ledger.broken > 8,
      each() {
        done += 1
        if (done === 300) pulled = pull(primary.data)
      },
    })
    await pulled
    expect(ledger.answered.size).toBeGreaterThan(250)
    expect(ledger.answered.size).toBeLessThan(1000)
    expect(ledger.refused.filter((r) => r.code !== 'database-unreachable')).toEqual([])
    // Before it is promoted it can be read and backed up, and refuses to be written to.
    const { end } = await checkBackup(dump(urlOf(standby), keys()))
    expect(end.tables['vx.person']!.rows).toBeGreaterThanOrEqual(1200 + ledger.answered.size)
    await reading.end()
    await program('pg_ctl', 'promote', '-D', standby.data, '-w', '-s')
    server.child.kill('SIGTERM')
    await server.ended
    server = await startServer({ folder, env: { DATABASE_URL: urlOf(standby) } })
    const pool = poolOf(standby)
    await expectWhole(pool, 'chuyen-may', ledger)
    await repeatUnanswered(server, by, ledger)
    expect(await expectWhole(pool, 'chuyen-may', ledger)).toBe(0)
    await pool.end()
    server.child.kill('SIGTERM')
    await server.ended
    await admin.end().catch(() => undefined)
  })
})
