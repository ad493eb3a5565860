import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { api, useRight } from '../../../../web/kit/api.ts'
import { Card, EmptyState, ErrorState, formatDate, SkeletonLines, useT } from '../../../../web/kit/index.ts'
import type { Chain } from '../contract.ts'
import { useNameOf } from './ContactsOfCase.tsx'
import { LinksOfChain } from './chains/LinksOfChain.tsx'
import './tracing.css'

/** What draws a chain; the page hands in the chart. */
export type ChainDrawing = ComponentType<{
  title: string
  nodes: {
    id: string
    label: string
    tier: number
    status: 'case' | 'suspect' | 'contact' | 'cleared' | 'lost'
    href?: string
  }[]
  edges: { from: string; to: string; label?: string }[]
}>

function stateOf(n: Chain['nodes'][number]) {
  if (n.caseId) return 'case' as const
  if (n.status === 'lost') return 'lost' as const
  return n.status === 'finished' ? ('cleared' as const) : ('contact' as const)
}

/** Who may have infected or exposed whom around a case. */
export function ChainOfCase({ caseId, graph: Graph }: { caseId: string; graph: ChainDrawing }) {
  const t = useT('tracing')
  const may = useRight('contact.read')
  const nameOf = useNameOf()
  const query = useQuery({ ...api.tracing.chain.queryOptions({ input: { caseId } }), enabled: may })
  if (!may) return null
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines lines={6} />
  const { nodes, edges, truncated } = query.data
  return (
    <Card
      title={t('chain')}
      aside={
        <>
          {truncated && t('chain.truncated')}
          <LinksOfChain caseId={caseId} code={nodes.find((n) => n.caseId === caseId)?.caseCode ?? ''} />
        </>
      }
    >
      {edges.length === 0 ? (
        <EmptyState compact title={t('chain.empty')}>
          {t('chain.empty.next')}
        </EmptyState>
      ) : (
        <Graph
          title={t('chain')}
          nodes={nodes.map((n) => ({
            id: n.personId,
            label: [nameOf(n), n.caseCode?.split('-').at(-1)].filter(Boolean).join(' · '),
            tier: n.tier,
            status: stateOf(n),
            ...(n.caseId
              ? { href: `/cases/${n.caseId}` }
              : n.fullName
                ? { href: `/people/${n.personId}` }
                : {}),
          }))}
          edges={edges.map((e) => ({
            from: e.from,
            to: e.to,
            label: [e.placeText ?? t(e.closeness), formatDate(e.firstAt, { short: true })].join(', '),
          }))}
        />
      )}
    </Card>
  )
}
