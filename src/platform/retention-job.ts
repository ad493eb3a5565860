import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { type Clock, shiftedClock, systemClock } from './clock.ts'
import { findPlace, withEmbedded } from './operation/place.ts'
import { type Due, listDue, type Moment, planRetention, runRetention } from './retention.ts'

const HOUR = 3_600_000

const momentOf = (clock: Clock): Moment => ({ now: clock.now(), systemNow: new Date() })

/**
 * Runs retention an hour after the start and then every day. Several servers on one database take turns, and the
 * second finds nothing due.
 * @returns how to stop
 */
export function startRetention(input: {
  pool: pg.Pool
  auditKey: Buffer
  clock: Clock
  log: (error: unknown, what: string) => void
  firstAfterMs?: number
}): () => void {
  const run = () =>
    void runRetention(input.pool, input.auditKey, momentOf(input.clock)).catch((e) =>
      input.log(e, 'retention'),
    )
  const first = setTimeout(run, input.firstAfterMs ?? HOUR)
  const daily = setInterval(run, 24 * HOUR)
  return () => {
    clearTimeout(first)
    clearInterval(daily)
  }
}

const line = (d: Due) =>
  `${String(d.count).padStart(8)}  ${d.key}  < ${d.before.slice(0, 10)}  ${d.words.vi} / ${d.words.en}\n          ${d.legalBasis}`

/**
 * `npm run retention`: what is due, by rule; `--list retention.contacts` the very records; `--run` takes it away.
 * @throws Error for an argument that is none
 */
export async function retentionCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      run: { type: 'boolean' },
      list: { type: 'string' },
      limit: { type: 'string', default: '100' },
    },
  })
  const { folder, databaseUrl } = findPlace(env)
  const key = Buffer.from(readFileSync(join(folder, 'audit.key'), 'utf8').trim(), 'hex')
  const work = async (url: string) => {
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    try {
      const at = momentOf(await clockOf(pool))
      if (values.list) {
        for (const r of await listDue(pool, at, values.list, Number(values.limit))) say(`${r.since}  ${r.id}`)
        return
      }
      const found = values.run ? await runRetention(pool, key, at) : await planRetention(pool, at)
      for (const d of found) say(line(d))
      if (found.length === 0) say('Chưa có quy định nào có hiệu lực. / No rule is in force yet.')
      else if (!values.run)
        say('Chạy thử, chưa xoá gì; thêm --run để xoá. / Dry run; add --run to carry it out.')
    } finally {
      await pool.end()
    }
  }
  await (databaseUrl ? work(databaseUrl) : withEmbedded(folder, { shared: true }, work))
}

/** The clock that the domains of this database see. */
async function clockOf(pool: pg.Pool): Promise<Clock> {
  const { rows } = await pool.query<{ value: { shown: string; anchor: string } }>(
    `select value from platform.setting where key = 'demo'`,
  )
  const demo = rows[0]?.value
  return demo ? shiftedClock(new Date(demo.shown), new Date(demo.anchor)) : systemClock
}
