import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { CalendarDays } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useNow } from './api.ts'
import { calendarDate, formatTime, instantOf, parseTime, parseVietnameseDate } from './format.ts'
import { useT } from './i18n.ts'

export interface DateFieldProps {
  id?: string
  label: string
  description?: string
  error?: string
  required?: boolean
  disabled?: boolean
  /** 'YYYY-MM-DD', or the text as typed while it is no date yet. */
  value: string | null | undefined
  onChange: (value: string | null) => void
  onBlur?: () => void
}

// The calendar is fetched when a field that can open it is there; typing a date needs none of it.
const calendar = () => import('./calendar.tsx')
const Calendar = lazy(calendar)

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/

// Typed dates stay d/m/yyyy in both languages: that is the form on every paper copied from.
function typedForm(value: string | null | undefined): string {
  if (!value) return ''
  const [year, month, day] = ISO_DAY.test(value) ? value.split('-').map(Number) : []
  return year ? `${day}/${month}/${year}` : value
}

/** A calendar date, typed as 10/8/2021 or picked. What is no date is handed on as typed so that validation sees it. */
export function DateField({ value, onChange, onBlur, ...rest }: DateFieldProps) {
  const t = useT('kit')
  const [open, setOpen] = useState(false)
  const [text, setText] = useState(typedForm(value))
  useEffect(() => {
    // While typing, '10/8/2021' and its ISO form are the same value: do not rewrite under the cursor.
    setText((now) => (parseVietnameseDate(now) === value && value ? now : typedForm(value)))
  }, [value])
  const iso = value && ISO_DAY.test(value) ? value : null
  const today = calendarDate(useNow())
  useEffect(() => void calendar(), [])
  return (
    <TextInput
      {...rest}
      value={text}
      inputMode="numeric"
      placeholder={t('form.datePlaceholder')}
      autoComplete="off"
      onChange={(event) => {
        const typed = event.currentTarget.value
        setText(typed)
        onChange(typed.trim() === '' ? null : (parseVietnameseDate(typed) ?? typed))
      }}
      onBlur={() => {
        setText(typedForm(value))
        onBlur?.()
      }}
      rightSection={
        <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
          <Popover.Target>
            <ActionIcon
              aria-label={t('form.openCalendar', { label: rest.label })}
              onClick={() => void calendar().then(() => setOpen((o) => !o))}
              disabled={rest.disabled}
            >
              <CalendarDays size={16} aria-hidden="true" />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <Suspense>
              <Calendar
                value={iso}
                today={today}
                onChange={(day) => {
                  onChange(day)
                  setOpen(false)
                }}
              />
            </Suspense>
          </Popover.Dropdown>
        </Popover>
      }
    />
  )
}

/** An instant as an ISO UTC string, entered as date and clock time in Hanoi; incomplete text is handed on as typed. */
export function DateTimeField({ value, onChange, onBlur, ...rest }: DateFieldProps) {
  const t = useT('kit')
  const now = useNow()
  const iso = value && /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value)) ? value : null
  const [day, setDay] = useState<string | null>(iso ? calendarDate(iso) : null)
  const [time, setTime] = useState(iso ? formatTime(iso) : '')
  useEffect(() => {
    if (iso) {
      setDay(calendarDate(iso))
      setTime((now) => (parseTime(now) === formatTime(iso) ? now : formatTime(iso)))
    } else if (!value) {
      setDay(null)
      setTime('')
    }
  }, [iso, value])
  const emit = (nextDay: string | null, nextTime: string) => {
    const clock = parseTime(nextTime)
    if (!nextDay && !nextTime) onChange(null)
    else if (nextDay && ISO_DAY.test(nextDay) && clock) onChange(instantOf(nextDay, clock))
    else onChange(`${nextDay ?? ''} ${nextTime}`)
  }
  return (
    <div className="vx-datetime">
      <DateField
        {...rest}
        value={day}
        onChange={(next) => {
          setDay(next)
          emit(next, time)
        }}
        onBlur={onBlur}
      />
      <TextInput
        className="vx-datetime-time"
        aria-label={t('form.timeOf', { label: rest.label })}
        label={t('form.timeLabel')}
        placeholder="17:00"
        inputMode="numeric"
        autoComplete="off"
        disabled={rest.disabled}
        error={Boolean(rest.error)}
        value={time}
        onChange={(event) => {
          setTime(event.currentTarget.value)
          emit(day, event.currentTarget.value)
        }}
        onBlur={() => {
          setTime(parseTime(time) ?? time)
          onBlur?.()
        }}
      />
      <Button
        variant="default"
        disabled={rest.disabled}
        onClick={() => onChange(new Date(Math.floor(now.getTime() / 60_000) * 60_000).toISOString())}
      >
        {t('form.now')}
      </Button>
    </div>
  )
}
