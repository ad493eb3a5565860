import { addDays, daysBetween } from '../../../platform/clock.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { countFigure } from '../../../platform/figures.ts'
import type { Caveat, Fact } from './contract.ts'
import type { CaseGroup } from './queries.ts'
import type { NowcastRule } from './rules.ts'
import type { Counted, Scope } from './scope.ts'

/** The middle of weighted numbers; undefined without any. */
export function median(values: { value: number; n: number }[]): number | undefined {
  const sorted = [...values].sort((a, b) => a.value - b.value)
  const total = sorted.reduce((sum, v) => sum + v.n, 0)
  if (total === 0) return undefined
  let before = 0
  let low: number | undefined
  for (const v of sorted) {
    before += v.n
    if (low === undefined && before >= total / 2) {
      if (before > total / 2) return v.value
      low = v.value
    } else if (low !== undefined && v.n > 0) return (low + v.value) / 2
  }
  return low
}

const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** A figure's number as a fact that can be opened. */
export async function factOf(
  ctx: Ctx,
  db: Tx,
  scope: Scope,
  name: string,
  id: string,
  slice: { disease?: string; from?: string; to?: string } = {},
  areaId = scope.areaId,
): Promise<Fact> {
  const { disease, ...window } = slice
  const part = disease ? { part: { key: 'disease', value: disease } } : {}
  const value = await countFigure(db, ctx.figures.get(id)!, { ...scope.input, ...window }, part)
  return {
    name,
    value,
    figure: {
      id,
      areaId,
      ...window,
      ...(disease ? { part: 'disease', value: disease } : {}),
      ...(scope.input.isPresent ? {} : { asOf: scope.asOf }),
    },
  }
}

/** What whoever reads these numbers should bear in mind, from the records themselves. Only what applies is said. */
export async function caveatsOf(
  ctx: Ctx,
  db: Tx,
  scope: Scope,
  disease: string,
  counted: Counted,
  groups: CaseGroup[],
  rule: NowcastRule['quality'],
): Promise<Caveat[]> {
  const from = addDays(scope.today, 1 - rule.days)
  const window = { disease, from, to: scope.today }
  const fact = (name: string, id: string, slice: { disease?: string; from?: string; to?: string } = window) =>
    factOf(ctx, db, scope, name, id, slice)
  const total = await fact('total', 'cases.by_report')
  const caveats: Caveat[] = []
  const say = (key: string, facts: Fact[], areas?: number[]) =>
    caveats.push({ key, facts, ...(areas ? { areas } : {}) })

  if (total.value < rule.smallNumbers) say('small', [total])
  const withoutOnset = await fact('n', 'cases.without_onset')
  if (withoutOnset.value > 0) say('no-onset', [withoutOnset, total])
  const withoutPlace = await fact('n', 'cases.without_place')
  if (withoutPlace.value > 0) say('no-place', [withoutPlace, total])
  const repeated = await fact('n', 'cases.repeated')
  if (repeated.value > 0) say('repeated', [repeated])
  const queued = ctx.figures.has('imports.queued') ? await fact('n', 'imports.queued', {}) : undefined
  if (queued && queued.value > 0) say('queued', [queued])

  const delays = (first: string, last: string) =>
    median(
      groups
        .filter((g) => g.onset !== null && g.reported >= first && g.reported <= last)
        .map((g) => ({ value: Math.max(0, daysBetween(g.onset!, g.reported)), n: g.n })),
    )
  const half = addDays(scope.today, -14)
  const now = delays(addDays(half, 1), scope.today)
  const before = delays(addDays(half, -13), half)
  if (now !== undefined) {
    const facts = [{ name: 'now', value: now }]
    if (before !== undefined) facts.push({ name: 'before', value: before })
    say(
      before === undefined || before === now ? 'delay' : now > before ? 'delay-longer' : 'delay-shorter',
      facts,
    )
  }
  const backwards = groups.reduce(
    (sum, g) => sum + (g.onset !== null && g.reported >= from && g.onset > g.reported ? g.n : 0),
    0,
  )
  if (backwards > 0) say('onset-after-report', [{ name: 'n', value: backwards }])

  const series = counted.days.get(`${scope.areaId} ${disease}`)
  if (series && total.value >= rule.smallNumbers) {
    const sums = { weekend: 0, weekday: 0, weekendDays: 0, weekdayDays: 0 }
    for (let i = Math.max(0, counted.dayCount - 1 - rule.days); i < counted.dayCount - 1; i++) {
      const kind = isWeekend(addDays(counted.origin, i)) ? 'weekend' : 'weekday'
      sums[kind] += series.counts[i]!
      sums[`${kind}Days`] += 1
    }
    const weekend = sums.weekend / sums.weekendDays
    const weekday = sums.weekday / sums.weekdayDays
    if (weekend < rule.weekendShare * weekday)
      say('weekend', [
        { name: 'weekend', value: weekend },
        { name: 'weekday', value: weekday },
      ])
  }

  const below = scope.areas.filter((a) => a.depth === 1)
  const silentFrom = Math.max(0, counted.dayCount - rule.silentDays)
  const speaking = new Set<number>()
  for (const s of counted.days.values())
    if (s.counts.subarray(silentFrom).some((n) => n > 0)) speaking.add(s.areaId)
  const silent = below.filter((a) => !speaking.has(a.id)).map((a) => a.id)
  if (silent.length > 0)
    say(
      'silent',
      [
        { name: 'n', value: silent.length },
        { name: 'total', value: below.length },
        { name: 'days', value: rule.silentDays },
      ],
      silent,
    )
  const missing = ctx.figures.has('reports.missing') ? await fact('n', 'reports.missing', {}) : undefined
  if (missing && missing.value > 0) say('reports-missing', [missing])
  return caveats
}
