import { type Selectable, sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import type { z } from 'zod'
import { type Ctx, type WriteTx, write } from '../../../platform/context.ts'
import type { Database, Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../areas/index.ts'
import type { MergeField, MergeReview, Person, peopleContract } from './contract.ts'
import { listMerges } from './merges.ts'
import { findPerson } from './queries.ts'

type Row = Selectable<Database['vx.person']>
type Input<K extends 'merge' | 'unmerge' | 'reviewMerge'> = z.output<
  NonNullable<(typeof peopleContract)[K]['~orpc']['inputSchema']>
>

/** The columns that a field stands for. */
const COLUMNS = {
  fullName: ['full_name'],
  birth: ['birth_date', 'birth_year'],
  sex: ['sex'],
  nationalId: ['national_id'],
  phone: ['phone'],
  nationality: ['nationality'],
  occupation: ['occupation'],
  home: ['household_id', 'relation', 'area_id'],
  workplace: ['workplace_id'],
} as const satisfies Record<MergeField, readonly (keyof Row)[]>

const FIELDS = Object.keys(COLUMNS) as MergeField[]
const has = (row: Row, field: MergeField) => COLUMNS[field].some((c) => c !== 'area_id' && row[c] !== null)

/** Both records, locked so that nothing new can refer to either. @throws Problem merge-with-itself, not-found */
async function getBoth(db: Tx, id: string, otherId: string, options: { lock: boolean }): Promise<[Row, Row]> {
  let q = db.selectFrom('vx.person').selectAll().where('id', 'in', [id, otherId]).orderBy('id')
  if (options.lock) q = q.forUpdate()
  const rows = await q.execute()
  const [kept, merged] = [rows.find((r) => r.id === id), rows.find((r) => r.id === otherId)]
  if (!kept || !merged) throw problem('not-found')
  if (kept === merged) throw problem('merge-with-itself')
  return [kept, merged]
}

interface Reviewed {
  moves: { table: string; column: string; vi: string | null; en: string | null; count: number }[]
  clashes: MergeReview['clashes']
}

async function lookAt(db: Tx, keptId: string, mergedId: string): Promise<Reviewed> {
  const { rows } =
    await sql<Reviewed>`select moves, clashes from vx.review_merge(${keptId}, ${mergedId})`.execute(db)
  return rows[0]!
}

/** Two columns of one table are one kind of record to whoever reads it. */
function byKind(moves: Reviewed['moves']): MergeReview['moves'] {
  const kinds = new Map<string, MergeReview['moves'][number]>()
  for (const m of moves.filter((x) => x.count > 0)) {
    const kind = kinds.get(m.vi ?? m.table) ?? { vi: m.vi ?? m.table, en: m.en ?? m.table, count: 0 }
    kinds.set(m.vi ?? m.table, { ...kind, count: kind.count + m.count })
  }
  return [...kinds.values()]
}

/** What a field says, as text; the screen gives dates and codes their form. */
async function textsOf(
  db: Tx,
  ctx: Ctx,
  row: Row,
  person: Person,
): Promise<Record<MergeField, string | null>> {
  const tree = await treeOf(ctx)
  const place = row.workplace_id
    ? await db.selectFrom('vx.place').select('name').where('id', '=', row.workplace_id).executeTakeFirst()
    : undefined
  const year = row.birth_year === null ? null : String(row.birth_year)
  return {
    fullName: row.full_name,
    birth: row.birth_date ?? year,
    sex: row.sex,
    nationalId: row.national_id,
    phone: row.phone,
    nationality: row.nationality,
    occupation: row.occupation,
    home: [person.address, tree.byId.get(row.area_id)?.fullName].filter(Boolean).join(', ') || null,
    workplace: row.workplace_id && (place?.name ?? '…'),
  }
}

/** Two records side by side before they are merged. Reading them is recorded. @throws Problem merge-with-itself, not-found */
export function reviewMerge(ctx: Ctx, input: Input<'reviewMerge'>): Promise<MergeReview> {
  return write({ ...ctx, idempotencyKey: undefined }, 'person.merge', async ({ db, record }) => {
    const rows = await getBoth(db, input.id, input.otherId, { lock: false })
    const [kept, merged] = [(await findPerson(db, input.id))!, (await findPerson(db, input.otherId))!]
    for (const p of [kept, merged]) {
      const subject = { type: 'person', id: p.id }
      record({ action: 'person.open', opening: true, subject, areaId: p.areaId, personId: p.id })
    }
    const { moves, clashes } = await lookAt(db, kept.id, merged.id)
    const texts = [await textsOf(db, ctx, rows[0], kept), await textsOf(db, ctx, rows[1], merged)] as const
    const fields = FIELDS.map((field) => ({
      field,
      kept: texts[0][field],
      merged: texts[1][field],
      take: !has(rows[0], field) && has(rows[1], field),
    }))
    return { kept, merged, fields, moves: byKind(moves), clashes }
  })
}

/**
 * Merges the other record into this one: everything that refers to it is moved, the record itself goes and its id leads
 * to the kept one. Tiers follow by the event.
 * @throws Problem merge-with-itself, not-found, stale-version (with both people as they are), merge-two-open-cases,
 * merge-two-open-orders
 */
export function merge(ctx: Ctx, input: Input<'merge'>) {
  return write(ctx, 'person.merge', async (tx) => {
    const [kept, merged] = await getBoth(tx.db, input.id, input.otherId, { lock: true })
    if (kept.version !== input.version || merged.version !== input.otherVersion) {
      const theirs = [await findPerson(tx.db, kept.id), await findPerson(tx.db, merged.id)]
      throw problem('stale-version', {}, { theirs, yours: input })
    }
    const { moves, clashes } = await lookAt(tx.db, kept.id, merged.id)
    const [clash] = clashes
    if (clash) throw problem(clash.code, { labels: clash.labels.join(', ') }, { clashes })
    const id = uuid7()
    await sql`select vx.merge_people(${id}, ${kept.id}, ${merged.id}, ${input.reason}, ${tx.now.toISOString()},
      ${ctx.viewer.name})`.execute(tx.db)
    const taken = takenFrom(kept, merged, input.take)
    const version = await change(
      tx,
      kept,
      Object.fromEntries(Object.entries(taken).map(([c, [, v]]) => [c, v])),
    )
    await sql`select vx.note_taken(${id}, ${JSON.stringify(taken)}::jsonb)`.execute(tx.db)
    const count = moves.reduce((sum, m) => sum + m.count, 0)
    tell(
      tx,
      'person.merge',
      kept,
      { merged: [null, merged.id], moved: [null, count], ...taken },
      input.reason,
    )
    tell(tx, 'person.merge-into', merged, { heldBy: [null, kept.id] }, input.reason)
    return { id, version }
  })
}

type Changes = Record<string, [unknown, unknown]>

/** What differs in the fields that the kept record takes; a field of which the other says nothing is left as it is. */
function takenFrom(kept: Row, merged: Row, fields: MergeField[]): Changes {
  const columns = [...new Set(fields)]
    .filter((f) => has(merged, f))
    .flatMap((f): (keyof Row)[] => [...COLUMNS[f]])
  return Object.fromEntries(
    columns.filter((c) => kept[c] !== merged[c]).map((c) => [c, [kept[c], merged[c]]] as const),
  )
}

async function change(tx: WriteTx, person: Row, set: Record<string, unknown>): Promise<number> {
  const version = person.version + 1
  await tx.db
    .updateTable('vx.person')
    .set({ ...set, version })
    .where('id', '=', person.id)
    .execute()
  return version
}

/** One audit row and one event a person: what hangs on either looks again. */
function tell(tx: WriteTx, action: string, person: Row, changes: Changes, reason: string): void {
  tx.record({
    action,
    subject: { type: 'person', id: person.id },
    areaId: person.area_id,
    personId: person.id,
    changes: { ...changes, reason: [null, reason] },
    event: 'person.changed',
  })
}

/**
 * Takes two records apart again: what was moved goes back, what the kept one took as well unless somebody has changed
 * it since, and what was added since stays. Merges into one record are undone in reverse order.
 * @throws Problem not-found, stale-version, merge-undo-order, merge-record-gone, merge-undo-blocked
 */
export function unmerge(ctx: Ctx, input: Input<'unmerge'>) {
  return write(ctx, 'person.merge', async (tx) => {
    const find = () =>
      tx.db
        .selectFrom('vx.person_merge')
        .selectAll()
        .where('id', '=', input.id)
        .where('undone_at', 'is', null)
        .executeTakeFirst()
    const first = await find()
    const kept = first && (await lock(tx.db, first.kept_id))
    // Read again behind the lock: another merge may have moved it meanwhile.
    const found = await find()
    if (!kept || !found || found.kept_id !== kept.id || !ctx.viewer.areaIds.includes(found.area_id)) {
      throw problem('not-found')
    }
    if (found.version !== input.version) {
      const theirs = await listMerges(tx.db, kept.id)
      throw problem('stale-version', {}, { theirs, yours: input })
    }
    if ((await listMerges(tx.db, kept.id))[0]!.id !== found.id) throw problem('merge-undo-order')
    if (found.person === null) throw problem('merge-record-gone')
    const taken = found.taken as unknown as Changes
    await putBack(tx, input.id, input.reason, ctx.viewer.name)
    const back = Object.entries(taken).filter(([c, [, took]]) => kept[c as keyof Row] === took)
    await change(tx, kept, Object.fromEntries(back.map(([c, [before]]) => [c, before])))
    const merged = await lock(tx.db, found.merged_id)
    tell(tx, 'person.unmerge', kept, { merged: [found.merged_id, null] }, input.reason)
    tell(tx, 'person.unmerge-from', merged!, { heldBy: [kept.id, null] }, input.reason)
    return { keptId: kept.id, mergedId: found.merged_id }
  })
}

const lock = (db: Tx, id: string): Promise<Row | undefined> =>
  db.selectFrom('vx.person').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** Constraints stand in the way when what a row refers to is gone, or something else has taken its place. */
async function putBack(tx: WriteTx, mergeId: string, reason: string, by: string): Promise<void> {
  try {
    const { rows } = await sql<{ elsewhere: number }>`
      select vx.unmerge_people(${mergeId}, ${reason}, ${tx.now.toISOString()}, ${by}) as elsewhere`.execute(
      tx.db,
    )
    if (rows[0]!.elsewhere > 0) throw problem('merge-undo-blocked')
  } catch (error) {
    if (String((error as { code?: string }).code).startsWith('23')) throw problem('merge-undo-blocked')
    throw error
  }
}
