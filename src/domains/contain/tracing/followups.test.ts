import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User } from '../../../../test/harness/world.ts'
import { settleByCalendar } from './jobs.ts'
import { confirm, openScene, type Patient, type Scene, someone, suspect, tierOf } from './testing.ts'

describe('A contact is seen every day until the last', () => {
  let s: Scene
  let chair: User
  let patient: Patient
  let thao: string

  const add = async (name: string, day = '2021-08-09') => {
    const { personId } = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone(name, s.areaId),
      day,
      closeness: 'household',
    })
    return personId
  }
  const dueOf = async (personId: string, date?: string) => {
    const { due } = await s.nurse.api.tracing.today(date ? { date } : {})
    return due.find((d) => d.personId === personId)
  }
  const count = async (id: string) => {
    const { count } = await s.nurse.api.platform.figures.count({ id })
    const page = await s.nurse.api.platform.figures.rows({ id, limit: 500 })
    expect(page.count).toBe(count)
    expect(page.rows).toHaveLength(Math.min(count, 500))
    return count
  }

  beforeAll(async () => {
    s = await openScene(await openWorld())
    chair = await s.world.signIn('ward-chair', 'Mai Động')
    patient = await confirm(s, await suspect(s, { fullName: 'Nguyễn Văn Phúc' }, '2021-08-08'))
    thao = await add('Đinh Thị Thảo')
    await s.world.settle()
  })
  afterAll(() => s.world.close())

  it('stands on the list of today with the day it is and the days left', async () => {
    expect(await dueOf(thao)).toMatchObject({
      fullName: 'Đinh Thị Thảo',
      tier: 1,
      indexCode: patient.code,
      dayNumber: 1,
      days: 14,
      daysLeft: 13,
      last: null,
      missed: 0,
      check: { outcome: null, version: 1 },
    })
    expect(await dueOf(thao, '2021-08-23')).toMatchObject({ dayNumber: 14, daysLeft: 0 })
    expect(await dueOf(thao, '2021-08-24')).toBeUndefined()
  })

  it('the nurse records the day; a second record must say that it corrects the first', async () => {
    const [due, seen] = [await count('followups.due_today'), await count('followups.done_today')]
    const first = await s.nurse.api.tracing.recordCheck({
      personId: thao,
      dueOn: '2021-08-10',
      outcome: 'normal',
      temperature: 36.8,
    })
    expect(first).toMatchObject({ outcome: 'normal', temperature: 36.8, version: 2 })
    expect(await count('followups.due_today')).toBe(due)
    expect(await count('followups.done_today')).toBe(seen + 1)
    const again = { personId: thao, dueOn: '2021-08-10', outcome: 'absent' as const }
    const refused = await expectProblem(s.nurse.api.tracing.recordCheck(again), 'followup-checked-already')
    expect(refused.details.theirs).toMatchObject({ outcome: 'normal' })
    await expectProblem(s.nurse.api.tracing.recordCheck({ ...again, version: 1 }), 'stale-version')
    await s.nurse.api.tracing.recordCheck({ ...again, version: 2 })
    expect(await count('followups.done_today')).toBe(seen)
    const { rows } = await s.world.pool.query(
      `select outcome from vx.followup_version where person_id = $1 and due_on = '2021-08-10' order by version`,
      [thao],
    )
    expect(rows.map((r) => r.outcome)).toEqual([null, 'normal', 'absent'])
  })

  it('symptoms need to be named, and turn up in the figure of the day', async () => {
    const before = await count('contacts.symptomatic_today')
    const wrong = { personId: thao, dueOn: '2021-08-10', outcome: 'symptoms' as const, version: 3 }
    await expectProblem(s.nurse.api.tracing.recordCheck(wrong), 'input-invalid')
    await expectProblem(
      s.nurse.api.tracing.recordCheck({ ...wrong, outcome: 'normal', symptoms: ['cough'] }),
      'input-invalid',
    )
    const fever = await s.nurse.api.tracing.recordCheck({
      ...wrong,
      symptoms: ['fever', 'cough'],
      temperature: 38.2,
    })
    expect(await count('contacts.symptomatic_today')).toBe(before + 1)
    const open = await s.nurse.api.tracing.undoCheck({ id: fever.id, version: fever.version })
    expect(open).toMatchObject({
      outcome: null,
      checkedAt: null,
      temperature: null,
      symptoms: [],
      byName: null,
    })
    expect(await count('contacts.symptomatic_today')).toBe(before)
    await expectProblem(
      s.nurse.api.tracing.undoCheck({ id: fever.id, version: open.version }),
      'followup-unchecked',
    )
    await expectProblem(s.nurse.api.tracing.undoCheck({ id: fever.id, version: 1 }), 'stale-version')
  })

  it('refuses a day to come, and a day on which nobody is due', async () => {
    const check = { personId: thao, outcome: 'normal' as const }
    await expectProblem(
      s.nurse.api.tracing.recordCheck({ ...check, dueOn: '2021-08-11' }),
      'followup-in-future',
    )
    await expectProblem(
      s.nurse.api.tracing.recordCheck({ ...check, dueOn: '2021-08-09' }),
      'followup-not-due',
    )
  })

  it('a team member sees and records the people of the own neighbourhood only', async () => {
    const member = await s.world.signIn('team-member', undefined)
    const { rows } = await s.world.pool.query(
      `select p.area_id from vx.post_holder h join vx.post p on p.id = h.post_id where h.username = $1`,
      [member.username],
    )
    const { due } = await member.api.tracing.today({})
    expect(due.every((d) => d.areaId === rows[0].area_id)).toBe(true)
    expect(due.some((d) => d.personId === thao)).toBe(false)
    await expectProblem(
      member.api.tracing.recordCheck({ personId: thao, dueOn: '2021-08-10', outcome: 'normal' }),
      'followup-not-due',
    )
  })

  it('a day without a check is missed; three in a row and the person counts as not found until somebody sees them', async () => {
    const lan = await add('Đinh Thị Lan')
    await s.world.settle()
    const missed = await count('followups.missed')
    await s.nurse.api.tracing.recordCheck({ personId: thao, dueOn: '2021-08-10', outcome: 'normal' })
    s.world.clock.advance({ days: 3 })
    await settleByCalendar(await s.world.systemCtx())
    expect((await tierOf(s, lan))?.status).toBe('lost')
    expect((await tierOf(s, thao))?.status).toBe('monitoring')
    expect(await count('followups.missed')).toBeGreaterThanOrEqual(missed + 3 + 2)
    expect(await dueOf(lan)).toMatchObject({ missed: 3, status: 'lost', dayNumber: 4 })
    expect(await dueOf(thao)).toMatchObject({ missed: 2, last: { dueOn: '2021-08-10', outcome: 'normal' } })

    await s.nurse.api.tracing.recordCheck({ personId: lan, dueOn: '2021-08-12', outcome: 'normal' })
    await s.world.settle()
    expect((await tierOf(s, lan))?.status).toBe('monitoring')
    expect((await dueOf(lan))?.missed).toBe(2)
    await s.nurse.api.tracing.recordCheck({ personId: lan, dueOn: '2021-08-11', outcome: 'absent' })
    await s.nurse.api.tracing.recordCheck({ personId: lan, dueOn: '2021-08-13', outcome: 'absent' })
    const { rows } = await s.world.pool.query(
      `select status from vx.contact_tier_version where person_id = $1 order by valid_from`,
      [lan],
    )
    expect(rows.map((r) => r.status)).toEqual(['monitoring', 'lost', 'monitoring'])
  })

  it('after the last day the monitoring of whoever was seen is finished', async () => {
    s.world.clock.advance({ days: 10 })
    for (const dueOn of ['2021-08-21', '2021-08-22', '2021-08-23']) {
      await s.nurse.api.tracing.recordCheck({ personId: thao, dueOn, outcome: 'normal' })
    }
    await settleByCalendar(await s.world.systemCtx())
    expect((await tierOf(s, thao))?.status).toBe('monitoring')
    s.world.clock.advance({ days: 1 })
    await settleByCalendar(await s.world.systemCtx())
    expect(await tierOf(s, thao)).toMatchObject({ status: 'finished', ended_on: '2021-08-23' })
    expect(await dueOf(thao)).toBeUndefined()
  })

  it('a new exposure begins the days anew and keeps what was missed', async () => {
    await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      personId: thao,
      day: '2021-08-23',
      closeness: 'household',
    })
    await s.world.settle()
    expect(await tierOf(s, thao)).toMatchObject({
      status: 'monitoring',
      monitor_from: '2021-08-24',
      monitor_until: '2021-09-06',
    })
    expect((await dueOf(thao))?.missed).toBeGreaterThan(5)
  })

  it('who may not, does not: the laboratory sees no list, the chair records no check', async () => {
    const refused = await expectProblem(s.laboratory.api.tracing.today({}), 'right-missing')
    expect(refused.words.vi).toContain('followup.read')
    const check = { personId: thao, dueOn: '2021-08-24', outcome: 'normal' as const }
    await expectProblem(chair.api.tracing.recordCheck(check), 'right-missing')
  })
})
