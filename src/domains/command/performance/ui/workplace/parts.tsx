import { useQuery } from '@tanstack/react-query'
import { api, useRight } from '../../../../../web/kit/api.ts'
import {
  Card,
  EmptyState,
  formatDateTime,
  Link,
  StatusPill,
  type Tone,
  useT,
} from '../../../../../web/kit/index.ts'
import type { Cause, ReviewState } from '../../workplace/contract.ts'
import { NewReview } from './NewReview.tsx'
import './messages.ts'

const TONES: Record<ReviewState, Tone> = { open: 'due', concluded: 'info', reopened: 'due' }
const CAUSE_TONES: Record<Cause, Tone> = { not_kept: 'late', kept: 'ok', unknown: 'neutral' }

/** How a review stands: its cause once there is one. */
export function ReviewPill({ state, cause }: { state: ReviewState; cause: Cause | null }) {
  const t = useT('workplace')
  return cause ? (
    <StatusPill tone={CAUSE_TONES[cause]}>{t(`cause.${cause}`)}</StatusPill>
  ) : (
    <StatusPill tone={TONES[state]}>{t(`state.${state}`)}</StatusPill>
  )
}

/** Reviews of the workplaces of a confirmed case, and the way to open one; nothing for posts that read none. */
export function WorkplacesOfCase({ caseId, code }: { caseId: string; code: string }) {
  const t = useT('workplace')
  const may = useRight('workplace.read')
  const reviews = useQuery({
    ...api.performance.workplace.ofCase.queryOptions({ input: { id: caseId } }),
    enabled: may,
  })
  if (!reviews.data) return null
  const open = <NewReview of={{ code }} />
  return (
    <Card title={t('of.case')} padding={false} aside={reviews.data.length > 0 && open}>
      {reviews.data.length === 0 ? (
        <EmptyState compact title={t('of.case.none')} action={open}>
          {t('of.case.next')}
        </EmptyState>
      ) : (
        <ul className="vx-rows">
          {reviews.data.map((r) => (
            <li key={r.id} className="vx-row">
              <div className="vx-row-text">
                <div className="vx-row-title">
                  <Link href={`/workplace-reviews/${r.id}`}>{r.workplace}</Link>
                </div>
                <div className="vx-row-detail">
                  {r.areaLabel} · {formatDateTime(r.openedAt)}
                </div>
              </div>
              <ReviewPill state={r.state} cause={r.cause} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** How many reviews of workplaces a unit has had in some days (calendar dates), as the link to their list. */
export function ReviewsOfUnit({ areaId, from, to }: { areaId: number; from: string; to: string }) {
  const t = useT('workplace')
  const may = useRight('workplace.read')
  const ask = { id: 'workplace.reviews', areaId, from, to }
  const count = useQuery({ ...api.platform.figures.count.queryOptions({ input: ask }), enabled: may })
  if (!count.data) return null
  const query = new URLSearchParams({ area: String(areaId), from, to })
  return (
    <p>
      <Link href={`/figures/workplace.reviews?${query}`}>{t('of.unit', { n: count.data.count })}</Link>
    </p>
  )
}
