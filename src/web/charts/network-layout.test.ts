import { expect, it } from 'vitest'
import { arrange, type NetworkLink, type NetworkNode } from './network-layout.ts'

/** A case with two it infected, one of whom infected another; and two cases alone. */
const node = (
  id: string,
  chain: number,
  generation: number,
  date: string | null,
  place = 1,
): NetworkNode => ({
  id,
  label: id,
  name: id,
  chain,
  generation,
  date,
  place,
  weight: 0,
})
const nodes = [
  node('a', 0, 0, '2021-08-01'),
  node('b', 0, 1, '2021-08-04'),
  node('c', 0, 1, null, 2),
  node('d', 0, 2, '2021-08-09', 2),
  node('e', 1, 0, '2021-08-02'),
  node('f', 2, 0, '2021-08-03', 3),
]
const links: NetworkLink[] = [
  { from: 0, to: 1 },
  { from: 0, to: 2 },
  { from: 1, to: 3 },
]
const places = [
  { id: 1, name: 'Mai Động', centre: [105.86, 20.99] as const },
  { id: 2, name: 'Tương Mai', centre: [105.85, 20.98] as const },
  { id: 3, name: 'Đại Kim', centre: null },
]

it('a tree stands a generation to the right of its source, and no two cases stand on one point', () => {
  for (const kind of ['tree', 'time', 'place', 'map'] as const) {
    const { x, y } = arrange(kind, nodes, links, places)
    const points = new Set(nodes.map((_, i) => `${x[i]!.toFixed(4)} ${y[i]!.toFixed(4)}`))
    expect(points.size, kind).toBe(nodes.length)
  }
  const { x } = arrange('tree', nodes, links, places)
  for (const { from, to } of links) expect(x[to]! - x[from]!).toBeCloseTo(4.5)
})

it('time runs to the right, with dates along it; who has no date stands after their source', () => {
  const { x, marks } = arrange('time', nodes, links, places)
  expect(x[0]!).toBe(0)
  expect(x[4]! < x[5]! && x[5]! < x[1]! && x[1]! < x[3]!).toBe(true)
  expect(x[2]!).toBeGreaterThan(x[0]!)
  expect(marks.map((m) => m.text)).toEqual(expect.arrayContaining(['2021-08-01', '2021-08-09']))
})

it('a place gathers its own, each nearer to its middle than to another', () => {
  for (const kind of ['place', 'map'] as const) {
    const { x, y, marks } = arrange(kind, nodes, links, places)
    expect(new Set(marks.map((m) => m.text))).toEqual(new Set(['Mai Động', 'Tương Mai', 'Đại Kim']))
    const middle = (place: number) => {
      const own = [...nodes.keys()].filter((i) => nodes[i]!.place === place)
      const mean = (v: Float64Array) => own.reduce((sum, i) => sum + v[i]!, 0) / own.length
      return [mean(x), mean(y)] as const
    }
    nodes.forEach((n, i) => {
      const far = (place: number) => Math.hypot(x[i]! - middle(place)[0], y[i]! - middle(place)[1])
      for (const other of [1, 2, 3]) if (other !== n.place) expect(far(n.place)).toBeLessThan(far(other))
    })
  }
})

it('ten thousand cases in chains of every size are placed in a moment, deep chains too', () => {
  const many: NetworkNode[] = []
  const between: NetworkLink[] = []
  for (let chain = 0; many.length < 10_000; chain++) {
    const size = chain === 0 ? 3000 : 1 + (chain % 40)
    const start = many.length
    for (let n = 0; n < size; n++) {
      // The first chain is one line, a generation a case.
      const up = chain === 0 ? n - 1 : Math.floor((n - 1) / 3)
      const generation = n === 0 ? 0 : many[start + up]!.generation + 1
      many.push(
        node(`${chain}/${n}`, chain, generation, `2021-08-${String(1 + (n % 28)).padStart(2, '0')}`, n % 14),
      )
      if (n > 0) between.push({ from: start + up, to: start + n })
    }
  }
  for (const kind of ['tree', 'time', 'place', 'map'] as const) {
    // The processor's time: others have the machine too.
    const started = process.cpuUsage()
    arrange(kind, many, between, places)
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1000, kind).toBeLessThan(1500)
  }
})
