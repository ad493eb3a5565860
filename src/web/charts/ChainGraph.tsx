import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'
import { DataTable } from '../kit/data-table.tsx'
import { formatNumber } from '../kit/format.ts'
import { useT } from '../kit/i18n.ts'
import { leavesToBrowser, useNavigateTo } from '../kit/link.tsx'
import { fitText, measureText } from '../kit/measure.ts'
import '../kit/messages.ts'
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
export function ChainGraph({ title, nodes, edges, onOpen, rows = 24 }: ChainGraphProps) {
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
}

interface Spot {
  x: number
  y: number
  /** Where lines to the right begin: after the words. */
  out: number
}

function Picture({ title, layout, width, onOpen, onUnfold }: PictureProps) {
  const t = useT('kit')
  const navigate = useNavigateTo()
  const svg = useRef<SVGSVGElement>(null)
  const [lit, setLit] = useState<string | null>(null)
  const [stop, setStop] = useState(layout.nodes[0]?.id)
  const columns = Math.max(1, layout.columns.length)
  // Narrow screens scroll sideways rather than crush names.
  const columnWidth = Math.max(150, (width - 20) / columns)
  const total = Math.max(width, columnWidth * columns + 20)
  const height = HEAD + Math.max(1, layout.rows) * ROW + 8
  const size = 12
  const spots = new Map<string, Spot>()
  const words = new Map<string, { name: string; via: string }>()
  for (const n of layout.nodes) {
    const x = 14 + n.column * columnWidth
    const room = columnWidth - 34
    const name = fitText(n.node.label, room, size, 500)
    const left = room - measureText(name, size, 500) - 8
    const via = n.via && left > 36 ? fitText(n.via, left, size - 1) : ''
    words.set(n.id, { name, via })
    const end = x + 13 + measureText(name, size, 500) + (via ? measureText(via, size - 1) + 8 : 0)
    spots.set(n.id, { x, y: HEAD + n.row * ROW + ROW / 2, out: end + 5 })
  }
  for (const f of layout.folds) {
    const x = 14 + f.column * columnWidth
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
            <text key={tier} x={7 + c * columnWidth} y={14}>
              F{tier}
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
          const { x, y } = spots.get(n.id)!
          const { name, via } = words.get(n.id)!
          const full = [n.node.label, t(`chain.${n.node.status}`), n.via].filter(Boolean).join(', ')
          const usable = Boolean(n.node.href ?? onOpen)
          return (
            <a
              key={n.id}
              href={n.node.href}
              role={n.node.href ? undefined : usable ? 'button' : 'img'}
              className="vx-chain-node"
              data-id={n.id}
              data-status={n.node.status}
              data-dim={dim(n.id)}
              data-usable={usable || undefined}
              transform={`translate(${x} ${y})`}
              tabIndex={n.id === tabStop ? 0 : -1}
              aria-label={full}
              onClick={(event) => onClick(event, n)}
              onKeyDown={(event) => onKeyDown(event, n)}
              onFocus={() => {
                setStop(n.id)
                setLit(n.id)
              }}
              onBlur={() => setLit(null)}
              onPointerEnter={() => setLit(n.id)}
              onPointerLeave={() => setLit(null)}
            >
              <title>{full}</title>
              <rect
                className="hit"
                x="-10"
                y={-ROW / 2}
                width={Math.max(24, spots.get(n.id)!.out - x + 6)}
                height={ROW}
                rx="5"
              />
              <Shape status={n.node.status} />
              <text x="13" y="0.5">
                {name}
                {via && (
                  <tspan className="via" dx="8">
                    {via}
                  </tspan>
                )}
              </text>
            </a>
          )
        })}
        {layout.folds.map((f) => {
          const { x, y } = spots.get(f.id)!
          return (
            <a
              key={f.id}
              role="button"
              className="vx-chain-fold"
              tabIndex={0}
              data-dim={dim(f.parent)}
              transform={`translate(${x} ${y})`}
              aria-label={t('chain.expand', { n: f.count })}
              onClick={() => onUnfold(f.parent)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' && event.key !== ' ') return
                event.preventDefault()
                onUnfold(f.parent)
              }}
            >
              <rect
                x="-9"
                y="-9.5"
                width={measureText(t('chain.more', { n: f.count }), 11.5, 500) + 18}
                height="19"
                rx="9.5"
              />
              <text y="0.5">{t('chain.more', { n: f.count })}</text>
            </a>
          )
        })}
      </svg>
    </div>
  )
}

function curve(from: Spot, to: Spot): string {
  const end = to.x - 10
  const start = Math.min(from.out, end - 12)
  const bend = Math.max(14, (end - start) * 0.5)
  return `M${start.toFixed(1)} ${from.y.toFixed(1)}C${(start + bend).toFixed(1)} ${from.y.toFixed(1)} ${(end - bend).toFixed(1)} ${to.y.toFixed(1)} ${end.toFixed(1)} ${to.y.toFixed(1)}`
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
