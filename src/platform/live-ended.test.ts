import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  enrol,
  type Installation,
  OWN_PASSWORD,
  openInstallation,
  type Visitor,
} from '../../test/harness/installation.ts'
import { openWorld } from '../../test/harness/world.ts'

interface Line {
  status: number
  headers: Headers
  closed: boolean
  hangUp(): void
}

/** Listens at any server with the cookies of a visitor. */
async function listen(origin: string, cookie: string): Promise<Line> {
  const controller = new AbortController()
  const response = await fetch(`${origin}/api/live`, { headers: { cookie }, signal: controller.signal })
  const { status, headers } = response
  const line: Line = { status, headers, closed: false, hangUp: () => controller.abort() }
  void (async () => {
    try {
      for await (const _ of response.body!);
    } catch {
      // Hung up by either side.
    }
    line.closed = true
  })()
  return line
}
const cookieOf = (v: Visitor) => [...v.cookies].map(([k, value]) => `${k}=${value}`).join('; ')
/** The server looks every two seconds. */
const SOON = { timeout: 30_000, interval: 50 }

describe('The line of a session that has ended is closed within seconds, whichever process it was ended at', () => {
  let world: Installation
  let admin: Awaited<ReturnType<Installation['administrator']>>
  let elsewhere: string
  let others: Line
  const open: Line[] = []
  beforeAll(async () => {
    world = await openInstallation()
    admin = await world.administrator()
    const second = await world.another()
    const { port } = second.app.http.server.address() as { port: number }
    elsewhere = `http://127.0.0.1:${port}`
    others = await hear(admin)
  })
  afterAll(async () => {
    for (const line of open) line.hangUp()
    await world?.close()
  })
  async function hear(visitor: Visitor): Promise<Line> {
    const line = await listen(elsewhere, cookieOf(visitor))
    open.push(line)
    expect(line.status).toBe(200)
    return line
  }

  let made = 0
  const ways: Record<string, (who: { id: string; username: string; visitor: Visitor }) => Promise<unknown>> =
    {
      'by signing out': ({ visitor }) => visitor.post('/sign-out'),
      'by the person, from another device': async ({ id, visitor }) => {
        const { rows } = await world.pool.query('select id from auth.session where "userId" = $1', [id])
        await visitor.api.platform.account.endSession({ id: rows[0].id })
      },
      'by the administrator': ({ id }) => admin.api.platform.accounts.endSessions({ id }),
      'with the account': ({ id }) => admin.api.platform.accounts.disable({ id }),
      'with a new password': ({ id }) => admin.api.platform.accounts.reset({ id, secondFactor: false }),
      'with the post, handed to somebody else': ({ id, username }) =>
        admin.api.platform.accounts.replace({
          id,
          since: new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10),
          name: 'Lò Thị Mai',
          username: `next.${username}`,
        }),
      'by an hour without use': ({ id }) =>
        world.pool.query(
          `update auth.session set "updatedAt" = now() - interval '61 minutes' where "userId" = $1`,
          [id],
        ),
      'by its twelve hours': ({ id }) =>
        world.pool.query(`update auth.session set "expiresAt" = now() where "userId" = $1`, [id]),
    }
  it.each(Object.keys(ways))('%s', async (way) => {
    const who = await world.newcomer(admin, `listener.${++made}`)
    await enrol(who.visitor, OWN_PASSWORD)
    const line = await hear(who.visitor)
    await ways[way]!(who)
    await expect.poll(() => line.closed, SOON).toBe(true)
    expect((await listen(elsewhere, cookieOf(who.visitor))).status).toBe(401)
    expect(others.closed).toBe(false)
  })

  it('and is opened with the headers of every other answer', () => {
    expect(Object.fromEntries(others.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    })
  })
})

it('the line of a viewer whose areas were reorganised is closed, to be opened anew over the new ones', async () => {
  const world = await openWorld()
  try {
    const commander = await world.signIn('district-commander')
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    const lines = await Promise.all([commander, nurse].map((u) => listen(world.origin, u.cookie)))
    await world.pool.query(
      `insert into vx.area (parent_id, level, code, name, full_name, valid_from)
       select parent_id, level, 'moi', 'Mới', 'Phường Mới', valid_from from vx.area where id = $1`,
      [await world.areaId('Mai Động')],
    )
    await expect.poll(() => lines.map((l) => l.closed), SOON).toEqual([true, false])
    for (const line of lines) line.hangUp()
  } finally {
    await world.close()
  }
})
