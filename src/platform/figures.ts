import { type AliasedRawBuilder, type Selectable, sql } from 'kysely'
import { addDays, startOfLocalDate } from './clock.ts'
import type { Database, Tx } from './db.ts'
import { type Column, type Page, page, type RowQuery } from './listing.ts'
import type { PageInput } from './paging.ts'
import { problem } from './problems.ts'
import type { Words } from './words.ts'

/** What a figure is asked about: areas (already cut to the viewer's), a moment of knowledge, and a window of days. */
export interface FigureInput {
  areaIds: number[]
  /** Only what was recorded by then counts (ISO instant). */
  asOf: string
  /** `asOf` is this moment: what is known now is read, and the history behind it is left alone. */
  isPresent?: boolean | undefined
  /** Calendar dates in Asia/Ho_Chi_Minh, both included; undefined is open. */
  from?: string | undefined
  to?: string | undefined
}

/** A figure is a query that can be opened: the count is the size of the list by construction. */
export interface Figure {
  id: string
  words: Words
  definition: Words
  unit: Words
  /** Right needed to open the rows; counting needs figure.count. */
  right: string
  /** Path of a row's record in the web app, with {id}. */
  opens: string
  /** 'stock': how many at the moment; 'flow': how many whose `day` lies in the window. */
  axis: 'stock' | 'flow'
  columns: Column[]
  /** Column → its known values, in order; what falls outside them is the remainder "chưa phân loại". */
  parts?: Record<string, { words: Words; values: Record<string, Words> }>
  /** Rows have id, area_id, day (date) and the columns; reads version tables as of `input.asOf`. */
  rows(db: Tx, input: FigureInput): RowQuery
}

export interface Slice {
  /** Part column and value; null asks for the remainder. */
  part?: { key: string; value: string | null } | undefined
  day?: string | undefined
}

/**
 * The rows of a table with versions as they were known at `asOf`, under an alias. The present reads the table itself; the
 * past reads it too, without what became what it is only since, and with what has been replaced since: what it costs
 * grows with what has changed since, not with what there was before.
 */
export function known<T extends keyof Database & string, A extends string>(
  table: T,
  alias: A,
  input: Pick<FigureInput, 'asOf' | 'isPresent'>,
): AliasedRawBuilder<Selectable<Database[T]>, A> {
  if (input.isPresent) return sql<Selectable<Database[T]>>`${sql.table(table)}`.as(alias)
  const versions = sql.table(`${table}_version`)
  const at = sql`${input.asOf}::timestamptz`
  // A version has the columns of its record in their order, then from when and until when.
  return sql<Selectable<Database[T]>>`(
    select r.*, null::timestamptz as valid_from, null::timestamptz as valid_to from ${sql.table(table)} r
      where not exists (select from platform.changed_since(${`${table}_version`}, ${at}) changed where changed = r.id)
    union all select * from ${versions} where valid_from <= ${at} and valid_to > ${at})`.as(alias)
}

/** Condition "the date column lies in the window" (a figure's `from` and `to`). */
export function inWindow(column: string, window: Pick<FigureInput, 'from' | 'to'>) {
  const { from, before } = bounds(window)
  return between(sql.ref(column), 'date', from, before)
}

/** The same for a column of instants, so that an index on it serves: the days are those of Asia/Ho_Chi_Minh. */
export function inDays(column: string, window: Pick<FigureInput, 'from' | 'to'>) {
  const { from, before } = bounds(window)
  const start = (date: string | undefined) => date && startOfLocalDate(date).toISOString()
  return between(sql.ref(column), 'timestamptz', start(from), start(before))
}

/** A window as its first day and the day after its last; years that the database cannot write are no bound at all. */
function bounds({ from, to }: Pick<FigureInput, 'from' | 'to'>) {
  return {
    from: from && from > '1000' ? from : undefined,
    before: to && to < '9999' ? addDays(to, 1) : undefined,
  }
}

