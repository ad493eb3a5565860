/**
 * Words for the demo district: names of invented people, real streets of Hoàng Mai, invented venues, occupations.
 *
 * Shares of family names follow the published ranking for Vietnam (Nguyễn 38 %, Trần 11 %, Lê 9.5 %, Phạm 7 %, …),
 * with northern forms (Hoàng, Vũ) before southern ones (Huỳnh, Võ). Given names depend on sex and year of birth.
 * Nobody in the lists is meant; parts that would often spell the name of a head of state, a minister of 2021 or a
 * leader of the district were left out, and what coincidence remains is that of common names.
 */
import type { Random } from './random.ts'

export type Sex = 'male' | 'female'

const words = (text: string): string[] => text.trim().split(/\s+/)
const phrases = (text: string): string[] => text.split(',').map((phrase) => phrase.trim())
const shares = (text: string): [string, number][] =>
  phrases(text).map((entry) => {
    const cut = entry.lastIndexOf(' ')
    return [entry.slice(0, cut), Number(entry.slice(cut + 1))]
  })

const rows = (text: string): string[][] => phrases(text).map((row) => row.split('|'))

/** Family names with their shares in per cent of all people; the rest of the country's names is left out. */
export const FAMILY_NAMES: readonly (readonly [name: string, share: number])[] = shares(
  'Nguyễn 38, Trần 11, Lê 9.5, Phạm 7.1, Hoàng 4.7, Huỳnh 0.2, Phan 3.2, Vũ 4, Võ 0.2, Đặng 2.1, Bùi 2, Đỗ 2.2, ' +
    'Hồ 0.9, Ngô 1.6, Dương 1.1, Lý 0.5, Đinh 1, Đào 1, Đoàn 0.9, Trịnh 0.9, Trương 0.9, Mai 0.6, Lưu 0.6, ' +
    'Cao 0.6, Phùng 0.6, Tạ 0.6, Hà 0.7, Lương 0.5, Tô 0.3, Chu 0.3, Vương 0.3, Quách 0.2, Nghiêm 0.2, Kiều 0.2, ' +
    'Lã 0.15, Thái 0.2, Đàm 0.2, Khuất 0.15, Doãn 0.1, Tống 0.15, La 0.1, Triệu 0.2, Bạch 0.15, Lại 0.15',
)

interface Cohort {
  /** Born before this year. */
  before: number
  middles: readonly (readonly [string, number])[]
  given: readonly string[]
}

