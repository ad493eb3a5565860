import { useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { call, useNow } from '../../../../web/kit/api.ts'
import { ContractForm, calendarDate, toast, useT } from '../../../../web/kit/index.ts'
import { type Team, TeamChange } from '../teams/contract.ts'

const Facts = TeamChange.pick({ name: true, decisionNumber: true, decisionDate: true, since: true })
const End = z.object({
  until: z.iso.date(),
  endReason: z.string().trim().min(3).max(300).meta({ widget: 'textarea' }),
})

/** Writes a change of the team and offers to take it back. */
function useChange(team: Team, onDone: () => void) {
  const client = useQueryClient()
  return async (values: Partial<Team>, said: string) => {
    const { version } = await call.organisations.changeTeam({ ...team, ...values })
    await client.invalidateQueries()
    toast.done(said, {
      undo: async () => {
        await call.organisations.changeTeam({ ...team, version })
        await client.invalidateQueries()
      },
    })
    onDone()
  }
}

export function EditTeam({ team, onDone }: { team: Team; onDone: () => void }) {
  const t = useT('teams')
  const change = useChange(team, onDone)
  return (
    <ContractForm
      schema={Facts}
      value={{
        name: team.name,
        decisionNumber: team.decisionNumber,
        decisionDate: team.decisionDate,
        since: team.since,
      }}
      labels={(field) => t(field)}
      submitLabel={t('save')}
      onCancel={onDone}
      onSubmit={(values) => change(values, t('saved'))}
    />
  )
}

/** The end of a team, with its day and its reason. */
export function DissolveTeam({ team, onDone }: { team: Team; onDone: () => void }) {
  const t = useT('teams')
  const today = calendarDate(useNow())
  const change = useChange(team, onDone)
  return (
    <>
      <p className="vx-muted">{t('dissolve.lead')}</p>
      <ContractForm
        schema={End}
        value={{ until: today }}
        labels={(field) => t(field)}
        submitLabel={t('dissolve')}
        onCancel={onDone}
        onSubmit={(values) => change(values, t('dissolve.done'))}
      />
    </>
  )
}
