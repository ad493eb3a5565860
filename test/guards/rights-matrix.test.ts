import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { allFigures, allRegisters, allRights, rightsOf } from '../../src/app.ts'
import { treeOf } from '../../src/domains/registry/areas/index.ts'
import { POSTS } from '../../src/domains/registry/organisations/index.ts'
import { openWorld, type User, type World } from '../harness/world.ts'
import { type Planted, plant, plantImport } from '../safety/planted.ts'
import {
  type Answer,
  contractDoors,
  type Door,
  each,
  enter,
  fileDoors,
  nameOf,
  nounOf,
  plainInput,
  UNKNOWN_ID,
} from './doors.ts'

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

// Thousands of requests: a machine that has others to serve takes minutes for them.
vi.setConfig({ testTimeout: 1_800_000 })

const FILE = new URL('../../docs/rights.md', import.meta.url)
const kinds = Object.keys(POSTS)
const OPEN = new Set(['public', 'signed-in'])

let world: World
const users = new Map<string, User>()
const areasOf = new Map<string, number[]>()
/** The neighbourhood where the demo's posts sit, another ward of the district, a ward of another district. */
const planted: Record<'own' | 'near' | 'far', Planted> = {} as never

beforeAll(async () => {
  world = await openWorld()
  const tree = await treeOf(await world.systemCtx())
  const { rows } = await world.pool.query<{ kind: string; id: number }>(
    'select distinct on (kind) kind, area_id as id from vx.post p join vx.area a on a.id = p.area_id order by kind, a.name = $1 desc',
    ['Mai Động'],
  )
  for (const { kind, id } of rows) {
    const ward = tree.byId.get(id)?.name === 'Mai Động' ? 'Mai Động' : undefined
    users.set(kind, await world.signIn(kind, ward))
    areasOf.set(kind, tree.subtree(id))
  }
  const head = rows.find((r) => r.kind === 'neighbourhood-head')!.id
  const district = tree.ancestor(head, 'district')!.id
  const elsewhere = tree.all.find(
    (a) => a.level === 'ward' && tree.ancestor(a.id, 'district')?.id !== district,
  )!
  planted.own = await plant(world, 'Own', head, 1)
  planted.near = await plant(world, 'Near', await world.areaId('Đại Kim'), 2)
  planted.far = await plant(world, 'Far', elsewhere.id, 3)
  await plantImport(world, users.get('ward-nurse')!, planted.own, 1)
})
afterAll(() => world?.close())

/** Rights that a route asks for beside its own. */
const SECOND: Record<string, string> = {
  'GET /reports/{id}/cell': 'report.read',
  'GET /orders/{id}/document.{format}': 'person.read',
  'GET /violations/{id}/document.{format}': 'person.read',
  'GET /violations/files/{id}': 'person.read',
}
const holders = (door: Door) =>
  kinds.filter((kind) => {
    const rights = rightsOf(kind)
    const second = SECOND[nameOf(door)]
    return (OPEN.has(door.right) || rights.has(door.right)) && (!second || rights.has(second))
  })

/** The input of a door about what was planted somewhere. */
function about(door: Door, where: Pick<Planted, 'ids' | 'areaId' | 'wardId'>): unknown {
  const areaId = door.path.startsWith('/reports') ? where.wardId : where.areaId
  if (door.input) return plainInput(door.input, door.path, { ids: where.ids, areaId })
  const id = where.ids[nounOf(door.path, 'id')] ?? UNKNOWN_ID
  return door.path.includes('{format}') ? { id, format: 'docx' } : { id }
}

/** Fields of an input that name a record which was planted. */
function subjects(door: Door): string[] {
  const ours = new Set(Object.values(planted.own.ids))
  const found: string[] = []
  JSON.stringify(about(door, planted.own), (key, value) => {
    if (typeof value === 'string' && ours.has(value)) found.push(key)
    return value
  })
  return found
}

/** An answer without what differs each time it is given. */
const tidy = (a: Answer) =>
  `${a.status} ${a.code ?? ''} ${a.bytes
    .toString()
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')}`

const doorsOfRecords = [
  ...contractDoors,
  // A register and a figure are no records; what their lists hold is walked by the test of masking.
  ...fileDoors.filter((d) => !/^\/(registers|figures)/.test(d.path)),
]

