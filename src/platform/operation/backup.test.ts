import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { readCatalog } from '../../../test/guards/catalog.ts'
import { databaseUrl } from '../../../test/harness/global-setup.ts'
import { copyTemplate, openWorld, type World } from '../../../test/harness/world.ts'
import { createApp } from '../../app.ts'
import { checkpoint } from '../audit.ts'
import { chainOf, digestOf } from '../context.ts'
import { listMigrations, migrate } from '../migrate.ts'
import { checkBackup, ensureSecret, readBackup, readSecret, writeBackup } from './backup.ts'
import { dump } from './dump.ts'
import { load } from './load.ts'

const serverUrl = inject('serverUrl')
const keys = { audit: inject('auditKey'), session: 'test' }
const secret = Buffer.from('mười hai con giáp đi tuần')
const names: string[] = []
let admin: pg.Client
let folder: string
let world: World
let file: string

/** A database of its own; `template` is that of the run, or nothing at all. */
async function database(template?: string): Promise<{ url: string; pool: pg.Pool }> {
  const name = `vx_backup_${randomBytes(5).toString('hex')}`
  names.push(name)
  if (template) await copyTemplate(admin, name)
  else await admin.query(`create database ${name} template template0`)
  const url = databaseUrl(serverUrl, name)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => undefined)
  return { url, pool }
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing refused',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  )

const schemasOf = async (pool: pg.Pool) =>
  (await pool.query(`select from pg_namespace where nspname in ('vx', 'platform', 'auth', 'pgboss')`))
    .rowCount

/** Every row of every table as PostgreSQL writes it out, and what the sequences would give next. */
async function contentOf(pool: pg.Pool): Promise<Record<string, string[]>> {
  const client = await pool.connect()
  const content: Record<string, string[]> = {}
  try {
    await client.query(`set timezone = 'UTC'`)
    const { rows } = await client.query(
      `select format('%I.%I', n.nspname, c.relname) as name, relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where nspname in ('vx', 'platform', 'auth') and relkind in ('r', 'S') and relname <> 'session'`,
    )
    for (const { name, relkind } of rows) {
      const parts: Buffer[] = []
      const wanted = relkind === 'r' ? `select * from ${name}` : `select last_value, is_called from ${name}`
      for await (const part of client.query(copyTo(`copy (${wanted}) to stdout`))) parts.push(part)
      content[name] = Buffer.concat(parts).toString().split('\n').sort()
    }
    return content
  } finally {
    client.release()
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vx-backup-'))
  file = join(folder, 'whole.vxbackup')
  admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  world = await openWorld()
  const nurse = await world.signIn('ward-nurse', 'Mai Động')
  for (const fullName of ['Trần "Tý" O’Neil\\n', 'Đặng Thị\tThu Hồng', 'Ngô Văn Bền\nĐen']) {
    await nurse.api.surveillance.report({
      person: { fullName, birthYear: 1970, areaId: await world.areaId('Mai Động'), nationality: 'VN' },
      disease: 'covid-19',
    })
  }
  await world.settle()
  // The server seals its audit a minute after its start: done now, there is nothing new to seal while rows are compared.
  await checkpoint(world.pool, Buffer.from(keys.audit, 'hex'))
  await writeBackup({ url: world.url, keys, secret, to: file })
})

afterAll(async () => {
  await world?.close()
  for (const name of names) await admin.query(`drop database if exists ${name} with (force)`)
  await admin?.end()
  rmSync(folder, { recursive: true, force: true })
})

