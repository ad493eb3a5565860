import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { call } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  Drawer,
  EmptyState,
  formatDateTime,
  formatTime,
  StatusPill,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Handover } from '../contract.ts'
import './duty.css'

const FORMS = {
  leave: z.object({ said: z.string().trim().min(3).max(4000).meta({ widget: 'textarea' }) }),
  take: z.object({ said: z.string().trim().min(3).max(4000).optional().meta({ widget: 'textarea' }) }),
}

const stateOf = (h: Handover): { key: string; tone: Tone } => {
  if (h.left && h.taken) return { key: 'whole', tone: 'ok' }
  if (h.missing && !h.left) return { key: 'missing', tone: 'late' }
  return h.left ? { key: 'half', tone: h.missing ? 'late' : 'due' } : { key: 'waiting', tone: 'neutral' }
}

/** Changes of shifts with what was signed; whoever is in one signs here. */
export function Handovers({ handovers }: { handovers: Handover[] }) {
  const t = useT('duty')
  const client = useQueryClient()
  const [signing, setSigning] = useState<{ handover: Handover; kind: 'leave' | 'take' }>()
  return (
    <Card title={t('handover.title')} padding={false}>
      {handovers.length === 0 && <EmptyState compact title={t('handover.none')} />}
      <ol className="vx-rows">
        {handovers.map((h) => {
          const state = stateOf(h)
          return (
            <li key={h.boundaryAt} className="vx-row">
              <div className="vx-row-text">
                <div className="vx-row-title">
                  {t('handover.at', { at: formatDateTime(h.boundaryAt, { short: true }) })}
                </div>
                <div className="vx-row-detail">
                  {h.left && (
                    <>
                      <div className="vx-duty-said">{h.left.said}</div>
                      {h.left.incidents.length > 0 && (
                        <div>
                          {t('handover.open', { list: h.left.incidents.map((i) => i.code).join(', ') })}
                        </div>
                      )}
                      <div>{t('handover.left', { by: h.left.byName, at: formatTime(h.left.at) })}</div>
                    </>
                  )}
                  {h.taken && (
                    <div>
                      {t('handover.taken', { by: h.taken.byName, at: formatTime(h.taken.at) })}
                      {h.taken.said && `: ${h.taken.said}`}
                    </div>
                  )}
                </div>
              </div>
              <div className="vx-row-end">
                <StatusPill tone={state.tone}>{t(`handover.${state.key}`)}</StatusPill>
                {h.mayLeave && (
                  <Button size="xs" onClick={() => setSigning({ handover: h, kind: 'leave' })}>
                    {t('handover.leave')}
                  </Button>
                )}
                {h.mayTake && (
                  <Button size="xs" onClick={() => setSigning({ handover: h, kind: 'take' })}>
                    {t('handover.take')}
                  </Button>
                )}
              </div>
            </li>
          )
        })}
      </ol>
      <Drawer
        opened={signing !== undefined}
        onClose={() => setSigning(undefined)}
        title={signing ? t(`handover.${signing.kind}`) : ''}
      >
        {signing && (
          <ContractForm<z.ZodObject>
            schema={FORMS[signing.kind]}
            labels={() => t(signing.kind === 'leave' ? 'handover.said' : 'handover.take.said')}
            help={() => t('handover.said.help')}
            submitLabel={t(`handover.${signing.kind}`)}
            onCancel={() => setSigning(undefined)}
            onSubmit={async (values) => {
              const { areaId, boundaryAt } = signing.handover
              await call.duty.handOver({
                areaId,
                boundaryAt,
                kind: signing.kind,
                said: values.said as string,
              })
              await client.invalidateQueries()
              toast.done(t('handover.signed'))
              setSigning(undefined)
            }}
          />
        )}
      </Drawer>
    </Card>
  )
}
