import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, areaName, useArea, useRight } from '../../../../web/kit/api.ts'
import { Card, Link, useT } from '../../../../web/kit/index.ts'
import { Evidence, Likelihood } from './Evidence.tsx'
import './messages.ts'

/** Who may be the same person; nothing when nobody is. */
export function DuplicatesOfPerson(props: { personId: string; onCompare: (otherId: string) => void }) {
  const t = useT('merge')
  const area = useArea()
  const may = useRight('person.merge')
  const query = useQuery(api.people.duplicates.queryOptions({ input: { id: props.personId } }))
  if (!query.data?.length) return null
  return (
    <Card title={t('duplicates')} padding={false}>
      <ul className="vx-rows">
        {query.data.map((d) => (
          <li key={d.id} className="vx-row">
            <div className="vx-row-text">
              <div className="vx-row-title">
                <Link href={`/people/${d.id}`}>{d.fullName}</Link>
              </div>
              <div className="vx-row-detail">
                {[d.birthYear, d.address ?? areaName(area?.byId, d.areaId)].filter(Boolean).join(' · ')}
              </div>
              <Likelihood probability={d.score} />
              <Evidence why={d.why} />
            </div>
            {may && (
              <div className="vx-row-end">
                <Button size="xs" variant="default" onClick={() => props.onCompare(d.id)}>
                  {t('compare')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
