import type { Area, AreaTree } from '../../registry/areas/index.ts'
import { fold } from './values.ts'

export type FoundArea = { areaId: number } | { problem: 'unknown' | 'ambiguous' | 'outside' }

export interface AreaFinder {
  find(text: string): FoundArea
}

const PREFIX =
  /^(thanh pho|tp|tinh|quan|q|huyen|h|thi xa|tx|phuong|p|xa|x|thi tran|tt|to dan pho|tdp|to|khu dan cu|kdc) (?=\S)/

const LEVEL_OF: Record<string, string> = {
  'thanh pho': 'city',
  tp: 'city',
  quan: 'district',
  q: 'district',
  huyen: 'district',
  h: 'district',
  phuong: 'ward',
  p: 'ward',
  xa: 'ward',
  x: 'ward',
  'thi tran': 'ward',
  'to dan pho': 'neighbourhood',
  tdp: 'neighbourhood',
  to: 'neighbourhood',
}

interface Part {
  name: string
  level: string | undefined
}

function partsOf(text: string): Part[] {
  return text
    .split(/[,;–]|\s-\s/)
    .map((p) => fold(p))
    .filter((p) => p !== '')
    .map((p) => {
      const prefix = PREFIX.exec(p)
      return prefix
        ? { name: p.slice(prefix[0].length), level: LEVEL_OF[prefix[1]!] }
        : { name: p, level: undefined }
    })
}

const bare = (area: Area) => fold(area.name).replace(PREFIX, '')

/**
 * Finds areas by code, by name, or inside an address ("Số 5 ngõ 10, tổ 5, P. Mai Động, Q. Hoàng Mai"), within the area
 * of the import. Names that two wards of the city share are settled by the other parts, never by the first hit.
 * @param root the area the import goes into
 */
export function areaFinder(tree: AreaTree, root: number): AreaFinder {
  const inside = new Set(tree.subtree(root))
  const byCode = new Map(tree.all.map((a) => [a.code.toLowerCase(), a]))
  const byName = new Map<string, Area[]>()
  for (const area of tree.all) {
    for (const name of new Set([bare(area), fold(area.name), fold(area.fullName)])) {
      byName.set(name, [...(byName.get(name) ?? []), area])
    }
  }
  const isBelow = (area: Area, above: Area): boolean => {
    for (
      let at: Area | undefined = area;
      at;
      at = at.parentId === null ? undefined : tree.byId.get(at.parentId)
    ) {
      if (at.id === above.id) return true
    }
    return false
  }
  const depth = (area: Area): number => {
    const parent = area.parentId === null ? undefined : tree.byId.get(area.parentId)
    return parent ? 1 + depth(parent) : 0
  }
  const named = (part: Part): Area[] => {
    const all = byName.get(part.name) ?? []
    const levelled = part.level ? all.filter((a) => a.level === part.level) : all
    // A bare number is a neighbourhood only where the text says so; otherwise it is a house.
    return /^\d+$/.test(part.name) && !part.level ? [] : levelled
  }

  return {
    find(text) {
      const code = byCode.get(text.trim().toLowerCase())
      if (code) return inside.has(code.id) ? { areaId: code.id } : { problem: 'outside' }
      const whole = byName.get(fold(text)) ?? []
      const groups =
        whole.length > 0
          ? [whole]
          : partsOf(text)
              .map(named)
              .filter((g) => g.length > 0)
      if (groups.length === 0) return { problem: 'unknown' }
      // An area counts when every other part that names areas names one above or below it.
      const agreed = groups
        .flat()
        .filter((a) => groups.every((g) => g.some((other) => isBelow(a, other) || isBelow(other, a))))
      const best = Math.max(-1, ...agreed.map(depth))
      const deepest = [...new Set(agreed.filter((a) => depth(a) === best))]
      if (deepest.length === 0) return { problem: 'ambiguous' }
      const mine = deepest.filter((a) => inside.has(a.id))
      if (mine.length === 0) {
        // A place above the import's own area says too little, one beside it says that the row is not ours.
        const rootArea = tree.byId.get(root)
        return deepest.some((a) => rootArea && isBelow(rootArea, a))
          ? { problem: 'unknown' }
          : { problem: 'outside' }
      }
      return mine.length === 1 ? { areaId: mine[0]!.id } : { problem: 'ambiguous' }
    },
  }
}
