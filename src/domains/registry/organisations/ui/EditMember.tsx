import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { areaName, call, say, useArea, useNow } from '../../../../web/kit/api.ts'
import {
  ConfirmButton,
  ContractForm,
  calendarDate,
  FieldList,
  Link,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { type Member, MemberChange, type NewMember, type Team } from '../teams/contract.ts'
import { later, spanOf } from './parts.tsx'

const { phone, employer, duty, party, since } = MemberChange.shape
const Sitting = z.object({ duty, party, since })
const Outsider = z.object({ phone, employer, duty, party, since })
const End = z.object({
  until: z.iso.date(),
  endReason: z.string().trim().min(3).max(300).meta({ widget: 'textarea' }),
})

interface Props {
  team: Team
  member: Member
  mayWrite: boolean
  onDone: () => void
}

/** One membership: what is known of it, who sat there through a post, and what may be done with it. */
export function EditMember({ team, member, mayWrite, onDone }: Props) {
  const t = useT('teams')
  const area = useArea()
  const client = useQueryClient()
  const today = calendarDate(useNow())
  const [doing, setDoing] = useState<'edit' | 'end' | null>(null)
  const { id: memberId, version } = member
  const now = {
    phone: member.source === 'outsider' ? member.phone : null,
    employer: member.employer,
    duty: member.duty,
    party: member.party,
    since: member.since,
    until: member.until,
    endReason: member.endReason,
  }
  const change = async (values: Partial<typeof now>, said: string) => {
    // What is shown of a day gone by is not said of today: only a change is sent.
    const { party, ...others } = { ...now, ...values }
    const told = party === now.party ? {} : { party }
    const done = await call.organisations.changeMember({ id: team.id, memberId, version, ...others, ...told })
    await client.invalidateQueries()
    toast.done(said, {
      undo: async () => {
        const { party: was, ...before } = now
        const back = 'party' in told ? { party: was } : {}
        await call.organisations.changeMember({
          ...{ id: team.id, memberId, version: done.version },
          ...before,
          ...back,
        })
        await client.invalidateQueries()
      },
    })
    onDone()
  }
  const remove = async () => {
    await call.organisations.removeMember({ id: team.id, memberId })
    await client.invalidateQueries()
    const { personId, post, name, source } = member
    const who: Partial<NewMember> | undefined =
      source === 'person'
        ? personId
          ? { personId }
          : undefined
        : post
          ? { postId: post.id }
          : name
            ? { fullName: name }
            : undefined
    toast.done(
      t('remove.done'),
      who && {
        undo: async () => {
          await call.organisations.addMember({ id: team.id, ...who, ...now, role: member.role })
          await client.invalidateQueries()
        },
      },
    )
    onDone()
  }
  const back = () => setDoing(null)
  if (doing === 'end') {
    return (
      <ContractForm
        schema={End}
        value={{ until: later(today, member.since) }}
        labels={(field) => t(field)}
        help={(field) => (field === 'endReason' ? t('endReason.help') : undefined)}
        submitLabel={t('end')}
        onCancel={back}
        onSubmit={(values) => change(values, t('end.done'))}
      />
    )
  }
  if (doing === 'edit') {
    return (
      <ContractForm<z.ZodObject>
        schema={member.source === 'outsider' ? Outsider : Sitting}
        value={now}
        labels={(field) => t(field)}
        help={(field) => (field === 'party' ? t('party.help') : undefined)}
        submitLabel={t('save')}
        onCancel={back}
        onSubmit={(values) => change(values, t('saved'))}
      />
    )
  }
  return (
    <div className="teams-add">
      <FieldList
        items={[
          { label: t('role'), value: t(`role.${member.role}`) },
          {
            label: t('postId'),
            value: member.post && `${say(member.post.words)}, ${areaName(area?.byId, member.post.areaId)}`,
          },
          { label: t('employer'), value: member.employer },
          { label: t('duty'), value: member.duty },
          { label: t('party'), value: member.party === null ? null : t(`party.${member.party}`) },
          { label: t('phone'), value: member.phone },
          { label: t('time'), value: spanOf(member, t) },
          { label: t('endReason'), value: member.endReason },
        ]}
      />
      {member.holders.length > 0 && (
        <section>
          <h3 className="teams-head">{t('holders')}</h3>
          <ul className="teams-holders">
            {member.holders.map((h) => (
              <li key={`${h.name} ${h.since}`}>
                {h.name}
                <small>{spanOf(h, t)}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="teams-buttons">
        {member.personId && member.name && (
          <Button component={Link} href={`/people/${member.personId}`} variant="default">
            {t('open')}
          </Button>
        )}
        {mayWrite && (
          <>
            <Button variant="default" onClick={() => setDoing('edit')}>
              {t('edit')}
            </Button>
            {member.until === null && (
              <Button variant="default" onClick={() => setDoing('end')}>
                {t('end')}
              </Button>
            )}
            {member.until !== null && team.until === null && (
              <ConfirmButton
                question={t('again.ask')}
                confirmLabel={t('again')}
                onConfirm={() => change({ until: null, endReason: null }, t('again.done'))}
              >
                {t('again')}
              </ConfirmButton>
            )}
            {member.fresh && (
              <ConfirmButton question={t('remove.ask')} confirmLabel={t('remove')} onConfirm={remove}>
                {t('remove')}
              </ConfirmButton>
            )}
          </>
        )}
      </div>
    </div>
  )
}
