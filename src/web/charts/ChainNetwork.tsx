import { ActionIcon } from '@mantine/core'
import { Maximize, Minus, Plus } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { formatDate } from '../kit/format.ts'
import { useT } from '../kit/i18n.ts'
import { SkeletonLines } from '../kit/states.tsx'
import type { NetworkLook, NetworkView } from './network-draw.ts'
import {
  arrange,
  type NetworkArrangement,
  type NetworkLink,
  type NetworkNode,
  type NetworkPlace,
} from './network-layout.ts'
import './network-messages.ts'
import './charts.css'
import './network.css'

/** A token of the page: 'series1' is --vx-series1. */
export interface NetworkColour {
  key: string
  label: string
  token: string
}

export interface ChainNetworkProps {
  title: string
  nodes: readonly NetworkNode[]
  links: readonly NetworkLink[]
  places: readonly NetworkPlace[]
  arrangement: NetworkArrangement
  /** The legend, and by its keys the colour of each node. */
  colours: readonly NetworkColour[]
  colourOf: (node: NetworkNode) => string
  selected: number | undefined
  onSelect: (node: number | undefined) => void
  onOpen: (node: number) => void
  /** Instead of the picture where the machine cannot draw it. */
  fallback: ReactNode
  /** Right of the legend. */
  tools?: ReactNode
  /** px */
  height?: number
}

/** Whether this browser draws with the graphics card, or does as if. */
const canDraw = (): boolean => {
  try {
    const canvas = document.createElement('canvas')
    return canvas.getContext('webgl2') !== null
  } catch {
    return false
  }
}

