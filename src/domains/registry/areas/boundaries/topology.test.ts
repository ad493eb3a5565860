import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, type LonLatPolygons } from './topology.ts'

/** Degrees for a place so many metres east and north of the middle of the district. */
const at = (east: number, north: number): [number, number] => [
  105.86 + east / (110_900 * Math.cos((20.976 * Math.PI) / 180)),
  20.976 + north / 110_900,
]
const area = (...corners: [number, number][]): LonLatPolygons => [[corners.map(([e, n]) => at(e, n))]]

/** Rings of a feature as drawn with the corners of `level` and above, in metres from the middle of the district. */
function ringsAt(drawn: ReturnType<typeof draw>, feature: number, level: number): [number, number][][] {
  const { scale, origin, arcs } = drawn.topology
  const lines = arcs.map(({ d, w }) => {
    let [x, y] = [0, 0]
    return [...w].flatMap((digit, i): [number, number][] => {
      x += d[2 * i]!
      y += d[2 * i + 1]!
      const [lon, lat] = [origin[0] + x * scale[0], origin[1] + y * scale[1]]
      const east = (lon - 105.86) * 110_900 * Math.cos((20.976 * Math.PI) / 180)
      return Number(digit) >= level ? [[east, (lat - 20.976) * 110_900]] : []
    })
  })
  return drawn.polygons[feature]!.flat().map((ring) =>
    ring.flatMap((n) => (n < 0 ? lines[~n]!.toReversed() : lines[n]!).slice(0, -1)),
  )
}

function holds(rings: [number, number][][], [x, y]: [number, number]): boolean {
  let inside = false
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[ax, ay], [bx, by]] = [ring[j]!, ring[i]!]
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    }
  return inside
}

/** How many of the features cover each point of a fine grid; the points lie inside the land. */
function coverage(
  drawn: ReturnType<typeof draw>,
  features: number,
  level: number,
  half: number,
): Set<number> {
  const rings = Array.from({ length: features }, (_, f) => ringsAt(drawn, f, level))
  const seen = new Set<number>()
  for (let e = -half; e <= half; e += 19.7)
    for (let n = -half; n <= half; n += 20.3) seen.add(rings.filter((r) => holds(r, [e, n])).length)
  return seen
}

describe('Boundaries drawn apart', () => {
  it('have one border between two wards, however each of them was drawn', () => {
    const west = area([-1000, -1000], [-12, -1000], [9, -300], [-14, 250], [7, 1000], [-1000, 1000])
    const east = area([15, -1000], [1000, -1000], [1000, 1000], [-9, 1000], [12, 400], [-8, -420])
    const drawn = draw([west, east])
    expect(drawn.topology.arcs).toHaveLength(3)
    expect(drawn.mended.holes).toEqual([])
    for (const level of [0, 3, 5]) expect(coverage(drawn, 2, level, 960)).toEqual(new Set([1]))
    for (const a of drawn.areas) expect(Math.abs(a.after / a.before - 1)).toBeLessThan(0.02)
  })

  it('meet where the border of one passes the corner of another', () => {
    const south = area([-1000, -1000], [1000, -1000], [1000, 0], [-1000, 0])
    const west = area([-1000, 6], [20, 4], [25, 1000], [-1000, 1000])
    const east = area([3, -7], [1000, 5], [1000, 1000], [-6, 1000])
    const drawn = draw([south, west, east])
    for (const level of [0, 3, 5]) expect(coverage(drawn, 3, level, 950)).toEqual(new Set([1]))
    // A border between two wards is one line: two of the three arcs of the middle are each used from both sides.
    const used = drawn.polygons.flat(3).map((n) => (n < 0 ? ~n : n))
    expect(drawn.topology.arcs.map((_, n) => used.filter((u) => u === n).length).sort()).toEqual([
      1, 1, 1, 2, 2, 2,
    ])
  })

  it('keep an enclave out of the ward around it', () => {
    const around = area([-1000, -1000], [1000, -1000], [1000, 1000], [-1000, 1000])
    const inside = area([-300, -200], [250, -220], [240, 310], [-280, 300])
    const drawn = draw([around, inside])
    expect(drawn.polygons[0]!.map((rings) => rings.length)).toEqual([2])
    expect(drawn.polygons[1]!.map((rings) => rings.length)).toEqual([1])
    expect(coverage(drawn, 2, 0, 950)).toEqual(new Set([1]))
  })

  it('leave a piece of land that belongs to nobody open, and tell of it', () => {
    const frame: LonLatPolygons = [
      [
        [at(-1500, -1500), at(1500, -1500), at(1500, 1500), at(-1500, 1500)],
        [at(-1300, -1300), at(1300, -1300), at(1300, 1300), at(-1300, 1300)],
      ],
    ]
    const drawn = draw([frame])
    expect(drawn.mended.holes.map((h) => Math.round(h.area / 10_000))).toEqual([676])
    expect(coverage(drawn, 1, 0, 1200)).toEqual(new Set([0]))
  })

  it('say so when one ward was drawn twice', () => {
    const ward = area([-500, -500], [500, -500], [500, 500], [-500, 500])
    const drawn = draw([ward, ward])
    expect(drawn.polygons.map((p) => p.length)).toEqual([1, 0])
    expect(drawn.areas[1]!.after).toBe(0)
  })

  it('cover the land once and only once, whatever the slips of the pen', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -22, max: 22 }), { minLength: 72, maxLength: 72 }), (slips) => {
        let next = 0
        const slip = () => slips[next++ % slips.length]!
        const cells = [-1, 0, 1].flatMap((row) =>
          [-1, 0, 1].map((column) => {
            const [e, n] = [column * 700, row * 700]
            return area(
              [e - 350 + slip(), n - 350 + slip()],
              [e + 350 + slip(), n - 350 + slip()],
              [e + 350 + slip(), n + 350 + slip()],
              [e - 350 + slip(), n + 350 + slip()],
            )
          }),
        )
        const drawn = draw(cells)
        expect(drawn.mended.holes).toEqual([])
        for (const level of [0, 5]) expect(coverage(drawn, 9, level, 980)).toEqual(new Set([1]))
      }),
      { numRuns: 25, seed: 7 },
    )
  })
})
