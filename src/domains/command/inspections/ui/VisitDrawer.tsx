import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { call, say, useNow } from '../../../../web/kit/api.ts'
import { ContractForm, calendarDate, Drawer, toast, useNavigateTo, useT } from '../../../../web/kit/index.ts'
import type { Answers, VisitPage } from '../contract.ts'
import { useTeams } from './parts.tsx'
import { ScoreField } from './ScoreField.tsx'

export type Deciding = 'move' | 'cancel' | 'recheck' | 'correct'

const text = z.string().trim().min(3).max(2000).meta({ widget: 'textarea' })
const Plan = z.object({ plannedOn: z.iso.date(), teamId: z.string().min(1) })
const Cancel = z.object({ reason: text })
const Correct = z.object({
  reason: text,
  praise: text.optional(),
  weaknesses: text.optional(),
  note: text.optional(),
})

/** Another day, a re-check, giving a visit up, correcting one that is closed. */
export function VisitDrawer(props: { page: VisitPage; deciding: Deciding | undefined; onClose: () => void }) {
  const { page, deciding, onClose } = props
  const t = useT('inspections')
  if (!deciding) return null
  return (
    <Drawer opened onClose={onClose} title={t(`do.${deciding}`)}>
      {deciding === 'cancel' && <Cancelling page={page} onClose={onClose} />}
      {deciding === 'correct' && <Correcting page={page} onClose={onClose} />}
      {(deciding === 'move' || deciding === 'recheck') && (
        <Planning page={page} isRecheck={deciding === 'recheck'} onClose={onClose} />
      )}
    </Drawer>
  )
}

function Planning({
  page,
  isRecheck,
  onClose,
}: {
  page: VisitPage
  isRecheck: boolean
  onClose: () => void
}) {
  const t = useT('inspections')
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const teams = useTeams()
  const today = calendarDate(useNow())
  const { visit } = page
  if (!teams) return null
  const verb = isRecheck ? 'recheck' : 'move'
  return (
    <ContractForm
      schema={Plan}
      value={{
        plannedOn: isRecheck || visit.plannedOn < today ? today : visit.plannedOn,
        teamId: teams.some((x) => x.id === visit.teamId) ? visit.teamId : '',
      }}
      options={{ teamId: teams.map((x) => ({ value: x.id, label: x.name })) }}
      labels={(field) => t(`field.${field}`)}
      submitLabel={t(`do.${verb}`)}
      onCancel={onClose}
      onSubmit={async (values) => {
        if (!isRecheck) await call.inspections.move({ id: visit.id, version: visit.version, ...values })
        else {
          const { track, areaId, organisationId, placeId } = visit
          const { ids } = await call.inspections.plan({
            ...values,
            subjects: [{ track, areaId, organisationId, placeId }],
            recheckOf: visit.id,
          })
          if (ids[0]) navigate(`/inspections/${ids[0]}`)
          else throw Object.assign(new Error(t('recheck.taken')), { code: 'recheck-taken' })
        }
        await client.invalidateQueries()
        toast.done(t(`done.${verb}`))
        onClose()
      }}
    />
  )
}

function Cancelling({ page, onClose }: { page: VisitPage; onClose: () => void }) {
  const t = useT('inspections')
  const client = useQueryClient()
  const { id, version } = page.visit
  return (
    <ContractForm
      schema={Cancel}
      labels={() => t('reason')}
      submitLabel={t('do.cancel')}
      onCancel={onClose}
      onSubmit={async ({ reason }) => {
        await call.inspections.cancel({ id, version, reason })
        await client.invalidateQueries()
        toast.done(t('done.cancel'))
        onClose()
      }}
    />
  )
}

function Correcting({ page, onClose }: { page: VisitPage; onClose: () => void }) {
  const t = useT('inspections')
  const client = useQueryClient()
  const { visit } = page
  const [answers, setAnswers] = useState<Answers>(visit.answers)
  return (
    <>
      {visit.total !== null &&
        page.checklist.map((c) => (
          <ScoreField
            key={c.code}
            label={say(c)}
            value={answers[c.code]}
            onChange={(a) => setAnswers({ ...answers, [c.code]: a })}
          />
        ))}
      <ContractForm
        schema={Correct}
        value={{
          praise: visit.praise ?? undefined,
          weaknesses: visit.weaknesses ?? undefined,
          note: visit.note ?? undefined,
        }}
        labels={(field) => (field === 'reason' ? t('correct.reason') : t(`field.${field}`))}
        submitLabel={t('do.correct')}
        onCancel={onClose}
        onSubmit={async ({ reason, praise, weaknesses, note }) => {
          await call.inspections.correct({
            id: visit.id,
            version: visit.version,
            reason,
            ...(visit.total === null ? {} : { answers }),
            praise: praise ?? null,
            weaknesses: weaknesses ?? null,
            note: note ?? null,
          })
          await client.invalidateQueries()
          toast.done(t('done.correct'))
          onClose()
        }}
      />
    </>
  )
}
