import { v7 as uuid7 } from 'uuid'
import { z } from 'zod'
import { type Ctx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { getRule } from '../../../platform/rules.ts'
import type { Sheet, SheetNote } from './contract.ts'
import { lockDraft } from './service.ts'

interface NoteTable {
  id: string
  report_id: string
  area_id: number
  kind: 'note' | 'return'
  row_key: string | null
  said: string
  at: string
  by_name: string
  by_post: string
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.report_note': NoteTable
  }
}

/** Rule `report.deviation`: a change this large against the report before has to be explained. */
const DeviationRule = z.object({ share: z.number().positive(), least: z.number().int().min(1) })

export async function listNotes(
  db: Tx,
  reportId: string,
): Promise<(SheetNote & { kind: 'note' | 'return' })[]> {
  const rows = await db
    .selectFrom('vx.report_note')
    .selectAll()
    .where('report_id', '=', reportId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    kind: r.kind,
    rowKey: r.row_key,
    said: r.said,
    at: r.at,
    byName: r.by_name,
    byPost: r.by_post,
  }))
}

/**
 * Rows that changed so much against the report before that somebody has to say why, and nobody has.
 * @param day calendar date (Asia/Ho_Chi_Minh) of the report
 */
export async function unexplained(
  db: Tx,
  sheet: Sheet,
  notes: readonly SheetNote[],
  day: string,
): Promise<string[]> {
  const { body } = await getRule(db, 'report.deviation', day, DeviationRule)
  const said = new Set(notes.map((n) => n.rowKey))
  return sheet.sections
    .flatMap((s) => s.rows)
    .filter((r) => {
      if (r.previous === null || said.has(r.key)) return false
      const change = Math.abs(r.cell.value - r.previous)
      return change >= body.least && change >= body.share * Math.max(1, r.previous)
    })
    .map((r) => r.key)
}

/** Says something about a number of a draft. @throws Problem not-found, report-frozen, stale-version, input-invalid */
export function note(
  ctx: Ctx,
  input: { id: string; version: number; rowKey: string; said: string; rows: readonly string[] },
): Promise<{ id: string }> {
  return write(ctx, 'report.draft', async (tx) => {
    const report = await lockDraft(tx, ctx, input)
    if (!input.rows.includes(input.rowKey))
      throw problem('input-invalid', {}, { fields: { rowKey: ['unknown'] } })
    // A report that lies with the signer comes back: nobody signs what they have not seen.
    if (report.state === 'submitted')
      await tx.db
        .updateTable('vx.report')
        .set({ state: 'draft', submitted_by: null, submitted_at: null, version: report.version + 1 })
        .where('id', '=', report.id)
        .execute()
    const id = uuid7()
    await tx.db
      .insertInto('vx.report_note')
      .values({
        id,
        report_id: report.id,
        area_id: report.areaId,
        kind: 'note',
        row_key: input.rowKey,
        said: input.said,
        at: tx.now.toISOString(),
        by_name: ctx.viewer.name,
        by_post: ctx.viewer.postKind,
      })
      .execute()
    tx.record({
      action: 'report.note',
      subject: { type: 'report', id: report.id },
      areaId: report.areaId,
      changes: { [input.rowKey]: [null, input.said] },
      event: 'report.changed',
    })
    return { id }
  })
}

/**
 * Gives a draft that was handed in back to those who wrote it, with the reason.
 * @throws Problem not-found, report-frozen, stale-version, report-signer-level, report-not-submitted
 */
export function giveBack(
  ctx: Ctx,
  input: { id: string; version: number; said: string },
): Promise<{ version: number }> {
  return write(ctx, 'report.sign', async (tx) => {
    const report = await lockDraft(tx, ctx, input)
    if (ctx.viewer.areaId !== report.areaId) throw problem('report-signer-level')
    if (report.state !== 'submitted') throw problem('report-not-submitted')
    const version = report.version + 1
    await tx.db
      .updateTable('vx.report')
      .set({ state: 'draft', submitted_by: null, submitted_at: null, version })
      .where('id', '=', report.id)
      .execute()
    await tx.db
      .insertInto('vx.report_note')
      .values({
        id: uuid7(),
        report_id: report.id,
        area_id: report.areaId,
        kind: 'return',
        row_key: null,
        said: input.said,
        at: tx.now.toISOString(),
        by_name: ctx.viewer.name,
        by_post: ctx.viewer.postKind,
      })
      .execute()
    tx.record({
      action: 'report.return',
      subject: { type: 'report', id: report.id },
      areaId: report.areaId,
      changes: { said: [null, input.said] },
      event: 'report.changed',
    })
    return { version }
  })
}
