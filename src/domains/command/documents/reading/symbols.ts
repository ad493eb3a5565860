import { type Words, words } from '../../../../platform/words.ts'

/** Whose form a document has: the State's (Decree 30/2020/NĐ-CP), the Party's (Instruction 36-HD/VPTW), or none. */
export type DocumentForm = 'state' | 'party' | 'none'

export interface DocumentSymbol {
  form: 'state' | 'party'
  number: number
  /** Abbreviation of the type: 'CT'; a công văn of the State prints none and is 'CV' here. */
  type: string
  /** Abbreviation of the issuer and, in a công văn, of the unit: 'TTg', 'BYT-MT', 'QU'. */
  issuer: string
  /** As it should be printed: '541/CĐ-TTg', '318-CV/QU', '101/2010/NĐ-CP'. */
  symbol: string
}

/** Types by their abbreviation: the 29 of Decree 30/2020/NĐ-CP, legal documents, and those only the Party has. */
export const DOCUMENT_TYPES: Record<string, Words> = {
  CT: words('Chỉ thị', 'Directive'),
  CĐ: words('Công điện', 'Urgent telegram'),
  CV: words('Công văn', 'Official letter'),
  KH: words('Kế hoạch', 'Plan'),
  QĐ: words('Quyết định', 'Decision'),
  TB: words('Thông báo', 'Notice'),
  NQ: words('Nghị quyết', 'Resolution'),
  HD: words('Hướng dẫn', 'Instruction'),
  PA: words('Phương án', 'Response plan'),
  BC: words('Báo cáo', 'Report'),
  TTr: words('Tờ trình', 'Submission'),
  CTr: words('Chương trình', 'Programme'),
  KL: words('Kết luận', 'Conclusion'),
  GM: words('Giấy mời', 'Invitation'),
  BB: words('Biên bản', 'Minutes'),
  QC: words('Quy chế', 'Regulation'),
  QyĐ: words('Quy định', 'Provisions'),
  TC: words('Thông cáo', 'Communiqué'),
  ĐA: words('Đề án', 'Scheme'),
  DA: words('Dự án', 'Project'),
  HĐ: words('Hợp đồng', 'Contract'),
  BGN: words('Bản ghi nhớ', 'Memorandum'),
  BTT: words('Bản thỏa thuận', 'Agreement'),
  GUQ: words('Giấy ủy quyền', 'Authorisation'),
  GGT: words('Giấy giới thiệu', 'Letter of introduction'),
  GNP: words('Giấy nghỉ phép', 'Leave'),
  PG: words('Phiếu gửi', 'Dispatch slip'),
  PC: words('Phiếu chuyển', 'Transfer slip'),
  PB: words('Phiếu báo', 'Notice slip'),
  TCg: words('Thư công', 'Official note'),
  L: words('Luật', 'Law'),
  NĐ: words('Nghị định', 'Decree'),
  TT: words('Thông tư', 'Circular'),
  LKG: words('Lời kêu gọi', 'Appeal'),
  K: words('Văn bản khác', 'Other document'),
}

/** Without accents and in one case: typists write 'QD-TTg' and 'cđ' alike. QĐ comes before QyĐ, HD before HĐ. */
const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase()
const BY_BARE = new Map(
  Object.keys(DOCUMENT_TYPES)
    .reverse()
    .map((type) => [bare(type), type]),
)

function typeOf(text: string): string | undefined {
  return DOCUMENT_TYPES[text] ? text : BY_BARE.get(bare(text))
}

const LETTERS = String.raw`\p{L}[\p{L}\d]*`
/** 318-CV/QU: the Party writes the hyphen first. */
const PARTY = new RegExp(String.raw`^(\d{1,6})-(${LETTERS})\/(${LETTERS}(?:-${LETTERS})*)$`, 'u')
/** 101/2010/NĐ-CP, 114/2025/QH15 */
const WITH_YEAR = new RegExp(String.raw`^(\d{1,6})\/(\d{4})\/(${LETTERS}(?:-${LETTERS})*)$`, 'u')
/** 541/CĐ-TTg, 10696/BYT-MT */
const STATE = new RegExp(String.raw`^(\d{1,6})\/(${LETTERS})((?:-${LETTERS})*)$`, 'u')

/** One kind of hyphen, and no spaces around hyphens and slashes: '16/CT - TTg' is '16/CT-TTg'. */
export function tidySymbol(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\s*([-/])\s*/g, '$1')
    .replace(/^\s*(?:số|so)\s*:?\s*/iu, '')
    .replace(/\s+/g, '')
    .replace(/[.,;]+$/, '')
}

/**
 * Reads the symbol of a document in the spellings that occur. Hyphen and slash stand the other way round in the Party's
 * documents, which is how the two are told apart.
 * @returns undefined when it is no symbol: some documents have none (an appeal), and that is no error
 */
export function parseSymbol(text: string): DocumentSymbol | undefined {
  const tidy = tidySymbol(text)
  const party = PARTY.exec(tidy)
  if (party) {
    const type = typeOf(party[2]!)
    if (!type) return undefined
    const issuer = party[3]!
    return { form: 'party', number: Number(party[1]), type, issuer, symbol: `${party[1]}-${type}/${issuer}` }
  }
  const dated = WITH_YEAR.exec(tidy)
  if (dated) {
    const [head, ...rest] = dated[3]!.split('-')
    const law = /^QH\d+$/.test(head!)
    const type = law ? 'L' : typeOf(head!)
    if (!type || (!law && rest.length === 0)) return undefined
    const issuer = law ? head! : rest.join('-')
    const tail = law ? head : `${type}-${issuer}`
    return {
      form: 'state',
      number: Number(dated[1]),
      type,
      issuer,
      symbol: `${dated[1]}/${dated[2]}/${tail}`,
    }
  }
  const state = STATE.exec(tidy)
  if (!state) return undefined
  const rest = state[3]!.slice(1)
  const type = rest ? typeOf(state[2]!) : undefined
  // A công văn of the State names issuer and unit, and no type.
  if (!type) {
    const issuer = state[2]! + state[3]!
    return { form: 'state', number: Number(state[1]), type: 'CV', issuer, symbol: `${state[1]}/${issuer}` }
  }
  return {
    form: 'state',
    number: Number(state[1]),
    type,
    issuer: rest,
    symbol: `${state[1]}/${type}-${rest}`,
  }
}

/** The number of one's own document as it is printed: below 10 it carries a zero (Decree 30/2020/NĐ-CP). */
export const paddedNumber = (number: number): string => String(number).padStart(2, '0')
