import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import {
  checked,
  committed,
  csv,
  outcomes,
  PEOPLE_COLUMNS,
  people,
  rested,
  tableCounts,
  undone,
  uploaded,
} from './testing.ts'
import { work } from './work.ts'

describe('An import', () => {
  let world: World
  let lan: User
  let nurse: User

  beforeAll(async () => {
    world = await openWorld()
    lan = await world.signIn('epidemiologist')
    nurse = await world.signIn('ward-nurse', 'Mai Động')
  })
  afterAll(() => world.close())

  const bring = (name: string, rows: string[][], user = lan) =>
    uploaded(world, user, { name, body: csv(PEOPLE_COLUMNS, rows) })

  describe('runs as a job', () => {
    /** Makes the database refuse one name with an SQLSTATE. */
    const obstruct = (name: string, state: string) =>
      world.pool.query(`
        create or replace function vx.obstruct() returns trigger language plpgsql as $$
        begin if new.full_name = '${name}' then raise exception 'obstructed' using errcode = '${state}'; end if; return new; end $$;
        create or replace trigger obstruct before insert on vx.person for each row execute function vx.obstruct()`)
    const clear = () => world.pool.query('drop trigger if exists obstruct on vx.person')
    afterEach(clear)

    it('that refuses the one row the database does not take, and enters all others', async () => {
      const before = await tableCounts(world)
      await obstruct('Người Thử 7', '23514')
      const batch = await committed(
        world,
        lan,
        await checked(world, lan, await bring('mot-dong.csv', people(12))),
      )
      await clear()
      expect(outcomes(batch)).toEqual({ created: 11, refused: 1 })
      const { rows } = await lan.api.imports.rows({ id: batch.id, outcome: 'refused' })
      expect(rows).toEqual([
        expect.objectContaining({
          line: 8,
          reasons: expect.arrayContaining([expect.objectContaining({ code: 'row-failed' })]),
        }),
      ])
      await undone(world, lan, batch)
      await expect.poll(() => tableCounts(world), { timeout: 60_000 }).toEqual(before)
    })

    it('that goes on where it stopped when the server failed in the middle, entering nobody twice', async () => {
      const before = await tableCounts(world)
      let batch = await checked(world, lan, await bring('gian-doan.csv', people(260)))
      await obstruct('Người Thử 230', 'XX000')
      await lan.api.imports.commit({ id: batch.id, version: batch.version })
      await expect
        .poll(async () => (await lan.api.imports.get({ id: batch.id })).done, {
          timeout: 60_000,
          interval: 100,
        })
        .toBe(200)
      batch = await lan.api.imports.get({ id: batch.id })
      expect(batch.state).toBe('committing')
      expect(outcomes(batch)).toEqual({ created: 200, create: 60 })
      await clear()
      await work(await world.systemCtx(), batch.id)
      batch = await rested(world, lan, batch.id)
      expect(outcomes(batch)).toEqual({ created: 260 })
      // A reaction that is delivered again finds nothing left to do.
      await work(await world.systemCtx(), batch.id)
      expect((await tableCounts(world)).person).toBe(before.person! + 260)
      await undone(world, lan, batch)
      await expect.poll(() => tableCounts(world), { timeout: 60_000 }).toEqual(before)
    })

    it('that stops after several failures, says so, and can be started again', async () => {
      let batch = await checked(world, lan, await bring('hong.csv', people(3)))
      await obstruct('Người Thử 2', 'XX000')
      await lan.api.imports.commit({ id: batch.id, version: batch.version })
      // While the server's own worker is at it, a second one only leaves word; each failure counts whosever it is.
      await expect
        .poll(
          async () => {
            await work(await world.systemCtx(), batch.id).catch(() => undefined)
            return lan.api.imports.get({ id: batch.id })
          },
          { timeout: 30_000, interval: 50 },
        )
        .toMatchObject({ state: 'failed', failure: { code: 'unexpected' } })
      batch = await lan.api.imports.get({ id: batch.id })
      expect(outcomes(batch)).toEqual({ create: 3 })
      await clear()
      batch = await committed(world, lan, batch)
      expect(outcomes(batch)).toEqual({ created: 3 })
      await undone(world, lan, batch)
    })

    it('in the name of the one who asked for it', async () => {
      const batch = await committed(
        world,
        nurse,
        await checked(world, nurse, await bring('ten.csv', people(1), nurse)),
      )
      const me = await nurse.api.platform.me()
      const { rows } = await world.pool.query(
        `select distinct h.name from platform.audit a join vx.post_holder h on h.user_id = a.user_id
         where a.action = 'case.import' and a.subject_id in (select id::text from vx.case_record where import_id = $1)`,
        [batch.id],
      )
      expect(rows).toEqual([{ name: me.name }])
      await undone(world, nurse, batch)
    })
  })

  describe('is taken back as a whole', () => {
    it('or not at all: a case somebody has corrected since is named', async () => {
      let batch = await committed(world, lan, await checked(world, lan, await bring('sua.csv', people(4))))
      const { rows } = await lan.api.imports.rows({ id: batch.id })
      const caseId = rows[2]!.caseId!
      const page = await lan.api.surveillance.get({ id: caseId })
      await lan.api.surveillance.update({ id: caseId, version: page.case.version, detectedIn: 'community' })
      const counts = await tableCounts(world)
      const problem = await expectProblem(
        lan.api.imports.undo({ id: batch.id, version: batch.version, reason: 'nhầm tệp' }),
        'import-changed-since',
      )
      expect(problem.details.blockers).toEqual([
        { line: 4, type: 'case', id: caseId, label: page.case.code, why: 'changed', usedBy: null },
      ])
      expect(await tableCounts(world)).toEqual(counts)
      await lan.api.surveillance.update({ id: caseId, version: page.case.version + 1, detectedIn: null })
      batch = await lan.api.imports.get({ id: batch.id })
      expect(batch.state).toBe('committed')
    })

    it('except for people whom another record uses by then, who stay', async () => {
      const batch = await committed(
        world,
        lan,
        await checked(
          world,
          lan,
          await bring('dung.csv', [
            ['K1', 'Mạc Thiên Kim', '1971', 'Nữ', 'Mai Động', '1/8/2021', '2/8/2021'],
          ]),
        ),
      )
      const { rows } = await lan.api.imports.rows({ id: batch.id })
      const { id } = await lan.api.surveillance.report({ personId: rows[0]!.personId!, disease: 'dengue' })
      const back = await undone(world, lan, batch)
      expect(back.state).toBe('undone')
      expect((await lan.api.surveillance.get({ id })).person?.fullName).toBe('Mạc Thiên Kim')
      await expectProblem(lan.api.surveillance.get({ id: rows[0]!.caseId! }), 'not-found')
    })
  })
})
