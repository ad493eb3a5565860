import { createServer, type Server } from 'node:http'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  enrol,
  type Installation,
  openInstallation,
  totp,
  type Visitor,
} from '../../test/harness/installation.ts'
import { expectProblem } from '../../test/harness/world.ts'
import type { OidcConfig } from './auth-oidc.ts'

/** What the provider knows of its people; `amr` is how each of them proves to it who they are. */
const PEOPLE: Record<string, { name: string; email: string; email_verified: boolean; amr?: string[] }> = {
  's-hang': { name: 'hang.sso', email: 'hang@yte.example', email_verified: true, amr: ['pwd', 'otp'] },
  's-trong': { name: 'trong.sso', email: 'trong@yte.example', email_verified: true, amr: ['pwd'] },
  's-stranger': { name: 'stranger', email: 'stranger@elsewhere.example', email_verified: true },
  's-thief': { name: 'hang.sso', email: 'hang@yte.example', email_verified: false, amr: ['pwd', 'otp'] },
}

let server: Server
let issuer: string
let world: Installation
let byMail: Installation
let admin: Awaited<ReturnType<Installation['administrator']>>

/** A real provider, as its package makes one; its sign-in page is skipped for whom `login_as` names. */
async function startProvider(callbacks: string[]): Promise<void> {
  server = createServer((request, response) => void provider.callback()(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'vung-xanh',
        client_secret: 'between us',
        redirect_uris: callbacks,
        response_types: ['code'],
      },
    ],
    cookies: { keys: ['test'] },
    claims: {
      openid: ['sub', 'amr'],
      profile: ['preferred_username', 'name'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: false,
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: PEOPLE[id]!.name, ...PEOPLE[id], name: 'Any Name' }),
    }),
    features: { devInteractions: { enabled: false } },
    interactions: {
      url: (_: unknown, i: { uid: string; params: { login_as?: string } }) => `/as/${i.uid}`,
    },
  })
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/as/')) return next()
    const details = await provider.interactionDetails(ctx.req, ctx.res)
    const who = signsInAs
    if (details.prompt.name === 'login') {
      const login = { accountId: who, amr: PEOPLE[who]!.amr, remember: false }
      await provider.interactionFinished(ctx.req, ctx.res, { login })
    } else {
      const grant = new provider.Grant({ accountId: who, clientId: 'vung-xanh' })
      grant.addOIDCScope('openid profile email')
      await provider.interactionFinished(ctx.req, ctx.res, { consent: { grantId: await grant.save() } })
    }
    ctx.respond = false
  })
}
let signsInAs = ''

beforeAll(async () => {
  const callback = 'http://localhost/api/auth/callback/oidc'
  await startProvider([callback])
  const oidc: OidcConfig = {
    issuer,
    clientId: 'vung-xanh',
    clientSecret: 'between us',
    claim: 'preferred_username',
    name: 'Sở Y tế',
    secondFactor: 'amr',
  }
  world = await openInstallation({ oidc })
  byMail = await openInstallation({ oidc: { ...oidc, claim: 'email' } })
  admin = await world.administrator()
})
afterAll(async () => {
  await world?.close()
  await byMail?.close()
  server?.close()
})

/** Goes the whole way as a browser would: to the provider, through its pages, and back. */
async function throughProvider(visitor: Visitor, subject: string, back?: string): Promise<string> {
  signsInAs = subject
  const { status, body } = await visitor.post('/sign-in/oidc', back === undefined ? {} : { back })
  expect([status, body.code]).toEqual([200, undefined])
  const jar = new Map<string, string>()
  let url = new URL(body.url)
  for (let hop = 0; hop < 10; hop++) {
    if (url.host === 'localhost') {
      const home = await visitor.get(url.pathname + url.search)
      expect(home.status).toBe(302)
      return home.headers.get('location')!
    }
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') },
    })
    for (const c of response.headers.getSetCookie()) {
      const [, k, v] = c.match(/^([^=]+)=([^;]*)/)!
      jar.set(k!, v!)
    }
    const to = response.headers.get('location')
    if (!to) throw new Error(`${url}: ${response.status} ${(await response.text()).slice(0, 300)}`)
    url = new URL(to, url)
  }
  throw new Error('The way back was not found')
}

async function account(of: typeof admin, world: Installation, username: string, email?: string) {
  const { rows } = await world.pool.query(`select id from vx.area where full_name = 'Phường Mai Động'`)
  const areaId = rows[0].id as number
  return of.api.platform.accounts.create({
    name: 'Tạ Thu Hằng',
    username,
    postKind: 'ward-nurse',
    areaId,
    ...(email ? { email } : {}),
  })
}

/** The password for one use stays where it is: whoever signs in through the provider never types it. */
const settle = (world: Installation) => world.pool.query('update auth."user" set "oneTimeUntil" = null')

