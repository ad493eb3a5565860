import { Checkbox } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  ConfirmButton,
  ErrorState,
  Link,
  SkeletonLines,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { useOrderWords } from './parts.tsx'

/** The proposals that wait for the signer's hand: pick some, sign them in one go. Nothing for other posts. */
export function OrdersToSign() {
  const t = useT('quarantine')
  const words = useOrderWords()
  const client = useQueryClient()
  const maySign = useRight('order.sign')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const query = useQuery({ ...api.quarantine.waiting.queryOptions({ input: {} }), enabled: maySign })
  if (!maySign) return null
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines />
  const waiting = query.data
  const chosen = waiting.filter((w) => !left.has(w.order.id))
  const toggle = (id: string) =>
    setLeft((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const sign = async () => {
    await call.quarantine.sign({
      orders: chosen.map((w) => ({ id: w.order.id, version: w.order.version })),
    })
    await client.invalidateQueries()
    toast.done(t('waiting.done', { count: chosen.length }))
  }
  return (
    <Card
      title={t('waiting')}
      padding={false}
      aside={
        waiting.length > 0 && (
          <ConfirmButton
            size="xs"
            variant="filled"
            disabled={chosen.length === 0}
            confirmLabel={t('confirm')}
            question={t('waiting.question', { count: chosen.length })}
            onConfirm={sign}
          >
            {t('waiting.sign', { count: chosen.length })}
          </ConfirmButton>
        )
      }
    >
      {waiting.length === 0 ? (
        <p className="vx-muted" style={{ padding: '12px 16px', margin: 0 }}>
          {t('waiting.empty')}
        </p>
      ) : (
        <ul className="vx-rows">
          <li className="vx-row">
            <Checkbox
              label={t('waiting.all')}
              checked={chosen.length === waiting.length}
              indeterminate={chosen.length > 0 && chosen.length < waiting.length}
              onChange={() =>
                setLeft(new Set(chosen.length === waiting.length ? waiting.map((w) => w.order.id) : []))
              }
            />
          </li>
          {waiting.map(({ order, fullName }) => (
            <li key={order.id} className="vx-row">
              <Checkbox
                aria-label={fullName ?? order.areaLabel}
                checked={!left.has(order.id)}
                onChange={() => toggle(order.id)}
              />
              <div className="vx-row-text">
                <div className="vx-row-title">
                  <Link href={`/orders/${order.id}`}>{fullName ?? t('decisions.proposed')}</Link>
                </div>
                <div className="vx-row-detail">
                  {words.what(order)} · {words.term(order)} · {order.areaLabel} · {order.proposedBy}
                </div>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
