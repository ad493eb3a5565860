import { useQuery } from '@tanstack/react-query'
import { api, say } from '../../../../web/kit/api.ts'
import { Card, EmptyState, Link, SkeletonLines, useT } from '../../../../web/kit/index.ts'
import { SETTING_WORDS, Setting } from '../measures/contract.ts'
import { Confirmed, Fine, REFRESH } from './measure-words.tsx'
import './measure-messages.ts'
import './measures.css'

/** The measures that hold today in a kind of place of an area, short: for the page of such a place. */
export function MeasuresOfPlace({ kind, areaId }: { kind: string; areaId: number }) {
  const t = useT('measures')
  const setting = Setting.safeParse(kind).data
  const query = useQuery({
    ...api.violations.measures.queryOptions({ input: { areaId, ...(setting ? { setting } : {}) } }),
    enabled: setting !== undefined,
    refetchInterval: REFRESH,
  })
  // The place is shown all the same to whoever may not ask about its area.
  if (!setting || query.error) return null
  if (!query.data) return <SkeletonLines lines={4} />
  const { measures, legalBasis } = query.data
  const all = (
    <div className="measures-foot">
      <Confirmed of={query.data} />
      <Link href={`/measures?area=${areaId}&kind=${setting}`}>{t('place.all')}</Link>
    </div>
  )
  return (
    <Card title={t('place.title')} aside={say(SETTING_WORDS[setting])} padding={false} footer={all}>
      {measures.length === 0 ? (
        <EmptyState compact title={t(legalBasis ? 'place.none' : 'place.none.file')} />
      ) : (
        <ul className="measures-short">
          {measures.map((m) => (
            <li key={m.code}>
              <b>{say(m)}</b>
              <small>
                <Fine measure={m} />
              </small>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
