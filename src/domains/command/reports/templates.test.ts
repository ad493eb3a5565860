import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import type { TemplateBody } from './templates/contract.ts'
import {
  ASSESSED,
  TEMPLATE_BASIS as BASIS,
  TEMPLATE_BODY as BODY,
  cellsOf,
  confirmCases,
  docxText,
  draftOf,
  expectNumbersAreLists,
  outbreakOf112,
  rowOf,
} from './testing.ts'

describe('Templates of reports', () => {
  let world: World
  let clerk: User
  let doctor: User
  let commander: User
  let chair: User
  let nurse: User
  let districtId: number
  let wardId: number
  const key = randomUUID()

  beforeAll(async () => {
    world = await openWorld()
    world.clock.advance({ days: 59, hours: 22, minutes: 30 })
    districtId = await world.areaId('Hoàng Mai')
    wardId = await world.areaId('Yên Sở')
    ;[clerk, doctor, commander] = await Promise.all([
      world.signIn('district-clerk'),
      world.signIn('epidemiologist'),
      world.signIn('district-commander'),
    ])
    chair = await world.signIn('ward-chair', 'Yên Sở')
    nurse = await world.signIn('ward-nurse', 'Yên Sở')
    await confirmCases(world, wardId, outbreakOf112())
  })
  afterAll(() => world.close())

  const of = (k: string) => clerk.api.reports.templates.open({ key: k })
  /** A template of an office, published as of today. */
  async function published(user: User, areaId: number, body: TemplateBody = BODY): Promise<string> {
    const made = await user.api.reports.templates.create({ areaId, name: body.name })
    const { version } = await user.api.reports.templates.save({
      key: made.key,
      version: 1,
      body,
      legalBasis: BASIS,
    })
    const { today } = await user.api.reports.templates.open(made)
    await user.api.reports.templates.publish({ key: made.key, version, effectiveFrom: today })
    return made.key
  }

  it('is built from nothing, counted while it is built, and published', async () => {
    const made = await clerk.api.reports.templates.create({ id: key, areaId: districtId, name: BODY.name })
    expect(made).toEqual({ key })
    await expectProblem(
      clerk.api.reports.templates.create({ id: key, areaId: districtId, name: BODY.name }),
      'already-exists',
    )
    const empty = await of(key)
    expect(empty).toMatchObject({ version: 1, versions: [], template: { since: null, hasDraft: true } })
    await expectProblem(
      clerk.api.reports.templates.publish({ key, version: 1, effectiveFrom: empty.today }),
      'template-invalid',
    )
    const counted = await clerk.api.reports.templates.preview({ areaId: districtId, body: BODY })
    expect(rowOf(counted, 'cases').cell.value).toBe(112)
    expect(counted.sheet.charts?.[0]?.days.length).toBe(7)
    await clerk.api.reports.templates.save({ key, version: 1, body: BODY, legalBasis: BASIS })
    await clerk.api.reports.templates.publish({ key, version: 2, effectiveFrom: empty.today })
    const page = await of(key)
    expect(page).toMatchObject({
      version: 3,
      draft: null,
      template: { name: BODY.name, since: empty.today, reports: 0, mayEdit: true },
      versions: [{ effectiveFrom: empty.today, effectiveTo: null, legalBasis: BASIS, body: BODY }],
    })
    const fitting = await clerk.api.reports.templates.list({ areaId: districtId })
    expect(fitting.templates.map((t) => t.key)).toEqual(['situation', key])
    const { rows } = await world.pool.query(
      `select action, area_id from platform.audit where subject_id = $1 order by at`,
      [key],
    )
    expect(rows.map((r) => r.action)).toEqual([
      'report-template.create',
      'report-template.edit',
      'report-template.publish',
    ])
    expect(rows.every((r) => r.area_id === districtId)).toBe(true)
  })

  it('a report from it has the numbers of the preview, its text blocks, charts and map; signed it verifies', async () => {
    const { id } = await clerk.api.reports.create({ areaId: districtId, templateKey: key })
    const { asOf, sheet } = await clerk.api.reports.templates.preview({ areaId: districtId, body: BODY })
    let page = await clerk.api.reports.get({ id })
    expect(Date.parse(asOf)).toBeGreaterThanOrEqual(Date.parse(page.report.asOf))
    expect(cellsOf(page)).toEqual(cellsOf({ sheet }))
    expect(page.report.template).toEqual({ key, words: BODY.name })
    expect(page.sheet.maps).toEqual(['cases'])
    expect(page.sheet.charts?.map((c) => [c.rowKey, c.parts.length])).toEqual([['week', 0]])
    expect(page.texts.map((t) => [t.key, t.required, t.said])).toEqual([
      ['market', true, null],
      ['wishes', false, null],
    ])

    const { version } = await clerk.api.reports.update({ id, version: 1, ...ASSESSED })
    const missing = await expectProblem(clerk.api.reports.submit({ id, version }), 'report-texts-missing')
    expect(missing.words.vi).toContain('Tình hình chợ')
    await expectProblem(commander.api.reports.freeze({ id, version }), 'report-texts-missing')
    await expectProblem(clerk.api.reports.update({ id, version, texts: { strange: 'x' } }), 'input-invalid')
    const said = 'Chợ còn 214 hộ bán, xe vào theo giờ.'
    const written = await clerk.api.reports.update({
      id,
      version,
      texts: { market: said, wishes: 'Thêm chốt.' },
    })
    const cleared = await clerk.api.reports.update({ id, version: written.version, texts: { wishes: '' } })
    page = await clerk.api.reports.get({ id })
    expect(page.texts.map((t) => t.said)).toEqual([said, null])
    await clerk.api.reports.submit({ id, version: cleared.version })
    const now = (await commander.api.reports.get({ id })).report.version
    const signed = await commander.api.reports.freeze({ id, version: now })
    expect(signed.number).toBe('1/BCN-BCĐ')
    expect(await commander.api.reports.verify({ id })).toMatchObject({ ok: true, report: true })
    expect(await expectNumbersAreLists(commander, id)).toBeGreaterThan(15)

    const docx = await world.fetch(clerk, `/api/reports/${id}/document.docx`)
    const text = await docxText(Buffer.from(await docx.arrayBuffer()))
    expect(text).toContain('Tình hình chợ')
    expect(text).toContain(said)
    expect(text).toContain('Nhanh chợ đầu mối tại quận Hoàng Mai')
    const pdf = await world.fetch(clerk, `/api/reports/${id}/document.pdf`)
    expect(pdf.status).toBe(200)
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')

    // What was written is under the signature, also against whoever owns the database.
    await world.pool.query('alter table vx.report disable trigger keep_frozen')
    await world.pool.query(`update vx.report set texts = '{"market":"Chợ vắng."}' where id = $1`, [id])
    expect(await commander.api.reports.verify({ id })).toMatchObject({ ok: false, report: false })
    await world.pool.query('update vx.report set texts = $2 where id = $1', [
      id,
      JSON.stringify({ market: said }),
    ])
    await world.pool.query('alter table vx.report enable trigger keep_frozen')
    expect((await commander.api.reports.verify({ id })).ok).toBe(true)
    const { reports } = await clerk.api.reports.recent({ template: key })
    expect(reports.map((r) => r.id)).toEqual([id])
    expect((await of(key)).template.reports).toBe(reports.length)
  })

  it('a version that a report stands on is never changed: the next one begins on another day', async () => {
    const { today, version } = await of(key)
    const sections = BODY.sections.slice(0, 1)
    const next = { ...BODY, sections, areaColumns: ['cases'], name: { vi: 'Báo cáo chợ', en: 'Market' } }
    const saved = await clerk.api.reports.templates.save({ key, version, body: next, legalBasis: BASIS })
    await expectProblem(
      clerk.api.reports.templates.publish({ key, version: saved.version, effectiveFrom: today }),
      'template-version-used',
    )
    const past = await expectProblem(
      clerk.api.reports.templates.publish({ key, version: saved.version, effectiveFrom: '2021-10-01' }),
      'template-date-past',
    )
    expect(past.details.fields).toEqual({ effectiveFrom: ['template-date-past'] })
    await clerk.api.reports.templates.publish({ key, version: saved.version, effectiveFrom: '2021-10-10' })
    const page = await of(key)
    expect(page.versions.map((v) => [v.effectiveFrom, v.effectiveTo, v.reports])).toEqual([
      ['2021-10-10', null, 0],
      [today, today, 1],
    ])
    expect(page.versions[1]!.body).toEqual(BODY)
    expect(page.template).toMatchObject({ since: today, next: '2021-10-10' })
    for (const statement of [
      `update vx.report_template_version set body = '{}' where effective_from = '${today}' and template_key = '${key}'`,
      `delete from vx.report_template_version where effective_from = '${today}' and template_key = '${key}'`,
    ])
      await expect(world.pool.query(statement)).rejects.toThrow('never changed')
    await expectProblem(
      clerk.api.reports.templates.publish({ key, version: page.version, effectiveFrom: '2021-10-12' }),
      'template-no-draft',
    )
    // The signed report is still called what it was signed as.
    const [old] = (await clerk.api.reports.recent({ template: key })).reports
    expect(old!.template.words).toEqual(BODY.name)
    // On a day without reports the version of that day gives way.
    const again = await clerk.api.reports.templates.save({
      key,
      version: page.version,
      body: { ...next, symbol: 'BC2' },
      legalBasis: BASIS,
    })
    await clerk.api.reports.templates.publish({ key, version: again.version, effectiveFrom: '2021-10-10' })
    expect((await of(key)).versions.map((v) => v.body.symbol)).toEqual(['BC2', 'BCN-BCĐ'])
  })

  it('of two editors the second is told what the first saved', async () => {
    const { key: both } = await clerk.api.reports.templates.create({ areaId: districtId, from: key })
    expect((await of(both)).draft!.body.symbol).toBe('BC2')
    await clerk.api.reports.templates.save({ key: both, version: 1, body: BODY, legalBasis: 'A' })
    const stale = await expectProblem(
      doctor.api.reports.templates.save({
        key: both,
        version: 1,
        body: { ...BODY, symbol: 'KHÁC' },
        legalBasis: 'B',
      }),
      'stale-version',
    )
    expect(stale.details.theirs).toMatchObject({ version: 2, legalBasis: 'A', body: { symbol: 'BCN-BCĐ' } })
    await expectProblem(
      clerk.api.reports.templates.publish({ key: both, version: 1, effectiveFrom: '2021-10-10' }),
      'stale-version',
    )
    await expectProblem(
      clerk.api.reports.templates.retire({ key: both, version: 2, retired: true }),
      'template-not-published',
    )
    expect(await clerk.api.reports.templates.discard({ key: both, version: 2 })).toEqual({ gone: true })
    await expectProblem(of(both), 'not-found')
  })

  it('belongs to its office: a ward reads and uses the one of its district, and changes only its own', async () => {
    const { version, draft } = await chair.api.reports.templates.open({ key })
    expect(draft).toBeNull()
    const save = { body: BODY, legalBasis: BASIS }
    await expectProblem(chair.api.reports.templates.save({ key, version, ...save }), 'outside-area')
    await expectProblem(chair.api.reports.templates.discard({ key, version }), 'outside-area')
    await expectProblem(chair.api.reports.templates.retire({ key, version, retired: true }), 'outside-area')
    await expectProblem(chair.api.reports.templates.create({ areaId: districtId }), 'outside-area')
    await expectProblem(
      chair.api.reports.templates.preview({ areaId: districtId, body: BODY }),
      'outside-area',
    )
    await expectProblem(nurse.api.reports.templates.create({ areaId: wardId }), 'right-missing')
    await expectProblem(
      clerk.api.reports.templates.save({ key: 'situation', version: 1, ...save }),
      'template-of-product',
    )
    const neighbourhood = await world.pool.query('select id from vx.area where parent_id = $1 limit 1', [
      wardId,
    ])
    await expectProblem(
      chair.api.reports.templates.create({ areaId: neighbourhood.rows[0].id }),
      'report-level',
    )
    const own = await published(chair, wardId)
    const { id } = await draftOf(nurse, wardId, { kind: 'ad_hoc' })
    expect((await nurse.api.reports.get({ id })).report.template.key).toBe('situation')
    await nurse.api.reports.create({ areaId: wardId, kind: 'ad_hoc', templateKey: own })
    await nurse.api.reports.create({ areaId: wardId, kind: 'ad_hoc', templateKey: key })
    // Neither another ward nor the district above makes a report from it.
    const other = await world.signIn('ward-nurse', 'Đại Kim')
    const unfit = await expectProblem(
      other.api.reports.create({ areaId: await world.areaId('Đại Kim'), templateKey: own }),
      'report-template-unfit',
    )
    expect(unfit.words.vi).toContain('Báo cáo nhanh chợ đầu mối')
    await expectProblem(
      clerk.api.reports.create({ areaId: districtId, templateKey: own }),
      'report-template-unfit',
    )
    await expectProblem(clerk.api.reports.create({ areaId: districtId, templateKey: 'none' }), 'not-found')
    const listed = (await other.api.reports.templates.list({})).templates.map((t) => t.key)
    expect(listed).toContain(key)
    expect(listed).not.toContain(own)
  })

  it('names levels that use it; a retired one starts no report, and replaces those made from it', async () => {
    const wards = await published(clerk, districtId, { ...BODY, levels: ['ward'] })
    const fitting = async (areaId: number) =>
      (await clerk.api.reports.templates.list({ areaId })).templates.map((t) => t.key)
    expect(await fitting(wardId)).toContain(wards)
    expect(await fitting(districtId)).not.toContain(wards)
    await expectProblem(
      clerk.api.reports.create({ areaId: districtId, templateKey: wards }),
      'report-template-unfit',
    )
    const start = { areaId: wardId, kind: 'ad_hoc' as const, templateKey: wards }
    const { id } = await nurse.api.reports.create(start)
    const { version } = await nurse.api.reports.update({
      id,
      version: 1,
      ...ASSESSED,
      texts: { market: 'Chợ đóng.' },
    })
    await chair.api.reports.freeze({ id, version })
    const at = (await of(wards)).version
    const tomorrow = new Date(world.clock.now().getTime() + 31 * 3_600_000).toISOString().slice(0, 10)
    const plan = { weekdays: [1, 2, 3, 4, 5, 6, 7], dueTime: '18:00', legalBasis: 'Công văn 318-CV/QU' }
    await clerk.api.reports.addSchedule({ ...plan, templateKey: wards, level: 'ward', fromDay: tomorrow })
    const owed = async () =>
      (await nurse.api.reports.submissions({ areaId: wardId, day: tomorrow })).own.map((s) => s.template.key)
    expect(await owed()).toContain(wards)
    await clerk.api.reports.templates.retire({ key: wards, version: at, retired: true })
    // Nobody owes what nobody can begin.
    expect(await owed()).not.toContain(wards)
    expect(await of(wards)).toMatchObject({
      template: { retired: true },
      retired: { by: expect.any(String) },
    })
    expect(await fitting(wardId)).not.toContain(wards)
    await expectProblem(nurse.api.reports.create(start), 'report-template-unfit')
    const again = await nurse.api.reports.create({ areaId: wardId, replacesId: id })
    const page = await nurse.api.reports.get(again)
    expect(page.report.template.key).toBe(wards)
    expect(page.texts[0]!.said).toBe('Chợ đóng.')
    await clerk.api.reports.templates.retire({ key: wards, version: at + 1, retired: false })
    await nurse.api.reports.create(start)
  })

  it('is compared with the last report from the same template', async () => {
    const { id } = await clerk.api.reports.create({ areaId: districtId, kind: 'ad_hoc' })
    expect((await clerk.api.reports.get({ id })).sheet.previous).toBeNull()
    world.clock.advance({ days: 1 })
    const same = await clerk.api.reports.create({ areaId: districtId, templateKey: key })
    const page = await clerk.api.reports.get(same)
    expect(page.sheet.previous?.number).toBe('1/BCN-BCĐ')
    expect(rowOf(page, 'cases').previous).toBe(112)
  })
})
