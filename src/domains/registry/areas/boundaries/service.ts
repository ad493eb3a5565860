import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../../platform/context.ts'
import { problem } from '../../../../platform/problems.ts'
import { listAreas } from '../queries.ts'
import type { BoundarySet, Candidate } from './contract.ts'
import { drawBeside } from './draw.ts'
import { readGeoJson } from './geojson.ts'
import { match } from './match.ts'
import { findSet, getDrawing, listFeatures, listInForce, listSets, listTopologies } from './queries.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/**
 * Takes a GeoJSON file in: closes the slips between neighbours, finds the area of each feature, waits for review.
 * @param file `fields`: source (whose drawing, under what licence), validFrom, validTo (calendar dates, both included)
 * @throws Problem input-invalid, boundary-file-unreadable and the other problems of the file
 */
export async function upload(
  ctx: Ctx,
  file: { fileName: string; path: string; fields: Record<string, string> },
): Promise<{ id: string }> {
  const { source = '', validFrom = '', validTo = '' } = file.fields
  const wrong = {
    ...(source.trim() ? {} : { source: ['required'] }),
    ...(isDay(validFrom) ? {} : { validFrom: ['not-a-date'] }),
    ...(validTo === '' || (isDay(validTo) && validTo >= validFrom) ? {} : { validTo: ['not-a-date'] }),
  }
  if (Object.keys(wrong).length > 0) throw problem('input-invalid', {}, { fields: wrong })
  const features = await readGeoJson(file.path)
  const drawn = await drawBeside(features.map((f) => f.polygons))
  return write({ ...ctx, idempotencyKey: undefined }, 'area.manage', async (tx) => {
    const mine = new Set(ctx.viewer.areaIds)
    const areas = (await listAreas(tx.db, validFrom)).filter((a) => mine.has(a.id))
    const { columns, level, matches } = match(features, areas)
    const id = uuid7()
    await tx.db
      .insertInto('vx.boundary_set')
      .values({
        id,
        file_name: file.fileName.slice(0, 200),
        source: source.trim().slice(0, 500),
        valid_from: validFrom,
        valid_to: validTo || null,
        state: 'review',
        level,
        topology: json(drawn.topology),
        mended: json(drawn.mended),
        columns: json(columns),
        made_by: ctx.viewer.name,
        made_at: tx.now.toISOString(),
        decided_by: null,
        decided_at: null,
        undone_by: null,
        undone_at: null,
        undo_reason: null,
      })
      .execute()
    const rows = matches.map((m, position) => ({
      set_id: id,
      position,
      code: m.code,
      name: m.name,
      above: m.above,
      polygons: json(drawn.polygons[position]!),
      km2_before: drawn.areas[position]!.before,
      km2_after: drawn.areas[position]!.after,
      of_area: m.areaId,
      matched: m.matched,
      reason: null,
    }))
    for (let i = 0; i < rows.length; i += 500)
      await tx.db
        .insertInto('vx.boundary_feature')
        .values(rows.slice(i, i + 500))
        .execute()
    tx.record({
      action: 'boundaries.upload',
      subject: { type: 'boundary-set', id },
      areaId: ctx.viewer.areaId,
      changes: { features: [null, rows.length], file: [null, file.fileName] },
      event: 'boundaries.changed',
    })
    return { id }
  })
}

/** jsonb columns take text; the driver would write an array as an array of the database. */
const json = <T>(value: T) => JSON.stringify(value) as unknown as T

function isDay(text: string): boolean {
  return DAY.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
}

/** The boundaries to draw for the areas of a day (default today). */
export async function boundariesOn(ctx: Ctx, date = localDate(ctx.clock.now())) {
  const areas = Map.groupBy(await listInForce(ctx.common, date), (f) => f.setId)
  const sets = await listTopologies(ctx.common, [...areas.keys()])
  return {
    sets: sets.map((s) => ({
      ...s,
      areas: areas.get(s.id)!.map(({ areaId, polygons }) => ({ areaId: areaId!, polygons })),
    })),
  }
}

export const sets = (ctx: Ctx): Promise<BoundarySet[]> => read(ctx, 'area.manage', listSets)

/** @throws Problem not-found */
export function open(ctx: Ctx, id: string) {
  return read(ctx, 'area.manage', async (db) => {
    const set = await findSet(db, id)
    if (!set) throw problem('not-found')
    const features = await listFeatures(db, id)
    const taken = new Set(features.map((f) => f.areaId))
    const mine = new Set(ctx.viewer.areaIds)
    const candidates: Candidate[] = (await listAreas(db, set.validFrom))
      .filter((a) => mine.has(a.id) && (set.level === null || a.level === set.level))
      .map((a) => ({ id: a.id, code: a.code, label: a.fullName, taken: taken.has(a.id) }))
    return { set, ...(await getDrawing(db, id)), features, candidates }
  })
}

