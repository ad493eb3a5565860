import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ensureCluster, getPrograms, type Home, isRoot, type Programs, settleHome } from './embedded-home.ts'
import { lockFolder } from './folder-lock.ts'
import {
  codeOf,
  commandLine,
  findText,
  goneWithin,
  isAlive,
  listProcesses,
  signal,
  startProblem,
} from './system.ts'

type Server = { pid: number; socket: string; alive: () => boolean }
type Cluster = { place: Home; programs: Programs; durable: boolean }

const PORT = 5432

/** sun_path is 108 bytes on Linux and 104 on macOS, with the closing zero. */
const SOCKET_PATH_LIMIT = 103

/** Recovery after a crash replays the write-ahead log and may take minutes; only then is a start given up. */
const RECOVERY_LIMIT_MS = 600_000

/** Stands in the title of every process of this cluster, by which those of a dead one are found. */
function clusterName(place: Home): string {
  return `vungxanh-${createHash('sha256').update(place.data).digest('hex').slice(0, 12)}`
}

function serverCommand({ place, programs, durable }: Cluster, socket: string): [string, ...string[]] {
  const settings = {
    listen_addresses: '',
    unix_socket_permissions: '0700',
    cluster_name: clusterName(place),
    shared_buffers: '256MB',
    max_connections: '100',
    fsync: durable ? 'on' : 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // DETAIL lines and failed statements carry the values of rows, and rows are people.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return [
    join(programs.native, 'bin/postgres'),
    '-D',
    place.data,
    '-p',
    String(PORT),
    '-k',
    socket,
    ...options,
  ]
}

function makeSocketFolder(place: Home): string {
  let socket = join(place.home, 'socket')
  if (Buffer.byteLength(`${socket}/.s.PGSQL.${PORT}`) > SOCKET_PATH_LIMIT) {
    // Root's TMPDIR may be a private folder, where the server's user cannot go.
    const base = isRoot || Buffer.byteLength(tmpdir()) > 60 ? '/tmp' : tmpdir()
    socket = mkdtempSync(join(base, 'vungxanh-'))
  }
  mkdirSync(socket, { recursive: true, mode: 0o700 })
  if (place.owner) chownSync(socket, place.owner.uid, place.owner.gid)
  return socket
}

/** Only one that makeSocketFolder made: the name may come from a file that the server's user can write. */
function removeSocketFolder(socket: string): void {
  const temporary = dirname(socket) === '/tmp' || dirname(socket) === tmpdir()
  if (temporary && basename(socket).startsWith('vungxanh-')) rmSync(socket, { recursive: true, force: true })
}

function databaseUrl(place: Home, socket: string, database = 'vungxanh'): string {
  const password = readFileSync(join(place.home, 'password'), 'utf8')
  // The port is named because PGPORT in the environment would change it otherwise.
  return `postgres://vx:${password}@/${database}?host=${encodeURIComponent(socket)}&port=${PORT}`
}

async function execute(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end().catch(() => {})
  }
}

/** Resolves to true once the database answers, to false when the server has ended before that. */
async function answers(place: Home, server: Server): Promise<boolean> {
  const end = Date.now() + RECOVERY_LIMIT_MS
  let missing = false
  for (;;) {
    try {
      if (missing) {
        await execute(databaseUrl(place, server.socket, 'postgres'), 'create database vungxanh owner vx')
      }
      await execute(databaseUrl(place, server.socket), 'select 1')
      return true
    } catch (error) {
      const code = codeOf(error)
      if (code === '28P01' || Date.now() > end) throw error
      if (!server.alive()) return false
      missing = code === '3D000'
      if (!missing) await sleep(10)
    }
  }
}

/** Fast shutdown; a server that does not manage it is stopped hard and recovers from its log at the next start. */
async function shutDown({ pid, alive }: Server): Promise<void> {
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!alive()) return
    signal(pid, name)
    await goneWithin(alive, 10_000)
  }
}

/** Processes of a postmaster that was killed keep its shared memory, and a new postmaster refuses to start. */
async function clearOrphans(place: Home): Promise<void> {
  const title = `postgres: ${clusterName(place)}:`
  for (const pid of await listProcesses()) {
    if (!(await commandLine(pid)).startsWith(title)) continue
    signal(pid, 'SIGKILL')
    await goneWithin(() => isAlive(pid), 5_000)
  }
}

