import { z } from 'zod'
import type { Auth, SessionInfo } from './auth.ts'
import { type Actor, recordAs } from './auth-audit.ts'
import { forgetTokens } from './auth-oidc.ts'
import type { Throttle, Turn } from './auth-throttle.ts'
import { problem } from './problems.ts'

/** A request to sign-in, as the web server hands it over. */
export interface Knock {
  method: string
  /** Below /api/auth, without the query string. */
  path: string
  query: string
  headers: Headers
  body: unknown
  /** Of the connection, or what a trusted proxy says. */
  address: string
}

export interface Answer {
  status: number
  body?: unknown
  cookies: string[]
  location?: string | undefined
}

export interface DoorParts {
  auth: Auth
  throttle: Throttle
  auditKey: Buffer
  /** The post that an account holds now. */
  postOf(userId: string): Promise<{ postId: string; kind: string } | undefined>
  requiresSecondFactor(postKind: string): Promise<boolean>
}

const Name = z.object({ username: z.string().trim().min(1).max(60), password: z.string().min(1).max(512) })
const Password = z.object({ password: z.string().min(1).max(512) })
const Code = z.object({ code: z.string().trim().min(4).max(40) })
const Back = z.object({ back: z.string().max(2000).optional() })

/** @throws Problem input-invalid naming the fields */
function take<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const fields = Object.fromEntries(parsed.error.issues.map((i) => [i.path.join('.'), [i.message]]))
  throw problem('input-invalid', {}, { fields })
}

/** Only a path of this app: a link from outside must not lead elsewhere after sign-in. */
const ownPath = (path: string | undefined) => (path && /^\/(?![/\\])/.test(path) ? path : '/')

/**
 * The few paths of better-auth that are open, each with what surrounds it: limits before, the audit after. Every other
 * path of it (sign-up, change of name or address, listing of tokens …) answers that there is no such page.
 */
