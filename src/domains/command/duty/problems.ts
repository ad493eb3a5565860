import type { ProblemKind } from '../../../platform/problems.ts'

export const problems: Record<string, ProblemKind> = {
  'duty-hours-open': {
    status: 422,
    vi: 'Các ca chưa phủ hết 24 giờ, còn trống: {hours}. Thêm ca hoặc kéo dài ca.',
    en: 'The shifts do not cover the 24 hours; open: {hours}. Add a shift or make one longer.',
  },
  'duty-pattern-overlap': {
    status: 409,
    vi: 'Đơn vị đã có khung trực trong những ngày này. Kết thúc khung đang dùng trước ngày khung mới bắt đầu.',
    en: 'The unit has a pattern for these days already. End it before the day the new one begins.',
  },
  'duty-no-post': {
    status: 422,
    vi: 'Địa bàn này chưa có sở chỉ huy đang hoạt động. Thành lập ở mục Ban chỉ đạo, tổ, đội trước.',
    en: 'This area has no command post at work. Set one up under Committees and teams first.',
  },
  'duty-no-pattern': {
    status: 422,
    vi: 'Chưa có khung trực cho những ngày này. Đặt khung trực trước rồi mới xếp lịch.',
    en: 'There is no pattern for these days. Set one before making a roster.',
  },
  'duty-not-a-member': {
    status: 422,
    vi: 'Người này không ở trong sở chỉ huy. Thêm vào danh sách thành viên trước.',
    en: 'This person is not in the command post. Add them to its members first.',
  },
  'duty-window': {
    status: 422,
    vi: 'Xếp lịch từ hôm nay trở đi, mỗi lần không quá 5 tuần. Chọn lại ngày.',
    en: 'A roster is made from today on, for five weeks at most. Choose other days.',
  },
  'duty-busy': {
    status: 503,
    vi: 'Chưa tính xong lịch trong thời gian cho phép. Chọn ít ngày hơn rồi xếp lại.',
    en: 'The roster was not worked out in the time allowed. Choose fewer days and try again.',
  },
  'duty-role': {
    status: 422,
    vi: '{who} không đảm nhiệm vai trò này. Chọn người khác, hoặc bổ sung vai trò cho người đó.',
    en: '{who} does not serve in this role. Choose somebody else, or give them the role.',
  },
  'duty-away': {
    status: 422,
    vi: '{who} nghỉ hoặc không trực được trong ngày này. Chọn người khác.',
    en: '{who} is on leave or cannot serve on that day. Choose somebody else.',
  },
  'duty-twice': {
    status: 409,
    vi: '{who} đã có ca trùng giờ. Chọn người khác hoặc ca khác.',
    en: '{who} has a shift at the same time already. Choose somebody else or another shift.',
  },
  'duty-rest': {
    status: 422,
    vi: '{who} chưa nghỉ đủ {hours} giờ giữa hai ca. Chọn người khác hoặc ca khác.',
    en: '{who} would not have {hours} hours of rest between two shifts. Choose somebody else or another shift.',
  },
  'duty-no-slot': {
    status: 422,
    vi: 'Khung trực không có ca bắt đầu lúc này, hoặc ca đã kết thúc. Tải lại lịch rồi chọn ca.',
    en: 'The pattern has no shift that begins then, or it is over. Reload the roster and choose a shift.',
  },
  'duty-place-taken': {
    status: 409,
    vi: 'Chỗ trực này vừa có người nhận. Tải lại lịch để xem.',
    en: 'Somebody has taken this place just now. Reload the roster to see who.',
  },
  'duty-shift-over': {
    status: 409,
    vi: 'Ca này đã bắt đầu hoặc không còn ai giữ. Chọn ca sắp tới.',
    en: 'This shift has begun or nobody holds it any more. Choose one that is to come.',
  },
  'duty-not-yours': {
    status: 403,
    vi: 'Ca này của người khác. Chỉ người giữ ca, hoặc người lập lịch, mới đổi được.',
    en: 'This is somebody else’s shift. Only whoever has it, or whoever plans, can swap it.',
  },
  'duty-swap-answered': {
    status: 409,
    vi: 'Lời đề nghị này {by} đã trả lời. Tải lại trang để xem.',
    en: 'This was answered by {by} already. Reload the page to see.',
  },
  'duty-swap-overtaken': {
    status: 409,
    vi: 'Ca này vừa được đổi hoặc sắp lại, nên không đổi theo đề nghị cũ được nữa. Đề nghị lại nếu vẫn cần.',
    en: 'The shift has just been swapped or planned anew, so the old request cannot take effect. Ask again if still needed.',
  },
  'duty-not-asked': {
    status: 403,
    vi: 'Đề nghị đổi ca này gửi cho người khác; người đó trả lời.',
    en: 'This request was made to somebody else; they answer it.',
  },
  'duty-handover-not-you': {
    status: 403,
    vi: 'Chỉ người trong ca kết thúc ký giao, người trong ca bắt đầu ký nhận.',
    en: 'Whoever was in the shift that ends signs it over; whoever is in the one that begins takes it.',
  },
  'duty-handover-order': {
    status: 409,
    vi: 'Người giao chưa ký. Nhận ca sau khi ca trước đã ký giao.',
    en: 'Whoever leaves has not signed. Take over after they have.',
  },
  'duty-handover-early': {
    status: 422,
    vi: 'Bàn giao từ 60 phút trước giờ đổi ca. Quay lại sau.',
    en: 'A hand-over is signed from 60 minutes before the change. Come back then.',
  },
  'duty-handover-signed': {
    status: 409,
    vi: 'Bàn giao này đã ký, không sửa được. Ghi thêm ở lần bàn giao sau.',
    en: 'This hand-over is signed and cannot be changed. Add to the next one.',
  },
  'incident-step-wrong': {
    status: 409,
    vi: 'Sự cố đang ở bước khác ({state}); {by} đã ghi bước gần nhất. Tải lại trang để xem.',
    en: 'The incident is at another step ({state}); {by} made the last one. Reload the page to see.',
  },
  'incident-dispatched-already': {
    status: 409,
    vi: '{by} vừa điều {team}. Tải lại trang; cần thêm hoặc thay đội thì điều lại.',
    en: '{by} has just sent {team}. Reload the page; to send another team, dispatch again.',
  },
  'incident-team-busy': {
    status: 409,
    vi: '{team} đang ở {incident}. Chọn đội khác, hoặc ghi xong sự cố kia trước.',
    en: '{team} is at {incident}. Choose another team, or close that incident first.',
  },
  'incident-team-wrong': {
    status: 422,
    vi: 'Đội này không còn hoạt động hoặc không phải đội đi hiện trường. Chọn đội trong danh sách.',
    en: 'This team is not at work, or is not one that is sent out. Choose one of the list.',
  },
  'incident-time': {
    status: 422,
    vi: 'Giờ xảy ra phải từ lúc tiếp nhận đến bây giờ. Chọn lại giờ.',
    en: 'The time must lie between the report and now. Choose another.',
  },
}

export const constraints: Record<string, string> = {
  duty_person_once: 'already-exists',
  duty_leave_in_order: 'end-before-start',
  duty_handover_once: 'duty-handover-signed',
  duty_shift_once: 'duty-twice',
}
