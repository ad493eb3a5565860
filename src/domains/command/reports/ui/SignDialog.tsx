import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, say } from '../../../../web/kit/api.ts'
import {
  formatDate,
  formatDateTime,
  Modal,
  ToneMark,
  toast,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import type { ReportPage } from '../contract.ts'
import './messages.ts'
import type { NarrativeDraft } from './use-narrative.ts'
import { remainder } from './words.ts'

interface SignDialogProps {
  page: ReportPage
  draft: NarrativeDraft
  opened: boolean
  onClose: () => void
}

/** Says what signing will keep and what is still open, then signs. */
export function SignDialog({ page, draft, opened, onClose }: SignDialogProps) {
  const t = useT('reports')
  const client = useQueryClient()
  const { report, sheet } = page
  const rows = sheet.sections.flatMap((s) => s.rows)
  const cells =
    rows.reduce((n, r) => n + 1 + (r.parts?.items.length ?? 0), 0) +
    sheet.areaTable.rows.reduce((n, r) => n + r.cells.length, 0) +
    [...(sheet.curve ? [sheet.curve] : []), ...(sheet.charts ?? [])]
      .flatMap((c) => c.days)
      .reduce((n, d) => n + 1 + d.parts.length, 0)
  const rests = rows.map((r) => remainder(t, r)).filter((r) => r !== undefined)
  const missing = sheet.submissions.filter((s) => s.state === 'missing' || s.state === 'waiting').length
  const untold = page.texts.filter((x) => x.required && !draft.values.texts[x.key])
  const assessed = Boolean(draft.values.risk && draft.values.assessment)
  const sign = useMutation({
    mutationFn: async () => {
      const version = page.can.edit ? await draft.flush() : report.version
      return api.reports.freeze.call({ id: report.id, version })
    },
    async onSuccess(signed) {
      onClose()
      toast.done(t('signed', { number: signed.number }))
      await client.invalidateQueries({ queryKey: [['reports']] })
    },
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t('sign.title')}>
      <div className="vx-stack">
        <p className="report-definition">{t('sign.what', { cells })}</p>
        <p className="report-definition">
          {t('sign.moment', { at: formatDateTime(report.asOf), from: formatDate(report.countFrom) })}
        </p>
        <ul className="report-checks">
          {!assessed && (
            <li>
              <ToneMark tone="late" />
              <span>{t('sign.assessment')}</span>
            </li>
          )}
          {untold.map((x) => (
            <li key={x.key}>
              <ToneMark tone="late" />
              <span>{t('sign.text', { title: say(x.title) })}</span>
            </li>
          ))}
          {rests.map((r) => (
            <li key={r.key}>
              <ToneMark tone="due" />
              <span>
                {r.sum}. {r.said}.
              </span>
            </li>
          ))}
          {missing > 0 && (
            <li>
              <ToneMark tone="due" />
              <span>{t('sign.missing', { n: missing, count: missing })}</span>
            </li>
          )}
        </ul>
        {rests.length > 0 && <p className="report-definition vx-muted">{t('sign.rest')}</p>}
        {sign.error && (
          <p role="alert" className="report-failure">
            {toProblem(sign.error).message}
          </p>
        )}
        <div className="report-buttons">
          <Button variant="default" onClick={onClose} disabled={sign.isPending}>
            {t('sign.cancel')}
          </Button>
          <Button
            onClick={() => sign.mutate()}
            loading={sign.isPending}
            disabled={!assessed || untold.length > 0}
          >
            {t('sign.confirm')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
