import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../test/harness/world.ts'
import { treeOf } from '../domains/registry/areas/index.ts'
import { forgetTrees } from '../domains/registry/areas/service.ts'
import { type Ctx, read, write } from './context.ts'

describe('A write', () => {
  let world: World
  let nurse: User
  let otherNurse: User
  let areaId: number

  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    otherNurse = await world.signIn('ward-nurse', 'Đại Kim')
    areaId = await world.areaId('Mai Động')
  })
  afterAll(() => world?.close())

  const count = async (of: string) => {
    const { rows } = await world.pool.query<{ n: number }>(`select count(*)::int as n from ${of}`)
    return rows[0]!.n
  }
  const people = (name: string) => count(`vx.person where full_name = '${name}'`)
  /** How much a write leaves behind. */
  const traces = async () => ({
    people: await count('vx.person'),
    cases: await count('vx.case_record'),
    versions: await count('vx.case_record_version'),
    audit: await count('platform.audit'),
    values: await count('platform.audit_value'),
    heads: await count('platform.audit_chain, generate_series(1, seq)'),
    events: await count('platform.event'),
    keys: await count('platform.idempotency'),
  })

  async function post(user: User, path: string, key: string, body: unknown) {
    const response = await world.fetch(user, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const person = (fullName: string, more = {}) => ({
    fullName,
    areaId,
    birthYear: 1980,
    nationality: 'VN',
    ...more,
  })

  describe('with a key', () => {
    it('sent several times at once is done once and answered alike', async () => {
      const name = 'Phan Thị Kim Liên'
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => post(nurse, '/api/people', 'once-1', person(name))),
      )
      expect(new Set(answers.map((a) => `${a.status} ${JSON.stringify(a.body)}`)).size).toBe(1)
      expect(answers[0]!.status).toBe(200)
      expect(await people(name)).toBe(1)
      expect(await count(`platform.audit where subject_id = '${answers[0]!.body.id}'`)).toBe(1)
    })

    it('sent several times at once is answered alike also where the record itself can be made only once', async () => {
      const name = 'Bùi Thị Thủy Chung'
      const id = '0199a000-0000-7000-8000-00000000abcd'
      const body = person(name, { id })
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => post(nurse, '/api/people', 'once-3', body)),
      )
      expect(answers).toEqual(Array.from({ length: 5 }, () => ({ status: 200, body: { id } })))
      expect(await people(name)).toBe(1)
      expect(await count(`platform.audit where subject_id = '${id}'`)).toBe(1)
    })

    it('sent again later gets the first answer and leaves nothing new', async () => {
      const first = await post(nurse, '/api/people', 'once-2', person('Tạ Đình Phong'))
      const before = await traces()
      expect(await post(nurse, '/api/people', 'once-2', person('Tạ Đình Phong'))).toEqual(first)
      expect(await traces()).toEqual(before)
    })

    it('is independent of the same key of somebody else', async () => {
      const mine = await post(nurse, '/api/people', 'shared', person('Cao Thị Hạnh'))
      const area = await world.areaId('Đại Kim')
      const theirs = await post(otherNurse, '/api/people', 'shared', person('Cao Thị Hạnh', { areaId: area }))
      expect(theirs.status).toBe(200)
      expect(theirs.body.id).not.toBe(mine.body.id)
      expect(await people('Cao Thị Hạnh')).toBe(2)
    })

    it('that failed leaves the key free for the corrected one', async () => {
      const refused = await post(nurse, '/api/people', 'again', person('Vương Thế Anh', { birthYear: 2050 }))
      expect(refused).toMatchObject({ status: 422, body: { code: 'birth-in-future' } })
      expect(await people('Vương Thế Anh')).toBe(0)
      const corrected = await post(nurse, '/api/people', 'again', person('Vương Thế Anh'))
      expect(corrected.status).toBe(200)
      expect(await people('Vương Thế Anh')).toBe(1)
    })

    it('never gets the answer of another kind of write that had the same key', async () => {
      const first = await post(nurse, '/api/people', 'reused', person('Hồ Ngọc Diệp'))
      const other = await post(nurse, '/api/cases', 'reused', {
        personId: first.body.id,
        disease: 'covid-19',
      })
      expect(other.body.id).not.toBe(first.body.id)
      expect(other).toMatchObject({ status: 409, body: { code: 'key-reused' } })
    })

    it('does not stand in the way of opening a page', async () => {
      const { body } = await post(nurse, '/api/people', 'page', person('Lại Văn Sâm'))
      const page = await world.fetch(nurse, `/api/people/${body.id}`, {
        headers: { 'idempotency-key': 'page' },
      })
      expect(await page.json()).toMatchObject({ person: { fullName: 'Lại Văn Sâm' } })
    })
  })

  it('that fails half-way leaves neither change nor version, audit, event or key', async () => {
    const before = await traces()
    const late = { person: person('Đinh Công Tráng'), disease: 'covid-19', onsetDate: '2022-01-01' }
    expect(await post(nurse, '/api/cases', 'half-way', late)).toMatchObject({
      body: { code: 'onset-in-future' },
    })
    expect(await traces()).toEqual(before)
    // The same without the mistake does leave all of them: the comparison above sees something.
    expect(await post(nurse, '/api/cases', 'half-way', { ...late, onsetDate: '2021-08-09' })).toMatchObject({
      status: 200,
    })
    const after = await traces()
    for (const [kind, n] of Object.entries(before))
      expect({ [kind]: after[kind as keyof typeof after] > n }).toEqual({ [kind]: true })
  })

  it('that fails at the very end leaves nothing either: record and change are one', async () => {
    await world.pool.query(`create function public.refuse() returns trigger language plpgsql as
        $$ begin raise exception 'too late' using errcode = 'unique_violation'; end $$;
      create constraint trigger refuse after insert on vx.person deferrable initially deferred
        for each row when (new.full_name = 'Chử Đồng Tử') execute function public.refuse()`)
    const before = await traces()
    const answer = await post(nurse, '/api/people', 'very-end', person('Chử Đồng Tử'))
    expect(answer.body.code).toBe('already-exists')
    expect(await traces()).toEqual(before)
    await world.pool.query('drop trigger refuse on vx.person; drop function public.refuse()')
  })

  it('that cannot be recorded in the audit is not made', async () => {
    const before = await traces()
    await world.pool.query('revoke execute on function platform.record(jsonb) from vx_app')
    const answer = await post(nurse, '/api/people', 'unheard', person('Quách Tuấn Kiệt'))
    await world.pool.query('grant execute on function platform.record(jsonb) to vx_app')
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await traces()).toEqual(before)
  })

  it('that gets in the way of another one is undone by the database and says to send it again', async () => {
    const name = 'Lã Thị Bưởi'
    const made = await post(nurse, '/api/people', 'deadlock-1', person(name))
    const id = made.body.id as string
    const before = await traces()
    const other = await world.pool.connect()
    try {
      // Each holds what the other needs next: the end of the audit's chains, and the person.
      await other.query('begin; select from platform.audit_chain for update')
      const change = expectProblem(
        nurse.api.people.update({ id, version: 1, occupation: 'Thợ may' }),
        'try-again',
      )
      await expect
        .poll(async () => {
          const { rows } = await world.pool.query(
            `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'
             and datname = current_database() and query like '%person.update%'`,
          )
          return rows[0].n
        })
        .toBe(1)
      // The database sends back the one that looks for the knot first: it has waited longer.
      await other.query('select from vx.person where id = $1 for update', [id])
      await change
    } finally {
      await other.query('rollback')
      other.release()
    }
    expect(await traces()).toEqual(before)
  })

  it('leaves its event with what is needed to find the record, and no personal fact', async () => {
    const { body } = await post(nurse, '/api/cases', uuid7(), {
      person: person('Thái Thị Lệ'),
      disease: 'covid-19',
    })
    const { rows } = await world.pool.query('select * from platform.event where subject_id = $1', [body.id])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ type: 'case.changed', subject_type: 'case', area_id: areaId })
    expect(JSON.stringify(rows[0])).not.toContain('Thái Thị Lệ')
  })

  describe('is held back by the database itself, when the service forgets to ask', () => {
    let ctx: Ctx
    beforeAll(async () => {
      const system = await world.systemCtx()
      const viewer = {
        ...system.viewer,
        userId: 'nurse',
        areaId,
        areaIds: [areaId],
        rights: new Set(['person.read', 'person.write']),
      }
      ctx = { ...system, viewer }
    })
    const insert = (area: number) =>
      write(ctx, 'person.write', ({ db }) =>
        sql`insert into vx.person (id, area_id, full_name) values (${uuid7()}, ${area}, 'Không Ai Cả')`.execute(
          db,
        ),
      )

    it('from putting a person into another ward', async () => {
      const elsewhere = await world.areaId('Đại Kim')
      await insert(areaId)
      await expect(insert(elsewhere)).rejects.toMatchObject({ code: '42501' })
    })

    it('from changing or seeing a person of another ward', async () => {
      const elsewhere = await world.areaId('Đại Kim')
      const touched = await write(ctx, 'person.write', ({ db }) =>
        sql`update vx.person set phone = '0900000000' where area_id = ${elsewhere}`.execute(db),
      )
      expect(touched.numAffectedRows).toBe(0n)
      const seen = await read(ctx, 'person.read', (db) =>
        sql`select from vx.person where area_id <> ${areaId}`.execute(db),
      )
      expect(seen.rows).toHaveLength(0)
      expect(await count(`vx.person where area_id = ${elsewhere}`)).toBeGreaterThan(0)
    })

    it('from moving a person of its own into another ward', async () => {
      const elsewhere = await world.areaId('Đại Kim')
      const move = write(ctx, 'person.write', ({ db }) =>
        sql`update vx.person set area_id = ${elsewhere} where area_id = ${areaId}`.execute(db),
      )
      await expect(move).rejects.toMatchObject({ code: '42501' })
    })

    it('from writing while it only reads', async () => {
      const sly = read(ctx, 'person.read', (db) => sql`update vx.person set phone = null`.execute(db))
      await expect(sly).rejects.toMatchObject({ code: '25006' })
    })

    it('and the next request on the same connection starts without any area', async () => {
      await read(ctx, 'person.read', (db) => sql`select 1`.execute(db))
      const left = await Promise.all(
        Array.from({ length: 12 }, () =>
          sql<{ n: number }>`select count(*) as n from vx.person`.execute(ctx.db),
        ),
      )
      expect(left.map((l) => l.rows[0]!.n)).toEqual(Array(12).fill(0))
    })
  })

  it('is refused without the right before anything is opened', async () => {
    const system = await world.systemCtx()
    const ctx = { ...system, viewer: { ...system.viewer, rights: new Set(['person.read']) } }
    await expect(write(ctx, 'person.write', () => Promise.reject(new Error('ran')))).rejects.toMatchObject({
      code: 'right-missing',
      params: { right: 'person.write' },
    })
    await expect(read(ctx, 'case.read', () => Promise.reject(new Error('ran')))).rejects.toMatchObject({
      code: 'right-missing',
    })
  })

  it('of somebody who has just lost the post is refused', async () => {
    const leaver = await world.signIn('ward-nurse', 'Tương Mai')
    await leaver.api.platform.me()
    await world.pool.query(`update vx.post_holder set until = '2021-08-10' where username = $1`, [
      leaver.username,
    ])
    await expectProblem(leaver.api.platform.me(), 'not-signed-in')
  })

  it('asks for areas while every connection is in the middle of a write', async () => {
    const ctx = await world.systemCtx()
    let inside = 0
    let open!: () => void
    const all = new Promise<void>((resolve) => {
      open = resolve
    })
    const writers = Array.from({ length: 12 }, () =>
      write(ctx, 'person.write', async ({ db }) => {
        await sql`select 1`.execute(db)
        inside += 1
        if (inside === 12) open()
        await all
        forgetTrees()
        return (await treeOf(ctx)).all.length
      }),
    )
    expect(new Set(await Promise.all(writers)).size).toBe(1)
  })

  it('opens no second transaction, which would wait for a connection while it holds one', async () => {
    const ctx = await world.systemCtx()
    const nested = write(ctx, 'person.write', () => read(ctx, 'person.read', async () => 1))
    await expect(nested).rejects.toThrow('inside another one')
  })
})
