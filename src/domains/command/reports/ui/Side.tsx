import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, say, useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  DateField,
  DateTimeField,
  FieldList,
  formatDate,
  formatDateTime,
  Link,
  toast,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import type { ReportPage, Verification } from '../contract.ts'
import './messages.ts'
import type { NarrativeDraft } from './use-narrative.ts'

/** When the report speaks, from when it counts, who made it; a draft can be moved to another moment. */
export function Moment({ page, draft }: { page: ReportPage; draft: NarrativeDraft }) {
  const t = useT('reports')
  const now = useNow()
  const { report, basis } = page
  const [open, setOpen] = useState(false)
  const correction = report.replaces !== null
  const minute = () => new Date(Math.floor(now.getTime() / 60_000) * 60_000).toISOString()
  const move = (change: Parameters<NarrativeDraft['flush']>[0]) =>
    draft.flush(change).then(
      () => setOpen(false),
      (error: unknown) => toast.problem(error),
    )
  return (
    <Card
      title={t('moment')}
      aside={
        page.can.edit && (
          <Button
            size="xs"
            variant="default"
            onClick={() => void move(correction ? { knownAt: now.toISOString() } : { asOf: minute() })}
          >
            {correction ? t('moment.refresh') : t('moment.now')}
          </Button>
        )
      }
    >
      <FieldList
        items={[
          { label: t('new.asOf'), value: formatDateTime(report.asOf) },
          ...(report.knownAt === report.asOf
            ? []
            : [{ label: t('knownAt', { at: '' }), value: formatDateTime(report.knownAt) }]),
          { label: t('new.countFrom'), value: formatDate(report.countFrom) },
          {
            label: t('moment.by'),
            value: `${report.createdBy}, ${formatDateTime(report.createdAt, { short: true })}`,
          },
          ...(report.submittedBy
            ? [
                {
                  label: t('moment.submitted'),
                  value: `${report.submittedBy}, ${formatDateTime(report.submittedAt, { short: true })}`,
                },
              ]
            : []),
          ...(report.dueAt ? [{ label: t('moment.due'), value: formatDateTime(report.dueAt) }] : []),
          {
            label: t('moment.template'),
            value: (
              <Link href={`/reports/templates/${report.template.key}`}>{say(report.template.words)}</Link>
            ),
          },
          { label: t('moment.basis'), value: basis.legalBasis },
        ]}
      />
      {page.can.edit &&
        (open ? (
          <MomentForm page={page} onSave={(change) => void move(change)} />
        ) : (
          <button type="button" className="vx-text-button vx-no-print" onClick={() => setOpen(true)}>
            {t('moment.change')}
          </button>
        ))}
    </Card>
  )
}

function MomentForm({
  page,
  onSave,
}: {
  page: ReportPage
  onSave: (change: { asOf?: string; countFrom?: string }) => void
}) {
  const t = useT('reports')
  const { report } = page
  const [asOf, setAsOf] = useState<string | null>(report.asOf)
  const [countFrom, setCountFrom] = useState<string | null>(report.countFrom)
  return (
    <form
      className="vx-stack report-moment"
      onSubmit={(event) => {
        event.preventDefault()
        onSave({
          ...(asOf && asOf !== report.asOf ? { asOf } : {}),
          ...(countFrom && countFrom !== report.countFrom ? { countFrom } : {}),
        })
      }}
    >
      {!report.replaces && <DateTimeField label={t('new.asOf')} value={asOf} onChange={setAsOf} />}
      <DateField label={t('new.countFrom')} value={countFrom} onChange={setCountFrom} />
      <Button type="submit" variant="default">
        {t('moment.save')}
      </Button>
    </form>
  )
}

/** Who signed, and the codes by which the report is held against the records. */
export function Seal({ page }: { page: ReportPage }) {
  const t = useT('reports')
  const { report, seal } = page
  const verify = useMutation(api.reports.verify.mutationOptions())
  if (!seal) return null
  return (
    <Card
      title={t('seal')}
      aside={
        <Button
          className="vx-no-print"
          size="xs"
          variant="default"
          loading={verify.isPending}
          onClick={() => verify.mutate({ id: report.id })}
        >
          {t('verify')}
        </Button>
      }
    >
      {(verify.data || verify.error) && (
        <div className="report-notice" role="status" data-tone={verify.data?.ok ? 'ok' : 'late'}>
          {verify.error ? toProblem(verify.error).message : <Outcome answer={verify.data!} />}
        </div>
      )}
      <FieldList
        items={[
          { label: t('seal.number'), value: report.number },
          {
            label: t('seal.signer'),
            value: `${report.signerName}, ${report.signerPost ? say(report.signerPost) : ''}`,
          },
          { label: t('seal.at'), value: formatDateTime(report.frozenAt) },
          { label: t('seal.code'), value: <code>{seal.code}</code> },
          { label: t('seal.checkpoint'), value: <code>{seal.checkpoint}</code> },
          { label: t('seal.hash'), value: <code className="report-hash">{seal.hash}</code> },
          ...(report.replaces
            ? [
                {
                  label: t('replaces', { number: '' }),
                  value: <Link href={`/reports/${report.replaces.id}`}>{report.replaces.number}</Link>,
                },
              ]
            : []),
        ]}
      />
    </Card>
  )
}

function Outcome({ answer }: { answer: Verification }) {
  const t = useT('reports')
  const lines = answer.ok
    ? [
        answer.lists
          ? t('verify.ok', { cells: answer.cells.checked, lists: answer.lists.checked })
          : t('verify.okCells', { cells: answer.cells.checked }),
      ]
    : [
        answer.cells.broken.length > 0 && t('verify.cells', { keys: answer.cells.broken.join(', ') }),
        answer.lists &&
          answer.lists.broken.length > 0 &&
          t('verify.lists', { keys: answer.lists.broken.join(', ') }),
        !answer.report && t('verify.report'),
        !answer.trail && t('verify.trail'),
        !answer.checkpoint && t('verify.checkpoint'),
      ].filter((line) => line !== false && line !== null)
  return (
    <ul className="report-outcome">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
