import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import {
  type AreaChoice,
  api,
  areaName,
  call,
  useAddress,
  useArea,
  useNow,
  useRight,
} from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  calendarDate,
  Drawer,
  EmptyState,
  ErrorState,
  FilterPills,
  foldText,
  formatDate,
  formatNumber,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  type Translate,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { TeamLoad, Visit } from '../contract.ts'
import './assignment-messages.ts'
import './assignment.css'

const To = z.object({ teamId: z.uuid() })

const namesOf = (v: Visit, t: Translate) =>
  v.people.every((p) => p.fullName === null)
    ? t('visit.unnamed', { count: v.people.length })
    : v.people.map((p) => `${p.fullName} (F${p.tier})`).join(', ')

/** Who sees whom: first what nobody has taken, then each team with its load; a household can be given by hand. */
export function AssignmentBoard() {
  const t = useT('assignment')
  const now = useNow()
  const area = useArea()
  const client = useQueryClient()
  const mayAssign = useRight('followup.assign')
  const today = calendarDate(now)
  const tomorrow = calendarDate(now.getTime() + 86_400_000)
  const [chosen, setDate] = useAddress('date')
  const date = chosen ?? today
  const [moved, setMoved] = useState<Visit>()
  const [idle, setIdle] = useState(false)
  const [pending, setPending] = useState(false)
  const input = { date, ...(area ? { areaId: area.areaId } : {}) }
  const query = useQuery({ ...api.tracing.board.queryOptions({ input }), enabled: area !== undefined })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || !area) return <SkeletonLines lines={10} />
  const { teams, visits, legalBasis, truncated } = query.data
  const open = visits.filter((v) => v.teamId === null && v.people.some((p) => p.outcome === null))
  const people = visits.reduce((n, v) => n + v.people.length, 0)
  const busy = teams.filter((team) => team.households > 0 || team.serving === 0)
  const rest = teams.length - busy.length
  const shown = idle || busy.length === 0 ? teams : busy
  const sorted = shown.toSorted(
    (a, b) => b.households / Math.max(1, b.capacity) - a.households / Math.max(1, a.capacity),
  )

  const run = async () => {
    setPending(true)
    try {
      const done = await call.tracing.assign(input)
      await client.invalidateQueries()
      toast.done(done.changed > 0 ? t('run.done', { count: done.changed }) : t('run.same'))
    } catch (error) {
      toast.problem(error)
    } finally {
      setPending(false)
    }
  }
  const give = async (visit: Visit, teamId: string) => {
    const moves = visit.people.map((p) => ({ personId: p.personId, teamId, byHand: true }))
    const { before } = await call.tracing.reassign({ date, moves })
    await client.invalidateQueries()
    setMoved(undefined)
    toast.done(t('visit.moved', { team: teams.find((x) => x.teamId === teamId)?.name }), {
      undo: async () => {
        await call.tracing.reassign({ date, moves: before })
        await client.invalidateQueries()
        toast.info(t('visit.undone'))
      },
    })
  }
  const rowOf = (v: Visit) => (
    <VisitRow
      key={v.key}
      visit={v}
      where={areaName(area.byId, v.areaId)}
      onMove={mayAssign ? () => setMoved(v) : undefined}
    />
  )
  return (
    <Page
      title={t('title')}
      subtitle={t('lead', {
        date: formatDate(date),
        households: formatNumber(visits.length),
        people: formatNumber(people),
      })}
      actions={
        mayAssign && (
          <Button loading={pending} onClick={() => void run()}>
            {t('run')}
          </Button>
        )
      }
    >
      <FilterPills
        label={t('day')}
        items={[
          { value: today, label: t('today') },
          { value: tomorrow, label: t('tomorrow') },
        ]}
        value={date}
        onChange={(d) => setDate(d === today ? undefined : d)}
      />
      {open.length > 0 && (
        <Card title={t('nobody')} aside={formatNumber(open.length)} padding={false}>
          <p className="assignment-note">
            {visits.every((v) => v.teamId === null) && teams.some((x) => x.serving > 0)
              ? t('nobody.unrun')
              : t('nobody.text')}
          </p>
          <ul className="vx-rows">{open.map(rowOf)}</ul>
        </Card>
      )}
      {teams.length === 0 ? (
        <EmptyState title={t('teams.empty')}>{t('teams.empty.next')}</EmptyState>
      ) : (
        <Card title={t('teams')} aside={formatNumber(teams.length)} padding={false}>
          <ul className="assignment-teams">
            {sorted.map((team) => (
              <Team
                key={team.teamId}
                team={team}
                ward={wardOf(area, team.areaId)}
                visits={visits.filter((v) => v.teamId === team.teamId)}
                rowOf={rowOf}
              />
            ))}
          </ul>
          <p className="assignment-note">
            {!idle && rest > 0 && busy.length > 0 && (
              <>
                {t('team.idle', { count: rest })}.{' '}
                <button type="button" className="vx-text-button" onClick={() => setIdle(true)}>
                  {t('team.idle.show')}
                </button>
                <br />
              </>
            )}
            {t('teams.basis', { basis: legalBasis })}
          </p>
        </Card>
      )}
      {truncated && <p className="assignment-note">{t('truncated')}</p>}
      <Drawer opened={moved !== undefined} onClose={() => setMoved(undefined)} title={t('visit.give')}>
        {moved && (
          <>
            <p className="assignment-who">
              <b>{moved.address ?? areaName(area.byId, moved.areaId)}</b>
              <span>{t('visit.who', { names: namesOf(moved, t) })}</span>
            </p>
            <ContractForm
              key={moved.key}
              schema={To}
              labels={() => t('visit.to')}
              options={{ teamId: async (q: string) => teamOptions(area, teams, moved, q, t) }}
              submitLabel={t('visit.give')}
              onSubmit={({ teamId }) => give(moved, teamId)}
            />
          </>
        )}
      </Drawer>
    </Page>
  )
}

