// Long: one story, whose steps build on each other.
import { v7 as uuid7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import type { Answers, VisitPage } from './contract.ts'

describe('An inspection', () => {
  let world: World
  let lead: User
  let clerk: User
  let chair: User
  let district: number
  let ward: number
  let group: { id: number; label: string }
  let teamId: string
  let visitId: string

  const HOUR = 3_600_000
  const inHours = (hours: number) => new Date(world.clock.now().getTime() + hours * HOUR).toISOString()
  const today = '2021-08-10'
  const page = (id = visitId) => lead.api.inspections.get({ id })
  const scored = (p: VisitPage, score: number): Answers =>
    Object.fromEntries(p.checklist.map((c) => [c.code, { score }]))
  const finding = (more: object = {}) => ({
    id: uuid7(),
    criterion: 'households',
    what: 'Sổ theo dõi hộ ghi khống 12 hộ',
    severity: 'serious' as const,
    remedy: 'Rà lại từng hộ, ghi đúng người đang ở',
    dueAt: inHours(48),
    postKind: 'ward-chair' as const,
    ...more,
  })
  const planned = async (subject: object, more: object = {}) => {
    const { ids } = await lead.api.inspections.plan({
      plannedOn: today,
      teamId,
      subjects: [subject as never],
      ...more,
    })
    return ids[0]!
  }
  const begun = async (id: string) => {
    await lead.api.inspections.start({ id, version: (await page(id)).visit.version })
    return page(id)
  }
  beforeAll(async () => {
    world = await openWorld()
    ;[lead, clerk, chair] = await Promise.all([
      world.signIn('inspection-lead'),
      world.signIn('district-clerk'),
      world.signIn('ward-chair', 'Mai Động'),
    ])
    ;[district, ward] = await Promise.all([world.areaId('Hoàng Mai'), world.areaId('Mai Động')])
    const { rows } = await world.pool.query<{ id: number; label: string }>(
      `select a.id, a.label from vx.area a where a.parent_id = $1 order by a.id limit 1`,
      [ward],
    )
    group = rows[0]!
    const team = await clerk.api.organisations.setUpTeam({
      kind: 'inspection',
      areaId: district,
      name: 'Đoàn kiểm tra số 3 của Quận ủy',
      since: '2021-08-01',
    })
    teamId = team.id
    await clerk.api.organisations.addCover({ id: teamId, areaId: ward, since: '2021-08-01' })
  })
  afterAll(() => world.close())

  it('is proposed where the risk is, with reasons that can be counted, the riskiest first, by track', async () => {
    const { proposals, legalBasis } = await lead.api.inspections.proposals({ track: 'neighbourhood' })
    expect(legalBasis).toContain('chờ xác nhận')
    expect(proposals.length).toBeGreaterThan(5)
    const points = proposals.map((p) => p.points)
    expect(points).toEqual([...points].sort((a, b) => b - a))
    for (const p of proposals)
      expect(p.points).toBeCloseTo(
        p.reasons.reduce((sum, r) => sum + r.points, 0),
        5,
      )
    // The reasons are what the records say.
    const sick = proposals.find((p) => p.reasons.some((r) => r.factor === 'cases'))!
    const { rows } = await world.pool.query(
      `select count(*)::int as n from vx.case_record where area_id = $1 and classification = 'confirmed'
       and confirmed_at > $2::timestamptz - interval '14 days'`,
      [sick.areaId, world.clock.now()],
    )
    expect(sick.reasons.find((r) => r.factor === 'cases')!.n).toBe(rows[0].n)
    const own = (
      await lead.api.inspections.proposals({ track: 'neighbourhood', areaId: ward, limit: 100 })
    ).proposals.find((p) => p.areaId === group.id)!
    expect(own.team).toEqual({ id: teamId, name: 'Đoàn kiểm tra số 3 của Quận ủy' })
    expect(own.reasons.map((r) => r.factor)).toContain('never')
    const top = await lead.api.inspections.proposals({ track: 'organisation' })
    expect(top.proposals.length).toBeGreaterThan(3)
    expect(top.proposals.every((p) => p.organisationId || p.placeId)).toBe(true)
  })

  it('is planned by those who may, by a team at work that day, once a place', async () => {
    const subject = { track: 'neighbourhood' as const, areaId: group.id }
    const input = { plannedOn: today, teamId, subjects: [subject] }
    await expectProblem((await world.signIn('front-officer')).api.inspections.plan(input), 'right-missing')
    await expectProblem(lead.api.inspections.plan({ ...input, plannedOn: '2021-08-09' }), 'visit-in-past')
    await expectProblem(lead.api.inspections.plan({ ...input, plannedOn: '2021-10-10' }), 'input-invalid')
    await expectProblem(lead.api.inspections.plan({ ...input, teamId: uuid7() }), 'visit-no-team')
    await expectProblem(
      lead.api.inspections.plan({ ...input, subjects: [{ ...subject, areaId: 1 }] }),
      'outside-area',
    )
    await expectProblem(
      lead.api.inspections.plan({
        ...input,
        subjects: [{ track: 'organisation', areaId: ward, organisationId: uuid7() }],
      }),
      'refers-to-nothing',
    )
    const both = await Promise.all([lead.api.inspections.plan(input), lead.api.inspections.plan(input)])
    expect(both.map((b) => b.ids.length).sort()).toEqual([0, 1])
    visitId = both.flatMap((b) => b.ids)[0]!
    const { visit, may } = await page()
    expect(visit).toMatchObject({
      label: group.label,
      state: 'planned',
      total: null,
      team: expect.any(String),
    })
    expect(visit.reasons.length).toBeGreaterThan(0)
    expect(may).toMatchObject({ start: true, close: false, plan: true })
    const left = await lead.api.inspections.proposals({ track: 'neighbourhood', areaId: ward, limit: 100 })
    expect(left.proposals.map((p) => p.areaId)).not.toContain(group.id)
    // The ward sees that it is coming, and cannot carry it out in the district's place.
    expect((await chair.api.inspections.overview({})).visits.map((v) => v.id)).toContain(visitId)
    await expectProblem(chair.api.inspections.start({ id: visitId, version: 1 }), 'visit-of-another')
    await expectProblem(
      (await world.signIn('ward-chair', 'Đại Kim')).api.inspections.get({ id: visitId }),
      'not-found',
    )
  })

  it('is moved while it has not begun, and begins on its day, where the inspector stands', async () => {
    await lead.api.inspections.move({ id: visitId, version: 1, plannedOn: '2021-08-12', teamId })
    await expectProblem(
      lead.api.inspections.move({ id: visitId, version: 1, plannedOn: today, teamId }),
      'stale-version',
    )
    await expectProblem(lead.api.inspections.start({ id: visitId, version: 2 }), 'visit-too-early')
    await expectProblem(
      lead.api.inspections.close({ id: visitId, version: 2, answers: {} }),
      'visit-not-started',
    )
    await lead.api.inspections.move({ id: visitId, version: 2, plannedOn: today, teamId })
    await expectProblem(clerk.api.inspections.start({ id: visitId, version: 3 }), 'right-missing')
    await lead.api.inspections.start({ id: visitId, version: 3, lat: 20.99, lon: 105.86, accuracyM: 12 })
    const { visit } = await page()
    expect(visit).toMatchObject({ state: 'under_way', position: { lat: 20.99, lon: 105.86, accuracyM: 12 } })
    expect(Math.abs(Date.parse(visit.startedAt!) - world.clock.now().getTime())).toBeLessThan(60_000)
    await expectProblem(
      lead.api.inspections.move({ id: visitId, version: 4, plannedOn: today, teamId }),
      'visit-started',
    )
    await expectProblem(lead.api.inspections.start({ id: visitId, version: 4 }), 'visit-started')
  })

  it('is closed with every criterion scored; its conclusions become tasks with a deadline', async () => {
    const p = await page()
    expect(p.checklist).toHaveLength(10)
    const answers = scored(p, 8)
    const { version } = p.visit
    const { households: _, ...some } = answers
    const missing = await expectProblem(
      lead.api.inspections.close({ id: visitId, version, answers: some }),
      'visit-unanswered',
    )
    expect(missing.words.vi).toContain('1')
    await expectProblem(
      lead.api.inspections.correct({ id: visitId, version, reason: 'Chấm nhầm' }),
      'visit-not-closed',
    )
    const late = { answers, findings: [finding({ dueAt: inHours(-1) })] }
    await expectProblem(lead.api.inspections.close({ id: visitId, version, ...late }), 'finding-due-in-past')
    const done = await lead.api.inspections.close({
      id: visitId,
      version,
      answers: { ...answers, households: { score: 3, remark: 'Ghi khống' }, made_up: { score: 10 } },
      praise: 'Chốt trực nghiêm',
      weaknesses: 'Sổ sách',
      findings: [
        finding(),
        finding({
          what: 'Chưa có danh sách người về từ vùng dịch',
          giveTask: false,
          postKind: 'area-police',
        }),
      ],
    })
    expect(done).toMatchObject({ total: 75, tasks: 1 })
    const { visit, findings, may } = await page()
    expect(visit).toMatchObject({ state: 'closed', total: 75 })
    expect(visit.answers.made_up).toBeUndefined()
    expect(may).toMatchObject({ correct: true, recheck: true, close: false })
    const [given, waiting] = [findings.find((f) => f.task)!, findings.find((f) => !f.task)!]
    expect(given).toMatchObject({ state: 'open', late: false, task: { state: 'in_time' } })
    // The chair of the ward has it among the tasks of the post, with the way to where it comes from.
    const task = (await chair.api.tasks.inbox({})).mine.find((t) => t.id === given.task!.id)!
    expect(task).toMatchObject({ subjectType: 'inspection-finding', areaId: ward, title: finding().remedy })
    expect(await chair.api.inspections.ofFinding({ id: given.id })).toEqual({ visitId })
    // It is work that people give: it may be split and put off.
    expect((await chair.api.tasks.get({ id: task.id })).may).toMatchObject({ split: true })
    expect((await clerk.api.tasks.get({ id: task.id })).may).toMatchObject({ cancel: true })
    // The other is given later by one click; giving it again changes nothing.
    await expectProblem(clerk.api.inspections.assign({ id: waiting.id }), 'right-missing')
    await expectProblem(chair.api.inspections.assign({ id: waiting.id }), 'visit-of-another')
    expect(await lead.api.inspections.assign({ id: waiting.id })).toEqual({ opened: 1 })
    expect(await lead.api.inspections.assign({ id: waiting.id })).toEqual({ opened: 0 })
  })

  it('once closed changes through a correction only, which keeps what stood there', async () => {
    const { visit } = await page()
    const again = { id: visitId, version: visit.version }
    await expectProblem(lead.api.inspections.close({ ...again, answers: visit.answers }), 'visit-ended')
    await expectProblem(lead.api.inspections.cancel({ ...again, reason: 'Không cần nữa' }), 'visit-ended')
    await expectProblem(
      chair.api.inspections.correct({ ...again, reason: 'Xin nâng điểm' }),
      'visit-of-another',
    )
    await expectProblem(
      lead.api.inspections.plan({
        plannedOn: today,
        teamId,
        subjects: [{ track: 'neighbourhood', areaId: ward }],
        recheckOf: visitId,
      }),
      'refers-to-nothing',
    )
    await lead.api.inspections.correct({
      ...again,
      reason: 'Chấm nhầm tiêu chí khẩu trang',
      answers: { ...visit.answers, masks: { score: 5 } },
    })
    const after = await page()
    expect(after.visit.total).toBe(72)
    expect(after.corrections).toHaveLength(1)
    expect(after.corrections[0]).toMatchObject({
      reason: 'Chấm nhầm tiêu chí khẩu trang',
      changes: { answers: [{ masks: { score: 8 } }, { masks: { score: 5 } }] },
    })
    // A correction of the note changes no point.
    await lead.api.inspections.correct({
      id: visitId,
      version: after.visit.version,
      reason: 'Ghi thêm người chứng kiến',
      answers: after.visit.answers,
      note: 'Có tổ trưởng chứng kiến',
    })
    expect(Object.keys((await page()).corrections[0]!.changes)).toEqual(['note'])
    const { rows } = await world.pool.query(
      `select has_table_privilege('vx_app', 'vx.visit_correction', 'update, delete') as may`,
    )
    expect(rows[0].may).toBe(false)
  })

  it('a task that is done does not close its finding; a re-check closes it, or opens the task again with the trace', async () => {
    const { findings } = await page()
    const first = findings.find((f) => f.postKind === 'ward-chair')!
    const second = findings.find((f) => f.postKind === 'area-police')!
    const doneOf = async (id: string) => {
      const { task } = await chair.api.tasks.get({ id })
      await chair.api.tasks.complete({ id, version: task.version, note: 'Đã rà xong 214 hộ' })
    }
    await doneOf(first.task!.id)
    const stateOf = async (id: string) => (await page()).findings.find((f) => f.id === id)!
    expect(await stateOf(first.id)).toMatchObject({
      state: 'remedied',
      task: { doneNote: 'Đã rà xong 214 hộ' },
    })
    const recheck = await planned({ track: 'neighbourhood', areaId: group.id }, { recheckOf: visitId })
    const p = await begun(recheck)
    expect(p.toCheck.map((f) => f.id).sort()).toEqual([first.id, second.id].sort())
    const { version } = p.visit
    const one = { findingId: first.id, fixed: false, said: 'Vẫn ghi khống 4 hộ', dueAt: inHours(24) }
    await expectProblem(
      lead.api.inspections.close({ id: recheck, version, answers: {}, checks: [one] }),
      'visit-recheck-missing',
    )
    const two = { findingId: second.id, fixed: true, said: 'Đã có danh sách 31 người, đối chiếu đúng' }
    // A re-check may score nothing; what it scores, it scores whole.
    await expectProblem(
      lead.api.inspections.close({
        id: recheck,
        version,
        answers: { masks: { score: 9 } },
        checks: [one, two],
      }),
      'visit-unanswered',
    )
    await expectProblem(
      lead.api.inspections.close({
        id: recheck,
        version,
        answers: {},
        checks: [{ ...one, dueAt: undefined }, two],
      }),
      'finding-due-in-past',
    )
    await lead.api.inspections.close({ id: recheck, version, answers: {}, checks: [one, two] })
    const again = await stateOf(first.id)
    expect(again).toMatchObject({ state: 'reopened', reopened: 1, task: { state: 'in_time' } })
    expect(await stateOf(second.id)).toMatchObject({ state: 'closed' })
    expect((await page(recheck)).checked).toHaveLength(2)
    const ended = (await clerk.api.tasks.get({ id: second.task!.id })).task
    expect(ended.doneAt).not.toBeNull()
    expect(ended.doneNote).toBe('Phúc tra đạt: Đã có danh sách 31 người, đối chiếu đúng')
    const { task, entries } = await chair.api.tasks.get({ id: first.task!.id })
    expect(task.doneAt).toBeNull()
    expect(task.dueAt).toBe(again.dueAt)
    expect(entries.at(-1)!.said).toBe('Phúc tra chưa đạt: Vẫn ghi khống 4 hộ')
    await expectProblem(lead.api.inspections.assign({ id: second.id }), 'finding-closed-already')
    // Figures: it stands open and found again; late once the new deadline has passed and nobody says that it is done.
    const figure = async (id: string) => (await lead.api.platform.figures.count({ id, areaId: ward })).count
    expect([await figure('findings.open'), await figure('findings.reopened')]).toEqual([1, 1])
    expect(await figure('findings.late')).toBe(0)
    world.clock.advance({ hours: 25 })
    expect(await figure('findings.late')).toBe(1)
    expect((await lead.api.inspections.overview({ areaId: ward })).findings[0]).toMatchObject({ late: true })
  })

  it('a ward inspects with a team of its own, and gives no task to those above it', async () => {
    const own = await chair.api.organisations.setUpTeam({
      kind: 'inspection',
      areaId: ward,
      name: 'Tổ kiểm tra phường Mai Động',
      since: '2021-08-01',
    })
    const { ids } = await chair.api.inspections.plan({
      plannedOn: '2021-08-12',
      teamId: own.id,
      subjects: [{ track: 'neighbourhood', areaId: ward }],
      why: 'Kiểm tra chốt đêm',
    })
    const id = ids[0]!
    await expectProblem(lead.api.inspections.start({ id, version: 1 }), 'visit-of-another')
    // The district may call it off, and nothing else.
    expect((await page(id)).may).toMatchObject({ cancel: true, plan: false, start: false })
    const { ids: called } = await chair.api.inspections.plan({
      plannedOn: '2021-08-13',
      teamId: own.id,
      subjects: [{ track: 'neighbourhood', areaId: group.id }],
    })
    await lead.api.inspections.cancel({ id: called[0]!, version: 1, reason: 'Trùng đoàn của quận' })
    expect((await page(called[0])).visit.state).toBe('cancelled')
    world.clock.advance({ hours: 24 })
    await chair.api.inspections.start({ id, version: 1 })
    const p = await chair.api.inspections.get({ id })
    // A finding of a neighbourhood is not checked on a visit of the ward.
    const stranger = (await page()).findings[0]!
    const close = (more: object) =>
      chair.api.inspections.close({ id, version: 2, answers: scored(p, 9), ...more })
    const seen = { fixed: true, said: 'Đã xem' }
    await expectProblem(close({ checks: [{ ...seen, findingId: stranger.id }] }), 'finding-not-here')
    await expectProblem(close({ checks: [{ ...seen, findingId: uuid7() }] }), 'not-found')
    await expectProblem(close({ findings: [finding({ postKind: 'district-clerk' })] }), 'finding-post-beyond')
    expect(await close({})).toMatchObject({ total: 90, tasks: 0 })
    // What the district found, the district checks: the ward's own visit cannot close it.
    const again = await chair.api.inspections.plan({
      plannedOn: '2021-08-12',
      teamId: own.id,
      subjects: [{ track: 'neighbourhood', areaId: group.id }],
    })
    await chair.api.inspections.start({ id: again.ids[0]!, version: 1 })
    const here = await chair.api.inspections.get({ id: again.ids[0]! })
    expect(here.toCheck).toEqual([])
    const open = (await page()).findings.find((f) => f.state !== 'closed')!
    await expectProblem(
      chair.api.inspections.close({
        id: here.visit.id,
        version: 2,
        answers: scored(here, 9),
        checks: [{ ...seen, findingId: open.id }],
      }),
      'visit-of-another',
    )
    await chair.api.inspections.close({ id: here.visit.id, version: 2, answers: scored(here, 9) })
  })

  it('gives no task where nobody holds the post; the visit stays open, and the finding may go without', async () => {
    const { rows } = await world.pool.query<{ id: number }>(
      `select a.id from vx.area a where a.parent_id = $1 and not exists (select from vx.post p where p.area_id = a.id)
       order by a.id limit 1`,
      [ward],
    )
    const day = new Date(world.clock.now().getTime() + 7 * HOUR).toISOString().slice(0, 10)
    const id = await planned({ track: 'neighbourhood', areaId: rows[0]!.id }, { plannedOn: day })
    const p = await begun(id)
    const close = (more: object) =>
      lead.api.inspections.close({
        id,
        version: p.visit.version,
        answers: scored(p, 6),
        findings: [finding({ postKind: 'neighbourhood-head', ...more })],
      })
    await expectProblem(close({}), 'task-no-holder')
    expect((await page(id)).visit.state).toBe('under_way')
    expect(await close({ giveTask: false })).toMatchObject({ tasks: 0 })
    // Low points and an open finding make it worth another visit.
    const { proposals } = await lead.api.inspections.proposals({
      track: 'neighbourhood',
      areaId: ward,
      limit: 100,
    })
    const again = proposals.find((x) => x.areaId === rows[0]!.id)!
    expect(again).toMatchObject({ lastTotal: 60 })
    expect(again.reasons.find((r) => r.factor === 'score')).toMatchObject({ n: 20, points: 10 })
    expect(again.reasons.find((r) => r.factor === 'findings')).toMatchObject({ n: 1, points: 5 })
    expect(again.reasons.some((r) => r.factor === 'never')).toBe(false)
  })

  it('keeps photos of a visit under way and of a finding that is open', async () => {
    // The least that is a JPEG: its start, a scan, its end.
    const photo = Buffer.from('ffd8ffdb0004010affda000801010000003f00aabbffd9', 'hex')
    const subjectId = visitId
    const add = async (by: User, path: string, id: string) => {
      const form = new FormData()
      form.set('subjectId', id)
      form.set('file', new Blob([photo], { type: 'image/jpeg' }), 'chot.jpg')
      const response = await world.fetch(by, `/api/${path}/files`, { method: 'POST', body: form })
      return ((await response.json()) as { code?: string }).code
    }
    // The visit is closed: nothing is added to it any more.
    expect(await add(lead, 'inspections', subjectId)).toBe('visit-ended')
    const open = (await page()).findings.find((f) => f.state !== 'closed')!
    const done = (await page()).findings.find((f) => f.state === 'closed')!
    expect(await add(chair, 'findings', open.id)).toBe('visit-of-another')
    expect(await add(lead, 'findings', done.id)).toBe('finding-closed-already')
    expect(await add(lead, 'findings', open.id)).toBeUndefined()
    const { files } = await page()
    expect(files).toMatchObject([{ subjectId: open.id, type: 'image/jpeg' }])
    expect((await world.fetch(chair, `/api/findings/files/${files[0]!.id}`)).status).toBe(200)
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    expect((await world.fetch(nurse, `/api/findings/files/${files[0]!.id}`)).status).toBe(403)
    const day = new Date(world.clock.now().getTime() + 7 * HOUR).toISOString().slice(0, 10)
    const id = await planned({ track: 'neighbourhood', areaId: group.id }, { plannedOn: day })
    expect(await add(lead, 'inspections', id)).toBe('visit-not-started')
    await begun(id)
    expect(await add(lead, 'inspections', id)).toBeUndefined()
    expect((await page(id)).files).toHaveLength(1)
  })
})
