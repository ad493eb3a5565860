import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, useAddress, useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  ConfirmButton,
  calendarDate,
  EmptyState,
  formatDate,
  formatTime,
  StatusPill,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Gap, Shift, SlotOut, WeekOut } from '../contract.ts'
import { byRole, gapText, plusDays, spanText, useShortWho, useWho, weekdayOf } from './parts.tsx'
import './duty.css'

/** The roster of one command post for a week: shifts by day, open places with who could take them, hours covered. */
export function Week({ week, area, today }: { week: WeekOut; area: string; today: string }) {
  const t = useT('duty')
  const [, setFrom] = useAddress('from')
  const move = (days: number) => setFrom(plusDays(week.from, days))
  const nav = (
    <span className="vx-duty-nav vx-no-print">
      <Button size="xs" variant="default" onClick={() => move(-7)}>
        {t('week.before')}
      </Button>
      <Button size="xs" variant="default" onClick={() => move(7)}>
        {t('week.after')}
      </Button>
    </span>
  )
  const days = Array.from({ length: 7 }, (_, i) => plusDays(week.from, i))
  const title = t('week.title', { area })
  const span = t('week.span', { from: formatDate(week.from, { short: true }), to: formatDate(week.to) })
  return (
    <div className="vx-duty-printed">
      <Card title={`${title}, ${span}`} aside={nav} padding={false}>
        {week.slots.length === 0 ? (
          <EmptyState compact title={t('week.none')}>
            {t('week.none.next')}
          </EmptyState>
        ) : (
          <ol className="vx-duty-days">
            {days.map((day) => (
              <Day
                key={day}
                day={day}
                isToday={day === today}
                slots={week.slots.filter((s) => calendarDate(s.startsAt) === day)}
                vacated={week.vacated.filter((s) => calendarDate(s.startsAt) === day)}
                others={week.others.filter((s) => calendarDate(s.startsAt) === day)}
                mayPlan={week.may.plan}
              />
            ))}
          </ol>
        )}
      </Card>
      <Hours days={days} gaps={week.gaps} />
    </div>
  )
}

function Day(props: {
  day: string
  isToday: boolean
  slots: SlotOut[]
  vacated: Shift[]
  others: Shift[]
  mayPlan: boolean
}) {
  const { day, slots, vacated, others } = props
  const t = useT('duty')
  const short = useShortWho()
  const list = (shifts: Shift[]) => shifts.map((s) => `${short(s)} (${formatTime(s.startsAt)})`).join(', ')
  return (
    <li data-today={props.isToday || undefined}>
      <h3>
        {t(`day.${weekdayOf(`${day}T00:00:00+07:00`)}`)} <span>{formatDate(day, { short: true })}</span>
      </h3>
      {slots.map((slot) => (
        <Slot key={slot.startsAt} slot={slot} mayPlan={props.mayPlan} />
      ))}
      {vacated.length > 0 && <p className="vx-muted vx-small">{t('week.gone', { list: list(vacated) })}</p>}
      {others.length > 0 && <p className="vx-muted vx-small">{t('week.others', { list: list(others) })}</p>}
    </li>
  )
}

function Slot({ slot, mayPlan }: { slot: SlotOut; mayPlan: boolean }) {
  const t = useT('duty')
  return (
    <section className="vx-duty-slot" data-open={slot.open.length > 0 || undefined}>
      <h4>
        {slot.name}{' '}
        <span>
          {formatTime(slot.startsAt)}–{formatTime(slot.endsAt)}
        </span>
      </h4>
      {byRole(slot.shifts).map(({ role, shifts }) => (
        <div key={role}>
          <div className="vx-duty-role">{t(`role.${role}`)}</div>
          {shifts.map((s) => (
            <Served key={s.id} shift={s} mayPlan={mayPlan} />
          ))}
        </div>
      ))}
      {slot.open.map((open) => (
        <Open key={open.role} slot={slot} open={open} mayPlan={mayPlan} />
      ))}
    </section>
  )
}

