import { defineDomain } from '../../../platform/domain.ts'
import { figures } from './figures.ts'
import { files } from './files.ts'
import { reactions } from './jobs.ts'
import { schedules } from './late.ts'
import { requestProblems } from './requests/problems.ts'
import { reportsRouter } from './routes.ts'
import { problems as templateProblems } from './templates/problems.ts'

export { freeze } from './freeze.ts'
export { note } from './notes.ts'
export { create, get, update } from './service.ts'

export const reports = defineDomain({
  name: 'reports',
  router: reportsRouter,
  figures,
  files,
  reactions,
  schedules,
  rights: {
    // Numbers only: whoever may not open a figure's list may not open it here either.
    'report.read': [
      'district-commander',
      'party-monitor',
      'district-clerk',
      'epidemiologist',
      'ward-chair',
      'ward-secretary',
      'ward-nurse',
      'neighbourhood-head',
      'city-cdc',
      'city-viewer',
      'council-oversight',
    ],
    'report.draft': ['district-clerk', 'epidemiologist', 'ward-chair', 'ward-nurse', 'neighbourhood-head'],
    'report.template': ['district-clerk', 'epidemiologist', 'ward-chair'],
    'report.sign': ['district-commander', 'ward-chair', 'ward-secretary', 'neighbourhood-head'],
    // Whoever says what the units below report, by the clock and once.
    'report.schedule': ['district-commander', 'district-clerk', 'ward-chair'],
    'report.request': ['district-commander', 'district-clerk', 'epidemiologist', 'ward-chair'],
  },
  problems: {
    ...requestProblems,
    ...templateProblems,
    'report-level': {
      status: 422,
      vi: 'Báo cáo lập cho tổ dân phố, phường hoặc quận. Chọn một trong các địa bàn đó.',
      en: 'Reports are made for a neighbourhood, a ward or a district. Choose one.',
    },
    'report-as-of-future': {
      status: 422,
      vi: 'Thời điểm báo cáo ở tương lai. Chọn một giờ đã qua.',
      en: 'The moment of the report lies in the future. Choose an hour that has passed.',
    },
    'report-window-empty': {
      status: 422,
      vi: 'Ngày bắt đầu đếm sau ngày báo cáo. Chọn ngày sớm hơn.',
      en: 'The first day to count lies after the day of the report. Choose an earlier one.',
    },
    'report-window-long': {
      status: 422,
      vi: 'Báo cáo đếm nhiều nhất {days} ngày. Chọn ngày bắt đầu gần hơn.',
      en: 'A report counts {days} days at most. Choose a later first day.',
    },
    'report-replace-invalid': {
      status: 422,
      vi: 'Chỉ thay thế được báo cáo đã ký của chính địa bàn này và chưa bị thay thế. Mở bản mới nhất rồi lập báo cáo thay thế từ đó.',
      en: 'Only a signed report of this very area that was not replaced yet can be replaced. Open the newest and start from there.',
    },
    'report-replaced': {
      status: 409,
      vi: 'Báo cáo này vừa được một báo cáo khác thay thế. Mở bản mới nhất để xem.',
      en: 'Another report has just replaced this one. Open the newest.',
    },
    'report-figure-missing': {
      status: 422,
      vi: 'Mẫu báo cáo nhắc tới chỉ tiêu {figure} không còn. Nhờ quản trị cập nhật mẫu.',
      en: 'The template names the figure {figure}, which does not exist. Ask the administrator to update it.',
    },
    'report-frozen': {
      status: 409,
      vi: 'Báo cáo đã ký thì không sửa được nữa. Lập báo cáo thay thế nếu có sai sót.',
      en: 'A signed report is never changed. Make a report that replaces it when something is wrong.',
    },
    'report-not-frozen': {
      status: 409,
      vi: 'Báo cáo chưa ký nên chưa có gì để kiểm tra. Ký trước rồi kiểm tra.',
      en: 'The report is not signed yet, so there is nothing to verify. Sign it first.',
    },
    'report-assessment-missing': {
      status: 422,
      vi: 'Chưa có đánh giá tình hình hoặc mức nguy cơ. Điền hai mục này trước khi trình, ký.',
      en: 'The assessment or the risk is missing. Fill in both before submitting or signing.',
    },
    'report-deviation-unexplained': {
      status: 422,
      vi: 'Có số thay đổi lớn so với báo cáo trước mà chưa ai giải thích: {rows}. Ghi lý do ở từng số rồi trình lại.',
      en: 'Some numbers changed much against the report before and nobody has said why: {rows}. Say so at each number, then hand it in.',
    },
    'report-not-submitted': {
      status: 409,
      vi: 'Báo cáo này chưa trình hoặc vừa được lấy lại, nên không có gì để trả. Tải lại trang để xem.',
      en: 'This report was not handed in, or was taken back. Reload the page to see.',
    },
    'report-signer-level': {
      status: 403,
      vi: 'Báo cáo tổ dân phố do Tổ trưởng ký, báo cáo phường do Chủ tịch hoặc Bí thư phường ký, báo cáo quận do Chỉ huy trưởng quận ký. Chuyển cho người đó.',
      en: 'A neighbourhood report is signed by its head, a ward report by the chair or the secretary of that ward, a district report by the district commander. Hand it to them.',
    },
    'report-day-taken': {
      status: 409,
      vi: 'Báo cáo định kỳ của ngày này đã ký (số {number}). Lập báo cáo thay thế cho bản đó, hoặc lập báo cáo đột xuất.',
      en: 'The periodic report of this day is signed already ({number}). Make one that replaces it, or an ad-hoc report.',
    },
  },
  constraints: {
    report_frozen: 'report-frozen',
    report_replaced_once: 'report-replaced',
    report_window: 'report-window-empty',
    report_template_used: 'template-version-used',
  },
})
