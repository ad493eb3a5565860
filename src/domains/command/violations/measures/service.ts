import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { addDays, localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { formatDate } from '../../../../web/kit/format.ts'
import { areasAsked, treeOf } from '../../../registry/areas/index.ts'
import { rangesOn } from '../acts.ts'
import {
  type AreaMeasure,
  type Measure,
  type MeasureInput,
  type MeasuresOfDay,
  SETTINGS,
  type Setting,
} from './contract.ts'
import {
  type AreaMeasureRow,
  areaMeasures,
  areaMeasuresOn,
  findOn,
  lastDayOf,
  type MeasuresVersion,
  measureVersions,
} from './queries.ts'

const MEASURE = 'place-measure'

/** An area and those above it, from the top down: what one of them sets holds in the area. */
async function pathOf(ctx: Ctx, areaId: number): Promise<number[]> {
  const tree = await treeOf(ctx)
  const path: number[] = []
  for (let a = tree.byId.get(areaId); a; a = a.parentId === null ? undefined : tree.byId.get(a.parentId))
    path.unshift(a.id)
  return path
}

/**
 * Since when, and until when, the versions say a code of a setting without a break around one of them. An end that is not
 * past is not told: the next version may carry the measure on.
 */
function spanOf(
  versions: MeasuresVersion[],
  current: MeasuresVersion,
  code: string,
  setting: Setting,
  today: string,
) {
  const says = (v: MeasuresVersion | undefined) =>
    v?.body.measures.some((m) => m.code === code && m.settings.includes(setting))
  const follows = (a: MeasuresVersion, b: MeasuresVersion) =>
    a.effectiveTo !== null && addDays(a.effectiveTo, 1) === b.effectiveFrom
  let first = versions.indexOf(current)
  let last = first
  while (says(versions[first - 1]) && follows(versions[first - 1]!, versions[first]!)) first -= 1
  while (says(versions[last + 1]) && follows(versions[last]!, versions[last + 1]!)) last += 1
  const { effectiveTo, confirmedBy } = versions[last]!
  const until = effectiveTo !== null && effectiveTo < today ? effectiveTo : null
  return {
    from: versions[first]!.effectiveFrom,
    ...{ until, untilConfirmed: until === null || confirmedBy !== null },
  }
}

/**
 * What holds in an area on a calendar date, in the order of settings: what holds everywhere, then what areas have set,
 * from the top of the tree down.
 */
async function holdingIn(ctx: Ctx, db: Tx, areaId: number, day: string) {
  const path = await pathOf(ctx, areaId)
  const today = localDate(ctx.clock.now())
  const versions = await measureVersions(db)
  const current = findOn(versions, day)
  const acts = await rangesOn(db, day)
  const actOf = (code: string | null) => acts.find((a) => a.code === code) ?? null
  const set = await areaMeasuresOn(db, path, day)
  set.sort((a, b) => path.indexOf(a.area_id) - path.indexOf(b.area_id))
  const measures = SETTINGS.flatMap((setting): Measure[] => [
    ...(current?.body.measures ?? [])
      .filter((m) => m.settings.includes(setting))
      .map((m) => ({
        ...{ setting, code: m.code, vi: m.vi, en: m.en, basis: m.basis },
        ...spanOf(versions, current!, m.code, setting, today),
        act: actOf(m.act),
        setBy: null,
      })),
    ...set
      .filter((m) => m.settings.includes(setting))
      .map((m) => ({
        ...{ setting, code: m.id, vi: m.title, en: m.title, basis: m.legal_basis },
        ...{ from: m.from_day, until: lastDayOf(m), untilConfirmed: true },
        act: actOf(m.act),
        setBy: { areaId: m.area_id, areaName: m.area_name },
      })),
  ])
  return { current, measures }
}

/**
 * The measures that hold in an area (the viewer's own when none is named) on a calendar date in Asia/Ho_Chi_Minh (today
 * when none is named), those of the areas above it among them.
 * @throws Problem outside-area
 */
export function measuresOf(
  ctx: Ctx,
  input: { areaId?: number | undefined; on?: string | undefined; setting?: Setting | undefined },
): Promise<MeasuresOfDay> {
  const areaId = input.areaId ?? ctx.viewer.areaId
  const on = input.on ?? localDate(ctx.clock.now())
  requireArea(ctx, areaId)
  return read(ctx, 'measure.read', async (db) => {
    const { current, measures } = await holdingIn(ctx, db, areaId, on)
    return {
      on,
      areaId,
      legalBasis: current?.legalBasis ?? null,
      confirmedBy: current?.confirmedBy ?? null,
      measures: input.setting ? measures.filter((m) => m.setting === input.setting) : measures,
    }
  })
}

const stateOf = (m: AreaMeasureRow, today: string): AreaMeasure['state'] => {
  const last = lastDayOf(m)
  if (last < today || last < m.from_day) return 'ended'
  return m.from_day > today ? 'coming' : 'in_force'
}

function shown(ctx: Ctx, m: AreaMeasureRow, today: string): AreaMeasure {
  const state = stateOf(m, today)
  return {
    id: m.id,
    areaId: m.area_id,
    areaName: m.area_name,
    title: m.title,
    settings: m.settings,
    act: m.act,
    legalBasis: m.legal_basis,
    signedBy: m.signed_by,
    impact: m.impact,
    fromDay: m.from_day,
    untilDay: m.until_day,
    createdBy: m.created_by,
    createdPost: m.created_post,
    createdAt: m.created_at,
    ended: m.ended_at
      ? { lastDay: m.last_day!, at: m.ended_at, by: m.ended_by!, reason: m.end_reason! }
      : null,
    state,
    version: m.version,
    mayEnd:
      state !== 'ended' &&
      m.ended_at === null &&
      m.until_day > today &&
      ctx.viewer.rights.has('measure.write') &&
      ctx.viewer.areaIds.includes(m.area_id),
  }
}

/** A list with what is over grows without end. */
const LONGEST_LIST = 200

/**
 * What the commands of an area, of those above and of those below it have set, the newest first.
 * @param input.ended also what is over; then the newest 200, `cut` when there are more
 * @throws Problem outside-area, not-found
 */
export async function listAreaMeasures(
  ctx: Ctx,
  input: { areaId?: number | undefined; ended?: boolean | undefined },
) {
  const areaIds = new Set(await areasAsked(ctx, input.areaId))
  for (const id of await pathOf(ctx, input.areaId ?? ctx.viewer.areaId)) areaIds.add(id)
  const today = localDate(ctx.clock.now())
  return read(ctx, 'measure.read', async (db) => {
    const last = sql<string>`coalesce(m.last_day, m.until_day)`
    const rows = await areaMeasures(db)
      .where('m.area_id', '=', sql<number>`any(${[...areaIds]}::int[])`)
      .$if(!input.ended, (q) => q.where(sql<boolean>`${last} >= greatest(${today}::date, m.from_day)`))
      .orderBy('m.created_at', 'desc')
      .orderBy('m.id')
      .$if(input.ended === true, (q) => q.limit(LONGEST_LIST + 1))
      .execute()
    const cut = input.ended === true && rows.length > LONGEST_LIST
    const acts = await rangesOn(db, today)
    return {
      measures: (cut ? rows.slice(0, LONGEST_LIST) : rows).map((m) => shown(ctx, m, today)),
      cut,
      acts: acts.map(({ code, vi, en }) => ({ code, vi, en })),
      longestDays: findOn(await measureVersions(db), today)?.body.longestDays ?? null,
    }
  })
}

/**
 * Sets a measure of an area, from today or later, until a day; the rule bounds how far ahead it begins and how long it lasts.
 * @throws Problem outside-area, measure-back-dated, measure-no-rule, measure-too-far, measure-until, violation-act-unknown, already-exists
 */
export async function addMeasure(ctx: Ctx, input: MeasureInput): Promise<{ id: string }> {
  requireArea(ctx, input.areaId)
  return write(ctx, 'measure.write', async (tx) => {
    const wrong = (field: string, code: 'measure-back-dated' | 'violation-act-unknown') =>
      problem(code, {}, { fields: { [field]: [code] } })
    const today = localDate(tx.now)
    if (input.fromDay < today) throw wrong('fromDay', 'measure-back-dated')
    const rule = findOn(await measureVersions(tx.db), input.fromDay)
    if (!rule) {
      const day = formatDate(input.fromDay, { lang: 'vi' })
      throw problem('measure-no-rule', { day }, { fields: { fromDay: ['measure-no-rule'] } })
    }
    const days = rule.body.longestDays
    // Else one after the other would be set for years ahead, and power over people would have no end.
    if (input.fromDay > addDays(today, days))
      throw problem('measure-too-far', { days }, { fields: { fromDay: ['measure-too-far'] } })
    if (input.untilDay < input.fromDay || input.untilDay > addDays(input.fromDay, days - 1))
      throw problem('measure-until', { days }, { fields: { untilDay: ['measure-until'] } })
    const acts = await rangesOn(tx.db, input.fromDay)
    if (input.act && !acts.some((a) => a.code === input.act)) throw wrong('act', 'violation-act-unknown')
    const row = {
      id: input.id ?? uuid7(),
      area_id: input.areaId,
      title: input.title,
      settings: SETTINGS.filter((s) => input.settings.includes(s)),
      act: input.act ?? null,
      legal_basis: input.legalBasis,
      ...{ signed_by: input.signedBy, impact: input.impact },
      from_day: input.fromDay,
      until_day: input.untilDay,
      created_by: ctx.viewer.name,
      created_post: ctx.viewer.postKind,
      created_at: tx.now.toISOString(),
    }
    await tx.db.insertInto('vx.place_measure').values(row).execute()
    tx.record({
      action: 'place-measure.add',
      subject: { type: MEASURE, id: row.id },
      areaId: row.area_id,
      changes: {
        title: [null, row.title],
        settings: [null, row.settings],
        act: [null, row.act],
        legalBasis: [null, row.legal_basis],
        ...{ signedBy: [null, row.signed_by], impact: [null, row.impact] },
        days: [null, [row.from_day, row.until_day]],
      },
      event: 'measure.changed',
    })
    return { id: row.id }
  })
}

/**
 * Ends a measure before its time, once: `lastDay` is the last day on which it holds, today or later, so that what has held
 * stays true. One that has not begun by then holds on no day.
 * @throws Problem not-found, outside-area, stale-version, measure-ended, measure-back-dated, measure-last-day
 */
export function endMeasure(
  ctx: Ctx,
  input: { id: string; version: number; lastDay: string; reason: string },
): Promise<{ version: number }> {
  return write(ctx, 'measure.write', async (tx) => {
    const find = () => areaMeasures(tx.db).where('m.id', '=', input.id).executeTakeFirst()
    const before = await find()
    if (!before) throw problem('not-found')
    requireArea(ctx, before.area_id)
    const today = localDate(tx.now)
    const stale = (theirs: AreaMeasureRow) =>
      problem('stale-version', {}, { theirs: shown(ctx, theirs, today), yours: input })
    if (before.version !== input.version) throw stale(before)
    if (before.ended_at || stateOf(before, today) === 'ended') throw problem('measure-ended')
    if (input.lastDay < today)
      throw problem('measure-back-dated', {}, { fields: { lastDay: ['measure-back-dated'] } })
    if (input.lastDay >= before.until_day) {
      const until = formatDate(before.until_day, { lang: 'vi' })
      throw problem('measure-last-day', { until }, { fields: { lastDay: ['measure-last-day'] } })
    }
    const version = before.version + 1
    const done = await tx.db
      .updateTable('vx.place_measure')
      .set({
        ...{ last_day: input.lastDay, end_reason: input.reason, ended_by: ctx.viewer.name },
        ...{ ended_at: tx.now.toISOString(), version },
      })
      .where('id', '=', input.id)
      .where('version', '=', before.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw stale((await find())!)
    tx.record({
      action: 'place-measure.end',
      subject: { type: MEASURE, id: input.id },
      areaId: before.area_id,
      changes: { untilDay: [before.until_day, input.lastDay], reason: [null, input.reason] },
      event: 'measure.changed',
    })
    return { version }
  })
}

/**
 * The measure that an act broke, as columns of the violation.
 * @throws Problem measure-not-broken when it did not hold in that setting of the area on that day, or does not punish the act
 */
export async function brokenMeasure(
  ctx: Ctx,
  tx: WriteTx,
  broken: {
    areaId: number
    day: string
    setting: Setting | undefined
    measure: string | undefined
    act: string
  },
): Promise<{ measure: string | null; measure_rule_id: number | null; place_measure_id: string | null }> {
  const none = { measure: null, measure_rule_id: null, place_measure_id: null }
  if (broken.measure === undefined) return none
  const { current, measures } = await holdingIn(ctx, tx.db, broken.areaId, broken.day)
  const found = measures.find(
    (m) => m.setting === broken.setting && m.code === broken.measure && m.act?.code === broken.act,
  )
  if (!found) throw problem('measure-not-broken', {}, { fields: { measure: ['measure-not-broken'] } })
  if (found.setBy) return { ...none, place_measure_id: found.code }
  return { ...none, measure: found.code, measure_rule_id: current!.id }
}

/** The measure that a violation was recorded under, in words with its basis. */
export async function measureOf(
  db: Tx,
  v: { measure: string | null; measure_rule_id: number | null; place_measure_id: string | null },
): Promise<{ vi: string; en: string; basis: string } | null> {
  if (v.place_measure_id) {
    const set = await areaMeasures(db).where('m.id', '=', v.place_measure_id).executeTakeFirst()
    return set ? { vi: set.title, en: set.title, basis: set.legal_basis } : null
  }
  if (!v.measure_rule_id) return null
  const rule = (await measureVersions(db)).find((r) => r.id === v.measure_rule_id)
  const m = rule?.body.measures.find((x) => x.code === v.measure)
  return m ? { vi: m.vi, en: m.en, basis: m.basis } : null
}
