import type { ProblemKind } from '../../../../platform/problems.ts'

/** Refusals of public notices and of claims to have been there. */
export const claimProblems: Record<string, ProblemKind> = {
  'notice-names-somebody': {
    status: 422,
    vi: 'Thông báo có tên, số điện thoại, số giấy tờ hoặc mã ca bệnh. Bỏ đi rồi lưu lại: chỉ nói nơi, khoảng giờ và việc cần làm.',
    en: 'The notice holds a name, telephone, ID number or code of a case. Take it out: say place, time and what to do only.',
  },
  'notice-time-reversed': {
    status: 422,
    vi: 'Khoảng giờ của thông báo kết thúc trước khi bắt đầu. Kiểm tra lại hai mốc giờ.',
    en: 'The time of the notice ends before it begins. Check both times.',
  },
  'notice-over-already': {
    status: 422,
    vi: 'Ngày hết hiệu lực đã qua. Chọn hôm nay hoặc ngày sau.',
    en: 'The last day of the notice has passed. Choose today or later.',
  },
  'notice-published-already': {
    status: 409,
    vi: 'Thông báo này đã đăng. Muốn sửa thì dùng đính chính.',
    en: 'This notice is published. To change it, correct it.',
  },
  'notice-not-published': {
    status: 409,
    vi: 'Thông báo này chưa đăng hoặc đã rút.',
    en: 'This notice is not published, or was withdrawn.',
  },
  'notice-not-withdrawn': {
    status: 409,
    vi: 'Thông báo này chưa bị rút, không cần đăng lại.',
    en: 'This notice was not withdrawn; there is nothing to put back.',
  },
  'claim-refused': {
    status: 422,
    vi: 'Không nhận được lời báo này. Tải lại trang rồi thử lại, hoặc gọi trạm y tế.',
    en: 'This could not be taken. Reload the page and try again, or call the health station.',
  },
  'claim-too-many': {
    status: 429,
    vi: 'Đã có nhiều lời báo gửi từ đây trong một giờ qua. Thử lại sau một giờ, hoặc gọi trạm y tế.',
    en: 'Many were sent from here in the past hour. Try again in an hour, or call the health station.',
  },
  'claim-outside-window': {
    status: 422,
    vi: 'Khoảng giờ bạn có mặt không trùng với thông báo. Kiểm tra lại ngày, giờ.',
    en: 'The time you were there does not meet that of the notice. Check day and time.',
  },
  'claim-decided-already': {
    status: 409,
    vi: 'Lời báo này {by} đã xử lý rồi.',
    en: 'This claim was decided by {by} already.',
  },
  'claim-undecided': {
    status: 409,
    vi: 'Lời báo này chưa được xử lý, không có gì để rút lại.',
    en: 'This claim is not decided; there is nothing to take back.',
  },
  'claim-without-case': {
    status: 422,
    vi: 'Mốc dịch tễ này chưa gắn với ca bệnh trong địa bàn của bạn, nên chưa đưa ai vào danh sách được. Gắn ca bệnh cho mốc trước.',
    en: 'This event belongs to no case in your area, so nobody can be put on a list. Attach the case first.',
  },
}
