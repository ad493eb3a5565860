import { Button, Checkbox } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { call, useArea } from '../../../../web/kit/api.ts'
import { GoalField } from '../../../../web/kit/goal-field.tsx'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import type { Goal, TaskLine } from '../contract.ts'
import './messages.ts'

/** By the level of the units below: who has a part there. */
const POSTS = {
  ward: ['ward-chair', 'ward-secretary', 'ward-nurse', 'area-police', 'front-officer'],
  other: ['neighbourhood-head', 'team-member', 'area-police', 'ward-nurse'],
} as const

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
  const posts = below[0]?.level === 'ward' ? POSTS.ward : POSTS.other
  const schema = z.object({
    title: z.string().trim().min(3).max(300).meta({ widget: 'textarea' }),
    expected: z.string().trim().min(3).max(300).optional(),
    postKind: z.enum(posts),
    withPosts: z.array(z.enum(posts)).optional(),
    dueAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
  })
  const isFull = below.length > 0 && below.every((a) => chosen.includes(a.id))
  return (
    <Drawer opened={opened} onClose={onClose} title={t('split')}>
      <fieldset className="vx-task-units">
        <legend>{t('split.units')}</legend>
        <Button size="xs" variant="default" onClick={() => setChosen(isFull ? [] : below.map((a) => a.id))}>
          {t(isFull ? 'split.none' : 'split.all', { n: below.length })}
        </Button>
        <div>
          {below.map((a) => (
            <Checkbox
              key={a.id}
              label={a.name}
              checked={chosen.includes(a.id)}
              onChange={(e) =>
                setChosen(e.currentTarget.checked ? [...chosen, a.id] : chosen.filter((id) => id !== a.id))
              }
            />
          ))}
        </div>
      </fieldset>
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
          if (chosen.length === 0) throw new Error(t('split.missing'))
          const { opened: n } = await call.tasks.split({
            ...values,
            id: task.id,
            areaIds: chosen,
            goal: goal?.figure ? goal : undefined,
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
