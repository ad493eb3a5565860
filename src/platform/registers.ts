import type { Tx } from './db.ts'
import type { Column, RowQuery, Sort } from './listing.ts'
import type { Words } from './words.ts'

/** A filter offered above a register; its value lives in the URL. */
export interface Filter {
  key: string
  words: Words
  type: 'choice' | 'date' | 'boolean'
  values?: Record<string, Words>
}

export interface RegisterInput {
  areaIds: number[]
  /** The domain's time, for states that are computed from it. */
  now: string
  search?: string | undefined
  filters: Record<string, string>
}

/** A table of records with search, filters, paging by key, and export. */
export interface Register {
  id: string
  words: Words
  right: string
  /** Path of a row's record in the web app, with {id}. */
  opens: string
  columns: Column[]
  filters: Filter[]
  sort: Sort
  /** Rows have id and the columns; area and right are enforced by row-level security and `input.areaIds`. */
  query(db: Tx, input: RegisterInput): RowQuery
}
