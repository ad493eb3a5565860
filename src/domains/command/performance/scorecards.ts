import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { addDays, localDate } from '../../../platform/clock.ts'
import { type Ctx, read, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { getRule } from '../../../platform/rules.ts'
import { type Area, treeOf } from '../../registry/areas/index.ts'
import type { Scorecard, Scorecards, Scored } from './contract.ts'
import { MeasuresRule, scoreAll } from './score.ts'

interface ScorecardTable {
  id: string
  area_id: number
  head: string
  from_day: string
  to_day: string
  as_of: string
  measures: Scored[]
  rule_version_id: number
  published_at: string
  published_by: string
}

interface ReplyTable {
  id: string
  area_id: number
  scorecard_id: string
  said: string
  at: string
  by_name: string
  by_post: string
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.scorecard': ScorecardTable
    'vx.scorecard_reply': ReplyTable
  }
}

/** Who holds a post in each of these areas; a unit without one is "khuyết". */
async function headsOf(db: Tx, postKind: string, areaIds: number[]): Promise<Map<number, string>> {
  const { rows } = await sql<{ area_id: number; name: string }>`
    select p.area_id, h.name from vx.post_holder h join vx.post p on p.id = h.post_id
    where p.kind = ${postKind} and h.until is null and p.area_id = any(${areaIds}::int[])`.execute(db)
  return new Map(rows.map((r) => [r.area_id, r.name]))
}

/** The cards as they are now, over `days` whole days up to yesterday (Asia/Ho_Chi_Minh). */
async function compute(ctx: Ctx, db: Tx, days: number) {
  const tree = await treeOf(ctx)
  const asOf = ctx.clock.now().toISOString()
  const to = addDays(localDate(asOf), -1)
  const from = addDays(to, 1 - days)
  const rule = await getRule(db, 'performance.measures', to, MeasuresRule)
  const within = new Set(ctx.viewer.areaIds)
  const units: Area[] = tree
    .subtree(ctx.viewer.areaId)
    .filter((id) => within.has(id))
    .map((id) => tree.byId.get(id)!)
    .filter((a) => a.level === rule.body.level)
    .sort((a, b) => a.name.localeCompare(b.name, 'vi'))
  const heads = await headsOf(
    db,
    rule.body.head,
    units.map((u) => u.id),
  )
  const scored = await scoreAll(ctx, db, tree, rule.body, units, { from, to, asOf, isPresent: true })
  return {
    from,
    to,
    asOf,
    ruleId: rule.id,
    units: units.map((u, i) => ({ areaId: u.id, head: heads.get(u.id) ?? 'khuyết', measures: scored[i]! })),
  }
}

/** How each unit below the viewer did, whether published or not. */
export function scorecards(ctx: Ctx, input: { days: number }): Promise<Scorecards> {
  return read(ctx, 'scorecard.read', async (db) => {
    const { ruleId: _, ...found } = await compute(ctx, db, input.days)
    const { rows } = await sql<{ id: string; area_id: number; replies: number }>`
      select s.id, s.area_id, (select count(*)::int from vx.scorecard_reply r where r.scorecard_id = s.id) as replies
      from vx.scorecard s where s.from_day = ${found.from} and s.to_day = ${found.to}`.execute(db)
    const published = new Map(rows.map((r) => [r.area_id, { id: r.id, replies: r.replies }]))
    return {
      ...found,
      units: found.units.map((u) => ({ ...u, published: published.get(u.areaId) ?? null })),
    }
  })
}

/** Publishes the cards of all units; what was published for these days before stays as it is. */
export function publish(ctx: Ctx, input: { days: number }): Promise<{ published: number }> {
  return write(ctx, 'scorecard.publish', async (tx) => {
    const { from, to, asOf, ruleId, units } = await compute(ctx, tx.db, input.days)
    let published = 0
    for (const u of units) {
      const id = uuid7()
      const done = await tx.db
        .insertInto('vx.scorecard')
        .values({
          id,
          area_id: u.areaId,
          head: u.head,
          from_day: from,
          to_day: to,
          as_of: asOf,
          measures: JSON.stringify(u.measures) as never,
          rule_version_id: ruleId,
          published_at: tx.now.toISOString(),
          published_by: ctx.viewer.name,
        })
        .onConflict((oc) => oc.constraint('scorecard_once').doNothing())
        .executeTakeFirst()
      if (!done.numInsertedOrUpdatedRows) continue
      published += 1
      tx.record({
        action: 'scorecard.publish',
        subject: { type: 'scorecard', id },
        areaId: u.areaId,
        changes: { head: [null, u.head], days: [null, `${from} – ${to}`] },
        event: 'scorecard.published',
      })
    }
    return { published }
  })
}

async function listCards(ctx: Ctx, db: Tx, where: { id: string } | { areaId: number }): Promise<Scorecard[]> {
  let q = db
    .selectFrom('vx.scorecard as s')
    .innerJoin('platform.rule_version as r', 'r.id', 's.rule_version_id')
    .selectAll('s')
    .select('r.legal_basis')
    .orderBy('s.to_day', 'desc')
    .limit(50)
  q = 'id' in where ? q.where('s.id', '=', where.id) : q.where('s.area_id', '=', where.areaId)
  // A head sees the card of the own unit, whoever judges those of all units below.
  if (!ctx.viewer.rights.has('scorecard.read')) q = q.where('s.area_id', '=', ctx.viewer.areaId)
  const rows = await q.execute()
  const replies = await db
    .selectFrom('vx.scorecard_reply')
    .selectAll()
    .where('scorecard_id', '=', sql<string>`any(${rows.map((r) => r.id)}::uuid[])`)
    .orderBy('at')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    head: r.head,
    from: r.from_day,
    to: r.to_day,
    asOf: r.as_of,
    measures: r.measures,
    publishedAt: r.published_at,
    publishedBy: r.published_by,
    legalBasis: r.legal_basis ?? '',
    replies: replies
      .filter((x) => x.scorecard_id === r.id)
      .map((x) => ({ id: x.id, said: x.said, at: x.at, byName: x.by_name, byPost: x.by_post })),
  }))
}

export const mine = (ctx: Ctx): Promise<Scorecard[]> =>
  read(ctx, 'scorecard.own', (db) => listCards(ctx, db, { areaId: ctx.viewer.areaId }))

/** @throws Problem not-found, also for the card of another head */
export function card(ctx: Ctx, id: string): Promise<Scorecard> {
  return read(ctx, 'scorecard.own', async (db) => {
    const [found] = await listCards(ctx, db, { id })
    if (!found) throw problem('not-found')
    return found
  })
}

/** @throws Problem not-found */
export function reply(ctx: Ctx, input: { id: string; said: string }): Promise<{ id: string }> {
  return write(ctx, 'scorecard.own', async (tx) => {
    const [found] = await listCards(ctx, tx.db, { id: input.id })
    if (!found) throw problem('not-found')
    const id = uuid7()
    await tx.db
      .insertInto('vx.scorecard_reply')
      .values({
        id,
        area_id: found.areaId,
        scorecard_id: found.id,
        said: input.said,
        at: tx.now.toISOString(),
        by_name: ctx.viewer.name,
        by_post: ctx.viewer.postKind,
      })
      .execute()
    tx.record({
      action: 'scorecard.reply',
      subject: { type: 'scorecard', id: found.id },
      areaId: found.areaId,
      changes: { said: [null, input.said] },
      event: 'scorecard.replied',
    })
    return { id }
  })
}
