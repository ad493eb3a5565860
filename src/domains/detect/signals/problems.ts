import type { ProblemKind } from '../../../platform/problems.ts'

export const problems: Record<string, ProblemKind> = {
  'signal-in-future': {
    status: 422,
    vi: 'Ngày bắt đầu ở tương lai. Kiểm tra lại ngày.',
    en: 'The day it began lies in the future. Check the date.',
  },
  'signal-step-out-of-order': {
    status: 409,
    vi: 'Tín hiệu không ở bước này: xác minh trước, rồi đánh giá nguy cơ, rồi kết luận. Tải lại trang để xem.',
    en: 'The signal is not at this step: first it is verified, then assessed, then concluded. Reload to see it.',
  },
  'signal-nothing-to-take-back': {
    status: 409,
    vi: 'Tín hiệu mới được báo, chưa có bước nào để thu hồi.',
    en: 'The signal was only reported; there is no step to take back.',
  },
  'signal-not-true': {
    status: 409,
    vi: 'Chỉ gắn ca bệnh vào tín hiệu đã xác minh là đúng. Xác minh trước.',
    en: 'Cases are linked to a signal that was found true. Verify it first.',
  },
  'signal-case-unknown': {
    status: 422,
    vi: 'Không có ca mang mã này trong địa bàn. Kiểm tra lại mã, ví dụ HM-2021-0007.',
    en: 'There is no case with this code in the area. Check the code, for instance HM-2021-0007.',
  },
  'signal-case-linked-already': {
    status: 409,
    vi: 'Ca này đã được gắn vào tín hiệu.',
    en: 'This case is linked to the signal already.',
  },
}
