import { areaName, useArea } from '../../../../web/kit/api.ts'
import { Card, formatDate, Link, useT } from '../../../../web/kit/index.ts'
import type { DocumentLink, DocumentPage } from '../contract.ts'
import './messages.ts'

interface Node {
  id: string
  href: string | undefined
  name: string
  said: string
  kind: string
}

/**
 * A document in the middle of those it stands on and those it set in motion, as a picture: left to right in the order of
 * cause.
 */
export function Graph({ page }: { page: DocumentPage }) {
  const t = useT('documents')
  const area = useArea()
  const { document: d, links, backlinks, receipts } = page
  const plans = receipts.flatMap((r) => (r.plan ? [{ ...r.plan, areaId: r.areaId }] : []))
  const known = new Set(backlinks.map((l) => l.other.id))
  const nodeOf = (l: DocumentLink): Node => ({
    id: l.id,
    href: l.other.id ? `/documents/${l.other.id}` : undefined,
    name: l.other.symbol ?? l.other.printed,
    said: [l.other.issuer, formatDate(l.other.datedOn ?? l.other.printedOn)]
      .filter((x) => x && x !== '—')
      .join(' · '),
    kind: t(`link.${l.kind}`),
  })
  const before = links.map(nodeOf)
  const after = [
    ...backlinks.map((l) => ({ ...nodeOf(l), kind: t(`back.${l.kind}`) })),
    ...plans
      .filter((p) => !known.has(p.id))
      .map((p) => ({
        id: p.id,
        href: `/documents/${p.id}`,
        name: p.symbol ?? t('unnumbered'),
        said: areaName(area?.byId, p.areaId),
        kind: t('back.implements'),
      })),
  ]
  if (before.length + after.length === 0) return null
  return (
    <Card title={t('graph')}>
      <div className="vx-doc-graph">
        <Column nodes={before} empty={t('graph.none.before')} />
        <div className="vx-doc-graph-this" aria-current="page">
          <b>{d.symbol ?? d.symbolPrinted ?? t('unnumbered')}</b>
          <span>{formatDate(d.datedOn ?? d.printedOn)}</span>
        </div>
        <Column nodes={after} empty={t('graph.none.after')} />
      </div>
    </Card>
  )
}

function Column({ nodes, empty }: { nodes: Node[]; empty: string }) {
  return (
    <ul>
      {nodes.length === 0 && <li className="vx-muted">{empty}</li>}
      {nodes.map((n) => (
        <li key={n.id} className="vx-doc-graph-node">
          <span className="vx-muted">{n.kind}</span>
          {n.href ? <Link href={n.href}>{n.name}</Link> : <b>{n.name}</b>}
          <span className="vx-muted">{n.said}</span>
        </li>
      ))}
    </ul>
  )
}
