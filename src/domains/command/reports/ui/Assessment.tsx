import { Button, Textarea, TextInput } from '@mantine/core'
import { say } from '../../../../web/kit/api.ts'
import { Card, Choice, StatusPill, useT } from '../../../../web/kit/index.ts'
import { type ReportText, Risk } from '../contract.ts'
import './messages.ts'
import type { NarrativeDraft } from './use-narrative.ts'

const RISK_TONES = { low: 'risk1', medium: 'risk2', high: 'risk3', very_high: 'risk4' } as const

interface PartProps {
  draft: NarrativeDraft
  edit: boolean
}

/** P57: phase, risk and text that head the report. */
export function Assessment({ draft, edit }: PartProps) {
  const t = useT('reports')
  const { phase, risk, assessment } = draft.values
  return (
    <Card
      title={t('assessment')}
      aside={
        edit ? <SaveMark draft={draft} /> : risk && <StatusPill tone={RISK_TONES[risk]}>{t(risk)}</StatusPill>
      }
    >
      {edit ? (
        <div className="vx-stack">
          <Stale draft={draft} />
          <TextInput
            label={t('assessment.phase')}
            placeholder={t('assessment.phase.help')}
            maxLength={200}
            value={phase ?? ''}
            onChange={(e) => draft.set('phase', e.currentTarget.value || null)}
          />
          <Choice
            label={t('assessment.risk')}
            options={Risk.options.map((value) => ({ value, label: t(value) }))}
            value={risk}
            onChange={(value) => draft.set('risk', value as typeof risk)}
          />
          <Text draft={draft} field="assessment" label={t('assessment.text')} />
        </div>
      ) : (
        <div className="report-prose">
          {phase && <p>{phase}</p>}
          <Prose text={assessment} none={t('assessment.none')} />
        </div>
      )}
    </Card>
  )
}

/** What the report concludes and asks for, after the numbers. */
export function Conclusions({ draft, edit }: PartProps) {
  const t = useT('reports')
  const { outlook, proposals } = draft.values
  if (!edit && !outlook && !proposals) return null
  return (
    <Card title={t('conclusions')} aside={edit && <SaveMark draft={draft} />}>
      {edit ? (
        <div className="vx-stack">
          <Text draft={draft} field="outlook" label={t('outlook')} />
          <Text draft={draft} field="proposals" label={t('proposals')} />
        </div>
      ) : (
        <div className="report-prose">
          {outlook && <h3>{t('outlook')}</h3>}
          <Prose text={outlook} />
          {proposals && <h3>{t('proposals')}</h3>}
          <Prose text={proposals} />
        </div>
      )}
    </Card>
  )
}

function Text({
  draft,
  field,
  label,
}: {
  draft: NarrativeDraft
  field: 'assessment' | 'outlook' | 'proposals'
  label: string
}) {
  return (
    <Textarea
      label={label}
      autosize
      minRows={3}
      maxRows={18}
      maxLength={4000}
      value={draft.values[field] ?? ''}
      onChange={(e) => draft.set(field, e.currentTarget.value || null)}
      onBlur={() => void draft.flush().catch(() => undefined)}
    />
  )
}

/** The text blocks that the template asks for in one place of the report. */
export function TextBlocks({ draft, edit, texts }: PartProps & { texts: ReportText[] }) {
  const t = useT('reports')
  return texts.map((block) => {
    const said = draft.values.texts[block.key] ?? ''
    if (!edit)
      return said ? (
        <div key={block.key} className="report-prose report-text">
          <h3>{say(block.title)}</h3>
          <Prose text={said} />
        </div>
      ) : null
    return (
      <Textarea
        key={block.key}
        className="report-text"
        label={say(block.title)}
        description={block.help}
        withAsterisk={block.required}
        error={block.required && !said ? t('text.required') : undefined}
        autosize
        minRows={2}
        maxRows={18}
        maxLength={4000}
        value={said}
        onChange={(e) => draft.setText(block.key, e.currentTarget.value)}
        onBlur={() => void draft.flush().catch(() => undefined)}
      />
    )
  })
}

/** The text blocks that stand after all numbers. */
export function FurtherTexts({ draft, edit, texts }: PartProps & { texts: ReportText[] }) {
  const t = useT('reports')
  if (texts.length === 0 || (!edit && !texts.some((b) => b.said))) return null
  return (
    <Card title={t('texts')} aside={edit && <SaveMark draft={draft} />}>
      <div className="vx-stack">
        <TextBlocks draft={draft} edit={edit} texts={texts} />
      </div>
    </Card>
  )
}

function Prose({ text, none }: { text: string | null; none?: string }) {
  if (!text) return none ? <p className="vx-muted">{none}</p> : null
  return text
    .split(/\n+/)
    .filter(Boolean)
    .map((line, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of a text have no identity of their own
      <p key={i}>{line}</p>
    ))
}

function SaveMark({ draft }: { draft: NarrativeDraft }) {
  const t = useT('reports')
  const text = {
    saved: t('saved'),
    saving: t('saving'),
    unsaved: t('unsaved'),
    stale: t('unsaved'),
    failed: t('save.failed', { why: draft.why }),
  }[draft.state]
  return (
    <span role="status" className="vx-no-print">
      {text}
    </span>
  )
}

function Stale({ draft }: { draft: NarrativeDraft }) {
  const t = useT('reports')
  if (draft.state !== 'stale') return null
  return (
    <div className="report-notice" role="alert">
      <span>{t('stale.title')}</span>
      <Button size="xs" variant="default" onClick={() => draft.resolve('theirs')}>
        {t('stale.theirs')}
      </Button>
      <Button size="xs" variant="default" onClick={() => draft.resolve('mine')}>
        {t('stale.mine')}
      </Button>
    </div>
  )
}
