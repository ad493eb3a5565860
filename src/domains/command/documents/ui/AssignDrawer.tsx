import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { call } from '../../../../web/kit/api.ts'
import { GoalField } from '../../../../web/kit/goal-field.tsx'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import type { Goal } from '../../tasks/contract.ts'
import type { DocumentItem } from '../contract.ts'
import { WARD_POSTS, Wards } from './Wards.tsx'

const Fields = z.object({
  postKind: z.enum(WARD_POSTS),
  withPosts: z.array(z.enum(WARD_POSTS)).optional(),
  expected: z.string().trim().min(3).max(300).optional(),
  dueAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
})

/** Makes an item of a document the task of a post in each chosen area. */
export function AssignDrawer({ item, onClose }: { item: DocumentItem | undefined; onClose: () => void }) {
  const t = useT('documents')
  const client = useQueryClient()
  const [areas, setAreas] = useState<number[]>([])
  const [goal, setGoal] = useState<Goal>()
  const nameOf = usePostWords()
  return (
    <Drawer
      opened={item !== undefined}
      onClose={onClose}
      title={item ? t('assign.title', { path: item.path }) : ''}
    >
      {item && (
        <>
          <p style={{ marginTop: 0 }}>{item.text}</p>
          <Wards value={areas} onChange={setAreas} />
          <GoalField value={goal} onChange={setGoal} />
          <ContractForm
            schema={Fields}
            value={{ postKind: 'ward-chair' }}
            labels={(field) => {
              const post = /^(?:postKind|withPosts)\.(.+)$/.exec(field)?.[1]
              return post ? nameOf(post) : t(`field.${field}`)
            }}
            submitLabel={t('assign.submit', { n: areas.length })}
            onCancel={onClose}
            onSubmit={async (values) => {
              if (areas.length === 0) throw new Error(t('to.missing'))
              const { assigned } = await call.documents.assign({
                id: item.id,
                areaIds: areas,
                ...values,
                goal: goal?.figure ? goal : undefined,
              })
              await client.invalidateQueries()
              toast.done(t('assigned', { n: assigned }))
              onClose()
            }}
          />
        </>
      )}
    </Drawer>
  )
}
