import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, useNow, useRight } from '../../../../../web/kit/api.ts'
import {
  Card,
  calendarDate,
  DateField,
  Drawer,
  ErrorState,
  FilterPills,
  SkeletonLines,
  useT,
} from '../../../../../web/kit/index.ts'
import { Outcome } from './Outcome.tsx'
import './chains.css'
import './messages.ts'

/** On the page of a person: whom they would have exposed, if they turned out positive. */
export function WhatIf({ personId, name }: { personId: string; name: string }) {
  const t = useT('chains')
  const may = useRight('contact.read')
  const [opened, setOpened] = useState(false)
  if (!may) return null
  return (
    <Card title={t('whatif.card')}>
      <p className="vx-muted vx-small vx-chains-lead">{t('whatif.lead')}</p>
      <Button variant="default" size="xs" onClick={() => setOpened(true)}>
        {t('whatif.open')}
      </Button>
      <Drawer opened={opened} onClose={() => setOpened(false)} title={t('whatif.title', { name })} size={640}>
        <Supposed personId={personId} />
      </Drawer>
    </Card>
  )
}

const TIERS = [1, 2, 3] as const

function Supposed({ personId }: { personId: string }) {
  const t = useT('chains')
  const today = calendarDate(useNow())
  const [since, setSince] = useState(today)
  const [maxTier, setMaxTier] = useState(2)
  const query = useQuery({
    ...api.tracing.whatIf.queryOptions({ input: { personId, since, maxTier } }),
    enabled: /^\d{4}-\d{2}-\d{2}$/.test(since),
  })
  return (
    <div className="vx-stack">
      <p className="vx-chains-note">{t('whatif.note')}</p>
      <div className="vx-chains-asked">
        <DateField label={t('whatif.since')} value={since} onChange={(value) => setSince(value ?? today)} />
        <TierChoice value={maxTier} onChange={setMaxTier} />
      </div>
      {query.error ? (
        <ErrorState error={query.error} retry={() => query.refetch()} compact />
      ) : query.data ? (
        <Outcome reach={query.data} />
      ) : (
        <SkeletonLines lines={6} />
      )}
    </div>
  )
}

function TierChoice({ value, onChange }: { value: number; onChange: (tier: number) => void }) {
  const t = useT('chains')
  return (
    <div className="vx-chains-choice">
      <span className="vx-muted vx-small">{t('reach.tiers')}</span>
      <FilterPills
        label={t('reach.tiers')}
        items={TIERS.map((n) => ({ value: String(n), label: `F${n}` }))}
        value={String(value)}
        onChange={(v) => onChange(Number(v))}
      />
    </div>
  )
}

/** On the page of a case: the way to its chain, and whom it reached. */
export function ReachOfCase({ caseId, code }: { caseId: string; code: string }) {
  const t = useT('chains')
  const [opened, setOpened] = useState(false)
  return (
    <>
      <button type="button" className="vx-link-button" onClick={() => setOpened(true)}>
        {t('open.reach')}
      </button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        title={`${t('reach.title')}: ${code}`}
        size={640}
      >
        <Reached caseId={caseId} />
      </Drawer>
    </>
  )
}

function Reached({ caseId }: { caseId: string }) {
  const [maxTier, setMaxTier] = useState(3)
  const query = useQuery(api.tracing.reach.queryOptions({ input: { caseId, maxTier } }))
  return (
    <div className="vx-stack">
      <TierChoice value={maxTier} onChange={setMaxTier} />
      {query.error ? (
        <ErrorState error={query.error} retry={() => query.refetch()} compact />
      ) : query.data ? (
        <Outcome reach={query.data} />
      ) : (
        <SkeletonLines lines={6} />
      )}
    </div>
  )
}
