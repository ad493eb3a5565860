import { type Generated, sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { words } from '../../../../platform/words.ts'
import { areasAsked, treeOf } from '../../../registry/areas/index.ts'
import { dueOf } from '../submissions.ts'
import { REPORTING_LEVELS } from '../templates/contract.ts'
import { fits } from '../templates/fit.ts'
import { listTemplates, type TemplateRecord } from '../templates/queries.ts'
import type { ReportSchedule, ScheduleInput, TemplateName } from './contract.ts'

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.report_schedule': {
      id: string
      area_id: number
      template_key: string
      level: string | null
      unit_id: number | null
      due_time: string
      weekdays: number[]
      from_day: string
      until_day: string | null
      legal_basis: string
      created_by: string
      created_at: string
      ended_by: Generated<string | null>
      ended_at: Generated<string | null>
      version: Generated<number>
    }
  }
}

/** Templates that some of these areas can report by, by name, the product's own first. */
async function templatesFor(ctx: Ctx, db: Tx, areaIds: readonly number[]): Promise<TemplateName[]> {
  const tree = await treeOf(ctx)
  const all = await listTemplates(db, { day: localDate(ctx.clock.now()), drafts: false })
  return all
    .filter((t) => (t.since ?? t.next) && areaIds.some((id) => fits(tree, id, fitOf(t))))
    .map((t) => ({ key: t.key, words: words(t.name_vi, t.name_en) }))
}

const fitOf = (t: TemplateRecord) => ({
  ownerId: t.area_id,
  retired: t.retired_at !== null,
  levels: t.levels,
})

/**
 * A template that nobody knows is a wrong choice; so is one by which a unit that is asked could not report on that day.
 * @throws Problem input-invalid, report-template-unfit
 */
export async function requireTemplate(
  ctx: Ctx,
  db: Tx,
  key: string,
  of: { units: readonly number[]; day: string },
): Promise<void> {
  const tree = await treeOf(ctx)
  const [template] = await listTemplates(db, { day: of.day, key, drafts: false })
  if (!template || !(template.since ?? template.next))
    throw problem('input-invalid', {}, { fields: { templateKey: ['unknown'] } })
  // What is planned for later says nothing of this day.
  if (!template.since || of.units.some((id) => !fits(tree, id, fitOf(template))))
    throw problem('report-template-unfit', { name: template.name_vi })
}

function rowsOf(db: Tx) {
  return db
    .selectFrom('vx.report_schedule as s')
    .innerJoin('vx.area as a', 'a.id', 's.area_id')
    .innerJoin('vx.report_template as t', 't.key', 's.template_key')
    .leftJoin('vx.area as u', 'u.id', 's.unit_id')
    .leftJoin('vx.area_level as l', 'l.key', 's.level')
    .selectAll('s')
    .select(['a.full_name as area_name', 't.name_vi', 't.name_en', 'u.label as unit_name'])
    .select(['l.name_vi as level_vi', 'l.name_en as level_en'])
}

type Row = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]

const stateOf = (s: Row, today: string): ReportSchedule['state'] => {
  if (s.until_day !== null && (s.until_day < today || s.until_day < s.from_day)) return 'ended'
  return s.from_day > today ? 'coming' : 'in_force'
}

function shown(ctx: Ctx, s: Row, today: string): ReportSchedule {
  const state = stateOf(s, today)
  return {
    id: s.id,
    areaId: s.area_id,
    areaName: s.area_name,
    template: { key: s.template_key, words: words(s.name_vi, s.name_en) },
    level: s.level ? { key: s.level, words: words(s.level_vi!, s.level_en!) } : null,
    unit: s.unit_id === null ? null : { areaId: s.unit_id, name: s.unit_name! },
    dueTime: s.due_time.slice(0, 5),
    weekdays: s.weekdays,
    fromDay: s.from_day,
    untilDay: s.until_day,
    legalBasis: s.legal_basis,
    state,
    createdBy: s.created_by,
    createdAt: s.created_at,
    endedBy: s.ended_by,
    endedAt: s.ended_at,
    version: s.version,
    mayEnd:
      state !== 'ended' &&
      s.ended_at === null &&
      ctx.viewer.rights.has('report.schedule') &&
      ctx.viewer.areaIds.includes(s.area_id),
  }
}

/**
 * What offices in an area, and those above it, ask for by the clock; and what the viewer's office can ask for.
 * @param input.ended also what is over
 * @throws Problem outside-area
 */
