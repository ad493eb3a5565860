import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  ADMIN,
  enrol,
  type Installation,
  openInstallation,
  type Visitor,
} from '../../test/harness/installation.ts'
import { expectProblem } from '../../test/harness/world.ts'

let world: Installation
let admin: Awaited<ReturnType<Installation['administrator']>>
let ward: number
let city: number
beforeAll(async () => {
  world = await openInstallation()
  admin = await world.administrator()
  const { rows } = await world.pool.query(
    `select id, full_name from vx.area where full_name in ('Phường Mai Động', 'Thành phố Hà Nội') order by full_name`,
  )
  ;[ward, city] = rows.map((r) => r.id) as [number, number]
})
afterAll(() => world?.close())

const OWN_PASSWORD = 'cơm nắm lá sen 8 gói'
const person = { name: 'Phùng Đức Trọng', postKind: 'ward-nurse' }
const create = (username: string, more: object = {}) =>
  admin.api.platform.accounts.create({ ...person, areaId: ward, username, ...more })
const auditOf = async (id: string) => {
  const { rows } = await world.pool.query(
    `select a.action, a.user_id, a.post_id, a.area_id, v.changes from platform.audit a
     left join platform.audit_value v on v.audit_id = a.id where a.subject_id = $1 order by a.at, a.seq`,
    [id],
  )
  return rows
}
const entered = (v: Visitor) =>
  v.api.platform.account.state().then(
    (s) => s.pending,
    () => 'out',
  )

it('a new account opens with a password for one use, which must give way to one that stands the rules', async () => {
  const { id, password } = await create('tram.mai-dong')
  const nurse = world.visitor()
  expect((await nurse.signIn('tram.mai-dong', password)).status).toBe(200)
  expect(await entered(nurse)).toBe('password')
  await expectProblem(nurse.api.platform.me(), 'password-change-needed')
  await expectProblem(nurse.api.platform.account.sessions(), 'password-change-needed')
  const early = await nurse.post('/two-factor/enable', { password })
  expect(early.body.code).toBe('password-change-needed')
  const change = (next: string, current = password) => nurse.api.platform.account.password({ current, next })
  const short = await expectProblem(change('bảy ký!'), 'password-too-short')
  expect(short).toMatchObject({ details: { field: 'next' } })
  expect(short.words.vi).toContain('8')
  await expectProblem(change('x'.repeat(129)), 'password-too-long')
  await expectProblem(change('matkhau123'), 'password-common')
  await expectProblem(change('tram.mai-dong 7'), 'password-names')
  await expectProblem(change(password), 'password-same')
  await expectProblem(change(OWN_PASSWORD, 'something else'), 'password-wrong')
  await change(OWN_PASSWORD)
  expect(await entered(nurse)).toBe('second-factor')
  const other = world.visitor()
  expect((await other.signIn('tram.mai-dong', password)).body.code).toBe('sign-in-wrong')
  const [made] = await auditOf(id)
  const { rows } = await world.pool.query(
    `select h.user_id, h.post_id from vx.post_holder h where username = $1`,
    [ADMIN.username],
  )
  expect(made).toMatchObject({ action: 'account.create', ...rows[0], area_id: ward })
  expect(made.changes).toMatchObject({ username: [null, 'tram.mai-dong'], post: [null, 'ward-nurse'] })
  expect(JSON.stringify(await auditOf(id))).not.toContain(password)
})

it('a password for one use lasts three days', async () => {
  const { id, password, hours } = await create('ba.ngay')
  expect(hours).toBe(72)
  await world.pool.query(
    `update auth."user" set "oneTimeUntil" = now() - interval '1 second' where id = $1`,
    [id],
  )
  expect((await world.visitor().signIn('ba.ngay', password)).body.code).toBe('sign-in-wrong')
  const { rows } = await admin.api.platform.accounts.list({ q: 'ba.ngay' })
  expect(rows).toMatchObject([{ state: 'one-time-over' }])
  const again = await admin.api.platform.accounts.reset({ id, secondFactor: false })
  expect((await world.visitor().signIn('ba.ngay', again.password)).status).toBe(200)
})

it('closing an account ends its sessions and its sign-in at once; opening brings it back', async () => {
  const { id, password } = await create('dong.mo')
  const nurse = world.visitor()
  await nurse.signIn('dong.mo', password)
  expect(await entered(nurse)).toBe('password')
  await admin.api.platform.accounts.disable({ id })
  expect(await entered(nurse)).toBe('out')
  const refused = await world.visitor().signIn('dong.mo', password)
  expect([refused.status, refused.body.code]).toEqual([401, 'sign-in-wrong'])
  expect((await admin.api.platform.accounts.list({ q: 'dong.mo' })).rows[0]!.state).toBe('disabled')
  await admin.api.platform.accounts.enable({ id })
  expect((await world.visitor().signIn('dong.mo', password)).status).toBe(200)
  expect((await auditOf(id)).map((r) => r.action)).toEqual(
    expect.arrayContaining(['account.disable', 'account.enable', 'session.refuse']),
  )
})

