import type { Role } from '../contract.ts'
import { type Candidate, isNight, isWeekend, obstacle, type Placed, type Slot } from './slots.ts'

const HOUR = 3_600_000
/** An hour that nobody covers outweighs any unfairness. */
const OPEN_HOUR = 10_000
const WEIGHT = { hours: 20, nights: 2, weekends: 2 }

/** What somebody served before, with what those who were away or new are credited: so nobody has to catch up. */
export interface Load {
  hours: number
  nights: number
  weekends: number
}

/** One week to be planned. */
export interface Week {
  slots: readonly Slot[]
  people: readonly (Candidate & { load: Load })[]
  /** Shifts that stand: they fill places, and whoever has them rests before and after. */
  kept: readonly Placed[]
}

/** A model in the LP format of CPLEX, and what its binaries stand for. */
export interface Model {
  text: string
  choices: Map<string, Placed>
}

/** How many of a role a slot still needs beside the shifts that stand. */
export const missingIn = (slot: Slot, role: Role, n: number, placed: readonly Placed[]) =>
  Math.max(0, n - placed.filter((p) => p.role === role && p.start <= slot.start && p.end >= slot.end).length)

/**
 * Whoever may take a place gets a binary; each place is filled or counts as open; two shifts of one person that overlap
 * or lie closer than the rest exclude each other. What each person has served in all is paid for in steps that grow, so
 * that the cheapest roster is the one that spreads hours, nights and weekends evenly.
 */
export function modelOf(week: Week): Model {
  const choices = new Map<string, Placed>()
  const objective: string[] = []
  const rows: string[] = []
  const bounds: string[] = []
  const binaries: string[] = []
  const unit = Math.min(...week.slots.map((s) => s.end - s.start)) / HOUR
  const ofPerson = new Map<string, { name: string; slot: Slot; index: number }[]>()
  for (const p of week.people) ofPerson.set(p.id, [])

  for (const [s, slot] of week.slots.entries()) {
    for (const need of slot.needs) {
      const missing = missingIn(slot, need.role, need.n, week.kept)
      if (missing === 0) continue
      const names: string[] = []
      for (const [p, person] of week.people.entries()) {
        const shift = { role: need.role, start: slot.start, end: slot.end }
        const own = week.kept.filter((k) => k.personId === person.id)
        if (obstacle(person, shift, own, slot.rest)) continue
        const name = `x_${s}_${need.role}_${p}`
        choices.set(name, { personId: person.id, ...shift })
        names.push(name)
        binaries.push(name)
        ofPerson.get(person.id)!.push({ name, slot, index: s })
      }
      const open = `u_${s}_${need.role}`
      rows.push(`${[...names, open].join(' + ')} = ${missing}`)
      objective.push(`${(OPEN_HOUR * (slot.end - slot.start)) / HOUR} ${open}`)
      bounds.push(`0 <= ${open} <= ${missing}`)
    }
  }

  for (const [p, person] of week.people.entries()) {
    const own = ofPerson.get(person.id)!
    if (own.length === 0) continue
    for (const clique of cliques(own)) rows.push(`${clique.join(' + ')} <= 1`)
    const terms = {
      hours: own.map((o) => ({ name: o.name, size: (o.slot.end - o.slot.start) / HOUR / unit })),
      nights: own.filter((o) => isNight(o.slot.start, o.slot.end)).map((o) => ({ name: o.name, size: 1 })),
      weekends: own.filter((o) => isWeekend(o.slot.start)).map((o) => ({ name: o.name, size: 1 })),
    }
    for (const kind of ['hours', 'nights', 'weekends'] as const) {
      if (terms[kind].length === 0) continue
      const before = kind === 'hours' ? person.load.hours / unit : person.load[kind]
      const most = Math.ceil(terms[kind].reduce((sum, t) => sum + t.size, 0))
      const steps: string[] = []
      for (let k = 0; k < most; k++) {
        const step = `y_${kind[0]}_${p}_${k}`
        steps.push(step)
        objective.push(`${(WEIGHT[kind] * (2 * (before + k) + 1)).toFixed(3)} ${step}`)
        bounds.push(`0 <= ${step} <= 1`)
      }
      const served = terms[kind].map((t) => `${t.size} ${t.name}`).join(' + ')
      rows.push(`${served} - ${steps.join(' - ')} = 0`)
    }
  }
  const lines = (list: string[]) => list.map((row, i) => ` r${i}: ${row}`).join('\n')
  const text = `Minimize\n obj: ${objective.join('\n + ') || '0'}\nSubject To\n${lines(rows)}\nBounds\n ${bounds.join('\n ')}\nBinary\n ${binaries.join('\n ')}\nEnd\n`
  return { text, choices }
}

/** Sets of choices of one person of which at most one can be: those that begin before another's end and rest. */
function cliques(own: { name: string; slot: Slot }[]): string[][] {
  const found: string[][] = []
  const sorted = [...own].sort((a, b) => a.slot.start - b.slot.start || a.slot.end - b.slot.end)
  for (const [i, first] of sorted.entries()) {
    const clash = sorted.slice(i + 1).filter((o) => {
      const rest = Math.max(o.slot.rest, first.slot.rest) * HOUR
      return o.slot.start < first.slot.end + rest
    })
    // They exclude one another too only where none ends before the first does.
    const together = clash.filter((o) => o.slot.end >= first.slot.end)
    if (together.length) found.push([first.name, ...together.map((o) => o.name)])
    for (const o of clash) if (o.slot.end < first.slot.end) found.push([first.name, o.name])
  }
  return found
}
