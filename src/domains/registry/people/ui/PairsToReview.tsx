import { useQuery } from '@tanstack/react-query'
import { api, useRight } from '../../../../web/kit/api.ts'
import { formatNumber, Link, useT } from '../../../../web/kit/index.ts'
import './messages.ts'
import './people.css'

/** Over the register of people: how many records may be the same, and the way there. Nothing when there are none. */
export function PairsToReview() {
  const t = useT('merge')
  const may = useRight('person.merge')
  const query = useQuery({ ...api.people.pairs.queryOptions({ input: { limit: 1 } }), enabled: may })
  if (!query.data?.total) return null
  return (
    <p className="people-pairs-head">
      {t('pairs.head', { count: formatNumber(query.data.total) })}{' '}
      <Link href="/people/duplicates">{t('pairs.open')}</Link>
    </p>
  )
}
