import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User } from '../../../../test/harness/world.ts'
import { confirm, openScene, type Patient, type Scene, someone, suspect, tierOf } from './testing.ts'
import { recomputeTiers } from './tiering.ts'

describe('The list of contacts of a case', () => {
  let s: Scene
  let chair: User
  let police: User
  let patient: Patient
  let wife: { id: string; personId: string }

  beforeAll(async () => {
    s = await openScene(await openWorld())
    chair = await s.world.signIn('ward-chair', 'Mai Động')
    police = await s.world.signIn('area-police', 'Mai Động')
    patient = await confirm(s, await suspect(s, { fullName: 'Hoàng Văn Sơn' }, '2021-08-08'))
    s.world.clock.advance({ minutes: 30 })
    wife = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone('Lý Thị Sáu', s.areaId, 1979),
      firstAt: '2021-08-06T00:00:00+07:00',
      lastAt: '2021-08-10T16:00:00+07:00',
      closeness: 'household',
    })
    s.world.clock.advance({ minutes: 60 })
    await police.api.tracing.addContact({
      sourcePersonId: wife.personId,
      person: someone('Lý Văn Bảy', s.areaId),
      day: '2021-08-10',
      closeness: 'same_room',
      placeText: 'quán nước đầu ngõ',
    })
    await s.world.settle()
  })
  afterAll(() => s.world.close())

  it('tells how fast the first and the last F1 were listed, and how many have been seen', async () => {
    const before = await s.nurse.api.tracing.ofCase({ caseId: patient.caseId })
    expect([before.f1, before.f2]).toEqual([1, 1])
    expect(before.speed).toMatchObject({ f1: 1, f1Seen: 0 })
    expect(before.speed.minutesToFirst).toBeGreaterThanOrEqual(29)
    expect(before.speed.minutesToFirst).toBeLessThanOrEqual(32)
    expect(before.speed.minutesToLast).toBe(before.speed.minutesToFirst)
    s.world.clock.advance({ days: 1 })
    await s.nurse.api.tracing.recordCheck({ personId: wife.personId, dueOn: '2021-08-11', outcome: 'normal' })
    const after = await s.nurse.api.tracing.ofCase({ caseId: patient.caseId })
    expect(after.speed.f1Seen).toBe(1)
    expect(after.people[0]!.lastCheck).toEqual({ dueOn: '2021-08-11', outcome: 'normal' })
  })

  it('is opened by people who may not know names without any', async () => {
    const city = await s.world.signIn('city-cdc')
    const { people } = await city.api.tracing.ofCase({ caseId: patient.caseId })
    expect(people.map((p) => [p.tier, p.fullName, p.phone, p.birthYear, p.outside])).toEqual([
      [1, null, null, null, false],
      [2, null, null, null, false],
    ])
    const chain = await city.api.tracing.chain({ caseId: patient.caseId })
    expect(chain.nodes.every((n) => n.fullName === null)).toBe(true)
  })

  it('the chain shows cases, contacts and who met whom', async () => {
    const chain = await s.nurse.api.tracing.chain({ caseId: patient.caseId })
    expect(chain.nodes.map((n) => [n.fullName, n.tier, n.caseCode])).toEqual([
      ['Hoàng Văn Sơn', 0, patient.code],
      ['Lý Thị Sáu', 1, null],
      ['Lý Văn Bảy', 2, null],
    ])
    expect(chain.edges.map((e) => [e.from, e.closeness])).toEqual([
      [patient.personId, 'household'],
      [wife.personId, 'same_room'],
    ])
    expect(chain.truncated).toBe(false)
  })

  it('a household is put on the list in one step, and once only', async () => {
    const { rows } = await s.world.pool.query(
      `select household_id, array_agg(id) as ids from vx.person where area_id in (
         select descendant_id from vx.area_tree where ancestor_id = $1)
       group by household_id having count(*) between 3 and 6
         and not bool_or(id in (select person_id from vx.case_record)) limit 1`,
      [s.areaId],
    )
    const ids = rows[0].ids as string[]
    const shared = { sourcePersonId: patient.personId, day: '2021-08-09', closeness: 'household' as const }
    const first = await s.nurse.api.tracing.addContacts({ ...shared, personIds: ids })
    expect(first).toMatchObject({ handedOver: 0 })
    expect(first.ids).toHaveLength(ids.length)
    const second = await s.nurse.api.tracing.addContacts({ ...shared, personIds: ids })
    expect(second.ids).toEqual([])
    await s.world.settle()
    for (const id of ids) expect((await tierOf(s, id))?.tier).toBe(1)
  })

  it('a contact is corrected with its version, and the tiers follow', async () => {
    const { id, personId } = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone('Tạ Văn Tư', s.areaId),
      day: '2021-08-09',
      closeness: 'direct',
    })
    await s.world.settle()
    const { version } = await s.nurse.api.tracing.updateContact({ id, version: 1, day: '2021-08-10' })
    await s.world.settle()
    expect((await tierOf(s, personId))?.monitor_until).toBe('2021-08-24')
    await expectProblem(
      s.nurse.api.tracing.updateContact({ id, version: 1, closeness: 'brief' }),
      'stale-version',
    )
    await s.nurse.api.tracing.updateContact({ id, version, closeness: 'brief' })
    await s.world.settle()
    expect(await tierOf(s, personId)).toBeUndefined()
  })

  it('a contact taken off by mistake can be put back', async () => {
    const { id, personId } = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone('Tạ Thị Năm', s.areaId),
      day: '2021-08-09',
      closeness: 'direct',
    })
    await expectProblem(s.nurse.api.tracing.restoreContact({ id, version: 1 }), 'contact-not-removed')
    const off = await s.nurse.api.tracing.removeContact({ id, version: 1, reason: 'Nhầm người' })
    await s.world.settle()
    expect(await tierOf(s, personId)).toBeUndefined()
    const list = await s.nurse.api.tracing.ofCase({ caseId: patient.caseId })
    expect(list.people.some((p) => p.personId === personId)).toBe(false)
    await expectProblem(
      s.nurse.api.tracing.removeContact({ id, version: off.version, reason: 'lần nữa' }),
      'contact-removed-already',
    )
    await s.nurse.api.tracing.restoreContact({ id, version: off.version })
    await s.world.settle()
    expect((await tierOf(s, personId))?.tier).toBe(1)
  })

  it('refuses what cannot be: with oneself, backwards, in the future, twice', async () => {
    const base = { sourcePersonId: patient.personId, closeness: 'direct' as const }
    const tomorrow = new Date(s.world.clock.now().getTime() + 86_400_000).toISOString()
    const add = s.nurse.api.tracing.addContact
    await expectProblem(add({ ...base, personId: patient.personId, day: '2021-08-09' }), 'contact-with-self')
    const backwards = { firstAt: '2021-08-09T09:00:00+07:00', lastAt: '2021-08-09T08:00:00+07:00' }
    await expectProblem(add({ ...base, personId: wife.personId, ...backwards }), 'contact-time-reversed')
    await expectProblem(add({ ...base, personId: wife.personId, firstAt: tomorrow }), 'contact-in-future')
    await expectProblem(
      add({ ...base, personId: wife.personId, day: tomorrow.slice(0, 10) }),
      'contact-in-future',
    )
    const first = { ...base, personId: wife.personId, day: '2021-08-09' }
    await add(first)
    await expectProblem(add(first), 'contact-listed-already')
    await expectProblem(add({ ...first, firstAt: '2021-08-09T08:00:00+07:00' }), 'input-invalid')
    await expectProblem(add({ ...base, day: '2021-08-09' }), 'input-invalid')
  })

  it('the sign-off of a complete list does the task to trace, and tells what came after', async () => {
    const before = await s.nurse.api.tracing.ofCase({ caseId: patient.caseId })
    await expectProblem(
      chair.api.tracing.signOff({ caseId: patient.caseId, version: before.version + 1 }),
      'stale-version',
    )
    const signed = await chair.api.tracing.signOff({ caseId: patient.caseId, version: before.version })
    await s.world.settle()
    const tasks = await s.nurse.api.tasks.bySubject({ subjectType: 'case', subjectId: patient.caseId })
    expect(tasks.find((t) => t.kind === 'trace')).toMatchObject({
      doneNote: expect.stringContaining('xác nhận đã đủ'),
    })
    await expectProblem(
      chair.api.tracing.signOff({ caseId: patient.caseId, version: signed.version }),
      'list-signed-already',
    )
    s.world.clock.advance({ minutes: 5 })
    await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone('Người Nhớ Ra Sau', s.areaId),
      day: '2021-08-08',
      closeness: 'direct',
    })
    const after = await s.nurse.api.tracing.ofCase({ caseId: patient.caseId })
    expect(after).toMatchObject({ addedSince: 1, version: signed.version })
    expect(after.signedOffBy).toBeTruthy()
    const open = await chair.api.tracing.withdrawSignOff({ caseId: patient.caseId, version: signed.version })
    await expectProblem(
      chair.api.tracing.withdrawSignOff({ caseId: patient.caseId, version: open.version }),
      'list-not-signed',
    )
  })

  it('an empty list is signed off only with the reason why', async () => {
    const alone = await confirm(s, await suspect(s, { fullName: 'Vi Văn Độc' }, '2021-08-09'))
    await expectProblem(s.nurse.api.tracing.signOff({ caseId: alone.caseId, version: 0 }), 'list-empty')
    await s.nurse.api.tracing.signOff({
      caseId: alone.caseId,
      version: 0,
      note: 'Sống một mình, tự cách ly từ 1/8',
    })
  })

  it('an exposure event has a place, a time and the contacts that happened there', async () => {
    const startsAt = '2021-08-09T06:00:00+07:00'
    const event = { areaId: s.areaId, caseId: patient.caseId, name: 'Chợ Mai Động, dãy rau', startsAt }
    const { id } = await s.nurse.api.tracing.addEvent({ ...event, endsAt: '2021-08-09T08:30:00+07:00' })
    const { ids } = await s.nurse.api.tracing.addContacts({
      sourcePersonId: patient.personId,
      personIds: [wife.personId],
      firstAt: startsAt,
      closeness: 'same_room',
    })
    expect(await s.nurse.api.tracing.attach({ id, contactIds: ids })).toEqual({ attached: 1 })
    await s.nurse.api.tracing.updateEvent({ id, version: 1, publicNotice: 'Ai có mặt xin báo trạm y tế' })
    const [found] = await s.nurse.api.tracing.events({ caseId: patient.caseId })
    expect(found).toMatchObject({ id, contacts: 1, publicNotice: 'Ai có mặt xin báo trạm y tế', version: 2 })
    expect((await s.nurse.api.tracing.events({})).map((e) => e.id)).toContain(id)

    await expectProblem(s.nurse.api.tracing.updateEvent({ id, version: 1, name: 'khác' }), 'stale-version')
    await expectProblem(
      s.nurse.api.tracing.updateEvent({ id, version: 2, endsAt: '2021-08-09T05:00:00+07:00' }),
      'event-time-reversed',
    )
    const future = { startsAt: '2021-09-09T06:00:00+07:00', endsAt: '2021-09-09T07:00:00+07:00' }
    await expectProblem(s.nurse.api.tracing.addEvent({ ...event, ...future }), 'event-in-future')
    const there = await s.world.signIn('ward-nurse', 'Đại Kim')
    await expectProblem(there.api.tracing.addEvent({ ...event, endsAt: startsAt }), 'outside-area')
    await expectProblem(there.api.tracing.attach({ id, contactIds: ids }), 'not-found')
  })

  it('the figures of contacts are the lists they open, and their parts add up', async () => {
    for (const id of ['contacts.f1', 'contacts.f2', 'contacts.total', 'contacts.became_case']) {
      const { count } = await s.nurse.api.platform.figures.count({ id })
      const page = await s.nurse.api.platform.figures.rows({ id, limit: 500 })
      expect(page.count).toBe(count)
      expect(page.rows).toHaveLength(Math.min(500, count))
      const parts = await s.nurse.api.platform.figures.byPart({ id, part: 'status' })
      expect(parts.parts.reduce((n, p) => n + p.count, 0)).toBe(count)
      expect(parts.parts.at(-1)).toEqual({ value: null, count: 0 })
    }
    const f1 = await s.nurse.api.platform.figures.rows({ id: 'contacts.f1', limit: 500 })
    expect(f1.rows.some((r) => r.full_name === 'Lý Thị Sáu' && r.person_id === wife.personId)).toBe(true)
    const city = await s.world.signIn('city-cdc')
    const unnamed = await city.api.platform.figures.rows({ id: 'contacts.f1', limit: 10 })
    expect(unnamed.columns.some((c) => c.key === 'full_name')).toBe(false)
  })

  it('the figures know what was known at an earlier moment', async () => {
    const at = s.world.clock.now().toISOString()
    const then = (await s.nurse.api.platform.figures.count({ id: 'contacts.f1' })).count
    s.world.clock.advance({ minutes: 10 })
    await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone('Người Thêm Sau', s.areaId),
      day: '2021-08-09',
      closeness: 'direct',
    })
    await s.world.settle()
    expect((await s.nurse.api.platform.figures.count({ id: 'contacts.f1' })).count).toBe(then + 1)
    expect((await s.nurse.api.platform.figures.count({ id: 'contacts.f1', asOf: at })).count).toBe(then)
  })

  it('the registers list contacts by tier and state, and who is due today', async () => {
    const rows = async (id: string, filters: Record<string, string>) =>
      (await s.nurse.api.platform.registers.rows({ id, filters: JSON.stringify(filters), limit: 500 })).rows
    const f2 = await rows('contacts', { tier: '2', status: 'monitoring' })
    expect(f2.length).toBeGreaterThan(0)
    expect(f2.every((r) => r.tier === '2' && r.status === 'monitoring')).toBe(true)
    const found = await s.nurse.api.platform.registers.rows({ id: 'contacts', q: 'ly thi sau' })
    expect(found.rows).toHaveLength(1)
    expect(found.rows[0]).toMatchObject({ full_name: 'Lý Thị Sáu', days_left: 13, last_check: '2021-08-11' })
    const open = await rows('followups-today', { outcome: 'none' })
    expect(open.every((r) => r.outcome === null)).toBe(true)
    expect(await rows('contacts', { to_receive: 'true' })).toEqual([])
  })

  it('every right has a post that lacks it', async () => {
    const member = await s.world.signIn('team-member')
    const { caseId } = patient
    const meeting = { day: '2021-08-09', closeness: 'direct' as const }
    await expectProblem(member.api.tracing.ofCase({ caseId }), 'right-missing')
    await expectProblem(member.api.tracing.chain({ caseId }), 'right-missing')
    await expectProblem(
      chair.api.tracing.addContact({ sourcePersonId: patient.personId, personId: wife.personId, ...meeting }),
      'right-missing',
    )
    await expectProblem(
      police.api.tracing.removeContact({ id: wife.id, version: 1, reason: 'không rõ' }),
      'right-missing',
    )
    await expectProblem(chair.api.tracing.handovers({}), 'right-missing')
    await expectProblem(police.api.tracing.signOff({ caseId, version: 0 }), 'right-missing')
    const event = { areaId: s.areaId, name: 'Chợ', startsAt: '2021-08-09T06:00:00+07:00' }
    await expectProblem(
      chair.api.tracing.addEvent({ ...event, endsAt: '2021-08-09T07:00:00+07:00' }),
      'right-missing',
    )
    const system = await s.world.systemCtx()
    const rights = new Set([...system.viewer.rights].filter((r) => r !== 'tier.compute'))
    await expect(
      recomputeTiers({ ...system, viewer: { ...system.viewer, rights } }, [patient.personId]),
    ).rejects.toMatchObject({ code: 'right-missing' })
  })

  it('a nurse of another ward sees neither the list nor its people', async () => {
    const there = await s.world.signIn('ward-nurse', 'Đại Kim')
    await expectProblem(there.api.tracing.ofCase({ caseId: patient.caseId }), 'not-found')
    await expectProblem(there.api.tracing.chain({ caseId: patient.caseId }), 'not-found')
    await expectProblem(there.api.tracing.ofPerson({ personId: wife.personId }), 'not-found')
    await expectProblem(
      there.api.tracing.removeContact({ id: wife.id, version: 1, reason: 'không phải việc mình' }),
      'not-found',
    )
    await expectProblem(there.api.tracing.today({ areaId: s.areaId }), 'outside-area')
  })
})
