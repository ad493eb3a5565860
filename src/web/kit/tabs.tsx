import type { ReactNode } from 'react'
import { formatNumber } from './format.ts'

export interface TabItem {
  value: string
  label: string
  count?: number | null
}

export interface FilterPillsProps {
  label: string
  items: readonly TabItem[]
  value: string
  onChange: (value: string) => void
}

/** One filter with few values, each with its count: 'Chưa làm 9 · Xong 14 · Vắng 1'. */
export function FilterPills({ label, items, value, onChange }: FilterPillsProps) {
  return (
    <fieldset className="vx-filter-pills">
      <legend className="vx-visually-hidden">{label}</legend>
      {items.map((item) => (
        <button
          key={item.value}
          type="button"
          aria-pressed={item.value === value}
          onClick={() => onChange(item.value)}
        >
          {item.label}
          {item.count !== undefined && item.count !== null && (
            <span className="vx-count">{formatNumber(item.count)}</span>
          )}
        </button>
      ))}
    </fieldset>
  )
}

/** The line above a register: search and filters left, actions right. */
export function Toolbar({ children, end }: { children?: ReactNode; end?: ReactNode }) {
  return (
    <div className="vx-toolbar">
      <div className="vx-toolbar-main">{children}</div>
      {end && <div className="vx-toolbar-end">{end}</div>}
    </div>
  )
}
