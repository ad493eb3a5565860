import { afterAll, beforeAll, expect, it } from 'vitest'
import { allFigures, allProblems, allRegisters } from '../../src/app.ts'
import { domains } from '../../src/domains/index.ts'
import type { Column } from '../../src/platform/listing.ts'
import { type ProblemKind, platformProblems } from '../../src/platform/problems.ts'
import type { Words } from '../../src/platform/words.ts'
import { openWorld, type World } from '../harness/world.ts'
import { namespaces, uses } from './messages.ts'
import { lineOf, literals, type Node, sources, textOf, walk } from './source.ts'

const product = [...sources().values()].filter((s) => s.path.startsWith('src/') && !s.isTest)
const problems: [string, ProblemKind][] = Object.entries(allProblems)
const codes = problems.map(([code]) => code)
/** Names that are the same in every language. */
const NAMES = new Set(['Vùng Xanh', 'Tiếng Việt', 'Word (DOCX)', 'PDF', 'PNG', 'SVG'])

const placeholders = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!))].sort()

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

it('a problem code means one thing: it is declared once, in kebab-case', () => {
  const declared = [platformProblems, ...domains.map((d) => d.problems ?? {})].flatMap((p) => Object.keys(p))
  expect(declared.filter((c, i) => declared.indexOf(c) !== i)).toEqual([])
  expect(declared.filter((c) => !/^[a-z]+(-[a-z]+)*$/.test(c))).toEqual([])
})

it('every problem says in both languages what to do, with the same details', () => {
  const wrong = problems.flatMap(([code, { vi, en }]) => {
    if (!vi.trim() || !en.trim()) return [`${code}: a language is missing`]
    if (vi === en) return [`${code}: the same words in both languages`]
    if (`${placeholders(vi)}` !== `${placeholders(en)}`)
      return [`${code}: {${placeholders(vi)}} and {${placeholders(en)}}`]
    return []
  })
  expect(wrong).toEqual([])
})

it('every problem is given by some line of code, and code gives no other', () => {
  const used = new Set(product.flatMap((s) => literals(s).map((l) => l.text)))
  expect(codes.filter((c) => !used.has(c))).toEqual([])
  const unknown: string[] = []
  for (const s of product.filter((p) => p.text.includes('problem('))) {
    walk(s.program, (node) => {
      if (node.type !== 'CallExpression' || (node.callee as Node).name !== 'problem') return
      const code = textOf((node.arguments as Node[])[0])
      if (code !== undefined && !codes.includes(code))
        unknown.push(`${s.path}:${lineOf(s.text, node.start)} ${code}`)
    })
  }
  expect(unknown).toEqual([])
})

it('every problem fills the places in its sentences', () => {
  const wrong: string[] = []
  for (const s of product.filter((p) => p.text.includes('problem('))) {
    walk(s.program, (node) => {
      if (node.type !== 'CallExpression' || (node.callee as Node).name !== 'problem') return
      const [first, second] = node.arguments as Node[]
      const kind = allProblems[textOf(first) ?? '']
      if (!kind || (second && second.type !== 'ObjectExpression')) return
      const given = ((second?.properties as Node[] | undefined) ?? []).map((p) =>
        String((p.key as Node | undefined)?.name),
      )
      const missing = placeholders(kind.vi).filter((p) => !given.includes(p))
      if (missing.length)
        wrong.push(`${s.path}:${lineOf(s.text, node.start)} ${textOf(first)} without ${missing}`)
    })
  }
  expect(wrong).toEqual([])
})

it('every problem is named in a test', () => {
  const tests = [...sources().values()].filter((s) => s.path.endsWith('.test.ts'))
  const named = new Set(tests.flatMap((s) => literals(s).map((l) => l.text)))
  expect(codes.filter((c) => !named.has(c))).toEqual([])
})

it('a database constraint is turned into a problem that exists, and is there', async () => {
  const { rows } = await world.pool.query<{ name: string }>(
    `select conname as name from pg_constraint where connamespace in ('vx'::regnamespace, 'platform'::regnamespace)
     union select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where i.indisunique
     union select m[1] from pg_proc p, regexp_matches(p.prosrc, 'constraint\\s*=\\s*''(\\w+)''', 'g') m
       where p.pronamespace in ('vx'::regnamespace, 'platform'::regnamespace)`,
  )
  const there = new Set(rows.map((r) => r.name))
  const mapped = domains.flatMap((d) =>
    Object.entries(d.constraints ?? {}).map(([constraint, code]) => ({ d, constraint, code })),
  )
  expect(mapped.length).toBeGreaterThan(0)
  const wrong = mapped.flatMap(({ d, constraint, code }) => [
    ...(there.has(constraint) ? [] : [`${d.name}: no constraint ${constraint}`]),
    ...(codes.includes(code) ? [] : [`${d.name}: no problem ${code}`]),
  ])
  expect(wrong).toEqual([])
})

