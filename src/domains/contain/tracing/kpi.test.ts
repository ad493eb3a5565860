import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { allIndicators } from '../../../app.ts'
import { addDays, localDate } from '../../../platform/clock.ts'
import { recomputeTiers } from './index.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const TODAY = '2021-08-10'
const at = (day: string, hour = 8) => new Date(Date.parse(`${day}T00:00:00+07:00`) + hour * HOUR).getTime()

interface Person {
  id: string
  areaId: number
  confirmed?: number
  onset?: string
  caseId?: string
}
interface Met {
  source: Person
  person: Person
  at: number
  recorded: number
}

/** Numbers between 0 and 1 that are the same on every run (mulberry32). */
function numbers(seed: number) {
  let s = seed
  return () => {
    s = (s + 0x6d2b79f5) | 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

describe('The indicators of tracing agree with counting by hand', () => {
  let world: World
  let commander: User
  let people: Person[]
  let met: Met[]
  let thinh: number
  let dai: number
  let chain: Person[]

  /** Writes as the product would have at the demo's time, so that history knows it. */
  async function write(sqlText: string, values: unknown[], now = world.clock.now().getTime()) {
    const client = await world.pool.connect()
    try {
      await client.query('begin')
      await client.query(`select set_config('vx.now', $1, true)`, [new Date(now).toISOString()])
      await client.query(sqlText, values)
      await client.query('commit')
    } finally {
      client.release()
    }
  }

  async function addPerson(name: string, areaId: number, born: string): Promise<Person> {
    const id = randomUUID()
    await write(
      `insert into vx.person (id, area_id, full_name, birth_date) values ($1, $2, $3, $4)`,
      [id, areaId, name, born],
      at('2021-07-01'),
    )
    return { id, areaId }
  }

  async function confirm(p: Person, when: number, onset: string): Promise<void> {
    Object.assign(p, { confirmed: when, onset, caseId: randomUUID() })
    await write(
      `insert into vx.case_record (id, code, area_id, person_id, disease, classification, onset_date, reported_at, confirmed_at)
       values ($1, $2, $3, $4, 'covid-19', 'confirmed', $5, $6, $6)`,
      [p.caseId, `T-${p.caseId!.slice(0, 8)}`, p.areaId, p.id, onset, new Date(when)],
      when,
    )
  }

  async function meet(m: Met): Promise<void> {
    await write(
      `insert into vx.contact (id, source_person_id, person_id, area_id, source_area_id, first_at, last_at, day_only,
         closeness, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $6, false, 'direct', $7, 'Nguyễn Thị Lan')`,
      [
        randomUUID(),
        m.source.id,
        m.person.id,
        m.person.areaId,
        m.source.areaId,
        new Date(m.at),
        new Date(m.recorded),
      ],
      m.recorded,
    )
  }

  const value = (id: string, areaId: number, days = 14) =>
    commander.api.platform.indicators.value({ id, areaId, days })
  const list = async (figure: string, areaId: number, more: object = {}) => {
    const rows: Record<string, unknown>[] = []
    let cursor: string | undefined
    do {
      const found = await commander.api.platform.figures.rows({
        id: figure,
        areaId,
        limit: 500,
        cursor,
        ...more,
      })
      rows.push(...found.rows)
      cursor = found.next
    } while (cursor)
    return rows
  }

  beforeAll(async () => {
    world = await openWorld()
    commander = await world.signIn('district-commander')
    thinh = await world.areaId('Thịnh Liệt')
    dai = await world.areaId('Đại Kim')
    // The world's own cases have no contacts; a ward of its own keeps the count by hand short.
    await write(
      'delete from vx.case_record where area_id = any(select id from vx.area where id = $1 or parent_id = $1)',
      [thinh],
    )
    const next = numbers(7)
    const pick = <T>(of: T[]) => of[Math.floor(next() * of.length)]!
    people = []
    for (let i = 0; i < 36; i++) people.push(await addPerson(`Phạm Văn Thử ${i}`, thinh, '1980-05-02'))
    for (const p of people.slice(0, 18)) {
      const day = addDays(TODAY, -Math.floor(next() * 24))
      await confirm(p, at(day, 6 + next() * 6), addDays(day, -Math.floor(next() * 3)))
    }
    met = []
    const once = new Set<string>()
    while (met.length < 60) {
      const source = pick(people)
      const person = pick(people)
      const when = at(addDays(TODAY, -1 - Math.floor(next() * 26)), 9 + Math.floor(next() * 8))
      const key = [source.id, person.id, when].join()
      if (source === person || once.has(key)) continue
      once.add(key)
      const recorded = Math.min(when + next() * 6 * DAY, at(TODAY, 12))
      met.push({ source, person, at: when, recorded })
    }
    for (const m of met) await meet(m)
    await recomputeTiers(
      await world.systemCtx(),
      people.map((p) => p.id),
    )
    // Half of the past due days are seen, some absent, the rest nobody recorded.
    const { rows } = await world.pool.query<{ id: string }>(
      `select f.id from vx.followup f where f.due_on < $1 and f.area_id = $2 order by f.person_id, f.due_on`,
      [TODAY, thinh],
    )
    for (const r of rows) {
      const chance = next()
      if (chance > 0.6) continue
      await write(
        `update vx.followup set checked_at = $2, outcome = $3, by_name = 'Lê Thị Hoa' where id = $1`,
        [r.id, new Date(at(TODAY, 9)), chance > 0.5 ? 'absent' : 'normal'],
      )
    }
    // A chain of three whose links are old, in another ward.
    chain = []
    for (let i = 0; i < 3; i++) {
      const p = await addPerson(`Trần Thị Chuỗi ${i}`, dai, '1990-01-01')
      await confirm(p, at(addDays(TODAY, -40 + i)), addDays(TODAY, -41 + i))
      chain.push(p)
    }
    const [a, b, c] = chain as [Person, Person, Person]
    for (const [source, person] of [
      [a, b],
      [b, c],
      [a, c],
    ] as const)
      await meet({ source, person, at: at(addDays(TODAY, -41)), recorded: at(addDays(TODAY, -39)) })
  }, 300_000)
  afterAll(() => world?.close())

  const inWindow = (days: number, lag: number) =>
    people.filter((p) => {
      if (p.confirmed === undefined) return false
      const day = localDate(new Date(p.confirmed))
      const to = addDays(TODAY, -lag)
      return day <= to && day > addDays(to, -days)
    })
  const listedOf = (p: Person) =>
    met.filter((m) => m.person === p && m.at < p.confirmed! && m.at > p.confirmed! - 28 * DAY)

  it.each([7, 14, 28])('row 4: new cases that were on a list before their result, %s days', async (days) => {
    const cases = inWindow(days, 2)
    const before = cases.filter((p) => listedOf(p).some((m) => m.recorded < p.confirmed!))
    const { total } = await value('early.known_contacts', thinh, days)
    expect({ n: total.n, d: total.d }).toEqual({ n: before.length, d: cases.length })
    expect(cases.length).toBeGreaterThan(0)
  })

  it('row 18: the days run from the last contact to the result, and a contact long before does not count', async () => {
    const cases = inWindow(28, 2)
    const days = (p: Person) => {
      const last = Math.max(
        ...listedOf(p)
          .filter((m) => m.recorded < p.confirmed!)
          .map((m) => m.at),
      )
      return Math.round((at(localDate(new Date(p.confirmed!)), 0) - at(localDate(new Date(last)), 0)) / DAY)
    }
    const listed = cases.filter((p) => listedOf(p).some((m) => m.recorded < p.confirmed!))
    const within = listed.filter((p) => days(p) >= 0 && days(p) <= 14)
    const { total } = await value('early.traced14', thinh, 28)
    expect({ n: total.n, d: total.d }).toEqual({ n: within.length, d: cases.length })
  })

  it.each([7, 14, 28])(
    'row 5: new cases in known chains are counted over the new cases of the same days, %s days',
    async (days) => {
      const cases = inWindow(days, 2)
      const order = (p: Person) => `${new Date(p.confirmed!).toISOString()},${p.caseId}`
      const linked = cases.filter((p) =>
        met.some((m) => {
          const other = m.source === p ? m.person : m.person === p ? m.source : undefined
          if (other?.confirmed === undefined || order(other) >= order(p)) return false
          return m.at >= at(addDays(other.onset!, -3), 0) && m.at > p.confirmed! - 28 * DAY
        }),
      )
      const { total } = await value('early.known_chains', thinh, days)
      expect({ n: total.n, d: total.d }).toEqual({ n: linked.length, d: cases.length })
      const unlinked = await value('early.unlinked', thinh, days)
      expect(unlinked.total.n).toBe(cases.length - linked.length)
    },
  )

  it('row 6: whoever was missed on every due day is counted, and whoever was seen in between is not', async () => {
    const { rows } = await world.pool.query<{ person_id: string; due_on: string; outcome: string | null }>(
      `select f.person_id, f.due_on::text, f.outcome from vx.followup f join vx.contact_tier t using (person_id)
       where t.status in ('monitoring', 'lost') and t.area_id = $1 order by f.due_on`,
      [thinh],
    )
    const byPerson = Map.groupBy(rows, (r) => r.person_id)
    const expected = new Map(
      [...byPerson].map(([id, days]) => {
        let unseen = 0
        for (const d of days.filter((x) => x.due_on < TODAY))
          unseen = d.outcome === 'normal' || d.outcome === 'symptoms' ? 0 : unseen + 1
        return [id, unseen]
      }),
    )
    const found = await list('contacts.unseen', thinh)
    expect(found.length).toBeGreaterThan(3)
    expect(new Map(found.map((r) => [String(r.person_id), Number(r.unseen)]))).toEqual(expected)
    const missed = [...expected.values()].filter((n) => n >= 2).length
    expect((await value('watch.missed', thinh)).total).toMatchObject({ n: missed, d: expected.size })
    // Missed on all of X + 1 days: the window of a peer that asks for exactly X leaves them out.
    expect([...expected.values()].some((n) => n > 2)).toBe(true)
  })

  it('row 1: a person has one check a day, whoever listed them and however often', async () => {
    const { rows } = await world.pool.query(
      `select count(*)::int as due, count(distinct (person_id, due_on))::int as days,
         count(*) filter (where outcome in ('normal', 'symptoms'))::int as seen
       from vx.followup where area_id = $1 and due_on between $2 and $3`,
      [thinh, addDays(TODAY, -14), addDays(TODAY, -1)],
    )
    const { total, split } = await value('watch.daily', thinh)
    expect(total).toMatchObject({ n: rows[0].seen, d: rows[0].days })
    expect(rows[0].due).toBe(rows[0].days)
    expect(split.reduce((n, p) => n + p.count, 0)).toBe(total.d)
  })

  it('row 11: a new contact between two cases of one chain keeps the chain active', async () => {
    const before = await list('chains.by_state', dai)
    expect(before).toMatchObject([{ id: chain[0]!.caseId, cases: 3 }])
    expect((await value('tracing.active_chains', dai)).total).toMatchObject({ n: 0, d: 1 })
    await meet({ source: chain[0]!, person: chain[1]!, at: at(addDays(TODAY, -13)), recorded: at(TODAY, 15) })
    // The rule of mid-July has 14 days of follow-up; with one day more the contact still counts.
    expect((await value('tracing.active_chains', dai)).total).toMatchObject({ n: 1, d: 1 })
  })

  it.each([...allIndicators.keys()])(
    '%s: numerator within denominator, areas make the total, lists have the numbers, the present is what history says',
    async (id) => {
      const about = (await commander.api.platform.indicators.list({})).find((i) => i.id === id)!
      const found = await value(id, thinh)
      const asOf = world.clock.now().toISOString()
      const past = await commander.api.platform.indicators.value({ id, areaId: thinh, days: 14, asOf })
      expect({ ...past, asOf: found.asOf }).toEqual(found)
      const sums = found.areas.reduce((n, a) => n + (a.d ?? a.n ?? 0), 0)
      expect(sums).toBe(found.total.d ?? found.total.n)
      const days = found.from ? { from: found.from, to: found.to! } : {}
      const rows = await list(about.denominator.figure, thinh, { ...days, ...slice(about.denominator) })
      expect(rows.length).toBe(found.total.d ?? found.total.n)
      if (about.share) {
        const numerator = await list(about.numerator!.figure, thinh, { ...days, ...slice(about.numerator!) })
        expect(numerator.length).toBe(found.total.n)
        const ids = new Set(rows.map((r) => r.id))
        expect(numerator.filter((r) => !ids.has(r.id))).toEqual([])
        expect(found.split.reduce((n, p) => n + p.count, 0)).toBe(found.total.d)
        expect(found.split.at(-1)!.count).toBe(found.total.unknown)
      }
    },
  )
  const slice = (c: { part?: string | undefined; value?: string | undefined }) =>
    c.part ? { part: c.part, value: c.value } : {}

  it('tells a number to who may count, and the list only to who holds its right', async () => {
    const viewer = await world.signIn('city-viewer')
    const { indicators, figures } = viewer.api.platform
    expect((await indicators.value({ id: 'early.known_contacts' })).total.d).toBeGreaterThan(0)
    const about = (await indicators.list({})).find((i) => i.id === 'early.known_contacts')!
    expect(about.mayOpen).toBe(false)
    await expectProblem(figures.rows({ id: about.denominator.figure }), 'right-missing')
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    await expectProblem(
      nurse.api.platform.indicators.value({ id: 'watch.daily', areaId: thinh }),
      'outside-area',
    )
    await expectProblem(indicators.value({ id: 'watch.nothing' }), 'not-found')
    await expectProblem(indicators.value({ id: 'watch.daily', days: 10 }), 'input-invalid')
    const file = await world.fetch(viewer, '/api/indicators/export.xlsx')
    expect(file.status).toBe(403)
    const own = await world.fetch(commander, `/api/indicators/export.xlsx?areaId=${thinh}`)
    expect(own.headers.get('content-type')).toContain('spreadsheetml')
    expect((await own.arrayBuffer()).byteLength).toBeGreaterThan(4_000)
  })
})
