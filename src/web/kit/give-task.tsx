import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { type Goal, useArea, useViewer } from './api.ts'
import { ContractForm } from './contract-form.tsx'
import { GoalField } from './goal-field.tsx'
import { useT } from './i18n.ts'
import { Drawer } from './overlays.tsx'
import { usePostWords } from './post-words.ts'
import { toast } from './toast.tsx'
import { nobodyChosen, UnitsField } from './units-field.tsx'

/** Posts that things are given to, by the level of the units below. */
export const POSTS_BELOW = {
  ward: ['ward-chair', 'ward-secretary', 'ward-nurse', 'area-police', 'front-officer'],
  other: ['neighbourhood-head', 'team-member', 'area-police', 'ward-nurse'],
} as const

/** The units right below the viewer's, and the posts there that things are given to. */
export function useUnitsBelow() {
  const area = useArea()
  const viewer = useViewer()
  const units = area && viewer ? area.children(viewer.areaId) : []
  return { units, posts: units[0]?.level === 'ward' ? POSTS_BELOW.ward : POSTS_BELOW.other }
}

export interface Giving {
  areaIds: number[]
  postKind: string
  dueAt: string
  expected?: string
  withPosts?: string[]
  goal?: Goal
}

/**
 * Makes what was written or decided the task of a post in each chosen unit below.
 * @param give rejects with the server's problem; answers how many got it
 */
export function GiveTask(props: {
  opened: boolean
  title: string
  /** What is given. */
  said: string
  give: (giving: Giving) => Promise<number>
  onClose: () => void
}) {
  const { opened, title, said, give, onClose } = props
  const t = useT('kit')
  const client = useQueryClient()
  const nameOf = usePostWords()
  const { units, posts } = useUnitsBelow()
  const [areaIds, setAreas] = useState<number[]>([])
  const [goal, setGoal] = useState<Goal>()
  const schema = z.object({
    postKind: z.enum(posts),
    withPosts: z.array(z.enum(posts)).optional(),
    expected: z.string().trim().min(3).max(300).optional(),
    dueAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
  })
  const labels = (field: string) => {
    const post = /^(?:postKind|withPosts)\.(.+)$/.exec(field)?.[1]
    return post ? nameOf(post) : t(`give.${field}`)
  }
  return (
    <Drawer opened={opened} onClose={onClose} title={title}>
      <p style={{ marginTop: 0 }}>{said}</p>
      <UnitsField units={units} value={areaIds} onChange={setAreas} />
      <GoalField value={goal} onChange={setGoal} />
      <ContractForm
        schema={schema}
        value={{ postKind: posts[0] }}
        labels={labels}
        submitLabel={t('give.submit', { n: areaIds.length })}
        onCancel={onClose}
        onSubmit={async (values) => {
          if (areaIds.length === 0) throw nobodyChosen(t('units.missing'))
          const n = await give({ ...values, areaIds, ...(goal ? { goal } : {}) } as Giving)
          await client.invalidateQueries()
          toast.done(t('give.done', { n }))
          setAreas([])
          setGoal(undefined)
          onClose()
        }}
      />
    </Drawer>
  )
}
