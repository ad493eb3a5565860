import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, say } from '../../../../web/kit/api.ts'
import { formatDate, formatTime, Stat, type Translate, useT } from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import type { Gap, Need, Shift } from '../contract.ts'
import './messages.ts'

const HANOI = 7 * 3_600_000

interface Who {
  name: string | null
  postKind: string | null
  duty: string | null
}

/** How somebody on duty is called: by name, with the post or what they are in the command post. */
export function useWho(): (who: Who) => string {
  const t = useT('duty')
  const postWords = usePostWords()
  return (who) => {
    const post = who.postKind ? postWords(who.postKind) : who.duty
    if (who.name) return post ? `${who.name}, ${post}` : who.name
    return who.postKind ? `${t('who.vacant')}: ${post}` : (post ?? t('who.hidden'))
  }
}

/** The name alone, where there is little room. */
export function useShortWho(): (who: Who) => string {
  const long = useWho()
  return (who) => who.name ?? long(who)
}

const needText = (t: Translate, need: Need) =>
  t('gap.need', { n: need.n, role: t(`role.${need.role}`).toLocaleLowerCase('vi') })

/** What is missing in an hour, in words. */
export const gapText = (t: Translate, gap: Pick<Gap, 'what' | 'missing'>) =>
  gap.what === 'role'
    ? t('gap.role', { roles: gap.missing.map((m) => needText(t, m)).join(', ') })
    : t(`gap.${gap.what}`)

/** '22:00 – 6:00, 11/8' of a span of instants. */
export const spanText = (x: { startsAt: string; endsAt: string }) =>
  `${formatTime(x.startsAt)} – ${formatTime(x.endsAt)}, ${formatDate(x.startsAt, { short: true })}`

/** Day of the week in Hanoi, 0 is Sunday. */
export const weekdayOf = (instant: string | number) =>
  new Date(new Date(instant).getTime() + HANOI).getUTCDay()

/** Calendar date of Hanoi plus some days. */
export const plusDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Monday of the week of a calendar date. */
export const mondayOf = (date: string) => {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay()
  return plusDays(date, day === 0 ? -6 : 1 - day)
}

export const byRole = (shifts: readonly Shift[]) => {
  const roles = [...new Set(shifts.map((s) => s.role))]
  return roles.map((role) => ({ role, shifts: shifts.filter((s) => s.role === role) }))
}

/** Draws again every so many seconds: timers run while nothing else changes. */
export function useTick(seconds: number): void {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), seconds * 1000)
    return () => clearInterval(timer)
  }, [seconds])
}

/** One figure as a tile that opens. */
export function FigureTile(props: { id: string; areaId: number; bad: boolean }) {
  const { id, areaId, bad } = props
  const list = useQuery({
    ...api.platform.figures.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const count = useQuery(api.platform.figures.count.queryOptions({ input: { id, areaId } }))
  const figure = list.data?.find((f) => f.id === id)
  if (list.data && !figure) return null
  return (
    <Stat
      label={figure ? say(figure.words) : ''}
      value={count.data?.count}
      loading={!count.data && !count.error}
      tone={bad && (count.data?.count ?? 0) > 0 ? 'late' : 'ok'}
      href={`/figures/${id}?area=${areaId}`}
    />
  )
}
