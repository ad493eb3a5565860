import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { api, call, say, useAddress, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import { useUnitsBelow } from '../../../../web/kit/give-task.tsx'
import {
  Card,
  ContractForm,
  calendarDate,
  DataTable,
  Drawer,
  EmptyState,
  ErrorState,
  FilterPills,
  formatDate,
  Page,
  SkeletonLines,
  StatusPill,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import {
  type ReportSchedule,
  ScheduleInput,
  type ScheduleState,
  type TemplateName,
} from '../requests/contract.ts'
import './messages.ts'
import './request-messages.ts'
import './reports.css'

const WEEK = ['1', '2', '3', '4', '5', '6', '7'] as const
const TONES: Record<ScheduleState, Tone> = { coming: 'info', in_force: 'ok', ended: 'neutral' }

type Translate = ReturnType<typeof useT>

const whomOf = (t: Translate, s: ReportSchedule) =>
  s.level ? t('schedule.whom.all', { level: say(s.level.words) }) : (s.unit?.name ?? '')

/** Which reports are asked of whom by the clock; whoever may sets and ends them here. */
export function SchedulesPage() {
  const t = useT('reports')
  const area = useArea()
  const mayAdd = useRight('report.schedule')
  const [which, setWhich] = useAddress('with')
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<ReportSchedule>()
  const areaId = area?.areaId
  const query = useQuery({
    ...api.reports.schedules.queryOptions({
      input: { ...(areaId ? { areaId } : {}), ...(which === 'ended' ? { ended: true } : {}) },
    }),
    enabled: areaId !== undefined,
  })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={6} />
  const { schedules, templates, levels } = query.data
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/reports' }, { label: t('schedules') }]}
      title={t('schedules')}
      subtitle={[area?.area.fullName, t('schedules.lead')].filter(Boolean).join(' · ')}
      actions={
        mayAdd &&
        levels.length > 0 && (
          <Button leftSection={<Plus size={15} aria-hidden />} onClick={() => setAdding(true)}>
            {t('schedules.add')}
          </Button>
        )
      }
    >
      <Card title={t('schedules')} padding={false}>
        <div className="report-filter">
          <FilterPills
            label={t('schedules.which')}
            items={[
              { value: '', label: t('schedules.now') },
              { value: 'ended', label: t('schedules.with') },
            ]}
            value={which === 'ended' ? 'ended' : ''}
            onChange={(value) => setWhich(value || undefined)}
          />
        </div>
        <ScheduleTable schedules={schedules} mayAdd={mayAdd && levels.length > 0} onEnd={setEnding} />
      </Card>
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('schedules.add')}>
        <NewSchedule templates={templates} levels={levels} onClose={() => setAdding(false)} />
      </Drawer>
      <EndDrawer schedule={ending} onClose={() => setEnding(undefined)} />
    </Page>
  )
}

function ScheduleTable(props: {
  schedules: ReportSchedule[]
  mayAdd: boolean
  onEnd: (s: ReportSchedule) => void
}) {
  const { mayAdd } = props
  const t = useT('reports')
  const days = (s: ReportSchedule) =>
    s.weekdays.length === 7
      ? t('schedule.everyDay')
      : s.weekdays.map((d) => t(`schedule.weekdays.${d}`)).join(', ')
  const span = (s: ReportSchedule) =>
    s.untilDay
      ? t('schedule.between', { from: formatDate(s.fromDay), to: formatDate(s.untilDay) })
      : t('schedule.since', { from: formatDate(s.fromDay) })
  return (
    <DataTable<ReportSchedule>
      label={t('schedules')}
      rows={props.schedules}
      rowKey={(s) => s.id}
      maxHeight="none"
      empty={
        <EmptyState compact title={t('schedules.none')}>
          {t('schedules.none.next')} {mayAdd && t('schedules.none.add')}
        </EmptyState>
      }
      columns={[
        { key: 'whom', label: t('schedule.whom'), render: (s) => whomOf(t, s) },
        { key: 'template', label: t('schedule.templateKey'), render: (s) => say(s.template.words) },
        { key: 'dueTime', label: t('schedule.dueTime'), width: 84 },
        { key: 'days', label: t('schedule.days'), render: days },
        { key: 'span', label: t('schedule.span'), render: span },
        {
          key: 'state',
          label: t('schedule.state'),
          render: (s) => <StatusPill tone={TONES[s.state]}>{t(`schedule.${s.state}`)}</StatusPill>,
        },
        { key: 'areaName', label: t('schedule.office'), priority: 2 },
        { key: 'legalBasis', label: t('schedule.legalBasis'), priority: 3 },
        {
          key: 'action',
          label: t('schedule.action'),
          width: 96,
          render: (s) =>
            s.mayEnd && (
              <Button
                size="xs"
                variant="default"
                aria-label={t('schedule.end.of', { template: say(s.template.words), whom: whomOf(t, s) })}
                onClick={() => props.onEnd(s)}
              >
                {t('schedule.end')}
              </Button>
            ),
        },
      ]}
    />
  )
}

