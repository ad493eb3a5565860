import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { collection, handIn } from './testing.ts'

const samples = process.env.VX_SAMPLES

/** A square of a kilometre, in a row of them from the middle of the district eastwards. */
const square = (n: number): [number, number][] => {
  const [x, y] = [105.85 + n * 0.0096, 20.98]
  return [
    [x, y],
    [x + 0.0096, y],
    [x + 0.0096, y + 0.009],
    [x, y + 0.009],
  ]
}

describe('Boundaries', () => {
  let world: World
  let admin: User
  let nurse: User
  let ids: Record<string, number>
  beforeAll(async () => {
    world = await openWorld()
    admin = await world.signIn('administrator')
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    const { rows } = await world.pool.query<{ code: string; id: number }>('select code, id from vx.area')
    ids = Object.fromEntries(rows.map((r) => [r.code, r.id]))
  })
  afterAll(() => world?.close())

  /** Four wards: by code, by name, by an ambiguous name, and a piece of another city. */
  const four = collection([
    { properties: { MA: '00310', TEN: 'không quan trọng' }, ring: square(0) },
    { properties: { MA: '', TEN: 'phuong tuong mai' }, ring: square(1) },
    { properties: { MA: '', TEN: 'Phường Quang Trung' }, ring: square(2) },
    { properties: { MA: '', TEN: 'Phường Bình Thạnh' }, ring: square(3) },
  ])
  const onMap = async (date?: string) => {
    const { sets } = await nurse.api.areas.boundaries(date ? { date } : {})
    return sets.flatMap((s) => s.areas.map((a) => a.areaId)).sort((a, b) => a - b)
  }

  it('are matched by code and name, reviewed, put in force, shown to everybody and undone as a whole', async () => {
    expect(await onMap()).toEqual([])
    const { id } = await handIn(world, admin, { body: four, name: 'phuong.geojson' })
    const { set, features, columns, candidates } = await admin.api.areas.boundarySet({ id })
    expect(columns).toMatchObject({ code: 'MA', name: 'TEN' })
    expect(set).toMatchObject({ fileName: 'phuong.geojson', level: 'ward', features: 4, matched: 2, open: 2 })
    expect(features.map((f) => [f.matched, f.areaId])).toEqual([
      ['code', ids['00310']],
      ['name', ids['00313']],
      [null, null],
      [null, null],
    ])
    expect(candidates.find((c) => c.id === ids['00310'])).toMatchObject({
      taken: true,
      label: 'Phường Mai Động',
    })
    await expectProblem(admin.api.areas.putBoundariesInForce({ id, version: 1 }), 'boundary-open-features')

    const chosen = await admin.api.areas.matchBoundary({ id, version: 1, position: 2, areaId: ids['00214']! })
    const left = await admin.api.areas.leaveOutBoundaries({
      id,
      version: chosen.version,
      reason: 'Thuộc Thành phố Hồ Chí Minh',
    })
    expect(left.leftOut).toBe(1)
    expect(await onMap()).toEqual([])
    const put = await admin.api.areas.putBoundariesInForce({ id, version: left.version })
    expect(await onMap()).toEqual([ids['00214'], ids['00310'], ids['00313']].sort((a, b) => a! - b!))

    const sets = await admin.api.areas.boundarySets({})
    expect(sets[0]).toMatchObject({ id, state: 'in_force', leftOut: 1, source: 'Bản vẽ thử, tự tạo' })
    await admin.api.areas.undoBoundaries({ id, version: put.version, reason: 'Nhầm tệp của năm khác' })
    expect(await onMap()).toEqual([])
    await expectProblem(
      admin.api.areas.undoBoundaries({ id, version: put.version + 1, reason: 'Lần nữa' }),
      'boundary-set-closed',
    )
  })

  it('hold from a day to a day, and the set put in force last is the one that shows', async () => {
    const bring = async (ring: [number, number][], from: string, to?: string) => {
      const { id } = await handIn(world, admin, {
        body: collection([{ properties: { code: '00310' }, ring }]),
        validFrom: from,
        ...(to ? { validTo: to } : {}),
      })
      return { id, ...(await admin.api.areas.putBoundariesInForce({ id, version: 1 })) }
    }
    const first = await bring(square(5), '2021-01-01', '2021-08-31')
    await bring(square(6), '2021-07-01', '2021-07-31')
    const setOn = async (date: string) => (await nurse.api.areas.boundaries({ date })).sets.map((s) => s.id)
    expect(await onMap('2020-12-31')).toEqual([])
    expect(await onMap('2021-08-31')).toEqual([ids['00310']])
    expect(await onMap('2021-09-01')).toEqual([])
    expect(await setOn('2021-08-10')).toEqual([first.id])
    expect(await setOn('2021-07-15')).not.toContain(first.id)
    const later = await setOn('2021-07-15')
    await admin.api.areas.undoBoundaries({ id: later[0]!, version: 2, reason: 'Bản nháp' })
    expect(await setOn('2021-07-15')).toEqual([first.id])
    await admin.api.areas.undoBoundaries({ id: first.id, version: first.version, reason: 'Dọn sau khi thử' })
  })

  it('refuse two features on one area, a stale version, and a feature that is not there', async () => {
    const { id } = await handIn(world, admin, { body: four })
    await expectProblem(
      admin.api.areas.matchBoundary({ id, version: 1, position: 3, areaId: ids['00310']! }),
      'boundary-area-taken',
    )
    await expectProblem(
      admin.api.areas.matchBoundary({ id, version: 7, position: 3, areaId: ids['00316']! }),
      'stale-version',
    )
    await expectProblem(
      admin.api.areas.matchBoundary({ id, version: 1, position: 9, areaId: ids['00316']! }),
      'not-found',
    )
    await expectProblem(
      admin.api.areas.matchBoundary({ id, version: 1, position: 3, areaId: 999_999 }),
      'not-found',
    )
    await expectProblem(admin.api.areas.matchBoundary({ id, version: 1, position: 3 }), 'input-invalid')
    const none = await handIn(world, admin, {
      body: collection([{ properties: { TEN: 'Nơi khác' }, ring: square(9) }]),
    })
    await admin.api.areas.leaveOutBoundaries({ id: none.id, version: 1, reason: 'Ngoài thành phố' })
    await expectProblem(
      admin.api.areas.putBoundariesInForce({ id: none.id, version: 2 }),
      'boundary-nothing-matched',
    )
  })

  it('say what is wrong with a file', async () => {
    const code = async (body: string, more = {}) => (await handIn(world, admin, { body, ...more })).code
    expect(await code('đây không phải bản đồ')).toBe('boundary-file-unreadable')
    expect(await code('{"type":"Feature"}')).toBe('boundary-file-unreadable')
    expect(await code('{"type":"FeatureCollection","features":[]}')).toBe('boundary-file-empty')
    expect(
      await code(
        '{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[["a"]]]}}]}',
      ),
    ).toBe('boundary-file-unreadable')
    const vn2000 = collection([
      {
        properties: {},
        ring: [
          [587_000, 2_321_000],
          [588_000, 2_321_000],
          [588_000, 2_322_000],
        ],
      },
    ])
    expect(await code(vn2000)).toBe('boundary-not-degrees')
    expect(await code(four, { source: '  ' })).toBe('input-invalid')
    expect(await code(four, { validFrom: '10/8/2021' })).toBe('input-invalid')
    expect(await code(four, { validFrom: '2021-01-01', validTo: '2020-01-01' })).toBe('input-invalid')
    let seed = 7
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    const scribble = Array.from({ length: 100 }, (): [number, number] => [
      105.86 + random() / 1000,
      20.976 + random() / 1000,
    ])
    expect(await code(collection([{ properties: {}, ring: scribble }]))).toBe('boundary-tangled')
    const many = {
      type: 'Polygon',
      coordinates: [
        [
          [105, 21],
          [105.1, 21],
          [105, 21.1],
          [105, 21],
        ],
      ],
    }
    const crowd = `{"type":"FeatureCollection","features":[${Array(20_001)
      .fill(JSON.stringify({ geometry: many }))
      .join(',')}]}`
    expect(await code(crowd)).toBe('boundary-too-many')
  })

  it('are the business of the administrator alone', async () => {
    expect((await handIn(world, nurse, { body: four })).code).toBe('right-missing')
    await expectProblem(nurse.api.areas.boundarySets({}), 'right-missing')
  })

  it('of the whole city of 2021 find their 579 wards, with one line between neighbours', async ({ skip }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    await admin.api.areas.applyPreset({ key: 'three-tier-2021' })
    const body = readFileSync(`${samples}/geo/hanoi_wards_2021_derived_579.geojson`, 'utf8')
    const { id } = await handIn(world, admin, { body, source: 'choisy/vietnam63', validTo: '2025-06-30' })
    const { set, features, topology, mended } = await admin.api.areas.boundarySet({ id })
    expect(set).toMatchObject({ features: 579, matched: 579, open: 0, level: 'ward' })
    expect(features.every((f) => f.matched === 'code')).toBe(true)
    expect(mended.gaps.count).toBeGreaterThan(100)
    expect(mended.holes).toEqual([])
    // Xã Yên Viên was drawn with the very outline of the town of the same name.
    expect(features.filter((f) => f.km2After === 0).map((f) => f.name)).toEqual(['Xã Yên Viên'])
    const used = features.flatMap((f) => f.polygons.flat(2)).map((n) => (n < 0 ? ~n : n))
    const times = topology.arcs.map((_, n) => used.filter((u) => u === n).length)
    expect(new Set(times)).toEqual(new Set([1, 2]))
    // What is drawn once only is the edge of the city: one closed line, a few hundred kilometres of it.
    expect(times.filter((n) => n === 1).length).toBeLessThan(times.length / 5)
    await admin.api.areas.putBoundariesInForce({ id, version: 1 })
    expect(await onMap()).toHaveLength(578)
  })

  it('of the whole city of 2025 find their 126 units by name, and do not show before their day', async ({
    skip,
  }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    const { reorganisationId } = await admin.api.areas.applyPreset({ key: 'two-tier-2025' })
    await admin.api.areas.decideReorganisation({ id: reorganisationId!, version: 1 })
    const body = readFileSync(`${samples}/geo/hanoi_wards_2026.geojson`, 'utf8')
    const source = 'OpenStreetMap, ODbL'
    const early = await handIn(world, admin, { body, source, validFrom: '2021-01-01' })
    expect((await admin.api.areas.boundarySet({ id: early.id })).set.matched).toBeLessThan(100)
    const { id } = await handIn(world, admin, { body, source, validFrom: '2025-07-01' })
    const { set, features, columns, topology } = await admin.api.areas.boundarySet({ id })
    expect(columns).toEqual({ code: null, name: 'name', above: null })
    expect(set).toMatchObject({ features: 126, matched: 126, open: 0 })
    expect(features.every((f) => f.matched === 'name')).toBe(true)
    const used = features.flatMap((f) => f.polygons.flat(2)).map((n) => (n < 0 ? ~n : n))
    expect(new Set(topology.arcs.map((_, n) => used.filter((u) => u === n).length))).toEqual(new Set([1, 2]))
    const before = await onMap()
    await admin.api.areas.putBoundariesInForce({ id, version: 1 })
    expect(await onMap()).toEqual(before)
    expect(await onMap('2025-07-01')).toHaveLength(126)
  })
})
