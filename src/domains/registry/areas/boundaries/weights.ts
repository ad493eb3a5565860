/**
 * How much each corner of a line matters, after Visvalingam: the area of the triangle it makes with its neighbours
 * when its turn to go comes. The ends never go. Measured once per border, so both sides always lose the same corners.
 * @returns square units; Infinity for the two ends
 */
export function weightsOf(xs: number[], ys: number[]): number[] {
  const count = xs.length
  const weights = xs.map(() => Number.POSITIVE_INFINITY)
  const before = xs.map((_, i) => i - 1)
  const after = xs.map((_, i) => i + 1)
  const area = (i: number) => {
    const [a, b] = [before[i]!, after[i]!]
    return Math.abs((xs[i]! - xs[a]!) * (ys[b]! - ys[a]!) - (xs[b]! - xs[a]!) * (ys[i]! - ys[a]!)) / 2
  }
  const heap = createHeap()
  for (let i = 1; i < count - 1; i++) heap.push(area(i), i)
  const current = xs.map((_, i) => (i > 0 && i < count - 1 ? area(i) : Number.POSITIVE_INFINITY))
  let floor = 0
  for (let least = heap.pop(); least; least = heap.pop()) {
    const { key, id } = least
    // An entry whose corner has changed since is out of date.
    if (current[id] !== key) continue
    // A corner must not seem to matter less than one that went before it.
    floor = Math.max(floor, key)
    weights[id] = floor
    current[id] = -1
    const [a, b] = [before[id]!, after[id]!]
    after[a] = b
    before[b] = a
    for (const n of [a, b]) {
      if (n === 0 || n === count - 1) continue
      current[n] = area(n)
      heap.push(current[n]!, n)
    }
  }
  return weights
}

function createHeap() {
  const items: { key: number; id: number }[] = []
  const swap = (i: number, j: number) => {
    const kept = items[i]!
    items[i] = items[j]!
    items[j] = kept
  }
  return {
    push(key: number, id: number): void {
      items.push({ key, id })
      for (let i = items.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1
        if (items[parent]!.key <= items[i]!.key) break
        swap(i, parent)
        i = parent
      }
    },
    pop(): { key: number; id: number } | undefined {
      const top = items[0]
      const last = items.pop()
      if (items.length === 0 || !last) return top
      items[0] = last
      for (let i = 0; ; ) {
        const [l, r] = [2 * i + 1, 2 * i + 2]
        let least = i
        if (l < items.length && items[l]!.key < items[least]!.key) least = l
        if (r < items.length && items[r]!.key < items[least]!.key) least = r
        if (least === i) return top
        swap(i, least)
        i = least
      }
    },
  }
}
