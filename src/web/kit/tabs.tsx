import { TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { formatNumber } from './format.ts'

export interface TabItem {
  value: string
  label: string
  count?: number | null
}

export interface TabsProps {
  /** What the tabs divide, for those who hear the page. */
  label: string
  items: readonly TabItem[]
  value: string
  /** Write the value into the address so that a tab can be linked to. */
  onChange: (value: string) => void
  /** The panel of the chosen tab. */
  children: ReactNode
}

/** Parts of one record or register. Arrow keys move between tabs. */
export function Tabs({ label, items, value, onChange, children }: TabsProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = items.findIndex((i) => i.value === value)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key]
    const item = next === undefined ? undefined : items[(next + items.length) % items.length]
    if (!item) return
    event.preventDefault()
    onChange(item.value)
    list.current?.querySelector<HTMLElement>(`[data-value="${item.value}"]`)?.focus()
  }
  return (
    <div className="vx-tabs">
      <div ref={list} role="tablist" aria-label={label} className="vx-tablist" onKeyDown={onKeyDown}>
        {items.map((item) => (
          <button
            key={item.value}
            type="button"
            role="tab"
            id={`${id}-${item.value}`}
            data-value={item.value}
            aria-selected={item.value === value}
            aria-controls={item.value === value ? `${id}-panel` : undefined}
            tabIndex={item.value === value ? 0 : -1}
            onClick={() => onChange(item.value)}
          >
            {item.label}
            {item.count !== undefined && item.count !== null && (
              <span className="vx-count">{formatNumber(item.count)}</span>
            )}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className="vx-tabpanel">
        {children}
      </div>
    </div>
  )
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

export interface SearchFieldProps {
  label: string
  value: string
  /** Called 250 ms after the last key, at once on Enter. */
  onChange: (value: string) => void
  placeholder?: string
}

/** A search box that waits until the typing stops. */
export function SearchField({ label, value, onChange, placeholder }: SearchFieldProps) {
  const [text, setText] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setText(value), [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const give = (next: string, wait: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onChange(next.trim()), wait)
  }
  return (
    <TextInput
      className="vx-search"
      type="search"
      aria-label={label}
      placeholder={placeholder ?? label}
      leftSection={<Search size={15} aria-hidden="true" />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        give(event.currentTarget.value, 250)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') give(text, 0)
      }}
    />
  )
}
