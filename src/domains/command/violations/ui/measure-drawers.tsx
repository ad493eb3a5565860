import { useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { api, areaName, call, say, useArea, useNow, useViewer } from '../../../../web/kit/api.ts'
import {
  type AsyncOption,
  ContractForm,
  calendarDate,
  Drawer,
  foldText,
  formatDate,
  SkeletonLines,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { type AreaMeasure, MeasureInput, SETTING_WORDS, Setting } from '../measures/contract.ts'
import './measure-messages.ts'

const MOST = 20
const { areaId, title, settings, act, legalBasis, signedBy, impact, fromDay, untilDay } = MeasureInput.shape
const Fields = z.object({
  ...{ title, settings, areaId, act },
  legalBasis: legalBasis.meta({ widget: 'textarea' }),
  ...{ signedBy, impact, fromDay, untilDay },
})

/** Sets a measure of an area for a time. */
export function AddMeasure({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT('measures')
  return (
    <Drawer opened={opened} onClose={onClose} title={t('add')}>
      <p style={{ marginTop: 0 }}>{t('add.stricter')}</p>
      {opened && <AddForm onClose={onClose} />}
    </Drawer>
  )
}

function AddForm({ onClose }: { onClose: () => void }) {
  const t = useT('measures')
  const client = useQueryClient()
  const area = useArea()
  const viewer = useViewer()
  const today = calendarDate(useNow())
  const asked = useQuery({
    ...api.violations.areaMeasures.queryOptions({ input: { areaId: area?.areaId ?? 0 } }),
    enabled: area !== undefined,
  })
  if (!asked.data || !area || !viewer) return <SkeletonLines lines={8} />
  const { acts, longestDays } = asked.data
  const isOwn = (id: number | null): boolean =>
    id !== null && (id === viewer.areaId || isOwn(area.byId.get(id)?.parentId ?? null))
  const findAreas = async (q: string): Promise<AsyncOption[]> =>
    [...area.byId.values()]
      .filter((a) => isOwn(a.id))
      .map((a) => ({ value: String(a.id), label: areaName(area.byId, a.id) }))
      .filter((a) => foldText(a.label).includes(foldText(q)))
      .slice(0, MOST)
  const helped = ['title', 'act', 'legalBasis', 'signedBy', 'impact', 'fromDay', 'untilDay']
  const labels = (field: string) => {
    const [name, option] = field.split('.')
    const kind = name === 'settings' ? Setting.safeParse(option).data : undefined
    return kind ? say(SETTING_WORDS[kind]) : t(`field.${field}`)
  }
  return (
    <ContractForm
      schema={Fields}
      value={{ areaId: area.areaId, fromDay: today }}
      valueLabels={{ areaId: (id) => areaName(area.byId, Number(id)) }}
      labels={labels}
      help={(field) => (helped.includes(field) ? t(`field.${field}.help`, { n: longestDays }) : undefined)}
      options={{ areaId: findAreas, act: acts.map((a) => ({ value: a.code, label: say(a) })) }}
      draftKey="measure"
      submitLabel={t('save')}
      onCancel={onClose}
      onSubmit={async (values) => {
        await call.violations.addMeasure(values)
        await client.invalidateQueries({ queryKey: [['violations']] })
        toast.done(t('added'))
        onClose()
      }}
    />
  )
}

const End = z.object({
  lastDay: z.iso.date(),
  reason: z.string().trim().min(3).max(500).meta({ widget: 'textarea' }),
})

/** Ends a measure before its time, with the reason. */
export function EndMeasure(props: { measure: AreaMeasure | undefined; onClose: () => void }) {
  const { measure: m, onClose } = props
  const t = useT('measures')
  const client = useQueryClient()
  const today = calendarDate(useNow())
  if (!m) return null
  return (
    <Drawer opened onClose={onClose} title={t('end.title')}>
      <p style={{ marginTop: 0 }}>
        {t('end.what', { title: m.title, area: m.areaName, until: formatDate(m.untilDay) })}
      </p>
      <ContractForm
        schema={End}
        value={{ lastDay: today }}
        labels={(field) => t(`field.${field}`)}
        help={(field) => (field === 'lastDay' ? t('field.lastDay.help') : undefined)}
        submitLabel={t('end.title')}
        onCancel={onClose}
        onSubmit={async (values) => {
          await call.violations.endMeasure({ ...values, id: m.id, version: m.version })
          await client.invalidateQueries({ queryKey: [['violations']] })
          toast.done(t('end.done'))
          onClose()
        }}
      />
    </Drawer>
  )
}
