import { say } from '../../../../web/kit/api.ts'
import {
  formatDate,
  formatDateTime,
  formatNumber,
  type Tone,
  type Translate,
} from '../../../../web/kit/index.ts'
import type { ReportBrief, ReportState, SheetRow, SheetWindow, SubmissionState } from '../contract.ts'

export const STATE_TONES: Record<ReportState, Tone> = {
  draft: 'neutral',
  submitted: 'due',
  frozen: 'ok',
  replaced: 'neutral',
}
export const SUBMISSION_TONES: Record<SubmissionState, Tone> = {
  waiting: 'neutral',
  missing: 'due',
  in_time: 'ok',
  late: 'neutral',
}
export const submissionKey = (state: SubmissionState) => (state === 'late' ? 'state.late' : state)

/** '24/7 – 10/8/2021', '24 giờ, từ 17:00, 9/8', 'tại thời điểm báo cáo' */
export function windowWords(t: Translate, w: SheetWindow): string {
  if (w.since) return t('window.24h', { since: formatDateTime(w.since, { short: true }) })
  if (!w.from || !w.to) return t('window.now')
  const short = w.from.slice(0, 4) === w.to.slice(0, 4)
  return t(w.kind === '7d' ? 'window.7d' : 'window.total', {
    from: formatDate(w.from, { short }),
    to: formatDate(w.to),
  })
}

export const reportName = (t: Translate, report: Pick<ReportBrief, 'number'>) => report.number ?? t('draft')

export const lowerFirst = (text: string) => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1)

/** What a row leaves unclassified, as a sum and as a sentence; undefined when its parts add up. */
export function remainder(
  t: Translate,
  row: SheetRow,
): { key: string; sum: string; said: string } | undefined {
  const rest = row.parts?.items.find((i) => i.value === null)
  if (!row.parts || !rest || rest.cell.value === 0) return undefined
  const terms = row.parts.items.filter((i) => i.cell.value > 0)
  return {
    key: rest.cell.key,
    sum: t('rest.sum', {
      total: row.cell.value,
      terms: terms.map((i) => `${formatNumber(i.cell.value)} ${lowerFirst(say(i.words))}`).join(' + '),
    }),
    said: t('rest.said', { n: rest.cell.value, unit: say(row.unit), part: lowerFirst(say(row.parts.words)) }),
  }
}
