import { hash } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { hashPassword } from 'better-auth/crypto'
import { getMigrations } from 'better-auth/db/migration'
import { genericOAuth, twoFactor, username } from 'better-auth/plugins'
import pg from 'pg'
import { findLocalUser, type OidcConfig, requireConfiguredIssuer, saysSecondFactor } from './auth-oidc.ts'
import { MOST, makeRecoveryCodes } from './passwords.ts'

export const USERNAME = /^[a-z0-9._-]{3,60}$/
/** How long a session lives, and how long it may lie unused (NIST SP 800-63B-4 §2.2.3). */
const SESSION_SECONDS = 12 * 3600
const IDLE_SECONDS = 3600

/** The session behind a request, with what the guard must know of it. */
export interface SessionInfo {
  id: string
  userId: string
  username: string
  /** The password is one that an administrator made; it must be changed before anything else. */
  oneTime: boolean
  /** The account has a second factor; `secondFactor` says whether this session showed it. */
  enrolled: boolean
  secondFactor: boolean
  /** What was asked for beside the session (see AuthInput); undefined when the session was found in another way. */
  beside?: unknown
}

/** A session with what its account says, as the database has it. */
interface StoredSession {
  id: string
  userId: string
  updatedAt: Date
  secondFactor: boolean | null
  username: string | null
  twoFactorEnabled: boolean | null
  oneTimeUntil: Date | null
  disabled: boolean | null
  beside?: unknown
}

interface AuthInput {
  url: string
  secret: string
  /** The first is the public one. */
  origins: string[]
  /** A demo server: a session may lie unused for its whole life. */
  relaxed: boolean
  /** SQL of a JSON value about the account `u.id`: who asks with a session is known in one trip. */
  beside?: string | undefined
  oidc?: OidcConfig | undefined
}

interface AuthUser {
  username?: string | null
  twoFactorEnabled?: boolean | null
  oneTimeUntil?: Date | null
  disabled?: boolean | null
}

/** better-auth with our choices; its own HTTP paths are opened one by one in auth-door.ts. */
function configure(input: AuthInput, pool: pg.Pool) {
  const { oidc } = input
  const [origin] = input.origins as [string]
  return betterAuth({
    appName: 'Vùng Xanh',
    baseURL: origin,
    basePath: '/api/auth',
    secret: input.secret,
    database: pool,
    trustedOrigins: input.origins,
    // What better-auth enforces is the outer bound; passwords.ts has the rules.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 8,
      maxPasswordLength: MOST * 2,
    },
    user: {
      additionalFields: {
        disabled: { type: 'boolean', input: false, defaultValue: false, required: false },
        // Set while the password is one that an administrator made: until when it opens the door.
        oneTimeUntil: { type: 'date', input: false, required: false },
      },
    },
    session: {
      expiresIn: SESSION_SECONDS,
      // A session that grew with use could be kept alive for ever by whoever stole it.
      disableSessionRefresh: true,
      additionalFields: {
        secondFactor: { type: 'boolean', input: false, defaultValue: false, required: false },
        via: { type: 'string', input: false, required: false },
      },
    },
    account: { accountLinking: { enabled: true, trustedProviders: ['oidc'] } },
    plugins: [
      username({ usernameValidator: (name) => USERNAME.test(name), maxUsernameLength: 60 }),
      twoFactor({
        issuer: 'Vùng Xanh',
        twoFactorCookieMaxAge: 300,
        backupCodeOptions: { customBackupCodesGenerate: makeRecoveryCodes },
        // Failures are counted with those of the password, in auth-throttle.ts.
        accountLockout: { enabled: false },
      }),
      ...(oidc
        ? [
            genericOAuth({
              config: [
                {
                  providerId: 'oidc',
                  discoveryUrl: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
                  // With headers of ours better-auth follows no redirect to another origin.
                  discoveryHeaders: { accept: 'application/json' },
                  clientId: oidc.clientId,
                  clientSecret: oidc.clientSecret,
                  scopes: ['openid', 'profile', 'email'],
                  pkce: true,
                  requireIdTokenVerification: true,
                  disableSignUp: true,
                  disableImplicitSignUp: true,
                  mapProfileToUser: async (profile) => ({
                    // Without an address better-auth refuses; ours stands in for whatever the provider says.
                    email: (await findLocalUser(pool, oidc, profile)) ?? '',
                    emailVerified: true,
                  }),
                },
              ],
            }),
          ]
        : []),
    ],
    databaseHooks: {
      session: {
        create: {
          async before(session, context) {
            const { rows } = await pool.query(
              `select disabled, "oneTimeUntil" < now() as stale from "user" where id = $1`,
              [session.userId],
            )
            // The same answer as for a wrong password, after the same work.
            if (!rows[0] || rows[0].disabled || rows[0].stale) {
              throw new APIError('UNAUTHORIZED', { code: 'INVALID_USERNAME_OR_PASSWORD' })
            }
            const path = context?.path ?? ''
            const byProvider = path.startsWith('/callback')
            const second =
              path.startsWith('/two-factor/verify') ||
              (byProvider && oidc !== undefined && (await saysSecondFactor(pool, oidc, session.userId)))
            return { data: { ...session, secondFactor: second, via: byProvider ? 'oidc' : 'password' } }
          },
        },
      },
    },
    onAPIError: { errorURL: `${origin}/sign-in` },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix: 'vx',
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      // Filled in by auth-door.ts from the connection; what a client says of itself does not come here.
      ipAddress: { ipAddressHeaders: ['x-vx-address'] },
    },
    logger: { level: 'error', disabled: process.env.NODE_ENV === 'test' },
  })
}

