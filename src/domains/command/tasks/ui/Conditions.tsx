import { ActionIcon, Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { api, call, say, useArea } from '../../../../web/kit/api.ts'
import {
  AsyncSelect,
  Card,
  Drawer,
  formatDateTime,
  formatNumber,
  formatPercent,
  Link,
  StatusPill,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { TaskPage, WaitsFor } from '../contract.ts'
import './messages.ts'
import './tasks.css'

/** How far the figure is that ends this task by itself. */
export function Measured({ page }: { page: TaskPage }) {
  const t = useT('tasks')
  const { goal } = page.task
  const { measured } = page
  if (!goal || !measured) return null
  const { count, total, of, reached } = measured
  const value = goal.per ? formatPercent(goal.value / 100) : formatNumber(goal.value)
  const part = total ? count / total : goal.value > 0 ? count / goal.value : 1
  return (
    <Card
      title={t('measured')}
      aside={
        <StatusPill tone={reached ? 'ok' : 'neutral'}>
          {t(reached ? 'measured.reached' : 'measured.not')}
        </StatusPill>
      }
    >
      <Link href={measured.href}>{say(measured.words)}</Link>
      <div className="vx-task-count">
        {total === null
          ? formatNumber(count)
          : t('measured.of', {
              count: formatNumber(count),
              total: formatNumber(total),
              of: say(of!).toLowerCase(),
            })}
      </div>
      {goal.compare === 'at_least' && (
        <progress max={1} value={Math.min(1, part)} aria-label={t('measured')} className="vx-task-progress" />
      )}
      <div className="vx-muted">{t(`measured.${goal.compare}`, { value })}</div>
    </Card>
  )
}

/** What has to be done first, with a way to say so for those who give work. */
export function First({ page }: { page: TaskPage }) {
  const { task, waitsFor, may } = page
  const t = useT('tasks')
  const area = useArea()
  const client = useQueryClient()
  const [isAdding, setAdding] = useState(false)
  const order = useMutation(
    api.tasks.order.mutationOptions({
      onSuccess: () => client.invalidateQueries(),
      onError: (error) => toast.problem(error),
    }),
  )
  if (waitsFor.length === 0 && !may.order) return null
  const takeAway = async (w: WaitsFor) => {
    await order.mutateAsync({ id: task.id, afterId: w.id, waits: false })
    toast.done(t('first.taken', { title: w.title }), {
      undo: () => order.mutateAsync({ id: task.id, afterId: w.id, waits: true }),
    })
  }
  return (
    <Card title={t('first')}>
      <ul className="vx-task-first">
        {waitsFor.map((w) => (
          <li key={w.id}>
            <div>
              {area?.byId.has(w.areaId) && !w.done ? <Link href={`/tasks/${w.id}`}>{w.title}</Link> : w.title}
              <div className="vx-muted">
                {area?.byId.get(w.areaId)?.name} · {w.done ? t('first.done') : formatDateTime(w.dueAt)}
              </div>
            </div>
            {may.order && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('first.take')}
                onClick={() => takeAway(w)}
              >
                <X size={16} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {may.order && (
        <Button variant="default" size="xs" onClick={() => setAdding(true)}>
          {t('first.add')}
        </Button>
      )}
      <Drawer opened={isAdding} onClose={() => setAdding(false)} title={t('first.add')}>
        <AsyncSelect
          label={t('first.find')}
          value={null}
          search={async (search) =>
            (await call.tasks.candidates({ id: task.id, ...(search ? { search } : {}) })).map((c) => ({
              value: c.id,
              label: c.title,
              detail: `${area?.byId.get(c.areaId)?.name ?? ''} · ${formatDateTime(c.dueAt)}`,
            }))
          }
          onChange={async (afterId) => {
            if (!afterId) return
            await order.mutateAsync({ id: task.id, afterId, waits: true })
            setAdding(false)
          }}
        />
      </Drawer>
    </Card>
  )
}
