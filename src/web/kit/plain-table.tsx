import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { formatNumber } from './format.ts'
import { useT } from './i18n.ts'
import { Link, useNavigateTo } from './link.tsx'
import { allRows, type UseRows } from './row-window.ts'
import { EmptyState } from './states.tsx'
import { alignOf, type Column, cellContent, isBlank, leastWidth, widthOf } from './table-cells.tsx'
import { usePhone } from './use-phone.ts'

export interface Sort {
  key: string
  desc: boolean
}

export interface DataTableProps<T> {
  /** What the table lists, read out before it. */
  label: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
  sort?: Sort
  onSort?: (sort: Sort) => void
  onRowOpen?: (row: T) => void
  /** The address of a row: its first cell becomes a real link. */
  hrefOf?: (row: T) => string
  selected?: readonly string[]
  onSelect?: (keys: string[]) => void
  loading?: boolean
  empty?: ReactNode
  /** Called when the last rows come into view; give it only while there is more. */
  onEndReached?: () => void
  /** Rows on the server, for the count in the foot. */
  totalRows?: number
  footer?: ReactNode
  dense?: boolean
  /** CSS height at which the table scrolls in its own frame; 'none' never. Default: the screen, from 20 rows on. */
  maxHeight?: string
  /** On a phone rows become cards; 'table' keeps few narrow columns as they are. */
  phone?: 'cards' | 'table'
}

// Cards are laid out with `display: grid`, which would strip the table's own roles in browsers.
const ROLE = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'columnheader' },
  cell: { role: 'cell' },
  none: { role: 'presentation', 'aria-hidden': true },
}

const INTERACTIVE = 'a, button, input, label, select, textarea, [role="button"]'

const useAllRows: UseRows = allRows

/**
 * A table: sorting, selection, opening by click or key, endless paging; cards on a phone. It draws all its rows; one
 * that may be long is a DataTable, which draws those near the view.
 */
