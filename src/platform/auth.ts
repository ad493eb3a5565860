import { betterAuth } from 'better-auth'
import { hashPassword } from 'better-auth/crypto'
import { getMigrations } from 'better-auth/db/migration'
import { username } from 'better-auth/plugins'
import pg from 'pg'

/**
 * Sign-in with user name and password; sessions live in the database, in a schema of their own.
 * @param input.relaxed a demo server, where one machine signs in as everybody
 */
export function createAuth(input: { url: string; secret: string; origins: string[]; relaxed: boolean }) {
  const pool = new pg.Pool({ connectionString: input.url, max: 4, options: '-c search_path=auth' })
  pool.on('error', () => undefined)
  const auth = betterAuth({
    baseURL: input.origins[0],
    basePath: '/api/auth',
    secret: input.secret,
    database: pool,
    trustedOrigins: input.origins,
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8 },
    plugins: [
      username({ usernameValidator: (name) => /^[a-z0-9._-]{3,60}$/.test(name), maxUsernameLength: 60 }),
    ],
    session: { expiresIn: 12 * 3600, updateAge: 3600 },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 200,
      storage: 'memory',
      customRules: { '/sign-in/username': { window: 10, max: input.relaxed ? 500 : 5 } },
    },
    telemetry: { enabled: false },
    advanced: { cookiePrefix: 'vx', useSecureCookies: input.origins[0]!.startsWith('https:') },
    logger: { level: 'error' },
  })
  return {
    handler: auth.handler,
    /** The signed-in user's id, from the cookies of a request. */
    async userId(headers: Headers): Promise<string | undefined> {
      const session = await auth.api.getSession({ headers })
      return session?.user.id
    },
    async migrate(): Promise<void> {
      const { runMigrations } = await getMigrations(auth.options)
      await runMigrations()
    },
    /** Adds accounts that sign in with one password; used by the first start and the demo. */
    async createUsers(
      users: { id: string; username: string; name: string }[],
      password: string,
    ): Promise<void> {
      const hash = await hashPassword(password)
      for (const u of users) {
        await pool.query(
          `insert into "user" (id, name, email, "emailVerified", username, "displayUsername", "createdAt", "updatedAt")
           values ($1, $2, $3, true, $4, $4, now(), now())`,
          [u.id, u.name, `${u.username}@vungxanh.invalid`, u.username],
        )
        await pool.query(
          `insert into account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
           values ($1, $2, 'credential', $2, $3, now(), now())`,
          [`credential-${u.id}`, u.id, hash],
        )
      }
    },
    close: () => pool.end(),
  }
}

export type Auth = ReturnType<typeof createAuth>
