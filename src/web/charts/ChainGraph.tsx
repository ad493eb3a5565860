import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'
import { DataTable } from '../kit/data-table.tsx'
import { formatNumber } from '../kit/format.ts'
import { useT } from '../kit/i18n.ts'
import { leavesToBrowser, useNavigateTo } from '../kit/link.tsx'
import { fitText, measureText, useFontsReady } from '../kit/measure.ts'
import '../kit/messages.ts'
import { columnStarts, curve, GAP, LEFT, runOf, type Spot, TEXT } from './chain-geometry.ts'
import {
  type ChainEdge,
  type ChainLayout,
  type ChainNode,
  type ChainStatus,
  layoutChain,
  type PlacedNode,
  relatives,
} from './chain-layout.ts'
import './chain.css'
import './charts.css'

export interface ChainGraphProps {
  title: string
  nodes: readonly ChainNode[]
  edges: readonly ChainEdge[]
  /** For nodes without an address. */
  onOpen?: (id: string) => void
  /** Rows before contacts are folded; 24 fit a card. */
  rows?: number
  /** Heads of the columns; F0, F1 … unless told. */
  head?: (tier: number) => string
}

const ROW = 23
const HEAD = 26
const STATUSES: readonly ChainStatus[] = ['case', 'suspect', 'contact', 'lost', 'cleared']

/** A shape for each state: full disc, diamond, ring with a dot, broken ring, ring with a tick. */
function Shape({ status }: { status: ChainStatus }) {
  switch (status) {
    case 'case':
      return <circle r="6.5" />
    case 'suspect':
      return <path d="M0-7 7 0 0 7-7 0Z" />
    case 'lost':
      return <circle r="5" strokeDasharray="2.4 2.2" />
    case 'cleared':
      return (
        <>
          <circle r="5" />
          <path className="tick" d="m-2.3.2 1.7 1.8 3-3.6" />
        </>
      )
    default:
      return (
        <>
          <circle r="5" />
          <circle className="dot" r="2.2" />
        </>
      )
  }
}

function useWidth() {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!ref.current) return
    const seen = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)))
    seen.observe(ref.current)
    return () => seen.disconnect()
  }, [])
  return [ref, width] as const
}

/** Who infected or exposed whom, by tier. Folds what would not fit; arrow keys walk the chain. */
export function ChainGraph({ title, nodes, edges, onOpen, rows = 24, head }: ChainGraphProps) {
  const t = useT('kit')
  const [box, width] = useWidth()
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [table, setTable] = useState(false)
  const layout = layoutChain(nodes, edges, rows, open)
  const used = STATUSES.filter((s) => nodes.some((n) => n.status === s))
  return (
    <figure className="vx-chart vx-chain" aria-label={title}>
      <div ref={box} className="vx-chain-frame">
        {table ? (
          <ChainTable title={title} nodes={nodes} edges={edges} onOpen={onOpen} />
        ) : (
          width > 0 && (
            <Picture
              title={title}
              layout={layout}
              width={width}
              onOpen={onOpen}
              onUnfold={(id) => setOpen(new Set([...open, id]))}
              head={head ?? ((tier) => `F${tier}`)}
            />
          )
        )}
      </div>
      <figcaption className="vx-chart-foot">
        <ul className="vx-chart-legend">
          {used.map((status) => (
            <li key={status}>
              <svg
                className="vx-chain-node"
                data-status={status}
                width="15"
                height="15"
                viewBox="-7.5 -7.5 15 15"
                aria-hidden="true"
              >
                <Shape status={status} />
              </svg>
              {t(`chain.${status}`)}
            </li>
          ))}
        </ul>
        <span className="vx-chart-tools vx-no-print">
          {open.size > 0 && !table && (
            <button type="button" className="vx-link-button" onClick={() => setOpen(new Set())}>
              {t('chain.collapse')}
            </button>
          )}
          <button type="button" className="vx-link-button" onClick={() => setTable((v) => !v)}>
            {table ? t('chain.graph') : t('chain.table')}
          </button>
        </span>
      </figcaption>
    </figure>
  )
}

interface PictureProps {
  title: string
  layout: ChainLayout
  width: number
  onOpen?: (id: string) => void
  onUnfold: (id: string) => void
  head: (tier: number) => string
}

