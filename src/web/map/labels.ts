import { contains, type Point, type Ring } from './geometry.ts'

export interface LabelItem {
  id: number
  name: string
  /** Second line, usually a number; '' for none. */
  value: string
  /** Outer ring and holes of the piece that carries the name, in the plane of the map. */
  rings: Ring[]
  /** Candidate middles, best first. */
  spots: readonly Point[]
}

export interface Label {
  id: number
  /** Middle of the block, in plane units times `scale`. */
  x: number
  y: number
  lines: string[]
  value: string
  /** px */
  size: number
}

/** Width in px of a text at a size and weight. */
export type Measure = (text: string, size: number, weight: 500 | 600) => number

const LINE = 1.25

/** A name on two lines of the most even length; undefined for one word. */
export function twoLines(name: string): string[] | undefined {
  const words = name.split(' ')
  let best: string[] | undefined
  let least = Infinity
  for (let i = 1; i < words.length; i++) {
    const pair = [words.slice(0, i).join(' '), words.slice(i).join(' ')]
    const longest = Math.max(pair[0]!.length, pair[1]!.length)
    if (longest < least) {
      least = longest
      best = pair
    }
  }
  return best
}

interface Block {
  lines: string[]
  size: number
  width: number
  height: number
}

function blocksOf(item: LabelItem, base: number, measure: Measure): Block[] {
  const split = twoLines(item.name)
  const forms: [string[], number][] = [
    [[item.name], base],
    ...(split ? [[split, base] as [string[], number]] : []),
    [[item.name], base * 0.88],
    ...(split ? [[split, base * 0.88] as [string[], number]] : []),
    ...(item.value ? [[[], base] as [string[], number]] : []),
  ]
  return forms.map(([lines, size]) => ({
    lines,
    size,
    width: Math.max(
      ...lines.map((l) => measure(l, size, 500)),
      item.value ? measure(item.value, size * 1.08, 600) : 0,
    ),
    height: (lines.length + (item.value ? 1 : 0)) * size * LINE,
  }))
}

interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** True when the box lies inside the piece: its corners, the middles of its sides and no border point within. */
function fits(rings: Ring[], box: Box, scale: number): boolean {
  const xs = [box.left, (box.left + box.right) / 2, box.right]
  const ys = [box.top, (box.top + box.bottom) / 2, box.bottom]
  for (const x of xs) for (const y of ys) if (!contains(rings, [x / scale, y / scale])) return false
  for (const ring of rings)
    for (const [px, py] of ring) {
      const [x, y] = [px * scale, py * scale]
      if (x > box.left && x < box.right && y > box.top && y < box.bottom) return false
    }
  return true
}

/**
 * Names and values inside their areas: on one line, on two, smaller, the value alone, or not at all; never over one
 * another. `scale` is px per plane unit, `base` the text size in px. Short names are placed first.
 */
export function placeLabels(
  items: readonly LabelItem[],
  scale: number,
  base: number,
  measure: Measure,
): Label[] {
  const placed: { label: Label; box: Box }[] = []
  const order = [...items].sort((a, b) => a.name.length - b.name.length || a.id - b.id)
  for (const item of order) {
    blocksOf(item, base, measure).some((block) =>
      item.spots.some(([sx, sy]) => {
        const [x, y] = [sx * scale, sy * scale]
        const box = {
          left: x - block.width / 2 - 2,
          right: x + block.width / 2 + 2,
          top: y - block.height / 2,
          bottom: y + block.height / 2,
        }
        if (!fits(item.rings, box, scale) || placed.some((p) => overlap(p.box, box))) return false
        placed.push({
          label: { id: item.id, x, y, lines: block.lines, value: item.value, size: block.size },
          box,
        })
        return true
      }),
    )
  }
  return placed.map((p) => p.label)
}
