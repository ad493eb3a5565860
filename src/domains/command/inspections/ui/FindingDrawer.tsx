import { v7 as uuid7 } from 'uuid'
import { say } from '../../../../web/kit/api.ts'
import { ContractForm, Drawer, useT } from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import { type Criterion, FindingInput } from '../contract.ts'

/** One thing that was found wrong: what, who remedies it how until when. It is sent with the visit. */
export function FindingDrawer(props: {
  opened: boolean
  criteria: Criterion[]
  onClose: () => void
  onAdd: (finding: FindingInput) => void
}) {
  const t = useT('inspections')
  const postWords = usePostWords()
  if (!props.opened) return null
  return (
    <Drawer opened onClose={props.onClose} title={t('finding.add')}>
      <ContractForm
        schema={FindingInput}
        hidden={['id']}
        value={{ id: uuid7(), severity: 'serious', postKind: 'ward-chair', giveTask: true }}
        options={{ criterion: props.criteria.map((c) => ({ value: c.code, label: say(c) })) }}
        labels={(field) =>
          field.startsWith('postKind.')
            ? postWords(field.slice(9))
            : field.startsWith('severity.')
              ? t(field)
              : t(`finding.${field}`)
        }
        help={(field) => (field === 'coping' ? t('finding.coping.help') : undefined)}
        submitLabel={t('finding.add')}
        onCancel={props.onClose}
        onSubmit={async (finding) => {
          props.onAdd(finding)
          props.onClose()
        }}
      />
    </Drawer>
  )
}
