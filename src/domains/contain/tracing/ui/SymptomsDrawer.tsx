import { Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Choice, Drawer, parseNumber, ToneMark, toProblem, useT } from '../../../../web/kit/index.ts'
import { type DueToday, Symptom } from '../contract.ts'

type Check = { symptoms: Symptom[]; temperature?: number; note?: string }

interface SymptomsDrawerProps {
  due: DueToday | undefined
  onClose: () => void
  onRecord: (check: Check) => Promise<void>
}

/** What somebody who is not well complains of: the lines of the daily form, and the thermometer. */
export function SymptomsDrawer({ due, onClose, onRecord }: SymptomsDrawerProps) {
  const t = useT('tracing')
  return (
    <Drawer
      opened={due !== undefined}
      onClose={onClose}
      title={due && [t('check.title'), due.fullName].filter(Boolean).join(': ')}
    >
      {due && <Form key={due.personId} onRecord={onRecord} />}
    </Drawer>
  )
}

function Form({ onRecord }: { onRecord: (check: Check) => Promise<void> }) {
  const t = useT('tracing')
  const [symptoms, setSymptoms] = useState<Symptom[]>([])
  const [heat, setHeat] = useState('')
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const temperature = parseNumber(heat)
  const isHeatWrong = heat.trim() !== '' && (temperature === null || temperature < 34 || temperature > 43)

  const send = async () => {
    if (isHeatWrong) return setFailure(t('check.temperatureWrong'))
    if (symptoms.length === 0 && (temperature ?? 0) < 37.5) return setFailure(t('check.need'))
    setPending(true)
    setFailure('')
    try {
      await onRecord({
        symptoms,
        ...(temperature === null ? {} : { temperature }),
        ...(note.trim() ? { note: note.trim() } : {}),
      })
    } catch (error) {
      setFailure(toProblem(error).message)
      setPending(false)
    }
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
      <div className="vx-form-grid" data-columns={1}>
        <Choice
          label={t('check.title')}
          multiple
          disabled={pending}
          options={Symptom.options.map((value) => ({ value, label: t(value) }))}
          value={symptoms}
          onChange={(next) => {
            setSymptoms(next as Symptom[])
            setFailure('')
          }}
        />
        <TextInput
          label={t('temperature')}
          inputMode="decimal"
          autoComplete="off"
          disabled={pending}
          error={isHeatWrong && failure ? t('check.temperatureWrong') : undefined}
          value={heat}
          onChange={(event) => {
            setHeat(event.currentTarget.value)
            setFailure('')
          }}
        />
        <Textarea
          label={t('note')}
          autosize
          minRows={2}
          maxLength={500}
          disabled={pending}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
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
          {t('check.submit')}
        </Button>
      </div>
    </form>
  )
}
