import { z } from 'zod'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { Problem } from '../../../platform/problems.ts'
import { getRule } from '../../../platform/rules.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { type Finder, openFinder, recordOf, rememberDistinct } from '../../registry/people/index.ts'
import { applyRows } from './apply.ts'
import { planFollowups } from './followups.ts'
import { planLinks } from './links.ts'
import { areaFinder } from './places.ts'
import { type PlanEnv, type Planned, planCases } from './plan.ts'
import { planLabs } from './plan-labs.ts'
import {
  type BatchRow,
  findBatch,
  json,
  listPeopleOfRows,
  listReviews,
  type StoredReview,
  type StoredRow,
  saveRows,
} from './queries.ts'
import { reason } from './reasons.ts'
import { saveReviews } from './reviews.ts'
import { undoNow } from './undo.ts'

const CHUNK = 200
/** After so many failures of the whole system in a row somebody has to look. */
const MAX_TRIES = 5

const Checks = z.object({ sameEpisodeDays: z.number(), sampleFarDays: z.number() })

/** What planning needs; the same for one row under decision and for a chunk of a job. */
export async function planEnv(ctx: Ctx, db: Tx, batch: BatchRow, alike: PlanEnv['alike']): Promise<PlanEnv> {
  const tree = await treeOf(ctx)
  const today = localDate(ctx.clock.now())
  const rule = await getRule(db, 'import.checks', today, Checks)
  return {
    db,
    batch,
    rule: rule.body,
    wardOf: (areaId) => tree.ancestor(areaId, 'ward')?.id ?? areaId,
    alike,
    reading: {
      kind: batch.kind,
      mapping: batch.mapping,
      options: batch.options,
      today,
      areas: areaFinder(tree, batch.area_id),
    },
  }
}

/** What becomes of rows, by the kind of the import. */
export function planRows(
  env: PlanEnv,
  rows: StoredRow[],
  reviews: Map<string, StoredReview>,
): Promise<Planned[]> {
  switch (env.batch.kind) {
    case 'cases':
      return planCases(env, rows, reviews)
    case 'labs':
      return planLabs(env, rows)
    case 'followups':
      return planFollowups(env, rows)
    case 'contacts':
    case 'relationships':
      return planLinks(env, rows, reviews)
  }
}

/** The job acts for the person who asked for it, inside the area of the import and nowhere else. */
async function actingFor(ctx: Ctx, batch: BatchRow): Promise<Ctx> {
  const tree = await treeOf(ctx)
  const areaIds = tree.subtree(batch.area_id)
  return {
    ...ctx,
    idempotencyKey: undefined,
    viewer: { ...ctx.viewer, ...batch.acting, areaId: batch.area_id, areaIds },
  }
}

/** Imports in work in this process, and whether they were asked for again meanwhile. */
const running = new Map<string, { again: boolean }>()

/**
 * Works on an import until it rests: checks, enters or takes back, a chunk in each transaction. Rows that are done
 * carry their outcome from the same transaction that did them, so a worker that died, or a second one, changes nothing.
 */
export async function work(ctx: Ctx, batchId: string): Promise<void> {
  const mine = running.get(batchId)
  if (mine) {
    // A second worker in one process would only wait for the first one's locks; the first looks again instead.
    mine.again = true
    return
  }
  const state = { again: true }
  running.set(batchId, state)
  try {
    while (state.again) {
      state.again = false
      await workThrough(ctx, batchId)
    }
  } catch (error) {
    if (await giveUp(ctx, batchId, error)) return
    throw error
  } finally {
    running.delete(batchId)
  }
}

async function workThrough(ctx: Ctx, batchId: string): Promise<void> {
  const batch = await read(ctx, 'import.work', (db) => findBatch(db, batchId))
  if (!batch) return
  const acting = await actingFor(ctx, batch)
  const isOfPeople = batch.kind === 'cases' || batch.kind === 'contacts'
  const file = `${batchId} ${batch.state} ${batch.version}`
  let limit = CHUNK
  let singles = 0
  for (;;) {
    try {
      // Brought up to date before each chunk: others enter people meanwhile.
      const finder = isOfPeople && batch.state !== 'undoing' ? await openFinder(acting) : undefined
      const search = finder && { finder, file }
      if (!(await write(acting, 'import.work', (tx) => step(acting, tx, batchId, limit, search)))) {
        await finder?.forget(file)
        return
      }
      if (limit === 1 && --singles === 0) limit = CHUNK
    } catch (error) {
      if (!isAboutRow(error)) throw error
      // One bad row must not hold back the others of its chunk: they are done one by one until it is found.
      if (limit > 1) [limit, singles] = [1, CHUNK]
      else if (!(await write(acting, 'import.work', (tx) => refuseNext(tx, batchId, error)))) throw error
    }
  }
}

function isAboutRow(error: unknown): boolean {
  return error instanceof Problem || /^(22|23)/.test(String((error as { code?: string })?.code ?? ''))
}

const codeOf = (error: unknown) =>
  error instanceof Problem
    ? error.code
    : String((error as { constraint?: string }).constraint ?? 'unexpected')

/** Whether the import is set aside as failed, after too many tries. */
async function giveUp(ctx: Ctx, batchId: string, error: unknown): Promise<boolean> {
  return write({ ...ctx, idempotencyKey: undefined }, 'import.work', async (tx) => {
    const batch = await findBatch(tx.db, batchId, { lock: true })
    if (!batch) return true
    const tries = batch.tries + 1
    const failed = tries >= MAX_TRIES
    await tx.db
      .updateTable('vx.import_batch')
      .set({
        tries,
        ...(failed
          ? {
              state: 'failed',
              failure: json({ code: codeOf(error), params: {}, details: {} }),
              version: batch.version + 1,
            }
          : {}),
      })
      .where('id', '=', batchId)
      .execute()
    if (failed)
      tx.record({
        action: 'import.fail',
        subject: { type: 'import', id: batchId },
        areaId: batch.area_id,
        event: 'import.changed',
      })
    return failed
  })
}

