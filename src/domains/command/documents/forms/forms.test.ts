import { randomUUID } from 'node:crypto'
import { extractText } from 'unpdf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { docxText } from '../../reports/testing.ts'
import { PaperBody } from './contract.ts'

const TODAY = '2021-08-10'
const body = (said: Partial<PaperBody>): PaperBody => ({ ...PaperBody.parse({}), ...said })

describe('An office edits the forms of its papers', () => {
  let world: World
  let clerk: User
  let commander: User
  let chair: User
  let secretary: User

  beforeAll(async () => {
    world = await openWorld()
    ;[clerk, commander, chair, secretary] = await Promise.all([
      world.signIn('district-clerk'),
      world.signIn('district-commander'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-secretary', 'Mai Động'),
    ])
  })
  afterAll(() => world.close())

  const draft = (by: User, type: string, said: Partial<PaperBody>, more: object = {}) =>
    by.api.documents.draftForm({ form: 'state', type, name: `Mẫu ${type}`, body: body(said), ...more })

  const publish = async (
    by: User,
    type: string,
    said: Partial<PaperBody>,
    more: { form?: 'party'; forBelow?: boolean; on?: string } = {},
  ) => {
    const { on = TODAY, ...facts } = more
    const { id } = await draft(by, type, said, facts)
    await by.api.documents.publishForm({ id, version: 1, effectiveFrom: on })
    return id
  }

  const enter = async (by: User, type: string, form: 'state' | 'party' = 'state') => {
    const { id } = await by.api.documents.enter({
      direction: 'issued',
      form,
      type,
      issuer: 'Đơn vị soạn thảo',
      issuerLevel: 'other',
      abstract: 'Lấy mẫu xét nghiệm diện rộng',
      addressees: type === 'CV' ? ['Ủy ban nhân dân phường Tương Mai'] : [],
      body: '1. Lấy mẫu xong trước 17 giờ.',
    })
    return id
  }

  const issue = async (writer: User, signer: User, type: string, form: 'state' | 'party' = 'state') => {
    const id = await enter(writer, type, form)
    const { symbol } = await signer.api.documents.issue({ id, version: 1 })
    return { id, symbol }
  }

  const bytes = async (by: User, path: string) => {
    const response = await world.fetch(by, path)
    expect(response.status).toBe(200)
    return Buffer.from(await response.arrayBuffer())
  }
  const docx = async (by: User, id: string) => docxText(await bytes(by, `/api/documents/${id}/document.docx`))
  const pdf = async (by: User, path: string) =>
    (await extractText(new Uint8Array(await bytes(by, path)), { mergePages: true })).text.replace(/\s+/g, ' ')
  const paper = (by: User, id: string) => pdf(by, `/api/documents/${id}/document.pdf`)

  it('the next công văn carries the form, in Word and in PDF; the one signed before stays as it was', async () => {
    const earlier = await issue(clerk, commander, 'CV')
    const before = await docx(clerk, earlier.id)
    expect(before).toContain('TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n')
    await publish(clerk, 'CV', {
      issuer: 'Ban Chỉ đạo phòng, chống dịch\nquận Hoàng Mai',
      numberPattern: '{so}/{viet_tat}-VP',
      opening: ['Về việc {trich_yeu}, {don_vi} đề nghị {noi_nhan} thực hiện:'],
      closing: ['Đề nghị các đơn vị báo cáo về Văn phòng./.'],
      recipients: ['Như trên', 'Thường trực Quận ủy', 'Lưu: VT, YT'],
      titles: [{ post: 'district-commander', lines: ['KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'] }],
    })
    const { id, symbol } = await issue(clerk, commander, 'CV')
    expect(symbol).toBe('02/UBND-VP')
    for (const text of [(await docx(clerk, id)).replace(/\s+/g, ' '), await paper(clerk, id)]) {
      expect(text).toContain('BAN CHỈ ĐẠO PHÒNG, CHỐNG DỊCH QUẬN HOÀNG MAI')
      expect(text).toContain('Số: 02/UBND-VP')
      expect(text).toContain(
        'Về việc Lấy mẫu xét nghiệm diện rộng, Ban Chỉ đạo phòng, chống dịch quận Hoàng Mai đề nghị Ủy ban nhân dân phường Tương Mai thực hiện:',
      )
      expect(text).toMatch(/17 giờ\. Đề nghị các đơn vị báo cáo về Văn phòng\.\/\./)
      expect(text).toMatch(/- Như trên; .*- Thường trực Quận ủy; .*- Lưu: VT, YT\./)
      expect(text).toContain('TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH')
    }
    const { document } = await clerk.api.documents.get({ id })
    expect(document.issuer).toBe('Ban Chỉ đạo phòng, chống dịch quận Hoàng Mai')
    expect(document.signerTitle).toBe('KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH')
    expect(await docx(clerk, earlier.id)).toBe(before)

    // A newer edition does not reach back either: the second one is made again as it was signed.
    const second = await docx(clerk, id)
    await publish(clerk, 'CV', { recipients: ['Như trên', 'Lưu: VT, bản hai'] })
    expect(await docx(clerk, id)).toBe(second)
    const third = await issue(clerk, commander, 'CV')
    expect(third.symbol).toBe('03/UBND')
    expect(await docx(clerk, third.id)).toContain('Lưu: VT, bản hai')
  })

  it('an edition of a later day waits for it, and a form that was ended makes no paper any more', async () => {
    const id = await publish(clerk, 'TTr', { closing: ['Kính trình xem xét.'] }, { on: '2021-08-12' })
    const state = async () => (await clerk.api.documents.getForm({ id })).edition.state
    expect(await state()).toBe('not_yet')
    const draftId = await enter(clerk, 'TTr')
    expect(await docx(clerk, draftId)).not.toContain('Kính trình xem xét.')
    world.clock.advance({ days: 2 })
    expect(await state()).toBe('in_force')
    expect(await docx(clerk, draftId)).toContain('Kính trình xem xét.')
    const { version } = (await clerk.api.documents.getForm({ id })).edition
    await expectProblem(
      clerk.api.documents.endForm({ id, version, effectiveTo: '2021-08-11' }),
      'paper-form-backdated',
    )
    await clerk.api.documents.endForm({ id, version, effectiveTo: '2021-08-12' })
    const signed = await issue(clerk, commander, 'TTr')
    world.clock.advance({ days: 1 })
    expect(await state()).toBe('ended')
    expect(await docx(clerk, draftId)).not.toContain('Kính trình xem xét.')
    expect(await docx(clerk, signed.id)).toContain('Kính trình xem xét.')
    await expectProblem(
      clerk.api.documents.endForm({ id, version: version + 1, effectiveTo: '2021-08-20' }),
      'paper-form-frozen',
    )
  })

  it('the type goes before all types, one’s own before that of above, and none is the form as ever', async () => {
    const day = '2021-08-13'
    const wardPaper = await enter(chair, 'BC')
    const text = () => docx(chair, wardPaper)
    const plain = await text()
    await publish(clerk, 'BC', { closing: ['Mẫu riêng của quận.'] }, { on: day })
    expect(await text()).toBe(plain)
    await publish(clerk, '*', { closing: ['Mẫu chung quận cho phường.'] }, { on: day, forBelow: true })
    expect(await text()).toContain('Mẫu chung quận cho phường.')
    await publish(clerk, 'BC', { closing: ['Mẫu báo cáo quận cho phường.'] }, { on: day, forBelow: true })
    expect(await text()).toContain('Mẫu báo cáo quận cho phường.')
    expect(await text()).toContain('ỦY BAN NHÂN DÂN\nPHƯỜNG MAI ĐỘNG')
    await publish(chair, '*', { closing: ['Mẫu chung của phường.'] }, { on: day })
    expect(await text()).toContain('Mẫu chung của phường.')
    await publish(chair, 'BC', { closing: ['Mẫu báo cáo của phường.'] }, { on: day })
    const last = await text()
    expect(last).toContain('Mẫu báo cáo của phường.')
    for (const other of ['Mẫu chung', 'quận cho phường']) expect(last).not.toContain(other)
  })

  it('the Party’s papers have forms of their own', async () => {
    const day = '2021-08-13'
    await publish(
      secretary,
      'CV',
      { recipients: ['Như trên', 'Lưu Văn phòng Đảng ủy'], authority: ['T/M BAN THƯỜNG VỤ'] },
      { form: 'party', on: day },
    )
    const { id, symbol } = await issue(secretary, secretary, 'CV', 'party')
    expect(symbol).toBe('01-CV/ĐU')
    const text = await docx(secretary, id)
    expect(text).toContain('- Lưu Văn phòng Đảng ủy.')
    expect(text).toContain('T/M BAN THƯỜNG VỤ\nBÍ THƯ\n')
    const own = await enter(chair, 'CV')
    expect(await docx(chair, own)).not.toContain('Lưu Văn phòng Đảng ủy')
    const wrong = { form: 'party' as const }
    await expectProblem(
      draft(secretary, 'KH', { authority: ['TM. BAN THƯỜNG VỤ'] }, wrong),
      'paper-form-authority',
    )
    await expectProblem(
      draft(secretary, 'KH', { numberPattern: '{so}/{loai}-{viet_tat}' }, wrong),
      'paper-form-number',
    )
    await expectProblem(draft(chair, 'KH', { authority: ['K/T CHỦ TỊCH'] }), 'paper-form-authority')
  })

  it('an unknown placeholder is refused by name and place; a symbol must read as what it is', async () => {
    const refused = await expectProblem(
      draft(clerk, 'KH', { recipients: ['Như trên', 'Lưu: {van_thu}'] }),
      'paper-form-placeholder',
    )
    expect(refused.words.vi).toContain('{van_thu} (ở Nơi nhận (Recipients), 2)')
    expect(refused.details).toMatchObject({ fields: { recipients: expect.anything() }, line: 2 })
    await expectProblem(draft(clerk, 'KH', { numberPattern: '{so}/{ngay}-UBND' }), 'paper-form-placeholder')
    // The register keeps the issuer's name as it stands: nothing is filled in there.
    await expectProblem(draft(clerk, 'KH', { issuer: 'UBND QUẬN {dia_danh}' }), 'paper-form-placeholder')
    // Would be read as a công văn.
    await expectProblem(draft(clerk, 'KH', { numberPattern: '{so}/UBND-VP' }), 'paper-form-number')
    await expectProblem(draft(clerk, 'XX', {}), 'document-type-unknown')
    const named = await expectProblem(
      draft(clerk, 'KH', { issuer: 'UBND quận Hoàng Mai' }, { forBelow: true }),
      'paper-form-names-office',
    )
    expect(named.words.en).toContain('UBND quận Hoàng Mai')
    // Braces and marks of other languages are text, nothing else.
    await publish(clerk, 'KH', { closing: ['<b>Báo cáo</b> & {trich_yeu}'] }, { on: '2021-08-13' })
    const { id } = await issue(clerk, commander, 'KH')
    expect(await paper(clerk, id)).toContain('<b>Báo cáo</b> & Lấy mẫu xét nghiệm diện rộng')
  })

  it('a ward reads the district’s published forms and changes none; a draft stays in its office', async () => {
    const { id } = await draft(clerk, 'GM', { closing: ['Rất mong đồng chí có mặt.'] })
    const edit = { id, version: 1, name: 'Của phường', forBelow: false, legalBasis: '', body: body({}) }
    await expectProblem(chair.api.documents.getForm({ id }), 'not-found')
    await expectProblem(chair.api.documents.saveForm(edit), 'not-found')
    await clerk.api.documents.publishForm({ id, version: 1, effectiveFrom: '2021-08-13' })
    const { may, edition } = await chair.api.documents.getForm({ id })
    expect(edition.name).toBe('Mẫu GM')
    expect(may).toEqual({ edit: false, publish: false, renew: false, end: false })
    await expectProblem(chair.api.documents.saveForm({ ...edit, version: 2 }), 'outside-area')
    await expectProblem(
      chair.api.documents.endForm({ id, version: 2, effectiveTo: '2021-08-20' }),
      'outside-area',
    )
    const wards = (await chair.api.documents.listForms({})).forms.find((f) => f.type === 'GM')
    expect(wards).toMatchObject({ own: false, state: 'in_force', editions: 1 })
    // The district sees the wards' forms, and leaves them alone all the same.
    const { id: theirs } = await draft(chair, 'GM', {})
    await expectProblem(clerk.api.documents.saveForm({ ...edit, id: theirs }), 'paper-form-not-yours')
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    await expectProblem(nurse.api.documents.saveForm({ ...edit, id: theirs }), 'right-missing')
    expect((await nurse.api.documents.listForms({})).mayEdit).toBe(false)
  })

  it('of two editors at once one saves and the other is told; one form has one draft', async () => {
    const id = randomUUID()
    const input = { id, form: 'state' as const, type: 'HD', name: 'Hướng dẫn', body: body({}) }
    expect(await clerk.api.documents.draftForm(input)).toEqual({ id })
    expect(await clerk.api.documents.draftForm(input)).toEqual({ id })
    await expectProblem(draft(clerk, 'HD', {}), 'paper-form-draft-exists')
    const save = (closing: string) =>
      clerk.api.documents.saveForm({
        id,
        version: 1,
        name: 'Hướng dẫn',
        forBelow: false,
        legalBasis: 'Nghị định 30/2020/NĐ-CP',
        body: body({ closing: [closing] }),
      })
    const both = await Promise.allSettled([save('Một'), save('Hai')])
    expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = both.find((b) => b.status === 'rejected')!
    await expectProblem(Promise.reject(lost.reason), 'stale-version')
    const { rows } = await world.pool.query(
      `select fields from platform.audit where subject_id = $1 and action = 'paper-form.edit'`,
      [id],
    )
    expect(rows.map((r) => [...r.fields].sort())).toEqual([['closing', 'legalBasis']])
    await expectProblem(
      clerk.api.documents.endForm({ id, version: 2, effectiveTo: '2021-08-20' }),
      'paper-form-not-published',
    )
    await expectProblem(
      clerk.api.documents.publishForm({ id, version: 2, effectiveFrom: '2021-08-01' }),
      'paper-form-backdated',
    )
    await clerk.api.documents.discardForm({ id, version: 2 })
    await expectProblem(clerk.api.documents.getForm({ id }), 'not-found')
  })

  it('a published edition is changed by nobody, not even in the database', async () => {
    const id = await publish(clerk, 'NQ', { closing: ['Bản một.'] }, { on: '2021-08-13' })
    const edit = { id, version: 2, name: 'Khác', forBelow: false, legalBasis: '', body: body({}) }
    await expectProblem(clerk.api.documents.saveForm(edit), 'paper-form-frozen')
    await expectProblem(clerk.api.documents.discardForm({ id, version: 2 }), 'paper-form-frozen')
    const frozen = { constraint: 'paper_form_frozen' }
    for (const sql of [
      `update vx.paper_form set body = '{}' where id = $1`,
      `update vx.paper_form set effective_from = '2021-01-01' where id = $1`,
      `delete from vx.paper_form where id = $1`,
    ])
      await expect(world.pool.query(sql, [id])).rejects.toMatchObject(frozen)
    const { id: next } = await draft(clerk, 'NQ', { closing: ['Bản hai.'] })
    const page = await clerk.api.documents.getForm({ id: next })
    expect(page.before).toMatchObject({ id, body: { closing: ['Bản một.'] } })
    expect(page.editions.map((e) => e.state)).toEqual(['draft', 'in_force'])
    await clerk.api.documents.publishForm({ id: next, version: 1, effectiveFrom: '2021-08-13' })
    expect((await clerk.api.documents.getForm({ id })).edition.state).toBe('superseded')
  })

  it('a sample is made by the real renderers, marked as a draft', async () => {
    const { id } = await draft(clerk, 'QĐ', {
      heading: 'Chủ tịch Ủy ban nhân dân quận Hoàng Mai',
      opener: 'QUYẾT ĐỊNH:',
      opening: ['{don_vi} quyết định như sau.'],
      inPerson: true,
      bases: ['Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;'],
      annexes: [{ label: 'Phụ lục', title: 'Danh sách kèm theo {so_ky_hieu}', text: 'Một\n\nHai' }],
    })
    const text = await pdf(clerk, `/api/paper-forms/${id}/sample.pdf`)
    expect(text).toContain('CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN HOÀNG MAI')
    expect(text).toMatch(
      /Căn cứ Luật Tổ chức chính quyền địa phương ngày 19\/6\/2015; .*Căn cứ Công điện.*QUYẾT ĐỊNH:/,
    )
    expect(text).toContain('Ủy ban nhân dân quận Hoàng Mai quyết định như sau.')
    expect(text).not.toContain('TM. ỦY BAN NHÂN DÂN')
    expect(text).toContain('DANH SÁCH KÈM THEO 21/QĐ-UBND')
    expect(text).toContain('DỰ THẢO')
    const word = await docxText(await bytes(clerk, `/api/paper-forms/${id}/sample.docx`))
    expect(word).toContain('QUYẾT ĐỊNH:')
    expect((await world.fetch(clerk, `/api/paper-forms/${id}/sample.exe`)).status).toBe(404)
    expect((await world.fetch(chair, `/api/paper-forms/${id}/sample.pdf`)).status).toBe(404)
  })

  it('bases begin with "Căn cứ", those of the office before those of the paper', async () => {
    await publish(
      clerk,
      'CTr',
      { bases: ['Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21/11/2007.'] },
      { on: '2021-08-13' },
    )
    const { id } = await clerk.api.documents.enter({
      direction: 'issued',
      form: 'state',
      type: 'CTr',
      issuer: 'Đơn vị soạn thảo',
      issuerLevel: 'district',
      abstract: 'Chương trình tiêm chủng',
      links: [{ kind: 'based_on', printed: 'Chỉ thị số 16/CT-TTg', printedOn: '2020-03-31' }],
    })
    const text = await paper(clerk, id)
    expect(text).toContain(
      'Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21/11/2007; Căn cứ Chỉ thị số 16/CT-TTg ngày 31/3/2020.',
    )
  })

  it('notices of conclusions and decisions on violations are made in the forms of their office', async () => {
    const day = '2021-08-13'
    const recipients = ['Thường trực Quận ủy', 'Lưu: VT']
    await publish(clerk, 'TB', { superior: 'Thành phố Hà Nội', recipients }, { on: day })
    const conference = await commander.api.conferences.daily({})
    const notice = await pdf(commander, `/api/conferences/${conference.id}/notice.pdf`)
    expect(notice).toContain('THÀNH PHỐ HÀ NỘI')
    expect(notice).toContain('- Thường trực Quận ủy;')
    await publish(
      chair,
      'QĐ',
      {
        bases: ['Căn cứ Quyết định số 12/QĐ-UBND của Ủy ban nhân dân phường'],
        recipients: ['Như Điều 3', 'Công an phường', 'Lưu: VT'],
        closing: ['Không in vào quyết định xử phạt.'],
        authority: ['TM. ỦY BAN NHÂN DÂN'],
      },
      { on: day },
    )
    const { id } = await chair.api.violations.record({
      offender: 'outsider',
      name: 'Cao Minh Đức',
      act: 'no_mask',
      happenedAt: '2021-08-13T06:20:00+07:00',
      areaId: await world.areaId('Mai Động'),
      placeText: 'Cổng chợ Mai Động',
      evidence: 'Biên bản số 14/BB-VPHC',
    })
    await chair.api.violations.decide({ id, version: 1, amount: 2_000_000 })
    const decision = await pdf(chair, `/api/violations/${id}/document.pdf`)
    expect(decision).toContain('Căn cứ Quyết định số 12/QĐ-UBND của Ủy ban nhân dân phường;')
    expect(decision).toContain('Căn cứ Luật Xử lý vi phạm hành chính ngày 20/6/2012;')
    expect(decision).toContain('- Công an phường;')
    expect(decision).not.toContain('Không in vào')
    // The chair decides in person, not for the committee.
    expect(decision).not.toContain('TM. ỦY BAN')
  })
})
