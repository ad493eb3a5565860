import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { lastCase } from '../../../../test/journeys/scene.ts'

const TODAY = '2021-08-10'
const NEW_PASSWORD = 'cơm nắm lá sen 8 gói'

describe('Whoever holds a post may be replaced', () => {
  let world: World
  let admin: User
  let nurse: User
  /** The chair until today, and what they did and left open. */
  let before: User
  let left: { account: string; postId: string; name: string }
  let orders: string[]
  let report: { id: string; version: number }
  let task: { id: string; subjectId: string; version: number }
  let committee: string
  let after: User
  let successor: string

  const signIn = async (username: string, password: string): Promise<User> => {
    const response = await fetch(`${world.origin}/api/auth/sign-in/username`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://localhost' },
      body: JSON.stringify({ username, password }),
    })
    if (!response.ok) throw new Error(`${username}: ${response.status}`)
    const cookie = response.headers
      .getSetCookie()
      .map((c) => c.split(';')[0])
      .join('; ')
    return { username, cookie, api: clientOf(world.origin, { cookie }) }
  }
  const accountOf = async (q: string) => (await admin.api.platform.accounts.list({ q })).rows[0]!
  const propose = async (personIds: string[]) =>
    nurse.api.quarantine.propose({
      kind: 'quarantine',
      exposure: 'F1',
      personIds,
      lastExposure: '2021-08-09',
      placeKind: 'home',
      reason: 'Tiếp xúc gần với ca bệnh xác định',
    })

  beforeAll(async () => {
    world = await openWorld()
    admin = await world.signIn('administrator')
    nurse = await world.signIn('ward-nurse', 'Mai Động')
    before = await world.signIn('ward-chair', 'Mai Động')
    const account = await accountOf(before.username)
    left = { account: account.id, postId: account.postId, name: account.name }
    const ward = await world.areaId('Mai Động')
    const { rows: folk } = await world.pool.query(
      `select p.id from vx.person p join vx.area a on a.id = p.area_id where a.parent_id = $1
       and not exists (select from vx.case_record c where c.person_id = p.id) order by p.id limit 2`,
      [ward],
    )
    orders = (await propose(folk.map((p) => p.id))).orders.map((o) => o.id)
    const { order } = await before.api.quarantine.get({ id: orders[0]! })
    await before.api.quarantine.sign({ orders: [{ id: order.id, version: order.version }] })
    const made = await before.api.reports.create({ areaId: ward, kind: 'ad_hoc' })
    const kept = await before.api.reports.update({
      ...{ id: made.id, version: 1 },
      assessment: 'Nháp của người tiền nhiệm',
    })
    report = { id: made.id, version: kept.version }
    const subjectId = (await lastCase(world)).id
    const done = (await before.api.tasks.bySubject({ subjectType: 'case', subjectId })).find(
      (t) => t.postKind === 'ward-chair',
    )!
    const open = done.doneAt ? await before.api.tasks.reopen({ id: done.id, version: done.version }) : done
    task = { id: open.id, subjectId, version: open.version }
    const { rows } = await world.pool.query(
      `select team_id as id from vx.team_member m join vx.team t on t.id = m.team_id
       where m.post_id = $1 and t.kind = 'steering_committee' and t.area_id = $2`,
      [left.postId, ward],
    )
    committee = rows[0].id
  })
  afterAll(() => world?.close())

  const replace = (more: object, user = admin) =>
    user.api.platform.accounts.replace({ id: left.account, since: TODAY, ...more })

  it('by an administrator of the area, from a day that has come, and by somebody else', async () => {
    const person = { name: 'Trương Mỹ Hạnh', username: 'hanh.truong' }
    await expectProblem(replace(person, before), 'right-missing')
    await expectProblem(replace({ ...person, since: '2021-08-11' }), 'succession-ahead')
    const early = await expectProblem(replace({ ...person, since: '2020-12-31' }), 'succession-early')
    expect(early.words.vi).toContain('4/1/2021')
    await expectProblem(replace({}), 'input-invalid')
    await expectProblem(replace({ successorId: left.account }), 'holder-already')
    await expectProblem(replace({ ...person, username: before.username }), 'username-taken')
    await expectProblem(replace({ successorId: 'nobody' }), 'not-found')
    await expectProblem(replace({ ...person, id: 'nobody' }), 'not-found')
    const own = await accountOf(admin.username)
    await expectProblem(replace({ ...person, id: own.id }), 'own-account')
    await expectProblem(replace({ successorId: own.id }), 'own-account')
    // Refused, nothing has moved.
    expect((await before.api.platform.me({})).name).toBe(left.name)
  })

  it('and from that moment the earlier one has no rights left, in no session', async () => {
    const made = await replace({ name: 'Trương Mỹ Hạnh', username: 'hanh.truong' })
    successor = made.id
    await expectProblem(before.api.platform.me({}), 'not-signed-in')
    await expectProblem(
      before.api.tasks.bySubject({ subjectType: 'case', subjectId: task.subjectId }),
      'not-signed-in',
    )
    const { rows } = await world.pool.query(
      'select count(*)::int as n from auth.session where "userId" = $1',
      [left.account],
    )
    expect(rows[0].n).toBe(0)
    const first = await signIn('hanh.truong', made.password!)
    await expectProblem(first.api.platform.me({}), 'password-change-needed')
    await first.api.platform.account.password({ current: made.password!, next: NEW_PASSWORD })
    after = await signIn('hanh.truong', NEW_PASSWORD)
    expect(await after.api.platform.me({})).toMatchObject({ name: 'Trương Mỹ Hạnh', postKind: 'ward-chair' })
  })

  it('open duties go on with the post: the task, the order to sign, the draft', async () => {
    const about = { subjectType: 'case', subjectId: task.subjectId }
    const open = (await after.api.tasks.bySubject(about)).find((t) => t.id === task.id)!
    expect(open).toMatchObject({ holder: 'Trương Mỹ Hạnh', doneAt: null })
    const listed = await after.api.platform.registers.rows({ id: 'tasks', limit: 500 })
    expect(listed.rows.map((r) => r.id)).toContain(task.id)
    const done = await after.api.tasks.complete({
      id: task.id,
      version: task.version,
      note: 'Đã khoanh vùng',
    })
    expect(done).toMatchObject({ doneBy: 'Trương Mỹ Hạnh' })
    const waiting = await after.api.quarantine.get({ id: orders[1]! })
    await after.api.quarantine.sign({ orders: [{ id: orders[1]!, version: waiting.order.version }] })
    await after.api.reports.update({ ...report, assessment: 'Người kế nhiệm viết tiếp' })
  })

  it('what each signed stays theirs', async () => {
    const { rows } = await world.pool.query(
      'select order_id, signer_name from vx.order_decision where order_id = any($1)',
      [orders],
    )
    const signer = new Map(rows.map((r) => [r.order_id, r.signer_name]))
    expect(orders.map((o) => signer.get(o))).toEqual([left.name, 'Trương Mỹ Hạnh'])
    const paper = await after.api.quarantine.get({ id: orders[0]! })
    expect(JSON.stringify(paper)).toContain(left.name)
    expect(JSON.stringify(paper)).not.toContain('Trương Mỹ Hạnh')
  })

  it('a seat in a committee that goes with the post has another person in it, and remembers the first', async () => {
    const seat = async (on?: string) => {
      const page = await after.api.organisations.team({ id: committee, ...(on ? { on } : {}) })
      return { people: page.people, ...page.members.find((m) => m.post?.id === left.postId)! }
    }
    const now = await seat()
    expect(now).toMatchObject({ name: 'Trương Mỹ Hạnh', when: 'present' })
    expect(now.holders).toEqual([
      { name: 'Trương Mỹ Hạnh', since: TODAY, until: null },
      { name: left.name, since: '2021-02-03', until: '2021-08-09' },
    ])
    expect(await seat('2021-08-09')).toMatchObject({ name: left.name, people: now.people })
    expect(
      (await after.api.organisations.heads({ areaId: (await after.api.platform.me({})).areaId }))[0],
    ).toBeDefined()
  })

  it('the post tells who held it, and the audit who did what in it', async () => {
    const post = await after.api.organisations.post({ id: left.postId })
    expect(post.holders).toEqual([
      { name: 'Trương Mỹ Hạnh', since: TODAY, until: null },
      { name: left.name, since: '2021-01-04', until: '2021-08-09' },
    ])
    expect(post.seats.map((s) => s.teamId)).toContain(committee)
    const { rows: acts } = await world.pool.query(
      `select a.action, a.user_id, a.subject_id from platform.audit a where a.post_id = $1 and a.action = 'order.sign'`,
      [left.postId],
    )
    const by = new Map(acts.map((a) => [a.subject_id, a.user_id]))
    expect(orders.map((o) => by.get(o))).toEqual([left.account, successor])
    const { rows: handing } = await world.pool.query(
      `select a.action, a.user_id, a.subject_type, v.changes from platform.audit a join platform.audit_value v on v.audit_id = a.id
       where (a.subject_id = $1 and a.action = 'post.replace') or (a.subject_id = $2 and a.action = 'account.create')
       order by a.action`,
      [left.postId, successor],
    )
    const own = await accountOf(admin.username)
    expect(handing).toMatchObject([
      { action: 'account.create', user_id: own.id, changes: { username: [null, 'hanh.truong'] } },
      {
        action: 'post.replace',
        user_id: own.id,
        changes: { holder: [left.name, 'Trương Mỹ Hạnh'], account: [left.account, successor] },
      },
    ])
  })

  it('the one who left can be given another post; who holds one leaves it empty', async () => {
    const found = await admin.api.platform.accounts.candidates({ q: left.name })
    expect(found.find((c) => c.id === left.account)).toMatchObject({
      holds: false,
      postWords: { en: 'Ward chair' },
    })
    const secretary = await world.signIn('ward-secretary', 'Mai Động')
    const old = await accountOf(secretary.username)
    await admin.api.platform.accounts.replace({ id: old.id, since: TODAY, successorId: left.account })
    await expectProblem(secretary.api.platform.me({}), 'not-signed-in')
    const back = await signIn(before.username, 'vungxanh2021')
    expect(await back.api.platform.me({})).toMatchObject({ name: left.name, postKind: 'ward-secretary' })
    // And on, to a post where somebody sits: the secretary's stands empty, the seat that goes with it too.
    const police = await world.signIn('area-police')
    const officer = await accountOf(police.username)
    await admin.api.platform.accounts.replace({ id: officer.id, since: TODAY, successorId: left.account })
    expect((await back.api.platform.me({})).postKind).toBe('area-police')
    // Whoever was in it for a part of a day was in it on that day.
    world.clock.advance({ days: 1 })
    const page = await after.api.organisations.team({ id: committee })
    const seat = page.members.find((m) => m.post?.kind === 'ward-secretary')!
    expect(seat).toMatchObject({ name: null, when: 'present' })
    const shown = await after.api.platform.registers.rows({ id: 'teams', q: 'Ban chi dao', limit: 5 })
    expect(shown.rows.map((r) => r.members)).toEqual([page.people])
    expect(page.people).toBe(page.members.filter((m) => m.when === 'present').length - 1)
  })
})
