import { createHash } from 'node:crypto'
import pg from 'pg'
import { createAuth } from '../src/platform/auth.ts'
import { migrate } from '../src/platform/migrate.ts'
import { seedAccounts } from './accounts.ts'
import { seedCommittees } from './committees.ts'
import { growPopulation } from './growth.ts'
import { writeHistory } from './history.ts'
import { unfoldOutbreak } from './outbreak.ts'
import { seedRegistry } from './registry.ts'

export interface DemoInput {
  url: string
  auditKey: Buffer
  authSecret: string
  people: number
  seed: number
  /** Cases and their tasks only: tests make the contacts, orders, zones and reports that they are about. */
  light?: boolean
}

/** The moment at which the demo's clock starts: 17:00 on 10/8/2021 in Hanoi. */
export const DEMO_START = '2021-08-10T17:00:00+07:00'
export const DEMO_PASSWORD = 'vungxanh2021'

/** Up to here everybody is generated; a larger district repeats the households of a smaller one, and has a past. */
const MOST_GENERATED = 40_000
const GROWS_FROM = 20_000

/** A seeded id: the same key gives the same UUID (version 7 layout, time part 1/7/2021). */
export function demoId(seed: number, key: string): string {
  const h = createHash('sha256').update(`${seed}/${key}`).digest('hex')
  const t = Date.parse('2021-07-01T00:00:00Z').toString(16).padStart(12, '0')
  return `${t.slice(0, 8)}-${t.slice(8, 12)}-7${h.slice(0, 3)}-8${h.slice(3, 6)}-${h.slice(6, 18)}`
}

/**
 * Creates the demo district in an empty database. A database that holds anything is left alone: "demo" cannot be
 * switched on later. A demo that was cut off half-way (a marker says so) is cleared and made anew.
 */
export async function ensureDemo(input: DemoInput): Promise<void> {
  const db = new pg.Client({ connectionString: input.url })
  // A server that stops meanwhile is told of by the next query, not by a crash.
  db.on('error', () => undefined)
  await db.connect()
  try {
    const { rows } = await db.query(`select key from platform.setting where key in ('demo', 'demo-building')`)
    if (rows.some((r) => r.key === 'demo')) return
    if (rows.some((r) => r.key === 'demo-building')) {
      console.log(
        '  Lần tạo quận diễn tập trước bị ngắt giữa chừng; tạo lại từ đầu. / Making the demo district again.',
      )
      await db.query('drop schema if exists vx, platform, auth, pgboss cascade')
      await migrate(input.url)
    } else {
      const { rows: used } = await db.query('select from vx.area limit 1')
      if (used.length) return
    }
    await db.query(`insert into platform.setting values ('demo-building', 'true')`)
    console.log(
      `  Tạo quận diễn tập (${input.people.toLocaleString('vi')} người)… / Making the demo district…`,
    )
    const auth = createAuth({
      url: input.url,
      secret: input.authSecret,
      origins: ['http://localhost'],
      relaxed: true,
    })
    try {
      await auth.migrate()
      const isFull = input.people > MOST_GENERATED
      await seedRegistry(db, { ...input, people: isFull ? GROWS_FROM : input.people })
      const holders = await seedAccounts(db, auth, input.seed, DEMO_PASSWORD)
      await seedCommittees(db, input.seed)
      if (isFull) {
        await growPopulation(db, input.people)
        await writeHistory(db, {
          auditKey: input.auditKey,
          userId: 'system',
          cases: Math.round(input.people / 5),
          contacts: input.people,
        })
      }
      await unfoldOutbreak(input)
      const setting = {
        shown: DEMO_START,
        anchor: new Date().toISOString(),
        password: DEMO_PASSWORD,
        holders,
      }
      await db.query('begin')
      await db.query(`insert into platform.setting values ('demo', $1)`, [JSON.stringify(setting)])
      await db.query(`delete from platform.setting where key = 'demo-building'`)
      await db.query('commit')
      await db.query('analyze')
    } finally {
      await auth.close()
    }
  } finally {
    await db.end()
  }
}
