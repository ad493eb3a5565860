import '../../domains/command/tasks/ui/messages.ts'
import { useQueries, useQuery } from '@tanstack/react-query'
import { api, areaInSentence, areaName, say, useArea, useAsOf, useNow, useViewer } from '../kit/api.ts'
import {
  Card,
  Columns,
  calendarDate,
  type DecisionItem,
  DecisionList,
  EmptyState,
  formatDue,
  formatNumber,
  Link,
  NumberLink,
  Page,
  PlainTable,
  SkeletonLines,
  Stat,
  Tiles,
  useT,
} from '../kit/index.ts'
import { usePostWords } from '../kit/post-words.ts'
import { AreaMapCard } from './AreaMapCard.tsx'
import { CurveCard } from './CurveCard.tsx'
import { figureHref } from './figure-href.ts'
import { BriefingOnHome } from './warning/BriefingOnHome.tsx'

const DAY = 86_400_000
const dayBefore = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) - days * DAY).toISOString().slice(0, 10)

/** The commander's home: what needs a decision now, six figures, the map, the curve, the areas below. */
export function HomePage() {
  const t = useT('shell')
  const area = useArea()
  const viewer = useViewer()
  const now = useNow()
  const [asOf] = useAsOf()
  const known = useQuery({
    ...api.platform.figures.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!area || !viewer || !known.data) return <SkeletonLines lines={10} />
  const today = calendarDate(asOf ?? now)
  const has = new Set(known.data.map((f) => f.id))
  const ask = { areaId: area.areaId, ...(asOf ? { asOf } : {}) }
  return (
    <Page
      title={t('home.title', { area: areaInSentence(area.area) })}
      subtitle={<Heads areaId={area.areaId} />}
    >
      <Figures ask={ask} today={today} has={has} />
      <Columns
        main={
          <>
            <BriefingOnHome />
            <Decisions
              ask={ask}
              has={has}
              mayTasks={viewer.rights.includes('task.read') && viewer.rights.includes('figure.open')}
            />
            <AreaMapCard ask={ask} from={dayBefore(today, 13)} to={today} />
          </>
        }
        side={
          <>
            <CurveCard ask={ask} from={dayBefore(today, 27)} to={today} />
            <Areas ask={ask} from={dayBefore(today, 13)} to={today} has={has} />
          </>
        }
      />
    </Page>
  )
}

type Ask = { areaId: number; asOf?: string }

/** A12: the persons who answer for the area stand on its page. */
function Heads({ areaId }: { areaId: number }) {
  const t = useT('shell')
  const heads = useQuery(api.organisations.heads.queryOptions({ input: { areaId } }))
  const mine = heads.data?.filter((h) => h.areaId === areaId) ?? []
  if (mine.length === 0) return null
  return (
    <>
      {t('home.heads')}: {mine.map((h) => `${h.name} (${say(h.words)})`).join(' · ')}
    </>
  )
}

function useCount(id: string, ask: Ask & { from?: string; to?: string }, enabled = true) {
  return useQuery({ ...api.platform.figures.count.queryOptions({ input: { id, ...ask } }), enabled })
}

function Figures({ ask, today, has }: { ask: Ask; today: string; has: Set<string> }) {
  const t = useT('shell')
  const days = useQuery(
    api.platform.figures.byDay.queryOptions({
      input: { id: 'cases.confirmed', ...ask, from: dayBefore(today, 13), to: today },
    }),
  )
  const community = useQuery(
    api.platform.figures.byDay.queryOptions({
      input: { id: 'cases.community', ...ask, from: dayBefore(today, 13), to: today },
    }),
  )
  const on = (list: typeof days.data, day: string) =>
    list?.filter((d) => d.day === day).reduce((n, d) => n + d.count, 0) ?? 0
  const span = (list: typeof days.data, from: number, to: number) => {
    let n = 0
    for (let i = from; i <= to; i++) n += on(list, dayBefore(today, i))
    return n
  }
  const trend = (list: typeof days.data) =>
    Array.from({ length: 14 }, (_, i) => on(list, dayBefore(today, 13 - i)))
  const open = useCount('tasks.open', ask)
  const overdue = useCount('tasks.overdue', ask)
  const suspected = useCount('cases.suspected', ask)
  const f1 = useCount('contacts.f1', ask, has.has('contacts.f1'))
  const quarantined = useCount('orders.quarantine_active', ask, has.has('orders.quarantine_active'))
  const a = { areaId: ask.areaId, asOf: ask.asOf }
  return (
    <Tiles>
      <Stat
        label={t('home.new24')}
        value={days.data && on(days.data, today)}
        loading={days.isPending}
        note={t('home.figure.24h', { n: formatNumber(on(days.data, dayBefore(today, 1))) })}
        trend={trend(days.data)}
        tone="due"
        href={figureHref('cases.confirmed', { ...a, from: today, to: today })}
      />
      <Stat
        label={t('home.community7')}
        value={community.data && span(community.data, 0, 6)}
        loading={community.isPending}
        note={t('home.figure.week', { n: formatNumber(span(community.data, 7, 13)) })}
        trend={trend(community.data)}
        tone="due"
        href={figureHref('cases.community', { ...a, from: dayBefore(today, 6), to: today })}
      />
      {has.has('contacts.f1') && (
        <Plain id="contacts.f1" ask={ask} value={f1.data?.count} loading={f1.isPending} />
      )}
      {has.has('orders.quarantine_active') && (
        <Plain
          id="orders.quarantine_active"
          ask={ask}
          value={quarantined.data?.count}
          loading={quarantined.isPending}
        />
      )}
      <Plain id="cases.suspected" ask={ask} value={suspected.data?.count} loading={suspected.isPending} />
      <Plain
        id="tasks.overdue"
        ask={ask}
        value={overdue.data?.count}
        loading={overdue.isPending}
        note={t('home.figure.of', { n: formatNumber(open.data?.count) })}
      />
    </Tiles>
  )
}

function Plain({
  id,
  ask,
  value,
  loading,
  note,
}: {
  id: string
  ask: Ask
  value: number | undefined
  loading: boolean
  note?: string
}) {
  const known = useQuery({
    ...api.platform.figures.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const about = known.data?.find((f) => f.id === id)
  return (
    <Stat
      label={about ? say(about.words) : ''}
      value={value}
      loading={loading}
      note={note ?? (about ? say(about.unit) : '')}
      href={figureHref(id, { areaId: ask.areaId, asOf: ask.asOf })}
    />
  )
}

/** Figures that ask for a decision as soon as they are not zero. */
const WATCHED: { figure: string; key: string; tone: 'late' | 'due' }[] = [
  { figure: 'orders.overdue_release', key: 'release', tone: 'late' },
  { figure: 'orders.expiring', key: 'expiring', tone: 'due' },
  { figure: 'zones.ending', key: 'zones', tone: 'due' },
  { figure: 'followups.missed', key: 'missed', tone: 'due' },
  { figure: 'reports.missing', key: 'reports', tone: 'due' },
  { figure: 'imports.queued', key: 'queued', tone: 'due' },
]

function Decisions({ ask, has, mayTasks }: { ask: Ask; has: Set<string>; mayTasks: boolean }) {
  const t = useT('shell')
  const tt = useT('tasks')
  const now = useNow()
  const area = useArea()
  const postWords = usePostWords()
  const split = useQuery(
    api.platform.figures.byPart.queryOptions({
      input: { id: 'cases.confirmed', ...ask, part: 'detected_in' },
    }),
  )
  const overdue = useQuery({
    ...api.platform.figures.rows.queryOptions({
      input: { id: 'tasks.overdue', ...ask, sort: 'due_at', limit: 5 },
    }),
    enabled: mayTasks,
  })
  const watched = WATCHED.filter((w) => has.has(w.figure))
  const counts = useQueries({
    queries: watched.map((w) => api.platform.figures.count.queryOptions({ input: { id: w.figure, ...ask } })),
  })
  const a = { areaId: ask.areaId, asOf: ask.asOf }
  const items: DecisionItem[] = []
  const unclassified = split.data?.parts.find((p) => p.value === null)?.count ?? 0
  if (unclassified > 0) {
    items.push({
      id: 'unclassified',
      tone: 'due',
      title: t('home.decide.unclassified', { n: formatNumber(unclassified) }),
      detail: t('home.decide.unclassified.detail', {
        total: formatNumber(split.data!.total),
        parts: split
          .data!.parts.filter((p) => p.value !== null && p.count > 0)
          .map((p) => formatNumber(p.count))
          .join(' + '),
        n: formatNumber(unclassified),
      }),
      pill: { tone: 'due', label: t('home.wait') },
      action: { label: t('home.decide.classify'), href: figureHref('cases.unclassified', a), primary: true },
    })
  }
  watched.forEach((w, i) => {
    const n = counts[i]?.data?.count ?? 0
    if (n === 0) return
    items.push({
      id: w.figure,
      tone: w.tone,
      title: t(`home.decide.${w.key}`, { n: formatNumber(n) }),
      detail: t(`home.decide.${w.key}.detail`),
      pill: { tone: w.tone, label: t(w.tone === 'late' ? 'home.due' : 'home.wait') },
      action: { label: t('home.decide.open'), href: figureHref(w.figure, a) },
    })
  })
  for (const row of overdue.data?.rows ?? []) {
    items.push({
      id: String(row.id),
      tone: 'late',
      title: t('home.decide.overdue', {
        task: tt(String(row.kind)),
        subject: String(row.subject_label),
        area: String(row.area),
      }),
      detail: t('home.decide.overdue.detail', { post: postWords(String(row.post_kind)) }),
      pill: { tone: 'late', label: formatDue(now, String(row.due_at)) },
      href: `/tasks/${row.id}`,
      action: { label: t('home.decide.open'), href: `/tasks/${row.id}` },
    })
  }
  const more = (overdue.data?.count ?? 0) - (overdue.data?.rows.length ?? 0)
  if (!area) return null
  return (
    <Card
      title={t('home.decide')}
      aside={
        items.length > 0 && t('home.decide.aside', { count: formatNumber(items.length + Math.max(0, more)) })
      }
      padding={false}
    >
      {items.length === 0 ? (
        <EmptyState compact title={t('home.decide.empty')}>
          {t('home.decide.empty.next')}
        </EmptyState>
      ) : (
        <DecisionList items={items} />
      )}
      {more > 0 && (
        <div className="home-decide-more">
          <Link href={figureHref('tasks.overdue', a)}>
            {t('home.decide.more', { n: formatNumber(overdue.data!.count) })}
          </Link>
        </div>
      )}
    </Card>
  )
}

/** The areas right below with their figures; every number opens. */
function Areas({ ask, from, to, has }: { ask: Ask; from: string; to: string; has: Set<string> }) {
  const t = useT('shell')
  const area = useArea()
  const cases = useQuery(
    api.platform.figures.byArea.queryOptions({ input: { id: 'cases.confirmed', ...ask, from, to } }),
  )
  const f1 = useQuery({
    ...api.platform.figures.byArea.queryOptions({ input: { id: 'contacts.f1', ...ask } }),
    enabled: has.has('contacts.f1'),
  })
  const late = useQuery(api.platform.figures.byArea.queryOptions({ input: { id: 'tasks.overdue', ...ask } }))
  if (!cases.data || !area) return <SkeletonLines />
  if (area.children(area.areaId).length === 0) return null
  const of = (list: typeof cases.data | undefined, id: number | null) =>
    list?.areas.find((a) => a.areaId === id)?.count ?? 0
  const rows = cases.data.areas
    .map((r) => ({ id: r.areaId, cases: r.count, f1: of(f1.data, r.areaId), late: of(late.data, r.areaId) }))
    .sort((a, b) => b.cases - a.cases)
  const number = (id: string, row: (typeof rows)[number], value: number, window = false) =>
    row.id === null ? (
      formatNumber(value)
    ) : (
      <NumberLink
        value={value}
        href={figureHref(id, { areaId: row.id, asOf: ask.asOf, ...(window ? { from, to } : {}) })}
        label={areaName(area.byId, row.id)}
      />
    )
  return (
    <Card title={t('home.areas')} aside={t('home.areas.aside')} padding={false}>
      <PlainTable
        label={t('home.areas')}
        phone="table"
        dense
        maxHeight="460px"
        columns={[
          {
            key: 'id',
            label: t('home.areas.area'),
            priority: 1,
            render: (r) => (r.id === null ? t('home.remainder') : (area.byId.get(r.id)?.name ?? '')),
          },
          {
            key: 'cases',
            label: t('home.areas.cases'),
            type: 'number',
            priority: 1,
            render: (r) => number('cases.confirmed', r, r.cases, true),
          },
          {
            key: 'f1',
            label: t('home.areas.f1'),
            type: 'number',
            priority: 1,
            render: (r) => number('contacts.f1', r, r.f1),
          },
          {
            key: 'late',
            label: t('home.areas.late'),
            type: 'number',
            priority: 1,
            render: (r) => number('tasks.overdue', r, r.late),
          },
        ]}
        rows={rows}
        rowKey={(r) => String(r.id)}
      />
    </Card>
  )
}
