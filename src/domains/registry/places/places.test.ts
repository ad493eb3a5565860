import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import type { FlatImport, PlaceChange } from './contract.ts'

describe('Places', () => {
  let world: World
  let nurse: User
  let building: { id: string; area_id: number; name: string }
  let households: { id: string; flat_id: string }[]
  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    const { rows } = await world.pool.query(
      `select p.id, p.area_id, p.name from vx.place p join vx.household h on h.place_id = p.id
       join vx.area a on a.id = p.area_id join vx.area w on w.id = a.parent_id
       where w.name = 'Mai Động' group by p.id order by count(*) desc limit 1`,
    )
    building = rows[0]
    households = (
      await world.pool.query('select id, flat_id from vx.household where place_id = $1', [building.id])
    ).rows
  })
  afterAll(() => world?.close())

  const change = async (id: string, more: Partial<PlaceChange>, user = nurse) => {
    const { place } = await user.api.places.get({ id })
    const { name, address, aliases, block, floors, version } = place
    return user.api.places.update({
      id,
      version,
      name,
      address,
      aliases,
      block,
      floors,
      kind: place.kind as PlaceChange['kind'],
      partOf: place.partOf?.id ?? null,
      ...more,
    })
  }

  describe('are found', () => {
    beforeAll(async () => {
      await change(building.id, { name: 'Khu đô thị Time City', aliases: ['Thành phố Thời Gian'] })
    })
    const first = async (q: string) => (await nurse.api.places.search({ q }))[0]

    it('under the other spelling that the papers use', async () => {
      expect(await first('Times City')).toMatchObject({ id: building.id, near: true })
      expect(await first('Time City')).toMatchObject({ id: building.id, near: false, alias: null })
      await change(building.id, { aliases: ['Times City', 'Thành phố Thời Gian'] })
      expect(await first('times city')).toMatchObject({ id: building.id, near: false, alias: 'Times City' })
      expect(await first('thanh pho thoi gian')).toMatchObject({ alias: 'Thành phố Thời Gian' })
    })

    it('with slips of the pen, and not at all when nothing is alike', async () => {
      for (const q of ['Tmes Cyti', 'khu do thi tiem city', 'Time Ctiy'])
        expect({ q, found: await first(q) }).toMatchObject({ q, found: { id: building.id, near: true } })
      expect(await nurse.api.places.search({ q: 'qqqq zzzz' })).toEqual([])
      expect(await nurse.api.places.search({ q: '%%' })).toEqual([])
    })

    it('only within the area of the post', async () => {
      const other = await world.signIn('ward-nurse', 'Định Công')
      expect((await other.api.places.search({ q: 'Time City' })).map((p) => p.id)).not.toContain(building.id)
      await expectProblem(other.api.places.get({ id: building.id }), 'not-found')
    })
  })

  it('know their floors and flats, and who lives in each', async () => {
    const { flats } = await nurse.api.places.get({ id: building.id })
    expect(flats.length).toBe(new Set(households.map((h) => h.flat_id)).size)
    expect(flats.map((f) => f.floor)).toEqual(flats.map((f) => f.floor).sort((a, b) => b - a))
    const lived = await nurse.api.people.inPlace({ placeId: building.id })
    expect(lived.map((h) => h.id).sort()).toEqual(households.map((h) => h.id).sort())
    const { rows } = await world.pool.query(
      'select count(*)::int as n from vx.person where household_id = any($1)',
      [households.map((h) => h.id)],
    )
    expect(lived.reduce((sum, h) => sum + h.members, 0)).toBe(rows[0].n)
    const laboratory = await world.signIn('military')
    await expectProblem(laboratory.api.people.inPlace({ placeId: building.id }), 'right-missing')
  })

  it('let a household move to another flat, once for each version', async () => {
    const [first] = await nurse.api.people.inPlace({ placeId: building.id })
    const out = await nurse.api.people.settle({ id: first!.id, version: first!.version, flatId: null })
    const again = await nurse.api.people.inPlace({ placeId: building.id })
    expect(again.find((h) => h.id === first!.id)).toMatchObject({ flatId: null, placeId: building.id })
    await expectProblem(
      nurse.api.people.settle({ id: first!.id, version: first!.version, flatId: first!.flatId }),
      'stale-version',
    )
    await nurse.api.people.settle({ id: first!.id, version: out.version, flatId: first!.flatId })
    await expectProblem(
      nurse.api.people.settle({
        id: first!.id,
        version: out.version + 1,
        flatId: '00000000-0000-7000-8000-000000000001',
      }),
      'not-found',
    )
  })

  describe('take a list of flats from a sheet', () => {
    const bring = async (rows: string[][], confirm = false, placeId = building.id, user = nurse) => {
      const form = new FormData()
      form.append('placeId', placeId)
      form.append('confirm', String(confirm))
      form.append('file', new Blob([rows.map((r) => r.join(',')).join('\n')]), 'can-ho.csv')
      const response = await world.fetch(user, '/api/places/flats', { method: 'POST', body: form })
      return (await response.json()) as FlatImport & { code?: string }
    }

    it('only after it was shown what it would do, and the same list twice does nothing', async () => {
      const before = (await nurse.api.places.get({ id: building.id })).flats
      const sheet = [
        ['Tầng', 'Căn hộ'],
        ['31', '3101'],
        ['31', '3102'],
        ['', '3203'],
        [String(before[0]!.floor), before[0]!.name],
      ]
      expect(await bring(sheet)).toMatchObject({ rows: 4, added: 3, known: 1, errors: [], done: false })
      expect((await nurse.api.places.get({ id: building.id })).flats).toHaveLength(before.length)
      expect(await bring(sheet, true)).toMatchObject({ added: 3, done: true })
      const { flats } = await nurse.api.places.get({ id: building.id })
      expect(flats).toHaveLength(before.length + 3)
      expect(flats[0]).toMatchObject({ floor: 32, name: '3203' })
      expect(await bring(sheet, true)).toMatchObject({ added: 0, known: 4, done: true })
    })

    it('and say which rows are wrong; then nothing is entered', async () => {
      const sheet = [
        ['Tầng', 'Số căn'],
        ['5', '501'],
        ['5', '501'],
        ['5', ''],
        ['', 'A'],
        ['999', '9991'],
        ['6', '602'],
      ]
      const found = await bring(sheet, true)
      expect(found).toMatchObject({ done: false })
      expect(found.errors).toEqual([
        { row: 3, reason: 'twice' },
        { row: 4, reason: 'no-flat' },
        { row: 5, reason: 'no-floor' },
        { row: 6, reason: 'bad-floor' },
      ])
      expect(
        (
          await bring([
            ['Tên', 'Tuổi'],
            ['An', '30'],
          ])
        ).code,
      ).toBe('flats-columns-missing')
      const commander = await world.signIn('district-commander')
      expect((await bring(sheet, false, building.id, commander)).code).toBe('right-missing')
      const other = await world.signIn('ward-nurse', 'Định Công')
      expect((await bring(sheet, false, building.id, other)).code).toBe('not-found')
    })

    it('for a whole complex, whose blocks are made; a zone of it would know everybody', async () => {
      const { rows } = await world.pool.query(
        `select id from vx.place where area_id = $1 and kind <> 'apartment' limit 1`,
        [building.area_id],
      )
      const complex = rows[0]!.id as string
      await change(complex, { name: 'Khu Lam Sơn', kind: 'apartment' })
      const sheet = [
        ['Tòa', 'Tầng', 'Căn'],
        ['Tòa A', '2', '201'],
        ['A', '2', '202'],
        ['B', '1', '101'],
      ]
      expect(await bring(sheet, true, complex)).toMatchObject({ added: 3, done: true })
      const { blocks, flats } = await nurse.api.places.get({ id: complex })
      expect(blocks.map((b) => [b.block, b.name, b.flats])).toEqual([
        ['A', 'Khu Lam Sơn – tòa A', 2],
        ['B', 'Khu Lam Sơn – tòa B', 1],
      ])
      expect(flats).toEqual([])
      const a = await nurse.api.places.get({ id: blocks[0]!.id })
      expect(a.place.partOf).toEqual({ id: complex, name: 'Khu Lam Sơn' })
      const [moving] = await nurse.api.people.inPlace({ placeId: building.id })
      await nurse.api.people.settle({ id: moving!.id, version: moving!.version, flatId: a.flats[0]!.id })
      expect((await nurse.api.people.inPlace({ placeId: complex })).map((h) => h.id)).toEqual([moving!.id])
      await expectProblem(change(complex, { partOf: blocks[0]!.id }), 'place-in-its-part')
      await expectProblem(change(blocks[0]!.id, { version: 9 }), 'stale-version')
    })
  })
})
