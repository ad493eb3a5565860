import { useQuery } from '@tanstack/react-query'
import { api, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import { Card, DecisionList, dueTone, formatDue, type Tone, useT } from '../../../../web/kit/index.ts'
import type { TaskLine } from '../contract.ts'
import './messages.ts'
import { titleOf } from './title.ts'
import './tasks.css'

/** The most that stand here; the register below has the rest. */
const MOST = 8

/** What waits for an answer of the viewer's post, and what it has to do, nearest deadline first. */
export function MyTasks() {
  const t = useT('tasks')
  const now = useNow()
  const area = useArea()
  const may = useRight('task.work')
  const query = useQuery({ ...api.tasks.inbox.queryOptions({ input: {} }), enabled: may })
  if (!query.data) return null
  const { mine, total, waiting } = query.data
  if (mine.length + waiting.length === 0) return null
  const place = (id: number) => area?.byId.get(id)?.name ?? ''
  const around = (task: TaskLine) =>
    [
      task.title ? task.subjectLabel : null,
      place(task.areaId),
      task.reminders > 0 ? t('reminders', { n: task.reminders }) : null,
      task.obstacles > 0 ? t('obstacles', { n: task.obstacles }) : null,
      task.parts.n > 0 ? t('parts.done', task.parts) : null,
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <Card title={t('mine')} aside={t('mine.count', { n: total })} padding={false}>
      <DecisionList
        items={[
          ...waiting.map((e) => ({
            id: e.id,
            tone: 'late' as Tone,
            title: t(`waiting.${e.kind}`, { title: e.title }),
            detail: [place(e.areaId), e.byName, e.said].filter(Boolean).join(' · '),
            href: `/tasks/${e.taskId}`,
            action: { label: t('waiting.open'), href: `/tasks/${e.taskId}` },
          })),
          ...mine.slice(0, MOST).map((task) => ({
            id: task.id,
            tone: dueTone(now, task.dueAt),
            title: titleOf(t, task),
            detail: around(task),
            pill: { tone: dueTone(now, task.dueAt), label: formatDue(now, task.dueAt) },
            href: `/tasks/${task.id}`,
          })),
        ]}
      />
    </Card>
  )
}
