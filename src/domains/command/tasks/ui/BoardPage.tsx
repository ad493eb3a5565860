import { Button, Checkbox, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CalendarDays, Columns3 } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { api, areaName, setAddress, useAddress, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Badge,
  dueTone,
  EmptyState,
  ErrorState,
  FilterPills,
  formatDate,
  formatDateTime,
  formatDue,
  formatNumber,
  KeyHint,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  type Tone,
  useNavigateTo,
  usePhone,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import type { Board, BoardColumn, TaskLine } from '../contract.ts'
import { BulkDrawer, type BulkKind } from './BulkDrawer.tsx'
import { MonthOfTasks } from './MonthOfTasks.tsx'
import { titleOf } from './title.ts'
import './messages.ts'
import './board.css'

const TONES: Record<BoardColumn, Tone> = {
  stuck: 'late',
  overdue: 'late',
  near_due: 'due',
  in_time: 'info',
  done: 'ok',
}
const POSTS = [
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
  'neighbourhood-head',
  'front-officer',
  'epidemiologist',
  'district-clerk',
  'district-commander',
]

/** The tasks of a unit and everything below it: by how they stand, or by the day on which they are due. */
export function BoardPage() {
  const t = useT('tasks')
  const area = useArea()
  const postWords = usePostWords()
  const [view] = useAddress('view')
  const [day] = useAddress('day')
  const [post, setPost] = useAddress('post')
  const isCalendar = view === 'calendar'
  if (!area) return <SkeletonLines lines={8} />
  const of = { areaId: area.areaId, ...(post ? { postKind: post } : {}) }
  return (
    <Page
      breadcrumbs={[{ label: t('register'), href: '/tasks' }, { label: t('board') }]}
      title={day ? t('board.day', { day: formatDate(day) }) : t('board')}
      subtitle={`${areaName(area.byId, area.areaId)} · ${t('board.lead')}`}
      actions={
        <>
          <Select
            aria-label={t('board.post')}
            placeholder={t('board.post')}
            clearable
            data={POSTS.map((p) => ({ value: p, label: postWords(p) }))}
            value={post ?? null}
            onChange={(p) => setPost(p ?? undefined)}
          />
          <Button
            variant="default"
            leftSection={
              isCalendar ? <Columns3 size={16} aria-hidden /> : <CalendarDays size={16} aria-hidden />
            }
            onClick={() => setAddress({ view: isCalendar ? undefined : 'calendar', day: undefined })}
          >
            {t(isCalendar ? 'board' : 'calendar')}
          </Button>
        </>
      }
    >
      {isCalendar ? (
        <MonthOfTasks of={of} />
      ) : (
        <ColumnsOfTasks key={`${of.areaId} ${post} ${day}`} of={{ ...of, ...(day ? { day } : {}) }} />
      )}
    </Page>
  )
}

function ColumnsOfTasks({ of }: { of: { areaId: number; postKind?: string; day?: string } }) {
  const t = useT('tasks')
  const isPhone = usePhone()
  const mayDirect = useRight('task.direct')
  const [shown, show] = useState<BoardColumn>()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [bulk, setBulk] = useState<BulkKind>()
  const query = useQuery(api.tasks.board.queryOptions({ input: of }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const board: Board = query.data
  if (board.every((c) => c.total === 0))
    return (
      <EmptyState title={t('board.none')}>
        {t('board.none.next')} <Link href="/tasks">{t('register')}</Link>
      </EmptyState>
    )
  const column = shown ?? board.find((c) => c.total > 0)!.column
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const columns = isPhone ? board.filter((c) => c.column === column) : board
  return (
    <>
      {isPhone && (
        <FilterPills
          label={t('board')}
          items={board.map((c) => ({ value: c.column, label: t(`column.${c.column}`), count: c.total }))}
          value={column}
          onChange={(value) => show(value as BoardColumn)}
        />
      )}
      {mayDirect && !isPhone && (
        <p className="vx-muted vx-board-keys">
          <KeyHint keys={[t('keys.arrows')]} /> {t('keys.move')} <KeyHint keys={['X']} /> {t('keys.choose')}{' '}
          <KeyHint keys={['Enter']} /> {t('keys.open')}
        </p>
      )}
      <div className="vx-board">
        {columns.map((c) => (
          <section key={c.column} aria-label={t(`column.${c.column}`)}>
            <h2>
              <StatusPill tone={TONES[c.column]}>{t(`column.${c.column}`)}</StatusPill>
              <span className="vx-count">{formatNumber(c.total)}</span>
            </h2>
            {c.total === 0 && <p className="vx-muted">{t('column.none')}</p>}
            <ul>
              {c.tasks.map((task) => (
                <TaskCard
                  key={task.id}
                  task={task}
                  isChosen={chosen.has(task.id)}
                  onToggle={mayDirect && c.column !== 'done' ? () => toggle(task.id) : undefined}
                />
              ))}
            </ul>
            {c.total > c.tasks.length && (
              <p className="vx-muted">{t('column.more', { n: formatNumber(c.total - c.tasks.length) })}</p>
            )}
          </section>
        ))}
      </div>
      {chosen.size > 0 && (
        <div className="vx-board-bulk" role="toolbar" aria-label={t('bulk')}>
          <b>{t('bulk.chosen', { n: chosen.size })}</b>
          <Button onClick={() => setBulk('remind')}>{t('enter.reminder')}</Button>
          <Button variant="default" onClick={() => setBulk('putOff')}>
            {t('enter.extension')}
          </Button>
          <Button variant="subtle" onClick={() => setChosen(new Set())}>
            {t('bulk.clear')}
          </Button>
        </div>
      )}
      <BulkDrawer
        kind={bulk}
        ids={[...chosen]}
        onClose={() => setBulk(undefined)}
        onDone={() => {
          setBulk(undefined)
          setChosen(new Set())
        }}
      />
    </>
  )
}

/** Moves the focus to a neighbouring card: up and down within a column, left and right between columns. */
function moveFocus(from: HTMLElement, key: string): boolean {
  const column = from.closest('section')
  const cardsOf = (s: Element | null | undefined) => [...(s?.querySelectorAll<HTMLElement>('li') ?? [])]
  const cards = cardsOf(column)
  const at = cards.indexOf(from)
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    cards[at + (key === 'ArrowDown' ? 1 : -1)]?.focus()
    return true
  }
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return false
  const step = (s: Element | null | undefined) =>
    key === 'ArrowRight' ? s?.nextElementSibling : s?.previousElementSibling
  for (let next = step(column); next; next = step(next)) {
    const others = cardsOf(next)
    const target = others[Math.min(at, others.length - 1)]
    if (!target) continue
    target.focus()
    return true
  }
  return true
}

function TaskCard(props: { task: TaskLine; isChosen: boolean; onToggle: (() => void) | undefined }) {
  const { task, isChosen, onToggle } = props
  const t = useT('tasks')
  const now = useNow()
  const area = useArea()
  const navigate = useNavigateTo()
  const postWords = usePostWords()
  const title = titleOf(t, task)
  const onKeyDown = (event: KeyboardEvent<HTMLLIElement>) => {
    if (event.target !== event.currentTarget) return
    if (event.key === 'Enter') navigate(`/tasks/${task.id}`)
    else if (event.key.toLowerCase() === 'x' && onToggle) onToggle()
    else if (!moveFocus(event.currentTarget, event.key)) return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk over the cards; the link and the box inside do the same
    <li className="vx-board-card" data-chosen={isChosen || undefined} tabIndex={0} onKeyDown={onKeyDown}>
      <div className="vx-board-card-head">
        {onToggle && (
          <Checkbox
            size="xs"
            aria-label={t('bulk.choose', { task: title })}
            checked={isChosen}
            onChange={onToggle}
            tabIndex={-1}
          />
        )}
        <Link href={`/tasks/${task.id}`}>{title}</Link>
      </div>
      <div className="vx-muted">
        {area?.byId.get(task.areaId)?.name} · {postWords(task.postKind)}
      </div>
      <div className="vx-board-card-foot">
        {task.doneAt ? (
          <span className="vx-muted">{formatDateTime(task.doneAt)}</span>
        ) : (
          <StatusPill tone={dueTone(now, task.dueAt)}>{formatDue(now, task.dueAt)}</StatusPill>
        )}
        {task.obstacles > 0 && <Badge tone="late">{t('obstacles', { n: task.obstacles })}</Badge>}
        {task.reminders > 0 && <Badge tone="due">{t('reminders', { n: task.reminders })}</Badge>}
        {task.parts.n > 0 && <Badge>{t('parts.done', task.parts)}</Badge>}
      </div>
    </li>
  )
}
