import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { withEmbedded } from '../../src/platform/operation/place.ts'
import { commandLine, isAlive, listProcesses } from '../../src/platform/system.ts'
import { listen } from './listener.ts'
import { fillFolder, killAll, openFolder, ROUNDS, type Running, startServer } from './server.ts'
import { expectWhole, newLedger, repeatUnanswered, type Writer, writeMany } from './writes.ts'

/** Writes of a round; the kill falls somewhere into them. */
const WRITES = 1000

let folder: string
let server: Running | undefined

beforeAll(async () => {
  folder = openFolder('kill')
  await fillFolder(folder)
})
afterEach(() => {
  killAll()
  server = undefined
})
afterAll(async () => {
  // The server's database outlives a kill; this adopts it and stops it.
  await withEmbedded(folder, { shared: false }, async () => undefined)
  rmSync(folder, { recursive: true, force: true })
})

const postmaster = () =>
  Number(readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])

/** Looks into the database of the running server. */
const inside = <T>(work: (pool: pg.Pool) => Promise<T>) =>
  withEmbedded(folder, { shared: true }, async (url) => {
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    pool.on('error', () => undefined)
    try {
      return await work(pool)
    } finally {
      await pool.end()
    }
  })

async function writer(): Promise<Writer> {
  const areaId = await inside(async (pool) => {
    const { rows } = await pool.query(`select id from vx.area where name = 'Mai Động'`)
    return rows[0].id as number
  })
  const { cookie } = await server!.signIn('ward-nurse.mai-dong')
  return { cookie, areaId }
}

/**
 * One round: writes, a fault in the middle, the next start, and the accounts. The same browser goes on throughout: it
 * keeps its session and its line, and repeats under the same keys what was not answered. The server stays, for the
 * next round.
 */
async function round(
  number: string,
  via: 'npm' | undefined,
  fault: (running: Running) => Promise<void>,
): Promise<void> {
  const start = async () => {
    server = await startServer({ folder, ...(via ? { via } : {}) })
  }
  if (!server) await start()
  const by = await writer()
  const ear = listen(() => server, by.cookie)
  // A line is told of what comes after it stands.
  await expect.poll(ear.opened).toBeGreaterThan(0)
  const ledger = newLedger()
  const killAfter = 50 + Math.floor(Math.random() * (WRITES - 600))
  let done = 0
  let fell: Promise<void> | undefined
  await writeMany(server!, by, {
    prefix: number,
    count: WRITES,
    ledger,
    stop: () => fell !== undefined && ledger.broken + ledger.refused.length > 8,
    each() {
      done += 1
      if (done === killAfter) fell = fault(server!)
    },
  })
  await fell
  await server!.ended
  expect(ledger.answered.size).toBeGreaterThanOrEqual(killAfter - 8)
  expect(ledger.answered.size).toBeLessThan(WRITES)
  // What the server could still say was a refusal in words, never an error without a sentence.
  expect(ledger.refused.filter((r) => r.status !== 503 || !r.words?.vi || !r.words.en)).toEqual([])

  await start()
  await inside((pool) => expectWhole(pool, number, ledger))
  await repeatUnanswered(server!, by, ledger)
  expect(ledger.answered.size).toBe(ledger.asked.size)
  expect(await inside((pool) => expectWhole(pool, number, ledger))).toBe(0)
  const untold = () => {
    const told = new Set(ear.heard.map((h) => h.subjectId))
    return [...ledger.answered.values()].filter((id) => !told.has(id))
  }
  await expect.poll(untold).toEqual([])
  await ear.stop()
  const numbers = ear.heard.map((h) => h.seq)
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
}

/** The server ends when it is told to. */
async function end(): Promise<void> {
  server!.child.kill('SIGTERM')
  expect(await server!.ended).toMatchObject({ code: 0 })
  await gone()
}

/** Nothing of the server is left: no process, no lock. */
async function gone(): Promise<void> {
  const left = async () => {
    const found = []
    for (const pid of await listProcesses()) {
      const command = await commandLine(pid)
      if (command.includes(folder)) found.push(command)
    }
    return found
  }
  await expect.poll(left).toEqual([])
}

describe('In the middle of a thousand writes', { timeout: 480_000 + ROUNDS * 120_000 }, () => {
  it('the server is killed: what it answered stays, nothing is half written', async () => {
    for (let n = 1; n <= ROUNDS; n += 1)
      await round(`may-chu-${n}`, undefined, async (running) => {
        running.child.kill('SIGKILL')
      })
    await end()
  })

  it('PostgreSQL is killed: the server ends, and the next start has all it answered', async () => {
    for (let n = 1; n <= ROUNDS; n += 1) {
      let fallen: Running | undefined
      await round(`postgres-${n}`, undefined, async (running) => {
        fallen = running
        process.kill(postmaster(), 'SIGKILL')
      })
      for (const s of [fallen!, server!]) expect(s.said()).not.toMatch(/Người postgres/)
    }
    await end()
  })

  it('npm alone is killed: the server ends in order behind it', async () => {
    for (let n = 1; n <= ROUNDS; n += 1)
      await round(`npm-${n}`, 'npm', async (running) => {
        const pids: number[] = []
        for (const pid of await listProcesses()) {
          if (
            (await commandLine(pid)).includes('src/main.ts') &&
            environmentOf(pid).includes(`VX_DATA=${folder}`)
          )
            pids.push(pid)
        }
        expect(pids.length).toBeGreaterThan(0)
        running.child.kill('SIGKILL')
        await expect.poll(() => pids.filter(isAlive), { timeout: 30_000 }).toEqual([])
        expect(isAlive(postmasterOrZero())).toBe(false)
      })
    await end()
  })

  it('a connection of the database is killed: the server goes on by itself', async () => {
    server = await startServer({ folder })
    const by = await writer()
    const ledger = newLedger()
    let done = 0
    await writeMany(server, by, {
      prefix: 'ket-noi',
      count: 400,
      ledger,
      each() {
        done += 1
        if (done === 100)
          void inside((pool) =>
            pool.query(
              `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
            ),
          )
      },
    })
    expect(ledger.broken).toBe(0)
    expect(ledger.refused.filter((r) => r.code !== 'database-unreachable')).toEqual([])
    expect(ledger.answered.size).toBeGreaterThan(300)
    await repeatUnanswered(server, by, ledger)
    expect(await inside((pool) => expectWhole(pool, 'ket-noi', ledger))).toBe(0)
    await end()
  })
})

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

function postmasterOrZero(): number {
  try {
    return postmaster()
  } catch {
    return 2 ** 22 + 1
  }
}
