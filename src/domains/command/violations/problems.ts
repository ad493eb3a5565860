import type { ProblemKind } from '../../../platform/problems.ts'
import { measureProblems } from './measures/problems.ts'

export const problems: Record<string, ProblemKind> = {
  ...measureProblems,
  'violation-offender': {
    status: 422,
    vi: 'Ghi rõ ai vi phạm: chọn người trong sổ, chọn đơn vị, hoặc ghi họ tên người từ nơi khác.',
    en: 'Say who did it: choose a person of the register, an organisation, or give the name of somebody from elsewhere.',
  },
  'violation-in-future': {
    status: 422,
    vi: 'Giờ vi phạm chưa đến. Kiểm tra lại ngày giờ.',
    en: 'The time of the violation lies ahead. Check day and time.',
  },
  'violation-act-unknown': {
    status: 422,
    vi: 'Quy định có hiệu lực vào ngày đó không có hành vi này. Chọn hành vi trong danh sách.',
    en: 'The rules in force on that day do not have this act. Choose one from the list.',
  },
  'violation-decided-already': {
    status: 409,
    vi: 'Vi phạm này đã có Quyết định số {number}. Tải lại trang để xem.',
    en: 'This violation was decided already under number {number}. Reload the page to see.',
  },
  'violation-expired': {
    status: 409,
    vi: 'Đã hết thời hiệu xử phạt (đến {until}). Chỉ lưu hồ sơ, không ra quyết định phạt tiền.',
    en: 'The time in which it could be fined has passed ({until}). It stays on file without a decision.',
  },
  'violation-not-competent': {
    status: 403,
    vi: 'Hành vi này có mức phạt đến {to} đồng, vượt thẩm quyền của bạn. Chuyển hồ sơ cho: {posts}.',
    en: 'The fine for this act goes up to {to} đồng, beyond your post. Hand it to: {posts}.',
  },
  'violation-amount-range': {
    status: 422,
    vi: 'Mức phạt phải từ {from} đến {to} đồng theo quy định vào ngày vi phạm.',
    en: 'The fine must lie between {from} and {to} đồng by the rules of the day of the act.',
  },
  'violation-not-decided': {
    status: 409,
    vi: 'Vi phạm này chưa có quyết định. Ra quyết định trước.',
    en: 'There is no decision on this violation yet. Decide it first.',
  },
  'violation-ended': {
    status: 409,
    vi: 'Quyết định này đã nộp phạt xong hoặc đã bị huỷ, không ghi thêm được.',
    en: 'The fine was paid or the decision cancelled; nothing can be added.',
  },
  'violation-day': {
    status: 422,
    vi: 'Ngày phải từ ngày ra quyết định đến hôm nay.',
    en: 'The day must lie between the decision and today.',
  },
  'violation-appealed': {
    status: 409,
    vi: 'Đã ghi một khiếu nại về quyết định này. Tải lại trang để xem.',
    en: 'An appeal against this decision is on record already. Reload the page to see.',
  },
  'violation-no-appeal': {
    status: 409,
    vi: 'Không có khiếu nại nào đang chờ giải quyết. Tải lại trang để xem.',
    en: 'No appeal waits for an answer. Reload the page to see.',
  },
}