describe('A provider', () => {
  it('signs in the account with the name it says, back to the page that was asked for', async () => {
    await account(admin, world, 'hang.sso')
    await settle(world)
    const visitor = world.visitor()
    expect(await visitor.api.platform.account.ways()).toEqual({ provider: 'Sở Y tế' })
    expect(await throughProvider(visitor, 's-hang', '/cases?state=open')).toBe('/cases?state=open')
    expect((await visitor.api.platform.me()).username).toBe('hang.sso')
    const [session] = await visitor.api.platform.account.sessions()
    expect(session!.via).toBe('oidc')
  })

  it('keeps nothing of its tokens here', async () => {
    const { rows } = await world.pool.query(
      `select "accessToken", "refreshToken", "idToken" from auth.account where "providerId" = 'oidc'`,
    )
    expect(rows).toEqual([{ accessToken: null, refreshToken: null, idToken: null }])
  })

  it('that did not ask for a second factor leaves it to us', async () => {
    const { id } = await account(admin, world, 'trong.sso')
    await settle(world)
    const visitor = world.visitor()
    await throughProvider(visitor, 's-trong')
    expect(await visitor.api.platform.account.state()).toMatchObject({
      pending: 'second-factor',
      enrolled: false,
    })
    await expectProblem(visitor.api.platform.me(), 'second-factor-needed')
    const { password } = await admin.api.platform.accounts.reset({ id, secondFactor: false })
    await settle(world)
    await throughProvider(visitor, 's-trong')
    const { secret } = await enrol(visitor, password)
    const next = world.visitor()
    await throughProvider(next, 's-trong')
    expect(await next.api.platform.account.state()).toMatchObject({
      pending: 'second-factor',
      enrolled: true,
    })
    expect((await next.post('/two-factor/verify-totp', { code: totp(secret, 1) })).status).toBe(200)
    expect((await next.api.platform.me()).username).toBe('trong.sso')
  })

  it('makes no account for a stranger, and lets nobody in who took over a name', async () => {
    const before = await world.pool.query('select count(*)::int as n from auth."user"')
    for (const subject of ['s-stranger', 's-thief']) {
      const visitor = world.visitor()
      expect(await throughProvider(visitor, subject)).toBe('/sign-in?error=provider')
      await expectProblem(visitor.api.platform.me(), 'not-signed-in')
    }
    const after = await world.pool.query('select count(*)::int as n from auth."user"')
    expect(after.rows).toEqual(before.rows)
    const { rows } = await world.pool.query(
      `select count(*)::int as n from platform.audit where action = 'session.refuse' and subject_id = 'oidc'`,
    )
    expect(rows[0].n).toBe(2)
  })

  it('does not open a closed account', async () => {
    const { rows } = await world.pool.query(`select id from auth."user" where username = 'hang.sso'`)
    await admin.api.platform.accounts.disable({ id: rows[0].id })
    expect(await throughProvider(world.visitor(), 's-hang')).toBe('/sign-in?error=provider')
    await admin.api.platform.accounts.enable({ id: rows[0].id })
  })

  it('cannot be used to lead somebody elsewhere, nor to end a sign-in that another browser began', async () => {
    for (const back of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      expect(await throughProvider(world.visitor(), 's-hang', back)).toBe('/')
    }
    signsInAs = 's-hang'
    const one = world.visitor()
    const { body } = await one.post('/sign-in/oidc')
    const state = new URL(body.url).searchParams.get('state')
    const other = world.visitor()
    const answer = await other.get(`/api/auth/callback/oidc?code=made-up&state=${state}`)
    expect(answer.headers.get('location')).toBe('/sign-in?error=provider')
    await expectProblem(other.api.platform.me(), 'not-signed-in')
  })

  it('can be matched by a verified address instead', async () => {
    const chief = await byMail.administrator()
    await account(chief, byMail, 'some.other.name', 'Hang@yte.example')
    await settle(byMail)
    const visitor = byMail.visitor()
    expect(await throughProvider(visitor, 's-thief')).toBe('/sign-in?error=provider')
    expect(await throughProvider(visitor, 's-hang')).toBe('/')
    expect((await visitor.api.platform.me()).username).toBe('some.other.name')
  })

  async function knockAt(issuer: string) {
    const other = await openInstallation({
      oidc: {
        issuer,
        clientId: 'x',
        clientSecret: 'x',
        claim: 'preferred_username',
        name: 'Nơi khác',
        secondFactor: 'amr',
      },
    })
    try {
      const { status, body } = await other.visitor().post('/sign-in/oidc')
      return [status, body.code]
    } finally {
      await other.close()
    }
  }

  it('that does not answer is told as such', async () => {
    expect(await knockAt('http://127.0.0.1:9')).toEqual([503, 'provider-unreachable'])
  })

  it('that calls itself by another name, or is said to be at another address, is not gone to', async () => {
    const real = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
    const moved: string[] = []
    const impostor = createServer((request, response) => {
      const home = `http://127.0.0.1:${(impostor.address() as { port: number }).port}`
      const send = (of: object) =>
        response.setHeader('content-type', 'application/json').end(JSON.stringify(of))
      if (request.url!.startsWith('/another-name/')) return send(real)
      if (request.url!.startsWith('/own-name/')) return send({ ...real, issuer: `${home}/own-name` })
      if (request.url!.startsWith('/here')) {
        moved.push(request.url!)
        return send({ ...real, issuer: `${home}/moved` })
      }
      response.writeHead(302, { location: `${home.replace('127.0.0.1', 'localhost')}/here` }).end()
    })
    await new Promise<void>((done) => impostor.listen(0, done))
    const home = `http://127.0.0.1:${(impostor.address() as { port: number }).port}`
    expect(await knockAt(`${home}/own-name`)).toEqual([200, undefined])
    expect(await knockAt(`${home}/another-name`)).toEqual([500, 'unexpected'])
    expect(await knockAt(`${home}/moved`)).toEqual([503, 'provider-unreachable'])
    expect(moved).toEqual([])
    impostor.close()
  })
})

it('without a provider there is no such door', async () => {
  const plain = await openInstallation()
  try {
    const visitor = plain.visitor()
    expect(await visitor.api.platform.account.ways()).toEqual({ provider: null })
    expect((await visitor.post('/sign-in/oidc')).body.code).toBe('not-found')
    expect((await visitor.get('/api/auth/callback/oidc?code=x&state=y')).status).toBe(404)
  } finally {
    await plain.close()
  }
})
