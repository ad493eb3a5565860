import { type SelectQueryBuilder, sql } from 'kysely'
import type { Tx } from './db.ts'
import type { PageInput } from './paging.ts'
import { problem } from './problems.ts'
import type { Words } from './words.ts'

export type ColumnType = 'text' | 'integer' | 'number' | 'date' | 'datetime' | 'boolean' | 'choice'

/** A column of a register or of a figure's list. */
export interface Column {
  key: string
  type: ColumnType
  words: Words
  /** Words of the values of a 'choice' column; a value without words is shown as it is. */
  values?: Record<string, Words>
  /** Identifies a person: left out for posts without the right person.read, in rows, sort, search and exports alike. */
  personal?: boolean
  sortable?: boolean
}

/** A query whose rows have `id` (text or uuid) and one field per column. */
// biome-ignore lint/suspicious/noExplicitAny: the row shape is the column list, checked by the register tests
export type RowQuery = SelectQueryBuilder<any, any, any>

export interface Page {
  rows: Record<string, unknown>[]
  /** Pass back to get the next page; absent on the last. */
  next?: string | undefined
}

/**
 * One page of a query by key, never by offset: cost does not grow with the page number.
 * @throws Problem input-invalid when the sort column is unknown or not visible to the viewer.
 */
export async function page(
  db: Tx,
  query: RowQuery,
  columns: Column[],
  input: PageInput,
  fallback: Sort,
): Promise<Page> {
  const sort: Sort = input.sort ? { key: input.sort, desc: input.desc ?? false } : fallback
  const column = columns.find((c) => c.key === sort.key)
  if (!column && sort.key !== fallback.key)
    throw problem('input-invalid', {}, { fields: { sort: ['unknown'] } })
  const key = sql.ref(`r.${sort.key}`)
  const id = sql.ref('r.id')
  let rows = db.selectFrom(query.as('r') as never).selectAll() as unknown as RowQuery
  const after = input.cursor ? decode(input.cursor, sort) : undefined
  if (after) {
    // Nulls come last in both directions, so a cursor on a null key has only nulls behind it.
    const beyond = sort.desc ? sql`${key} < ${after.v}` : sql`${key} > ${after.v}`
    rows = rows.where(
      after.v === null
        ? sql<boolean>`${key} is null and ${id} > ${after.id}`
        : sql<boolean>`(${beyond} or (${key} = ${after.v} and ${id} > ${after.id}) or ${key} is null)`,
    )
  }
  rows = rows
    .orderBy(sort.desc ? sql`${key} desc nulls last` : sql`${key} asc nulls last`)
    .orderBy(sql`${id}`)
    .limit(input.limit + 1)
  const found = (await rows.execute()) as Record<string, unknown>[]
  const more = found.length > input.limit
  const shown = found.slice(0, input.limit)
  const last = shown.at(-1)
  return {
    rows: shown,
    next:
      more && last
        ? encode({ k: sort.key, v: (last[sort.key] ?? null) as never, id: String(last.id) })
        : undefined,
  }
}

export interface Sort {
  key: string
  desc: boolean
}

interface Cursor {
  /** The order it belongs to. */
  k: string
  v: string | number | boolean | null
  id: string
}

const encode = (c: Cursor) => Buffer.from(JSON.stringify(c)).toString('base64url')

function decode(text: string, sort: Sort): Cursor {
  try {
    const c = JSON.parse(Buffer.from(text, 'base64url').toString()) as Cursor
    if (c.k === sort.key && typeof c.id === 'string' && (c.v === null || typeof c.v !== 'object')) return c
  } catch {}
  throw problem('input-invalid', {}, { fields: { cursor: ['unreadable'] } })
}

/** The columns a viewer may see. */
export function visibleColumns(columns: Column[], rights: ReadonlySet<string>): Column[] {
  return rights.has('person.read') ? columns : columns.filter((c) => !c.personal)
}

/** Keeps `id`, the given columns and the fields that the link `opens` needs, and nothing else. */
export function project(
  rows: Record<string, unknown>[],
  columns: Column[],
  opens = '',
): Record<string, unknown>[] {
  const keys = new Set([
    'id',
    ...columns.map((c) => c.key),
    ...[...opens.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!),
  ])
  return rows.map((r) => Object.fromEntries([...keys].map((k) => [k, r[k] ?? null])))
}