describe('A back-up', () => {
  it('brings back every row of every table, every sequence and the schema itself, and the audit holds', async () => {
    const { url, pool } = await database()
    const loaded = await load(readBackup(file, secret), url)
    expect(loaded.audit.findings).toEqual([])
    expect(loaded.audit.rows).toBeGreaterThan(100)
    expect(loaded.audit.checkpoints).toBeGreaterThan(0)
    expect(loaded.migrated).toEqual([])
    expect(loaded.head.keys).toEqual(keys)
    const before = await contentOf(world.pool)
    expect(Object.keys(before).length).toBeGreaterThan(40)
    expect(before['vx.person']!.length).toBeGreaterThan(1200)
    expect(await contentOf(pool)).toEqual(before)
    expect(await readCatalog(pool)).toEqual(await readCatalog(world.pool))
    const { rows } = await pool.query(`select tgname from pg_trigger where tgenabled <> 'O'`)
    expect(rows).toEqual([])
    // A session that was ended after the back-up must not come back to life.
    expect((await pool.query('select from auth.session')).rowCount).toBe(0)
    expect((await world.pool.query('select from auth.session')).rowCount).toBeGreaterThan(0)
    await pool.end()
  })

  it('is one moment, though others go on writing', async () => {
    const frames = dump(world.url, keys)
    const first = await frames.next()
    const { rows } = await world.pool.query('select count(*)::int as n from vx.person')
    await (await world.signIn('ward-nurse', 'Mai Động')).api.people.create({
      fullName: 'Lý Đến Sau',
      birthYear: 1990,
      areaId: await world.areaId('Mai Động'),
      nationality: 'VN',
    })
    const rest = (async function* () {
      yield first.value!
      yield* frames
    })()
    const { end } = await checkBackup(rest)
    expect(end.tables['vx.person']!.rows).toBe(rows[0].n)
  })

  it('can be lived in: reactions that had not run yet run', async () => {
    const source = await database(inject('template'))
    const { rows } = await source.pool.query(
      `with e as (insert into platform.event (seq, at, type, subject_type, subject_id, area_id, user_id)
         select nextval('platform.event_seq'), now(), 'case.confirmed', 'case', id, area_id, 'test' from vx.case_record limit 1
         returning seq)
       insert into pgboss.job (name, data) select 'surveillance-open-response', jsonb_build_object('seq', seq) from e
       returning (data ->> 'seq')::int as seq`,
    )
    await source.pool.query(`update platform.consumer set seq = $1 where name = 'jobs'`, [rows[0].seq])
    await source.pool.end()
    const { url, pool } = await database()
    await load(dump(source.url, keys), url)
    const consumer = await pool.query(`select seq from platform.consumer where name = 'jobs'`)
    expect(Number(consumer.rows[0].seq)).toBe(rows[0].seq - 1)
    const app = await createApp({
      url,
      auditKey: Buffer.from(keys.audit, 'hex'),
      authSecret: keys.session,
      origins: ['http://localhost'],
    })
    await app.feed.drained()
    await app.jobs.idle()
    const { rows: jobs } = await pool.query(
      `select state from pgboss.job where name = 'surveillance-open-response' and (data ->> 'seq')::int = $1`,
      [rows[0].seq],
    )
    expect(jobs).toEqual([{ state: 'completed' }])
    await app.close()
    await pool.end()
  })

  it('says no personal word in the clear', () => {
    const bytes = readFileSync(file)
    for (const word of ['Nguyễn', 'person', keys.audit]) expect(bytes.includes(word)).toBe(false)
  })
})

