import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createActors } from '../../demo/actors.ts'
import { planContainment, planZones } from '../../demo/contain-steps.ts'
import { type PlannedCase, planOutbreak } from '../../demo/plan.ts'
import { createRandom } from '../../demo/random.ts'
import { createAgenda } from '../../demo/steps.ts'
import { expectProblem, openWorld, type User, type World } from '../../test/harness/world.ts'
import { commanded, inspected } from '../../test/journeys/scene.ts'
import { wentOut } from '../../test/journeys/went-out.ts'
import { allFigures } from '../app.ts'
import { recordCheck } from '../domains/contain/tracing/index.ts'

type Question = {
  areaId: number
  asOf?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

interface Post {
  user: User
  /** The viewer's jurisdiction. */
  areaIds: Set<number>
  rights: Set<string>
}

/** Questions for each figure, the first about the whole district today; each is asked by three posts. */
const QUESTIONS = 3
const FIRST = Date.parse('2021-07-24T00:00:00Z')

/**
 * The tests' district knows cases and tasks only. Contacts, orders and zones of the last cases, as the demo's script
 * has them, so that every figure has something to count; half of the follow-ups of the day are done.
 */
async function contain(world: World): Promise<void> {
  let now = world.clock.now()
  const system = { ...(await world.systemCtx()), clock: { now: () => now } }
  const actors = await createActors(world.app.connections, system)
  const random = createRandom('outbreak/7')
  const plan = await planOutbreak(world.pool, random)
  const last = plan.cases.slice(-4)
  const known = new Map<PlannedCase, string>()
  const agenda = createAgenda()
  for (const c of last) {
    const { rows } = await world.pool.query('select id from vx.case_record where person_id = $1', [
      c.person.id,
    ])
    known.set(c, rows[0].id)
    planContainment(agenda, rows[0].id, c, actors, random)
  }
  planZones(agenda, { ...plan, cases: plan.cases.slice(0, 16) }, actors, known)
  while (agenda.length) {
    const step = agenda.take()
    now = step.at
    await step.run()
  }
  await world.settle()
  now = world.clock.now()
  const { rows: due } = await world.pool.query<{ person_id: string; area_id: number; due_on: string }>(
    `select person_id, area_id, due_on from vx.followup where due_on = '2021-08-10' and checked_at is null order by id`,
  )
  for (const [i, f] of due.entries()) {
    if (i % 2) continue
    const nurse = actors.of('ward-nurse', f.area_id)
    const outcome = i % 8 ? 'normal' : 'symptoms'
    const symptoms: 'cough'[] = outcome === 'normal' ? [] : ['cough']
    await recordCheck(nurse, { personId: f.person_id, dueOn: f.due_on, outcome, symptoms, temperature: 37.1 })
  }
}

/** What the command of the response counts: visits, findings, plans, fines, tasks from conclusions, field visits, an incident. */
async function command(world: World): Promise<void> {
  const id = await world.areaId('Mai Động')
  const { rows } = await world.pool.query<{ id: number }>(
    'select id from vx.area where parent_id = $1 order by id limit 2',
    [id],
  )
  const groups = rows.map((r) => r.id)
  await inspected(world, { id, groups })
  await commanded(world, id)
  await wentOut(world, groups)
  const nurse = await world.signIn('ward-nurse', 'Mai Động')
  const what = 'Khoảng 20 người tụ tập'
  await nurse.api.duty.takeIncident({ kind: 'gathering', areaId: groups[0]!, placeText: 'Đầu ngõ 12', what })
}

describe('A figure is a query that can be opened', () => {
  let world: World
  let posts: Post[]
  /** The city, its shown district, the wards of that and the neighbourhoods of a ward. */
  let areas: number[]
  let parentOf: Map<number, number | null>
  let now: number

  beforeAll(async () => {
    world = await openWorld()
    await contain(world)
    await command(world)
    await world.settle()
    now = world.clock.now().getTime()
    const district = await world.signIn('district-commander')
    const tree = (await district.api.areas.list({})).areas
    parentOf = new Map(tree.map((a) => [a.id, a.parentId]))
    const below = (id: number): number[] => [
      id,
      ...tree.filter((a) => a.parentId === id).flatMap((a) => below(a.id)),
    ]
    const signIn = async (kind: string, ward?: string): Promise<Post> => {
      const user = kind === 'district-commander' ? district : await world.signIn(kind, ward)
      const me = await user.api.platform.me()
      return { user, areaIds: new Set(below(me.areaId)), rights: new Set(me.rights) }
    }
    posts = [
      await signIn('district-commander'),
      await signIn('ward-nurse', 'Mai Động'),
      await signIn('city-cdc'),
    ]
    const home = (await district.api.platform.me()).areaId
    const wards = tree.filter((a) => a.parentId === home)
    const shown = wards.find((w) => w.name === 'Mai Động')!
    areas = [parentOf.get(home)!, home, ...wards.map((w) => w.id), ...below(shown.id)]
  })
  afterAll(() => world?.close())

  const questions = () =>
    fc.record({
      // The areas where most happens come up as often as all the others together.
      areaId: fc.oneof(fc.constantFrom(...areas.slice(0, 2)), fc.constantFrom(...areas)),
      asOf: fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: FIRST, max: now }).map((t) => new Date(t).toISOString()) },
        { weight: 1, arbitrary: fc.constant(new Date(now).toISOString()) },
        { weight: 2, arbitrary: fc.constant(undefined) },
      ),
      from: fc.option(fc.integer({ min: 0, max: 20 }).map(day), { nil: undefined }),
      to: fc.option(fc.integer({ min: 0, max: 20 }).map(day), { nil: undefined }),
      limit: fc.constantFrom(25, 60, 500),
    })
  const day = (n: number) => new Date(FIRST + n * 86_400_000).toISOString().slice(0, 10)

  type Slice = { part?: string; value?: string; remainder?: boolean; day?: string }

  /** The whole list, page by page. */
  async function list(user: User, id: string, q: Question, slice: Slice, limit: number): Promise<string[]> {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await user.api.platform.figures.rows({ id, ...q, ...slice, limit, cursor })
      ids.push(...page.rows.map((r) => String(r.id)))
      cursor = page.next
    } while (cursor)
    return ids
  }

  const sum = (rows: { count: number }[]) => rows.reduce((n, r) => n + r.count, 0)

  async function check(id: string, post: Post, q: Question, limit: number): Promise<number> {
    const { user } = post
    const figure = allFigures.get(id)!
    const figures = user.api.platform.figures
    const { count } = await figures.count({ id, ...q })
    const mayOpen = post.rights.has('figure.open') && post.rights.has(figure.right)

    if (mayOpen) {
      const ids = await list(user, id, q, {}, limit)
      expect({ listed: ids.length, different: new Set(ids).size }).toEqual({
        listed: count,
        different: count,
      })
    } else await expectProblem(figures.rows({ id, ...q }), 'right-missing')

    for (const [part, { values }] of Object.entries(figure.parts ?? {})) {
      const split = await figures.byPart({ id, ...q, part })
      expect(split.parts.map((p) => p.value)).toEqual([...Object.keys(values), null])
      expect({ part, total: split.total, sum: sum(split.parts) }).toEqual({ part, total: count, sum: count })
      // The largest of the known ones, and what fits none.
      const largest = split.parts.slice(0, -1).sort((a, b) => b.count - a.count)[0]
      for (const p of mayOpen && largest ? [largest, split.parts.at(-1)!] : []) {
        const slice = p.value === null ? { part, remainder: true } : { part, value: p.value }
        const opened = await figures.rows({ id, ...q, ...slice, limit: 1 })
        expect({ ...slice, count: opened.count }).toEqual({ ...slice, count: p.count })
      }
    }

    const spread = await figures.byArea({ id, ...q })
    expect({ total: spread.total, sum: sum(spread.areas) }).toEqual({ total: count, sum: count })
    for (const a of spread.areas.filter((x) => x.areaId !== null))
      expect(parentOf.get(a.areaId!)).toBe(q.areaId)
    const busiest = spread.areas.filter((a) => a.areaId !== null).sort((a, b) => b.count - a.count)[0]
    if (busiest) {
      const alone = await figures.count({ id, ...q, areaId: busiest.areaId! })
      expect({ area: busiest.areaId, count: alone.count }).toEqual({
        area: busiest.areaId,
        count: busiest.count,
      })
    }

    const days = await figures.byDay({ id, ...q })
    expect({ days: sum(days) }).toEqual({ days: count })
    if (figure.axis === 'flow') {
      for (const d of days) expect(d.day >= (q.from ?? '') && d.day <= (q.to ?? '9')).toBe(true)
    }
    const first = days[0]
    if (first && mayOpen) {
      expect((await list(user, id, q, { day: first.day }, limit)).length).toBe(first.count)
    }
    const part = Object.keys(figure.parts ?? {})[0]
    if (part) expect({ days: sum(await figures.byDay({ id, ...q, part })) }).toEqual({ days: count })
    return count
  }

  const counted = new Map<string, number>()

  it.each([...allFigures.keys()])(
    '%s: number, list, parts, areas and days agree for whoever asks',
    async (id) => {
      await fc.assert(
        fc.asyncProperty(questions(), async ({ limit, ...q }) => {
          for (const post of posts) {
            if (!post.areaIds.has(q.areaId)) {
              await expectProblem(post.user.api.platform.figures.count({ id, ...q }), 'outside-area')
              continue
            }
            const count = await check(id, post, q, limit)
            counted.set(id, Math.max(counted.get(id) ?? 0, count))
          }
        }),
        {
          numRuns: QUESTIONS,
          endOnFailure: true,
          examples: [
            [
              {
                areaId: areas[1]!,
                asOf: new Date(now).toISOString(),
                from: undefined,
                to: undefined,
                limit: 60,
              },
            ],
          ],
        },
      )
    },
  )

  it.each([...allFigures.keys()])('%s: the present is what history says of this moment', async (id) => {
    const { user, rights } = posts[0]!
    if (!rights.has(allFigures.get(id)!.right)) return
    const present = await list(user, id, { areaId: areas[1]! }, {}, 500)
    const asOf = world.clock.now().toISOString()
    expect((await list(user, id, { areaId: areas[1]!, asOf }, {}, 500)).sort()).toEqual(present.sort())
  })

  it('and most of them counted something, so that the agreement says something', () => {
    const empty = [...allFigures.keys()].filter((id) => !counted.get(id))
    expect(empty.length, `Nothing to count: ${empty.join(', ')}`).toBeLessThan(allFigures.size / 2)
  })

  it('knows at an earlier moment only what had been recorded by then', async () => {
    const [commander] = posts
    const figures = commander!.user.api.platform.figures
    const at = async (asOf: string) => (await figures.count({ id: 'cases.confirmed', asOf })).count
    const before = await at('2021-07-23T00:00:00Z')
    const halfway = await at('2021-08-01T00:00:00Z')
    const now = await at(world.clock.now().toISOString())
    expect(before).toBe(0)
    expect(halfway).toBeGreaterThan(0)
    expect(now).toBeGreaterThan(halfway)
    // What is entered today about last week does not change what was known last week.
    const { rows } = await figures.rows({ id: 'cases.suspected' })
    const doctor = await world.signIn('epidemiologist')
    const { case: known } = await doctor.api.surveillance.get({ id: String(rows[0]!.id) })
    await doctor.api.surveillance.classify({
      id: known.id,
      version: known.version,
      classification: 'confirmed',
      reason: 'Kết quả gửi bổ sung',
    })
    expect(await at('2021-08-01T00:00:00Z')).toBe(halfway)
    expect(await at(world.clock.now().toISOString())).toBe(now + 1)
  })

  it('refuses a part that it does not have: above all, names to a post that may only count', async () => {
    const viewer = await world.signIn('city-viewer')
    const figures = viewer.api.platform.figures
    for (const part of ['full_name', 'subject_label', 'code']) {
      await expectProblem(figures.byPart({ id: 'cases.confirmed', part }), 'input-invalid')
      await expectProblem(figures.byDay({ id: 'cases.confirmed', part }), 'input-invalid')
    }
    const opened = posts[0]!.user.api.platform.figures.rows({
      id: 'cases.confirmed',
      part: 'full_name',
      value: 'x',
    })
    await expectProblem(opened, 'input-invalid')
  })
})
