import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireArea, type WriteTx, write } from '../../../platform/context.ts'
import { readTable, type TableRow } from '../../../platform/files/spreadsheet.ts'
import { problem } from '../../../platform/problems.ts'
import { listDiseases } from '../surveillance/index.ts'
import { ImportKind, type ImportOptions, type Mapping } from './contract.ts'
import { findField } from './fields.ts'
import { type Acting, type FileColumn, json } from './queries.ts'
import { defaultOptions, guessKind, headerKey, isGoData, suggestMapping } from './suggest.ts'
import { present } from './values.ts'

const ROWS_PER_INSERT = 500
const SAMPLES = 5

export const actingOf = (ctx: Ctx): Acting => ({
  userId: ctx.viewer.userId,
  name: ctx.viewer.name,
  postId: ctx.viewer.postId,
  postKind: ctx.viewer.postKind,
})

/** Two files with the same headers, in whatever order, start from the same mapping. */
function signature(columns: string[]): string {
  return createHash('sha256').update(columns.map(headerKey).sort().join('\n')).digest('hex')
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/**
 * Stores the rows of a handed-in file as they stand, with a mapping to start from; nothing is read out of them yet.
 * @param file `fields.areaId` is the area to import into, `fields.kind` the kind of list (guessed when absent)
 * @throws Problem outside-area, input-invalid, file-not-a-table and the other problems of files
 */
export async function upload(
  ctx: Ctx,
  file: { fileName: string; path: string; fields: Record<string, string> },
): Promise<{ id: string }> {
  const areaId = file.fields.areaId ? Number(file.fields.areaId) : ctx.viewer.areaId
  if (!Number.isSafeInteger(areaId))
    throw problem('input-invalid', {}, { fields: { areaId: ['not-a-number'] } })
  requireArea(ctx, areaId)
  const asked = ImportKind.safeParse(file.fields.kind)
  if (file.fields.kind && !asked.success)
    throw problem('input-invalid', {}, { fields: { kind: ['unknown'] } })
  const table = await readTable({ path: file.path, fileName: file.fileName })
  const digest = await sha256(file.path)
  return write({ ...ctx, idempotencyKey: undefined }, 'import.make', async (tx) => {
    const kind = asked.data ?? guessKind(table.columns)
    const goData = isGoData(table.columns)
    const headerSignature = signature(table.columns)
    const diseases = (await listDiseases(tx.db)).map((d) => d.key)
    const options = defaultOptions({
      fileName: file.fileName,
      goData,
      areaId,
      year: Number(localDate(tx.now).slice(0, 4)),
      diseases,
    })
    const saved = await findSaved(tx, headerSignature, kind)
    const id = uuid7()
    await tx.db
      .insertInto('vx.import_batch')
      .values({
        id,
        area_id: areaId,
        kind,
        source_system: goData ? 'godata' : 'csv',
        file_name: file.fileName.slice(0, 200),
        sha256: digest,
        columns: json([]),
        header_key: headerSignature,
        file_warnings: json([]),
        mapping: json(saved?.mapping ?? suggestMapping(kind, table.columns)),
        options: json({ ...options, ...saved?.options }),
        state: 'uploaded',
        row_count: 0,
        failure: null,
        acting: json(actingOf(ctx)),
        created_at: tx.now.toISOString(),
        created_by: ctx.viewer.name,
        committed_at: null,
        undone_at: null,
        undo_reason: null,
      })
      .execute()
    const { columns, count } = await storeRows(tx, id, areaId, table.columns, table.rows)
    if (count === 0) throw problem('file-empty')
    await tx.db
      .updateTable('vx.import_batch')
      .set({
        columns: json(columns),
        row_count: count,
        file_warnings: json(table.warnings.map((w) => ({ code: w.code, detail: String(w.detail) }))),
      })
      .where('id', '=', id)
      .execute()
    tx.record({
      action: 'import.upload',
      subject: { type: 'import', id },
      areaId,
      changes: { file: [null, file.fileName], rows: [null, count], sha256: [null, digest] },
      event: 'import.changed',
    })
    return { id }
  })
}

/** What somebody settled for such a file before: the mapping, and the options that do not belong to one outbreak. */
async function findSaved(
  tx: WriteTx,
  key: string,
  kind: ImportKind,
): Promise<{ mapping: Mapping; options: Partial<ImportOptions> } | undefined> {
  const row = await tx.db
    .selectFrom('vx.import_mapping')
    .selectAll()
    .where('header_key', '=', key)
    .where('kind', '=', kind)
    .orderBy('saved_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const mapping = Object.fromEntries(
    Object.entries(row.mapping).filter(([, field]) => findField(kind, field)),
  )
  const { dateOrder, nameOrder, nationality, values } = row.options
  return { mapping, options: { dateOrder, nameOrder, nationality, values } }
}

async function storeRows(
  tx: WriteTx,
  batchId: string,
  areaId: number,
  names: string[],
  rows: AsyncIterable<TableRow>,
): Promise<{ columns: FileColumn[]; count: number }> {
  const columns: FileColumn[] = names.map((name) => ({ name, filled: 0, samples: [] }))
  let count = 0
  let waiting: { id: string; line: number; raw: Record<string, string> }[] = []
  const store = async () => {
    if (waiting.length === 0) return
    await tx.db
      .insertInto('vx.import_row')
      .values(
        waiting.map((w) => ({
          id: w.id,
          batch_id: batchId,
          area_id: areaId,
          line: w.line,
          raw: json(w.raw),
          parsed: null,
          match_key: null,
          national_id: null,
          person_id: null,
          subject_type: null,
          subject_id: null,
          case_id: null,
        })),
      )
      .execute()
    waiting = []
  }
  for await (const { line, cells } of rows) {
    const raw: Record<string, string> = {}
    for (const column of columns) {
      const cell = cells[column.name] ?? ''
      if (cell === '') continue
      // A cell longer than any record of ours is no data of a person; its beginning is enough to recognise it.
      raw[column.name] = cell.slice(0, 2000)
      if (present(cell) === undefined) continue
      column.filled += 1
      if (column.samples.length < SAMPLES && !column.samples.includes(cell))
        column.samples.push(cell.slice(0, 80))
    }
    count += 1
    waiting.push({ id: uuid7(), line, raw })
    if (waiting.length === ROWS_PER_INSERT) await store()
  }
  await store()
  return { columns, count }
}
