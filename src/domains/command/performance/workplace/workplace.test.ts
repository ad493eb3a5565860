import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { lastCase } from '../../../../../test/journeys/scene.ts'
import { runRetention } from '../../../../platform/retention.ts'

describe('Infections at a workplace', () => {
  let world: World
  let nurse: User
  let lead: User
  let commander: User
  let chair: User
  let doctor: User
  let elsewhere: User
  let ward: number
  let factory: string
  let caseId: string
  let code: string
  let person: string

  beforeAll(async () => {
    world = await openWorld()
    ;[nurse, lead, commander, chair, doctor, elsewhere] = await Promise.all([
      world.signIn('ward-nurse', 'Mai Động'),
      world.signIn('inspection-lead'),
      world.signIn('district-commander'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('epidemiologist'),
      world.signIn('ward-nurse', 'Đại Kim'),
    ])
    ward = await world.areaId('Mai Động')
    factory = randomUUID()
    await world.pool.query(
      `insert into vx.organisation (id, area_id, kind, name, head_name, staff) values ($1, $2, 'enterprise', $3, $4, 120)`,
      [factory, ward, 'Xưởng may Thanh Hà', 'Phan Thị Thanh Hà'],
    )
    const last = await lastCase(world)
    ;({ id: caseId, code } = last)
    const { rows } = await world.pool.query('select full_name from vx.person where id = $1', [last.personId])
    person = rows[0].full_name
  })
  afterAll(() => world.close())

  const open = async (by: User, caseCode = code, organisationId = factory) =>
    (await by.api.performance.workplace.open({ caseCode, organisationId })).id
  const page = (by: User, id: string) => by.api.performance.workplace.get({ id })
  const ground = 'Biên bản làm việc ngày 10/8, trích xuất camera xưởng'
  const found = (id: string, version: number, more: object = {}) => ({
    ...{ id, version, infected: 'yes' as const, said: ground },
    measures: [
      { code: 'masks', state: 'not_kept' as const, note: 'Bỏ khẩu trang khi ăn trưa' },
      { code: 'plan', state: 'kept' as const },
    ],
    ...more,
  })
  const head = { headName: 'Phan Thị Thanh Hà', headPost: 'Giám đốc xưởng' }
  const concluded = (id: string, version: number, cause: 'not_kept' | 'kept' | 'unknown' = 'not_kept') => ({
    ...{ id, version, cause, ...head, said: 'Không bố trí giãn cách nơi ăn trưa' },
  })
  /** A case of somebody else, confirmed so many days before (after, when negative) the last one. */
  async function another(daysBefore: number): Promise<string> {
    const { rows } = await world.pool.query<{ code: string }>(
      `with other as (select id from vx.case_record where classification = 'confirmed' and code <> $1
         and not exists (select from vx.workplace_review r where r.case_id = case_record.id) order by id limit 1)
       update vx.case_record c set confirmed_at = l.confirmed_at - make_interval(days => $2)
       from other, vx.case_record l where c.id = other.id and l.code = $1 returning c.code`,
      [code, daysBefore],
    )
    return rows[0]!.code
  }

  it('is opened for a confirmed case at one workplace by whoever investigates, once', async () => {
    const { workplace } = nurse.api.performance
    expect(await workplace.find({ q: 'xuong may thanh' })).toMatchObject([
      { organisationId: factory, placeId: null, areaId: ward, name: 'Xưởng may Thanh Hà' },
    ])
    expect(await elsewhere.api.performance.workplace.find({ q: 'xuong may thanh' })).toEqual([])
    await expectProblem(open(chair), 'right-missing')
    await expectProblem(open(elsewhere), 'workplace-case-unknown')
    await expectProblem(open(nurse, 'HM-2021-9999'), 'workplace-case-unknown')
    await expectProblem(open(nurse, code, randomUUID()), 'refers-to-nothing')
    await expectProblem(workplace.open({ caseCode: code }), 'workplace-one')
    await expectProblem(
      workplace.open({ caseCode: code, organisationId: factory, placeId: factory }),
      'workplace-one',
    )
    const suspected = await nurse.api.surveillance.report({
      person: { fullName: 'Đỗ Thị Lụa', birthYear: 1991, areaId: ward, nationality: 'VN' },
      disease: 'covid-19',
    })
    await expectProblem(open(nurse, suspected.code), 'workplace-case-unconfirmed')
    const id = await open(nurse, code.toLowerCase())
    await expectProblem(open(doctor), 'workplace-reviewed-already')
    expect(await chair.api.performance.workplace.ofCase({ id: caseId })).toMatchObject([
      { id, state: 'open', cause: null, workplace: 'Xưởng may Thanh Hà' },
    ])
    await expectProblem(page(elsewhere, id), 'not-found')
  })

  it('names the person only to whoever may open the case and know names, and notes who did', async () => {
    const { id } = (await chair.api.performance.workplace.ofCase({ id: caseId }))[0]!
    expect((await page(nurse, id)).case).toMatchObject({ code, person })
    expect((await page(lead, id)).case).toMatchObject({ code, person: null, id: null })
    const { rows } = await world.pool.query<{ user_id: string; person_id: string | null }>(
      `select person_id from platform.audit where action = 'workplace.open' and subject_id = $1 order by at`,
      [id],
    )
    expect(rows.map((r) => r.person_id !== null)).toEqual([true, false])
    const list = await doctor.api.platform.registers.rows({ id: 'workplace-reviews' })
    expect(list.rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(list)).not.toContain(person)
    await expectProblem(
      world.signIn('military').then((m) => page(m, id)),
      'right-missing',
    )
  })

  it('non-compliance stands on what was found, is concluded by somebody else and asks the head for an answer', async () => {
    const id = await open(doctor, await another(20))
    const { workplace } = lead.api.performance
    await expectProblem(workplace.conclude(concluded(id, 0)), 'workplace-not-found-out')
    await expectProblem(chair.api.performance.workplace.enterFindings(found(id, 0)), 'right-missing')
    const odd = found(id, 0, { measures: [{ code: 'singing', state: 'kept' }] })
    await expectProblem(nurse.api.performance.workplace.enterFindings(odd), 'workplace-measure-unknown')
    // Nothing was broken, then the infection was not at work: neither founds non-compliance.
    const kept = [{ code: 'masks', state: 'kept' as const }]
    await nurse.api.performance.workplace.enterFindings(found(id, 0, { measures: kept }))
    await expectProblem(workplace.conclude(concluded(id, 1)), 'workplace-cause-unfounded')
    await nurse.api.performance.workplace.enterFindings(found(id, 1, { infected: 'no' }))
    await expectProblem(workplace.conclude(concluded(id, 2)), 'workplace-cause-unfounded')
    await expectProblem(workplace.conclude(concluded(id, 2, 'kept')), 'workplace-cause-contradicts')
    await expectProblem(nurse.api.performance.workplace.enterFindings(found(id, 1)), 'stale-version')
    await workplace.enterFindings(found(id, 2, { infected: 'unknown' }))
    await expectProblem(workplace.conclude(concluded(id, 3)), 'workplace-own')
    expect((await page(lead, id)).may).toMatchObject({ conclude: false, find: true })
    // Not either when somebody else repeats the findings after them.
    await nurse.api.performance.workplace.enterFindings(found(id, 3, { infected: 'unknown' }))
    await expectProblem(workplace.conclude(concluded(id, 4)), 'workplace-own')
    await expectProblem(nurse.api.performance.workplace.conclude(concluded(id, 4)), 'right-missing')
    const say = { id, said: 'Hôm đó mất điện nên phải ăn chung một phòng.' }
    await expectProblem(
      chair.api.performance.workplace.reply({ ...say, version: 4 }),
      'workplace-not-concluded',
    )
    // Two who conclude at once: one is told.
    const both = await Promise.allSettled(
      [1, 2].map(() => commander.api.performance.workplace.conclude(concluded(id, 4))),
    )
    expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected'])

    const done = await page(chair, id)
    expect(done).toMatchObject({
      state: 'concluded',
      conclusion: { cause: 'not_kept', ...head, byPost: 'district-commander' },
      findings: { infected: 'unknown', byPost: 'ward-nurse' },
      may: { find: false, conclude: false, reopen: false, reply: true },
    })
    expect(done.steps.map((s) => s.step)).toEqual(['found', 'found', 'found', 'found', 'concluded'])
    expect(done.measures.filter((m) => m.state !== 'not_seen').map((m) => [m.code, m.state])).toEqual([
      ['plan', 'kept'],
      ['masks', 'not_kept'],
    ])
    expect(done.tasks).toMatchObject([{ areaId: ward, postKind: 'ward-chair' }])
    expect(done.tasks[0]!.dueAt).toBe('2021-08-15T10:00:00.000Z')
    const taskId = done.tasks[0]!.id
    await expectProblem(
      chair.api.tasks.complete({ id: taskId, version: 1, note: 'Xong' }),
      'task-kept-by-facts',
    )
    await expectProblem(nurse.api.performance.workplace.enterFindings(found(id, 5)), 'workplace-concluded')
    await expectProblem(workplace.conclude(concluded(id, 5)), 'workplace-concluded')

    // The answer is kept beside the conclusion and ends the task.
    await expectProblem(
      world.signIn('party-monitor').then((m) => m.api.performance.workplace.reply({ ...say, version: 5 })),
      'right-missing',
    )
    // Whoever signed the conclusion does not write the answer to it.
    await expectProblem(
      commander.api.performance.workplace.reply({ ...say, version: 5 }),
      'workplace-own-conclusion',
    )
    await chair.api.performance.workplace.reply({ ...say, version: 5 })
    const answered = await page(chair, id)
    expect(answered.steps.at(-1)).toMatchObject({ step: 'replied', said: say.said, byPost: 'ward-chair' })
    expect(answered.tasks[0]!.doneAt).not.toBeNull()

    // Opened again with a reason: what was concluded stays in the course, the answer is asked for again.
    await expectProblem(
      chair.api.performance.workplace.reopen({ id, version: 6, said: 'Có tình tiết mới' }),
      'right-missing',
    )
    await commander.api.performance.workplace.reopen({ id, version: 6, said: 'Có tình tiết mới' })
    await expectProblem(
      commander.api.performance.workplace.reopen({ id, version: 7, said: 'Lần nữa' }),
      'workplace-not-concluded',
    )
    expect(await page(chair, id)).toMatchObject({ state: 'reopened', conclusion: null })
    await commander.api.performance.workplace.conclude(concluded(id, 7))
    const again = await page(chair, id)
    expect(again.steps.map((s) => s.step).slice(-4)).toEqual([
      'concluded',
      'replied',
      'reopened',
      'concluded',
    ])
    expect(again.tasks[0]!.doneAt).toBeNull()
    await commander.api.performance.workplace.reopen({ id, version: 8, said: 'Rà soát lại toàn xưởng' })
    expect((await page(chair, id)).tasks[0]!.cancelledAt).not.toBeNull()

    const role = await world.pool.connect()
    await role.query('set role vx_app')
    await expect(role.query('update vx.workplace_review_step set said = said')).rejects.toThrow(/permission/)
    await expect(role.query('delete from vx.workplace_review')).rejects.toThrow(/permission/)
    await role.query('reset role')
    role.release()
  })

  it('counts the other cases of the workplace within the days of the rule, and nobody types how many', async () => {
    const near = await another(-28)
    await open(doctor, near)
    const far = await another(29)
    await open(doctor, far)
    const of = await doctor.api.platform.registers.rows({ id: 'workplace-reviews', q: code })
    const { others, windowDays } = await page(doctor, String(of.rows[0]!.id))
    expect(windowDays).toBe(28)
    expect(others.map((o) => o.code)).toContain(near)
    expect(others.map((o) => o.code)).not.toContain(far)
  })

  it('shows the plan in force when the case was confirmed, to whoever reads inspections', async () => {
    const of = await doctor.api.platform.registers.rows({ id: 'workplace-reviews', q: code })
    const id = String(of.rows[0]!.id)
    expect(await page(chair, id)).toMatchObject({ plan: null, visit: null, readsInspections: true })
    const body = 'Chia hai ca, một lối vào, khử khuẩn hai lần mỗi ca.'
    const plan = await lead.api.inspections.submitPlan({
      organisationId: factory,
      body,
      submittedOn: '2021-08-01',
    })
    await chair.api.inspections.reviewPlan({ id: plan.id, version: 1, verdict: 'approved' })
    const { rows } = await world.pool.query<{ day: string }>(
      `select ((confirmed_at at time zone 'Asia/Ho_Chi_Minh')::date - 1)::text as day from vx.case_record where code = $1`,
      [code],
    )
    // Approved before the case was confirmed, then on the day after.
    const approve = (day: string) =>
      world.pool.query(
        'update vx.prevention_plan set reviewed_at = $1::date, entered_at = $1::date where id = $2',
        [day, plan.id],
      )
    await approve(rows[0]!.day)
    expect((await page(chair, id)).plan).toEqual({ id: plan.id, edition: 1, state: 'approved' })
    expect(await page(nurse, id)).toMatchObject({ plan: null, readsInspections: false })
    await world.pool.query(
      `update vx.prevention_plan set reviewed_at = $1::date + 2, entered_at = $1::date + 2 where id = $2`,
      [rows[0]!.day, plan.id],
    )
    expect((await page(chair, id)).plan).toBeNull()
  })

  it('is a figure by state and cause that rolls up, and a register with filters', async () => {
    const ask = { id: 'workplace.reviews', areaId: ward }
    const { count } = await commander.api.platform.figures.count(ask)
    expect(count).toBe(4)
    const district = await world.areaId('Hoàng Mai')
    expect((await commander.api.platform.figures.count({ ...ask, areaId: district })).count).toBe(4)
    const by = async (part: string) =>
      Object.fromEntries(
        (await commander.api.platform.figures.byPart({ ...ask, part })).parts.map((p) => [p.value, p.count]),
      )
    expect(await by('state')).toEqual({ open: 3, concluded: 0, reopened: 1, null: 0 })
    expect(await by('cause')).toEqual({ not_kept: 0, kept: 0, unknown: 0, open: 4, null: 0 })
    const id = await open(doctor, await another(5))
    await nurse.api.performance.workplace.enterFindings(found(id, 0, { measures: [], infected: 'no' }))
    const before = world.clock.now().toISOString()
    world.clock.advance({ minutes: 5 })
    await lead.api.performance.workplace.conclude(concluded(id, 1, 'kept'))
    expect((await page(lead, id)).tasks).toEqual([])
    expect((await page(chair, id)).may.reply).toBe(false)
    await expectProblem(
      chair.api.performance.workplace.reply({ id, version: 2, said: 'Đã làm đúng phương án' }),
      'workplace-nothing-asked',
    )
    expect(await by('cause')).toMatchObject({ kept: 1, open: 4 })
    // As it was known then.
    const then = await commander.api.platform.figures.byPart({ ...ask, part: 'state', asOf: before })
    expect(then.parts.find((p) => p.value === 'open')!.count).toBe(4)
    const filtered = await lead.api.platform.registers.rows({
      id: 'workplace-reviews',
      filters: JSON.stringify({ cause: 'kept' }),
    })
    expect(filtered.rows.map((r) => r.id)).toEqual([id])
  })

  it('who answers for a workplace knows the case of somebody from another ward by its code, and no more', async () => {
    const { rows } = await world.pool.query<{ id: string; code: string; full_name: string }>(
      `select c.id, c.code, p.full_name from vx.case_record c join vx.person p on p.id = c.person_id
       where c.classification = 'confirmed' and not exists (select from vx.area_tree t where t.ancestor_id = $1
         and t.descendant_id = c.area_id) and not exists (select from vx.workplace_review r where r.case_id = c.id)
       order by c.id limit 1`,
      [ward],
    )
    const sick = rows[0]!
    await expectProblem(open(nurse, sick.code), 'workplace-case-unknown')
    const id = await open(doctor, sick.code)
    expect((await page(doctor, id)).case).toMatchObject({ id: sick.id, person: sick.full_name })
    const seen = await page(chair, id)
    expect(seen.case).toMatchObject({ id: null, code: sick.code, person: null })
    expect(JSON.stringify(seen)).not.toContain(sick.full_name)
    await expectProblem(chair.api.surveillance.get({ id: sick.id }), 'not-found')
  })

  it('finds nobody at fault for a case that is confirmed no more', async () => {
    const discarded = await another(3)
    const id = await open(doctor, discarded)
    await nurse.api.performance.workplace.enterFindings(found(id, 0))
    const { count } = await commander.api.platform.figures.count({ id: 'workplace.reviews', areaId: ward })
    await world.pool.query(`update vx.case_record set classification = 'discarded' where code = $1`, [
      discarded,
    ])
    await expectProblem(
      commander.api.performance.workplace.conclude(concluded(id, 1)),
      'workplace-case-unconfirmed',
    )
    const after = await commander.api.platform.figures.count({ id: 'workplace.reviews', areaId: ward })
    expect(after.count).toBe(count - 1)
    await commander.api.performance.workplace.conclude(concluded(id, 1, 'unknown'))
  })

  it('loses what was told freely, and the name of the head, after its time; what is counted stays', async () => {
    const { id } = (await chair.api.performance.workplace.ofCase({ id: caseId }))[0]!
    await nurse.api.performance.workplace.enterFindings(found(id, 0))
    await lead.api.performance.workplace.conclude(concluded(id, 1))
    const later = new Date('2033-01-01T00:00:00Z')
    await runRetention(world.pool, Buffer.from(inject('auditKey'), 'hex'), { now: later, systemNow: later })
    const { rows } = await world.pool.query<{ line: string }>(
      'select s::text as line from vx.workplace_review_step s',
    )
    expect(rows.length).toBeGreaterThan(5)
    const text = rows.map((r) => r.line).join()
    for (const told of [ground, head.headName, 'khẩu trang']) expect(text).not.toContain(told)
    expect(await page(lead, id)).toMatchObject({
      conclusion: { cause: 'not_kept', headName: 'Đã xoá theo thời hạn', headPost: head.headPost },
      findings: { infected: 'yes', said: 'Đã xoá theo thời hạn' },
    })
  })
})
