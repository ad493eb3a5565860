import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, call, say } from '../../../../web/kit/api.ts'
import { POSTS_BELOW, useUnitsBelow } from '../../../../web/kit/give-task.tsx'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { nobodyChosen, UnitsField } from '../../../../web/kit/units-field.tsx'
import { Purpose } from '../contract.ts'

const Fields = z.object({ postKind: z.enum(POSTS_BELOW.ward), purpose: Purpose })

/** Sends a document to a post of each chosen area. */
export function SendDrawer(props: { documentId: string; opened: boolean; onClose: () => void }) {
  const { documentId, opened, onClose } = props
  const t = useT('documents')
  const client = useQueryClient()
  const { units } = useUnitsBelow()
  const [areas, setAreas] = useState<number[]>([])
  const posts = useQuery({
    ...api.organisations.posts.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const nameOf = (kind: string) => {
    const found = posts.data?.find((p) => p.kind === kind)
    return found ? say(found.words) : kind
  }
  return (
    <Drawer opened={opened} onClose={onClose} title={t('send')}>
      <UnitsField label={t('to')} units={units} value={areas} onChange={setAreas} />
      <ContractForm
        schema={Fields}
        value={{ postKind: 'ward-chair', purpose: 'implement' }}
        labels={(field) => (field.startsWith('postKind.') ? nameOf(field.slice(9)) : t(`field.${field}`))}
        submitLabel={t('send.submit', { n: areas.length })}
        onCancel={onClose}
        onSubmit={async ({ postKind, purpose }) => {
          if (areas.length === 0) throw nobodyChosen(t('to.missing'))
          const recipients = areas.map((areaId) => ({ areaId, postKind, purpose }))
          const { sent } = await call.documents.send({ id: documentId, recipients })
          await client.invalidateQueries()
          toast.done(t('sent', { n: sent }))
          onClose()
        }}
      />
    </Drawer>
  )
}
