import type { ProblemKind } from '../../../platform/problems.ts'

export const problems: Record<string, ProblemKind> = {
  'onset-in-future': {
    status: 422,
    vi: 'Ngày khởi phát ở tương lai. Kiểm tra lại ngày.',
    en: 'The onset lies in the future. Check the date.',
  },
  'result-before-sample': {
    status: 422,
    vi: 'Kết quả có trước khi lấy mẫu. Kiểm tra lại hai mốc giờ.',
    en: 'The result is earlier than the sample. Check both times.',
  },
  'result-in-future': {
    status: 422,
    vi: 'Giờ có kết quả ở tương lai. Kiểm tra lại.',
    en: 'The time of the result lies in the future. Check it.',
  },
  'answer-unfit': {
    status: 422,
    vi: 'Có câu trả lời không hợp với phiếu điều tra. Xem lại các ô được đánh dấu.',
    en: 'Some answers do not fit the investigation form. Look at the fields marked.',
  },
  'diagnosed-in-future': {
    status: 422,
    vi: 'Giờ chẩn đoán ở tương lai. Kiểm tra lại.',
    en: 'The time of diagnosis lies in the future. Check it.',
  },
  'notified-already': {
    status: 409,
    vi: 'Ca này {by} đã ghi là đã báo cáo. Tải lại trang để xem.',
    en: 'This case was recorded as notified by {by} already. Reload to see it.',
  },
  'not-notified': {
    status: 409,
    vi: 'Ca này chưa được ghi là đã báo cáo, nên không có gì để thu hồi.',
    en: 'This case is not recorded as notified; there is nothing to take back.',
  },
  'notified-at-impossible-time': {
    status: 422,
    vi: 'Giờ báo cáo phải sau khi biết ca này và không ở tương lai. Kiểm tra lại.',
    en: 'The time of notification must lie after the case became known and not in the future. Check it.',
  },
}
