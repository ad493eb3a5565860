import { Button, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, call, useNow } from '../../../../web/kit/api.ts'
import {
  AsyncSelect,
  Choice,
  DateField,
  DateTimeField,
  Drawer,
  SkeletonLines,
  ToneMark,
  toast,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import type { Exposure, OrderKind, PlaceKind, TermInput } from '../contract.ts'
import { TermPreview } from './parts.tsx'

export interface ProposeOrderProps {
  personIds: string[]
  caseId?: string | undefined
  /** What the form starts with: a case page proposes isolation, a list of contacts quarantine. */
  kind?: OrderKind
  exposure?: Exposure
  lastExposure?: string | undefined
  reason?: string
  opened: boolean
  onClose: () => void
}

const SITES: Record<OrderKind, string[]> = {
  quarantine: ['quarantine_site', 'lodging', 'school'],
  isolation: ['care_facility', 'hospital'],
}

/** Proposes an order for one person or a list; the end under the rule in force is shown while the form is filled in. */
export function ProposeOrder(props: ProposeOrderProps) {
  const t = useT('quarantine')
  return (
    <Drawer opened={props.opened} onClose={props.onClose} title={t('propose')}>
      {props.opened && <Form {...props} />}
    </Drawer>
  )
}

const isDate = (v: string | null) => v !== null && /^\d{4}-\d{2}-\d{2}$/.test(v)

function Form({ personIds, caseId, onClose, ...start }: ProposeOrderProps) {
  const t = useT('quarantine')
  const client = useQueryClient()
  const [now] = useState(useNow())
  const [kind, setKind] = useState<OrderKind>(start.kind ?? 'quarantine')
  const [exposure, setExposure] = useState<Exposure>(start.exposure ?? 'F1')
  const [placeKind, setPlaceKind] = useState<PlaceKind>(start.kind === 'isolation' ? 'facility' : 'home')
  const [placeId, setPlaceId] = useState<string | null>(null)
  const [address, setAddress] = useState('')
  const [startsAt, setStartsAt] = useState<string | null>(now.toISOString())
  const [lastExposure, setLastExposure] = useState<string | null>(start.lastExposure ?? null)
  const [immune, setImmune] = useState(false)
  const [days, setDays] = useState<number | string>('')
  const [reason, setReason] = useState(start.reason ?? '')
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const busy = useRef(false)

  const exposed = kind === 'quarantine'
  const readable = startsAt !== null && !Number.isNaN(Date.parse(startsAt))
  const facts: TermInput = {
    kind,
    placeKind,
    immune: exposed && immune,
    ...(exposed ? { exposure } : {}),
    ...(readable ? { startsAt: new Date(startsAt).toISOString() } : {}),
    ...(exposed && isDate(lastExposure) ? { lastExposure: lastExposure! } : {}),
    ...(typeof days === 'number' ? { days } : {}),
  }
  const term = useQuery(api.quarantine.preview.queryOptions({ input: facts }))

  const findPlace = async (q: string) => {
    const found = await call.places.search({ q, limit: 50 })
    return found
      .filter((p) => SITES[kind].includes(p.kind))
      .map((p) => ({ value: p.id, label: p.name, detail: p.address }))
  }

  const send = async () => {
    if (busy.current) return
    const missing: Record<string, string> = {}
    if (reason.trim().length < 3) missing.reason = t('required')
    if (placeKind === 'facility' && !placeId && address.trim().length < 3) missing.address = t('required')
    if (!readable) missing.startsAt = t('required')
    if (lastExposure && !isDate(lastExposure)) missing.lastExposure = t('required')
    setErrors(missing)
    if (Object.keys(missing).length) return
    busy.current = true
    setPending(true)
    setFailure('')
    try {
      await call.quarantine.propose({
        ...facts,
        personIds,
        reason: reason.trim(),
        ...(kind === 'isolation' && caseId ? { caseId } : {}),
        ...(placeKind === 'facility' && placeId ? { placeId } : {}),
        ...(address.trim() ? { address: address.trim() } : {}),
      })
      await client.invalidateQueries()
      toast.done(t('propose.done'))
      onClose()
    } catch (error) {
      // The server marks fields by code; its sentence above the button says what to do.
      setFailure(toProblem(error).message)
    } finally {
      busy.current = false
      setPending(false)
    }
  }

  const options = <T extends string>(values: readonly T[]) =>
    values.map((value) => ({ value, label: t(value) }))
  return (
    <form
      className="vx-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {personIds.length > 1 && <p>{t('propose.many', { count: personIds.length })}</p>}
      <div className="vx-form-grid" data-columns={1}>
        <Choice
          label={t('kind')}
          description={t('kind.help')}
          required
          options={options(['quarantine', 'isolation'] as const)}
          value={kind}
          onChange={(v) => {
            if (!v) return
            setKind(v as OrderKind)
            setPlaceId(null)
          }}
        />
        {exposed && (
          <Choice
            label={t('exposure')}
            required
            options={options(['F1', 'F2', 'returnee'] as const)}
            value={exposure}
            onChange={(v) => v && setExposure(v as Exposure)}
          />
        )}
        <Choice
          label={t('place')}
          required
          options={options(['home', 'facility'] as const)}
          value={placeKind}
          onChange={(v) => v && setPlaceKind(v as PlaceKind)}
        />
        {placeKind === 'facility' && (
          <AsyncSelect
            key={kind}
            label={t('placeName')}
            description={t('placeName.help')}
            value={placeId}
            onChange={setPlaceId}
            search={findPlace}
          />
        )}
        <TextInput
          label={t('address')}
          description={placeKind === 'home' ? t('address.home') : undefined}
          required={placeKind === 'facility' && !placeId}
          error={errors.address}
          value={address}
          maxLength={300}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <DateTimeField
          label={t('startsAt')}
          required
          error={errors.startsAt}
          value={startsAt}
          onChange={setStartsAt}
        />
        {exposed && (
          <>
            <DateField
              label={t('lastExposure')}
              description={t('lastExposure.help')}
              error={errors.lastExposure}
              value={lastExposure}
              onChange={setLastExposure}
            />
            <Choice
              label={t('immune')}
              options={[
                { value: 'no', label: t('immune.no') },
                { value: 'yes', label: t('immune.yes') },
              ]}
              value={immune ? 'yes' : 'no'}
              onChange={(v) => setImmune(v === 'yes')}
            />
          </>
        )}
        <NumberInput
          label={t('days')}
          description={t('days.help')}
          min={1}
          max={365}
          allowDecimal={false}
          value={days}
          onChange={setDays}
        />
        <Textarea
          label={t('reason')}
          required
          autosize
          minRows={2}
          maxLength={500}
          error={errors.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      {term.error ? (
        <div className="vx-form-summary" role="alert">
          <ToneMark tone="late" />
          <span>{toProblem(term.error).message}</span>
        </div>
      ) : term.data ? (
        <TermPreview term={term.data} />
      ) : (
        <SkeletonLines lines={3} />
      )}
      {failure && (
        <div className="vx-form-summary" role="alert">
          <ToneMark tone="late" />
          <span>{failure}</span>
        </div>
      )}
      <div className="vx-form-actions">
        <Button type="submit" loading={pending} disabled={Boolean(term.data?.refusal)}>
          {t('submit')}
        </Button>
      </div>
    </form>
  )
}
