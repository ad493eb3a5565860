/** One column of a table. `width` is a share relative to the other columns (1 when absent). */
export interface TableColumn {
  label: string
  align?: 'left' | 'center' | 'right'
  width?: number
}

/** A ruled table. Every row, and `total`, has as many cells as there are columns; figures come already written. */
export interface TableBlock {
  kind: 'table'
  columns: TableColumn[]
  rows: string[][]
  total?: string[]
  caption?: string
}

/** A small table of figures: what is counted, how many, and the change since the report before. */
export interface FiguresBlock {
  kind: 'figures'
  rows: { label: string; value: string; difference?: string }[]
  caption?: string
  /** Column labels; the Vietnamese ones of OFFICIAL_WORDS when absent. */
  labels?: { label: string; value: string; difference: string }
}

/** What stands in a document between its opening lines and its signature, and in an annex. */
export type Block =
  | {
      kind: 'paragraph'
      text: string
      align?: 'justify' | 'left' | 'center' | 'right'
      bold?: boolean
      italic?: boolean
      /** False for a paragraph whose first line is not indented. */
      indent?: boolean
    }
  | { kind: 'article'; title: string; text: string; paragraphs?: string[] }
  | { kind: 'heading'; text: string; level?: 1 | 2 | 3 }
  | { kind: 'list'; items: string[]; marks: 'numbers' | 'letters' | 'dashes' }
  | TableBlock
  | FiguresBlock
  /**
   * A drawing, `widthPt` wide in a PDF (styled by attributes: style sheets are not read); a DOCX carries `table`
   * instead, the same facts that can be read and copied.
   */
  | { kind: 'svg'; svg: string; widthPt: number; caption?: string; table: TableBlock }
  | { kind: 'pageBreak' }

/** An annex starts on a page of its own. `reference` replaces the line "(Kèm theo …)". */
export interface Annex {
  /** 'Phụ lục I' */
  label: string
  title: string
  landscape?: boolean
  reference?: string
  body: Block[]
}

/** Everything an official document prints: data only, already worded. A line break (\n) in a name is kept. */
export interface OfficialDocument {
  form: 'state' | 'party'
  superior: string
  issuer: string
  /** '1187/QĐ-UBND' or '318-CV/QU' */
  number: string
  place: string
  /** 'YYYY-MM-DD' in Asia/Ho_Chi_Minh */
  date: string
  /** 'QUYẾT ĐỊNH'; absent for a công văn, whose abstract stands under its number. */
  typeName?: string
  abstract: string
  urgency?: 'HỎA TỐC' | 'THƯỢNG KHẨN' | 'KHẨN'
  /** "Kính gửi:" of a công văn or report. */
  addressees?: string[]
  bases: string[]
  /** 'QUYẾT ĐỊNH:' */
  opener?: string
  /** 'CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MAI ĐỘNG', above the bases */
  heading?: string
  body: Block[]
  recipients: string[]
  /** ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'] */
  authority: string[]
  signer: string
  draft?: boolean
  /** The QR opens `url`; `lines` say what it shows. Never personal data: paper travels. */
  verification?: { code: string; url: string; lines: string[] }
  annexes?: Annex[]
}

/** When the file says it was made (the clock when absent), and whether the PDF's streams are compressed. */
export interface RenderOptions {
  createdAt?: Date
  compress?: boolean
}

/** Sizes in points, margins in millimetres; an office corrects its form here and nowhere else. */
export interface OfficialTemplate {
  pageMm: { width: number; height: number }
  marginsMm: { top: number; right: number; bottom: number; left: number }
  /** From the top edge to the page number. */
  pageNumberMm: number
  docxFont: string
  /** Share of the text width that the issuing body's column takes. */
  headLeftShare: number
  signatureLeftShare: number
  sizes: Record<
    | 'superior'
    | 'issuer'
    | 'country'
    | 'motto'
    | 'number'
    | 'letterAbstract'
    | 'place'
    | 'mark'
    | 'typeName'
    | 'abstract'
    | 'body'
    | 'table'
    | 'recipientsTitle'
    | 'recipients'
    | 'authority'
    | 'signer'
    | 'pageNumber'
    | 'verification',
    number
  >
  /** Paragraphs: indent of the first line, space after, and line spacing as a multiple of single. */
  firstLineMm: number
  afterPt: number
  lineMultiple: number
  /** Lengths of the rules: of the motto in widths of its letter M (em), the others as a share of the line above. */
  mottoRuleEm: number
  issuerRuleShare: number
  abstractRuleShare: number
  ruleWidthPt: number
  /** Room for the signature and the seal. */
  signatureGapPt: number
  qrMm: number
  /** Whether the last line of the authority, the post, is bold (State) or not (Party). */
  postBold: boolean
  recipientsTitle: { bold: boolean; italic: boolean; underline: boolean }
  letterAbstractItalic: boolean
}

/** Decree 30/2020/NĐ-CP, appendix I. */
export const STATE_TEMPLATE: OfficialTemplate = {
  pageMm: { width: 210, height: 297 },
  marginsMm: { top: 20, right: 15, bottom: 20, left: 30 },
  pageNumberMm: 10,
  docxFont: 'Times New Roman',
  headLeftShare: 0.4,
  signatureLeftShare: 0.48,
  sizes: {
    superior: 13,
    issuer: 13,
    country: 13,
    motto: 14,
    number: 13,
    letterAbstract: 12,
    place: 14,
    mark: 13,
    typeName: 14,
    abstract: 14,
    body: 14,
    table: 12,
    recipientsTitle: 12,
    recipients: 11,
    authority: 14,
    signer: 14,
    pageNumber: 13,
    verification: 9,
  },
  firstLineMm: 12.7,
  afterPt: 6,
  lineMultiple: 1.1,
  mottoRuleEm: 12.22,
  issuerRuleShare: 0.4,
  abstractRuleShare: 0.4,
  ruleWidthPt: 0.75,
  signatureGapPt: 72,
  qrMm: 20,
  postBold: true,
  recipientsTitle: { bold: true, italic: true, underline: false },
  letterAbstractItalic: false,
}

/** Instruction 36-HD/VPTW of 3/4/2018. */
export const PARTY_TEMPLATE: OfficialTemplate = {
  ...STATE_TEMPLATE,
  headLeftShare: 0.48,
  sizes: {
    ...STATE_TEMPLATE.sizes,
    superior: 14,
    issuer: 14,
    country: 15,
    number: 14,
    typeName: 16,
    recipientsTitle: 14,
    recipients: 12,
    pageNumber: 14,
  },
  mottoRuleEm: 13.74,
  postBold: false,
  recipientsTitle: { bold: false, italic: false, underline: true },
  letterAbstractItalic: true,
}

/** The words that the forms themselves print. */
export const OFFICIAL_WORDS = {
  country: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  motto: 'Độc lập - Tự do - Hạnh phúc',
  party: 'ĐẢNG CỘNG SẢN VIỆT NAM',
  addressees: 'Kính gửi:',
  recipients: 'Nơi nhận:',
  draft: 'DỰ THẢO',
  letterPrefix: 'V/v ',
  verification: 'Mã xác thực:',
  figures: { label: 'Chỉ tiêu', value: 'Số liệu', difference: 'Tăng, giảm' },
}
