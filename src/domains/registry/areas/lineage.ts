/** An area of any day, as far as descent goes. */
export interface Unit {
  id: number
  parentId: number | null
  /** First and last day in force, calendar dates; null while it is. */
  from: string
  to: string | null
}

export interface Descent {
  from: number
  to: number
  /** Share of the people of `from` that went to `to`, 0 < share ≤ 1. */
  share: number
}

/** Where what is filed under an area belongs on another day. */
export interface Part {
  areaId: number
  share: number
}

export interface Lineage {
  units: Map<number, Unit>
  /** Of each old area, where it went; of each new one, where it came from. */
  onward: Map<number, Descent[]>
  back: Map<number, Descent[]>
}

const WHOLE = 0.9999

export function lineageOf(units: readonly Unit[], descents: readonly Descent[]): Lineage {
  return {
    units: new Map(units.map((u) => [u.id, u])),
    onward: Map.groupBy(descents, (d) => d.from),
    back: Map.groupBy(descents, (d) => d.to),
  }
}

export const inForce = (u: Unit, date: string) => u.from <= date && (u.to === null || u.to >= date)

/**
 * The areas in force on `date` among which an area of any other day is shared out; the shares add up to one at most.
 * An area that ended is followed onward, one that has not begun is followed back (where it came from several, in
 * proportion to the shares); one without descent goes with the area above it.
 */
export function partsOn(lineage: Lineage, id: number, date: string): Part[] {
  const known = new Map<number, Part[]>()
  const of = (unit: Unit): Part[] => {
    const found = known.get(unit.id)
    if (found) return found
    // An area on the way to itself would go round for ever; descent is entered by hand.
    known.set(unit.id, [])
    const parts = follow(unit)
    known.set(unit.id, parts)
    return parts
  }
  const follow = (unit: Unit): Part[] => {
    if (inForce(unit, date)) return [{ areaId: unit.id, share: 1 }]
    const gone = unit.to !== null && unit.to < date
    const edges = (gone ? lineage.onward : lineage.back).get(unit.id) ?? []
    const total = gone ? 1 : edges.reduce((sum, e) => sum + e.share, 0)
    const parts = edges.flatMap((e) => {
      const next = lineage.units.get(gone ? e.to : e.from)
      return next ? of(next).map((p) => ({ areaId: p.areaId, share: (p.share * e.share) / total })) : []
    })
    if (parts.length > 0) return merged(parts)
    const above = unit.parentId === null ? undefined : lineage.units.get(unit.parentId)
    return above ? of(above) : []
  }
  const unit = lineage.units.get(id)
  return unit ? of(unit) : []
}

function merged(parts: Part[]): Part[] {
  const sums = new Map<number, number>()
  for (const p of parts) sums.set(p.areaId, (sums.get(p.areaId) ?? 0) + p.share)
  return [...sums].map(([areaId, share]) => ({ areaId, share }))
}

export interface Holdings {
  /** Areas of any day that lie wholly in the area, itself included. */
  whole: number[]
  /** Areas of other days of which it has a part. */
  parts: Part[]
}

/**
 * For every area in force on `date`: the areas of any day whose records are its own, and those of which it has a
 * share. A ward that was split lies wholly in no ward of the new day, and wholly in the city above them.
 */
export function holdingsOn(lineage: Lineage, date: string): Map<number, Holdings> {
  const holdings = new Map<number, Holdings>()
  for (const u of lineage.units.values()) if (inForce(u, date)) holdings.set(u.id, { whole: [], parts: [] })
  for (const u of lineage.units.values()) {
    const within = new Map<number, number>()
    for (const p of partsOn(lineage, u.id, date)) {
      let at: Unit | undefined = lineage.units.get(p.areaId)
      while (at) {
        within.set(at.id, (within.get(at.id) ?? 0) + p.share)
        at = at.parentId === null ? undefined : lineage.units.get(at.parentId)
      }
    }
    for (const [area, share] of within) {
      const h = holdings.get(area)
      if (share >= WHOLE) h?.whole.push(u.id)
      else h?.parts.push({ areaId: u.id, share })
    }
  }
  return holdings
}
