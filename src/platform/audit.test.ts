import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { openWorld, type User, type World } from '../../test/harness/world.ts'
import { checkpoint } from './audit.ts'
import { blankedChanges, verifyAudit } from './audit-verify.ts'
import { chainOf, digestOf, write } from './context.ts'

describe('The audit', () => {
  const key = Buffer.from(inject('auditKey'), 'hex')
  let world: World
  let nurse: User
  let chair: User

  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    chair = await world.signIn('ward-chair', 'Mai Động')
  })
  afterAll(() => world?.close())

  const enter = async (fullName: string) => {
    const areaId = await world.areaId('Mai Động')
    return nurse.api.people.create({ fullName, birthYear: 1985, areaId, nationality: 'VN' })
  }
  const about = async (personId: string) => {
    const { rows } = await world.pool.query(
      `select a.*, v.changes from platform.audit a left join platform.audit_value v on v.audit_id = a.id
       where a.person_id = $1 order by a.id`,
      [personId],
    )
    return rows
  }

  it('says who did what to whom, in which post, and keeps the values apart from the row', async () => {
    const { id } = await enter('Ngô Thị Thu Hà')
    await nurse.api.people.update({ id, version: 1, phone: '0912345678' })
    const rows = await about(id)
    expect(rows.map((r) => r.action)).toEqual(['person.create', 'person.update'])
    const { rows: holders } = await world.pool.query(
      'select user_id, post_id from vx.post_holder where username = $1',
      [nurse.username],
    )
    for (const r of rows) {
      expect(r).toMatchObject({ ...holders[0], subject_type: 'person', subject_id: id, person_id: id })
      expect(r.area_id).toBe(await world.areaId('Mai Động'))
    }
    expect(rows[1]).toMatchObject({ fields: ['phone'], changes: { phone: [null, '0912345678'] } })
    const { changes, ...row } = rows[1]
    expect(JSON.stringify(row)).not.toContain(changes.phone[1])
  })

  it('has the time of the system, not the time that the domain is shown', async () => {
    const [row] = await about((await enter('Lưu Đức Thắng')).id)
    expect(Math.abs(Date.parse(row.at) - Date.now())).toBeLessThan(60_000)
    expect(world.clock.now().getFullYear()).toBe(2021)
  })

  it('the digest of a row is the HMAC of what it says under the key outside the database', async () => {
    const [row] = await about((await enter('Đặng Quốc Việt')).id)
    const said = (r: typeof row) => ({
      id: r.id,
      at: r.at,
      user_id: r.user_id,
      post_id: r.post_id,
      action: r.action,
      subject_type: r.subject_type,
      subject_id: r.subject_id,
      area_id: r.area_id,
      person_id: r.person_id,
      fields: r.fields,
    })
    expect(row.digest.toString('hex')).toBe(digestOf(key, said(row), row.changes))
    expect(digestOf(Buffer.alloc(32), said(row), row.changes)).not.toBe(row.digest.toString('hex'))
    expect(row.chain).toBe(chainOf(row.subject_id))
  })

  it('is whole after writes of many people at once, and the verdict has counted every row', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => enter(`Nguyễn Văn ${String.fromCharCode(65 + i)}`)),
    )
    await checkpoint(world.pool, key)
    const verdict = await verifyAudit(world.pool, key)
    const { rows } = await world.pool.query(
      'select count(*)::int as n, max(seq)::int as longest from platform.audit',
    )
    expect(verdict).toMatchObject({ rows: rows[0].n, blanked: 0, findings: [] })
    expect(verdict.checkpoints).toBeGreaterThan(0)
    expect(rows[0].longest).toBeGreaterThan(2)
  })

  it('stays whole when retention blanks the values, and says how many it blanked', async () => {
    const { id } = await enter('Trịnh Thị Bích')
    const [row] = await about(id)
    const put = (changes: object) =>
      world.pool.query('update platform.audit_value set changes = $2 where audit_id = $1', [row.id, changes])
    await put(blankedChanges(key, row.changes))
    expect(await verifyAudit(world.pool, key)).toMatchObject({ blanked: 1, findings: [] })
    await put(row.changes)
  })

  describe('shows what an owner of the database does to it:', () => {
    beforeAll(async () => {
      await checkpoint(world.pool, key)
      await world.pool.query(`create schema saved; create table saved.audit as table platform.audit;
        create table saved.audit_value as table platform.audit_value; create table saved.audit_chain as table platform.audit_chain;
        create table saved.audit_checkpoint as table platform.audit_checkpoint`)
    })
    afterEach(async () => {
      await world.pool.query(`truncate platform.audit_value, platform.audit, platform.audit_chain, platform.audit_checkpoint;
        insert into platform.audit table saved.audit; insert into platform.audit_value table saved.audit_value;
        insert into platform.audit_chain table saved.audit_chain;
        insert into platform.audit_checkpoint overriding system value table saved.audit_checkpoint`)
      expect((await verifyAudit(world.pool, key)).findings).toEqual([])
    })

    /** A row with two more behind it in its chain. */
    const middle = `(select id from platform.audit a where fields <> '{}' and seq > 1
      and exists (select from platform.audit b where b.chain = a.chain and b.seq = a.seq + 2) order by id limit 1)`
    const kinds = async () => [...new Set((await verifyAudit(world.pool, key)).findings.map((f) => f.what))]

    it.each([
      ['another action', `update platform.audit set action = 'person.open' where id = ${middle}`],
      ['another actor', `update platform.audit set user_id = 'somebody-else' where id = ${middle}`],
      ['another time', `update platform.audit set at = at + interval '1 hour' where id = ${middle}`],
      [
        'another value',
        `update platform.audit_value set changes = jsonb_set(changes, array[(select k from jsonb_object_keys(changes) k limit 1)], '[null, "khác"]') where audit_id = ${middle}`,
      ],
    ])('%s on a row', async (_, sql) => {
      expect((await world.pool.query(sql)).rowCount).toBe(1)
      expect(await kinds()).toEqual(['row-altered'])
    })

    it('a row whose digest was made anew with another key', async () => {
      await world.pool.query(
        `update platform.audit set action = 'person.open', digest = sha256('forged') where id = ${middle}`,
      )
      expect(await kinds()).toEqual(['row-altered', 'link-broken'])
    })

    it('a row taken out', async () => {
      await world.pool.query(`delete from platform.audit_value where audit_id = ${middle}`)
      await world.pool.query(`delete from platform.audit where id = ${middle}`)
      expect(await kinds()).toContain('row-missing')
    })

    it('a row taken out, and the ones behind it moved up', async () => {
      await world.pool.query(
        `with gone as (delete from platform.audit_value where audit_id = ${middle}) select 1`,
      )
      await world.pool.query(`with gone as (delete from platform.audit where id = ${middle} returning chain, seq)
        update platform.audit a set seq = a.seq + 1000000 from gone g where a.chain = g.chain and a.seq > g.seq`)
      await world.pool.query(`update platform.audit set seq = seq - 1000001 where seq > 1000000`)
      expect(await kinds()).toEqual(expect.arrayContaining(['link-broken', 'head-wrong']))
    })

    it('two rows that changed places', async () => {
      const { rows } = await world.pool.query(`select chain, seq from platform.audit where id = ${middle}`)
      const { chain, seq } = rows[0]
      const move = (from: number, to: number) =>
        world.pool.query('update platform.audit set seq = $3 where chain = $1 and seq = $2', [
          chain,
          from,
          to,
        ])
      await move(seq, -1)
      await move(seq + 1, seq)
      await move(-1, seq + 1)
      expect(await kinds()).toContain('link-broken')
    })

    it('a tail that was cut off together with the head of its chain, because a checkpoint saw it', async () => {
      const chain = '(select min(chain) from saved.audit_chain where seq > 1)'
      const last = `(select seq from saved.audit_chain where chain = ${chain})`
      const row = `from saved.audit where chain = ${chain} and seq`
      await world.pool.query(`delete from platform.audit_value where audit_id = (select id ${row} = ${last})`)
      await world.pool.query(`delete from platform.audit where id = (select id ${row} = ${last})`)
      await world.pool.query(
        `update platform.audit_chain set seq = ${last} - 1, hash = (select hash ${row} = ${last} - 1) where chain = ${chain}`,
      )
      expect(await kinds()).toEqual(['tail-cut'])
    })

    it('a checkpoint made to fit a cut tail without the key', async () => {
      await world.pool.query(`update platform.audit_checkpoint set heads = jsonb_set(heads, '{0,1}', '0')
        where id = (select max(id) from platform.audit_checkpoint)`)
      expect(await kinds()).toEqual(['checkpoint-forged'])
    })
  })

  describe("the opening of a person's page", () => {
    afterEach(() => vi.useRealTimers())
    const openings = async (id: string) =>
      (await about(id)).filter((r) => r.action === 'person.open').map((r) => r.user_id)

    it('is recorded for each reader, and once in ten minutes however often the page loads again', async () => {
      const { id } = await enter('Bùi Thanh Tùng')
      for (const reader of [nurse, nurse, chair, nurse]) await reader.api.people.get({ id })
      expect(await openings(id)).toHaveLength(2)
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 9 * 60_000 })
      await nurse.api.people.get({ id })
      expect(await openings(id)).toHaveLength(2)
      vi.setSystemTime(Date.now() + 2 * 60_000)
      await nurse.api.people.get({ id })
      expect(await openings(id)).toHaveLength(3)
      expect((await verifyAudit(world.pool, key)).findings).toEqual([])
    })

    it('is recorded also when the attempt before it failed', async () => {
      const { id } = await enter('Mai Văn Khánh')
      await world.pool.query('revoke execute on function platform.record(jsonb) from vx_app')
      await expect(nurse.api.people.get({ id })).rejects.toThrow()
      await world.pool.query('grant execute on function platform.record(jsonb) to vx_app')
      await nurse.api.people.get({ id })
      expect(await openings(id)).toHaveLength(1)
    })
  })

  it('stays whole when a change holds an object, whatever order the database keeps its keys in', async () => {
    const ctx = await world.systemCtx()
    await write(ctx, 'person.write', async (tx) =>
      tx.record({
        action: 'person.settle',
        subject: { type: 'person', id: 'settled' },
        changes: { zip: [null, { zebra: 1, ape: { y: 2, x: [3] } }], area: [1, 2] },
      }),
    )
    expect((await verifyAudit(world.pool, key)).findings).toEqual([])
  })
})