const WOMEN: readonly Cohort[] = [
  {
    before: 1960,
    middles: shares('Thị 88, Thị Kim 3, Thị Minh 3, Thị Hồng 3, Kim 2, Ngọc 1'),
    given:
      words(`Hợi Tý Mùi Thìn Dần Nhàn Mận Đào Lan Hồng Cúc Nụ Hoa Tuyết Loan Oanh Phượng Yến Nga Thơm Nguyệt
      Dung Vân Hiền Bình Hòa Hợp Lợi Thanh Xuân Thu Mai Liên Sen Lý Lựu Tình Nhung Bính Ất Chắt Gái Tẹo Nhài Ngọt
      Vượng Tươi Thanh Thái Minh Chung Vinh Quý Tần Đậu Bưởi Chanh Xuyến Sâm Ngoan Nền Hạnh`),
  },
  {
    before: 1985,
    middles:
      shares(`Thị 54, Thị Thu 6, Thị Kim 4, Thị Hồng 5, Thị Minh 4, Thị Ngọc 3, Thị Tuyết 2, Thị Lan 2, Thị Mai 2,
      Thị Phương 2, Thanh 4, Thu 4, Kim 2, Bích 2, Minh 3, Hồng 2, Tuyết 1, Phương 1`),
    given:
      words(`Hương Hằng Hà Thủy Lan Nga Hoa Hạnh Hồng Loan Yến Oanh Phượng Dung Liên Hiền Thúy Mai Thu Vân Tuyết
      Nhung Thanh Bình Huệ Nguyệt Ánh Thảo Xuân Hòa Lý Quyên Trang Huyền Phương Hường Hải Hoài Châm Thoa Dịu Thơm Hậu
      Nhàn Hương Hằng Hà Thủy Lan Hoa Hiền Mai Thúy Luyến Thêu Lương Chiên Tình Duyên`),
  },
  {
    before: 2005,
    middles:
      shares(`Thị 28, Thị Thu 6, Thị Thanh 4, Thị Ngọc 4, Thị Hồng 4, Thị Phương 3, Thị Thùy 2, Thị Minh 3, Thị Lan 1,
      Thị Mai 2, Thị Bích 2, Thu 6, Thanh 5, Phương 5, Minh 4, Ngọc 4, Hồng 3, Quỳnh 2, Thùy 3, Khánh 2, Mai 2, Diệu 2,
      Hải 1, Hà 1, Hoài 1, Lan 1, Kiều 1, Vân 1`),
    given:
      words(`Trang Linh Huyền Hương Hà Thảo Phương Anh Hằng Thủy Nhung Mai Lan Yến Quỳnh Hạnh Vân Dung Oanh My Chi
      Giang Hiền Nga Thu Trinh Loan Hoa Duyên Thúy Hường Ánh Diệp Ly Trang Linh Huyền Thảo Phương Anh Hà Nhung Tú Uyên
      Nhi Châu Hoài Thơ Thương Liên Tuyết Hòa`),
  },
  {
    before: 9999,
    middles: [['', 78], ...shares('Thị 9, Ngọc 4, Hoàng 3, Thái 1, Vũ 2, Trần 2, Phạm 1')],
    given:
      phrases(`Bảo Ngọc, Bảo Anh, Khánh Linh, Khánh Chi, Minh Anh, Minh Châu, Phương Anh, Phương Linh, Hà My, Hà Anh,
      Hải Anh, Diệu Linh, Thảo Vy, Thảo Nguyên, Thùy Linh, Thanh Trúc, An Nhiên, Tuệ Minh, Tuệ An, Diệp Chi, Gia Hân,
      Quỳnh Anh, Quỳnh Chi, Mai Chi, Linh Đan, Tú Anh, Trà My, Bảo Hân, Bảo Châu, Ánh Dương, Nhật Linh, Hoàng Anh, Anh Thư,
      Minh Thư, Như Quỳnh, Tường Vy, Lan Chi, Phương Thảo, Khánh Vy, Hà Phương, Minh Khuê, Mai Anh, Yến Nhi, Cẩm Tú,
      Vân Khánh, Huyền Anh, Thu Hà, Hiền Anh, Bảo Trâm, Hồng Minh`),
  },
]

