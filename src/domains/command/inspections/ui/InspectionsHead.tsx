import { useQuery } from '@tanstack/react-query'
import { api, useArea, useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  DecisionList,
  EmptyState,
  ErrorState,
  formatDue,
  Link,
  SkeletonLines,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import type { Finding, Visit } from '../contract.ts'
import { Proposals } from './Proposals.tsx'
import { findingTone, useDayWords, useReasonWords, VISIT_TONES } from './parts.tsx'
import './inspections.css'

/** The most that stand here; the registers have the rest. */
const MOST = 8

/** What inspections have to do now: findings that stand open, the visits of this week, and what is worth one. */
export function InspectionsHead() {
  const area = useArea()
  const query = useQuery({
    ...api.inspections.overview.queryOptions({ input: area ? { areaId: area.areaId } : {} }),
    enabled: area !== undefined,
  })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || !area) return <SkeletonLines lines={8} />
  const { visits, findings, openFindings, closed } = query.data
  return (
    <div className="insp-head">
      <Findings findings={findings.slice(0, MOST)} total={openFindings} />
      <Visits visits={visits} closed={closed} />
      <Proposals areaId={area.areaId} />
    </div>
  )
}

function Findings({ findings, total }: { findings: Finding[]; total: number }) {
  const t = useT('inspections')
  const now = useNow()
  const postWords = usePostWords()
  return (
    <Card
      title={t('findings.open')}
      aside={<Link href="/findings">{t('findings.count', { n: total })}</Link>}
      padding={false}
    >
      {findings.length === 0 ? (
        <EmptyState compact title={t('findings.none')}>
          {t('findings.none.next')}
        </EmptyState>
      ) : (
        <DecisionList
          items={findings.map((f) => ({
            id: f.id,
            tone: findingTone(f),
            title: f.what,
            detail: [f.label, postWords(f.postKind), t(`state.${f.state}`), f.coping ? t('coping') : null]
              .filter(Boolean)
              .join(' · '),
            pill: { tone: findingTone(f), label: formatDue(now, f.dueAt) },
            href: `/inspections/${f.visitId}`,
          }))}
        />
      )}
    </Card>
  )
}

function Visits({
  visits,
  closed,
}: {
  visits: Visit[]
  closed: { neighbourhood: number; organisation: number }
}) {
  const t = useT('inspections')
  const dayWords = useDayWords()
  const reasonWords = useReasonWords()
  const open = visits.filter((v) => v.state !== 'closed')
  const shown = [...open, ...visits.filter((v) => v.state === 'closed').reverse()].slice(0, 2 * MOST)
  return (
    <Card title={t('week')} aside={t('week.closed', closed)} padding={false}>
      {shown.length === 0 ? (
        <EmptyState compact title={t('week.none')}>
          {t('week.none.next')}
        </EmptyState>
      ) : (
        <DecisionList
          items={shown.map((v) => ({
            id: v.id,
            tone: VISIT_TONES[v.state],
            title: v.label,
            detail: [
              dayWords(v.plannedOn),
              v.team,
              v.state === 'closed' && v.total !== null
                ? t('points', { n: v.total })
                : v.recheckOf
                  ? t('recheck.is')
                  : reasonWords(v.reasons.slice(0, 2)),
            ]
              .filter(Boolean)
              .join(' · '),
            pill: { tone: VISIT_TONES[v.state], label: t(`visit.${v.state}`) },
            href: `/inspections/${v.id}`,
          }))}
        />
      )}
    </Card>
  )
}
