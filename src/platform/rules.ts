import { sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from './db.ts'
import { problem } from './problems.ts'

declare module './db.ts' {
  interface Database {
    'platform.rule_version': {
      id: number
      key: string
      effective_from: string
      legal_basis: string
      body: unknown
    }
  }
}

export interface RuleVersion<T> {
  id: number
  key: string
  effectiveFrom: string
  effectiveTo: string | null
  legalBasis: string
  confirmedBy: string | null
  body: T
}

/**
 * The version of a rule in force on a calendar date (Asia/Ho_Chi_Minh).
 * @throws Problem rule-missing
 */
export async function getRule<S extends z.ZodType>(
  db: Tx,
  key: string,
  date: string,
  schema: S,
): Promise<RuleVersion<z.output<S>>> {
  const { rows } = await sql<Omit<RuleVersion<unknown>, 'body'> & { body: unknown }>`
    select id, key, effective_from as "effectiveFrom", effective_to as "effectiveTo", legal_basis as "legalBasis",
      confirmed_by as "confirmedBy", body
    from platform.rule_version
    where key = ${key} and effective_from <= ${date}::date and (effective_to is null or effective_to >= ${date}::date)
    order by effective_from desc limit 1`.execute(db)
  const found = rows[0]
  if (!found) throw problem('rule-missing', { rule: key, date })
  return { ...found, body: schema.parse(found.body) }
}

/** Every version of every rule, for the page where people read them; or those of one rule. Oldest first. */
export async function listRules(db: Tx, key?: string): Promise<RuleVersion<unknown>[]> {
  const { rows } = await sql<RuleVersion<unknown>>`
    select id, key, effective_from as "effectiveFrom", effective_to as "effectiveTo", legal_basis as "legalBasis",
      confirmed_by as "confirmedBy", body
    from platform.rule_version where ${key ?? null}::text is null or key = ${key ?? null}
    order by key, effective_from`.execute(db)
  return rows
}