describe('Every route × every post', () => {
  it('is refused without the right, wherever the record is, and goes on with it', async () => {
    const wrong: string[] = []
    const tries = doorsOfRecords.flatMap((door) => kinds.map((kind) => ({ door, kind })))
    await each(tries, 4, async ({ door, kind }) => {
      const has = holders(door).includes(kind)
      for (const where of has ? [planted.own] : [planted.own, planted.far]) {
        const { status, code } = await enter(world, users.get(kind), door, about(door, where))
        const refused = status === 403 && code === 'right-missing'
        if (status >= 500 || status === 401 || refused === has)
          wrong.push(`${nameOf(door)} (${door.right}) as ${kind}: ${status} ${code}`)
      }
    })
    expect(tries.length).toBeGreaterThan(1000)
    expect(wrong).toEqual([])
  })

  it('with the right finds what lies inside the area', async () => {
    const wrong: string[] = []
    const found = doorsOfRecords.filter((d) => d.method === 'GET' && subjects(d).length)
    // The key of a cell is the report's own; the lists behind cells are walked by the test of masking.
    for (const door of found.filter((d) => !d.path.endsWith('/cell'))) {
      for (const kind of holders(door)) {
        if (!areasOf.get(kind)!.includes(planted.own.areaId)) continue
        const { status, code } = await enter(world, users.get(kind), door, about(door, planted.own))
        if (status !== 200) wrong.push(`${nameOf(door)} (${door.right}) as ${kind}: ${status} ${code}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('with the right learns nothing of what lies outside, not even that it is there', async () => {
    const wrong: string[] = []
    let asked = 0
    const tries = doorsOfRecords
      .filter((d) => subjects(d).length)
      .flatMap((door) => holders(door).map((kind) => ({ door, kind })))
    await each(tries, 4, async ({ door, kind }) => {
      const user = users.get(kind)
      for (const where of [planted.near, planted.far]) {
        if (areasOf.get(kind)!.includes(where.areaId)) continue
        // The area asked about is the viewer's own: it is the records that lie outside.
        const areaId = areasOf.get(kind)![0]!
        const outside = await enter(world, user, door, about(door, { ...where, areaId, wardId: areaId }))
        const nowhere = await enter(world, user, door, about(door, { ids: {}, areaId, wardId: areaId }))
        asked += 1
        if (tidy(outside) !== tidy(nowhere)) {
          wrong.push(
            `${nameOf(door)} as ${kind}: ${tidy(outside)} but of nothing ${tidy(nowhere)}`.slice(0, 400),
          )
        }
      }
    })
    expect(asked).toBeGreaterThan(200)
    expect(wrong).toEqual([])
  })

  it('asked about an area outside its own says so', async () => {
    const wrong: string[] = []
    const named = contractDoors.filter((d) =>
      JSON.stringify(about(d, planted.own) ?? {}).includes(`"areaId":${planted.own.areaId}`),
    )
    expect(named.length).toBeGreaterThan(10)
    for (const door of named.filter((d) => !ABOUT_ANY_AREA.has(nameOf(d)))) {
      for (const kind of holders(door)) {
        if (areasOf.get(kind)!.includes(planted.far.areaId)) continue
        const here = { ...planted.own, areaId: planted.far.areaId, wardId: planted.far.wardId }
        const input = about(door, here) as Record<string, unknown>
        // Asked about one case, the area does not matter.
        if (door.method === 'GET') delete input.caseId
        const { status, code } = await enter(world, users.get(kind), door, input)
        // A register that does not exist, an old version: refused before the area is looked at.
        if (status !== 403 && !['not-found', 'input-invalid', 'stale-version'].includes(code ?? ''))
          wrong.push(`${nameOf(door)} as ${kind}: ${status} ${code}`)
      }
    }
    expect(wrong).toEqual([])
  })
})

/** Who answers for an area, and what it came from, is public. */
const ABOUT_ANY_AREA = new Set(['GET /areas/{areaId}/heads', 'GET /areas/{areaId}/descent'])

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** docs/rights.md as the code has it now. */
function document(): string {
  const rights = Object.keys(allRights).sort()
  const routes = [
    ...contractDoors.map((d) => ({ ...d, path: `/api${d.path}` })),
    ...served
      .filter((r) => r.right !== undefined && r.method !== 'HEAD')
      .map((r) => ({
        method: r.method,
        path: r.path.replace(/:(\w+)/g, '{$1}'),
        right: r.right!,
        summary: '',
      })),
  ].sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1))
  const once = routes.filter((r, i) => routes.findIndex((o) => nameOf(o) === nameOf(r)) === i)
  const who = (right: string) => {
    if (OPEN.has(right)) return right === 'public' ? 'anybody' : 'every post'
    const held = kinds.filter((k) => allRights[right]?.includes(k))
    return held.length === kinds.length ? 'every post' : held.length ? held.join(', ') : 'the system only'
  }
  return `# Rights

Made from the code by \`UPDATE_RIGHTS=1 npm test -- test/guards/rights-matrix.test.ts\`; a test fails when it is out of date.
A right counts inside the area of the post and everything below it: what lies outside does not exist for its holder.
Names, ID numbers, telephones and addresses are shown to posts with \`person.read\` and to nobody else.

## Posts

${table(
  ['post', 'chức danh', 'level', 'rights', 'knows people'],
  kinds.map((k) => {
    const own = rightsOf(k)
    return [k, POSTS[k]!.words.vi, POSTS[k]!.level, String(own.size), own.has('person.read') ? 'yes' : '']
  }),
)}

## Rights × posts

${table(
  ['right', ...kinds.map((_, i) => String(i + 1))],
  rights.map((r) => [`\`${r}\``, ...kinds.map((k) => (allRights[r]!.includes(k) ? '●' : ''))]),
)}

${kinds.map((k, i) => `${i + 1} ${k}`).join(' · ')}

## Routes × rights

${table(
  ['route', 'right', 'who', 'what'],
  once.map((r) => [`\`${nameOf(r)}\``, `\`${r.right}\``, who(r.right), r.summary]),
)}

## Registers and figures

Opening a register needs its right; a figure is counted with \`figure.count\` and opened with \`figure.open\` and its right.
A column marked ° names a person and is left out, in rows, sorting, search and exports, without \`person.read\`.

${table(
  ['list', 'tên', 'right', 'columns'],
  [...allRegisters.values(), ...allFigures.values()].map((l) => [
    `\`${l.id}\``,
    l.words.vi,
    `\`${l.right}\``,
    l.columns.map((c) => `${c.key}${c.personal ? '°' : ''}`).join(', '),
  ]),
)}
`
}

it('docs/rights.md says what the code says; made anew by UPDATE_RIGHTS=1 npm test -- test/guards/rights-matrix.test.ts', () => {
  const now = document()
  if (process.env.UPDATE_RIGHTS) writeFileSync(FILE, now)
  expect(readFileSync(FILE, 'utf8')).toBe(now)
})
