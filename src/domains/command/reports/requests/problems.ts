/** What is refused when reports are asked for. */
export const requestProblems = {
  'report-unit-not-below': {
    status: 422,
    vi: 'Chỉ yêu cầu báo cáo đối với đơn vị cấp dưới của mình (quận, phường, tổ dân phố). Chọn đơn vị trực thuộc.',
    en: 'Reports are asked only of units below one’s own (district, ward, neighbourhood). Choose units below.',
  },
  'report-schedule-back-dated': {
    status: 422,
    vi: 'Không đặt hoặc dừng lịch cho thời gian đã qua: hạn nộp đã đến thì giữ nguyên. Chọn từ ngày mai trở đi, hoặc hôm nay khi chưa đến hạn.',
    en: 'A schedule neither begins nor ends in the past: what has fallen due stays. Choose tomorrow or later, or today while nothing is due yet.',
  },
  'report-schedule-overlap': {
    status: 409,
    vi: 'Đơn vị này đã đặt lịch cho cùng loại báo cáo, cùng nơi và cùng ngày trong tuần. Dừng lịch đó trước, hoặc chọn ngày khác.',
    en: 'This office already asks the same units for the same report on these days of the week. End that schedule first, or choose other days.',
  },
  'report-schedule-ended': {
    status: 409,
    vi: 'Lịch này đã dừng. Tải lại trang để xem ai dừng và từ ngày nào.',
    en: 'This schedule has been ended. Reload the page to see by whom and from when.',
  },
  'report-request-due-past': {
    status: 422,
    vi: 'Hạn nộp phải sau thời điểm này. Chọn giờ muộn hơn.',
    en: 'The deadline must lie ahead. Choose a later time.',
  },
  'report-request-cancelled': {
    status: 409,
    vi: 'Yêu cầu báo cáo này đã được thu hồi. Tải lại trang để xem lý do.',
    en: 'This request was taken back. Reload the page to see why.',
  },
  'report-request-none-late': {
    status: 409,
    vi: 'Chưa đơn vị nào quá hạn nên không có ai để đôn đốc. Xem lại khi đến hạn.',
    en: 'No unit is late, so there is nobody to remind. Look again when it is due.',
  },
} as const
