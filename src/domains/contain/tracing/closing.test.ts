import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../../../../test/harness/world.ts'
import { escalateTeams } from './escalation.ts'
import { settleByCalendar } from './jobs.ts'
import { confirm, dueDays, openScene, type Patient, type Scene, someone, suspect, tierOf } from './testing.ts'
import { recomputeTiers } from './tiering.ts'

describe('Monitoring ends when somebody has seen the person at its end', () => {
  let s: Scene
  let patient: Patient

  const add = async (name: string, day: string, areaId = s.areaId) => {
    const { personId } = await s.nurse.api.tracing.addContact({
      sourcePersonId: patient.personId,
      person: someone(name, areaId),
      day,
      closeness: 'household',
    })
    await s.world.settle()
    return personId
  }
  const see = (personId: string, dueOn: string, more: object = {}) =>
    s.nurse.api.tracing.recordCheck({ personId, dueOn, outcome: 'normal', ...more })
  const midnight = async () => {
    s.world.clock.advance({ days: 1 })
    await settleByCalendar(await s.world.systemCtx())
    await s.world.settle()
  }
  const taskAbout = async (subjectId: string) => {
    const { rows } = await s.world.pool.query(
      `select t.post_kind, t.subject_label, t.done_at, t.done_note, t.due_at, t.opened_at, a.level
       from vx.task t join vx.area a on a.id = t.area_id where t.subject_id = $1`,
      [subjectId],
    )
    return rows[0]
  }

  beforeAll(async () => {
    s = await openScene(await openWorld())
    patient = await confirm(s, await suspect(s, { fullName: 'Nguyễn Văn Kiên' }, '2021-08-01'))
  })
  afterAll(() => s.world.close())

  it('a last day on which nobody looked makes the next day due, and the visit then ends it; undone it goes on', async () => {
    const hue = await add('Phùng Thị Huệ', '2021-07-29')
    expect(await tierOf(s, hue)).toMatchObject({ monitor_until: '2021-08-12' })
    await see(hue, '2021-08-10')
    s.world.clock.advance({ days: 1 })
    await see(hue, '2021-08-11')
    await midnight()
    await midnight()
    expect(await tierOf(s, hue)).toMatchObject({ status: 'monitoring', monitor_until: '2021-08-12' })
    expect((await dueDays(s, hue)).at(-1)).toBe('2021-08-13')
    const { due } = await s.nurse.api.tracing.today({})
    expect(due.find((d) => d.personId === hue)).toMatchObject({
      dayNumber: 15,
      days: 14,
      daysLeft: 0,
      missed: 1,
    })
    const seen = await see(hue, '2021-08-13')
    await s.world.settle()
    expect(await tierOf(s, hue)).toMatchObject({ status: 'finished', ended_on: '2021-08-13' })
    expect(await dueDays(s, hue)).toEqual(['2021-08-10', '2021-08-11', '2021-08-12', '2021-08-13'])
    await s.nurse.api.tracing.undoCheck({ id: seen.id, version: seen.version })
    await s.world.settle()
    expect(await tierOf(s, hue)).toMatchObject({ status: 'monitoring', ended_on: null })
  })

  it('whom nobody saw after the last day is lost, and no further days are due', async () => {
    const hue = (await s.world.pool.query(`select id from vx.person where full_name = 'Phùng Thị Huệ'`))
      .rows[0].id
    await midnight()
    await midnight()
    expect((await tierOf(s, hue))?.status).toBe('lost')
    await midnight()
    await midnight()
    expect((await dueDays(s, hue)).at(-1)).toBe('2021-08-15')
    expect((await tierOf(s, hue))?.status).toBe('lost')
  })

  it('somebody lost is a task of the ward chair with a clock, done by itself when they are seen, and open again when lost again', async () => {
    const hue = (await s.world.pool.query(`select id from vx.person where full_name = 'Phùng Thị Huệ'`))
      .rows[0].id
    const task = await taskAbout(hue)
    expect(task).toMatchObject({ post_kind: 'ward-chair', level: 'ward', done_at: null })
    expect(task.subject_label).toBe(`Tìm người mất dấu: F1 của ca ${patient.code}`)
    expect(Date.parse(task.due_at) - Date.parse(task.opened_at)).toBe(24 * 3_600_000)
    const seen = await see(hue, '2021-08-15')
    await s.world.settle()
    expect((await taskAbout(hue)).done_note).toContain('Đã gặp được')
    expect(await tierOf(s, hue)).toMatchObject({ status: 'finished', ended_on: '2021-08-15' })
    s.world.clock.advance({ minutes: 5 })
    await s.nurse.api.tracing.undoCheck({ id: seen.id, version: seen.version })
    await s.world.settle()
    expect((await taskAbout(hue)).done_at).toBeNull()
  })

  it('a team with many missed checks is a task of the health station, until they are no longer many', async () => {
    const { rows } = await s.world.pool.query<{ id: string; area_id: number }>(
      `select t.id, t.area_id from vx.team t join vx.area a on a.id = t.area_id
       where t.kind = 'community' and a.parent_id = $1 order by t.id limit 1`,
      [s.areaId],
    )
    const team = rows[0]!
    const names = Array.from({ length: 10 }, (_, i) => `Đoàn Thị Nhỡ ${i}`)
    const ids: string[] = []
    for (const name of names) ids.push(await add(name, '2021-08-16', team.area_id))
    const today = s.world.clock.now().toISOString().slice(0, 10)
    await s.nurse.api.tracing.reassign({
      date: today,
      moves: ids.map((personId) => ({ personId, teamId: team.id, byHand: true })),
    })
    await midnight()
    const system = await s.world.systemCtx()
    await escalateTeams(system)
    expect(await taskAbout(team.id)).toMatchObject({ post_kind: 'ward-nurse', done_at: null })
    await see(ids[0]!, today)
    await escalateTeams(system)
    expect((await taskAbout(team.id)).done_note).toContain('bỏ sót')
  })

  it('a rule that asks for two checks a day makes two, each recorded for itself, however often it is computed', async () => {
    await s.world.pool.query(
      `insert into platform.rule_version (key, effective_from, legal_basis, body) select key, '2021-08-17', 'Thử hai lượt một ngày',
         jsonb_set(body, '{tiers,0,checksPerDay}', '2') from platform.rule_version
       where key = 'tracing.followup' and effective_from = '2021-07-14'`,
    )
    const tam = await add('Lê Thị Tâm', '2021-08-17')
    const from = (await dueDays(s, tam))[0]!
    const before = await dueDays(s, tam)
    expect(before).toHaveLength(2 * new Set(before).size)
    const system = await s.world.systemCtx()
    await Promise.all([recomputeTiers(system, [tam]), recomputeTiers(system, [tam])])
    await recomputeTiers(system, [tam])
    expect(await dueDays(s, tam)).toEqual(before)
    await see(tam, from, { slot: 1 })
    await see(tam, from, { slot: 2, outcome: 'symptoms', symptoms: ['cough'] })
    const { due } = await s.nurse.api.tracing.today({ date: from })
    const mine = due.filter((d) => d.personId === tam)
    expect(mine.map((d) => [d.check.slot, d.check.outcome])).toEqual([
      [1, 'normal'],
      [2, 'symptoms'],
    ])
  })
})
