import { ActionIcon, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Pencil, UserPlus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { api, areaName, useArea, useRight } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  DataTable,
  EmptyState,
  ErrorState,
  formatDate,
  formatDateTime,
  formatDuration,
  Link,
  SkeletonLines,
  StatusPill,
  useT,
} from '../../../../web/kit/index.ts'
import type { CaseContacts, ListedPerson } from '../contract.ts'
import { AddContact, type AddContactProps } from './AddContact.tsx'
import { EditContacts } from './EditContacts.tsx'
import { meetingTime, TierStatusPill } from './parts.tsx'
import { SignOff } from './SignOff.tsx'
import './tracing.css'

/** Everybody on the list of a case in tiers, who follows them, how fast it went, and the way to complete it. */
export function ContactsOfCase({ caseId, name }: { caseId: string; name: string }) {
  const t = useT('tracing')
  const may = useRight('contact.read')
  const mayAdd = useRight('contact.add')
  const mayEdit = useRight('contact.edit')
  const [source, setSource] = useState<AddContactProps['source']>()
  const [edited, setEdited] = useState<string>()
  const query = useQuery({ ...api.tracing.ofCase.queryOptions({ input: { caseId } }), enabled: may })
  const events = useQuery({ ...api.tracing.events.queryOptions({ input: { caseId } }), enabled: may })
  const nameOf = useNameOf()
  if (!may) return null
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines lines={6} />
  const list = query.data
  const editing = list.people.find((p) => p.personId === edited)
  const add = mayAdd && (
    <Button size="xs" variant="default" onClick={() => setSource({ personId: list.personId, name })}>
      {t('add')}
    </Button>
  )
  return (
    <Card
      title={t('contacts')}
      aside={list.people.length > 0 && add}
      padding={false}
      footer={<SignOff list={list} />}
    >
      {list.people.length === 0 ? (
        <EmptyState compact title={t('contacts.empty')} action={add}>
          {t('contacts.empty.next', { from: formatDate(list.infectiousFrom) })}
        </EmptyState>
      ) : (
        <>
          <p className="tracing-note">
            <Summary list={list} />
          </p>
          <DataTable
            label={t('contacts')}
            rows={list.people}
            rowKey={(p) => p.personId}
            maxHeight={list.people.length > 12 ? '520px' : 'none'}
            columns={[
              { key: 'name', label: t('name'), render: (p) => <Who person={p} name={nameOf(p)} /> },
              { key: 'tier', label: t('tier'), width: 80, render: (p) => <Tier person={p} /> },
              { key: 'met', label: t('met'), priority: 2, render: (p) => <Met person={p} /> },
              { key: 'following', label: t('following'), render: (p) => <Following person={p} /> },
              {
                key: 'actions',
                label: t('actions'),
                width: 84,
                align: 'right',
                render: (p) => (
                  <RowActions
                    name={nameOf(p)}
                    onAdd={
                      mayAdd && p.tier === 1 && !p.outside
                        ? () => setSource({ personId: p.personId, name: nameOf(p) })
                        : undefined
                    }
                    onEdit={mayEdit ? () => setEdited(p.personId) : undefined}
                  />
                ),
              },
            ]}
          />
        </>
      )}
      {list.truncated && <p className="tracing-note">{t('contacts.truncated')}</p>}
      <AddContact source={source} caseId={caseId} onClose={() => setSource(undefined)} />
      <EditContacts
        person={editing}
        name={editing ? nameOf(editing) : ''}
        events={events.data ?? []}
        onClose={() => setEdited(undefined)}
      />
    </Card>
  )
}

/** A name, or what stands for one: the ward of somebody outside, else that it may not be shown. */
export function useNameOf() {
  const t = useT('tracing')
  const area = useArea()
  return (p: { fullName: string | null; outside: boolean; areaId: number }) =>
    p.outside ? `${t('outside')}, ${areaName(area?.byId, p.areaId)}` : (p.fullName ?? t('unnamed'))
}

