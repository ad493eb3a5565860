import { Textarea, TextInput } from '@mantine/core'
import { Choice, calendarDate, DateField, DateTimeField, useT } from '../../../../web/kit/index.ts'
import type { Closeness, Contact, ExposureEvent } from '../contract.ts'

/** What a form holds of when, where and how close, as typed so far. */
export interface Meeting {
  mode: 'day' | 'time'
  day: string | null
  firstAt: string | null
  lastAt: string | null
  closeness: Closeness | null
  placeText: string
  exposureEventId: string | null
  note: string
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/
const isInstant = (v: string | null) =>
  v !== null && /^\d{4}-\d{2}-\d{2}T/.test(v) && !Number.isNaN(Date.parse(v))

/** An empty meeting on a day, or the one of a contact. */
export function meetingOf(contact?: Contact): Meeting {
  if (!contact) {
    return {
      mode: 'day',
      day: null,
      firstAt: null,
      lastAt: null,
      closeness: null,
      placeText: '',
      exposureEventId: null,
      note: '',
    }
  }
  // A span of whole days cannot be said with one day; its instants can.
  const oneDay = contact.dayOnly && calendarDate(contact.firstAt) === calendarDate(contact.lastAt)
  return {
    mode: oneDay ? 'day' : 'time',
    day: calendarDate(contact.firstAt),
    firstAt: contact.firstAt,
    lastAt: contact.lastAt,
    closeness: contact.closeness,
    placeText: contact.placeText ?? '',
    exposureEventId: contact.exposureEventId,
    note: contact.note ?? '',
  }
}

/** Fields that still miss something. */
export function missingOf(m: Meeting): (keyof Meeting)[] {
  const missing: (keyof Meeting)[] = []
  if (m.mode === 'day' && !(m.day && ISO_DAY.test(m.day))) missing.push('day')
  if (m.mode === 'time' && !isInstant(m.firstAt)) missing.push('firstAt')
  if (m.mode === 'time' && m.lastAt !== null && !isInstant(m.lastAt)) missing.push('lastAt')
  if (!m.closeness) missing.push('closeness')
  return missing
}

/** When it was, as the contract wants it. Call only when nothing is missing. */
export function whenOf(m: Meeting) {
  if (m.mode === 'day') return { day: m.day! }
  return { firstAt: m.firstAt!, ...(m.lastAt ? { lastAt: m.lastAt } : {}) }
}

const CLOSENESS: Closeness[] = ['household', 'direct', 'within_2m_15min', 'same_room', 'brief', 'unknown']

export interface MeetingFieldsProps {
  value: Meeting
  onChange: (next: Meeting) => void
  missing: readonly (keyof Meeting)[]
  events: readonly ExposureEvent[]
  disabled: boolean
}

/** When, where and how close. */
export function MeetingFields({ value, onChange, missing, events, disabled }: MeetingFieldsProps) {
  const t = useT('tracing')
  const set = (part: Partial<Meeting>) => onChange({ ...value, ...part })
  const error = (field: keyof Meeting) => (missing.includes(field) ? t('required') : undefined)
  const known = value.closeness && !CLOSENESS.includes(value.closeness) ? [value.closeness] : []
  return (
    <>
      <Choice
        label={t('when')}
        required
        disabled={disabled}
        options={[
          { value: 'day', label: t('when.day') },
          { value: 'time', label: t('when.time') },
        ]}
        value={value.mode}
        onChange={(mode) => set({ mode: mode === 'time' ? 'time' : 'day' })}
      />
      {value.mode === 'day' ? (
        <DateField
          label={t('day')}
          required
          disabled={disabled}
          error={error('day')}
          value={value.day}
          onChange={(day) => set({ day })}
        />
      ) : (
        <>
          <DateTimeField
            label={t('firstAt')}
            required
            disabled={disabled}
            error={error('firstAt')}
            value={value.firstAt}
            onChange={(firstAt) => set({ firstAt })}
          />
          <DateTimeField
            label={t('lastAt')}
            disabled={disabled}
            error={error('lastAt')}
            value={value.lastAt}
            onChange={(lastAt) => set({ lastAt })}
          />
        </>
      )}
      <Choice
        label={t('closeness')}
        description={t('closeness.help')}
        required
        disabled={disabled}
        error={error('closeness')}
        options={[...CLOSENESS, ...known].map((c) => ({ value: c, label: t(c) }))}
        value={value.closeness}
        onChange={(closeness) => set({ closeness: closeness as Closeness | null })}
      />
      <TextInput
        label={t('placeText')}
        disabled={disabled}
        maxLength={200}
        value={value.placeText}
        onChange={(event) => set({ placeText: event.currentTarget.value })}
      />
      {events.length > 0 && (
        <Choice
          label={t('exposureEvent')}
          disabled={disabled}
          options={events.map((e) => ({ value: e.id, label: e.name }))}
          value={value.exposureEventId}
          onChange={(exposureEventId) => set({ exposureEventId })}
        />
      )}
      <Textarea
        label={t('note')}
        autosize
        minRows={2}
        disabled={disabled}
        maxLength={500}
        value={value.note}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
    </>
  )
}
