import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  Checklist,
  ContractForm,
  Drawer,
  dueTone,
  EmptyState,
  ErrorState,
  formatDateTime,
  formatDue,
  formatDuration,
  SkeletonLines,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { type Task, tasksContract } from '../contract.ts'
import './messages.ts'

/** The response to a confirmed case: five steps, their clocks, who acts, and the way to report one done. */
export function Response({ subjectType, subjectId }: { subjectType: string; subjectId: string }) {
  const t = useT('tasks')
  const now = useNow()
  const client = useQueryClient()
  const mayComplete = useRight('task.complete')
  const [doing, setDoing] = useState<Task>()
  const query = useQuery(api.tasks.bySubject.queryOptions({ input: { subjectType, subjectId } }))
  const reopen = useMutation(
    api.tasks.reopen.mutationOptions({ onSuccess: () => client.invalidateQueries() }),
  )
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines />
  const tasks = query.data
  const schema = tasksContract.complete['~orpc'].inputSchema!
  return (
    <Card
      title={t('title')}
      aside={tasks[0] && t('since', { at: formatDateTime(tasks[0].openedAt) })}
      padding={false}
    >
      {tasks.length === 0 ? (
        <EmptyState compact title={t('empty')}>
          {t('empty.next')}
        </EmptyState>
      ) : (
        <Checklist
          items={tasks.map((task) => ({
            id: task.id,
            state: task.doneAt ? 'done' : 'todo',
            title: task.title ?? t(task.kind),
            detail: task.doneAt
              ? t('doneBy', { by: task.doneBy, note: task.doneNote })
              : t('who', { holder: task.holder ?? task.postKind, at: formatDateTime(task.dueAt) }),
            pill: task.doneAt
              ? {
                  tone: task.state === 'done_late' ? 'due' : 'ok',
                  label:
                    task.state === 'done_late'
                      ? t('late')
                      : t('done', {
                          duration: formatDuration(Date.parse(task.doneAt) - Date.parse(task.openedAt)),
                        }),
                }
              : { tone: dueTone(now, task.dueAt), label: formatDue(now, task.dueAt) },
            action:
              mayComplete &&
              (task.doneAt ? undefined : (
                <Button size="xs" variant="default" onClick={() => setDoing(task)}>
                  {t('complete')}
                </Button>
              )),
          }))}
        />
      )}
      <Drawer
        opened={doing !== undefined}
        onClose={() => setDoing(undefined)}
        title={doing ? t(doing.kind) : ''}
      >
        {doing && (
          <ContractForm
            schema={schema}
            value={{ id: doing.id, version: doing.version }}
            hidden={['id', 'version']}
            labels={() => t('note')}
            submitLabel={t('complete')}
            onCancel={() => setDoing(undefined)}
            onSubmit={async (values) => {
              const done = await call.tasks.complete({ ...values, id: doing.id, version: doing.version })
              await client.invalidateQueries()
              setDoing(undefined)
              toast.done(t('completed', { task: t(doing.kind) }), {
                undo: () => reopen.mutateAsync({ id: done.id, version: done.version }),
              })
            }}
          />
        )}
      </Drawer>
    </Card>
  )
}