const MEN: readonly Cohort[] = [
  {
    before: 1960,
    middles: shares('Văn 62, Đình 6, Đức 5, Xuân 5, Trọng 3, Bá 3, Hữu 5, Quang 4, Duy 2, Công 3, Thế 2'),
    given:
      words(`Hùng Dũng Bình Hòa Tý Sửu Thìn Hợi Thắng Chiến Lợi Thành Sơn Hải Lộc Thọ Vinh Quang Minh Toàn Khánh
      Cường Đức Tùng Hiền Lâm Ngọc Nghĩa Nhân Tín Mão Bính Quý Thái Thịnh Vượng Hưng Cần Ninh Trung Đạo Luận Ngữ Khang
      Tuất Hiển Điền Khoan Mùi Khiêm Chúc Nhuận Thuận Oánh Nhị Cầu Trụ Thanh Xuân Tích`),
  },
  {
    before: 1985,
    middles: shares(`Văn 38, Đức 8, Xuân 6, Quang 7, Hữu 6, Đình 5, Việt 3, Minh 4, Quốc 4, Trọng 2, Công 3,
      Duy 3, Thế 3, Huy 2`),
    given:
      words(`Hùng Dũng Cường Tuấn Sơn Hải Hà Thắng Minh Bình Thành Trung Quang Hưng Nam Đức Khánh Lâm Tùng Hòa Toàn
      Kiên Phong Vinh Dương Chiến Quân Thịnh Huy Thái Giang Hoàn Hiệp Định Lợi Tú Quyết Hùng Dũng Cường Tuấn Sơn Hải
      Thắng Thành Thủy Đông Khoa Hậu Mạnh Phương Tân Thiện Nhật Quyền Ngọc`),
  },
  {
    before: 2005,
    middles:
      shares(`Văn 17, Đức 9, Minh 9, Anh 6, Tuấn 4, Mạnh 5, Hoàng 7, Thành 5, Hữu 4, Xuân 3, Việt 4, Duy 5, Quốc 4,
      Tiến 4, Đình 3, Hải 3, Thế 3, Huy 2, Công 2, Bá 1`),
    given:
      words(`Anh Tuấn Hùng Dũng Cường Nam Minh Long Hoàng Huy Đức Quân Tùng Sơn Trung Thành Thắng Tú Duy Dương Đạt
      Hải Kiên Phong Khánh Việt Quang Bình Toàn Vũ Hưng Giang Lâm Nghĩa Trường Khoa Đăng Bách Mạnh Anh Nam Hoàng Huy Đức
      Tùng Dương Đạt Thái Hiệp Tân Thịnh Tâm Chiến Phương Nhật`),
  },
  {
    before: 9999,
    middles: [['', 84], ...shares('Đức 3, Hoàng 3, Hữu 2, Văn 3, Trần 2, Vũ 2, Phạm 1')],
    given:
      phrases(`Minh Quân, Gia Bảo, Bảo Long, Minh Khôi, Đức Anh, Tuấn Anh, Hải Đăng, Minh Đức, Gia Huy, Nhật Minh,
      Quang Minh, Anh Minh, Bảo Nam, Hoàng Nam, Tuấn Kiệt, Minh Khang, An Khang, Đăng Khoa, Anh Tú, Việt Anh, Quốc Bảo,
      Thiên Phúc, Hoàng Bách, Tùng Lâm, Minh Hiếu, Duy Anh, Thái Sơn, Nam Phong, Trung Kiên, Đức Minh, Gia Khánh,
      Khôi Nguyên, Phúc Lâm, Bảo Khánh, Hữu Phước, Đình Phong, Tiến Đạt, Hoàng Long, Xuân Bách, Minh Trí, Thành Đạt,
      Hải Nam, Gia Minh, Duy Khánh, Đăng Khôi, Việt Hoàng, Minh Phúc, Bảo An, Anh Khoa, Tiến Minh`),
  },
]

/** A family name in proportion to its share. */
export function familyName(random: Random): string {
  return random.weighted(FAMILY_NAMES)
}

/** A full Vietnamese name: family, middle and given name, as common for this sex and year of birth. */
export function personName(random: Random, sex: Sex, birthYear: number, family = familyName(random)): string {
  const cohorts = sex === 'female' ? WOMEN : MEN
  const cohort = cohorts.find(({ before }) => birthYear < before)!
  for (;;) {
    const name = `${family} ${random.weighted(cohort.middles)} ${random.pick(cohort.given)}`.replace(
      '  ',
      ' ',
    )
    // "Hoàng Hoàng Nam" and "Lê Minh Minh" happen in lists of parts, not in families.
    const parts = name.split(' ')
    if (new Set(parts).size === parts.length) return name
  }
}

interface Foreign {
  nationality: string
  families: string[]
  male: string[]
  female: string[]
}

const FOREIGN: readonly (readonly [Foreign, number])[] = [
  [
    {
      nationality: 'KR',
      families: words('Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim'),
      male: words('Min-jae Sung-ho Dong-wook Sang-woo Young-su Hyun-soo Kyung-min Jin-ho Woo-sik Byung-chul'),
      female: words('Seo-yeon Min-seo Eun-ju Hye-jin Mi-kyung Ha-rin Da-eun Kyung-hee Young-mi Su-jeong'),
    },
    7,
  ],
  [
    {
      nationality: 'JP',
      families: words('Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato'),
      male: words('Hiroshi Takashi Kenji Daisuke Yuto Haruto Kazuki Satoshi Makoto Naoki'),
      female: words('Yuki Sakura Haruka Akiko Misaki Naomi Aoi Emi Yoko Rina'),
    },
    3,
  ],
]

