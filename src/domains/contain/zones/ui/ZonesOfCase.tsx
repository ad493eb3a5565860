import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, useRight } from '../../../../web/kit/api.ts'
import { Card, EmptyState, formatDateTime, formatNumber, Link, useT } from '../../../../web/kit/index.ts'
import { StatePill } from './parts.tsx'

/** The zones around a case, and the way to propose one; nothing for posts that may not see zones. */
export function ZonesOfCase({ caseId }: { caseId: string }) {
  const t = useT('zones')
  const may = useRight('zone.read')
  const mayPropose = useRight('zone.propose')
  const zones = useQuery({
    ...api.zones.overview.queryOptions({ input: { caseId, all: true } }),
    enabled: may,
  })
  if (!zones.data) return null
  const propose = mayPropose && (
    <Button component={Link} href={`/zones/new?case=${caseId}`} size="xs" variant="default">
      {t('propose')}
    </Button>
  )
  return (
    <Card title={t('ofCase')} padding={false} aside={zones.data.length > 0 && propose}>
      {zones.data.length === 0 ? (
        <EmptyState compact title={t('ofCase.empty')} action={propose} />
      ) : (
        <ul className="vx-rows">
          {zones.data.map((z) => (
            <li key={z.id} className="vx-row">
              <div className="vx-row-text">
                <div className="vx-row-title">
                  <Link href={`/zones/${z.id}`}>{z.name}</Link>
                </div>
                <div className="vx-row-detail">
                  {t('decision.inside', {
                    households: formatNumber(z.households),
                    people: formatNumber(z.people),
                  })}
                  {' · '}
                  {t('decision.until', { at: formatDateTime(z.endsAt) })}
                </div>
              </div>
              <StatePill state={z.state} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
