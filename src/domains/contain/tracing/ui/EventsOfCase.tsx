import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, areaName, call, useArea, useRight, useViewer } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  calendarDate,
  Drawer,
  EmptyState,
  formatDate,
  formatTime,
  Link,
  StatusPill,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { ExposureEvent, NoticeState } from '../contract.ts'
import { NoticeDraft } from './NoticeDraft.tsx'
import { areaOptions, isBelow } from './parts.tsx'

const facts = {
  eventName: z.string().trim().min(3).max(200),
  placeId: z.uuid().optional().meta({ widget: 'place' }),
  startsAt: z.string().meta({ widget: 'datetime' }),
  endsAt: z.string().meta({ widget: 'datetime' }),
  publicNotice: z.string().trim().max(2000).optional().meta({ widget: 'textarea' }),
}
const Added = z.object({ ...facts, areaId: z.string().meta({ widget: 'area' }) })
const Edited = z.object(facts)
const NOTICE_TONE: Record<NoticeState, Tone> = {
  draft: 'due',
  published: 'ok',
  ended: 'neutral',
  withdrawn: 'neutral',
}

/** Where and when people may have been exposed to a case, with the public notice of each. */
export function EventsOfCase({ caseId, areaId }: { caseId: string; areaId: number }) {
  const t = useT('tracing')
  const client = useQueryClient()
  const area = useArea()
  const viewer = useViewer()
  const may = useRight('contact.read')
  const mayWrite = useRight('exposure.write')
  const [adding, setAdding] = useState(false)
  const [edited, setEdited] = useState<ExposureEvent>()
  const [noticed, setNoticed] = useState<{ event: ExposureEvent }>()
  const tn = useT('notices')
  const notices = useQuery({ ...api.tracing.notices.queryOptions({ input: {} }), enabled: may })
  const noticeOf = (id: string) => notices.data?.find((n) => n.id === id)
  const query = useQuery({ ...api.tracing.events.queryOptions({ input: { caseId } }), enabled: may })
  if (!query.data) return null
  const add = mayWrite && (
    <Button size="xs" variant="default" onClick={() => setAdding(true)}>
      {t('events.add')}
    </Button>
  )
  const findPlace = async (q: string) => {
    const found = await call.places.search({ q, limit: 20 })
    return found.map((p) => ({
      value: p.id,
      label: p.name,
      detail: [p.address, areaName(area?.byId, p.areaId)].filter(Boolean).join(' · '),
    }))
  }
  const finish = async (message: string) => {
    await client.invalidateQueries()
    setAdding(false)
    setEdited(undefined)
    toast.done(message)
  }
  const labels = (field: string) => t(field)
  return (
    <Card title={t('events')} padding={false} aside={query.data.length > 0 && add}>
      {query.data.length === 0 ? (
        <EmptyState compact title={t('events.empty')} action={add}>
          {t('events.empty.next')}
        </EmptyState>
      ) : (
        <ul className="vx-rows">
          {query.data.map((e) => (
            <li key={e.id} className="vx-row">
              <div className="vx-row-text">
                <div className="vx-row-title">{e.name}</div>
                <div className="vx-row-detail">
                  {[
                    spanOf(e),
                    e.placeName,
                    areaName(area?.byId, e.areaId),
                    t('events.contacts', { count: e.contacts }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
              </div>
              <div className="vx-row-end">
                {noticeOf(e.id) ? (
                  <Link href={`/exposure?notice=${e.id}`}>
                    <StatusPill tone={NOTICE_TONE[noticeOf(e.id)!.state]}>
                      {tn(noticeOf(e.id)!.state)}
                    </StatusPill>
                  </Link>
                ) : (
                  mayWrite && (
                    <Button size="compact-xs" variant="subtle" onClick={() => setNoticed({ event: e })}>
                      {tn('notice.make')}
                    </Button>
                  )
                )}
                {mayWrite && (
                  <Button size="compact-xs" variant="subtle" onClick={() => setEdited(e)}>
                    {t('change')}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      <NoticeDraft about={noticed} onClose={() => setNoticed(undefined)} />
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('events')}>
        {adding && (
          <ContractForm
            schema={Added}
            labels={labels}
            value={{ areaId: String(areaId) }}
            valueLabels={{ areaId: (id) => areaName(area?.byId, Number(id)) }}
            options={{
              placeId: findPlace,
              areaId: areaOptions(area, (id) => isBelow(area, id, viewer?.areaId)),
            }}
            submitLabel={t('save')}
            onSubmit={async ({ eventName, placeId, publicNotice, ...when }) => {
              await call.tracing.addEvent({
                ...when,
                areaId: Number(when.areaId),
                caseId,
                name: eventName,
                ...(placeId ? { placeId } : {}),
                ...(publicNotice ? { publicNotice } : {}),
              })
              await finish(t('events.added'))
            }}
          />
        )}
      </Drawer>
      <Drawer opened={edited !== undefined} onClose={() => setEdited(undefined)} title={t('events.edit')}>
        {edited && (
          <ContractForm
            key={edited.id}
            schema={Edited}
            labels={labels}
            value={{
              eventName: edited.name,
              startsAt: edited.startsAt,
              endsAt: edited.endsAt,
              ...(edited.placeId ? { placeId: edited.placeId } : {}),
              ...(edited.publicNotice ? { publicNotice: edited.publicNotice } : {}),
            }}
            valueLabels={edited.placeName ? { placeId: edited.placeName } : {}}
            options={{ placeId: findPlace }}
            submitLabel={t('save')}
            onSubmit={async ({ eventName, placeId, publicNotice, ...when }) => {
              await call.tracing.updateEvent({
                ...when,
                id: edited.id,
                version: edited.version,
                name: eventName,
                placeId: placeId ?? null,
                publicNotice: publicNotice || null,
              })
              await finish(t('events.edited'))
            }}
          />
        )}
      </Drawer>
    </Card>
  )
}

function spanOf({ startsAt, endsAt }: ExposureEvent): string {
  const end = calendarDate(startsAt) === calendarDate(endsAt) ? '' : ` ${formatDate(endsAt, { short: true })}`
  return `${formatTime(startsAt)} – ${formatTime(endsAt)}${end}, ${formatDate(startsAt, { short: true })}`
}
