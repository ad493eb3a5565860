import { useQuery } from '@tanstack/react-query'
import { api, useRight } from '../../../../web/kit/api.ts'
import { Card, formatDate, Link, StatusPill, useT } from '../../../../web/kit/index.ts'

/** The cases of a person, for the person's page; nothing when there are none. */
export function CasesOfPerson({ personId }: { personId: string }) {
  const t = useT('surveillance')
  const may = useRight('case.read')
  const cases = useQuery({ ...api.surveillance.byPerson.queryOptions({ input: { personId } }), enabled: may })
  if (!cases.data?.length) return null
  return (
    <Card title={t('cases')} padding={false}>
      <ul className="vx-rows">
        {cases.data.map((c) => (
          <li key={c.id} className="vx-row">
            <div className="vx-row-text">
              <div className="vx-row-title">
                <Link href={`/cases/${c.id}`}>{c.code}</Link>
              </div>
              <div className="vx-row-detail">{formatDate(c.confirmedAt ?? c.reportedAt)}</div>
            </div>
            <StatusPill tone={c.classification === 'confirmed' ? 'late' : 'neutral'}>
              {t(c.classification === 'confirmed' ? 'confirmed_case' : c.classification)}
            </StatusPill>
          </li>
        ))}
      </ul>
    </Card>
  )
}
