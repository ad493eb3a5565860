import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, areaName, call, useAddress, useArea, useViewer } from '../../../../web/kit/api.ts'
import {
  AsyncSelect,
  Card,
  Columns,
  ContractForm,
  ErrorState,
  FieldList,
  foldText,
  Link,
  Page,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { ProposeZoneInput, type Ring } from '../contract.ts'
import { ZoneMap } from './ZoneMap.tsx'

const Facts = ProposeZoneInput.pick({ name: true, reason: true, impact: true }).extend({
  startsAt: z.string().optional().meta({ widget: 'datetime' }),
  endsAt: z.string().optional().meta({ widget: 'datetime' }),
})

interface Building {
  id: string
  name: string
  point: [number, number] | null
}

/** Proposing a zone: what it is made of, who would be inside, why, and what it does to people. */
export function NewZone() {
  const t = useT('zones')
  const area = useArea()
  const viewer = useViewer()
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const [caseId] = useAddress('case')
  const [areaIds, setAreaIds] = useState<number[]>([])
  const [buildings, setBuildings] = useState<Building[]>([])
  const [ring, setRing] = useState<Ring | null>(null)
  const extent = {
    partAreaIds: areaIds,
    placeIds: buildings.map((b) => b.id),
    ...(ring ? { polygon: ring } : {}),
  }
  const chosen = areaIds.length + buildings.length > 0 || ring !== null
  const preview = useQuery({
    ...api.zones.preview.queryOptions({ input: extent }),
    enabled: chosen,
    placeholderData: undefined,
  })
  const within = (id: number): boolean => {
    for (let a = area?.byId.get(id); a; a = a.parentId === null ? undefined : area?.byId.get(a.parentId)) {
      if (a.id === viewer?.areaId) return true
    }
    return false
  }
  const findArea = async (q: string) => {
    const words = foldText(q).split(/\s+/)
    return [...(area?.byId.values() ?? [])]
      .filter((a) => a.level !== 'city' && a.level !== 'district' && within(a.id))
      .map((a) => ({ value: String(a.id), label: areaName(area?.byId, a.id) }))
      .filter((o) => words.every((w) => foldText(o.label).includes(w)))
      .slice(0, 30)
  }
  const known = new Map<string, Building>()
  const findBuilding = async (q: string) => {
    const found = await call.places.search({ q, limit: 20 })
    return found.map((p) => {
      known.set(p.id, {
        id: p.id,
        name: p.name,
        point: p.lon === null || p.lat === null ? null : [p.lon, p.lat],
      })
      return {
        value: p.id,
        label: p.name,
        detail: [p.address, areaName(area?.byId, p.areaId)].filter(Boolean).join(' · '),
      }
    })
  }
  if (!area) return null
  const chips = [
    ...areaIds.map((id) => ({
      key: String(id),
      name: areaName(area.byId, id),
      drop: () => setAreaIds(areaIds.filter((x) => x !== id)),
    })),
    ...buildings.map((b) => ({
      key: b.id,
      name: b.name,
      drop: () => setBuildings(buildings.filter((x) => x.id !== b.id)),
    })),
    ...(ring ? [{ key: 'ring', name: t('new.drawn', { n: ring.length }), drop: () => setRing(null) }] : []),
  ]
  const draft = {
    id: 'draft',
    name: t('propose'),
    state: 'proposed' as const,
    polygon: ring,
    parts: [
      ...areaIds.map((id) => ({
        id: String(id),
        partAreaId: id,
        placeId: null,
        label: areaName(area.byId, id),
        point: null,
      })),
      ...buildings.map((b) => ({ id: b.id, partAreaId: null, placeId: b.id, label: b.name, point: b.point })),
    ],
  }
  const found = chosen ? preview.data : undefined
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/zones' }, { label: t('propose') }]}
      title={t('propose')}
      subtitle={t('new.lead')}
    >
      <Columns
        main={
          <Card title={t('map')}>
            <p style={{ margin: '0 0 12px' }}>{t('new.hint')}</p>
            <ZoneMap
              title={t('map')}
              rootId={area.areaId}
              zones={[draft]}
              onDraw={setRing}
              selected={areaIds}
              onSelect={setAreaIds}
            />
          </Card>
        }
        side={
          <>
            <Card title={t('new.extent')}>
              <div className="vx-stack">
                {chips.length === 0 && <p style={{ margin: 0 }}>{t('new.none')}</p>}
                {chips.length > 0 && (
                  <div style={{ display: 'flex', flexWrap: 'wrap', gap: 6 }}>
                    {chips.map((c) => (
                      <Button
                        key={c.key}
                        size="xs"
                        variant="default"
                        onClick={c.drop}
                        aria-label={t('remove', { name: c.name })}
                        rightSection={<span aria-hidden="true">×</span>}
                      >
                        {c.name}
                      </Button>
                    ))}
                  </div>
                )}
                <AsyncSelect
                  key={`area ${areaIds.length}`}
                  label={t('new.area')}
                  value={null}
                  search={findArea}
                  onChange={(v) => v && !areaIds.includes(Number(v)) && setAreaIds([...areaIds, Number(v)])}
                />
                <AsyncSelect
                  key={`place ${buildings.length}`}
                  label={t('new.place')}
                  value={null}
                  search={findBuilding}
                  onChange={(v) => {
                    const one = v ? known.get(v) : undefined
                    if (one && !buildings.some((b) => b.id === one.id)) setBuildings([...buildings, one])
                  }}
                />
                {chosen && preview.error && <ErrorState compact error={preview.error} />}
                <FieldList
                  items={[
                    {
                      label: t('households'),
                      value: <strong aria-live="polite">{found?.households ?? '—'}</strong>,
                    },
                    { label: t('people'), value: <strong aria-live="polite">{found?.people ?? '—'}</strong> },
                    { label: t('area'), value: found?.areaLabel },
                    { label: t('new.decides'), value: found && t(`post.${found.competent}`) },
                  ]}
                />
                {found && found.unplaced > 0 && (
                  <p style={{ margin: 0 }}>{t('new.unplaced', { n: found.unplaced })}</p>
                )}
              </div>
            </Card>
            <Card
              title={t('new.facts')}
              aside={caseId && <Link href={`/cases/${caseId}`}>{t('new.case')}</Link>}
            >
              <ContractForm
                schema={Facts}
                labels={(field) => t(field)}
                draftKey="zone-new"
                submitLabel={t('new.submit')}
                onSubmit={async ({ startsAt, endsAt, ...facts }) => {
                  const made = await call.zones.propose({
                    ...facts,
                    ...extent,
                    ...(startsAt ? { startsAt } : {}),
                    ...(endsAt ? { endsAt } : {}),
                    ...(caseId ? { caseId } : {}),
                  })
                  await client.invalidateQueries()
                  toast.done(t('new.done'))
                  navigate(`/zones/${made.id}`)
                }}
              />
            </Card>
          </>
        }
      />
    </Page>
  )
}
