import type pg from 'pg'
import { v7 as uuid7 } from 'uuid'
import { blankedChanges } from './audit-verify.ts'
import { localDate } from './clock.ts'
import { chainOf, digestOf } from './context.ts'
import {
  assignments,
  columnsOf,
  type PeopleRule,
  peopleReached,
  RetentionRule,
  type RowsRule,
  rowsReached,
} from './retention-rules.ts'

/** When a run takes place: by the domain's clock, and by the system's for what the platform writes itself. */
export interface Moment {
  now: Date
  systemNow: Date
}

export interface Due {
  /** Key of the rule: 'retention.contacts'. */
  key: string
  words: { vi: string; en: string }
  legalBasis: string
  ruleVersionId: number
  /** What is older goes (ISO instant). */
  before: string
  /** Rows, people or audit rows that are due. */
  count: number
}

interface InForce {
  id: number
  key: string
  legalBasis: string
  rule: RetentionRule
  before: string
}

const BATCH = 2_000
const LOCK = 728_305

/** The rules in force on the day, in the order of their keys; each with the instant before which things go. */
async function rulesInForce(client: pg.ClientBase, at: Moment): Promise<InForce[]> {
  const { rows } = await client.query<{ id: number; key: string; basis: string; body: unknown }>(
    `select distinct on (key) id, key, legal_basis as basis, body from platform.rule_version
     where key like 'retention.%' and effective_from <= $1::date and (effective_to is null or effective_to >= $1::date)
     order by key, effective_from desc`,
    [localDate(at.now)],
  )
  return rows.map((r) => {
    const rule = RetentionRule.parse(r.body)
    const isSystem = rule.do === 'audit' || (rule.do !== 'people' && rule.clock === 'system')
    const from = isSystem ? at.systemNow : at.now
    const before = new Date(from.getTime() - rule.days * 86_400_000).toISOString()
    return { id: r.id, key: r.key, legalBasis: r.basis, rule, before }
  })
}

/** The rows of a rule as a statement that gives id (text) and since. */
async function dueRows(
  client: pg.ClientBase,
  { rule, before }: InForce,
): Promise<{ sql: string; values: unknown[] }> {
  switch (rule.do) {
    case 'people':
      return peopleReached(rule, before)
    case 'audit':
      return {
        sql: `select a.id, a.at as since from platform.audit a join platform.audit_value v on v.audit_id = a.id
          where a.at < $1 and not a.action = any ($2)
            and exists (select from jsonb_each(v.changes) c where jsonb_typeof(c.value) = 'array')`,
        values: [before, rule.except],
      }
    default: {
      const reached = rowsReached(rule, before, await columnsOf(client, rule.table))
      const since = `${rule.via ? 'b' : 't'}.${rule.since}`
      return {
        sql: `select t.${rule.id}::text as id, ${since} as since ${reached.sql}`,
        values: reached.values,
      }
    }
  }
}