it('a reset ends every session and takes the second factor away only when asked to', async () => {
  const { id, password } = await create('dat.lai')
  const nurse = world.visitor()
  await nurse.signIn('dat.lai', password)
  await nurse.api.platform.account.password({ current: password, next: OWN_PASSWORD })
  await enrol(nurse, OWN_PASSWORD)
  const kept = await admin.api.platform.accounts.reset({ id, secondFactor: false })
  expect(await entered(nurse)).toBe('out')
  expect((await world.visitor().signIn('dat.lai', OWN_PASSWORD)).status).toBe(401)
  expect((await world.visitor().signIn('dat.lai', kept.password)).body.next).toBe('code')
  const without = await admin.api.platform.accounts.reset({ id, secondFactor: true })
  expect((await world.visitor().signIn('dat.lai', without.password)).body.next).toBe('in')
  expect((await admin.api.platform.accounts.list({ q: 'dat.lai' })).rows[0]).toMatchObject({
    state: 'one-time',
    secondFactor: 'missing',
  })
})

it('an administrator ends all sessions of an account', async () => {
  const { id, password } = await create('het.phien')
  const two = [world.visitor(), world.visitor()]
  for (const v of two) await v.signIn('het.phien', password)
  expect((await admin.api.platform.accounts.list({ q: 'het.phien' })).rows[0]!.sessions).toBe(2)
  await admin.api.platform.accounts.endSessions({ id })
  expect(await Promise.all(two.map(entered))).toEqual(['out', 'out'])
  expect((await auditOf(id)).at(-1)).toMatchObject({ action: 'account.end-sessions' })
})

it('a name is taken once, also when two take it at the same moment, and then nothing is half made', async () => {
  const both = await Promise.allSettled([create('mot.lan'), create('mot.lan')])
  expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected'])
  await expectProblem(create('mot.lan'), 'username-taken')
  await create('thu.mot', { email: 'Thu@yte.example' })
  await expectProblem(create('thu.hai', { email: 'thu@YTE.example' }), 'username-taken')
  const { rows } = await world.pool.query(
    `select (select count(*)::int from vx.post_holder where username in ('mot.lan', 'thu.mot', 'thu.hai')) as holders,
       (select count(*)::int from auth."user" where username in ('mot.lan', 'thu.mot', 'thu.hai')) as users`,
  )
  expect(rows[0]).toEqual({ holders: 2, users: 2 })
})

it('a post stands at its level, below the administrator, and an administrator cannot close the door behind himself', async () => {
  await expectProblem(create('sai.cap', { areaId: city }), 'post-elsewhere')
  await expectProblem(create('khong.co', { postKind: 'no-such-post' }), 'post-elsewhere')
  const lower = await create('quan.tri.phuong', { postKind: 'administrator' })
  const visitor = world.visitor()
  await visitor.signIn('quan.tri.phuong', lower.password)
  await visitor.api.platform.account.password({ current: lower.password, next: OWN_PASSWORD })
  await enrol(visitor, OWN_PASSWORD)
  const mine = await visitor.api.platform.accounts.list({})
  expect(mine.rows.every((r) => r.areaId === ward)).toBe(true)
  const [top] = (await admin.api.platform.accounts.list({ q: ADMIN.username })).rows
  await expectProblem(visitor.api.platform.accounts.reset({ id: top!.id, secondFactor: true }), 'not-found')
  await expectProblem(
    visitor.api.platform.accounts.create({
      ...person,
      username: 'len.tren',
      postKind: 'city-viewer',
      areaId: city,
    }),
    'outside-area',
  )
  await expectProblem(admin.api.platform.accounts.disable({ id: top!.id }), 'own-account')
  await expectProblem(admin.api.platform.accounts.reset({ id: top!.id, secondFactor: false }), 'own-account')
})

it('a post that stands empty is filled before another is made', async () => {
  const { id } = await create('truoc')
  await world.pool.query(`update vx.post_holder set until = since where user_id = $1`, [id])
  await create('sau')
  const { rows } = await world.pool.query(
    `select count(distinct post_id)::int as n from vx.post_holder where username in ('truoc', 'sau')`,
  )
  expect(rows[0].n).toBe(1)
})

it('an administrator reads no facts of people', async () => {
  await expectProblem(admin.api.people.search({ q: 'Nguyễn' }), 'right-missing')
})
