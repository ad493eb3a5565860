import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { allFigures, allProblems, allRegisters, rightsOf } from '../../src/app.ts'
import { POSTS } from '../../src/domains/registry/organisations/index.ts'
import { openWorld, type User, type WireProblem, type World } from '../harness/world.ts'
import { arbitraryOf, type Pools } from './arbitrary.ts'
import { type Answer, contractDoors, type Door, each, enter, fileDoors, nameOf } from './doors.ts'

/** VX_LONG=1 asks 10,000 times and anew each time; the suite asks the same 600 questions. VX_SEED repeats a run. */
const LONG = process.env.VX_LONG === '1'
const RUNS = LONG ? 10_000 : 600
const SEED = Number(process.env.VX_SEED ?? (LONG ? Date.now() % 2 ** 31 : 20210810))
const AT_ONCE = 4

interface Question {
  route: Door
  as: string
  input: unknown
  key: string | undefined
}

const routes = [...contractDoors, ...fileDoors]

let world: World
let pools: Pools
const users = new Map<string, User>()
const logged: string[] = []
const rejected: string[] = []
const reject = (reason: unknown) => rejected.push(String((reason as Error)?.stack ?? reason))

beforeAll(async () => {
  world = await openWorld()
  vi.spyOn(console, 'error').mockImplementation((...what) => void logged.push(what.map(String).join(' ')))
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0)
  process.on('unhandledRejection', reject)
  for (const kind of Object.keys(POSTS)) users.set(kind, await world.signIn(kind))
  pools = await poolsOf(world)
})
afterAll(async () => {
  process.off('unhandledRejection', reject)
  vi.restoreAllMocks()
  await world?.close()
})

