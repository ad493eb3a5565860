import { describe, expect, test } from 'vitest'
import { type ChainEdge, type ChainNode, layoutChain, relatives } from './chain-layout.ts'

const person = (id: string, tier: number, status: ChainNode['status'] = 'contact'): ChainNode => ({
  id,
  label: id,
  tier,
  status,
})

/** One case, `first` contacts of it, and `second` contacts spread over the first three of those. */
function chain(first: number, second: number): { nodes: ChainNode[]; edges: ChainEdge[] } {
  const nodes = [person('root', 0, 'case')]
  const edges: ChainEdge[] = []
  for (let i = 0; i < first; i++) {
    nodes.push(person(`a${i}`, 1, i === first - 1 ? 'case' : 'contact'))
    edges.push({ from: 'root', to: `a${i}`, label: 'cùng nhà' })
  }
  for (let i = 0; i < second; i++) {
    nodes.push(person(`b${i}`, 2))
    edges.push({ from: `a${i % 3}`, to: `b${i}` })
  }
  return { nodes, edges }
}

describe('a chain of transmission', () => {
  test('small ones are shown whole: one row for each leaf, parents in the middle of their children', () => {
    const { nodes, edges } = chain(5, 0)
    const layout = layoutChain(nodes, edges, 24)
    expect(layout.folds).toEqual([])
    expect(layout.rows).toBe(5)
    expect(layout.nodes.find((n) => n.id === 'root')).toMatchObject({ row: 2, column: 0 })
    expect(layout.nodes.find((n) => n.id === 'a0')).toMatchObject({ via: 'cùng nhà', parent: 'root' })
  })

  test('200 people fit the rows given, and nobody is lost: shown and folded add up', () => {
    const { nodes, edges } = chain(60, 139)
    const layout = layoutChain(nodes, edges, 24)
    expect(layout.rows).toBeLessThanOrEqual(24)
    expect(layout.nodes.length + layout.folds.reduce((n, f) => n + f.count, 0)).toBe(200)
    expect(layout.counts).toEqual(
      new Map([
        [0, 1],
        [1, 60],
        [2, 139],
      ]),
    )
  })

  test('a contact who became a case is never folded behind those who did not', () => {
    const { nodes, edges } = chain(60, 0)
    const shown = layoutChain(nodes, edges, 10).nodes.map((n) => n.id)
    expect(shown).toContain('a59')
    expect(shown).not.toContain('a58')
  })

  test('unfolding one person shows all of theirs', () => {
    const { nodes, edges } = chain(60, 0)
    const layout = layoutChain(nodes, edges, 10, new Set(['root']))
    expect(layout.folds).toEqual([])
    expect(layout.nodes).toHaveLength(61)
  })

  test('no two rows of a column coincide', () => {
    const { nodes, edges } = chain(40, 100)
    const layout = layoutChain(nodes, edges, 30)
    const taken = [...layout.nodes, ...layout.folds].map((n) => `${n.column}/${n.row}`)
    expect(new Set(taken).size).toBe(taken.length)
  })

  test('circles, unknown people and second contacts are survived and kept', () => {
    const nodes = [person('a', 0, 'case'), person('b', 1), person('c', 1)]
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
      { from: 'b', to: 'c' },
      { from: 'a', to: 'c' },
      { from: 'a', to: 'nobody' },
      { from: 'c', to: 'c' },
    ]
    const layout = layoutChain(nodes, edges, 24)
    expect(layout.nodes.map((n) => [n.id, n.parent])).toEqual([
      ['a', undefined],
      ['b', 'a'],
      ['c', 'a'],
    ])
    expect(layout.extra).toEqual([
      { from: 'b', to: 'a' },
      { from: 'b', to: 'c' },
    ])
  })

  test('with a person light up the way to the first case and all that follows, no one else', () => {
    const { nodes, edges } = chain(4, 6)
    const layout = layoutChain(nodes, edges, 24)
    expect([...relatives(layout, 'a1')].sort()).toEqual(['a1', 'b1', 'b4', 'root'])
    expect([...relatives(layout, 'b4')].sort()).toEqual(['a1', 'b4', 'root'])
  })

  test('nobody at all', () => {
    expect(layoutChain([], [], 24)).toMatchObject({ nodes: [], rows: 0 })
  })
})