export async function schedules(
  ctx: Ctx,
  input: { areaId?: number | undefined; ended?: boolean | undefined },
) {
  const asked = input.areaId ?? ctx.viewer.areaId
  requireArea(ctx, asked)
  const tree = await treeOf(ctx)
  const offices = new Set(await areasAsked(ctx, asked))
  for (let a = tree.byId.get(asked); a; a = a.parentId === null ? undefined : tree.byId.get(a.parentId))
    offices.add(a.id)
  const today = localDate(ctx.clock.now())
  return read(ctx, 'report.read', async (db) => {
    const rows = await rowsOf(db)
      .where('s.area_id', '=', sql<number>`any(${[...offices]}::int[])`)
      .orderBy('a.level')
      .orderBy('a.code')
      .orderBy('s.template_key')
      .orderBy('s.from_day')
      .orderBy('s.id')
      .execute()
    const all = rows.map((s) => shown(ctx, s, today))
    const below = new Set(tree.subtree(ctx.viewer.areaId).map((id) => tree.byId.get(id)?.level))
    below.delete(tree.byId.get(ctx.viewer.areaId)?.level)
    const levels = await db.selectFrom('vx.area_level').selectAll().orderBy('rank').execute()
    return {
      schedules: all.filter((s) => input.ended || s.state !== 'ended'),
      templates: await templatesFor(ctx, db, tree.subtree(ctx.viewer.areaId)),
      levels: levels
        .filter((l) => below.has(l.key) && REPORTING_LEVELS.includes(l.key))
        .map((l) => ({ key: l.key, words: words(l.name_vi, l.name_en) })),
    }
  })
}

/**
 * The units that a schedule asks: below the viewer's office, of a level that writes reports.
 * @throws Problem input-invalid, outside-area, report-unit-not-below
 */
async function unitsOf(ctx: Ctx, input: Pick<ScheduleInput, 'level' | 'unitId'>): Promise<number[]> {
  const { level, unitId } = input
  if ((level === undefined) === (unitId === undefined))
    throw problem('input-invalid', {}, { fields: { level: ['one-of'], unitId: ['one-of'] } })
  if (unitId !== undefined) {
    await requireBelow(ctx, [unitId])
    return [unitId]
  }
  const tree = await treeOf(ctx)
  const units = tree.subtree(ctx.viewer.areaId).filter((id) => tree.byId.get(id)?.level === level)
  if (units.length === 0 || units.includes(ctx.viewer.areaId)) throw problem('report-unit-not-below')
  return units
}

/** Reports are asked of units below one's own office. @throws Problem outside-area, report-unit-not-below */
export async function requireBelow(ctx: Ctx, areaIds: readonly number[]): Promise<void> {
  const tree = await treeOf(ctx)
  const below = new Set(tree.subtree(ctx.viewer.areaId))
  below.delete(ctx.viewer.areaId)
  for (const id of areaIds) {
    requireArea(ctx, id)
    const level = tree.byId.get(id)?.level
    if (!below.has(id) || !level || !REPORTING_LEVELS.includes(level)) throw problem('report-unit-not-below')
  }
}

/** Schedules of one office are made one after the other, so that two made at once see each other. */
const takeTurns = (tx: WriteTx, areaId: number) =>
  sql`select pg_advisory_xact_lock(4232, ${areaId})`.execute(tx.db)

/**
 * Asks for a report by the clock. What has fallen due already stays as it is: a schedule begins today only while nothing
 * of today is due yet, neither by it nor by what it takes the place of.
 * @throws Problem outside-area, report-unit-not-below, report-schedule-back-dated, report-schedule-overlap, input-invalid
 */
