import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import type { Member, NewMember } from './contract.ts'

/** Members of the Party in committees and teams: said by themselves, counted, and seen by few. */
describe('Members of the Party in a team', () => {
  let world: World
  let chair: User
  let ward: number
  let team: string
  beforeAll(async () => {
    world = await openWorld()
    chair = await world.signIn('ward-chair', 'Mai Động')
    ward = await world.areaId('Mai Động')
    const made = await chair.api.organisations.setUpTeam({
      kind: 'community',
      areaId: ward,
      name: 'Tổ Covid cộng đồng số 99',
      since: '2021-06-01',
    })
    team = made.id
  })
  afterAll(() => world?.close())

  const add = (more: Partial<NewMember>) =>
    chair.api.organisations.addMember({ id: team, role: 'member', since: '2021-06-01', ...more })
  const members = async (user = chair): Promise<Member[]> =>
    (await user.api.organisations.team({ id: team })).members
  const named = async (name: string) => (await members()).find((m) => m.name === name)!
  const count = async (more: object = {}) => {
    const found = await chair.api.platform.figures.byPart({
      ...{ id: 'teams.serving', part: 'party', areaId: ward },
      ...more,
    })
    return Object.fromEntries(found.parts.map((p) => [p.value ?? 'unsaid', p.count]))
  }

  it('are counted as they say; who has not said is in neither number, nor who has left', async () => {
    const start = await count()
    await add({ fullName: 'Đỗ Thị Ngát', party: true })
    await add({ fullName: 'Lê Văn Bảy', party: false })
    await add({ fullName: 'Phùng Thị Son' })
    expect(await count()).toEqual({
      member: start.member! + 1,
      other: start.other! + 1,
      unsaid: start.unsaid! + 1,
    })
    const son = await named('Phùng Thị Son')
    expect(son.party).toBeNull()
    const keep = { id: team, memberId: son.id, since: son.since }
    await chair.api.organisations.changeMember({ ...keep, version: 1, party: true })
    // What the change does not speak of stays.
    await chair.api.organisations.changeMember({ ...keep, version: 2, duty: 'Phát phiếu đi chợ' })
    expect(await named('Phùng Thị Son')).toMatchObject({ party: true, duty: 'Phát phiếu đi chợ' })
    expect(await count()).toMatchObject({ member: start.member! + 2, unsaid: start.unsaid })
    await chair.api.organisations.changeMember({
      ...{ ...keep, version: 3, until: '2021-07-31' },
      endReason: 'Chuyển nhà',
    })
    expect(await count()).toMatchObject({ member: start.member! + 1 })
    // The day before nothing of it was entered.
    expect(await count({ asOf: '2021-08-09T20:00:00+07:00' })).toEqual(start)
  })

  it('of a post was said about its holder, not about the one who comes after', async () => {
    const { rows } = await world.pool.query(
      `select p.id from vx.post p join vx.post_holder h on h.post_id = p.id and h.until is null
       where p.area_id = $1 and p.kind = 'ward-nurse'`,
      [ward],
    )
    const postId: string = rows[0].id
    const { id } = await add({ postId, party: true })
    const seat = async () => (await members()).find((m) => m.id === id)!
    expect((await seat()).party).toBe(true)
    const counted = await count()
    world.clock.advance({ days: 1 })
    await world.pool.query(
      `update vx.post_holder set until = '2021-08-10' where post_id = $1 and until is null`,
      [postId],
    )
    await world.pool.query(
      `insert into vx.post_holder (id, post_id, user_id, username, name, since)
       values (gen_random_uuid(), $1, 'lai.ngo', 'lai.ngo', 'Ngô Thị Lài', '2021-08-11')`,
      [postId],
    )
    expect((await seat()).party).toBeNull()
    expect(await count()).toMatchObject({ member: counted.member! - 1 })
    const { version, since } = await seat()
    await chair.api.organisations.changeMember({ id: team, memberId: id, version, since, party: true })
    expect((await seat()).party).toBe(true)
    expect(await count()).toMatchObject({ member: counted.member! })
  })

  it('is seen by those who keep teams alone; the list behind the number too', async () => {
    const police = await world.signIn('area-police')
    const seen = await members(police)
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.every((m) => m.party === null)).toBe(true)
    await expectProblem(police.api.platform.figures.rows({ id: 'teams.serving', limit: 5 }), 'right-missing')
    const opened = await chair.api.platform.figures.rows({
      ...{ id: 'teams.serving', areaId: ward, part: 'party', value: 'member', limit: 50 },
    })
    expect(opened.count).toBe((await count()).member)
    expect(opened.rows.map((r) => r.name)).toContain('Đỗ Thị Ngát')
  })
})