function Picture({ title, layout, width, onOpen, onUnfold, head }: PictureProps) {
  const t = useT('kit')
  const navigate = useNavigateTo()
  useFontsReady()
  const svg = useRef<SVGSVGElement>(null)
  const [lit, setLit] = useState<string | null>(null)
  const [stop, setStop] = useState(layout.nodes[0]?.id)
  const size = 12
  const starts = columnStarts(layout, width, size)
  const total = Math.max(width, starts.at(-1)!)
  const height = HEAD + Math.max(1, layout.rows) * ROW + 8
  const spots = new Map<string, Spot>()
  const words = new Map<string, { name: string; via: string }>()
  for (const n of layout.nodes) {
    const x = starts[n.column]! + LEFT
    const room = starts[n.column + 1]! - x - TEXT - (n.column < layout.columns.length - 1 ? runOf(width) : 0)
    const name = fitText(n.node.label, room, size, 500)
    const left = room - measureText(name, size, 500) - GAP
    const via = n.via && left > 36 ? fitText(n.via, left, size - 1) : ''
    words.set(n.id, { name, via })
    const end = x + TEXT + measureText(name, size, 500) + (via ? measureText(via, size - 1) + GAP : 0)
    spots.set(n.id, { x, y: HEAD + n.row * ROW + ROW / 2, out: end + 5 })
  }
  for (const f of layout.folds) {
    const x = starts[f.column]! + LEFT
    spots.set(f.id, { x, y: HEAD + f.row * ROW + ROW / 2, out: x })
  }
  const family = lit ? relatives(layout, lit) : undefined
  const dim = (id: string) => (family && !family.has(id)) || undefined
  const tabStop = layout.nodes.some((n) => n.id === stop) ? stop : layout.nodes[0]?.id

  const go = (id: string | undefined) => {
    if (!id) return
    setStop(id)
    svg.current?.querySelector<SVGElement>(`[data-id="${CSS.escape(id)}"]`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent, n: PlacedNode) => {
    const tier = layout.nodes.filter((o) => o.column === n.column).sort((a, b) => a.row - b.row)
    const at = tier.findIndex((o) => o.id === n.id)
    if (event.key === 'ArrowLeft') go(n.parent)
    else if (event.key === 'ArrowRight') go(n.children[0])
    else if (event.key === 'ArrowDown') go(tier[at + 1]?.id)
    else if (event.key === 'ArrowUp') go(tier[at - 1]?.id)
    else if (event.key === 'Enter' && !n.node.href) onOpen?.(n.id)
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent, n: PlacedNode) => {
    if (!n.node.href) {
      onOpen?.(n.id)
      return
    }
    if (leavesToBrowser(event)) return
    event.preventDefault()
    navigate(n.node.href)
  }

  return (
    <div className="vx-chain-scroll">
      <svg
        ref={svg}
        width={total}
        height={height}
        {...{ role: 'group' }}
        aria-label={`${title}. ${t('chain.keys')}`}
      >
        <g className="vx-chain-heads" {...{ 'aria-hidden': true }}>
          {layout.columns.map((tier, c) => (
            <text key={tier} x={starts[c]! + LEFT - 7} y={14}>
              {head(tier)}
              <tspan dx="6">{formatNumber(layout.counts.get(tier))}</tspan>
            </text>
          ))}
        </g>
        <g className="vx-chain-edges">
          {layout.nodes.map((n) =>
            n.parent ? (
              <path
                key={n.id}
                d={curve(spots.get(n.parent)!, spots.get(n.id)!)}
                data-dim={dim(n.id)}
                data-lit={(family?.has(n.id) && family.has(n.parent)) || undefined}
              />
            ) : null,
          )}
          {layout.folds.map((f) => (
            <path key={f.id} d={curve(spots.get(f.parent)!, spots.get(f.id)!)} data-dim={dim(f.parent)} />
          ))}
          {layout.extra.map((e) => (
            <path
              key={`${e.from}>${e.to}`}
              className="extra"
              d={curve(spots.get(e.from)!, spots.get(e.to)!)}
              data-dim={family ? true : undefined}
            >
              {e.label && <title>{e.label}</title>}
            </path>
          ))}
        </g>
        {layout.nodes.map((n) => {
          const { x, y, out } = spots.get(n.id)!
          return (
            <g key={n.id} transform={`translate(${x} ${y})`} data-dim={dim(n.id)}>
              <Person
                spot={n}
                {...words.get(n.id)!}
                width={out - x}
                openable={Boolean(onOpen)}
                tabIndex={n.id === tabStop ? 0 : -1}
                onClick={(event) => onClick(event, n)}
                onKeyDown={(event) => onKeyDown(event, n)}
                onLit={(on) => {
                  setLit(on ? n.id : null)
                  if (on) setStop(n.id)
                }}
              />
            </g>
          )
        })}
        {layout.folds.map((f) => {
          const { x, y } = spots.get(f.id)!
          return (
            <g key={f.id} transform={`translate(${x} ${y})`} data-dim={dim(f.parent)}>
              <Fold count={f.count} onUnfold={() => onUnfold(f.parent)} />
            </g>
          )
        })}
      </svg>
    </div>
  )
}

interface PersonProps {
  spot: PlacedNode
  name: string
  via: string
  width: number
  openable: boolean
  tabIndex: number
  onClick: (event: MouseEvent) => void
  onKeyDown: (event: KeyboardEvent) => void
  onLit: (on: boolean) => void
}

/** One person: a link where there is an address, else a button or a plain stop of the arrow keys. */
function Person({ spot, name, via, width, openable, onLit, ...keys }: PersonProps) {
  const t = useT('kit')
  const { node } = spot
  const status = t(`chain.${node.status}`)
  const full = [node.label, status, spot.via].filter(Boolean).join(', ')
  const shared = {
    ...keys,
    className: 'vx-chain-node',
    'data-id': spot.id,
    'data-status': node.status,
    'data-usable': Boolean(node.href) || openable || undefined,
    onFocus: () => onLit(true),
    onBlur: () => onLit(false),
    onPointerEnter: () => onLit(true),
    onPointerLeave: () => onLit(false),
    role: node.href ? undefined : openable ? 'button' : 'group',
  }
  const picture = { role: 'img', 'aria-label': status }
  const content = (
    <>
      <title>{full}</title>
      <rect className="hit" x="-10" y={-ROW / 2} width={Math.max(24, width + 6)} height={ROW} rx="5" />
      <g {...picture}>
        <Shape status={node.status} />
      </g>
      <text x="13" y="0.5">
        {name}
        {via && (
          <tspan className="via" dx="8">
            {via}
          </tspan>
        )}
      </text>
    </>
  )
  if (node.href) {
    return (
      <a {...shared} href={node.href}>
        {content}
      </a>
    )
  }
  return <g {...shared}>{content}</g>
}

function Fold({ count, onUnfold }: { count: number; onUnfold: () => void }) {
  const t = useT('kit')
  const text = t('chain.more', { n: count })
  const control = {
    role: 'button',
    tabIndex: 0,
    'aria-label': t('chain.expand', { n: count }),
    onClick: onUnfold,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      onUnfold()
    },
  }
  return (
    <g className="vx-chain-fold" {...control}>
      <rect x="-9" y="-9.5" width={measureText(text, 11.5, 500) + 18} height="19" rx="9.5" />
      <text y="0.5">{text}</text>
    </g>
  )
}

