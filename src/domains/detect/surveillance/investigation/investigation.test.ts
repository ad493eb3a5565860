import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'

describe('A case is investigated, held against its definition and notified in time', () => {
  let world: World
  let nurse: User
  let doctor: User
  let laboratory: User
  let areaId: number

  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    doctor = await world.signIn('epidemiologist')
    laboratory = await world.signIn('laboratory')
    areaId = await world.areaId('Mai Động')
  })
  afterAll(() => world.close())

  const file = (user: User, id: string) => user.api.surveillance.file({ id })
  async function reported(fullName: string, more: object = {}, by = nurse) {
    const person = { fullName, birthYear: 1990, sex: 'female' as const, areaId, nationality: 'VN' }
    return by.api.surveillance.report({ person, disease: 'covid-19', onsetDate: '2021-08-08', ...more })
  }
  const count = async (id: string) => (await doctor.api.platform.figures.count({ id })).count

  it('the working of the definition follows the form, and says what is met, not met and not known', async () => {
    const { id } = await reported('Bùi Thị Măng Non', { disease: 'measles' })
    const before = (await file(nurse, id)).definition!
    expect(before.rule.confirmedBy).toBeNull()
    expect(before.rule.legalBasis).toContain('4845/QĐ-BYT')
    expect(before.working.proposal).toBeNull()
    await nurse.api.surveillance.saveForm({
      id,
      version: 1,
      answers: { has_symptoms: 'yes', symptoms: ['fever', 'rash', 'cough'], exposure_case: 'no' },
    })
    const { working } = (await file(nurse, id)).definition!
    expect(working.proposal).toBe('suspected')
    expect(Object.fromEntries(working.criteria.map((c) => [c.key, c.state]))).toEqual({
      fever_rash: 'met',
      one_more: 'met',
      link: 'not_met',
      lab: 'unknown',
    })
    // A proposal changes nothing: a person decides.
    expect((await nurse.api.surveillance.get({ id })).case.classification).toBe('suspected')
  })

  it('which method confirms is said by the definition of the disease: IgM for measles, not an antigen test for Covid-19', async () => {
    const measles = await reported('Lý Văn Sởi', { disease: 'measles' })
    const igm = await laboratory.api.surveillance.addLab({
      id: measles.id,
      method: 'igm',
      result: 'positive',
    })
    expect(igm.classification).toBe('confirmed')
    const covid = await reported('Trịnh Thu Phương')
    const antigen = await laboratory.api.surveillance.addLab({
      id: covid.id,
      method: 'antigen',
      result: 'positive',
    })
    expect(antigen.classification).toBe('suspected')
    expect((await file(nurse, covid.id)).definition!.working.proposal).toBe('suspected')
    const pcr = await laboratory.api.surveillance.addLab({ id: covid.id, method: 'pcr', result: 'positive' })
    expect(pcr.classification).toBe('confirmed')
    expect((await file(nurse, covid.id)).definition!.working.proposal).toBe('confirmed')
  })

  it('a person on the list of contacts of a case has the epidemiological link without anybody typing it', async () => {
    const source = await reported('Ngô Đức Nguồn')
    await laboratory.api.surveillance.addLab({ id: source.id, method: 'pcr', result: 'positive' })
    const sourcePersonId = (await nurse.api.surveillance.get({ id: source.id })).case.personId
    await nurse.api.tracing.addContact({
      sourcePersonId,
      person: { fullName: 'Phan Thị Tiếp Xúc', birthYear: 1985, areaId, nationality: 'VN' },
      day: '2021-08-09',
      closeness: 'direct',
    })
    await world.settle()
    const { rows } = await world.pool.query(`select id from vx.person where full_name = 'Phan Thị Tiếp Xúc'`)
    const { id } = await nurse.api.surveillance.report({ personId: rows[0].id, disease: 'covid-19' })
    const link = (await file(nurse, id)).definition!.working.criteria.find((c) => c.key === 'link')!
    expect(link.state).toBe('met')
    expect(link.found[0]!.vi).toContain(source.code)
  })

  it('the score rises as what is missing is entered, and the figure counts the same case until nothing is missing', async () => {
    const { id } = await reported('Đặng Thùy Đầy Đủ')
    const [before, counted] = [await file(nurse, id), await count('cases.incomplete')]
    expect(before.completeness.score).toBeLessThan(50)
    const named = before.completeness.missing.map((m) => m.key)
    expect(named).toEqual(
      expect.arrayContaining(['detected_in', 'phone', 'sample', 'has_symptoms', 'travelled']),
    )
    expect(named).not.toContain('onset_date')
    // Nobody is asked for the day of admission of somebody who was not admitted.
    expect(named).not.toContain('admitted_on')
    await nurse.api.surveillance.saveForm({
      id,
      version: before.version,
      answers: {
        has_symptoms: 'yes',
        symptoms: ['fever'],
        exposure_case: 'no',
        travelled: 'no',
        occupation_kind: 'office',
        doses: '0',
        admitted: 'no',
        note: 'Gọi lại sau 17 giờ',
      },
    })
    const half = await file(nurse, id)
    expect(half.completeness.score).toBeGreaterThan(before.completeness.score)
    expect(half.form.answers.note).toBe('Gọi lại sau 17 giờ')
    await nurse.api.surveillance.update({ id, version: 1, detectedIn: 'community' })
    await nurse.api.surveillance.setIntake({ id, version: half.version, channel: 'community' })
    await laboratory.api.surveillance.addLab({
      id,
      method: 'pcr',
      result: 'negative',
      sampledAt: '2021-08-09T09:00:00+07:00',
    })
    await world.pool.query(`update vx.person set phone = '0990001234' where full_name = 'Đặng Thùy Đầy Đủ'`)
    expect((await file(nurse, id)).completeness).toEqual({ score: 100, missing: [] })
    expect(await count('cases.incomplete')).toBe(counted - 1)
  })

  it('two dates that contradict each other are named, and the figure opens the case', async () => {
    const { id } = await reported('Hồ Ngày Tháng', { onsetDate: '2021-08-05' })
    const before = await count('cases.date_conflicts')
    await nurse.api.surveillance.saveForm({
      id,
      version: 1,
      answers: {
        has_symptoms: 'yes',
        symptoms: ['cough'],
        exposure_case: 'yes',
        exposure_date: '2021-08-07',
      },
    })
    await laboratory.api.surveillance.addLab({
      id,
      method: 'pcr',
      result: 'negative',
      sampledAt: '2021-08-04T08:00:00+07:00',
      resultedAt: '2021-08-05T08:00:00+07:00',
    })
    expect((await file(nurse, id)).conflicts).toEqual([
      {
        first: 'exposure',
        firstDate: '2021-08-07',
        second: 'onset',
        secondDate: '2021-08-05',
        longerThan: null,
      },
      {
        first: 'onset',
        firstDate: '2021-08-05',
        second: 'sampled',
        secondDate: '2021-08-04',
        longerThan: null,
      },
    ])
    expect(await count('cases.date_conflicts')).toBe(before + 1)
    // Somebody who had no symptoms yet when the sample was taken may fall ill later.
    await nurse.api.surveillance.saveForm({
      id,
      version: 2,
      answers: { has_symptoms: 'yes', symptoms: ['cough'], symptom_free_at_sample: 'yes' },
    })
    expect((await file(nurse, id)).conflicts).toEqual([])
    const old = await reported('Hồ Khởi Phát Xa', { onsetDate: '2021-06-20' })
    expect((await file(nurse, old.id)).conflicts).toMatchObject([{ first: 'onset', longerThan: 21 }])
  })

  it('the clock of Covid-19 starts with the confirmation, 24 hours; the notification completes the task of the response', async () => {
    const { id } = await reported('Mạc Thị Báo Cáo')
    expect((await file(nurse, id)).notification).toMatchObject({ state: 'not_started', dueAt: null })
    const resultedAt = '2021-08-10T10:00:00+07:00'
    await laboratory.api.surveillance.addLab({ id, method: 'pcr', result: 'positive', resultedAt })
    await world.settle()
    const running = (await file(nurse, id)).notification
    expect(running).toMatchObject({ state: 'in_time', startedBy: 'confirmed', hours: 24 })
    expect(running.dueAt).toBe('2021-08-11T03:00:00.000Z')
    const waiting = await count('cases.to_notify')

    const { version } = await nurse.api.surveillance.notify({
      id,
      version: 1,
      notifiedTo: 'TTYT quận Hoàng Mai',
    })
    await world.settle()
    expect((await file(nurse, id)).notification.state).toBe('notified_in_time')
    expect(await count('cases.to_notify')).toBe(waiting - 1)
    const task = async () =>
      (await nurse.api.tasks.bySubject({ subjectType: 'case', subjectId: id })).find(
        (t) => t.kind === 'notify',
      )!
    expect(await task()).toMatchObject({ state: 'done_in_time', doneNote: 'Đã báo cáo TTYT quận Hoàng Mai' })
    await expectProblem(
      nurse.api.surveillance.notify({ id, version, notifiedTo: 'CDC Hà Nội' }),
      'notified-already',
    )

    const undone = await nurse.api.surveillance.withdrawNotification({ id, version })
    await world.settle()
    expect(await task()).toMatchObject({ state: 'in_time', doneAt: null })
    await expectProblem(
      nurse.api.surveillance.withdrawNotification({ id, version: undone.version }),
      'not-notified',
    )
  })

  it('measles runs from the suspicion, another disease has 48 hours, and a diagnosis that is entered starts the clock', async () => {
    const measles = await reported('Tạ Thị Ban', { disease: 'measles' })
    expect((await file(nurse, measles.id)).notification).toMatchObject({ startedBy: 'reported', hours: 24 })
    const other = await reported('Tạ Văn Khác', { disease: 'other' })
    expect((await file(nurse, other.id)).notification).toMatchObject({ startedBy: 'reported', hours: 48 })
    expect((await file(nurse, other.id)).definition).toBeNull()
    const covid = await reported('Tạ Thị Chẩn Đoán')
    await nurse.api.surveillance.setIntake({
      id: covid.id,
      version: 1,
      diagnosedAt: '2021-08-09T14:00:00+07:00',
    })
    expect((await file(nurse, covid.id)).notification).toMatchObject({
      startedBy: 'diagnosed',
      startsAt: '2021-08-09T07:00:00.000Z',
      state: 'overdue',
    })
    expect(await count('cases.notify_overdue')).toBeGreaterThan(0)
    await nurse.api.surveillance.notify({ id: covid.id, version: 2, notifiedTo: 'TTYT quận' })
    expect((await file(nurse, covid.id)).notification.state).toBe('notified_late')
    await expectProblem(
      nurse.api.surveillance.setIntake({
        id: covid.id,
        version: 3,
        diagnosedAt: '2021-08-12T14:00:00+07:00',
      }),
      'diagnosed-in-future',
    )
  })

  it('a case notified on suspicion finds its task done when it is confirmed', async () => {
    const { id } = await reported('Kiều Báo Sớm')
    await nurse.api.surveillance.notify({ id, version: 1, notifiedTo: 'TTYT quận' })
    await laboratory.api.surveillance.addLab({ id, method: 'pcr', result: 'positive' })
    await world.settle()
    const tasks = await nurse.api.tasks.bySubject({ subjectType: 'case', subjectId: id })
    expect(tasks.find((t) => t.kind === 'notify')!.state).toBe('done_in_time')
  })

  it('refuses a notification before anybody knew of the case or after now, and answers that the form does not know', async () => {
    const { id } = await reported('Vương Thị Giờ Giấc')
    for (const notifiedAt of ['2021-08-01T08:00:00+07:00', '2021-08-12T08:00:00+07:00']) {
      await expectProblem(
        nurse.api.surveillance.notify({ id, version: 1, notifiedTo: 'TTYT quận', notifiedAt }),
        'notified-at-impossible-time',
      )
    }
    const unfit = await expectProblem(
      nurse.api.surveillance.saveForm({
        id,
        version: 1,
        answers: { symptoms: ['fever', 'toothache'], fever_from: '2021-08-20', no_such: 'x', doses: '0' },
      }),
      'answer-unfit',
    )
    expect(Object.keys(unfit.details.fields as object).sort()).toEqual(['fever_from', 'no_such', 'symptoms'])
  })

  it('of two who fill in one form the second is told, and nothing is lost', async () => {
    const { id } = await reported('Châu Hai Người')
    await nurse.api.surveillance.saveForm({ id, version: 1, answers: { travelled: 'no' } })
    await expectProblem(
      doctor.api.surveillance.saveForm({ id, version: 1, answers: { travelled: 'affected' } }),
      'stale-version',
    )
    expect((await file(nurse, id)).form.answers).toEqual({ travelled: 'no' })
  })

  it('a clinician reports through the facility; the register and the parts of a figure tell the channels apart', async () => {
    const clinician = await world.signIn('clinician')
    const { id } = await reported('Triệu Thị Phòng Khám', {}, clinician)
    expect((await file(doctor, id)).channel).toBe('facility')
    const rows = await doctor.api.platform.registers.rows({
      id: 'cases',
      filters: JSON.stringify({ channel: 'facility' }),
    })
    expect(rows.rows.map((r) => r.id)).toContain(id)
  })

  it('who may neither investigate nor notify is refused, and another ward does not see the file', async () => {
    const { id } = await reported('Lương Thị Quyền')
    const commander = await world.signIn('district-commander')
    await expectProblem(commander.api.surveillance.saveForm({ id, version: 1, answers: {} }), 'right-missing')
    await expectProblem(laboratory.api.surveillance.setIntake({ id, version: 1 }), 'right-missing')
    await expectProblem(
      laboratory.api.surveillance.notify({ id, version: 1, notifiedTo: 'TTYT quận' }),
      'right-missing',
    )
    await expectProblem(commander.api.surveillance.withdrawNotification({ id, version: 1 }), 'right-missing')
    const other = await world.signIn('ward-nurse', 'Đại Kim')
    await expectProblem(file(other, id), 'not-found')
    await expectProblem(other.api.surveillance.saveForm({ id, version: 1, answers: {} }), 'not-found')
  })
})
