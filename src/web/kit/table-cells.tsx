import type { ReactNode } from 'react'
import { formatDate, formatDateTime, formatNumber, UNKNOWN } from './format.ts'
import { Link } from './link.tsx'
import { StatusPill } from './status.tsx'

export type ColumnType = 'text' | 'number' | 'date' | 'datetime' | 'badge' | 'link'

export interface Column<T> {
  /** Name of the field; also the key of sorting. */
  key: string
  label: string
  type?: ColumnType
  align?: 'left' | 'right' | 'center'
  /** px */
  width?: number
  sortable?: boolean
  render?: (row: T) => ReactNode
  /** 1 always shown; 2 hidden in frames under 720 px, 3 under 960 px. Phone cards keep 1 and 2. */
  priority?: 1 | 2 | 3
  /** Foot of the column: a sum or any text. */
  total?: number | ReactNode
}

export function alignOf<T>(column: Column<T>): 'left' | 'right' | 'center' {
  return column.align ?? (column.type === 'number' ? 'right' : 'left')
}

export function fieldValue<T>(row: T, key: string): unknown {
  return (row as Record<string, unknown>)[key]
}

export function isBlank<T>(column: Column<T>, row: T): boolean {
  const value = fieldValue(row, column.key)
  return !column.render && (value === null || value === undefined || value === '')
}

/** What a cell shows when the column brings no `render`: the value in the form of its type, '—' when unknown. */
export function cellContent<T>(column: Column<T>, row: T): ReactNode {
  if (column.render) return column.render(row)
  const value = fieldValue(row, column.key)
  if (value === null || value === undefined || value === '')
    return <span className="vx-muted">{UNKNOWN}</span>
  switch (column.type) {
    case 'number':
      // A year is no quantity: 2017, not 2.017.
      return typeof value === 'number' && !/year$/i.test(column.key) ? formatNumber(value) : String(value)
    case 'date':
      return formatDate(value as string)
    case 'datetime':
      return formatDateTime(value as string)
    case 'badge':
      return <StatusPill>{String(value)}</StatusPill>
    case 'link':
      return <Link href={String(value)}>{String(value)}</Link>
    default:
      return isCode(value) ? <span className="vx-code">{value}</span> : String(value)
  }
}

// 'HM-2021-0107', '102/QĐ-UBND': broken after a hyphen, a number is read wrong and every row grows a line.
function isCode(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 24 && /\d/.test(value) && !/\s/.test(value)
}

const WIDTHS: Partial<Record<ColumnType, number>> = { number: 88, date: 96, datetime: 142, badge: 160 }

/** Width of a column in px when the layout is fixed; undefined shares what is left. */
export function widthOf<T>(column: Column<T>): number | undefined {
  if (column.width) return column.width
  const base = WIDTHS[column.type ?? 'text']
  return base === undefined ? undefined : Math.max(base, column.label.length * 7.2 + 34)
}

/** px below which a fixed layout would crush its text columns; the frame then scrolls sideways. */
export function leastWidth<T>(columns: readonly Column<T>[], checkboxes: boolean): number {
  return columns.reduce((sum, c) => sum + (widthOf(c) ?? 120), checkboxes ? 38 : 0)
}
