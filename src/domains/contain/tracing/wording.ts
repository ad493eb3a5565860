import { words } from '../../../platform/words.ts'

export const TIER_WORDS = {
  1: words('F1', 'F1'),
  2: words('F2', 'F2'),
  3: words('F3', 'F3'),
  4: words('F4', 'F4'),
  5: words('F5', 'F5'),
}

export const STATUS_WORDS = {
  monitoring: words('Đang theo dõi', 'Monitored'),
  lost: words('Chưa tìm được', 'Not found'),
  finished: words('Đã hết theo dõi', 'Finished'),
  became_case: words('Đã thành ca bệnh', 'Became a case'),
}

export const OUTCOME_WORDS = {
  normal: words('Bình thường', 'Normal'),
  symptoms: words('Có triệu chứng', 'Symptoms'),
  absent: words('Vắng mặt', 'Absent'),
}
