import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, call } from '../../../../web/kit/api.ts'
import { Choice, ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import type { CriteriaCheck, Ring, ZonePage } from '../contract.ts'
import { Criteria } from './Criteria.tsx'
import { linesOf } from './parts.tsx'
import { ZoneMap } from './ZoneMap.tsx'

type Doing = 'decide' | 'reduce' | 'extend' | 'lift'

const basis = z.string().trim().min(3).max(5000).meta({ widget: 'textarea' })
const reason = z.string().trim().min(3).max(1000).meta({ widget: 'textarea' })
const instant = z.string().meta({ widget: 'datetime' })
const Decide = z.object({
  startsAt: instant.optional(),
  endsAt: instant,
  legalBasis: basis,
  duties: z.string().max(5000).optional().meta({ widget: 'textarea' }),
  note: z.string().trim().max(1000).optional().meta({ widget: 'textarea' }),
})
const Reduce = z.object({ legalBasis: basis, note: reason })
const Extend = z.object({ endsAt: instant, legalBasis: basis, note: reason })
const Lift = z.object({
  legalBasis: basis,
  note: z.string().trim().max(1000).optional().meta({ widget: 'textarea' }),
})
const Override = z.object({
  legalBasis: basis,
  note: z.string().trim().min(10).max(1000).meta({ widget: 'textarea' }),
})

interface ActionProps {
  page: ZonePage
  check: CriteriaCheck | undefined
}

/** What the viewer's post may sign next about this zone. */
export function ZoneActions({ page, check }: ActionProps) {
  const t = useT('zones')
  const client = useQueryClient()
  const [doing, setDoing] = useState<Doing>()
  if (!page.may.decide) return null
  const steps: Doing[] = page.zone.decidedAt ? ['reduce', 'extend', 'lift'] : ['decide']
  const close = () => setDoing(undefined)
  const done = async (signed: { numberText: string }) => {
    close()
    await client.invalidateQueries()
    toast.done(t('signed', { number: signed.numberText }))
  }
  const shared = { page, check, close, done }
  return (
    <>
      {steps.map((step) => (
        <Button
          key={step}
          variant={step === 'decide' || (step === 'lift' && check?.met) ? 'filled' : 'default'}
          onClick={() => setDoing(step)}
        >
          {t(step)}
        </Button>
      ))}
      <Drawer opened={doing !== undefined} onClose={close} title={doing ? t(doing) : ''} size={620}>
        {doing === 'decide' && <DecideForm {...shared} />}
        {doing === 'reduce' && <ReduceForm {...shared} />}
        {doing === 'extend' && <ExtendForm {...shared} />}
        {doing === 'lift' && <LiftForm {...shared} />}
      </Drawer>
    </>
  )
}

interface StepProps extends ActionProps {
  close: () => void
  done: (signed: { numberText: string }) => Promise<void>
}

const record = ({ zone }: ZonePage) => ({ id: zone.id, version: zone.version })

function DecideForm({ page, close, done }: StepProps) {
  const t = useT('zones')
  const { zone } = page
  return (
    <ContractForm
      schema={Decide}
      labels={(field) => t(field)}
      value={{ endsAt: zone.endsAt, legalBasis: t('bases.default') }}
      submitLabel={t('decide')}
      onCancel={close}
      onSubmit={async ({ legalBasis, duties, startsAt, endsAt, note }) =>
        done(
          await call.zones.decide({
            ...record(page),
            legalBasis: linesOf(legalBasis),
            duties: linesOf(duties),
            endsAt,
            ...(startsAt ? { startsAt } : {}),
            ...(note ? { note } : {}),
          }),
        )
      }
    />
  )
}

function ReduceForm({ page, close, done }: StepProps) {
  const t = useT('zones')
  const { zone } = page
  const [gone, setGone] = useState<string[]>([])
  const [ring, setRing] = useState<Ring>()
  const kept = zone.parts.filter((p) => !gone.includes(p.id))
  const polygon = ring ?? zone.polygon
  const some = kept.length > 0 || polygon !== null
  const left = useQuery({
    ...api.zones.preview.queryOptions({
      input: {
        partAreaIds: kept.flatMap((p) => p.partAreaId ?? []),
        placeIds: kept.flatMap((p) => p.placeId ?? []),
        polygon,
      },
    }),
    enabled: some,
  })
  return (
    <div className="vx-stack">
      {zone.parts.length > 0 && (
        <Choice
          multiple
          label={t('removeParts')}
          options={zone.parts.map((p) => ({ value: p.id, label: p.label }))}
          value={gone}
          onChange={setGone}
        />
      )}
      <p style={{ margin: 0 }}>{t('reduce.draw')}</p>
      <ZoneMap
        title={t('reduce')}
        rootId={zone.areaId}
        zones={[{ ...zone, parts: kept, polygon }]}
        height={300}
        onDraw={(drawn) => {
          setRing(drawn)
          setGone(zone.parts.map((p) => p.id))
        }}
      />
      {ring && (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setRing(undefined)
            setGone([])
          }}
        >
          {t('reduce.keep')}
        </Button>
      )}
      {some && left.data && (
        <p style={{ margin: 0 }} aria-live="polite">
          {t('reduce.left', { households: left.data.households, people: left.data.people })}
        </p>
      )}
      <ContractForm
        schema={Reduce}
        labels={(field) => t(field)}
        value={{ legalBasis: t('bases.default') }}
        submitLabel={t('reduce')}
        onCancel={close}
        onSubmit={async ({ legalBasis, note }) =>
          done(
            await call.zones.reduce({
              ...record(page),
              legalBasis: linesOf(legalBasis),
              removeParts: gone,
              note,
              ...(ring ? { polygon: ring } : {}),
            }),
          )
        }
      />
    </div>
  )
}

function ExtendForm({ page, close, done }: StepProps) {
  const t = useT('zones')
  return (
    <ContractForm
      schema={Extend}
      labels={(field) => t(field)}
      value={{ legalBasis: t('bases.default') }}
      submitLabel={t('extend')}
      onCancel={close}
      onSubmit={async ({ legalBasis, endsAt, note }) =>
        done(await call.zones.extend({ ...record(page), legalBasis: linesOf(legalBasis), endsAt, note }))
      }
    />
  )
}

function LiftForm({ page, check, close, done }: StepProps) {
  const t = useT('zones')
  if (!check) return null
  const lift = (values: { legalBasis: string; note?: string | undefined }, override: boolean) =>
    call.zones.lift({
      ...record(page),
      legalBasis: linesOf(values.legalBasis),
      override,
      ...(values.note ? { note: values.note } : {}),
    })
  return (
    <div className="vx-stack">
      <Criteria check={check} />
      {!check.met && <p style={{ margin: 0 }}>{t('lift.unmet')}</p>}
      {check.met && (
        <ContractForm
          schema={Lift}
          labels={(field) => t(field)}
          value={{ legalBasis: t('bases.default') }}
          submitLabel={t('lift')}
          onCancel={close}
          onSubmit={async (values) => done(await lift(values, false))}
        />
      )}
      {!check.met && page.may.override && (
        <ContractForm
          schema={Override}
          labels={(field) => t(field === 'note' ? 'note.override' : field)}
          value={{ legalBasis: t('bases.default') }}
          submitLabel={t('lift.override')}
          onCancel={close}
          onSubmit={async (values) => done(await lift(values, true))}
        />
      )}
    </div>
  )
}
