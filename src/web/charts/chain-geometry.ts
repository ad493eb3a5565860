import { measureText } from '../kit/measure.ts'
import type { ChainLayout } from './chain-layout.ts'

/** px: margin before a mark, from mark to words, between words, and the least a line has to run to the next column. */
export const LEFT = 14
export const TEXT = 13
export const GAP = 8
export const runOf = (width: number) => (width < 480 ? 30 : 56)

export interface Spot {
  x: number
  y: number
  /** Where lines to the right begin: after the words. */
  out: number
}

/**
 * Where each column begins, and where the last one ends. Names always fit and widen the picture if they must (it then
 * scrolls sideways); the words on the contact share what room is left.
 */
export function columnStarts(layout: ChainLayout, width: number, size: number): number[] {
  const last = layout.columns.length - 1
  const need = layout.columns.map((_, c) => {
    const here = layout.nodes.filter((n) => n.column === c)
    const name = Math.min(220, Math.max(60, ...here.map((n) => measureText(n.node.label, size, 500))))
    const full = Math.max(
      name,
      ...here.map(
        (n) => measureText(n.node.label, size, 500) + (n.via ? measureText(n.via, size - 1) + GAP : 0),
      ),
    )
    const fixed = LEFT + TEXT + 4 + (c < last ? runOf(width) : 0)
    return { least: name + fixed, most: full + fixed }
  })
  const least = need.reduce((s, n) => s + n.least, 0)
  const wish = need.reduce((s, n) => s + n.most - n.least, 0)
  const share = wish > 0 ? Math.max(0, Math.min(1, (width - least) / wish)) : 0
  const spare = Math.max(0, width - least - wish) / Math.max(1, need.length)
  const starts = [0]
  for (const n of need) starts.push(starts.at(-1)! + n.least + (n.most - n.least) * share + spare)
  return starts
}

/** A line from the end of one person's words to the mark of another. */
export function curve(from: Spot, to: Spot): string {
  const end = to.x - 10
  const start = Math.min(from.out, end - 12)
  const bend = Math.max(14, (end - start) * 0.5)
  return `M${start.toFixed(1)} ${from.y.toFixed(1)}C${(start + bend).toFixed(1)} ${from.y.toFixed(1)} ${(end - bend).toFixed(1)} ${to.y.toFixed(1)} ${end.toFixed(1)} ${to.y.toFixed(1)}`
}