const token = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--vx-${name}`).trim()

const look = (): NetworkLook => ({
  ink: token('ink'),
  muted: token('muted'),
  line: token('line-strong'),
  card: token('card'),
  font: 'Be Vietnam Pro, sans-serif',
})

/** Counts the switches of theme and wall mode, so that colours are read again. */
function useTheme(): number {
  const [theme, setTheme] = useState(0)
  useEffect(() => {
    const seen = new MutationObserver(() => setTheme((n) => n + 1))
    seen.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-mantine-color-scheme', 'data-wall'],
    })
    return () => seen.disconnect()
  }, [])
  return theme
}

/** Who infected whom, for thousands of cases: drawn by the graphics card, walked by mouse or arrow keys. */
export function ChainNetwork(props: ChainNetworkProps) {
  const { title, nodes, links, places, arrangement, colours, colourOf, selected, height = 560 } = props
  const t = useT('network')
  const box = useRef<HTMLDivElement>(null)
  const words = useRef<HTMLDivElement>(null)
  const [view, setView] = useState<NetworkView>()
  const [isAble] = useState(canDraw)
  const theme = useTheme()
  const family = useMemo(() => familyOf(nodes, links), [nodes, links])
  const picture = useMemo(
    () => arrange(arrangement, nodes, links, places),
    [arrangement, nodes, links, places],
  )
  const acts = useRef(props)
  acts.current = props

  useEffect(() => {
    if (!isAble) return
    let opened: NetworkView | undefined
    let isGone = false
    void import('./network-draw.ts').then(({ openNetwork }) => {
      if (isGone || !box.current) return
      opened = openNetwork(box.current, nodes, links, look(), {
        onPick: (node) => acts.current.onSelect(node),
        onOpen: (node) => acts.current.onOpen(node),
      })
      setView(opened)
    })
    return () => {
      isGone = true
      opened?.close()
      setView(undefined)
    }
  }, [isAble, nodes, links])

  useEffect(() => {
    if (!view) return
    view.place(picture)
    view.onDrawn((toScreen) => {
      const spans = words.current?.children ?? []
      picture.marks.forEach((m, i) => {
        const at = toScreen(m.x, m.y)
        const span = spans[i] as HTMLElement | undefined
        // A word just below the edge is lifted over it.
        const low = (box.current?.clientHeight ?? 0) - 22
        if (at.y > low && at.y < low + 45) at.y = low
        if (span) span.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, 0)`
      })
    })
  }, [view, picture])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what the tokens are, not their names
  useEffect(() => {
    if (!view) return
    const values = new Map(colours.map((c) => [c.key, token(c.token)]))
    view.paint(
      nodes.map((n) => values.get(colourOf(n)) ?? token('neutral-fill')),
      look(),
    )
  }, [view, nodes, colours, colourOf, theme])

  useEffect(() => {
    if (!view) return
    view.select(selected, selected === undefined ? undefined : family.around(selected))
    if (selected !== undefined) view.show(selected)
  }, [view, selected, family])

  if (!isAble) return <>{props.fallback}</>

  const onKeyDown = (event: KeyboardEvent) => {
    const next = family.step(selected, event.key)
    if (next !== undefined) props.onSelect(next)
    else if (event.key === 'Enter' && selected !== undefined) props.onOpen(selected)
    else if (event.key === 'Escape' && selected !== undefined) props.onSelect(undefined)
    else if (event.key === '+' || event.key === '=') view?.zoom('in')
    else if (event.key === '-') view?.zoom('out')
    else if (event.key === '0') view?.zoom('fit')
    else return
    event.preventDefault()
  }
  const save = async () => {
    if (!view) return
    const blob = await view.picture({
      title,
      legend: colours.map((c) => ({ label: c.label, colour: token(c.token) })),
      marks: picture.marks.map((m) => ({ ...m, text: markText(m) })),
    })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = `${title}.png`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <figure className="vx-chart vx-network" aria-label={title}>
      <div className="vx-network-frame" style={{ height }}>
        {!view && <SkeletonLines lines={8} />}
        <div
          ref={box}
          className="vx-network-canvas"
          {...{ role: 'application', tabIndex: 0, 'aria-label': `${title}. ${t('keys')}`, onKeyDown }}
        />
        <div ref={words} className="vx-network-words" aria-hidden="true">
          {picture.marks.map((m) => (
            <span key={`${m.kind} ${m.text} ${m.x}`} data-kind={m.kind}>
              {markText(m)}
            </span>
          ))}
        </div>
        <div className="vx-network-zoom vx-no-print">
          <ActionIcon variant="default" aria-label={t('zoomIn')} onClick={() => view?.zoom('in')}>
            <Plus size={15} />
          </ActionIcon>
          <ActionIcon variant="default" aria-label={t('zoomOut')} onClick={() => view?.zoom('out')}>
            <Minus size={15} />
          </ActionIcon>
          <ActionIcon variant="default" aria-label={t('fit')} onClick={() => view?.zoom('fit')}>
            <Maximize size={15} />
          </ActionIcon>
        </div>
        <p className="vx-visually-hidden" aria-live="polite">
          {selected !== undefined && nodes[selected]?.name}
        </p>
      </div>
      <figcaption className="vx-chart-foot">
        <ul className="vx-chart-legend">
          {colours.map((c) => (
            <li key={c.key}>
              <i style={{ background: `var(--vx-${c.token})` }} aria-hidden="true" />
              {c.label}
            </li>
          ))}
        </ul>
        <span className="vx-chart-tools vx-no-print">
          <button type="button" className="vx-link-button" onClick={() => void save()}>
            {t('png')}
          </button>
          {props.tools}
        </span>
      </figcaption>
    </figure>
  )
}

const markText = (m: { kind: 'date' | 'place'; text: string }) =>
  m.kind === 'date' ? formatDate(m.text, { short: true }) : m.text

/** Who stands next to whom, for the arrow keys and for what stays bright. */
function familyOf(nodes: readonly NetworkNode[], links: readonly NetworkLink[]) {
  const children: number[][] = nodes.map(() => [])
  const parents: number[][] = nodes.map(() => [])
  for (const { from, to } of links) {
    children[from]!.push(to)
    parents[to]!.push(from)
  }
  const reach = (from: number, next: number[][]) => {
    const seen = new Set([from])
    for (const n of seen) for (const other of next[n]!) seen.add(other)
    return seen
  }
  const firsts = [...nodes.keys()].filter((n) => parents[n]!.length === 0)
  return {
    around: (node: number) => new Set([...reach(node, parents), ...reach(node, children)]),
    step(node: number | undefined, key: string): number | undefined {
      if (!key.startsWith('Arrow')) return undefined
      if (node === undefined) return firsts[0]
      if (key === 'ArrowRight') return children[node]![0] ?? node
      if (key === 'ArrowLeft') return parents[node]![0] ?? node
      const parent = parents[node]![0]
      const row = parent === undefined ? firsts : children[parent]!
      const at = row.indexOf(node)
      return row[at + (key === 'ArrowDown' ? 1 : -1)] ?? node
    },
  }
}
