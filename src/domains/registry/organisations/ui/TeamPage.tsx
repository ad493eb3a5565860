import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, areaName, call, say, useAddress, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  Columns,
  ConfirmButton,
  calendarDate,
  DataTable,
  DateField,
  Drawer,
  EmptyState,
  ErrorState,
  FieldList,
  formatDate,
  formatNumber,
  Page,
  SkeletonLines,
  StatusPill,
  Toolbar,
  type Translate,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Member, TeamPage as Shown } from '../teams/contract.ts'
import { AddMember } from './AddMember.tsx'
import { Covers } from './Covers.tsx'
import { EditMember } from './EditMember.tsx'
import { DissolveTeam, EditTeam } from './EditTeam.tsx'
import './messages.ts'
import { MemberName, spanOf } from './parts.tsx'
import './teams.css'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** A committee or team: who is in it, who was, what it looks after, by which decision; as on any day. */
export function TeamPage({ id }: { id: string }) {
  const t = useT('teams')
  const area = useArea()
  const today = calendarDate(useNow())
  const mayWrite = useRight('team.write')
  const [asked, setAsked] = useAddress('on')
  const [open, setOpen] = useState<'edit' | 'dissolve' | 'add' | null>(null)
  const [memberId, setMemberId] = useState<string>()
  const on = asked && DAY.test(asked) && asked !== today ? asked : undefined
  const query = useQuery(api.organisations.team.queryOptions({ input: { id, ...(on ? { on } : {}) } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const { team, members, covers, people, households, when } = query.data
  const of = (which: Member['when']) => members.filter((m) => m.when === which)
  const close = () => setOpen(null)
  const opened = members.find((m) => m.id === memberId)
  const list = (rows: Member[], former = false) => (
    <Members rows={rows} former={former} onOpen={(m) => setMemberId(m.id)} />
  )
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/teams' }]}
      title={team.name}
      badges={
        <>
          <Badge>{t(`kind.${team.kind}`)}</Badge>
          {when !== 'present' && <StatusPill>{t(`when.${when}`)}</StatusPill>}
        </>
      }
      subtitle={[areaName(area?.byId, team.areaId), spanOf(team, t)].filter(Boolean).join(' · ')}
      actions={
        mayWrite && (
          <>
            <Button variant="default" onClick={() => setOpen('edit')}>
              {t('edit')}
            </Button>
            {team.until ? (
              <Revive shown={query.data} />
            ) : (
              <Button variant="default" onClick={() => setOpen('dissolve')}>
                {t('dissolve')}
              </Button>
            )}
            <Button onClick={() => setOpen('add')}>{t('add')}</Button>
          </>
        )
      }
    >
      <Toolbar>
        <DateField label={t('on')} value={asked ?? today} onChange={(v) => setAsked(v ?? undefined)} />
        {on && (
          <Button variant="subtle" onClick={() => setAsked(undefined)}>
            {t('today')}
          </Button>
        )}
      </Toolbar>
      {on && (
        <p className="teams-past" role="status">
          {t('past', { date: formatDate(on) })}
        </p>
      )}
      <Columns
        main={
          <>
            <Card title={t('members')} aside={formatNumber(people)} padding={false}>
              {of('present').length ? (
                list(of('present'))
              ) : (
                <EmptyState compact title={t('members.none')}>
                  {mayWrite && t('members.next')}
                </EmptyState>
              )}
            </Card>
            {of('coming').length > 0 && (
              <Card title={t('coming')} padding={false}>
                {list(of('coming'))}
              </Card>
            )}
            {of('former').length > 0 && (
              <Card title={t('former')} padding={false}>
                {list(of('former'), true)}
              </Card>
            )}
          </>
        }
        side={
          <>
            <Card title={t('facts')}>
              <FieldList
                items={[
                  { label: t('people'), value: formatNumber(people) },
                  { label: t('party.count'), value: mayWrite && partyOf(of('present'), t) },
                  { label: t('households'), value: covers.length ? formatNumber(households) : null },
                  {
                    label: t('decision'),
                    value:
                      team.decisionNumber && team.decisionDate
                        ? t('decision.dated', {
                            number: team.decisionNumber,
                            date: formatDate(team.decisionDate),
                          })
                        : team.decisionNumber,
                  },
                  { label: t('since'), value: formatDate(team.since) },
                  { label: t('until'), value: team.until && formatDate(team.until) },
                  { label: t('endReason'), value: team.endReason },
                ]}
              />
            </Card>
            <Covers team={team} covers={covers} mayWrite={mayWrite} />
          </>
        }
      />
      <Drawer opened={open === 'edit'} onClose={close} title={t('edit')}>
        <EditTeam team={team} onDone={close} />
      </Drawer>
      <Drawer opened={open === 'dissolve'} onClose={close} title={t('dissolve')}>
        <DissolveTeam team={team} onDone={close} />
      </Drawer>
      <Drawer opened={open === 'add'} onClose={close} title={t('add')}>
        <AddMember team={team} onDone={close} />
      </Drawer>
      <Drawer
        opened={opened !== undefined}
        onClose={() => setMemberId(undefined)}
        title={opened ? (opened.name ?? t(`role.${opened.role}`)) : ''}
      >
        {opened && (
          <EditMember
            key={`${opened.id}-${opened.version}`}
            team={team}
            member={opened}
            mayWrite={mayWrite}
            onDone={() => setMemberId(undefined)}
          />
        )}
      </Drawer>
    </Page>
  )
}

/** '5, 2 người chưa báo'; empty while nobody has said anything. */
function partyOf(present: Member[], t: Translate): string | null {
  const people = present.filter((m) => m.source !== 'post' || m.name !== null)
  const said = people.filter((m) => m.party !== null)
  if (!said.length) return null
  const count = formatNumber(said.filter((m) => m.party).length)
  const unsaid = people.length - said.length
  return unsaid ? t('party.some', { count, unsaid: formatNumber(unsaid) }) : count
}

function Members(props: { rows: Member[]; former: boolean; onOpen: (m: Member) => void }) {
  const { rows, former, onOpen } = props
  const t = useT('teams')
  const area = useArea()
  const knows = useRight('person.read')
  const from = (m: Member) =>
    m.post ? [say(m.post.words), areaName(area?.byId, m.post.areaId)].filter(Boolean).join(', ') : m.employer
  return (
    <DataTable<Member>
      label={t('members')}
      rows={rows}
      rowKey={(m) => m.id}
      onRowOpen={onOpen}
      maxHeight="none"
      columns={[
        {
          key: 'name',
          label: t('member'),
          render: (m) => (
            <span className="teams-who">
              <b>
                <MemberName member={m} knows={knows} t={t} />
              </b>
              {from(m) && <small>{from(m)}</small>}
            </span>
          ),
        },
        { key: 'role', label: t('role'), width: 150, render: (m) => t(`role.${m.role}`) },
        former
          ? { key: 'endReason', label: t('endReason'), priority: 2 }
          : { key: 'duty', label: t('duty'), priority: 2 },
        { key: 'since', label: t('time'), width: 190, priority: 2, render: (m) => spanOf(m, t) },
      ]}
    />
  )
}

function Revive({ shown: { team } }: { shown: Shown }) {
  const t = useT('teams')
  const client = useQueryClient()
  return (
    <ConfirmButton
      question={t('revive.ask')}
      confirmLabel={t('revive')}
      onConfirm={async () => {
        const { version } = await call.organisations.changeTeam({ ...team, until: null, endReason: null })
        await client.invalidateQueries()
        toast.done(t('revive.done'), {
          undo: async () => {
            await call.organisations.changeTeam({ ...team, version })
            await client.invalidateQueries()
          },
        })
      }}
    >
      {t('revive')}
    </ConfirmButton>
  )
}
