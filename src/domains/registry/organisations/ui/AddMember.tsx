import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { areaName, call, say, useArea, useNow } from '../../../../web/kit/api.ts'
import { Choice, ContractForm, calendarDate, toast, useT } from '../../../../web/kit/index.ts'
import { type Member, NewMember, type Team } from '../teams/contract.ts'
import { later } from './parts.tsx'

const { role, duty, party, since, phone, employer } = NewMember.shape
const sitting = { role, duty, party, since }
const FORMS = {
  person: z.object({ personId: z.uuid().meta({ widget: 'person' }), ...sitting }),
  post: z.object({ postId: z.uuid().meta({ widget: 'lookup' }), ...sitting }),
  outsider: z.object({ fullName: z.string().trim().min(2).max(120), phone, employer, ...sitting }),
}
const SOURCES = ['person', 'post', 'outsider'] as const

/** Somebody comes in: from the register, as the holder of a post, or from outside by name. */
export function AddMember({ team, onDone }: { team: Team; onDone: () => void }) {
  const t = useT('teams')
  const area = useArea()
  const client = useQueryClient()
  const today = calendarDate(useNow())
  const [source, setSource] = useState<Member['source']>('person')
  const findPerson = async (q: string) =>
    q.trim()
      ? (await call.people.search({ q, limit: 20 })).map((p) => ({
          value: p.id,
          label: p.fullName,
          detail: [p.birthYear, p.address ?? areaName(area?.byId, p.areaId)].filter(Boolean).join(' · '),
        }))
      : []
  const findPost = async (q: string) =>
    (await call.organisations.findPosts({ q, limit: 30 })).map((p) => ({
      value: p.id,
      label: `${say(p.words)}, ${p.area}`,
      detail: p.holder ?? t('vacant'),
    }))
  return (
    <div className="teams-add">
      <Choice
        label={t('add.source')}
        required
        options={SOURCES.map((value) => ({ value, label: t(`source.${value}`) }))}
        value={source}
        onChange={(next) => next && setSource(next as Member['source'])}
      />
      {source === 'post' && <p className="vx-muted vx-small">{t('source.post.help')}</p>}
      <ContractForm<z.ZodObject>
        key={source}
        schema={FORMS[source]}
        value={{ role: 'member', since: later(today, team.since) }}
        options={{ personId: findPerson, postId: findPost }}
        labels={(field) => t(field)}
        help={(field) => (field === 'duty' || field === 'party' ? t(`${field}.help`) : undefined)}
        submitLabel={t('add')}
        onCancel={onDone}
        onSubmit={async (values) => {
          const made = await call.organisations.addMember({ ...values, id: team.id } as NewMember)
          await client.invalidateQueries()
          toast.done(t('add.done'), {
            undo: async () => {
              await call.organisations.removeMember({ id: team.id, memberId: made.id })
              await client.invalidateQueries()
            },
          })
          onDone()
        }}
      />
    </div>
  )
}
