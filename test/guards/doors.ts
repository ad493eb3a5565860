import { request } from 'node:http'
import { isContractProcedure } from '@orpc/contract'
import type { z } from 'zod'
import { contract } from '../../src/domains/contract.ts'
import { domains } from '../../src/domains/index.ts'
import type { User, World } from '../harness/world.ts'

/** A way into the house: a route of the contract, or one that streams a file. */
export interface Door {
  method: string
  /** Below /api, with {parameters}. */
  path: string
  right: string
  summary: string
  /** Absent for files, whose query is text. */
  input: z.ZodType | undefined
}

function procedures(part: unknown): Door[] {
  if (isContractProcedure(part)) {
    const { meta, route, inputSchema } = part['~orpc']
    const { right = '' } = meta as { right?: string }
    const input = inputSchema as z.ZodType | undefined
    return [{ method: route.method!, path: route.path!, right, summary: route.summary ?? '', input }]
  }
  return Object.values(part as object).flatMap(procedures)
}

const fileDoor = (path: string, right: string): Door => ({
  method: 'GET',
  path: path.replace(/^\/api/, '').replace(/:(\w+)/g, '{$1}'),
  right,
  summary: '',
  input: undefined,
})

export const contractDoors: Door[] = procedures(contract)
export const fileDoors: Door[] = [
  fileDoor('/api/registers/:id/export.:format', 'export.make'),
  fileDoor('/api/figures/:id/export.:format', 'export.make'),
  fileDoor('/api/indicators/export.xlsx', 'export.make'),
  ...domains.flatMap((d) => d.files ?? []).map((f) => fileDoor(f.path, f.right)),
]

export const nameOf = (d: Pick<Door, 'method' | 'path'>) => `${d.method} ${d.path}`

export interface Answer {
  status: number
  /** Of a refusal. */
  code: string | undefined
  type: string
  bytes: Buffer
}

const addresses = new Map<string, string>()

/** Each user from an address of their own, so that no limit of requests from one address stands in the way of a walk. */
function addressOf(user: User | undefined): { localAddress?: string } {
  if (process.platform !== 'linux' || !user) return {}
  if (!addresses.has(user.username)) addresses.set(user.username, `127.0.1.${addresses.size + 1}`)
  return { localAddress: addresses.get(user.username)! }
}

/** Asks over HTTP; a refusal for too many requests is waited out, because it answers nothing. */
export async function knock(
  world: World,
  user: User | undefined,
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  for (;;) {
    const answer = await once(world, user, path, init)
    if (answer.status !== 429) return answer
    await new Promise((r) => setTimeout(r, 3_000))
  }
}

function once(
  world: World,
  user: User | undefined,
  path: string,
  { method = 'GET', headers = {}, body }: Parameters<typeof knock>[3] & object,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent = request(
      world.origin + path,
      {
        method,
        agent: false,
        ...addressOf(user),
        signal: AbortSignal.timeout(300_000),
        headers: { ...headers, ...length, ...(user ? { cookie: user.cookie } : {}) },
      },
      (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(pieces)
          const type = response.headers['content-type'] ?? ''
          const isProblem = type.startsWith('application/problem+json')
          const code = isProblem ? (JSON.parse(bytes.toString()) as { code: string }).code : undefined
          resolve({ status: response.statusCode!, code, type, bytes })
        })
      },
    )
    sent.on('error', (cause) => reject(new Error(`${method} ${path}`, { cause })))
    sent.end(body)
  })
}

/** Runs `work` on every item, `atOnce` at a time. */
export async function each<T>(items: T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next)
    }),
  )
}

/** As it goes into a URL, where half a character has no form of its own. */
export const inUrl = (v: unknown) => {
  const text = typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v)
  return encodeURIComponent(text.slice(0, 300).toWellFormed())
}

/** Path, query and body of an input for a door; what is no object becomes the body as it is. */
export function shaped(door: Door, input: unknown): { path: string; body: string | undefined } {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
  const fields: Record<string, unknown> = isObject ? { ...input } : {}
  const path = door.path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = inUrl(fields[name] ?? 'none') || 'none'
    delete fields[name]
    return value
  })
  if (door.method !== 'GET') {
    return { path: `/api${path}`, body: JSON.stringify(isObject ? fields : input) ?? '' }
  }
  const query = Object.entries(fields)
    .filter(([, v]) => v !== undefined)
    .map(([k, v]) => `${inUrl(k)}=${inUrl(v)}`)
    .join('&')
  return { path: `/api${path}${query ? `?${query}` : ''}`, body: undefined }
}

