import type { ProblemKind } from '../../../platform/problems.ts'

export const problems: Record<string, ProblemKind> = {
  'visit-no-team': {
    status: 422,
    vi: 'Không có tổ kiểm tra này đang hoạt động vào ngày đó. Chọn tổ khác, hoặc lập tổ ở trang Ban chỉ đạo, tổ, đội.',
    en: 'No such inspection team is at work on that day. Choose another, or set one up under Committees and teams.',
  },
  'visit-in-past': {
    status: 422,
    vi: 'Ngày kiểm tra đã qua. Chọn từ hôm nay trở đi.',
    en: 'The day of the visit has passed. Choose today or later.',
  },
  'visit-of-another': {
    status: 403,
    vi: 'Cuộc kiểm tra này do {team} thực hiện; chỉ đơn vị lập kế hoạch mới ghi được.',
    en: 'This visit belongs to {team}; only the unit that planned it writes to it.',
  },
  'visit-ended': {
    status: 409,
    vi: 'Cuộc kiểm tra đã kết thúc hoặc đã huỷ. Muốn sửa, dùng Đính chính và nêu lý do.',
    en: 'The visit is closed or was cancelled. To change it, correct it with a reason.',
  },
  'visit-started': {
    status: 409,
    vi: 'Cuộc kiểm tra đã bắt đầu. Tải lại trang để làm tiếp.',
    en: 'The visit has begun already. Reload the page to go on.',
  },
  'visit-too-early': {
    status: 409,
    vi: 'Cuộc kiểm tra đặt vào ngày {day}. Muốn làm sớm, đổi ngày trước.',
    en: 'The visit is planned for {day}. To make it earlier, move it first.',
  },
  'visit-not-started': {
    status: 409,
    vi: 'Chưa bắt đầu kiểm tra. Bấm Bắt đầu khi đã đến nơi.',
    en: 'The visit has not begun. Press Begin on the spot.',
  },
  'visit-unanswered': {
    status: 422,
    vi: 'Còn {n} tiêu chí chưa chấm điểm. Chấm đủ rồi kết thúc.',
    en: '{n} criteria have no score. Score them all, then close.',
  },
  'visit-recheck-missing': {
    status: 422,
    vi: 'Còn {n} tồn tại chưa ghi kết quả phúc tra. Ghi đạt hay chưa đạt cho từng tồn tại.',
    en: '{n} findings have no result of the re-check. Say of each whether it is remedied.',
  },
  'visit-not-closed': {
    status: 409,
    vi: 'Cuộc kiểm tra chưa kết thúc, cứ ghi trực tiếp, không cần đính chính.',
    en: 'The visit is not closed yet: write to it directly, there is nothing to correct.',
  },
  'finding-due-in-past': {
    status: 422,
    vi: 'Hạn khắc phục phải ở sau lúc này. Chọn lại ngày giờ.',
    en: 'The deadline to remedy must lie ahead. Choose another time.',
  },
  'finding-closed-already': {
    status: 409,
    vi: 'Tồn tại này đã được phúc tra đạt và đóng lại. Tải lại trang để xem.',
    en: 'This finding was found remedied and closed. Reload the page to see.',
  },
  'finding-not-here': {
    status: 422,
    vi: 'Tồn tại này thuộc nơi khác, không phúc tra ở đây được.',
    en: 'This finding belongs to another place and cannot be checked here.',
  },
  'finding-post-beyond': {
    status: 422,
    vi: 'Chức danh này ở cấp trên của bạn, không giao việc được. Chọn chức danh trong địa bàn, hoặc bỏ chọn giao việc ngay.',
    en: 'This post stands above you and cannot be given a task. Choose one of your own area, or do not give the task now.',
  },
  'plan-in-future': {
    status: 422,
    vi: 'Ngày nộp chưa đến. Ghi ngày đơn vị đã nộp.',
    en: 'The day of handing in lies ahead. Enter the day on which it was handed in.',
  },
  'plan-own': {
    status: 403,
    vi: 'Người nộp phương án không tự duyệt. Để người khác có thẩm quyền duyệt.',
    en: 'Whoever entered a plan does not review it. Let another competent post do so.',
  },
  'plan-reviewed-already': {
    status: 409,
    vi: 'Phương án đã được {by} xem xét, hoặc đã có bản nộp sau. Tải lại trang để xem.',
    en: 'The plan was reviewed by {by}, or a later edition was handed in. Reload the page to see.',
  },
  'plan-return-unexplained': {
    status: 422,
    vi: 'Trả lại phương án phải nêu rõ còn thiếu gì. Ghi lý do.',
    en: 'A plan is returned with what is missing. Give the reason.',
  },
  'plan-waiting-already': {
    status: 409,
    vi: 'Phương án lần {edition} của đơn vị này đang chờ duyệt. Duyệt hoặc trả lại bản đó trước.',
    en: 'Edition {edition} of this organisation’s plan waits for review. Approve or return it first.',
  },
}

export const constraints: Record<string, string> = {
  finding_check_once: 'finding-closed-already',
  finding_closed_once: 'finding-closed-already',
  plan_edition_once: 'already-exists',
}
