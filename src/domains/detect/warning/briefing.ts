import { addDays, localDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Words } from '../../../platform/words.ts'
import type { Briefing, Cell, Sentence } from './contract.ts'
import { diseasesOf, judgeAll } from './overview.ts'
import { factOf } from './quality.ts'
import { briefingRule, reproductionRule } from './rules.ts'
import { type Scope, scopeOf } from './scope.ts'
import { growthOf } from './transmission.ts'

/** What is waiting for somebody, the heaviest first; each is said with its number a day before. */
const WATCHED = [
  'tasks.overdue',
  'orders.overdue_release',
  'followups.missed',
  'cases.unclassified',
  'reports.missing',
  'orders.expiring',
  'zones.ending',
  'imports.queued',
]

/** Of an area and those below it, the same disease: the smaller ones say where it is. */
function narrowest(cells: Cell[], scope: Scope): Cell[] {
  const parent = new Map(scope.areas.map((a) => [a.id, a.parent]))
  const holds = (above: number, below: number) => {
    for (let id = parent.get(below); id !== undefined; id = parent.get(id)) if (id === above) return true
    return false
  }
  return cells.filter((c) => !cells.some((d) => d.disease === c.disease && holds(c.areaId, d.areaId)))
}

/** How many cases more than expected, by whichever check stands out. */
const excess = (c: Cell) => {
  const check = standing(c)
  return check.observed - (check.expected ?? 0)
}

/** The check by which a cell stands out. */
function standing(c: Cell) {
  if (c.day.alarm) return { ...c.day, from: c.day.day, to: c.day.day, kind: 'day' as const }
  if (c.today.alarm) return { ...c.today, from: c.today.day, to: c.today.day, kind: 'today' as const }
  return { ...c.week, kind: 'week' as const }
}

/** The last time of the briefing on the day before `asOf`'s. */
const yesterdayAt = (asOf: string, time: string) =>
  new Date(`${addDays(localDate(asOf), -1)}T${time}:00+07:00`).toISOString()

/**
 * The briefing as of an hour: what stands out, how it spreads, yesterday's cases, what waits, and in one line what is as
 * usual. Every count in it is the size of a list that can be opened.
 * @throws Problem right-missing, outside-area, not-found
 */
export async function briefing(
  ctx: Ctx,
  ask: { areaId?: number | undefined; asOf?: string | undefined },
): Promise<Briefing> {
  const at = new Date(ask.asOf ?? ctx.clock.now())
  at.setUTCMinutes(0, 0, 0)
  const asOf = at.toISOString()
  const scope = await scopeOf(ctx, { areaId: ask.areaId, asOf })
  // The past does not change: once an hour is over, what was known at its end stays what it was.
  const kept = at <= ctx.clock.now() ? keptFor(ctx.common) : new Map<string, Briefing>()
  const key = `${asOf} ${scope.areaId} ${scope.input.areaIds.join()}`
  const made = await read(ctx, 'warning.read', async (db) => {
    const known = kept.get(key)
    if (known) return known
    const rule = (await briefingRule(db, asOf)).body
    const since = yesterdayAt(asOf, rule.at)
    const earlier = await scopeOf(ctx, { areaId: ask.areaId, asOf: since })
    const { counted, cells } = await judgeAll(db, scope)
    const before = (await judgeAll(db, earlier)).cells
    const sentences: Sentence[] = [
      ...(await unusual(ctx, db, scope, cells, before)),
      ...(await spread(db, scope, counted, cells)),
      ...(await yesterday(ctx, db, scope)),
    ]
    const { said, quiet } = await waiting(ctx, db, scope, earlier)
    sentences.push(...said.slice(0, Math.max(0, rule.mostSentences - 1 - sentences.length)))
    const isNew = cells.some((c) => c.state === 'unknown') && !cells.some((c) => c.state === 'normal')
    sentences.push({
      key: sentences.some((s) => s.weight === 'unusual') ? 'normal' : isNew ? 'normal.new' : 'normal.all',
      weight: 'normal',
      facts: [{ name: 'areas', value: scope.areas.length }],
      quiet,
    })
    return {
      areaId: scope.areaId,
      asOf,
      since,
      lastDay: scope.lastDay,
      diseases: await diseasesOf(db),
      sentences,
    }
  })
  if (kept.size >= 100) kept.clear()
  kept.set(key, made)
  return made
}

const briefings = new WeakMap<object, Map<string, Briefing>>()

/** Briefings already made from a database, by hour and areas. */
function keptFor(db: object): Map<string, Briefing> {
  const known = briefings.get(db) ?? new Map<string, Briefing>()
  briefings.set(db, known)
  return known
}

