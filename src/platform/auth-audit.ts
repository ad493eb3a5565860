import type pg from 'pg'
import { v7 as uuid7 } from 'uuid'
import { chainOf, digestOf, type Entry } from './context.ts'

/** Who did it: an account and the post it acted in; 'nobody' before sign-in, 'system' for what time brings. */
export interface Actor {
  userId: string
  postId: string | null
}

export const NOBODY: Actor = { userId: 'nobody', postId: null }
export const SYSTEM: Actor = { userId: 'system', postId: null }

/**
 * Audit rows of sign-in and accounts, over the owner's connection: what they stand beside lies in tables that the role
 * of the domains cannot see. Give a client inside a transaction to commit both together.
 */
export async function recordAs(
  db: pg.Pool | pg.ClientBase,
  key: Buffer,
  actor: Actor,
  entries: Pick<Entry, 'action' | 'subject' | 'areaId' | 'changes'>[],
): Promise<void> {
  const at = new Date().toISOString()
  const rows = entries.map((e, order) => {
    const changes = e.changes ?? {}
    const row = {
      id: uuid7(),
      at,
      user_id: actor.userId,
      post_id: actor.postId,
      action: e.action,
      subject_type: e.subject.type,
      subject_id: e.subject.id,
      area_id: e.areaId ?? null,
      person_id: null,
      fields: Object.keys(changes),
    }
    return { ...row, order, chain: chainOf(e.subject.id), digest: digestOf(key, row, changes), changes }
  })
  if (rows.length) await db.query('select platform.record($1::jsonb)', [JSON.stringify(rows)])
}

/** Runs `fn` in a transaction of its own on the owner's connection. */
export async function inTransaction<T>(pool: pg.Pool, fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const answer = await fn(client)
    await client.query('commit')
    return answer
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}