it('figures, registers, their columns, filters and values have words in both languages', () => {
  const wrong: string[] = []
  const check = (what: string, w: Words | undefined) => {
    if (!w?.vi?.trim() || !w.en?.trim()) wrong.push(what)
  }
  const values = (what: string, of: Record<string, Words> | undefined) => {
    for (const [value, w] of Object.entries(of ?? {})) check(`${what} = ${value}`, w)
  }
  const columns = (what: string, of: Column[]) => {
    const keys = of.map((c) => c.key)
    if (new Set(keys).size !== keys.length) wrong.push(`${what}: a column twice`)
    for (const c of of) {
      check(`${what}, column ${c.key}`, c.words)
      values(`${what}, column ${c.key}`, c.values)
      if (c.type === 'choice' && !Object.keys(c.values ?? {}).length)
        wrong.push(`${what}, column ${c.key}: a choice of nothing`)
    }
  }
  for (const f of allFigures.values()) {
    check(`${f.id}: name`, f.words)
    check(`${f.id}: definition`, f.definition)
    check(`${f.id}: unit`, f.unit)
    columns(f.id, f.columns)
    for (const [key, part] of Object.entries(f.parts ?? {})) {
      check(`${f.id}, part ${key}`, part.words)
      values(`${f.id}, part ${key}`, part.values)
    }
  }
  for (const r of allRegisters.values()) {
    check(`${r.id}: name`, r.words)
    columns(r.id, r.columns)
    for (const f of r.filters) {
      check(`${r.id}, filter ${f.key}`, f.words)
      values(`${r.id}, filter ${f.key}`, f.values)
      if (f.type === 'choice' && !Object.keys(f.values ?? {}).length)
        wrong.push(`${r.id}, filter ${f.key}: a choice of nothing`)
    }
  }
  expect(allFigures.size + allRegisters.size).toBeGreaterThan(5)
  expect(wrong).toEqual([])
})

it('every message is there in both languages, with the same places to fill', () => {
  const wrong: string[] = []
  const all = namespaces()
  expect(all.size).toBeGreaterThan(3)
  for (const [name, { vi, en }] of all) {
    for (const key of new Set([...vi.keys(), ...en.keys()])) {
      // English alone has a form of its own for one thing.
      const single = key.endsWith('_one') && !vi.has(key) && vi.has(key.slice(0, -4))
      const v = vi.get(single ? key.slice(0, -4) : key)
      const e = en.get(key)
      if (!v?.trim()) wrong.push(`${name}: ${key} has no Vietnamese`)
      else if (!e?.trim()) wrong.push(`${name}: ${key} has no English`)
      else if (!single && `${placeholders(v)}` !== `${placeholders(e)}`) {
        wrong.push(`${name}: ${key} fills {${placeholders(v)}} and {${placeholders(e)}}`)
      }
    }
  }
  expect(wrong).toEqual([])
})

it('every key that a screen names is a message of the namespace it uses', () => {
  const all = namespaces()
  const named = uses()
  expect(named.length).toBeGreaterThan(100)
  const wrong = named.flatMap((u) => {
    const keys = [...(all.get(u.namespace)?.vi.keys() ?? [])]
    const there =
      typeof u.key === 'string'
        ? keys.includes(u.key)
        : keys.some(
            (k) =>
              k.startsWith((u.key as { start: string }).start) && k.endsWith((u.key as { end: string }).end),
          )
    const shown = typeof u.key === 'string' ? u.key : `${u.key.start}…${u.key.end}`
    return there ? [] : [`${u.file}:${u.line} ${u.namespace}: ${shown}`]
  })
  expect(wrong).toEqual([])
})

it('a screen holds no words of its own: Vietnamese stands in the files of messages', () => {
  const screens = product.filter(
    (s) =>
      s.path.endsWith('.tsx') ||
      (s.path.includes('/ui/') && !/(^|[-/])messages(-[a-z]+)?\.ts$|\/format\.ts$/.test(s.path)),
  )
  expect(screens.length).toBeGreaterThan(50)
  const wrong: string[] = []
  for (const s of screens) {
    walk(s.program, (node) => {
      const own = node.type === 'JSXText' || node.type === 'Literal' ? node.value : undefined
      const text = node.type === 'TemplateElement' ? (node.value as { cooked: string }).cooked : own
      if (NAMES.has(String(text).trim())) return
      if (typeof text === 'string' && /[\u0300-\u036fđĐ]/.test(text.normalize('NFD'))) {
        wrong.push(`${s.path}:${lineOf(s.text, node.start)} ${text.trim().slice(0, 60)}`)
      } else if (node.type === 'JSXText' && /\p{L}{2}/u.test(String(text))) {
        wrong.push(`${s.path}:${lineOf(s.text, node.start)} ${String(text).trim().slice(0, 60)}`)
      }
    })
  }
  expect(wrong).toEqual([])
})

it('every rule is called by its name on the page where people read them', async () => {
  const { rows } = await world.pool.query<{ key: string; body: Record<string, unknown> }>(
    'select distinct on (key) key, body from platform.rule_version order by key, effective_from',
  )
  const { vi, en } = namespaces().get('rules')!
  const isNamed = (r: (typeof rows)[0]) =>
    (vi.has(r.key) && en.has(r.key)) || (typeof r.body.vi === 'string' && typeof r.body.en === 'string')
  expect(rows.filter((r) => !isNamed(r)).map((r) => r.key)).toEqual([])
})
