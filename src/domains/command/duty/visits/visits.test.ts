import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { runRetention } from '../../../../platform/retention.ts'

describe('A field visit', () => {
  let world: World
  let commander: User
  let clerk: User
  let lead: User
  let chair: User
  let nurse: User
  let elsewhere: User
  let monitor: User
  let military: User
  let district: number
  let ward: number
  let groups: number[]

  const minutesAgo = (n: number) => new Date(world.clock.now().getTime() - n * 60_000).toISOString()
  const entry = (more: object = {}) => ({
    id: randomUUID(),
    areaId: groups[0]!,
    purpose: 'households' as const,
    beganAt: minutesAgo(90),
    minutes: 45,
    spot: 'Xóm trọ ngõ 12',
    companions: 'Chủ tịch phường; Tổ trưởng tổ dân phố',
    seen: 'Ba hộ trong khu phong tỏa thiếu rau và thuốc huyết áp',
    settled: 'Giao tổ Covid cộng đồng mang thuốc ngay trong chiều',
    ...more,
  })
  const entered = async (by: User, more: object = {}) => (await by.api.duty.enterVisit(entry(more))).id
  const page = (id: string, by: User = chair) => by.api.duty.fieldVisit({ id })
  const rows = async (id: string, by: User, more: object = {}) =>
    by.api.platform.figures.rows({ id, areaId: district, limit: 500, ...more })
  const unit = async (areaId: number) =>
    (await rows('field_visits.areas', commander)).rows.find((r) => r.id === String(areaId))

  beforeAll(async () => {
    world = await openWorld()
    ;[commander, clerk, lead, chair, nurse, elsewhere, monitor, military] = await Promise.all([
      world.signIn('district-commander'),
      world.signIn('district-clerk'),
      world.signIn('inspection-lead'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-nurse', 'Mai Động'),
      world.signIn('ward-chair', 'Đại Kim'),
      world.signIn('party-monitor'),
      world.signIn('military'),
    ])
    district = await world.areaId('Hoàng Mai')
    ward = await world.areaId('Mai Động')
    const found = await world.pool.query<{ id: number }>(
      'select id from vx.area where parent_id = $1 order by id limit 2',
      [ward],
    )
    groups = found.rows.map((r) => r.id)
  })
  afterAll(() => world.close())

  it('is entered in one’s own areas; who was visited and who stands above read it, another ward does not', async () => {
    const id = await entered(commander)
    const { visit, may } = await page(id)
    expect(visit).toMatchObject({
      byPost: 'district-commander',
      purpose: 'households',
      areaId: groups[0],
      minutes: 45,
      struckAt: null,
    })
    // The ward reads who came and writes nothing to it; the clerk hands on what is left for the commander.
    expect(may).toEqual({ supplement: false, strike: false, attach: false, give: false, incident: false })
    expect((await page(id, clerk)).may).toMatchObject({ supplement: false, give: true, incident: true })
    expect((await page(id, commander)).may).toMatchObject({ supplement: true, strike: true, attach: true })
    expect((await page(id, monitor)).may).toMatchObject({ give: false })
    // The inspection team takes no incidents.
    expect((await page(id, lead)).may).toMatchObject({ give: true, incident: false })
    await expectProblem(page(id, elsewhere), 'not-found')
    await expectProblem(page(id, military), 'right-missing')
    await expectProblem(entered(elsewhere), 'outside-area')
    await expectProblem(entered(chair, { areaId: district }), 'outside-area')
    await expectProblem(entered(monitor), 'right-missing')
    await expectProblem(commander.api.duty.unvisited({ areaId: 1 }), 'outside-area')
    const listed = async (by: User, filters = {}) => {
      const asked = { id: 'field-visits', limit: 100, filters: JSON.stringify(filters) }
      return (await by.api.platform.registers.rows(asked)).rows.map((r) => r.id)
    }
    expect(await listed(elsewhere)).toEqual([])
    for (const filters of [
      {},
      { purpose: 'households' },
      { by: 'district' },
      { from: '2021-08-10', to: '2021-08-10' },
    ])
      expect(await listed(chair, filters)).toContain(id)
    for (const filters of [{ purpose: 'zone' }, { by: 'ward' }, { to: '2021-08-09' }, { from: '2021-08-11' }])
      expect(await listed(chair, filters)).not.toContain(id)
  })

  it('lies in the last 7 days by the server’s clock, in a ward or a neighbourhood, at a place of it', async () => {
    await expectProblem(entered(chair, { beganAt: minutesAgo(-5) }), 'field-visit-ahead')
    await expectProblem(entered(chair, { beganAt: minutesAgo(8 * 24 * 60) }), 'field-visit-too-old')
    await entered(chair, { beganAt: minutesAgo(7 * 24 * 60 - 5) })
    await expectProblem(entered(commander, { areaId: district }), 'field-visit-area')
    const place = async (inside: boolean) =>
      (
        await world.pool.query<{ id: string; area_id: number }>(
          `select p.id, p.area_id from vx.place p join vx.area_tree t on t.descendant_id = p.area_id and t.ancestor_id = $2
           where exists (select from vx.area_tree w where w.ancestor_id = $1 and w.descendant_id = p.area_id) = $3 limit 1`,
          [ward, district, inside],
        )
      ).rows[0]!
    await expectProblem(
      entered(commander, { areaId: ward, placeId: (await place(false)).id }),
      'field-visit-place-elsewhere',
    )
    const here = await place(true)
    const id = await entered(commander, { areaId: ward, placeId: here.id })
    expect((await page(id)).visit.place).toMatchObject({ id: here.id })
    for (const wrong of [{ seen: 'x' }, { companions: 'n'.repeat(501) }, { purpose: 'tour' }, { minutes: 0 }])
      await expectProblem(entered(chair, wrong), 'input-invalid')
  })

  it('sent twice, also at once, is there once; what was changed meanwhile is refused, not lost', async () => {
    const sent = entry({ beganAt: minutesAgo(30) })
    const both = await Promise.all([chair.api.duty.enterVisit(sent), chair.api.duty.enterVisit(sent)])
    expect(both.map((b) => b.id)).toEqual([sent.id, sent.id])
    const { rows: kept } = await world.pool.query('select id from vx.field_visit where id = $1', [sent.id])
    expect(kept).toHaveLength(1)
    const { rows: noted } = await world.pool.query(
      `select id from platform.audit where action = 'field-visit.enter' and subject_id = $1`,
      [sent.id],
    )
    expect(noted).toHaveLength(1)
    await expectProblem(
      chair.api.duty.enterVisit({ ...sent, seen: 'Đã sửa sau khi gửi' }),
      'field-visit-sent-already',
    )
    await expectProblem(nurse.api.duty.enterVisit(sent), 'already-exists')
    // Neither may another ward learn of it by its id.
    const { rows: there } = await world.pool.query<{ id: number }>(
      `select a.id from vx.area a join vx.area w on w.id = a.parent_id where w.name = 'Đại Kim' order by a.id limit 1`,
    )
    await expectProblem(elsewhere.api.duty.enterVisit({ ...sent, areaId: there[0]!.id }), 'already-exists')
  })

  it('is supplemented by its author and struck out on the same day with the reason; then it counts no more', async () => {
    const id = await entered(chair)
    const added = { visitId: id, id: randomUUID(), said: 'Hộ số 4 đã nhận thuốc lúc 16 giờ' }
    await chair.api.duty.supplementVisit(added)
    await chair.api.duty.supplementVisit(added)
    await expectProblem(
      chair.api.duty.supplementVisit({ ...added, said: 'Hộ số 5 đã nhận thuốc' }),
      'field-visit-sent-already',
    )
    await expectProblem(
      nurse.api.duty.supplementVisit({ ...added, id: randomUUID() }),
      'field-visit-of-another',
    )
    expect((await page(id)).supplements).toMatchObject([{ said: added.said, byPost: 'ward-chair' }])
    expect((await rows('field_visits.made', commander)).rows.map((r) => r.id)).toContain(id)

    const strike = { id, version: 1, reason: 'Ghi nhầm tổ dân phố' }
    await expectProblem(nurse.api.duty.strikeVisit(strike), 'field-visit-of-another')
    await expectProblem(clerk.api.duty.strikeVisit(strike), 'field-visit-of-another')
    await expectProblem(chair.api.duty.strikeVisit({ ...strike, version: 2 }), 'stale-version')
    const before = world.clock.now().toISOString()
    await chair.api.duty.strikeVisit(strike)
    const struck = await page(id)
    expect(struck.visit).toMatchObject({ struckReason: strike.reason, seen: entry().seen, version: 2 })
    expect(Object.values(struck.may)).not.toContain(true)
    await expectProblem(chair.api.duty.strikeVisit({ ...strike, version: 2 }), 'field-visit-struck')
    await expectProblem(chair.api.duty.supplementVisit({ ...added, id: randomUUID() }), 'field-visit-struck')
    expect((await rows('field_visits.made', commander)).rows.map((r) => r.id)).not.toContain(id)
    // What was known then still counted it.
    const then = await rows('field_visits.made', commander, { asOf: before })
    expect(then.rows.map((r) => r.id)).toContain(id)
    const register = await chair.api.platform.registers.rows({ id: 'field-visits', limit: 100 })
    expect(register.rows.find((r) => r.id === id)).toMatchObject({ state: 'struck', seen: entry().seen })
  })

  it('gives several tasks to one unit; each links back, shows its state and ends as tasks do', async () => {
    const id = await entered(commander)
    const task = (more: object = {}) => ({
      visitId: id,
      id: randomUUID(),
      areaId: groups[0]!,
      postKind: 'ward-chair' as const,
      title: 'Cấp rau cho ba hộ cuối ngõ 12',
      expected: 'Ba hộ nhận đủ',
      dueAt: minutesAgo(-24 * 60),
      ...more,
    })
    const first = task()
    await Promise.all([commander.api.duty.giveVisitTask(first), commander.api.duty.giveVisitTask(first)])
    await expectProblem(
      commander.api.duty.giveVisitTask({ ...first, title: 'Cấp gạo cho các hộ' }),
      'field-visit-sent-already',
    )
    // A nurse orders no chair.
    await expectProblem(nurse.api.duty.giveVisitTask(task()), 'right-missing')
    await clerk.api.duty.giveVisitTask(task({ title: 'Lập danh sách người bệnh nền' }))
    await expectProblem(chair.api.duty.giveVisitTask(task()), 'field-visit-of-another')
    await expectProblem(elsewhere.api.duty.giveVisitTask(task()), 'outside-area')
    await expectProblem(
      commander.api.duty.giveVisitTask(task({ dueAt: minutesAgo(1) })),
      'field-visit-due-past',
    )
    await world.pool.query(
      `update vx.post_holder set until = '2021-08-09' where until is null and post_id in
         (select p.id from vx.post p join vx.area a on a.id = p.area_id where p.kind = 'front-officer' and a.name = 'Mai Động')`,
    )
    await expectProblem(
      commander.api.duty.giveVisitTask(task({ postKind: 'front-officer' })),
      'task-no-holder',
    )
    const { tasks } = await page(id)
    expect(tasks).toHaveLength(2)
    const given = tasks.find((t) => t.title === first.title)!
    // A post of the ward leads in the ward.
    expect(given).toMatchObject({ areaId: ward, state: 'in_time', subjectType: 'field-visit-task' })
    expect(await chair.api.duty.visitOfTask({ id: given.subjectId })).toEqual({ visitId: id })
    await expectProblem(elsewhere.api.duty.visitOfTask({ id: given.subjectId }), 'not-found')
    await expectProblem(military.api.duty.visitOfTask({ id: given.subjectId }), 'right-missing')
    const inbox = await chair.api.tasks.inbox({})
    expect(inbox.mine.map((t) => t.id)).toContain(given.id)
    await chair.api.tasks.complete({ id: given.id, version: given.version, note: 'Đã cấp đủ cho ba hộ' })
    expect((await page(id)).tasks.find((t) => t.id === given.id)).toMatchObject({ state: 'done_in_time' })
    // People gave it, so people may take it back.
    const other = tasks.find((t) => t.id !== given.id)!
    await commander.api.tasks.direct({ id: other.id, kind: 'cancel', said: 'Đã có', version: other.version })
    expect((await page(id)).tasks.find((t) => t.id === other.id)).toMatchObject({ state: 'cancelled' })
  })

  it('raises an incident once, however often it is pressed, and both know of each other', async () => {
    const id = await entered(chair)
    const told = {
      visitId: id,
      id: randomUUID(),
      kind: 'gathering' as const,
      placeText: 'Đầu ngõ 12',
      what: 'Khoảng 20 người tụ tập trước quán',
    }
    const press = () => chair.api.duty.takeVisitIncident(told)
    const [a, b] = await Promise.all([press(), press()])
    expect(a).toEqual(b)
    const { incidents } = await page(id)
    expect(incidents).toMatchObject([{ code: a.code, state: 'new', source: 'field', areaId: groups[0] }])
    expect((await chair.api.duty.incident({ id: a.id })).incident.fieldVisitId).toBe(id)
    expect((await chair.api.duty.openIncidents({})).filter((i) => i.fieldVisitId === id)).toHaveLength(1)
    const from = await entered(lead)
    await expectProblem(
      lead.api.duty.takeVisitIncident({ ...told, visitId: from, id: randomUUID() }),
      'right-missing',
    )
    await expectProblem(
      chair.api.duty.takeVisitIncident({ ...told, visitId: from, id: randomUUID() }),
      'field-visit-of-another',
    )
    await expectProblem(elsewhere.api.duty.takeVisitIncident({ ...told, id: randomUUID() }), 'not-found')
  })

  it('makes visited what lies below who went, for the days of the rule, and never one’s own unit', async () => {
    const [, second] = groups
    expect(await unit(second!)).toMatchObject({ visited: 'no', last_at: null, days: null })
    const wards = (await rows('field_visits.areas', commander)).rows.filter((r) => r.level === 'ward')
    const dai = wards.find((r) => String(r.area).includes('Đại Kim'))!
    expect(dai).toMatchObject({ visited: 'no' })
    // The chair goes about at home: the neighbourhood was visited, the ward was not.
    const { rows: own } = await world.pool.query<{ id: number }>(
      `select id from vx.area where parent_id = $1 order by id limit 1`,
      [Number(dai.id)],
    )
    await entered(elsewhere, { areaId: own[0]!.id })
    await entered(elsewhere, { areaId: Number(dai.id) })
    expect(await unit(own[0]!.id)).toMatchObject({ visited: 'yes', days: 0 })
    expect(await unit(Number(dai.id))).toMatchObject({ visited: 'no', last_at: null })
    await entered(commander, { areaId: own[0]!.id })
    expect(await unit(Number(dai.id))).toMatchObject({ visited: 'yes' })

    const ask = { id: 'field_visits.areas', areaId: district }
    const { parts, total } = await commander.api.platform.figures.byPart({ ...ask, part: 'visited' })
    const all = await rows('field_visits.areas', commander)
    expect(total).toBe(all.count)
    const no = parts.find((p) => p.value === 'no')!.count
    expect(all.rows.filter((r) => r.visited === 'no')).toHaveLength(no)
    const strip = await commander.api.duty.unvisited({})
    expect(strip).toMatchObject({ days: 7, total: no })
    expect(strip.wards + strip.neighbourhoods).toBe(no)
    expect(strip.first[0]!.label).toMatch(/^Phường/)
    expect(strip.legalBasis).toContain('318-CV/QU')
    const below = await chair.api.duty.unvisited({})
    expect(below.first.map((f) => f.areaId)).not.toContain(groups[0])
  })

  it('takes photos of its author in the first 7 days', async () => {
    const id = await entered(chair)
    const add = (by: User) => {
      const form = new FormData()
      form.append('subjectId', id)
      form.append('note', 'Ngõ 12')
      form.append('file', new Blob([Buffer.from('%PDF-1.4 ghi chép')]), 'ghi-chep.pdf')
      return world.fetch(by, '/api/field-visits/files', { method: 'POST', body: form })
    }
    const code = async (r: Response) => ((await r.json()) as { code?: string }).code
    expect((await add(chair)).status).toBe(200)
    expect((await page(id)).files).toMatchObject([{ note: 'Ngõ 12', mine: true }])
    expect(await code(await add(nurse))).toBe('field-visit-of-another')
    const { id: file } = (await page(id)).files[0]!
    expect((await world.fetch(nurse, `/api/field-visits/files/${file}`)).status).toBe(200)
    expect((await world.fetch(elsewhere, `/api/field-visits/files/${file}`)).status).toBe(404)
    world.clock.advance({ days: 7 })
    expect(await code(await add(chair))).toBe('field-visit-photos-late')
    expect((await page(id)).may).toMatchObject({ attach: false, strike: false, supplement: true })
    await expectProblem(
      chair.api.duty.strikeVisit({ id, version: 1, reason: 'Ghi nhầm' }),
      'field-visit-strike-late',
    )
    // What somebody saw a week ago says nothing of today.
    expect(await unit(groups[0]!)).toMatchObject({ visited: 'no', days: 7 })
  })

  it('keeps that somebody went there, and loses what was written after 730 days', async () => {
    const id = await entered(chair)
    await chair.api.duty.supplementVisit({ visitId: id, id: randomUUID(), said: 'Ông Tám đã khỏe' })
    world.clock.advance({ days: 731 })
    await runRetention(world.pool, Buffer.from(inject('auditKey'), 'hex'), {
      now: world.clock.now(),
      systemNow: new Date(),
    })
    const { rows: left } = await world.pool.query(
      `select seen, settled, companions, spot, purpose from vx.field_visit where id = $1
       union all select seen, settled, companions, spot, purpose from vx.field_visit_version where id = $1`,
      [id],
    )
    const blank = { seen: 'Đã xoá theo thời hạn', settled: null, companions: null, spot: null }
    expect(left.length).toBeGreaterThan(1)
    for (const row of left) expect(row).toEqual({ ...blank, purpose: 'households' })
    const { rows: said } = await world.pool.query(
      'select said from vx.field_visit_supplement where visit_id = $1',
      [id],
    )
    expect(said).toEqual([{ said: 'Đã xoá theo thời hạn' }])
  })
})