/** The server that a killed application left running on this very data directory, once it answers. */
async function adoptServer(cluster: Cluster): Promise<Server | undefined> {
  const { place } = cluster
  const file = join(place.data, 'postmaster.pid')
  const text = findText(file) ?? ''
  // Its lines: process id, data directory, start time, port, socket folder, listen address, memory key, state.
  const [id, , , , socket = ''] = text.split('\n')
  const pid = Number(id)
  if (!(pid > 0)) return undefined
  const server: Server = { pid, socket, alive: () => isAlive(pid) }
  const command = await commandLine(pid)
  if (command.includes(`bin/postgres -D ${place.data} `)) {
    // After an upgrade of programs or settings the old server must go: it could no longer load its libraries.
    const current = command === serverCommand(cluster, socket).join(' ')
    if (current && (await answers(place, server))) return server
    await shutDown(server)
  } else if (command && server.alive()) {
    // PostgreSQL would take what has this id by now for a living server, but knows its own parent. Without the
    // file it would not check any more whether the memory that the file names is still in use.
    rmSync(file)
    writeFileSync(file, text.replace(/^\d+/, String(process.pid)), { flag: 'wx', mode: 0o600 })
    if (place.owner) lchownSync(file, place.owner.uid, place.owner.gid)
  }
  await clearOrphans(place)
  removeSocketFolder(socket)
  return undefined
}

async function spawnServer(folder: string, cluster: Cluster): Promise<Server> {
  const { place } = cluster
  const socket = makeSocketFolder(place)
  const log = join(place.home, 'log')
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 5_000_000) renameSync(log, `${log}.1`)
  const output = openSync(log, 'a', 0o600)
  const { uid, gid } = statSync(folder)
  if (isRoot) chownSync(log, uid, gid)
  const before = statSync(log).size
  const [program, ...args] = serverCommand(cluster, socket)
  const child = spawn(program, args, {
    ...place.owner,
    cwd: '/',
    env: { PATH: process.env.PATH },
    // A process group of its own: Ctrl-C in a terminal must reach the application, never its server.
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  child.unref()
  child.on('error', () => {})
  const alive = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  const server: Server = { pid: child.pid ?? -1, socket, alive }
  if (await answers(place, server)) return server
  removeSocketFolder(socket)
  const said = readFileSync(log).subarray(before).toString().trim()
  throw startProblem(
    'database-start',
    `PostgreSQL không khởi động được: ${said}`,
    `PostgreSQL did not start: ${said}`,
  )
}

/** Resolves when the server is gone. An adopted server is no child, so that only looking tells. */
async function endOf(alive: () => boolean): Promise<void> {
  while (alive()) await sleep(250, undefined, { ref: false })
}

/**
 * Starts the bundled PostgreSQL on `<folder>/postgres`, or adopts the one that a killed application left there.
 *
 * `url` works with `pg` and libpq: superuser `vx`, database `vungxanh` (UTF-8, ICU `vi`, UTC), a Unix socket only.
 * Commits are durable (fsync). One application at a time: `<folder>/app.lock` names it. As root the server runs
 * as an unprivileged user. `ended` resolves when the server is gone, after `stop()` or without it. `stop()` gives
 * the lock back and may be called more than once.
 *
 * Errors carry `code` and a message in Vietnamese and English: folder-in-use, folder-not-yours,
 * folder-unreachable, database-missing, database-programs-missing, database-user, database-init,
 * database-version, database-start.
 */
export async function startPostgres(input: {
  folder: string
  /** False where nobody misses what a lost machine takes along: commits do not wait for the disk. */
  durable?: boolean
  log?: (line: string) => void
}): Promise<{ url: string; adopted: boolean; ended: Promise<void>; stop(): Promise<void> }> {
  const path = resolve(input.folder)
  mkdirSync(dirname(path), { recursive: true })
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
  const folder = realpathSync(path)
  const locks = [await lockFolder(folder)]
  const unlock = () => {
    for (const release of locks.splice(0)) release()
  }
  try {
    const place = await settleHome(folder)
    // Two copies of a checkout may point to one home outside of both.
    if (dirname(place.home) !== folder) locks.push(await lockFolder(place.home))
    const programs = await getPrograms(place.owner)
    await ensureCluster(folder, place, programs)
    const have = readFileSync(join(place.data, 'PG_VERSION'), 'utf8').trim()
    if (have !== programs.version.split('.')[0]) {
      throw startProblem(
        'database-version',
        `Dữ liệu trong ${place.home} là của PostgreSQL ${have}, chương trình là ${programs.version}.`,
        `The data in ${place.home} is of PostgreSQL ${have}, the programs are ${programs.version}.`,
      )
    }
    const cluster = { place, programs, durable: input.durable ?? true }
    const left = await adoptServer(cluster)
    const server = left ?? (await spawnServer(folder, cluster))
    input.log?.(`PostgreSQL ${programs.version}, process ${server.pid}, ${left ? 'adopted' : 'started'}`)
    const stopOnce = async () => {
      await shutDown(server)
      removeSocketFolder(server.socket)
      unlock()
    }
    let stopping: Promise<void> | undefined
    return {
      url: databaseUrl(place, server.socket),
      adopted: left !== undefined,
      ended: endOf(server.alive),
      stop: () => {
        stopping ??= stopOnce()
        return stopping
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}
