import type pg from 'pg'
import { z } from 'zod'

const Name = z.string().regex(/^[a-z_]+(\.[a-z_]+)?$/)
const words = { vi: z.string(), en: z.string() }
const days = z.number().int().min(1)
/** The domain's time, or the system's for what the platform itself writes. */
const clock = z.enum(['domain', 'system']).default('domain')

const source = {
  table: Name,
  /** Column from which the days run; of the table named by `via`, where that is given. */
  since: Name,
  via: z.object({ column: Name, table: Name }).optional(),
  /** Only rows whose column (of that same table) has one of these values. */
  when: z.record(Name, z.array(z.string())).default({}),
  /** Column that names a row to a person who looks. */
  id: Name.default('id'),
  clock,
}

/** Puts other values, mostly none, into columns; those of the table's history too when `versions`. */
const BlankRule = z.object({
  ...words,
  do: z.literal('blank'),
  days,
  ...source,
  versions: z.boolean().default(false),
  set: z.record(Name, z.string().nullable()),
})

const DeleteRule = z.object({ ...words, do: z.literal('delete'), days, ...source })

/**
 * Makes people unknown whose last role lies so many days back. Who is no resident keeps their id and loses what tells
 * who they are; a resident stays in the register, and their records go to somebody without a name.
 */
const PeopleRule = z.object({
  ...words,
  do: z.literal('people'),
  days,
  table: Name,
  /** Table, its column of the person, its column of time. */
  roles: z.array(z.tuple([Name, Name, Name])).min(1),
  /** Table and column: whoever stands there has a rule of their own. */
  unless: z.array(z.tuple([Name, Name])),
  /** Residents have the first column filled and the second, an id of another system, not. */
  resident: z.tuple([Name, Name]),
  /** Table and column: what a resident is rather than what befell them stays theirs. */
  stays: z.array(z.tuple([Name, Name])).default([]),
  /** Columns that whoever takes a resident's place keeps. */
  keep: z.array(Name),
  /** Column of a year ← column of a date, before the date goes. */
  yearOf: z.record(Name, Name),
  set: z.record(Name, z.string().nullable()),
})

/** Values of the audit: each leaves its digest behind. */
const AuditRule = z.object({ ...words, do: z.literal('audit'), days, except: z.array(z.string()) })

export const RetentionRule = z.discriminatedUnion('do', [BlankRule, DeleteRule, PeopleRule, AuditRule])
export type RetentionRule = z.infer<typeof RetentionRule>
export type PeopleRule = z.infer<typeof PeopleRule>
export type RowsRule = z.infer<typeof BlankRule> | z.infer<typeof DeleteRule>

/** A part of a statement with the values of its $1, $2… */
export interface Piece {
  sql: string
  values: unknown[]
}

/** Columns of a table with their types; @throws Error when the rule names what is not there */
export async function columnsOf(client: pg.ClientBase, table: string): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [table],
  )
  if (rows.length === 0) throw new Error(`A rule of retention names the table ${table}, which is not there`)
  return new Map(rows.map((r) => [r.name, r.type]))
}

/**
 * The rows that a rule reaches, as `from … where …` with the table under `t`; names were checked by the schema.
 * @param before ISO instant: what is older goes
 */
export function rowsReached(rule: RowsRule, before: string, types: Map<string, string>): Piece {
  const other = rule.via ? 'b' : 't'
  const join = rule.via ? `join ${rule.via.table} b on b.id = t.${rule.via.column}` : ''
  const values: unknown[] = [before]
  const conditions = [`${other}.${rule.since} < $1::timestamptz`]
  for (const [column, allowed] of Object.entries(rule.when)) {
    values.push(allowed)
    conditions.push(`${other}.${column} = any ($${values.length})`)
  }
  if (rule.do === 'blank') {
    const still = Object.entries(rule.set).map(([column, value]) => {
      values.push(value)
      return `t.${column} is distinct from $${values.length}::${types.get(column)}`
    })
    conditions.push(`(${still.join(' or ')})`)
  }
  return { sql: `from ${rule.table} t ${join} where ${conditions.join(' and ')}`, values }
}

/** People whom a rule reaches, as a statement that gives id, resident (boolean) and the time of their last role. */
export function peopleReached(rule: PeopleRule, before: string): Piece {
  const roles = rule.roles
    .map(([table, column, since]) => `select ${column} as id, ${since}::timestamptz as at from ${table}`)
    .join(' union all ')
  const unless = rule.unless.map(
    ([table, column]) => `and not exists (select from ${table} x where x.${column} = p.id)`,
  )
  return {
    sql: `select p.id, p.${rule.resident[0]} is not null and p.${rule.resident[1]} is null as resident, max(r.at) as since
      from ${rule.table} p join (${roles}) r on r.id = p.id
      where p.full_name is distinct from $2 ${unless.join(' ')}
      group by p.id having max(r.at) < $1::timestamptz`,
    values: [before, rule.set.full_name ?? ''],
  }
}

/** `column = value` of every column that a rule sets; values are numbered from `$from`. */
export function assignments(
  set: Record<string, string | null>,
  types: Map<string, string>,
  from: number,
): Piece {
  const columns = Object.keys(set)
  for (const c of columns)
    if (!types.has(c)) throw new Error(`A rule of retention names the column ${c}, which is not there`)
  return {
    sql: columns.map((c, i) => `${c} = $${from + i}::${types.get(c)}`).join(', '),
    values: columns.map((c) => set[c]),
  }
}
