import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User, type WireProblem, type World } from '../harness/world.ts'
import { type Planted, plant } from './planted.ts'
import { refusal, send, sizes } from './refusals.ts'

const DAY = 86_400_000

let world: World
let nurse: User
let doctor: User
let laboratory: User
let chair: User
let planted: Planted
let areaId: number

const expectRefusal = (code: string, send: () => Promise<Response>) => refusal(world, code, send)
const post = (user: User, path: string, body: unknown, method?: string) =>
  send(world, user, path, body, method)

beforeAll(async () => {
  world = await openWorld()
  nurse = await world.signIn('ward-nurse', 'Mai Động')
  chair = await world.signIn('ward-chair', 'Mai Động')
  doctor = await world.signIn('epidemiologist')
  laboratory = await world.signIn('laboratory')
  areaId = await world.areaId('Mai Động')
  planted = await plant(world, 'Own', areaId, 1)
})
afterAll(() => world?.close())

const someone = { fullName: 'Đỗ Thị Kiểm', birthYear: 1980, nationality: 'VN' }

describe('A body that is not what it should be', () => {
  it.each([
    ['cut off', '{"fullName": "Đỗ Thị'],
    ['not JSON at all', '<xml/>'],
    ['nothing', ''],
    [
      'JSON that would change what every object is',
      '{"__proto__": {"rights": ["*"]}, "fullName": "Đỗ Thị Kiểm"}',
    ],
  ])('%s: cannot be read', async (_, body) => {
    await expectRefusal('body-unreadable', () => post(nurse, '/api/people', body))
  })

  it.each([
    ['text/plain', 'media-type-refused'],
    ['application/xml', 'media-type-refused'],
    ['application/x-www-form-urlencoded', 'media-type-refused'],
  ])('of the type %s: %s', async (type, code) => {
    const before = await sizes(world)
    const response = await world.fetch(nurse, '/api/people', {
      method: 'POST',
      headers: { 'content-type': type },
      body: 'fullName=Kiem',
    })
    expect((await response.json()) as WireProblem).toMatchObject({ code, status: 415 })
    expect(await sizes(world)).toEqual(before)
  })

  it('with a character that no record can hold names the field', async () => {
    const problem = await expectRefusal('input-invalid', () =>
      post(nurse, '/api/people', { ...someone, areaId, fullName: 'Đỗ\u0000Thị' }),
    )
    expect(problem.details.fields).toEqual({ fullName: ['text-unreadable'] })
    const half = await expectRefusal('input-invalid', () =>
      post(nurse, '/api/people', { ...someone, areaId, occupation: '\ud83d' }),
    )
    expect(half.details.fields).toEqual({ occupation: ['text-unreadable'] })
  })

  it('with a number larger than a record holds names the field', async () => {
    const path = `/api/people/${planted.ids.person}`
    const problem = await expectRefusal('input-invalid', () => post(nurse, path, { version: 2 ** 31 }, 'PUT'))
    expect(problem.details.fields).toEqual({ version: ['number-out-of-range'] })
    // A telephone number is a text.
    const found = await world.fetch(nurse, '/api/people/search?q=0912345678')
    expect(found.status).toBe(200)
    // So is an identity number, of whatever province: the larger ones are no integers that the database holds.
    const kept = await nurse.api.people.create({
      fullName: 'Đàm Thị Quyên',
      areaId,
      nationality: 'VN',
      nationalId: '097203649216',
    })
    expect((await nurse.api.people.get({ id: kept.id })).person.nationalId).toBe('097203649216')
  })

  it('with a parameter that is given twice is refused, by the contract and by a route that streams', async () => {
    for (const path of [
      '/api/people/search?q=Nguyen&q=Tran',
      '/api/registers/people/export.csv?areaId=1&areaId=2',
    ]) {
      const response = await world.fetch(nurse, path)
      expect(`${path} ${response.status} ${((await response.json()) as { code: string }).code}`).toBe(
        `${path} 422 input-invalid`,
      )
    }
  })

  it('as deep as a well is refused at once', async () => {
    const body = `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`
    await expectRefusal('input-invalid', () => post(nurse, '/api/people', body))
  })
})

