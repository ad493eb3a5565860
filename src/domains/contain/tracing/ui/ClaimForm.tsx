import { Button, Checkbox, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { v7 as uuid7 } from 'uuid'
import { call } from '../../../../web/kit/api.ts'
import {
  Choice,
  calendarDate,
  formatDate,
  formatTime,
  ToneMark,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import { ClaimCloseness, type OpenNotice, type Symptom } from '../contract.ts'
import { hours } from './parts.tsx'

/** The few by which a station decides what comes first. */
const ASKED: Symptom[] = ['fever', 'cough', 'sore_throat', 'dyspnoea', 'taste_smell_loss', 'other']

const DAY = 86_400_000

/** The calendar days that the exposure touches, so that nobody types a date. */
function daysOf({ startsAt, endsAt }: { startsAt: string; endsAt: string }): string[] {
  const days = [calendarDate(startsAt)]
  while (days.at(-1)! < calendarDate(endsAt)) {
    days.push(calendarDate(Date.parse(`${days.at(-1)}T12:00:00+07:00`) + DAY))
  }
  return days
}

/** Hanoi's wall clock of a day as an instant; an end before its beginning is of the next day. */
const instantOf = (day: string, time: string, after = '00:00') =>
  new Date(Date.parse(`${day}T${time}:00+07:00`) + (time < after ? DAY : 0)).toISOString()

interface ClaimFormProps {
  notice: Pick<OpenNotice, 'id' | 'title' | 'startsAt' | 'endsAt'>
  onClose: () => void
  /** Whoever writes down what somebody says on the telephone: needs no number, and says so to the server. */
  called?: (receipt: string) => void
}

/** "I was there": who, when, how close. Sent twice it is one claim. */
export function ClaimForm({ notice, onClose, called }: ClaimFormProps) {
  const t = useT('notices')
  const id = useRef(uuid7())
  const [text, setText] = useState({ fullName: '', phone: '', address: '', website: '' })
  const days = daysOf(notice)
  const [day, setDay] = useState(days[0]!)
  const [from, setFrom] = useState(formatTime(notice.startsAt))
  const [to, setTo] = useState(formatTime(notice.endsAt))
  const [closeness, setCloseness] = useState<ClaimCloseness | null>(null)
  const [symptoms, setSymptoms] = useState<Symptom[]>([])
  const [consent, setConsent] = useState(false)
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const [receipt, setReceipt] = useState('')

  const field = (key: keyof typeof text) => ({
    label: t(key),
    value: text[key],
    disabled: pending,
    onChange: (event: { currentTarget: { value: string } }) =>
      setText({ ...text, [key]: event.currentTarget.value }),
  })
  const when = (label: string, value: string, set: (value: string) => void) => (
    <TextInput
      type="time"
      label={label}
      withAsterisk
      required
      disabled={pending}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  )

  const send = async () => {
    const phone = text.phone.trim()
    if (text.fullName.trim().length < 2 || !(phone || called) || !from || !to || !closeness || !consent) {
      return setFailure(t('form.need'))
    }
    setPending(true)
    setFailure('')
    const said = {
      id: id.current,
      noticeId: notice.id,
      fullName: text.fullName.trim(),
      ...(text.address.trim() ? { address: text.address.trim() } : {}),
      fromAt: instantOf(day, from),
      toAt: instantOf(day, to, from),
      closeness,
      symptoms,
      consent: true as const,
    }
    try {
      const answer = called
        ? await call.tracing.enterClaim({ ...said, ...(phone ? { phone } : {}) })
        : await call.tracing.handInClaim({ ...said, phone, website: text.website })
      if (called) called(answer.receipt)
      else setReceipt(answer.receipt)
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setPending(false)
    }
  }

  if (receipt) {
    return (
      <div className="notices-receipt" role="status">
        <p>{t('form.done')}</p>
        <p>{t('form.keep')}</p>
        <output>{receipt}</output>
        <Button variant="default" onClick={onClose}>
          {t('form.close')}
        </Button>
      </div>
    )
  }
  return (
    <form
      className="vx-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <p className="notices-of">
        <b>{notice.title}</b>
        <span>{hours(notice.startsAt, notice.endsAt)}</span>
      </p>
      <div className="vx-form-grid" data-columns={1}>
        <TextInput {...field('fullName')} withAsterisk required autoComplete="name" maxLength={120} />
        <TextInput
          {...field('phone')}
          withAsterisk={!called}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          maxLength={15}
        />
        <TextInput {...field('address')} autoComplete="street-address" maxLength={200} />
        {days.length > 1 && (
          <Choice
            label={t('day')}
            disabled={pending}
            options={days.map((value) => ({ value, label: formatDate(value) }))}
            value={day}
            onChange={(next) => setDay(next as string)}
          />
        )}
        <div className="notices-hours">
          {when(t('fromAt'), from, setFrom)}
          {when(t('toAt'), to, setTo)}
        </div>
        <Choice
          label={t('closeness')}
          required
          disabled={pending}
          options={ClaimCloseness.options.map((value) => ({ value, label: t(value) }))}
          value={closeness}
          onChange={(next) => setCloseness(next as ClaimCloseness)}
        />
        <Choice
          label={t('symptoms')}
          multiple
          disabled={pending}
          options={ASKED.map((value) => ({ value, label: t(value) }))}
          value={symptoms}
          onChange={(next) => setSymptoms(next as Symptom[])}
        />
        <div className="notices-trap" aria-hidden="true">
          <TextInput {...field('website')} tabIndex={-1} autoComplete="off" />
        </div>
        <Checkbox
          label={t('consent')}
          description={t('consent.more')}
          checked={consent}
          disabled={pending}
          onChange={(event) => setConsent(event.currentTarget.checked)}
        />
      </div>
      {failure && (
        <div className="vx-form-summary" role="alert">
          <ToneMark tone="late" />
          <span>{failure}</span>
        </div>
      )}
      <div className="vx-form-actions">
        <Button type="submit" loading={pending}>
          {t('form.send')}
        </Button>
      </div>
    </form>
  )
}
