import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, areaInSentence, useArea, useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  calendarDate,
  DataTable,
  DateField,
  EmptyState,
  ErrorState,
  formatDate,
  formatNumber,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Pattern, Preview, Setup } from '../contract.ts'
import { PatternDrawer } from './PatternDrawer.tsx'
import { Leaves, People } from './People.tsx'
import { mondayOf, plusDays, spanText, useWho } from './parts.tsx'

/** Where a roster is made: pattern, people, leave, and a roster that is looked at before it is kept. */
export function PlanPage() {
  const t = useT('duty')
  const area = useArea()
  const today = calendarDate(useNow())
  const areaId = area?.areaId
  const setup = useQuery({
    ...api.duty.setup.queryOptions({ input: { areaId: areaId ?? 0 } }),
    enabled: areaId !== undefined,
  })
  if (setup.error) return <ErrorState error={setup.error} retry={() => setup.refetch()} />
  if (!setup.data || !area || areaId === undefined) return <SkeletonLines lines={10} />
  const back = { label: t('title'), href: `/duty?area=${areaId}` }
  return (
    <Page
      breadcrumbs={[back, { label: t('plan') }]}
      title={t('plan')}
      subtitle={`${area.area.fullName} · ${t('plan.lead')}`}
    >
      {setup.data.team === null ? (
        <EmptyState title={t('units.none')} action={<Link href="/teams">{t('units.none.next')}</Link>} />
      ) : (
        <Columns
          main={
            <>
              <Make key={areaId} setup={setup.data} today={today} area={areaInSentence(area.area)} />
              <People setup={setup.data} />
            </>
          }
          side={
            <>
              <Patterns setup={setup.data} today={today} />
              <Leaves setup={setup.data} today={today} />
            </>
          }
        />
      )}
    </Page>
  )
}

function Patterns({ setup, today }: { setup: Setup; today: string }) {
  const t = useT('duty')
  const [editing, setEditing] = useState<{ pattern: Pattern | undefined }>()
  const span = (p: Pattern) =>
    p.untilDate
      ? t('pattern.span.until', { from: formatDate(p.fromDate), until: formatDate(p.untilDate) })
      : t('pattern.span', { from: formatDate(p.fromDate) })
  return (
    <Card
      title={t('pattern.title')}
      aside={
        <Button size="xs" variant="default" onClick={() => setEditing({ pattern: undefined })}>
          {t('pattern.set')}
        </Button>
      }
      padding={false}
    >
      {setup.patterns.length === 0 && (
        <EmptyState compact title={t('pattern.none')}>
          {t('pattern.none.next')}
        </EmptyState>
      )}
      <ol className="vx-rows">
        {setup.patterns.map((p) => (
          <li key={p.id} className="vx-row">
            <div className="vx-row-text">
              <div className="vx-row-title">{p.shifts.map((s) => `${s.name} ${s.start}`).join(' · ')}</div>
              <div className="vx-row-detail">
                {p.needs
                  .map((n) => t('gap.need', { n: n.n, role: t(`role.${n.role}`).toLocaleLowerCase('vi') }))
                  .join(', ')}
                {' · '}
                {t('pattern.rest.short', { n: p.restHours })}
                {' · '}
                {span(p)}
              </div>
            </div>
            <div className="vx-row-end">
              <Button size="compact-xs" variant="default" onClick={() => setEditing({ pattern: p })}>
                {t('pattern.change')}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {editing && (
        <PatternDrawer
          areaId={setup.areaId}
          pattern={editing.pattern}
          today={today}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Card>
  )
}

/** Works out a roster, shows what it gives each and what stays open, and keeps it when asked to. */
function Make({ setup, today, area }: { setup: Setup; today: string; area: string }) {
  const t = useT('duty')
  const client = useQueryClient()
  const [from, setFrom] = useState<string | null>(today)
  const [to, setTo] = useState<string | null>(plusDays(mondayOf(today), 13))
  const generate = useMutation(api.duty.generate.mutationOptions({ onError: (e) => toast.problem(e) }))
  const keep = useMutation(
    api.duty.keep.mutationOptions({
      onSuccess: async ({ kept }) => {
        generate.reset()
        await client.invalidateQueries()
        toast.done(t('make.kept', { n: kept }))
      },
      onError: (e) => toast.problem(e),
    }),
  )
  const { areaId } = setup
  const ready = from && to && setup.patterns.length > 0 && setup.people.length > 0
  const found = generate.data
  return (
    <Card title={`${t('make.title')} ${area}`}>
      <p className="vx-muted vx-duty-lead">{t('make.lead')}</p>
      <form
        className="vx-duty-make"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) generate.mutate({ areaId, from, to })
        }}
      >
        <DateField label={t('make.from')} value={from} onChange={setFrom} />
        <DateField label={t('make.to')} value={to} onChange={setTo} />
        <Button type="submit" loading={generate.isPending} disabled={!ready}>
          {t('make.run')}
        </Button>
      </form>
      {generate.isPending && (
        <p role="status" className="vx-muted">
          {t('make.running')}
        </p>
      )}
      {found && !generate.isPending && (
        <Result
          preview={found}
          pending={keep.isPending}
          onKeep={() => keep.mutate({ areaId, from: found.from, to: found.to, shifts: found.shifts })}
        />
      )}
    </Card>
  )
}

function Result(props: { preview: Preview; pending: boolean; onKeep: () => void }) {
  const { preview, pending, onKeep } = props
  const t = useT('duty')
  const who = useWho()
  const open = preview.open.reduce((sum, o) => sum + o.n, 0)
  return (
    <div className="vx-duty-result">
      <p>
        <b>{t('make.result', { n: preview.shifts.length, kept: preview.kept })}</b>{' '}
        <StatusPill tone={preview.isBest ? 'ok' : 'due'}>
          {t(preview.isBest ? 'make.best' : 'make.found')}
        </StatusPill>{' '}
        <StatusPill tone={open ? 'late' : 'ok'}>
          {open ? t('make.open', { n: open }) : t('make.whole')}
        </StatusPill>
      </p>
      {open > 0 && (
        <ul className="vx-duty-open-list">
          {preview.open.slice(0, 12).map((o) => (
            <li key={`${o.startsAt}${o.role}`}>
              {spanText(o)}: {o.n} {t(`role.${o.role}`).toLocaleLowerCase('vi')}
            </li>
          ))}
          {preview.open.length > 12 && <li>…</li>}
        </ul>
      )}
      <DataTable<Preview['people'][number]>
        label={t('make.title')}
        rows={preview.people}
        rowKey={(p) => p.id}
        maxHeight="none"
        columns={[
          { key: 'name', label: t('people.who'), priority: 1, render: who },
          { key: 'shifts', label: t('make.shifts'), type: 'number', priority: 1 },
          { key: 'hours', label: t('people.hours'), type: 'number', priority: 1 },
          { key: 'nights', label: t('people.nights'), type: 'number', priority: 2 },
          { key: 'weekends', label: t('people.weekends'), type: 'number', priority: 2 },
          {
            key: 'before',
            label: t('make.before'),
            align: 'right',
            priority: 2,
            render: (p) => formatNumber(p.before),
          },
        ]}
      />
      <div className="vx-form-actions">
        <Button loading={pending} onClick={onKeep}>
          {t('make.keep')}
        </Button>
      </div>
    </div>
  )
}