describe('A back-up is refused', () => {
  const refusal = async (bytes: Buffer, by = secret) => {
    const path = join(folder, 'changed.vxbackup')
    writeFileSync(path, bytes)
    return codeOf(checkBackup(readBackup(path, by)))
  }

  it('with another key', async () => {
    expect(await refusal(readFileSync(file), Buffer.from('mười hai con giáp đi ngủ'))).toBe(
      'backup-key-wrong',
    )
  })

  it('cut off anywhere, also between two chunks', async () => {
    const whole = readFileSync(file)
    const chunk = 65_536 + 16
    for (const length of [7, 30, 44, 44 + chunk, 44 + 2 * chunk]) {
      expect([length, await refusal(whole.subarray(0, length))]).toEqual([length, 'backup-cut-off'])
    }
    // Inside a chunk nobody can tell cut off from changed.
    for (const length of [50, 44 + 100, whole.length - 1])
      expect([length, await refusal(whole.subarray(0, length))]).toEqual([length, 'backup-damaged'])
  })

  it('with one bit turned, wherever it is', async () => {
    const whole = readFileSync(file)
    const codes = new Map([
      [0, 'backup-unknown'],
      [8, 'backup-unknown'],
      [9, 'backup-key-wrong'],
      [15, 'backup-key-wrong'],
      [40, 'backup-key-wrong'],
    ])
    for (const at of [0, 8, 9, 15, 40, 44, 70_000, Math.floor(whole.length / 2), whole.length - 1]) {
      const changed = Buffer.from(whole)
      changed[at]! ^= 1
      expect([at, await refusal(changed)]).toEqual([at, codes.get(at) ?? 'backup-damaged'])
    }
  })

  it('with chunks in another order, one twice, or something after the end', async () => {
    const whole = readFileSync(file)
    const chunk = 65_536 + 16
    const head = whole.subarray(0, 44)
    const first = whole.subarray(44, 44 + chunk)
    const second = whole.subarray(44 + chunk, 44 + 2 * chunk)
    const rest = whole.subarray(44 + 2 * chunk)
    expect(await refusal(Buffer.concat([head, second, first, rest]))).toBe('backup-damaged')
    expect(await refusal(Buffer.concat([head, first, first, second, rest]))).toBe('backup-damaged')
    expect(await refusal(Buffer.concat([whole, Buffer.from('x')]))).toBe('backup-damaged')
    expect(await refusal(Buffer.concat([head, first, second, rest]))).toBe('nothing refused')
  })

  it('and leaves the target as empty as it was', async () => {
    const { url, pool } = await database()
    const changed = readFileSync(file)
    changed[changed.length - 20]! ^= 1
    const path = join(folder, 'late.vxbackup')
    writeFileSync(path, changed)
    expect(await codeOf(load(readBackup(path, secret), url))).toBe('backup-damaged')
    expect(await schemasOf(pool)).toBe(0)
    await pool.end()
  })

  it('when what it says of a table is not what it holds', async () => {
    const { url, pool } = await database()
    const lying = async function* () {
      for await (const frame of readBackup(file, secret)) {
        const rows = frame.kind === 'D' && frame.body.includes('Nguyễn')
        const body = rows ? Buffer.from(frame.body.toString().replace('Nguyễn', 'Nguyện')) : frame.body
        yield { ...frame, body }
      }
    }
    expect(await codeOf(load(lying(), url))).toBe('backup-inconsistent')
    expect(await schemasOf(pool)).toBe(0)
    await pool.end()
  })

  it('by a database that holds anything', async () => {
    expect(await codeOf(load(readBackup(file, secret), world.url))).toBe('target-not-empty')
  })

  it('when it was made by a release with other migrations', async () => {
    const { url, pool } = await database()
    const other = async function* () {
      for await (const frame of readBackup(file, secret)) {
        if (frame.kind !== 'H') yield frame
        else {
          const head = JSON.parse(frame.body.toString())
          head.migrations[3].hash = '0'.repeat(64)
          yield { ...frame, body: Buffer.from(JSON.stringify(head)) }
        }
      }
    }
    expect(await codeOf(load(other(), url))).toBe('backup-of-other-release')
    expect(await schemasOf(pool)).toBe(0)
    await pool.end()
  })
})

