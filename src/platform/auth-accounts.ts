import type pg from 'pg'
import { v7 as uuid7 } from 'uuid'
import type { z } from 'zod'
import { type Auth, addUser, ONE_TIME_HOURS } from './auth.ts'
import { inTransaction, recordAs } from './auth-audit.ts'
import type { Account, NewAccount } from './auth-contract.ts'
import type { Throttle } from './auth-throttle.ts'
import { localDate } from './clock.ts'
import { type Ctx, requireArea } from './context.ts'
import { hashPassword, makeOneTimePassword } from './passwords.ts'
import { problem } from './problems.ts'
import type { Words } from './words.ts'

interface Holder {
  userId: string
  username: string
  name: string
  postId: string
  kind: string
  areaId: number
  /** Calendar date in Asia/Ho_Chi_Minh. */
  since: string
}

interface Candidate {
  userId: string
  username: string
  name: string
  /** Of the last post. */
  kind: string
  areaId: number
  /** Null: held now. */
  until: string | null
}

/** What the platform must know of posts, handed in because posts are a domain's. */
export interface PostParts {
  kinds: Record<string, { words: Words; level: string }>
  list(areaIds: number[], q: string | undefined, limit: number): Promise<Holder[]>
  find(userId: string): Promise<Holder | undefined>
  appoint(
    client: pg.ClientBase,
    h: { kind: string; areaId: number; userId: string; username: string; name: string; since: string },
  ): Promise<string>
  /** Hands a post over; false when the earlier holder is in it no more. */
  takeOver(
    client: pg.ClientBase,
    h: { postId: string; from: string; userId: string; username: string; name: string; since: string },
  ): Promise<boolean>
  listCandidates(areaIds: number[], q: string | undefined, limit: number): Promise<Candidate[]>
  findCandidate(userId: string): Promise<Candidate | undefined>
  /** Whether this kind of post can stand in that area. */
  fits(ctx: Ctx, kind: string, areaId: number): Promise<boolean>
}

export interface AccountParts {
  auth: Auth
  throttle: Throttle
  posts: PostParts
  secondFactor: SecondFactorRule
}

const LIST = 300

/** Who needs a second factor: the product's default by post, or what an administrator decided. */
export function createSecondFactorRule(pool: pg.Pool, byDefault: (kind: string) => boolean) {
  let known: { at: number; rules: Map<string, boolean> } | undefined
  async function rules(): Promise<Map<string, boolean>> {
    // Every request asks; another server process may have decided otherwise a moment ago.
    if (known && Date.now() - known.at < 2000) return known.rules
    const { rows } = await pool.query<{ post_kind: string; required: boolean }>(
      'select post_kind, required from platform.second_factor_rule',
    )
    known = { at: Date.now(), rules: new Map(rows.map((r) => [r.post_kind, r.required])) }
    return known.rules
  }
  return {
    requires: async (kind: string) => (await rules()).get(kind) ?? byDefault(kind),
    decided: async (kind: string) => (await rules()).has(kind),
    forget: () => {
      known = undefined
    },
  }
}

export type SecondFactorRule = ReturnType<typeof createSecondFactorRule>

