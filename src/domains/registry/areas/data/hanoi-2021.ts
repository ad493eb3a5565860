/**
 * Preset 'three-tier-2021': Hà Nội as it was governed while the source documents were written, in three tiers
 * (city → district → ward), with the neighbourhood as the lowest, locally numbered level. `HANOI_2021` holds the five
 * districts of the source documents, the file beside it the other 25.
 *
 * Codes are those of the General Statistics Office (2, 3 and 5 digits); a name is never a key: Quang Trung is a
 * ward of Đống Đa and of Hà Đông.
 *
 * Centres are estimates written down to 0.002° (about 200 m) for a schematic map; they are not survey data and no
 * boundary can be derived from them.
 *
 * `validFrom` is the date of the act that gave a unit its form of 2021 under its parent of 2021, not the day its
 * office opened; `validTo` is its last day. Acts: 77/SL of 21/12/1945 (Hà Nội a city under the centre); khu phố
 * Ba Đình and Đống Đa became quận on 3/1/1981; 74-CP of 22/11/1996 (Thanh Xuân, and the 21 wards left to Đống Đa);
 * 132/2003/NĐ-CP of 6/11/2003 (Hoàng Mai); 02/2005/NĐ-CP of 5/1/2005 (the 14 wards of Ba Đình); 19/NQ-CP of
 * 8/5/2009 (Hà Đông). Eleven wards were merged on 1/1/2025 (1286/NQ-UBTVQH15); all other wards and all districts
 * ended with 30/6/2025 (1656/NQ-UBTVQH15). The units that succeeded them are not part of this preset.
 */

export interface PresetArea {
  /** GSO code, unique over all levels. */
  code: string
  level: 'city' | 'district' | 'ward'
  /** Without the word for the level: 'Mai Động'. */
  name: string
  /** As documents write it: 'Phường Mai Động'. */
  fullName: string
  parentCode: string | null
  /** [longitude, latitude] in degrees WGS 84, rounded to 0.002°. */
  centre: [number, number]
  /** First day, 'YYYY-MM-DD'. */
  validFrom: string
  /** Last day (inclusive), or null while the unit exists. */
  validTo: string | null
}

export interface PresetLevel {
  key: 'city' | 'district' | 'ward' | 'neighbourhood'
  nameVi: string
  nameEn: string
}

/** Levels of the preset, highest first. */
export const HANOI_2021_LEVELS: readonly PresetLevel[] = [
  { key: 'city', nameVi: 'thành phố', nameEn: 'city' },
  { key: 'district', nameVi: 'quận', nameEn: 'district' },
  { key: 'ward', nameVi: 'phường', nameEn: 'ward' },
  { key: 'neighbourhood', nameVi: 'tổ dân phố', nameEn: 'neighbourhood' },
]

type Row = readonly [code: string, name: string, lon: number, lat: number]

interface District {
  row: Row
  validFrom: string
  wardsFrom: string
  wards: readonly Row[]
}

const LAST_DAY = '2025-06-30'

/** Wards that ended half a year before the others. */
const MERGED_2025_01_01 = new Set([
  ...['00010', '00181', '00184', '00211', '00220', '00226', '00235'],
  ...['00370', '00373', '09538', '09547'],
])

