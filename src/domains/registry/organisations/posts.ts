import { type Words, words } from '../../../platform/words.ts'

/** The posts of the response, whose job each is; `level` is where in the tree the post sits. */
export const POSTS: Record<string, { words: Words; level: 'city' | 'district' | 'ward' | 'neighbourhood' }> =
  {
    'district-commander': { words: words('Chỉ huy trưởng quận', 'District commander'), level: 'district' },
    'party-monitor': {
      words: words('Văn phòng Quận ủy (theo dõi)', 'Party office monitor'),
      level: 'district',
    },
    'district-clerk': { words: words('Văn phòng UBND quận', 'District office clerk'), level: 'district' },
    epidemiologist: {
      words: words('Bác sĩ dịch tễ, TTYT quận', 'Epidemiologist, district health centre'),
      level: 'district',
    },
    'ward-chair': { words: words('Chủ tịch UBND phường', 'Ward chair'), level: 'ward' },
    'ward-secretary': { words: words('Bí thư Đảng ủy phường', 'Ward Party secretary'), level: 'ward' },
    'ward-nurse': { words: words('Điều dưỡng trạm y tế phường', 'Ward health station nurse'), level: 'ward' },
    laboratory: { words: words('Phòng xét nghiệm', 'Laboratory'), level: 'district' },
    clinician: { words: words('Bác sĩ cơ sở thu dung', 'Facility clinician'), level: 'district' },
    'area-police': { words: words('Công an khu vực', 'Area police officer'), level: 'ward' },
    'neighbourhood-head': {
      words: words('Tổ trưởng tổ dân phố', 'Neighbourhood head'),
      level: 'neighbourhood',
    },
    'group-head': { words: words('Tổ trưởng tổ tự quản', 'Self-managed group head'), level: 'neighbourhood' },
    military: { words: words('Ban Chỉ huy quân sự', 'Military officer'), level: 'district' },
    'team-member': { words: words('Tổ Covid cộng đồng', 'Community team member'), level: 'neighbourhood' },
    'site-manager': { words: words('Quản lý khu cách ly', 'Quarantine-site manager'), level: 'district' },
    'checkpoint-guard': { words: words('Trực chốt', 'Checkpoint guard'), level: 'ward' },
    'inspection-lead': { words: words('Trưởng đoàn kiểm tra', 'Inspection team leader'), level: 'district' },
    'front-officer': {
      words: words('Mặt trận Tổ quốc (an sinh)', 'Front officer for relief'),
      level: 'ward',
    },
    'organisation-owner': { words: words('Chủ cơ quan, doanh nghiệp', 'Organisation owner'), level: 'ward' },
    'city-cdc': { words: words('CDC thành phố', 'City centre for disease control'), level: 'city' },
    'city-viewer': { words: words('Lãnh đạo thành phố (chỉ xem)', 'City, read only'), level: 'city' },
    'council-oversight': {
      words: words('Hội đồng nhân dân (giám sát)', "People's Council oversight"),
      level: 'district',
    },
    administrator: { words: words('Quản trị hệ thống', 'System administrator'), level: 'city' },
  }

/** Posts whose holder answers for the area (A12: both are shown on every indicator of a ward). */
export const ACCOUNTABLE = [
  'district-commander',
  'ward-secretary',
  'ward-chair',
  'neighbourhood-head',
] as const
