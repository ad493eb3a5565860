import { useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { call } from '../../../../web/kit/api.ts'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import './messages.ts'

export type BulkKind = 'remind' | 'putOff'

const said = z.string().trim().min(3).max(1000).meta({ widget: 'textarea' })
const FORMS = {
  remind: z.object({ said }),
  putOff: z.object({ dueAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }), said }),
}

/** Reminds of many tasks, or gives them more time, at once. */
export function BulkDrawer(props: {
  kind: BulkKind | undefined
  ids: string[]
  onClose: () => void
  onDone: () => void
}) {
  const { kind, ids, onClose, onDone } = props
  const t = useT('tasks')
  const client = useQueryClient()
  if (!kind) return null
  const entry = kind === 'remind' ? 'reminder' : 'extension'
  const send = async (values: { said?: string; dueAt?: string }) => {
    const input = values as { said: string; dueAt: string }
    const n =
      kind === 'remind'
        ? (await call.tasks.remind({ ids, said: input.said })).reminded
        : (await call.tasks.putOff({ ids, ...input })).changed
    await client.invalidateQueries()
    toast.done(t(`bulk.${kind}.done`, { n, left: ids.length - n }))
    onDone()
  }
  return (
    <Drawer opened onClose={onClose} title={t(`bulk.${kind}`, { n: ids.length })}>
      <ContractForm
        key={kind}
        schema={FORMS[kind] as z.ZodObject}
        value={{}}
        labels={(field) => t(`field.${entry}.${field}`)}
        submitLabel={t(`bulk.${kind}`, { n: ids.length })}
        onCancel={onClose}
        onSubmit={send}
      />
    </Drawer>
  )
}
