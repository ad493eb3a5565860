import { v7 as uuid7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { textOfZip } from '../../../../test/safety/zipped.ts'
import { DEFAULT_LIMITS } from '../../../platform/files/table.ts'

describe('A violation', () => {
  let world: World
  let police: User
  let chair: User
  let commander: User
  let lead: User
  let ward: number
  let person: { id: string; name: string }
  let organisationId: string

  const at = '2021-08-09T15:30:00+07:00'
  const input = (more: object = {}) => ({
    offender: 'person' as const,
    personId: person.id,
    act: 'no_mask',
    happenedAt: at,
    areaId: ward,
    placeText: 'Cổng chợ Mai Động',
    evidence: 'Biên bản số 14, ông Lê Văn Hòa chứng kiến',
    ...more,
  })
  const recorded = async (more: object = {}) => (await police.api.violations.record(input(more))).id
  const get = async (id: string, by = chair) => (await by.api.violations.get({ id })).violation
  const audited = async (id: string, action: string) =>
    (
      await world.pool.query(
        'select count(*)::int as n from platform.audit where subject_id = $1 and action = $2',
        [id, action],
      )
    ).rows[0].n

  beforeAll(async () => {
    world = await openWorld()
    ;[police, chair, commander, lead] = await Promise.all([
      world.signIn('area-police', 'Mai Động'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('district-commander'),
      world.signIn('inspection-lead'),
    ])
    ward = await world.areaId('Mai Động')
    const { rows } = await world.pool.query<{ id: string; name: string }>(
      `select p.id, p.full_name as name from vx.person p join vx.area_tree t on t.descendant_id = p.area_id
       where t.ancestor_id = $1 order by p.id limit 1`,
      [ward],
    )
    person = rows[0]!
    const found = await world.pool.query<{ id: string }>(
      `select o.id from vx.organisation o join vx.area_tree t on t.descendant_id = o.area_id where t.ancestor_id = $1 limit 1`,
      [ward],
    )
    organisationId = found.rows[0]!.id
  })
  afterAll(() => world.close())

  it('is recorded by who may, of an offender that is known, under the acts of its day', async () => {
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    await expectProblem(nurse.api.violations.record(input()), 'right-missing')
    await expectProblem(nurse.api.violations.acts({}), 'right-missing')
    await expectProblem(nurse.api.violations.sums({}), 'right-missing')
    await expectProblem(police.api.violations.record(input({ areaId: 1 })), 'outside-area')
    await expectProblem(police.api.violations.record(input({ act: 'made_up' })), 'violation-act-unknown')
    await expectProblem(
      police.api.violations.record(input({ happenedAt: '2021-08-11T08:00:00+07:00' })),
      'violation-in-future',
    )
    await expectProblem(
      police.api.violations.record(input({ happenedAt: '2020-11-14T08:00:00+07:00' })),
      'rule-missing',
    )
    await expectProblem(police.api.violations.record(input({ personId: undefined })), 'violation-offender')
    await expectProblem(
      police.api.violations.record(input({ offender: 'outsider', personId: undefined })),
      'violation-offender',
    )
    await expectProblem(police.api.violations.record(input({ personId: uuid7() })), 'refers-to-nothing')
    await expectProblem(lead.api.violations.record(input()), 'right-missing')
    const { acts } = await police.api.violations.acts({ on: '2021-08-09' })
    expect(acts.find((a) => a.code === 'no_mask')).toMatchObject({
      from: 1_000_000,
      to: 3_000_000,
      competent: ['ward-chair', 'district-commander'],
    })
    const id = await recorded()
    expect(await get(id)).toMatchObject({ state: 'recorded', name: person.name, decideUntil: '2022-08-09' })
  })

  it('names its person only to those who may know people, and every opening is in the audit', async () => {
    const id = await recorded({
      offender: 'outsider',
      personId: undefined,
      name: 'Cao Minh Đức',
      address: 'Thường Tín',
    })
    expect(await get(id)).toMatchObject({ name: 'Cao Minh Đức', address: 'Thường Tín' })
    expect(await audited(id, 'violation.open')).toBe(1)
    expect(await get(id, lead)).toMatchObject({ name: null, address: null, offender: 'outsider' })
    expect(await audited(id, 'violation.open')).toBe(2)
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    await expectProblem(nurse.api.violations.get({ id }), 'right-missing')
    const elsewhere = await world.signIn('ward-chair', 'Đại Kim')
    await expectProblem(elsewhere.api.violations.get({ id }), 'not-found')
  })

  it('shows a photograph of somebody to those who may know people, and to whoever took it; the trail names whom it is about', async () => {
    const id = await recorded()
    const add = async (by: User) => {
      const form = new FormData()
      form.append('subjectId', id)
      form.append('file', new Blob([`%PDF-1.7 by ${by.username}`]), 'anh.pdf')
      const response = await world.fetch(by, '/api/violations/files', { method: 'POST', body: form })
      return ((await response.json()) as { id: string }).id
    }
    const open = async (by: User, file: string) =>
      (await world.fetch(by, `/api/violations/files/${file}`)).status
    const [theirs, own] = [await add(police), await add(lead)]
    expect([await open(chair, theirs), await open(lead, theirs), await open(lead, own)]).toEqual([
      200, 403, 200,
    ])
    expect((await lead.api.violations.get({ id })).files.map((f) => f.id)).toEqual([own])
    expect((await chair.api.violations.get({ id })).files).toHaveLength(2)
    const { rows } = await world.pool.query(
      `select distinct person_id from platform.audit where subject_id = $1 and action like 'violation.%'`,
      [id],
    )
    expect(rows).toEqual([{ person_id: person.id }])
  })

  it('is decided within the range of its day by who may, and the refusal names who may', async () => {
    const id = await recorded()
    const amount = 2_000_000
    await expectProblem(police.api.violations.decide({ id, version: 1, amount }), 'right-missing')
    for (const wrong of [999_999, 3_000_001]) {
      const refused = await expectProblem(
        chair.api.violations.decide({ id, version: 1, amount: wrong }),
        'violation-amount-range',
      )
      expect(refused.words.vi).toContain('1.000.000')
    }
    await expectProblem(chair.api.violations.decide({ id, version: 9, amount }), 'stale-version')
    await expectProblem(
      chair.api.violations.pay({ id, version: 1, paidOn: '2021-08-10', receipt: '1' }),
      'violation-not-decided',
    )
    const done = await chair.api.violations.decide({
      id,
      version: 1,
      amount,
      measures: 'Buộc đeo khẩu trang',
    })
    expect(done.numberText).toMatch(/^\d+\/QĐ-XPHC$/)
    expect(await get(id)).toMatchObject({ state: 'decided', amount, payUntil: '2021-08-20' })
    await expectProblem(chair.api.violations.decide({ id, version: 2, amount }), 'violation-decided-already')
    // Ten to twenty million: beyond the chair of a ward.
    const large = await recorded({ act: 'gathering' })
    const refused = await expectProblem(
      chair.api.violations.decide({ id: large, version: 1, amount: 12_000_000 }),
      'violation-not-competent',
    )
    expect(refused.words.vi).toContain('Chỉ huy trưởng quận')
    await commander.api.violations.decide({ id: large, version: 1, amount: 12_000_000 })
    expect((await get(large)).decidedPost).toBe('district-commander')
  })

  it('an organisation pays double', async () => {
    const id = await recorded({ offender: 'organisation', personId: undefined, organisationId })
    expect((await get(id)).range).toEqual({ from: 2_000_000, to: 6_000_000 })
    await chair.api.violations.decide({ id, version: 1, amount: 6_000_000 })
    expect((await get(id, lead)).name).not.toBeNull()
  })

  it('decisions signed at the same time take numbers without a gap; a refused one gives its number back', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => recorded()))
    const signed = await Promise.all(
      ids.map((id) => chair.api.violations.decide({ id, version: 1, amount: 1_500_000 })),
    )
    const numbers = signed.map((s) => Number.parseInt(s.numberText, 10)).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 6 }, (_, i) => numbers[0]! + i))
    const id = await recorded()
    const twice = await Promise.allSettled([
      chair.api.violations.decide({ id, version: 1, amount: 1_500_000 }),
      chair.api.violations.decide({ id, version: 1, amount: 1_500_000 }),
    ])
    expect(twice.filter((t) => t.status === 'fulfilled')).toHaveLength(1)
    const next = await chair.api.violations.decide({ id: await recorded(), version: 1, amount: 1_500_000 })
    expect(Number.parseInt(next.numberText, 10)).toBe(numbers.at(-1)! + 2)
  })

  it('is printed as an official decision, for those who may know the person, and the printing is recorded', async () => {
    const id = await recorded()
    const paper = (by: User, format: string) => world.fetch(by, `/api/violations/${id}/document.${format}`)
    expect((await paper(chair, 'pdf')).status).toBe(409)
    const { numberText } = await chair.api.violations.decide({ id, version: 1, amount: 1_000_000 })
    const docx = await paper(chair, 'docx')
    expect(docx.status).toBe(200)
    const text = await textOfZip(Buffer.from(await docx.arrayBuffer()), DEFAULT_LIMITS)
    for (const said of [numberText, person.name, '1.000.000 đồng', 'CHỦ TỊCH']) expect(text).toContain(said)
    const pdf = Buffer.from(await (await paper(chair, 'pdf')).arrayBuffer())
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await paper(lead, 'pdf')).status).toBe(403)
    expect((await paper(chair, 'exe')).status).toBe(404)
    // Who has moved to where the chair may not look is not printed with half of their facts.
    const elsewhere = await world.areaId('Đại Kim')
    const { rows } = await world.pool.query<{ area_id: number }>(
      'select area_id from vx.person where id = $1',
      [person.id],
    )
    await world.pool.query('update vx.person set area_id = $2, household_id = null where id = $1', [
      person.id,
      elsewhere,
    ])
    expect((await (await paper(chair, 'docx')).json()) as object).toMatchObject({ code: 'outside-area' })
    await world.pool.query('update vx.person set area_id = $2 where id = $1', [person.id, rows[0]!.area_id])
    expect(await audited(id, 'violation.document')).toBe(1)
  })

  it('is paid, or appealed and answered; what is paid or cancelled is at its end', async () => {
    const id = await recorded()
    await chair.api.violations.decide({ id, version: 1, amount: 1_000_000 })
    const appeal = { id, version: 2, appealedOn: '2021-08-10', said: 'Tôi có đeo khẩu trang' }
    await expectProblem(chair.api.violations.appeal({ ...appeal, appealedOn: '2021-08-01' }), 'violation-day')
    await expectProblem(
      chair.api.violations.answerAppeal({ id, version: 2, outcome: 'upheld', answer: 'Không có căn cứ' }),
      'violation-no-appeal',
    )
    await police.api.violations.appeal(appeal)
    expect((await get(id)).state).toBe('appealed')
    await expectProblem(police.api.violations.appeal({ ...appeal, version: 3 }), 'violation-appealed')
    await expectProblem(
      police.api.violations.answerAppeal({ id, version: 3, outcome: 'upheld', answer: 'Có biên bản' }),
      'right-missing',
    )
    await chair.api.violations.answerAppeal({
      id,
      version: 3,
      outcome: 'upheld',
      answer: 'Có biên bản, có ảnh',
    })
    expect((await get(id)).state).toBe('decided')
    await police.api.violations.pay({ id, version: 4, paidOn: '2021-08-10', receipt: 'BL-0021' })
    expect((await get(id)).state).toBe('paid')
    await expectProblem(
      police.api.violations.pay({ id, version: 5, paidOn: '2021-08-10', receipt: 'BL-0022' }),
      'violation-ended',
    )
    // Who paid may appeal still, and is answered; who appealed may pay meanwhile.
    const paid = await recorded()
    await chair.api.violations.decide({ id: paid, version: 1, amount: 1_000_000 })
    await police.api.violations.pay({ id: paid, version: 2, paidOn: '2021-08-10', receipt: 'BL-0023' })
    await police.api.violations.appeal({ ...appeal, id: paid, version: 3 })
    expect((await get(paid)).state).toBe('appealed')
    const answer = { id: paid, version: 4, outcome: 'cancelled' as const, answer: 'Không có căn cứ' }
    await chair.api.violations.answerAppeal(answer)
    expect((await get(paid)).state).toBe('cancelled')
    await expectProblem(police.api.violations.appeal({ ...appeal, id: paid, version: 5 }), 'violation-ended')
    const sums = await chair.api.violations.sums({ areaId: ward, from: '2021-01-01', to: '2021-12-31' })
    expect(sums.paid).toBe(1_000_000)
    expect(sums.imposed).toBeGreaterThan(20_000_000)
    const count = async (figure: string) =>
      (await chair.api.platform.figures.count({ id: figure, areaId: ward })).count
    expect(await count('violations.recorded')).toBe(sums.recorded)
    // The figure keeps the decision that was cancelled since; the sums do not.
    expect(await count('violations.decided')).toBe(sums.decided + 1)
  })

  it('not paid in time, and not decided in time', async () => {
    const id = await recorded()
    const open = await recorded()
    await chair.api.violations.decide({ id, version: 1, amount: 1_000_000 })
    world.clock.advance({ days: 11 })
    expect((await get(id)).state).toBe('unpaid')
    world.clock.advance({ days: 360 })
    expect((await get(open)).state).toBe('expired')
    await expectProblem(
      chair.api.violations.decide({ id: open, version: 1, amount: 1_000_000 }),
      'violation-expired',
    )
  })

  it('goes along when two records of its person are merged', async () => {
    const { rows } = await world.pool.query<{ area_id: number }>(
      'select area_id from vx.person where id = $1',
      [person.id],
    )
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    const twin = await nurse.api.people.create({
      fullName: person.name,
      birthYear: 1971,
      nationality: 'VN',
      areaId: rows[0]!.area_id,
    })
    const id = await recorded({ personId: twin.id, happenedAt: world.clock.now().toISOString() })
    const { person: kept } = await nurse.api.people.get({ id: person.id })
    await nurse.api.people.merge({
      id: kept.id,
      version: kept.version,
      otherId: twin.id,
      otherVersion: 1,
      reason: 'Cùng một người, nhập hai lần',
    })
    expect(await get(id)).toMatchObject({ personId: person.id, name: person.name })
  })
})
