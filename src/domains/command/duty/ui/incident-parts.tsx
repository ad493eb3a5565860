import { useQuery } from '@tanstack/react-query'
import { api, useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  DecisionList,
  EmptyState,
  formatDuration,
  type Tone,
  type Translate,
  useT,
} from '../../../../web/kit/index.ts'
import type { Incident, IncidentState } from '../incidents/contract.ts'
import './incident-messages.ts'

export const STATE_TONES: Record<IncidentState, Tone> = {
  new: 'late',
  triaged: 'due',
  dispatched: 'info',
  on_site: 'info',
  done: 'ok',
  closed: 'neutral',
}

const LIMIT: Partial<Record<IncidentState, string>> = {
  new: 'due.triage',
  triaged: 'due.dispatch',
  dispatched: 'due.arrive',
}

/** The running time of an incident: what is due next and how long it has, or is late by. */
export function timerOf(t: Translate, now: Date, i: Incident): { tone: Tone; label: string } {
  const limit = LIMIT[i.state]
  if (!i.dueAt || !limit) return { tone: 'info', label: t('due.site') }
  const left = Date.parse(i.dueAt) - now.getTime()
  const what = t(limit)
  return left < 0
    ? { tone: 'late', label: t('due.late', { what, time: formatDuration(left) }) }
    : {
        tone: left < 5 * 60_000 ? 'due' : 'neutral',
        label: t('due.in', { what, time: formatDuration(left) }),
      }
}

const itemOf = (t: Translate, now: Date, i: Incident) => ({
  id: i.id,
  tone: (i.late ? 'late' : STATE_TONES[i.state]) as Tone,
  title: `${t(`kind.${i.kind}`)}: ${i.placeText}`,
  detail: [
    i.areaLabel,
    i.code,
    i.priority ? t('priority.n', { n: i.priority }) : null,
    t(`state.${i.state}`),
    i.team?.name,
  ]
    .filter(Boolean)
    .join(' · '),
  pill: timerOf(t, now, i),
  href: `/incidents/${i.id}`,
})

/** Open incidents of an area, asked again every half minute: time alone makes one late. */
export function useOpenIncidents(areaId: number | undefined, enabled = true) {
  return useQuery({
    ...api.duty.openIncidents.queryOptions({ input: areaId === undefined ? {} : { areaId } }),
    enabled: enabled && areaId !== undefined,
    refetchInterval: 30_000,
  })
}

/** What stands above everything else on the page of whoever is on duty. */
export function LateIncidents({ areaId }: { areaId: number }) {
  const t = useT('incidents')
  const now = useNow()
  const late = useOpenIncidents(areaId).data?.filter((i) => i.late) ?? []
  if (late.length === 0) return null
  return (
    <div className="vx-no-print">
      <Card title={t('late.title')} aside={t('late.aside')} padding={false}>
        <DecisionList items={late.map((i) => itemOf(t, now, i))} />
      </Card>
    </div>
  )
}

/** Every open incident with its running time, above the register. */
export function OpenIncidents({ areaId }: { areaId: number }) {
  const t = useT('incidents')
  const now = useNow()
  const open = useOpenIncidents(areaId).data
  if (!open) return null
  return (
    <Card title={t('open.title')} aside={t('open.aside', { n: open.length })} padding={false}>
      {open.length === 0 ? (
        <EmptyState compact title={t('open.none')}>
          {t('open.none.next')}
        </EmptyState>
      ) : (
        <DecisionList items={open.map((i) => itemOf(t, now, i))} />
      )}
    </Card>
  )
}
