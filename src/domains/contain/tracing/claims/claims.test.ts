import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User } from '../../../../../test/harness/world.ts'
import { runRetention } from '../../../../platform/retention.ts'
import { confirm, openScene, type Patient, type Scene, someone, suspect, tierOf } from '../testing.ts'

const STARTS = '2021-08-09T06:00:00+07:00'
const ENDS = '2021-08-09T08:30:00+07:00'

describe('A public notice brings in who was there', () => {
  let s: Scene
  let chair: User
  let there: User
  let patient: Patient
  let eventId: string

  const wording = {
    title: 'Chợ Mai Động, dãy rau',
    startsAt: STARTS,
    endsAt: ENDS,
    advice: 'Ai có mặt trong khoảng giờ này vui lòng báo cho trạm y tế và theo dõi sức khỏe tại nhà.',
    adviceEn: 'If you were there in these hours, please tell the health station and stay at home.',
    phone: '024 3862 1234',
    validUntil: '2021-08-23',
  }
  const open = async (path: string, init?: RequestInit) => {
    const response = await s.world.fetch(undefined, `/api/open${path}`, {
      ...init,
      headers: { 'content-type': 'application/json', origin: 'http://localhost' },
    })
    return { status: response.status, text: await response.text() }
  }
  const claimOf = (more: object = {}) => ({
    id: randomUUID(),
    noticeId: eventId,
    fullName: 'Trương Thị Hoài',
    phone: '0912345678',
    address: 'ngõ 12 phố Mai Động',
    fromAt: '2021-08-09T06:30:00+07:00',
    toAt: '2021-08-09T07:00:00+07:00',
    closeness: 'within_2m_15min',
    consent: true,
    ...more,
  })
  const handIn = (claim: object) => open('/claims', { method: 'POST', body: JSON.stringify(claim) })
  const notice = async () => (await s.nurse.api.tracing.notices({})).find((n) => n.id === eventId)!
  const waiting = async () =>
    (await s.nurse.api.tracing.claims({ noticeId: eventId })).filter((c) => c.state === 'waiting')

  beforeAll(async () => {
    s = await openScene(await openWorld())
    chair = await s.world.signIn('ward-chair', 'Mai Động')
    there = await s.world.signIn('ward-nurse', 'Đại Kim')
    patient = await confirm(s, await suspect(s, { fullName: 'Nguyễn Văn Toản' }, '2021-08-08'))
    const { id } = await s.nurse.api.tracing.addEvent({
      areaId: s.areaId,
      caseId: patient.caseId,
      name: 'Ca Toản đi chợ',
      startsAt: STARTS,
      endsAt: ENDS,
    })
    eventId = id
  })
  afterAll(() => s.world.close())

  it('is drafted without any name, number or code by which a reader could tell who the case is', async () => {
    const draft = { eventId, version: 0, ...wording }
    for (const words of [
      { advice: 'Ai gặp ông nguyen van toan ở chợ xin báo trạm y tế.' },
      { title: `Chợ Mai Động, ca ${patient.code}` },
      { advice: 'Gọi số 012345678901 để biết người bệnh là ai nhé.' },
    ]) {
      await expectProblem(s.nurse.api.tracing.draftNotice({ ...draft, ...words }), 'notice-names-somebody')
    }
    await expectProblem(
      s.nurse.api.tracing.draftNotice({ ...draft, endsAt: '2021-08-09T05:00:00+07:00' }),
      'notice-time-reversed',
    )
    await expectProblem(
      s.nurse.api.tracing.draftNotice({ ...draft, validUntil: '2021-08-01' }),
      'notice-over-already',
    )
    await expectProblem(there.api.tracing.draftNotice(draft), 'not-found')
    await s.nurse.api.tracing.draftNotice(draft)
    await expectProblem(s.nurse.api.tracing.draftNotice(draft), 'stale-version')
    expect((await notice()).state).toBe('draft')
    expect((await open('/notices')).text).not.toContain('dãy rau')
  })

  it('is published by the chair, and everybody reads place, time and what to do, and nothing of the case', async () => {
    await expectProblem(s.nurse.api.tracing.publishNotice({ id: eventId, version: 1 }), 'right-missing')
    await expectProblem(
      chair.api.tracing.withdrawNotice({ id: eventId, version: 1, reason: 'nhầm' }),
      'notice-not-published',
    )
    await chair.api.tracing.publishNotice({ id: eventId, version: 1 })
    await expectProblem(
      chair.api.tracing.publishNotice({ id: eventId, version: 2 }),
      'notice-published-already',
    )
    await expectProblem(
      s.nurse.api.tracing.draftNotice({ eventId, ...wording, version: 2 }),
      'notice-published-already',
    )
    const { status, text } = await open('/notices')
    expect(status).toBe(200)
    const found = (JSON.parse(text).notices as { id: string }[]).find((n) => n.id === eventId)
    expect(found).toEqual({
      id: eventId,
      area: 'Phường Mai Động',
      title: wording.title,
      titleEn: null,
      startsAt: '2021-08-08T23:00:00.000Z',
      endsAt: '2021-08-09T01:30:00.000Z',
      advice: wording.advice,
      adviceEn: wording.adviceEn,
      phone: wording.phone,
      validUntil: '2021-08-23',
      publishedAt: expect.any(String),
      correctedAt: null,
      correction: null,
      withdrawn: false,
    })
    for (const secret of ['Toản', patient.code, patient.caseId, patient.personId]) {
      expect(text).not.toContain(secret)
    }
  })

  it('takes a claim from somebody without account, once, and answers with a number that tells how it stands', async () => {
    const claim = claimOf()
    const first = await handIn(claim)
    expect(first.status).toBe(200)
    expect((await handIn(claim)).text).toBe(first.text)
    expect(await waiting()).toHaveLength(1)
    const { receipt } = JSON.parse(first.text)
    expect(receipt).toMatch(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/)
    const status = await open(`/claims/${receipt.toLowerCase().replace('-', ' ')}`)
    expect(JSON.parse(status.text)).toEqual({
      state: 'waiting',
      handedInAt: expect.any(String),
      title: wording.title,
    })
    expect((await open('/claims/AAAAA-AAAAA')).status).toBe(404)
    for (const path of ['/notices', `/claims/${receipt}`]) {
      const { text } = await open(path)
      for (const secret of ['Hoài', '0912345678', 'ngõ 12']) expect(text).not.toContain(secret)
    }
  })

  it('refuses what is no claim: too long, filled by a machine, without consent, another time, a withdrawn notice', async () => {
    const code = async (more: object) => JSON.parse((await handIn(claimOf(more))).text).code
    expect(await code({ fullName: 'A'.repeat(10_000) })).toBe('input-invalid')
    expect(await code({ address: 'A'.repeat(10_000) })).toBe('input-invalid')
    expect(await code({ consent: false })).toBe('input-invalid')
    expect(await code({ website: 'http://mua-ngay.example' })).toBe('claim-refused')
    expect(await code({ fromAt: '2021-08-07T06:30:00+07:00', toAt: '2021-08-07T07:00:00+07:00' })).toBe(
      'claim-outside-window',
    )
    expect(await code({ noticeId: randomUUID() })).toBe('not-found')
    const { version } = await chair.api.tracing.withdrawNotice({
      id: eventId,
      version: 2,
      reason: 'Sai địa điểm',
    })
    expect(await code({})).toBe('notice-not-published')
    expect((await open('/notices')).text).not.toContain('vui lòng báo')
    await chair.api.tracing.restoreNotice({ id: eventId, version })
    await expectProblem(
      chair.api.tracing.restoreNotice({ id: eventId, version: version + 1 }),
      'notice-not-withdrawn',
    )
    expect(await waiting()).toHaveLength(1)
  })

  it('stops a flood from one place, of however many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => handIn(claimOf({ fullName: 'Gửi Ồ Ạt' }))),
    )
    expect(answers.filter((a) => a.status === 200)).toHaveLength(19)
    const refused = answers.filter((a) => a.status !== 200)
    expect(refused.every((a) => a.status === 429 && JSON.parse(a.text).code === 'claim-too-many')).toBe(true)
    await s.world.pool.query(`delete from vx.exposure_claim where full_name = 'Gửi Ồ Ạt'`)
  })

  it('whoever opens the list of claims leaves a row in the audit, also while nobody of the register is in it', async () => {
    expect((await waiting()).every((c) => c.personId === null)).toBe(true)
    const { rows } = await s.world.pool.query(
      `select subject_id from platform.audit where action = 'list.open' and subject_id = '/claims'`,
    )
    expect(rows).not.toEqual([])
  })

  it('a claim by telephone is written down by the station of the place alone', async () => {
    const { website: _, ...called } = { ...claimOf({ fullName: 'Lương Văn Gọi' }), website: '' }
    const input = { ...called, closeness: 'brief' as const, consent: true as const, symptoms: [] }
    await expectProblem(chair.api.tracing.enterClaim(input), 'right-missing')
    await expectProblem(there.api.tracing.enterClaim(input), 'outside-area')
    await s.nurse.api.tracing.enterClaim(input)
    expect((await waiting()).at(-1)).toMatchObject({
      channel: 'phone',
      enteredBy: expect.any(String),
      again: 1,
    })
  })

  it('the nurse refuses one with the reason, and takes it back', async () => {
    const claim = (await waiting()).find((c) => c.fullName === 'Lương Văn Gọi')!
    const ref = { id: claim.id, version: claim.version }
    await expectProblem(s.nurse.api.tracing.reopenClaim(ref), 'claim-undecided')
    await expectProblem(there.api.tracing.refuseClaim({ ...ref, reason: 'không phải' }), 'not-found')
    const refused = await s.nurse.api.tracing.refuseClaim({ ...ref, reason: 'Đi ngang qua ngoài đường' })
    await expectProblem(
      s.nurse.api.tracing.refuseClaim({ ...ref, version: refused.version, reason: 'lần nữa' }),
      'claim-decided-already',
    )
    const open = await s.nurse.api.tracing.reopenClaim({ id: claim.id, version: refused.version })
    await s.nurse.api.tracing.refuseClaim({
      id: claim.id,
      version: open.version,
      reason: 'Đi ngang qua ngoài đường',
    })
  })

  it('the nurse accepts one: a contact on the list of the case at this event, who is due to be seen', async () => {
    const claim = (await waiting())[0]!
    const accept = { id: claim.id, version: claim.version, closeness: 'within_2m_15min' as const }
    const person = { ...someone('Trương Thị Hoài', s.areaId, 1979), phone: '0912345678' }
    await expectProblem(s.nurse.api.tracing.acceptClaim({ ...accept, version: 9, person }), 'stale-version')
    const done = await s.nurse.api.tracing.acceptClaim({ ...accept, person })
    expect(done.handedOver).toBe(false)
    await s.world.settle()
    expect(await tierOf(s, done.personId)).toMatchObject({ tier: 1, status: 'monitoring' })
    const [event] = await s.nurse.api.tracing.events({ caseId: patient.caseId })
    expect(event!.contacts).toBe(1)
    expect(await notice()).toMatchObject({ waiting: 0, accepted: 1 })
    expect((await chair.api.platform.figures.count({ id: 'claims.waiting' })).count).toBe(0)
    const became = await chair.api.platform.figures.rows({ id: 'claims.became_contacts', limit: 10 })
    expect(became.rows.map((r) => r.full_name)).toContain('Trương Thị Hoài')
    const list = await s.nurse.api.platform.registers.rows({ id: 'claims', filters: '{"state":"refused"}' })
    expect(list.rows.map((r) => r.full_name)).toEqual(['Lương Văn Gọi'])

    const open = await s.nurse.api.tracing.reopenClaim({ id: claim.id, version: done.version })
    await s.world.settle()
    expect(await tierOf(s, done.personId)).toBeUndefined()
    const again = await s.nurse.api.tracing.acceptClaim({
      ...accept,
      version: open.version,
      personId: done.personId,
    })
    await s.world.settle()
    expect(again.personId).toBe(done.personId)
    expect(await tierOf(s, done.personId)).toMatchObject({ tier: 1 })
  })

  it('a claim for an event of no case cannot be put on a list', async () => {
    const { id } = await s.nurse.api.tracing.addEvent({
      areaId: s.areaId,
      name: 'Nhà văn hóa',
      startsAt: STARTS,
      endsAt: ENDS,
    })
    await s.nurse.api.tracing.draftNotice({ eventId: id, version: 0, ...wording, title: 'Nhà văn hóa' })
    await chair.api.tracing.publishNotice({ id, version: 1 })
    await handIn(claimOf({ noticeId: id, fullName: 'Vũ Thị Nhà' }))
    const [claim] = await s.nurse.api.tracing.claims({ noticeId: id })
    await expectProblem(
      s.nurse.api.tracing.acceptClaim({
        id: claim!.id,
        version: claim!.version,
        person: someone('Vũ Thị Nhà', s.areaId),
        closeness: 'brief',
      }),
      'claim-without-case',
    )
  })

  it('a correction says what was corrected, and the end takes the notice off the page', async () => {
    const { version } = await notice()
    const corrected = {
      id: eventId,
      version,
      ...wording,
      title: 'Chợ Mai Động, dãy cá',
      correction: 'Dãy cá, không phải dãy rau',
    }
    await expectProblem(chair.api.tracing.correctNotice({ ...corrected, version: 1 }), 'stale-version')
    await chair.api.tracing.correctNotice(corrected)
    const { text } = await open('/notices')
    expect(text).toContain('Dãy cá, không phải dãy rau')
    s.world.clock.advance({ days: 14 })
    expect((await open('/notices')).text).not.toContain('dãy cá')
    expect((await notice()).state).toBe('ended')
  })

  it('another ward sees neither notice nor claims, and what was not relevant loses its name after a month', async () => {
    expect(await there.api.tracing.claims({})).toEqual([])
    expect((await there.api.tracing.notices({})).map((n) => n.id)).not.toContain(eventId)
    await expectProblem(s.laboratory.api.tracing.claims({}), 'right-missing')
    await expectProblem(chair.api.tracing.draftNotice({ eventId, version: 1, ...wording }), 'right-missing')
    const late = { now: new Date('2023-08-01T00:00:00Z'), systemNow: new Date() }
    await runRetention(s.world.app.connections.ownerPool, Buffer.alloc(32), late)
    const { rows } = await s.world.pool.query(
      `select full_name, phone, address from vx.exposure_claim where state = 'refused'
       union all select full_name, phone, address from vx.exposure_claim_version where state = 'refused'`,
    )
    expect(rows.length).toBeGreaterThan(1)
    for (const r of rows) expect(r).toEqual({ full_name: 'Đã xoá theo thời hạn', phone: null, address: null })
  })
})
