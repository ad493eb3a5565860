import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, areaName, call, useArea } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  Drawer,
  EmptyState,
  formatDateTime,
  Link,
  PlainTable,
  SplitBar,
  StatusPill,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { type DocumentPage, documentsContract, type Receipt, type ReceiptState } from '../contract.ts'
import { SendDrawer } from './SendDrawer.tsx'

const TONES: Record<ReceiptState, Tone> = {
  waiting: 'info',
  near_due: 'due',
  late: 'late',
  in_time: 'ok',
  acknowledged_late: 'due',
}

/** Who got the document and how far they are; the viewer's own receipt with its next step. */
export function Cascade({ page }: { page: DocumentPage }) {
  const t = useT('documents')
  const area = useArea()
  const client = useQueryClient()
  const [sending, setSending] = useState(false)
  const [passing, setPassing] = useState<Receipt>()
  const acknowledge = useMutation(
    api.documents.acknowledge.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries()
        toast.done(t('acknowledged.done'))
      },
      onError: (error) => toast.problem(error),
    }),
  )
  const { receipts, may } = page
  const mine = receipts.find((r) => r.id === may.receipt)
  const count = (of: (r: Receipt) => boolean) => receipts.filter(of).length
  const schema = documentsContract.disseminate['~orpc'].inputSchema!
  return (
    <Card
      title={t('cascade')}
      aside={
        may.send && (
          <Button size="xs" variant="default" onClick={() => setSending(true)}>
            {t('send')}
          </Button>
        )
      }
      padding={false}
    >
      {receipts.length === 0 ? (
        <EmptyState compact title={t('cascade.none')}>
          {t(may.send ? 'cascade.none.next' : 'cascade.none.wait')}
        </EmptyState>
      ) : (
        <>
          {receipts.length > 1 && (
            <div style={{ padding: '12px 16px' }}>
              <SplitBar
                label={t('cascade')}
                parts={[
                  {
                    key: 'acknowledged',
                    series: 2,
                    label: t('acknowledged'),
                    value: count((r) => r.acknowledgedAt !== null),
                  },
                  {
                    key: 'open',
                    series: 3,
                    label: t('state.waiting'),
                    value: count((r) => !r.acknowledgedAt && r.state !== 'late'),
                  },
                  { key: 'late', series: 1, label: t('state.late'), value: count((r) => r.state === 'late') },
                ]}
                total={receipts.length}
              />
            </div>
          )}
          {mine && (
            <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', padding: '12px 16px' }}>
              {!mine.acknowledgedAt && (
                <Button
                  loading={acknowledge.isPending}
                  onClick={() => acknowledge.mutate({ id: mine.id, version: mine.version })}
                >
                  {t('acknowledge')}
                </Button>
              )}
              <Button variant="default" onClick={() => setPassing(mine)}>
                {t('disseminate')}
              </Button>
            </div>
          )}
          <PlainTable<Receipt>
            label={t('cascade')}
            rows={receipts}
            rowKey={(r) => r.id}
            columns={[
              {
                key: 'areaLabel',
                label: t('recipient'),
                priority: 1,
                render: (r) => areaName(area?.byId, r.areaId) || r.areaLabel,
              },
              {
                key: 'state',
                label: t('state'),
                priority: 1,
                render: (r) => <StatusPill tone={TONES[r.state]}>{t(`state.${r.state}`)}</StatusPill>,
              },
              { key: 'readAt', label: t('read'), type: 'datetime', priority: 3 },
              { key: 'acknowledgedAt', label: t('acknowledged'), type: 'datetime', priority: 2 },
              {
                key: 'disseminatedAt',
                label: t('disseminated'),
                priority: 2,
                render: (r) => r.disseminatedAt && formatDateTime(r.disseminatedAt),
              },
              {
                key: 'plan',
                label: t('ownPlan'),
                priority: 2,
                render: (r) =>
                  r.plan && (
                    <Link href={`/documents/${r.plan.id}`}>
                      {t('ownPlan.after', { symbol: r.plan.symbol ?? '', hours: r.plan.hours })}
                    </Link>
                  ),
              },
            ]}
          />
        </>
      )}
      <SendDrawer documentId={page.document.id} opened={sending} onClose={() => setSending(false)} />
      <Drawer opened={passing !== undefined} onClose={() => setPassing(undefined)} title={t('disseminate')}>
        {passing && (
          <ContractForm
            schema={schema}
            value={{ id: passing.id, version: passing.version }}
            hidden={['id', 'version']}
            labels={() => t('disseminate.how')}
            submitLabel={t('disseminate')}
            onCancel={() => setPassing(undefined)}
            onSubmit={async ({ note }) => {
              await call.documents.disseminate({ id: passing.id, version: passing.version, note })
              await client.invalidateQueries()
              setPassing(undefined)
              toast.done(t('disseminated.done'))
            }}
          />
        )}
      </Drawer>
    </Card>
  )
}
