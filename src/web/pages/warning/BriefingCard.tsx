import { Card, formatTime, Link, SkeletonLines, useT } from '../../kit/index.ts'
import { Sentences, useBriefing } from './BriefingPage.tsx'

/** The head of the briefing: what weighs most, and the way to all of it. */
export default function BriefingCard() {
  const t = useT('warning')
  const { area, found } = useBriefing()
  if (found.error) return null
  if (!found.data || !area) return <SkeletonLines lines={3} />
  return (
    <Card title={t('brief.card')} aside={t('brief.card.aside', { at: formatTime(found.data.asOf) })}>
      <Sentences sentences={found.data.sentences.slice(0, 3)} briefing={found.data} area={area} />
      <p className="warning-more">
        <Link href="/briefing">{t('brief.card.more')}</Link>
      </p>
    </Card>
  )
}
