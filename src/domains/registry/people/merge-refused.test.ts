import { v7 as uuid7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User } from '../../../../test/harness/world.ts'
import { openScene, type Scene, someone, suspect } from '../../contain/tracing/testing.ts'
import { everything, expectSame, type Hands, hands, mergeInto, takeApart } from './testing.ts'

let s: Scene
let chair: User
let clerk: User
let person: Hands['person']
let meet: Hands['meet']
let quarantine: Hands['quarantine']
let rowsOf: Hands['rowsOf']
beforeAll(async () => {
  s = await openScene(await openWorld())
  ;({ person, meet, quarantine, rowsOf } = hands(s))
  chair = await s.world.signIn('ward-chair', 'Mai Động')
  clerk = await s.world.signIn('district-clerk')
})
afterAll(() => s?.world.close())

describe('A merge is refused', () => {
  let lan: string
  let lanToo: string
  let versions: { version: number; otherVersion: number }
  const input = () => ({ id: lan, otherId: lanToo, ...versions, take: [], reason: 'Cùng một người' })

  beforeAll(async () => {
    lan = await person('Vũ Thị Lan')
    lanToo = await person('Vũ Thị Lan')
    versions = { version: 1, otherVersion: 1 }
  })

  it('to a post without the right', async () => {
    await expectProblem(chair.api.people.merge(input()), 'right-missing')
    await expectProblem(clerk.api.people.reviewMerge({ id: lan, otherId: lanToo }), 'right-missing')
    await expectProblem(
      chair.api.people.unmerge({ id: uuid7(), version: 1, reason: 'Gộp nhầm' }),
      'right-missing',
    )
  })

  it('with itself', async () => {
    await expectProblem(s.nurse.api.people.merge({ ...input(), otherId: lan }), 'merge-with-itself')
  })

  it('with somebody outside the area: who is not seen is not there', async () => {
    const far = (
      await s.doctor.api.people.create({ ...someone('Vũ Thị Lan', await s.world.areaId('Đại Kim')) })
    ).id
    for (const [id, otherId] of [
      [lan, far],
      [far, lan],
    ] as const) {
      await expectProblem(s.nurse.api.people.merge({ ...input(), id, otherId }), 'not-found')
      await expectProblem(s.nurse.api.people.reviewMerge({ id, otherId }), 'not-found')
    }
    await expectProblem(s.nurse.api.people.duplicates({ id: far }), 'not-found')
    expect((await s.nurse.api.people.duplicates({ id: lan })).map((d) => d.id)).not.toContain(far)
    const mergeId = await mergeInto(s.doctor, lan, far)
    // The kept one is the ward's, the other is not: the nurse cannot bring back whom she may not see.
    await expectProblem(
      s.nurse.api.people.unmerge({ id: mergeId, version: 1, reason: 'Gộp nhầm' }),
      'not-found',
    )
    await takeApart(s.doctor, lan)
    expect((await s.doctor.api.people.get({ id: far })).person.areaId).toBe(await s.world.areaId('Đại Kim'))
    versions.version = (await s.nurse.api.people.get({ id: lan })).person.version
  })

  it('below the service as well: the database function looks at the scope itself', async () => {
    const app = await s.world.app.connections.appPool.connect()
    try {
      for (const call of [
        `vx.merge_people(gen_random_uuid(), '${lan}', '${lanToo}', 'x', now(), 'x')`,
        `vx.review_merge('${lan}', '${lanToo}')`,
      ]) {
        await app.query('begin')
        await app.query(`select set_config('vx.areas', '{0}', true)`)
        await expect(app.query(`select ${call}`)).rejects.toMatchObject({ code: '42501' })
        await app.query('rollback')
      }
      for (const table of ['person_merge', 'person_merge_row', 'person_holding', 'person_once']) {
        await expect(app.query(`delete from vx.${table}`)).rejects.toMatchObject({ code: '42501' })
      }
    } finally {
      app.release()
    }
  })

  it('of a version somebody has changed since, of either', async () => {
    for (const stale of [{ version: 0 }, { otherVersion: 0 }]) {
      const refused = await expectProblem(s.nurse.api.people.merge({ ...input(), ...stale }), 'stale-version')
      expect(refused.details.theirs).toMatchObject([{ id: lan }, { id: lanToo }])
    }
  })

  it('while both have an open case of the disease, and says which', async () => {
    const [one, two] = [await suspect(s, { personId: lan }), await suspect(s, { personId: lanToo })]
    const refused = await expectProblem(s.nurse.api.people.merge(input()), 'merge-two-open-cases')
    expect(refused.words.vi).toContain(one.code)
    expect(refused.words.vi).toContain(two.code)
    const review = await s.nurse.api.people.reviewMerge({ id: lan, otherId: lanToo })
    expect(review.clashes).toEqual([
      { code: 'merge-two-open-cases', labels: expect.arrayContaining([one.code, two.code]) },
    ])
    const { case: c } = await s.doctor.api.surveillance.get({ id: two.caseId })
    await s.doctor.api.surveillance.classify({
      id: two.caseId,
      version: c.version,
      classification: 'discarded',
      reason: 'Ghi trùng với hồ sơ kia',
    })
    expect((await s.nurse.api.people.reviewMerge({ id: lan, otherId: lanToo })).clashes).toEqual([])
  })

  it('while both stand under an open order of one kind', async () => {
    const [order, second] = [await quarantine(lan), await quarantine(lanToo)]
    await chair.api.quarantine.sign({ orders: [{ id: order.id, version: order.version }] })
    await expectProblem(s.nurse.api.people.merge(input()), 'merge-two-open-orders')
    await chair.api.quarantine.sign({ orders: [{ id: second.id, version: second.version }] })
    const page = await chair.api.quarantine.get({ id: second.id })
    await chair.api.quarantine.cancel({
      id: second.id,
      version: page.order.version,
      reason: 'Ra trùng quyết định',
    })
    await mergeInto(s.nurse, lan, lanToo)
    expect(await rowsOf('vx.isolation_order', 'person_id', lan)).toEqual([order.id, second.id].sort())
  })

  it('a repeated key merges once and gets the first answer', async () => {
    const [a, b] = [await person('Hồ Văn Khóa'), await person('Hồ Văn Khóa')]
    const send = () =>
      s.world.fetch(s.nurse, `/api/people/${a}/merge`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'gop-1' },
        body: JSON.stringify({ version: 1, otherId: b, otherVersion: 1, reason: 'Cùng một người' }),
      })
    const first = await send()
    expect(first.status).toBe(200)
    expect(await (await send()).json()).toEqual(await first.json())
    expect(await rowsOf('vx.person_merge', 'kept_id', a)).toHaveLength(1)
  })
})

