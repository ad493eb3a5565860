import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { allFigures } from '../../src/app.ts'
import { handIn } from '../../src/domains/detect/imports/testing.ts'
import { verifyAudit } from '../../src/platform/audit-verify.ts'
import { read } from '../../src/platform/context.ts'
import { countFigure } from '../../src/platform/figures.ts'
import { listDue, type Moment, planRetention, runRetention } from '../../src/platform/retention.ts'
import { retentionCommand, startRetention } from '../../src/platform/retention-job.ts'
import { openWorld, type User, type World } from '../harness/world.ts'
import { type Planted, plant, plantImport } from './planted.ts'

const YEARS = 12
const key = Buffer.from(inject('auditKey'), 'hex')

let world: World
let nurse: User
let doctor: User
let chair: User
let planted: Planted
/** Words that stand in free text, and of people who are no residents. */
const WORDS = ['Hurbadeen', 'Mossavique']
let outsider: string
let asKnown: string

const moment = (years: number): Moment => {
  const later = (d: Date) => new Date(d.getTime() + years * 366 * 86_400_000)
  return { now: later(world.clock.now()), systemNow: later(new Date()) }
}

beforeAll(async () => {
  world = await openWorld()
  nurse = await world.signIn('ward-nurse', 'Mai Động')
  doctor = await world.signIn('epidemiologist')
  chair = await world.signIn('ward-chair', 'Mai Động')
  const areaId = await world.areaId('Mai Động')
  planted = await plant(world, 'Own', areaId, 1)
  await plantImport(world, nurse, planted, 1)
  const batch = await nurse.api.imports.get({ id: planted.ids.import! })
  await nurse.api.imports.commit({ id: batch.id, version: batch.version })
  await world.settle()
  await handIn(world, nurse, { name: 'bo-quen.csv', body: 'Họ và tên;Năm sinh\nTrần Mossavique;1980\n' })
  // Somebody from elsewhere, entered as a contact by telephone.
  const contact = await nurse.api.tracing.addContact({
    sourcePersonId: planted.ids.person!,
    person: {
      fullName: 'Lê Hurbadeen',
      areaId,
      birthDate: '1990-02-03',
      phone: '0955111222',
      nationality: 'VN',
    },
    day: '2021-08-09',
    closeness: 'direct',
    note: 'gặp Hurbadeen ở chợ',
    placeText: 'nhà Mossavique',
  })
  outsider = contact.personId
  const { version } = (await doctor.api.surveillance.get({ id: planted.ids.case! })).case
  await doctor.api.surveillance.update({
    id: planted.ids.case!,
    version,
    symptoms: 'ho, theo lời Mossavique',
  })
  await world.settle()
  asKnown = world.clock.now().toISOString()
})
afterAll(() => world?.close())

