import { type AreaChoice, areaName } from '../../../../web/kit/api.ts'
import {
  calendarDate,
  foldText,
  formatDate,
  formatTime,
  StatusPill,
  type Tone,
  useT,
} from '../../../../web/kit/index.ts'
import type { CheckOutcome, Contact, TierStatus } from '../contract.ts'

const TONE: Record<TierStatus, Tone> = {
  monitoring: 'info',
  lost: 'due',
  finished: 'ok',
  became_case: 'neutral',
}

/** Where the monitoring of a contact stands. */
export function TierStatusPill({ status }: { status: TierStatus }) {
  const t = useT('tracing')
  return <StatusPill tone={TONE[status]}>{t(status)}</StatusPill>
}

export const OUTCOME_TONE: Record<CheckOutcome, Tone> = { normal: 'ok', symptoms: 'late', absent: 'due' }

/** When a contact was, as short as it can be: '5/8', '5/8 – 7/8', '8:00 – 9:30, 5/8'. */
export function meetingTime(c: Pick<Contact, 'firstAt' | 'lastAt' | 'dayOnly'>): string {
  const [first, last] = [calendarDate(c.firstAt), calendarDate(c.lastAt)]
  const day = (d: string) => formatDate(d, { short: true })
  if (first !== last) return `${day(first)} – ${day(last)}`
  if (c.dayOnly) return day(first)
  const times = [formatTime(c.firstAt), formatTime(c.lastAt)]
  return `${[...new Set(times)].join(' – ')}, ${day(first)}`
}

/** Search over areas by name, without accents. */
export function areaOptions(area: AreaChoice | undefined, where: (id: number) => boolean) {
  return async (query: string) => {
    const words = foldText(query).split(/\s+/)
    return [...(area?.byId.values() ?? [])]
      .filter((a) => (a.level === 'ward' || a.level === 'neighbourhood') && where(a.id))
      .map((a) => ({ value: String(a.id), label: areaName(area?.byId, a.id) }))
      .filter((o) => words.every((w) => foldText(o.label).includes(w)))
      .slice(0, 30)
  }
}

/** Whether an area lies below another one, or is it. */
export function isBelow(area: AreaChoice | undefined, id: number, rootId: number | undefined): boolean {
  for (let a = area?.byId.get(id); a; a = a.parentId === null ? undefined : area?.byId.get(a.parentId)) {
    if (a.id === rootId) return true
  }
  return false
}

/** The hours of an exposure: '6:00 – 8:30, 9/8/2021', or from one day to another. */
export function hours(startsAt: string, endsAt: string): string {
  const [first, last] = [calendarDate(startsAt), calendarDate(endsAt)]
  if (first === last) return `${formatTime(startsAt)} – ${formatTime(endsAt)}, ${formatDate(first)}`
  return `${formatTime(startsAt)}, ${formatDate(first)} – ${formatTime(endsAt)}, ${formatDate(last)}`
}
