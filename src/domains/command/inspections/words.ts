import { words } from '../../../platform/words.ts'

export const TRACK_WORDS = {
  neighbourhood: words('Gốc: tổ dân phố', 'Root: neighbourhoods'),
  organisation: words('Ngọn: cơ quan, doanh nghiệp', 'Top: organisations'),
}

export const VISIT_WORDS = {
  planned: words('Theo kế hoạch', 'Planned'),
  missed: words('Quá ngày', 'Missed'),
  under_way: words('Đang kiểm tra', 'Under way'),
  closed: words('Đã kết thúc', 'Closed'),
  cancelled: words('Đã huỷ', 'Cancelled'),
}

export const FINDING_WORDS = {
  open: words('Chưa khắc phục', 'Open'),
  remedied: words('Báo đã khắc phục, chờ phúc tra', 'Reported remedied'),
  reopened: words('Phúc tra chưa đạt', 'Found again'),
  closed: words('Đã đóng', 'Closed'),
}

export const COPING_WORDS = { yes: words('Có', 'Yes'), no: words('Không', 'No') }

export const SEVERITY_WORDS = {
  minor: words('Nhẹ', 'Minor'),
  serious: words('Nghiêm trọng', 'Serious'),
  critical: words('Đặc biệt nghiêm trọng', 'Critical'),
}

export const PLAN_WORDS = {
  waiting: words('Chờ duyệt', 'Waiting'),
  returned: words('Trả lại', 'Returned'),
  approved: words('Đã duyệt, chưa thẩm định', 'Approved, not verified'),
  verified: words('Đã thẩm định tại chỗ', 'Verified on site'),
  reopened: words('Đối phó, phải làm lại', 'For show, to be redone'),
  replaced: words('Có bản sau', 'Replaced'),
}
