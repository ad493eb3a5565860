import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Browser } from 'playwright-core'
import { allFigures, allRegisters } from '../src/app.ts'
import type { Database, Tx } from '../src/platform/db.ts'
import { launchChromium } from '../test/harness/chromium.ts'
import { clientOf } from '../test/harness/world.ts'
import type { House } from './house.ts'
import { measure, type Row, timesOf } from './stats.ts'

const RUNS = 20

/** What a page of the app asks the server for: seen once in a real browser, then asked again and again. */
export async function requestsOf(browser: Browser, house: House, cookie: string, path: string) {
  const context = await browser.newContext({ locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' })
  await context.addCookies(
    cookie.split('; ').map((c) => {
      const [name, ...value] = c.split('=')
      return { name: name!, value: value.join('='), url: house.origin }
    }),
  )
  const page = await context.newPage()
  const urls = new Set<string>()
  page.on('request', (r) => {
    if (r.method() === 'GET' && r.url().includes('/api/') && !r.url().includes('/api/live')) urls.add(r.url())
  })
  page.setDefaultTimeout(120_000)
  await page.goto(house.origin + path)
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1500)
  await context.close()
  return [...urls]
}

/** All requests of a page at once, as a browser sends them. @throws Error when one is refused */
export async function ask(urls: string[], cookie: string): Promise<void> {
  await Promise.all(
    urls.map(async (url) => {
      const response = await fetch(url, { headers: { cookie } })
      if (!response.ok) throw new Error(`${response.status} ${url}`)
      await response.arrayBuffer()
    }),
  )
}

/** Pages, registers and figures, one user at a time. */
export async function reads(house: House): Promise<Row[]> {
  const rows: Row[] = []
  const cookie = await house.signIn('district-commander')
  const doctor = await house.signIn('epidemiologist')
  const browser = await launchChromium()
  const { bare } = house
  const first = async (query: string) => (await bare.query(query)).rows[0].id as string
  const caseId = await first(
    `select id from vx.case_record where classification = 'confirmed' order by confirmed_at desc limit 1`,
  )
  const personId = await first(
    `select person_id as id from vx.case_record where classification = 'confirmed' order by confirmed_at desc limit 1`,
  )
  const pages: [what: string, path: string, goal: number, who: string, query: string][] = [
    [
      'home of the commander',
      '/',
      300,
      cookie,
      `select count(*) from vx.case_record c join vx.area a on a.id = c.area_id where c.classification = 'confirmed' and c.confirmed_at >= '2021-08-10'`,
    ],
    [
      'page of a case',
      `/cases/${caseId}`,
      100,
      doctor,
      `select c.*, p.* from vx.case_record c join vx.person p on p.id = c.person_id where c.id = '${caseId}'`,
    ],
    [
      'page of a person',
      `/people/${personId}`,
      100,
      doctor,
      `select * from vx.person p left join vx.household h on h.id = p.household_id where p.id = '${personId}'`,
    ],
  ]
  for (const [what, path, goal, who, query] of pages) {
    const urls = await requestsOf(browser, house, who, path)
    const ours = await measure(RUNS, () => ask(urls, who))
    rows.push({
      section: 'page',
      what: `${what} (${urls.length} requests)`,
      ours,
      baseline: await measure(RUNS, () => bare.query(query)),
      against: 'its main record by hand',
      goal: `p95 < ${goal} ms`,
      met: ours.p95 < goal,
    })
  }
  await browser.close()

  // Each hour anew, and kept until it is over.
  const hours = ['09', '11', '13', '15', '16'].map(
    (h) => `${house.origin}/api/briefing?asOf=2021-08-10T${h}:00:00%2B07:00`,
  )
  const briefed: number[] = []
  for (const url of hours) {
    const start = performance.now()
    await ask([url], cookie)
    briefed.push(performance.now() - start)
  }
  rows.push({
    section: 'page',
    what: 'the briefing of the district, first of an hour',
    ours: timesOf(briefed),
  })

  const search = ['nguyen thi huong', 'huong nguyen', 'tran van', '0990']
  const client = clientOf(house.origin, { cookie: doctor })
  for (const q of search) {
    const ours = await measure(RUNS, () => client.people.search({ q }))
    const words = q.split(' ').map((w) => `%${w}%`)
    rows.push({
      section: 'search',
      what: `people, “${q}”`,
      ours,
      baseline: await measure(RUNS, () =>
        bare.query(
          'select id, full_name from vx.person where name_key like all ($1) order by sort_key limit 20',
          [words],
        ),
      ),
      against: 'LIKE on the index, by hand',
      goal: 'p95 < 100 ms',
      met: ours.p95 < 100,
    })
  }

  const pool = new pg.Pool({ connectionString: house.url, max: 1 })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  const now = (await client.platform.me()).now
  const areaIds = (
    await bare.query(
      `with recursive below as (select id from vx.area where code = '008' union all select a.id from vx.area a join below b on a.parent_id = b.id) select array_agg(id) as ids from below`,
    )
  ).rows[0].ids as number[]
  const commander = clientOf(house.origin, { cookie })
  for (const register of allRegisters.values()) {
    const api = (await allowed(commander, register.id)) ? commander : client
    const ours = await measure(RUNS, () => api.platform.registers.rows({ id: register.id, limit: 50 }))
    const query = register.query(db as unknown as Tx, { areaIds, now, filters: {} })
    const page = db
      .selectFrom(query.as('r') as never)
      .selectAll()
      .orderBy(sql.ref(`r.${register.sort.key}`))
      .limit(51)
    rows.push({
      section: 'register',
      what: register.id,
      ours,
      baseline: await measure(RUNS, () => page.execute()),
      against: 'its query on a bare connection',
      goal: 'p95 < 100 ms',
      met: ours.p95 < 100,
    })
  }
  for (const figure of allFigures.values()) {
    const window = figure.axis === 'flow' ? { from: '2021-07-24', to: '2021-08-10' } : {}
    const ours = await measure(RUNS, () =>
      client.platform.figures.rows({ id: figure.id, limit: 50, ...window }),
    )
    const list = figure.rows(db as unknown as Tx, { areaIds, asOf: now, isPresent: true, ...window })
    const page = db
      .selectFrom(list.as('r') as never)
      .selectAll()
      .orderBy(sql`r.day desc`)
      .limit(51)
    rows.push({
      section: 'figure',
      what: `list of ${figure.id}`,
      ours,
      baseline: await measure(RUNS, () => page.execute()),
      against: 'its query on a bare connection',
      goal: 'p95 < 100 ms',
      met: ours.p95 < 100,
    })
  }
  await pool.end()
  return rows
}

async function allowed(client: ReturnType<typeof clientOf>, id: string): Promise<boolean> {
  return client.platform.registers.rows({ id, limit: 1 }).then(
    () => true,
    () => false,
  )
}
