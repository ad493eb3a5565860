import { formatDate, formatDateTime, formatNumber, formatPercent } from '../../../web/kit/format.ts'
import type { Phase, ReportPage, Risk, Sheet, SheetRow, SheetWindow } from './contract.ts'
import { SUBMISSION_WORDS } from './figures.ts'

// The words of documents, which are Vietnamese whatever language the screen shows.

export const PHASES: Record<Phase, string> = {
  prevent: 'Phòng ngừa tích cực',
  detect: 'Phát hiện sớm',
  isolate: 'Cách ly nhanh, khoanh vùng',
  treat: 'Điều trị hiệu quả',
  close: 'Xử lý dứt điểm',
  stabilise: 'Nhanh chóng ổn định tình hình',
}

export const RISKS: Record<Risk, string> = {
  low: 'thấp',
  medium: 'trung bình',
  high: 'cao',
  very_high: 'rất cao',
}

export const vi = { lang: 'vi' as const }
export const number = (n: number) => formatNumber(n, vi)
export const change = (n: number) => (n === 0 ? '0' : formatNumber(n, { ...vi, sign: true }))
export const lowerFirst = (text: string) => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1)

/** 'từ 24/7 đến 10/8/2021', '24 giờ, từ 17:00, 9/8', 'tại thời điểm báo cáo' */
export function windowText(w: SheetWindow): string {
  if (w.since) return `24 giờ, từ ${formatDateTime(w.since, { ...vi, short: true })}`
  if (w.from && w.to) {
    const dates = `${formatDate(w.from, { ...vi, short: w.from.slice(0, 4) === w.to.slice(0, 4) })} đến ${formatDate(w.to, vi)}`
    return w.kind === '7d' ? `7 ngày, ${dates}` : `từ ${dates}`
  }
  return 'tại thời điểm báo cáo'
}

/** 'Ca xác định (7 ngày, 4/8 đến 10/8/2021)' */
export const rowText = (row: SheetRow) => `${row.words.vi} (${windowText(row.window)})`

export function difference(row: SheetRow): number | null {
  return row.previous === null ? null : row.cell.value - row.previous
}

/**
 * '112 = 30 (cộng đồng) + 81 (khu cách ly) + 1 (chưa phân loại). 1 ca chưa phân loại nơi phát hiện'; undefined when the
 * parts add up. The remainder is said, never folded into a part (T1).
 */
export function reconciliation(row: SheetRow): string | undefined {
  const rest = row.parts?.items.find((i) => i.value === null)?.cell.value ?? 0
  if (!row.parts || rest === 0) return undefined
  const said = `${number(rest)} ${row.unit.vi} chưa phân loại ${lowerFirst(row.parts.words.vi)}`
  const terms = row.parts.items
    .filter((i) => i.cell.value > 0)
    .map((i) => `${number(i.cell.value)} (${lowerFirst(i.words.vi)})`)
  return terms.length > 1 ? `${number(row.cell.value)} = ${terms.join(' + ')}. ${said}` : said
}

/** '22 % (10/45 ca xác định, 7 ngày, 4/8 đến 10/8/2021)'; undefined where nothing is divided or the denominator is 0. */
export function shareText(row: SheetRow): string | undefined {
  if (!row.share || row.share.denominator === 0) return undefined
  const { numerator, denominator, ofWords } = row.share
  const percent = formatPercent(numerator / denominator, { ...vi, decimals: 1 })
  return `${percent} (${number(numerator)}/${number(denominator)} ${lowerFirst(ofWords.vi)}, ${windowText(row.window)})`
}

/** The lines that say what the numbers rest on: moment, first day, what they are compared with. */
export function footing({ report, sheet }: Pick<ReportPage, 'report' | 'sheet'>): string[] {
  const compared = sheet.previous
    ? `So sánh với Báo cáo số ${sheet.previous.number} (tính đến ${formatDateTime(sheet.previous.asOf, vi)}).`
    : 'Chưa có báo cáo trước để so sánh.'
  const known =
    report.knownAt === report.asOf
      ? 'Số liệu theo những gì đã ghi nhận đến thời điểm đó.'
      : `Số liệu phát sinh theo những gì đã ghi nhận đến ${formatDateTime(report.knownAt, vi)}.`
  return [
    `Tính đến ${formatDateTime(report.asOf, vi)}; số cộng dồn đếm từ ${formatDate(report.countFrom, vi)}. ${known}`,
    compared,
  ]
}

/** '12/14 báo cáo đã ký, 1 trễ, 1 chưa nộp' */
export function submissionText(submissions: Sheet['submissions']): string {
  const count = (state: keyof typeof SUBMISSION_WORDS) => submissions.filter((s) => s.state === state).length
  const parts = (['late', 'missing', 'waiting'] as const)
    .filter((s) => count(s) > 0)
    .map((s) => `${count(s)} ${lowerFirst(SUBMISSION_WORDS[s].vi)}`)
  return [`${count('in_time') + count('late')}/${submissions.length} báo cáo đã ký`, ...parts].join(', ')
}
