import type pg from 'pg'
import { v7 as uuid7 } from 'uuid'
import { POSTS } from './posts.ts'

/** Who holds a post now. */
export interface Holder {
  userId: string
  username: string
  name: string
  postId: string
  kind: string
  areaId: number
  since: string
}

const HOLDERS = `select h.user_id as "userId", h.username, h.name, p.id as "postId", p.kind, p.area_id as "areaId", h.since
  from vx.post_holder h join vx.post p on p.id = h.post_id where h.until is null`

/**
 * Current holders of posts in these areas, by name; `q` looks in name and user name without regard to marks.
 * Over the owner's connection, like everything that makes accounts.
 */
export async function listAppointments(
  db: pg.Pool,
  areaIds: number[],
  q: string | undefined,
  limit: number,
): Promise<Holder[]> {
  const { rows } = await db.query<Holder>(
    `${HOLDERS} and p.area_id = any($1) and ($2::text is null or strpos(vx.fold(h.name || ' ' || h.username), vx.fold($2)) > 0)
     order by vx.fold(h.name), h.username limit $3`,
    [areaIds, q ?? null, limit],
  )
  return rows
}

export async function findAppointment(db: pg.Pool, userId: string): Promise<Holder | undefined> {
  const { rows } = await db.query<Holder>(`${HOLDERS} and h.user_id = $1`, [userId])
  return rows[0]
}

/** Whether a kind of post can stand in an area of this level; an administrator serves whatever unit installs it. */
export function fitsLevel(kind: string, level: string | undefined): boolean {
  const post = POSTS[kind]
  return post !== undefined && level !== undefined && (kind === 'administrator' || post.level === level)
}

/**
 * Puts a person into a post: into one of this kind in the area that stands empty, else into a new one.
 * @param h.since calendar date in Asia/Ho_Chi_Minh
 */
export async function appoint(
  db: pg.ClientBase,
  h: { kind: string; areaId: number; userId: string; username: string; name: string; since: string },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `select p.id from vx.post p where p.kind = $1 and p.area_id = $2
     and not exists (select from vx.post_holder h where h.post_id = p.id and h.until is null) order by p.id limit 1 for update`,
    [h.kind, h.areaId],
  )
  const postId = rows[0]?.id ?? uuid7()
  if (!rows[0]) {
    await db.query('insert into vx.post (id, area_id, kind) values ($1, $2, $3)', [postId, h.areaId, h.kind])
  }
  await db.query(
    'insert into vx.post_holder (id, post_id, user_id, username, name, since) values ($1, $2, $3, $4, $5, $6)',
    [uuid7(), postId, h.userId, h.username, h.name, h.since],
  )
  return postId
}
