import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import type { ProposeInput } from './contract.ts'

describe('An order to stay in one place', () => {
  let world: World
  let nurse: User
  let chair: User
  let doctor: User
  let laboratory: User
  let areaId: number
  let people = 0

  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    chair = await world.signIn('ward-chair', 'Mai Động')
    doctor = await world.signIn('epidemiologist')
    laboratory = await world.signIn('laboratory')
    areaId = await world.areaId('Mai Động')
  })
  afterAll(() => world.close())

  async function resident(fullName: string): Promise<string> {
    people += 1
    const { id } = await nurse.api.people.create({ fullName, birthYear: 1960 + people, areaId })
    return id
  }
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
  const atHome = (personIds: string[], more: Partial<ProposeInput> = {}): ProposeInput => ({
    personIds,
    kind: 'quarantine',
    exposure: 'F1',
    placeKind: 'home',
    address: 'Số 12, ngõ 189 Hoàng Hoa Thám giả định, Mai Động',
    reason: 'F1 của ca đã xác định trong phường',
    ...more,
  })
  async function proposed(personId: string, more: Partial<ProposeInput> = {}) {
    const { orders } = await nurse.api.quarantine.propose(atHome([personId], more))
    return orders[0]!
  }
  async function signed(personId: string, more: Partial<ProposeInput> = {}) {
    const order = await proposed(personId, more)
    const answer = await chair.api.quarantine.sign({ orders: [{ id: order.id, version: order.version }] })
    return answer.signed[0]!
  }

  it('a nurse proposes, the ward chair signs, and the days run from the last exposure under the rule of that day', async () => {
    const order = await proposed(await resident('Nguyễn Thị Hồng Nhung'), { lastExposure: '2021-08-08' })
    expect(order).toMatchObject({ state: 'proposed', days: 12, numberText: null })
    expect(Date.parse(order.endsAt) - Date.parse(order.startsAt)).toBe(12 * 86_400_000)
    const answer = await chair.api.quarantine.sign({ orders: [{ id: order.id, version: order.version }] })
    const { order: active, decision } = answer.signed[0]!
    expect(active.state).toBe('active')
    expect(decision).toMatchObject({ type: 'issue', number: expect.any(Number), year: 2021, days: 12 })
    expect(decision.numberText).toMatch(/^\d{2,}\/QĐ-UBND$/)
    expect(decision.legalBasis.join(' ')).not.toContain('chờ xác nhận')
    const page = await nurse.api.quarantine.get({ id: order.id })
    expect(page.rule).toMatchObject({ key: 'quarantine.days', effectiveFrom: '2021-07-14' })
    expect(page.release).toMatchObject({ requiredNegatives: 2, negatives: 0 })
    expect(page.person?.fullName).toBe('Nguyễn Thị Hồng Nhung')
  })

  it('the preview shows rule, end and limits, and names the refusal before anybody is refused', async () => {
    const base = { kind: 'quarantine', exposure: 'F1', placeKind: 'facility' } as const
    const plain = await nurse.api.quarantine.preview(base)
    expect(plain).toMatchObject({ days: 14, minDays: 14, maxDays: 21, followUpDays: 14, refusal: null })
    expect(plain.cap).toMatchObject({ days: 21, extensionDays: 10 })
    expect((await nurse.api.quarantine.preview({ ...base, days: 22 })).refusal).toBe('order-over-legal-cap')
    const counted = await nurse.api.quarantine.preview({ ...base, lastExposure: '2021-08-05' })
    expect(counted).toMatchObject({ days: 9, minDays: 9, maxDays: 16, countedFrom: 'last-exposure' })
  })

  it('refuses a term over the legal cap, outside the rule, far away, before its exposure or already served', async () => {
    const id = await resident('Trần Văn Lực')
    const refused = (more: Partial<ProposeInput>, code: string) =>
      expectProblem(nurse.api.quarantine.propose(atHome([id], more)), code)
    const cap = await refused({ days: 22 }, 'order-over-legal-cap')
    expect(cap.title).toContain('21')
    expect(cap.details.fields).toHaveProperty('days')
    await refused({ days: 10 }, 'order-days-outside-rule')
    await refused({ startsAt: '2021-09-30T08:00:00+07:00' }, 'order-start-far')
    await refused({ lastExposure: '2021-08-11' }, 'exposure-after-start')
    await refused({ lastExposure: '2021-07-20' }, 'quarantine-time-over')
    await refused({ exposure: undefined }, 'input-invalid')
    await refused({ address: undefined }, 'order-place-missing')
    await refused({ placeKind: 'facility', address: undefined }, 'order-place-missing')
    expect(await nurse.api.quarantine.byPerson({ personId: id })).toEqual([])
  })

  it('a market is no place to isolate anybody in', async () => {
    const placeId = '0189c1a0-0000-7000-8000-00000000aa01'
    await world.pool.query(
      `insert into vx.place (id, area_id, kind, name, address) values ($1, $2, 'market', 'Chợ Mai Động thử', 'Mai Động')`,
      [placeId, areaId],
    )
    const id = await resident('Đặng Thị Chợ')
    await expectProblem(
      nurse.api.quarantine.propose(atHome([id], { placeKind: 'facility', placeId, address: undefined })),
      'order-place-wrong',
    )
  })

  it('quarantine is refused for a confirmed case, isolation for somebody without a case', async () => {
    const healthy = await resident('Phạm Thu Cúc')
    await expectProblem(
      nurse.api.quarantine.propose(atHome([healthy], { kind: 'isolation', exposure: undefined })),
      'isolation-needs-case',
    )
    const sick = await resident('Lê Đình Thắng')
    const caseId = await suspect(sick)
    const waiting = await proposed(sick)
    await pcr(caseId, 'positive', 19)
    const refused = await expectProblem(
      chair.api.quarantine.sign({ orders: [{ id: waiting.id, version: waiting.version }] }),
      'use-isolation',
    )
    expect(refused.details).toMatchObject({ caseId })
    await nurse.api.quarantine.withdraw({ id: waiting.id, version: waiting.version, reason: 'Đã thành F0' })
    await expectProblem(nurse.api.quarantine.propose(atHome([sick])), 'use-isolation')
  })

  it('an isolation that is signed completes the task "isolate" and takes the place of the quarantine', async () => {
    const sick = await resident('Bùi Xuân Trường')
    const quarantine = await signed(sick)
    const caseId = await suspect(sick)
    await pcr(caseId, 'positive', 22)
    await world.settle()
    const isolation = await signed(sick, { kind: 'isolation', exposure: undefined, placeKind: 'facility' })
    expect(isolation.order).toMatchObject({ kind: 'isolation', exposure: 'F0', caseId, days: 14 })
    await world.settle()
    const tasks = await nurse.api.tasks.bySubject({ subjectType: 'case', subjectId: caseId })
    const isolate = tasks.find((t) => t.kind === 'isolate')
    expect(isolate?.doneNote).toContain(isolation.decision.numberText)
    expect(tasks.find((t) => t.kind === 'trace')?.doneAt).toBeNull()
    const before = await nurse.api.quarantine.get({ id: quarantine.order.id })
    expect(before.order).toMatchObject({ state: 'cancelled', replacedBy: { id: isolation.order.id } })
    expect(before.release).toBeNull()
  })

  it('somebody isolated on suspicion and confirmed later has the task "isolate" done from the start', async () => {
    const sick = await resident('Bùi Thị Sớm')
    const caseId = await suspect(sick)
    const { decision } = await signed(sick, { kind: 'isolation', exposure: undefined })
    await pcr(caseId, 'positive', 20)
    // Two reactions to one event meet at the same tasks; the one that comes second may be run again a little later.
    await vi.waitFor(
      async () => {
        const tasks = await nurse.api.tasks.bySubject({ subjectType: 'case', subjectId: caseId })
        expect(tasks).toHaveLength(5)
        expect(tasks.find((t) => t.kind === 'isolate')?.doneNote ?? '').toContain(decision.numberText)
      },
      { timeout: 60_000, interval: 200 },
    )
  })

  it('the register lists orders by state, and finds them by number and name', async () => {
    const { order } = await signed(await resident('Khổng Thị Sổ'))
    const rows = async (search: string, filters: Record<string, string>) =>
      (await nurse.api.platform.registers.rows({ id: 'orders', q: search, filters: JSON.stringify(filters) }))
        .rows
    expect(await rows('khong so', { state: 'active' })).toMatchObject([{ id: order.id, kind: 'quarantine' }])
    expect((await rows(order.numberText!, {})).map((r) => r.id)).toContain(order.id)
    expect(await rows('khong so', { state: 'proposed' })).toEqual([])
  })

  it('twenty signings at once, some refused, leave no gap and no number twice', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => resident(`Người Ký Số ${i + 1}`)))
    const { orders } = await nurse.api.quarantine.propose(atHome(ids))
    expect(orders).toHaveLength(20)
    const sign = (o: { id: string; version: number }) =>
      chair.api.quarantine.sign({ orders: [{ id: o.id, version: o.version }] })
    // Each of these takes a number first and is refused on its second order.
    const refused = orders.slice(0, 4).map((o) =>
      chair.api.quarantine.sign({
        orders: [
          { id: o.id, version: o.version },
          { id: orders[19]!.id, version: 99 },
        ],
      }),
    )
    const outcomes = await Promise.allSettled([...orders.map(sign), ...refused])
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(20)
    const { rows } = await world.pool.query(
      'select number from vx.order_decision where issuer_area_id = $1 and year = 2021 order by number',
      [areaId],
    )
    expect(rows.map((r) => r.number)).toEqual(rows.map((_, i) => i + 1))
    expect(rows.length).toBeGreaterThanOrEqual(20)
  })

  it('the district commander signs in the series of the district, and a list gets one number each', async () => {
    const commander = await world.signIn('district-commander')
    const ids = [await resident('Vương Thị Đào'), await resident('Vương Thị Mận')]
    const { orders } = await doctor.api.quarantine.propose(atHome(ids, { exposure: 'returnee' }))
    const { signed: both } = await commander.api.quarantine.sign({
      orders: orders.map((o) => ({ id: o.id, version: o.version })),
      legalBasis: ['Căn cứ Công văn của Trung tâm Y tế quận'],
    })
    const district = await world.areaId('Hoàng Mai')
    expect(both.map((s) => s.decision.issuerAreaId)).toEqual([district, district])
    expect(both[1]!.decision.number).toBe(both[0]!.decision.number + 1)
    expect(both[0]!.decision.legalBasis).toEqual(['Căn cứ Công văn của Trung tâm Y tế quận'])
  })

  it('the chair finds what waits for a signature, the military without the names', async () => {
    const order = await proposed(await resident('Quách Thị Chờ'))
    const mine = (await chair.api.quarantine.waiting({})).find((w) => w.order.id === order.id)
    expect(mine?.fullName).toBe('Quách Thị Chờ')
    const officer = await world.signIn('military')
    const seen = (await officer.api.quarantine.waiting({})).find((w) => w.order.id === order.id)
    expect(seen).toMatchObject({ fullName: null })
    await chair.api.quarantine.sign({ orders: [{ id: order.id, version: order.version }] })
    const left = await chair.api.quarantine.waiting({})
    expect(left.some((w) => w.order.id === order.id)).toBe(false)
    const other = await world.signIn('ward-chair', 'Đại Kim')
    expect(await other.api.quarantine.waiting({})).toEqual([])
    await expectProblem((await world.signIn('city-viewer')).api.quarantine.waiting({}), 'right-missing')
  })

  it('a list in which one person may not be quarantined is refused as a whole', async () => {
    const well = await resident('Ngô Thị Lành')
    const sick = await resident('Ngô Văn Ốm')
    await pcr(await suspect(sick), 'positive', 25)
    const refused = await expectProblem(nurse.api.quarantine.propose(atHome([well, sick])), 'use-isolation')
    expect(refused.details.personId).toBe(sick)
    expect(await nurse.api.quarantine.byPerson({ personId: well })).toEqual([])
  })

  it('one person has one open order of a kind; the second is shown where the first is', async () => {
    const id = await resident('Đinh Thị Một')
    const order = await proposed(id)
    const twice = await expectProblem(nurse.api.quarantine.propose(atHome([id])), 'order-exists')
    expect(twice.details.orderId).toBe(order.id)
  })

  it('an extension is a decision of its own, at most ten days, and only before the end', async () => {
    const { order, decision } = await signed(await resident('Hoàng Văn Dài'))
    await expectProblem(
      chair.api.quarantine.extend({
        id: order.id,
        version: order.version,
        days: 11,
        reason: 'Ở chung nhà F0',
      }),
      'extension-over-legal-cap',
    )
    const longer = await chair.api.quarantine.extend({
      id: order.id,
      version: order.version,
      days: 7,
      reason: 'Ở chung nhà với F0 mới',
    })
    expect(longer.decision).toMatchObject({ type: 'extend', days: 7 })
    expect(longer.decision.numberText).not.toBe(decision.numberText)
    expect(longer.order).toMatchObject({ days: 21, state: 'active' })
    expect(Date.parse(longer.order.endsAt) - Date.parse(order.endsAt)).toBe(7 * 86_400_000)
    const stale = await expectProblem(
      chair.api.quarantine.extend({ id: order.id, version: order.version, days: 3, reason: 'lần hai' }),
      'stale-version',
    )
    expect(stale.details).toMatchObject({ theirs: { days: 21 }, yours: { days: 3 } })
  })

  it('a proposal that is refused takes no number; a signed order is cancelled by a numbered decision', async () => {
    const order = await proposed(await resident('Tạ Thị Thôi'))
    const no = await chair.api.quarantine.cancel({
      id: order.id,
      version: order.version,
      reason: 'Không phải F1',
    })
    expect(no.decision).toBeNull()
    expect(no.order).toMatchObject({ state: 'cancelled', closedReason: 'Không phải F1' })
    await expectProblem(
      chair.api.quarantine.sign({ orders: [{ id: order.id, version: no.order.version }] }),
      'order-state',
    )
    const { order: active } = await signed(await resident('Tạ Văn Nhầm'))
    const yes = await chair.api.quarantine.cancel({
      id: active.id,
      version: active.version,
      reason: 'Nhầm người',
    })
    expect(yes.decision).toMatchObject({ type: 'cancel', reason: 'Nhầm người' })
  })

  it('another ward neither sees an order nor proposes, signs, or prints one here', async () => {
    const personId = await resident('Dương Thị Riêng')
    const order = await proposed(personId)
    const otherNurse = await world.signIn('ward-nurse', 'Đại Kim')
    const otherChair = await world.signIn('ward-chair', 'Đại Kim')
    await expectProblem(otherNurse.api.quarantine.get({ id: order.id }), 'not-found')
    expect(await otherNurse.api.quarantine.byPerson({ personId })).toEqual([])
    await expectProblem(otherNurse.api.quarantine.propose(atHome([personId])), 'not-found')
    await expectProblem(
      otherChair.api.quarantine.sign({ orders: [{ id: order.id, version: order.version }] }),
      'not-found',
    )
    const file = await world.fetch(otherChair, `/api/orders/${order.id}/document.pdf`)
    expect(file.status).toBe(404)
  })

  it('each right is refused to posts without it', async () => {
    const order = await proposed(await resident('Cao Thị Quyền'))
    const v = { id: order.id, version: order.version }
    const head = await world.signIn('neighbourhood-head', undefined)
    const refused = (p: Promise<unknown>) => expectProblem(p, 'right-missing')
    await refused(head.api.quarantine.propose(atHome([order.personId])))
    await refused(head.api.quarantine.preview({ kind: 'isolation', placeKind: 'home' }))
    await refused(head.api.quarantine.withdraw({ ...v, reason: 'thử' }))
    await refused(chair.api.quarantine.propose(atHome([order.personId])))
    await refused(nurse.api.quarantine.sign({ orders: [v] }))
    await refused(nurse.api.quarantine.extend({ ...v, days: 3, reason: 'thử' }))
    await refused(nurse.api.quarantine.cancel({ ...v, reason: 'thử' }))
    await refused(nurse.api.quarantine.release(v))
    const viewer = await world.signIn('city-viewer')
    await refused(viewer.api.quarantine.get({ id: order.id }))
    await refused(viewer.api.quarantine.byPerson({ personId: order.personId }))
    const officer = await world.signIn('military')
    expect((await officer.api.quarantine.get({ id: order.id })).person).toBeNull()
    expect((await world.fetch(officer, `/api/orders/${order.id}/document.pdf`)).status).toBe(403)
  })
})