/**
 * Sign-in with user name and password, a second factor, or an OpenID Connect provider; sessions live in the database,
 * in a schema of their own.
 */
export function createAuth(input: AuthInput) {
  const pool = new pg.Pool({
    connectionString: input.url,
    max: 6,
    options: '-c search_path=auth',
    types: { getTypeParser },
  })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const auth = configure(input, pool)
  const base = `${input.origins[0]}/api/auth`
  const sessions = new WeakMap<object, SessionInfo>()

  // Headers of cookies whose signature was found good, and the session that they are of. All of a header together: a
  // cookie that somebody planted beside a good one must not come to stand for its session.
  const good = new Map<string, string>()
  const keyOf = (cookies: string) => hash('sha256', cookies, 'base64')

  /** By better-auth, which checks the signature of the cookie. */
  async function sessionByLibrary(headers: Headers): Promise<StoredSession | undefined> {
    const found = await auth.api.getSession({ headers, query: { disableRefresh: true } })
    if (!found) return undefined
    if (good.size > 10_000) good.clear()
    good.set(keyOf(headers.get('cookie') ?? ''), found.session.id)
    const user = found.user as AuthUser
    return {
      ...(found.session as typeof found.session & { secondFactor: boolean | null }),
      username: user.username ?? null,
      twoFactorEnabled: user.twoFactorEnabled ?? null,
      oneTimeUntil: user.oneTimeUntil ?? null,
      disabled: user.disabled ?? null,
    }
  }

  /** The question that is being made ready, and the end of the one that is on its way. */
  let next: { ids: Set<string>; answer: Promise<Map<string, StoredSession>> } | undefined
  let turn: Promise<unknown> = Promise.resolve()

  /**
   * A session as the database has it now. One question is on its way at a time; who asks meanwhile is answered by the
   * next, which is for all of them: a page that sends twenty-five requests costs two, and none is answered by what was
   * known before it came.
   */
  async function findSession(id: string): Promise<StoredSession | undefined> {
    if (!next) {
      const ids = new Set<string>()
      const answer = turn.then(() => {
        next = undefined
        return listSessions([...ids])
      })
      next = { ids, answer }
      turn = answer.catch(() => undefined)
    }
    next.ids.add(id)
    return (await next.answer).get(id)
  }

  async function listSessions(ids: string[]): Promise<Map<string, StoredSession>> {
    const { rows } = await pool.query<StoredSession>({
      name: 'session',
      text: `select s.id, s."userId", s."updatedAt", s."secondFactor", u.username, u."twoFactorEnabled", u."oneTimeUntil", u.disabled
          ${input.beside ? `, ${input.beside} as beside` : ''}
        from session s join "user" u on u.id = s."userId" where s.id = any($1) and s."expiresAt" > now()`,
      values: [ids],
    })
    return new Map(rows.map((r) => [r.id, r]))
  }

  /** Of a cookie that was checked before only what may have changed since is asked. */
  async function sessionSeenBefore(cookies: string): Promise<StoredSession | undefined> {
    const key = keyOf(cookies)
    const id = good.get(key)
    const found = id && (await findSession(id))
    if (found) return found
    good.delete(key)
    return undefined
  }

  const tidy = setInterval(() => void sweep().catch(() => undefined), 3_600_000)
  tidy.unref()
  async function sweep(): Promise<void> {
    await pool.query(`delete from session where "expiresAt" < now()`)
    await pool.query(`delete from verification where "expiresAt" < now()`)
    await pool.query(`delete from platform.used_code where at < now() - interval '5 minutes'`)
    await pool.query(
      `delete from platform.sign_in_attempt where last_at < now() - interval '30 days' and next_at < now()`,
    )
  }

  return {
    pool,
    oidc: input.oidc && { name: input.oidc.name },
    /** Hands a request to better-auth: only what is named here goes in. */
    send(
      method: 'GET' | 'POST',
      path: string,
      from: { cookie: string; address: string; device: string; body?: unknown },
    ): Promise<Response> {
      const headers = new Headers({ 'x-vx-address': from.address, 'user-agent': from.device })
      if (from.cookie) headers.set('cookie', from.cookie)
      // The server has checked where the request came from.
      headers.set('origin', input.origins[0]!)
      if (method === 'POST') headers.set('content-type', 'application/json')
      const body = method === 'POST' ? { body: JSON.stringify(from.body ?? {}) } : {}
      return auth.handler(new Request(base + path, { method, headers, ...body }))
    },
    /**
     * The living session of a request's cookies.
     * @param of where to remember it, for {@link known}
     */
    async session(headers: Headers, of?: object): Promise<SessionInfo | undefined> {
      const session =
        (await sessionSeenBefore(headers.get('cookie') ?? '')) ?? (await sessionByLibrary(headers))
      if (!session) return undefined
      const idle = (Date.now() - session.updatedAt.getTime()) / 1000
      // Closing an account takes its sessions away; one that was being made at that moment may have been left over.
      if (session.disabled || (idle > IDLE_SECONDS && !input.relaxed)) {
        await pool.query('delete from session where id = $1', [session.id])
        return undefined
      }
      // "Last used", to the minute; nobody waits for it.
      if (idle > 60) {
        void pool
          .query('update session set "updatedAt" = now() where id = $1', [session.id])
          .catch(() => undefined)
      }
      const info: SessionInfo = {
        id: session.id,
        userId: session.userId,
        username: session.username ?? '',
        oneTime: session.oneTimeUntil !== null,
        enrolled: session.twoFactorEnabled === true,
        secondFactor: session.secondFactor === true,
        beside: session.beside,
      }
      if (of) sessions.set(of, info)
      return info
    },
    /** The session of a cookie that was checked before; it may have ended since. */
    seen: (cookies: string): string | undefined => good.get(keyOf(cookies)),
    /** The session that {@link session} found for a request. */
    known: (of: object): SessionInfo | undefined => sessions.get(of),
    /** @throws Error when the provider is not the one that was configured */
    async checkProvider(): Promise<void> {
      if (input.oidc) requireConfiguredIssuer((await auth.$context).socialProviders, input.oidc)
    },
    /** Whose second step a challenge's cookie waits for. */
    async challenged(headers: Headers): Promise<string | undefined> {
      const context = await auth.$context
      const { name } = context.createAuthCookie('two_factor')
      const cookie = (headers.get('cookie') ?? '').split(/;\s*/).find((c) => c.startsWith(`${name}=`))
      const identifier = cookie && decodeURIComponent(cookie.slice(name.length + 1)).split('.')[0]
      return identifier ? (await context.internalAdapter.findVerificationValue(identifier))?.value : undefined
    },
    async migrate(): Promise<void> {
      const lock = await pool.connect()
      try {
        // Two server processes that start together must not both add a column.
        await lock.query('select pg_advisory_lock(728307)')
        const { runMigrations } = await getMigrations(auth.options)
        await runMigrations()
      } finally {
        await lock.query('select pg_advisory_unlock(728307)').catch(() => undefined)
        lock.release()
      }
    },
    /** Adds accounts that sign in with one password; used by the first start and the demo. */
    async createUsers(
      users: { id: string; username: string; name: string }[],
      password: string,
    ): Promise<void> {
      const hash = await hashPassword(password)
      for (const u of users) await addUser(pool, { ...u, email: null, hash, oneTime: false })
    },
    close: async () => {
      clearInterval(tidy)
      await pool.end()
    },
  }
}

