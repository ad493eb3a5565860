import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User } from '../../../../test/harness/world.ts'
import { confirm, openScene, type Patient, type Scene, someone, suspect, tierOf } from './testing.ts'

describe('A contact in another ward is handed over', () => {
  let s: Scene
  let patient: Patient
  let elsewhere: number
  let there: User
  let contact: { id: string; personId: string; handedOver: boolean }

  beforeAll(async () => {
    s = await openScene(await openWorld())
    elsewhere = await s.world.areaId('Tương Mai')
    there = await s.world.signIn('ward-nurse', 'Tương Mai')
    patient = await confirm(s, await suspect(s, { fullName: 'Nguyễn Văn Thắng' }, '2021-08-07'))
    contact = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: { ...someone('Cao Thị Bình', elsewhere, 1985), phone: '0990001234', birthDate: '1985-03-02' },
      day: '2021-08-08',
      closeness: 'within_2m_15min',
      placeText: 'chợ Mai Động',
    })
    await s.world.settle()
  })
  afterAll(() => s.world.close())

  it('the nurse of the case sees that somebody lives outside, the ward, and nothing more', async () => {
    expect(contact.handedOver).toBe(true)
    const { people } = await s.nurse.api.tracing.ofCase({ caseId: patient.caseId })
    expect(people).toHaveLength(1)
    expect(people[0]).toMatchObject({
      outside: true,
      fullName: null,
      phone: null,
      birthYear: null,
      areaId: elsewhere,
      tier: 1,
      monitoring: null,
    })
    expect(people[0]!.contacts[0]).toMatchObject({ receivedAt: null })
    await expectProblem(s.nurse.api.tracing.ofPerson({ personId: contact.personId }), 'not-found')
    await expectProblem(s.nurse.api.people.get({ id: contact.personId }), 'not-found')
  })

  it('the nurse of the other ward sees whom to look after, since when and from which case, but not the case', async () => {
    const waiting = await there.api.tracing.handovers({})
    expect(waiting.map((w) => w.contact.id)).toEqual([contact.id])
    expect(waiting[0]).toMatchObject({
      fullName: 'Cao Thị Bình',
      phone: '0990001234',
      monitoring: { tier: 1, indexCode: patient.code },
    })
    expect((await there.api.platform.figures.count({ id: 'contacts.handover_waiting' })).count).toBe(1)
    await expectProblem(there.api.tracing.ofCase({ caseId: patient.caseId }), 'not-found')
  })

  it('the other ward acknowledges it once, and the first ward sees who did', async () => {
    const [waiting] = await there.api.tracing.handovers({})
    const { id, version } = waiting!.contact
    await expectProblem(s.nurse.api.tracing.receive({ id, version }), 'outside-area')
    await there.api.tracing.receive({ id, version })
    await expectProblem(there.api.tracing.receive({ id, version }), 'contact-received-already')
    expect(await there.api.tracing.handovers({})).toEqual([])
    const { people } = await s.nurse.api.tracing.ofCase({ caseId: patient.caseId })
    expect(people[0]!.contacts[0]!.receivedBy).toBeTruthy()
    const received = await there.api.platform.figures.rows({ id: 'contacts.handover_received', limit: 10 })
    expect(received.rows[0]).toMatchObject({ full_name: 'Cao Thị Bình', hours: expect.any(Number) })
    const growing = await s.nurse.api.platform.figures.rows({ id: 'contacts.lists_growing', limit: 500 })
    expect(growing.rows.find((r) => r.code === patient.code)).toMatchObject({ contacts: 1 })
  })

  it('a contact of the own ward is nothing to receive', async () => {
    const { id } = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone('Nguyễn Thị Tươi', s.areaId),
      day: '2021-08-08',
      closeness: 'household',
    })
    await expectProblem(s.nurse.api.tracing.receive({ id, version: 1 }), 'contact-not-handed-over')
  })

  it('somebody entered again with the same name and telephone is the person known already', async () => {
    const again = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: { ...someone('cao thi binh', elsewhere), phone: '0990001234' },
      day: '2021-08-09',
      closeness: 'direct',
    })
    expect(again.personId).toBe(contact.personId)
  })

  it('a further meeting with somebody outside, who is on the list, needs no new record', async () => {
    const next = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      personId: contact.personId,
      firstAt: '2021-08-10T07:00:00+07:00',
      lastAt: '2021-08-10T08:00:00+07:00',
      closeness: 'same_room',
    })
    await s.world.settle()
    expect(next.handedOver).toBe(true)
    expect((await tierOf(s, contact.personId))?.last_exposure_at).toBe('2021-08-10T01:00:00.000Z')
  })

  it('nobody adds somebody whom they know nothing of', async () => {
    const { rows } = await s.world.pool.query(
      `select id from vx.person where area_id in (select descendant_id from vx.area_tree where ancestor_id = $1) and id <> $2 limit 1`,
      [elsewhere, contact.personId],
    )
    const stranger = rows[0].id as string
    const meeting = { day: '2021-08-08', closeness: 'direct' as const }
    await expectProblem(
      s.nurse.api.tracing.addContact({ sourcePersonId: patient.personId, personId: stranger, ...meeting }),
      'not-found',
    )
    await expectProblem(
      s.nurse.api.tracing.addContact({ sourcePersonId: stranger, personId: patient.personId, ...meeting }),
      'not-found',
    )
  })

  it('outside the district there is no hand-over', async () => {
    const { rows } = await s.world.pool.query(
      `select a.id from vx.area a where a.level = 'ward' and not exists (
         select from vx.area_tree x join vx.area_tree y using (ancestor_id) join vx.area d on d.id = x.ancestor_id
         where d.level = 'district' and x.descendant_id = a.id and y.descendant_id = $1) limit 1`,
      [s.areaId],
    )
    await expectProblem(
      s.nurse.api.tracing.addContact({
        sourcePersonId: patient.personId,
        person: someone('Người Quận Khác', rows[0].id),
        day: '2021-08-08',
        closeness: 'direct',
      }),
      'handover-outside-district',
    )
  })

  it('whoever moves takes their contacts along to the ward they live in now', async () => {
    const { id, personId } = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone('Ngô Văn Chuyển', s.areaId),
      day: '2021-08-08',
      closeness: 'direct',
    })
    await s.world.settle()
    await s.doctor.api.people.update({ id: personId, version: 1, areaId: elsewhere })
    await s.world.settle()
    expect((await tierOf(s, personId))?.area_id).toBe(elsewhere)
    const page = await there.api.tracing.ofPerson({ personId })
    expect(page.contacts.map((c) => c.id)).toEqual([id])
    expect(page.contacts[0]!.other).toMatchObject({ outside: true, fullName: null })
    expect(page.followups.length).toBeGreaterThan(0)
  })
})
