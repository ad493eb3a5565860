import { sql } from 'kysely'
import { type Ctx, read, requireRight } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { type Column, page, project, type RowQuery, visibleColumns } from '../../../platform/listing.ts'
import type { PageInput } from '../../../platform/paging.ts'
import { problem } from '../../../platform/problems.ts'
import { type Words, words } from '../../../platform/words.ts'
import { formatDate } from '../../../web/kit/format.ts'
import type { CellList, Sheet, SheetRow } from './contract.ts'
import { questionOf, templateOf } from './count.ts'
import { findCell, keptRows, type Report } from './queries.ts'
import { getReport } from './service.ts'
import {
  collect,
  ELSEWHERE,
  figureOf,
  inSlice,
  listQuery,
  parseCellKey,
  REST_WORDS,
  type Slice,
  windowOf,
} from './sheet.ts'
import { templateRows } from './templates/contract.ts'

/** What stands behind one number: the list, what it is called, and how many of it lie outside the viewer's areas. */
interface Source {
  words: Words
  definition: Words
  window: SheetRow['window']
  slice: Words | null
  opens: string
  right: string
  columns: Column[]
  count: number
  query: RowQuery
}

/**
 * A page of the very records that a number counts: counted now while the report is a draft, the kept ones afterwards.
 * Jurisdiction and masking are those of the viewer today. @throws Problem not-found, right-missing
 */
export function openCell(ctx: Ctx, input: { id: string; key: string } & PageInput): Promise<CellList> {
  return read(ctx, 'figure.open', async (db) => {
    requireRight(ctx, 'report.read')
    const report = await getReport(db, ctx, input.id)
    const source = await sourceOf(ctx, db, report, input.key)
    requireRight(ctx, source.right)
    const columns = visibleColumns(source.columns, ctx.viewer.rights)
    const { n } = (await db
      .selectFrom(source.query.as('c') as never)
      .select(sql<number>`count(*)`.as('n'))
      .executeTakeFirstOrThrow()) as { n: number }
    const found = await page(db, source.query, columns, input, { key: 'day', desc: true })
    return {
      key: input.key,
      words: source.words,
      definition: source.definition,
      window: source.window,
      slice: source.slice,
      opens: source.opens,
      columns,
      count: source.count,
      outside: source.count - n,
      frozen: report.stored !== null,
      rows: project(found.rows, columns, source.opens),
      ...(found.next ? { next: found.next } : {}),
    }
  })
}

/** @throws Problem not-found for a key that the report does not have */
async function sourceOf(ctx: Ctx, db: Tx, report: Report, key: string): Promise<Source> {
  const parsed = parseCellKey(key)
  if (!parsed) throw problem('not-found')
  return report.stored ? keptSource(db, report, key, parsed) : liveSource(ctx, db, report, parsed)
}

async function keptSource(
  db: Tx,
  report: Report,
  key: string,
  parsed: { rowKey: string; slice: Slice },
): Promise<Source> {
  const cell = await findCell(db, report.id, key)
  if (!cell) throw problem('not-found')
  const { sheet, lists } = report.stored!
  const row = sheet.sections.flatMap((s) => s.rows).find((r) => r.key === parsed.rowKey)!
  const list = lists[parsed.rowKey]!
  const linked = [...list.opens.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).filter((k) => k !== 'id')
  return {
    words: row.words,
    definition: row.definition,
    window: row.window,
    slice: sliceWords(parsed.slice, row.parts?.items, sheet.areaTable.rows),
    opens: list.opens,
    right: list.right,
    columns: list.columns,
    count: cell.value,
    query: keptRows(db, report.id, parsed.rowKey, cell.record_ids, list.columns, linked),
  }
}

async function liveSource(
  ctx: Ctx,
  db: Tx,
  report: Report,
  parsed: { rowKey: string; slice: Slice },
): Promise<Source> {
  const { template } = await templateOf(db, report)
  const row = templateRows(template).find((r) => r.key === parsed.rowKey)
  if (!row) throw problem('not-found')
  const figure = figureOf(ctx.figures, row)
  const question = await questionOf(ctx, report)
  const counted = inSlice(await collect(db, figure, row, question), parsed.slice, figure, row, question)
  const parts = row.part
    ? Object.entries(figure.parts?.[row.part]?.values ?? {}).map(([value, w]) => ({ value, words: w }))
    : []
  return {
    words: figure.words,
    definition: figure.definition,
    window: windowOf(row.window, question),
    slice: sliceWords(parsed.slice, parts, question.below),
    opens: figure.opens,
    right: figure.right,
    columns: figure.columns,
    count: counted.length,
    query: listQuery(db, figure, row, question).where(
      sql<boolean>`f.id::text = any(${counted.map((c) => c.id)}::text[])`,
    ),
  }
}

function sliceWords(
  slice: Slice,
  parts: { value: string | null; words: Words }[] | undefined,
  areas: Pick<Sheet['areaTable']['rows'][number], 'areaId' | 'name'>[],
): Words | null {
  switch (slice.of) {
    case 'row':
      return null
    case 'part':
      return slice.value === null ? REST_WORDS : (parts?.find((p) => p.value === slice.value)?.words ?? null)
    case 'area': {
      if (slice.areaId === null) return words(ELSEWHERE, 'Area below not known')
      const name = areas.find((a) => a.areaId === slice.areaId)?.name
      return name ? words(name, name) : null
    }
    case 'day': {
      const part = slice.part ? sliceWords({ of: 'part', ...slice.part }, parts, areas) : null
      return words(
        [formatDate(slice.day, { lang: 'vi' }), ...(part ? [part.vi] : [])].join(', '),
        [formatDate(slice.day, { lang: 'en' }), ...(part ? [part.en] : [])].join(', '),
      )
    }
  }
}

/** The whole list of a row for a workbook, page by page so that memory stays bounded. */
export async function* allRows(ctx: Ctx, id: string, key: string): AsyncGenerator<Record<string, unknown>> {
  let cursor: string | undefined
  do {
    const found = await openCell(ctx, { id, key, limit: 500, cursor })
    yield* found.rows
    cursor = found.next
  } while (cursor)
}
