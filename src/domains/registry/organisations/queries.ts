import { type Generated, sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.organisation': {
      id: string
      area_id: number
      kind: string
      name: string
      name_key: Generated<string>
      place_id: string | null
      head_name: string | null
      phone: string | null
      staff: number | null
      version: Generated<number>
    }
    'vx.post': { id: string; area_id: number; kind: string; organisation_id: string | null }
    'vx.post_holder': {
      id: string
      post_id: string
      user_id: string
      username: string
      name: string
      since: string
      until: string | null
    }
  }
}

/** The post behind a user: who they are and where. */
export interface HeldPost {
  userId: string
  name: string
  postId: string
  kind: string
  areaId: number
}

/** SQL of the post that a user holds now, as JSON; null without one. `user` is an SQL expression, never what somebody typed. */
export const postHeldBy = (
  user: string,
) => `(select json_build_object('userId', h.user_id, 'name', h.name, 'postId', p.id,
  'kind', p.kind, 'areaId', p.area_id) from vx.post_holder h join vx.post p on p.id = h.post_id
  where h.user_id = ${user} and h.until is null limit 1)`

/** The post a signed-in user holds now. */
export async function findPostOfUser(db: Db | Tx, userId: string): Promise<HeldPost | undefined> {
  const { rows } = await sql<{ post: HeldPost | null }>`
    select ${sql.raw(postHeldBy('u.id'))} as post from (select ${userId}::text as id) u`.execute(db)
  return rows[0]?.post ?? undefined
}

/** Current holders of the given kinds of post in the given areas. */
export function listHolders(db: Db | Tx, areaIds: number[], kinds: readonly string[]) {
  return db
    .selectFrom('vx.post_holder as h')
    .innerJoin('vx.post as p', 'p.id', 'h.post_id')
    .select([
      'h.user_id as userId',
      'h.username',
      'h.name',
      'h.since',
      'p.id as postId',
      'p.kind',
      'p.area_id as areaId',
    ])
    .where('h.until', 'is', null)
    .where('p.area_id', 'in', areaIds.length ? areaIds : [0])
    .where('p.kind', 'in', kinds.length ? [...kinds] : [''])
    .orderBy('p.area_id')
    .execute()
}
