import { describe, expect, it } from 'vitest'
import { planAssignment, type TeamRoom, type Unit } from './plan.ts'

const WARD = 1
const team = (id: string, area: number, capacity: number): TeamRoom => ({
  id,
  wardId: WARD,
  covers: new Set([area]),
  at: { lon: 105.8 + area / 100, lat: 21 },
  capacity,
})
const household = (key: string, areaId: number, more: Partial<Unit> = {}): Unit => ({
  key,
  areaId,
  wardId: WARD,
  current: null,
  before: null,
  fixed: false,
  ...more,
})
const places = new Map([11, 12, 13].map((a) => [a, { lon: 105.8 + a / 100, lat: 21 }]))
const many = (areaId: number, n: number) =>
  Array.from({ length: n }, (_, i) => household(`${areaId}-${String(i).padStart(3, '0')}`, areaId))
const counts = (plan: Map<string, string | null>) => {
  const found: Record<string, number> = {}
  for (const id of plan.values()) found[id ?? 'nobody'] = (found[id ?? 'nobody'] ?? 0) + 1
  return found
}

describe('Households are handed to teams', () => {
  it('each to the team of its area, shared evenly where two cover it', () => {
    const plan = planAssignment(
      [...many(11, 8), ...many(12, 3)],
      [team('a', 11, 20), team('b', 11, 20), team('c', 12, 20)],
      places,
    )
    expect(counts(plan)).toEqual({ a: 4, b: 4, c: 3 })
  })

  it('what is too much goes to the nearest team with room, and what nobody can take is left to nobody', () => {
    const teams = [team('a', 11, 5), team('b', 12, 2), team('c', 13, 1)]
    const plan = planAssignment(many(11, 10), teams, places)
    expect(counts(plan)).toEqual({ a: 5, b: 2, c: 1, nobody: 2 })
  })

  it('who had them yesterday goes again, and who has them today keeps them', () => {
    const teams = [team('a', 11, 20), team('b', 11, 20)]
    const plan = planAssignment(
      [
        household('x', 11, { before: 'b' }),
        household('y', 11, { before: 'b' }),
        household('z', 11, { current: 'a' }),
      ],
      teams,
      places,
    )
    expect([...plan].sort()).toEqual([
      ['x', 'b'],
      ['y', 'b'],
      ['z', 'a'],
    ])
  })

  it('what was given by hand stays beyond the room, unless nobody of that team can go', () => {
    const byHand = many(11, 4).map((u) => ({ ...u, current: 'a', fixed: true }))
    expect(counts(planAssignment(byHand, [team('a', 11, 2), team('b', 12, 9)], places))).toEqual({ a: 4 })
    expect(counts(planAssignment(byHand, [team('a', 11, 0), team('b', 12, 9)], places))).toEqual({ b: 4 })
  })

  it('the same people give the same answer in any order, and planned again it changes nothing', () => {
    const units = [...many(11, 30), ...many(12, 30), ...many(13, 5)]
    const teams = [team('a', 11, 20), team('b', 12, 20), team('c', 13, 20)]
    const plan = planAssignment(units, teams, places)
    const reversed = planAssignment(units.toReversed(), teams.toReversed(), places)
    expect([...reversed].sort()).toEqual([...plan].sort())
    const again = planAssignment(
      units.map((u) => ({ ...u, current: plan.get(u.key)! })),
      teams,
      places,
    )
    expect([...again].sort()).toEqual([...plan].sort())
    expect(counts(plan).nobody).toBe(5)
  })
})
