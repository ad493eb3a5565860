import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Role } from '../contract.ts'
import { solveBeside } from './beside.ts'
import { missingIn } from './model.ts'
import { isNight, isWeekend, obstacle, openHours, type Placed, slotsOf } from './slots.ts'
import { solve } from './solve.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MONDAY = Date.parse('2021-08-09T00:00:00+07:00')

const SHIFTS = [
  [
    { name: 'Sáng', start: '06:00', hours: 8 },
    { name: 'Chiều', start: '14:00', hours: 8 },
    { name: 'Đêm', start: '22:00', hours: 8 },
  ],
  [
    { name: 'Ngày', start: '07:00', hours: 12 },
    { name: 'Đêm', start: '19:00', hours: 12 },
  ],
]
const patternOf = (shifts: (typeof SHIFTS)[0], needs: { role: Role; n: number }[], restHours: number) => ({
  shifts,
  needs,
  restHours,
  fromDate: '2021-01-01',
  untilDate: null,
})
const NOTHING = { hours: 0, nights: 0, weekends: 0 }

describe('The slots of a pattern', () => {
  it('cover the day or say which hours are open, also over midnight', () => {
    expect(openHours(SHIFTS[0]!)).toEqual([])
    expect(openHours([{ name: 'Đêm', start: '22:00', hours: 8 }])).toEqual(['06:00–22:00'])
    expect(openHours([{ name: 'Cả ngày', start: '07:30', hours: 24 }])).toEqual([])
  })

  it('begin in the window, by the pattern of their own day; nights and weekends are those of Hanoi', () => {
    const old = { ...patternOf(SHIFTS[0]!, [{ role: 'member', n: 1 }], 8), untilDate: '2021-08-09' }
    const next = { ...patternOf(SHIFTS[1]!, [{ role: 'member', n: 1 }], 8), fromDate: '2021-08-10' }
    const slots = slotsOf([old, next], MONDAY, MONDAY + 2 * DAY)
    expect(slots.map((s) => s.name)).toEqual(['Sáng', 'Chiều', 'Đêm', 'Ngày', 'Đêm'])
    expect(isNight(MONDAY + 22 * HOUR, MONDAY + 30 * HOUR)).toBe(true)
    expect(isNight(MONDAY + 5 * HOUR, MONDAY + 13 * HOUR)).toBe(false)
    expect(isNight(MONDAY + 14 * HOUR, MONDAY + 22 * HOUR)).toBe(false)
    expect(isWeekend(MONDAY + 4 * DAY + 23.5 * HOUR)).toBe(false)
    expect(isWeekend(MONDAY + 5 * DAY)).toBe(true)
  })
})

