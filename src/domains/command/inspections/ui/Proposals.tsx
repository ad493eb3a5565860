import { Button, Checkbox, Select } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, useAddress, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  calendarDate,
  DateField,
  EmptyState,
  ErrorState,
  FilterPills,
  formatDate,
  formatNumber,
  SkeletonLines,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Proposal, Track } from '../contract.ts'
import { useReasonWords, useTeams } from './parts.tsx'

const keyOf = (p: Proposal) => p.organisationId ?? p.placeId ?? String(p.areaId)
const FIRST = 5

/** What is worth a visit, by risk: the lead picks, or takes the first few, sets the day and the team. */
export function Proposals({ areaId }: { areaId: number }) {
  const t = useT('inspections')
  const may = useRight('inspection.plan')
  const [asked, setTrack] = useAddress('track')
  const track: Track = asked === 'organisation' ? 'organisation' : 'neighbourhood'
  const [chosen, setChosen] = useState<string[]>([])
  const query = useQuery(api.inspections.proposals.queryOptions({ input: { track, areaId, limit: 12 } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={6} />
  const { proposals, legalBasis } = query.data
  const picked = proposals.filter((p) => chosen.includes(keyOf(p)))
  return (
    <Card title={t('proposals')} aside={t('proposals.lead')} padding={false} footer={legalBasis}>
      <div className="insp-tools">
        <FilterPills
          label={t('track')}
          items={(['neighbourhood', 'organisation'] as const).map((value) => ({
            value,
            label: t(`track.${value}`),
          }))}
          value={track}
          onChange={(value) => {
            setChosen([])
            setTrack(value === 'neighbourhood' ? undefined : value)
          }}
        />
        {may && proposals.length > 0 && (
          <Button size="xs" variant="default" onClick={() => setChosen(proposals.slice(0, FIRST).map(keyOf))}>
            {t('proposals.first', { n: Math.min(FIRST, proposals.length) })}
          </Button>
        )}
      </div>
      {proposals.length === 0 && (
        <EmptyState compact title={t('proposals.none')}>
          {t('proposals.none.next')}
        </EmptyState>
      )}
      <ol className="insp-proposals">
        {proposals.map((p) => (
          <Line
            key={keyOf(p)}
            proposal={p}
            may={may}
            on={chosen.includes(keyOf(p))}
            onPick={(on) => setChosen(on ? [...chosen, keyOf(p)] : chosen.filter((key) => key !== keyOf(p)))}
          />
        ))}
      </ol>
      {picked.length > 0 && <Planning key={track} picked={picked} onDone={() => setChosen([])} />}
    </Card>
  )
}

function Line(props: { proposal: Proposal; may: boolean; on: boolean; onPick: (on: boolean) => void }) {
  const { proposal: p, may, on, onPick } = props
  const t = useT('inspections')
  const reasonWords = useReasonWords()
  const name = (
    <>
      <b>{p.label}</b>
      {p.areaLabel !== p.label && <span className="vx-muted"> {p.areaLabel}</span>}
    </>
  )
  const detail = (
    <span className="vx-muted">
      {reasonWords(p.reasons) || t('proposals.noReason')}
      {p.lastOn && ` · ${t('last', { on: formatDate(p.lastOn), n: p.lastTotal ?? 0 })}`}
    </span>
  )
  return (
    <li>
      {may ? (
        <Checkbox
          checked={on}
          onChange={(e) => onPick(e.currentTarget.checked)}
          label={name}
          description={detail}
        />
      ) : (
        <div>
          {name}
          <div>{detail}</div>
        </div>
      )}
      <span className="insp-points" title={t('risk.points')}>
        {formatNumber(p.points)}
        <span className="vx-visually-hidden"> {t('risk.points')}</span>
      </span>
    </li>
  )
}

function Planning({ picked, onDone }: { picked: Proposal[]; onDone: () => void }) {
  const t = useT('inspections')
  const client = useQueryClient()
  const teams = useTeams()
  const today = calendarDate(useNow())
  const [day, setDay] = useState<string | null>(today)
  const [team, setTeam] = useState<string | null>(picked[0]?.team?.id ?? null)
  const [busy, setBusy] = useState(false)
  if (!teams) return null
  if (teams.length === 0)
    return (
      <p className="insp-planning" role="status">
        {t('teams.none')}
      </p>
    )
  const send = async () => {
    setBusy(true)
    try {
      const { ids, skipped } = await call.inspections.plan({
        plannedOn: day ?? today,
        teamId: team ?? teams[0]!.id,
        subjects: picked.map((p) => ({
          track: p.track,
          areaId: p.areaId,
          organisationId: p.organisationId,
          placeId: p.placeId,
        })),
      })
      await client.invalidateQueries()
      toast.done(t(skipped ? 'planned.skipped' : 'planned', { n: ids.length, skipped }))
      onDone()
    } catch (error) {
      toast.problem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="insp-planning">
      <DateField label={t('field.plannedOn')} value={day} onChange={setDay} />
      <Select
        label={t('field.teamId')}
        data={teams.map((x) => ({ value: x.id, label: x.name }))}
        value={team ?? teams[0]!.id}
        onChange={setTeam}
        allowDeselect={false}
      />
      <Button onClick={send} loading={busy}>
        {t('plan.submit', { n: picked.length })}
      </Button>
    </div>
  )
}