/** A foreign family: ISO 3166-1 code of the nationality and a function that names its members. */
export function foreignFamily(random: Random) {
  const { nationality, families, ...given } = random.weighted(FOREIGN)
  const family = random.pick(families)
  // A Korean wife keeps her own family name.
  const nameOf = (sex: Sex, spouse = false) =>
    `${spouse && nationality === 'KR' ? random.pick(families) : family} ${random.pick(given[sex])}`
  return { nationality, nameOf }
}

/** What makes a ward of Hoàng Mai look like itself. Only the streets are facts: each runs through or along the ward. */
export interface WardProfile {
  streets: readonly string[]
  /** Size relative to the other wards; invented, no population figure. */
  weight: number
  /** Share of neighbourhoods that are apartment towers; invented. */
  towers: number
  /** Some people still live from vegetable fields and fish ponds. */
  rural: boolean
}

const PROFILES: Readonly<Record<string, readonly [streets: string, weight: number, towers: number]>> = {
  '00301': ['Nguyễn Khoái, Thanh Đàm, Thanh Lân', 5, 0.05],
  '00304': ['Vĩnh Hưng, Lĩnh Nam, Đông Thiên, Tân Khai', 8, 0.1],
  '00307': ['Định Công, Định Công Hạ, Định Công Thượng, Trần Nguyên Đán, Trần Điền, Giải Phóng', 10, 0.25],
  '00310': ['Minh Khai, Tam Trinh, Lĩnh Nam, Mai Động', 9, 0.25],
  '00313': ['Trương Định, Nguyễn An Ninh, Nguyễn Đức Cảnh, Lương Khánh Thiện, Tương Mai', 6, 0.1],
  '00316': ['Kim Giang, Đại Từ, Nguyễn Cảnh Dị, Đặng Xuân Bảng, Nghiêm Xuân Yêm, Hoàng Đạo Thành', 11, 0.35],
  '00319': ['Tân Mai, Nguyễn Chính, Trương Định, Nguyễn Đức Cảnh', 5, 0.1],
  '00322': ['Hoàng Mai, Tam Trinh, Đền Lừ, Tân Mai', 7, 0.3],
  '00325': ['Giải Phóng, Kim Đồng, Trương Định, Giáp Bát', 4, 0.1],
  '00328': ['Lĩnh Nam, Thúy Lĩnh, Nam Dư', 6, 0.05],
  '00331': ['Giải Phóng, Giáp Nhị, Thịnh Liệt, Bùi Huy Bích, Trương Định', 8, 0.25],
  '00334': ['Khuyến Lương, Lĩnh Nam, Yên Duyên', 4, 0.05],
  '00337': ['Linh Đường, Bằng Liệt, Nguyễn Hữu Thọ, Ngọc Hồi, Pháp Vân, Nguyễn Duy Trinh', 15, 0.45],
  '00340': ['Yên Sở, Yên Duyên, Tam Trinh, Sở Thượng', 5, 0.15],
}
const RURAL = new Set(['00301', '00328', '00334', '00340'])

/** The profile of a ward; a ward outside Hoàng Mai gets one street of its own name and average figures. */
export function wardProfile(ward: { code: string; name: string }): WardProfile {
  const [streets, weight, towers] = PROFILES[ward.code] ?? [ward.name, 7, 0.15]
  return { streets: phrases(streets), weight, towers, rural: RURAL.has(ward.code) }
}

/** A house on a street ('Số 17 Tân Mai'), in a lane ('Số 5, ngõ 254 Minh Khai') or in an alley of it. */
export function houseAddress(random: Random, street: string, lane: number | null): string {
  const number = `${random.int(1, lane === null ? 420 : 96)}${random.chance(0.07) ? random.pick(['A', 'B', 'C']) : ''}`
  if (lane === null) return `Số ${number} ${street}`
  if (random.chance(0.35)) return `Số ${number}, ngách ${lane}/${random.int(2, 60)} ${street}`
  return `Số ${number}, ngõ ${lane} ${street}`
}

