import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HANOI_2021 } from '../../domains/registry/areas/data/hanoi-2021.ts'
import {
  boundsOf,
  contains,
  distance,
  type Point,
  projectionAt,
  ringArea,
  unionOutlines,
} from './geometry.ts'
import { placeCentres, schematicCells, spacingOf } from './schematic.ts'

const { forward } = projectionAt(21)
const wards = HANOI_2021.filter((a) => a.level === 'ward')
const hoangMai = wards.filter((a) => a.parentCode === '008').map((a) => forward(a.centre))

/** Points of a grid over the cells that lie in more than one of them. */
function sharedGround(cells: Point[][], steps: number): number {
  const b = boundsOf(cells.flat())
  let shared = 0
  for (let i = 0; i < steps; i++)
    for (let j = 0; j < steps; j++) {
      const at: Point = [
        b.minX + ((b.maxX - b.minX) * (i + 0.5)) / steps,
        b.minY + ((b.maxY - b.minY) * (j + 0.5)) / steps,
      ]
      if (cells.filter((c) => contains([c], at)).length > 1) shared++
    }
  return shared
}

describe.each([
  ['the 14 wards of Hoàng Mai', hoangMai],
  ['the 77 wards of five districts', wards.map((a) => forward(a.centre))],
])('%s', (_, centres) => {
  const cells = schematicCells(placeCentres(centres))

  test('each ward has one cell, its centre inside', () => {
    expect(cells).toHaveLength(centres.length)
    cells.forEach((cell, i) => {
      expect(contains([cell], centres[i]!)).toBe(true)
    })
  })

  test('no ground belongs to two wards', () => {
    expect(sharedGround(cells, 70)).toBe(0)
  })

  test('the land is one piece without holes', () => {
    expect(
      unionOutlines(
        cells.map((c) => [[c]]),
        6,
      ),
    ).toHaveLength(1)
  })

  test('no cell is a sliver or a giant', () => {
    const area = spacingOf(centres) ** 2
    for (const cell of cells) {
      const size = Math.abs(ringArea(cell)) / area
      expect(size).toBeGreaterThan(0.2)
      expect(size).toBeLessThan(12)
    }
  })

  test('the same centres always give the same drawing', () => {
    expect(schematicCells(placeCentres(centres))).toEqual(cells)
  })
})

describe('places', () => {
  test('areas without a centre get one of their own, away from the others', () => {
    const placed = placeCentres([...hoangMai, null, null, null])
    expect(placed.slice(0, 14)).toEqual(hoangMai)
    for (const [i, p] of placed.slice(14).entries())
      for (const [j, o] of placed.entries())
        if (j !== 14 + i) expect(distance(p, o)).toBeGreaterThan(spacingOf(hoangMai) * 0.5)
  })

  test('centres that coincide are moved apart, so that every area can be seen', () => {
    const placed = placeCentres([...hoangMai, hoangMai[3]!, hoangMai[3]!])
    const cells = schematicCells(placed)
    for (const cell of cells) expect(Math.abs(ringArea(cell))).toBeGreaterThan(0)
  })

  test('any handful of centres, or none at all, makes a map', () => {
    // Registers write centres to some ten metres; two that differ by less are the same place.
    const degree = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000)
    const centre = fc.tuple(degree, degree)
    fc.assert(
      fc.property(fc.array(fc.option(centre), { maxLength: 9 }), (centres) => {
        const cells = schematicCells(placeCentres(centres))
        expect(cells).toHaveLength(centres.length)
        for (const cell of cells) expect(Math.abs(ringArea(cell))).toBeGreaterThan(0)
      }),
      { numRuns: 25, seed: 20210810 },
    )
  })
})
