import { describe, expect, it } from 'vitest'
import { holdingsOn, lineageOf, partsOn, type Unit } from './lineage.ts'

const DAY = '2025-07-01'
const BEFORE = '2021-08-10'
const AFTER = '2025-08-01'

/** City 1; district 2 with wards 3 (split) and 4 (whole), neighbourhoods 31, 32, 33 of 3; new wards 5, 6 and what went along. */
const unit = (id: number, parentId: number | null, from: string, to: string | null): Unit => ({
  id,
  parentId,
  from,
  to,
})
const old = '2000-01-01'
const end = '2025-06-30'
const lineage = lineageOf(
  [
    unit(1, null, old, null),
    unit(2, 1, old, end),
    unit(3, 2, old, end),
    unit(4, 2, old, end),
    unit(31, 3, old, end),
    unit(32, 3, old, end),
    unit(33, 3, old, end),
    unit(5, 1, DAY, null),
    unit(6, 1, DAY, null),
    unit(51, 5, DAY, null),
    unit(62, 6, DAY, null),
  ],
  [
    { from: 3, to: 5, share: 0.7 },
    { from: 3, to: 6, share: 0.3 },
    { from: 4, to: 6, share: 1 },
    { from: 31, to: 51, share: 1 },
    { from: 32, to: 62, share: 1 },
  ],
)
const shares = (id: number, date: string) =>
  partsOn(lineage, id, date).map((p) => [p.areaId, Number(p.share.toFixed(4))])

describe('An area of one day on another day', () => {
  it('is itself while it is in force', () => {
    expect(shares(3, BEFORE)).toEqual([[3, 1]])
    expect(shares(5, AFTER)).toEqual([[5, 1]])
  })

  it('is shared out among those it went to', () => {
    expect(shares(3, AFTER)).toEqual([
      [5, 0.7],
      [6, 0.3],
    ])
    expect(shares(4, AFTER)).toEqual([[6, 1]])
    expect(shares(31, AFTER)).toEqual([[51, 1]])
  })

  it('without descent goes with the area above it', () => {
    expect(shares(2, AFTER)).toEqual([[1, 1]])
    expect(shares(33, AFTER)).toEqual([
      [5, 0.7],
      [6, 0.3],
    ])
  })

  it('that has not begun is followed back, in proportion to the shares', () => {
    expect(shares(5, BEFORE)).toEqual([[3, 1]])
    expect(shares(6, BEFORE)).toEqual([
      [3, 0.2308],
      [4, 0.7692],
    ])
    expect(shares(62, BEFORE)).toEqual([[32, 1]])
  })

  it('comes to an end even when the descent goes in a circle', () => {
    const circle = lineageOf(
      [unit(1, null, old, '2001-01-01'), unit(2, null, old, '2001-01-01')],
      [
        { from: 1, to: 2, share: 1 },
        { from: 2, to: 1, share: 1 },
      ],
    )
    expect(partsOn(circle, 1, AFTER)).toEqual([])
  })
})

describe('An area in force', () => {
  it('holds what lies wholly in it on any day, and knows of what it has only a part', () => {
    const now = holdingsOn(lineage, AFTER)
    expect(now.get(5)!.whole.sort()).toEqual([31, 5, 51])
    expect(now.get(5)!.parts.map((p) => [p.areaId, p.share])).toEqual([
      [3, 0.7],
      [33, 0.7],
    ])
    expect(now.get(6)!.whole.sort()).toEqual([32, 4, 6, 62])
    const then = holdingsOn(lineage, BEFORE)
    expect(then.get(3)!.whole.sort((a, b) => a - b)).toEqual([3, 5, 31, 32, 33, 51, 62])
    expect(then.get(4)!.parts.map((p) => p.areaId)).toEqual([6])
  })

  it('together with the others above them loses nothing: the city holds every area of every day', () => {
    for (const date of [BEFORE, AFTER]) expect(holdingsOn(lineage, date).get(1)!.whole).toHaveLength(11)
  })
})
