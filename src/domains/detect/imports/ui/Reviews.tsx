import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { api, call, say, setAddress } from '../../../../web/kit/api.ts'
import {
  Card,
  EmptyState,
  ErrorState,
  formatDate,
  formatNumber,
  formatPercent,
  KeyHint,
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
import './reviews.css'

/** Rows that may be people already known: somebody decides, one by one. */
export function Reviews({ batch, vocabulary }: { batch: Batch; vocabulary: Vocabulary }) {
  const t = useT('imports')
  const list = useRef<HTMLDivElement>(null)
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
  // Keys work where the focus is, so that no stray letter decides anything.
  const move = (from: HTMLElement, by: 1 | -1) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[data-review]') ?? [])]
    all[all.indexOf(from) + by]?.focus()
  }
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const one = (event.target as HTMLElement).closest<HTMLElement>('[data-review]')
    if (!one || event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (key === 'j' || key === 'l') move(one, 1)
    else if (key === 'k') move(one, -1)
    else one.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(key)}"]`)?.click()
  }
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
      <p className="imports-keys">
        <KeyHint keys={['J', 'K']} /> {t('keys.move')} <KeyHint keys={['1']} /> {t('keys.same')}{' '}
        <KeyHint keys={['N']} /> {t('keys.new')} <KeyHint keys={['L']} /> {t('keys.later')}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the rows below, each of which has its buttons */}
      <div ref={list} className="imports-reviews" onKeyDown={press}>
        {reviews.map((review) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the row takes the keys above
          <section key={review.id} tabIndex={0} data-review aria-label={t('review.line', { n: review.line })}>
            <OneReview
              batch={batch}
              vocabulary={vocabulary}
              review={review}
              later={(from) => move(from.closest<HTMLElement>('[data-review]')!, 1)}
            />
          </section>
        ))}
      </div>
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

/** The probability in words; none where nothing was compared (an id that two share). */
function likelihood(probability: number): 'high' | 'even' | 'low' {
  return probability >= 0.9 ? 'high' : probability >= 0.5 ? 'even' : 'low'
}

function OneReview(props: {
  batch: Batch
  vocabulary: Vocabulary
  review: Review
  later: (from: HTMLElement) => void
}) {
  const { batch, vocabulary, review } = props
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
                data-key="n"
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
              {review.decision === null && (
                <Button size="xs" variant="subtle" onClick={(e) => props.later(e.currentTarget)}>
                  {t('decide.later')}
                </Button>
              )}
            </div>
          )}
        </section>
        {review.candidates.map((c, i) => (
          <section
            key={c.personId}
            aria-label={t('review.known')}
            className="imports-person"
            data-on={chosen('same', c.personId) || undefined}
          >
            <h3>
              {c.line === null ? t('review.known') : t('review.sameFile', { n: formatNumber(c.line) })}
              {c.why.length > 0 && (
                <span className="imports-score" data-likely={likelihood(c.score)}>
                  {t(`likely.${likelihood(c.score)}`, { share: formatPercent(Math.min(0.99, c.score)) })}
                </span>
              )}
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
                <dd>{[c.address, c.area].filter(Boolean).join(', ') || '—'}</dd>
              </div>
              {c.phone && (
                <div>
                  <dt>{t('person.phone')}</dt>
                  <dd>{c.phone}</dd>
                </div>
              )}
            </dl>
            {c.why.length > 0 && (
              <ul className="imports-evidence" aria-label={t('evidence')}>
                {c.why.map((w) => (
                  <li key={w.code} data-for={w.bits > 0 || undefined}>
                    <span>{say(w.words)}</span>
                    <span title={t('evidence.bits')}>
                      {formatNumber(w.bits, { decimals: 1, sign: true })}
                    </span>
                  </li>
                ))}
              </ul>
            )}
            {!done && (
              <div className="imports-buttons">
                <Button
                  size="xs"
                  data-key={i + 1}
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
