import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User } from '../../../../../test/harness/world.ts'
import { confirm, openScene, type Patient, type Scene, someone, suspect } from '../testing.ts'
import { assign } from './service.ts'

const TODAY = '2021-08-10'

describe('The checks of a day are handed to the community teams', () => {
  let s: Scene
  let nurse: User
  let member: User
  let patient: Patient
  let wardId: number
  /** The member's neighbourhood and another one of the ward, with their teams. */
  let home: { areaId: number; teamId: string }
  let nextDoor: { areaId: number; teamId: string }
  const people: Record<string, string> = {}

  const add = async (name: string, areaId: number) => {
    const { personId } = await s.doctor.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone(name, areaId),
      day: '2021-08-09',
      closeness: 'household',
    })
    people[name] = personId
  }
  const board = () => nurse.api.tracing.board({ areaId: wardId, date: TODAY })
  const teamOf = async (name: string) => {
    const { visits } = await board()
    return visits.find((v) => v.people.some((p) => p.personId === people[name]))?.teamId
  }
  const nobodyGoes = (teamId: string) =>
    s.world.pool.query(`update vx.team_member set until = '2021-08-09' where team_id = $1`, [teamId])

  beforeAll(async () => {
    s = await openScene(await openWorld())
    member = await s.world.signIn('team-member')
    const { rows } = await s.world.pool.query<{ area_id: number; ward_id: number; ward: string }>(
      `select p.area_id, w.id as ward_id, w.name as ward from vx.post_holder h join vx.post p on p.id = h.post_id
       join vx.area a on a.id = p.area_id join vx.area w on w.id = a.parent_id where h.username = $1`,
      [member.username],
    )
    wardId = rows[0]!.ward_id
    nurse = await s.world.signIn('ward-nurse', rows[0]!.ward)
    const { rows: teams } = await s.world.pool.query<{ id: string; area_id: number }>(
      `select t.id, t.area_id from vx.team t join vx.area a on a.id = t.area_id
       where t.kind = 'community' and a.parent_id = $1 order by t.area_id`,
      [wardId],
    )
    const own = teams.find((t) => t.area_id === rows[0]!.area_id)!
    const other = teams.find((t) => t.area_id !== own.area_id)!
    home = { areaId: own.area_id, teamId: own.id }
    nextDoor = { areaId: other.area_id, teamId: other.id }
    // Two teams stand for the ward, so that it is plain who is nearest.
    await s.world.pool.query(
      `update vx.team set until = '2021-08-09' where kind = 'community' and id <> all($1)`,
      [[own.id, other.id]],
    )
    patient = await confirm(s, await suspect(s, { fullName: 'Nguyễn Văn Lực' }, '2021-08-08'))
    await add('Hà Thị Gần', home.areaId)
    await add('Hà Văn Bên', nextDoor.areaId)
    await s.world.settle()
  })
  afterAll(() => s.world.close())

  it('to the team of the neighbourhood; run again, and in two processes at once, it changes nothing', async () => {
    await nurse.api.tracing.assign({ areaId: wardId, date: TODAY })
    expect(await teamOf('Hà Thị Gần')).toBe(home.teamId)
    expect(await teamOf('Hà Văn Bên')).toBe(nextDoor.teamId)
    const before = await s.world.pool.query('select * from vx.followup_assignment order by id')
    const system = await s.world.systemCtx()
    const [first, second] = await Promise.all([
      assign(system, { areaId: wardId, date: TODAY }),
      nurse.api.tracing.assign({ areaId: wardId, date: TODAY }),
    ])
    expect([first.changed, second.changed]).toEqual([0, 0])
    expect((await s.world.pool.query('select * from vx.followup_assignment order by id')).rows).toEqual(
      before.rows,
    )
  })

  it('with the capacity of those who can go, as the rule says', async () => {
    const { teams, legalBasis } = await board()
    const team = teams.find((t) => t.teamId === home.teamId)!
    expect(team.serving).toBeGreaterThan(0)
    expect(team.capacity).toBe(Math.min(65, 20 * team.serving))
    expect(legalBasis).toContain('60-70 hộ')
  })

  it('by hand to another team, which the machine leaves as it is; what is undone is open to it again', async () => {
    const moves = [{ personId: people['Hà Thị Gần']!, teamId: nextDoor.teamId, byHand: true }]
    const { before } = await nurse.api.tracing.reassign({ date: TODAY, moves })
    expect(before).toEqual([{ personId: people['Hà Thị Gần'], teamId: home.teamId, byHand: false }])
    await nurse.api.tracing.assign({ areaId: wardId, date: TODAY })
    expect(await teamOf('Hà Thị Gần')).toBe(nextDoor.teamId)
    await nurse.api.tracing.reassign({ date: TODAY, moves: before })
    expect(await teamOf('Hà Thị Gần')).toBe(home.teamId)
    await expectProblem(
      nurse.api.tracing.reassign({ date: TODAY, moves: [{ ...moves[0]!, personId: patient.personId }] }),
      'followup-not-due',
    )
    await expectProblem(
      nurse.api.tracing.reassign({ date: TODAY, moves: [{ ...moves[0]!, teamId: patient.caseId }] }),
      'not-found',
    )
  })

  it('a team that falls away gives its people to the nearest one, whose member sees and records them and no others there', async () => {
    await add('Hà Thị Kề', nextDoor.areaId)
    await s.world.settle()
    await expectProblem(
      member.api.tracing.recordCheck({ personId: people['Hà Văn Bên']!, dueOn: TODAY, outcome: 'normal' }),
      'followup-not-due',
    )
    await nobodyGoes(nextDoor.teamId)
    await expectProblem(
      nurse.api.tracing.reassign({
        date: TODAY,
        moves: [{ personId: people['Hà Thị Gần']!, teamId: nextDoor.teamId, byHand: true }],
      }),
      'team-cannot-go',
    )
    await nurse.api.tracing.assign({ areaId: wardId, date: TODAY })
    expect(await teamOf('Hà Văn Bên')).toBe(home.teamId)
    await s.world.pool.query('delete from vx.followup_assignment where person_id = $1', [people['Hà Thị Kề']])

    const { due, ownTeams } = await member.api.tracing.today({})
    expect(ownTeams).toEqual([home.teamId])
    expect(due.find((d) => d.personId === people['Hà Văn Bên'])).toMatchObject({
      fullName: 'Hà Văn Bên',
      teamId: home.teamId,
      areaId: nextDoor.areaId,
    })
    expect(due.some((d) => d.personId === people['Hà Thị Kề'])).toBe(false)
    await expectProblem(
      member.api.tracing.recordCheck({ personId: people['Hà Thị Kề']!, dueOn: TODAY, outcome: 'normal' }),
      'followup-not-due',
    )
    const done = await member.api.tracing.recordCheck({
      personId: people['Hà Văn Bên']!,
      dueOn: TODAY,
      outcome: 'normal',
    })
    await member.api.tracing.undoCheck({ id: done.id, version: done.version })
  })

  it('what nobody can take is shown as taken by nobody', async () => {
    await nobodyGoes(home.teamId)
    const { unassigned } = await nurse.api.tracing.assign({ areaId: wardId, date: TODAY })
    expect(unassigned).toBeGreaterThanOrEqual(3)
    const { visits } = await board()
    expect(visits.filter((v) => v.teamId === null)).toHaveLength(unassigned)
    expect(await teamOf('Hà Thị Gần')).toBeNull()
  })

  it('who may not, does not: a member assigns nothing, another ward sees nothing, the city sees no names', async () => {
    await expectProblem(member.api.tracing.assign({}), 'right-missing')
    await expectProblem(member.api.tracing.board({}), 'right-missing')
    await expectProblem(
      member.api.tracing.reassign({
        date: TODAY,
        moves: [{ personId: people['Hà Thị Gần']!, teamId: null, byHand: false }],
      }),
      'right-missing',
    )
    const there = await s.world.signIn('ward-nurse', wardId === s.areaId ? 'Đại Kim' : 'Mai Động')
    await expectProblem(there.api.tracing.board({ areaId: wardId }), 'outside-area')
    const city = await s.world.signIn('city-cdc')
    const { visits } = await city.api.tracing.board({ areaId: wardId, date: TODAY })
    expect(visits.length).toBeGreaterThan(0)
    expect(visits.every((v) => v.address === null && v.people.every((p) => p.fullName === null))).toBe(true)
  })
})
