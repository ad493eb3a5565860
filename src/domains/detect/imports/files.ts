import { type Ctx, read } from '../../../platform/context.ts'
import type { FileRoute } from '../../../platform/domain.ts'
import { type SheetColumn, writeXlsx } from '../../../platform/files/spreadsheet.ts'
import { problem } from '../../../platform/problems.ts'
import { RowOutcome } from './contract.ts'
import { type BatchRow, getBatch, listRows, type StoredRow } from './queries.ts'
import { sentence } from './reasons.ts'
import { OUTCOME_WORDS } from './registers.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const PAGE = 500

async function* rowsOf(
  ctx: Ctx,
  batch: BatchRow,
  outcomes: RowOutcome[] | undefined,
): AsyncGenerator<Record<string, unknown>> {
  let after = 0
  for (;;) {
    const rows = await read(ctx, 'import.make', (db) =>
      listRows(db, { batchId: batch.id, outcomes, after, limit: PAGE }),
    )
    for (const row of rows) yield cellsOf(batch, row)
    if (rows.length < PAGE) return
    after = rows.at(-1)!.line
  }
}

function cellsOf(batch: BatchRow, row: StoredRow): Record<string, unknown> {
  const cells = Object.fromEntries(batch.columns.map((c, i) => [`c${i}`, row.raw[c.name] ?? '']))
  return {
    line: row.line,
    outcome: OUTCOME_WORDS[row.outcome].vi,
    reasons: row.reasons.map((r) => sentence(batch.kind, r, 'vi')).join('; '),
    ...cells,
  }
}

/** The rows of an outcome as they stood in the file, each with its line and its reasons: to be put right and handed in again. */
export const files: FileRoute[] = [
  {
    path: '/api/imports/:id/rows.xlsx',
    right: 'import.make',
    async run(ctx, params, query) {
      const asked = query.outcome ? RowOutcome.safeParse(query.outcome) : undefined
      if (asked && !asked.success) throw problem('input-invalid', {}, { fields: { outcome: ['unknown'] } })
      const batch = await read(ctx, 'import.make', (db) => getBatch(db, params.id ?? ''))
      // Before and after the commit the same rows carry two names.
      const pairs: Partial<Record<RowOutcome, RowOutcome[]>> = {
        refused: ['refused', 'refuse'],
        queued: ['queued', 'review'],
      }
      const outcomes = asked ? (pairs[asked.data] ?? [asked.data]) : undefined
      const columns: SheetColumn[] = [
        { key: 'line', label: 'Dòng', type: 'integer' },
        { key: 'outcome', label: 'Kết quả', type: 'text', width: 16 },
        { key: 'reasons', label: 'Lý do', type: 'text', width: 60 },
        ...batch.columns.map((c, i): SheetColumn => ({ key: `c${i}`, label: c.name, type: 'text' })),
      ]
      const base = batch.file_name.replace(/\.[^.]*$/, '')
      return {
        name: `${base}-${asked ? asked.data : 'rows'}.xlsx`,
        type: XLSX,
        body: writeXlsx({
          sheets: [{ name: 'Dòng', columns, rows: rowsOf(ctx, batch, outcomes) }],
          createdAt: ctx.clock.now(),
        }),
      }
    },
  },
]
