import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startPostgres } from '../../src/platform/embedded-postgres.ts'
import { writeBackup } from '../../src/platform/operation/backup.ts'
import { withEmbedded, writeKeys } from '../../src/platform/operation/place.ts'
import { fillFolder, freePort, keys, killAll, openFolder, type Running, startServer } from './server.ts'
import { expectWhole, newLedger, repeatUnanswered, type Writer, writeMany } from './writes.ts'

const MEGABYTE = 1 << 20

let disk: string
let plain: string
let mounted = false
let why = 'only root may mount a small disk'

beforeAll(async () => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return
  disk = mkdtempSync(join(tmpdir(), 'vx-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=420m,mode=711', 'tmpfs', disk], { stdio: 'pipe' })
    mounted = true
  } catch (error) {
    // Containers often lack the right.
    why = `no small disk can be mounted here: ${String((error as { stderr?: Buffer }).stderr).trim()}`
    return
  }
  plain = openFolder('disk-app')
  await fillFolder(join(disk, 'data'))
  writeKeys(plain, keys())
})
afterAll(async () => {
  killAll()
  if (mounted) execFileSync('umount', ['-l', disk])
  for (const f of [disk, plain]) if (f) rmSync(f, { recursive: true, force: true })
})

const free = () => {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}

/** Takes all but `left` bytes of the disk. */
function fill(left: number): void {
  const block = Buffer.alloc(MEGABYTE)
  writeFileSync(join(disk, 'ballast'), '')
  for (let more = free() - left; more > 0; more -= MEGABYTE) {
    try {
      writeFileSync(join(disk, 'ballast'), block.subarray(0, more), { flag: 'a' })
    } catch (error) {
      // The last page went to somebody else: full is what was asked for.
      if ((error as { code?: string }).code !== 'ENOSPC') throw error
    }
  }
}
/** Also when a test did not come to its end: the next one needs the room. */
afterEach(() => mounted && empty())
const empty = () => rmSync(join(disk, 'ballast'), { force: true })

describe('A full disk', { timeout: 600_000 }, () => {
  it('of the database: what is refused is told in words, what was answered stays, and room is all it needs', async (ctx) => {
    if (!mounted) return ctx.skip(why)
    const folder = join(disk, 'data')
    let postgres = await startPostgres({ folder })
    let server: Running = await startServer({ folder: plain, env: { DATABASE_URL: postgres.url } })
    const inside = async <T>(work: (pool: pg.Pool) => Promise<T>) => {
      const pool = new pg.Pool({ connectionString: postgres.url, max: 1 })
      pool.on('error', () => undefined)
      return work(pool).finally(() => pool.end())
    }
    const areaId = await inside(
      async (pool) => (await pool.query(`select id from vx.area where name = 'Mai Động'`)).rows[0].id,
    )
    const by: Writer = { cookie: (await server.signIn('ward-nurse.mai-dong')).cookie, areaId }
    const ledger = newLedger()
    await writeMany(server, by, { prefix: 'dia-day', count: 50, ledger })
    fill(3 * MEGABYTE)
    const late = newLedger()
    await writeMany(server, by, {
      prefix: 'dia-day-sau',
      count: 20_000,
      ledger: late,
      stop: () => late.refused.length > 40,
    })
    expect(late.refused.length).toBeGreaterThan(40)
    // A write-ahead log that cannot grow stops PostgreSQL itself: then it is away, and says so.
    const codes = new Set(late.refused.map((r) => r.code))
    expect([...codes].filter((c) => c !== 'disk-full' && c !== 'database-unreachable')).toEqual([])
    expect(codes).toContain('disk-full')
    expect(late.refused.filter((r) => r.status !== 503 || !r.words.vi || !r.words.en)).toEqual([])
    expect(late.broken).toBe(0)
    empty()
    const alive = await inside((pool) => pool.query('select 1')).then(
      () => true,
      () => false,
    )
    if (!alive) {
      await postgres.stop()
      postgres = await startPostgres({ folder })
    }
    await expect.poll(async () => (await server.fetch('/readyz')).status, { timeout: 30_000 }).toBe(200)
    for (const l of [ledger, late]) await repeatUnanswered(server, by, l)
    const both = {
      ...newLedger(),
      asked: new Set([...ledger.asked, ...late.asked]),
      answered: new Map([...ledger.answered, ...late.answered]),
    }
    expect(await inside((pool) => expectWhole(pool, 'dia-day', both))).toBe(0)
    server.child.kill('SIGTERM')
    await server.ended
    await postgres.stop()
    // And the same folder as the embedded database of a server that finds no room at its start.
    fill(0)
    const port = await freePort()
    await expect(startServer({ folder, port })).rejects.toThrow(/No space left|ENOSPC/)
    empty()
    server = await startServer({ folder, port })
    server.child.kill('SIGTERM')
    await server.ended
  })

  it('of the back-ups: the file is not left behind half, and the server says why', async (ctx) => {
    if (!mounted) return ctx.skip(why)
    const to = join(disk, 'backups')
    mkdirSync(to)
    await withEmbedded(join(disk, 'data'), { shared: false }, async (url) => {
      fill(MEGABYTE / 4)
      const input = { url, keys: keys(), secret: Buffer.from('khoá của ổ đĩa nhỏ'), to: join(to, 'a') }
      await expect(writeBackup(input)).rejects.toMatchObject({ code: 'ENOSPC' })
      empty()
    })
    expect(readdirSync(to)).toEqual([])
  })

  it('of uploads: the person is told, and nothing stays', async (ctx) => {
    if (!mounted) return ctx.skip(why)
    const temporary = join(disk, 'tmp')
    mkdirSync(temporary)
    chmodSync(temporary, 0o1777)
    const folder = openFolder('disk-upload')
    await fillFolder(folder)
    const server = await startServer({ folder, env: { TMPDIR: temporary } })
    const { cookie } = await server.signIn('epidemiologist')
    fill(MEGABYTE)
    const form = new FormData()
    form.append('file', new Blob([Buffer.alloc(4 * MEGABYTE, 'a,b,c\n')]), 'lớn.csv')
    const response = await server.fetch('/api/imports/upload', {
      method: 'POST',
      body: form,
      headers: { cookie, origin: server.origin },
    })
    expect([response.status, (await response.json()).code]).toEqual([503, 'disk-full'])
    empty()
    expect(readdirSync(temporary)).toEqual([])
    server.child.kill('SIGTERM')
    await server.ended
    rmSync(folder, { recursive: true, force: true })
  })
})
