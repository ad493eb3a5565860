import type { RefObject } from 'react'

export interface RowWindow {
  /** Whether rows are left out. */
  active: boolean
  /** Indexes of the rows to draw, in order. */
  indexes: number[]
  /** Heights in px of what is left out above and below. */
  before: number
  after: number
  measure: (element: Element | null) => void
  scrollTo: (index: number) => void
}

/** Which rows are drawn; see `useRowWindow`. */
export type UseRows = (
  count: number,
  frame: RefObject<HTMLElement | null>,
  own: boolean,
  rowHeight: number,
) => RowWindow

/** Every row; for tables that are never long. */
export const allRows = (count: number): RowWindow => ({
  active: false,
  indexes: Array.from({ length: count }, (_, i) => i),
  before: 0,
  after: 0,
  measure: () => {},
  scrollTo: () => {},
})