describe('What is impossible is refused, with the field that says so', () => {
  const tomorrow = () => new Date(world.clock.now().getTime() + DAY).toISOString()
  const yesterday = () => new Date(world.clock.now().getTime() - DAY).toISOString()
  const caseOf = async () => (await doctor.api.surveillance.get({ id: planted.ids.case! })).case

  it('a birth in the future', async () => {
    await expectRefusal('birth-in-future', () =>
      post(nurse, '/api/people', { ...someone, areaId, birthYear: undefined, birthDate: '2021-08-11' }),
    )
    await expectRefusal('birth-in-future', () =>
      post(nurse, '/api/people', { ...someone, areaId, birthYear: 2022 }),
    )
    await expectRefusal('birth-in-future', () =>
      post(nurse, '/api/cases', { disease: 'covid-19', person: { ...someone, areaId, birthYear: 2030 } }),
    )
  })

  it.each(['2021-02-30', '0000-01-01', '9999-12-31', '10/8/2021'])('a birth on %s', async (birthDate) => {
    const problem = await expectRefusal('input-invalid', () =>
      post(nurse, '/api/people', { ...someone, areaId, birthYear: undefined, birthDate }),
    )
    expect(Object.keys(problem.details.fields as object)).toEqual(['birthDate'])
  })

  it('an area that the viewer does not answer for, or that is none', async () => {
    const elsewhere = await world.areaId('Đại Kim')
    await expectRefusal('outside-area', () => post(nurse, '/api/people', { ...someone, areaId: elsewhere }))
    await expectRefusal('outside-area', () => post(nurse, '/api/people', { ...someone, areaId: 999_999 }))
    await expectRefusal('outside-area', () => post(nurse, '/api/reports', { areaId: elsewhere }))
  })

  it('an onset tomorrow, a result before its sample, a result or a sample tomorrow', async () => {
    const path = `/api/cases/${planted.ids.case}/labs`
    const lab = { method: 'pcr', result: 'negative' }
    const { personId } = planted.secrets[1]!
    await expectRefusal('onset-in-future', () =>
      post(nurse, '/api/cases', { personId, disease: 'covid-19', onsetDate: tomorrow().slice(0, 10) }),
    )
    await expectRefusal('result-before-sample', () =>
      post(laboratory, path, {
        ...lab,
        sampledAt: '2021-08-10T08:00:00Z',
        resultedAt: '2021-08-10T07:00:00Z',
      }),
    )
    await expectRefusal('result-in-future', () => post(laboratory, path, { ...lab, resultedAt: tomorrow() }))
    await expectRefusal('input-invalid', () =>
      post(laboratory, path, { method: 'pcr', result: 'pending', sampledAt: tomorrow() }),
    )
  })

  it('an outcome before the onset, or tomorrow', async () => {
    const { id, version, onsetDate } = await caseOf()
    expect(onsetDate).toBe('2021-08-08')
    for (const [outcomeDate, why] of [
      ['2021-08-01', 'before-onset'],
      [tomorrow().slice(0, 10), 'in-future'],
    ]) {
      const problem = await expectRefusal('input-invalid', () =>
        post(doctor, `/api/cases/${id}`, { version, outcome: 'recovered', outcomeDate }, 'PUT'),
      )
      expect(problem.details.fields).toEqual({ outcomeDate: [why] })
    }
  })

  it('a contact that ends before it begins, or is tomorrow; a check of tomorrow; an event that ends first', async () => {
    const contact = {
      sourcePersonId: planted.ids.person,
      person: { ...someone, areaId },
      closeness: 'direct',
    }
    await expectRefusal('contact-time-reversed', () =>
      post(nurse, '/api/contacts', {
        ...contact,
        firstAt: '2021-08-09T10:00:00Z',
        lastAt: '2021-08-09T09:00:00Z',
      }),
    )
    await expectRefusal('contact-in-future', () =>
      post(nurse, '/api/contacts', { ...contact, firstAt: tomorrow() }),
    )
    await expectRefusal('followup-in-future', () =>
      post(nurse, '/api/followups/check', {
        personId: planted.ids.met,
        dueOn: tomorrow().slice(0, 10),
        outcome: 'normal',
      }),
    )
    const problem = await expectRefusal('input-invalid', () =>
      post(nurse, '/api/exposure-events', {
        areaId,
        name: 'Đám cưới',
        startsAt: '2021-08-09T10:00:00Z',
        endsAt: '2021-08-09T09:00:00Z',
      }),
    )
    expect(problem.details.fields).toEqual({ endsAt: ['ends-before-start'] })
  })

  it('a browser whose clock is a day ahead is told, one a day behind goes on', async () => {
    await expectRefusal('report-as-of-future', () =>
      post(chair, '/api/reports', { areaId, kind: 'ad_hoc', asOf: tomorrow() }),
    )
    const behind = await post(chair, '/api/reports', { areaId, kind: 'ad_hoc', asOf: yesterday() })
    expect(behind.status).toBe(200)
    // The session is the server's matter: what the browser believes the time to be changes nothing.
    const ahead = await world.fetch(nurse, '/api/me', {
      headers: { date: new Date(Date.now() + DAY).toUTCString() },
    })
    expect(ahead.status).toBe(200)
  })
})

