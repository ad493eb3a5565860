import { useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { api, call, useArea, useViewer } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  EmptyState,
  ErrorState,
  formatDate,
  formatDateTime,
  Page,
  SkeletonLines,
  Timeline,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import { Measures } from './Measures.tsx'
import { ReviewsOfUnit } from './workplace/parts.tsx'
import './messages.ts'
import './performance.css'

const Said = z.object({ said: z.string().trim().min(3).max(2000).meta({ widget: 'textarea' }) })

/** A published card: what was measured, how it compares, and what was answered. */
export function ScorecardPage({ id }: { id: string }) {
  const t = useT('performance')
  const client = useQueryClient()
  const area = useArea()
  const viewer = useViewer()
  const postWords = usePostWords()
  const query = useQuery(api.performance.card.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const card = query.data
  const isOwn = viewer?.areaId === card.areaId
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/performance' }, { label: card.head }]}
      title={`${card.head}, ${area?.byId.get(card.areaId)?.fullName ?? ''}`}
      subtitle={`${t('period', { from: formatDate(card.from), to: formatDate(card.to) })} · ${t('published.by', { by: card.publishedBy, at: formatDateTime(card.publishedAt) })}`}
    >
      <Measures
        measures={card.measures}
        of={{ areaId: card.areaId, from: card.from, to: card.to, asOf: card.asOf }}
      />
      <p className="vx-muted">{card.legalBasis}</p>
      <ReviewsOfUnit areaId={card.areaId} from={card.from} to={card.to} />
      <Card title={t('answers')}>
        {card.replies.length === 0 && (
          <EmptyState compact title={t('answers.none')}>
            {t(isOwn ? 'answers.next' : 'answers.wait')}
          </EmptyState>
        )}
        <Timeline
          items={card.replies.map((r) => ({
            id: r.id,
            at: r.at,
            title: r.said,
            by: `${r.byName}, ${postWords(r.byPost)}`,
          }))}
        />
        <div className="vx-scorecard-answer">
          <ContractForm
            key={card.replies.length}
            schema={Said}
            value={{}}
            labels={() => t(isOwn ? 'answer.own' : 'answer.back')}
            submitLabel={t('answer')}
            onSubmit={async ({ said }) => {
              await call.performance.reply({ id: card.id, said })
              await client.invalidateQueries()
              toast.done(t('answered'))
            }}
          />
        </div>
      </Card>
    </Page>
  )
}
