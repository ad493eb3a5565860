import { Select } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, say } from '../../../../web/kit/api.ts'
import { Card, DataTable, SkeletonLines, toast, useT } from '../../../../web/kit/index.ts'
import type { Plan } from '../reorganisations/contract.ts'

const END = 'end'

/** What becomes of the posts of areas that end. */
export function PostMoves({ id, plan, editable }: { id: string; plan: Plan; editable: boolean }) {
  const t = useT('areas')
  const client = useQueryClient()
  const posts = useQuery(api.organisations.postMoves.queryOptions({ input: { id } })).data
  if (!posts) return <SkeletonLines lines={4} />
  const options = [
    { value: END, label: t('post.end') },
    ...plan.units.map((u) => ({ value: u.key, label: u.fullName })),
  ]
  const move = async (postId: string, toUnit: string | null) => {
    try {
      await call.organisations.movePost({ id, postId, toUnit })
      await client.invalidateQueries()
    } catch (error) {
      toast.problem(error)
    }
  }
  const label = (toUnit: string | null) => options.find((o) => o.value === (toUnit ?? END))?.label ?? toUnit
  return (
    <Card title={t('posts')} padding={false}>
      <p className="areas-lead" style={{ padding: '12px 16px 0' }}>
        {t('posts.lead')}
      </p>
      <DataTable
        label={t('posts')}
        columns={[
          { key: 'words', label: t('post'), render: (p) => say(p.words) },
          { key: 'areaLabel', label: t('area') },
          { key: 'holder', label: t('holder'), render: (p) => p.holder ?? t('post.nobody'), priority: 2 },
          {
            key: 'toUnit',
            label: t('post.to'),
            width: 260,
            render: (p) =>
              editable ? (
                <Select
                  aria-label={t('post.of', { post: say(p.words), area: p.areaLabel })}
                  data={options}
                  value={p.toUnit ?? END}
                  onChange={(v) => v && void move(p.postId, v === END ? null : v)}
                  searchable
                  size="xs"
                />
              ) : (
                <>
                  {label(p.toUnit)} {!p.chosen && p.toUnit && <small>({t('post.derived')})</small>}
                </>
              ),
          },
        ]}
        rows={posts}
        rowKey={(p) => p.postId}
        maxHeight="420px"
        dense
        empty={<p style={{ padding: 16, margin: 0 }}>{t('posts.none')}</p>}
      />
    </Card>
  )
}
