import { v7 as uuid7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'

const BODY = 'Chia hai ca, một lối vào, khử khuẩn hai lần mỗi ca, có phòng cách ly tạm và người phụ trách.'

describe('A prevention plan', () => {
  let world: World
  let secretary: User
  let chair: User
  let lead: User
  let organisation: { id: string; areaId: number }
  let teamId: string
  let planId: string

  const day = '2021-08-10'
  const page = (by: User = chair, id = planId) => by.api.inspections.getPlan({ id })
  const count = async (id: string) =>
    (await chair.api.platform.figures.count({ id, areaId: await world.areaId('Mai Động') })).count
  const visited = async (finding?: object) => {
    const { ids } = await lead.api.inspections.plan({
      plannedOn: day,
      teamId,
      subjects: [{ track: 'organisation', areaId: organisation.areaId, organisationId: organisation.id }],
    })
    const id = ids[0]!
    await lead.api.inspections.start({ id, version: 1 })
    const { checklist } = await lead.api.inspections.get({ id })
    const dueAt = new Date(world.clock.now().getTime() + 86_400_000).toISOString()
    await lead.api.inspections.close({
      id,
      version: 2,
      answers: Object.fromEntries(checklist.map((c) => [c.code, { score: 9 }])),
      findings: finding
        ? [
            {
              id: uuid7(),
              what: 'Phòng cách ly tạm đang làm kho',
              severity: 'serious',
              remedy: 'Dọn kho, bố trí lại phòng',
              dueAt,
              postKind: 'ward-chair',
              ...finding,
            },
          ]
        : [],
    })
    return id
  }

  beforeAll(async () => {
    world = await openWorld()
    ;[secretary, chair, lead] = await Promise.all([
      world.signIn('ward-secretary', 'Mai Động'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('inspection-lead'),
    ])
    const { rows } = await world.pool.query<{ id: string; areaId: number }>(
      `select o.id, o.area_id as "areaId" from vx.organisation o join vx.area_tree t on t.descendant_id = o.area_id
       where t.ancestor_id = $1 and o.kind in ('enterprise', 'factory', 'market', 'supermarket') order by o.id limit 1`,
      [await world.areaId('Mai Động')],
    )
    organisation = rows[0]!
    const clerk = await world.signIn('district-clerk')
    const set = { kind: 'inspection' as const, name: 'Đoàn kiểm tra số 5 của Quận ủy', since: '2021-08-01' }
    teamId = (await clerk.api.organisations.setUpTeam({ ...set, areaId: await world.areaId('Hoàng Mai') })).id
  })
  afterAll(() => world.close())

  const input = (more: object = {}) => ({
    organisationId: organisation.id,
    body: BODY,
    staff: 84,
    contactName: 'Nghiêm Thị Thu Trang',
    contactPhone: '0912 345 678',
    submittedOn: day,
    ...more,
  })

  it('is entered for an organisation by who may, once at a time, and waits', async () => {
    const reader = await world.signIn('front-officer')
    await expectProblem(reader.api.inspections.submitPlan(input()), 'right-missing')
    await expectProblem(
      secretary.api.inspections.submitPlan(input({ organisationId: uuid7() })),
      'refers-to-nothing',
    )
    await expectProblem(
      secretary.api.inspections.submitPlan(input({ submittedOn: '2021-08-11' })),
      'plan-in-future',
    )
    const both = await Promise.allSettled([
      secretary.api.inspections.submitPlan(input()),
      secretary.api.inspections.submitPlan(input()),
    ])
    // Both keep their own key: one is entered, the other is told that one waits.
    const made = both.filter((b) => b.status === 'fulfilled')
    expect(made).toHaveLength(1)
    planId = made[0]!.value.id
    await expectProblem(secretary.api.inspections.submitPlan(input()), 'plan-waiting-already')
    expect((await page()).plan).toMatchObject({ edition: 1, state: 'waiting' })
    expect(await count('plans.waiting')).toBe(1)
  })

  it('tells its contact only to those who may know people', async () => {
    expect((await page()).plan.contactName).toBe('Nghiêm Thị Thu Trang')
    expect((await page(lead)).plan).toMatchObject({ contactName: null, contactPhone: null })
  })

  it('is returned with the reason, by a post that may and did not enter it; the next edition replaces it', async () => {
    const review = { id: planId, version: 1, verdict: 'returned' as const, said: 'Thiếu kịch bản khi có ca' }
    await expectProblem(secretary.api.inspections.reviewPlan(review), 'right-missing')
    await expectProblem(
      chair.api.inspections.reviewPlan({ id: planId, version: 1, verdict: 'returned' }),
      'plan-return-unexplained',
    )
    await expectProblem(chair.api.inspections.reviewPlan({ ...review, version: 7 }), 'stale-version')
    await expectProblem(chair.api.inspections.reviewPlan({ ...review, id: uuid7() }), 'not-found')
    await chair.api.inspections.reviewPlan(review)
    await expectProblem(chair.api.inspections.reviewPlan({ ...review, version: 2 }), 'plan-reviewed-already')
    expect((await page()).plan).toMatchObject({ state: 'returned', reviewSaid: 'Thiếu kịch bản khi có ca' })
    // Whoever entered it does not review it.
    const own = await chair.api.inspections.submitPlan(input({ body: `${BODY} Có kịch bản khi có ca.` }))
    expect(own.edition).toBe(2)
    expect((await page()).plan.state).toBe('replaced')
    await expectProblem(
      chair.api.inspections.reviewPlan({ id: own.id, version: 1, verdict: 'approved' }),
      'plan-own',
    )
    expect((await page(chair, own.id)).may.review).toBe(false)
    planId = own.id
    const commander = await world.signIn('district-commander')
    await commander.api.inspections.reviewPlan({ id: planId, version: 1, verdict: 'approved' })
    expect((await page()).plan.state).toBe('approved')
    expect(await count('plans.approved_not_verified')).toBe(1)
  })

  it('is verified by a scored visit on the spot, and opened again by a finding "đối phó" until there is a new one', async () => {
    const first = await visited()
    expect((await page()).plan).toMatchObject({
      state: 'verified',
      verifiedBy: { visitId: first, total: 90 },
    })
    // What is wrong but not for show does not touch the plan.
    await visited({ coping: false })
    expect((await page()).plan.state).toBe('verified')
    const shown = await visited({ coping: true })
    expect((await page()).plan).toMatchObject({
      state: 'reopened',
      copingFinding: { visitId: shown, what: 'Phòng cách ly tạm đang làm kho' },
    })
    expect(await count('plans.reopened')).toBe(1)
    expect((await page()).may).toMatchObject({ submit: true, review: false })
    const next = await secretary.api.inspections.submitPlan(input())
    expect(next.edition).toBe(3)
    expect((await page()).plan.state).toBe('replaced')
    expect(await count('plans.reopened')).toBe(0)
  })
})
