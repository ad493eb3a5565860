import type { Generated } from 'kysely'
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

/** The post a signed-in user holds now. */
export function findPostOfUser(db: Db | Tx, userId: string) {
  return db
    .selectFrom('vx.post_holder as h')
    .innerJoin('vx.post as p', 'p.id', 'h.post_id')
    .select(['h.user_id as userId', 'h.name', 'p.id as postId', 'p.kind', 'p.area_id as areaId'])
    .where('h.user_id', '=', userId)
    .where('h.until', 'is', null)
    .executeTakeFirst()
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
