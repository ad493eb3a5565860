import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, useArea, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  formatDate,
  formatDateTime,
  formatNumber,
  Link,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import './tracing.css'

// The register below is what most come for: a long queue does not push it off the screen.
const FIRST = 5

/** Contacts that other wards handed over here; nothing when there are none, or for posts that receive none. */
export function HandoversToReceive() {
  const t = useT('tracing')
  const area = useArea()
  const may = useRight('contact.receive')
  const client = useQueryClient()
  const [pending, setPending] = useState<string>()
  const [all, setAll] = useState(false)
  const input = area ? { areaId: area.areaId } : {}
  const query = useQuery({
    ...api.tracing.handovers.queryOptions({ input }),
    enabled: may && area !== undefined,
  })
  if (!query.data?.length) return null
  const shown = all ? query.data : query.data.slice(0, FIRST)
  const receive = async (id: string, version: number, name: string) => {
    setPending(id)
    try {
      await call.tracing.receive({ id, version })
      await client.invalidateQueries()
      toast.done(t('receive.done', { name }))
    } catch (error) {
      toast.problem(error)
    } finally {
      setPending(undefined)
    }
  }
  return (
    <Card title={t('handover.list')} aside={formatNumber(query.data.length)} padding={false}>
      <ul className="vx-rows">
        {shown.map(({ contact: c, fullName, phone, address, monitoring: m }) => {
          const name = fullName ?? t('unnamed')
          return (
            <li key={c.id} className="vx-row">
              <div className="vx-row-text">
                <div className="vx-row-title">
                  {fullName ? <Link href={`/people/${c.personId}`}>{name}</Link> : name}
                </div>
                <div className="vx-row-detail">
                  {[
                    m &&
                      t('handover.case', {
                        tier: m.tier,
                        code: m.indexCode,
                        until: formatDate(m.monitorUntil, { short: true }),
                      }),
                    address,
                    phone,
                    t('handover.from', {
                      at: formatDateTime(c.handedOverAt, { short: true }),
                      by: c.recordedBy,
                    }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
              </div>
              <div className="vx-row-end">
                <Button
                  size="xs"
                  variant="default"
                  loading={pending === c.id}
                  onClick={() => void receive(c.id, c.version, name)}
                >
                  {t('receive')}
                </Button>
              </div>
            </li>
          )
        })}
      </ul>
      {shown.length < query.data.length && (
        <div className="tracing-more">
          <button type="button" className="vx-text-button" onClick={() => setAll(true)}>
            {t('handover.more', { n: formatNumber(query.data.length - shown.length) })}
          </button>
        </div>
      )}
    </Card>
  )
}
