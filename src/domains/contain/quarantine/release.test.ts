import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { allFigures } from '../../../app.ts'
import { countByPart, countFigure } from '../../../platform/figures.ts'
import type { Order, ProposeInput } from './contract.ts'

/** These tests move the clock by weeks, so they have a district of their own. */
describe('An order comes to its end', () => {
  let world: World
  let nurse: User
  let chair: User
  let laboratory: User
  let areaId: number

  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    chair = await world.signIn('ward-chair', 'Mai Động')
    laboratory = await world.signIn('laboratory')
    areaId = await world.areaId('Mai Động')
  })
  afterAll(() => world.close())

  const resident = async (fullName: string) =>
    (await nurse.api.people.create({ fullName, birthYear: 1980, areaId, sex: 'female' })).id
  const suspect = async (personId: string) =>
    (await nurse.api.surveillance.report({ personId, disease: 'covid-19' })).id
  const pcr = (id: string, result: 'positive' | 'negative', ct?: number) =>
    laboratory.api.surveillance.addLab({
      id,
      method: 'pcr',
      result,
      ...(ct ? { ct } : {}),
      sampledAt: world.clock.now().toISOString(),
      resultedAt: world.clock.now().toISOString(),
    })
  async function signed(personId: string, more: Partial<ProposeInput> = {}): Promise<Order> {
    const { orders } = await nurse.api.quarantine.propose({
      personIds: [personId],
      kind: 'quarantine',
      exposure: 'F1',
      placeKind: 'home',
      address: 'Số 7, ngách 10, Mai Động',
      reason: 'F1 ở cùng nhà',
      ...more,
    })
    const { signed: s } = await chair.api.quarantine.sign({
      orders: orders.map((o) => ({ id: o.id, version: o.version })),
    })
    return s[0]!.order
  }
  const count = (id: string) =>
    world.db
      .transaction()
      .execute((db) =>
        countFigure(db, allFigures.get(id)!, { areaIds: [areaId], asOf: world.clock.now().toISOString() }),
      )

  it('a contact stays until two negative PCRs are there and the days are over; then the chair releases', async () => {
    const person = await resident('Lý Thị Âm')
    const caseId = await suspect(person)
    const order = await signed(person)
    const v = { id: order.id, version: order.version }
    const early = await expectProblem(chair.api.quarantine.release(v), 'release-tests-missing')
    expect(early.title).toContain('0/2')
    await pcr(caseId, 'negative')
    world.clock.advance({ days: 7 })
    await pcr(caseId, 'negative')
    await expectProblem(chair.api.quarantine.release(v), 'release-too-early')

    world.clock.advance({ days: 6, hours: 12 })
    expect(await count('orders.expiring')).toBe(1)
    expect(await count('orders.overdue_release')).toBe(0)
    world.clock.advance({ hours: 13 })
    const late = await nurse.api.quarantine.get({ id: order.id })
    expect(late.order.state).toBe('expired')
    expect(late.release).toMatchObject({ negatives: 2, missing: [] })
    expect(await count('orders.overdue_release')).toBe(1)
    expect(await count('orders.quarantine_active')).toBe(0)
    await expectProblem(chair.api.quarantine.extend({ ...v, days: 5, reason: 'thêm' }), 'order-ended')

    const done = await chair.api.quarantine.release(v)
    expect(done.order.state).toBe('released')
    expect(done.decision).toMatchObject({ type: 'release', negatives: 2, overridden: false })
    expect(await count('orders.overdue_release')).toBe(0)
    await expectProblem(
      chair.api.quarantine.release({ id: order.id, version: done.order.version }),
      'order-state',
    )
  })

  it('a positive result in between starts the row anew, and samples of one day count once for an F0', async () => {
    const person = await resident('Lý Thị Dương')
    const caseId = await suspect(person)
    await pcr(caseId, 'positive', 18)
    const order = await signed(person, { kind: 'isolation', exposure: undefined, placeKind: 'facility' })
    const v = { id: order.id, version: order.version }
    const row = async () => (await nurse.api.quarantine.get({ id: order.id })).release
    world.clock.advance({ days: 8 })
    await pcr(caseId, 'negative')
    expect((await row())?.negatives).toBe(1)
    await pcr(caseId, 'positive', 24)
    expect((await row())?.negatives).toBe(0)
    world.clock.advance({ days: 1 })
    await pcr(caseId, 'positive', 33)
    await pcr(caseId, 'negative')
    expect((await row())?.negatives).toBe(1)
    world.clock.advance({ hours: 25 })
    await pcr(caseId, 'negative')
    expect(await row()).toMatchObject({ negatives: 2, missing: [] })
    expect((await chair.api.quarantine.release(v)).order.state).toBe('released')
  })

  it('the signer may release without the tests, and the reason stays on the decision', async () => {
    const order = await signed(await resident('Lý Thị Ngoại Lệ'))
    const v = { id: order.id, version: order.version }
    await expectProblem(chair.api.quarantine.release({ ...v, overrideReason: 'ngắn' }), 'input-invalid')
    const done = await chair.api.quarantine.release({
      ...v,
      overrideReason: 'Chuyển viện vì bệnh khác, bệnh viện tiếp nhận cách ly',
    })
    expect(done.decision).toMatchObject({ overridden: true, reason: expect.stringContaining('Chuyển viện') })
    const { rows } = await world.pool.query(
      `select count(*)::int as n from platform.audit where action = 'order.release-override' and subject_id = $1`,
      [order.id],
    )
    expect(rows[0].n).toBe(1)
  })

  it('a proposal nobody signed before its end cannot be signed any more', async () => {
    const { orders } = await nurse.api.quarantine.propose({
      personIds: [await resident('Lý Thị Quên')],
      kind: 'quarantine',
      exposure: 'F1',
      placeKind: 'home',
      address: 'Mai Động',
      reason: 'F1 bị quên',
    })
    world.clock.advance({ days: 15 })
    await expectProblem(
      chair.api.quarantine.sign({ orders: [{ id: orders[0]!.id, version: orders[0]!.version }] }),
      'order-ended',
    )
  })

  it('the figures keep quarantine and isolation apart and split them by place', async () => {
    const before = [await count('orders.quarantine_active'), await count('orders.isolation_active')]
    await signed(await resident('Lý Thị Hai'), { placeKind: 'facility' })
    const sick = await resident('Lý Thị Ba')
    await suspect(sick)
    await signed(sick, { kind: 'isolation', exposure: undefined })
    expect([await count('orders.quarantine_active'), await count('orders.isolation_active')]).toEqual([
      before[0]! + 1,
      before[1]! + 1,
    ])
    const input = { areaIds: [areaId], asOf: world.clock.now().toISOString() }
    const parts = await world.db
      .transaction()
      .execute((db) => countByPart(db, allFigures.get('orders.quarantine_active')!, input, 'place'))
    expect(parts).toContainEqual({ value: 'facility', count: 1 })
    expect(parts).toContainEqual({ value: null, count: 0 })
  })

  it('draft, decision, extension and release print as PDF and DOCX', async () => {
    const person = await resident('Trịnh Thị Bản In')
    const { orders } = await nurse.api.quarantine.propose({
      personIds: [person],
      kind: 'quarantine',
      exposure: 'F1',
      placeKind: 'home',
      address: 'Số 9, ngõ 5, Mai Động',
      reason: 'F1 ở cùng nhà',
    })
    const { id, version } = orders[0]!
    const draft = await text(await file(id, 'docx'))
    expect(draft).toContain('DỰ THẢO')
    expect(draft).toContain('Trịnh Thị Bản In')

    const { signed: s } = await chair.api.quarantine.sign({ orders: [{ id, version }] })
    const longer = await chair.api.quarantine.extend({
      id,
      version: s[0]!.order.version,
      days: 5,
      reason: 'Có thêm F0 trong nhà',
    })
    const done = await chair.api.quarantine.release({
      id,
      version: longer.order.version,
      overrideReason: 'Hộ chuyển về quê, có xe đón',
    })
    const first = await text(await file(id, 'docx'))
    expect(first).not.toContain('DỰ THẢO')
    expect(first).toContain(s[0]!.decision.numberText)
    expect(first).toContain('14 ngày')
    expect(await text(await file(id, 'docx', longer.decision.id))).toContain('Thời gian gia hạn: 5 ngày')
    const last = await text(await file(id, 'docx', done.decision.id))
    expect(last).toContain('Kết thúc cách ly y tế')
    expect(last).toContain(`thay thế Quyết định số ${s[0]!.decision.numberText}`)
    for (const decision of [undefined, longer.decision.id, done.decision.id]) {
      const pdf = await file(id, 'pdf', decision)
      expect(pdf.subarray(0, 4).toString()).toBe('%PDF')
    }
    const none = await world.fetch(chair, `/api/orders/${id}/document.pdf?decision=${person}`)
    expect(none.status).toBe(404)
    expect((await world.fetch(chair, `/api/orders/${id}/document.odt`)).status).toBe(404)
  })

  async function file(id: string, format: string, decision?: string): Promise<Buffer> {
    const query = decision ? `?decision=${decision}` : ''
    const response = await world.fetch(chair, `/api/orders/${id}/document.${format}${query}`)
    expect(response.status).toBe(200)
    return Buffer.from(await response.arrayBuffer())
  }

  /** The words of word/document.xml. */
  async function text(docx: Buffer): Promise<string> {
    for (let at = docx.indexOf('PK\u0001\u0002'); at >= 0; at = docx.indexOf('PK\u0001\u0002', at + 1)) {
      const name = docx.subarray(at + 46, at + 46 + docx.readUInt16LE(at + 28)).toString()
      if (name !== 'word/document.xml') continue
      const local = docx.readUInt32LE(at + 42)
      const from = local + 30 + docx.readUInt16LE(local + 26) + docx.readUInt16LE(local + 28)
      const xml = inflateRawSync(docx.subarray(from, from + docx.readUInt32LE(at + 20))).toString()
      return xml.replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, '')
    }
    throw new Error('No word/document.xml')
  }
})
