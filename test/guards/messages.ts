import { lineOf, type Node, type Source, sources, textOf, walk } from './source.ts'

/** The words of one namespace in one language: key → sentence. */
type Words = Map<string, string>

export interface Namespace {
  /** Where it is registered. */
  files: string[]
  vi: Words
  en: Words
}

export interface Use {
  file: string
  line: number
  namespace: string
  /** A whole key, or what stands before and after the parts that are only known when the program runs. */
  key: string | { start: string; end: string }
}

const isProduct = (s: Source) => s.path.startsWith('src/') && !s.isTest

/** What a name at the top of a file stands for. */
function constant(source: Source, name: string): Node | undefined {
  let found: Node | undefined
  walk(source.program, (node) => {
    if (node.type === 'VariableDeclarator' && (node.id as Node).name === name) found ??= node.init as Node
  })
  return found
}

/** The object that an expression is, through names and `as const`. @throws Error when it cannot be read off the text */
function objectOf(source: Source, node: Node | undefined): Node {
  if (node?.type === 'ObjectExpression') return node
  if (node?.type === 'Identifier') return objectOf(source, constant(source, String(node.name)))
  if (node?.type === 'TSAsExpression' || node?.type === 'TSSatisfiesExpression') {
    return objectOf(source, node.expression as Node)
  }
  throw new Error(`${source.path}: messages are written as plain objects, so that their words can be checked`)
}

function property(object: Node, name: string): Node | undefined {
  const found = (object.properties as Node[]).find((p) => {
    const key = p.key as Node | undefined
    return key && (key.name === name || key.value === name)
  })
  return found && (found.value as Node)
}

function fill(words: Words, source: Source, object: Node): void {
  for (const p of object.properties as Node[]) {
    if (p.type === 'SpreadElement') {
      fill(words, source, objectOf(source, p.argument as Node))
      continue
    }
    const key = p.key as Node
    const name = String(key.name ?? key.value)
    const text = textOf(p.value)
    if (text === undefined) throw new Error(`${source.path}: the message ${name} is not a plain text`)
    words.set(name, text)
  }
}

/** Every namespace of messages, read from the text of the program. */
export function namespaces(): Map<string, Namespace> {
  const all = new Map<string, Namespace>()
  for (const source of [...sources().values()].filter(
    (s) => isProduct(s) && s.text.includes('registerMessages('),
  )) {
    walk(source.program, (node) => {
      if (node.type !== 'CallExpression' || (node.callee as Node).name !== 'registerMessages') return
      const [first, second] = node.arguments as Node[]
      const name = textOf(first)
      if (name === undefined) throw new Error(`${source.path}: a namespace is a plain text`)
      const known: Namespace = all.get(name) ?? { files: [], vi: new Map(), en: new Map() }
      known.files.push(source.path)
      const both = objectOf(source, second)
      for (const language of ['vi', 'en'] as const) {
        fill(known[language], source, objectOf(source, property(both, language)))
      }
      all.set(name, known)
    })
  }
  return all
}

const isFunction = (node: Node) =>
  /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)

/** Whether a function takes `name` as a parameter, plain or out of an object. */
function takes(node: Node, name: string): boolean {
  let found = false
  for (const p of (node.params as Node[] | undefined) ?? []) {
    walk(p, (n, _, field) => {
      if (n.type === 'Identifier' && n.name === name && field !== 'key') found = true
    })
  }
  return found
}

/** The keys that an expression can be: through `a ? b : c` and templates. */
function keysOf(node: Node | undefined): Use['key'][] {
  const text = textOf(node)
  if (text !== undefined) return [text]
  if (node?.type === 'ConditionalExpression') {
    return [...keysOf(node.consequent as Node), ...keysOf(node.alternate as Node)]
  }
  if (node?.type === 'TemplateLiteral') {
    const parts = (node.quasis as { value: { cooked: string } }[]).map((q) => q.value.cooked)
    return [{ start: parts[0]!, end: parts.at(-1)! }]
  }
  return []
}

/** Every key that is used literally: `t('key')` where `const t = useT('namespace')` reaches, and `translate(…)`. */
export function uses(): Use[] {
  const found: Use[] = []
  for (const source of [...sources().values()].filter(
    (s) => isProduct(s) && /useT\(|translate\(/.test(s.text),
  )) {
    const declared = new Map<Node, Map<string, string>>()
    walk(source.program, (node, parents) => {
      const call = node.init as Node | undefined
      if (node.type !== 'VariableDeclarator' || (call?.callee as Node | undefined)?.name !== 'useT') return
      const namespace = textOf((call!.arguments as Node[])[0])
      const scope = parents.findLast((p) => isFunction(p)) ?? source.program
      const name = String((node.id as Node).name)
      if (namespace !== undefined)
        declared.set(scope, new Map([...(declared.get(scope) ?? []), [name, namespace]]))
    })
    walk(source.program, (node, parents) => {
      if (node.type !== 'CallExpression') return
      const name = String((node.callee as Node).name ?? '')
      const [first, second] = node.arguments as Node[]
      const add = (namespace: string | undefined, key: Node | undefined) => {
        if (namespace === undefined) return
        for (const k of keysOf(key)) {
          found.push({ file: source.path, line: lineOf(source.text, node.start), namespace, key: k })
        }
      }
      if (name === 'translate') return add(textOf(first), second)
      for (const scope of [...parents].reverse().filter((p) => isFunction(p) || p.type === 'Program')) {
        const namespace = declared.get(scope)?.get(name)
        if (namespace !== undefined) return add(namespace, first)
        if (takes(scope, name)) return
      }
    })
  }
  return found
}
