import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, useArea, useRight } from '../../../../web/kit/api.ts'
import { Card, formatDate, formatDateTime, Link, toast, useT } from '../../../../web/kit/index.ts'
import './tracing.css'

/** Contacts that other wards handed over here; nothing when there are none, or for posts that receive none. */
export function HandoversToReceive() {
  const t = useT('tracing')
  const area = useArea()
  const may = useRight('contact.receive')
  const client = useQueryClient()
  const [pending, setPending] = useState<string>()
  const input = area ? { areaId: area.areaId } : {}
  const query = useQuery({
    ...api.tracing.handovers.queryOptions({ input }),
    enabled: may && area !== undefined,
  })
  if (!query.data?.length) return null
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
    <Card title={t('handover.list')} padding={false}>
      <ul className="vx-rows">
        {query.data.map(({ contact: c, fullName, phone, address, monitoring: m }) => {
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
    </Card>
  )
}
