import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { expect } from 'vitest'
import { verifyAudit } from '../../src/platform/audit-verify.ts'
import { keys, type Running } from './server.ts'

/** Writes under way and done, by their idempotency key. */
export interface Ledger {
  asked: Set<string>
  /** Key → id that the server answered with. */
  answered: Map<string, string>
  /** Refusals by the server, with what it said. */
  refused: { status: number; code: string; words: { vi: string; en: string } }[]
  /** Requests whose connection broke. */
  broken: number
}

export const newLedger = (): Ledger => ({ asked: new Set(), answered: new Map(), refused: [], broken: 0 })

export interface Writer {
  cookie: string
  areaId: number
}

/** Reports one case under a key of its own, as the web app does; the name of the person tells the key. */
export async function writeOne(server: Running, by: Writer, key: string, ledger: Ledger): Promise<boolean> {
  ledger.asked.add(key)
  try {
    const response = await server.fetch('/api/cases', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        cookie: by.cookie,
        origin: server.origin,
      },
      body: JSON.stringify({
        person: { fullName: `Người ${key}`, birthYear: 1980, areaId: by.areaId, nationality: 'VN' },
        disease: 'covid-19',
      }),
    })
    const body = await response.json()
    if (response.ok) ledger.answered.set(key, body.id)
    else ledger.refused.push({ status: response.status, code: body.code, words: body.words })
    return response.ok
  } catch {
    ledger.broken += 1
    return false
  }
}

/**
 * Reports `count` cases, eight at a time, until `stop()` says so; a write that was not answered is not repeated.
 */
export async function writeMany(
  server: Running,
  by: Writer,
  input: {
    prefix: string
    count: number
    ledger: Ledger
    stop?: () => boolean
    each?: () => void
    /** Milliseconds that a lane waits after a write. */
    pause?: () => number
  },
): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < input.count && !input.stop?.()) {
      const key = `${input.prefix}-${next++}`
      await writeOne(server, by, key, input.ledger)
      input.each?.()
      if (input.pause) await sleep(input.pause())
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
}

/** Asks again, under the same keys, for what was not answered. */
export async function repeatUnanswered(server: Running, by: Writer, ledger: Ledger): Promise<void> {
  for (const key of ledger.asked) {
    if (!ledger.answered.has(key)) expect(await writeOne(server, by, key, ledger)).toBe(true)
  }
}

/**
 * Asserts what must hold after any fault: every answered write is there once; each write has its person, case, code,
 * version, audit rows, event and idempotent answer or none of them; codes have no gap; and the audit is what was written.
 * @returns how many writes are there that were never answered
 */
export async function expectWhole(pool: pg.Pool, prefix: string, ledger: Ledger): Promise<number> {
  const { rows } = await pool.query<{ key: string; id: string | null; parts: number[] }>(
    `with p as (select id, substr(full_name, length('Người ') + 1) as key from vx.person
         where full_name like 'Người ' || $1 || '-%'),
       c as (select c.id, p.id as person_id, key from p left join vx.case_record c on c.person_id = p.id),
       k as (select key, response ->> 'id' as id from platform.idempotency where key like $1 || '-%'),
       v as (select id, count(*) as n from vx.case_record_version where valid_to is null group by 1),
       x as (select case_id, count(*) as n from vx.case_classification group by 1),
       a as (select subject_id, count(*) as n from platform.audit a join platform.audit_value v on v.audit_id = a.id
         where action in ('person.create', 'case.report') group by 1),
       e as (select subject_id, count(*) as n from platform.event where type = 'case.changed' group by 1)
     select coalesce(c.key, k.key) as key, c.id,
       array[count(c.person_id), count(c.id), count(k.key) filter (where k.id = c.id::text), max(v.n), max(x.n),
         max(ap.n) + max(ac.n), max(e.n)]::int[] as parts
     from c full join k on k.key = c.key left join v on v.id = c.id left join x on x.case_id = c.id
       left join a ap on ap.subject_id = c.person_id::text left join a ac on ac.subject_id = c.id::text
       left join e on e.subject_id = c.id::text
     group by 1, 2`,
    [prefix],
  )
  const there = new Map(rows.map((r) => [r.key, r]))
  expect([...ledger.answered].filter(([key, id]) => there.get(key)?.id !== id)).toEqual([])
  expect(rows.filter((r) => r.parts.join() !== '1,1,1,1,1,2,1')).toEqual([])
  expect(rows.filter((r) => !ledger.asked.has(r.key))).toEqual([])
  expect(there.size).toBe(rows.length)
  const { rows: numbers } = await pool.query<{ n: number; gaps: boolean }>(
    `select count(*)::int as n, max(x) - min(x) + 1 <> count(*) as gaps from (
       select substring(code from '[0-9]+$')::int as x from vx.case_record c join vx.person p on p.id = c.person_id
       where full_name like 'Người ' || $1 || '-%') y`,
    [prefix],
  )
  expect(numbers).toEqual([{ n: rows.length, gaps: false }])
  const verdict = await verifyAudit(pool, Buffer.from(keys().audit, 'hex'))
  expect(verdict.findings).toEqual([])
  return rows.length - ledger.answered.size
}