export function PlainTable<T>({ useRows = useAllRows, ...props }: DataTableProps<T> & { useRows?: UseRows }) {
  const { rows, rowKey, sort, onSort, hrefOf, selected, onSelect, loading = false } = props
  const t = useT('kit')
  const navigate = useNavigateTo()
  const frame = useRef<HTMLDivElement>(null)
  const wantsFocus = useRef<number | null>(null)
  const anchor = useRef(0)
  const [active, setActive] = useState(0)
  const cards = usePhone() && props.phone !== 'table'
  const width = useFrameWidth(frame)
  const last = cards ? 2 : width < 720 ? 1 : width < 960 ? 2 : 3
  const columns = props.columns.filter((c) => (c.priority ?? 1) <= last)
  const own = !cards && props.maxHeight !== 'none'
  const view = useRows(rows.length, frame, own, cards ? 120 : props.dense ? 30 : 36)
  const maxHeight = cards
    ? undefined
    : (props.maxHeight ??
      (rows.length > 20 || props.onEndReached ? 'max(320px, calc(100dvh - 220px))' : undefined))

  useEffect(() => {
    const index = wantsFocus.current
    if (index === null) return
    const row = frame.current?.querySelector<HTMLElement>(`tr[data-index="${index}"]`)
    if (!row) return
    wantsFocus.current = null
    row.focus({ preventScroll: view.active })
  })

  const chosen = new Set(selected)
  const openable = Boolean(props.onRowOpen ?? hrefOf)
  const open = (row: T) => (props.onRowOpen ? props.onRowOpen(row) : hrefOf && navigate(hrefOf(row)))

  const toggle = (index: number, range: boolean) => {
    if (!onSelect) return
    const key = rowKey(rows[index]!)
    const next = new Set(chosen)
    const on = !chosen.has(key)
    const [from, to] = range
      ? [Math.min(anchor.current, index), Math.max(anchor.current, index)]
      : [index, index]
    for (const row of rows.slice(from, to + 1)) on ? next.add(rowKey(row)) : next.delete(rowKey(row))
    anchor.current = index
    onSelect([...next])
  }

  const move = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index))
    wantsFocus.current = next
    setActive(next)
    view.scrollTo(next)
    // Moving to the row that is active already changes no state, so nothing would focus it.
    frame.current?.querySelector<HTMLElement>(`tr[data-index="${next}"]`)?.focus()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const target = event.target as HTMLElement
    const onRow = target.tagName === 'TR'
    if (
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      target.closest('input:not([type="checkbox"]), textarea')
    )
      return
    const steps: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: 10,
      PageUp: -10,
    }
    const step = steps[event.key]
    if (step !== undefined) move(active + step)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(rows.length - 1)
    else if (event.key === 'Enter' && onRow && openable) open(rows[active]!)
    else if (event.key === ' ' && onRow && onSelect) toggle(active, event.shiftKey)
    else return
    event.preventDefault()
  }

  const onRowClick = (event: MouseEvent, index: number) => {
    setActive(index)
    if (!openable || (event.target as HTMLElement).closest(INTERACTIVE)) return
    if (window.getSelection()?.toString()) return
    open(rows[index]!)
  }

  const span = columns.length + (onSelect ? 1 : 0)
  const totals = columns.some((c) => c.total !== undefined)
  const allChosen = rows.length > 0 && rows.every((row) => chosen.has(rowKey(row)))
  const tabStop = view.indexes.includes(active) ? active : (view.indexes[0] ?? 0)
  const first = loading && rows.length === 0

  return (
    <div className="vx-table-wrap">
      <div
        ref={frame}
        className="vx-table-frame"
        style={{ maxHeight }}
        tabIndex={rows.length === 0 || !hrefOf ? 0 : undefined}
      >
        <table
          {...ROLE.table}
          className={cards ? 'vx-cards' : 'vx-table'}
          aria-label={props.label}
          aria-busy={loading || undefined}
          aria-rowcount={props.totalRows ?? rows.length}
          data-dense={props.dense || undefined}
          data-fixed={view.active || undefined}
          style={{ minWidth: view.active && !cards ? leastWidth(columns, Boolean(onSelect)) : undefined }}
        >
          <colgroup>
            {onSelect && <col style={{ width: 38 }} />}
            {columns.map((c) => (
              <col key={c.key} style={{ width: view.active ? widthOf(c) : c.width }} />
            ))}
          </colgroup>
          <thead {...ROLE.group}>
            <tr {...ROLE.row}>
              {onSelect && (
                <th {...ROLE.head} scope="col" className="vx-table-check">
                  <label>
                    <input
                      type="checkbox"
                      checked={allChosen}
                      onChange={() => onSelect(allChosen ? [] : rows.map(rowKey))}
                      aria-label={t('table.selectAll')}
                    />
                  </label>
                </th>
              )}
              {columns.map((c) => (
                <th
                  key={c.key}
                  {...ROLE.head}
                  scope="col"
                  data-align={alignOf(c)}
                  aria-sort={sort?.key === c.key ? (sort.desc ? 'descending' : 'ascending') : undefined}
                >
                  {c.sortable && onSort ? (
                    <button
                      type="button"
                      className="vx-table-sort"
                      onClick={() => onSort({ key: c.key, desc: sort?.key === c.key ? !sort.desc : false })}
                    >
                      {c.label}
                      <svg viewBox="0 0 8 12" aria-hidden="true">
                        <path d="M4 1 7 5H1Z" data-on={(sort?.key === c.key && !sort.desc) || undefined} />
                        <path d="M4 11 1 7h6Z" data-on={(sort?.key === c.key && sort.desc) || undefined} />
                      </svg>
                    </button>
                  ) : (
                    c.label
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody {...ROLE.group} onKeyDown={onKeyDown}>
            {view.before > 0 && <Spacer height={view.before} span={span} />}
            {first &&
              [0, 1, 2, 3, 4, 5].map((i) => (
                <tr key={i} {...ROLE.row} className="vx-table-ghost">
                  {onSelect && <td {...ROLE.cell} />}
                  {columns.map((c, n) => (
                    <td key={c.key} {...ROLE.cell}>
                      <span className="vx-skeleton" style={{ width: `${[70, 48, 60][(i + n) % 3]}%` }} />
                    </td>
                  ))}
                </tr>
              ))}
            {view.indexes.map((index) => {
              const row = rows[index]
              if (row === undefined) return null
              const key = rowKey(row)
              return (
                <tr
                  key={key}
                  {...ROLE.row}
                  ref={view.active ? view.measure : undefined}
                  data-index={index}
                  data-openable={openable || undefined}
                  data-selected={chosen.has(key) || undefined}
                  aria-rowindex={view.active ? index + 2 : undefined}
                  tabIndex={openable || onSelect ? (index === tabStop ? 0 : -1) : undefined}
                  onFocus={() => setActive(index)}
                  onClick={(event) => onRowClick(event, index)}
                >
                  {onSelect && (
                    <td {...ROLE.cell} className="vx-table-check">
                      <label>
                        <input
                          type="checkbox"
                          tabIndex={-1}
                          checked={chosen.has(key)}
                          onClick={(event) => toggle(index, event.shiftKey)}
                          onChange={() => {}}
                          aria-label={t('table.selectRow', { row: formatNumber(index + 1) })}
                        />
                      </label>
                    </td>
                  )}
                  {columns.map((c, n) => (
                    <td
                      key={c.key}
                      {...ROLE.cell}
                      data-label={n === 0 ? undefined : c.label}
                      data-type={c.type}
                      data-align={alignOf(c)}
                      data-blank={isBlank(c, row) || undefined}
                    >
                      {n === 0 && hrefOf ? (
                        <Link className="vx-table-link" href={hrefOf(row)} tabIndex={-1}>
                          {cellContent(c, row)}
                        </Link>
                      ) : (
                        cellContent(c, row)
                      )}
                    </td>
                  ))}
                </tr>
              )
            })}
            {view.after > 0 && <Spacer height={view.after} span={span} />}
            {!loading && rows.length === 0 && (
              <tr {...ROLE.row} className="vx-table-empty">
                <td {...ROLE.cell} colSpan={span}>
                  {props.empty ?? <EmptyState title={t('table.empty')} compact />}
                </td>
              </tr>
            )}
          </tbody>
          {totals && rows.length > 0 && (
            <tfoot {...ROLE.group}>
              <tr {...ROLE.row}>
                {onSelect && <td {...ROLE.cell} />}
                {columns.map((c, n) => (
                  <td
                    key={c.key}
                    {...ROLE.cell}
                    data-label={n === 0 ? undefined : c.label}
                    data-align={alignOf(c)}
                    data-blank={c.total === undefined || undefined}
                  >
                    {typeof c.total === 'number' ? formatNumber(c.total) : c.total}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
        {props.onEndReached && rows.length > 0 && (
          <EndMark
            onReach={props.onEndReached}
            loading={loading}
            root={own ? frame : undefined}
            count={rows.length}
          />
        )}
      </div>
      {rows.length > 0 && (
        <div className="vx-table-foot">
          <span aria-live="polite">
            {props.footer ?? t('table.count', { count: props.totalRows ?? rows.length })}
            {props.totalRows !== undefined && props.totalRows > rows.length && !props.footer && (
              <> · {t('table.loaded', { n: rows.length })}</>
            )}
            {chosen.size > 0 && <b> · {t('table.selected', { n: chosen.size })}</b>}
          </span>
        </div>
      )}
    </div>
  )
}

/** Width of the frame in px; decides which columns are worth showing. */
function useFrameWidth(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(() => window.innerWidth)
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    setWidth(element.clientWidth)
    const seen = new ResizeObserver(() => setWidth(element.clientWidth))
    seen.observe(element)
    return () => seen.disconnect()
  }, [frame])
  return width
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr {...ROLE.none} className="vx-table-spacer">
      <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

/** Asks for more when it comes near the view; a button for those whose browser never tells. */
function EndMark(props: {
  onReach: () => void
  loading: boolean
  root?: RefObject<HTMLElement | null>
  count: number
}) {
  const t = useT('kit')
  const mark = useRef<HTMLDivElement>(null)
  const { onReach, loading, root } = props
  const latest = useRef(onReach)
  latest.current = onReach
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page of rows must be looked at anew
  useEffect(() => {
    if (!mark.current || loading) return
    const seen = new IntersectionObserver(
      (entries) => entries.some((e) => e.isIntersecting) && latest.current(),
      { root: root?.current ?? null, rootMargin: '400px 0px' },
    )
    seen.observe(mark.current)
    return () => seen.disconnect()
  }, [loading, root, props.count])
  return (
    <div ref={mark} className="vx-table-more">
      <button type="button" className="vx-text-button" disabled={loading} onClick={onReach}>
        {loading ? t('loading') : t('table.more')}
      </button>
    </div>
  )
}
