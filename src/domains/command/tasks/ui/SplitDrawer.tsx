import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { call, useArea } from '../../../../web/kit/api.ts'
import { POSTS_BELOW } from '../../../../web/kit/give-task.tsx'
import { GoalField } from '../../../../web/kit/goal-field.tsx'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import { nobodyChosen, UnitsField } from '../../../../web/kit/units-field.tsx'
import type { Goal, TaskLine } from '../contract.ts'
import './messages.ts'

/** Gives parts of a task to units right below the one that has it. */
export function SplitDrawer(props: { task: TaskLine; opened: boolean; onClose: () => void }) {
  const { task, opened, onClose } = props
  const t = useT('tasks')
  const client = useQueryClient()
  const nameOf = usePostWords()
  const area = useArea()
  const below = area?.children(task.areaId) ?? []
  const [chosen, setChosen] = useState<number[]>([])
  const [goal, setGoal] = useState<Goal>()
  const posts = below[0]?.level === 'ward' ? POSTS_BELOW.ward : POSTS_BELOW.other
  const schema = z.object({
    title: z.string().trim().min(3).max(300).meta({ widget: 'textarea' }),
    expected: z.string().trim().min(3).max(300).optional(),
    postKind: z.enum(posts),
    withPosts: z.array(z.enum(posts)).optional(),
    dueAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
  })
  return (
    <Drawer opened={opened} onClose={onClose} title={t('split')}>
      <UnitsField label={t('split.units')} units={below} value={chosen} onChange={setChosen} />
      <GoalField value={goal} onChange={setGoal} />
      <ContractForm
        schema={schema}
        value={{ title: task.title ?? task.subjectLabel, postKind: posts[0], dueAt: task.dueAt }}
        labels={(field) => {
          const post = /^(?:postKind|withPosts)\.(.+)$/.exec(field)?.[1]
          if (post) return nameOf(post)
          return field === 'withPosts' ? t('field.withPosts') : t(`field.split.${field}`)
        }}
        submitLabel={t('split.submit', { n: chosen.length })}
        onCancel={onClose}
        onSubmit={async (values) => {
          if (chosen.length === 0) throw nobodyChosen(t('split.missing'))
          const { opened: n } = await call.tasks.split({
            ...values,
            id: task.id,
            areaIds: chosen,
            goal,
          })
          await client.invalidateQueries()
          toast.done(t('split.done', { n }))
          setChosen([])
          onClose()
        }}
      />
    </Drawer>
  )
}
