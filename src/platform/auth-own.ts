import type { Auth, SessionInfo } from './auth.ts'
import { inTransaction, recordAs } from './auth-audit.ts'
import type { Session } from './auth-contract.ts'
import type { Throttle } from './auth-throttle.ts'
import type { Ctx } from './context.ts'
import {
  hashPassword,
  LEAST_ALONE,
  LEAST_WITH_SECOND_FACTOR,
  requireGoodPassword,
  verifyPassword,
} from './passwords.ts'
import { problem } from './problems.ts'

/** What is still to be done before this session may do anything else. */
export function pendingOf(session: SessionInfo, required: boolean): 'password' | 'second-factor' | null {
  if (session.oneTime) return 'password'
  return required && !session.secondFactor ? 'second-factor' : null
}

/** Exact paths: what a router makes of '..' in one must not matter. The second factor is set up below /api/auth. */
export const OPEN_WHILE_PENDING: ReadonlySet<string> = new Set([
  '/api/open',
  '/api/account',
  '/api/account/ways',
  '/api/account/password',
])

/** How long a new password must be: shorter when it is not all that stands before the account. */
export const leastOf = (session: SessionInfo, required: boolean): number =>
  required || session.enrolled ? LEAST_WITH_SECOND_FACTOR : LEAST_ALONE

const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bcoc_coc_browser\//, 'Cốc Cốc'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]
const first = (of: [RegExp, string][], text: string) => of.find(([pattern]) => pattern.test(text))?.[1] ?? ''

/** What a person does with the own account; each act is one transaction with its audit row. */
export function createOwnAccount(auth: Auth, throttle: Throttle) {
  const actorOf = (ctx: Ctx) => ({ userId: ctx.viewer.userId, postId: ctx.viewer.postId })
  const subjectOf = (session: SessionInfo) => ({ type: 'account', id: session.userId })

  return {
    async sessions(session: SessionInfo): Promise<Session[]> {
      const { rows } = await auth.pool.query<{
        id: string
        ipAddress: string | null
        userAgent: string | null
        via: string | null
        createdAt: string | Date
        updatedAt: string | Date
      }>(
        `select id, "ipAddress", "userAgent", via, "createdAt", "updatedAt" from session
         where "userId" = $1 and "expiresAt" > now() order by id = $2 desc, "updatedAt" desc limit 200`,
        [session.userId, session.id],
      )
      return rows.map((r) => ({
        id: r.id,
        browser: first(BROWSERS, r.userAgent ?? ''),
        system: first(SYSTEMS, r.userAgent ?? ''),
        address: r.ipAddress ?? '',
        via: r.via === 'oidc' ? 'oidc' : 'password',
        since: new Date(r.createdAt).toISOString(),
        lastUsed: new Date(r.updatedAt).toISOString(),
        current: r.id === session.id,
      }))
    },

    /** @throws Problem not-found when the account has no such session */
    async endSession(ctx: Ctx, session: SessionInfo, id: string): Promise<void> {
      await inTransaction(auth.pool, async (client) => {
        const { rowCount } = await client.query('delete from session where id = $1 and "userId" = $2', [
          id,
          session.userId,
        ])
        if (rowCount === 0) throw problem('not-found')
        await recordAs(client, ctx.auditKey, actorOf(ctx), [
          { action: 'session.revoke', subject: subjectOf(session), changes: { session: [id, null] } },
        ])
      })
    },

    async endOthers(ctx: Ctx, session: SessionInfo): Promise<void> {
      await inTransaction(auth.pool, async (client) => {
        const { rowCount } = await client.query('delete from session where "userId" = $1 and id <> $2', [
          session.userId,
          session.id,
        ])
        await recordAs(client, ctx.auditKey, actorOf(ctx), [
          {
            action: 'session.revoke-others',
            subject: subjectOf(session),
            changes: { sessions: [rowCount, 0] },
          },
        ])
      })
    },

    /**
     * Changes the password and ends every other session.
     * @throws Problem password-wrong, sign-in-delayed, and what {@link requireGoodPassword} throws
     */
    async changePassword(
      ctx: Ctx,
      session: SessionInfo,
      input: { current: string; next: string; least: number; address: string },
    ): Promise<void> {
      const turn = await throttle.take(session.username, session.userId, input.address)
      const { rows } = await auth.pool.query<{ password: string }>(
        `select password from account where "userId" = $1 and "providerId" = 'credential'`,
        [session.userId],
      )
      const old = rows[0]?.password
      if (!old || !(await verifyPassword({ hash: old, password: input.current }))) {
        await throttle.fail(turn, 'session.refuse', {
          address: [null, input.address],
          step: [null, 'password again'],
        })
        throw problem('password-wrong', {}, { field: 'current' })
      }
      await throttle.giveBack(turn)
      requireGoodPassword(input.next, { username: session.username, least: input.least }, 'next')
      if (await verifyPassword({ hash: old, password: input.next })) {
        throw problem('password-same', {}, { field: 'next' })
      }
      const hash = await hashPassword(input.next)
      await inTransaction(auth.pool, async (client) => {
        await client.query(
          `update account set password = $2, "updatedAt" = now() where "userId" = $1 and "providerId" = 'credential'`,
          [session.userId, hash],
        )
        await client.query('update "user" set "oneTimeUntil" = null where id = $1', [session.userId])
        await client.query('delete from session where "userId" = $1 and id <> $2', [
          session.userId,
          session.id,
        ])
        await recordAs(client, ctx.auditKey, actorOf(ctx), [
          { action: 'password.change', subject: subjectOf(session) },
        ])
      })
    },
  }
}
