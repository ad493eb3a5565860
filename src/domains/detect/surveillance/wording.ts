import { type Words, words } from '../../../platform/words.ts'

export const CLASSIFICATION_WORDS = {
  suspected: words('Nghi ngờ', 'Suspected'),
  probable: words('Có thể', 'Probable'),
  confirmed: words('Xác định (F0)', 'Confirmed'),
  discarded: words('Loại trừ', 'Discarded'),
}

export const DETECTED_WORDS = {
  community: words('Cộng đồng', 'Community'),
  quarantine: words('Khu cách ly', 'Quarantine'),
  containment_zone: words('Vùng phong tỏa', 'Containment zone'),
  imported: words('Nhập cảnh', 'Imported'),
}

export const OUTCOME_WORDS = { recovered: words('Khỏi', 'Recovered'), died: words('Tử vong', 'Died') }

export const METHOD_WORDS = {
  pcr: words('RT-PCR', 'RT-PCR'),
  antigen: words('kháng nguyên', 'antigen'),
  igm: words('IgM', 'IgM'),
  culture: words('phân lập', 'culture'),
  other: words('khác', 'other'),
}

export const CHANNEL_WORDS = {
  facility: words('Cơ sở khám, chữa bệnh', 'Health facility'),
  community: words('Cộng đồng', 'Community'),
  laboratory: words('Phòng xét nghiệm', 'Laboratory'),
  self_report: words('Người bệnh tự báo', 'Self-report'),
  contact_followup: words('Theo dõi người tiếp xúc', 'Contact follow-up'),
}

export const CLOCK_WORDS = {
  in_time: words('Còn hạn', 'In time'),
  near_due: words('Sắp hết hạn', 'Near due'),
  overdue: words('Quá hạn', 'Overdue'),
  notified_in_time: words('Đã báo đúng hạn', 'Notified in time'),
  notified_late: words('Đã báo trễ', 'Notified late'),
}

/** Facts of a case that its completeness asks for, beside the questions of the form. */
export const FACT_WORDS: Record<string, Words> = {
  onset_date: words('Ngày khởi phát', 'Date of onset'),
  detected_in: words('Nơi phát hiện', 'Place of detection'),
  channel: words('Nguồn báo', 'Report channel'),
  birth: words('Ngày sinh hoặc năm sinh', 'Date or year of birth'),
  sex: words('Giới', 'Sex'),
  phone: words('Điện thoại', 'Phone'),
  sample: words('Ngày lấy mẫu', 'Date of a sample'),
}