/** Up to four that stand out, those that did not stand out a day before first. */
async function unusual(ctx: Ctx, db: Tx, scope: Scope, cells: Cell[], before: Cell[]): Promise<Sentence[]> {
  const was = new Set(before.filter((c) => c.state === 'unusual').map((c) => `${c.areaId} ${c.disease}`))
  const found = narrowest(
    cells.filter((c) => c.state === 'unusual'),
    scope,
  )
    .map((cell) => ({ cell, isNew: !was.has(`${cell.areaId} ${cell.disease}`) }))
    .sort((a, b) => Number(b.isNew) - Number(a.isNew) || excess(b.cell) - excess(a.cell))
    .slice(0, 4)
  const out: Sentence[] = []
  for (const { cell, isNew } of found) {
    const check = standing(cell)
    const area = await scopeOf(ctx, { areaId: cell.areaId, asOf: scope.asOf })
    const window = { disease: cell.disease, from: check.from, to: check.to }
    out.push({
      key: `unusual.${check.kind}${isNew ? '' : '.still'}`,
      weight: 'unusual',
      areaId: cell.areaId,
      disease: cell.disease,
      day: check.to,
      facts: [
        await factOf(ctx, db, area, 'n', 'cases.by_report', window, cell.areaId),
        { name: 'expected', value: check.expected ?? 0 },
      ],
    })
  }
  return out
}

/** Diseases of the whole area whose R is surely above or below 1. */
async function spread(
  db: Tx,
  scope: Scope,
  counted: Awaited<ReturnType<typeof judgeAll>>['counted'],
  cells: Cell[],
): Promise<Sentence[]> {
  const rule = (await reproductionRule(db, scope.asOf)).body
  return cells
    .filter((c) => c.areaId === scope.areaId && c.reproduction.mean !== null)
    .filter((c) => c.reproduction.low! > 1 || c.reproduction.high! < 1)
    .map((c) => {
      const { mean, low, high } = c.reproduction
      const series = counted.days.get(`${c.areaId} ${c.disease}`)!
      const growth = growthOf(
        { ...series, origin: counted.origin, counts: series.counts.subarray(0, -1) },
        rule,
      )
      const grows = low! > 1
      const time = grows ? growth.doubling : growth.halving
      const facts = [
        { name: 'mean', value: mean! },
        { name: 'low', value: low! },
        { name: 'high', value: high! },
      ]
      if (time !== null) facts.push({ name: 'time', value: time })
      return {
        key: `${grows ? 'grows' : 'shrinks'}${time === null ? '' : '.time'}`,
        weight: grows ? ('watch' as const) : ('plain' as const),
        areaId: c.areaId,
        disease: c.disease,
        facts,
      }
    })
}

/** Confirmed cases of yesterday beside the day before, of today so far, and how many of them nobody was watching. */
async function yesterday(ctx: Ctx, db: Tx, scope: Scope): Promise<Sentence[]> {
  const on = (name: string, id: string, day: string) =>
    factOf(ctx, db, scope, name, id, { from: day, to: day })
  const n = await on('n', 'cases.confirmed', scope.lastDay)
  const facts = [
    n,
    await on('before', 'cases.confirmed', addDays(scope.lastDay, -1)),
    await on('today', 'cases.confirmed', scope.today),
  ]
  const out: Sentence[] = [{ key: 'cases', weight: 'plain', day: scope.lastDay, facts }]
  const community = await factOf(ctx, db, scope, 'n', 'cases.community', {
    from: scope.lastDay,
    to: scope.today,
  })
  if (community.value > 0)
    out.push({ key: 'community', weight: 'watch', day: scope.lastDay, facts: [community] })
  return out
}

/** What waits now and what waited a day before; figures at 0 are named in the line of what is as usual. */
async function waiting(ctx: Ctx, db: Tx, scope: Scope, earlier: Scope) {
  const said: Sentence[] = []
  const quiet: Words[] = []
  for (const id of WATCHED) {
    const figure = ctx.figures.get(id)
    if (!figure) continue
    const n = await factOf(ctx, db, scope, 'n', id)
    const before = await factOf(ctx, db, earlier, 'before', id)
    if (n.value === 0) quiet.push(figure.words)
    else
      said.push({
        key: `waiting${n.value === before.value ? '.same' : ''}`,
        weight: n.value > before.value ? 'watch' : 'plain',
        facts: [n, before],
        figure: figure.words,
      })
  }
  return { said, quiet }
}
