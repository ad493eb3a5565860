import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A node of the syntax tree, in the shape of ESTree with TypeScript's additions. */
export interface Node {
  type: string
  start: number
  end: number
  [field: string]: unknown
}

export interface Import {
  /** As written. */
  specifier: string
  /** Path from the project's folder for a file of ours, else the specifier. */
  target: string
  /** Erased before the program runs. `import { type A }` is not: the module is still loaded. */
  typeOnly: boolean
  line: number
}

export interface Source {
  /** From the project's folder, with '/'. */
  path: string
  text: string
  program: Node
  comments: { value: string; start: number; end: number }[]
  imports: Import[]
  /** A test, or what only tests use: it may import anything. */
  isTest: boolean
}

/**
 * Visits every node below `node`, itself first. `parents` runs from the root down and is only valid during the visit;
 * `field` is where the node hangs.
 */
export function walk(
  node: Node,
  visit: (node: Node, parents: readonly Node[], field: string) => void,
  parents: Node[] = [],
  field = '',
): void {
  visit(node, parents, field)
  parents.push(node)
  for (const key in node) {
    const value = node[key]
    if (value === null || typeof value !== 'object') continue
    if (Array.isArray(value)) {
      for (const item of value) {
        if (item && typeof item.type === 'string') walk(item, visit, parents, key)
      }
    } else if (typeof (value as Node).type === 'string') walk(value as Node, visit, parents, key)
  }
  parents.pop()
}

/** The text of a string literal or of a template without substitutions; undefined for all else. */
export function textOf(node: unknown): string | undefined {
  const n = node as Node | null | undefined
  if (n?.type === 'Literal' && typeof n.value === 'string') return n.value
  if (n?.type === 'TemplateLiteral' && (n.expressions as Node[]).length === 0) {
    return (n.quasis as { value: { cooked: string } }[])[0]!.value.cooked
  }
  return undefined
}

/** One-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line += 1
  return line
}

/** Where a relative specifier leads, from the project's folder; a package's specifier stays as it is. */
function targetOf(path: string, specifier: string): string {
  return specifier.startsWith('.')
    ? normalize(join(dirname(path), specifier)).replaceAll('\\', '/')
    : specifier
}

function importsOf(path: string, text: string, program: Node): Import[] {
  const found: Import[] = []
  const add = (node: Node, source: unknown, typeOnly: boolean) => {
    const specifier = textOf(source)
    if (specifier === undefined) return
    found.push({ specifier, target: targetOf(path, specifier), typeOnly, line: lineOf(text, node.start) })
  }
  walk(program, (node) => {
    if (node.type === 'ImportDeclaration') add(node, node.source, node.importKind === 'type')
    else if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') {
      add(node, node.source, node.exportKind === 'type')
    } else if (node.type === 'ImportExpression') add(node, node.source, false)
    else if (node.type === 'TSImportType') add(node, node.source ?? node.argument, true)
  })
  return found
}

/** Parses one file. @throws Error when it cannot be parsed */
export function parse(path: string, text: string): Source {
  const parsed = parseSync(path, text)
  if (parsed.errors.length) throw new Error(`${path}: ${parsed.errors[0]!.message}`)
  const program = parsed.program as unknown as Node
  return {
    path,
    text,
    program,
    comments: parsed.comments,
    imports: importsOf(path, text, program),
    isTest: /\.test\.tsx?$|\/testing\.ts$|^test\//.test(path),
  }
}

/** At the top only: a folder called data deeper down is ours. */
const FOREIGN = new Set(['node_modules', 'dist', 'data', '.git', 'coverage'])

/** Paths of the project's own files that fit, sorted. */
export function listFiles(fits: RegExp): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      if (FOREIGN.has(path)) return []
      return entry.isDirectory() ? below(path) : [path]
    })
  return below('')
    .filter((path) => fits.test(path))
    .sort()
}

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

let known: Map<string, Source> | undefined

/** Every TypeScript file of src, demo, test and scripts by path. */
export function sources(): Map<string, Source> {
  known ??= new Map(
    listFiles(/^(src|demo|test|scripts)\/.*\.(tsx?|mjs)$/).map((p) => [p, parse(p, readText(p))]),
  )
  return known
}

/** String literals in running code: not the keys of objects, nor the specifiers of imports, nor types. */
export function literals(source: Source): { text: string; line: number }[] {
  const found: { text: string; line: number }[] = []
  walk(source.program, (node, parents, field) => {
    const text = textOf(node)
    if (text === undefined || field === 'key' || field === 'source') return
    if (parents.some((p) => p.type === 'TSLiteralType')) return
    found.push({ text, line: lineOf(source.text, node.start) })
  })
  return found
}
