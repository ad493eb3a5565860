import { call } from '../../../../web/kit/api.ts'
import { GiveTask } from '../../../../web/kit/give-task.tsx'
import { useT } from '../../../../web/kit/index.ts'
import type { DocumentItem } from '../contract.ts'

/** Makes an item of a document the task of a post in each chosen area. */
export function AssignDrawer({ item, onClose }: { item: DocumentItem | undefined; onClose: () => void }) {
  const t = useT('documents')
  return (
    <GiveTask
      key={item?.id}
      opened={item !== undefined}
      title={item ? t('assign.title', { path: item.path }) : ''}
      said={item?.text ?? ''}
      give={async (giving) => (await call.documents.assign({ id: item!.id, ...giving })).assigned}
      onClose={onClose}
    />
  )
}
