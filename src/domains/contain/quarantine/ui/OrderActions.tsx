import { Button, type ButtonProps } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, call, useRight } from '../../../../web/kit/api.ts'
import {
  ConfirmButton,
  ContractForm,
  Drawer,
  ErrorState,
  formatDateTime,
  SkeletonLines,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { type Order, type OrderPageData, quarantineContract, ReleaseInput } from '../contract.ts'
import { ReleaseConditions } from './ReleaseConditions.tsx'

type Doing = 'extend' | 'release' | 'cancel' | 'withdraw'

/** What the viewer's post may do next with this order; every step says first what it brings about. */
export function OrderActions({ order, size }: { order: Order; size?: ButtonProps['size'] }) {
  const t = useT('quarantine')
  const client = useQueryClient()
  const maySign = useRight('order.sign')
  const mayRelease = useRight('order.release')
  const mayPropose = useRight('order.propose')
  const [doing, setDoing] = useState<Doing>()
  const { state } = order
  const standing = state === 'active' || state === 'expired'
  const close = () => setDoing(undefined)
  const done = async (message: string) => {
    setDoing(undefined)
    await client.invalidateQueries()
    toast.done(message)
  }
  const sign = async () => {
    const { signed } = await call.quarantine.sign({ orders: [{ id: order.id, version: order.version }] })
    await done(t('sign.done', { number: signed[0]!.decision.numberText }))
  }
  const button = (what: Doing, label: string, filled = false) => (
    <Button size={size} variant={filled ? 'filled' : 'default'} onClick={() => setDoing(what)}>
      {label}
    </Button>
  )
  return (
    <>
      {mayPropose && !maySign && state === 'proposed' && button('withdraw', t('withdraw.action'))}
      {maySign && state === 'proposed' && button('cancel', t('refuse.action'))}
      {maySign && standing && button('cancel', t('cancel.action'))}
      {maySign && state === 'active' && button('extend', t('extend.action'))}
      {mayRelease && standing && button('release', t('release.action'), state === 'expired')}
      {maySign && state === 'proposed' && (
        <ConfirmButton
          variant="filled"
          size={size}
          confirmLabel={t('confirm')}
          onConfirm={sign}
          question={
            <>
              <p>
                {t('sign.question', {
                  who: t('who').toLocaleLowerCase(),
                  from: formatDateTime(order.startsAt),
                  to: formatDateTime(order.endsAt),
                })}
              </p>
              {order.kind === 'isolation' && <p>{t('sign.isolation')}</p>}
            </>
          }
        >
          {t('sign')}
        </ConfirmButton>
      )}
      <Drawer opened={doing === 'extend'} onClose={close} title={t('extend.action')}>
        {doing === 'extend' && <Extend order={order} close={close} done={done} />}
      </Drawer>
      <Drawer opened={doing === 'release'} onClose={close} title={t('release.action')}>
        {doing === 'release' && <Release order={order} close={close} done={done} />}
      </Drawer>
      <Drawer
        opened={doing === 'cancel' || doing === 'withdraw'}
        onClose={close}
        title={
          doing === 'withdraw'
            ? t('withdraw.action')
            : t(state === 'proposed' ? 'refuse.action' : 'cancel.action')
        }
      >
        {doing && (
          <>
            <p>
              {t(
                doing === 'withdraw' ? 'withdraw.lead' : state === 'proposed' ? 'refuse.lead' : 'cancel.lead',
              )}
            </p>
            <ContractForm
              schema={quarantineContract.cancel['~orpc'].inputSchema!}
              hidden={['id', 'version']}
              value={{ id: order.id, version: order.version }}
              labels={() => t('reason')}
              submitLabel={
                doing === 'withdraw'
                  ? t('withdraw.action')
                  : t(state === 'proposed' ? 'refuse.action' : 'cancel.action')
              }
              onCancel={close}
              onSubmit={async (values) => {
                const input = { ...values, id: order.id, version: order.version }
                await (doing === 'withdraw' ? call.quarantine.withdraw(input) : call.quarantine.cancel(input))
                await done(t('closed.done'))
              }}
            />
          </>
        )}
      </Drawer>
    </>
  )
}

interface StepProps {
  order: Order
  close: () => void
  done: (message: string) => Promise<void>
}

/** Loads the page of the order for a drawer that stands beside a list. */
function useOrderPage(id: string) {
  return useQuery(api.quarantine.get.queryOptions({ input: { id } }))
}

function Extend({ order, close, done }: StepProps) {
  const t = useT('quarantine')
  const query = useOrderPage(order.id)
  if (query.error) return <ErrorState error={query.error} compact />
  if (!query.data) return <SkeletonLines />
  const { cap } = query.data
  return (
    <>
      <p>
        {t('extend.lead', {
          cap: cap.extensionDays,
          basis: cap.legalBasis,
          to: formatDateTime(order.endsAt),
        })}
      </p>
      <ContractForm
        schema={quarantineContract.extend['~orpc'].inputSchema!}
        hidden={['id', 'version']}
        value={{ id: order.id, version: order.version }}
        labels={(field) => t(field === 'days' ? 'extend.days' : 'reason')}
        submitLabel={t('extend.action')}
        onCancel={close}
        onSubmit={async (values) => {
          const answer = await call.quarantine.extend({ ...values, id: order.id, version: order.version })
          await done(t('extend.done', { number: answer.decision.numberText }))
        }}
      />
    </>
  )
}

const Override = z.object({ overrideReason: ReleaseInput.shape.overrideReason.unwrap() })

function Release({ order, close, done }: StepProps) {
  const t = useT('quarantine')
  const query = useOrderPage(order.id)
  if (query.error) return <ErrorState error={query.error} compact />
  if (!query.data) return <SkeletonLines />
  const page: OrderPageData = query.data
  const release = async (overrideReason?: string) => {
    const answer = await call.quarantine.release({
      id: order.id,
      version: order.version,
      ...(overrideReason ? { overrideReason } : {}),
    })
    await done(t('release.done', { number: answer.decision.numberText }))
  }
  if (!page.release) return null
  const who = page.person?.fullName ?? t('who').toLocaleLowerCase()
  return (
    <>
      <ReleaseConditions check={page.release} />
      {page.release.missing.length === 0 ? (
        <div className="vx-form-actions">
          <ConfirmButton
            variant="filled"
            confirmLabel={t('end')}
            question={t('release.question', { who })}
            onConfirm={() => release()}
          >
            {t('release.action')}
          </ConfirmButton>
        </div>
      ) : (
        <>
          <p>{t('release.override')}</p>
          <ContractForm
            schema={Override}
            labels={() => t('overrideReason')}
            submitLabel={t('release.action')}
            onCancel={close}
            onSubmit={(values) => release(values.overrideReason)}
          />
        </>
      )}
    </>
  )
}