describe('A back-up file', () => {
  it('takes its name only when it is complete, and never the place of another', async () => {
    const to = join(folder, 'taken.vxbackup')
    writeFileSync(to, 'older')
    expect(await codeOf(writeBackup({ url: world.url, keys, secret, to }))).toBe('backup-exists')
    expect(readFileSync(to, 'utf8')).toBe('older')
    const lost = join(folder, 'lost.vxbackup')
    const gone = databaseUrl(serverUrl, 'vx_no_such_database')
    expect(await codeOf(writeBackup({ url: gone, keys, secret, to: lost }))).toBe('3D000')
    expect(readdirSync(folder).filter((f) => f.startsWith('lost'))).toEqual([])
  })

  it('needs a key of some length', async () => {
    const path = join(folder, 'key')
    expect(await codeOf(Promise.resolve().then(() => readSecret(path)))).toBe('backup-key-missing')
    writeFileSync(path, 'mật khẩu\n')
    expect(await codeOf(Promise.resolve().then(() => readSecret(path)))).toBe('backup-key-short')
    rmSync(path)
    expect(ensureSecret(path)).toBe(true)
    expect(ensureSecret(path)).toBe(false)
    expect(readSecret(path)).toHaveLength(64)
  })
})

describe('A back-up of an older schema', () => {
  it('is loaded as it was and migrated on, in the order of its own migrations', async () => {
    const all = listMigrations()
    // What stands on a late one is late too.
    const late = [
      '0202-reports.sql',
      '0222-report-notes.sql',
      '0230-report-templates.sql',
      '0232-report-requests.sql',
      '0234-paper-forms.sql',
      '0242-place-measures.sql',
      '0403-zones.sql',
    ]
    const source = await database()
    await source.pool.query('create schema platform')
    await source.pool.query(
      'create table platform.migration (name text primary key, hash text not null, ran_at timestamptz not null default now())',
    )
    const { createHash } = await import('node:crypto')
    for (const m of all.filter((x) => !late.includes(x.name))) {
      await source.pool.query(m.sql)
      await source.pool.query('insert into platform.migration values ($1, $2, clock_timestamp())', [
        m.name,
        createHash('sha256').update(m.sql).digest('hex'),
      ])
    }
    await source.pool.query(
      `insert into vx.area (level, code, name, full_name, valid_from) values ('district', '008', 'Hoàng Mai', 'Quận Hoàng Mai', '2020-01-01')`,
    )
    const row = {
      id: '01890000-0000-7000-8000-000000000001',
      at: '2021-08-10T10:00:00.000Z',
      user_id: 'u',
      post_id: null,
      action: 'person.create',
      subject_type: 'person',
      subject_id: 's',
      area_id: null,
      person_id: null,
      fields: ['fullName'],
    }
    const changes = { fullName: [null, 'Lê Thị Cũ'] }
    const digest = digestOf(Buffer.from(keys.audit, 'hex'), row, changes)
    await source.pool.query('select platform.record($1::jsonb)', [
      JSON.stringify([{ ...row, order: 0, chain: chainOf('s'), digest, changes }]),
    ])
    const { url, pool } = await database()
    const loaded = await load(dump(source.url, keys), url)
    expect(loaded.migrated).toEqual(late)
    expect(loaded.audit).toMatchObject({ rows: 1, findings: [] })
    const { rows } = await pool.query('select full_name from vx.area')
    expect(rows).toEqual([{ full_name: 'Quận Hoàng Mai' }])
    expect((await migrate(url)).ran).toEqual([])
    const fresh = await database()
    await migrate(fresh.url)
    const [is, want] = [await readCatalog(pool), await readCatalog(fresh.pool)]
    expect(is).toEqual(want)
    for (const p of [source.pool, pool, fresh.pool]) await p.end()
  })

  it('that was written under another audit key shows as altered; in a move people stay signed in', async () => {
    const { url, pool } = await database()
    const other = { ...keys, audit: '00'.repeat(32) }
    const { audit } = await load(dump(world.url, other), url, { keepSessions: true })
    expect(audit.findings.length).toBeGreaterThan(0)
    expect((await pool.query('select from auth.session')).rowCount).toBeGreaterThan(0)
    await pool.end()
  })
})
