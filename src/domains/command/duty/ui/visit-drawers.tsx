import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { v7 as uuid7 } from 'uuid'
import { call } from '../../../../web/kit/api.ts'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import {
  type FieldVisitPage,
  IncidentForm,
  StrikeForm,
  SupplementForm,
  TaskForm,
} from '../visits/contract.ts'
import { AreaField } from './visit-fields.tsx'
import './incident-messages.ts'
import './visit-messages.ts'

export type Doing = 'give' | 'incident' | 'supplement' | 'strike'

/** What is done from the page of a visit. */
export function VisitDrawer(props: { page: FieldVisitPage; doing: Doing | undefined; onClose: () => void }) {
  const { page, doing, onClose } = props
  const t = useT('field-visits')
  return (
    <Drawer opened={doing !== undefined} onClose={onClose} title={doing ? t(`do.${doing}`) : ''}>
      {doing && <DoingForm key={doing} page={page} doing={doing} onClose={onClose} />}
    </Drawer>
  )
}

function DoingForm({ page, doing, onClose }: { page: FieldVisitPage; doing: Doing; onClose: () => void }) {
  const t = useT('field-visits')
  const incidentsT = useT('incidents')
  const postWords = usePostWords()
  const client = useQueryClient()
  // One for as long as the form is open: pressed again after a lost answer it is the same thing.
  const [id] = useState(() => uuid7())
  const { visit } = page
  const visitId = visit.id
  const done = async (said: string) => {
    await client.invalidateQueries()
    toast.done(said)
    onClose()
  }
  const shared = { submitLabel: t(`do.${doing}`), onCancel: onClose, hidden: ['id'] }
  switch (doing) {
    case 'give':
      return (
        <ContractForm
          {...shared}
          schema={TaskForm}
          value={{ id, areaId: visit.areaId, postKind: 'ward-chair' }}
          render={{ areaId: (field) => <AreaField field={field} /> }}
          labels={(field) =>
            field.startsWith('postKind.') ? postWords(field.slice(9)) : t(`task.${field as 'title'}`)
          }
          onSubmit={async (values) => {
            await call.duty.giveVisitTask({ ...values, visitId })
            await done(t('saved.give'))
          }}
        />
      )
    case 'incident':
      return (
        <ContractForm
          {...shared}
          schema={IncidentForm}
          value={{ id, ...(visit.spot ? { placeText: visit.spot } : {}) }}
          labels={(field) =>
            field.startsWith('kind.') ? incidentsT(field as 'kind.other') : t(`incident.${field as 'kind'}`)
          }
          onSubmit={async (values) => {
            const { code } = await call.duty.takeVisitIncident({ ...values, visitId })
            await done(t('saved.incident', { code }))
          }}
        />
      )
    case 'supplement':
      return (
        <>
          <p className="fv-lead">{t('supplement.lead')}</p>
          <ContractForm
            {...shared}
            schema={SupplementForm}
            value={{ id }}
            // Kept in the draft: what got through before the page was left is not added a second time.
            hidden={[]}
            render={{ id: () => null }}
            labels={() => t('supplement.said')}
            draftKey={`field-visit-supplement-${visitId}`}
            onSubmit={async (values) => {
              await call.duty.supplementVisit({ ...values, visitId })
              await done(t('saved.supplement'))
            }}
          />
        </>
      )
    case 'strike':
      return (
        <>
          <p className="fv-lead">{t('strike.lead')}</p>
          <ContractForm
            submitLabel={shared.submitLabel}
            onCancel={onClose}
            schema={StrikeForm}
            labels={() => t('strike.reason')}
            onSubmit={async ({ reason }) => {
              await call.duty.strikeVisit({ id: visitId, version: visit.version, reason })
              await done(t('saved.strike'))
            }}
          />
        </>
      )
  }
}