export function createDoor(parts: DoorParts) {
  const { auth, throttle } = parts

  const from = (k: Knock) => ({
    cookie: k.headers.get('cookie') ?? '',
    address: k.address,
    device: (k.headers.get('user-agent') ?? '').slice(0, 300),
  })
  const circumstances = (k: Knock): Record<string, [unknown, unknown]> => ({
    address: [null, k.address],
    device: [null, from(k).device],
  })
  const cookiesOf = (r: Response) => r.headers.getSetCookie()

  async function usernameOf(userId: string): Promise<string> {
    const { rows } = await auth.pool.query<{ username: string }>(
      'select username from "user" where id = $1',
      [userId],
    )
    return rows[0]?.username ?? userId
  }
  const actorOf = async (userId: string): Promise<Actor> => ({
    userId,
    postId: (await parts.postOf(userId))?.postId ?? null,
  })
  async function record(userId: string, action: string, k: Knock, more: Record<string, unknown> = {}) {
    const changes = { ...circumstances(k) }
    for (const [key, value] of Object.entries(more)) changes[key] = [null, value]
    await recordAs(auth.pool, parts.auditKey, await actorOf(userId), [
      { action, subject: { type: 'account', id: userId }, changes },
    ])
  }

  /** A browser holds one session: the one it had before would live on without anybody who could end it. */
  async function leave(k: Knock): Promise<void> {
    const earlier = await auth.session(k.headers)
    if (!earlier) return
    await auth.pool.query('delete from session where id = $1', [earlier.id])
    await record(earlier.userId, 'session.end', k, { reason: 'replaced' })
  }

  /** A session was made: nobody keeps one that the audit does not know. */
  async function begun(k: Knock, cookies: string[], turn: Turn | undefined, via: string): Promise<void> {
    const cookie = cookies.map((c) => c.split(';')[0]).join('; ')
    const session = await auth.session(new Headers({ cookie }))
    if (!session) throw problem('sign-in-wrong')
    try {
      await leave(k)
      await record(session.userId, 'session.start', k, { via, secondFactor: session.secondFactor })
      if (turn) await throttle.succeed(turn)
    } catch (error) {
      await auth.pool.query('delete from session where id = $1', [session.id])
      throw error
    }
  }

  async function signIn(k: Knock): Promise<Answer> {
    const input = take(Name, k.body)
    const username = input.username.toLowerCase()
    const { rows } = await auth.pool.query<{ id: string }>('select id from "user" where username = $1', [
      username,
    ])
    const turn = await throttle.take(username, rows[0]?.id, k.address)
    const response = await auth.send('POST', '/sign-in/username', {
      ...from(k),
      body: { username, password: input.password },
    })
    if (!response.ok) {
      await throttle.fail(turn, 'session.refuse', { ...circumstances(k), step: [null, 'password'] })
      throw problem('sign-in-wrong')
    }
    const cookies = cookiesOf(response)
    const { twoFactorRedirect } = (await response.json()) as { twoFactorRedirect?: boolean }
    if (twoFactorRedirect) {
      await leave(k)
      await throttle.giveBack(turn)
      return { status: 200, body: { next: 'code' }, cookies }
    }
    await begun(k, cookies, turn, 'password')
    return { status: 200, body: { next: 'in' }, cookies }
  }

  /** A code is good once: whoever sees it typed cannot type it again (RFC 6238 §5.2). */
  async function claimCode(userId: string, code: string): Promise<boolean> {
    const { rowCount } = await auth.pool.query(
      'insert into platform.used_code (user_id, code) values ($1, $2) on conflict do nothing',
      [userId, code],
    )
    return rowCount === 1
  }

  /** The code of a second factor: to finish a sign-in, to finish enrolment, or to confirm a session that had none. */
  async function secondStep(k: Knock, kind: 'totp' | 'backup-code'): Promise<Answer> {
    const typed = take(Code, k.body).code.replace(/\s/g, '')
    const code = kind === 'totp' ? typed.replace(/\D/g, '') : typed.toLowerCase()
    const session = await auth.session(k.headers)
    const userId = session?.userId ?? (await auth.challenged(k.headers))
    if (!userId) throw problem('not-signed-in')
    // Recovery codes count once the authenticator has been confirmed.
    if (session && !session.enrolled && kind === 'backup-code') throw problem('code-wrong')
    const turn = await throttle.take(await usernameOf(userId), userId, k.address)
    const fresh = kind !== 'totp' || (await claimCode(userId, code))
    const response = fresh
      ? await auth.send('POST', `/two-factor/verify-${kind}`, { ...from(k), body: { code } })
      : undefined
    if (!response?.ok) {
      if (fresh && kind === 'totp') {
        await auth.pool.query('delete from platform.used_code where user_id = $1 and code = $2', [
          userId,
          code,
        ])
      }
      await throttle.fail(turn, 'session.refuse', { ...circumstances(k), step: [null, kind] })
      const { code: why } = ((await response?.json()) ?? {}) as { code?: string }
      const over = why === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE' || why === 'INVALID_TWO_FACTOR_COOKIE'
      throw problem(over ? 'not-signed-in' : 'code-wrong')
    }
    const cookies = cookiesOf(response)
    if (!session) {
      if (kind === 'backup-code') await record(userId, 'second-factor.recover', k)
      await begun(k, cookies, turn, `password+${kind}`)
    } else if (!session.enrolled) {
      await record(userId, 'second-factor.enrol', k)
      await throttle.succeed(turn)
    } else {
      await record(userId, 'second-factor.confirm', k)
      await auth.pool.query('update session set "secondFactor" = true where id = $1', [session.id])
      await throttle.succeed(turn)
    }
    return { status: 200, body: { next: 'in' }, cookies }
  }

  /** @throws Problem not-signed-in, password-change-needed */
  async function ownSession(k: Knock): Promise<SessionInfo> {
    const session = await auth.session(k.headers)
    if (!session) throw problem('not-signed-in')
    if (session.oneTime) throw problem('password-change-needed')
    return session
  }

  /** Something that asks for the password again; guesses count like those at the door. */
  async function withPassword(
    k: Knock,
    session: SessionInfo,
    path: string,
    action: string | undefined,
  ): Promise<{ response: Response; body: Record<string, unknown> }> {
    const { password } = take(Password, k.body)
    const turn = await throttle.take(session.username, session.userId, k.address)
    const response = await auth.send('POST', path, { ...from(k), body: { password } })
    const body = (await response.json()) as Record<string, unknown>
    if (!response.ok) {
      if (body.code === 'TOTP_ALREADY_ENABLED') {
        await throttle.giveBack(turn)
        throw problem('second-factor-present')
      }
      await throttle.fail(turn, 'session.refuse', { ...circumstances(k), step: [null, 'password again'] })
      throw problem('password-wrong')
    }
    await throttle.giveBack(turn)
    if (action) await record(session.userId, action, k)
    return { response, body }
  }

  async function enable(k: Knock): Promise<Answer> {
    const session = await ownSession(k)
    // Whoever only has the password must not replace what is there.
    if (session.enrolled) throw problem('second-factor-present')
    const { response, body } = await withPassword(k, session, '/two-factor/enable', undefined)
    const { totpURI, backupCodes } = body as { totpURI: string; backupCodes: string[] }
    const uri = labelled(totpURI, session.username)
    return { status: 200, body: { uri, recoveryCodes: backupCodes }, cookies: cookiesOf(response) }
  }

  async function disable(k: Knock): Promise<Answer> {
    const session = await complete(k)
    const post = await parts.postOf(session.userId)
    if (post && (await parts.requiresSecondFactor(post.kind))) throw problem('second-factor-kept')
    const { response } = await withPassword(k, session, '/two-factor/disable', 'second-factor.remove')
    return { status: 200, body: {}, cookies: cookiesOf(response) }
  }

  async function newRecoveryCodes(k: Knock): Promise<Answer> {
    const session = await complete(k)
    const { body } = await withPassword(
      k,
      session,
      '/two-factor/generate-backup-codes',
      'second-factor.renew-codes',
    )
    return { status: 200, body: { recoveryCodes: body.backupCodes }, cookies: [] }
  }

  /** @throws Problem second-factor-needed when the session did not show the factor that the account has */
  async function complete(k: Knock): Promise<SessionInfo> {
    const session = await ownSession(k)
    if (session.enrolled && !session.secondFactor) throw problem('second-factor-needed')
    return session
  }

  async function signOut(k: Knock): Promise<Answer> {
    const session = await auth.session(k.headers)
    const response = await auth.send('POST', '/sign-out', from(k))
    if (session) {
      await auth.pool.query('delete from session where id = $1', [session.id])
      await record(session.userId, 'session.end', k)
    }
    return { status: 200, body: {}, cookies: cookiesOf(response) }
  }

  async function toProvider(k: Knock): Promise<Answer> {
    if (!auth.oidc) throw problem('not-found')
    const back = ownPath(take(Back, k.body ?? {}).back)
    const body = { provider: 'oidc', callbackURL: back, errorCallbackURL: '/sign-in', disableRedirect: true }
    const response = await auth.send('POST', '/sign-in/social', { ...from(k), body })
    if (!response.ok) throw problem('provider-unreachable')
    await auth.checkProvider()
    const { url } = (await response.json()) as { url: string }
    return { status: 200, body: { url }, cookies: cookiesOf(response) }
  }

  async function fromProvider(k: Knock): Promise<Answer> {
    if (!auth.oidc) throw problem('not-found')
    const response = await auth.send('GET', `/callback/oidc${k.query}`, from(k))
    const cookies = cookiesOf(response)
    const location = response.headers.get('location') ?? '/sign-in?error=unknown'
    const target = new URL(location, 'http://here')
    const path = ownPath(target.pathname + target.search)
    const failure = target.searchParams.get('error')
    if (failure) {
      await recordAs(auth.pool, parts.auditKey, { userId: 'nobody', postId: null }, [
        {
          action: 'session.refuse',
          subject: { type: 'unknown-account', id: 'oidc' },
          changes: { ...circumstances(k), step: [null, 'oidc'], reason: [null, failure.slice(0, 80)] },
        },
      ])
      return { status: 302, cookies, location: '/sign-in?error=provider' }
    }
    await begun(k, cookies, undefined, 'oidc')
    const cookie = cookies.map((c) => c.split(';')[0]).join('; ')
    const session = await auth.session(new Headers({ cookie }))
    if (session) await forgetTokens(auth.pool, session.userId)
    return { status: 302, cookies, location: path }
  }

  const DOORS: Record<string, (k: Knock) => Promise<Answer>> = {
    'POST /sign-in/username': signIn,
    'POST /sign-in/oidc': toProvider,
    'GET /callback/oidc': fromProvider,
    'POST /sign-out': signOut,
    'POST /two-factor/verify-totp': (k) => secondStep(k, 'totp'),
    'POST /two-factor/verify-recovery-code': (k) => secondStep(k, 'backup-code'),
    'POST /two-factor/enable': enable,
    'POST /two-factor/disable': disable,
    'POST /two-factor/recovery-codes': newRecoveryCodes,
  }

  /** @throws Problem not-found for a path that is not open, and every refusal of sign-in */
  return async (k: Knock): Promise<Answer> => {
    const door = Object.hasOwn(DOORS, `${k.method} ${k.path}`) ? DOORS[`${k.method} ${k.path}`] : undefined
    if (!door) throw problem('not-found')
    return door(k)
  }
}

export type Door = ReturnType<typeof createDoor>

/** An authenticator shows the label of its entry: the user name, where better-auth writes the address. */
function labelled(uri: string, username: string): string {
  const url = new URL(uri)
  const issuer = url.searchParams.get('issuer') ?? 'Vùng Xanh'
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(username)}${url.search}`
}
