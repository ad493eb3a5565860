import { type AreaChoice, areaShort } from '../../../../../web/kit/api.ts'
import { formatDate, type Translate } from '../../../../../web/kit/index.ts'
import type { ChainCase, ChainLink } from '../../contract.ts'
import { meetingTime } from '../parts.tsx'

/** 'HM-2021-0107' is '0107' where there is no room. */
export const shortCode = (code: string) => code.split('-').at(-1) ?? code

/** The ward of an area, by its short name. */
export function wardName(area: AreaChoice | undefined, id: number): string {
  for (let a = area?.byId.get(id); a; a = a.parentId === null ? undefined : area?.byId.get(a.parentId))
    if (a.level === 'ward') return areaShort(a)
  const found = area?.byId.get(id)
  return found ? areaShort(found) : ''
}

export function wardId(area: AreaChoice | undefined, id: number): number {
  for (let a = area?.byId.get(id); a; a = a.parentId === null ? undefined : area?.byId.get(a.parentId))
    if (a.level === 'ward') return a.id
  return id
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