const Fields = z.object({
  templateKey: ScheduleInput.shape.templateKey,
  /** 'level:ward' or 'unit:12' */
  whom: z.string().min(1),
  dueTime: ScheduleInput.shape.dueTime.meta({ widget: 'time' }),
  weekdays: z.array(z.enum(WEEK)).min(1),
  fromDay: ScheduleInput.shape.fromDay,
  untilDay: ScheduleInput.shape.untilDay,
  legalBasis: ScheduleInput.shape.legalBasis.meta({ widget: 'textarea' }),
})

function NewSchedule(props: {
  templates: TemplateName[]
  levels: { key: string; words: { vi: string; en: string } }[]
  onClose: () => void
}) {
  const { templates, levels, onClose } = props
  const t = useT('reports')
  const client = useQueryClient()
  const now = useNow()
  const { units } = useUnitsBelow()
  const all = levels.map((l) => ({
    value: `level:${l.key}`,
    label: t('schedule.whom.all', { level: say(l.words) }),
  }))
  const tomorrow = calendarDate(new Date(now.getTime() + 86_400_000))
  return (
    <ContractForm
      schema={Fields}
      value={{ templateKey: templates[0]!.key, whom: all[0]!.value, weekdays: [...WEEK], fromDay: tomorrow }}
      labels={(field) => t(`schedule.${field}`)}
      help={(field) =>
        ['fromDay', 'untilDay', 'legalBasis'].includes(field) ? t(`schedule.${field}.help`) : undefined
      }
      options={{
        templateKey: templates.map((x) => ({ value: x.key, label: say(x.words) })),
        whom: [...all, ...units.map((u) => ({ value: `unit:${u.id}`, label: u.fullName }))],
      }}
      submitLabel={t('schedules.add')}
      onCancel={onClose}
      onSubmit={async ({ whom, weekdays, ...values }) => {
        const [kind, which] = whom.split(':')
        await call.reports.addSchedule({
          ...values,
          weekdays: weekdays.map(Number),
          ...(kind === 'unit' ? { unitId: Number(which) } : { level: which as ScheduleInput['level'] }),
        })
        await client.invalidateQueries({ queryKey: [['reports']] })
        toast.done(t('schedule.added'))
        onClose()
      }}
    />
  )
}

const End = z.object({ lastDay: z.iso.date() })

function EndDrawer({ schedule, onClose }: { schedule: ReportSchedule | undefined; onClose: () => void }) {
  const t = useT('reports')
  const client = useQueryClient()
  const now = useNow()
  if (!schedule) return null
  const { id, version, dueTime: time } = schedule
  return (
    <Drawer opened onClose={onClose} title={t('schedule.end.title')}>
      <p style={{ marginTop: 0 }}>
        {t('schedule.end.what', { template: say(schedule.template.words), whom: whomOf(t, schedule), time })}
      </p>
      <ContractForm
        schema={End}
        value={{ lastDay: calendarDate(now) }}
        labels={() => t('schedule.end.lastDay')}
        help={() => t('schedule.end.lastDay.help')}
        submitLabel={t('schedule.end.title')}
        onCancel={onClose}
        onSubmit={async ({ lastDay }) => {
          await call.reports.endSchedule({ id, version, lastDay })
          await client.invalidateQueries({ queryKey: [['reports']] })
          toast.done(t('schedule.end.done'))
          onClose()
        }}
      />
    </Drawer>
  )
}
