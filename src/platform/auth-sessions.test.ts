import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ADMIN,
  enrol,
  type Installation,
  OWN_PASSWORD,
  openInstallation,
  totp,
  type Visitor,
} from '../../test/harness/installation.ts'
import { expectProblem } from '../../test/harness/world.ts'

let world: Installation
let admin: Awaited<ReturnType<Installation['administrator']>>
beforeAll(async () => {
  world = await openInstallation()
  admin = await world.administrator()
})
afterAll(() => world?.close())

let made = 0
const nurse = () => world.newcomer(admin, `nurse.${++made}`)

describe('Sessions', () => {
  it('are told with device, address and times, without anything that opens one', async () => {
    const { username, visitor } = await nurse()
    await enrol(visitor, OWN_PASSWORD)
    const phone = world.visitor({
      'user-agent':
        'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36',
    })
    await phone.signIn(username, OWN_PASSWORD)
    const list = await visitor.api.platform.account.sessions()
    expect(list).toHaveLength(1)
    expect(list[0]).toMatchObject({ current: true, address: '127.0.0.1', via: 'password' })
    const tokens = [...visitor.cookies.values()].map((v) => decodeURIComponent(v).split('.')[0]!)
    expect(tokens.some((t) => JSON.stringify(list).includes(t))).toBe(false)
  })

  it('do not answer to a cookie that somebody planted beside theirs', async () => {
    const { visitor } = await nurse()
    const own = [...visitor.cookies].map(([k, v]) => `${k}=${v}`).join('; ')
    const ask = async (cookie: string) =>
      (await fetch(`${world.origin}/api/account`, { headers: { cookie } })).status
    for (const name of ['__Secure-vx.session_token', 'vx.session_token']) {
      const planted = `${name}=planted.in-another-window`
      // The same browser twice: the second time its cookies were seen before.
      for (const both of [`${planted}; ${own}`, `${own}; ${planted}`])
        for (let i = 0; i < 2; i++) await ask(both)
      expect(await ask(planted)).toBe(401)
    }
    expect(await ask(own)).toBe(200)
    expect(await ask(own)).toBe(200)
  })

  it('end one by one, all others at once, and with the password; each in the audit', async () => {
    const made = await world.newcomer(admin, 'viewer.sessions', 'city-viewer', 'Thành phố Hà Nội')
    const { id, username, visitor: first } = made
    const more = async () => {
      const v = world.visitor({
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101 Firefox/140.0',
      })
      await v.signIn(username, OWN_PASSWORD)
      return v
    }
    const [second, third] = [await more(), await more()]
    const list = await first.api.platform.account.sessions()
    expect(list.map((s) => [s.browser, s.system, s.current])).toEqual([
      ['', '', true],
      ['Firefox', 'Windows', false],
      ['Firefox', 'Windows', false],
    ])
    const others = list.filter((s) => !s.current)
    await first.api.platform.account.endSession({ id: others[0]!.id })
    const alive = async (v: Visitor) =>
      v.api.platform.me().then(
        () => true,
        () => false,
      )
    expect([await alive(second), await alive(third)].filter(Boolean)).toHaveLength(1)
    await first.api.platform.account.endOthers()
    expect([await alive(first), await alive(second), await alive(third)]).toEqual([true, false, false])
    const again = await more()
    await first.api.platform.account.password({ current: OWN_PASSWORD, next: 'chè bưởi ba cốc nhé' })
    expect([await alive(first), await alive(again)]).toEqual([true, false])
    await first.post('/sign-out')
    expect(await alive(first)).toBe(false)
    const actions = (await world.audited(id)).map((r) => r.action)
    for (const a of [
      'session.start',
      'session.revoke',
      'session.revoke-others',
      'password.change',
      'session.end',
    ]) {
      expect(actions).toContain(a)
    }
  })

  it('of somebody else cannot be ended', async () => {
    const { visitor } = await nurse()
    await enrol(visitor, OWN_PASSWORD)
    const [own] = await admin.api.platform.account.sessions()
    await expectProblem(visitor.api.platform.account.endSession({ id: own!.id }), 'not-found')
    expect((await admin.api.platform.me()).username).toBe(ADMIN.username)
  })

  it('end after twelve hours whatever happens, and after an hour without use', async () => {
    const { username, visitor } = await nurse()
    const { secret } = await enrol(visitor, OWN_PASSWORD)
    const of = `"userId" = (select id from auth."user" where username = '${username}')`
    const { rows } = await world.pool.query(
      `select extract(epoch from "expiresAt" - "createdAt")::int as life from auth.session where ${of}`,
    )
    expect(rows[0].life).toBe(12 * 3600)
    await world.pool.query(`update auth.session set "updatedAt" = now() - interval '59 minutes' where ${of}`)
    expect((await visitor.api.platform.me()).username).toBe(username)
    // "Last used" is written behind the answer.
    await expect
      .poll(async () => {
        const seen = await world.pool.query(
          `select bool_or("updatedAt" > now() - interval '1 minute') as fresh from auth.session where ${of}`,
        )
        return seen.rows[0].fresh
      })
      .toBe(true)
    await world.pool.query(`update auth.session set "updatedAt" = now() - interval '61 minutes' where ${of}`)
    await expectProblem(visitor.api.platform.me(), 'not-signed-in')
    await visitor.signIn(username, OWN_PASSWORD)
    await visitor.post('/two-factor/verify-totp', { code: totp(secret, 1) })
    expect((await visitor.api.platform.me()).username).toBe(username)
    await world.pool.query(`update auth.session set "expiresAt" = now() - interval '1 second' where ${of}`)
    await expectProblem(visitor.api.platform.me(), 'not-signed-in')
  })

  it('are one for a browser: who signs in again leaves the one before, also as somebody else', async () => {
    const one = await nurse()
    const cookieOf = (v: Visitor) => [...v.cookies].map(([k, value]) => `${k}=${value}`).join('; ')
    const alive = async (cookie: string) =>
      (await fetch(`${world.origin}/api/account`, { headers: { cookie } })).status === 200
    const first = cookieOf(one.visitor)
    await one.visitor.signIn(one.username, OWN_PASSWORD)
    const second = cookieOf(one.visitor)
    expect([await alive(first), await alive(second)]).toEqual([false, true])
    const wrong = await one.visitor.signIn(one.username, 'guess after guess')
    expect([wrong.status, await alive(second)]).toEqual([401, true])

    const other = await nurse()
    await enrol(other.visitor, OWN_PASSWORD)
    expect((await one.visitor.signIn(other.username, OWN_PASSWORD)).body).toEqual({ next: 'code' })
    expect(await alive(second)).toBe(false)
    const ended = (await world.audited(one.id)).filter((r) => r.action === 'session.end')
    expect(ended.map((r) => r.changes.reason)).toEqual([
      [null, 'replaced'],
      [null, 'replaced'],
    ])
  })

  it('of a closed account are worth nothing, also one that was being made while it was closed', async () => {
    const { id, visitor } = await nurse()
    const ask = () => visitor.api.platform.account.state()
    await ask()
    // As it stands when the sign-in wins the race against the closing: closed, and a session is there.
    await world.pool.query('update auth."user" set disabled = true where id = $1', [id])
    await expectProblem(ask(), 'not-signed-in')
    await world.pool.query('update auth."user" set disabled = false where id = $1', [id])
    await expectProblem(ask(), 'not-signed-in')
  })

  it('say to the browser only through a cookie that scripts cannot read', async () => {
    const { username } = await nurse()
    const { body, headers } = await world.visitor().signIn(username, OWN_PASSWORD)
    expect(body).toEqual({ next: 'in' })
    const cookie = headers.getSetCookie().find((c) => c.includes('session_token'))!
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
  })
})

it('of better-auth only the paths that the product uses are open', async () => {
  const visitor = world.visitor()
  for (const path of [
    '/sign-up/email',
    '/sign-in/email',
    '/update-user',
    '/change-email',
    '/change-password',
    '/delete-user',
    '/is-username-available',
    '/revoke-sessions',
    '/reset-password',
    '/sign-in/social',
    '/two-factor/get-totp-uri',
    '/two-factor/send-otp',
    '/link-social',
    '/constructor',
  ]) {
    const { status, body } = await visitor.post(path, {})
    expect([path, status, body.code]).toEqual([path, 404, 'not-found'])
  }
  for (const path of ['/get-session', '/list-sessions', '/list-accounts', '/ok', '/error']) {
    expect((await visitor.get(`/api/auth${path}`)).status).toBe(404)
  }
})
