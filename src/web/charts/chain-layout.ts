export type ChainStatus = 'case' | 'suspect' | 'contact' | 'cleared' | 'lost'

export interface ChainNode {
  id: string
  label: string
  /** 0 = F0, 1 = F1, … */
  tier: number
  status: ChainStatus
  href?: string
}

export interface ChainEdge {
  from: string
  to: string
  /** Where and how: 'gặp ở chợ Mai Động 5/8'. */
  label?: string
}

export interface PlacedNode {
  kind: 'node'
  id: string
  node: ChainNode
  parent?: string
  /** Words on the contact that leads here. */
  via?: string
  column: number
  row: number
  children: string[]
  /** Others of this person's contacts that are folded away below. */
  folded: number
}

export interface FoldMark {
  kind: 'fold'
  id: string
  parent: string
  /** How many people (with all that hangs on them) stand behind the mark. */
  count: number
  column: number
  row: number
}

export interface ChainLayout {
  nodes: PlacedNode[]
  folds: FoldMark[]
  /** Contacts beside the one that gives a person their place. */
  extra: ChainEdge[]
  columns: number[]
  rows: number
  /** People per tier, folded ones included. */
  counts: Map<number, number>
}

const NOBODY: ReadonlySet<string> = new Set()
const RANK: Record<ChainStatus, number> = { case: 0, suspect: 1, lost: 2, contact: 3, cleared: 4 }

/**
 * Places a chain of transmission: tiers in columns, each person beside who infected or exposed them, one row for every
 * leaf. Where it would take more than `budget` rows, the least telling contacts of each person are folded into one mark;
 * `open` names the people whose contacts stay unfolded. Cases, and whoever leads on to others, are folded last.
 * Edges to unknown people and circles are survived: a person hangs on the first earlier tier that names them.
 */
export function layoutChain(
  nodes: readonly ChainNode[],
  edges: readonly ChainEdge[],
  budget: number,
  open: ReadonlySet<string> = new Set(),
): ChainLayout {
  const byId = new Map(nodes.map((n) => [n.id, n]))
  const parent = new Map<string, ChainEdge>()
  const extra: ChainEdge[] = []
  for (const edge of edges) {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)]
    if (!from || !to || from === to) continue
    const known = parent.get(to.id)
    if (from.tier < to.tier && !known) parent.set(to.id, edge)
    else extra.push(edge)
  }
  const children = new Map<string, string[]>()
  for (const [id, edge] of parent) children.set(edge.from, [...(children.get(edge.from) ?? []), id])

  const size = new Map<string, number>()
  const weigh = (id: string): number => {
    const n = 1 + (children.get(id) ?? []).reduce((s, c) => s + weigh(c), 0)
    size.set(id, n)
    return n
  }
  const place = new Map(nodes.map((n, i) => [n.id, i]))
  const byInterest = (a: string, b: string) =>
    RANK[byId.get(a)!.status] - RANK[byId.get(b)!.status] ||
    Number((children.get(b)?.length ?? 0) > 0) - Number((children.get(a)?.length ?? 0) > 0) ||
    place.get(a)! - place.get(b)!
  const roots = nodes.filter((n) => !parent.has(n.id)).map((n) => n.id)
  for (const root of roots) weigh(root)
  for (const list of children.values()) list.sort(byInterest)
  roots.sort((a, b) => byId.get(a)!.tier - byId.get(b)!.tier || byInterest(a, b))

  const shownOf = (id: string, limit: number, unfolded: ReadonlySet<string>): string[] => {
    const all = children.get(id) ?? []
    // The first tier tells most: it keeps three times as many.
    const keep = parent.has(id) ? limit : limit * 3
    // Folding a single person away would save nothing.
    return unfolded.has(id) || all.length <= keep + 1 ? all : all.slice(0, keep)
  }
  const rowsOf = (id: string, limit: number): number => {
    const shown = shownOf(id, limit, NOBODY)
    const folded = shown.length < (children.get(id)?.length ?? 0) ? 1 : 0
    return Math.max(1, shown.reduce((s, c) => s + rowsOf(c, limit), 0) + folded)
  }
  // Reckoned as if nothing were unfolded: opening one person must not fold another.
  const total = (limit: number) => roots.reduce((s, r) => s + rowsOf(r, limit), 0)
  const limits = [Number.POSITIVE_INFINITY, 40, 28, 20, 14, 10, 8, 6, 5, 4, 3, 2, 1]
  const limit = limits.find((l) => total(l) <= budget) ?? 1

  const tiers = [...new Set(nodes.map((n) => n.tier))].sort((a, b) => a - b)
  const column = (tier: number) => tiers.indexOf(tier)
  const placed: PlacedNode[] = []
  const folds: FoldMark[] = []
  let next = 0
  const put = (id: string): number => {
    const node = byId.get(id)!
    const shown = shownOf(id, limit, open)
    const all = children.get(id) ?? []
    const spot: PlacedNode = {
      kind: 'node',
      id,
      node,
      parent: parent.get(id)?.from,
      via: parent.get(id)?.label,
      column: column(node.tier),
      row: 0,
      children: shown,
      folded: all.length - shown.length,
    }
    placed.push(spot)
    const rows = shown.map(put)
    if (shown.length < all.length) {
      const hidden = all.slice(shown.length)
      folds.push({
        kind: 'fold',
        id: `${id}+`,
        parent: id,
        count: hidden.reduce((s, c) => s + size.get(c)!, 0),
        column: Math.min(...hidden.map((c) => column(byId.get(c)!.tier))),
        row: next,
      })
      rows.push(next++)
    }
    spot.row = rows.length > 0 ? (rows[0]! + rows.at(-1)!) / 2 : next++
    return spot.row
  }
  for (const root of roots) put(root)

  const counts = new Map<number, number>()
  for (const n of nodes) counts.set(n.tier, (counts.get(n.tier) ?? 0) + 1)
  const visible = new Set(placed.map((p) => p.id))
  return {
    nodes: placed,
    folds,
    extra: extra.filter((e) => visible.has(e.from) && visible.has(e.to)),
    columns: tiers,
    rows: next,
    counts,
  }
}

/** Everyone on the way up to the first case and everyone below: what lights up with a person. */
export function relatives(layout: ChainLayout, id: string): Set<string> {
  const byId = new Map(layout.nodes.map((n) => [n.id, n]))
  const found = new Set<string>()
  for (let at = byId.get(id); at && !found.has(at.id); at = at.parent ? byId.get(at.parent) : undefined)
    found.add(at.id)
  const below = [...(byId.get(id)?.children ?? [])]
  for (let next = below.pop(); next !== undefined; next = below.pop()) {
    if (found.has(next)) continue
    found.add(next)
    below.push(...(byId.get(next)?.children ?? []))
  }
  return found
}
