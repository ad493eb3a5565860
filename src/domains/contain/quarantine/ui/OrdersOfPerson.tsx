import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, useRight } from '../../../../web/kit/api.ts'
import { Card, EmptyState, ErrorState, Link, SkeletonLines, useT } from '../../../../web/kit/index.ts'
import { OrderActions } from './OrderActions.tsx'
import { ProposeOrder } from './ProposeOrder.tsx'
import { OrderStatePill, useOrderWords } from './parts.tsx'

/** The orders of a person with what may be done next; on a case page the proposal starts as an isolation. */
export function OrdersOfPerson({ personId, caseId }: { personId: string; caseId?: string }) {
  const t = useT('quarantine')
  const words = useOrderWords()
  const may = useRight('order.read')
  const mayPropose = useRight('order.propose')
  const [proposing, setProposing] = useState(false)
  const query = useQuery({ ...api.quarantine.byPerson.queryOptions({ input: { personId } }), enabled: may })
  if (!may) return null
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines />
  const orders = query.data
  return (
    <Card
      title={t('orders')}
      padding={false}
      aside={
        mayPropose && (
          <Button size="xs" variant="default" onClick={() => setProposing(true)}>
            {t('propose')}
          </Button>
        )
      }
    >
      {orders.length === 0 ? (
        <EmptyState compact title={t('orders.empty')}>
          {t('orders.empty.next')}
        </EmptyState>
      ) : (
        <ul className="vx-rows">
          {orders.map((o) => (
            <li key={o.id} className="vx-row">
              <div className="vx-row-text">
                <div className="vx-row-title">
                  <Link href={`/orders/${o.id}`}>{o.numberText ?? t('decisions.proposed')}</Link>
                </div>
                <div className="vx-row-detail">
                  {words.what(o)} · {words.term(o)}
                </div>
              </div>
              <OrderStatePill state={o.state} />
              <OrderActions order={o} size="xs" />
            </li>
          ))}
        </ul>
      )}
      <ProposeOrder
        personIds={[personId]}
        caseId={caseId}
        kind={caseId ? 'isolation' : 'quarantine'}
        opened={proposing}
        onClose={() => setProposing(false)}
      />
    </Card>
  )
}