/**
 * Which of these sessions would still be let in. Asking is no use of a session: an open screen that nobody looks at
 * does not keep it alive.
 * @param relaxed as at {@link createAuth}: a session may lie unused for its whole life
 */
export async function listLivingSessions(
  pool: pg.Pool,
  ids: string[],
  relaxed: boolean,
): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>(
    `select s.id from auth.session s join auth."user" u on u.id = s."userId"
     where s.id = any($1) and s."expiresAt" > now() and u.disabled is not true
       and ($2 or s."updatedAt" > now() - make_interval(secs => $3))`,
    [ids, relaxed, IDLE_SECONDS],
  )
  return new Set(rows.map((r) => r.id))
}

const TIMESTAMPTZ = pg.types.builtins.TIMESTAMPTZ
/** better-auth compares instants as Date objects; everywhere else in the product they are ISO strings (see db.ts). */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === TIMESTAMPTZ ? (text: string) => new Date(text) : pg.types.getTypeParser(oid, format as 'text')

/** How long a password that an administrator made opens the door. */
export const ONE_TIME_HOURS = 72

/** Writes an account into better-auth's tables. `email` only serves to match an OpenID Connect provider's claim. */
export async function addUser(
  db: pg.Pool | pg.ClientBase,
  u: { id: string; username: string; name: string; email: string | null; hash: string; oneTime: boolean },
): Promise<void> {
  await db.query(
    `insert into auth."user" (id, name, email, "emailVerified", username, "displayUsername", "oneTimeUntil", "createdAt", "updatedAt")
     values ($1, $2, $3, true, $4, $4, case when $5 then now() + make_interval(hours => $6) end, now(), now())`,
    [u.id, u.name, u.email ?? `${u.username}@vungxanh.invalid`, u.username, u.oneTime, ONE_TIME_HOURS],
  )
  await db.query(
    `insert into auth.account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     values ($1, $2, 'credential', $2, $3, now(), now())`,
    [`credential-${u.id}`, u.id, u.hash],
  )
}

export type Auth = ReturnType<typeof createAuth>
