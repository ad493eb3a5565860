import { type Ctx, read } from '../../../platform/context.ts'
import { treeOf } from '../../registry/areas/index.ts'
import type { Reconciliation, Sheet } from './contract.ts'
import { computeSheet } from './count.ts'
import { findReport, type Report } from './queries.ts'
import { getReport } from './service.ts'
import { listSignedOfDay, listSubmissions } from './submissions.ts'

const rowsOf = (sheet: Sheet) => sheet.sections.flatMap((s) => s.rows)

/**
 * What a report counts for each area below, from the records, beside what that area signed for the same day. Where both
 * count the same window a difference is said; it comes from the hour between the two, or from records that changed.
 * @throws Problem not-found
 */
export function reconcile(ctx: Ctx, id: string): Promise<Reconciliation> {
  return read(ctx, 'report.read', async (db) => {
    const report: Report = await getReport(db, ctx, id)
    const sheet = report.stored?.sheet ?? (await computeSheet(ctx, db, report)).sheet
    // Whoever reads from below is told of the own units only.
    const below = (await treeOf(ctx)).children(report.areaId).filter((a) => ctx.viewer.areaIds.includes(a.id))
    const now = ctx.clock.now()
    const about = { areaIds: below.map((a) => a.id), day: report.day, templateKey: report.template.key }
    const owed = new Map(
      (await listSubmissions(db, { ...about, asOf: now.toISOString() })).map((s) => [s.areaId, s.state]),
    )
    const signedBy = await listSignedOfDay(db, about)
    const rows = new Map(rowsOf(sheet).map((r) => [r.key, r]))
    const units: Reconciliation['units'] = []
    // Of a unit that is asked for nothing and signed all the same, what it signed counts as much.
    for (const area of below.filter((a) => owed.has(a.id) || signedBy.has(a.id))) {
      const reportId = signedBy.get(area.id)
      const signed = reportId ? await findReport(db, reportId, now) : undefined
      const theirs = new Map(signed?.stored ? rowsOf(signed.stored.sheet).map((r) => [r.key, r]) : [])
      const mine = sheet.areaTable.rows.find((r) => r.areaId === area.id)
      const compared = sheet.areaTable.columns.flatMap((key, i) => {
        const row = rows.get(key)
        const their = theirs.get(key)
        if (!row || !their || !mine) return []
        // The last 24 hours of 15:20 and of 17:00 are two different days.
        const { from, to, since } = their.window
        const isSame =
          row.figureId === their.figureId &&
          row.window.from === from &&
          row.window.to === to &&
          row.window.since === since
        if (!isSame) return []
        const numbers = { counted: mine.cells[i]!.value, signed: their.cell.value }
        return [{ key, words: row.words, window: row.window, ...numbers }]
      })
      units.push({
        areaId: area.id,
        name: area.fullName,
        state: owed.get(area.id) ?? 'in_time',
        report: signed?.stored ? { id: signed.id, number: signed.number!, asOf: signed.asOf } : null,
        compared: compared.length,
        differences: compared.filter((c) => c.counted !== c.signed),
      })
    }
    return { asOf: report.asOf, units }
  })
}