const OPEN = { checking: ['pending'], committing: ['create', 'match', 'refuse', 'review'] } as const

async function nextRows(db: Tx, batch: BatchRow, limit: number): Promise<StoredRow[]> {
  const outcomes = OPEN[batch.state as keyof typeof OPEN]
  return db
    .selectFrom('vx.import_row')
    .selectAll()
    .where('batch_id', '=', batch.id)
    .where('outcome', 'in', [...outcomes])
    .orderBy('line')
    .limit(limit)
    .execute()
}

/** One transaction of work. @returns whether there may be more */
async function step(
  ctx: Ctx,
  tx: WriteTx,
  batchId: string,
  limit: number,
  search: Search | undefined,
): Promise<boolean> {
  const batch = await findBatch(tx.db, batchId, { lock: true })
  if (!batch) return false
  if (batch.state === 'undoing') {
    await undoNow(tx, batch)
    return false
  }
  if (batch.state !== 'checking' && batch.state !== 'committing') return false
  const rows = await nextRows(tx.db, batch, limit)
  if (rows.length === 0) {
    await rest(tx, batch)
    return false
  }
  const env: PlanEnv = await planEnv(ctx, tx.db, batch, (asked) => alike(ctx, env, search!, asked))
  const stored = await listReviews(tx.db, { rowIds: rows.map((r) => r.id) })
  const reviews = new Map(stored.map((r) => [r.row_id, r]))
  const planned = await planRows(env, rows, reviews)
  const done = batch.state === 'checking' ? planned : await applyRows(ctx, tx, env, planned)
  if (batch.state === 'committing') await rememberOthers(tx, done, reviews)
  await saveRows(tx.db, done)
  await saveReviews(tx, planned)
  await tx.db
    .updateTable('vx.import_batch')
    .set({ done: batch.done + rows.length, tries: 0 })
    .where('id', '=', batchId)
    .execute()
  tx.record({
    action: batch.state === 'checking' ? 'import.check-rows' : 'import.enter-rows',
    subject: { type: 'import', id: batchId },
    areaId: batch.area_id,
    event: 'import.progress',
  })
  return true
}

/** Somebody said of these rows that they are other people than those they are like: the register remembers it. */
async function rememberOthers(
  tx: WriteTx,
  done: Planned[],
  reviews: Map<string, StoredReview>,
): Promise<void> {
  for (const p of done) {
    const review = reviews.get(p.id)
    if (p.outcome !== 'created' || !p.isNewPerson || review?.decision !== 'new') continue
    const known = p.candidates.filter((c) => c.line === null)
    await rememberDistinct(
      tx,
      known.map((c) => [p.person_id!, c.personId]),
      review.decided_by!,
    )
  }
}

/** Where people are looked for, and under which name the rows of the import stand there. */
interface Search {
  finder: Finder
  file: string
}

/** Rows of one page when those before a chunk have to be told again. */
const PAGE = 2000

/** Whom rows may be about among the people of the acting person's areas and the rows above. */
async function alike(
  ctx: Ctx,
  { db, batch, wardOf }: PlanEnv,
  { finder, file }: Search,
  rows: Parameters<PlanEnv['alike']>[0],
): ReturnType<PlanEnv['alike']> {
  const asked = (row: (typeof rows)[number]) => ({
    line: row.line,
    record: row.person?.named ? recordOf(row.person, wardOf) : null,
  })
  const first = rows[0]!.line
  // Rows that were done earlier, or by a process that stopped, have yet to join.
  for (let last = finder.lastOf(file); last < first - 1; last = finder.lastOf(file)) {
    const above = await listPeopleOfRows(db, batch.id, { after: last, before: first, limit: PAGE })
    if (above.length === 0) break
    await finder.join(file, above.map(asked))
  }
  return finder.find(ctx.viewer.areaIds, rows.map(asked), { file })
}

/** Ends a check or a commit. */
async function rest(tx: WriteTx, batch: BatchRow): Promise<void> {
  const committing = batch.state === 'committing'
  await tx.db
    .updateTable('vx.import_batch')
    .set({
      state: committing ? 'committed' : 'checked',
      ...(committing ? { committed_at: tx.now.toISOString() } : {}),
      tries: 0,
      failure: null,
      version: batch.version + 1,
    })
    .where('id', '=', batch.id)
    .execute()
  tx.record({
    action: committing ? 'import.committed' : 'import.checked',
    subject: { type: 'import', id: batch.id },
    areaId: batch.area_id,
    event: committing ? 'import.committed' : 'import.checked',
    payload: { kind: batch.kind },
  })
}

/** The row on which the work stumbles is refused with the reason the system gave; the others go on. */
async function refuseNext(tx: WriteTx, batchId: string, error: unknown): Promise<boolean> {
  const batch = await findBatch(tx.db, batchId, { lock: true })
  if (!batch || !(batch.state in OPEN)) return false
  const [row] = await nextRows(tx.db, batch, 1)
  if (!row) return false
  await tx.db
    .updateTable('vx.import_row')
    .set({
      outcome: batch.state === 'checking' ? 'refuse' : 'refused',
      reasons: json([
        ...row.reasons.filter((r) => r.level === 'warn'),
        reason('row-failed', { value: codeOf(error) }),
      ]),
    })
    .where('id', '=', row.id)
    .execute()
  return true
}
