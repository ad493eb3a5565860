// Long: one story, whose steps build on each other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { addDays, localDate } from '../../../platform/clock.ts'
import type { Preview, Shift } from './contract.ts'
import { keepAwayExpired, reactions } from './jobs.ts'
import { manned, type Post, THREE_SHIFTS } from './testing.ts'

describe('A command post that is on duty round the clock', () => {
  let world: World
  let chair: User
  let secretary: User
  let nurse: User
  let police: User
  let clerk: User
  let monitor: User
  let head: User
  let post: Post
  let patternId: string
  let preview: Preview

  // The demo begins on Tuesday 10/8/2021 at 17:00.
  const from = '2021-08-11'
  const to = '2021-08-17'
  const pattern = {
    shifts: THREE_SHIFTS,
    needs: [
      { role: 'leader' as const, n: 1 },
      { role: 'member' as const, n: 1 },
    ],
    restHours: 8,
    fromDate: '2021-08-10',
  }
  const week = (by: User = chair) => by.api.duty.week({ areaId: post.areaId, from, days: 7 })
  const count = async (id: string, areaId = post.areaId) =>
    (await chair.api.platform.figures.rows({ id, areaId, limit: 500 })).count
  const slotAt = async (startsAt: string) =>
    (await week()).slots.find((s) => Date.parse(s.startsAt) === Date.parse(startsAt))!

  /** A shift to come of somebody, and another who could take it. */
  async function swappable(by: string): Promise<{ shift: Shift; to: string[] }> {
    for (const shift of (await week()).slots.flatMap((s) => s.shifts)) {
      if (shift.personId !== by) continue
      const to = (await chair.api.duty.choices({ id: shift.id })).map((c) => c.personId)
      if (to.length) return { shift, to }
    }
    throw new Error('Nobody could take any shift')
  }

  beforeAll(async () => {
    world = await openWorld()
    ;[chair, secretary, nurse, police, clerk, monitor, head] = await Promise.all([
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-secretary', 'Mai Động'),
      world.signIn('ward-nurse', 'Mai Động'),
      world.signIn('area-police', 'Mai Động'),
      world.signIn('district-clerk'),
      world.signIn('party-monitor'),
      world.signIn('neighbourhood-head'),
    ])
    post = await manned(world, chair, nurse, 'Mai Động')
  })
  afterAll(() => world.close())

  it('without a pattern every hour is a gap, at the ward and in the figure, and nothing hides it', async () => {
    const { units } = await clerk.api.duty.overview({})
    expect(units).toHaveLength(15)
    const ward = units.find((u) => u.areaId === post.areaId)!
    expect(ward).toMatchObject({ hasPattern: false, gaps24: 24, gaps7d: 168 })
    expect(ward.next).toMatchObject({ what: 'no_pattern' })
    expect(await count('duty.uncovered')).toBe(168)
    await expectProblem(chair.api.duty.generate({ areaId: post.areaId, from, to }), 'duty-no-pattern')
  })

  it('a pattern that leaves an hour of the day uncovered is refused, and the hours are named', async () => {
    const areaId = post.areaId
    const wrong = await expectProblem(
      chair.api.duty.setPattern({ ...pattern, areaId, shifts: THREE_SHIFTS.slice(0, 2) }),
      'duty-hours-open',
    )
    expect(wrong.words.vi).toContain('00:00–06:00')
    expect(wrong.words.vi).toContain('22:00–24:00')
    const late = [...THREE_SHIFTS.slice(0, 2), { name: 'Đêm', start: '22:30', hours: 7 }]
    const half = await expectProblem(
      chair.api.duty.setPattern({ ...pattern, areaId, shifts: late }),
      'duty-hours-open',
    )
    expect(half.words.vi).toContain('05:30–06:00, 22:00–22:30')
    await expectProblem(
      chair.api.duty.setPattern({ ...pattern, areaId, untilDate: '2021-08-01' }),
      'end-before-start',
    )
    await expectProblem(chair.api.duty.setPattern({ ...pattern, areaId: 1 }), 'outside-area')
    const below = (await clerk.api.areas.list({})).areas.find((a) => a.parentId === areaId)!.id
    await expectProblem(chair.api.duty.setPattern({ ...pattern, areaId: below }), 'duty-no-post')
    patternId = (await chair.api.duty.setPattern({ ...pattern, areaId })).id
    await expectProblem(
      chair.api.duty.setPattern({ ...pattern, areaId, fromDate: '2021-09-01' }),
      'duty-pattern-overlap',
    )
    await expectProblem(
      chair.api.duty.setPattern({ ...pattern, areaId, id: patternId, version: 9 }),
      'stale-version',
    )
  })

  it('only a member of the command post stands on duty, and only who plans says so', async () => {
    const { rows } = await world.pool.query<{ id: string }>(
      `select m.id from vx.team_member m join vx.team t on t.id = m.team_id
       where t.kind = 'steering_committee' and t.area_id = $1 limit 1`,
      [post.areaId],
    )
    await expectProblem(
      chair.api.duty.setPerson({ memberId: rows[0]!.id, roles: ['member'] }),
      'duty-not-a-member',
    )
    await expectProblem(
      nurse.api.duty.setPerson({ memberId: rows[0]!.id, roles: ['member'] }),
      'right-missing',
    )
    await expectProblem(head.api.duty.overview({}), 'right-missing')
    await expectProblem(
      monitor.api.duty.askSwap({ shiftId: post.teamId, version: 1, toPersonId: post.teamId }),
      'right-missing',
    )
    const setup = await chair.api.duty.setup({ areaId: post.areaId })
    expect(setup.people).toHaveLength(6)
    expect(setup.others).toHaveLength(0)
    expect(setup.people.find((p) => p.id === post.people.resident)!.name).toBe('Ngô Thị Bích Vân')
    // Whoever may not know people knows the posts on duty and nobody else.
    const seen = await monitor.api.duty.setup({ areaId: post.areaId })
    expect(seen.people.find((p) => p.id === post.people.resident)!.name).toBeNull()
    expect(seen.people.find((p) => p.id === post.people.chair)!.name).not.toBeNull()
  })

  it('a roster is worked out before it is kept: every place filled, roles and rest kept, hours spread', async () => {
    const areaId = post.areaId
    await expectProblem(chair.api.duty.generate({ areaId, from: '2021-08-09', to }), 'duty-window')
    preview = await chair.api.duty.generate({ areaId, from, to })
    expect(preview.open).toEqual([])
    expect(preview.shifts).toHaveLength(42)
    expect((await week()).slots.flatMap((s) => s.shifts)).toHaveLength(0)
    const kept = await chair.api.duty.keep({ areaId, from, to, shifts: preview.shifts })
    expect(kept).toEqual({ kept: 42, removed: 0 })
    // From now to midnight nothing was planned: those hours stay open for everybody to see.
    const { units } = await clerk.api.duty.overview({})
    const ward = units.find((u) => u.areaId === areaId)!
    expect(ward.gaps24).toBe(13)
    expect(await count('duty.uncovered')).toBe(ward.gaps7d)
    expect(ward.next).toMatchObject({ what: 'nobody' })
    // Keeping it again puts the same in the place of the same.
    expect(await chair.api.duty.keep({ areaId, from, to, shifts: preview.shifts })).toEqual({
      kept: 42,
      removed: 42,
    })
  })

  it('what does not fit is refused as a whole: an unknown slot, a full place, a wrong role, no rest', async () => {
    const areaId = post.areaId
    const [first] = preview.shifts
    const keep = (shifts: Preview['shifts']) => chair.api.duty.keep({ areaId, from, to, shifts })
    await expectProblem(keep([{ ...first!, startsAt: '2021-08-11T00:30:00.000Z' }]), 'duty-no-slot')
    await expectProblem(keep([...preview.shifts, first!]), 'duty-place-taken')
    const slot = { startsAt: '2021-08-11T07:00:00.000Z', endsAt: '2021-08-11T15:00:00.000Z' }
    const next = { startsAt: '2021-08-11T15:00:00.000Z', endsAt: '2021-08-11T23:00:00.000Z' }
    await expectProblem(keep([{ ...slot, role: 'leader', personId: post.people.nurse }]), 'duty-role')
    const member = { role: 'member' as const, personId: post.people.nurse }
    const rest = await expectProblem(
      keep([
        { ...slot, ...member },
        { ...next, ...member },
      ]),
      'duty-rest',
    )
    expect(rest.words.vi).toContain('8 giờ')
    const both = { ...slot, personId: post.people.police }
    await expectProblem(
      keep([
        { ...both, role: 'leader' },
        { ...both, role: 'member' },
      ]),
      'duty-twice',
    )
    await expectProblem(keep([{ ...both, role: 'leader', personId: post.teamId }]), 'not-found')
    expect((await week()).slots.flatMap((s) => s.shifts)).toHaveLength(42)
  })

  it('leave makes shifts vacant; the fairest free person stands beside the open place and one click fills it', async () => {
    const { shift: own } = await swappable(post.people.police)
    const day = new Date(Date.parse(own.startsAt) + 7 * 3_600_000).toISOString().slice(0, 10)
    const leave = { personId: post.people.police, since: day, until: day, reason: 'Việc gia đình' }
    await expectProblem(chair.api.duty.addLeave({ ...leave, until: '2021-08-01' }), 'end-before-start')
    const { id, vacated } = await chair.api.duty.addLeave(leave)
    expect(vacated).toBeGreaterThanOrEqual(1)
    const slot = await slotAt(own.startsAt)
    const open = slot.open.find((o) => o.role === own.role)!
    expect(open.n).toBe(1)
    expect(open.propose).not.toBeNull()
    const input = { role: own.role, startsAt: own.startsAt }
    await expectProblem(chair.api.duty.fill({ ...input, personId: post.people.police }), 'duty-away')
    await expectProblem(nurse.api.duty.fill({ ...input, personId: open.propose!.personId }), 'right-missing')
    const both = await Promise.allSettled([
      chair.api.duty.fill({ ...input, personId: open.propose!.personId }),
      secretary.api.duty.fill({ ...input, personId: open.propose!.personId }),
    ])
    expect(both.filter((b) => b.status === 'fulfilled')).toHaveLength(1)
    await expectProblem(
      chair.api.duty.fill({ ...input, personId: open.propose!.personId }),
      'duty-place-taken',
    )
    await expectProblem(
      chair.api.duty.fill({ ...input, personId: open.propose!.personId, startsAt: '2021-08-11T00:00:00Z' }),
      'duty-no-slot',
    )
    expect((await slotAt(own.startsAt)).open).toEqual([])
    expect(await chair.api.duty.removeLeave({ id })).toEqual({ ok: true })
    await expectProblem(chair.api.duty.removeLeave({ id }), 'not-found')
  })

  it('somebody who goes into quarantine is taken out of their shifts, and is not planned until it ends', async () => {
    const { orders } = await nurse.api.quarantine.propose({
      personIds: [post.residentId],
      kind: 'quarantine',
      exposure: 'F1',
      placeKind: 'home',
      address: 'Số 3, ngõ 12 Tân Mai',
      reason: 'F1 của ca đã xác định',
    })
    const before = (await week()).slots.flatMap((s) => s.shifts)
    expect(before.some((s) => s.personId === post.people.resident)).toBe(true)
    await chair.api.quarantine.sign({ orders: [{ id: orders[0]!.id, version: orders[0]!.version }] })
    await world.settle()
    const after = await week()
    expect(after.slots.flatMap((s) => s.shifts).some((s) => s.personId === post.people.resident)).toBe(false)
    const gone = after.vacated.filter((s) => s.personId === post.people.resident)
    expect(gone.length).toBeGreaterThan(0)
    expect(gone.every((s) => s.vacatedWhy === 'order')).toBe(true)
    // Why is for those who plan; an illness is nobody else's.
    const seen = (await week(police)).vacated.filter((s) => s.personId === post.people.resident)
    expect(seen.every((s) => s.vacatedWhy === 'other')).toBe(true)
    const open = after.slots.flatMap((s) => s.open)
    expect(open.length).toBeGreaterThan(0)
    expect(open.every((o) => o.propose?.personId !== post.people.resident)).toBe(true)
    const again = await chair.api.duty.generate({ areaId: post.areaId, from, to })
    expect(again.shifts.some((s) => s.personId === post.people.resident)).toBe(false)
    expect(again.kept).toBeGreaterThanOrEqual(1)
    await chair.api.duty.keep({ areaId: post.areaId, from, to, shifts: again.shifts })
  })

  it('a swap is asked for and takes effect when the other accepts; nobody answers for somebody else', async () => {
    // Rest makes a full roster stiff: with less of it there is room.
    const setup = await chair.api.duty.setup({ areaId: post.areaId })
    const { version } = setup.patterns[0]!
    await chair.api.duty.setPattern({ ...pattern, areaId: post.areaId, id: patternId, version, restHours: 0 })
    const { shift } = await swappable(post.people.chair)
    const ask = { shiftId: shift.id, version: shift.version, toPersonId: post.people.secretary }
    await expectProblem(nurse.api.duty.askSwap(ask), 'duty-not-yours')
    await expectProblem(
      chair.api.duty.askSwap({ ...ask, toPersonId: post.people.chair }),
      'refers-to-nothing',
    )
    await expectProblem(chair.api.duty.askSwap({ ...ask, toPersonId: post.people.nurse }), 'duty-role')
    await expectProblem(chair.api.duty.askSwap({ ...ask, version: 77 }), 'stale-version')
    const first = await chair.api.duty.askSwap(ask)
    const waiting = (await secretary.api.duty.overview({ areaId: post.areaId })).swaps
    expect(waiting.find((s) => s.id === first.id)).toMatchObject({ mayAnswer: true, mayWithdraw: false })
    const accept = { id: first.id, version: 1, answer: 'accepted' as const }
    await expectProblem(police.api.duty.answerSwap(accept), 'duty-not-asked')
    await expectProblem(secretary.api.duty.answerSwap({ ...accept, answer: 'withdrawn' }), 'duty-not-yours')
    await expectProblem(secretary.api.duty.answerSwap({ ...accept, version: 5 }), 'stale-version')
    await secretary.api.duty.answerSwap(accept)
    const now = (await week()).slots.flatMap((s) => s.shifts).find((s) => s.id === shift.id)!
    expect(now).toMatchObject({ personId: post.people.secretary, source: 'swap' })
    await expectProblem(secretary.api.duty.answerSwap(accept), 'duty-swap-answered')
  })

  it('two swaps of one shift at once: one wins, the other is told that it was overtaken', async () => {
    const { shift } = await swappable(post.people.chair)
    const asked = { shiftId: shift.id, version: shift.version }
    const one = await chair.api.duty.askSwap({ ...asked, toPersonId: post.people.secretary })
    const two = await chair.api.duty.askSwap({ ...asked, toPersonId: post.people.police })
    const accept = (id: string) => ({ id, version: 1, answer: 'accepted' as const })
    const both = await Promise.allSettled([
      secretary.api.duty.answerSwap(accept(one.id)),
      police.api.duty.answerSwap(accept(two.id)),
    ])
    expect(both.filter((b) => b.status === 'fulfilled')).toHaveLength(1)
    const lost = both.find((b) => b.status === 'rejected') as PromiseRejectedResult
    expect(lost.reason.data.code).toBe('duty-swap-overtaken')
    // It may still be declined, or withdrawn by whoever asked.
    const left = both[0]!.status === 'rejected' ? one : two
    await expectProblem(
      nurse.api.duty.answerSwap({ id: left.id, version: 1, answer: 'declined' }),
      'duty-not-asked',
    )
    await chair.api.duty.answerSwap({ id: left.id, version: 1, answer: 'withdrawn' })
    const holders = (await week()).slots
      .flatMap((s) => s.shifts)
      .filter((s) => s.startsAt === shift.startsAt && s.role === shift.role)
    expect(holders).toHaveLength(1)
    // What can take no effect any more waits for nobody.
    const { swaps } = await chair.api.duty.overview({ areaId: post.areaId })
    expect(swaps.filter((s) => s.shift.id === shift.id)).toEqual([])
  })

  it('what was agreed stays when a new roster is made', async () => {
    const agreed = (await week()).slots.flatMap((s) => s.shifts).filter((s) => s.source !== 'plan')
    const again = await chair.api.duty.generate({ areaId: post.areaId, from, to })
    await chair.api.duty.keep({ areaId: post.areaId, from, to, shifts: again.shifts })
    const ids = (await week()).slots.flatMap((s) => s.shifts.map((x) => x.id))
    expect(agreed.every((a) => ids.includes(a.id))).toBe(true)
  })

  it('the hand-over is signed by whoever leaves, then by whoever takes over, once, and is not rewritten', async () => {
    const roster = await week()
    const by: Record<string, User> = {
      [post.people.chair]: chair,
      [post.people.secretary]: secretary,
      [post.people.police]: police,
      [post.people.nurse]: nurse,
    }
    const userOf = (shifts: Shift[]) => shifts.map((s) => by[s.personId]).find((u) => u !== undefined)
    const users = Object.values(by)
    const pairs = roster.slots.slice(0, -1).map((a, i) => ({ a, b: roster.slots[i + 1]! }))
    const found = pairs.find(({ a, b }) => userOf(a.shifts) && userOf(b.shifts))!
    const leaving = userOf(found.a.shifts)!
    const taking = userOf(found.b.shifts)!
    const involved = [...found.a.shifts, ...found.b.shifts].map((s) => by[s.personId])
    const stranger = users.find((u) => !involved.includes(u)) ?? clerk
    const boundary = { areaId: post.areaId, boundaryAt: found.a.endsAt }
    const leave = { ...boundary, kind: 'leave' as const, said: 'Bàn giao 2 bộ đàm, một vụ tụ tập đang xử lý' }
    await expectProblem(leaving.api.duty.handOver(leave), 'duty-handover-early')
    const ahead = Date.parse(found.a.endsAt) - world.clock.now().getTime()
    world.clock.advance({ minutes: Math.floor(ahead / 60_000) - 30 })
    await expectProblem(stranger.api.duty.handOver(leave), 'duty-handover-not-you')
    await expectProblem(taking.api.duty.handOver({ ...boundary, kind: 'take' }), 'duty-handover-order')
    await expectProblem(leaving.api.duty.handOver({ ...boundary, kind: 'leave' }), 'input-invalid')
    const incident = await nurse.api.duty.takeIncident({
      kind: 'gathering',
      areaId: post.areaId,
      placeText: 'Quán nước đầu ngõ 12',
      what: 'Khoảng 20 người tụ tập',
    })
    await leaving.api.duty.handOver(leave)
    await expectProblem(leaving.api.duty.handOver(leave), 'duty-handover-signed')
    world.clock.advance({ minutes: 35 })
    const before = (await week()).handovers.find((h) => h.boundaryAt === found.a.endsAt)!
    expect(before).toMatchObject({ missing: true, taken: null })
    expect(before.left!.incidents.map((i) => i.id)).toContain(incident.id)
    await taking.api.duty.handOver({ ...boundary, kind: 'take' })
    const after = (await week()).handovers.find((h) => h.boundaryAt === found.a.endsAt)!
    expect(after.missing).toBe(false)
    expect(after.taken!.byName).toBeTruthy()
    const { rows } = await world.pool.query(
      `select p from unnest(array['update','delete','truncate']) p where has_table_privilege('vx_app', 'vx.duty_handover', p)`,
    )
    expect(rows).toEqual([])
  })

  it('who is on duty now is a figure that opens; a shift that has begun is swapped no more, one that ends is vacant', async () => {
    const { units } = await clerk.api.duty.overview({})
    const ward = units.find((u) => u.areaId === post.areaId)!
    expect(ward.onNow.length).toBeGreaterThan(0)
    expect(await count('duty.on_now')).toBe(ward.onNow.length)
    const running = ward.onNow[0]!
    await expectProblem(
      chair.api.duty.askSwap({
        shiftId: running.id,
        version: running.version,
        toPersonId: Object.values(post.people).find((p) => p !== running.personId)!,
      }),
      'duty-shift-over',
    )
    const gaps = await count('duty.uncovered')
    await expectProblem(chair.api.duty.vacate({ id: running.id, version: 99 }), 'stale-version')
    await chair.api.duty.vacate({ id: running.id, version: running.version })
    expect(await count('duty.uncovered')).toBeGreaterThan(gaps)
    await expectProblem(
      chair.api.duty.vacate({ id: running.id, version: running.version + 1 }),
      'duty-shift-over',
    )
  })

  it('a post that nobody holds any more stands for nobody: its shifts are gaps', async () => {
    const gaps = await count('duty.uncovered')
    const { rows } = await world.pool.query<{ id: string; until: string | null }>(
      `update vx.post_holder set until = '2021-08-11' where until is null and post_id in
        (select m.post_id from vx.team_member m join vx.duty_person d on d.member_id = m.id where d.id = $1) returning id`,
      [post.people.nurse],
    )
    expect(rows).toHaveLength(1)
    expect(await count('duty.uncovered')).toBeGreaterThan(gaps)
    await world.pool.query('update vx.post_holder set until = null where id = $1', [rows[0]!.id])
  })

  it('the roster goes out as a workbook, for those who may read it and for their areas', async () => {
    const path = `/api/duty-roster.xlsx?areaId=${post.areaId}&from=${from}`
    const file = await world.fetch(chair, path)
    expect(file.headers.get('content-type')).toContain('spreadsheetml')
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK')
    expect((await world.fetch(head, path)).status).toBe(403)
    const elsewhere = await world.signIn('ward-chair', 'Đại Kim')
    expect((await world.fetch(elsewhere, path)).status).toBe(403)
    expect((await world.fetch(chair, '/api/duty-roster.xlsx?areaId=x&from=y')).status).toBe(404)
  })

  it('whoever serves no more leaves their shifts to come open', async () => {
    const mine = async () =>
      (await week()).slots
        .flatMap((s) => s.shifts)
        .filter((s) => s.personId === post.people.police)
        .filter((s) => Date.parse(s.startsAt) > world.clock.now().getTime())
    expect((await mine()).length).toBeGreaterThan(0)
    const { people } = await chair.api.duty.setup({ areaId: post.areaId })
    const { memberId, roles, version } = people.find((p) => p.id === post.people.police)!
    await chair.api.duty.setPerson({ memberId, roles, version, active: false })
    expect(await mine()).toEqual([])
  })

  it('an order past its end keeps its person away until it is signed off; one closed before it begins keeps nobody', async () => {
    const leave = async () =>
      (
        await world.pool.query<{ since: string; until: string }>(
          'select since::text, until::text from vx.duty_leave where duty_id = $1 and order_id is not null',
          [post.people.resident],
        )
      ).rows
    const [before] = await leave()
    world.clock.advance({ days: 20 })
    const today = localDate(world.clock.now())
    expect(before!.until < today).toBe(true)
    await keepAwayExpired(await world.systemCtx())
    expect(await leave()).toEqual([{ since: before!.since, until: addDays(today, 1) }])
    const { rows } = await world.pool.query<{ id: string }>(
      `update vx.isolation_order set closed_at = starts_at - interval '1 hour', closed_how = 'cancelled',
         closed_reason = 'Ra quyết định nhầm người' where person_id = $1 returning id`,
      [post.residentId],
    )
    const byOrder = reactions.find((r) => r.name === 'duty-away-by-order')!
    await byOrder.run(await world.systemCtx(), { subjectId: rows[0]!.id } as never)
    expect(await leave()).toEqual([])
  })
})
