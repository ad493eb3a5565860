import { builtinModules } from 'node:module'
import { expect, it } from 'vitest'
import { type Import, type Source, sources } from './source.ts'

const CONTRACT = /^src\/domains\/([\w-]+\/)*contract\.ts$/
const BROWSER_SAFE_PLATFORM = /^src\/platform\/([\w-]+-contract|domain|paging|words)\.ts$/
const SERVER_PACKAGES = new Set(['kysely', 'pg', 'pg-boss', 'fastify', 'better-auth', '@orpc/server'])

const all = sources()
const production = [...all.values()].filter((s) => s.path.startsWith('src/') && !s.isTest)

/** 'command/tasks' of a file below src/domains/command/tasks; undefined elsewhere. */
const domainOf = (path: string): string | undefined => path.match(/^src\/domains\/([\w-]+\/[\w-]+)\//)?.[1]

const isUi = (path: string) => /^src\/domains\/[\w-]+\/[\w-]+\/ui\//.test(path)
const isContract = (path: string) => CONTRACT.test(path)
const packageOf = (specifier: string) => specifier.match(/^(@[^/]+\/)?[^/]+/)![0]
const isNode = (specifier: string) => specifier.startsWith('node:') || builtinModules.includes(specifier)

/** What is wrong with an import, or undefined. */
type Rule = (from: Source, to: Import) => string | undefined

function broken(rule: Rule, from: Source[] = production): string[] {
  return from.flatMap((s) =>
    s.imports.flatMap((i) => {
      const wrong = rule(s, i)
      return wrong ? [`${s.path}:${i.line} imports ${i.target}: ${wrong}`] : []
    }),
  )
}

/** Every file reached by imports that run, with the way to it. */
function reach(entry: string): Map<string, string[]> {
  const ways = new Map<string, string[]>([[entry, [entry]]])
  const queue = [entry]
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    for (const i of all.get(path)?.imports ?? []) {
      if (i.typeOnly || ways.has(i.target)) continue
      ways.set(i.target, [...ways.get(path)!, i.target])
      queue.push(i.target)
    }
  }
  return ways
}

it('every relative import leads to a file', () => {
  const files = [...all.values()]
  expect(
    broken(
      (_, i) =>
        i.specifier.startsWith('.') && /\.tsx?$/.test(i.target) && !all.has(i.target)
          ? 'no such file'
          : undefined,
      files,
    ),
  ).toEqual([])
})

it('platform and engines know no domain and no screen', () => {
  const low = (path: string) => path.startsWith('src/platform/') || path.startsWith('src/engines/')
  expect(production.filter((s) => low(s.path)).length).toBeGreaterThan(0)
  expect(
    broken((s, i) => {
      if (!low(s.path)) return undefined
      if (i.target.startsWith('src/domains/')) return 'a domain'
      if (i.target.startsWith('src/web/')) return 'the web side'
      return undefined
    }),
  ).toEqual([])
})

it('a domain reaches another one through its index.ts only', () => {
  const domains = new Set(production.map((s) => domainOf(s.path)).filter((d) => d !== undefined))
  expect(domains.size).toBeGreaterThan(1)
  expect(
    broken((s, i) => {
      const from = domainOf(s.path)
      if (!from || isUi(s.path) || isContract(s.path)) return undefined
      if (/^src\/domains\/[\w-]+\.ts$/.test(i.target)) return 'the assembly of all domains'
      const to = domainOf(i.target)
      if (!to || to === from) return isUi(i.target) ? 'its own screens' : undefined
      return i.target === `src/domains/${to}/index.ts` ? undefined : `not the index.ts of ${to}`
    }),
  ).toEqual([])
})