function ChainTable({ title, nodes, edges, onOpen }: Omit<ChainGraphProps, 'rows'>) {
  const t = useT('kit')
  const names = new Map(nodes.map((n) => [n.id, n.label]))
  const into = new Map<string, ChainEdge[]>()
  for (const e of edges) into.set(e.to, [...(into.get(e.to) ?? []), e])
  const linked = nodes.every((n) => n.href) && nodes.length > 0
  return (
    <DataTable
      label={title}
      rows={[...nodes].sort((a, b) => a.tier - b.tier)}
      rowKey={(n) => n.id}
      dense
      maxHeight="420px"
      hrefOf={linked ? (n) => n.href! : undefined}
      onRowOpen={!linked && onOpen ? (n) => onOpen(n.id) : undefined}
      columns={[
        { key: 'label', label: t('chain.person') },
        { key: 'tier', label: t('chain.tier'), render: (n) => `F${n.tier}` },
        { key: 'status', label: t('chain.status'), render: (n) => t(`chain.${n.status}`) },
        {
          key: 'from',
          label: t('chain.from'),
          render: (n) => (into.get(n.id) ?? []).map((e) => names.get(e.from) ?? e.from).join(', ') || '—',
        },
        {
          key: 'link',
          label: t('chain.link'),
          priority: 2,
          render: (n) => (into.get(n.id) ?? []).flatMap((e) => e.label ?? []).join('; ') || '—',
        },
      ]}
    />
  )
}
