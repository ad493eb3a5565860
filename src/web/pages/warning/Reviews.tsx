import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { JudgeInput, type Review, type Working } from '../../../domains/detect/warning/contract.ts'
import { api, call, useAsOf, useRight } from '../../kit/api.ts'
import { ContractForm, formatDate, formatDateTime, StatusPill, toast, useT } from '../../kit/index.ts'
import { usePostWords } from '../../kit/post-words.ts'

/** Who saw the days that stood out, and what they turned out to be. */
export function Reviews({ work }: { work: Working }) {
  const t = useT('warning')
  const may = useRight('warning.judge')
  const [asOf] = useAsOf()
  const alarms = new Map(work.days.filter((d) => d.alarm).map((d) => [d.day, d.observed]))
  if (work.week.alarm && !alarms.has(work.week.to)) alarms.set(work.week.to, work.week.observed)
  // Older days that nobody looked at are past; those of the last week still ask for somebody.
  const recent = new Set([...alarms.keys()].sort().reverse().slice(0, 7))
  for (const r of work.reviews) if (!alarms.has(r.day)) alarms.set(r.day, r.observed)
  const days = [...alarms.keys()]
    .filter((d) => recent.has(d) || work.reviews.some((r) => r.day === d))
    .sort()
    .reverse()
  if (days.length === 0) return null
  return (
    <section>
      <h3>{t('review.title')}</h3>
      <ul className="warning-reviews">
        {days.map((day) => (
          <ReviewOfDay
            key={day}
            work={work}
            day={day}
            observed={alarms.get(day)!}
            review={work.reviews.find((r) => r.day === day)}
            may={may && asOf === undefined}
          />
        ))}
      </ul>
    </section>
  )
}

function ReviewOfDay({
  work,
  day,
  observed,
  review,
  may,
}: {
  work: Working
  day: string
  observed: number
  review: Review | undefined
  may: boolean
}) {
  const t = useT('warning')
  const client = useQueryClient()
  const postWords = usePostWords()
  const [editing, setEditing] = useState(false)
  const [pending, setPending] = useState(false)
  const refresh = () => client.invalidateQueries({ queryKey: api.warning.key() })
  const acknowledge = async () => {
    setPending(true)
    try {
      await call.warning.acknowledge({ areaId: work.areaId, disease: work.disease.key, day })
      toast.done(t('review.noted'))
      await refresh()
    } catch (error) {
      toast.problem(error)
    } finally {
      setPending(false)
    }
  }
  return (
    <li>
      <div className="warning-review-head">
        <b>{t('review.day', { day: formatDate(day, { short: true }), n: observed })}</b>
        {review?.judgement && (
          <StatusPill tone={review.judgement === 'real' ? 'due' : 'neutral'}>
            {t(review.judgement)}
          </StatusPill>
        )}
        {may && !review && (
          <Button size="compact-sm" variant="default" loading={pending} onClick={() => void acknowledge()}>
            {t('review.acknowledge')}
          </Button>
        )}
        {may && review && !editing && (
          <Button size="compact-sm" variant="default" onClick={() => setEditing(true)}>
            {t(review.judgement ? 'review.change' : 'review.judge')}
          </Button>
        )}
      </div>
      <p className="vx-muted">
        {review
          ? t('review.seen', {
              who: `${review.judgedBy ?? review.seenBy} (${postWords(review.seenByPost)})`,
              at: formatDateTime(review.judgedAt ?? review.seenAt),
            })
          : t('review.waiting')}
      </p>
      {review?.reason && <p>{review.reason}</p>}
      {review?.followUp && <p>{t('review.follow', { text: review.followUp })}</p>}
      {editing && review && (
        <ContractForm
          schema={JudgeInput}
          hidden={['id', 'version']}
          value={{
            id: review.id,
            version: review.version,
            ...(review.judgement
              ? {
                  judgement: review.judgement,
                  reason: review.reason ?? '',
                  ...(review.followUp ? { followUp: review.followUp } : {}),
                }
              : {}),
          }}
          labels={(field) => t(field)}
          submitLabel={t('review.judge')}
          onCancel={() => setEditing(false)}
          onSubmit={async (values) => {
            await call.warning.judge(values)
            setEditing(false)
            toast.done(t('review.done'))
            await refresh()
          }}
        />
      )}
    </li>
  )
}
