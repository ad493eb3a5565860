import { useQueryClient } from '@tanstack/react-query'
import { areaName, call, useArea, useViewer } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  foldText,
  Page,
  SkeletonLines,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { NewIncident as Input } from '../incidents/contract.ts'
import { OpenIncidents } from './incident-parts.tsx'
import { useTick } from './parts.tsx'

/** Open incidents of the chosen area, for above the register. */
export function IncidentsHead() {
  const area = useArea()
  useTick(15)
  return area ? <OpenIncidents areaId={area.areaId} /> : null
}

/** Taking in a call: one screen, the keyboard alone, or a telephone. */
export function NewIncident() {
  const t = useT('incidents')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const area = useArea()
  const viewer = useViewer()
  if (!area || !viewer) return <SkeletonLines lines={8} />
  const below = (id: number): boolean => {
    for (let a = area.byId.get(id); a; a = a.parentId === null ? undefined : area.byId.get(a.parentId))
      if (a.id === viewer.areaId) return true
    return false
  }
  const findArea = async (q: string) => {
    const words = foldText(q).split(/\s+/)
    return [...area.byId.values()]
      .filter((a) => below(a.id))
      .map((a) => ({ value: String(a.id), label: areaName(area.byId, a.id) }))
      .filter((o) => words.every((w) => foldText(o.label).includes(w)))
      .slice(0, 30)
  }
  const start = below(area.areaId) ? area.areaId : viewer.areaId
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/incidents' }, { label: t('new') }]}
      title={t('new')}
      subtitle={t('new.lead')}
      width="narrow"
    >
      <Card>
        <ContractForm
          schema={Input}
          hidden={['id']}
          value={{ areaId: start, source: 'hotline' }}
          valueLabels={{ areaId: (id) => areaName(area.byId, Number(id)) }}
          options={{ areaId: findArea }}
          labels={(field) => t(field)}
          help={(field) => (field === 'placeText' ? t('placeText.help') : undefined)}
          columns={2}
          draftKey="incident"
          submitLabel={t('new.submit')}
          onSubmit={async (values) => {
            const { id, code } = await call.duty.takeIncident(values)
            await client.invalidateQueries()
            toast.done(t('new.done', { code }))
            navigate(`/incidents/${id}`)
          }}
        />
      </Card>
    </Page>
  )
}
