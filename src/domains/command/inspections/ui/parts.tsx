import { useQuery } from '@tanstack/react-query'
import { api, call, useNow } from '../../../../web/kit/api.ts'
import { calendarDate, formatDate, formatNumber, type Tone, useT } from '../../../../web/kit/index.ts'
import type { Finding, FindingState, Reason, VisitState } from '../contract.ts'
import './messages.ts'

export const VISIT_TONES: Record<VisitState, Tone> = {
  planned: 'info',
  missed: 'late',
  under_way: 'due',
  closed: 'ok',
  cancelled: 'neutral',
}

export const FINDING_TONES: Record<FindingState, Tone> = {
  open: 'due',
  remedied: 'info',
  reopened: 'late',
  closed: 'ok',
}

export const findingTone = (f: Finding): Tone => (f.late ? 'late' : FINDING_TONES[f.state])

/** Why a place is worth a visit, in words and numbers, the weightiest first. */
export function useReasonWords(): (reasons: Reason[]) => string {
  const t = useT('inspections')
  return (reasons) => reasons.map((r) => t(`factor.${r.factor}`, { n: formatNumber(r.n) })).join(' · ')
}

/** Inspection teams at work, as options. */
export function useTeams() {
  return useQuery(api.inspections.teams.queryOptions({ input: {} })).data
}

/** A search for organisations by name, as options; the areas tell two of one name apart. */
export const findOrganisations = async (q: string) =>
  (await call.inspections.subjects({ q, kind: 'organisation' })).map((s) => ({
    value: s.organisationId!,
    label: s.label,
    detail: s.areaLabel,
  }))

/** 'hôm nay', or the date. */
export function useDayWords(): (day: string) => string {
  const t = useT('inspections')
  const today = calendarDate(useNow())
  return (day) => (day === today ? t('today') : formatDate(day))
}
