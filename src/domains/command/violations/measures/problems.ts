import type { ProblemKind } from '../../../../platform/problems.ts'

/** What is refused when an area's command sets or ends a measure, or a violation is said to break one. */
export const measureProblems: Record<string, ProblemKind> = {
  'measure-back-dated': {
    status: 422,
    vi: 'Không đặt hoặc dừng quy định cho ngày đã qua. Chọn từ hôm nay trở đi.',
    en: 'A measure neither begins nor ends in the past. Choose today or later.',
  },
  'measure-until': {
    status: 422,
    vi: 'Ngày hết hiệu lực phải từ ngày bắt đầu và không quá {days} ngày. Cần lâu hơn thì ban hành lại khi hết hạn.',
    en: 'The last day must not lie before the first, nor more than {days} days on. Set it again when it ends if it is needed longer.',
  },
  'measure-too-far': {
    status: 422,
    vi: 'Ngày bắt đầu không được sau hôm nay quá {days} ngày. Chọn ngày sớm hơn, hoặc ghi khi gần đến ngày.',
    en: 'A measure begins at most {days} days from today. Choose an earlier day, or set it when the day is nearer.',
  },
  'measure-no-rule': {
    status: 422,
    vi: 'Chưa có quy định theo loại địa điểm có hiệu lực vào ngày {day}. Chọn ngày bắt đầu khác.',
    en: 'No rules for kinds of places are on file for {day}. Choose another first day.',
  },
  'measure-ended': {
    status: 409,
    vi: 'Quy định này đã hết hiệu lực hoặc đã có ngày dừng. Tải lại trang để xem ai dừng và vì sao.',
    en: 'This measure is over, or its end was set already. Reload the page to see by whom and why.',
  },
  'measure-last-day': {
    status: 422,
    vi: 'Ngày cuối phải trước ngày hết hiệu lực đã định ({until}). Chọn ngày sớm hơn.',
    en: 'The last day must lie before the end that was set ({until}). Choose an earlier day.',
  },
  'measure-not-broken': {
    status: 422,
    vi: 'Quy định đã chọn không áp dụng ở loại địa điểm đó vào ngày đó, hoặc hành vi không vi phạm quy định này. Chọn lại.',
    en: 'The measure chosen did not hold in that kind of place on that day, or the act does not break it. Choose again.',
  },
}
