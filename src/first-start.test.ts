import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { databaseUrl, dropDatabase } from '../test/harness/global-setup.ts'
import { createApp } from './app.ts'
import { ensureInstalled, type FirstStartInput } from './first-start.ts'
import { readConfig } from './platform/config.ts'
import { migrate } from './platform/migrate.ts'

const auditKey = Buffer.from(inject('auditKey'), 'hex')
const PASSWORD = 'bình minh trên sông Tô Lịch'
const nothing = { name: undefined, username: undefined, passwordFile: undefined, areaCode: '01' }
let folder: string
let owner: pg.Client
const made: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vx-first-'))
  owner = new pg.Client({ connectionString: inject('serverUrl') })
  await owner.connect()
})
afterAll(async () => {
  for (const name of made) await dropDatabase(owner, name)
  await owner?.end()
  rmSync(folder, { recursive: true, force: true })
})

async function empty(): Promise<string> {
  const name = `vx_first_${process.pid}_${made.length}`
  await owner.query(`create database ${name}`)
  made.push(name)
  const url = databaseUrl(inject('serverUrl'), name)
  await migrate(url)
  return url
}
const start = (url: string, more: Partial<FirstStartInput>) =>
  ensureInstalled({
    url,
    auditKey,
    authSecret: 'test',
    demo: false,
    admin: nothing,
    terminal: { isTTY: false, input: new PassThrough(), output: new PassThrough() },
    ...more,
  })
const passwordFile = (text: string) => {
  const path = join(folder, 'password')
  writeFileSync(path, text)
  return path
}
async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows as T[]
}

it('without a terminal says what it needs, and changes nothing', async () => {
  const url = await empty()
  for (const admin of [nothing, { ...nothing, name: 'Đỗ Quốc Khánh', username: 'quan.tri' }]) {
    await expect(start(url, { admin })).rejects.toThrow(
      /VX_ADMIN_NAME, VX_ADMIN_USERNAME, VX_ADMIN_PASSWORD_FILE/,
    )
  }
  const good = {
    name: 'Đỗ Quốc Khánh',
    username: 'quan.tri',
    passwordFile: passwordFile(`${PASSWORD}\n`),
    areaCode: '008',
  }
  await expect(start(url, { admin: { ...good, passwordFile: join(folder, 'none') } })).rejects.toThrow(
    /no file/,
  )
  await expect(start(url, { admin: { ...good, areaCode: '999' } })).rejects.toThrow(/no area/)
  await expect(start(url, { admin: { ...good, username: 'Quản Trị' } })).rejects.toThrow(/User name/)
  await expect(start(url, { admin: { ...good, passwordFile: passwordFile('ngắn') } })).rejects.toThrow(
    /at least 8/,
  )
  await expect(start(url, { admin: { ...good, passwordFile: passwordFile('matkhau123') } })).rejects.toThrow(
    /guessed/,
  )
  expect(
    await ask(
      url,
      'select (select count(*)::int from vx.area) as areas, (select count(*)::int from auth."user") as users',
    ),
  ).toEqual([{ areas: 0, users: 0 }])
})

it('with variables makes the areas and an administrator whose sign-in works, once', async () => {
  const url = await empty()
  const admin = {
    name: 'Đỗ Quốc Khánh',
    username: 'quan.tri',
    passwordFile: passwordFile(`${PASSWORD}\n`),
    areaCode: '008',
  }
  expect(await start(url, { admin })).toBe('real')
  // The password file may go; `npm start` without VX_DEMO=off leaves an installation what it is.
  expect(await start(url, { admin: nothing, demo: true })).toBe('real')
  const areas = await ask<{ level: string; n: number }>(
    url,
    'select level, count(*)::int as n from vx.area where valid_to is null group by level order by level',
  )
  expect(areas.map((a) => a.level)).toEqual(['city', 'district', 'ward'])
  expect(areas.find((a) => a.level === 'ward')!.n).toBeGreaterThan(50)
  const app = await createApp({ url, auditKey, authSecret: 'test', origins: ['http://localhost'] })
  try {
    expect(app.isDemo).toBe(false)
    const answer = await app.http.inject({
      method: 'POST',
      url: '/api/auth/sign-in/username',
      payload: { username: 'quan.tri', password: PASSWORD },
    })
    expect(answer.statusCode).toBe(200)
    const open = await app.http.inject({ url: '/api/open' })
    expect(open.json()).toMatchObject({ demo: false, accounts: [], password: null })
  } finally {
    await app.close()
  }
  expect(
    await ask(url, `select action, user_id from platform.audit where action = 'account.create'`),
  ).toEqual([{ action: 'account.create', user_id: 'system' }])
})

