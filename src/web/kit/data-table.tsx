import { type DataTableProps, PlainTable } from './plain-table.tsx'
import { useRowWindow } from './use-row-window.ts'

export type { DataTableProps, Sort } from './plain-table.tsx'

/** A register of any length. */
export function DataTable<T>(props: DataTableProps<T>) {
  return <PlainTable {...props} useRows={useRowWindow} />
}