type Versioned = { id: string; version: number }

/**
 * Runs a change of one set under its version.
 * @throws Problem not-found, stale-version, boundary-set-closed when it is not in `state`
 */
function change<T>(
  ctx: Ctx,
  input: Versioned,
  state: BoundarySet['state'][],
  fn: (tx: WriteTx, set: BoundarySet) => Promise<T>,
): Promise<T & { version: number }> {
  return write(ctx, 'area.manage', async (tx) => {
    const set = await findSet(tx.db, input.id)
    if (!set) throw problem('not-found')
    const done = await tx.db
      .updateTable('vx.boundary_set')
      .set({ version: input.version + 1 })
      .where('id', '=', input.id)
      .where('version', '=', input.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { theirs: set, yours: input })
    if (!state.includes(set.state)) throw problem('boundary-set-closed')
    return { ...(await fn(tx, set)), version: input.version + 1 }
  })
}

function note(
  tx: WriteTx,
  ctx: Ctx,
  id: string,
  action: string,
  changes: Record<string, [unknown, unknown]>,
) {
  tx.record({
    action,
    subject: { type: 'boundary-set', id },
    areaId: ctx.viewer.areaId,
    changes,
    event: 'boundaries.changed',
  })
}

/** @throws Problem input-invalid unless exactly one of area and reason is given, not-found, boundary-area-taken */
export function matchFeature(
  ctx: Ctx,
  input: Versioned & { position: number; areaId?: number | undefined; leaveOut?: string | undefined },
) {
  if ((input.areaId === undefined) === (input.leaveOut === undefined))
    throw problem('input-invalid', {}, { fields: { areaId: ['area-or-reason'] } })
  return change(ctx, input, ['review'], async (tx, set) => {
    if (input.areaId !== undefined) {
      const known = (await listAreas(tx.db, set.validFrom)).some((a) => a.id === input.areaId)
      if (!known || !ctx.viewer.areaIds.includes(input.areaId)) throw problem('not-found')
    }
    const done = await tx.db
      .updateTable('vx.boundary_feature')
      .set(
        input.areaId === undefined
          ? { of_area: null, matched: 'left-out', reason: input.leaveOut! }
          : { of_area: input.areaId, matched: 'hand', reason: null },
      )
      .where('set_id', '=', input.id)
      .where('position', '=', input.position)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw problem('not-found')
    note(tx, ctx, input.id, 'boundaries.match', {
      [`feature ${input.position}`]: [null, input.areaId ?? input.leaveOut],
    })
    return {}
  })
}

export function leaveOutRest(ctx: Ctx, input: Versioned & { reason: string }) {
  return change(ctx, input, ['review'], async (tx) => {
    const done = await tx.db
      .updateTable('vx.boundary_feature')
      .set({ matched: 'left-out', reason: input.reason })
      .where('set_id', '=', input.id)
      .where('matched', 'is', null)
      .executeTakeFirst()
    const leftOut = Number(done.numUpdatedRows)
    note(tx, ctx, input.id, 'boundaries.leave-out', { leftOut: [0, leftOut], reason: [null, input.reason] })
    return { leftOut }
  })
}

/** @throws Problem boundary-open-features, boundary-nothing-matched */
export function putInForce(ctx: Ctx, input: Versioned) {
  return change(ctx, input, ['review'], async (tx, set) => {
    if (set.open > 0) throw problem('boundary-open-features', { count: set.open })
    if (set.matched === 0) throw problem('boundary-nothing-matched')
    await tx.db
      .updateTable('vx.boundary_set')
      .set({ state: 'in_force', decided_by: ctx.viewer.name, decided_at: tx.now.toISOString() })
      .where('id', '=', input.id)
      .execute()
    note(tx, ctx, input.id, 'boundaries.in-force', { state: [set.state, 'in_force'] })
    return {}
  })
}

export function undo(ctx: Ctx, input: Versioned & { reason: string }) {
  return change(ctx, input, ['review', 'in_force'], async (tx, set) => {
    await tx.db
      .updateTable('vx.boundary_set')
      .set({
        state: 'undone',
        undone_by: ctx.viewer.name,
        undone_at: tx.now.toISOString(),
        undo_reason: input.reason,
      })
      .where('id', '=', input.id)
      .execute()
    note(tx, ctx, input.id, 'boundaries.undo', { state: [set.state, 'undone'], reason: [null, input.reason] })
    return {}
  })
}