describe('Merges in a row', () => {
  it('lead straight to the end, and are taken apart in reverse order only', async () => {
    const [an, binh, chi] = [await person('Đào An'), await person('Đào Bình'), await person('Đào Chi')]
    const friend = await person('Bạn Đào')
    await meet(an, friend, '2021-08-05')
    await meet(friend, binh, '2021-08-05')
    await s.world.settle()
    const start = await everything(s.world)
    const first = await mergeInto(s.nurse, binh, an)
    const middle = await everything(s.world)
    const second = await mergeInto(s.nurse, chi, binh)
    expect((await s.nurse.api.people.get({ id: an })).person.id).toBe(chi)
    const { merges } = await s.nurse.api.people.get({ id: chi })
    expect(merges.map((m) => [m.id, m.isLatest])).toEqual([
      [second, true],
      [first, false],
    ])
    expect(await rowsOf('vx.contact', 'source_person_id', chi)).toHaveLength(1)
    await expectProblem(takeApart(s.nurse, chi, first), 'merge-undo-order')
    await expectProblem(
      s.nurse.api.people.unmerge({ id: second, version: merges[0]!.version + 1, reason: 'Gộp nhầm' }),
      'stale-version',
    )
    await takeApart(s.nurse, chi)
    expectSame(await everything(s.world), middle)
    expect((await s.nurse.api.people.get({ id: an })).person.id).toBe(binh)
    await takeApart(s.nurse, binh)
    expectSame(await everything(s.world), start)
    await expectProblem(
      s.nurse.api.people.unmerge({ id: first, version: 9, reason: 'Gộp nhầm' }),
      'not-found',
    )
  })

  it('may be done the other way round after they were undone', async () => {
    const [one, other] = [await person('Lâm Xoay'), await person('Lâm Xoay')]
    await meet(other, await person('Bạn Lâm'), '2021-08-05')
    const start = await everything(s.world)
    await mergeInto(s.nurse, one, other)
    await takeApart(s.nurse, one)
    await mergeInto(s.nurse, other, one)
    expect((await s.nurse.api.people.get({ id: one })).person.id).toBe(other)
    await takeApart(s.nurse, other)
    expectSame(await everything(s.world), start)
  })

  it('what was put aside comes back to whoever holds the other person meanwhile, and goes along with them', async () => {
    const [dung, dungToo, em, emToo] = [
      await person('Lý Dũng'),
      await person('Lý Dũng'),
      await person('Lý Em'),
      await person('Lý Em'),
    ]
    await meet(dung, em, '2021-08-04')
    await meet(dungToo, em, '2021-08-04')
    await s.world.settle()
    const start = await everything(s.world)
    await mergeInto(s.nurse, dung, dungToo)
    await mergeInto(s.nurse, emToo, em)
    await takeApart(s.nurse, dung)
    expect(await rowsOf('vx.contact', 'person_id', emToo)).toHaveLength(2)
    await takeApart(s.nurse, emToo)
    await s.world.settle()
    expectSame(await everything(s.world), start)
  })

  it('cannot be taken apart when a moved record belongs to a third person, or the old record is gone', async () => {
    const [a, b, c] = [await person('Mạc Ba'), await person('Mạc Ba'), await person('Mạc Bốn')]
    const moved = await meet(b, c, '2021-08-04')
    await mergeInto(s.nurse, a, b)
    const to = async (id: string) =>
      s.world.pool.query('update vx.contact set source_person_id = $1 where id = $2', [id, moved])
    const third = await person('Mạc Năm')
    await to(third)
    await expectProblem(takeApart(s.nurse, a), 'merge-undo-blocked')
    expect((await s.nurse.api.people.get({ id: b })).person.id).toBe(a)
    await to(a)
    await s.world.pool.query('update vx.person_merge set person = null where merged_id = $1', [b])
    await expectProblem(takeApart(s.nurse, a), 'merge-record-gone')
  })
})