const DISTRICTS: readonly District[] = [
  {
    row: ['001', 'Ba Đình', 105.826, 21.036],
    validFrom: '1981-01-03',
    wardsFrom: '2005-01-05',
    wards: [
      ['00001', 'Phúc Xá', 105.85, 21.046],
      ['00004', 'Trúc Bạch', 105.842, 21.046],
      ['00006', 'Vĩnh Phúc', 105.81, 21.042],
      ['00007', 'Cống Vị', 105.81, 21.036],
      ['00008', 'Liễu Giai', 105.818, 21.038],
      ['00010', 'Nguyễn Trung Trực', 105.846, 21.042],
      ['00013', 'Quán Thánh', 105.84, 21.04],
      ['00016', 'Ngọc Hà', 105.828, 21.038],
      ['00019', 'Điện Biên', 105.838, 21.034],
      ['00022', 'Đội Cấn', 105.826, 21.034],
      ['00025', 'Ngọc Khánh', 105.81, 21.03],
      ['00028', 'Kim Mã', 105.824, 21.032],
      ['00031', 'Giảng Võ', 105.818, 21.028],
      ['00034', 'Thành Công', 105.816, 21.02],
    ],
  },
  {
    row: ['006', 'Đống Đa', 105.826, 21.014],
    validFrom: '1981-01-03',
    wardsFrom: '1996-11-22',
    wards: [
      ['00178', 'Cát Linh', 105.83, 21.03],
      ['00181', 'Văn Miếu', 105.838, 21.028],
      ['00184', 'Quốc Tử Giám', 105.832, 21.026],
      ['00187', 'Láng Thượng', 105.804, 21.024],
      ['00190', 'Ô Chợ Dừa', 105.824, 21.02],
      ['00193', 'Văn Chương', 105.836, 21.024],
      ['00196', 'Hàng Bột', 105.832, 21.022],
      ['00199', 'Láng Hạ', 105.812, 21.016],
      ['00202', 'Khâm Thiên', 105.84, 21.02],
      ['00205', 'Thổ Quan', 105.834, 21.018],
      ['00208', 'Nam Đồng', 105.83, 21.014],
      ['00211', 'Trung Phụng', 105.838, 21.016],
      ['00214', 'Quang Trung', 105.826, 21.012],
      ['00217', 'Trung Liệt', 105.822, 21.012],
      ['00220', 'Phương Liên', 105.838, 21.012],
      ['00223', 'Thịnh Quang', 105.818, 21.008],
      ['00226', 'Trung Tự', 105.832, 21.006],
      ['00229', 'Kim Liên', 105.836, 21.006],
      ['00232', 'Phương Mai', 105.838, 21.002],
      ['00235', 'Ngã Tư Sở', 105.822, 21.004],
      ['00238', 'Khương Thượng', 105.828, 21.004],
    ],
  },
  {
    row: ['008', 'Hoàng Mai', 105.86, 20.976],
    validFrom: '2003-11-06',
    wardsFrom: '2003-11-06',
    wards: [
      ['00301', 'Thanh Trì', 105.89, 20.994],
      ['00304', 'Vĩnh Hưng', 105.876, 20.988],
      ['00307', 'Định Công', 105.828, 20.982],
      ['00310', 'Mai Động', 105.864, 20.992],
      ['00313', 'Tương Mai', 105.85, 20.988],
      ['00316', 'Đại Kim', 105.822, 20.974],
      ['00319', 'Tân Mai', 105.85, 20.982],
      ['00322', 'Hoàng Văn Thụ', 105.86, 20.986],
      ['00325', 'Giáp Bát', 105.842, 20.984],
      ['00328', 'Lĩnh Nam', 105.894, 20.978],
      ['00331', 'Thịnh Liệt', 105.85, 20.974],
      ['00334', 'Trần Phú', 105.884, 20.97],
      ['00337', 'Hoàng Liệt', 105.836, 20.962],
      ['00340', 'Yên Sở', 105.872, 20.962],
    ],
  },
  {
    row: ['009', 'Thanh Xuân', 105.816, 20.994],
    validFrom: '1996-11-22',
    wardsFrom: '1996-11-22',
    wards: [
      ['00343', 'Nhân Chính', 105.806, 21.004],
      ['00346', 'Thượng Đình', 105.814, 21],
      ['00349', 'Khương Trung', 105.822, 20.996],
      ['00352', 'Khương Mai', 105.83, 20.996],
      ['00355', 'Thanh Xuân Trung', 105.806, 20.996],
      ['00358', 'Phương Liệt', 105.838, 20.992],
      ['00361', 'Hạ Đình', 105.81, 20.988],
      ['00364', 'Khương Đình', 105.818, 20.99],
      ['00367', 'Thanh Xuân Bắc', 105.798, 20.992],
      ['00370', 'Thanh Xuân Nam', 105.8, 20.986],
      ['00373', 'Kim Giang', 105.812, 20.984],
    ],
  },
  {
    row: ['268', 'Hà Đông', 105.764, 20.958],
    validFrom: '2009-05-08',
    wardsFrom: '2009-05-08',
    wards: [
      ['09538', 'Nguyễn Trãi', 105.78, 20.97],
      ['09541', 'Mộ Lao', 105.784, 20.982],
      ['09542', 'Văn Quán', 105.79, 20.978],
      ['09544', 'Vạn Phúc', 105.772, 20.98],
      ['09547', 'Yết Kiêu', 105.778, 20.974],
      ['09550', 'Quang Trung', 105.772, 20.97],
      ['09551', 'La Khê', 105.76, 20.97],
      ['09552', 'Phú La', 105.764, 20.958],
      ['09553', 'Phúc La', 105.79, 20.968],
      ['09556', 'Hà Cầu', 105.776, 20.964],
      ['09562', 'Yên Nghĩa', 105.734, 20.95],
      ['09565', 'Kiến Hưng', 105.786, 20.954],
      ['09568', 'Phú Lãm', 105.754, 20.942],
      ['09571', 'Phú Lương', 105.77, 20.94],
      ['09886', 'Dương Nội', 105.746, 20.98],
      ['10117', 'Đồng Mai', 105.738, 20.928],
      ['10123', 'Biên Giang', 105.72, 20.93],
    ],
  },
]

/** The city, five districts and 77 wards; every parent stands before its children. */
export const HANOI_2021: readonly PresetArea[] = [
  {
    code: '01',
    level: 'city',
    name: 'Hà Nội',
    fullName: 'Thành phố Hà Nội',
    parentCode: null,
    centre: [105.834, 21.028],
    validFrom: '1945-12-21',
    validTo: null,
  },
  ...DISTRICTS.flatMap(({ row: [code, name, lon, lat], validFrom, wardsFrom, wards }): PresetArea[] => [
    {
      code,
      level: 'district',
      name,
      fullName: `Quận ${name}`,
      parentCode: '01',
      centre: [lon, lat],
      validFrom,
      validTo: LAST_DAY,
    },
    ...wards.map((ward): PresetArea => toWard(ward, code, wardsFrom)),
  ]),
]

function toWard([code, name, lon, lat]: Row, parentCode: string, validFrom: string): PresetArea {
  const validTo = MERGED_2025_01_01.has(code) ? '2024-12-31' : LAST_DAY
  return {
    code,
    level: 'ward',
    name,
    fullName: `Phường ${name}`,
    parentCode,
    centre: [lon, lat],
    validFrom,
    validTo,
  }
}
