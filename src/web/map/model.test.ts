import { expect, test } from 'vitest'
import { type Boundary, innerPoints, projectionAt, shapeOf, unionOutlines } from './geometry.ts'
import { buildMap } from './model.ts'

const square = (x: number, y: number): Boundary => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + 1, y],
      [x + 1, y + 1],
      [x, y + 1],
      [x, y],
    ],
  ],
})
const ring: Boundary = {
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 9],
        [0, 0],
      ],
      [
        [3, 3],
        [6, 3],
        [6, 6],
        [3, 6],
        [3, 3],
      ],
    ],
    [
      [
        [20, 0],
        [21, 0],
        [21, 1],
        [20, 0],
      ],
    ],
  ],
}

test('boundaries are drawn where there are any, a disc stands for the rest', () => {
  const model = buildMap([
    { id: 1, name: 'A', centre: null, boundary: square(105, 21) },
    { id: 2, name: 'B', centre: null, boundary: square(106, 21) },
    { id: 3, name: 'C', centre: [107.5, 21.5] },
  ])
  expect(model.schematic).toBe(false)
  expect(model.cells.map((c) => c.rings[0]!.length)).toEqual([4, 4, 24])
  expect(buildMap([{ id: 1, name: 'A', centre: [105, 21] }]).schematic).toBe(true)
})

test('a name goes into the largest piece and never into a hole', () => {
  const { cells } = buildMap([{ id: 1, name: 'A', centre: null, boundary: ring }])
  const inverse = projectionAt(0).inverse
  for (const spot of cells[0]!.spots) {
    const [x, y] = inverse(spot)
    expect(x > 3 * 0.9 && x < 6 && y > 3 && y < 6 && x < 15).toBe(false)
  }
  expect(innerPoints([]).length).toBe(0)
})

test('the border of several areas leaves out what they share', () => {
  const { forward } = projectionAt(21)
  const shapes = [square(105, 21), square(106, 21)].map((b) =>
    shapeOf(b, { forward, inverse: (p) => [p[0], p[1]] }),
  )
  const lines = unionOutlines(shapes, 6)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toHaveLength(7)
})

test('the projection goes there and back', () => {
  const { forward, inverse } = projectionAt(21)
  const [lon, lat] = inverse(forward([105.85, 20.99]))
  expect(lon).toBeCloseTo(105.85, 9)
  expect(lat).toBeCloseTo(20.99, 9)
})

test('nothing to draw is no failure', () => {
  expect(buildMap([]).cells).toEqual([])
})
