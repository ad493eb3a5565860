import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, areaName, call, useArea } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  Drawer,
  EmptyState,
  SkeletonLines,
  StatusPill,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Shift, Swap } from '../contract.ts'
import { spanText, useShortWho, useWho } from './parts.tsx'

/** The viewer's own shifts to come; each may be offered to somebody else. */
export function MyShifts({ shifts }: { shifts: Shift[] }) {
  const t = useT('duty')
  const area = useArea()
  const [asking, setAsking] = useState<Shift>()
  return (
    <Card title={t('mine.title')} padding={false}>
      {shifts.length === 0 && <EmptyState compact title={t('mine.none')} />}
      <ol className="vx-rows">
        {shifts.slice(0, 6).map((s) => (
          <li key={s.id} className="vx-row">
            <div className="vx-row-text">
              <div className="vx-row-title">{spanText(s)}</div>
              <div className="vx-row-detail">
                {t(`role.${s.role}`)} · {areaName(area?.byId, s.areaId)}
              </div>
            </div>
            <div className="vx-row-end">
              <Button size="xs" variant="default" onClick={() => setAsking(s)}>
                {t('swap')}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {asking && <AskSwap shift={asking} onClose={() => setAsking(undefined)} />}
    </Card>
  )
}

function AskSwap({ shift, onClose }: { shift: Shift; onClose: () => void }) {
  const t = useT('duty')
  const who = useWho()
  const client = useQueryClient()
  const choices = useQuery(api.duty.choices.queryOptions({ input: { id: shift.id } }))
  const ids = choices.data?.map((c) => c.personId) ?? []
  return (
    <Drawer opened onClose={onClose} title={t('swap.title', { at: spanText(shift) })}>
      {!choices.data && <SkeletonLines lines={4} />}
      {choices.data && ids.length === 0 && <EmptyState title={t('swap.to.none')} />}
      {ids.length > 0 && (
        <ContractForm
          schema={z.object({
            toPersonId: z.enum(ids as [string]),
            said: z.string().trim().min(3).max(300).optional(),
          })}
          value={{ toPersonId: ids[0]! }}
          labels={(field) => {
            const choice = choices.data?.find((c) => field === `toPersonId.${c.personId}`)
            if (choice) return `${who(choice)} (${t('swap.hours', { n: choice.hours })})`
            return t(field === 'said' ? 'swap.said' : 'swap.to')
          }}
          submitLabel={t('swap.send')}
          onCancel={onClose}
          onSubmit={async (values) => {
            await call.duty.askSwap({ shiftId: shift.id, version: shift.version, ...values })
            await client.invalidateQueries()
            toast.done(t('swap.sent'))
            onClose()
          }}
        />
      )}
    </Drawer>
  )
}

/** Requests that wait for an answer. */
export function Swaps({ swaps }: { swaps: Swap[] }) {
  const t = useT('duty')
  const short = useShortWho()
  const client = useQueryClient()
  const answer = useMutation(
    api.duty.answerSwap.mutationOptions({
      onSuccess: async (_, { answer: given }) => {
        await client.invalidateQueries()
        toast.done(t(`swaps.${given}`))
      },
      onError: (error) => toast.problem(error),
    }),
  )
  if (swaps.length === 0) return null
  const give = (s: Swap, given: 'accepted' | 'declined' | 'withdrawn') =>
    answer.mutate({ id: s.id, version: s.version, answer: given })
  return (
    <Card title={t('swaps.title')} padding={false}>
      <ol className="vx-rows">
        {swaps.map((s) => (
          <li key={s.id} className="vx-row">
            <div className="vx-row-text">
              <div className="vx-row-title">
                {t('swaps.line', { by: short(s.shift), to: short(s.to), at: spanText(s.shift) })}
              </div>
              <div className="vx-row-detail">
                {t(`role.${s.shift.role}`)}
                {s.give && ` ↔ ${spanText(s.give)}`}
                {s.said && ` · ${s.said}`}
              </div>
            </div>
            <div className="vx-row-end">
              {s.mayAnswer && (
                <>
                  <Button size="xs" onClick={() => give(s, 'accepted')}>
                    {t('swaps.accept')}
                  </Button>
                  <Button size="xs" variant="default" onClick={() => give(s, 'declined')}>
                    {t('swaps.decline')}
                  </Button>
                </>
              )}
              {s.mayWithdraw && (
                <Button size="xs" variant="default" onClick={() => give(s, 'withdrawn')}>
                  {t('swaps.withdraw')}
                </Button>
              )}
              {!s.mayAnswer && !s.mayWithdraw && <StatusPill tone="due">{t('swaps.title')}</StatusPill>}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  )
}
