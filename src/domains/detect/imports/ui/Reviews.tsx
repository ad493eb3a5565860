import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { api, call, setAddress } from '../../../../web/kit/api.ts'
import {
  Card,
  EmptyState,
  ErrorState,
  formatDate,
  formatNumber,
  formatPercent,
  Link,
  SkeletonLines,
  Stack,
  StatusPill,
  ToneMark,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Batch, Review } from '../contract.ts'
import { REASON_TONE } from './tones.ts'
import { sentenceOf, useShownValues, type Vocabulary } from './vocabulary.ts'

/** Rows that may be people already known: somebody decides, one by one. */
export function Reviews({ batch, vocabulary }: { batch: Batch; vocabulary: Vocabulary }) {
  const t = useT('imports')
  const query = useInfiniteQuery(
    api.imports.reviews.infiniteOptions({
      input: (after: number) => ({ id: batch.id, after, limit: 20 }),
      initialPageParam: 0,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  )
  if (query.error && !query.data) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const reviews = query.data.pages.flatMap((p) => p.reviews)
  if (reviews.length === 0) {
    return (
      <EmptyState
        title={t('review.none')}
        action={
          <Button variant="default" onClick={() => setAddress({ step: undefined })}>
            {t('review.back')}
          </Button>
        }
      >
        {t('review.none.next')}
      </EmptyState>
    )
  }
  return (
    <Stack>
      <p className="imports-lead">
        {t('review.lead')}{' '}
        {batch.undecided === 0 ? <b>{t('review.all')}</b> : t('undecided', { count: batch.undecided })}
      </p>
      {reviews.map((review) => (
        <OneReview key={review.id} batch={batch} vocabulary={vocabulary} review={review} />
      ))}
      <div className="imports-next">
        {query.hasNextPage && (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('review.more')}
          </Button>
        )}
        <Button
          variant={batch.undecided === 0 ? 'filled' : 'default'}
          onClick={() => setAddress({ step: undefined })}
        >
          {t('review.back')}
        </Button>
      </div>
    </Stack>
  )
}

function OneReview({ batch, vocabulary, review }: { batch: Batch; vocabulary: Vocabulary; review: Review }) {
  const t = useT('imports')
  const client = useQueryClient()
  const shown = useShownValues(vocabulary, batch.kind)
  const [busy, setBusy] = useState('')
  const done = ['created', 'matched', 'refused', 'undone'].includes(review.outcome)
  const decide = async (decision: 'same' | 'new' | 'refuse', personId?: string) => {
    setBusy(personId ?? decision)
    try {
      await call.imports.decide({
        id: batch.id,
        reviewId: review.id,
        version: review.version,
        decision,
        ...(personId ? { personId } : {}),
      })
      await client.invalidateQueries()
    } catch (error) {
      toast.problem(error)
    } finally {
      setBusy('')
    }
  }
  const why = review.reasons.filter((r) => r.level === 'review')
  const chosen = (what: string, personId?: string) =>
    review.decision === what && (personId === undefined || review.decidedPersonId === personId)
  return (
    <Card
      title={t('review.line', { n: formatNumber(review.line) })}
      aside={
        review.decision ? (
          <StatusPill tone={review.decision === 'refuse' ? 'neutral' : 'ok'}>
            {t(`decided.${review.decision}`, { by: review.decidedBy ?? '' })}
          </StatusPill>
        ) : (
          <StatusPill tone="due">{t('review.open.one')}</StatusPill>
        )
      }
    >
      {why.length > 0 && (
        <ul className="imports-why">
          {why.map((r) => (
            <li key={r.code}>
              <ToneMark tone={REASON_TONE[r.level]} label={t(`level.${r.level}`)} />
              <span>{sentenceOf(vocabulary, batch.kind, r)}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="imports-review">
        <section aria-label={t('review.row')} className="imports-person">
          <h3>{t('review.row')}</h3>
          <dl>
            {shown(review.values).map((v) => (
              <div key={v.key}>
                <dt>{v.label}</dt>
                <dd>{v.value}</dd>
              </div>
            ))}
          </dl>
          {!done && (
            <div className="imports-buttons">
              <Button
                size="xs"
                variant={chosen('new') ? 'filled' : 'default'}
                aria-pressed={chosen('new')}
                loading={busy === 'new'}
                onClick={() => void decide('new')}
              >
                {t('decide.new')}
              </Button>
              <Button
                size="xs"
                variant={chosen('refuse') ? 'filled' : 'default'}
                aria-pressed={chosen('refuse')}
                loading={busy === 'refuse'}
                onClick={() => void decide('refuse')}
              >
                {t('decide.refuse')}
              </Button>
            </div>
          )}
        </section>
        {review.candidates.map((c) => (
          <section
            key={c.personId}
            aria-label={t('review.known')}
            className="imports-person"
            data-on={chosen('same', c.personId) || undefined}
          >
            <h3>
              {c.line === null ? t('review.known') : t('review.sameFile', { n: formatNumber(c.line) })}
              <span className="imports-score">{t('review.score', { share: formatPercent(c.score) })}</span>
            </h3>
            <dl>
              <div>
                <dt>{t('person.name')}</dt>
                <dd>
                  {c.line === null ? (
                    <Link href={`/people/${c.personId}`}>{c.fullName ?? '—'}</Link>
                  ) : (
                    (c.fullName ?? '—')
                  )}
                </dd>
              </div>
              <div>
                <dt>{t('person.birth')}</dt>
                <dd>{c.birth ? (c.birth.length === 4 ? c.birth : formatDate(c.birth)) : '—'}</dd>
              </div>
              <div>
                <dt>{t('person.sex')}</dt>
                <dd>{c.sex ? t(`sex.${c.sex}`) : '—'}</dd>
              </div>
              <div>
                <dt>{t('person.area')}</dt>
                <dd>{c.area ?? '—'}</dd>
              </div>
            </dl>
            <ul className="imports-agree">
              {c.agrees.map((k) => (
                <li key={k} data-agrees>
                  <Check size={12} aria-hidden /> {t('agrees', { what: t(`compare.${k}`) })}
                </li>
              ))}
              {c.differs.map((k) => (
                <li key={k}>
                  <X size={12} aria-hidden /> {t('differs', { what: t(`compare.${k}`) })}
                </li>
              ))}
            </ul>
            {!done && (
              <div className="imports-buttons">
                <Button
                  size="xs"
                  variant={chosen('same', c.personId) ? 'filled' : 'default'}
                  aria-pressed={chosen('same', c.personId)}
                  loading={busy === c.personId}
                  onClick={() => void decide('same', c.personId)}
                >
                  {t('decide.same')}
                </Button>
              </div>
            )}
          </section>
        ))}
      </div>
    </Card>
  )
}
