import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createRandom } from '../../../../../demo/random.ts'
import { clientOf, expectProblem, openWorld, type User } from '../../../../../test/harness/world.ts'
import { type App, createApp } from '../../../../app.ts'
import { confirm, openScene, type Patient, type Scene, someone, suspect } from '../testing.ts'
import { infectiousDays, MAX_TIER } from '../windows.ts'
import { networkOf } from './keeper.ts'
import type { Memory } from './memory.ts'
import { sourceOf, tiersFrom } from './search.ts'

const random = createRandom('network')
const pick = random.pick

/** What a process knows, in an order of its own. */
function told(memory: Memory) {
  const contacts: string[] = []
  for (let s = 0; s < memory.slots; s++) {
    if (!memory.kept[s]) continue
    contacts.push(
      [
        memory.contacts.text(memory.contact[s]!),
        memory.people.text(memory.a[s]!),
        memory.people.text(memory.b[s]!),
        memory.start[s],
        memory.end[s],
        memory.counts[s],
        memory.home[memory.a[s]!],
        memory.home[memory.b[s]!],
      ].join(' '),
    )
  }
  return {
    contacts: contacts.sort(),
    cases: [...memory.cases.values()].sort((a, b) => a.caseId.localeCompare(b.caseId)),
  }
}

describe('The network of the outbreak in the memory of a server', () => {
  let s: Scene
  let second: App
  let people: string[]
  const patients: Patient[] = []
  const first = async () => networkOf(await s.world.systemCtx())
  const other = async () => {
    await second.feed.drained()
    return networkOf(await second.systemCtx())
  }
  const meet = (
    sourcePersonId: string,
    personId: string,
    day: string,
    closeness: 'direct' | 'brief' = 'direct',
  ) => s.doctor.api.tracing.addContact({ sourcePersonId, personId, day, closeness })

  beforeAll(async () => {
    const world = await openWorld()
    s = await openScene(world)
    second = await createApp({
      url: world.url,
      auditKey: Buffer.from(inject('auditKey'), 'hex'),
      authSecret: 'test',
      origins: ['http://localhost'],
      clock: world.clock,
    })
    // Both have read the database before anything happens, so that what follows reaches them by events alone.
    await Promise.all([first(), other()])
    const { rows } = await world.pool.query<{ id: string }>(
      `select p.id from vx.person p join vx.area a on a.id = p.area_id join vx.area w on w.id = a.parent_id
       where w.name in ('Mai Động', 'Tương Mai') and not exists (select from vx.case_record c where c.person_id = p.id)
         and not exists (select from vx.contact c where p.id in (c.person_id, c.source_person_id))
       order by p.id limit 26`,
    )
    people = rows.map((r) => r.id)
    for (let n = 0; n < 70; n++) {
      const [a, b] = [pick(people), pick(people)]
      if (a === b) continue
      const day = `2021-08-0${1 + Math.floor(random.next() * 9)}`
      await meet(a, b, day, random.next() < 0.15 ? 'brief' : 'direct').catch(() => undefined)
    }
    for (const personId of people.slice(0, 4)) {
      const { id, code } = await s.doctor.api.surveillance.report({
        disease: 'covid-19',
        personId,
        onsetDate: `2021-08-0${3 + Math.floor(random.next() * 5)}`,
      })
      patients.push(await confirm(s, { caseId: id, code, personId }))
    }
    await world.settle()
  })
  afterAll(async () => {
    await second?.close()
    await s?.world.close()
  })

  it('gives everybody the tier that stands in their record, whoever of the cases reached them', async () => {
    const memory = await first()
    const sources = [...memory.cases].map(([p, c]) =>
      sourceOf(p, infectiousDays(c, c.isolatedAt, memory.rules)),
    )
    const { people: reached } = tiersFrom(memory, sources, MAX_TIER)
    const mine = new Map(
      reached.map((r) => [memory.people.text(r.person), [r.tier, r.lastExposure * 60_000]]),
    )
    const { rows } = await s.world.pool.query<{ person_id: string; tier: number; last_exposure_at: string }>(
      `select person_id, tier, last_exposure_at from vx.contact_tier where status <> 'became_case'`,
    )
    expect(rows.length).toBeGreaterThan(15)
    expect(new Map(rows.map((r) => [r.person_id, [r.tier, Date.parse(r.last_exposure_at)]]))).toEqual(mine)
  })

  it('answers for a case as its list does, and explains each person by contacts that join', async () => {
    for (const { caseId, personId } of patients) {
      const list = await s.doctor.api.tracing.ofCase({ caseId })
      const answer = await s.doctor.api.tracing.reach({ caseId, maxTier: 5 })
      const tier = (n: number) => (p: { tier: number | null; personId: string | null }) =>
        p.tier === n ? [p.personId] : []
      for (const n of [1, 2])
        expect(answer.people.flatMap(tier(n)).sort()).toEqual(list.people.flatMap(tier(n)).sort())
      expect(answer.total).toBe(answer.tiers.reduce((sum, t) => sum + t.people, 0))
      for (const p of answer.people) {
        expect(p.path).toHaveLength(p.tier)
        expect(p.path.at(-1)!.to.personId).toBe(p.personId)
        expect(p.path.every((step) => step.firstAt && step.closeness === 'direct')).toBe(true)
        expect(p.path.some((step) => step.to.personId === personId)).toBe(false)
      }
    }
  })

  it('is the same in two servers once the events are through, and says up to which it knows', async () => {
    const [here, there] = [await first(), await other()]
    expect(there).not.toBe(here)
    expect(there.seq).toBe(here.seq)
    expect(told(there)).toEqual(told(here))
    await second.http.listen({ port: 0, host: '127.0.0.1' })
    const { port } = second.http.server.address() as { port: number }
    const elsewhere = clientOf(`http://127.0.0.1:${port}`, { cookie: s.doctor.cookie })
    for (const { caseId } of patients) {
      const asked = { caseId, maxTier: 5 }
      expect(await elsewhere.tracing.reach(asked)).toEqual(await s.doctor.api.tracing.reach(asked))
    }
    expect(await elsewhere.tracing.chains({ minSize: 1 })).toEqual(
      await s.doctor.api.tracing.chains({ minSize: 1 }),
    )
  })

  it('follows corrections, removals and putting back at once, in both servers', async () => {
    const { caseId, personId } = patients[0]!
    const before = (await first()).seq
    const added = await s.doctor.api.tracing.addContact({
      sourcePersonId: personId,
      person: someone('Lương Thị Hoài', s.areaId),
      day: '2021-08-08',
      closeness: 'household',
    })
    const tierNow = async () => {
      await s.world.settle()
      const { people: found } = await s.doctor.api.tracing.reach({ caseId, maxTier: 1 })
      expect(told(await other())).toEqual(told(await first()))
      return found.find((p) => p.personId === added.personId)?.tier
    }
    expect(await tierNow()).toBe(1)
    expect((await first()).seq).toBeGreaterThan(before)
    const { id } = added
    await s.doctor.api.tracing.updateContact({ id, version: 1, closeness: 'brief' })
    expect(await tierNow()).toBeUndefined()
    await s.doctor.api.tracing.updateContact({ id, version: 2, closeness: 'direct', day: '2021-08-09' })
    expect(await tierNow()).toBe(1)
    await s.doctor.api.tracing.removeContact({ id, version: 3, reason: 'Nhập nhầm người' })
    expect(await tierNow()).toBeUndefined()
    await s.doctor.api.tracing.restoreContact({ id, version: 4 })
    expect(await tierNow()).toBe(1)
  })

  it('knows after all that the same as a server that reads the database anew', async () => {
    const third = await createApp({
      url: s.world.url,
      auditKey: Buffer.from(inject('auditKey'), 'hex'),
      authSecret: 'test',
      origins: ['http://localhost'],
      clock: s.world.clock,
    })
    try {
      expect(told(await networkOf(await third.systemCtx()))).toEqual(told(await first()))
    } finally {
      await third.close()
    }
  })

  it('is not there for those who may not read contacts', async () => {
    const { caseId, personId } = patients[0]!
    const { api } = s.laboratory
    await expectProblem(api.tracing.reach({ caseId }), 'right-missing')
    await expectProblem(api.tracing.whatIf({ personId, since: '2021-08-08' }), 'right-missing')
    await expectProblem(api.tracing.chains({}), 'right-missing')
  })
})