function RowActions(props: {
  name: string
  onAdd: (() => void) | undefined
  onEdit: (() => void) | undefined
}) {
  const t = useT('tracing')
  const { name, onAdd, onEdit } = props
  const button = (label: string, icon: ReactNode, onClick: () => void) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      title={label}
      aria-label={`${label}: ${name}`}
      onClick={onClick}
    >
      {icon}
    </ActionIcon>
  )
  return (
    <span className="tracing-actions">
      {onAdd && button(t('add.met'), <UserPlus size={16} aria-hidden="true" />, onAdd)}
      {onEdit && button(t('change'), <Pencil size={15} aria-hidden="true" />, onEdit)}
    </span>
  )
}

function Summary({ list }: { list: CaseContacts }) {
  const t = useT('tracing')
  const { speed } = list
  const took = (minutes: number) => formatDuration(minutes * 60_000)
  const parts = [
    t('contacts.counts', { f1: list.f1, f2: list.f2 }),
    ...(speed.f1 > 0 ? [t('contacts.seen', { seen: speed.f1Seen, all: speed.f1 })] : []),
    ...(speed.minutesToFirst !== null && speed.minutesToLast !== null
      ? [t('contacts.fast', { first: took(speed.minutesToFirst), last: took(speed.minutesToLast) })]
      : []),
  ]
  return <span>{parts.join(' · ')}</span>
}

function Who({ person: p, name }: { person: ListedPerson; name: string }) {
  const area = useArea()
  return (
    <div>
      <div className="tracing-who">
        {p.outside || !p.fullName ? name : <Link href={`/people/${p.personId}`}>{name}</Link>}
      </div>
      {!p.outside && (
        <div className="tracing-detail">
          {[p.birthYear, p.phone, areaName(area?.byId, p.areaId)].filter(Boolean).join(' · ')}
        </div>
      )}
    </div>
  )
}

function Tier({ person: p }: { person: ListedPerson }) {
  const t = useT('tracing')
  if (p.caseId) {
    return (
      <Link href={`/cases/${p.caseId}`}>
        <StatusPill tone="late">{t('tier.n', { tier: 0 })}</StatusPill>
      </Link>
    )
  }
  if (p.tier) return <Badge tone={p.tier === 1 ? 'due' : 'neutral'}>{t('tier.n', { tier: p.tier })}</Badge>
  return <span className="tracing-detail">{t('tier.none')}</span>
}

function Met({ person: p }: { person: ListedPerson }) {
  const t = useT('tracing')
  const last = p.contacts.at(-1)!
  const more = p.contacts.length > 1 ? ` (+${p.contacts.length - 1})` : ''
  return (
    <div>
      <div>{`${t(last.closeness)}, ${meetingTime(last)}${more}`}</div>
      <div className="tracing-detail">
        {[p.noTier && t(p.noTier), last.placeText].filter(Boolean).join(' · ')}
      </div>
    </div>
  )
}

function Following({ person: p }: { person: ListedPerson }) {
  const t = useT('tracing')
  const m = p.monitoring
  const handed = p.contacts.find((c) => c.handedOverAt)
  if (p.outside && handed) {
    return handed.receivedAt ? (
      <StatusPill tone="ok">
        {t('handover.received', { at: formatDateTime(handed.receivedAt, { short: true }) })}
      </StatusPill>
    ) : (
      <StatusPill tone="due">{t('handover.waiting')}</StatusPill>
    )
  }
  if (!m) return null
  const detail = [
    // Of this case only F2, but of another one nearer: the nearer one is what counts.
    p.tier !== null && m.tier < p.tier && t('tier.elsewhere', { tier: m.tier, code: m.indexCode }),
    m.status !== 'became_case' && t('until', { date: formatDate(m.monitorUntil, { short: true }) }),
    p.lastCheck &&
      t('last.check', {
        date: formatDate(p.lastCheck.dueOn, { short: true }),
        outcome: t(`outcome.${p.lastCheck.outcome}`),
      }),
    p.missed > 0 && t('missed.days', { days: p.missed, count: p.missed }),
  ]
  return (
    <div>
      <TierStatusPill status={m.status} />
      <div className="tracing-detail">{detail.filter(Boolean).join(' · ')}</div>
    </div>
  )
}
