import type pg from 'pg'

/** An OpenID Connect provider that may sign people in. Accounts are matched, never made. */
export interface OidcConfig {
  /** e.g. 'https://sso.hanoi.example/realms/y-te'; its discovery document is read from below it. */
  issuer: string
  clientId: string
  clientSecret: string
  /** The claim that holds our user name, or 'email' for a verified address. */
  claim: string
  /** What the button says. */
  name: string
  /** 'amr': a second factor counts when the ID token says so (RFC 8176); 'provider': the provider always asks for one. */
  secondFactor: 'amr' | 'provider'
}

/** Methods of RFC 8176 that something besides the password was needed for. */
const SECOND = new Set(['mfa', 'otp', 'hwk', 'swk', 'sms', 'tel', 'fpt', 'face', 'sc'])

/**
 * The address in our records of the account that a provider's profile means: the one linked to its subject before, else
 * the one with the claim's name that no other subject of the provider is linked to.
 */
export async function findLocalUser(
  pool: pg.Pool,
  oidc: OidcConfig,
  profile: Record<string, unknown>,
): Promise<string | undefined> {
  const subject = String(profile.sub ?? '')
  const linked = await pool.query<{ email: string }>(
    `select u.email from account a join "user" u on u.id = a."userId" where a."providerId" = 'oidc' and a."accountId" = $1`,
    [subject],
  )
  if (linked.rows[0]) return linked.rows[0].email
  const claim = profile[oidc.claim]
  if (!subject || typeof claim !== 'string' || claim === '') return undefined
  const byMail = oidc.claim === 'email'
  if (byMail && profile.email_verified !== true) return undefined
  // A name that was given to somebody else at the provider does not bring the account with it.
  const { rows } = await pool.query<{ email: string }>(
    `select u.email from "user" u where ${byMail ? 'lower(u.email)' : 'u.username'} = lower($1)
     and ($1 not like '%.invalid')
     and not exists (select from account a where a."userId" = u.id and a."providerId" = 'oidc')`,
    [claim],
  )
  return rows[0]?.email
}

/**
 * The discovery document must be the configured provider's own (OpenID Connect Discovery 1.0 §4.3). The administrator
 * finds the reason in the log.
 * @param known providers as better-auth has them; one that could not be reached is not among them
 * @throws Error naming both issuers
 */
export function requireConfiguredIssuer(known: { id: string; issuer?: string }[], oidc: OidcConfig): void {
  const found = known.find((p) => p.id === 'oidc')
  if (!found || found.issuer === oidc.issuer) return
  throw new Error(`The discovery document is of ${found.issuer}, VX_OIDC_ISSUER is ${oidc.issuer}`)
}

/** Whether the provider vouches for a second factor at the sign-in that is going on. */
export async function saysSecondFactor(pool: pg.Pool, oidc: OidcConfig, userId: string): Promise<boolean> {
  if (oidc.secondFactor === 'provider') return true
  const { rows } = await pool.query<{ token: string | null }>(
    `select "idToken" as token from account where "userId" = $1 and "providerId" = 'oidc'`,
    [userId],
  )
  // better-auth has verified the token a moment ago; here it is only read.
  const payload = rows[0]?.token?.split('.')[1]
  if (!payload) return false
  const { amr } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { amr?: unknown }
  return Array.isArray(amr) && amr.some((method) => SECOND.has(String(method)))
}

/** The provider's tokens are of no further use: what is not kept cannot leak. */
export async function forgetTokens(pool: pg.Pool, userId: string): Promise<void> {
  await pool.query(
    `update account set "accessToken" = null, "refreshToken" = null, "idToken" = null where "userId" = $1 and "providerId" = 'oidc'`,
    [userId],
  )
}
