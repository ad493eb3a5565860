import type { Agreement, Evidence, Field, MatchRecord } from '../../../engines/matching/index.ts'
import type { Words } from '../../../platform/words.ts'
import { words } from '../../../platform/words.ts'
import type { Why } from './contract.ts'
import type { PersonFacts } from './likeness.ts'

/** What speaks for or against two records being one person, as it is stored: no value of either is in it. */
export interface Reason {
  code: string
  /** Each bit doubles the odds; negative ones halve them. */
  bits: number
}

/** From so many bits on a name that agrees is one that few bear; up to so many, one that chance brings together. */
const RARE = 16
const COMMON = 10

const WORDS: Record<string, Words> = {
  'name.exact': words('Họ tên khớp', 'Same name'),
  'name.rare': words('Họ tên khớp, tên hiếm', 'Same name, a rare one'),
  'name.common': words('Họ tên khớp, tên phổ biến', 'Same name, a common one'),
  'name.close': words(
    'Họ tên gần khớp (gõ nhầm, viết tắt hoặc khác dấu)',
    'Nearly the same name (a slip, an abbreviation or other accents)',
  ),
  'name.partial': words(
    'Họ tên khớp một phần (thiếu chữ)',
    'Part of the name is the same (a word is missing)',
  ),
  'name.different': words('Họ tên khác nhau', 'Different names'),
  'birth.exact': words('Cùng ngày sinh', 'Same date of birth'),
  'birth.year': words('Cùng năm sinh', 'Same year of birth'),
  'birth.year-near': words('Năm sinh lệch 1', 'Year of birth one off'),
  'birth.year-slip': words('Năm sinh sai một chữ số', 'Year of birth differs in one digit'),
  'birth.swapped': words('Ngày và tháng sinh đổi chỗ', 'Day and month of birth exchanged'),
  'birth.slip': words('Ngày sinh sai một chữ số', 'Date of birth differs in one digit'),
  'birth.partial': words('Cùng năm sinh, khác ngày hoặc tháng', 'Same year of birth, another day or month'),
  'birth.different': words('Ngày sinh khác nhau', 'Different births'),
  'sex.exact': words('Cùng giới', 'Same sex'),
  'sex.different': words('Khác giới', 'Different sex'),
  'nationalId.exact': words('Cùng số CCCD/CMND', 'Same ID number'),
  'nationalId.close': words('Số CCCD/CMND sai một chữ số', 'ID number differs in one digit'),
  'nationalId.different': words('Khác số CCCD/CMND', 'Different ID numbers'),
  'phone.exact': words('Cùng số điện thoại', 'Same phone'),
  'phone.close': words('Số điện thoại sai một chữ số', 'Phone differs in one digit'),
  'phone.different': words('Khác số điện thoại', 'Different phones'),
  'address.exact': words('Cùng địa chỉ', 'Same address'),
  'address.close': words('Cùng số nhà, tên đường khác', 'Same house number, another street'),
  'address.partial': words('Cùng đường, khác số nhà', 'Same street, another house'),
  'address.different': words('Khác địa chỉ', 'Different addresses'),
  'area.exact': words('Cùng phường', 'Same ward'),
  'area.different': words('Khác phường', 'Different wards'),
  'household.partial': words(
    'Người cùng hộ cũng có chung những điểm này (số điện thoại, địa chỉ, họ)',
    'People of one household share these as well (phone, address, family name)',
  ),
}

function codeOf({ field, agreement, weight }: Evidence, a: MatchRecord, b: MatchRecord): string {
  if (field === 'name' && agreement === 'exact')
    return weight >= RARE ? 'name.rare' : weight <= COMMON ? 'name.common' : 'name.exact'
  if (field !== 'birth') return `${field}.${agreement}`
  return birthCode(agreement, a, b)
}

function birthCode(agreement: Agreement, a: MatchRecord, b: MatchRecord): string {
  const year = (r: MatchRecord) => (r.birthDate ? Number(r.birthDate.slice(0, 4)) : r.birthYear)
  const [one, other] = [year(a), year(b)]
  if (one === undefined || other === undefined) return `birth.${agreement}`
  if (agreement === 'close' && one !== other)
    return Math.abs(one - other) === 1 ? 'birth.year-near' : 'birth.year-slip'
  if (agreement === 'close') {
    const [p, q] = [a.birthDate ?? '', b.birthDate ?? '']
    return p.slice(5, 7) === q.slice(8) && p.slice(8) === q.slice(5, 7) ? 'birth.swapped' : 'birth.slip'
  }
  // A day is not known of both, or it stands for the year.
  const isDay = (r: MatchRecord) => r.birthDate !== undefined && !r.birthDate.endsWith('-01-01')
  return agreement === 'partial' && !(isDay(a) && isDay(b)) ? 'birth.year' : `birth.${agreement}`
}

/** The evidence that says something, in the order of the fields. */
export function reasonsOf(evidence: Evidence[], a: MatchRecord, b: MatchRecord): Reason[] {
  return evidence
    .filter((e) => e.agreement !== 'missing')
    .map((e) => ({ code: codeOf(e, a, b), bits: Math.round(e.weight * 10) / 10 }))
}

/** The same in words. */
export const whyOf = (reasons: Reason[]): Why[] =>
  reasons.flatMap(({ code, bits }) => (WORDS[code] ? [{ code, words: WORDS[code], bits }] : []))

/** The fields in which two agree, for a list that has room for a few words. */
export const agreeing = (reasons: Reason[]): Field[] =>
  reasons.filter((r) => r.bits > 0).map((r) => r.code.slice(0, r.code.indexOf('.')) as Field)

/** A person as the engine compares them. @param wardOf the ward of an area */
export function recordOf(p: PersonFacts, wardOf: (areaId: number) => number): MatchRecord {
  return {
    fullName: p.named ? p.fullName : '',
    birthDate: p.birthDate ?? undefined,
    birthYear: p.birthYear ?? undefined,
    sex: p.sex === 'male' || p.sex === 'female' ? p.sex : undefined,
    nationalId: p.nationalId ?? undefined,
    phone: p.phone ?? undefined,
    address: p.address ?? undefined,
    areaId: p.placed ? wardOf(p.areaId) : undefined,
  }
}
