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
import { ReportSignalInput } from '../contract.ts'

/** Reporting something unusual: what, where, how many; nobody is named. */
export function NewSignal() {
  const t = useT('signals')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const area = useArea()
  const viewer = useViewer()
  if (!area || !viewer) return <SkeletonLines lines={8} />
  const below = (id: number): boolean => {
    for (let a = area.byId.get(id); a; a = a.parentId === null ? undefined : area.byId.get(a.parentId)) {
      if (a.id === viewer.areaId) return true
    }
    return false
  }
  const findArea = async (q: string) => {
    const words = foldText(q).split(/\s+/)
    return [...area.byId.values()]
      .filter((a) => (a.level === 'ward' || a.level === 'neighbourhood') && below(a.id))
      .map((a) => ({ value: String(a.id), label: areaName(area.byId, a.id) }))
      .filter((o) => words.every((w) => foldText(o.label).includes(w)))
      .slice(0, 30)
  }
  // Whoever answers for one neighbourhood or ward reports from there.
  const own = area.byId.get(viewer.areaId)
  const isLocal = own?.level === 'ward' || own?.level === 'neighbourhood'
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/signals' }, { label: t('new') }]}
      title={t('new')}
      subtitle={t('new.lead')}
      width="narrow"
    >
      <Card>
        <ContractForm
          schema={ReportSignalInput.extend({
            areaId: ReportSignalInput.shape.areaId.meta({ widget: 'area' }),
          })}
          labels={(field) => t(field)}
          help={(field) => (field === 'description' ? t('description.help') : undefined)}
          value={isLocal ? { areaId: viewer.areaId } : {}}
          valueLabels={{ areaId: (id) => areaName(area.byId, Number(id)) }}
          options={{ areaId: findArea }}
          columns={2}
          draftKey="signal"
          submitLabel={t('new.submit')}
          onSubmit={async (values) => {
            const { id } = await call.signals.report(values)
            await client.invalidateQueries()
            toast.done(t('new.done'))
            navigate(`/signals/${id}`)
          }}
        />
      </Card>
    </Page>
  )
}