async function due(client: pg.ClientBase, inForce: InForce): Promise<Due> {
  const { key, rule, legalBasis, before, id } = inForce
  const found = await dueRows(client, inForce)
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from (${found.sql}) x`,
    found.values,
  )
  const words = { vi: rule.vi, en: rule.en }
  return { key, words, legalBasis, ruleVersionId: id, before, count: rows[0]!.n }
}

/** What a run at this moment would take away, by rule; nothing is changed. @param pool of the owner */
export async function planRetention(pool: pg.Pool, at: Moment): Promise<Due[]> {
  const client = await pool.connect()
  try {
    await client.query('begin read only')
    const plans: Due[] = []
    for (const rule of await rulesInForce(client, at)) plans.push(await due(client, rule))
    return plans
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/**
 * The very records that a rule would take away, oldest first: ids, never what they say.
 * @throws Error when no such rule is in force
 */
export async function listDue(
  pool: pg.Pool,
  at: Moment,
  key: string,
  limit: number,
): Promise<{ id: string; since: string }[]> {
  const client = await pool.connect()
  try {
    await client.query('begin read only')
    const rule = (await rulesInForce(client, at)).find((r) => r.key === key)
    if (!rule) throw new Error(`No rule ${key} is in force`)
    const found = await dueRows(client, rule)
    const { rows } = await client.query<{ id: string; since: string | Date }>(
      `select id::text, since from (${found.sql}) x order by since, id limit ${Math.trunc(limit)}`,
      found.values,
    )
    return rows.map((r) => ({ id: r.id, since: new Date(r.since).toISOString() }))
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/**
 * Takes away what is due, each rule in a transaction of its own that ends with its audit row. Two runs at once take
 * turns; a second one finds nothing. Counts, the chains of the audit and signed reports stay as they are.
 * @param pool of the owner: the domains' role may neither change history nor signed lists
 * @param key of the audit digests
 */
export async function runRetention(pool: pg.Pool, key: Buffer, at: Moment): Promise<Due[]> {
  const client = await pool.connect()
  const done: Due[] = []
  try {
    for (const rule of await rulesInForce(client, at)) {
      await client.query('begin')
      await client.query(`select pg_advisory_xact_lock($1), set_config('vx.now', $2, true)`, [
        LOCK,
        at.now.toISOString(),
      ])
      const plan = await due(client, rule)
      if (plan.count > 0) {
        await carryOut(client, key, rule)
        await recordRun(client, key, plan)
      }
      await client.query('commit')
      done.push(plan)
    }
    return done
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

async function carryOut(client: pg.ClientBase, key: Buffer, inForce: InForce): Promise<void> {
  const { rule, before } = inForce
  if (rule.do === 'people') return forgetPeople(client, rule, before)
  if (rule.do === 'audit') return blankAudit(client, key, inForce)
  return takeRows(client, rule, before)
}

async function takeRows(client: pg.ClientBase, rule: RowsRule, before: string): Promise<void> {
  const tables = rule.do === 'blank' && rule.versions ? [rule.table, `${rule.table}_version`] : [rule.table]
  for (const table of tables) {
    const types = await columnsOf(client, table)
    const reached = rowsReached({ ...rule, table }, before, types)
    const set = rule.do === 'blank' ? assignments(rule.set, types, reached.values.length + 1) : undefined
    const some = `ctid = any (array(select t.ctid ${reached.sql} limit ${BATCH}))`
    const statement = set
      ? `update ${table} set ${set.sql} where ${some}`
      : `delete from ${table} where ${some}`
    const values = [...reached.values, ...(set?.values ?? [])]
    while ((await client.query(statement, values)).rowCount) {
      // Until nothing is left; each pass makes what it changed unreachable for the next.
    }
  }
}

/** Every column that refers to the table, in tables and in their histories. */
async function referrers(client: pg.ClientBase, table: string): Promise<{ table: string; column: string }[]> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `with fk as (
       select n.nspname, c.relname, a.attname from pg_constraint k
       join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
       where k.contype = 'f' and k.confrelid = to_regclass($1) and cardinality(k.conkey) = 1)
     select format('%I.%I', nspname, relname) as table, attname as column from fk
     union select format('%I.%I', nspname, relname || '_version'), attname from fk
       where to_regclass(format('%I.%I', nspname, relname || '_version')) is not null
     order by 1, 2`,
    [table],
  )
  // A row's own change writes its history: the history is put right after it.
  return rows.sort((a, b) => Number(a.table.endsWith('_version')) - Number(b.table.endsWith('_version')))
}

async function forgetPeople(client: pg.ClientBase, rule: PeopleRule, before: string): Promise<void> {
  const types = await columnsOf(client, rule.table)
  const years = Object.entries(rule.yearOf).map(
    ([year, date]) => `${year} = coalesce(${year}, extract(year from ${date})::int)`,
  )
  const found = peopleReached(rule, before)
  const { rows } = await client.query<{ id: string; resident: boolean }>(found.sql, found.values)
  const outsiders = rows.filter((r) => !r.resident).map((r) => r.id)
  const set = assignments(rule.set, types, 2)
  if (years.length)
    await client.query(`update ${rule.table} set ${years.join(', ')} where id = any ($1)`, [outsiders])
  await client.query(`update ${rule.table} set ${set.sql} where id = any ($1)`, [outsiders, ...set.values])

  const residents = rows.filter((r) => r.resident).map((r) => r.id)
  if (residents.length === 0) return
  // Ids that no one can reckon from the old ones.
  await client.query(
    `create temporary table if not exists forgotten (was uuid primary key, becomes uuid) on commit delete rows`,
  )
  await client.query(`insert into forgotten select unnest($1::uuid[]), gen_random_uuid()`, [residents])
  const kept = rule.keep.filter((c) => c !== 'id')
  const copied = kept.map((c) => {
    const date = rule.yearOf[c]
    return date ? `coalesce(p.${c}, extract(year from p.${date})::int)` : `p.${c}`
  })
  await client.query(
    `insert into ${rule.table} (id, full_name, ${kept.join(', ')})
     select f.becomes, $1, ${copied.join(', ')} from forgotten f join ${rule.table} p on p.id = f.was`,
    [rule.set.full_name],
  )
  const stays = new Set(rule.stays.map((s) => s.join(' ')))
  for (const { table, column } of await referrers(client, rule.table)) {
    if (stays.has(`${table} ${column}`)) continue
    await client.query(
      `update ${table} x set ${column} = f.becomes from forgotten f where x.${column} = f.was`,
    )
  }
}

async function blankAudit(client: pg.ClientBase, key: Buffer, inForce: InForce): Promise<void> {
  const found = await dueRows(client, inForce)
  for (;;) {
    const { rows } = await client.query<{ id: string; changes: Record<string, unknown> }>(
      `select v.audit_id as id, v.changes from platform.audit_value v join (${found.sql} limit ${BATCH}) x on x.id = v.audit_id`,
      found.values,
    )
    if (rows.length === 0) return
    const blanked = rows.map((r) => ({ id: r.id, changes: blankedChanges(key, r.changes) }))
    await client.query(
      `update platform.audit_value v set changes = x.changes
       from jsonb_to_recordset($1::jsonb) as x(id uuid, changes jsonb) where v.audit_id = x.id`,
      [JSON.stringify(blanked)],
    )
  }
}

/** The run as the audit keeps it: which rule, how many, older than what. */
async function recordRun(client: pg.ClientBase, key: Buffer, plan: Due): Promise<void> {
  const changes = {
    count: [null, plan.count],
    before: [null, plan.before],
    ruleVersion: [null, plan.ruleVersionId],
  }
  const row = {
    id: uuid7(),
    at: new Date().toISOString(),
    user_id: 'system',
    post_id: null,
    action: 'retention.run',
    subject_type: 'rule',
    subject_id: plan.key,
    area_id: null,
    person_id: null,
    fields: Object.keys(changes),
  }
  const entry = { ...row, order: 0, chain: chainOf(plan.key), digest: digestOf(key, row, changes), changes }
  await client.query('select platform.record($1::jsonb)', [JSON.stringify([entry])])
}