const teamOf = fc.record({
  shifts: fc.constantFrom(...SHIFTS),
  rest: fc.constantFrom(0, 8, 11, 12),
  leaders: fc.integer({ min: 0, max: 1 }),
  members: fc.integer({ min: 1, max: 2 }),
  people: fc.array(
    fc.record({
      roles: fc.constantFrom<Role[][]>(['leader'], ['member'], ['leader', 'member']),
      away: fc.option(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 3 })), { freq: 2 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
})

describe('A roster', () => {
  it('puts nobody into two shifts at once, keeps rest, leave and roles, and leaves open only what nobody could take', async () => {
    await fc.assert(
      fc.asyncProperty(teamOf, async (team) => {
        const needs = [
          ...(team.leaders ? [{ role: 'leader' as const, n: team.leaders }] : []),
          { role: 'member' as const, n: team.members },
        ]
        const slots = slotsOf([patternOf(team.shifts, needs, team.rest)], MONDAY, MONDAY + 7 * DAY)
        const people = team.people.map((p, i) => ({
          id: `p${i}`,
          roles: p.roles,
          away: p.away
            ? [{ start: MONDAY + p.away[0] * DAY, end: MONDAY + (p.away[0] + p.away[1]) * DAY }]
            : [],
          load: NOTHING,
        }))
        const { shifts } = await solve({ slots, people, kept: [] })
        const wrong = shifts.flatMap((s) => {
          const others = shifts.filter((o) => o !== s && o.personId === s.personId)
          const why = obstacle(people.find((p) => p.id === s.personId)!, s, others, team.rest)
          return why ? [`${s.personId}: ${why}`] : []
        })
        expect(wrong).toEqual([])
        for (const slot of slots)
          for (const need of slot.needs) {
            const missing = missingIn(slot, need.role, need.n, shifts)
            if (missing === 0) continue
            // Nobody who is free then is left standing by.
            const free = people.filter((p) => {
              const own = shifts.filter((s) => s.personId === p.id)
              return !obstacle(p, { role: need.role, start: slot.start, end: slot.end }, own, team.rest)
            })
            expect(free.map((p) => p.id)).toEqual([])
          }
      }),
      { numRuns: 25, seed: 42, endOnFailure: true },
    )
  })

  it('spreads hours to within one shift when nobody is away, over weeks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: 9 }),
        fc.constantFrom(...SHIFTS),
        fc.integer({ min: 1, max: 2 }),
        async (n, shifts, weeks) => {
          const pattern = patternOf(shifts, [{ role: 'member', n: 1 }], 11)
          const slots = slotsOf([pattern], MONDAY, MONDAY + weeks * 7 * DAY)
          const people = Array.from({ length: n }, (_, i) => ({
            id: `p${i}`,
            roles: ['member' as const],
            away: [],
            load: NOTHING,
          }))
          const roster = await solve({ slots, people, kept: [] }, 60)
          expect(roster.shifts).toHaveLength(slots.length)
          const hours = people.map((p) => hoursOf(roster.shifts, p.id))
          expect(Math.max(...hours) - Math.min(...hours)).toBeLessThanOrEqual(shifts[0]!.hours)
        },
      ),
      { numRuns: 8, seed: 7, endOnFailure: true },
    )
  })

  it('counts what was served before, and fills around what stands', async () => {
    const slots = slotsOf([patternOf(SHIFTS[0]!, [{ role: 'member', n: 1 }], 8)], MONDAY, MONDAY + 7 * DAY)
    const tired = { hours: 40, nights: 5, weekends: 2 }
    const people = ['a', 'b', 'c', 'd'].map((id) => ({
      id,
      roles: ['member' as const],
      away: [],
      load: id === 'a' ? tired : NOTHING,
    }))
    const stands: Placed = { personId: 'b', role: 'member', start: slots[3]!.start, end: slots[3]!.end }
    const roster = await solve({ slots, people, kept: [stands] }, 60)
    expect(roster.isBest).toBe(true)
    expect(roster.shifts).toHaveLength(20)
    expect(roster.shifts.some((s) => s.start === stands.start)).toBe(false)
    expect(hoursOf(roster.shifts, 'a')).toBeLessThan(hoursOf(roster.shifts, 'c'))
    const again = await solve({ slots, people, kept: [stands] }, 60)
    expect(again.shifts).toEqual(roster.shifts)
  })

  it('when time runs out it still leaves nothing open that somebody could take', async () => {
    const needs = [{ role: 'member' as const, n: 2 }]
    const slots = slotsOf([patternOf(SHIFTS[0]!, needs, 8)], MONDAY, MONDAY + 7 * DAY)
    const people = Array.from({ length: 9 }, (_, i) => ({
      id: `p${i}`,
      roles: ['member' as const],
      away: [],
      load: NOTHING,
    }))
    const { shifts } = await solve({ slots, people, kept: [] }, 0)
    expect(shifts).toHaveLength(42)
  })

  it('that takes too long is given up in words, and the next one is worked out', async () => {
    const slots = slotsOf([patternOf(SHIFTS[0]!, [{ role: 'member', n: 1 }], 8)], MONDAY, MONDAY + 7 * DAY)
    const people = ['a', 'b', 'c', 'd'].map((id) => ({
      id,
      roles: ['member' as const],
      away: [],
      load: NOTHING,
    }))
    await expect(solveBeside({ slots, people, kept: [] }, 0)).rejects.toMatchObject({ code: 'duty-busy' })
    expect((await solveBeside({ slots, people, kept: [] })).shifts).toHaveLength(21)
  })

  it('without people it is empty, and says nothing that it could not do', async () => {
    const slots = slotsOf([patternOf(SHIFTS[0]!, [{ role: 'member', n: 1 }], 8)], MONDAY, MONDAY + DAY)
    expect(await solve({ slots, people: [], kept: [] })).toEqual({ shifts: [], isBest: true })
  })
})

const hoursOf = (shifts: readonly Placed[], id: string) =>
  shifts.filter((s) => s.personId === id).reduce((sum, s) => sum + (s.end - s.start) / HOUR, 0)