it('a contract can go to the browser: it imports zod, the words of the platform and other contracts', () => {
  const contracts = production.filter(
    (s) => isContract(s.path) || /^src\/platform\/[\w-]+-contract\.ts$/.test(s.path),
  )
  expect(contracts.length).toBeGreaterThan(1)
  expect(
    broken((_, i) => {
      if (i.specifier === 'zod' || BROWSER_SAFE_PLATFORM.test(i.target) || isContract(i.target))
        return undefined
      return 'neither zod, nor the words of the platform, nor a contract'
    }, contracts),
  ).toEqual([])
})

it("the screens of a domain import their own folder, contracts, the kit and packages, never another domain's files", () => {
  expect(
    broken((s, i) => {
      if (!isUi(s.path)) return undefined
      if (!i.specifier.startsWith('.')) return isNode(i.specifier) ? 'a module of Node' : undefined
      const own = i.target.startsWith(`src/domains/${domainOf(s.path)}/ui/`)
      // The map and the charts are presentational like the kit.
      const shown = /^src\/web\/(kit|map|charts)\//.test(i.target)
      if (own || isContract(i.target) || shown) return undefined
      return 'neither its own folder, nor a contract, nor the kit'
    }),
  ).toEqual([])
})

it('the kit knows no domain, except for its typed client', () => {
  expect(
    broken((s, i) => {
      if (!s.path.startsWith('src/web/kit/') || s.path === 'src/web/kit/api.ts') return undefined
      return i.target.startsWith('src/domains/') ? 'a domain' : undefined
    }),
  ).toEqual([])
})

it('only the start knows the demo, and nothing but tests knows the tests', () => {
  expect(
    broken((s, i) => {
      if (i.target.startsWith('demo/') && s.path !== 'src/main.ts') return 'the demo'
      if (all.get(i.target)?.isTest) return 'a test'
      return undefined
    }),
  ).toEqual([])
})

/** The ways to what is wrong, without what lies behind it. */
function waysTo(wrong: (target: string) => boolean, ways: Map<string, string[]>): string[] {
  return [...ways.values()]
    .filter((way) => wrong(way.at(-1)!) && !way.slice(0, -1).some(wrong))
    .map((way) => way.join(' → '))
}

it('the bundle of the browser reaches no file of the server', () => {
  const ways = reach('src/web/main.tsx')
  expect(ways.size).toBeGreaterThan(50)
  const ofServer = (target: string) =>
    isNode(target) ||
    SERVER_PACKAGES.has(packageOf(target)) ||
    (domainOf(target) !== undefined && !isUi(target) && !isContract(target))
  expect(waysTo(ofServer, ways)).toEqual([])
})

it('the server reaches no screen', () => {
  const ofScreen = (target: string) => /\.(tsx|css)$/.test(target) || /^react(-dom)?$/.test(target)
  expect(waysTo(ofScreen, reach('src/main.ts'))).toEqual([])
})

it('domains do not import each other in a circle', () => {
  const below = new Map<string, Map<string, string>>()
  for (const s of production) {
    const from = domainOf(s.path)
    for (const i of s.imports) {
      const to = domainOf(i.target)
      if (!from || !to || from === to || i.typeOnly) continue
      const known = below.get(from) ?? new Map<string, string>()
      known.set(to, known.get(to) ?? `${s.path}:${i.line}`)
      below.set(from, known)
    }
  }
  expect(below.size).toBeGreaterThan(0)
  const circles = new Set<string>()
  const follow = (domain: string, way: string[]) => {
    const at = way.indexOf(domain)
    if (at !== -1) {
      const circle = way.slice(at)
      // The same circle is found from each of its domains; it is told once, from the first by name.
      const first = circle.indexOf([...circle].sort()[0]!)
      const turned = [...circle.slice(first), ...circle.slice(0, first)]
      circles.add(
        turned.map((d, n) => `${d} (${below.get(d)!.get(turned[(n + 1) % turned.length]!)})`).join(' → '),
      )
      return
    }
    for (const next of below.get(domain)?.keys() ?? []) follow(next, [...way, domain])
  }
  for (const domain of below.keys()) follow(domain, [])
  expect([...circles]).toEqual([])
})