/** Every ward has a team of its neighbourhood number one: the ward tells them apart. */
function wardOf(area: AreaChoice, areaId: number): string {
  const home = area.byId.get(areaId)
  const above = home?.parentId == null ? undefined : area.byId.get(home.parentId)
  return (home?.level === 'neighbourhood' ? above?.name : home?.name) ?? ''
}

/** Teams that can go, those with the most room first. */
function teamOptions(area: AreaChoice, teams: TeamLoad[], visit: Visit, q: string, t: Translate) {
  const words = foldText(q).split(/\s+/)
  const nameOf = (x: TeamLoad) => `${x.name}, ${wardOf(area, x.areaId)}`
  return teams
    .filter((x) => x.serving > 0 && x.teamId !== visit.teamId)
    .filter((x) => words.every((w) => foldText(nameOf(x)).includes(w)))
    .toSorted((a, b) => b.capacity - b.households - (a.capacity - a.households))
    .slice(0, 30)
    .map((x) => ({
      value: x.teamId,
      label: nameOf(x),
      detail: t('team.load', { households: x.households, capacity: x.capacity }),
    }))
}

function Team({
  team,
  ward,
  visits,
  rowOf,
}: {
  team: TeamLoad
  ward: string
  visits: Visit[]
  rowOf: (v: Visit) => React.ReactNode
}) {
  const t = useT('assignment')
  const [isOpen, setOpen] = useState(false)
  const full = team.capacity > 0 ? team.households / team.capacity : team.households > 0 ? 1 : 0
  return (
    <li className="assignment-team">
      <div className="assignment-team-head">
        <div className="assignment-team-name">
          <Link href={`/teams/${team.teamId}`}>{team.name}</Link>
          <span>
            {[ward, t('team.serving', { serving: team.serving, members: team.members })]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </div>
        <div className="assignment-load">
          <meter
            aria-label={t('team.loadName', { team: team.name })}
            min={0}
            max={1}
            value={Math.min(1, full)}
            data-full={full > 1 ? 'over' : full >= 0.9 ? 'near' : undefined}
          />
          <span className="vx-num">
            {t('team.load', { households: team.households, capacity: team.capacity })}
          </span>
        </div>
        <div className="assignment-team-facts">
          <span>
            {t('team.people', { people: team.people, checked: team.checked })}
            {team.missed > 0 && <b> · {t('team.missed', { count: team.missed })}</b>}
          </span>
          {team.serving === 0 && <StatusPill tone="due">{t('team.nobody')}</StatusPill>}
        </div>
        {visits.length > 0 && (
          <Button size="xs" variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t(isOpen ? 'team.close' : 'team.open')}
          </Button>
        )}
      </div>
      {isOpen && <ul className="vx-rows assignment-visits">{visits.map(rowOf)}</ul>}
    </li>
  )
}

function VisitRow({
  visit: v,
  where,
  onMove,
}: {
  visit: Visit
  where: string
  onMove: (() => void) | undefined
}) {
  const t = useT('assignment')
  const tracing = useT('tracing')
  const done = v.people.filter((p) => p.outcome !== null)
  return (
    <li className="vx-row">
      <div className="vx-row-text">
        <div className="vx-row-title">{v.address ?? t('visit.noAddress')}</div>
        <div className="vx-row-detail">
          {[namesOf(v, t), where, v.byHand && t('visit.byHand')].filter(Boolean).join(' · ')}
        </div>
      </div>
      <div className="vx-row-end">
        {done.length === v.people.length ? (
          <StatusPill tone="ok">{tracing('today.seen')}</StatusPill>
        ) : (
          onMove && (
            <Button size="xs" variant="default" onClick={onMove}>
              {t(v.teamId === null ? 'visit.give' : 'visit.move')}
            </Button>
          )
        )}
      </div>
    </li>
  )
}
