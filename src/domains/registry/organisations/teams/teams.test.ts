import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { ORGANISATION_KINDS } from '../kinds.ts'
import type { NewMember, TeamChange, TeamPage } from './contract.ts'

const TODAY = '2021-08-10'
const UNKNOWN = '00000000-0000-7000-8000-000000000001'

describe('Committees and teams', () => {
  let world: World
  let chair: User
  let ward: number
  let inside: number[]
  let people: { id: string; full_name: string }[]
  beforeAll(async () => {
    world = await openWorld()
    chair = await world.signIn('ward-chair', 'Mai Động')
    ward = await world.areaId('Mai Động')
    const areas = await world.pool.query('select id from vx.area where parent_id = $1 order by id', [ward])
    inside = areas.rows.map((r) => r.id)
    const found = await world.pool.query(
      `select id, full_name from vx.person where area_id = any($1) and household_id is not null order by id limit 6`,
      [inside],
    )
    people = found.rows
  })
  afterAll(() => world?.close())

  const setUp = (more: object = {}, user = chair) =>
    user.api.organisations.setUpTeam({
      kind: 'steering_committee',
      areaId: ward,
      name: 'Ban Chỉ đạo thử việc',
      decisionNumber: '77/QĐ-UBND',
      decisionDate: '2021-06-01',
      since: '2021-06-01',
      ...more,
    })
  const add = (id: string, more: Partial<NewMember>, user = chair) =>
    user.api.organisations.addMember({ id, role: 'member', since: '2021-06-01', ...more })
  const page = (id: string, on?: string, user = chair): Promise<TeamPage> =>
    user.api.organisations.team({ id, ...(on ? { on } : {}) })
  const changed = async (id: string, more: Partial<TeamChange>) => {
    const { team } = await page(id)
    const { version, name, decisionNumber, decisionDate, since, until, endReason } = team
    return chair.api.organisations.changeTeam({
      ...{ id, version, name, decisionNumber, decisionDate, since, until, endReason },
      ...more,
    })
  }
  const end = (id: string, memberId: string, version: number, more: object = {}) =>
    chair.api.organisations.changeMember({
      ...{ id, memberId, version, since: '2021-06-01', until: '2021-07-15' },
      endReason: 'Chuyển công tác',
      ...more,
    })
  const present = (p: TeamPage) =>
    p.members.filter((m) => m.when === 'present').map((m) => [m.name, m.role] as const)

  it('tell who was in them on a day, and why somebody left', async () => {
    const { id } = await setUp()
    const [a, b] = people as [(typeof people)[0], (typeof people)[0]]
    const first = await add(id, { personId: a.id, role: 'head', duty: 'Phụ trách chung' })
    await add(id, {
      fullName: 'Vũ Thị Khách',
      phone: '0912 000 111',
      employer: 'Công an phường',
      role: 'deputy',
    })
    const gone = await end(id, first.id, first.version, { duty: 'Phụ trách chung' })
    expect(gone.version).toBe(2)
    await add(id, { personId: b.id, role: 'head', since: '2021-07-16' })

    expect(present(await page(id, '2021-06-30'))).toEqual([
      [a.full_name, 'head'],
      ['Vũ Thị Khách', 'deputy'],
    ])
    const now = await page(id)
    expect(now).toMatchObject({
      on: TODAY,
      when: 'present',
      people: 2,
      team: { decisionNumber: '77/QĐ-UBND' },
    })
    expect(present(now)).toEqual([
      [b.full_name, 'head'],
      ['Vũ Thị Khách', 'deputy'],
    ])
    expect(now.members.find((m) => m.id === first.id)).toMatchObject({
      when: 'former',
      duty: 'Phụ trách chung',
      until: '2021-07-15',
      endReason: 'Chuyển công tác',
    })
    expect(now.members.find((m) => m.name === 'Vũ Thị Khách')).toMatchObject({
      source: 'outsider',
      phone: '0912 000 111',
      employer: 'Công an phường',
    })
    expect(await page(id, '2021-05-31')).toMatchObject({ when: 'coming', people: 0 })
    const trail = await world.pool.query(
      `select action from platform.audit where subject_type = 'team' and subject_id = $1 order by at, seq`,
      [id],
    )
    expect(trail.rows.map((r) => r.action).sort()).toEqual(
      ['team.set-up', 'team-member.add', 'team-member.add', 'team-member.end', 'team-member.add'].sort(),
    )
  })

  it('show names to those who may know people; whoever holds a post is known to all', async () => {
    const { id } = await setUp({ name: 'Tổ giữ kín' })
    await add(id, { personId: people[0]!.id, role: 'head' })
    const leave = await add(id, { fullName: 'Lê Văn Kín', phone: '0912000222', employer: 'Xưởng Kín' })
    await end(id, leave.id, leave.version, { endReason: 'Mắc bệnh' })
    const posts = await chair.api.organisations.findPosts({ q: 'dieu duong' })
    expect(posts[0]).toMatchObject({ kind: 'ward-nurse', area: 'Phường Mai Động' })
    await add(id, { postId: posts[0]!.id })
    const blind = await world.signIn('party-monitor')
    const seen = await page(id, undefined, blind)
    expect(
      seen.members.map((m) => [...[m.source, m.name, m.phone, m.personId], ...[m.employer, m.endReason]]),
    ).toEqual([
      ['person', null, null, null, null, null],
      ['outsider', null, null, null, null, null],
      ['post', posts[0]!.holder, null, null, null, null],
    ])
    expect(seen.people).toBe(2)
    const elsewhere = await world.signIn('ward-chair', 'Định Công')
    await expectProblem(page(id, undefined, elsewhere), 'not-found')
  })

  it('refuse the same one twice in a role at a time, and a second head', async () => {
    const { id } = await setUp({ name: 'Tổ trùng' })
    const [a, b] = people as [(typeof people)[0], (typeof people)[0]]
    const first = await add(id, { personId: a.id, role: 'head' })
    await expectProblem(add(id, { personId: a.id, role: 'head', since: '2021-08-01' }), 'member-twice')
    await expectProblem(add(id, { personId: b.id, role: 'head', since: '2021-08-01' }), 'team-head-taken')
    await add(id, { personId: a.id, role: 'member' })
    await add(id, { fullName: 'Vũ Thị Khách', phone: '0912000111' })
    await expectProblem(add(id, { fullName: 'Vu Thi Khach', phone: '0912000111' }), 'member-twice')
    await add(id, { fullName: 'Vũ Thị Khách', phone: '0912000112' })
    const ended = await end(id, first.id, first.version)
    const next = await add(id, { personId: b.id, role: 'head', since: '2021-07-16' })
    // Taken up again, the first would be head beside the second.
    const again = { until: null, endReason: null }
    await expectProblem(end(id, first.id, ended.version, again), 'team-head-taken')
    await chair.api.organisations.removeMember({ id, memberId: next.id })
    await end(id, first.id, ended.version, again)
    expect((await page(id)).members.find((m) => m.id === first.id)).toMatchObject({
      when: 'present',
      until: null,
    })
  })

  it('refuse days that cannot be, an end without a reason, an old version, and to take back what is history', async () => {
    const { id } = await setUp({ name: 'Tổ ngày tháng' })
    const { id: memberId, version } = await add(id, { personId: people[0]!.id })
    await expectProblem(end(id, memberId, version, { until: '2021-05-30' }), 'end-before-start')
    await expectProblem(end(id, memberId, version, { endReason: null }), 'end-reason-missing')
    await expectProblem(add(id, { personId: people[1]!.id, since: '2021-05-31' }), 'outside-team-life')
    await end(id, memberId, version)
    const stale = await expectProblem(end(id, memberId, version), 'stale-version')
    expect(stale.details).toMatchObject({ theirs: { until: '2021-07-15', version: 2 } })
    await expectProblem(changed(id, { version: 9 }), 'stale-version')
    await expectProblem(changed(id, { since: '2021-06-02' }), 'team-life-too-short')
    await expectProblem(changed(id, { until: '2021-05-01', endReason: 'Xong việc' }), 'end-before-start')
    await expectProblem(changed(id, { until: TODAY }), 'end-reason-missing')
    await expectProblem(end(id, UNKNOWN, 1), 'not-found')
    // Of a demo team that was there since May.
    const { rows } = await world.pool.query(
      `select m.id, m.team_id from vx.team_member m join vx.team t on t.id = m.team_id where t.kind = 'community' and t.area_id = any($1) limit 1`,
      [inside],
    )
    const old = { id: rows[0].team_id, memberId: rows[0].id }
    await expectProblem(chair.api.organisations.removeMember(old), 'entered-earlier')
    const { covers } = await page(old.id)
    await expectProblem(
      chair.api.organisations.removeCover({ id: old.id, coverId: covers[0]!.id }),
      'entered-earlier',
    )
    await chair.api.organisations.removeMember({ id, memberId })
    expect((await page(id)).members).toEqual([])
    await expectProblem(chair.api.organisations.removeMember({ id, memberId }), 'not-found')
  })

  it('take exactly one person, post or name, and only those of the own areas', async () => {
    const { id } = await setUp({ name: 'Tổ một người' })
    await expectProblem(add(id, {}), 'input-invalid')
    await expectProblem(add(id, { personId: people[0]!.id, fullName: 'Ai Đó' }), 'input-invalid')
    await expectProblem(add(id, { personId: UNKNOWN }), 'refers-to-nothing')
    const { rows } = await world.pool.query(
      `select p.id as person, o.id as post from vx.person p join vx.area a on a.id = p.area_id
       join vx.area w on w.id = a.parent_id join vx.post o on o.area_id = w.id where w.name = 'Định Công' limit 1`,
    )
    await expectProblem(add(id, { personId: rows[0].person }), 'refers-to-nothing')
    await expectProblem(add(id, { postId: rows[0].post }), 'refers-to-nothing')
    expect(
      (await chair.api.organisations.findPosts({ q: 'Định Công', limit: 50 })).map((p) => p.id),
    ).not.toContain(rows[0].post)
    await expectProblem(chair.api.organisations.post({ id: rows[0].post }), 'not-found')
  })

  it('are set up, changed and filled by those who hold the right, in their areas', async () => {
    const { id } = await setUp({ name: 'Tổ quyền' })
    const police = await world.signIn('area-police')
    await expectProblem(setUp({}, police), 'right-missing')
    await expectProblem(add(id, { fullName: 'Ai Đó' }, police), 'right-missing')
    expect((await page(id, undefined, police)).team.name).toBe('Tổ quyền')
    const other = await world.signIn('ward-chair', 'Định Công')
    await expectProblem(setUp({}, other), 'outside-area')
    await expectProblem(add(id, { fullName: 'Ai Đó' }, other), 'not-found')
    const far = await world.areaId('Định Công')
    const cover = (areaId: number, since = '2021-06-01') =>
      chair.api.organisations.addCover({ id, areaId, since })
    await expectProblem(cover(far), 'outside-area')
    const commander = await world.signIn('district-commander')
    await expectProblem(
      commander.api.organisations.addCover({ id, areaId: far, since: '2021-06-01' }),
      'cover-elsewhere',
    )
    await expectProblem(cover(ward, '2021-05-01'), 'outside-team-life')
  })

  it('look after areas over time; households and people are counted, never typed', async () => {
    const { id } = await setUp({ kind: 'community', name: 'Tổ đếm hộ' })
    const [one, two] = inside as [number, number]
    const of = async (areaId: number) =>
      (await world.pool.query('select count(*)::int as n from vx.household where area_id = $1', [areaId]))
        .rows[0].n
    const cover = (areaId: number, since: string) => chair.api.organisations.addCover({ id, areaId, since })
    const first = await cover(one, '2021-06-01')
    await expectProblem(cover(one, '2021-07-01'), 'cover-twice')
    const change = (version: number, until: string | null) =>
      chair.api.organisations.changeCover({ id, coverId: first.id, version, since: '2021-06-01', until })
    await expectProblem(change(9, null), 'stale-version')
    await expectProblem(change(1, '2021-05-01'), 'end-before-start')
    await change(1, '2021-06-30')
    await cover(two, '2021-07-01')
    expect(await of(one)).toBeGreaterThan(0)
    expect((await page(id, '2021-06-30')).households).toBe(await of(one))
    const now = await page(id)
    expect(now.households).toBe(await of(two))
    expect(now.covers.find((c) => c.areaId === two)).toMatchObject({
      others: 1,
      when: 'present',
      fresh: true,
    })

    const row = async () => {
      const found = await chair.api.platform.registers.rows({ id: 'teams', q: 'to dem ho', limit: 5 })
      return found.rows[0] as Record<string, unknown>
    }
    expect(await row()).toMatchObject({ members: 0, households: await of(two), head: null, state: 'present' })
    await add(id, { personId: people[0]!.id, role: 'head' })
    await add(id, { fullName: 'Vũ Thị Khách' })
    const leaving = await add(id, { fullName: 'Người Đã Thôi' })
    await end(id, leaving.id, leaving.version)
    await world.pool.query(
      `insert into vx.household (id, area_id, address) values (gen_random_uuid(), $1, 'Nhà mới')`,
      [two],
    )
    expect(await row()).toMatchObject({ members: 2, households: await of(two), head: people[0]!.full_name })
    expect((await page(id)).households).toBe(await of(two))
    const blind = await world.signIn('party-monitor')
    const unseen = await blind.api.platform.registers.rows({ id: 'teams', q: 'to dem ho', limit: 5 })
    expect(unseen.rows[0]).not.toHaveProperty('head')
    const sheet = await world.fetch(chair, '/api/registers/teams/export.csv?q=to%20dem%20ho')
    expect(await sheet.text()).toContain('Tổ Covid cộng đồng')
  })

  it('are dissolved with everybody in them, and go on when that was a mistake', async () => {
    const { id } = await setUp({ name: 'Tổ giải thể' })
    const early = await add(id, { personId: people[0]!.id })
    await end(id, early.id, early.version)
    const stays = await add(id, { personId: people[1]!.id, role: 'head' })
    await chair.api.organisations.addCover({ id, areaId: inside[0]!, since: '2021-06-01' })
    await changed(id, { until: '2021-07-31', endReason: 'Sáp nhập vào Sở Chỉ huy' })
    const gone = await page(id)
    expect(gone).toMatchObject({ when: 'former', people: 0, households: 0 })
    expect(gone.members.find((m) => m.id === stays.id)).toMatchObject({
      until: '2021-07-31',
      endReason: null,
    })
    expect((await page(id, '2021-07-31')).people).toBe(1)
    await expectProblem(add(id, { fullName: 'Quá Muộn', since: '2021-08-01' }), 'outside-team-life')
    const late = await add(id, { fullName: 'Nhập Sau', since: '2021-07-01' })
    expect((await page(id)).members.find((m) => m.id === late.id)).toMatchObject({ until: '2021-07-31' })
    await changed(id, { until: null })
    const again = await page(id)
    expect(again).toMatchObject({ when: 'present', people: 2, team: { until: null, endReason: null } })
    expect(again.members.find((m) => m.id === early.id)).toMatchObject({
      when: 'former',
      until: '2021-07-15',
    })
    expect(again.covers[0]).toMatchObject({ when: 'present', until: null })
  })

  it('of the demo: a committee and a command post in the district and in every ward, with their posts', async () => {
    const commander = await world.signIn('district-commander')
    const rows = async (kind: string) =>
      (
        await commander.api.platform.registers.rows({
          id: 'teams',
          filters: JSON.stringify({ kind, state: 'present' }),
          limit: 100,
        })
      ).rows as { id: string; head: string; members: number; area: string }[]
    for (const kind of ['steering_committee', 'command_post']) {
      expect(new Set((await rows(kind)).map((r) => r.area)).size).toBe(15)
    }
    const district = (await rows('steering_committee')).find((r) => r.area === 'Quận Hoàng Mai')!
    const opened = await page(district.id, undefined, commander)
    expect(opened.members.filter((m) => m.post?.kind === 'ward-chair')).toHaveLength(14)
    expect(opened.people).toBe(district.members)
    expect(opened.members[0]).toMatchObject({ role: 'head', name: district.head, source: 'post' })
  })

  it('and organisations are called by their kind in words', async () => {
    const { rows } = await world.pool.query('select distinct kind from vx.organisation')
    expect(rows.map((r) => r.kind).filter((k) => !ORGANISATION_KINDS[k])).toEqual([])
    const found = await chair.api.platform.registers.rows({
      id: 'organisations',
      filters: JSON.stringify({ kind: 'police' }),
      limit: 10,
    })
    expect(found.rows.map((r) => r.kind)).toEqual(['police'])
    expect(found.columns.find((c) => c.key === 'kind')?.values?.police?.vi).toBe('Công an')
  })
})
