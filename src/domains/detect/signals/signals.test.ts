import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'

describe('A signal of the community goes from the first word of it to what came of it', () => {
  let world: World
  let head: User
  let nurse: User
  let doctor: User
  let neighbourhood: number

  beforeAll(async () => {
    world = await openWorld()
    head = await world.signIn('neighbourhood-head')
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    doctor = await world.signIn('epidemiologist')
    neighbourhood = (await head.api.platform.me()).areaId
  })
  afterAll(() => world.close())

  const reported = async (by = head) => {
    const { id } = await by.api.signals.report({
      areaId: neighbourhood,
      kind: 'fever_cluster',
      placeText: 'Dãy trọ cuối ngõ 12',
      description: 'Bốn người thuê trọ sốt từ hôm qua.',
      startedOn: '2021-08-09',
      people: 4,
    })
    return id
  }
  const verified = async () => {
    const id = await reported()
    await nurse.api.signals.verify({ id, version: 1, isTrue: true, note: 'Đã đến tận nơi' })
    return id
  }
  const count = async (id: string) => (await doctor.api.platform.figures.count({ id })).count
  const signal = async (id: string) => (await doctor.api.signals.get({ id })).signal

  it('reported by a neighbourhood head, verified by the ward, assessed and concluded by the epidemiologist, with the case it led to', async () => {
    const before = await count('signals.open')
    const id = await reported()
    expect(await count('signals.open')).toBe(before + 1)
    expect(await signal(id)).toMatchObject({ state: 'reported', clock: 'in_time', source: 'community' })

    const { state } = await nurse.api.signals.verify({
      id,
      version: 1,
      isTrue: true,
      note: 'Bốn người sốt, hai người ho',
    })
    expect(state).toBe('verified')
    const assessed = await doctor.api.signals.assess({
      id,
      version: 2,
      likelihood: 4,
      impact: 3,
      note: 'Ở chung, dùng chung bếp',
    })
    // The risk follows from the matrix of the rule: likely × moderate is high.
    expect(assessed).toMatchObject({ state: 'assessed', risk: 'high', clock: null })

    const { code } = await nurse.api.surveillance.report({
      person: { fullName: 'Cao Thị Tín', birthYear: 1992, areaId: neighbourhood, nationality: 'VN' },
      disease: 'covid-19',
    })
    const linked = await nurse.api.signals.linkCase({ id, version: 3, caseCode: code.toLowerCase() })
    await expectProblem(
      nurse.api.signals.linkCase({ id, version: linked.version, caseCode: code }),
      'signal-case-linked-already',
    )
    await doctor.api.signals.conclude({
      id,
      version: linked.version,
      outcome: 'response',
      note: 'Lấy mẫu cả dãy trọ',
    })
    const page = await doctor.api.signals.get({ id })
    expect(page.signal.state).toBe('response')
    expect(page.cases).toMatchObject([{ code, classification: 'suspected' }])
    expect(page.steps.map((s) => s.step)).toEqual([
      'reported',
      'verified',
      'assessed',
      'case_linked',
      'response',
    ])
    expect(await count('signals.open')).toBe(before)
    // The head sees what came of it, not the case.
    expect((await head.api.signals.get({ id })).cases).toEqual([])

    const without = await nurse.api.signals.unlinkCase({ id, caseId: page.cases[0]!.id })
    expect((await doctor.api.signals.get({ id })).cases).toEqual([])
    expect(without.version).toBe(page.signal.version + 1)
  })

  it('what is not true ends at verification and still counts among the signals reported', async () => {
    const reports = await count('signals.reported')
    const id = await reported()
    const open = await count('signals.open')
    await nurse.api.signals.verify({ id, version: 1, isTrue: false, note: 'Đám cưới, không ai ốm' })
    expect(await count('signals.open')).toBe(open - 1)
    expect(await count('signals.reported')).toBe(reports + 1)
    await expectProblem(
      doctor.api.signals.assess({ id, version: 2, likelihood: 1, impact: 1, note: 'không cần' }),
      'signal-step-out-of-order',
    )
    await expectProblem(
      nurse.api.signals.linkCase({ id, version: 2, caseCode: 'HM-2021-0001' }),
      'signal-not-true',
    )
  })

  it('the last step is taken back with a reason, by whoever may take it, and the history keeps both', async () => {
    const id = await verified()
    await nurse.api.signals.takeBack({ id, version: 2, note: 'Nhầm tín hiệu' })
    expect((await signal(id)).state).toBe('reported')
    await expectProblem(
      nurse.api.signals.takeBack({ id, version: 3, note: 'lần nữa' }),
      'signal-nothing-to-take-back',
    )
    await nurse.api.signals.verify({ id, version: 3, isTrue: true, note: 'Đúng là nơi này' })
    await doctor.api.signals.assess({ id, version: 4, likelihood: 5, impact: 5, note: 'Rất đông người' })
    expect((await signal(id)).risk).toBe('very_high')
    await expectProblem(
      nurse.api.signals.takeBack({ id, version: 5, note: 'không phải việc của tôi' }),
      'right-missing',
    )
    await doctor.api.signals.takeBack({ id, version: 5, note: 'Đánh giá lại' })
    const page = await doctor.api.signals.get({ id })
    expect(page.signal).toMatchObject({ state: 'verified', risk: null })
    expect(page.steps.map((s) => s.step).slice(-2)).toEqual(['assessed', 'taken_back'])
  })

  it('refuses a step out of order, a step seen too early, a beginning in the future and a case nobody knows', async () => {
    const id = await reported()
    await expectProblem(
      doctor.api.signals.conclude({ id, version: 1, outcome: 'closed', note: 'quá sớm' }),
      'signal-step-out-of-order',
    )
    await expectProblem(
      nurse.api.signals.verify({ id, version: 9, isTrue: true, note: 'bản cũ' }),
      'stale-version',
    )
    await nurse.api.signals.verify({ id, version: 1, isTrue: true, note: 'Đã gọi điện' })
    await expectProblem(
      nurse.api.signals.linkCase({ id, version: 2, caseCode: 'HM-2021-9999' }),
      'signal-case-unknown',
    )
    await expectProblem(
      head.api.signals.report({
        areaId: neighbourhood,
        kind: 'other',
        placeText: 'Chợ đầu mối',
        description: 'Ngày mai mới xảy ra',
        startedOn: '2021-08-12',
      }),
      'signal-in-future',
    )
  })

  it('who may not take a step is refused, and nobody reports or reads beyond their area', async () => {
    const id = await reported()
    const chair = await world.signIn('ward-chair', 'Mai Động')
    const laboratory = await world.signIn('laboratory')
    const other = await world.signIn('ward-nurse', 'Đại Kim')
    await expectProblem(laboratory.api.signals.get({ id }), 'right-missing')
    await expectProblem(reported(chair), 'right-missing')
    await expectProblem(
      head.api.signals.verify({ id, version: 1, isTrue: true, note: 'tự xác minh' }),
      'right-missing',
    )
    await expectProblem(
      nurse.api.signals.assess({ id, version: 1, likelihood: 1, impact: 1, note: 'tự đánh giá' }),
      'right-missing',
    )
    await expectProblem(reported(other), 'outside-area')
    await expectProblem(other.api.signals.get({ id }), 'not-found')
  })

  it('a signal nobody verified for 24 hours is overdue, one verified but not assessed after 48 hours as well', async () => {
    const [late, slow] = [await reported(), await verified()]
    const [verifying, assessing] = [
      await count('signals.verify_overdue'),
      await count('signals.assess_overdue'),
    ]
    world.clock.advance({ hours: 21 })
    expect((await signal(late)).clock).toBe('near_due')
    world.clock.advance({ hours: 4 })
    expect((await signal(late)).clock).toBe('overdue')
    expect(await count('signals.verify_overdue')).toBeGreaterThan(verifying)
    expect((await signal(slow)).clock).toBe('in_time')
    world.clock.advance({ hours: 24 })
    expect((await signal(slow)).clock).toBe('overdue')
    expect(await count('signals.assess_overdue')).toBeGreaterThan(assessing)
    const { rows } = await doctor.api.platform.registers.rows({
      id: 'signals',
      filters: JSON.stringify({ clock: 'overdue', state: 'verified' }),
    })
    expect(rows.map((r) => r.id)).toContain(slow)
  })
})
