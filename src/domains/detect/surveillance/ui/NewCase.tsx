import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, areaName, call, say, useArea, useViewer } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  FilterPills,
  foldText,
  Page,
  Stack,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { PersonInput } from '../../../registry/people/contract.ts'
import { DetectedIn } from '../contract.ts'
import { ReportChannel } from '../investigation/contract.ts'

const facts = {
  disease: z.string(),
  onsetDate: z.iso.date().optional(),
  symptoms: z.string().max(500).optional().meta({ widget: 'textarea' }),
  detectedIn: DetectedIn.optional(),
  channel: ReportChannel.optional(),
}
const Known = z.object({ personId: z.uuid().meta({ widget: 'person' }), ...facts })
const New = PersonInput.pick({
  fullName: true,
  areaId: true,
  birthYear: true,
  sex: true,
  phone: true,
  occupation: true,
  nationality: true,
})
  .extend({ areaId: z.string().meta({ widget: 'area' }) })
  .extend(facts)

/** Entry of a suspected case: a known person first, a new one otherwise. Drafts survive a closed tab. */
export function NewCase() {
  const t = useT('surveillance')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const area = useArea()
  const viewer = useViewer()
  const diseases = useQuery({
    ...api.surveillance.diseases.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [kind, setKind] = useState('known')
  const labels = (field: string) => t(field)
  // A clinician reports what came to the facility; others say how they came to know.
  const from = viewer?.postKind === 'clinician' ? { channel: 'facility' as const } : {}
  const diseaseOptions = (diseases.data ?? []).map((d) => ({ value: d.key, label: say(d) }))
  const findPerson = async (q: string) => {
    if (q.trim().length < 2) return []
    const found = await call.people.search({ q, limit: 12 })
    return found.map((p) => ({
      value: p.id,
      label: p.fullName,
      detail: [p.birthYear, p.address, areaName(area?.byId, p.areaId)].filter(Boolean).join(' · '),
    }))
  }
  const below = (id: number): boolean => {
    for (let a = area?.byId.get(id); a; a = a.parentId === null ? undefined : area?.byId.get(a.parentId)) {
      if (a.id === viewer?.areaId) return true
    }
    return false
  }
  const findArea = async (q: string) => {
    const words = foldText(q).split(/\s+/)
    return [...(area?.byId.values() ?? [])]
      .filter((a) => a.level !== 'city' && a.level !== 'district' && below(a.id))
      .map((a) => ({ value: String(a.id), label: areaName(area?.byId, a.id) }))
      .filter((o) => words.every((w) => foldText(o.label).includes(w)))
      .slice(0, 30)
  }
  const finish = async (made: { id: string; code: string }) => {
    await client.invalidateQueries()
    toast.done(t('new.done', { code: made.code }))
    navigate(`/cases/${made.id}`)
  }
  return (
    <Page title={t('new.title')} subtitle={t('new.lead')} width="narrow">
      <Stack>
        <FilterPills
          label={t('person')}
          items={[
            { value: 'known', label: t('new.known') },
            { value: 'new', label: t('new.person') },
          ]}
          value={kind}
          onChange={setKind}
        />
        <Card>
          {kind === 'known' ? (
            <ContractForm
              key="known"
              schema={Known}
              labels={labels}
              value={{ disease: 'covid-19', ...from }}
              options={{ disease: diseaseOptions, personId: findPerson }}
              columns={2}
              draftKey="case-known"
              submitLabel={t('new.submit')}
              onSubmit={async (values) => finish(await call.surveillance.report(values))}
            />
          ) : (
            <ContractForm
              key="new"
              schema={New}
              labels={labels}
              value={{ disease: 'covid-19', nationality: 'VN', ...from }}
              options={{ disease: diseaseOptions, areaId: findArea }}
              columns={2}
              draftKey="case-new"
              submitLabel={t('new.submit')}
              onSubmit={async ({ disease, onsetDate, symptoms, detectedIn, channel, areaId, ...person }) =>
                finish(
                  await call.surveillance.report({
                    disease,
                    ...(onsetDate ? { onsetDate } : {}),
                    ...(symptoms ? { symptoms } : {}),
                    ...(detectedIn ? { detectedIn } : {}),
                    ...(channel ? { channel } : {}),
                    person: { ...person, areaId: Number(areaId) },
                  }),
                )
              }
            />
          )}
        </Card>
      </Stack>
    </Page>
  )
}
