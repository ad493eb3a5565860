import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import {
  enrol,
  type Installation,
  OWN_PASSWORD,
  openInstallation,
  totp,
} from '../../test/harness/installation.ts'
import { expectProblem } from '../../test/harness/world.ts'
import { verifyAudit } from './audit-verify.ts'

let world: Installation
let admin: Awaited<ReturnType<Installation['administrator']>>
beforeAll(async () => {
  world = await openInstallation()
  admin = await world.administrator()
})
afterAll(() => world?.close())

let made = 0
/** A nurse of Mai Động with a password of her own; what her post asks for besides is still missing. */
const nurse = () => world.newcomer(admin, `nurse.${++made}`)
/** Takes away the waiting that failures brought, not the failures. */
const passTime = () => world.pool.query('update platform.sign_in_attempt set next_at = now()')
const calm = () => world.pool.query('delete from platform.sign_in_attempt')

describe('Second factor', () => {
  it('is asked for at sign-in once it is set up; a wrong code is told as such, a right one opens', async () => {
    const { username, visitor } = await nurse()
    const { secret } = await enrol(visitor, OWN_PASSWORD)
    const other = world.visitor()
    expect((await other.signIn(username, OWN_PASSWORD)).body).toEqual({ next: 'code' })
    await expectProblem(other.api.platform.me(), 'not-signed-in')
    const wrong = await other.post('/two-factor/verify-totp', { code: '000000' })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'code-wrong' } })
    const right = await other.post('/two-factor/verify-totp', { code: totp(secret, 1) })
    expect(right).toMatchObject({ status: 200, body: { next: 'in' } })
    expect((await other.api.platform.me()).username).toBe(username)
  })

  it('takes a code once, also when two send it at the same moment', async () => {
    const { username, visitor } = await nurse()
    const { secret } = await enrol(visitor, OWN_PASSWORD)
    const code = totp(secret, 1)
    const two = [world.visitor(), world.visitor()]
    for (const v of two) await v.signIn(username, OWN_PASSWORD)
    const answers = await Promise.all(two.map((v) => v.post('/two-factor/verify-totp', { code })))
    expect(answers.map((a) => a.status).sort()).toEqual([200, 401])
  })

  it('is replaced by a recovery code, each of them once', async () => {
    const { username, id, visitor } = await nurse()
    const { recoveryCodes } = await enrol(visitor, OWN_PASSWORD)
    expect(new Set(recoveryCodes).size).toBe(10)
    for (const status of [200, 401]) {
      const other = world.visitor()
      await other.signIn(username, OWN_PASSWORD)
      const answer = await other.post('/two-factor/verify-recovery-code', { code: recoveryCodes[0] })
      expect(answer.status).toBe(status)
    }
    expect((await world.audited(id)).map((r) => r.action)).toContain('second-factor.recover')
  })

  it('new recovery codes want the password and void the old ones', async () => {
    const { username, visitor } = await nurse()
    const { recoveryCodes } = await enrol(visitor, OWN_PASSWORD)
    const refused = await visitor.post('/two-factor/recovery-codes', { password: 'not hers at all' })
    expect(refused.body.code).toBe('password-wrong')
    const { body } = await visitor.post('/two-factor/recovery-codes', { password: OWN_PASSWORD })
    const other = world.visitor()
    await other.signIn(username, OWN_PASSWORD)
    const old = await other.post('/two-factor/verify-recovery-code', { code: recoveryCodes[1] })
    expect(old.body.code).toBe('code-wrong')
    const fresh = await other.post('/two-factor/verify-recovery-code', { code: body.recoveryCodes[1] })
    expect(fresh.status).toBe(200)
  })

  it('that is there is not replaced, and not switched off where the post asks for it', async () => {
    const { visitor } = await nurse()
    await enrol(visitor, OWN_PASSWORD)
    const again = await visitor.post('/two-factor/enable', { password: OWN_PASSWORD })
    expect(again).toMatchObject({ status: 409, body: { code: 'second-factor-present' } })
    const off = await visitor.post('/two-factor/disable', { password: OWN_PASSWORD })
    expect(off).toMatchObject({ status: 409, body: { code: 'second-factor-kept' } })
  })

  it('missing where the post asks for it leaves nothing but setting it up', async () => {
    const { visitor } = await nurse()
    expect(await visitor.api.platform.account.state()).toMatchObject({
      pending: 'second-factor',
      required: true,
    })
    await expectProblem(visitor.api.platform.me(), 'second-factor-needed')
    await expectProblem(visitor.api.people.search({ q: 'Nguyễn' }), 'second-factor-needed')
    for (const path of [
      '/api/live',
      '/api/registers/people/export.csv',
      '/api/account/../people?q=x',
      '/api/account/%2e%2e/me',
      '/api//account',
    ]) {
      const response = await visitor.get(path)
      expect(`${path} ${response.status}`).toMatch(/ (403|404)$/)
    }
    await enrol(visitor, OWN_PASSWORD)
    expect(await visitor.api.platform.account.state()).toMatchObject({ pending: null, enrolled: true })
    expect((await visitor.api.platform.me()).postKind).toBe('ward-nurse')
  })

  it('is asked of a post from the moment an administrator decides so, and no longer when not', async () => {
    const made = await world.newcomer(admin, 'viewer.city', 'city-viewer', 'Thành phố Hà Nội')
    const { username, visitor: viewer } = made
    expect((await viewer.api.platform.me()).username).toBe(username)
    await admin.api.platform.accounts.require({ kind: 'city-viewer', required: true })
    await expectProblem(viewer.api.platform.me(), 'second-factor-needed')
    await admin.api.platform.accounts.require({ kind: 'city-viewer', required: false })
    expect((await viewer.api.platform.me()).username).toBe(username)
    expect((await world.audited('city-viewer')).map((r) => [r.action, r.changes.required])).toEqual([
      ['second-factor.decide', [false, true]],
      ['second-factor.decide', [true, false]],
    ])
    await expectProblem(
      admin.api.platform.accounts.require({ kind: 'no-such-post', required: true }),
      'not-found',
    )
  })

  it('gives up on a challenge after five wrong codes, and after five minutes', async () => {
    const { username, visitor } = await nurse()
    const { secret } = await enrol(visitor, OWN_PASSWORD)
    const other = world.visitor()
    await other.signIn(username, OWN_PASSWORD)
    for (let i = 0; i < 5; i++) {
      expect((await other.post('/two-factor/verify-totp', { code: `00000${i}` })).body.code).toBe(
        'code-wrong',
      )
      await passTime()
    }
    const late = await other.post('/two-factor/verify-totp', { code: totp(secret, 1) })
    expect(late.body.code).toBe('not-signed-in')
    await calm()
    await other.signIn(username, OWN_PASSWORD)
    await world.pool.query(`update auth.verification set "expiresAt" = now() - interval '1 second'`)
    const after = await other.post('/two-factor/verify-totp', { code: totp(secret, 1) })
    expect(after.body.code).toBe('not-signed-in')
  })
})

