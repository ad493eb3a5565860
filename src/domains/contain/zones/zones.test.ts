import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { BASES, countWhere, grounds, standingZone, WHY } from './testing.ts'

type Grounds = Awaited<ReturnType<typeof grounds>>

const inDays = (world: World, days: number) =>
  new Date(world.clock.now().getTime() + days * 86_400_000).toISOString()

describe('A containment zone is proposed, decided, reduced and extended', () => {
  let world: World
  let nurse: User
  let chair: User
  let commander: User
  let here: Grounds
  let there: Grounds

  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    chair = await world.signIn('ward-chair', 'Mai Động')
    commander = await world.signIn('district-commander')
    here = await grounds(world, 'Mai Động')
    there = await grounds(world, 'Tân Mai')
  })
  afterAll(() => world.close())

  it('holds the households of its neighbourhood, counted as they stand in the registry', async () => {
    const [first] = here.neighbourhoods as [number]
    const expected = await countWhere(world, 'h.area_id = $1', [first])
    expect(expected.households).toBeGreaterThan(0)
    const before = await nurse.api.zones.preview({ partAreaIds: [first] })
    expect(before).toMatchObject({ ...expected, areaId: here.wardId, competent: 'ward-chair' })

    const { id } = await nurse.api.zones.propose({ name: 'Tổ dân phố 1', ...WHY, partAreaIds: [first] })
    const { zone } = await nurse.api.zones.get({ id })
    expect(zone).toMatchObject({ ...expected, state: 'proposed', areaId: here.wardId, partial: false })
    const people = await nurse.api.zones.inside({ id, list: 'people', limit: 500 })
    expect(people).toMatchObject(expected)
    expect(people.count).toBe(expected.people)
    expect(new Set(people.rows.map((r) => r.id)).size).toBe(expected.people)
    const households = await nurse.api.zones.inside({ id, list: 'households', limit: 500 })
    expect(households.rows).toHaveLength(expected.households)
  })

  it('counts a household once that lies in a neighbourhood, a building and a drawn ring at the same time', async () => {
    const { building } = here
    expect(building).toBeDefined()
    const { rows } = await world.pool.query<{ lon: number; lat: number }>(
      'select lon, lat from vx.household where place_id = $1 limit 1',
      [building!.id],
    )
    const { lon, lat } = rows[0]!
    const polygon = [
      [lon - 0.0002, lat - 0.0002],
      [lon + 0.0002, lat - 0.0002],
      [lon + 0.0002, lat + 0.0002],
      [lon - 0.0002, lat + 0.0002],
    ] as [number, number][]
    const inRing = `h.area_id in (select descendant_id from vx.area_tree where ancestor_id = $1)
      and h.lon between $2 and $3 and h.lat between $4 and $5`
    const box = [here.wardId, lon - 0.0002, lon + 0.0002, lat - 0.0002, lat + 0.0002]
    const drawn = await nurse.api.zones.preview({ polygon })
    expect(drawn).toMatchObject(await countWhere(world, inRing, box))
    expect(drawn.households).toBeGreaterThan(0)

    const all = await countWhere(world, `h.area_id = $6 or h.place_id = $7 or (${inRing})`, [
      ...box,
      building!.areaId,
      building!.id,
    ])
    const { id } = await nurse.api.zones.propose({
      name: 'Tòa nhà và xung quanh',
      ...WHY,
      partAreaIds: [building!.areaId],
      placeIds: [building!.id],
      polygon,
    })
    const { zone } = await chair.api.zones.get({ id })
    expect({ households: zone.households, people: zone.people }).toEqual(all)
    expect(zone.parts).toHaveLength(2)
    const list = await nurse.api.zones.inside({ id, list: 'households', limit: 500 })
    expect(new Set(list.rows.map((r) => r.id)).size).toBe(list.rows.length)
    expect(list.rows).toHaveLength(all.households)
  })

  it('the chair signs under the next number; figures then count it, each person once, with a second zone on top', async () => {
    const count = async (id: string) => (await chair.api.platform.figures.count({ id })).count
    const before = { active: await count('zones.active'), people: await count('zones.people') }
    const second = here.neighbourhoods[1]!
    const expected = await countWhere(world, 'h.area_id = $1', [second])
    const asOf = world.clock.now().toISOString()
    const one = await standingZone(nurse, chair, { partAreaIds: [second] }, 'Tổ dân phố 2')
    const two = await standingZone(nurse, chair, { partAreaIds: [second] }, 'Tổ dân phố 2, lần nữa')
    expect(one.numberText).toMatch(/^\d{2,}\/QĐ-UBND$/)
    expect(Number.parseInt(two.numberText, 10)).toBe(Number.parseInt(one.numberText, 10) + 1)
    expect((await chair.api.zones.get({ id: one.id })).zone.state).toBe('active')
    expect(await count('zones.active')).toBe(before.active + 2)
    expect(await count('zones.people')).toBe(before.people + expected.people)
    const rows = await chair.api.platform.figures.rows({ id: 'zones.households', limit: 500 })
    expect(rows.count).toBe(rows.rows.length)
    const then = await chair.api.platform.figures.count({ id: 'zones.active', asOf })
    expect(then.count).toBe(before.active)
    const parts = await chair.api.platform.figures.byPart({ id: 'zones.active', part: 'state' })
    expect(parts.parts.reduce((n, p) => n + p.count, 0)).toBe(parts.total)
    await expectProblem(
      chair.api.zones.decide({ id: one.id, version: one.version, legalBasis: BASES }),
      'zone-decided-already',
    )
  })

  it('is reduced by a decision of its own: a part goes, what is let go is no longer counted, and it cannot be widened', async () => {
    const [first, second] = here.neighbourhoods as [number, number]
    const zone = await standingZone(nurse, chair, { partAreaIds: [first, second] }, 'Hai tổ')
    const { zone: before } = await chair.api.zones.get({ id: zone.id })
    const gone = before.parts.find((p) => p.partAreaId === second)!
    const base = { id: zone.id, version: zone.version, legalBasis: BASES, note: 'Tổ 2 đã qua 14 ngày' }
    await expectProblem(chair.api.zones.reduce(base), 'zone-not-smaller')
    await expectProblem(
      chair.api.zones.reduce({ ...base, removeParts: before.parts.map((p) => p.id) }),
      'zone-empty',
    )
    await expectProblem(
      chair.api.zones.reduce({ ...base, removeParts: ['00000000-0000-7000-8000-000000000001'] }),
      'refers-to-nothing',
    )
    await expectProblem(
      chair.api.zones.reduce({
        ...base,
        removeParts: [gone.id],
        polygon: [
          [105, 20],
          [107, 20],
          [107, 22],
          [105, 22],
        ],
      }),
      'zone-not-smaller',
    )
    await chair.api.zones.reduce({ ...base, removeParts: [gone.id] })
    const after = await chair.api.zones.get({ id: zone.id })
    expect(after.zone).toMatchObject({
      ...(await countWhere(world, 'h.area_id = $1', [first])),
      state: 'reduced',
    })
    expect(after.decisions.map((d) => d.type)).toEqual(['decide', 'reduce'])
    expect(after.decisions[1]).toMatchObject({ removed: [gone.label], people: after.zone.people })
    expect(after.decisions[0]!.parts).toHaveLength(2)
  })

  it('is extended to a later end only, and not beyond the rule; past its end it stands until somebody lifts it', async () => {
    const zone = await standingZone(nurse, chair, { partAreaIds: [here.neighbourhoods[0]!] }, 'Vùng gia hạn')
    const base = { id: zone.id, version: zone.version, legalBasis: BASES, note: 'Còn ca mới trong vùng' }
    const wrong = await expectProblem(
      chair.api.zones.extend({ ...base, endsAt: inDays(world, 1) }),
      'zone-end-not-later',
    )
    expect(wrong.details.fields).toHaveProperty('endsAt')
    await expectProblem(
      chair.api.zones.extend({ ...base, endsAt: inDays(world, 90) }),
      'zone-term-outside-rule',
    )
    await chair.api.zones.extend({ ...base, endsAt: inDays(world, 16) })
    await expectProblem(chair.api.zones.extend({ ...base, endsAt: inDays(world, 18) }), 'stale-version')
    const count = async (id: string, days: number) =>
      (await chair.api.platform.figures.count({ id, asOf: inDays(world, days) })).count
    expect(await count('zones.ending', 15.5)).toBe(1)
    expect(await count('zones.active', 17)).toBe(await count('zones.active', 15.5))
    const late = await chair.api.platform.figures.byPart({
      id: 'zones.active',
      part: 'state',
      asOf: inDays(world, 17),
    })
    expect(late.parts.find((p) => p.value === 'expired')!.count).toBe(late.total)
  })

  it('refuses a term outside the rule, a zone of nothing, and an unsigned zone being changed', async () => {
    const partAreaIds = [here.neighbourhoods[0]!]
    const input = { name: 'Vùng thử', ...WHY, partAreaIds }
    for (const term of [
      { endsAt: inDays(world, -1) },
      { endsAt: inDays(world, 60) },
      { startsAt: inDays(world, 9), endsAt: inDays(world, 12) },
    ]) {
      await expectProblem(nurse.api.zones.propose({ ...input, ...term }), 'zone-term-outside-rule')
    }
    await expectProblem(nurse.api.zones.propose({ name: 'Không có gì', ...WHY }), 'zone-empty')
    await expectProblem(
      nurse.api.zones.propose({ ...input, polygon: [[105.8, 21] as [number, number]] }),
      'input-invalid',
    )
    const { id } = await nurse.api.zones.propose(input)
    const base = { id, version: 1, legalBasis: BASES, note: 'Chưa có quyết định' }
    await expectProblem(chair.api.zones.reduce(base), 'zone-not-decided')
    await expectProblem(chair.api.zones.extend({ ...base, endsAt: inDays(world, 20) }), 'zone-not-decided')
    await expectProblem(chair.api.zones.lift(base), 'zone-not-decided')
    await expectProblem(chair.api.zones.decide({ id, version: 7, legalBasis: BASES }), 'stale-version')
    const file = await world.fetch(chair, `/api/zones/${id}/document.pdf`)
    expect([file.status, (await file.json()).code]).toEqual([409, 'zone-not-decided'])
  })

  it('a decision to start tomorrow waits; the zone is not counted before', async () => {
    const { id } = await nurse.api.zones.propose({
      name: 'Từ ngày mai',
      ...WHY,
      partAreaIds: [here.neighbourhoods[0]!],
      startsAt: inDays(world, 1),
    })
    const before = (await chair.api.platform.figures.count({ id: 'zones.active' })).count
    await chair.api.zones.decide({ id, version: 1, legalBasis: BASES })
    expect((await chair.api.zones.get({ id })).zone.state).toBe('decided')
    expect((await chair.api.platform.figures.count({ id: 'zones.active' })).count).toBe(before)
  })

  it('beyond one ward the commander decides; the chair sees the zone that stands in his ward and may not sign', async () => {
    const doctor = await world.signIn('epidemiologist')
    const partAreaIds = [here.neighbourhoods[0]!, there.neighbourhoods[0]!]
    const seen = await doctor.api.zones.preview({ partAreaIds })
    expect(seen.competent).toBe('district-commander')
    const { id } = await doctor.api.zones.propose({ name: 'Chợ giáp ranh hai phường', ...WHY, partAreaIds })
    const page = await chair.api.zones.get({ id })
    expect(page.zone.partial).toBe(true)
    expect(page.may).toEqual({ decide: false, override: false })
    await expectProblem(
      chair.api.zones.decide({ id, version: 1, legalBasis: BASES }),
      'zone-signer-not-competent',
    )
    const signed = await commander.api.zones.decide({ id, version: 1, legalBasis: BASES })
    expect(signed.numberText).toMatch(/QĐ-UBND$/)
    const far = await world.signIn('ward-chair', 'Đại Kim')
    await expectProblem(far.api.zones.get({ id }), 'not-found')
    await expectProblem(far.api.zones.decide({ id, version: 2, legalBasis: BASES }), 'not-found')
  })

  it('a ward proposes in its own area only; a guard sees counts and no name; who lacks the right is refused', async () => {
    await expectProblem(
      nurse.api.zones.propose({ name: 'Phường bạn', ...WHY, partAreaIds: [there.neighbourhoods[0]!] }),
      'outside-area',
    )
    const { rows: far } = await world.pool.query<{ id: string }>(
      'select p.id from vx.place p join vx.area a on a.id = p.area_id where a.parent_id = $1 limit 1',
      [there.wardId],
    )
    await expectProblem(
      nurse.api.zones.propose({ name: 'Tòa nhà lạ', ...WHY, placeIds: [far[0]!.id] }),
      'refers-to-nothing',
    )
    const zone = await standingZone(nurse, chair, { partAreaIds: [here.neighbourhoods[0]!] }, 'Vùng có chốt')
    const other = await world.signIn('ward-nurse', 'Đại Kim')
    await expectProblem(other.api.zones.get({ id: zone.id }), 'not-found')
    expect((await other.api.zones.overview({})).map((z) => z.id)).not.toContain(zone.id)

    const guard = await world.signIn('checkpoint-guard', 'Mai Động')
    const seen = await guard.api.zones.inside({ id: zone.id, list: 'people', limit: 5 })
    expect(seen.people).toBeGreaterThan(0)
    expect(seen.columns.map((c) => c.key)).toEqual(['birth_year', 'area'])
    expect(Object.keys(seen.rows[0]!).sort()).toEqual(['area', 'birth_year', 'id'])
    expect(JSON.parse(Buffer.from(seen.next!, 'base64url').toString()).v).toMatch(/^[0-9a-f-]{36}$/)
    await expectProblem(guard.api.zones.inside({ id: zone.id, list: 'cases' }), 'right-missing')

    const lines = { id: zone.id, version: zone.version, legalBasis: BASES, note: 'Không có quyền' }
    await expectProblem(guard.api.zones.propose({ name: 'Chốt', ...WHY, partAreaIds: [] }), 'right-missing')
    await expectProblem(nurse.api.zones.lift(lines), 'right-missing')
    await expectProblem(nurse.api.zones.decide(lines), 'right-missing')
    const monitor = await world.signIn('party-monitor')
    await expectProblem(monitor.api.zones.overview({}), 'right-missing')
  })

  it('the head of a neighbourhood sees the zone over his neighbourhood and not another', async () => {
    const { rows } = await world.pool.query<{ id: number; name: string }>(
      `select a.id, a.name from vx.post p join vx.post_holder h on h.post_id = p.id and h.until is null
       join vx.area a on a.id = p.area_id where p.kind = 'neighbourhood-head' order by h.username limit 1`,
    )
    const head = await world.signIn('neighbourhood-head', rows[0]!.name)
    const doctor = await world.signIn('epidemiologist')
    const propose = async (name: string, areaId: number) =>
      (await doctor.api.zones.propose({ name, ...WHY, partAreaIds: [areaId] })).id
    const mine = await propose('Tổ của tôi', rows[0]!.id)
    const others = here.neighbourhoods.concat(there.neighbourhoods).filter((id) => id !== rows[0]!.id)
    const other = await propose('Tổ khác', others[0]!)
    const { zone } = await head.api.zones.get({ id: mine })
    expect(zone).toMatchObject(await countWhere(world, 'h.area_id = $1', [rows[0]!.id]))
    await expectProblem(head.api.zones.get({ id: other }), 'not-found')
  })

  it('the papers of a zone are official documents that keep what was decided then', async () => {
    const [first, second] = here.neighbourhoods as [number, number]
    const zone = await standingZone(nurse, chair, { partAreaIds: [first, second] }, 'Vùng có giấy tờ')
    const { zone: now } = await chair.api.zones.get({ id: zone.id })
    await chair.api.zones.reduce({
      id: zone.id,
      version: zone.version,
      legalBasis: BASES,
      removeParts: [now.parts[0]!.id],
      note: 'Thu hẹp từng bước',
    })
    const { decisions } = await chair.api.zones.get({ id: zone.id })
    for (const d of decisions) {
      const pdf = await world.fetch(chair, `/api/zones/${zone.id}/document.pdf?decision=${d.id}`)
      expect(pdf.headers.get('content-type')).toBe('application/pdf')
      expect(
        Buffer.from(await pdf.arrayBuffer())
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-')
    }
    const docx = await world.fetch(chair, `/api/zones/${zone.id}/document.docx`)
    expect(
      Buffer.from(await docx.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK')
    expect((await world.fetch(chair, `/api/zones/${zone.id}/document.txt`)).status).toBe(404)
    const other = await world.signIn('ward-nurse', 'Đại Kim')
    expect((await world.fetch(other, `/api/zones/${zone.id}/document.pdf`)).status).toBe(404)
  })
})
