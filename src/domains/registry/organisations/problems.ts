import type { ProblemKind } from '../../../platform/problems.ts'

/** Refusals about committees, teams and who sits in them. */
export const problems: Record<string, ProblemKind> = {
  'end-before-start': {
    status: 422,
    vi: 'Ngày kết thúc trước ngày bắt đầu. Sửa một trong hai ngày.',
    en: 'The last day lies before the first. Change one of the two.',
  },
  'end-reason-missing': {
    status: 422,
    vi: 'Ghi lý do kết thúc, để sau này còn biết vì sao.',
    en: 'Say why it ended, for whoever asks later.',
  },
  'outside-team-life': {
    status: 422,
    vi: 'Ngày này ngoài thời gian tồn tại của tổ chức ({since} – {until}). Chọn ngày trong khoảng đó.',
    en: 'This lies outside the time for which the body existed ({since} – {until}). Choose days within it.',
  },
  'team-life-too-short': {
    status: 409,
    vi: 'Có người hoặc địa bàn phụ trách nằm ngoài thời gian mới. Sửa các dòng đó trước.',
    en: 'Somebody served, or an area was covered, outside the new time. Change those first.',
  },
  'member-twice': {
    status: 409,
    vi: 'Người này đã giữ đúng vai trò đó trong thời gian ấy. Kết thúc lần trước rồi thêm lần mới.',
    en: 'The same one serves in this role at that time already. End that first, then add again.',
  },
  'team-head-taken': {
    status: 409,
    vi: 'Mỗi lúc chỉ có một người đứng đầu. Kết thúc người đang đứng đầu trước.',
    en: 'There is one head at a time. End the present one first.',
  },
  'entered-earlier': {
    status: 409,
    vi: 'Chỉ gỡ được trong ngày nhập. Nay hãy kết thúc với ngày và lý do để giữ lịch sử.',
    en: 'This can be taken back on the day it was entered only. End it with a day and a reason, so that history stays.',
  },
  'cover-elsewhere': {
    status: 422,
    vi: 'Địa bàn phụ trách phải nằm trong địa bàn của tổ chức. Chọn địa bàn bên trong.',
    en: 'What it covers must lie within its own area. Choose an area inside.',
  },
  'cover-twice': {
    status: 409,
    vi: 'Địa bàn này đã được giao trong thời gian ấy.',
    en: 'This area is covered by it at that time already.',
  },
}

/** Database constraint → problem code. */
export const constraints: Record<string, string> = {
  team_ends_in_order: 'end-before-start',
  member_ends_in_order: 'end-before-start',
  cover_ends_in_order: 'end-before-start',
}
