import { sql } from 'kysely'
import type { Tx } from './db.ts'

/**
 * The next number of a series ('QĐ', 'BC', …) of an issuing area and year; taken for good only when the write commits.
 * Decisions of every kind share one series, as they do in an office's register.
 * @throws outside-area when the issuer is not in the caller's scope
 */
export async function nextNumber(db: Tx, series: string, issuer: number, year: number): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select platform.next_number(${series}, ${issuer}, ${year}) as n`.execute(db)
  return rows[0]!.n
}
