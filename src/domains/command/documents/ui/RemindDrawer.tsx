import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../../../web/kit/api.ts'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { tasksContract } from '../../tasks/contract.ts'
import type { DocumentItem } from '../contract.ts'

export interface Reminding {
  item: DocumentItem
  /** Tasks of the item that are late. */
  ids: string[]
}

/** Reminds every unit that is late with an item, each in the trace of its own task. */
export function RemindDrawer(props: { reminding: Reminding | undefined; onClose: () => void }) {
  const { reminding, onClose } = props
  const t = useT('documents')
  const client = useQueryClient()
  if (!reminding) return null
  const { item, ids } = reminding
  return (
    <Drawer opened onClose={onClose} title={t('remind.title', { path: item.path })}>
      <p style={{ marginTop: 0 }}>{item.text}</p>
      <ContractForm
        schema={tasksContract.remind['~orpc'].inputSchema!}
        value={{ ids }}
        hidden={['ids']}
        labels={() => t('remind.said')}
        submitLabel={t('remind', { n: ids.length })}
        onCancel={onClose}
        onSubmit={async ({ said }) => {
          const { reminded } = await call.tasks.remind({ ids, said })
          await client.invalidateQueries()
          toast.done(t('reminded', { n: reminded }))
          onClose()
        }}
      />
    </Drawer>
  )
}