describe('What the network tells a ward', () => {
  let s: Scene
  let patient: Patient
  let neighbour: User
  let elsewhere: number
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    s = await openScene(await openWorld())
    elsewhere = await s.world.areaId('Tương Mai')
    neighbour = await s.world.signIn('ward-nurse', 'Tương Mai')
    patient = await confirm(s, await suspect(s, { fullName: 'Nguyễn Văn Thắng' }, '2021-08-07'))
    const met = async (sourcePersonId: string, name: string, areaId: number, day: string) => {
      const { personId } = await s.doctor.api.tracing.addContact({
        sourcePersonId,
        person: someone(name, areaId),
        day,
        closeness: 'direct',
        placeText: 'chợ Mai Động',
      })
      ids[name] = personId
      return personId
    }
    const binh = await met(patient.personId, 'Cao Thị Bình', elsewhere, '2021-08-07')
    await met(binh, 'Đỗ Văn Nam', elsewhere, '2021-08-08')
    await met(patient.personId, 'Lê Thị Gấm', s.areaId, '2021-08-08')
    await s.world.settle()
  })
  afterAll(() => s?.world.close())

  it('of whoever lives in another ward there is the ward and the tier, and no name, id or meeting it has no part in', async () => {
    const { people, wards } = await s.nurse.api.tracing.reach({ caseId: patient.caseId, maxTier: 5 })
    const outside = people.filter((p) => p.outside)
    expect(outside.map((p) => [p.tier, p.areaId, p.personId, p.fullName, p.nowTier, p.inQuarantine])).toEqual(
      [
        [1, elsewhere, null, null, null, null],
        [2, elsewhere, null, null, null, null],
      ],
    )
    expect(outside[0]!.path[0]).toMatchObject({ closeness: 'direct', placeText: 'chợ Mai Động' })
    expect(outside[1]!.path[1]).toMatchObject({
      firstAt: null,
      lastAt: null,
      closeness: null,
      placeText: null,
    })
    expect(outside[1]!.lastExposureAt).toBeNull()
    expect(people.find((p) => !p.outside)).toMatchObject({ fullName: 'Lê Thị Gấm', tier: 1, nowTier: 1 })
    expect(wards.find((w) => w.areaId === elsewhere)).toMatchObject({ f1: 1, f2: 1, outside: 2, fresh: 0 })
    const text = JSON.stringify(people)
    for (const name of ['Cao Thị Bình', 'Đỗ Văn Nam']) {
      expect(text).not.toContain(name)
      expect(text).not.toContain(ids[name])
    }
    await expectProblem(neighbour.api.tracing.reach({ caseId: patient.caseId }), 'not-found')
  })

  it('posts that do not know people get no names', async () => {
    const { rows } = await s.world.pool.query<{ kind: string }>(`select distinct kind from vx.post`)
    const blind: string[] = []
    for (const { kind } of rows) {
      const user = await s.world.signIn(kind).catch(() => undefined)
      const me = await user?.api.platform.me()
      if (!user || !me?.rights.includes('contact.read') || me.rights.includes('person.read')) continue
      blind.push(kind)
      const { people } = await user.api.tracing.reach({ caseId: patient.caseId })
      expect(people.length).toBeGreaterThan(0)
      for (const p of people) {
        expect(p.fullName).toBeNull()
        expect(p.path.every((step) => step.to.fullName === null)).toBe(true)
      }
    }
    expect(blind.length).toBeGreaterThan(0)
  })

  it('if a contact were positive: who would be new, in which wards, and who is in quarantine already', async () => {
    const gam = ids['Lê Thị Gấm']!
    const fresh = await s.nurse.api.tracing.addContact({
      sourcePersonId: gam,
      person: someone('Trịnh Văn Tài', s.areaId),
      day: '2021-08-09',
      closeness: 'household',
    })
    const far = await s.doctor.api.tracing.addContact({
      sourcePersonId: fresh.personId,
      person: someone('Phan Thị Hạnh', elsewhere),
      day: '2021-08-10',
      closeness: 'household',
    })
    await s.world.settle()
    const rowsBefore = await s.world.pool.query('select * from vx.contact_tier order by id')
    const asked = { personId: gam, since: '2021-08-10' }
    const answer = await s.nurse.api.tracing.whatIf(asked)
    // Gấm would be a case herself; the F2 of today would be an F1, and whom he met, outside, an F2.
    const [tai] = answer.people.filter((p) => p.personId === fresh.personId)
    expect(tai).toMatchObject({ tier: 1, nowTier: 2, inQuarantine: false })
    expect(answer.tiers[0]).toMatchObject({ tier: 1, people: 2, fresh: 1, cases: 1, outside: 0 })
    expect(answer.tiers[1]).toMatchObject({ tier: 2, outside: 1, fresh: 0 })
    expect(answer.wards.map((w) => w.areaId)).toContain(elsewhere)
    expect(JSON.stringify(answer)).not.toContain(far.personId)
    // Nothing was written but that it was opened.
    const rowsAfter = await s.world.pool.query('select * from vx.contact_tier order by id')
    expect(rowsAfter.rows).toEqual(rowsBefore.rows)
    const opened = await s.world.pool.query(
      `select count(*)::int as n from platform.audit where action = 'contact.what-if' and subject_id = $1`,
      [gam],
    )
    expect(opened.rows[0].n).toBe(1)

    const chair = await s.world.signIn('ward-chair', 'Mai Động')
    const { orders } = await s.nurse.api.quarantine.propose({
      kind: 'quarantine',
      exposure: 'F2',
      personIds: [fresh.personId],
      placeKind: 'home',
      address: 'Số 12, ngõ 147 Tân Mai',
      reason: 'Tiếp xúc gần với F1',
    })
    await chair.api.quarantine.sign({ orders: [{ id: orders[0]!.id, version: orders[0]!.version }] })
    const later = await s.nurse.api.tracing.whatIf(asked)
    expect(later.tiers[0]).toMatchObject({ inQuarantine: 1 })
    expect(later.people.find((p) => p.personId === fresh.personId)!.inQuarantine).toBe(true)
  })

  it('asks no such thing of a case, of a day to come, nor of somebody outside', async () => {
    const { whatIf } = s.nurse.api.tracing
    const { words } = await expectProblem(
      whatIf({ personId: patient.personId, since: '2021-08-08' }),
      'what-if-of-case',
    )
    expect(words.vi).toContain(patient.code)
    await expectProblem(whatIf({ personId: ids['Lê Thị Gấm']!, since: '2021-09-01' }), 'what-if-in-future')
    await expectProblem(whatIf({ personId: ids['Cao Thị Bình']!, since: '2021-08-08' }), 'not-found')
  })
})