it('on a terminal asks, does not show the password, and asks again when something is wrong', async () => {
  const url = await empty()
  const input = new PassThrough()
  const output = new PassThrough()
  let shown = ''
  const answers: [RegExp, string][] = [
    [/code of the area \[01\]: $/, '008'],
    [/name of the administrator: $/, 'Đỗ Quốc Khánh'],
    [/user name: $/, 'quan.tri'],
    [/password: $/, PASSWORD],
    [/once more: $/, 'something else'],
    [/differ[\s\S]*code of the area \[01\]: $/, ''],
    [/name of the administrator: $/, 'Đỗ Quốc Khánh'],
    [/user name: $/, 'quan.tri'],
    [/password: $/, PASSWORD],
    [/once more: $/, PASSWORD],
  ]
  output.on('data', (chunk) => {
    shown += String(chunk)
    const next = answers[0]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's own signs are not what is asked
    if (next?.[0].test(shown.replace(/\u001b\[[0-9;]*\w/g, ''))) {
      answers.shift()
      setTimeout(() => input.write(`${next[1]}\r`), 5)
    }
  })
  expect(await start(url, { terminal: { isTTY: true, input, output } })).toBe('real')
  expect(answers).toEqual([])
  expect(shown).not.toContain(PASSWORD)
  expect(shown).not.toContain('something else')
  const holders = await ask(
    url,
    'select h.username, p.kind, a.code from vx.post_holder h join vx.post p on p.id = h.post_id join vx.area a on a.id = p.area_id',
  )
  expect(holders).toEqual([{ username: 'quan.tri', kind: 'administrator', code: '01' }])
})

it('stops when the person at the terminal leaves', async () => {
  const url = await empty()
  const input = new PassThrough()
  const left = start(url, { terminal: { isTTY: true, input, output: new PassThrough() } })
  setTimeout(() => input.end(), 200)
  await expect(left).rejects.toThrow(/Stopped/)
})

it('a demo stays a demo, and an empty database becomes one unless told otherwise', async () => {
  const url = await empty()
  expect(await start(url, { demo: true })).toBe('demo')
  await ask(url, `insert into platform.setting values ('demo', '{}')`)
  await expect(start(url, {})).rejects.toThrow(/stays one/)
})

it('the configuration says in a line each what does not fit together', () => {
  const read = (env: Record<string, string>) => readConfig({ VX_DATA: folder, ...env })
  expect(read({ VX_ORIGIN: 'https://vx.example/path' }).publicOrigin).toBe('https://vx.example')
  expect(read({}).demo).toBe(true)
  expect(read({ VX_DEMO: 'off' }).demo).toBe(false)
  expect(() => read({ VX_DEMO: 'maybe' })).toThrow(/VX_DEMO/)
  expect(() => read({ VX_ORIGIN: 'ftp://vx.example' })).toThrow(/VX_ORIGIN/)
  expect(() => read({ VX_OIDC_ISSUER: 'https://sso.example' })).toThrow(/all three, or none/)
  const oidc = { VX_OIDC_ISSUER: 'https://sso.example', VX_OIDC_CLIENT_ID: 'vx' }
  expect(() => read({ ...oidc, VX_OIDC_CLIENT_SECRET_FILE: join(folder, 'none') })).toThrow(/there is no/)
  expect(() => read({ VX_OIDC_ISSUER: 'http://sso.example' })).toThrow(/https, except on this machine/)
  expect(read({ ...oidc, VX_OIDC_CLIENT_SECRET_FILE: passwordFile('s3cret\n') }).oidc).toMatchObject({
    clientSecret: 's3cret',
    claim: 'preferred_username',
    secondFactor: 'amr',
  })
})