const VENUE_NAMES =
  phrases(`Hoa Gạo, Bến Trúc, Sao Khuê, Lúa Mới, Vườn Bưởi, Hạc Trắng, Mây Chiều, Gió Đồng, Trăng Non,
  Cầu Vồng, Lá Phong, Hoa Ban, Nắng Mới, Đồng Sen, Suối Mơ, Chim Én, Thuyền Giấy, Đèn Kéo Quân`)

/** An invented name for a complex, a school or a firm. */
export const venueName = (index: number): string => VENUE_NAMES[index % VENUE_NAMES.length]!

/** Bodies of a district: kind | words before its name | role of their place and kind of the body above if special. */
export const DISTRICT_BODIES = rows(`party_committee|Quận ủy, peoples_council|Hội đồng nhân dân quận,
  peoples_committee|Ủy ban nhân dân quận, peoples_committee_office|Văn phòng HĐND và UBND quận,
  health_division|Phòng Y tế quận, education_division|Phòng Giáo dục và Đào tạo quận,
  labour_division|Phòng Lao động – Thương binh và Xã hội quận, culture_division|Phòng Văn hóa và Thông tin quận,
  police|Công an quận, military|Ban Chỉ huy quân sự quận,
  fatherland_front|Ủy ban Mặt trận Tổ quốc Việt Nam quận, womens_union|Hội Liên hiệp Phụ nữ quận,
  youth_union|Đoàn TNCS Hồ Chí Minh quận, veterans|Hội Cựu chiến binh quận, labour_union|Liên đoàn Lao động quận,
  red_cross|Hội Chữ thập đỏ quận, health_centre|Trung tâm Y tế quận|health_centre,
  laboratory|Phòng xét nghiệm Trung tâm Y tế quận|health_centre|health_centre`)

/** Bodies of a ward, in the same form; the body above is that of the same kind in the district. */
export const WARD_BODIES = rows(`party_committee|Đảng ủy phường, peoples_committee|Ủy ban nhân dân phường,
  police|Công an phường, military|Ban Chỉ huy quân sự phường, veterans|Hội Cựu chiến binh phường,
  fatherland_front|Ủy ban Mặt trận Tổ quốc Việt Nam phường, womens_union|Hội Liên hiệp Phụ nữ phường,
  youth_union|Đoàn TNCS Hồ Chí Minh phường, health_station|Trạm Y tế phường|health_station|health_centre`)

type Venue = { kind: string; role: string; name: string }

const WARD_VENUES: readonly (readonly [kind: string, role: string, prefix: string, every: number])[] = [
  ['school', 'kindergarten', 'Trường Mầm non', 1],
  ['school', 'primary_school', 'Trường Tiểu học', 1],
  ['school', 'lower_secondary_school', 'Trường THCS', 1],
  ['school', 'upper_secondary_school', 'Trường THPT', 3],
  ['shop', 'supermarket', 'Siêu thị', 2],
  ['lodging', 'lodging', 'Khách sạn', 2],
  ['office', 'enterprise', 'Công ty TNHH', 1],
  ['office', 'enterprise', 'Công ty CP Xây dựng', 3],
  ['factory', 'factory', 'Nhà máy May', 4],
  ['factory', 'factory', 'Xưởng Bao bì', 5],
  ['factory', 'factory', 'Nhà máy Thực phẩm', 5],
]

/** What Hoàng Mai has once, with the ward it stands in (for the quarantine sites: chosen for the demo). */
const DISTRICT_VENUES: readonly (readonly [ward: string, kind: string, role: string, name: string])[] = [
  ['00331', 'office', 'district_office', 'Trụ sở UBND quận Hoàng Mai'],
  ['00331', 'hospital', 'health_centre', 'Trung tâm Y tế quận Hoàng Mai'],
  ['00322', 'hospital', 'hospital', 'Bệnh viện Đa khoa Sông Lừ'],
  ['00340', 'hospital', 'field_hospital', 'Bệnh viện dã chiến hồi sức Yên Sở'],
  ['00322', 'care_facility', 'care_facility', 'Cơ sở thu dung, điều trị Đền Lừ III'],
  ['00304', 'quarantine_site', 'quarantine_site', 'Khu cách ly tập trung khu tái định cư Công viên Tuổi Trẻ'],
  ['00340', 'quarantine_site', 'quarantine_site', 'Khu cách ly tập trung Trường Nghiệp vụ Bến Trúc'],
]

