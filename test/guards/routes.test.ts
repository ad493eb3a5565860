import { isContractProcedure } from '@orpc/contract'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { allFigures, allRegisters, allRights, rightsOf } from '../../src/app.ts'
import { contract } from '../../src/domains/contract.ts'
import { domains } from '../../src/domains/index.ts'
import { POSTS } from '../../src/domains/registry/organisations/index.ts'
import { openWorld, type User, type World } from '../harness/world.ts'
import { type Node, sources, textOf, walk } from './source.ts'

/** Every route of the web server, as Fastify was told it. */
const served = vi.hoisted(() => [] as { method: string; path: string; right: string | undefined }[])
vi.mock('fastify', async (original) => {
  const real = await original<typeof import('fastify')>()
  const listening = (options: Parameters<typeof real.default>[0]) => {
    const app = real.default(options)
    app.addHook('onRoute', (r) => {
      for (const method of [r.method].flat()) served.push({ method, path: r.url, right: r.config?.right })
    })
    return app
  }
  return { ...real, default: listening, fastify: listening }
})

interface Door {
  method: string
  /** Below the origin, with {parameters}. */
  path: string
  right: string
}

/** Every procedure of the contract with the method, path and right that it declares. */
function procedures(part: unknown): Door[] {
  if (isContractProcedure(part)) {
    const { meta, route } = part['~orpc']
    return [
      {
        method: route.method ?? '',
        path: `/api${route.path}`,
        right: String((meta as { right?: string }).right),
      },
    ]
  }
  return Object.values(part as object).flatMap(procedures)
}

/** Handlers behind which another router decides: the contract's own, the sign-in's, the files of the web app. */
const ROUTERS = new Set(['/api/*', '/api/auth/*', '/*'])
const PUBLIC = new Set(['public', 'signed-in'])
const ID = '00000000-0000-7000-8000-000000000001'

let world: World
const users = new Map<string, User>()
const contractDoors = procedures(contract)
let doors: Door[]

beforeAll(async () => {
  world = await openWorld()
  const streams = served
    .filter((r) => !ROUTERS.has(r.path) && r.method !== 'HEAD')
    .map((r) => ({ method: r.method, path: r.path.replace(/:(\w+)/g, '{$1}'), right: r.right ?? '' }))
  doors = [...contractDoors, ...streams]
  for (const kind of Object.keys(POSTS)) users.set(kind, await world.signIn(kind))
})
afterAll(() => world?.close())

/** Sends an empty request: whoever lacks the right must learn that before anything is read of what was sent. */
async function knock(door: Door, user: User | undefined, values: Record<string, string> = {}) {
  const path = door.path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? (name === 'format' ? 'csv' : ID))
  const hasBody = door.method !== 'GET'
  const response = await world.fetch(user, path, {
    method: door.method,
    ...(hasBody ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}),
    signal: AbortSignal.timeout(60_000),
  })
  const body = (await response.json().catch(() => ({}))) as { code?: string; title?: string }
  return { status: response.status, code: body.code, title: body.title }
}

const name = (d: Door) => `${d.method} ${d.path} (${d.right})`

/** A post without `right` that holds all of `others`. */
function postWithout(right: string, ...others: string[]): string | undefined {
  return Object.keys(POSTS).find((kind) => {
    const rights = rightsOf(kind)
    return !rights.has(right) && others.every((o) => rights.has(o))
  })
}

/** Calls every door as somebody without its right; tells what did not answer `403 right-missing` naming the right. */
async function open(tries: { door: Door; as: string; right: string; values?: Record<string, string> }[]) {
  const wrong: string[] = []
  for (const t of tries) {
    const got = await knock(t.door, users.get(t.as), t.values)
    if (got.status !== 403 || got.code !== 'right-missing' || !got.title?.includes(`(${t.right})`)) {
      wrong.push(
        `${name(t.door)} ${JSON.stringify(t.values ?? {})} as ${t.as}: ${got.status} ${got.code} ${got.title}`,
      )
    }
  }
  return wrong
}

/** Rights that a line of code asks for by name: in `read`, `write`, `requireRight`, `rights.has`, `useRight`. */
function asked(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const s of [...sources().values()].filter(
    (x) =>
      x.path.startsWith('src/') && !x.isTest && /\b(read|write|requireRight|has|useRight)\(/.test(x.text),
  )) {
    walk(s.program, (node) => {
      if (node.type !== 'CallExpression') return
      const callee = node.callee as Node
      const property = callee.type === 'MemberExpression' ? (callee.property as Node) : callee
      const called = String(property.name ?? '')
      const args = node.arguments as Node[]
      const isHas = called === 'has' && s.text.slice(callee.start, callee.end).endsWith('rights.has')
      const right =
        isHas || called === 'useRight'
          ? args[0]
          : /^(read|write|requireRight)$/.test(called)
            ? args[1]
            : undefined
      const text = textOf(right)
      if (text !== undefined) found.set(text, [...(found.get(text) ?? []), s.path])
    })
  }
  return found
}

it('every route says which right it needs, and every such right exists', () => {
  expect(contractDoors.length).toBeGreaterThan(20)
  expect(doors.length).toBeGreaterThan(contractDoors.length)
  expect(doors.filter((d) => !PUBLIC.has(d.right) && !(d.right in allRights)).map(name)).toEqual([])
})