export async function addSchedule(ctx: Ctx, input: ScheduleInput): Promise<{ id: string }> {
  const units = await unitsOf(ctx, input)
  if (input.untilDay !== undefined && input.untilDay < input.fromDay)
    throw problem('input-invalid', {}, { fields: { untilDay: ['before-from-day'] } })
  const weekdays = [...new Set(input.weekdays)].sort()
  const row = {
    id: input.id ?? uuid7(),
    area_id: ctx.viewer.areaId,
    template_key: input.templateKey,
    level: input.level ?? null,
    unit_id: input.unitId ?? null,
    due_time: input.dueTime,
    weekdays,
    from_day: input.fromDay,
    until_day: input.untilDay ?? null,
    legal_basis: input.legalBasis,
    created_by: ctx.viewer.name,
  }
  return write(ctx, 'report.schedule', async (tx) => {
    await takeTurns(tx, row.area_id)
    await requireTemplate(ctx, tx.db, input.templateKey, { units, day: input.fromDay })
    const today = localDate(tx.now)
    const late = () =>
      problem('report-schedule-back-dated', {}, { fields: { fromDay: ['report-schedule-back-dated'] } })
    if (input.fromDay < today) throw late()
    if (input.fromDay === today && (await isPast(tx, row, units, today))) throw late()
    const other = await tx.db
      .selectFrom('vx.report_schedule')
      .select('from_day')
      .where('area_id', '=', row.area_id)
      .where('template_key', '=', row.template_key)
      .where(
        sql<boolean>`level is not distinct from ${row.level} and unit_id is not distinct from ${row.unit_id}::int`,
      )
      .where(sql<boolean>`weekdays && ${weekdays}::int[]`)
      .where(
        // One ended before it began speaks of no day.
        sql<boolean>`coalesce(until_day, 'infinity') >= greatest(from_day, ${row.from_day}::date)
          and from_day <= coalesce(${row.until_day}::date, 'infinity')`,
      )
      .executeTakeFirst()
    if (other) throw problem('report-schedule-overlap')
    await tx.db
      .insertInto('vx.report_schedule')
      .values({ ...row, created_at: tx.now.toISOString() })
      .execute()
    tx.record({
      action: 'report-schedule.add',
      subject: { type: 'report-schedule', id: row.id },
      areaId: row.area_id,
      changes: {
        template: [null, row.template_key],
        of: [null, row.level ?? row.unit_id],
        dueTime: [null, row.due_time],
        weekdays: [null, weekdays],
        days: [null, [row.from_day, row.until_day]],
      },
      event: 'report.changed',
    })
    return { id: row.id }
  })
}

/** Whether something of today has fallen due that the schedule would change, or would be late at once. */
async function isPast(
  tx: WriteTx,
  row: { template_key: string; due_time: string; weekdays: number[] },
  units: number[],
  today: string,
): Promise<boolean> {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || 7
  const first = Date.parse(`${today}T${row.due_time}:00+07:00`)
  if (row.weekdays.includes(weekday) && first <= tx.now.getTime()) return true
  const owed = units.map((area_id) => ({ area_id, template_key: row.template_key, day: today }))
  const due = await dueOf(tx.db, owed)
  return owed.some((o) => Date.parse(due(o) ?? '') <= tx.now.getTime())
}

/**
 * Ends a schedule: it asks for the last time on `lastDay` (today when absent, and never earlier, so that nothing that was
 * due is undone). One that has not begun asks for nothing at all then.
 * @throws Problem not-found, outside-area, stale-version, report-schedule-ended, report-schedule-back-dated
 */
export function endSchedule(
  ctx: Ctx,
  input: { id: string; version: number; lastDay?: string | undefined },
): Promise<{ version: number }> {
  return write(ctx, 'report.schedule', async (tx) => {
    const before = await rowsOf(tx.db).where('s.id', '=', input.id).executeTakeFirst()
    if (!before) throw problem('not-found')
    requireArea(ctx, before.area_id)
    const today = localDate(tx.now)
    const stale = (theirs: Row) =>
      problem('stale-version', {}, { theirs: shown(ctx, theirs, today), yours: input })
    if (before.version !== input.version) throw stale(before)
    if (before.ended_at || stateOf(before, today) === 'ended') throw problem('report-schedule-ended')
    const asked = input.lastDay ?? today
    if (asked < today)
      throw problem('report-schedule-back-dated', {}, { fields: { lastDay: ['report-schedule-back-dated'] } })
    const lastDay = before.until_day && before.until_day < asked ? before.until_day : asked
    const version = before.version + 1
    const done = await tx.db
      .updateTable('vx.report_schedule')
      .set({ until_day: lastDay, ended_by: ctx.viewer.name, ended_at: tx.now.toISOString(), version })
      .where('id', '=', input.id)
      .where('version', '=', before.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n)
      throw stale(await rowsOf(tx.db).where('s.id', '=', input.id).executeTakeFirstOrThrow())
    tx.record({
      action: 'report-schedule.end',
      subject: { type: 'report-schedule', id: input.id },
      areaId: before.area_id,
      changes: { untilDay: [before.until_day, lastDay] },
      event: 'report.changed',
    })
    return { version }
  })
}
