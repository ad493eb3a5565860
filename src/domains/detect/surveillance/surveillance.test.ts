import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'

describe('A case goes from the first suspicion to confirmation', () => {
  let world: World
  let nurse: User
  let laboratory: User

  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    laboratory = await world.signIn('laboratory')
  })
  afterAll(() => world.close())

  it('a ward nurse enters a suspected case and the positive PCR of the laboratory confirms it', async () => {
    const areaId = await world.areaId('Mai Động')
    const { id, code } = await nurse.api.surveillance.report({
      person: { fullName: 'Trần Thị Bích Ngọc', birthYear: 1987, sex: 'female', areaId, nationality: 'VN' },
      disease: 'covid-19',
      onsetDate: '2021-08-08',
    })
    expect(code).toMatch(/^HM-2021-\d{4}$/)
    const before = await nurse.api.surveillance.get({ id })
    expect(before.case.classification).toBe('suspected')
    expect(before.person?.fullName).toBe('Trần Thị Bích Ngọc')

    const answer = await laboratory.api.surveillance.addLab({
      id,
      method: 'pcr',
      result: 'positive',
      ct: 21.5,
      sampledAt: '2021-08-09T09:30:00+07:00',
      resultedAt: '2021-08-10T16:40:00+07:00',
    })
    expect(answer.classification).toBe('confirmed')
    const after = await nurse.api.surveillance.get({ id })
    expect(after.history.map((h) => h.classification)).toEqual(['suspected', 'confirmed'])
    expect(after.case.detectedIn).toBeNull()
  })

  it('the confirmation opens five tasks with a deadline and somebody who must act', async () => {
    const areaId = await world.areaId('Mai Động')
    const { id } = await nurse.api.surveillance.report({
      person: { fullName: 'Lê Quang Huy', birthYear: 1990, areaId, nationality: 'VN' },
      disease: 'covid-19',
    })
    await laboratory.api.surveillance.addLab({ id, method: 'pcr', result: 'positive' })
    await world.settle()
    const tasks = await nurse.api.tasks.bySubject({ subjectType: 'case', subjectId: id })
    expect(tasks.map((t) => t.kind).sort()).toEqual(['contain', 'isolate', 'notify', 'test', 'trace'])
    expect(tasks.every((t) => t.holder !== null && t.state === 'in_time')).toBe(true)
    const trace = tasks.find((t) => t.kind === 'trace')!
    const done = await nurse.api.tasks.complete({
      id: trace.id,
      version: trace.version,
      note: 'Đã lập xong danh sách F1',
    })
    expect(done.state).toBe('done_in_time')
    await expectProblem(
      nurse.api.tasks.complete({ id: trace.id, version: done.version, note: 'lần nữa' }),
      'task-done-already',
    )
  })

  it('refuses a result before its sample, a result or an onset in the future, and says which field', async () => {
    const areaId = await world.areaId('Mai Động')
    const person = { fullName: 'Phạm Gia Bảo', birthYear: 1975, areaId, nationality: 'VN' }
    const late = await expectProblem(
      nurse.api.surveillance.report({ person, disease: 'covid-19', onsetDate: '2021-08-12' }),
      'onset-in-future',
    )
    expect(late.details.fields).toHaveProperty('onsetDate')
    const { id } = await nurse.api.surveillance.report({ person, disease: 'covid-19' })
    await expectProblem(
      laboratory.api.surveillance.addLab({
        id,
        method: 'pcr',
        result: 'negative',
        sampledAt: '2021-08-10T12:00:00+07:00',
        resultedAt: '2021-08-10T09:00:00+07:00',
      }),
      'result-before-sample',
    )
    await expectProblem(
      laboratory.api.surveillance.addLab({
        id,
        method: 'pcr',
        result: 'negative',
        resultedAt: '2021-08-11T09:00:00+07:00',
      }),
      'result-in-future',
    )
  })

  it('a nurse of another ward neither sees the case nor may enter one here', async () => {
    const areaId = await world.areaId('Mai Động')
    const { id } = await nurse.api.surveillance.report({
      person: { fullName: 'Đỗ Minh Quân', birthYear: 1968, areaId, nationality: 'VN' },
      disease: 'covid-19',
    })
    const other = await world.signIn('ward-nurse', 'Đại Kim')
    await expectProblem(other.api.surveillance.get({ id }), 'not-found')
    await expectProblem(
      other.api.surveillance.report({
        person: { fullName: 'Người Nơi Khác', areaId, nationality: 'VN' },
        disease: 'covid-19',
      }),
      'outside-area',
    )
  })

  it('two people editing one case: the second is shown both versions', async () => {
    const areaId = await world.areaId('Mai Động')
    const { id } = await nurse.api.surveillance.report({
      person: { fullName: 'Vũ Thị Lan', birthYear: 1959, areaId, nationality: 'VN' },
      disease: 'covid-19',
    })
    await nurse.api.surveillance.update({ id, version: 1, detectedIn: 'community' })
    const doctor = await world.signIn('epidemiologist')
    const stale = await expectProblem(
      doctor.api.surveillance.update({ id, version: 1, detectedIn: 'quarantine' }),
      'stale-version',
    )
    expect(stale.details).toMatchObject({
      theirs: { detectedIn: 'community' },
      yours: { detectedIn: 'quarantine' },
    })
  })

  it('a double click enters one case only', async () => {
    const areaId = await world.areaId('Mai Động')
    const body = JSON.stringify({
      person: { fullName: 'Hoàng Thị Mai', birthYear: 1999, areaId, nationality: 'VN' },
      disease: 'covid-19',
    })
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'click-1' }
    const [a, b] = await Promise.all(
      [1, 2].map(async () =>
        (await world.fetch(nurse, '/api/cases', { method: 'POST', headers, body })).json(),
      ),
    )
    expect(a).toEqual(b)
    const { rows } = await world.pool.query(
      `select count(*)::int as n from vx.person where full_name = 'Hoàng Thị Mai'`,
    )
    expect(rows[0].n).toBe(1)
  })
})
