import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useState } from 'react'
import { allRows, type UseRows } from './row-window.ts'

/** Rows from this many on are drawn only near the part in view. */
const WINDOW_FROM = 100

/**
 * Draws only the rows near the view. `own` says that the table scrolls inside its frame (desk); otherwise the page
 * scrolls (phone cards), and the distance from the top of the page to the table is taken into account.
 */
export const useRowWindow: UseRows = (count, frame, own, rowHeight) => {
  const active = count > WINDOW_FROM
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => {
    if (!active || own || !frame.current) return
    setMargin(frame.current.getBoundingClientRect().top + window.scrollY)
  }, [active, own, frame])
  const inside = useVirtualizer<HTMLElement, Element>({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    enabled: active && own,
  })
  const outside = useWindowVirtualizer<Element>({
    count,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: margin,
    enabled: active && !own,
  })
  if (!active) return allRows(count)
  const v = (own ? inside : outside) as Pick<
    Virtualizer<HTMLElement, Element>,
    'getVirtualItems' | 'getTotalSize' | 'measureElement' | 'scrollToIndex'
  >
  const items = v.getVirtualItems()
  const offset = own ? 0 : margin
  return {
    active,
    indexes: items.map((i) => i.index),
    before: Math.max(0, (items[0]?.start ?? 0) - offset),
    after: Math.max(0, v.getTotalSize() - ((items.at(-1)?.end ?? 0) - offset)),
    measure: v.measureElement,
    scrollTo: (index) => v.scrollToIndex(index, { align: 'auto' }),
  }
}
