import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'

describe('Finding an area', () => {
  let world: World
  let nurse: User
  beforeAll(async () => {
    world = await openWorld()
    nurse = await world.signIn('ward-nurse', 'Mai Động')
  })
  afterAll(() => world?.close())

  const labels = async (q: string) => (await nurse.api.areas.search({ q })).map((a) => a.label)

  it('needs no accents, no kind, and no order of words; the whole name comes before a part of it', async () => {
    expect((await labels('mai dong'))[0]).toBe('Phường Mai Động')
    expect((await labels('Phường Mai Động'))[0]).toBe('Phường Mai Động')
    expect((await labels('động mai'))[0]).toBe('Phường Mai Động')
    expect((await labels('00310'))[0]).toBe('Phường Mai Động')
    expect(await labels('quang trung')).toEqual(['Phường Quang Trung', 'Phường Quang Trung'])
    // Hoàng Mai is a district; wards that only have one of the words stay out.
    expect((await labels('Hoàng Mai'))[0]).toBe('Quận Hoàng Mai')
  })

  it('forgives slips of the pen, and says that it guessed', async () => {
    for (const q of ['Mai Dogn', 'Phường Mai Dộngg', 'Tuong Maii']) {
      const found = await nurse.api.areas.search({ q })
      expect({ q, near: found[0]?.near, label: found[0]?.label }).toEqual({
        q,
        near: true,
        label: q.startsWith('Tuong') ? 'Phường Tương Mai' : 'Phường Mai Động',
      })
    }
    expect((await nurse.api.areas.search({ q: 'Mai Động' }))[0]!.near).toBe(false)
    expect(await nurse.api.areas.search({ q: 'xyzw qqq' })).toEqual([])
    expect(await nurse.api.areas.search({ q: '100%_' })).toEqual([])
  })

  it('knows the other names that people use, and who may write them', async () => {
    const maiDong = await world.areaId('Mai Động')
    const { aliases } = await nurse.api.areas.setAliases({
      areaId: maiDong,
      aliases: ['Làng Mơ Táo', 'Lang mo tao', 'Đầm Sòi'],
    })
    expect(aliases).toEqual(['Lang mo tao', 'Đầm Sòi'])
    expect((await nurse.api.areas.search({ q: 'dam soi' }))[0]).toMatchObject({
      id: maiDong,
      alias: 'Đầm Sòi',
      near: false,
    })
    const tree = await nurse.api.areas.list({})
    expect(tree.areas.find((a) => a.id === maiDong)!.aliases).toEqual(aliases)
    const other = await world.areaId('Định Công')
    await expectProblem(nurse.api.areas.setAliases({ areaId: other, aliases: [] }), 'outside-area')
    const laboratory = await world.signIn('laboratory')
    await expectProblem(laboratory.api.areas.setAliases({ areaId: maiDong, aliases: [] }), 'right-missing')
  })
})
