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

/** Somebody who may take over a post. */
export interface Candidate {
  userId: string
  username: string
  name: string
  /** The last post; null of `until`: held now. */
  kind: string
  areaId: number
  until: string | null
}

const CANDIDATES = `select distinct on (h.user_id) h.user_id as "userId", h.username, h.name, p.kind, p.area_id as "areaId", h.until
  from vx.post_holder h join vx.post p on p.id = h.post_id
  where ($1::text is null or h.user_id = $1) order by h.user_id, h.until desc nulls first, h.since desc`

/** Accounts whose last post lies in these areas, whether they hold it still or not, by name. */
export async function listCandidates(
  db: pg.Pool,
  areaIds: number[],
  q: string | undefined,
  limit: number,
): Promise<Candidate[]> {
  const { rows } = await db.query<Candidate>(
    `select * from (${CANDIDATES}) c where c."areaId" = any($2)
     and ($3::text is null or strpos(vx.fold(c.name || ' ' || c.username), vx.fold($3)) > 0)
     order by c.until is null, vx.fold(c.name), c.username limit $4`,
    [null, areaIds, q ?? null, limit],
  )
  return rows
}

export async function findCandidate(db: pg.Pool, userId: string): Promise<Candidate | undefined> {
  const { rows } = await db.query<Candidate>(CANDIDATES, [userId])
  return rows[0]
}

/** Ends what a user holds, from a day on. @returns whether there was something to end */
async function leave(db: pg.ClientBase, userId: string, since: string, postId?: string): Promise<boolean> {
  // Somebody in it for less than a day was in it on that day.
  const done = await db.query(
    `update vx.post_holder set until = greatest($2::date - 1, since) where user_id = $1 and until is null
     and ($3::uuid is null or post_id = $3)`,
    [userId, since, postId ?? null],
  )
  return done.rowCount === 1
}

/**
 * Hands a post from its holder to somebody else, who leaves what they held before. Everything that refers to the post
 * goes on with it; what the earlier holder did carries their name and stays as it is.
 * @param h.since calendar date in Asia/Ho_Chi_Minh: the first day of the new holder
 * @returns false when the earlier holder is in it no more
 */
export async function takeOver(
  db: pg.ClientBase,
  h: { postId: string; from: string; userId: string; username: string; name: string; since: string },
): Promise<boolean> {
  if (!(await leave(db, h.from, h.since, h.postId))) return false
  await leave(db, h.userId, h.since)
  await db.query(
    'insert into vx.post_holder (id, post_id, user_id, username, name, since) values ($1, $2, $3, $4, $5, $6)',
    [uuid7(), h.postId, h.userId, h.username, h.name, h.since],
  )
  return true
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
