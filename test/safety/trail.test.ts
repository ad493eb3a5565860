import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { checkpoint } from '../../src/platform/audit.ts'
import { auditVerifyCommand, verifyAudit } from '../../src/platform/audit-verify.ts'
import { chainOf } from '../../src/platform/context.ts'
import { openWorld, type User, type World } from '../harness/world.ts'
import { type Planted, plant } from './planted.ts'

const key = Buffer.from(inject('auditKey'), 'hex')
let world: World
let nurse: User
let viewer: User
let planted: Planted

beforeAll(async () => {
  world = await openWorld()
  nurse = await world.signIn('ward-nurse', 'Mai Động')
  viewer = await world.signIn('city-cdc')
  planted = await plant(world, 'Own', await world.areaId('Mai Động'), 1)
})
afterAll(() => world?.close())

/** Rows of these actions since a moment of the audit, oldest first. */
async function trail(actions: string[]) {
  const { rows } = await world.pool.query<{
    action: string
    username: string
    subject: string
    changes: Record<string, [unknown, unknown]> | null
  }>(
    `select a.action, h.username, a.subject_type || ' ' || a.subject_id as subject, v.changes
     from platform.audit a join vx.post_holder h on h.user_id = a.user_id left join platform.audit_value v on v.audit_id = a.id
     where a.action = any ($1) order by a.at, a.id`,
    [actions],
  )
  return rows
}

describe('What leaves the house leaves a row in the audit', () => {
  const EXPORTS = ['register.export', 'figure.export', 'file.export']

  it('an export of a register, of a figure, a document: who, what, which columns and question', async () => {
    const before = (await trail(EXPORTS)).length
    const got = [
      '/api/registers/cases/export.csv?q=An',
      '/api/figures/cases.confirmed/export.xlsx?from=2021-08-01',
      `/api/orders/${planted.ids.order}/document.docx`,
    ]
    for (const path of got) expect((await world.fetch(nurse, path)).status).toBe(200)
    const rows = (await trail(EXPORTS)).slice(before)
    expect(rows.map((r) => [r.action, r.username, r.subject])).toEqual([
      ['register.export', nurse.username, 'register cases'],
      ['figure.export', nurse.username, 'figure cases.confirmed'],
      ['file.export', nurse.username, `file /api/orders/${planted.ids.order}/document.docx`],
    ])
    expect(rows[0]!.changes).toMatchObject({ format: [null, 'csv'], query: [null, { q: 'An' }] })
    expect(rows[0]!.changes!.columns![1]).toContain('full_name')
  })

  it('also of somebody who may not know people; then the columns say so', async () => {
    await world.fetch(viewer, '/api/registers/cases/export.csv')
    const row = (await trail(EXPORTS)).at(-1)!
    expect(row.username).toBe(viewer.username)
    expect(row.changes!.columns![1]).not.toContain('full_name')
  })

  it('and what is refused leaves none', async () => {
    const before = (await trail(EXPORTS)).length
    const refused = [
      '/api/registers/none/export.csv',
      '/api/registers/cases/export.pdf',
      '/api/registers/cases/export.csv?areaId=999999',
      '/api/figures/cases.confirmed/export.csv?from=yesterday',
      '/api/figures/cases.confirmed/export.csv?day=2021-02-30',
      '/api/imports/matched/rows.xlsx',
      `/api/orders/${planted.ids.person}/document.docx`,
    ]
    for (const path of refused) {
      const response = await world.fetch(nurse, path)
      expect({ path, status: response.status >= 400 && response.status < 500 }).toEqual({
        path,
        status: true,
      })
      expect(response.headers.get('content-type')).toContain('application/problem+json')
    }
    expect(await trail(EXPORTS)).toHaveLength(before)
  })
})

