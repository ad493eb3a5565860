import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { startProblem } from '../system.ts'
import { checkBackup, ensureSecret, readBackup, readSecret, writeBackup } from './backup.ts'
import { dump } from './dump.ts'
import { type Loaded, load } from './load.ts'
import { findPlace, readKeys, withEmbedded, writeKeys } from './place.ts'

const USAGE = `npm run backup  -- --to FILE   [--key-file FILE]
npm run restore -- --from FILE [--key-file FILE] [--check]
npm run move    -- --to postgres://USER@HOST/DATABASE`

const misused = (what: string) =>
  startProblem('misused', `Thiếu hoặc sai tham số: ${what}`, `Missing or wrong argument: ${what}\n\n${USAGE}`)

type Say = (line: string) => void

/**
 * The commands `backup`, `restore` and `move`. The database is the one of VX_DATA and DATABASE_URL.
 * @param args what stands after the command's name
 * @throws Error with both languages in its message
 */
export async function operate(command: string | undefined, args: string[], env: NodeJS.ProcessEnv, say: Say) {
  if (command === 'backup') return backUp(args, env, say)
  if (command === 'restore') return restore(args, env, say)
  if (command === 'move') return move(args, env, say)
  throw misused(command ?? '')
}

function options<const Name extends string>(args: string[], names: readonly Name[], flags: string[] = []) {
  try {
    const { values } = parseArgs({
      args,
      options: Object.fromEntries([
        ...names.map((n) => [n, { type: 'string' as const }]),
        ...flags.map((f) => [f, { type: 'boolean' as const }]),
      ]),
    })
    return values as Partial<Record<Name, string>> & Record<string, string | boolean | undefined>
  } catch (error) {
    throw misused((error as Error).message)
  }
}

function keyFile(asked: string | undefined, env: NodeJS.ProcessEnv, folder: string): string {
  return resolve(asked ?? (env.VX_BACKUP_KEY_FILE || join(folder, 'backup.key')))
}

async function withDatabase<T>(
  env: NodeJS.ProcessEnv,
  shared: boolean,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const { folder, databaseUrl } = findPlace(env)
  return databaseUrl ? work(databaseUrl) : withEmbedded(folder, { shared }, work)
}

async function backUp(args: string[], env: NodeJS.ProcessEnv, say: Say): Promise<void> {
  const asked = options(args, ['to', 'key-file'])
  if (!asked.to) throw misused('--to')
  const to = resolve(asked.to)
  const { folder } = findPlace(env)
  const path = keyFile(asked['key-file'], env, folder)
  const keys = readKeys(folder)
  if (ensureSecret(path)) {
    say(`Đã tạo khoá sao lưu ${path}. Cất một bản ở nơi khác: mất khoá là mất mọi bản sao lưu.`)
    say(`Made the back-up key ${path}. Keep a copy elsewhere: without it no back-up can be opened.`)
  }
  const secret = readSecret(path)
  await withDatabase(env, true, (url) => writeBackup({ url, keys, secret, to }))
  say(`Đã sao lưu vào / Backed up to ${to}`)
}

async function restore(args: string[], env: NodeJS.ProcessEnv, say: Say): Promise<void> {
  const asked = options(args, ['from', 'key-file'], ['check'])
  if (!asked.from) throw misused('--from')
  const { folder } = findPlace(env)
  const secret = readSecret(keyFile(asked['key-file'], env, folder))
  const frames = () => readBackup(resolve(asked.from!), secret)
  if (asked.check) {
    const { head, end } = await checkBackup(frames())
    const rows = Object.values(end.tables).reduce((sum, t) => sum + t.rows, 0)
    say(`Tệp nguyên vẹn, lập lúc ${head.madeAt}: ${rows} dòng trong ${head.tables.length} bảng`)
    say(`The file is whole, made at ${head.madeAt}: ${rows} rows in ${head.tables.length} tables`)
    return
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const loaded = await withDatabase(env, false, (url) => load(frames(), url))
  writeKeys(folder, loaded.head.keys)
  report(loaded, say)
}

async function move(args: string[], env: NodeJS.ProcessEnv, say: Say): Promise<void> {
  const { to } = options(args, ['to'])
  if (!to || !/^postgres(ql)?:\/\//.test(to)) throw misused('--to postgres://…')
  const { folder } = findPlace(env)
  const keys = readKeys(folder)
  const loaded = await withDatabase(env, false, async (url) => {
    await requireStopped(url)
    return load(dump(url, keys), to, { keepSessions: true })
  })
  report(loaded, say)
  const shown = new URL(to)
  shown.password = ''
  say(
    `Đã chuyển. Từ nay chạy với DATABASE_URL=${shown} (thêm mật khẩu); dữ liệu cũ còn nguyên trong ${folder}.`,
  )
  say(
    `Moved. From now on run with DATABASE_URL=${shown} (and its password); the old data stays in ${folder}.`,
  )
}

/** What is written while it moves would be left behind. @throws Error app-running */
async function requireStopped(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(
      `select from pg_stat_activity where datname = current_database() and application_name in ('vung-xanh-events', 'vung-xanh-jobs')`,
    )
    if (rows.length)
      throw startProblem(
        'app-running',
        'Ứng dụng đang chạy trên cơ sở dữ liệu này. Dừng ứng dụng trước khi chuyển.',
        'The application is running on this database. Stop it before moving.',
      )
  } finally {
    await client.end()
  }
}

function report({ head, tables, migrated, audit }: Loaded, say: Say): void {
  const rows = Object.values(tables).reduce((sum, t) => sum + t.rows, 0)
  say(`${rows} dòng / rows, ${head.tables.length} bảng / tables, ${head.madeAt}, ${head.product}`)
  if (migrated.length) say(`Nâng cấp / migrated: ${migrated.join(', ')}`)
  say(`Nhật ký / audit: ${audit.rows} dòng / rows, ${audit.findings.length} sai lệch / findings`)
  if (audit.findings.length)
    throw startProblem(
      'audit-broken',
      `Dữ liệu đã nạp đủ, nhưng nhật ký có ${audit.findings.length} chỗ không đúng như khi ghi: ${where(audit)}.`,
      `All data is loaded, but the audit is not what was written in ${audit.findings.length} places: ${where(audit)}.`,
    )
}

const where = (audit: Loaded['audit']) =>
  audit.findings
    .slice(0, 5)
    .map((f) => `${f.what} ${f.chain}/${f.seq}`)
    .join(', ')
