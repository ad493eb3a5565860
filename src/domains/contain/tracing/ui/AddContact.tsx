import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, areaName, call, useArea, useRight, useViewer } from '../../../../web/kit/api.ts'
import {
  AsyncSelect,
  Drawer,
  FilterPills,
  formatNumber,
  SkeletonLines,
  ToneMark,
  toast,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import { type Meeting, MeetingFields, meetingOf, missingOf, whenOf } from './MeetingFields.tsx'
import { areaOptions, isBelow } from './parts.tsx'

export interface AddContactProps {
  /** Whose list it is, and the name to show above the form. */
  source: { personId: string; name: string } | undefined
  /** The case whose exposure events are offered. */
  caseId: string
  onClose: () => void
}

/** Puts people on a list: a household at once, somebody known, or somebody new, even in another ward of the district. */
export function AddContact({ source, caseId, onClose }: AddContactProps) {
  const t = useT('tracing')
  return (
    <Drawer
      opened={source !== undefined}
      onClose={onClose}
      title={source && t('add.of', { name: source.name })}
    >
      {source && <Form key={source.personId} sourceId={source.personId} caseId={caseId} onClose={onClose} />}
    </Drawer>
  )
}

type Who = 'household' | 'known' | 'new'
type Missing = keyof Meeting | 'who' | 'fullName' | 'ward' | 'birthYear'

function Form({ sourceId, caseId, onClose }: { sourceId: string; caseId: string; onClose: () => void }) {
  const t = useT('tracing')
  const client = useQueryClient()
  const area = useArea()
  const viewer = useViewer()
  const mayKnow = useRight('person.read')
  const [who, setWho] = useState<Who>(mayKnow ? 'household' : 'new')
  const [picked, setPicked] = useState<readonly string[]>([])
  const [personId, setPersonId] = useState<string | null>(null)
  const [person, setPerson] = useState({
    fullName: '',
    birthYear: '',
    phone: '',
    areaId: null as string | null,
  })
  const [meeting, setMeeting] = useState<Meeting>({ ...meetingOf(), closeness: mayKnow ? 'household' : null })
  const [missing, setMissing] = useState<Missing[]>([])
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const busy = useRef(false)

  const page = useQuery({
    ...api.people.get.queryOptions({ input: { id: sourceId } }),
    enabled: mayKnow && who === 'household',
  })
  const events = useQuery(api.tracing.events.queryOptions({ input: { caseId } }))
  const others = page.data?.household.filter((p) => p.id !== sourceId) ?? []
  const district = area?.path.find((a) => a.level === 'district')?.id ?? viewer?.areaId

  const findPerson = async (q: string) => {
    if (q.trim().length < 2) return []
    const found = await call.people.search({ q, limit: 12 })
    return found
      .filter((p) => p.id !== sourceId)
      .map((p) => ({
        value: p.id,
        label: p.fullName,
        detail: [p.birthYear, p.address, areaName(area?.byId, p.areaId)].filter(Boolean).join(' · '),
      }))
  }

  const find = (): Missing[] => {
    const found: Missing[] = [...missingOf(meeting)]
    if (who === 'household' && picked.length === 0) found.push('who')
    if (who === 'known' && !personId) found.push('who')
    if (who === 'new') {
      if (person.fullName.trim().length < 2) found.push('fullName')
      if (!person.areaId) found.push('ward')
      if (person.birthYear && !/^(19|20)\d\d$/.test(person.birthYear)) found.push('birthYear')
    }
    return found
  }

  const put = async () => {
    const shared = {
      sourcePersonId: sourceId,
      ...whenOf(meeting),
      closeness: meeting.closeness!,
      ...(meeting.placeText.trim() ? { placeText: meeting.placeText.trim() } : {}),
      ...(meeting.exposureEventId ? { exposureEventId: meeting.exposureEventId } : {}),
      ...(meeting.note.trim() ? { note: meeting.note.trim() } : {}),
    }
    const undo = (ids: string[]) => ({
      undo: async () => {
        for (const id of ids) await call.tracing.removeContact({ id, version: 1, reason: t('add.undo') })
        await client.invalidateQueries()
      },
    })
    if (who === 'household') {
      const { ids } = await call.tracing.addContacts({ ...shared, personIds: [...picked] })
      return toast.done(t('add.many', { count: ids.length }), undo(ids))
    }
    const added = await call.tracing.addContact({
      ...shared,
      ...(who === 'known'
        ? { personId: personId! }
        : {
            person: {
              fullName: person.fullName.trim(),
              areaId: Number(person.areaId),
              nationality: 'VN',
              ...(person.birthYear ? { birthYear: Number(person.birthYear) } : {}),
              ...(person.phone.trim() ? { phone: person.phone.trim() } : {}),
            },
          }),
    })
    toast.done(t(added.handedOver ? 'add.handedOver' : 'add.done'), undo([added.id]))
  }

  const send = async () => {
    if (busy.current) return
    const found = find()
    setMissing(found)
    setFailure('')
    if (found.length) return
    busy.current = true
    setPending(true)
    try {
      await put()
      await client.invalidateQueries()
      onClose()
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      busy.current = false
      setPending(false)
    }
  }

  const error = (field: Missing) => (missing.includes(field) ? t('required') : undefined)
  const text = (field: 'fullName' | 'birthYear' | 'phone') => ({
    label: t(field),
    value: person[field],
    error: field === 'phone' ? undefined : error(field),
    disabled: pending,
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      setPerson({ ...person, [field]: event.currentTarget.value }),
  })
  const kinds: Who[] = mayKnow ? ['household', 'known', 'new'] : ['new']
  return (
    <form
      className="vx-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <FilterPills
        label={t('who')}
        items={kinds.map((value) => ({ value, label: t(`who.${value}`) }))}
        value={who}
        onChange={(value) => {
          setWho(value as Who)
          // Who lives together met at home: the form says so, and takes it back for anybody else.
          if (value === 'household') setMeeting({ ...meeting, closeness: meeting.closeness ?? 'household' })
          else if (who === 'household' && meeting.closeness === 'household')
            setMeeting({ ...meeting, closeness: null })
        }}
      />
      <div className="vx-form-grid" data-columns={1}>
        {who === 'household' && !page.data && <SkeletonLines lines={3} />}
        {who === 'household' && page.data && others.length === 0 && (
          <p className="vx-muted">{t('who.noHousehold')}</p>
        )}
        {who === 'household' && others.length > 0 && (
          <fieldset className="tracing-people">
            <legend>{t('who.household')}</legend>
            <Checkbox
              label={t('who.all')}
              checked={picked.length === others.length}
              indeterminate={picked.length > 0 && picked.length < others.length}
              disabled={pending}
              onChange={() => setPicked(picked.length === others.length ? [] : others.map((p) => p.id))}
            />
            {others.map((p) => (
              <Checkbox
                key={p.id}
                label={[p.fullName, p.birthYear].filter(Boolean).join(' · ')}
                checked={picked.includes(p.id)}
                disabled={pending}
                onChange={() =>
                  setPicked(picked.includes(p.id) ? picked.filter((id) => id !== p.id) : [...picked, p.id])
                }
              />
            ))}
            {error('who') && <p className="tracing-error">{t('required')}</p>}
          </fieldset>
        )}
        {who === 'known' && (
          <AsyncSelect
            label={t('person')}
            required
            disabled={pending}
            error={error('who')}
            value={personId}
            onChange={setPersonId}
            search={findPerson}
          />
        )}
        {who === 'new' && (
          <>
            <TextInput {...text('fullName')} withAsterisk maxLength={120} />
            <TextInput {...text('birthYear')} inputMode="numeric" maxLength={4} />
            <TextInput {...text('phone')} type="tel" inputMode="tel" maxLength={15} />
            <AsyncSelect
              label={t('ward')}
              description={t('ward.help')}
              required
              disabled={pending}
              error={error('ward')}
              value={person.areaId}
              onChange={(areaId) => setPerson({ ...person, areaId })}
              search={areaOptions(area, (id) => isBelow(area, id, district))}
            />
          </>
        )}
        <MeetingFields
          value={meeting}
          onChange={setMeeting}
          missing={missing as (keyof Meeting)[]}
          events={events.data ?? []}
          disabled={pending}
        />
      </div>
      {failure && (
        <div className="vx-form-summary" role="alert">
          <ToneMark tone="late" />
          <span>{failure}</span>
        </div>
      )}
      <div className="vx-form-actions">
        <Button type="submit" loading={pending}>
          {t('add.submit')}
          {who === 'household' && picked.length > 1 && ` (${formatNumber(picked.length)})`}
        </Button>
      </div>
    </form>
  )
}
