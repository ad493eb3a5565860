import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { v7 as uuid7 } from 'uuid'
import { api, call, useArea, useNow, useRight, useViewer } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  EmptyState,
  ErrorState,
  formatDate,
  Link,
  Page,
  SkeletonLines,
  ToneMark,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { NewFieldVisit as Input } from '../visits/contract.ts'
import { AreaField, PlaceField } from './visit-fields.tsx'
import './field-visits.css'
import './visit-messages.ts'

const STEP_MS = 5 * 60_000

/** Where nobody from above has been for longest, for above the register. */
export function FieldVisitsHead() {
  const t = useT('field-visits')
  const areaId = useArea()?.areaId
  const query = useQuery({
    ...api.duty.unvisited.queryOptions({ input: { areaId: areaId ?? 0 } }),
    enabled: areaId !== undefined,
  })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines lines={2} />
  const { days, legalBasis, total, wards, neighbourhoods, first } = query.data
  if (total === 0)
    return (
      <Card footer={t('strip.basis', { basis: legalBasis })}>
        <p className="fv-strip-line">
          <ToneMark tone="ok" /> {t('strip.none', { days })}
        </p>
      </Card>
    )
  return (
    <Card
      title={t('strip.title', { days })}
      aside={
        <Link href={`/figures/field_visits.areas?area=${areaId}&part=visited&value=no`}>
          {t('strip.total', { n: total })}
        </Link>
      }
      footer={t('strip.basis', { basis: legalBasis })}
    >
      <p className="fv-strip-line">{t('strip.levels', { wards, groups: neighbourhoods })}</p>
      <ul className="fv-strip">
        {first.map((a) => (
          <li key={a.areaId}>
            <Link href={`/field-visits?area=${a.areaId}`}>
              <b>{a.label}</b>
              <span className="vx-muted">
                {a.lastAt ? t('strip.last', { day: formatDate(a.lastAt) }) : t('strip.never')}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** The way to a new entry, about the chosen area. */
export function EnterFieldVisit() {
  const t = useT('field-visits')
  const areaId = useArea()?.areaId
  if (!useRight('field-visit.write')) return null
  return (
    <Button component={Link} href={`/field-visits/new${areaId === undefined ? '' : `?area=${areaId}`}`}>
      {t('new')}
    </Button>
  )
}

export function NoFieldVisits() {
  const t = useT('field-visits')
  const writes = useRight('field-visit.write')
  return (
    <EmptyState compact title={t('empty.title')} action={<EnterFieldVisit />}>
      {t(writes ? 'empty.next' : 'empty.read')}
    </EmptyState>
  )
}

/** A visit, entered on a telephone on the spot: kept on the device until the server has it. */
export function NewFieldVisit() {
  const t = useT('field-visits')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const area = useArea()
  const viewer = useViewer()
  const now = useNow()
  // Lies in the draft with what was typed: sent again after a lost answer it is the same visit.
  const [id] = useState(() => uuid7())
  if (!area || !viewer) return <SkeletonLines lines={8} />
  const start = ['ward', 'neighbourhood'].includes(area.area.level) ? { areaId: area.areaId } : {}
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/field-visits' }, { label: t('new') }]}
      title={t('new')}
      subtitle={t('new.lead')}
      width="narrow"
    >
      <Card>
        <div className="fv-form">
          <ContractForm
            schema={Input}
            value={{
              id,
              ...start,
              beganAt: new Date(Math.floor(now.getTime() / STEP_MS) * STEP_MS).toISOString(),
            }}
            sections={[
              {
                title: t('section.where'),
                fields: ['areaId', 'purpose', 'beganAt', 'minutes', 'spot', 'placeId'],
              },
              { title: t('section.heard'), fields: ['companions', 'seen', 'settled', 'id'] },
            ]}
            render={{
              id: () => null,
              areaId: (field) => <AreaField field={field} levels={['ward', 'neighbourhood']} />,
              placeId: (field) => <PlaceField field={field} />,
            }}
            labels={(field) => t(field)}
            help={(field) =>
              ['areaId', 'spot', 'companions'].includes(field) ? t(`${field as 'spot'}.help`) : undefined
            }
            columns={2}
            draftKey="field-visit"
            submitLabel={t('new.submit')}
            onSubmit={async (values) => {
              const made = await call.duty.enterVisit(values)
              await client.invalidateQueries()
              toast.done(t('new.done'))
              navigate(`/field-visits/${made.id}`)
            }}
          />
        </div>
      </Card>
    </Page>
  )
}
