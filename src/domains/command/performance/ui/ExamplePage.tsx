import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, areaName, call, useArea, useNow } from '../../../../web/kit/api.ts'
import { GiveTask } from '../../../../web/kit/give-task.tsx'
import {
  Card,
  Columns,
  ContractForm,
  Drawer,
  dueTone,
  EmptyState,
  ErrorState,
  formatDate,
  formatDateTime,
  formatDue,
  formatNumber,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  Timeline,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import { nobodyChosen, UnitsField } from '../../../../web/kit/units-field.tsx'
import { STATE_TONES } from '../../tasks/contract.ts'
import type { ExampleStep, ExamplePage as PageData } from '../contract.ts'
import { STEP_TONES } from './tones.ts'
import './messages.ts'
import './performance.css'

const Note = z.object({ note: z.string().trim().min(3).max(1000).meta({ widget: 'textarea' }) })
const Since = z.object({ since: z.iso.date() })

/** A commendation, a practice or a lesson: what it is, how far it has come, who took it up. */
export function ExamplePage({ id }: { id: string }) {
  const t = useT('performance')
  const area = useArea()
  const postWords = usePostWords()
  const [stepping, setStepping] = useState<ExampleStep>()
  const [isAdopting, setAdopting] = useState(false)
  const query = useQuery(api.performance.example.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const page = query.data
  return (
    <Page
      breadcrumbs={[{ label: t('examples'), href: '/examples' }, { label: page.title }]}
      title={page.title}
      subtitle={`${t(`kind.${page.kind}`)} · ${areaName(area?.byId, page.areaId)}`}
      badges={<StatusPill tone={STEP_TONES[page.state]}>{t(`step.${page.state}`)}</StatusPill>}
      actions={
        <>
          {page.may.adopt && (
            <Button variant="default" onClick={() => setAdopting(true)}>
              {t('adopt')}
            </Button>
          )}
          {page.may.steps.map((step, i) => (
            <Button key={step} variant={i === 0 ? 'filled' : 'default'} onClick={() => setStepping(step)}>
              {t(`take.${step}`)}
            </Button>
          ))}
        </>
      }
    >
      <Columns
        main={
          <>
            <Card title={t('example.body')}>
              <div style={{ whiteSpace: 'pre-line' }}>{page.body}</div>
            </Card>
            <Card title={t('course')}>
              <Timeline
                items={[...page.steps].reverse().map((s) => ({
                  id: s.id,
                  at: s.at,
                  title: t(`step.${s.step}`),
                  detail: s.note === page.title ? undefined : s.note,
                  by: `${s.byName}, ${postWords(s.byPost)}`,
                  tone: STEP_TONES[s.step],
                }))}
              />
            </Card>
          </>
        }
        side={
          <>
            {page.kind === 'practice' && <Units page={page} />}
            {page.kind === 'lesson' && <Changes page={page} />}
          </>
        }
      />
      <StepDrawer page={page} step={stepping} onClose={() => setStepping(undefined)} />
      <AdoptDrawer page={page} opened={isAdopting} onClose={() => setAdopting(false)} />
    </Page>
  )
}

function Units({ page }: { page: PageData }) {
  const t = useT('performance')
  const area = useArea()
  return (
    <Card title={t('units')} aside={formatNumber(page.units.length)}>
      {page.units.length === 0 && (
        <EmptyState compact title={t('units.none')}>
          {t('units.next')}
        </EmptyState>
      )}
      <ul className="vx-example-units">
        {page.units.map((u) => (
          <li key={u.areaId}>
            {areaName(area?.byId, u.areaId)} <span className="vx-muted">{formatDate(u.since)}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Changes({ page }: { page: PageData }) {
  const t = useT('performance')
  const area = useArea()
  const now = useNow()
  return (
    <Card title={t('changes')}>
      {page.tasks.length === 0 && (
        <EmptyState compact title={t('changes.none')}>
          {t('changes.next')}
        </EmptyState>
      )}
      <ul className="vx-example-units">
        {page.tasks.map((task) => (
          <li key={task.id}>
            <Link href={`/tasks/${task.id}`}>{area?.byId.get(task.areaId)?.name}</Link>
            {task.doneAt || task.cancelledAt ? (
              <StatusPill tone={STATE_TONES[task.state]}>{formatDateTime(task.doneAt)}</StatusPill>
            ) : (
              <StatusPill tone={dueTone(now, task.dueAt)}>{formatDue(now, task.dueAt)}</StatusPill>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function StepDrawer(props: { page: PageData; step: ExampleStep | undefined; onClose: () => void }) {
  const { page, step, onClose } = props
  const t = useT('performance')
  const client = useQueryClient()
  const [change, setChange] = useState<string>()
  if (!step) return null
  const close = () => {
    setChange(undefined)
    onClose()
  }
  if (step === 'agreed' && change !== undefined)
    return (
      <GiveTask
        opened
        title={t('take.agreed')}
        said={change}
        give={async (give) => {
          await call.performance.step({ id: page.id, after: page.state, step, note: change, give })
          return give.areaIds.length
        }}
        onClose={close}
      />
    )
  return (
    <Drawer opened onClose={close} title={t(`take.${step}`)}>
      <ContractForm
        schema={Note}
        value={{}}
        labels={() => t(`note.${step}`)}
        submitLabel={t(step === 'agreed' ? 'next' : `take.${step}`)}
        onCancel={close}
        onSubmit={async ({ note }) => {
          if (step === 'agreed') return setChange(note)
          await call.performance.step({ id: page.id, after: page.state, step, note })
          await client.invalidateQueries()
          toast.done(t(`step.${step}`))
          close()
        }}
      />
    </Drawer>
  )
}

function AdoptDrawer(props: { page: PageData; opened: boolean; onClose: () => void }) {
  const { page, opened, onClose } = props
  const t = useT('performance')
  const client = useQueryClient()
  const area = useArea()
  const [areaIds, setAreas] = useState<number[]>([])
  const has = new Set(page.units.map((u) => u.areaId))
  const below = area ? area.children(area.areaId) : []
  const units = (below.length > 0 ? below : area ? [area.area] : []).filter((a) => !has.has(a.id))
  return (
    <Drawer opened={opened} onClose={onClose} title={t('adopt')}>
      <UnitsField label={t('units')} units={units} value={areaIds} onChange={setAreas} />
      <ContractForm
        schema={Since}
        value={{}}
        labels={() => t('since')}
        submitLabel={t('adopt.submit', { n: areaIds.length })}
        onCancel={onClose}
        onSubmit={async ({ since }) => {
          if (areaIds.length === 0) throw nobodyChosen(t('units.missing'))
          const { added } = await call.performance.adopt({ id: page.id, areaIds, since })
          await client.invalidateQueries()
          toast.done(t('adopted', { n: added }))
          setAreas([])
          onClose()
        }}
      />
    </Drawer>
  )
}