describe('Two people on one record', () => {
  it('an old version is refused with both versions, for every kind of record', async () => {
    const { ids } = planted
    const reason = 'Xem lại hồ sơ'
    const tries: [User, string, string, object][] = [
      [nurse, 'PUT', `/api/people/${ids.person}`, { occupation: 'Giáo viên' }],
      [doctor, 'PUT', `/api/cases/${ids.case}`, { symptoms: 'ho' }],
      [doctor, 'POST', `/api/cases/${ids.case}/classify`, { classification: 'probable', reason }],
      [nurse, 'PUT', `/api/contacts/${ids.contact}`, { note: 'gặp ở chợ' }],
      [nurse, 'POST', `/api/contacts/${ids.contact}/remove`, { reason }],
      [nurse, 'PUT', `/api/exposure-events/${ids.event}`, { name: 'Đám cưới' }],
      [chair, 'POST', `/api/orders/${ids.signedorder}/extend`, { days: 3, reason }],
      [chair, 'POST', `/api/orders/${ids.signedorder}/cancel`, { reason }],
      [nurse, 'POST', `/api/orders/${ids.order}/withdraw`, { reason }],
      [chair, 'POST', '/api/orders/sign', { orders: [{ id: ids.order, version: 99 }] }],
      [chair, 'POST', `/api/cases/${ids.case}/contacts/sign-off`, {}],
      [nurse, 'POST', `/api/tasks/${ids.task}/complete`, { note: reason }],
      [chair, 'POST', `/api/zones/${ids.zone}/lift`, { legalBasis: ['Điều 1 Luật'] }],
    ]
    for (const [user, method, path, body] of tries) {
      const sent = { version: 99, ...body }
      const { details } = await expectRefusal('stale-version', () => post(user, path, sent, method))
      expect({ path, theirs: typeof details.theirs, yours: typeof details.yours }).toEqual({
        path,
        theirs: 'object',
        yours: 'object',
      })
    }
  })

  it('of two who save at the same moment one is told, and sees what the other wrote', async () => {
    const at = { person: `/api/people/${planted.ids.person}`, case: `/api/cases/${planted.ids.case}` }
    for (let round = 0; round < 5; round += 1) {
      const { person } = await nurse.api.people.get({ id: planted.ids.person! })
      const found = (await doctor.api.surveillance.get({ id: planted.ids.case! })).case
      const pairs = [
        ['A', 'B'].map((x) =>
          post(nurse, at.person, { version: person.version, occupation: `Nghề ${x}${round}` }, 'PUT'),
        ),
        ['A', 'B'].map((x) =>
          post(doctor, at.case, { version: found.version, symptoms: `ho ${x}${round}` }, 'PUT'),
        ),
      ]
      for (const pair of pairs) {
        const answers = await Promise.all(pair)
        expect(answers.map((a) => a.status).sort()).toEqual([200, 409])
        const loser = (await answers.find((a) => a.status === 409)!.json()) as WireProblem
        expect(loser.code).toBe('stale-version')
        expect(JSON.stringify(loser.details.theirs)).toMatch(/(Nghề|ho) [AB]/)
      }
    }
  })
})