/** What an administrator does with the accounts in the own area; each act is one transaction with its audit row. */
export function createAccounts(parts: AccountParts) {
  const { auth, posts, throttle } = parts

  /** An account in the viewer's area. @throws Problem not-found */
  async function getHolder(ctx: Ctx, userId: string): Promise<Holder> {
    const holder = await posts.find(userId)
    if (!holder || !ctx.viewer.areaIds.includes(holder.areaId)) throw problem('not-found')
    return holder
  }
  const actorOf = (ctx: Ctx) => ({ userId: ctx.viewer.userId, postId: ctx.viewer.postId })

  async function act(
    ctx: Ctx,
    userId: string,
    action: string,
    fn: (client: pg.PoolClient, holder: Holder) => Promise<unknown>,
    changes: Record<string, [unknown, unknown]> = {},
  ): Promise<void> {
    const holder = await getHolder(ctx, userId)
    await inTransaction(auth.pool, async (client) => {
      await fn(client, holder)
      const subject = { type: 'account', id: userId }
      await recordAs(client, ctx.auditKey, actorOf(ctx), [
        { action, subject, areaId: holder.areaId, changes },
      ])
    })
  }
  const endAll = (client: pg.ClientBase, userId: string) =>
    client.query('delete from auth.session where "userId" = $1', [userId])

  return {
    async list(areaIds: number[], q: string | undefined): Promise<{ rows: Account[]; more: boolean }> {
      const holders = await posts.list(areaIds, q, LIST + 1)
      const shown = holders.slice(0, LIST)
      const { rows } = await auth.pool.query<{
        id: string
        disabled: boolean | null
        one_time: boolean
        over: boolean | null
        enrolled: boolean | null
        sessions: number
        last_used: string | Date | null
      }>(
        `select u.id, u.disabled, u."oneTimeUntil" is not null as one_time, u."oneTimeUntil" < now() as over,
           u."twoFactorEnabled" as enrolled, count(s.id)::int as sessions, max(s."updatedAt") as last_used
         from "user" u left join session s on s."userId" = u.id and s."expiresAt" > now() where u.id = any($1) group by u.id`,
        [shown.map((h) => h.userId)],
      )
      const facts = new Map(rows.map((r) => [r.id, r]))
      const locked = await throttle.locked(shown.map((h) => h.username))
      const out: Account[] = []
      for (const h of shown) {
        const f = facts.get(h.userId)
        const lockedUntil = locked.get(h.username) ?? null
        const oneTime = f?.over ? 'one-time-over' : f?.one_time ? 'one-time' : 'active'
        const required = await parts.secondFactor.requires(h.kind)
        out.push({
          id: h.userId,
          postId: h.postId,
          username: h.username,
          name: h.name,
          postKind: h.kind,
          postWords: posts.kinds[h.kind]?.words ?? { vi: h.kind, en: h.kind },
          areaId: h.areaId,
          state: f?.disabled ? 'disabled' : lockedUntil ? 'locked' : oneTime,
          lockedUntil,
          secondFactor: f?.enrolled ? 'on' : required ? 'missing' : 'off',
          sessions: f?.sessions ?? 0,
          lastUsed: f?.last_used ? new Date(f.last_used).toISOString() : null,
        })
      }
      return { rows: out, more: holders.length > LIST }
    },

    /** @throws Problem outside-area, post-elsewhere, username-taken */
    async create(ctx: Ctx, input: z.output<typeof NewAccount>) {
      requireArea(ctx, input.areaId)
      if (!(await posts.fits(ctx, input.postKind, input.areaId))) throw problem('post-elsewhere')
      const password = makeOneTimePassword()
      const hash = await hashPassword(password)
      const id = uuid7()
      const { name, username, postKind: kind, areaId } = input
      const email = input.email?.toLowerCase() ?? null
      try {
        await inTransaction(auth.pool, async (client) => {
          await addUser(client, { id, username, name, email, hash, oneTime: true })
          const since = localDate(ctx.clock.now())
          await posts.appoint(client, { kind, areaId, userId: id, username, name, since })
          const changes = Object.fromEntries(
            Object.entries({ username, name, post: kind, email }).map(([k, v]) => [k, [null, v]]),
          ) as Record<string, [unknown, unknown]>
          const subject = { type: 'account', id }
          await recordAs(client, ctx.auditKey, actorOf(ctx), [
            { action: 'account.create', subject, areaId, changes },
          ])
        })
      } catch (error) {
        if ((error as { code?: string }).code === '23505') throw problem('username-taken')
        throw error
      }
      return { id, password, hours: ONE_TIME_HOURS }
    },

    /** @throws Problem own-account, not-found */
    async reset(ctx: Ctx, userId: string, secondFactor: boolean) {
      if (userId === ctx.viewer.userId) throw problem('own-account')
      const password = makeOneTimePassword()
      const hash = await hashPassword(password)
      const changes: Record<string, [unknown, unknown]> = {
        secondFactor: [null, secondFactor ? 'taken' : 'kept'],
      }
      await act(
        ctx,
        userId,
        'account.reset',
        async (client, holder) => {
          await client.query(
            `update auth.account set password = $2, "updatedAt" = now() where "userId" = $1 and "providerId" = 'credential'`,
            [userId, hash],
          )
          await client.query(
            `update auth."user" set "oneTimeUntil" = now() + make_interval(hours => $2) where id = $1`,
            [userId, ONE_TIME_HOURS],
          )
          if (secondFactor) {
            await client.query('delete from auth."twoFactor" where "userId" = $1', [userId])
            await client.query('update auth."user" set "twoFactorEnabled" = false where id = $1', [userId])
          }
          await endAll(client, userId)
          await throttle.unlock(client, holder.username, userId, actorOf(ctx))
        },
        changes,
      )
      return { id: userId, password, hours: ONE_TIME_HOURS }
    },

    /** @throws Problem own-account, not-found */
    async disable(ctx: Ctx, userId: string): Promise<void> {
      if (userId === ctx.viewer.userId) throw problem('own-account')
      await act(ctx, userId, 'account.disable', async (client) => {
        await client.query('update auth."user" set disabled = true where id = $1', [userId])
        await endAll(client, userId)
      })
    },

    enable: (ctx: Ctx, userId: string) =>
      act(ctx, userId, 'account.enable', (client) =>
        client.query('update auth."user" set disabled = false where id = $1', [userId]),
      ),

    async unlock(ctx: Ctx, userId: string): Promise<void> {
      const holder = await getHolder(ctx, userId)
      await inTransaction(auth.pool, (client) =>
        throttle.unlock(client, holder.username, userId, actorOf(ctx)),
      )
    },

    endSessions: (ctx: Ctx, userId: string) =>
      act(ctx, userId, 'account.end-sessions', (client) => endAll(client, userId)),

    /** @throws Problem not-found for a kind of post that does not exist */
    async require(ctx: Ctx, kind: string, required: boolean): Promise<void> {
      if (!Object.hasOwn(posts.kinds, kind)) throw problem('not-found')
      const before = await parts.secondFactor.requires(kind)
      await inTransaction(auth.pool, async (client) => {
        await client.query(
          `insert into platform.second_factor_rule values ($1, $2) on conflict (post_kind) do update set required = $2`,
          [kind, required],
        )
        await recordAs(client, ctx.auditKey, actorOf(ctx), [
          {
            action: 'second-factor.decide',
            subject: { type: 'post-kind', id: kind },
            changes: { required: [before, required] },
          },
        ])
      })
      parts.secondFactor.forget()
    },
  }
}