/** Sends an input through a door. */
export function enter(
  world: World,
  user: User | undefined,
  door: Door,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { path, body } = shaped(door, input)
  if (body === undefined) return knock(world, user, path, { headers })
  const json = { ...headers, 'content-type': 'application/json' }
  return knock(world, user, path, { method: door.method, headers: json, body })
}

interface Def {
  type: string
  innerType?: z.ZodType
  element?: z.ZodType
  shape?: Record<string, z.ZodType>
  entries?: Record<string, string>
  options?: z.ZodType[]
  items?: z.ZodType[]
  in?: z.ZodType
  format?: string
  checks?: { _zod: { def: { minimum?: number; value?: number; format?: string; pattern?: RegExp } } }[]
}

/** Facts that a contract calls optional and a service needs one of. */
const WANTED = new Set([
  ...['personId', 'caseId', 'placeId', 'householdId', 'exposureEventId', 'areaId'],
  ...['day', 'exposure', 'lastExposure'],
])
export const UNKNOWN_ID = '00000000-0000-7000-8000-00000000dead'

/** The noun by which a door's record goes among planted ids. */
export function nounOf(path: string, key: string): string {
  // A photo is no record of the noun that its path begins with.
  if (path.includes('/files/')) return 'file'
  // Of somebody who is a case nothing is supposed.
  if (path.endsWith('/what-if')) return 'met'
  // What is asked for is a record of its own, not a report.
  const asked = path.match(/^\/reports\/(request|schedule)s\//)?.[1]
  if (asked && key === 'id') return `report-${asked}`
  if (key !== 'id') return key.replace(/Ids?$/, '').toLowerCase()
  const word = path.match(/^\/([\w-]+)\//)?.[1] ?? ''
  const nouns: Record<string, string> = { people: 'person', 'exposure-events': 'event' }
  return nouns[word] ?? word.replace(/s$/, '')
}

/**
 * The plainest input that a schema takes, about given records: what is optional is left out, a version is always an old one.
 * @param about ids by noun ('person', 'case', …) and the area asked about; a record without an id here gets one of nothing
 */
export function plainInput(
  schema: z.ZodType,
  path: string,
  about: { ids: Record<string, string>; areaId: number },
  key = '',
): unknown {
  const def = (schema as unknown as { _zod: { def: Def } })._zod.def
  const inner = (s: z.ZodType, k = key) => plainInput(s, path, about, k)
  const checks = (def.checks ?? []).map((c) => c._zod.def)
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape!)
          .map(([k, s]) => [k, inner(s, k)])
          .filter(([, v]) => v !== undefined),
      )
    case 'optional':
      return WANTED.has(key) || key === '' ? inner(def.innerType!) : undefined
    case 'default':
    case 'nullable':
      return key === '' ? inner(def.innerType!) : undefined
    case 'pipe':
      return inner(def.in!)
    case 'union':
      return inner(def.options![0]!)
    case 'enum':
      return Object.values(def.entries!)[0]
    case 'boolean':
      return false
    case 'number':
      if (/area/i.test(key)) return about.areaId
      return key === 'version' ? 0 : (checks.find((c) => c.value !== undefined)?.value ?? 1)
    case 'array':
      return Array.from({ length: checks.find((c) => c.minimum)?.minimum ?? 0 }, () =>
        inner(def.element!, key.replace(/s$/, '')),
      )
    case 'tuple':
      return def.items!.map((s) => inner(s))
    case 'record':
      return {}
    case 'string': {
      const format = def.format ?? checks.find((c) => c.format)?.format
      if (format === 'uuid') return about.ids[nounOf(path, key)] ?? UNKNOWN_ID
      if (format === 'date') return '2021-08-10'
      if (format === 'datetime') return '2021-08-10T08:00:00Z'
      const pattern = checks.find((c) => c.pattern)?.pattern
      return ['Kiểm tra quyền', 'vx', 'VN'].find((text) => !pattern || pattern.test(text)) ?? ''
    }
    default:
      return undefined
  }
}
