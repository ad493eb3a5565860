import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { confirmCases, draftOf, listOf, outbreakOf112, partsOf, rowOf } from './testing.ts'

describe('A signed report', () => {
  let world: World
  let nurse: User
  let chair: User
  let wardId: number
  let id: string

  beforeAll(async () => {
    world = await openWorld()
    world.clock.advance({ days: 59, hours: 22, minutes: 30 })
    wardId = await world.areaId('Yên Sở')
    nurse = await world.signIn('ward-nurse', 'Yên Sở')
    chair = await world.signIn('ward-secretary', 'Yên Sở')
    await confirmCases(world, wardId, outbreakOf112())
    const draft = await draftOf(nurse, wardId)
    id = draft.id
    await chair.api.reports.freeze(draft)
  })
  afterAll(() => world.close())

  /** Runs a statement as the application does, in the scope of every area. */
  async function asApp(statement: string): Promise<unknown> {
    const { viewer } = await world.systemCtx()
    return world.app.connections.app.transaction().execute(async (db) => {
      await sql`select set_config('vx.areas', ${`{${viewer.areaIds.join(',')}}`}, true)`.execute(db)
      await sql.raw(statement).execute(db)
    })
  }

  it.each([
    ['its head', `update vx.report set assessment = 'khác' where id = '$id'`],
    ['its state', `update vx.report set state = 'draft', frozen_at = null where id = '$id'`],
    ['the report itself', `delete from vx.report where id = '$id'`],
  ])('cannot lose or change %s, whoever asks the database', async (_, statement) => {
    const text = statement.replace('$id', id)
    await expect(asApp(text)).rejects.toThrow('A signed report is never changed')
    await expect(world.pool.query(text)).rejects.toThrow('A signed report is never changed')
  })

  it.each([
    ['a number', `update vx.report_cell set value = 0, record_ids = '{}' where report_id = '$id'`],
    ['a cell', `delete from vx.report_cell where report_id = '$id'`],
    ['a counted record', `delete from vx.report_row where report_id = '$id'`],
    ['a shown column', `update vx.report_row set shown = '{}' where report_id = '$id'`],
  ])('cannot lose or change %s: the application may not, the owner is stopped', async (_, statement) => {
    const text = statement.replace('$id', id)
    await expect(asApp(text)).rejects.toThrow('permission denied')
    await expect(world.pool.query(text)).rejects.toThrow('A signed report is never changed')
  })

  it('takes no further cell or record', async () => {
    const row = `insert into vx.report_row values ('${id}', 'confirmed_total', '01900000-0000-7000-8000-000000000001', ${wardId}, null, '{}', null)`
    await expect(asApp(row)).rejects.toThrow('A signed report is never changed')
    const cell = `insert into vx.report_cell values ('${id}', 'extra', ${wardId}, 'confirmed_total', 0, '{}', '')`
    await expect(asApp(cell)).rejects.toThrow('A signed report is never changed')
  })

  it('refuses every change through the API', async () => {
    const { version } = (await nurse.api.reports.get({ id })).report
    await expectProblem(nurse.api.reports.update({ id, version, assessment: 'khác' }), 'report-frozen')
    await expectProblem(nurse.api.reports.submit({ id, version }), 'report-frozen')
    await expectProblem(nurse.api.reports.discard({ id, version }), 'report-frozen')
    await expectProblem(chair.api.reports.freeze({ id, version }), 'report-frozen')
  })

  describe('is verified', () => {
    let tamper: (statement: string) => Promise<void>
    beforeEach(() => {
      tamper = async (statement) => {
        const client = await world.pool.connect()
        try {
          const table = /^update (\S+)/.exec(statement)?.[1]
          await client.query('begin')
          // What only the owner of the tables can do: switch the triggers off.
          await client.query(`alter table ${table} disable trigger user`)
          await client.query(statement.replaceAll('$id', id))
          await client.query(`alter table ${table} enable trigger user`)
          await client.query('commit')
        } catch (e) {
          await client.query('rollback')
          throw e
        } finally {
          client.release()
        }
      }
    })

    it('whole: every cell, every list, the report, the audit trail and the checkpoint agree', async () => {
      const answer = await nurse.api.reports.verify({ id })
      expect(answer).toMatchObject({ ok: true, report: true, trail: true, checkpoint: true })
      expect(answer.cells.checked).toBeGreaterThan(40)
      expect(answer.lists?.checked).toBe(18)
    })

    it('and a number that lost a record is named', async () => {
      const { rows } = await world.pool.query(
        `select record_ids from vx.report_cell where report_id = $1 and key = 'confirmed_total'`,
        [id],
      )
      const ids: string[] = rows[0].record_ids
      await tamper(
        `update vx.report_cell set value = value - 1, record_ids = record_ids[2:] where report_id = '$id' and key = 'confirmed_total'`,
      )
      expect(await nurse.api.reports.verify({ id })).toMatchObject({
        ok: false,
        cells: { broken: ['confirmed_total'] },
        report: false,
      })
      // One record in the place of another: the number is right, only the hash can tell.
      await tamper(
        `update vx.report_cell set value = value + 1, record_ids = record_ids || '01900000-0000-7000-8000-000000000001'::uuid
         where report_id = '$id' and key = 'confirmed_total'`,
      )
      expect(await nurse.api.reports.verify({ id })).toMatchObject({
        ok: false,
        cells: { broken: ['confirmed_total'] },
        report: true,
      })
      await tamper(
        `update vx.report_cell set record_ids = '{${ids.join(',')}}' where report_id = '$id' and key = 'confirmed_total'`,
      )
      expect((await nurse.api.reports.verify({ id })).ok).toBe(true)
    })

    it('and a shown column that was altered is named by its list', async () => {
      const where = `where report_id = '$id' and list_key = 'confirmed_total' and shown ->> 'detected_in' is null`
      await tamper(
        `update vx.report_row set shown = jsonb_set(shown, '{detected_in}', '"community"') ${where}`,
      )
      expect(await nurse.api.reports.verify({ id })).toMatchObject({
        ok: false,
        lists: { broken: ['confirmed_total'] },
        report: true,
      })
      await tamper(
        `update vx.report_row set shown = jsonb_set(shown, '{detected_in}', 'null')
         where report_id = '$id' and list_key = 'confirmed_total' and shown ->> 'confirmed_at' like '2021-10-09%'`,
      )
      expect((await nurse.api.reports.verify({ id })).ok).toBe(true)
    })

    it('and a hash that was computed anew still disagrees with the audit trail', async () => {
      const { rows } = await world.pool.query('select hash, assessment from vx.report where id = $1', [id])
      await tamper(`update vx.report set hash = repeat('0', 64) where id = '$id'`)
      expect(await nurse.api.reports.verify({ id })).toMatchObject({ ok: false, report: false, trail: false })
      await tamper(`update platform.audit_value v set changes = '{"hash":[null,"${'0'.repeat(64)}"]}'
        from platform.audit a where a.id = v.audit_id and a.subject_id = '$id' and a.action = 'report.freeze'`)
      expect((await nurse.api.reports.verify({ id })).trail).toBe(false)
      await tamper(`update vx.report set hash = '${rows[0].hash}' where id = '$id'`)
      await tamper(`update platform.audit_value v set changes = '{"hash":[null,"${rows[0].hash}"]}'
        from platform.audit a where a.id = v.audit_id and a.subject_id = '$id' and a.action = 'report.freeze'`)
      expect((await nurse.api.reports.verify({ id })).ok).toBe(true)
    })

    it('and an audit trail cut off before it shows in the checkpoint', async () => {
      const cut = `from platform.audit a where (a.chain, a.seq) = (select s.n - 1, s.seq from vx.report r,
        unnest(r.checkpoint_seqs) with ordinality s (seq, n) where r.id = '$id' and s.seq > 0 limit 1)`
      await tamper(
        `update platform.audit t set hash = sha256(t.hash) ${cut.replace('where', 'where t.id = a.id and')}`,
      )
      expect(await nurse.api.reports.verify({ id })).toMatchObject({
        ok: false,
        checkpoint: false,
        report: true,
      })
    })

    it('only once it is signed', async () => {
      const draft = await draftOf(nurse, wardId, { kind: 'ad_hoc' })
      await expectProblem(nurse.api.reports.verify({ id: draft.id }), 'report-not-frozen')
    })
  })

  it('keeps its count when retention blanks who it was', async () => {
    await world.pool.query(
      `update vx.report_row set personal = null where report_id = $1 and list_key = 'confirmed_total'`,
      [id],
    )
    const list = await listOf(nurse, id, 'confirmed_total')
    expect(list.rows).toHaveLength(112)
    expect(list.rows.every((r) => r.full_name === null && typeof r.code === 'string')).toBe(true)
    const answer = await nurse.api.reports.verify({ id })
    expect([answer.cells.broken, answer.lists?.broken]).toEqual([[], []])
  })

  it('takes the next number of its area, without a gap even when a signature was refused', async () => {
    const again = await draftOf(nurse, wardId)
    const taken = await expectProblem(chair.api.reports.freeze(again), 'report-day-taken')
    expect(taken.words.vi).toContain('1/BC-BCĐ')
    const adHoc = [
      await draftOf(nurse, wardId, { kind: 'ad_hoc' }),
      await draftOf(nurse, wardId, { kind: 'ad_hoc' }),
    ]
    const signed = await Promise.all(adHoc.map((d) => chair.api.reports.freeze(d)))
    expect(signed.map((s) => s.number).sort()).toEqual(['2/BC-BCĐ', '3/BC-BCĐ'])
    const [nextNurse, nextChair] = [
      await world.signIn('ward-nurse', 'Mai Động'),
      await world.signIn('ward-chair', 'Mai Động'),
    ]
    const other = await draftOf(nextNurse, await world.areaId('Mai Động'))
    expect((await nextChair.api.reports.freeze(other)).number).toBe('1/BC-BCĐ')
  })

  it('still shows its own numbers when the parts of the figure are asked of it', async () => {
    const page = await nurse.api.reports.get({ id })
    expect(partsOf(page, 'confirmed_total')).toMatchObject({ community: 30, quarantine: 81, rest: 1 })
    expect(rowOf(page, 'confirmed_total').definition.vi).toContain('chưa phân loại')
  })
})
