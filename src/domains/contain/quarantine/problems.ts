import type { ProblemKind } from '../../../platform/problems.ts'

export const problems: Record<string, ProblemKind> = {
  'use-isolation': {
    status: 422,
    vi: 'Người này là ca xác định ({code}) chưa kết thúc điều trị. Đề xuất cách ly điều trị thay cho cách ly y tế.',
    en: 'This person is a confirmed case ({code}) without an outcome. Propose isolation instead of quarantine.',
  },
  'isolation-needs-case': {
    status: 422,
    vi: 'Cách ly điều trị cần một ca bệnh nghi ngờ, có thể hoặc xác định của chính người này. Báo ca trước, hoặc đề xuất cách ly y tế.',
    en: 'Isolation needs a suspected, probable or confirmed case of this very person. Report the case first, or propose quarantine.',
  },
  'order-exists': {
    status: 409,
    vi: 'Người này đang có một quyết định hoặc đề xuất cùng loại chưa kết thúc. Mở quyết định đó để gia hạn, kết thúc hoặc hủy.',
    en: 'This person has an open order or proposal of the same kind. Open it to extend, release or cancel.',
  },
  'order-over-legal-cap': {
    status: 422,
    vi: 'Thời hạn {days} ngày vượt mức {cap} ngày mà luật cho phép với một quyết định. Rút ngắn, rồi gia hạn bằng quyết định riêng nếu cần.',
    en: 'A term of {days} days exceeds the {cap} days the law allows for one decision. Shorten it; extend by a decision of its own if needed.',
  },
  'extension-over-legal-cap': {
    status: 422,
    vi: 'Gia hạn {days} ngày vượt mức {cap} ngày của một quyết định gia hạn. Nhập số ngày nhỏ hơn.',
    en: 'An extension of {days} days exceeds the {cap} days of one extension decision. Enter fewer days.',
  },
  'order-days-outside-rule': {
    status: 422,
    vi: 'Quy định đang có hiệu lực cho phép từ {min} đến {max} ngày. Nhập số ngày trong khoảng đó.',
    en: 'The rule in force allows {min} to {max} days. Enter a number in between.',
  },
  'order-start-far': {
    status: 422,
    vi: 'Giờ bắt đầu cách hiện tại quá 7 ngày. Kiểm tra lại ngày, tháng, năm.',
    en: 'The start is more than 7 days away from now. Check day, month and year.',
  },
  'exposure-after-start': {
    status: 422,
    vi: 'Ngày tiếp xúc cuối sau ngày bắt đầu cách ly. Kiểm tra lại hai ngày.',
    en: 'The last exposure lies after the start of the order. Check both dates.',
  },
  'quarantine-time-over': {
    status: 422,
    vi: 'Tính từ ngày tiếp xúc cuối thì đã đủ số ngày cách ly. Kiểm tra lại ngày tiếp xúc; nếu đúng thì không cần quyết định.',
    en: 'Counted from the last exposure the days of quarantine are over. Check that date; if it is right, no order is needed.',
  },
  'order-place-missing': {
    status: 422,
    vi: 'Chưa có nơi cách ly. Chọn cơ sở hoặc nhập địa chỉ.',
    en: 'There is no place yet. Choose a facility or enter the address.',
  },
  'order-place-wrong': {
    status: 422,
    vi: '{place} không phải nơi cách ly của loại này: F0 ở cơ sở thu dung hoặc bệnh viện, F1, F2 ở khu cách ly. Chọn nơi khác.',
    en: '{place} is not a place for this kind: F0 go to care facilities or hospitals, contacts to quarantine sites. Choose another.',
  },
  'order-state': {
    status: 409,
    vi: 'Quyết định này đã sang bước khác nên không làm được việc đó nữa. Tải lại để xem tình trạng mới.',
    en: 'This order has moved on, so that is no longer possible. Reload to see its state.',
  },
  'order-ended': {
    status: 409,
    vi: 'Thời hạn đã hết nên không ký hay gia hạn được nữa. Kết thúc hoặc hủy, rồi đề xuất quyết định mới nếu còn cần.',
    en: 'The term is over, so it cannot be signed or extended. Release or cancel it, then propose a new order if still needed.',
  },
  'release-tests-missing': {
    status: 422,
    vi: 'Mới có {negatives}/{required} kết quả âm tính liên tiếp theo quy định. Chờ đủ kết quả, hoặc ghi lý do để vẫn kết thúc.',
    en: 'Only {negatives} of the {required} clear results in a row that the rule asks for are there. Wait, or give a reason to release all the same.',
  },
  'release-too-early': {
    status: 422,
    vi: 'Chưa đủ số ngày theo quy định. Chờ đến hạn, hoặc ghi lý do để vẫn kết thúc.',
    en: 'The days that the rule asks for are not over. Wait, or give a reason to release all the same.',
  },
}