/** Every table that may hold facts of people, as text by name of the table. */
async function everything(): Promise<Map<string, string>> {
  const { rows } = await world.pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('vx', 'platform') and table_type = 'BASE TABLE' order by 1`,
  )
  const texts = new Map<string, string>()
  for (const { name } of rows) {
    const { rows: lines } = await world.pool.query<{ line: string }>(
      `select t::text as line from ${name} t order by 1`,
    )
    texts.set(name, lines.map((l) => l.line).join('\n'))
  }
  return texts
}

const tablesWith = (texts: Map<string, string>, words: string[]) =>
  [...texts]
    .filter(([, text]) => words.some((w) => text.toLowerCase().includes(w.toLowerCase())))
    .map(([name]) => name)

async function counts(): Promise<Record<string, number>> {
  const ctx = await world.systemCtx()
  const found: Record<string, number> = {}
  for (const f of allFigures.values()) {
    const input = { areaIds: ctx.viewer.areaIds, asOf: asKnown }
    found[f.id] = await read(ctx, 'figure.count', (db) => countFigure(db, f, input))
  }
  return found
}

const secretsOf = (who: Planted['secrets'][number]) => [who.name, who.nationalId, who.phone]

describe('Retention', () => {
  it('does nothing before the law that it follows is in force', async () => {
    expect(await planRetention(world.pool, moment(0))).toEqual([])
    expect(await runRetention(world.pool, key, moment(0))).toEqual([])
  })

  it('takes nothing before its time: of what is a day old only what nobody needs', async () => {
    const plan = await planRetention(world.pool, { ...moment(0), now: new Date('2026-02-01T00:00:00Z') })
    expect(plan.length).toBeGreaterThan(10)
    expect(plan.filter((p) => p.key === 'retention.patients')).toMatchObject([{ count: 0 }])
    expect(plan.every((p) => p.legalBasis.includes('91/2025'))).toBe(true)
    const earlier = await planRetention(world.pool, { ...moment(0), now: new Date('2023-08-01T00:00:00Z') })
    expect(earlier.every((p) => p.legalBasis.includes('13/2023'))).toBe(true)
  })

  it('as a dry run lists what would go, by rule and record, and changes nothing', async () => {
    // The server seals its trail each minute by itself.
    const unsealed = (tables: Map<string, string>) =>
      new Map([...tables].filter(([name]) => name !== 'platform.audit_checkpoint'))
    const before = unsealed(await everything())
    const plan = await planRetention(world.pool, moment(YEARS))
    const due = plan.filter((p) => p.count > 0).map((p) => p.key.replace('retention.', ''))
    expect(due).toEqual(
      expect.arrayContaining([
        'import-rows',
        'import-samples',
        'import-abandoned',
        'contacts',
        'orders',
        'cases',
        'contact-people',
        'patients',
        'report-rows',
        'team-members',
        'audit-values',
        'events',
      ]),
    )
    for (const p of plan) {
      const listed = await listDue(world.pool, moment(YEARS), p.key, 100_000)
      expect({ key: p.key, listed: listed.length }).toEqual({ key: p.key, listed: p.count })
      expect(listed.every((r) => r.since < p.before)).toBe(true)
    }
    const people = await listDue(world.pool, moment(YEARS), 'retention.contact-people', 1000)
    expect(people.map((p) => p.id)).toContain(outsider)
    expect(people.map((p) => p.id)).not.toContain(planted.ids.person)
    expect(unsealed(await everything())).toEqual(before)
  })

  describe('after its time', () => {
    let before: Record<string, number>
    let done: Awaited<ReturnType<typeof runRetention>>

    beforeAll(async () => {
      before = await counts()
      done = await runRetention(world.pool, key, moment(YEARS))
    })

    it('leaves nothing that tells who somebody was who is no resident', async () => {
      const texts = await everything()
      expect(tablesWith(texts, ['Hurbadeen', '0955111222', '1990-02-03'])).toEqual([])
      expect(tablesWith(texts, WORDS)).toEqual([])
      // The person who came in by the file had no place in the register either, beyond the address it was given.
      expect(tablesWith(texts, [planted.secrets[2]!.nationalId, planted.secrets[2]!.phone])).toEqual([])
    })

    it('leaves residents in the register and takes their names out of the outbreak', async () => {
      const texts = await everything()
      for (const who of planted.secrets.slice(0, 2)) {
        expect(tablesWith(texts, secretsOf(who))).toEqual(['vx.household', 'vx.person'])
        expect(tablesWith(texts, [who.address])).toEqual(['vx.household'])
        const { rows } = await world.pool.query(
          `select 1 from vx.case_record where person_id = $1 union all select 1 from vx.contact where person_id = $1 or source_person_id = $1
           union all select 1 from vx.isolation_order where person_id = $1 union all select 1 from vx.case_record_version where person_id = $1`,
          [who.personId],
        )
        expect(rows).toEqual([])
      }
      // What somebody does in the neighbourhood is no part of the outbreak; who left a team long ago is forgotten there.
      const { rows } = await world.pool.query(
        'select person_id, full_name, phone, employer, end_reason from vx.team_member where team_id = $1 order by until nulls first',
        [planted.ids.team],
      )
      const nothing = { phone: null, employer: null, end_reason: null }
      expect(rows).toEqual([
        { ...nothing, person_id: planted.ids.met, full_name: null },
        { ...nothing, person_id: null, full_name: 'Đã xoá theo thời hạn' },
      ])
    })

    it('changes no number of the past', async () => {
      expect(Object.values(before).some((n) => n > 0)).toBe(true)
      expect(await counts()).toEqual(before)
    })

    it('breaks neither the audit nor a signed report', async () => {
      const verdict = await verifyAudit(world.pool, key)
      expect(verdict.findings).toEqual([])
      expect(verdict.blanked).toBeGreaterThan(20)
      const report = await chair.api.reports.verify({
        id: planted.ids.report!,
      })
      expect(report).toMatchObject({ ok: true, report: true, trail: true, checkpoint: true })
      expect(report.lists!.checked).toBeGreaterThan(0)
      const { rows } = await world.pool.query(
        'select count(*)::int as n from vx.report_row where personal is not null',
      )
      expect(rows).toEqual([{ n: 0 }])
    })

    it('says in the audit what it did, and finds nothing a second time', async () => {
      const { rows } = await world.pool.query(
        `select a.subject_id as key, (v.changes -> 'count' ->> 1)::int as count from platform.audit a
         join platform.audit_value v on v.audit_id = a.id where a.action = 'retention.run' order by 1`,
      )
      const worked = done.filter((d) => d.count > 0).map(({ key: k, count }) => ({ key: k, count }))
      expect(rows).toEqual(worked.sort((a, b) => (a.key < b.key ? -1 : 1)))
      const again = await runRetention(world.pool, key, moment(YEARS))
      expect(again.filter((d) => d.count > 0)).toEqual([])
    })

    it('the pages of what is left still open', async () => {
      const page = await doctor.api.surveillance.get({ id: planted.ids.case! })
      expect(page.person?.fullName).toBe('Đã xoá theo thời hạn')
      expect(page.case.symptoms).toBeNull()
      const order = await doctor.api.quarantine.get({ id: planted.ids.order! })
      expect(order.order.address).toBe('Đã xoá')
      expect(await nurse.api.people.search({ q: 'Hurbadeen' })).toEqual([])
    })

    it.each([
      ['another action', `update platform.audit set action = 'person.open' where id = (ROW)`, 'row-altered'],
      [
        'another digest in the place of a value',
        `update platform.audit_value set changes = '{"fullName": {"blanked": "00"}}' where audit_id = (ROW)`,
        'row-altered',
      ],
      [
        'a value put back',
        `update platform.audit_value set changes = '{"fullName": [null, "Ai khác"]}' where audit_id = (ROW)`,
        'row-altered',
      ],
      [
        'the blanked values gone',
        'delete from platform.audit_value where audit_id = (ROW)',
        'values-missing',
      ],
    ])('a blanked row is still proved: %s shows', async (_, sql, what) => {
      const row = `select id from platform.audit where action = 'person.create' and person_id = '${outsider}'`
      const client = await world.pool.connect()
      const table = sql.includes('audit_value') ? 'platform.audit_value' : 'platform.audit'
      await client.query(`create temporary table kept as table ${table}`)
      const done = await client.query(sql.replace('ROW', row))
      expect(done.rowCount).toBe(1)
      const { findings } = await verifyAudit(world.pool, key)
      expect(findings.map((f) => f.what)).toEqual([what])
      if (table === 'platform.audit')
        await client.query(`update platform.audit a set action = k.action from kept k where k.id = a.id`)
      else
        await client.query(
          `delete from platform.audit_value where audit_id = (${row}); insert into platform.audit_value select * from kept where audit_id = (${row})`,
        )
      await client.query('drop table kept')
      client.release()
      expect((await verifyAudit(world.pool, key)).findings).toEqual([])
    })
  })
})

it('the command says that no rule is in force in a district of 2021', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vx-retention-'))
  writeFileSync(join(folder, 'audit.key'), key.toString('hex'))
  const said: string[] = []
  await retentionCommand([], { VX_DATA: folder, DATABASE_URL: world.url }, (line) => said.push(line))
  rmSync(folder, { recursive: true })
  expect(said.join()).toContain('No rule is in force yet')
})

it('the job takes away what is due by itself', async () => {
  await world.pool.query(
    `insert into platform.idempotency (user_id, key, route, created_at) values ('x', 'old', 'r', now() - interval '30 days')`,
  )
  const old = `select 1 from platform.idempotency where key = 'old'`
  const clock = { now: () => new Date('2026-02-01T00:00:00Z') }
  const log = (error: unknown) => {
    throw error
  }
  const stop = startRetention({ pool: world.pool, auditKey: key, clock, log, firstAfterMs: 0 })
  await vi.waitFor(async () => expect((await world.pool.query(old)).rows).toEqual([]), { timeout: 60_000 })
  stop()
})
