import { Button, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, say } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  Choice,
  ConfirmButton,
  DateTimeField,
  formatDateTime,
  ToneMark,
  toast,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import { useDraft } from '../../../../web/kit/use-draft.ts'
import type { Answers, Finding, FindingInput, VisitPage } from '../contract.ts'
import { FindingDrawer } from './FindingDrawer.tsx'
import { ScoreField } from './ScoreField.tsx'

interface CheckDraft {
  fixed?: boolean
  said?: string
  dueAt?: string | null
}

/** Everything of a visit that is not sent yet; it is kept on the device until it is. */
interface Work {
  answers: Answers
  praise: string
  weaknesses: string
  note: string
  findings: FindingInput[]
  checks: Record<string, CheckDraft>
}

const EMPTY: Work = { answers: {}, praise: '', weaknesses: '', note: '', findings: [], checks: {} }

/** The visit on the spot: scores, findings, what became of earlier ones; kept on the device until it is closed. */
export function Scoring({ page }: { page: VisitPage }) {
  const { visit } = page
  const t = useT('inspections')
  const client = useQueryClient()
  const { draft, save, clear } = useDraft(`inspection-${visit.id}`)
  const [work, setWork] = useState<Work>({ ...EMPTY, ...(draft as Partial<Work> | undefined) })
  const [adding, setAdding] = useState(false)
  const [failure, setFailure] = useState('')
  const change = (part: Partial<Work>) => {
    const next = { ...work, ...part }
    setWork(next)
    save({ ...next })
    setFailure('')
  }
  const scores = page.checklist.map((c) => work.answers[c.code]?.score ?? null)
  const total = scores.reduce<number>((sum, s) => sum + (s ?? 0), 0)
  const left = scores.filter((s) => s === null).length
  const close = async () => {
    const done = await call.inspections.close({
      id: visit.id,
      version: visit.version,
      answers: work.answers,
      ...(work.praise.trim() ? { praise: work.praise } : {}),
      ...(work.weaknesses.trim() ? { weaknesses: work.weaknesses } : {}),
      ...(work.note.trim() ? { note: work.note } : {}),
      findings: work.findings,
      checks: Object.entries(work.checks).flatMap(([findingId, c]) =>
        c.fixed === undefined
          ? []
          : [
              {
                findingId,
                fixed: c.fixed,
                said: c.said ?? '',
                ...(c.fixed || !c.dueAt ? {} : { dueAt: c.dueAt }),
              },
            ],
      ),
    })
    clear()
    await client.invalidateQueries()
    toast.done(t('done.close', { tasks: done.tasks }))
  }
  return (
    <div className="insp-scoring">
      <p className="vx-muted" role="status">
        {t('draft')}
      </p>
      {page.toCheck.length > 0 && (
        <Card title={t('toCheck')} aside={visit.recheckOf ? t('toCheck.all') : undefined}>
          {page.toCheck.map((f) => (
            <Rechecking
              key={f.id}
              finding={f}
              value={work.checks[f.id] ?? {}}
              onChange={(c) => change({ checks: { ...work.checks, [f.id]: c } })}
            />
          ))}
        </Card>
      )}
      <Card
        title={t('checklist')}
        aside={t('total', { total, of: page.checklist.length * 10 })}
        footer={page.legalBasis}
      >
        {page.checklist.map((c) => (
          <ScoreField
            key={c.code}
            label={say(c)}
            basis={c.basis}
            value={work.answers[c.code]}
            onChange={(a) => change({ answers: { ...work.answers, [c.code]: a } })}
          />
        ))}
      </Card>
      <Card title={t('findings.here')} aside={work.findings.length || undefined}>
        <Found findings={work.findings} onChange={(findings) => change({ findings })} />
        <Button variant="default" onClick={() => setAdding(true)}>
          {t('finding.add')}
        </Button>
      </Card>
      <Card title={t('said')}>
        {(['praise', 'weaknesses', 'note'] as const).map((k) => (
          <Textarea
            key={k}
            mb="sm"
            label={t(`field.${k}`)}
            autosize
            minRows={2}
            value={work[k]}
            onChange={(e) => change({ [k]: e.currentTarget.value })}
          />
        ))}
      </Card>
      {failure && (
        <p role="alert">
          <ToneMark tone="late" /> {failure}
        </p>
      )}
      <div className="insp-closing">
        <span>
          <b>{t('total', { total, of: page.checklist.length * 10 })}</b>
          {left > 0 && <span className="vx-muted"> {t('left', { n: left })}</span>}
        </span>
        <ConfirmButton
          variant="filled"
          question={t('close.question', { total, n: work.findings.length })}
          confirmLabel={t('do.close')}
          onConfirm={() =>
            close().catch((error: unknown) => {
              setFailure(toProblem(error).message)
              throw error
            })
          }
        >
          {t('do.close')}
        </ConfirmButton>
      </div>
      <FindingDrawer
        opened={adding}
        criteria={page.checklist}
        onClose={() => setAdding(false)}
        onAdd={(f) => change({ findings: [...work.findings, f] })}
      />
    </div>
  )
}

/** Findings of this visit that are not sent yet. */
function Found({
  findings,
  onChange,
}: {
  findings: FindingInput[]
  onChange: (findings: FindingInput[]) => void
}) {
  const t = useT('inspections')
  const postWords = usePostWords()
  if (findings.length === 0) return <p className="vx-muted insp-said">{t('finding.none')}</p>
  return (
    <ul className="insp-found">
      {findings.map((f) => (
        <li key={f.id}>
          <div>
            <b>{f.what}</b> {f.coping && <Badge tone="late">{t('coping')}</Badge>}
            <div className="vx-muted">
              {[t(`severity.${f.severity}`), postWords(f.postKind), formatDateTime(f.dueAt)].join(' · ')}
            </div>
          </div>
          <Button
            size="xs"
            variant="default"
            onClick={() => onChange(findings.filter((x) => x.id !== f.id))}
            aria-label={t('finding.remove.of', { what: f.what })}
          >
            {t('finding.remove')}
          </Button>
        </li>
      ))}
    </ul>
  )
}

/** What became of one earlier finding. */
function Rechecking(props: { finding: Finding; value: CheckDraft; onChange: (c: CheckDraft) => void }) {
  const { finding: f, value, onChange } = props
  const t = useT('inspections')
  return (
    <div className="insp-recheck">
      <Choice
        label={f.what}
        description={[t(`state.${f.state}`), f.task?.doneNote].filter(Boolean).join(' · ')}
        options={[
          { value: 'yes', label: t('fixed') },
          { value: 'no', label: t('notFixed') },
        ]}
        value={value.fixed === undefined ? null : value.fixed ? 'yes' : 'no'}
        onChange={(v) => {
          const { fixed: _, ...rest } = value
          onChange(v === null ? rest : { ...rest, fixed: v === 'yes' })
        }}
      />
      {value.fixed !== undefined && (
        <Textarea
          label={t('check.said')}
          required
          autosize
          minRows={1}
          value={value.said ?? ''}
          onChange={(e) => onChange({ ...value, said: e.currentTarget.value })}
        />
      )}
      {value.fixed === false && (
        <DateTimeField
          label={t('check.dueAt')}
          required
          value={value.dueAt}
          onChange={(dueAt) => onChange({ ...value, dueAt })}
        />
      )}
    </div>
  )
}
