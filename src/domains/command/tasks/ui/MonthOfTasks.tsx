import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { api, useAddress, useNow } from '../../../../web/kit/api.ts'
import {
  calendarDate,
  ErrorState,
  formatNumber,
  Link,
  SkeletonLines,
  useT,
} from '../../../../web/kit/index.ts'

const DAY = 86_400_000
const addDays = (date: string, n: number) =>
  new Date(Date.parse(`${date}T00:00Z`) + n * DAY).toISOString().slice(0, 10)
/** Monday is 0, as calendars hang here. */
const weekday = (date: string) => (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7

function monthAfter(month: string, n: number): string {
  const [year, m] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, m! - 1 + n, 1)).toISOString().slice(0, 7)
}

/** A month as a calendar hangs on a wall; each day has how many tasks are due, overdue and done, and opens them. */
export function MonthOfTasks({ of }: { of: { areaId: number; postKind?: string } }) {
  const t = useT('tasks')
  const today = calendarDate(useNow())
  const [chosen, choose] = useAddress('month')
  const month = /^\d{4}-\d\d$/.test(chosen ?? '') ? chosen! : today.slice(0, 7)
  const first = `${month}-01`
  const last = addDays(`${monthAfter(month, 1)}-01`, -1)
  const query = useQuery(api.tasks.calendar.queryOptions({ input: { ...of, from: first, to: last } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const byDay = new Map(query.data.map((d) => [d.day, d]))
  const start = addDays(first, -weekday(first))
  const weeks = Math.ceil((weekday(first) + Number(last.slice(8))) / 7)
  const [year, m] = month.split('-')
  const move = (n: number) => choose(monthAfter(month, n))
  return (
    <>
      <div className="vx-month-head">
        <Button variant="default" size="compact-md" aria-label={t('month.before')} onClick={() => move(-1)}>
          <ChevronLeft size={16} aria-hidden />
        </Button>
        <h2>{t('month', { month: Number(m), year })}</h2>
        <Button variant="default" size="compact-md" aria-label={t('month.after')} onClick={() => move(1)}>
          <ChevronRight size={16} aria-hidden />
        </Button>
      </div>
      <div className="vx-month-scroll">
        <table className="vx-month">
          <thead>
            <tr>
              {[0, 1, 2, 3, 4, 5, 6].map((d) => (
                <th key={d} scope="col">
                  {t(`weekday.${d}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: weeks }, (_, w) => (
              <tr key={addDays(start, w * 7)}>
                {Array.from({ length: 7 }, (_, d) => {
                  const day = addDays(start, w * 7 + d)
                  return (
                    <Day
                      key={day}
                      day={day}
                      isOther={!day.startsWith(month)}
                      isToday={day === today}
                      found={byDay.get(day)}
                    />
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Day(props: {
  day: string
  isOther: boolean
  isToday: boolean
  found: { open: number; overdue: number; done: number } | undefined
}) {
  const { day, isOther, isToday, found } = props
  const t = useT('tasks')
  const href = `/tasks/board?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(window.location.search)), view: '', day })}`
  const inTime = found ? found.open - found.overdue : 0
  return (
    <td data-other={isOther || undefined} data-today={isToday || undefined}>
      <span className="vx-month-day">{Number(day.slice(8))}</span>
      {found && !isOther && (
        <Link href={href}>
          {found.overdue > 0 && (
            <span data-tone="late">{t('day.overdue', { n: formatNumber(found.overdue) })}</span>
          )}
          {inTime > 0 && <span data-tone="info">{t('day.open', { n: formatNumber(inTime) })}</span>}
          {found.done > 0 && <span data-tone="ok">{t('day.done', { n: formatNumber(found.done) })}</span>}
        </Link>
      )}
    </td>
  )
}
