import { areaName, useArea, useViewer } from '../../../../web/kit/api.ts'
import {
  type AsyncOption,
  foldText,
  formatDate,
  StatusPill,
  type Translate,
} from '../../../../web/kit/index.ts'
import type { Member } from '../teams/contract.ts'

/** Finds areas by words of their name: those of the viewer, or those below `root`. */
export function useAreaSearch(root?: number): (q: string) => Promise<AsyncOption[]> {
  const area = useArea()
  const viewer = useViewer()
  return async (q) => {
    const top = root ?? viewer?.areaId
    const within = (id: number): boolean => {
      for (let a = area?.byId.get(id); a; a = a.parentId === null ? undefined : area?.byId.get(a.parentId)) {
        if (a.id === top) return true
      }
      return false
    }
    const words = foldText(q).split(/\s+/)
    return [...(area?.byId.values() ?? [])]
      .filter((a) => within(a.id))
      .map((a) => ({ value: String(a.id), label: areaName(area?.byId, a.id) }))
      .filter((o) => words.every((w) => foldText(o.label).includes(w)))
      .slice(0, 30)
  }
}

/** The later of two calendar days. */
export const later = (a: string, b: string) => [a, b].sort()[1]!

export const spanOf = (x: { since: string; until: string | null }, t: Translate) =>
  x.until
    ? t('time.span', { since: formatDate(x.since), until: formatDate(x.until) })
    : t('time.from', { since: formatDate(x.since) })

/** Who a member is; what stands there when the name is not known or not for the viewer. */
export function MemberName({ member, knows, t }: { member: Member; knows: boolean; t: Translate }) {
  const { name } = member
  if (name) return name
  if (member.source === 'post') return <StatusPill tone="due">{t('vacant')}</StatusPill>
  return <span className="vx-muted">{t(knows ? 'elsewhere' : 'hidden')}</span>
}
