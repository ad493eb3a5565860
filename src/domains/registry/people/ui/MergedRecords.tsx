import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, useRight } from '../../../../web/kit/api.ts'
import { formatDateTime, Modal, toast, useT } from '../../../../web/kit/index.ts'
import type { Merge } from '../contract.ts'
import { ReasonForm } from './ReasonForm.tsx'
import './people.css'

/** What was merged into this person, by whom and why, each with the way back while there is one. */
export function MergedRecords({ merges }: { merges: Merge[] }) {
  const t = useT('merge')
  const client = useQueryClient()
  const may = useRight('person.merge')
  const [undoing, setUndoing] = useState<Merge>()
  if (merges.length === 0) return null
  const undo = async (reason: string) => {
    await call.people.unmerge({ id: undoing!.id, version: undoing!.version, reason })
    setUndoing(undefined)
    await client.invalidateQueries()
    toast.done(t('undo.done'))
  }
  return (
    <ul className="people-merged">
      {merges.map((m) => (
        <li key={m.id}>
          <div>
            <div>{t('from', { name: m.fullName ?? t('from.unnamed') })}</div>
            <small>{t('by', { by: m.by, at: formatDateTime(m.at), reason: m.reason })}</small>
          </div>
          {may && m.isLatest && m.fullName !== null && (
            <Button size="compact-sm" variant="subtle" onClick={() => setUndoing(m)}>
              {t('undo')}
            </Button>
          )}
        </li>
      ))}
      <Modal opened={undoing !== undefined} onClose={() => setUndoing(undefined)} title={t('undo.title')}>
        <p>{t('undo.lead')}</p>
        <ReasonForm hint={t('reason.undo')} submitLabel={t('undo')} onSubmit={undo} />
      </Modal>
    </ul>
  )
}
