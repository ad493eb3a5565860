import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Ctx, read, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Reaction } from '../../../platform/jobs.ts'
import { problem } from '../../../platform/problems.ts'
import { listTouched } from '../areas/index.ts'
import type { PostMove } from './contract.ts'
import { POSTS } from './posts.ts'

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.post_move': { reorganisation_id: string; post_id: string; to_unit: string | null }
  }
}

interface Row {
  postId: string
  kind: string
  areaLabel: string
  holder: string | null
  chosen: boolean
  toUnit: string | null
  /** Heirs of the post's area, the greatest share first. */
  heirs: string[]
}

/**
 * Where the posts of ending areas go. Unless somebody chose, a post goes to the unit that gets most of its area, the
 * first of its kind there; a second chair of the same ward has no place, and neither has a post of an area that
 * nobody inherits.
 */
async function listMoves(db: Tx, reorganisationId: string): Promise<PostMove[]> {
  const { rows } = await sql<Row>`
    select p.id as "postId", p.kind, a.label as "areaLabel", h.name as holder, m.post_id is not null as chosen,
      m.to_unit as "toUnit",
      array(select d.to_unit from vx.area_descent d where d.reorganisation_id = ${reorganisationId} and d.from_area = a.id
        order by d.share desc, d.to_unit) as heirs
    from vx.reorganisation_end e join vx.area a on a.id = e.ended_area join vx.post p on p.area_id = a.id
    left join vx.post_holder h on h.post_id = p.id and h.until is null
    left join vx.post_move m on m.post_id = p.id and m.reorganisation_id = ${reorganisationId}
    where e.reorganisation_id = ${reorganisationId}
    order by a.code, p.kind, p.id`.execute(db)
  const taken = new Set(rows.filter((r) => r.chosen).map((r) => `${r.kind} ${r.toUnit}`))
  return rows.map((r) => {
    const first = r.heirs[0]
    const free = first !== undefined && !taken.has(`${r.kind} ${first}`)
    if (!r.chosen && free) taken.add(`${r.kind} ${first}`)
    return {
      postId: r.postId,
      kind: r.kind,
      words: POSTS[r.kind]?.words ?? { vi: r.kind, en: r.kind },
      areaLabel: r.areaLabel,
      holder: r.holder,
      toUnit: r.chosen ? r.toUnit : free ? first : null,
      chosen: r.chosen,
    }
  })
}

export const postMoves = (ctx: Ctx, reorganisationId: string): Promise<PostMove[]> =>
  read(ctx, 'area.manage', (db) => listMoves(db, reorganisationId))

/** @throws Problem not-found for a post that does not end, reorganisation-closed when it was decided already */
export function movePost(ctx: Ctx, input: { id: string; postId: string; toUnit: string | null }) {
  return write(ctx, 'area.manage', async (tx) => {
    const draft = await tx.db
      .selectFrom('vx.reorganisation')
      .select('state')
      .where('id', '=', input.id)
      .executeTakeFirst()
    const before = (await listMoves(tx.db, input.id)).find((m) => m.postId === input.postId)
    if (!draft || !before) throw problem('not-found')
    if (draft.state !== 'draft' && draft.state !== 'decided') throw problem('reorganisation-closed')
    await tx.db
      .insertInto('vx.post_move')
      .values({ reorganisation_id: input.id, post_id: input.postId, to_unit: input.toUnit })
      .onConflict((c) => c.columns(['reorganisation_id', 'post_id']).doUpdateSet({ to_unit: input.toUnit }))
      .execute()
    tx.record({
      action: 'post.plan-move',
      subject: { type: 'post', id: input.postId },
      areaId: ctx.viewer.areaId,
      changes: { toUnit: [before.toUnit, input.toUnit] },
      event: 'reorganisation.changed',
    })
    return { ok: true as const }
  })
}

/** The same post in the same reorganisation always becomes the same new one, so that a repeated job does no harm. */
function idOf(...parts: string[]): string {
  const h = createHash('sha256').update(parts.join(' ')).digest('hex')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`
}

/**
 * Memberships through a post that ends with its area: over the day before, and, where the post goes on as another, taken
 * up through that one.
 */
async function moveSeats(db: Tx, move: { from: string; to: string | null; day: string }): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update vx.team_member set until = greatest(${move.day}::date - 1, since), with_team = false, version = version + 1,
      end_reason = 'Sắp xếp đơn vị hành chính'
    where post_id = ${move.from} and (until is null or until >= ${move.day}::date)
    and exists (select from vx.post p join vx.area a on a.id = p.area_id where p.id = post_id and a.valid_to < ${move.day}::date)
    returning id`.execute(db)
  if (move.to === null) return
  for (const { id } of rows) {
    await sql`insert into vx.team_member (id, team_id, area_id, post_id, role, duty, since, until, with_team, entered_on)
      select ${idOf('seat', move.to, id)}::uuid, m.team_id, m.area_id, ${move.to}::uuid, m.role, m.duty,
        greatest(${move.day}::date, m.since), t.until, t.until is not null, ${move.day}::date
      from vx.team_member m join vx.team t on t.id = m.team_id
      where m.id = ${id} and coalesce(t.until >= ${move.day}::date, true) on conflict do nothing`.execute(db)
  }
}

/** On the day: teams and organisations go along with their area, posts where they were sent. */
export const reorganised: Reaction = {
  name: 'organisations.reorganised',
  on: ['areas.reorganised'],
  async run(ctx, event) {
    const id = event.subjectId
    const touched = await listTouched(ctx.common, id)
    await write(
      ctx,
      'area.manage',
      async (tx) => {
        const moves = await listMoves(tx.db, id)
        const { rows: units } = await sql<{ key: string; became: number; day: string }>`
          select u.key, u.became, r.in_force_on as day from vx.reorganisation_unit u
          join vx.reorganisation r on r.id = u.reorganisation_id
          where u.reorganisation_id = ${id} and u.became is not null`.execute(tx.db)
        const became = new Map(units.map((u) => [u.key, u.became]))
        const day = units[0]?.day
        if (!day) return
        for (const m of moves) {
          const to = m.toUnit === null ? null : (became.get(m.toUnit) ?? null)
          const [post, holder] = [idOf('post', id, m.postId), idOf('holder', id, m.postId)]
          await sql`select vx.transfer_post(${m.postId}::uuid, ${to}::int, ${post}::uuid, ${holder}::uuid, ${day}::date)`.execute(
            tx.db,
          )
          await moveSeats(tx.db, { from: m.postId, to: to === null ? null : post, day })
        }
        const changed: Record<string, [unknown, unknown]> = { posts: [null, moves.length] }
        for (const table of ['vx.organisation', 'vx.team'] as const) {
          const done = await sql`update ${sql.table(table)} t set area_id = d.to_area, version = version + 1
            from vx.area_descent d where d.reorganisation_id = ${id} and d.share = 1 and d.from_area = t.area_id`.execute(
            tx.db,
          )
          changed[table] = [null, Number(done.numAffectedRows ?? 0)]
        }
        await sql`update vx.team_cover c set covers_area_id = d.to_area, version = version + 1
          from vx.area_descent d where d.reorganisation_id = ${id} and d.share = 1 and d.from_area = c.covers_area_id
          and (c.until is null or c.until >= ${day}::date)`.execute(tx.db)
        tx.record({
          action: 'organisations.reorganise',
          subject: { type: 'reorganisation', id },
          changes: changed,
          event: 'post.changed',
        })
      },
      { extraAreas: touched },
    )
  },
}
