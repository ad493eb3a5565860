import { type AreaChoice, areaShort } from '../../../../../web/kit/api.ts'
import { formatDate, type Translate } from '../../../../../web/kit/index.ts'
import type { ChainCase, ChainLink } from '../../contract.ts'
import { meetingTime } from '../parts.tsx'

/** 'HM-2021-0107' is '0107' where there is no room. */
export const shortCode = (code: string) => code.split('-').at(-1) ?? code

export type Areas = AreaChoice['byId'] | undefined

/** The ward of an area; an area above wards is its own. */
export function wardId(areas: Areas, id: number): number {
  for (let a = areas?.get(id); a; a = a.parentId === null ? undefined : areas?.get(a.parentId))
    if (a.level === 'ward') return a.id
  return id
}

/** Its short name. */
export function wardName(areas: Areas, id: number): string {
  const ward = areas?.get(wardId(areas, id))
  return ward ? areaShort(ward) : ''
}

type Meeting = Pick<ChainLink, 'firstAt' | 'lastAt' | 'dayOnly' | 'closeness' | 'placeText'>

/** When, where and how close: '5/8, xưởng may, chạm trực tiếp'; undefined where the viewer may not see it. */
export function meetingWords(t: Translate, m: Meeting): string | undefined {
  if (!m.firstAt || !m.lastAt || !m.closeness) return undefined
  const when = meetingTime({ firstAt: m.firstAt, lastAt: m.lastAt, dayOnly: m.dayOnly })
  return [when, m.placeText, t(`closeness.${m.closeness}`)].filter(Boolean).join(', ')
}

/** The day a case is placed by. */
export const dateOf = (c: ChainCase) => c.onsetDate ?? c.confirmedOn

/** 'HM-2021-0107, Mai Động, 5/8'. */
export function caseWords(c: ChainCase, ward: string): string {
  const date = dateOf(c)
  return [c.code, ward, date && formatDate(date, { short: true })].filter(Boolean).join(' · ')
}