async function poolsOf({ pool }: World): Promise<Pools> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'vx' and c.column_name = 'id' and c.data_type = 'uuid' and t.table_type = 'BASE TABLE'
       and c.table_name not like '%\\_version' order by 1`,
  )
  const ids: Record<string, string[]> = {}
  for (const { name } of tables) {
    const { rows } = await pool.query<{ id: string }>(
      `select id from vx.${name} order by md5(id::text) limit 12`,
    )
    ids[name.replaceAll('_', '')] = rows.map((r) => r.id)
  }
  // What contracts call differently from tables.
  const also: Record<string, string> = {
    case: 'caserecord',
    order: 'isolationorder',
    people: 'person',
    sourceperson: 'person',
    event: 'exposureevent',
    import: 'importbatch',
    subject: 'caserecord',
  }
  for (const [name, table] of Object.entries(also)) ids[name] = ids[table] ?? []
  const { rows: areas } = await pool.query<{ id: number }>(
    'select id from vx.area order by md5(code) limit 20',
  )
  const { rows: own } = await pool.query<{ id: number }>(
    'select distinct area_id as id from vx.post order by 1 limit 12',
  )
  const columns = [...allRegisters.values(), ...allFigures.values()].flatMap((r) =>
    r.columns.map((c) => c.key),
  )
  const cursor = (k: string, v: unknown, id = ids.person![0]) =>
    Buffer.from(JSON.stringify({ k, v, id })).toString('base64url')
  return {
    ids,
    areas: [...areas, ...own].map((a) => a.id),
    words: [
      ...allRegisters.keys(),
      ...allFigures.keys(),
      ...new Set(columns),
      'Nguyễn Văn An',
      'covid-19',
      'detected_in',
      'community',
      '{"state":"overdue"}',
      '{"from":"2021-08-01","to":"0000-01-01"}',
      '{"from":"2021-02-30"}',
      '{"sex":{"a":1}}',
      ...['day', 'area', 'reported_at', 'sort_key', 'due_at', 'birth_year'].flatMap((k) =>
        ['x', 7, true, null, '2021-08-10', '\u0000', '0000-01-01'].map((v) => cursor(k, v)),
      ),
      'VN',
      '0912345678',
      'xlsx',
      'csv',
      'pdf',
    ],
  }
}

/** The whole of what may be asked: any route, by somebody who mostly may. */
function questions(): fc.Arbitrary<Question> {
  return fc.constantFrom(...routes).chain((route) => {
    const holders = Object.keys(POSTS).filter((p) => {
      const rights = rightsOf(p)
      return ['public', 'signed-in'].includes(route.right) || rights.has(route.right)
    })
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!)
    const loose = fc.record(
      Object.fromEntries(
        [...names, 'part', 'day', 'decision', 'outcome', 'areaId', 'asOf'].map((n) => [
          n,
          fc.oneof(
            { weight: 3, arbitrary: fc.constantFrom(...pools.words) },
            { weight: 2, arbitrary: fc.constantFrom(...Object.values(pools.ids).flat()) },
            { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
          ),
        ]),
      ),
      { requiredKeys: names },
    )
    return fc.record({
      route: fc.constant(route),
      as: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...(holders.length ? holders : Object.keys(POSTS))) },
        { weight: 1, arbitrary: fc.constantFrom(...Object.keys(POSTS)) },
      ),
      input: route.input ? arbitraryOf(route.input, '', route.path, pools) : loose,
      key: fc.option(fc.constantFrom('a', 'b', 'x'.repeat(100), 'y'.repeat(5000)), {
        nil: undefined,
        freq: 5,
      }),
    })
  })
}

const VIETNAMESE = /[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i

/** What is wrong with an answer; undefined when nothing is. */
function wrongWith(response: Answer): string | undefined {
  const { type, bytes } = response
  if (response.status < 400) {
    if (!type.startsWith('application/json')) return undefined
    try {
      JSON.parse(bytes.toString())
      return undefined
    } catch {
      return `${response.status} with a body that is not JSON`
    }
  }
  if (!type.startsWith('application/problem+json')) return `${response.status} of type ${type}: ${bytes}`
  const problem = JSON.parse(bytes.toString()) as WireProblem & { type: string }
  const kind = allProblems[problem.code]
  if (response.status >= 500) return `${response.status} ${problem.code} ${problem.title}`
  if (!kind) return `the code ${problem.code} is not in the catalogue`
  if (kind.status !== response.status || problem.status !== response.status)
    return `${problem.code} came as ${response.status}`
  if (problem.type !== `urn:vung-xanh:problem:${problem.code}`) return `type ${problem.type}`
  for (const text of [problem.title, problem.words.vi, problem.words.en]) {
    if (!text || /\{\w+\}/.test(text)) return `${problem.code} says "${text}"`
  }
  if (!VIETNAMESE.test(problem.title)) return `${problem.code} is not said in Vietnamese: ${problem.title}`
  return typeof problem.details === 'object' ? undefined : `${problem.code} has no details`
}

it('every route of the contract has an arbitrary of its own input', () => {
  expect(contractDoors.length).toBeGreaterThan(50)
  for (const route of routes) if (route.input) arbitraryOf(route.input, '', route.path, pools)
})

it(
  `${RUNS} requests of every kind get an answer or a refusal that says what to do, never a 500 (seed ${SEED})`,
  async () => {
    const asked = fc.sample(questions(), { numRuns: RUNS, seed: SEED })
    const wrong = new Map<string, string>()
    const outcomes: Record<string, number> = {}
    const one = async (question: Question) => {
      const name = nameOf(question.route)
      const from = logged.length
      let found: string | undefined
      try {
        const key = question.key && `${name} ${question.key}`
        const headers: Record<string, string> = key ? { 'idempotency-key': key } : {}
        const response = await enter(world, users.get(question.as), question.route, question.input, headers)
        const about = `${Math.floor(response.status / 100)}xx`
        outcomes[about] = (outcomes[about] ?? 0) + 1
        found = wrongWith(response)
      } catch (error) {
        found = `no answer: ${error}`
      }
      if (found) {
        const said = logged.slice(from).join('\n').slice(0, 600)
        const input = JSON.stringify(question.input)?.slice(0, 600)
        const line = `${name} as ${question.as}: ${found.slice(0, 300)}\n  ${input}\n  ${said}`
        if (!wrong.has(name)) wrong.set(name, line)
      }
    }
    await each(asked, AT_ONCE, one)
    await world.settle()
    expect([...wrong.values()].join('\n')).toBe('')
    expect(rejected).toEqual([])
    // Neither all refused nor all taken: the questions reach into the house.
    expect(outcomes['2xx']).toBeGreaterThan(RUNS / 6)
    expect(outcomes['4xx']).toBeGreaterThan(RUNS / 6)
  },
  LONG ? 1_800_000 : 240_000,
)

it('the server is alive and nothing of it is broken afterwards', async () => {
  const health = await world.fetch(undefined, '/healthz')
  expect(health.status).toBe(200)
  const me = await users.get('epidemiologist')!.api.platform.me({})
  expect(me.postKind).toBe('epidemiologist')
})
