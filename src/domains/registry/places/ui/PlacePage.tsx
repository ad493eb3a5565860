import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { api, areaName, call, useArea, useRight } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  Columns,
  ContractForm,
  Drawer,
  ErrorState,
  FieldList,
  Link,
  Page,
  SkeletonLines,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { PlaceChange, type PlaceRecord } from '../contract.ts'
import { Building } from './Building.tsx'
import { ImportFlats } from './ImportFlats.tsx'
import './messages.ts'
import './places.css'

/**
 * One place; a building with its floors, flats and who lives in them, a complex with its blocks.
 * @param props.aside what others know of the place, beside its facts
 */
export function PlacePage({ id, aside }: { id: string; aside?: (place: PlaceRecord) => ReactNode }) {
  const t = useT('places')
  const area = useArea()
  const mayWrite = useRight('place.write')
  const [open, setOpen] = useState<'edit' | 'import' | null>(null)
  const query = useQuery(api.places.get.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const { place, blocks, flats } = query.data
  const building = place.kind === 'apartment' || flats.length > 0 || blocks.length > 0
  return (
    <Page
      breadcrumbs={[
        { label: t('title'), href: '/places' },
        ...(place.partOf ? [{ label: place.partOf.name, href: `/places/${place.partOf.id}` }] : []),
      ]}
      title={place.name}
      badges={<Badge>{t(`kind.${place.kind}`)}</Badge>}
      subtitle={[place.address, areaName(area?.byId, place.areaId)].filter(Boolean).join(' · ')}
      actions={
        mayWrite && (
          <>
            {building && (
              <Button variant="default" onClick={() => setOpen('import')}>
                {t('import')}
              </Button>
            )}
            <Button variant="default" onClick={() => setOpen('edit')}>
              {t('edit')}
            </Button>
          </>
        )
      }
    >
      <Columns
        main={
          <>
            {blocks.length > 0 && (
              <Card title={t('blocks')}>
                <ul className="places-blocks">
                  {blocks.map((b) => (
                    <li key={b.id}>
                      <Link href={`/places/${b.id}`}>{b.block ?? b.name}</Link>
                      <small>{t('blocks.flats', { count: b.flats })}</small>
                    </li>
                  ))}
                </ul>
              </Card>
            )}
            {building && <Building placeId={id} flats={flats} complex={blocks.length > 0} />}
          </>
        }
        side={
          <>
            <Card title={t('facts')}>
              <FieldList
                items={[
                  { label: t('aliases'), value: place.aliases.join(', ') },
                  { label: t('block'), value: place.block },
                  { label: t('floors'), value: place.floors },
                  {
                    label: t('partOf'),
                    value: place.partOf && (
                      <Link href={`/places/${place.partOf.id}`}>{place.partOf.name}</Link>
                    ),
                  },
                ]}
              />
            </Card>
            {aside?.(place)}
          </>
        }
      />
      <Drawer opened={open === 'edit'} onClose={() => setOpen(null)} title={t('edit')}>
        <EditPlace place={place} onDone={() => setOpen(null)} />
      </Drawer>
      <Drawer opened={open === 'import'} onClose={() => setOpen(null)} title={t('import')}>
        <ImportFlats placeId={id} onDone={() => setOpen(null)} />
      </Drawer>
    </Page>
  )
}

function EditPlace({ place, onDone }: { place: PlaceRecord; onDone: () => void }) {
  const t = useT('places')
  const client = useQueryClient()
  const findComplex = async (q: string) =>
    (await call.places.search({ q, limit: 20 }))
      .filter((p) => p.id !== place.id)
      .map((p) => ({ value: p.id, label: p.name, detail: p.address }))
  return (
    <ContractForm
      schema={PlaceChange}
      hidden={['id', 'version']}
      labels={(field) => t(field)}
      options={{ partOf: findComplex }}
      valueLabels={place.partOf ? { partOf: place.partOf.name } : {}}
      value={{
        id: place.id,
        version: place.version,
        name: place.name,
        kind: place.kind as PlaceChange['kind'],
        address: place.address,
        aliases: place.aliases,
        partOf: place.partOf?.id ?? null,
        block: place.block,
        floors: place.floors,
      }}
      submitLabel={t('save')}
      onCancel={onDone}
      onSubmit={async (values) => {
        await call.places.update({ ...values, id: place.id, version: place.version })
        await client.invalidateQueries()
        toast.done(t('saved'))
        onDone()
      }}
    />
  )
}
