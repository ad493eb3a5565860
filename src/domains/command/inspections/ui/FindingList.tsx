import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { call, useNow } from '../../../../web/kit/api.ts'
import { Attachments } from '../../../../web/kit/attachments.tsx'
import {
  Badge,
  Card,
  EmptyState,
  formatDateTime,
  formatDue,
  Link,
  StatusPill,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import type { Attachment } from '../../../registry/attachments/contract.ts'
import type { Finding } from '../contract.ts'
import { findingTone } from './parts.tsx'

interface Photos {
  files: Attachment[]
  mayAdd: boolean
}

/** Findings with who remedies what until when, their task, and what re-checks said. `of`: only what that visit said. */
export function FindingList(props: {
  title: string
  findings: Finding[]
  mayAssign?: boolean
  none?: string
  of?: string
  photos?: Photos
}) {
  return (
    <Card title={props.title} aside={props.findings.length || undefined} padding={false}>
      {props.findings.length === 0 && <EmptyState compact title={props.none ?? ''} />}
      <ul className="insp-findings">
        {props.findings.map((f) => (
          <One
            key={f.id}
            finding={f}
            mayAssign={props.mayAssign ?? false}
            of={props.of}
            photos={props.photos}
          />
        ))}
      </ul>
    </Card>
  )
}

function One(props: {
  finding: Finding
  mayAssign: boolean
  of: string | undefined
  photos: Photos | undefined
}) {
  const { finding: f, mayAssign, of, photos } = props
  const t = useT('inspections')
  const now = useNow()
  const client = useQueryClient()
  const postWords = usePostWords()
  const give = async () => {
    try {
      await call.inspections.assign({ id: f.id })
      await client.invalidateQueries()
      toast.done(t('assigned', { post: postWords(f.postKind) }))
    } catch (error) {
      toast.problem(error)
    }
  }
  const checks = of ? f.checks.filter((c) => c.visitId === of) : f.checks
  return (
    <li>
      <div className="insp-finding-head">
        <b>{f.what}</b>
        <StatusPill tone={findingTone(f)}>{t(`state.${f.state}`)}</StatusPill>
      </div>
      <div className="insp-marks">
        <Badge tone={f.severity === 'minor' ? 'neutral' : 'late'}>{t(`severity.${f.severity}`)}</Badge>
        {f.coping && <Badge tone="late">{t('coping')}</Badge>}
        {f.reopened > 0 && <Badge tone="late">{t('reopened', { n: f.reopened })}</Badge>}
      </div>
      <p>
        {t('remedy')}: {f.remedy}
      </p>
      <p className="vx-muted">
        {postWords(f.postKind)} · {formatDateTime(f.dueAt)}
        {f.state !== 'closed' && ` (${formatDue(now, f.dueAt)})`}
        {f.task && (
          <>
            {' · '}
            <Link href={`/tasks/${f.task.id}`}>{t('task')}</Link>
            {f.task.doneNote && `: ${f.task.doneNote}`}
          </>
        )}
      </p>
      {checks.map((c) => (
        <p key={c.id} className="insp-check">
          <StatusPill tone={c.fixed ? 'ok' : 'late'}>{t(c.fixed ? 'fixed' : 'notFixed')}</StatusPill> {c.said}
          <span className="vx-muted">
            {' '}
            {c.byName}, {formatDateTime(c.at)}
          </span>
        </p>
      ))}
      {mayAssign && !f.task && f.state !== 'closed' && (
        <Button size="xs" variant="default" mt={6} onClick={give}>
          {t('assign')}
        </Button>
      )}
      {photos && (
        <div className="insp-photos">
          <Attachments
            nested
            path="findings"
            subjectId={f.id}
            title={t('photos')}
            items={photos.files.filter((x) => x.subjectId === f.id)}
            mayAdd={photos.mayAdd && f.state !== 'closed'}
          />
        </div>
      )}
    </li>
  )
}
