import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_LETTER } from '../../../../demo/letter.ts'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { textOfZip } from '../../../../test/safety/zipped.ts'
import { DEFAULT_LIMITS } from '../../../platform/files/table.ts'

const draft = (abstract: string) => ({
  direction: 'issued' as const,
  form: 'state' as const,
  type: 'KH',
  issuer: 'UBND',
  issuerLevel: 'district' as const,
  abstract,
  body: 'I. Mục đích\n\n1. Khoanh vùng gọn, truy vết trong ngày.',
  items: [{ path: 'I.1', heading: false, text: 'Khoanh vùng gọn, truy vết trong ngày.' }],
})

describe('A directive goes from the register to the wards', () => {
  let world: World
  let clerk: User
  let commander: User
  let chair: User
  let secretary: User
  let wards: number[]
  let letterId: string

  beforeAll(async () => {
    world = await openWorld()
    ;[clerk, commander, chair, secretary] = await Promise.all([
      world.signIn('district-clerk'),
      world.signIn('district-commander'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-secretary', 'Mai Động'),
    ])
    const { rows } = await world.pool.query<{ area_id: number }>(
      `select area_id from vx.post where kind = 'ward-chair' order by area_id`,
    )
    wards = rows.map((r) => r.area_id)
  })
  afterAll(() => world.close())

  const enterLetter = async () => {
    const read = await clerk.api.documents.read({ text: DEMO_LETTER })
    const { id } = await clerk.api.documents.enter({
      direction: 'incoming',
      form: 'party',
      type: read.type!,
      symbolPrinted: read.symbolPrinted!,
      issuer: read.issuer!,
      issuerLevel: 'district',
      printedOn: read.date!,
      abstract: read.abstract!,
      urgency: 'urgent',
      addressees: read.addressees,
      body: DEMO_LETTER,
      items: read.items,
      links: read.citations.map((c) => ({
        kind: 'based_on' as const,
        printed: c.printed,
        ...(c.date ? { printedOn: c.date } : {}),
        ...(c.likelyDate ? { datedOn: c.likelyDate, note: 'In nhầm năm' } : {}),
        ...(c.issuer ? { issuer: c.issuer } : {}),
      })),
    })
    return id
  }

  it('the clerk pastes the letter and gets its items, its citations and the date that was misprinted', async () => {
    letterId = await enterLetter()
    const page = await clerk.api.documents.get({ id: letterId })
    expect(page.document).toMatchObject({
      symbol: '412-CV/QU',
      symbolPrinted: '412 - CV/QU',
      datedOn: '2021-08-09',
      standing: 'in_force',
    })
    expect(page.items).toHaveLength(12)
    expect(page.links).toHaveLength(7)
    const slip = page.links.find((l) => l.other.symbol === '263-CV/TU')
    expect(slip?.other).toMatchObject({ printedOn: '2020-08-08', datedOn: '2021-08-08' })
  })

  it('a document that is entered later is found by what cited it before, by its symbol', async () => {
    const { id } = await clerk.api.documents.enter({
      direction: 'incoming',
      form: 'party',
      type: 'CT',
      symbolPrinted: '29-CT/QU',
      issuer: 'Quận ủy Hoàng Mai',
      issuerLevel: 'district',
      printedOn: '2021-07-25',
      abstract: 'Tăng cường phòng, chống dịch',
    })
    const known = await clerk.api.documents.read({ text: DEMO_LETTER })
    expect(known.citations.find((c) => c.symbol === '29-CT/QU')?.knownId).toBe(id)
    const { backlinks } = await clerk.api.documents.get({ id })
    expect(backlinks.map((l) => l.other.id)).toEqual([letterId])
  })

  it('is sent to fourteen wards, which read it though it stands in the register of the district', async () => {
    await expectProblem(chair.api.documents.get({ id: letterId }), 'not-found')
    const recipients = wards.map((areaId) => ({
      areaId,
      postKind: 'ward-chair',
      purpose: 'implement' as const,
    }))
    expect(await clerk.api.documents.send({ id: letterId, recipients })).toEqual({ sent: 14 })
    expect(await clerk.api.documents.send({ id: letterId, recipients })).toEqual({ sent: 0 })
    const page = await chair.api.documents.get({ id: letterId })
    // A ward sees its own receipt and nobody else's.
    expect(page.receipts).toHaveLength(1)
    expect(page.receipts[0]).toMatchObject({ state: 'waiting', postKind: 'ward-chair' })
    expect(page.receipts[0]!.readAt).not.toBeNull()
    expect(page.may).toMatchObject({ edit: false, assign: false, receipt: page.receipts[0]!.id })
  })

  it('is acknowledged once, by the post that was addressed, and the count of those who have not falls by one', async () => {
    const count = () => clerk.api.platform.figures.count({ id: 'documents.unacknowledged' })
    expect((await count()).count).toBe(14)
    const [receipt] = (await chair.api.documents.get({ id: letterId })).receipts
    const { id, version } = receipt!
    await expectProblem(secretary.api.documents.acknowledge({ id, version }), 'document-not-addressed')
    await expectProblem(chair.api.documents.acknowledge({ id, version: version + 7 }), 'stale-version')
    // From two windows at once: one acknowledges, the other is told that it saw an older page.
    const both = await Promise.allSettled([1, 2].map(() => chair.api.documents.acknowledge({ id, version })))
    expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected'])
    const done = both.flatMap((b) => (b.status === 'fulfilled' ? [b.value] : []))[0]!
    const { rows } = await world.pool.query(
      `select count(*)::int as n from platform.audit where subject_id = $1 and action = 'document.acknowledge'`,
      [id],
    )
    expect(rows[0].n).toBe(1)
    await expectProblem(
      chair.api.documents.acknowledge({ id, version: done.version }),
      'document-acknowledged-already',
    )
    await chair.api.documents.disseminate({ id, version: done.version, note: 'Họp trực tuyến với 12 tổ' })
    expect((await count()).count).toBe(13)
    const page = await clerk.api.documents.get({ id: letterId })
    expect(page.receipts.filter((r) => r.state === 'in_time')).toHaveLength(1)
  })

  it('an item becomes one task in each ward; giving it again changes nothing', async () => {
    const { items } = await clerk.api.documents.get({ id: letterId })
    const item = items.find((i) => i.path === 'II.1.2')!
    const dueAt = '2021-08-12T17:00:00+07:00'
    const input = { id: item.id, areaIds: wards, postKind: 'ward-chair', dueAt }
    expect(await clerk.api.documents.assign(input)).toEqual({ assigned: 14 })
    expect(await clerk.api.documents.assign(input)).toEqual({ assigned: 0 })
    const mine = (await chair.api.documents.get({ id: letterId })).items.find((i) => i.id === item.id)!
    expect(mine.tasks).toHaveLength(1)
    expect(mine.tasks[0]).toMatchObject({ subjectLabel: '412-CV/QU, mục II.1.2', state: 'in_time' })
    const { id, version } = mine.tasks[0]!
    await chair.api.tasks.complete({ id, version, note: 'Đã lấy mẫu 3 vùng' })
    const page = await clerk.api.documents.get({ id: letterId })
    const tasks = page.items.find((i) => i.id === item.id)!.tasks
    expect(tasks.filter((t) => t.doneAt)).toHaveLength(1)
    expect(await clerk.api.documents.ofItem({ id: item.id })).toEqual({ documentId: letterId })
    const register = await chair.api.platform.registers.rows({ id: 'tasks', limit: 200 })
    expect(register.rows.find((r) => r.id === id)).toMatchObject({ subject_label: '412-CV/QU, mục II.1.2' })
    expect((await chair.api.tasks.get({ id })).task).toMatchObject({
      subjectType: 'document-item',
      subjectId: item.id,
    })
  })

  it('refuses headings, deadlines that have passed, and posts that nobody holds there', async () => {
    const { items } = await clerk.api.documents.get({ id: letterId })
    const [heading, item] = [items[0]!, items[1]!]
    const input = { areaIds: wards.slice(0, 1), postKind: 'ward-chair', dueAt: '2021-08-12T17:00:00+07:00' }
    await expectProblem(clerk.api.documents.assign({ ...input, id: heading.id }), 'document-item-heading')
    await expectProblem(
      clerk.api.documents.assign({ ...input, id: item.id, dueAt: '2021-08-01T17:00:00+07:00' }),
      'document-due-in-past',
    )
    await expectProblem(
      clerk.api.documents.assign({ ...input, id: item.id, postKind: 'district-clerk' }),
      'document-no-such-post',
    )
    await expectProblem(chair.api.documents.assign({ ...input, id: item.id }), 'document-not-yours')
  })

  it('the ward’s own plan carries it out, and the hours between are counted', async () => {
    const { id } = await chair.api.documents.enter({
      ...draft('Kế hoạch thực hiện Công văn 412-CV/QU'),
      issuerLevel: 'ward',
      links: [{ kind: 'implements', targetId: letterId, printed: 'Công văn số 412-CV/QU' }],
    })
    await expectProblem(
      chair.api.documents.send({
        id,
        recipients: [{ areaId: wards[0]!, postKind: 'ward-chair', purpose: 'inform' }],
      }),
      'document-not-issued',
    )
    world.clock.advance({ hours: 5 })
    const signed = await chair.api.documents.issue({ id, version: 1 })
    expect(signed.symbol).toBe('01/KH-UBND')
    await expectProblem(chair.api.documents.issue({ id, version: 2 }), 'document-issued-already')
    const receipts = (await clerk.api.documents.get({ id: letterId })).receipts
    const plan = receipts.find((r) => r.plan)?.plan
    expect(plan).toMatchObject({ id, symbol: '01/KH-UBND' })
    expect(plan!.hours).toBeGreaterThanOrEqual(5)
    expect(plan!.hours).toBeLessThan(5.2)
    const pdf = await world.fetch(chair, `/api/documents/${id}/document.pdf`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect((await pdf.text()).startsWith('%PDF')).toBe(true)
    expect((await world.fetch(clerk, `/api/documents/${letterId}/document.pdf`)).status).toBe(404)
  })

  it('thirty signings at once take thirty numbers without a gap', async () => {
    const ids = await Promise.all(
      Array.from({ length: 30 }, (_, i) => clerk.api.documents.enter(draft(`Kế hoạch số thử ${i}`))),
    )
    const signed = await Promise.all(ids.map(({ id }) => commander.api.documents.issue({ id, version: 1 })))
    const numbers = signed.map((s) => Number.parseInt(s.symbol, 10)).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
  })

  it('what is replaced is in force no more', async () => {
    const { id: old } = await clerk.api.documents.enter(draft('Kế hoạch cũ'))
    await commander.api.documents.issue({ id: old, version: 1 })
    expect((await clerk.api.documents.get({ id: old })).document.standing).toBe('in_force')
    const { id } = await clerk.api.documents.enter({
      ...draft('Kế hoạch mới'),
      links: [{ kind: 'replaces', targetId: old, printed: 'Kế hoạch cũ' }],
    })
    expect((await clerk.api.documents.get({ id: old })).document.standing).toBe('in_force')
    await commander.api.documents.issue({ id, version: 1 })
    expect((await clerk.api.documents.get({ id: old })).document.standing).toBe('replaced')
    const { version } = (await clerk.api.documents.get({ id })).document
    await clerk.api.documents.update({ id, version, effectiveTo: '2021-08-10', effectiveFrom: '2021-08-10' })
    world.clock.advance({ days: 1 })
    expect((await clerk.api.documents.get({ id })).document.standing).toBe('ended')
    await expectProblem(
      clerk.api.documents.update({ id, version: version + 1, effectiveTo: '2021-08-01' }),
      'document-term',
    )
  })

  it('keeps the text of a secret document out, an unknown type out, and asks why two dates differ', async () => {
    const base = draft('Phương án bảo đảm an ninh')
    await expectProblem(clerk.api.documents.enter({ ...base, secrecy: 'secret' }), 'document-secret')
    await expectProblem(clerk.api.documents.enter({ ...base, type: 'XX' }), 'document-type-unknown')
    await expectProblem(
      clerk.api.documents.enter({ ...base, printedOn: '2020-08-01', datedOn: '2021-08-01' }),
      'document-date-unexplained',
    )
  })

  it('an appeal has neither symbol nor date and is entered all the same', async () => {
    const { id } = await clerk.api.documents.enter({
      direction: 'incoming',
      form: 'none',
      type: 'LKG',
      issuer: 'Tổng Bí thư',
      issuerLevel: 'central',
      abstract: 'Lời kêu gọi toàn dân phòng, chống dịch',
    })
    const { document } = await clerk.api.documents.get({ id })
    expect(document).toMatchObject({ symbol: null, datedOn: null, standing: 'in_force' })
    const directing = await clerk.api.platform.figures.count({ id: 'documents.directing' })
    expect(directing.count).toBeGreaterThan(0)
  })

  it('each right is refused to posts without it', async () => {
    const [guard, nurse] = await Promise.all([
      world.signIn('checkpoint-guard'),
      world.signIn('ward-nurse', 'Mai Động'),
    ])
    await expectProblem(guard.api.documents.get({ id: letterId }), 'right-missing')
    await expectProblem(guard.api.documents.acknowledge({ id: letterId, version: 1 }), 'right-missing')
    await expectProblem(nurse.api.documents.enter(draft('Không được')), 'right-missing')
    await expectProblem(nurse.api.documents.issue({ id: letterId, version: 1 }), 'right-missing')
    await expectProblem(
      nurse.api.documents.send({
        id: letterId,
        recipients: [{ areaId: wards[0]!, postKind: 'ward-chair', purpose: 'inform' }],
      }),
      'right-missing',
    )
    await expectProblem(
      nurse.api.documents.assign({
        id: letterId,
        areaIds: wards,
        postKind: 'ward-chair',
        dueAt: '2021-08-14T17:00:00+07:00',
      }),
      'right-missing',
    )
  })

  it('of a ward that is no more still comes as a paper, under the name that it had', async () => {
    const ward = await world.areaId('Mai Động')
    const { rows } = await world.pool.query(
      `select id from vx.document where area_id = $1 and issued_at is not null limit 1`,
      [ward],
    )
    const paper = () => world.fetch(clerk, `/api/documents/${rows[0].id}/document.docx`)
    expect((await paper()).status).toBe(200)
    await world.pool.query(`update vx.area set valid_to = '2021-08-09' where id = $1 or parent_id = $1`, [
      ward,
    ])
    world.clock.advance({ minutes: 1 })
    const docx = await paper()
    expect(docx.status).toBe(200)
    expect(await textOfZip(Buffer.from(await docx.arrayBuffer()), DEFAULT_LIMITS)).toContain(
      'PHƯỜNG MAI ĐỘNG',
    )
  })
})
