import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { toProblem, useT } from '../../../../web/kit/index.ts'
import './messages.ts'

/** Asks why before something is done; what the server objects to stands under the box. */
export function ReasonForm(props: {
  hint: string
  submitLabel: string
  disabled?: boolean
  onSubmit: (reason: string) => Promise<void>
}) {
  const t = useT('merge')
  const [reason, setReason] = useState('')
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState('')
  const send = async () => {
    setPending(true)
    setFailure('')
    try {
      await props.onSubmit(reason.trim())
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setPending(false)
    }
  }
  return (
    <form
      className="vx-form"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Textarea
        label={t('reason')}
        description={props.hint}
        required
        autosize
        minRows={2}
        maxLength={500}
        disabled={pending || props.disabled}
        error={failure || undefined}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className="vx-form-actions">
        <Button type="submit" loading={pending} disabled={props.disabled || reason.trim().length < 5}>
          {props.submitLabel}
        </Button>
      </div>
    </form>
  )
}
