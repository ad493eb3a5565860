import { Button, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, useRight } from '../../../../web/kit/api.ts'
import {
  ConfirmButton,
  formatDate,
  formatDateTime,
  Modal,
  ToneMark,
  toast,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import type { CaseContacts } from '../contract.ts'

/** Whether the list is complete, who said so, and what came after; or the way to say so. */
export function SignOff({ list }: { list: CaseContacts }) {
  const t = useT('tracing')
  const client = useQueryClient()
  const may = useRight('contact.sign-off')
  const [empty, setEmpty] = useState(false)
  const { caseId, version } = list
  const sign = async (note?: string) => {
    const signed = await call.tracing.signOff({ caseId, version, ...(note ? { note } : {}) })
    await client.invalidateQueries()
    toast.done(t('signOff.done'), {
      undo: async () => {
        await call.tracing.withdrawSignOff({ caseId, version: signed.version })
        await client.invalidateQueries()
      },
    })
  }
  const window = list.isolatedAt
    ? t('contacts.windowUntil', {
        from: formatDate(list.infectiousFrom),
        until: formatDateTime(list.isolatedAt),
      })
    : t('contacts.window', { from: formatDate(list.infectiousFrom) })
  if (list.signedOffAt) {
    return (
      <div className="tracing-foot">
        <span>
          <ToneMark tone="ok" />{' '}
          {t('signed.by', { by: list.signedOffBy, at: formatDateTime(list.signedOffAt) })}
          {list.addedSince > 0 && <> · {t('signed.since', { count: list.addedSince })}</>}
        </span>
        {may && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() =>
              void call.tracing
                .withdrawSignOff({ caseId, version })
                .then(() => client.invalidateQueries())
                .then(() => toast.done(t('withdraw.done')))
                .catch(toast.problem)
            }
          >
            {t('withdraw')}
          </Button>
        )}
      </div>
    )
  }
  return (
    <div className="tracing-foot">
      <span>{window}</span>
      {may &&
        (list.people.length > 0 ? (
          <ConfirmButton
            size="xs"
            confirmLabel={t('signOff.confirm')}
            question={t('signOff.question', { count: list.people.length })}
            onConfirm={() => sign()}
          >
            {t('signOff')}
          </ConfirmButton>
        ) : (
          <Button size="xs" variant="default" onClick={() => setEmpty(true)}>
            {t('signOff')}
          </Button>
        ))}
      <Modal opened={empty} onClose={() => setEmpty(false)} title={t('signOff')}>
        {empty && <EmptyNote onSign={sign} onClose={() => setEmpty(false)} />}
      </Modal>
    </div>
  )
}

function EmptyNote({ onSign, onClose }: { onSign: (note: string) => Promise<void>; onClose: () => void }) {
  const t = useT('tracing')
  const [note, setNote] = useState('')
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState('')
  const send = async () => {
    setPending(true)
    setFailure('')
    try {
      await onSign(note.trim())
      onClose()
    } catch (error) {
      setFailure(toProblem(error).message)
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
        label={t('signOff.empty')}
        autosize
        minRows={3}
        maxLength={500}
        disabled={pending}
        error={failure || undefined}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className="vx-form-actions">
        <Button type="submit" loading={pending} disabled={note.trim().length < 3}>
          {t('signOff.confirm')}
        </Button>
      </div>
    </form>
  )
}
