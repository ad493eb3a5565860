import { ActionIcon, Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { api, useArea, useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  dueTone,
  EmptyState,
  formatDue,
  Link,
  StatusPill,
  toast,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import { STATE_TONES } from '../../tasks/contract.ts'
import type { Conclusion, ConferencePage } from '../contract.ts'

/** What was decided, in the order it was written; the chair's clerk writes while people talk. */
export function Conclusions({ page, onGive }: { page: ConferencePage; onGive: (c: Conclusion) => void }) {
  const t = useT('conferences')
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [failure, setFailure] = useState('')
  const conclude = useMutation(
    api.conferences.conclude.mutationOptions({
      onSuccess: async () => {
        setText('')
        setFailure('')
        await client.invalidateQueries()
      },
      onError: (error) => setFailure(toProblem(error).message),
    }),
  )
  const { conference, conclusions, may } = page
  const write = () => {
    if (text.trim().length >= 3) conclude.mutate({ id: conference.id, text: text.trim() })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    write()
  }
  return (
    <Card title={t('conclusions')} aside={conclusions.length > 0 ? String(conclusions.length) : undefined}>
      {conclusions.length === 0 && (
        <EmptyState compact title={t('conclusions.none')}>
          {t(may.run ? 'conclusions.next' : 'conclusions.wait')}
        </EmptyState>
      )}
      <ol className="vx-conclusions">
        {conclusions.map((c) => (
          <One key={c.id} conclusion={c} mayRun={may.run} mayGive={may.give} onGive={() => onGive(c)} />
        ))}
      </ol>
      {may.run && (
        <div className="vx-conclude">
          <Textarea
            label={t('conclude')}
            description={t('conclude.help')}
            autosize
            minRows={2}
            value={text}
            error={failure || undefined}
            onChange={(e) => setText(e.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <Button onClick={write} loading={conclude.isPending} disabled={text.trim().length < 3}>
            {t('conclude.submit')}
          </Button>
        </div>
      )}
    </Card>
  )
}

function One(props: { conclusion: Conclusion; mayRun: boolean; mayGive: boolean; onGive: () => void }) {
  const { conclusion, mayRun, mayGive, onGive } = props
  const t = useT('conferences')
  const now = useNow()
  const area = useArea()
  const client = useQueryClient()
  const { tasks } = conclusion
  const rewrite = useMutation(
    api.conferences.rewrite.mutationOptions({
      onSuccess: () => client.invalidateQueries(),
      onError: (error) => toast.problem(error),
    }),
  )
  return (
    <li value={conclusion.ordinal}>
      <div className="vx-conclusion-text">{conclusion.text}</div>
      {tasks.length > 0 && (
        <ul className="vx-conclusion-tasks">
          {tasks.map((task) => (
            <li key={task.id}>
              <Link href={`/tasks/${task.id}`}>{area?.byId.get(task.areaId)?.name}</Link>
              {task.doneAt || task.cancelledAt ? (
                <StatusPill tone={STATE_TONES[task.state]}>{t(`state.${task.state}`)}</StatusPill>
              ) : (
                <StatusPill tone={dueTone(now, task.dueAt)}>{formatDue(now, task.dueAt)}</StatusPill>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayGive && (
        <div className="vx-conclusion-actions">
          <Button size="xs" variant="default" onClick={onGive}>
            {t(tasks.length > 0 ? 'give.more' : 'give.short')}
          </Button>
          {mayRun && tasks.every((task) => task.cancelledAt) && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('conclusion.out', { n: conclusion.ordinal })}
              onClick={() => rewrite.mutate({ id: conclusion.id })}
            >
              <Trash2 size={16} aria-hidden />
            </ActionIcon>
          )}
        </div>
      )}
    </li>
  )
}
