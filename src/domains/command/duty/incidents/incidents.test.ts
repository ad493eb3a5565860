import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../../test/harness/world.ts'
import { runRetention } from '../../../../platform/retention.ts'
import { escalateLate } from './escalate.ts'

describe('An incident', () => {
  let world: World
  let chair: User
  let nurse: User
  let elsewhere: User
  let monitor: User
  let clerk: User
  let military: User
  let inspector: User
  let ward: number
  let near: string
  let far: string

  const teamOf = (by: User, areaId: number, name: string) =>
    by.api.organisations.setUpTeam({ kind: 'rapid_response', areaId, name, since: '2021-08-01' })
  const taken = async (more: object = {}, by: User = nurse) =>
    (
      await by.api.duty.takeIncident({
        kind: 'gathering',
        areaId: ward,
        placeText: 'Sân bóng phố Tân Mai',
        what: 'Hơn 20 người tụ tập đá bóng',
        callerName: 'Lê Thị Nga',
        callerPhone: '0990001122',
        ...more,
      })
    ).id
  const page = (id: string, by: User = chair) => by.api.duty.incident({ id })
  const step = (by: User, input: object) => by.api.duty.stepIncident(input as never)
  const triage = async (id: string, priority = 1) =>
    (await step(chair, { id, version: (await page(id)).incident.version, kind: 'triage', priority })).version
  const count = async (id: string) =>
    (await chair.api.platform.figures.rows({ id, areaId: ward, limit: 100 })).count

  beforeAll(async () => {
    world = await openWorld()
    ;[chair, nurse, elsewhere, monitor, clerk, military, inspector] = await Promise.all([
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-nurse', 'Mai Động'),
      world.signIn('ward-chair', 'Đại Kim'),
      world.signIn('party-monitor'),
      world.signIn('district-clerk'),
      world.signIn('military'),
      world.signIn('inspection-lead'),
    ])
    ward = await world.areaId('Mai Động')
    near = (await teamOf(chair, ward, 'Đội phản ứng nhanh thử Mai Động')).id
    far = (await teamOf(elsewhere, await world.areaId('Đại Kim'), 'Đội phản ứng nhanh thử Đại Kim')).id
  })
  afterAll(() => world.close())

  it('is taken in by whoever may, in their own areas, and shows who called to those who call back', async () => {
    const id = await taken()
    const { incident, may } = await page(id)
    expect(incident).toMatchObject({ state: 'new', late: false, takenByPost: 'ward-nurse' })
    expect(incident.code).toMatch(/^SC-\d+-2021-001$/)
    expect(Date.parse(incident.dueAt!) - Date.parse(incident.reportedAt)).toBe(10 * 60_000)
    const caller = { name: 'Lê Thị Nga', phone: '0990001122' }
    expect(await chair.api.duty.incidentCaller({ id })).toEqual(caller)
    expect(may).toEqual(['triage', 'close', 'note'])
    // The monitor sees the incident and not who called; the other ward sees nothing; the inspector may not look at all.
    const seen = await page(id, monitor)
    expect(seen.may).toEqual([])
    expect(JSON.stringify(seen)).not.toContain('0990001122')
    await expectProblem(military.api.duty.incidentCaller({ id }), 'right-missing')
    await expectProblem(elsewhere.api.duty.incidentCaller({ id }), 'not-found')
    await expectProblem(page(id, elsewhere), 'not-found')
    await expectProblem(page(id, inspector), 'right-missing')
    await expectProblem(taken({}, monitor), 'right-missing')
    await expectProblem(taken({ areaId: await world.areaId('Đại Kim') }), 'outside-area')
    await expectProblem(military.api.duty.incidentTeams({ id }), 'right-missing')
    await expectProblem(step(military, { id, version: 0, kind: 'note', said: 'Đã nghe' }), 'right-missing')
    await expectProblem(chair.api.duty.openIncidents({ areaId: 1 }), 'outside-area')
    await expectProblem(taken({ id }), 'already-exists')
  })

  it('goes from triage to dispatch, arrival and outcome; each time is the server’s, what is told lies between', async () => {
    const id = await taken()
    await expectProblem(step(chair, { id, version: 0, kind: 'arrive' }), 'incident-step-wrong')
    const later = new Date(world.clock.now().getTime() + 60_000).toISOString()
    await expectProblem(
      step(chair, { id, version: 0, kind: 'triage', priority: 1, happenedAt: later }),
      'incident-time',
    )
    await expectProblem(
      step(chair, { id, version: 0, kind: 'triage', priority: 1, happenedAt: '2021-08-01T00:00:00Z' }),
      'incident-time',
    )
    world.clock.advance({ minutes: 4 })
    let version = await triage(id)
    world.clock.advance({ minutes: 3 })
    version = (await step(chair, { id, version, kind: 'dispatch', teamId: near })).version
    world.clock.advance({ minutes: 20 })
    const arrivedAt = new Date(world.clock.now().getTime() - 5 * 60_000).toISOString()
    version = (await step(chair, { id, version, kind: 'arrive', happenedAt: arrivedAt })).version
    expect((await page(id)).incident).toMatchObject({ state: 'on_site', dueAt: null, arrivedAt })
    version = (await step(chair, { id, version, kind: 'done', said: 'Đã giải tán, lập biên bản' })).version
    const { incident, steps, may } = await page(id)
    expect(incident).toMatchObject({ state: 'done', version: 4 })
    expect(may).toEqual(['reopen', 'note'])
    const arrive = steps.find((s) => s.kind === 'arrive')!
    expect(arrive.happenedAt).toBe(arrivedAt)
    expect(Date.parse(arrive.at)).toBeGreaterThan(Date.parse(arrivedAt))
    const { rows } = await chair.api.platform.figures.rows({
      id: 'incidents.reported',
      areaId: ward,
      limit: 50,
    })
    expect(rows.find((r) => r.id === id)).toMatchObject({ to_triage: 4, to_dispatch: 7, to_arrival: 22 })
    const speed = await clerk.api.platform.indicators.list({ areaId: ward, days: 7 } as never)
    expect(JSON.stringify(speed)).toContain('speed.incident_arrival')
    // Opened again it begins anew, and the first round stays.
    await step(chair, { id, version, kind: 'reopen', said: 'Lại tụ tập' })
    expect((await page(id)).incident).toMatchObject({ state: 'new', team: null, priority: null })
    // The server tells of what is late each minute, also while this runs.
    expect((await page(id)).steps.filter((s) => s.kind !== 'escalate')).toHaveLength(5)
    await step(chair, { id, version: 5, kind: 'close', said: 'Báo nhầm, sân đã khoá' })
    expect((await page(id)).incident.state).toBe('closed')
  })

  it('two who send a team at once: one wins, the other reads who sent whom', async () => {
    const id = await taken()
    const version = await triage(id)
    const send = { id, version, kind: 'dispatch', teamId: near }
    const both = await Promise.allSettled([step(chair, send), step(nurse, send)])
    expect(both.filter((b) => b.status === 'fulfilled')).toHaveLength(1)
    const lost = both.find((b) => b.status === 'rejected') as PromiseRejectedResult
    expect(lost.reason.data).toMatchObject({ code: 'incident-dispatched-already' })
    expect(lost.reason.data.words.vi).toContain('Đội phản ứng nhanh thử Mai Động')
    expect((await page(id)).steps.filter((s) => s.kind === 'dispatch')).toHaveLength(1)
    // A double click sends the same key and is answered the same.
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'mot-lan-thoi' }
    const press = () =>
      world.fetch(chair, `/api/incidents/${id}/steps`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ version: version + 1, kind: 'arrive' }),
      })
    const pressed = await Promise.all([press(), press()])
    expect(pressed.map((p) => p.status)).toEqual([200, 200])
    expect((await page(id)).steps.filter((s) => s.kind === 'arrive')).toHaveLength(1)
    // A priority that somebody else changed meanwhile is looked at first.
    const other = await taken()
    await triage(other, 3)
    await expectProblem(step(chair, { id: other, version: 0, kind: 'triage', priority: 1 }), 'stale-version')
  })

  it('a team that is at an incident is sent to no other; free and near ones are proposed first, with why', async () => {
    const id = await taken()
    const version = await triage(id)
    const choices = await chair.api.duty.incidentTeams({ id })
    expect(choices.every((c) => c.areaLabel.includes('Mai Động'))).toBe(true)
    const busy = choices.find((c) => c.id === near)!
    expect(busy.busyWith).toMatch(/^SC-/)
    expect(choices.findIndex((c) => c.busyWith !== null)).toBeGreaterThanOrEqual(
      choices.filter((c) => c.busyWith === null).length,
    )
    const refused = await expectProblem(
      step(chair, { id, version, kind: 'dispatch', teamId: near }),
      'incident-team-busy',
    )
    expect(refused.words.vi).toContain('SC-')
    await expectProblem(step(chair, { id, version, kind: 'dispatch', teamId: far }), 'incident-team-wrong')
    // From the district the other ward's team is there, farther than those of the ward.
    const all = await clerk.api.duty.incidentTeams({ id })
    const other = all.find((c) => c.id === far)!
    expect(other.steps).toBe(2)
    expect(
      all.filter((c) => c.busyWith === null && c.steps < 2).every((c) => all.indexOf(c) < all.indexOf(other)),
    ).toBe(true)
    await step(clerk, { id, version, kind: 'dispatch', teamId: far })
    expect((await page(id, clerk)).incident.team!.name).toBe('Đội phản ứng nhanh thử Đại Kim')
    // The ward reads who comes, though the team is none of its own, and the team's own ward sees that it is away.
    const seen = await page(id)
    expect(seen.incident.team).toEqual({ id: far, name: 'Đội phản ứng nhanh thử Đại Kim' })
    expect(seen.steps.find((s) => s.kind === 'dispatch')!.team).toBe('Đội phản ứng nhanh thử Đại Kim')
    const there = await taken({ areaId: await world.areaId('Đại Kim') }, elsewhere)
    await step(elsewhere, { id: there, version: 0, kind: 'triage', priority: 1 })
    const own = await elsewhere.api.duty.incidentTeams({ id: there })
    expect(own.find((c) => c.id === far)!.busyWith).toBe(seen.incident.code)
    await expectProblem(
      step(elsewhere, { id: there, version: 1, kind: 'dispatch', teamId: far }),
      'incident-team-busy',
    )
  })

  it('a second team does not free the first: both are at it until it is over', async () => {
    const id = await taken()
    const first = (await teamOf(chair, ward, 'Đội phản ứng nhanh số 4')).id
    const second = (await teamOf(chair, ward, 'Đội phản ứng nhanh số 5')).id
    await step(chair, { id, version: await triage(id), kind: 'dispatch', teamId: first })
    const { version, code } = (await page(id)).incident
    await step(chair, { id, version, kind: 'dispatch', teamId: second })
    const other = await taken()
    const seen = await triage(other)
    const busy = (await chair.api.duty.incidentTeams({ id: other })).filter((c) => c.busyWith === code)
    expect(busy.map((c) => c.id).toSorted()).toEqual([first, second].toSorted())
    await expectProblem(
      step(chair, { id: other, version: seen, kind: 'dispatch', teamId: first }),
      'incident-team-busy',
    )
    await step(chair, { id, version: version + 1, kind: 'done', said: 'Hai đội đã xử lý xong.' })
    await step(chair, { id: other, version: seen, kind: 'dispatch', teamId: first })
  })

  it('two incidents want one team at once: one gets it', async () => {
    const team = (await teamOf(chair, ward, 'Đội phản ứng nhanh số 2')).id
    const [a, b] = [await taken(), await taken()]
    const versions = [await triage(a), await triage(b)]
    const both = await Promise.allSettled([
      step(chair, { id: a, version: versions[0], kind: 'dispatch', teamId: team }),
      step(nurse, { id: b, version: versions[1], kind: 'dispatch', teamId: team }),
    ])
    expect(both.filter((x) => x.status === 'fulfilled')).toHaveLength(1)
    const lost = both.find((x) => x.status === 'rejected') as PromiseRejectedResult
    expect(lost.reason.data.code).toBe('incident-team-busy')
  })

  it('when its time runs out it stands on top and is told once; the next step starts the next time', async () => {
    const id = await taken()
    const late = await count('incidents.late')
    world.clock.advance({ minutes: 11 })
    expect(await count('incidents.late')).toBeGreaterThan(late)
    const ctx = await world.systemCtx()
    await escalateLate(ctx)
    await escalateLate(ctx)
    const steps = (await page(id)).steps.filter((s) => s.kind === 'escalate')
    expect(steps).toMatchObject([{ limitOf: 'triage' }])
    const list = await chair.api.duty.openIncidents({ areaId: ward })
    const firstInTime = list.findIndex((i) => !i.late)
    expect(list.slice(0, firstInTime === -1 ? list.length : firstInTime).map((i) => i.id)).toContain(id)
    // The escalation came in between and is nobody's decision: whoever saw the incident before it goes on.
    await step(chair, { id, version: 0, kind: 'triage', priority: 1 })
    expect((await page(id)).incident).toMatchObject({ late: false, escalatedAt: null, state: 'triaged' })
    world.clock.advance({ minutes: 11 })
    await escalateLate(ctx)
    const after = (await page(id)).steps.filter((s) => s.kind === 'escalate')
    expect(after.map((s) => s.limitOf)).toEqual(['triage', 'dispatch'])
  })

  it('is in its register and figures, found by its place; earlier moments know only what was done by then', async () => {
    const before = world.clock.now().toISOString()
    const open = await count('incidents.open')
    world.clock.advance({ minutes: 1 })
    const id = await taken({ placeText: 'Ngõ Zuvara 99' })
    expect(await count('incidents.open')).toBe(open + 1)
    const then = await chair.api.platform.figures.rows({
      id: 'incidents.open',
      areaId: ward,
      asOf: before,
      limit: 9,
    })
    expect(then.count).toBe(open)
    const found = await chair.api.platform.registers.rows({
      id: 'incidents',
      q: 'zuvara',
      limit: 10,
    } as never)
    expect(found.rows.map((r) => r.id)).toEqual([id])
    expect(JSON.stringify(found)).not.toContain('0990001122')
  })

  it('its trace cannot be rewritten, and who called goes after its time', async () => {
    const { rows } = await world.pool.query(
      `select p from unnest(array['update','delete','truncate']) p where has_table_privilege('vx_app', 'vx.incident_step', p)`,
    )
    expect(rows).toEqual([])
    // The law on personal data came later than the epidemic: what is asked is what a run under it takes away.
    const now = new Date('2026-02-01T00:00:00Z')
    const [old, young] = [await taken(), await taken()]
    const age = (id: string, days: number) =>
      world.pool.query('update vx.incident set reported_at = $2 where id = $1', [
        id,
        new Date(now.getTime() - days * 86_400_000),
      ])
    await age(old, 91)
    await age(young, 89)
    await runRetention(world.pool, Buffer.from(inject('auditKey'), 'hex'), { now, systemNow: new Date() })
    const callers = await world.pool.query(
      'select id, what, caller_name, caller_phone from vx.incident where id = any($1) order by reported_at',
      [[old, young]],
    )
    expect(callers.rows).toMatchObject([
      { id: old, what: 'Hơn 20 người tụ tập đá bóng', caller_name: null, caller_phone: null },
      { id: young, caller_name: 'Lê Thị Nga', caller_phone: '0990001122' },
    ])
  })
})
