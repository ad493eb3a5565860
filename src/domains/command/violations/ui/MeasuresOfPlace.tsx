import { useQuery } from '@tanstack/react-query'
import { api, say } from '../../../../web/kit/api.ts'
import { Card, EmptyState, Link, SkeletonLines, useT } from '../../../../web/kit/index.ts'
import { SETTING_WORDS, Setting } from '../measures/contract.ts'
import { Fine } from './measure-words.tsx'
import './measure-messages.ts'
import './measures.css'

/** The measures that hold today in a kind of place of an area, short: for the page of such a place. */
export function MeasuresOfPlace({ kind, areaId }: { kind: string; areaId: number }) {
  const t = useT('measures')
  const setting = Setting.safeParse(kind).data
  const query = useQuery({
    ...api.violations.measures.queryOptions({ input: { areaId, ...(setting ? { setting } : {}) } }),
    enabled: setting !== undefined,
  })
  // The place is shown all the same to whoever may not ask about its area.
  if (!setting || query.error) return null
  if (!query.data) return <SkeletonLines lines={4} />
  const { measures } = query.data
  const all = <Link href={`/measures?area=${areaId}&kind=${setting}`}>{t('place.all')}</Link>
  return (
    <Card title={t('place.title')} aside={say(SETTING_WORDS[setting])} padding={false} footer={all}>
      {measures.length === 0 ? (
        <EmptyState compact title={t('place.none')} />
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
