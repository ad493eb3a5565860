import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../../web/kit/api.ts'
import { Drawer, ToneMark, toast, toProblem, useT } from '../../../../web/kit/index.ts'
import type { Contact, ExposureEvent, ListedPerson } from '../contract.ts'
import { type Meeting, MeetingFields, meetingOf, missingOf, whenOf } from './MeetingFields.tsx'

export interface EditContactsProps {
  person: ListedPerson | undefined
  name: string
  events: readonly ExposureEvent[]
  onClose: () => void
}

/** The contacts that put somebody on the list, to be corrected or taken off. */
export function EditContacts({ person, name, events, onClose }: EditContactsProps) {
  const t = useT('tracing')
  return (
    <Drawer
      opened={person !== undefined}
      onClose={onClose}
      title={[t('change.title'), name].filter(Boolean).join(': ')}
    >
      {person?.contacts.map((c) => (
        <EditContact key={`${c.id}-${c.version}`} contact={c} events={events} onClose={onClose} />
      ))}
    </Drawer>
  )
}

function EditContact(props: { contact: Contact; events: readonly ExposureEvent[]; onClose: () => void }) {
  const { contact, events, onClose } = props
  const t = useT('tracing')
  const client = useQueryClient()
  const [meeting, setMeeting] = useState<Meeting>(meetingOf(contact))
  const [missing, setMissing] = useState<(keyof Meeting)[]>([])
  const [removing, setRemoving] = useState(false)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const { id, version } = contact

  const act = async (what: () => Promise<void>) => {
    setPending(true)
    setFailure('')
    try {
      await what()
      await client.invalidateQueries()
      onClose()
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setPending(false)
    }
  }
  const save = () => {
    const found = missingOf(meeting)
    setMissing(found)
    if (found.length) return
    void act(async () => {
      await call.tracing.updateContact({
        id,
        version,
        ...whenOf(meeting),
        closeness: meeting.closeness!,
        placeText: meeting.placeText.trim() || null,
        exposureEventId: meeting.exposureEventId,
        note: meeting.note.trim() || null,
      })
      toast.done(t('change.done'))
    })
  }
  const remove = () =>
    act(async () => {
      const gone = await call.tracing.removeContact({ id, version, reason: reason.trim() })
      toast.done(t('remove.done'), {
        undo: async () => {
          await call.tracing.restoreContact({ id, version: gone.version })
          await client.invalidateQueries()
        },
      })
    })
  return (
    <form
      className="vx-form tracing-edit"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <div className="vx-form-grid" data-columns={1}>
        <MeetingFields
          value={meeting}
          onChange={setMeeting}
          missing={missing}
          events={events}
          disabled={pending}
        />
        {removing && (
          <TextInput
            label={t('remove.reason')}
            required
            autoFocus
            disabled={pending}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </div>
      {failure && (
        <div className="vx-form-summary" role="alert">
          <ToneMark tone="late" />
          <span>{failure}</span>
        </div>
      )}
      <div className="vx-form-actions">
        {!removing && (
          <Button type="submit" loading={pending}>
            {t('save')}
          </Button>
        )}
        <Button
          variant="default"
          disabled={pending || (removing && reason.trim().length < 3)}
          onClick={() => (removing ? void remove() : setRemoving(true))}
        >
          {t('remove')}
        </Button>
      </div>
    </form>
  )
}
