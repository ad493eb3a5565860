import { useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { call } from '../../../../web/kit/api.ts'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import type { EntryKind, Task } from '../contract.ts'
import './messages.ts'

/** Posts that clear what is in the way of others. */
const OWNERS = [
  'district-commander',
  'district-clerk',
  'epidemiologist',
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
  'military',
] as const

const said = z.string().trim().min(3).max(1000).meta({ widget: 'textarea' })
const dueAt = z.iso.datetime({ offset: true }).meta({ widget: 'datetime' })

/** What people enter; the ladder alone tells those above. */
type Entered = Exclude<EntryKind, 'escalated'>

const FORMS: Record<Entered, z.ZodObject> = {
  reminder: z.object({ said }),
  question: z.object({ said }),
  cancel: z.object({ said }),
  answer: z.object({ said }),
  evidence: z.object({ said }),
  obstacle_over: z.object({ said }),
  obstacle: z.object({ said, ownerPost: z.enum(OWNERS), dueAt }),
  extension_asked: z.object({ said, dueAt }),
  extension: z.object({ said, dueAt }),
}
const FROM_ABOVE: ReadonlySet<Entered> = new Set(['reminder', 'question', 'extension', 'cancel'])

export interface Entering {
  kind: Entered
  /** What it answers, with its words and the deadline it asks for. */
  answers?: { id: string; said: string; dueAt: string | null }
}

/** One step in the trace of a task: what is said, by its kind with a deadline or an owner. */
export function EntryDrawer(props: { task: Task; entering: Entering | undefined; onClose: () => void }) {
  const { task, entering, onClose } = props
  const t = useT('tasks')
  const client = useQueryClient()
  const nameOf = usePostWords()
  if (!entering) return null
  const { kind, answers } = entering
  const send = async (values: Record<string, unknown>) => {
    const entry = { ...values, id: task.id, kind, answersId: answers?.id }
    if (FROM_ABOVE.has(kind)) await call.tasks.direct({ ...entry, version: task.version } as never)
    else await call.tasks.work(entry as never)
    await client.invalidateQueries()
    toast.done(t(`entered.${kind}`))
    onClose()
  }
  return (
    <Drawer opened onClose={onClose} title={t(`enter.${kind}`)}>
      {answers && <blockquote className="vx-task-answered">{answers.said}</blockquote>}
      <ContractForm
        key={kind}
        schema={FORMS[kind]}
        value={kind === 'extension' && answers?.dueAt ? { dueAt: answers.dueAt } : {}}
        labels={(field) =>
          field.startsWith('ownerPost.') ? nameOf(field.slice(10)) : t(`field.${kind}.${field}`)
        }
        submitLabel={t(`enter.${kind}`)}
        onCancel={onClose}
        onSubmit={send}
      />
    </Drawer>
  )
}
