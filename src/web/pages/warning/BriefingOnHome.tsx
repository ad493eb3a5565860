import { lazy, Suspense } from 'react'
import { useRight } from '../../kit/api.ts'

const BriefingCard = lazy(() => import('./BriefingCard.tsx'))

/** The briefing's card for the home page, fetched after it. */
export function BriefingOnHome() {
  return useRight('warning.read') ? (
    <Suspense fallback={null}>
      <BriefingCard />
    </Suspense>
  ) : null
}
