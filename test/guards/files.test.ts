import { existsSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { expect, it } from 'vitest'
import { lineOf, listFiles, ROOT, readText, sources } from './source.ts'

const TEXT = /\.(tsx?|mjs|sql|md|json|css|html|svg|ya?ml)$|^\.[\w-]+(\/[\w-]+)?$|^Dockerfile$/
const MAX_LINES = 400

const texts = listFiles(TEXT)
const code = texts.filter((p) => /\.(tsx?|mjs|sql|css)$/.test(p))
const domains = [...new Set(code.flatMap((p) => p.match(/^src\/domains\/[\w-]+\/[\w-]+(?=\/)/) ?? []))]

/** Where a pattern occurs in a file, as `path:line match`. */
function found(path: string, pattern: RegExp, text = readText(path)): string[] {
  return [...text.matchAll(pattern)].map((m) => `${path}:${lineOf(text, m.index + 1)} ${m[0]}`)
}

it('no file is longer than 400 lines without saying why', () => {
  expect(code.length).toBeGreaterThan(100)
  const long = code.flatMap((path) => {
    const lines = readText(path).split('\n')
    const start = lines.slice(0, 5).join('\n')
    const says = /(\/\/|\/\*|--)[\s\S]*(because|Long:)/.test(start)
    return lines.length - 1 > MAX_LINES && !says ? [`${path}: ${lines.length - 1} lines`] : []
  })
  expect(long).toEqual([])
})

it('every path that a document names exists', () => {
  const documents = texts.filter((p) => p.endsWith('.md'))
  const wrong = documents.flatMap((document) => {
    const text = readText(document)
    const folder = document.split('/').slice(0, -1).join('/')
    // What stands in a block of code is an example.
    const prose = text.replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ' '))
    const links = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((m) => ({
      path: decodeURI(m[1]!),
      at: m.index,
    }))
    const quoted = [...prose.matchAll(/`([^`\n]+)`/g)]
      .filter((m) =>
        /^(\.{0,2}\/)*(src|docs|demo|test|scripts|bench|\.ci)\/[\w./-]*$|^[\w./-]+\.md$/.test(m[1]!),
      )
      .map((m) => ({ path: m[1]!, at: m.index }))
    return [...links, ...quoted].flatMap(({ path, at }) => {
      if (/^[a-z]+:/.test(path)) return []
      // A path is meant from the document's own folder or from the project's.
      const there = [join(folder, path), path].some((p) => existsSync(join(ROOT, normalize(p))))
      return there ? [] : [`${document}:${lineOf(text, at)} ${path}`]
    })
  })
  expect(wrong).toEqual([])
})

it('every domain says what it is, what it offers to the browser, and what to the others', () => {
  expect(domains.length).toBeGreaterThan(3)
  const missing = domains.flatMap((d) =>
    ['README.md', 'contract.ts', 'index.ts']
      .map((f) => `${d}/${f}`)
      .filter((f) => !existsSync(join(ROOT, f))),
  )
  expect(missing).toEqual([])
})

it('no file knows the machine it was written on, a package registry, or the tools of its writers', () => {
  // In pieces, so that this file does not hold what it looks for.
  const words = [
    ['/wo', 'rk/'],
    ['/tmp/', 'vx\\b'],
    ['/ro', 'ot/'],
    ['registry\\.npm', 'js\\.org'],
    ['registry\\.yarn', 'pkg\\.com'],
    ['npm\\.pkg\\.git', 'hub\\.com'],
    ['pypi\\.', 'org'],
    ['cla', 'ude'],
    ['anth', 'ropic'],
    ['open', 'ai(?!r)'],
    ['\\bg', 'pt\\b'],
    ['cop', 'ilot'],
    ['\\bL', 'LM\\b'],
    ['AI ass', 'istant'],
    ['helper ', 'agent'],
  ]
  const pattern = new RegExp(words.map((w) => w.join('')).join('|'), 'gi')
  expect(texts.flatMap((path) => found(path, pattern))).toEqual([])
})

it('every package is pinned to one version', () => {
  const manifest = JSON.parse(readText('package.json')) as Record<string, Record<string, string> | undefined>
  const groups = ['dependencies', 'devDependencies', 'optionalDependencies']
  const all = groups.flatMap((g) => Object.entries(manifest[g] ?? {}))
  expect(all.length).toBeGreaterThan(20)
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
})

it('no test stands alone, none is skipped without a reason, and nothing is left to do later', () => {
  const left = [...sources().values()].flatMap((s) => [
    ...(/\.test\.tsx?$/.test(s.path) ? found(s.path, /\b(it|test|describe)\.only\(/g) : []),
    ...s.comments
      .filter((c) => /\b(TODO|FIXME|XXX|HACK)\b/.test(c.value))
      .map((c) => `${s.path}:${lineOf(s.text, c.start)}${c.value}`),
  ])
  const elsewhere = texts
    .filter((p) => /\.(sql|css|md)$/.test(p))
    .flatMap((p) => found(p, /\b(TODO|FIXME)\b/g))
  expect([...left, ...elsewhere]).toEqual([])
})
