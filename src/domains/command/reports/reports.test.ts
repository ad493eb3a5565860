import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import {
  confirmCases,
  draftOf,
  expectNumbersAreLists,
  listOf,
  outbreakOf112,
  partsOf,
  rowOf,
} from './testing.ts'

describe('The situation report of a ward', () => {
  let world: World
  let nurse: User
  let chair: User
  let doctor: User
  let wardId: number
  let cases: string[]
  let signedId: string

  beforeAll(async () => {
    world = await openWorld()
    // 15:30 on 9/10/2021: two months after whatever the demo district knows.
    world.clock.advance({ days: 59, hours: 22, minutes: 30 })
    wardId = await world.areaId('Yên Sở')
    nurse = await world.signIn('ward-nurse', 'Yên Sở')
    chair = await world.signIn('ward-chair', 'Yên Sở')
    doctor = await world.signIn('epidemiologist')
    cases = await confirmCases(world, wardId, outbreakOf112())
  })
  afterAll(() => world.close())

  it('shows 112 = 30 + 81 and keeps the one case without a place as "chưa phân loại" (T1)', async () => {
    const { id } = await draftOf(nurse, wardId)
    signedId = id
    const page = await nurse.api.reports.get({ id })
    const row = rowOf(page, 'confirmed_total')
    expect(row.cell.value).toBe(112)
    expect(partsOf(page, 'confirmed_total')).toEqual({
      community: 30,
      quarantine: 81,
      containment_zone: 0,
      imported: 0,
      rest: 1,
    })
    expect(row.parts!.items.reduce((n, i) => n + i.cell.value, 0)).toBe(112)
    expect(row.parts!.items.at(-1)!.words.vi).toBe('chưa phân loại')
    const rest = await listOf(nurse, id, 'confirmed_total:rest')
    expect(rest.rows.map((r) => r.id)).toEqual([cases[111]])
    expect(rest.slice?.vi).toBe('chưa phân loại')
  })

  it('draws the curve by day of result, stacked by place, with the unclassified case on its own', async () => {
    const { sheet } = await nurse.api.reports.get({ id: signedId })
    const curve = sheet.curve!
    expect(curve.days.map((d) => d.day)).toEqual([...Array(9)].map((_, i) => `2021-10-0${i + 1}`))
    expect(curve.days.reduce((n, d) => n + d.cell.value, 0)).toBe(112)
    const last = curve.days.at(-1)!
    expect(curve.parts.map((p, i) => [p.value, last.parts[i]!.value])).toContainEqual([null, 1])
    for (const d of curve.days) expect(d.parts.reduce((n, p) => n + p.value, 0)).toBe(d.cell.value)
  })

  it('counts 24 hours to the minute and gives a share its window and denominator', async () => {
    const wardB = await world.areaId('Lĩnh Nam')
    const other = await world.signIn('ward-nurse', 'Lĩnh Nam')
    await confirmCases(world, wardB, [
      { name: 'Phạm Văn Trước', at: '2021-10-08T15:20:00+07:00', detectedIn: 'community' },
      { name: 'Phạm Văn Sau', at: '2021-10-08T15:40:00+07:00', detectedIn: 'quarantine' },
    ])
    const { id } = await draftOf(other, wardB, { asOf: world.clock.now().toISOString() })
    const page = await other.api.reports.get({ id })
    expect(rowOf(page, 'confirmed_24h').cell.value).toBe(1)
    expect(rowOf(page, 'confirmed_24h').window.since).not.toBeNull()
    expect(rowOf(page, 'community_7d')).toMatchObject({
      share: { ofKey: 'confirmed_7d', numerator: 1, denominator: 2 },
      window: { kind: '7d', from: '2021-10-03', to: '2021-10-09' },
    })
  })

  it('every number of a draft is the size of the list it opens', async () => {
    expect(await expectNumbersAreLists(nurse, signedId)).toBeGreaterThan(40)
  })

  it('is not handed in or signed without an assessment, and editing takes a submitted report back', async () => {
    const { id } = await nurse.api.reports.create({ areaId: wardId, kind: 'ad_hoc' })
    const missing = await expectProblem(
      nurse.api.reports.submit({ id, version: 1 }),
      'report-assessment-missing',
    )
    expect(missing.details.fields).toMatchObject({ risk: ['required'], assessment: ['required'] })
    await expectProblem(chair.api.reports.freeze({ id, version: 1 }), 'report-assessment-missing')
    const { version } = await nurse.api.reports.update({
      id,
      version: 1,
      risk: 'medium',
      assessment: 'Ổn định.',
    })
    const submitted = await nurse.api.reports.submit({ id, version })
    expect((await chair.api.reports.get({ id })).report.state).toBe('submitted')
    await nurse.api.reports.update({ id, version: submitted.version, outlook: 'Tiếp tục theo dõi.' })
    const page = await chair.api.reports.get({ id })
    expect(page.report).toMatchObject({ state: 'draft', submittedBy: null })
    expect(page.narrative.outlook).toBe('Tiếp tục theo dõi.')
    const stale = await expectProblem(
      nurse.api.reports.update({ id, version: 1, outlook: 'khác' }),
      'stale-version',
    )
    expect(stale.details).toMatchObject({
      theirs: { outlook: 'Tiếp tục theo dõi.' },
      yours: { outlook: 'khác' },
    })
    await nurse.api.reports.discard({ id, version: page.report.version })
    await expectProblem(nurse.api.reports.get({ id }), 'not-found')
  })

  it('is signed by the chair or the secretary of the ward itself and by nobody else', async () => {
    const { version } = (await nurse.api.reports.get({ id: signedId })).report
    await expectProblem(nurse.api.reports.freeze({ id: signedId, version }), 'right-missing')
    const commander = await world.signIn('district-commander')
    await expectProblem(commander.api.reports.freeze({ id: signedId, version }), 'report-signer-level')
    const otherChair = await world.signIn('ward-chair', 'Đại Kim')
    await expectProblem(otherChair.api.reports.freeze({ id: signedId, version }), 'not-found')
    const signed = await chair.api.reports.freeze({ id: signedId, version })
    expect(signed.number).toBe('1/BC-BCĐ')
    const page = await chair.api.reports.get({ id: signedId })
    expect(page.report).toMatchObject({
      state: 'frozen',
      late: false,
      signerPost: { vi: 'Chủ tịch UBND phường' },
    })
    expect(page.seal).toMatchObject({
      hash: signed.hash,
      code: expect.stringMatching(/^([0-9A-F]{4}-){3}[0-9A-F]{4}$/),
    })
    expect(page.can).toEqual({
      edit: false,
      submit: false,
      sign: false,
      giveBack: false,
      discard: false,
      correct: true,
    })
  })

  it('every number of a signed report still is the size of its list', async () => {
    expect(await expectNumbersAreLists(nurse, signedId)).toBeGreaterThan(40)
  })

  it('still opens 30, 81 and 1 with the same records after the case was classified; the report that replaces it has 31 + 81', async () => {
    const before = {
      community: (await listOf(nurse, signedId, 'confirmed_total:part:community')).rows,
      rest: (await listOf(nurse, signedId, 'confirmed_total:rest')).rows,
    }
    world.clock.advance({ hours: 1 })
    const found = await doctor.api.surveillance.get({ id: cases[111]! })
    await doctor.api.surveillance.update({
      id: cases[111]!,
      version: found.case.version,
      detectedIn: 'community',
    })

    const { id } = await nurse.api.reports.create({ areaId: wardId, replacesId: signedId })
    const draft = await nurse.api.reports.get({ id })
    expect(draft.narrative.assessment).toContain('chợ đầu mối')
    expect(partsOf(draft, 'confirmed_total')).toMatchObject({ community: 31, quarantine: 81, rest: 0 })
    expect(rowOf(draft, 'confirmed_total')).toMatchObject({ cell: { value: 112 }, previous: 112 })
    expect(draft.sheet.previous?.id).toBe(signedId)
    expect(draft.report.asOf).toBe((await nurse.api.reports.get({ id: signedId })).report.asOf)
    await expectProblem(
      nurse.api.reports.update({ id, version: 1, asOf: world.clock.now().toISOString() }),
      'input-invalid',
    )

    expect((await chair.api.reports.freeze({ id, version: 1 })).number).toBe('2/BC-BCĐ')
    const old = await nurse.api.reports.get({ id: signedId })
    expect(old.report).toMatchObject({ state: 'replaced', replacedBy: { id, number: '2/BC-BCĐ' } })
    expect(partsOf(old, 'confirmed_total')).toMatchObject({ community: 30, quarantine: 81, rest: 1 })
    expect((await listOf(nurse, signedId, 'confirmed_total:part:community')).rows).toEqual(before.community)
    expect((await listOf(nurse, signedId, 'confirmed_total:rest')).rows).toEqual(before.rest)
    expect((await nurse.api.reports.get({ id })).report).toMatchObject({
      late: false,
      replaces: { number: '1/BC-BCĐ' },
    })
    expect((await nurse.api.reports.verify({ id: signedId })).ok).toBe(true)
    await expectProblem(
      nurse.api.reports.create({ areaId: wardId, replacesId: signedId }),
      'report-replace-invalid',
    )
  })

  it('a case entered after the moment of the report is not in it; one that replaces it counts it', async () => {
    const wardC = await world.areaId('Trần Phú')
    const [writer, signer] = [
      await world.signIn('ward-nurse', 'Trần Phú'),
      await world.signIn('ward-chair', 'Trần Phú'),
    ]
    const { id, version } = await draftOf(writer, wardC, { kind: 'ad_hoc' })
    world.clock.advance({ minutes: 20 })
    const confirmed = new Date(world.clock.now().getTime() - 30 * 60_000).toISOString()
    await confirmCases(world, wardC, [{ name: 'Trần Văn Muộn', at: confirmed, detectedIn: 'community' }])
    expect(rowOf(await writer.api.reports.get({ id }), 'confirmed_24h').cell.value).toBe(0)
    await signer.api.reports.freeze({ id, version })
    const correction = await writer.api.reports.create({ areaId: wardC, replacesId: id })
    const row = rowOf(await writer.api.reports.get(correction), 'confirmed_24h')
    expect(row).toMatchObject({ cell: { value: 1 }, previous: 0 })
    const second = await writer.api.reports.create({ areaId: wardC, replacesId: id })
    await signer.api.reports.freeze({ id: correction.id, version: 1 })
    await expectProblem(signer.api.reports.freeze({ id: second.id, version: 1 }), 'report-replaced')
  })

  it('compares with the report before; a total counted from another day is not compared', async () => {
    world.clock.advance({ days: 1 })
    await confirmCases(world, wardId, [
      { name: 'Lê Thị Mới', at: '2021-10-10T08:00:00+07:00', detectedIn: 'quarantine' },
    ])
    const { id, version } = await draftOf(nurse, wardId)
    const page = await nurse.api.reports.get({ id })
    expect(page.sheet.previous?.number).toBe('2/BC-BCĐ')
    expect(rowOf(page, 'confirmed_total')).toMatchObject({ cell: { value: 113 }, previous: 112 })
    await nurse.api.reports.update({ id, version, countFrom: '2021-10-05' })
    const moved = await nurse.api.reports.get({ id })
    expect(rowOf(moved, 'confirmed_total').previous).toBeNull()
    expect(rowOf(moved, 'confirmed_24h').previous).not.toBeNull()
    expect(moved.sheet.curve?.days[0]?.day).toBe('2021-10-05')
  })

  it('refuses a moment in the future, a first day after it, and an area that makes no reports', async () => {
    const future = new Date(world.clock.now().getTime() + 3_600_000).toISOString()
    await expectProblem(nurse.api.reports.create({ areaId: wardId, asOf: future }), 'report-as-of-future')
    await expectProblem(
      nurse.api.reports.create({ areaId: wardId, countFrom: '2021-12-01' }),
      'report-window-empty',
    )
    await expectProblem(
      nurse.api.reports.create({ areaId: wardId, countFrom: '1921-07-24' }),
      'report-window-long',
    )
    const { rows } = await world.pool.query(`select id from vx.area where level = 'city' limit 1`)
    await expectProblem(nurse.api.reports.create({ areaId: rows[0].id }), 'report-level')
    await expectProblem(nurse.api.reports.create({ areaId: await world.areaId('Đại Kim') }), 'outside-area')
  })

  it('says which figure is missing when a template names one that no part of the product publishes', async () => {
    await world.pool.query(
      `insert into vx.report_template (key, name_vi, name_en) values ('old', 'Mẫu cũ', 'Old')`,
    )
    await world.pool.query(
      `insert into vx.report_template_version (template_key, effective_from, legal_basis, body)
       select 'old', effective_from, legal_basis, replace(body::text, 'cases.suspected', 'cases.gone')::jsonb
       from vx.report_template_version where template_key = 'situation'`,
    )
    const { id } = await nurse.api.reports.create({ areaId: wardId, kind: 'ad_hoc', templateKey: 'old' })
    const refused = await expectProblem(nurse.api.reports.get({ id }), 'report-figure-missing')
    expect(refused.words.vi).toContain('cases.gone')
  })
})
