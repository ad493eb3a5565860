import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import type { Plan } from './contract.ts'
import { putDueInForce } from './service.ts'

describe('A reorganisation of areas', () => {
  let world: World
  let admin: User
  let ward: Record<string, number>
  /** Mai Động is split in two, Tương Mai goes whole into one of them. */
  let plan: Plan
  let id: string
  const day = '2021-08-20'
  const idOf = async (name: string, from = '2000-01-01') => {
    const { rows } = await world.pool.query(
      'select id from vx.area where full_name = $1 and valid_from >= $2 order by valid_from desc limit 1',
      [name, from],
    )
    return rows[0]?.id as number
  }

  beforeAll(async () => {
    world = await openWorld()
    admin = await world.signIn('administrator')
    ward = {
      maiDong: await idOf('Phường Mai Động'),
      tuongMai: await idOf('Phường Tương Mai'),
      district: await idOf('Quận Hoàng Mai'),
    }
    const unit = (key: string, name: string) => ({
      key,
      level: 'ward',
      code: key,
      name,
      fullName: `Phường ${name}`,
      inArea: ward.district!,
      inUnit: null,
      centre: null,
    })
    plan = {
      ends: [ward.maiDong!, ward.tuongMai!],
      units: [unit('90001', 'Đông Kim Ngưu'), unit('90002', 'Tây Kim Ngưu')],
      descents: [
        { fromArea: ward.maiDong!, toUnit: '90001', share: 0.75, estimated: false },
        { fromArea: ward.maiDong!, toUnit: '90002', share: 0.25, estimated: true },
        { fromArea: ward.tuongMai!, toUnit: '90002', share: 1, estimated: false },
      ],
      followings: [],
    }
    ;({ id } = await admin.api.areas.draftReorganisation({
      name: 'Sắp xếp hai phường ven sông',
      legalBasis: 'Nghị quyết diễn tập 01/NQ-HĐND',
      inForceOn: day,
    }))
  })
  afterAll(() => world?.close())

  const version = async () => (await admin.api.areas.reorganisation({ id })).reorganisation.version
  const kinds = async () =>
    (await admin.api.areas.reorganisation({ id })).issues.map((i) => [i.kind, i.blocks])

  it('of 2025 is drafted from the preset, with its splits marked as estimates', async () => {
    const [old, next] = await admin.api.areas.presets({})
    expect(old).toEqual({ key: 'three-tier-2021', areas: 610, missing: 527 })
    expect(next).toMatchObject({ areas: 126, missing: 126 })
    const { reorganisationId } = await admin.api.areas.applyPreset({ key: 'two-tier-2025' })
    const found = await admin.api.areas.reorganisation({ id: reorganisationId! })
    expect(found.plan.units).toHaveLength(126)
    expect(found.reorganisation.inForceOn).toBe('2025-07-01')
    const daiKim = await idOf('Phường Đại Kim')
    const heirs = found.plan.descents.filter((d) => d.fromArea === daiKim)
    expect(
      heirs.map((d) => [found.plan.units.find((u) => u.key === d.toUnit)!.name, d.share, d.estimated]),
    ).toEqual([
      ['Định Công', 0.25, true],
      ['Hoàng Liệt', 0.25, true],
      ['Khương Đình', 0.25, true],
      ['Thanh Liệt', 0.25, true],
    ])
    expect(found.issues.filter((i) => i.blocks)).toEqual([])
  })

  it('cannot be decided while its plan does not add up, and says why', async () => {
    expect(await kinds()).toEqual([
      ['nothing-ends', true],
      ['nothing-begins', true],
    ])
    const short = { ...plan, descents: plan.descents.filter((d) => d.toUnit !== '90002' || d.share === 1) }
    await admin.api.areas.planReorganisation({ id, version: 1, plan: short })
    expect(await kinds()).toContainEqual(['share-sum', true])
    const blocked = await expectProblem(
      admin.api.areas.decideReorganisation({ id, version: 2 }),
      'reorganisation-blocked',
    )
    expect(blocked.words.vi).toContain('1')
    await expectProblem(
      admin.api.areas.planReorganisation({
        id,
        version: 2,
        plan: { ...plan, descents: [{ fromArea: ward.maiDong!, toUnit: 'xa', share: 1, estimated: false }] },
      }),
      'input-invalid',
    )
    await expectProblem(admin.api.areas.planReorganisation({ id, version: 1, plan }), 'stale-version')
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    await expectProblem(nurse.api.areas.reorganisations({}), 'right-missing')
  })

  it('takes the neighbourhoods along, each whole into one new ward, which can be chosen', async () => {
    await admin.api.areas.planReorganisation({ id, version: await version(), plan })
    const first = (await admin.api.areas.reorganisation({ id })).plan
    const { rows } = await world.pool.query('select id, parent_id from vx.area where parent_id = any($1)', [
      [ward.maiDong, ward.tuongMai],
    ])
    expect(first.followings).toHaveLength(rows.length)
    const ofMaiDong = rows.filter((r) => r.parent_id === ward.maiDong).map((r) => r.id as number)
    expect(ofMaiDong.length).toBeGreaterThan(1)
    for (const n of ofMaiDong) expect(first.followings).toContainEqual({ areaId: n, toUnit: '90001' })
    const last = ofMaiDong.at(-1)!
    const chosen = {
      ...first,
      followings: first.followings.map((f) => (f.areaId === last ? { ...f, toUnit: '90002' } : f)),
    }
    await admin.api.areas.planReorganisation({ id, version: await version(), plan: chosen })
    const again = (await admin.api.areas.reorganisation({ id })).plan
    expect(again.followings).toContainEqual({ areaId: last, toUnit: '90002' })
    expect(await kinds()).toEqual([['estimated', false]])
  })

  it('shows which posts go where: one chair for each new ward, the other has no place', async () => {
    const posts = await admin.api.organisations.postMoves({ id })
    const chairs = posts.filter((p) => p.kind === 'ward-chair')
    expect(chairs.map((p) => [p.areaLabel, p.toUnit])).toEqual([
      ['Phường Mai Động', '90001'],
      ['Phường Tương Mai', '90002'],
    ])
    const police = posts.find((p) => p.kind === 'area-police')!
    expect(police.toUnit).toBe('90001')
    await admin.api.organisations.movePost({ id, postId: police.postId, toUnit: null })
    expect(
      (await admin.api.organisations.postMoves({ id })).find((p) => p.postId === police.postId),
    ).toMatchObject({
      toUnit: null,
      chosen: true,
    })
    await expectProblem(
      admin.api.organisations.movePost({ id, postId: '00000000-0000-7000-8000-000000000001', toUnit: null }),
      'not-found',
    )
  })

  it('can be withdrawn before its day without leaving a trace, and decided again', async () => {
    await admin.api.areas.decideReorganisation({ id, version: await version() })
    expect(await idOf('Phường Đông Kim Ngưu')).toBeGreaterThan(0)
    const tree = await admin.api.areas.list({})
    expect(tree.areas.some((a) => a.name === 'Đông Kim Ngưu')).toBe(false)
    await expectProblem(
      admin.api.areas.planReorganisation({ id, version: await version(), plan }),
      'reorganisation-closed',
    )
    // A team made for the new ward beforehand would lose the ground under its feet.
    await world.pool.query(
      `insert into vx.organisation (id, area_id, kind, name) values (gen_random_uuid(), $1, 'school', 'Trường Tiểu học Kim Ngưu')`,
      [await idOf('Phường Đông Kim Ngưu')],
    )
    await expectProblem(
      admin.api.areas.withdrawReorganisation({ id, version: await version() }),
      'reorganisation-in-use',
    )
    await world.pool.query(`delete from vx.organisation where name = 'Trường Tiểu học Kim Ngưu'`)
    await admin.api.areas.withdrawReorganisation({ id, version: await version() })
    expect(await idOf('Phường Đông Kim Ngưu')).toBeUndefined()
    const { rows } = await world.pool.query('select valid_to from vx.area where id = $1', [ward.maiDong])
    expect(rows[0].valid_to).toBe('2025-06-30')
    const kept = (await admin.api.areas.reorganisation({ id })).plan
    const made = await admin.api.areas.draftReorganisation({
      name: 'Sắp xếp hai phường ven sông, lần hai',
      legalBasis: 'Nghị quyết diễn tập 02/NQ-HĐND',
      inForceOn: day,
    })
    id = made.id
    await admin.api.areas.planReorganisation({ id, version: 1, plan: kept })
    const police = (await admin.api.organisations.postMoves({ id })).find((p) => p.kind === 'area-police')!
    await admin.api.organisations.movePost({ id, postId: police.postId, toUnit: null })
    await admin.api.areas.decideReorganisation({ id, version: 2 })
  })

  it('comes into force on its day: people move along, history stays, and each successor sees it', async () => {
    const chair = await world.signIn('ward-chair', 'Mai Động')
    const commander = await world.signIn('district-commander')
    const casesOf = async (user: User, areaId: number) =>
      (await user.api.platform.figures.count({ id: 'cases.confirmed', areaId })).count
    const before = await casesOf(commander, ward.maiDong!)
    const tuongMai = await casesOf(commander, ward.tuongMai!)
    const district = await casesOf(commander, ward.district!)
    expect(before).toBeGreaterThan(0)
    const { rows: filed } = await world.pool.query(
      `select c.id, c.area_id from vx.case_record c join vx.area_tree t on t.descendant_id = c.area_id where t.ancestor_id = $1 order by c.id`,
      [ward.maiDong],
    )
    const { rows: residents } = await world.pool.query(
      `select count(*)::int as n from vx.person p join vx.area_tree t on t.descendant_id = p.area_id where t.ancestor_id = any($1)`,
      [[ward.maiDong, ward.tuongMai]],
    )

    world.clock.advance({ days: 10 })
    await expectProblem(
      admin.api.areas.withdrawReorganisation({ id, version: await version() }),
      'reorganisation-begun',
    )
    await putDueInForce(await world.systemCtx())
    await world.settle()

    const [east, west] = [await idOf('Phường Đông Kim Ngưu'), await idOf('Phường Tây Kim Ngưu')]
    const tree = await admin.api.areas.list({})
    const names = tree.areas.filter((a) => a.parentId === ward.district).map((a) => a.name)
    expect(names).toContain('Đông Kim Ngưu')
    expect(names).not.toContain('Mai Động')
    const { rows: moved } = await world.pool.query(
      `select count(*)::int as n from vx.person p join vx.area_tree t on t.descendant_id = p.area_id where t.ancestor_id = any($1)`,
      [[east, west]],
    )
    expect(moved[0].n).toBe(residents[0].n)
    const { rows: still } = await world.pool.query(
      'select id, area_id from vx.case_record where id = any($1) order by id',
      [filed.map((f) => f.id)],
    )
    expect(still).toEqual(filed)

    // The chair of Mai Động now chairs the eastern ward with the same account, and sees the history of what came to it.
    expect((await chair.api.platform.me({})).areaId).toBe(east)
    const inEast = await casesOf(chair, east)
    expect(inEast).toBeGreaterThan(0)
    expect(await casesOf(chair, ward.maiDong!)).toBe(inEast)
    const { rows: one } = await world.pool.query(
      `select c.id from vx.case_record c join vx.area a on a.id = c.area_id where a.parent_id = $1 limit 1`,
      [ward.maiDong],
    )
    expect((await commander.api.surveillance.get({ id: one[0].id })).case.id).toBe(one[0].id)
    const chairWest = await world.signIn('ward-chair', 'Tây Kim Ngưu')
    const inWest = await casesOf(chairWest, west)
    expect(inEast + inWest).toBe(before + tuongMai)
    await expectProblem(casesOf(chairWest, await idOf('Phường Định Công')), 'outside-area')

    // Asked in the system that ended, the figures are what they were; the district lost nothing.
    expect(await casesOf(commander, ward.maiDong!)).toBe(before)
    expect(await casesOf(commander, east)).toBe(inEast)
    expect(await casesOf(commander, ward.district!)).toBe(district)
    const { rows: holders } = await world.pool.query(
      `select h.until from vx.post_holder h join vx.post p on p.id = h.post_id where p.area_id = $1 and p.kind = 'ward-chair'`,
      [ward.maiDong],
    )
    expect(holders).toEqual([{ until: '2021-08-19' }])
    // The seat in the district's committee goes on with the post that followed.
    const { rows: committee } = await world.pool.query(
      `select id from vx.team where area_id = $1 and kind = 'steering_committee'`,
      [ward.district],
    )
    const { name } = await chair.api.platform.me({})
    const seats = (await commander.api.organisations.team({ id: committee[0].id })).members.filter((m) =>
      m.holders.some((h) => h.name === name),
    )
    expect(seats.map((m) => [m.post?.areaId, m.since, m.until, m.when])).toEqual([
      [ward.maiDong, '2021-02-01', '2021-08-19', 'former'],
      [east, '2021-08-20', null, 'present'],
    ])
    const descent = await chairWest.api.areas.descent({ areaId: ward.maiDong! })
    expect(descent.to.map((d) => [d.id, d.share, d.estimated])).toEqual([
      [east, 0.75, false],
      [west, 0.25, true],
    ])
    await expectProblem(
      admin.api.areas.withdrawReorganisation({ id, version: await version() }),
      'reorganisation-closed',
    )
    // A second run of the day changes nothing.
    await putDueInForce(await world.systemCtx())
    await world.settle()
    const { rows: posts } = await world.pool.query(
      `select count(*)::int as n from vx.post where area_id = $1 and kind = 'ward-chair'`,
      [east],
    )
    expect(posts[0].n).toBe(1)
  })

  it('leaves the account of somebody whose post went nowhere without a post', async () => {
    const police = await world.signIn('area-police').catch((e: Error) => e.message)
    if (typeof police === 'string') throw new Error(police)
    const response = await world.fetch(police, '/api/me')
    expect(response.status).toBe(401)
  })
})