describe('Opening a list that names people leaves a row in the audit', () => {
  const lists = () =>
    [
      '/api/registers/cases',
      '/api/registers/contacts',
      '/api/figures/cases.confirmed/rows',
      '/api/followups',
      `/api/zones/${planted.ids.zone}/inside`,
      `/api/cases/${planted.ids.case}/chain`,
      '/api/people/search?q=Zuvexin',
      '/api/order-proposals',
    ] as const

  it('once in ten minutes however often it loads, before it is answered', async () => {
    const before = (await trail(['list.open'])).length
    for (const path of [...lists(), ...lists()]) expect((await world.fetch(nurse, path)).status).toBe(200)
    const rows = (await trail(['list.open'])).slice(before)
    const named = lists().map((p) => `list ${p.replace('/api', '').split('?')[0]}`)
    expect(rows.map((r) => r.subject)).toEqual(named)
    expect(rows.every((r) => r.username === nurse.username)).toBe(true)
    expect(rows.find((r) => r.subject.includes('search'))!.changes).toEqual({ query: [null, 'q=Zuvexin'] })
  })

  it('a list that names nobody leaves none: of numbers, of areas, to somebody who may not know', async () => {
    const before = (await trail(['list.open'])).length
    for (const path of [
      '/api/areas',
      '/api/figures',
      '/api/figures/cases.confirmed',
      '/api/me',
      '/api/registers',
    ])
      expect((await world.fetch(nurse, path)).status).toBe(200)
    for (const path of ['/api/registers/cases', '/api/figures/cases.confirmed/rows'])
      expect((await world.fetch(viewer, path)).status).toBe(200)
    expect(await trail(['list.open'])).toHaveLength(before)
  })

  it('and is not answered when it cannot be recorded', async () => {
    const chair = await world.signIn('ward-chair', 'Mai Động')
    await world.pool.query('revoke execute on function platform.record(jsonb) from vx_app')
    const response = await world.fetch(chair, '/api/registers/cases')
    await world.pool.query('grant execute on function platform.record(jsonb) to vx_app')
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await response.text()).not.toContain('full_name')
    expect((await world.fetch(chair, '/api/registers/cases')).status).toBe(200)
  })
})

describe('npm run audit:verify', () => {
  let folder: string
  const chain = () => chainOf(planted.ids.case!)
  const said: string[] = []
  const verify = () => {
    said.length = 0
    return auditVerifyCommand({ VX_DATA: folder, DATABASE_URL: world.url }, (line) => said.push(line))
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vx-verify-'))
    await checkpoint(world.pool, key)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('needs the key, and says where it looked', async () => {
    await expect(verify()).rejects.toThrow(folder)
    writeFileSync(join(folder, 'audit.key'), key.toString('hex'))
  })

  it('says that all is whole, and remembers the newest checkpoint beside the key', async () => {
    expect(await verify()).toBe(true)
    expect(said.at(-1)).toContain('whole')
    expect(existsSync(join(folder, 'audit.anchor'))).toBe(true)
  })

  it('says where it is not what was written, and is whole again when that is put right', async () => {
    await world.pool.query(
      `update platform.audit set user_id = user_id || 'x' where chain = $1 and seq = 1`,
      [chain()],
    )
    expect(await verify()).toBe(false)
    expect(said.join('\n')).toContain(`${chain()}/1`)
    expect(said.join('\n')).toContain('the row was altered')
    await world.pool.query(
      `update platform.audit set user_id = left(user_id, -1) where chain = $1 and seq = 1`,
      [chain()],
    )
    expect(await verify()).toBe(true)
  })

  it('shows a tail that was cut off together with its head and every checkpoint that saw it', async () => {
    await checkpoint(world.pool, key)
    expect(await verify()).toBe(true)
    // The owner of the database takes the last row of a chain, sets the head back and throws all checkpoints away.
    await world.pool.query(`
      create temporary table cut as select distinct on (chain) a.* from platform.audit a where seq > 1 order by chain, seq desc limit 1;
      delete from platform.audit_value where audit_id in (select id from cut);
      delete from platform.audit where id in (select id from cut);
      update platform.audit_chain c set seq = a.seq, hash = a.hash from platform.audit a, cut
        where c.chain = cut.chain and a.chain = cut.chain and a.seq = cut.seq - 1;
      delete from platform.audit_checkpoint`)
    expect((await verifyAudit(world.pool, key)).findings).toEqual([])
    expect(await verify()).toBe(false)
    expect(said.join('\n')).toContain('the checkpoint of the last verification is gone')
  })
})