/** The public and working places of the index-th ward of a district, homes excepted. */
export function venuesOf(ward: { code: string; name: string }, index: number): Venue[] {
  return [
    { kind: 'office', role: 'ward_office', name: `Trụ sở UBND phường ${ward.name}` },
    { kind: 'health_station', role: 'health_station', name: `Trạm Y tế phường ${ward.name}` },
    { kind: 'market', role: 'market', name: `Chợ dân sinh ${ward.name}` },
    ...WARD_VENUES.flatMap(([kind, role, prefix, every], row): Venue[] =>
      (index + row) % every ? [] : [{ kind, role, name: `${prefix} ${venueName(index + 5 * row)}` }],
    ),
    ...DISTRICT_VENUES.filter(([code]) => code === ward.code).map(([, kind, role, name]) => ({
      kind,
      role,
      name,
    })),
  ]
}

export interface SearchTrap {
  why: string
  sex: Sex
  people: [fullName: string, birthDate: string][]
}

const trap = (why: string, sex: Sex, entries: string): SearchTrap => ({
  why,
  sex,
  people: rows(entries).map(([name = '', birthDate = '']) => [name, birthDate]),
})

/** People who trip a careless search or import; every population contains all of them. */
export const SEARCH_TRAPS: readonly SearchTrap[] = [
  trap(
    'one name and year of birth, twice the same day',
    'female',
    `Nguyễn Thị Hương|1985-03-12,
    Nguyễn Thị Hương|1985-03-12, Nguyễn Thị Hương|1985-07-25, Nguyễn Thị Hương|1985-11-02`,
  ),
  trap(
    'one name and year of birth',
    'male',
    `Trần Văn Minh|1979-01-30, Trần Văn Minh|1979-06-08,
    Trần Văn Minh|1979-10-17`,
  ),
  trap('tones', 'female', 'Lê Thị Thủy|1988-04-21, Lê Thị Thúy|1988-04-21, Lê Thị Thùy|1988-04-21'),
  trap('place of the tone mark', 'male', 'Hoàng Văn Hòa|1972-09-14, Hoàng Văn Hoà|1972-09-14'),
  trap('order of the words', 'male', 'Phạm Tuấn Anh|1990-02-27, Phạm Anh Tuấn|1990-02-27'),
  trap('d and đ', 'female', 'Bùi Thị Đoan|1968-12-05, Bùi Thị Doan|1968-12-05'),
  trap('i and y', 'female', 'Lý Thị Mỹ|1965-08-19, Lí Thị Mĩ|1965-08-19'),
  trap('no marks at all', 'female', 'Nguyễn Thị Hồng Nhung|1991-05-03, Nguyen Thi Hong Nhung|1991-05-03'),
]

/** Occupation | weight for men | for women | role of the workplace | share of these workplaces inside the district. */
const JOBS =
  rows(`nhân viên văn phòng|12|17|enterprise|0.3, công nhân|11|10|factory|0.5, kinh doanh tự do|12|12,
  buôn bán nhỏ|4|10, tiểu thương|2|6|market|0.8, nhân viên bán hàng|3|7|supermarket|0.4, lái xe|8|0,
  lái xe công nghệ|5|0.3, giao hàng|4|0.3, thợ xây|5|0, thợ điện nước|4|0, thợ sửa xe|3|0, thợ may|0.3|3|factory|0.4,
  kỹ sư|7|2|enterprise|0.3, lập trình viên|4|1.5|enterprise|0.2, kế toán|1|8|enterprise|0.4, đầu bếp|1.5|1.5,
  giáo viên THCS|1|4|lower_secondary_school|0.6, giáo viên tiểu học|0.3|4|primary_school|0.6,
  giáo viên mầm non|0|3|kindergarten|0.8, viên chức|4|4.5|ward_office|0.35, nhân viên y tế|1|2.5|health_station|0.5,
  bác sĩ|0.6|0.6|hospital|0.5, điều dưỡng|0.2|1.4|hospital|0.5, bảo vệ|4|0|enterprise|0.3,
  lễ tân khách sạn|0.3|1|lodging|0.6, công an|1.2|0.3, bộ đội|1.2|0.2, nội trợ|0|6, chưa có việc làm|2.5|2`)
