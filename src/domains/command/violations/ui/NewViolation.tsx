import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, areaName, call, say, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  type AsyncOption,
  Card,
  ContractForm,
  ErrorState,
  FilterPills,
  foldText,
  formatNumber,
  Page,
  SkeletonLines,
  Stack,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { RecordInput, type Violation } from '../contract.ts'
import './messages.ts'

type Who = Violation['offender']
const MOST = 20

const facts = {
  act: true,
  happenedAt: true,
  areaId: true,
  placeText: true,
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

/** Records a violation: who, which act, when and where, on what evidence. */
export function NewViolation() {
  const t = useT('violations')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const area = useArea()
  const now = useNow()
  const knows = useRight('person.read')
  const [chosen, setWho] = useState<Who>()
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
  const save = async (values: object) => {
    const { id } = await call.violations.record({ ...(values as RecordInput), offender: who })
    await client.invalidateQueries()
    toast.done(t('recorded'))
    navigate(`/violations/${id}`)
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
            valueLabels={{ areaId: areaName(area.byId, area.areaId) }}
            options={{
              personId: findPeople,
              organisationId: findOrganisations,
              areaId: findAreas,
              act: acts.data.acts.map((a) => ({
                value: a.code,
                label: t('act.range', {
                  act: say(a),
                  from: formatNumber((a.from * times) / 1e6),
                  to: formatNumber((a.to * times) / 1e6),
                }),
              })),
            }}
            labels={(field) => t(`field.${field}`)}
            help={(field) => (field === 'evidence' ? t('field.evidence.help') : undefined)}
            draftKey={`violation-${who}`}
            submitLabel={t('record')}
            onSubmit={save}
          />
        </Card>
      </Stack>
    </Page>
  )
}
