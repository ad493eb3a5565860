import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, areaName, call, useAddress, useArea, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  ConfirmButton,
  ContractForm,
  Drawer,
  EmptyState,
  ErrorState,
  formatDate,
  formatNumber,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Notice, NoticeState } from '../contract.ts'
import { Claims } from './Claims.tsx'
import { NoticeDraft } from './NoticeDraft.tsx'
import { hours } from './parts.tsx'
import './notice-messages.ts'
import './notices.css'

const TONE: Record<NoticeState, Tone> = {
  draft: 'due',
  published: 'ok',
  ended: 'neutral',
  withdrawn: 'neutral',
}
const Reason = z.object({ reason: z.string().trim().min(3).max(300).meta({ widget: 'textarea' }) })

/** Notices of exposure events with what people claim because of them; `?notice=` shows one notice's claims alone. */
export function ExposurePage() {
  const t = useT('notices')
  const area = useArea()
  const [chosen, choose] = useAddress('notice')
  const mayRead = useRight('claim.read')
  const [changed, setChanged] = useState<Notice>()
  const [withdrawn, setWithdrawn] = useState<Notice>()
  const client = useQueryClient()
  const input = area ? { areaId: area.areaId } : {}
  const query = useQuery({ ...api.tracing.notices.queryOptions({ input }), enabled: area !== undefined })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const notices = query.data
  const one = notices.find((n) => n.id === chosen)
  return (
    <Page
      title={t('title')}
      subtitle={t('lead', {
        published: notices.filter((n) => n.state === 'published').length,
        waiting: notices.reduce((sum, n) => sum + n.waiting, 0),
      })}
      actions={
        <>
          {mayRead && (
            <Button component={Link} href="/claims" variant="default">
              {t('list.register')}
            </Button>
          )}
          <Button component="a" href="/notices" target="_blank" variant="default">
            {t('list.page')}
          </Button>
        </>
      }
    >
      <Card title={t('notice')} aside={formatNumber(notices.length)} padding={false}>
        {notices.length === 0 ? (
          <EmptyState compact title={t('list.empty')}>
            {t('list.empty.next')}
          </EmptyState>
        ) : (
          <ul className="vx-rows notices-rows">
            {notices.map((n) => (
              <NoticeRow
                key={n.id}
                notice={n}
                where={areaName(area?.byId, n.areaId)}
                isChosen={n.id === chosen}
                onClaims={() => choose(n.id === chosen ? undefined : n.id)}
                onChange={() => setChanged(n)}
                onWithdraw={() => setWithdrawn(n)}
              />
            ))}
          </ul>
        )}
      </Card>
      {mayRead && <Claims notices={notices} notice={one} onAll={() => choose(undefined)} />}
      <NoticeDraft about={changed && { notice: changed }} onClose={() => setChanged(undefined)} />
      <Drawer opened={withdrawn !== undefined} onClose={() => setWithdrawn(undefined)} title={t('withdraw')}>
        {withdrawn && (
          <ContractForm
            schema={Reason}
            labels={() => t('withdraw.reason')}
            submitLabel={t('withdraw')}
            onSubmit={async ({ reason }) => {
              const { id, version } = withdrawn
              const done = await call.tracing.withdrawNotice({ id, version, reason })
              await client.invalidateQueries()
              setWithdrawn(undefined)
              toast.done(t('withdraw.done'), {
                undo: async () => {
                  await call.tracing.restoreNotice({ id, version: done.version })
                  await client.invalidateQueries()
                },
              })
            }}
          />
        )}
      </Drawer>
    </Page>
  )
}

interface NoticeRowProps {
  notice: Notice
  where: string
  isChosen: boolean
  onClaims: () => void
  onChange: () => void
  onWithdraw: () => void
}

function NoticeRow({ notice: n, where, isChosen, onClaims, onChange, onWithdraw }: NoticeRowProps) {
  const t = useT('notices')
  const client = useQueryClient()
  const mayWrite = useRight('exposure.write')
  const mayPublish = useRight('notice.publish')
  const mayRead = useRight('claim.read')
  const act = async (run: () => Promise<unknown>, message: string) => {
    await run()
    await client.invalidateQueries()
    toast.done(message)
  }
  const ref = { id: n.id, version: n.version }
  return (
    <li className="vx-row">
      <div className="vx-row-text">
        <div className="vx-row-title">{n.title}</div>
        <div className="vx-row-detail">
          {[
            hours(n.startsAt, n.endsAt),
            where,
            t('row.until', { date: formatDate(n.validUntil, { short: true }) }),
          ].join(' · ')}
        </div>
        <div className="vx-row-detail">
          {t('row.counts', { waiting: n.waiting, accepted: n.accepted })}
          {n.caseId && (
            <>
              {' '}
              · <Link href={`/cases/${n.caseId}`}>{t('row.case')}</Link>
            </>
          )}
        </div>
      </div>
      <div className="vx-row-end">
        <StatusPill tone={TONE[n.state]}>{t(n.state)}</StatusPill>
        <span className="notices-claim-actions">
          {n.state === 'draft' && mayWrite && (
            <Button size="xs" variant="default" onClick={onChange}>
              {t('change')}
            </Button>
          )}
          {n.state === 'draft' && mayPublish && (
            <ConfirmButton
              size="xs"
              question={t('publish.question')}
              confirmLabel={t('publish')}
              onConfirm={() => act(() => call.tracing.publishNotice(ref), t('publish.done'))}
            >
              {t('publish')}
            </ConfirmButton>
          )}
          {n.state === 'published' && mayPublish && (
            <>
              <Button size="xs" variant="subtle" onClick={onChange}>
                {t('correct')}
              </Button>
              <Button size="xs" variant="subtle" onClick={onWithdraw}>
                {t('withdraw')}
              </Button>
            </>
          )}
          {n.state === 'withdrawn' && mayPublish && (
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                void act(() => call.tracing.restoreNotice(ref), t('restore.done')).catch(toast.problem)
              }
            >
              {t('restore')}
            </Button>
          )}
          {n.state !== 'draft' && mayRead && (
            <Button
              size="xs"
              variant={isChosen ? 'light' : 'default'}
              aria-pressed={isChosen}
              onClick={onClaims}
            >
              {t('claims')}
            </Button>
          )}
        </span>
      </div>
    </li>
  )
}