const GRADUATES =
  /^(kỹ sư|lập trình|kế toán|giáo viên|viên chức|nhân viên y tế|bác sĩ|điều dưỡng|nhân viên văn)/
const YOUNG = /^(lập trình|giao hàng|lái xe công nghệ|lễ tân|bộ đội|công an)/
const NOBODY = /^$/
const MENS_JOBS = JOBS.map(([job = '', men]) => [job, Number(men)] as const)
const WOMENS_JOBS = JOBS.map(([job = '', , women]) => [job, Number(women)] as const)

/** First age after a stage of childhood, the stage, and the role of the place where it is spent. */
const SCHOOLING: readonly (readonly [below: number, job: string, role?: string])[] = [
  [2, 'còn nhỏ'],
  [6, 'trẻ mầm non', 'kindergarten'],
  [11, 'học sinh tiểu học', 'primary_school'],
  [15, 'học sinh THCS', 'lower_secondary_school'],
  [18, 'học sinh THPT', 'upper_secondary_school'],
]

const WORKPLACE = new Map<string, readonly [role: string, inside: number]>([
  ...JOBS.flatMap(([job = '', , , role, inside]) => (role ? [[job, [role, Number(inside)]] as const] : [])),
  ...SCHOOLING.flatMap(([, job, role]) => (role ? [[job, [role, 0.9]] as const] : [])),
])

/** Whether an occupation means that the person is taught, not employed, where they go in the morning. */
export const isPupil = (occupation: string): boolean => SCHOOLING.some(([, job]) => job === occupation)

/** What someone does, by age and sex. Retirement at 60 (men) and 55 (women), as the law was before 2021. */
export function occupationOf(
  random: Random,
  age: number,
  sex: Sex,
  nationality: string,
  rural: boolean,
): string {
  const stage = SCHOOLING.find(([below]) => age < below)
  if (stage) return stage[1]
  if (nationality !== 'VN') return sex === 'male' ? 'chuyên gia nước ngoài' : 'nội trợ'
  if (age < 23 && random.chance(0.6)) return 'sinh viên'
  const retires = sex === 'male' ? 60 : 55
  if (age >= retires && random.chance(age < retires + 5 ? 0.6 : age < 75 ? 0.85 : 1)) {
    return random.chance(0.85) ? 'hưu trí' : 'ở nhà'
  }
  if (age > 66) return 'buôn bán nhỏ'
  if (age > 24 && rural && random.chance(0.05)) return 'làm nông'
  for (;;) {
    const job = random.weighted(sex === 'male' ? MENS_JOBS : WOMENS_JOBS)
    if (!(age < 23 ? GRADUATES : age > 52 ? YOUNG : NOBODY).test(job)) return job
  }
}

/** Role of the place where this occupation is followed, if it is one inside the district. */
export function workplaceRole(random: Random, occupation: string): string | undefined {
  const [role, inside] = WORKPLACE.get(occupation) ?? []
  return inside !== undefined && random.chance(inside) ? role : undefined
}

/** Occupations from which the rapid response teams of the district are drawn. */
export const RESPONDERS = new Set(phrases('nhân viên y tế, bác sĩ, điều dưỡng, công an, bộ đội, viên chức'))

/** Someone to head a body of this kind: women lead the Women's Union, and the Youth Union is led by the young. */
export function bodyHead(random: Random, kind: string): string {
  const men = kind === 'womens_union' ? 0 : /police|military|veterans/.test(kind) ? 0.95 : 0.6
  const born = kind === 'youth_union' ? random.int(1986, 1993) : random.int(1963, 1983)
  return personName(random, random.chance(men) ? 'male' : 'female', born)
}