function Served({ shift, mayPlan }: { shift: Shift; mayPlan: boolean }) {
  const over = Date.parse(shift.endsAt) <= useNow().getTime()
  const t = useT('duty')
  const short = useShortWho()
  const who = useWho()
  const client = useQueryClient()
  const vacate = useMutation(api.duty.vacate.mutationOptions({ onSuccess: () => client.invalidateQueries() }))
  return (
    <div className="vx-duty-served" title={who(shift)} data-gone={!shift.stands || undefined}>
      <span>{short(shift)}</span>
      {mayPlan && !over && (
        <span className="vx-no-print">
          <ConfirmButton
            size="compact-xs"
            variant="subtle"
            question={t('week.vacate.ask', { who: short(shift) })}
            confirmLabel={t('week.vacate')}
            onConfirm={async () => {
              await vacate.mutateAsync({ id: shift.id, version: shift.version })
              toast.done(t('week.vacated'))
            }}
          >
            <span aria-hidden="true">×</span>
            <span className="vx-visually-hidden">{t('week.vacate.who', { who: short(shift) })}</span>
          </ConfirmButton>
        </span>
      )}
    </div>
  )
}

function Open(props: { slot: SlotOut; open: SlotOut['open'][number]; mayPlan: boolean }) {
  const { slot, open, mayPlan } = props
  const over = Date.parse(slot.endsAt) <= useNow().getTime()
  const t = useT('duty')
  const who = useShortWho()
  const client = useQueryClient()
  const fill = useMutation(
    api.duty.fill.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries()
        toast.done(t('week.filled', { who: open.propose ? who(open.propose) : '' }))
      },
      onError: (error) => toast.problem(error),
    }),
  )
  const role = t(`role.${open.role}`).toLocaleLowerCase('vi')
  const label = open.n > 1 ? t('week.open.n', { n: open.n, role }) : t('week.open', { role })
  return (
    <div className="vx-duty-open">
      <StatusPill tone="late">{label}</StatusPill>
      {mayPlan &&
        !over &&
        (open.propose ? (
          <Button
            size="compact-xs"
            variant="default"
            className="vx-no-print vx-duty-fill"
            loading={fill.isPending}
            onClick={() =>
              fill.mutate({ personId: open.propose!.personId, role: open.role, startsAt: slot.startsAt })
            }
          >
            {t('week.propose', { who: who(open.propose) })}
          </Button>
        ) : (
          <span className="vx-muted vx-small">{t('week.noone')}</span>
        ))}
    </div>
  )
}

/** Each day as 24 hours; what is not covered is red and said in words. */
function Hours({ days, gaps }: { days: string[]; gaps: Gap[] }) {
  const t = useT('duty')
  return (
    <Card title={t('hours.title')} aside={t('hours.legend')}>
      <ol className="vx-duty-hours">
        {days.map((day) => {
          const start = Date.parse(`${day}T00:00:00+07:00`)
          const at = (hour: number) =>
            gaps.find(
              (g) =>
                Date.parse(g.startsAt) <= start + hour * 3_600_000 &&
                Date.parse(g.endsAt) > start + hour * 3_600_000,
            )
          const own = gaps.filter(
            (g) => Date.parse(g.startsAt) < start + 86_400_000 && Date.parse(g.endsAt) > start,
          )
          const name = `${t(`day.${weekdayOf(start)}`)} ${formatDate(day, { short: true })}`
          const text = own.length
            ? t('hours.open', {
                day: name,
                list: own.map((g) => `${spanText(g)} (${gapText(t, g)})`).join('; '),
              })
            : t('hours.whole', { day: name })
          return (
            <li key={day}>
              <span className="vx-duty-hours-day">{name}</span>
              <span className="vx-duty-strip" role="img" aria-label={text}>
                {Array.from({ length: 24 }, (_, hour) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day never move
                  <i key={hour} data-open={at(hour) ? '' : undefined}>
                    {hour % 6 === 0 ? hour : ''}
                  </i>
                ))}
              </span>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}
