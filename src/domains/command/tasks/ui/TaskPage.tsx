import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import { Attachments } from '../../../../web/kit/attachments.tsx'
import {
  Badge,
  Card,
  Checklist,
  Columns,
  ContractForm,
  Drawer,
  dueTone,
  EmptyState,
  ErrorState,
  FieldList,
  formatDateTime,
  formatDue,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  Timeline,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import {
  type EntryKind,
  type TaskPage as PageData,
  STATE_TONES,
  type Task,
  type TaskEntry,
  tasksContract,
} from '../contract.ts'
import { First, Measured } from './Conditions.tsx'
import { type Entering, EntryDrawer } from './EntryDrawer.tsx'
import { SplitDrawer } from './SplitDrawer.tsx'
import './messages.ts'
import './tasks.css'

/** The page of the record that a task is about. */
const SUBJECT_PAGES: Record<string, string> = {
  case: 'cases',
  person: 'people',
  team: 'teams',
  task: 'tasks',
  'document-item': 'document-items',
  conclusion: 'conclusions',
  example: 'examples',
  'inspection-finding': 'findings',
  'field-visit-task': 'field-visit-tasks',
  'report-request': 'reports/requests',
  'workplace-review': 'workplace-reviews',
}

/** The right to open such a page, where not everybody who has tasks holds it. */
const SUBJECT_RIGHTS: Record<string, string> = {
  'field-visit-task': 'field-visit.read',
  'workplace-review': 'workplace.read',
}

/** Where to go for what has no page of its own. */
const SUBJECT_LISTS: Record<string, string> = { 'document-receipt': '/documents', 'report-due': '/reports' }

/** A title longer than this is no heading; letters. */
const LONG = 90

/** A task: what is to be done by whom until when, what it was split into, and everything said about it. */
export function TaskPage({ id }: { id: string }) {
  const t = useT('tasks')
  const query = useQuery(api.tasks.get.queryOptions({ input: { id } }))
  const [entering, setEntering] = useState<Entering>()
  const [splitting, setSplitting] = useState(false)
  const [completing, setCompleting] = useState(false)
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const page = query.data
  const { task } = page
  // An item of a directive is a paragraph: its place in the letter is what one calls it by.
  const isLong = (task.title?.length ?? 0) > LONG
  return (
    <Page
      breadcrumbs={[{ label: t('register'), href: '/tasks' }, { label: task.subjectLabel }]}
      title={
        isLong
          ? task.subjectLabel
          : (task.title ?? (task.kind === 'other' ? task.subjectLabel : t(task.kind)))
      }
      subtitle={isLong ? task.title : undefined}
      badges={
        <>
          <StatusPill tone={STATE_TONES[task.state]}>{t(`state.${task.state}`)}</StatusPill>
          {task.obstacles > 0 && <Badge tone="late">{t('obstacles', { n: task.obstacles })}</Badge>}
          {task.reminders > 0 && <Badge tone="due">{t('reminders', { n: task.reminders })}</Badge>}
        </>
      }
      actions={
        <Actions page={page} onEnter={setEntering} onSplit={setSplitting} onComplete={setCompleting} />
      }
    >
      <Columns
        main={
          <>
            <Parts page={page} />
            <Trace page={page} onEnter={setEntering} />
            <Attachments path="tasks" subjectId={task.id} items={page.files} mayAdd={page.may.work} />
          </>
        }
        side={
          <>
            <Facts task={task} />
            <Measured page={page} />
            <First page={page} />
          </>
        }
      />
      <EntryDrawer task={task} entering={entering} onClose={() => setEntering(undefined)} />
      <SplitDrawer task={task} opened={splitting} onClose={() => setSplitting(false)} />
      <CompleteDrawer task={task} opened={completing} onClose={() => setCompleting(false)} />
    </Page>
  )
}

function Actions(props: {
  page: PageData
  onEnter: (entering: Entering) => void
  onSplit: (open: boolean) => void
  onComplete: (open: boolean) => void
}) {
  const { task, may } = props.page
  const t = useT('tasks')
  const client = useQueryClient()
  const reopen = useMutation(
    api.tasks.reopen.mutationOptions({
      onSuccess: () => client.invalidateQueries(),
      onError: (error) => toast.problem(error),
    }),
  )
  const entry = (kind: Entering['kind']) => (
    <Button key={kind} variant="default" onClick={() => props.onEnter({ kind })}>
      {t(`enter.${kind}`)}
    </Button>
  )
  return (
    <>
      {may.direct && (['reminder', 'question', 'extension'] as const).map(entry)}
      {may.cancel && entry('cancel')}
      {may.work && !may.direct && (['evidence', 'obstacle', 'extension_asked'] as const).map(entry)}
      {may.split && (
        <Button variant="default" onClick={() => props.onSplit(true)}>
          {t('split')}
        </Button>
      )}
      {may.complete && !may.direct && <Button onClick={() => props.onComplete(true)}>{t('complete')}</Button>}
      {may.reopen && (
        <Button variant="default" onClick={() => reopen.mutate({ id: task.id, version: task.version })}>
          {t('reopen')}
        </Button>
      )}
    </>
  )
}

function CompleteDrawer(props: { task: Task; opened: boolean; onClose: () => void }) {
  const { task, opened, onClose } = props
  const t = useT('tasks')
  const client = useQueryClient()
  return (
    <Drawer opened={opened} onClose={onClose} title={t('complete')}>
      <ContractForm
        schema={tasksContract.complete['~orpc'].inputSchema!}
        value={{ id: task.id, version: task.version }}
        hidden={['id', 'version']}
        labels={() => t('note')}
        submitLabel={t('complete')}
        onCancel={onClose}
        onSubmit={async (values) => {
          const done = await call.tasks.complete({ ...values, id: task.id, version: task.version })
          await client.invalidateQueries()
          onClose()
          toast.done(t('completed', { task: task.title ?? t(task.kind) }), {
            undo: async () => {
              await call.tasks.reopen({ id: done.id, version: done.version })
              await client.invalidateQueries()
            },
          })
        }}
      />
    </Drawer>
  )
}

/** The units that have a part, the latest first to be seen. */
function Parts({ page }: { page: PageData }) {
  const t = useT('tasks')
  const now = useNow()
  const area = useArea()
  if (page.parts.length === 0) return null
  const { n, done } = page.task.parts
  return (
    <Card title={t('parts')} aside={t('parts.done', { done, n })} padding={false}>
      <Checklist
        items={page.parts.map((part) => ({
          id: part.id,
          state: part.doneAt ? 'done' : part.cancelledAt ? 'skipped' : part.obstacles ? 'blocked' : 'todo',
          title: area?.byId.get(part.areaId)?.name ?? '',
          detail: part.doneAt ? t('doneBy', { by: part.doneBy, note: part.doneNote }) : part.title,
          pill:
            part.doneAt || part.cancelledAt
              ? { tone: STATE_TONES[part.state], label: t(`state.${part.state}`) }
              : { tone: dueTone(now, part.dueAt), label: formatDue(now, part.dueAt) },
          href: `/tasks/${part.id}`,
        }))}
      />
    </Card>
  )
}

const ENTRY_TONES: Partial<Record<EntryKind, Tone>> = {
  reminder: 'due',
  question: 'due',
  obstacle: 'late',
  obstacle_over: 'ok',
  evidence: 'ok',
  cancel: 'neutral',
  extension: 'info',
  escalated: 'late',
}

/** What answers an entry that asks: by whoever stands on the other side. */
const ANSWER: Partial<Record<EntryKind, { kind: Entering['kind']; of: 'direct' | 'work' }>> = {
  question: { kind: 'answer', of: 'work' },
  obstacle: { kind: 'obstacle_over', of: 'work' },
  extension_asked: { kind: 'extension', of: 'direct' },
  escalated: { kind: 'question', of: 'direct' },
}

function Trace({ page, onEnter }: { page: PageData; onEnter: (entering: Entering) => void }) {
  const t = useT('tasks')
  const postWords = usePostWords()
  const { task, entries, may } = page
  const opened = {
    id: 'opened',
    at: task.openedAt,
    title: t('opened'),
    detail: t('opened.due', { at: formatDateTime(task.dueAt) }),
    tone: 'neutral' as Tone,
  }
  const ended = task.doneAt
    ? [
        {
          id: 'done',
          at: task.doneAt,
          title: t(`state.${task.state}`),
          detail: task.doneNote,
          by: task.doneBy,
          tone: STATE_TONES[task.state],
        },
      ]
    : []
  const item = (e: TaskEntry) => {
    const answer = ANSWER[e.kind]
    return {
      id: e.id,
      at: e.at,
      title: t(`entry.${e.kind}`),
      detail: (
        <>
          {e.said}
          {e.dueAt && (
            <div className="vx-muted">{t(`entry.${e.kind}.due`, { at: formatDateTime(e.dueAt) })}</div>
          )}
          {e.ownerPost && (
            <div className="vx-muted">{t('entry.owner', { post: postWords(e.ownerPost) })}</div>
          )}
          {e.open && answer && may[answer.of] && !(e.kind === 'question' && may.direct) && (
            <Button
              size="xs"
              variant="default"
              mt={6}
              onClick={() => onEnter({ kind: answer.kind, answers: e })}
            >
              {t(`enter.${answer.kind}`)}
            </Button>
          )}
        </>
      ),
      by: e.byPost === 'system' ? e.byName : `${e.byName}, ${postWords(e.byPost)}`,
      tone: e.kind === 'obstacle' && !e.open ? ('neutral' as Tone) : (ENTRY_TONES[e.kind] ?? 'neutral'),
    }
  }
  return (
    <Card title={t('course')}>
      <Timeline items={[...ended, ...entries.map(item).reverse(), opened]} />
      {entries.length === 0 && !task.doneAt && (
        <EmptyState compact title={t('course.none')}>
          {t('course.none.next')}
        </EmptyState>
      )}
    </Card>
  )
}

function Facts({ task }: { task: Task }) {
  const t = useT('tasks')
  const area = useArea()
  const postWords = usePostWords()
  const mayOpen = useRight(SUBJECT_RIGHTS[task.subjectType] ?? 'task.read')
  const subjectPage = mayOpen ? SUBJECT_PAGES[task.subjectType] : undefined
  const about = subjectPage ? `/${subjectPage}/${task.subjectId}` : SUBJECT_LISTS[task.subjectType]
  const holder = task.holder ? `${task.holder}, ${postWords(task.postKind)}` : postWords(task.postKind)
  return (
    <Card title={t('facts')}>
      <FieldList
        items={[
          {
            label: t('about'),
            value: about ? <Link href={about}>{task.subjectLabel}</Link> : task.subjectLabel,
          },
          { label: t('unit'), value: area?.byId.get(task.areaId)?.fullName ?? null },
          { label: t('holder'), value: holder },
          { label: t('with'), value: task.withPosts.map(postWords).join(', ') || null },
          { label: t('dueAt'), value: formatDateTime(task.dueAt) },
          { label: t('expected'), value: task.expected },
          { label: t('basis'), value: task.legalBasis },
        ]}
      />
    </Card>
  )
}
