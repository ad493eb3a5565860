import { Button, Popover, TextInput } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useAsOf, useNow } from '../kit/api.ts'
import {
  calendarDate,
  DateField,
  formatDateTime,
  formatTime,
  instantOf,
  parseTime,
  useT,
} from '../kit/index.ts'

/** The moment whose knowledge the figures show; the present unless somebody asks for the past. */
export function AsOfPicker() {
  const t = useT('shell')
  const now = useNow()
  const [asOf, setAsOf] = useAsOf()
  const [opened, setOpened] = useState(false)
  const [date, setDate] = useState<string | null>(null)
  const [time, setTime] = useState('')
  const shown = asOf ?? now.toISOString()
  const chosen = date && parseTime(time) ? instantOf(date, parseTime(time)!) : undefined
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={280} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="shell-chip"
          data-framed
          data-past={asOf ? true : undefined}
          aria-expanded={opened}
          onClick={() => {
            setDate(calendarDate(shown))
            setTime(formatTime(shown))
            setOpened((o) => !o)
          }}
        >
          <span className="shell-chip-text">{t('asOf', { at: formatDateTime(shown) })}</span>
          <ChevronDown size={14} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="vx-stack"
          onSubmit={(event) => {
            event.preventDefault()
            if (!chosen) return
            setAsOf(Date.parse(chosen) >= now.getTime() ? undefined : new Date(chosen).toISOString())
            setOpened(false)
          }}
        >
          <b>{t('asOf.title')}</b>
          <DateField label={t('asOf.date')} value={date} onChange={setDate} />
          <TextInput
            label={t('asOf.time')}
            value={time}
            onChange={(e) => setTime(e.currentTarget.value)}
            placeholder="17:00"
          />
          <Button type="submit" disabled={!chosen}>
            {t('asOf.apply')}
          </Button>
          {asOf && (
            <Button
              variant="default"
              onClick={() => {
                setAsOf(undefined)
                setOpened(false)
              }}
            >
              {t('asOf.back')}
            </Button>
          )}
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
