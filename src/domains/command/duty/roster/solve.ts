import highs from 'highs'
import { type Load, type Model, missingIn, modelOf } from './model.ts'
import { type Candidate, isNight, isWeekend, obstacle, type Placed, type Slot } from './slots.ts'

// The package's types describe its CommonJS form; as an ES module its default is the loader itself.
const load = highs as unknown as typeof highs.default
type Highs = Awaited<ReturnType<typeof load>>

const DAY = 24 * 3_600_000
const HOUR = 3_600_000
/** A week of twelve people takes less than a second. */
const LIMIT_SECONDS = 8

export interface Task {
  slots: readonly Slot[]
  people: readonly (Candidate & { load: Load })[]
  kept: readonly Placed[]
}

export interface Solved {
  shifts: Placed[]
  /** Whether every week is the best there is; else time ran out and the best that was found is given. */
  isBest: boolean
}

/**
 * Fills the open places of the slots, one week after the other, carrying on what each has served. The same task gives
 * the same roster as long as time does not run out.
 */
export async function solve(task: Task, seconds = LIMIT_SECONDS): Promise<Solved> {
  const solver = await load()
  const shifts: Placed[] = []
  const loads = new Map(task.people.map((p) => [p.id, { ...p.load }]))
  let isBest = true
  for (const slots of weeksOf(task.slots)) {
    const first = slots[0]!.start
    const last = slots.at(-1)!.end
    // What was filled the week before takes its rest into this one.
    const near = [...task.kept, ...shifts]
    const people = task.people.map((p) => ({ ...p, load: loads.get(p.id)! }))
    const model = modelOf({ slots, people, kept: near })
    const found = run(solver, model, seconds)
    isBest &&= found.isBest
    found.shifts.push(...standIns(slots, people, [...near, ...found.shifts]))
    shifts.push(...found.shifts)
    const stood = task.kept.filter((k) => k.start >= first && k.start < last)
    for (const s of [...found.shifts, ...stood]) {
      const load = loads.get(s.personId)
      if (!load) continue
      load.hours += (s.end - s.start) / HOUR
      if (isNight(s.start, s.end)) load.nights += 1
      if (isWeekend(s.start)) load.weekends += 1
    }
  }
  return { shifts, isBest }
}

function weeksOf(slots: readonly Slot[]): Slot[][] {
  const weeks: Slot[][] = []
  for (const slot of slots) {
    const week = weeks.at(-1)
    if (week && slot.start < week[0]!.start + 7 * DAY) week.push(slot)
    else weeks.push([slot])
  }
  return weeks
}

function run(solver: Highs, model: Model, seconds: number): Solved {
  if (model.choices.size === 0) return { shifts: [], isBest: true }
  const answer = solver.solve(model.text, {
    output_flag: false,
    time_limit: seconds,
    random_seed: 7,
    mip_rel_gap: 0,
    mip_abs_gap: 1.9,
  } as never)
  const columns = answer.Columns as Record<string, { Primal?: number }>
  const shifts = [...model.choices].flatMap(([name, placed]) =>
    (columns[name]?.Primal ?? 0) > 0.5 ? [placed] : [],
  )
  return { shifts, isBest: answer.Status === 'Optimal' }
}

/**
 * Whoever is free for a place that is still open, the one who has served least first: when time ran out before the best
 * roster was found, nothing stays open that somebody could have taken.
 */
function standIns(slots: readonly Slot[], people: Task['people'], placed: readonly Placed[]): Placed[] {
  const all = [...placed]
  const served = (p: Task['people'][number]) =>
    all.filter((x) => x.personId === p.id).reduce((sum, x) => sum + (x.end - x.start) / HOUR, p.load.hours)
  for (const slot of slots) {
    for (const need of slot.needs) {
      for (let n = missingIn(slot, need.role, need.n, all); n > 0; n--) {
        const place = { role: need.role, start: slot.start, end: slot.end }
        const free = people.filter((p) => {
          const own = all.filter((x) => x.personId === p.id)
          return !obstacle(p, place, own, slot.rest)
        })
        const next = free.sort((a, b) => served(a) - served(b))[0]
        if (!next) break
        all.push({ personId: next.id, ...place })
      }
    }
  }
  return all.slice(placed.length)
}
