import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { z } from 'zod'
import { api, areaName, call, say, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  type AsyncOption,
  Card,
  ContractForm,
  calendarDate,
  ErrorState,
  FilterPills,
  foldText,
  formatDate,
  formatNumber,
  Page,
  SkeletonLines,
  Stack,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { RecordInput, type Violation } from '../contract.ts'
import { SETTING_WORDS, SETTINGS, type Setting } from '../measures/contract.ts'
import './messages.ts'

type Who = Violation['offender']
const MOST = 20

const facts = {
  happenedAt: true,
  areaId: true,
  placeText: true,
  setting: true,
  act: true,
  measure: true,
  evidence: true,
} as const

const { name, address } = RecordInput.shape
const rest = RecordInput.pick(facts).shape
const FORMS = {
  person: z.object({ personId: z.uuid(), ...rest }),
  organisation: z.object({ organisationId: z.uuid(), ...rest }),
  outsider: z.object({ name: name.unwrap(), address, ...rest }),
}

const findPeople = async (q: string): Promise<AsyncOption[]> =>
  q.trim()
    ? (await call.people.search({ q, limit: MOST })).map((p) => ({
        value: p.id,
        label: p.fullName,
        detail: [p.birthYear, p.address].filter(Boolean).join(' · '),
      }))
    : []

const findOrganisations = async (q: string): Promise<AsyncOption[]> =>
  (await call.inspections.subjects({ q, kind: 'organisation' })).map((s) => ({
    value: s.organisationId!,
    label: s.label,
    detail: s.areaLabel,
  }))

/** What the form says of where and when, as far as it is filled in. */
interface Where {
  setting?: Setting
  act?: string
  happenedAt?: string
  areaId?: number
}

/** The measures of the kind of place, the area and the day that the form says; none while it says none. */
function useMeasuresThere({ setting, happenedAt, areaId }: Where) {
  const instant = Date.parse(happenedAt ?? '')
  const on = Number.isNaN(instant) ? undefined : calendarDate(new Date(instant))
  const enabled = setting !== undefined && on !== undefined && areaId !== undefined
  const query = useQuery({
    ...api.violations.measures.queryOptions({
      input: { ...(setting ? { setting } : {}), ...(on ? { on } : {}), ...(areaId ? { areaId } : {}) },
    }),
    enabled,
    // Those of another place or day must not be offered meanwhile.
    placeholderData: undefined,
  })
  return { on, measures: enabled ? query.data?.measures : undefined, loading: enabled && query.isLoading }
}

/** Records a violation: who, which act, when and where, on what evidence. */
export function NewViolation() {
  const t = useT('violations')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const area = useArea()
  const now = useNow()
  const knows = useRight('person.read')
  const [chosen, setWho] = useState<Who>()
  const [where, setWhere] = useState<Where>({})
  const onValues = useCallback((values: object) => setWhere(values), [])
  const { on, measures, loading } = useMeasuresThere(where)
  const acts = useQuery(api.violations.acts.queryOptions({ input: {} }))
  if (acts.error) return <ErrorState error={acts.error} retry={() => acts.refetch()} />
  if (!acts.data || !area) return <SkeletonLines lines={8} />
  const kinds: Who[] = knows ? ['person', 'organisation', 'outsider'] : ['organisation', 'outsider']
  const who = chosen ?? kinds[0]!
  const times = who === 'organisation' ? acts.data.organisationTimes : 1
  const findAreas = async (q: string): Promise<AsyncOption[]> =>
    [...area.byId.values()]
      .map((a) => ({ value: String(a.id), label: areaName(area.byId, a.id) }))
      .filter((a) => foldText(a.label).includes(foldText(q)))
      .slice(0, MOST)
  const broken = (act: string | undefined) => measures?.filter((m) => act && m.act?.code === act) ?? []
  const candidates = broken(where.act)
  const save = async (values: RecordInput) => {
    // What was chosen for another act, place or day is no longer on the screen.
    const measure = broken(values.act).find((m) => m.code === values.measure)
    const { id } = await call.violations.record({ ...values, measure: measure?.code, offender: who })
    await client.invalidateQueries()
    toast.done(t('recorded'))
    navigate(`/violations/${id}`)
  }
  const usual = acts.data.acts.filter((a) => broken(a.code).length > 0)
  const others = acts.data.acts.filter((a) => !usual.includes(a))
  const optionOf = (a: (typeof usual)[number], group?: string) => ({
    value: a.code,
    label: t('act.range', {
      act: say(a),
      from: formatNumber((a.from * times) / 1e6),
      to: formatNumber((a.to * times) / 1e6),
    }),
    ...(group ? { group } : {}),
  })
  const help = (field: string) => {
    if (field === 'evidence' || field === 'setting' || field === 'measure') return t(`field.${field}.help`)
    if (field !== 'act' || !where.act || !measures) return undefined
    return candidates.length > 0 ? undefined : t('measure.none', { day: formatDate(on) })
  }
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/violations' }, { label: t('new') }]}
      title={t('new')}
      subtitle={t('new.lead')}
      width="narrow"
    >
      <Stack>
        <FilterPills
          label={t('offender')}
          items={kinds.map((value) => ({ value, label: t(`offender.${value}`) }))}
          value={who}
          onChange={(value) => setWho(value as Who)}
        />
        <Card title={t('facts')} footer={acts.data.legalBasis}>
          <ContractForm
            key={who}
            schema={FORMS[who] as never}
            value={{ areaId: area.areaId, happenedAt: now.toISOString() } as never}
            valueLabels={{ areaId: (id) => areaName(area.byId, Number(id)) }}
            options={{
              personId: findPeople,
              organisationId: findOrganisations,
              areaId: findAreas,
              setting: SETTINGS.map((value) => ({ value, label: say(SETTING_WORDS[value]) })),
              act:
                usual.length > 0
                  ? [
                      ...usual.map((a) => optionOf(a, t('acts.usual'))),
                      ...others.map((a) => optionOf(a, t('acts.others'))),
                    ]
                  : others.map((a) => optionOf(a)),
              measure: candidates.map((m) => ({
                value: m.code,
                label: t('measure.of', { measure: say(m), basis: m.basis }),
              })),
            }}
            labels={(field) => t(`field.${field}`)}
            help={help}
            hidden={candidates.length > 0 ? [] : ['measure']}
            waiting={loading}
            onValues={onValues}
            draftKey={`violation-${who}`}
            submitLabel={t('record')}
            onSubmit={(values) => save(values as unknown as RecordInput)}
          />
        </Card>
      </Stack>
    </Page>
  )
}
