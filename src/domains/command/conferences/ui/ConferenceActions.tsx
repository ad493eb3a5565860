import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, call, useRight } from '../../../../web/kit/api.ts'
import { useUnitsBelow } from '../../../../web/kit/give-task.tsx'
import { ContractForm, Drawer, toast, useNavigateTo, useT } from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import { nobodyChosen, UnitsField } from '../../../../web/kit/units-field.tsx'
import './messages.ts'

/** Opens today's daily conference, or calls another one. */
export function ConferenceActions() {
  const t = useT('conferences')
  const may = useRight('conference.run')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const [isCalling, setCalling] = useState(false)
  const daily = useMutation(
    api.conferences.daily.mutationOptions({
      onSuccess: async ({ id }) => {
        await client.invalidateQueries()
        navigate(`/conferences/${id}`)
      },
      onError: (error) => toast.problem(error),
    }),
  )
  if (!may) return null
  return (
    <>
      <Button variant="default" onClick={() => setCalling(true)}>
        {t('call')}
      </Button>
      <Button loading={daily.isPending} onClick={() => daily.mutate({})}>
        {t('daily')}
      </Button>
      {isCalling && <CallDrawer onClose={() => setCalling(false)} />}
    </>
  )
}

function CallDrawer({ onClose }: { onClose: () => void }) {
  const t = useT('conferences')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const nameOf = usePostWords()
  const { units, posts } = useUnitsBelow()
  const [areaIds, setAreas] = useState<number[]>(() => units.map((a) => a.id))
  const schema = z.object({
    kind: z.enum(['meeting', 'online']),
    title: z.string().trim().min(3).max(200),
    startsAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
    place: z.string().trim().min(3).max(300).optional(),
    agenda: z.string().trim().max(2000).optional().meta({ widget: 'textarea' }),
    postKind: z.enum(posts),
  })
  return (
    <Drawer opened onClose={onClose} title={t('call')}>
      <UnitsField label={t('asked')} units={units} value={areaIds} onChange={setAreas} />
      <ContractForm
        schema={schema}
        value={{ kind: 'meeting', postKind: posts[0] }}
        labels={(field) => (field.startsWith('postKind.') ? nameOf(field.slice(9)) : t(`field.${field}`))}
        help={(field) => (field === 'agenda' || field === 'place' ? t(`help.${field}`) : undefined)}
        submitLabel={t('call.submit', { n: areaIds.length })}
        onCancel={onClose}
        onSubmit={async (values) => {
          if (areaIds.length === 0) throw nobodyChosen(t('asked.missing'))
          const { id } = await call.conferences.create({ ...values, areaIds } as never)
          await client.invalidateQueries()
          navigate(`/conferences/${id}`)
        }}
      />
    </Drawer>
  )
}