it('rights are called noun.verb and belong to posts that exist', () => {
  expect(Object.keys(allRights).filter((r) => !/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(r))).toEqual([])
  const strangers = Object.entries(allRights).flatMap(([right, posts]) =>
    posts.filter((p) => !(p in POSTS)).map((p) => `${right}: ${p}`),
  )
  expect(strangers).toEqual([])
})

it('no two domains declare one right, figure, register or reaction', () => {
  const declared = domains.flatMap((d) => [
    ...Object.keys(d.rights).map((r) => `right ${r}`),
    ...(d.figures ?? []).map((f) => `figure ${f.id}`),
    ...(d.registers ?? []).map((r) => `register ${r.id}`),
    ...(d.reactions ?? []).map((r) => `reaction ${r.name}`),
    ...(d.schedules ?? []).map((r) => `schedule ${r.name}`),
    `domain ${d.name}`,
  ])
  expect(declared.filter((d, i) => declared.indexOf(d) !== i)).toEqual([])
})

it('no two routes share a method and a path', () => {
  const keys = doors.map((d) => `${d.method} ${d.path.replace(/\{\w+\}/g, '{}')}`)
  expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([])
})

it('every domain of the contract is served, and every served domain is in the contract', () => {
  const served = ['platform', ...domains.filter((d) => d.router).map((d) => d.name)]
  expect(Object.keys(contract).sort()).toEqual(served.sort())
})

it('nobody gets anything without signing in, except what is public', async () => {
  const wrong: string[] = []
  for (const door of doors) {
    const { status, code } = await knock(door, undefined)
    const refused = status === 401 && code === 'not-signed-in'
    if (refused === (door.right === 'public')) wrong.push(`${name(door)}: ${status} ${code}`)
  }
  expect(wrong).toEqual([])
})

it('every route refuses a post that does not hold its right, before it reads the request', async () => {
  const tries = doors
    .filter((d) => !PUBLIC.has(d.right))
    .flatMap((door) => {
      const as = postWithout(door.right)
      return as ? [{ door, as, right: door.right }] : []
    })
  expect(tries.length).toBeGreaterThan(20)
  expect(await open(tries)).toEqual([])
})

it('every register refuses a post that does not hold its right, on the screen and as a file', async () => {
  const rows = { method: 'GET', path: '/api/registers/{id}', right: '' }
  const file = { method: 'GET', path: '/api/registers/{id}/export.{format}', right: '' }
  const tries = [...allRegisters.values()].flatMap(({ id, right }) => {
    const onScreen = postWithout(right)
    const asFile = postWithout(right, 'export.make')
    return [
      ...(onScreen ? [{ door: rows, as: onScreen, right, values: { id } }] : []),
      ...(asFile ? [{ door: file, as: asFile, right, values: { id } }] : []),
    ]
  })
  expect(tries.length).toBeGreaterThan(0)
  expect(await open(tries)).toEqual([])
})

it('every figure shows its rows only to a post that holds its right, on the screen and as a file', async () => {
  const rows = { method: 'GET', path: '/api/figures/{id}/rows', right: '' }
  const file = { method: 'GET', path: '/api/figures/{id}/export.{format}', right: '' }
  const tries = [...allFigures.values()].flatMap(({ id, right }) => {
    const onScreen = postWithout(right, 'figure.open')
    const asFile = postWithout(right, 'figure.open', 'export.make')
    return [
      ...(onScreen ? [{ door: rows, as: onScreen, right, values: { id } }] : []),
      ...(asFile ? [{ door: file, as: asFile, right, values: { id } }] : []),
    ]
  })
  expect(tries.length).toBeGreaterThan(0)
  expect(await open(tries)).toEqual([])
})

it('every right that somebody lacks is refused somewhere in these tests', () => {
  const refused = new Set([
    ...doors.map((d) => d.right),
    ...[...allRegisters.values()].map((r) => r.right),
    ...[...allFigures.values()].map((f) => f.right),
  ])
  const lacking = (posts: readonly string[]) => Object.keys(POSTS).some((p) => !posts.includes(p))
  // A right that no post holds is the system's own: it has no door, and no person can come to one.
  const open = Object.entries(allRights).filter(
    ([right, posts]) => posts.length > 0 && lacking(posts) && !refused.has(right),
  )
  expect(open.map(([right]) => right)).toEqual([])
})

it('every right is used, and every right that code asks for exists', () => {
  const inCode = asked()
  const used = new Set([
    ...inCode.keys(),
    ...doors.map((d) => d.right),
    ...[...allRegisters.values()].map((r) => r.right),
    ...[...allFigures.values()].map((f) => f.right),
  ])
  expect(Object.keys(allRights).filter((r) => !used.has(r))).toEqual([])
  const unknown = [...inCode].filter(([right]) => !(right in allRights))
  expect(unknown.map(([right, files]) => `${right} in ${files.join(', ')}`)).toEqual([])
})

it('every register and figure names a right that exists', () => {
  const named = [...allRegisters.values(), ...allFigures.values()]
  expect(named.filter((n) => !(n.right in allRights)).map((n) => `${n.id}: ${n.right}`)).toEqual([])
})