describe('Failures', () => {
  it('make the next attempt wait longer and longer, then lock; nothing tells whether the account exists', async () => {
    const { username, id } = await nurse()
    const told: unknown[][] = []
    for (const name of [username, 'nobody.here']) {
      const waits: unknown[] = []
      for (let i = 1; i <= 10; i++) {
        const { status, body } = await world.visitor().signIn(name, 'wrong wrong wrong')
        expect([status, body.code]).toEqual([401, 'sign-in-wrong'])
        if (i <= 3) continue
        // What was just refused would have been right a moment later: it is not even looked at.
        const { rows } = await world.pool.query(
          `select extract(epoch from next_at - last_at)::int as wait from platform.sign_in_attempt where key like 'account:%' order by last_at desc limit 1`,
        )
        waits.push(rows[0].wait)
        if (i > 5) {
          const next = await world.visitor().signIn(name, OWN_PASSWORD)
          expect(next).toMatchObject({ status: 429, body: { code: 'sign-in-delayed' } })
          expect(Number(next.headers.get('retry-after'))).toBe(next.body.details.seconds)
        }
        await passTime()
      }
      told.push(waits)
    }
    expect(told[0]).toEqual([1, 2, 4, 8, 16, 32, 900])
    expect(told[1]).toEqual(told[0])
    expect((await world.audited(id)).filter((r) => r.action === 'session.refuse')).toHaveLength(10)
    await calm()
  })

  it('are counted by the database: two servers and attempts at one moment get no more than one server would give', async () => {
    const { username } = await nurse()
    const second = await world.another()
    // Six behind them: the next one makes everybody wait longer than sixteen attempts take on a busy machine.
    for (let i = 0; i < 6; i++) {
      await world.visitor().signIn(username, 'guess after guess')
      await passTime()
    }
    const tries = Array.from({ length: 16 }, (_, i) => (i % 2 ? world : second).visitor())
    const answers = await Promise.all(tries.map((v) => v.signIn(username, 'guess after guess')))
    expect(answers.filter((a) => a.body.code === 'sign-in-wrong')).toHaveLength(1)
    expect(answers.filter((a) => a.body.code === 'sign-in-delayed')).toHaveLength(15)
    await calm()
  })

  it('lock the account at the tenth, told in the audit; the right password does not open it; an administrator does', async () => {
    const { username, id } = await nurse()
    for (let i = 0; i < 10; i++) {
      expect((await world.visitor().signIn(username, 'guess after guess')).body.code).toBe('sign-in-wrong')
      if (i < 9) await passTime()
    }
    const locked = await world.visitor().signIn(username, OWN_PASSWORD)
    expect(locked.body.code).toBe('sign-in-delayed')
    expect(locked.body.details.seconds).toBeGreaterThan(800)
    const listed = async () => (await admin.api.platform.accounts.list({ q: username })).rows[0]
    expect(await listed()).toMatchObject({ state: 'locked', id })
    await admin.api.platform.accounts.unlock({ id })
    expect(await listed()).toMatchObject({ state: 'active', lockedUntil: null })
    expect((await world.visitor().signIn(username, OWN_PASSWORD)).status).toBe(200)
    const actions = (await world.audited(id)).map((r) => r.action)
    expect(actions.filter((a) => a === 'account.lock')).toHaveLength(1)
    expect(actions.filter((a) => a === 'account.unlock')).toHaveLength(1)
    await calm()
  })

  it('that a lock has outlived are told as an unlock as well, and a hundred stop until somebody unlocks', async () => {
    const { username, id } = await nurse()
    await world.visitor().signIn(username, 'guess after guess')
    const set = (failures: number) =>
      world.pool.query(
        `update platform.sign_in_attempt set failures = $1, locked = true, next_at = now() where key like 'account:%'`,
        [failures],
      )
    await set(10)
    await world.visitor().signIn(username, 'guess after guess')
    const told = (await world.audited(id)).map((r) => [r.action, r.user_id])
    expect(told.slice(-3).map(([action]) => action)).toEqual([
      'account.unlock',
      'session.refuse',
      'account.lock',
    ])
    expect(told.at(-3)![1]).toBe('system')
    await set(99)
    await world.visitor().signIn(username, 'guess after guess')
    const { body } = await world.visitor().signIn(username, OWN_PASSWORD)
    expect(body.details.seconds).toBeGreaterThan(365 * 86_400)
    await calm()
  })

  it('of many names from one address make that address wait, and nobody else', async () => {
    const { username } = await nurse()
    for (let i = 0; i < 3; i++) await world.visitor().signIn(`made.up.${i}`, 'guess after guess')
    await world.pool.query(`update platform.sign_in_attempt set failures = 30 where key like 'address:%'`)
    await world.visitor().signIn('made.up.too', 'guess after guess')
    expect((await world.visitor().signIn(username, OWN_PASSWORD)).body.code).toBe('sign-in-delayed')
    const elsewhere = await world.pool.query(
      `select count(*)::int as n from platform.sign_in_attempt where failures > 1`,
    )
    expect(elsewhere.rows[0].n).toBe(1)
    await calm()
  })

  it('of the second factor count for the account like those of the password', async () => {
    const { username, visitor } = await nurse()
    await enrol(visitor, OWN_PASSWORD)
    const other = world.visitor()
    await other.signIn(username, OWN_PASSWORD)
    for (let i = 0; i < 4; i++) await other.post('/two-factor/verify-totp', { code: `11111${i}` })
    // The wait that the fourth brought is made longer than a few requests take on a busy machine.
    await world.pool.query(`update platform.sign_in_attempt set next_at = next_at + interval '1 minute'
      where key like 'account:%' and next_at > last_at + interval '0.5 seconds'`)
    const next = await other.post('/two-factor/verify-totp', { code: '222222' })
    expect(next.body.code).toBe('sign-in-delayed')
    expect((await world.visitor().signIn(username, OWN_PASSWORD)).body.code).toBe('sign-in-delayed')
    await calm()
  })

  it('leave neither the typed name nor the password anywhere in the database', async () => {
    await world.visitor().signIn('mat.khau.go.nham', 'bí mật không ai biết')
    await calm().then(() => world.visitor().signIn('mat.khau.go.nham', 'bí mật không ai biết'))
    const { rows } = await world.pool.query(
      `select to_jsonb(a)::text || coalesce(v.changes::text, '') as t from platform.audit a left join platform.audit_value v on v.audit_id = a.id
       union all select key from platform.sign_in_attempt`,
    )
    expect(rows.filter((r) => /mat\.khau|bí mật/.test(r.t))).toEqual([])
    await calm()
  })
})

it('what sign-in wrote into the audit belongs to its chains', async () => {
  const verdict = await verifyAudit(world.pool, Buffer.from(inject('auditKey'), 'hex'))
  expect(verdict.rows).toBeGreaterThan(40)
  expect(verdict.findings).toEqual([])
})