function between(column: unknown, type: 'date' | 'timestamptz', from?: string, before?: string) {
  const cast = sql.raw(type)
  const parts = [
    ...(from ? [sql<boolean>`${column} >= ${from}::${cast}`] : []),
    ...(before ? [sql<boolean>`${column} < ${before}::${cast}`] : []),
  ]
  return parts.length ? sql<boolean>`(${sql.join(parts, sql` and `)})` : sql<boolean>`${column} is not null`
}

function sliced(figure: Figure, query: RowQuery, db: Tx, slice: Slice): RowQuery {
  let rows = db.selectFrom(query.as('f') as never).selectAll() as unknown as RowQuery
  if (slice.day) rows = rows.where(sql<boolean>`f.day = ${slice.day}::date`)
  if (slice.part) {
    const known = figure.parts?.[slice.part.key]
    if (!known) throw problem('input-invalid', {}, { fields: { part: ['unknown'] } })
    const column = sql.ref(`f.${slice.part.key}`)
    rows = rows.where(
      slice.part.value === null
        ? sql<boolean>`(${column} is null or not ${column}::text = any(${Object.keys(known.values)}::text[]))`
        : sql<boolean>`${column}::text = ${slice.part.value}`,
    )
  }
  return rows
}

/** How many rows the figure has. */
export async function countFigure(
  db: Tx,
  figure: Figure,
  input: FigureInput,
  slice: Slice = {},
): Promise<number> {
  const query = sliced(figure, figure.rows(db, input), db, slice)
  const row = await db
    .selectFrom(query.as('r') as never)
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow()
  return row.n
}

/** Counts by the values of a part; the remainder has key null and is never folded into another part. */
export async function countByPart(
  db: Tx,
  figure: Figure,
  input: FigureInput,
  key: string,
): Promise<{ value: string | null; count: number }[]> {
  const known = figure.parts?.[key]
  if (!known) throw problem('input-invalid', {}, { fields: { part: ['unknown'] } })
  const found = await grouped(db, figure, input, key)
  const values = Object.keys(known.values)
  const of = (v: string) => found.find((f) => f.value === v)?.count ?? 0
  const rest = found.filter((f) => f.value === null || !values.includes(f.value))
  return [
    ...values.map((value) => ({ value, count: of(value) })),
    { value: null, count: rest.reduce((sum, f) => sum + f.count, 0) },
  ]
}

/** Counts by area id, exactly as stored on the rows (fold up the tree with the areas' own function). */
export async function countByArea(db: Tx, figure: Figure, input: FigureInput): Promise<Map<number, number>> {
  const found = await grouped(db, figure, input, 'area_id')
  return new Map(found.map((f) => [Number(f.value), f.count]))
}

/** Counts by day and, when asked, by a part: the series of an epidemic curve or a sparkline. */
export async function countByDay(
  db: Tx,
  figure: Figure,
  input: FigureInput,
  key?: string,
): Promise<{ day: string; value: string | null; count: number }[]> {
  if (key && !figure.parts?.[key]) throw problem('input-invalid', {}, { fields: { part: ['unknown'] } })
  const part = key ? sql`r.${sql.ref(key)}::text` : sql`null::text`
  const query = figure.rows(db, input)
  return db
    .selectFrom(query.as('r') as never)
    .select([
      sql<string>`r.day`.as('day'),
      sql<string | null>`${part}`.as('value'),
      sql<number>`count(*)`.as('count'),
    ])
    .groupBy(sql`1, 2`)
    .orderBy(sql`1`)
    .execute()
}

/** A page of the very rows that the count counts. */
export async function listFigure(
  db: Tx,
  figure: Figure,
  input: FigureInput,
  slice: Slice,
  paging: PageInput,
  columns: Column[],
): Promise<Page> {
  return page(db, sliced(figure, figure.rows(db, input), db, slice), columns, paging, {
    key: 'day',
    desc: true,
  })
}

async function grouped(db: Tx, figure: Figure, input: FigureInput, key: string) {
  const query = figure.rows(db, input)
  return db
    .selectFrom(query.as('r') as never)
    .select([sql<string | null>`r.${sql.ref(key)}::text`.as('value'), sql<number>`count(*)`.as('count')])
    .groupBy(sql`1`)
    .execute()
}
