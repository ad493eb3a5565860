import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startPostgres } from './embedded-postgres.ts'
import { commandLine, isAlive, listProcesses, signal } from './system.ts'

let folder: string
let servers: { stop(): Promise<void> }[]
let applications: ChildProcess[]

// One cluster for most of the tests: each leaves it stopped, and making one takes seconds.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vx-postgres-'))
  chmodSync(folder, 0o711)
})

beforeEach(() => {
  servers = []
  applications = []
})

afterEach(async () => {
  for (const child of applications) child.kill('SIGKILL')
  for (const server of servers) await server.stop()
  for (const pid of await processesWith(`-D ${folder}`)) signal(pid, 'SIGKILL')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function start(path = folder) {
  const server = await startPostgres({ folder: path })
  servers.push(server)
  return server
}

async function query(url: string, text: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  // The server is killed on purpose; what that does to a query shows in its promise.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

/** Another application process on `folder`; resolves with the url it printed, or rejects with what it said. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const module = new URL('embedded-postgres.ts', import.meta.url)
  const code = `
    const { startPostgres } = await import(${JSON.stringify(module.href)})
    const { url } = await startPostgres({ folder: ${JSON.stringify(folder)} })
    console.log(url)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code])
  applications.push(child)
  let complaint = ''
  child.stderr.on('data', (text) => {
    complaint += text
  })
  const url = await Promise.race([
    once(child.stdout, 'data').then(([text]) => String(text).trim()),
    once(child, 'close').then(() => Promise.reject(new Error(complaint))),
  ])
  return { child, url }
}

async function processesWith(text: string): Promise<number[]> {
  const found: number[] = []
  for (const pid of await listProcesses()) {
    const command = await commandLine(pid)
    if (command.includes('postgres') && command.includes(text)) found.push(pid)
  }
  return found
}

function postmaster(): number {
  return Number(readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])
}

const addRow = `drop table if exists note; create table note (text text); insert into note values ('đã ghi')`

describe('the embedded database', () => {
  it('sorts and folds Vietnamese, keeps time in UTC and waits for the disk', async () => {
    const { url, adopted } = await start()
    expect(adopted).toBe(false)
    const [row] = await query(
      url,
      `select current_user as "user", current_database() as database, lower('ĐỐNG ĐA') as folded,
        (select string_agg(x, ' ' order by x) from unnest(array['Đông', 'Dung', 'Ếch', 'Em', 'Ân', 'An']) x) as sorted,
        current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
        current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses`,
    )
    expect(row).toEqual({
      user: 'vx',
      database: 'vungxanh',
      folded: 'đống đa',
      sorted: 'An Ân Dung Đông Em Ếch',
      encoding: 'UTF8',
      zone: 'UTC',
      fsync: 'on',
      addresses: '',
    })
    await query(url, 'create extension pg_trgm')
    // With an ASCII-only notion of letters nothing but 'ng' would be left of the word.
    const likeness = `select similarity('ĐỐNG', 'đống')::float as same, similarity('Đống', 'Ứng')::float < 1 as differs`
    expect(await query(url, likeness)).toEqual([{ same: 1, differs: true }])
  })

  it('lets no other user of the machine in', async () => {
    const { url } = await start()
    expect(statSync(join(folder, 'postgres/socket')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'postgres/data')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'postgres/password')).mode & 0o777).toBe(0o600)
    await expect(query(url.replace(/vx:[^@]+@/, 'vx:wrong@'), 'select 1')).rejects.toMatchObject({
      code: '28P01',
    })
  })

  it('has every answered row after the server was killed in the middle of work', async () => {
    const first = await start()
    await query(first.url, addRow)
    // A process in the middle of a long computation does not see that its server is gone.
    const busy = query(first.url, 'select count(*) from generate_series(1, 1000000000000) n').catch(
      () => 'cut off',
    )
    await sleep(300)
    signal(postmaster(), 'SIGKILL')
    await first.ended
    await first.stop()
    const second = await start()
    expect(second.adopted).toBe(false)
    expect(await query(second.url, 'select text from note')).toEqual([{ text: 'đã ghi' }])
    expect(await busy).toBe('cut off')
  })

  it('adopts the server of an application that was killed', async () => {
    const { child, url } = await startElsewhere()
    await query(url, addRow)
    const pid = postmaster()
    child.kill('SIGKILL')
    await once(child, 'close')
    const server = await start()
    expect(server.adopted).toBe(true)
    expect(postmaster()).toBe(pid)
    expect(await query(server.url, 'select text from note')).toEqual([{ text: 'đã ghi' }])
    await server.stop()
    expect(isAlive(pid)).toBe(false)
  })

  it('replaces a server left behind that runs with other settings', async () => {
    const first = await start()
    const command = (await commandLine(postmaster())).replace('max_connections=100', 'max_connections=90')
    await first.stop()
    const owner = statSync(join(folder, 'postgres/data'))
    const [program = '', ...args] = command.split(' ')
    const options = { detached: true, stdio: 'ignore', cwd: '/', uid: owner.uid, gid: owner.gid } as const
    const old = spawn(program, args, options)
    await vi.waitFor(() => query(first.url, 'select 1'), { timeout: 60_000 })
    const second = await start()
    expect(second.adopted).toBe(false)
    expect(old.exitCode).toBe(0)
    expect(await query(second.url, 'show max_connections')).toEqual([{ max_connections: '100' }])
  })

  it('refuses a second application on the same folder and names the first', async () => {
    const { child } = await startElsewhere()
    await expect(start()).rejects.toMatchObject({
      code: 'folder-in-use',
      message: expect.stringMatching(new RegExp(`tiến trình ${child.pid} [^]*process ${child.pid}\\.`)),
    })
    child.kill('SIGKILL')
    await once(child, 'close')
    await start()
    await expect(startElsewhere()).rejects.toThrow(`process ${process.pid}.`)
    await expect(startPostgres({ folder })).rejects.toMatchObject({ code: 'folder-in-use' })
  })

  it('takes over a lock and a server file whose process id belongs to something else by now', async () => {
    await (await start()).stop()
    writeFileSync(
      join(folder, 'app.lock'),
      JSON.stringify({ pid: process.pid, started: 'before the last boot' }),
    )
    const path = join(folder, 'postgres/data')
    const { uid, gid } = statSync(path)
    const other = spawn('sleep', ['60'], { uid, gid })
    applications.push(other)
    writeFileSync(join(path, 'postmaster.pid'), `${other.pid}\n${path}\n1600000000\n5432\n/tmp\n\n\nready\n`)
    chownSync(join(path, 'postmaster.pid'), uid, gid)
    const server = await start()
    expect(server.adopted).toBe(false)
    await server.stop()
    writeFileSync(join(folder, 'app.lock'), '')
    await start()
  })

  it('works in a folder whose path is too long for a socket', async () => {
    const long = join(folder, `${'phường '.repeat(12)}dữ liệu`)
    const server = await start(long)
    const [row] = await query(server.url, 'show unix_socket_directories')
    const socket = String(row?.unix_socket_directories)
    expect(socket.startsWith(long)).toBe(false)
    expect(statSync(socket).mode & 0o777).toBe(0o700)
    await server.stop()
    expect(existsSync(socket)).toBe(false)
  })

  it('moves out of a folder that only root can enter, when root starts it', async (ctx) => {
    if (process.getuid?.() !== 0) ctx.skip('only root can start a server as another user')
    const closed = join(folder, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const first = await start(join(closed, 'data'))
    const home = realpathSync(join(closed, 'data/postgres'))
    try {
      expect(dirname(home)).toBe('/var/lib/vungxanh')
      expect(statSync(join(home, 'data')).uid).not.toBe(0)
      await query(first.url, addRow)
      await first.stop()
      const second = await start(join(closed, 'data'))
      expect(await query(second.url, 'select text from note')).toEqual([{ text: 'đã ghi' }])
      // A copy of the folder points to the same database.
      cpSync(join(closed, 'data'), join(folder, 'copy'), { recursive: true, verbatimSymlinks: true })
      rmSync(join(folder, 'copy/app.lock'))
      await expect(start(join(folder, 'copy'))).rejects.toMatchObject({ code: 'folder-in-use' })
      await second.stop()
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
    await expect(start(join(closed, 'data'))).rejects.toMatchObject({ code: 'database-missing' })
  })

  it('leaves no process and no lock behind when it is stopped, even twice', async () => {
    const server = await start()
    const [row] = await query(server.url, 'show cluster_name')
    const name = String(row?.cluster_name)
    expect((await processesWith(name)).length).toBeGreaterThan(1)
    await Promise.all([server.stop(), server.stop()])
    await server.ended
    expect(await processesWith(name)).toEqual([])
    expect(existsSync(join(folder, 'app.lock'))).toBe(false)
  })
})
