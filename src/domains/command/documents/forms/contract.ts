import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'
import { type Words, words } from '../../../../platform/words.ts'

export const PaperStyle = z.enum(['state', 'party'])
export type PaperStyle = z.infer<typeof PaperStyle>
/** Of all types of the office that have no form of their own. */
export const ALL_TYPES = '*'
/** Computed from the dates of the editions of one form. */
export const EditionState = z.enum(['draft', 'not_yet', 'in_force', 'superseded', 'ended'])
export type EditionState = z.infer<typeof EditionState>

const short = (max: number) => z.string().trim().max(max).default('')
const lines = (most: number, max: number) => z.array(z.string().trim().min(1).max(max)).max(most).default([])

/** What an office says about its papers. What is blank is computed from the area, as without a form. */
export const PaperBody = z.object({
  superior: short(200),
  issuer: short(200),
  abbreviation: short(20),
  place: short(60),
  /** '{so}/{loai}-{viet_tat}' */
  numberPattern: short(60),
  /** Above the bases: 'CHỦ TỊCH ỦY BAN NHÂN DÂN …' */
  heading: short(200),
  /** Legal bases that stand before those of the single paper. */
  bases: lines(30, 500),
  /** 'QUYẾT ĐỊNH:' */
  opener: short(60),
  opening: lines(10, 2000),
  closing: lines(10, 2000),
  recipients: lines(40, 200),
  /** Lines above the title of who signs: 'TM. ỦY BAN NHÂN DÂN' */
  authority: lines(3, 120),
  /** Signed by the head in competence of their own, for no body: no 'TM.' above the title. */
  inPerson: z.boolean().default(false),
  /** The title under which each post signs; more than one line where it signs for another: 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'. */
  titles: z
    .array(z.object({ post: z.string().max(40), lines: lines(3, 120) }))
    .max(10)
    .default([]),
  annexes: z
    .array(z.object({ label: short(60), title: short(300), text: short(8000) }))
    .max(5)
    .default([]),
})
export type PaperBody = z.output<typeof PaperBody>

/** The closed list of what may stand in braces, with what it becomes. */
export const PLACEHOLDERS: Record<string, Words> = {
  so: words('Số thứ tự của văn bản: 21', 'Running number of the paper: 21'),
  so_ky_hieu: words('Số và ký hiệu đầy đủ: 21/KH-UBND', 'The whole symbol: 21/KH-UBND'),
  loai: words('Chữ viết tắt của loại: KH', 'Abbreviation of the type: KH'),
  ten_loai: words('Tên loại văn bản: Kế hoạch', 'Name of the type: Kế hoạch'),
  viet_tat: words('Chữ viết tắt của cơ quan: UBND', 'Abbreviation of the office: UBND'),
  trich_yeu: words('Trích yếu của văn bản', 'Abstract of the paper'),
  ngay: words('Ngày ban hành: ngày 08 tháng 8 năm 2021', 'Date of issue in words'),
  dia_danh: words('Địa danh: Hoàng Mai', 'Place of issue'),
  don_vi: words('Tên cơ quan ban hành', 'Name of the issuing office'),
  noi_nhan: words('Nơi được kính gửi', 'Whom the paper is addressed to'),
  nguoi_ky: words('Họ và tên người ký', 'Full name of who signs'),
  chuc_vu: words('Chức vụ người ký', 'Title of who signs'),
}
const IN_NUMBER = ['so', 'loai', 'viet_tat']

export const FIELD_WORDS: Record<keyof PaperBody, Words> = {
  superior: words('Cơ quan chủ quản', 'Superior body'),
  issuer: words('Cơ quan ban hành', 'Issuing body'),
  abbreviation: words('Chữ viết tắt', 'Abbreviation'),
  place: words('Địa danh', 'Place'),
  numberPattern: words('Số, ký hiệu', 'Number and symbol'),
  heading: words('Dòng thẩm quyền trên căn cứ', 'Line above the bases'),
  bases: words('Căn cứ', 'Bases'),
  opener: words('Dòng mở phần nội dung', 'Line that opens the body'),
  opening: words('Lời mở đầu', 'Opening'),
  closing: words('Lời kết', 'Closing'),
  recipients: words('Nơi nhận', 'Recipients'),
  authority: words('Thẩm quyền ký', 'Authority'),
  inPerson: words('Người đứng đầu ký theo thẩm quyền riêng', 'Signed in person'),
  titles: words('Chức vụ người ký', 'Title of who signs'),
  annexes: words('Phụ lục', 'Annexes'),
}

export const FAULTS = [
  'paper-form-placeholder',
  'paper-form-number',
  'paper-form-authority',
  'paper-form-names-office',
] as const

/** What is wrong in a body: where (line from 1; 0 in a field of one line) and which words. */
export interface Fault {
  code: (typeof FAULTS)[number]
  field: keyof PaperBody
  line: number
  said: string
}

/** Every text of a body with where it stands. */
function textsOf(body: PaperBody): { field: keyof PaperBody; line: number; text: string }[] {
  return (Object.keys(FIELD_WORDS) as (keyof PaperBody)[]).flatMap((field) => {
    const value = body[field]
    if (typeof value === 'boolean') return []
    if (typeof value === 'string') return [{ field, line: 0, text: value }]
    return value.flatMap((item, i) => {
      const texts =
        typeof item === 'string' ? [item] : 'lines' in item ? item.lines : [item.label, item.title, item.text]
      return texts.map((text) => ({ field, line: i + 1, text }))
    })
  })
}

const LETTERS = String.raw`(?:\{loai\}|\{viet_tat\}|\p{L}[\p{L}\d]*)`
const NUMBER: Record<PaperStyle, RegExp> = {
  state: new RegExp(String.raw`^\{so\}\/${LETTERS}(?:-${LETTERS})*$`, 'u'),
  // The Party writes the hyphen first: that is how the two are told apart.
  party: new RegExp(String.raw`^\{so\}-(?:\{loai\}|\p{L}+)\/${LETTERS}(?:-${LETTERS})*$`, 'u'),
}
/** Signing for another is TM., KT. with the State, T/M, K/T with the Party. */
const OTHER_FORM: Record<PaperStyle, RegExp> = {
  state: /^(t\/m|k\/t|t\/l|t\/uq)(?![\p{L}])/iu,
  party: /^(tm|kt|tl|tuq)\s*\./iu,
}
/** The abbreviation without its stop: 'KT CHỦ TỊCH'. */
const UNSTOPPED = /^(tm|kt|tl|tuq)\s+\p{L}/iu

/** What is wrong in a body, in the order of its fields; the same on screen and on the server. */
export function faultsOf(of: { form: PaperStyle; forBelow: boolean; body: PaperBody }): Fault[] {
  const { form, body } = of
  const faults: Fault[] = []
  for (const { field, line, text } of textsOf(body)) {
    for (const [said, name] of text.matchAll(/\{([^{}]*)\}/gu)) {
      const known =
        field === 'numberPattern' ? IN_NUMBER.includes(name!) : !PLAIN.has(field) && name! in PLACEHOLDERS
      if (!known) faults.push({ code: 'paper-form-placeholder', field, line, said })
    }
    if (field !== 'authority' && field !== 'titles') continue
    if (OTHER_FORM[form].test(text) || (form === 'state' && UNSTOPPED.test(text)))
      faults.push({ code: 'paper-form-authority', field, line, said: text })
  }
  if (body.numberPattern && !NUMBER[form].test(body.numberPattern))
    faults.push({ code: 'paper-form-number', field: 'numberPattern', line: 0, said: body.numberPattern })
  if (of.forBelow) {
    // Below, the paper must name the office that issues it, not the one that made the form.
    const named = (['superior', 'issuer', 'abbreviation', 'place', 'heading'] as const).find((f) => body[f])
    if (named) faults.push({ code: 'paper-form-names-office', field: named, line: 0, said: body[named] })
  }
  return faults
}

/** Where the words stand as they are: on the paper, and in the register that keeps them. */
const PLAIN: ReadonlySet<string> = new Set([
  'superior',
  'issuer',
  'abbreviation',
  'place',
  'authority',
  'titles',
])

/** What a form can change of a paper. Data in words; `date` as printed: 'ngày 08 tháng 8 năm 2021'. */
export interface Paper {
  form: PaperStyle
  type: string
  typeName: string
  superior: string
  issuer: string
  abbreviation: string
  place: string
  number: string
  date: string
  abstract: string
  addressees: string[]
  heading: string
  bases: string[]
  opener: string
  opening: string[]
  closing: string[]
  recipients: string[]
  authority: string[]
  signer: string
  annexes: { label: string; title: string; text: string }[]
  /** The issuing office in running text. */
  office: string
}

export const DEFAULT_PATTERN: Record<PaperStyle, string> = {
  state: '{so}/{loai}-{viet_tat}',
  party: '{so}-{loai}/{viet_tat}',
}

/**
 * The symbol by an office's pattern and abbreviation, by the usual ones where it is silent: '21/KH-UBND'. A công văn of
 * the State prints no type. `number` as printed: '07', '…'.
 */
export function symbolBy(
  body: Pick<PaperBody, 'numberPattern' | 'abbreviation'> | undefined,
  of: { form: PaperStyle; type: string; number: string; abbreviation: string },
): string {
  const pattern = body?.numberPattern || DEFAULT_PATTERN[of.form]
  const letter = of.form === 'state' && of.type === 'CV'
  return (letter ? pattern.replace('{loai}-', '') : pattern)
    .replace('{so}', of.number)
    .replaceAll('{loai}', of.type)
    .replaceAll('{viet_tat}', body?.abbreviation || of.abbreviation)
}

/** For whom is signed, line by line; what is computed where the form is silent. */
export function collectiveBy(body: PaperBody, computed: string[]): string[] {
  if (body.inPerson) return []
  return body.authority.length ? body.authority : computed
}

/** The title under which a post signs, line by line; what is computed where the form is silent. */
export function titleBy(body: PaperBody, computed: string[], post: string | undefined): string[] {
  const said = body.titles.find((t) => t.post === post)?.lines ?? []
  return said.length ? said : computed
}

/** A paper in an office's form. `authority`: for whom and under which title is signed, line by line. */
export function setPaper(paper: Paper, body: PaperBody, authority: string[]): Paper {
  const named = {
    ...paper,
    superior: body.superior || paper.superior,
    issuer: body.issuer || paper.issuer,
    abbreviation: body.abbreviation || paper.abbreviation,
    place: body.place || paper.place,
  }
  const said: Record<string, string> = {
    so: /^[\d…]+/u.exec(paper.number)?.[0] ?? '',
    so_ky_hieu: paper.number,
    loai: paper.type,
    ten_loai: paper.typeName,
    viet_tat: named.abbreviation,
    trich_yeu: paper.abstract,
    ngay: paper.date,
    dia_danh: named.place,
    don_vi: (body.issuer || paper.office).replaceAll('\n', ' '),
    noi_nhan: paper.addressees.join('; '),
    nguoi_ky: paper.signer,
    chuc_vu: authority.at(-1) ?? '',
  }
  const fill = (text: string) =>
    text.replace(/\{([^{}]*)\}/gu, (whole, name: string) =>
      name in PLACEHOLDERS ? said[name] || '…' : whole,
    )
  return {
    ...named,
    superior: fill(named.superior),
    issuer: fill(named.issuer),
    heading: fill(body.heading) || paper.heading,
    bases: [...body.bases.map(fill).map((b) => b.replace(/[\s;.,]+$/u, '')), ...paper.bases],
    opener: fill(body.opener) || paper.opener,
    opening: [...body.opening.map(fill), ...paper.opening],
    closing: [...paper.closing, ...body.closing.map(fill)],
    recipients: body.recipients.length ? body.recipients.map(fill) : paper.recipients,
    authority: authority.map(fill),
    annexes: [
      ...paper.annexes,
      ...body.annexes.map((a) => ({
        label: fill(a.label),
        title: fill(a.title).toLocaleUpperCase('vi'),
        text: fill(a.text),
      })),
    ],
  }
}

const name = z.string().trim().min(3).max(120)
const basis = z.string().trim().max(300).default('')

export const NewForm = z.object({ form: PaperStyle, type: z.string().trim().min(1).max(10), name })
const draftFacts = { name, forBelow: z.boolean().default(false), legalBasis: basis, body: PaperBody }
const byVersion = { id: z.uuid(), version: z.number().int() }
const done = z.object({ version: z.number().int() })

export const Edition = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  form: PaperStyle,
  type: z.string(),
  name: z.string(),
  forBelow: z.boolean(),
  legalBasis: z.string(),
  effectiveFrom: z.string().nullable(),
  effectiveTo: z.string().nullable(),
  madeBy: z.string(),
  madeAt: z.string(),
  publishedBy: z.string().nullable(),
  publishedAt: z.string().nullable(),
  state: EditionState,
  version: z.number().int(),
})
export type Edition = z.infer<typeof Edition>

export const FormLine = z.object({
  /** The edition to open: in force, else the draft, else the last one. */
  id: z.uuid(),
  areaLabel: z.string(),
  own: z.boolean(),
  form: PaperStyle,
  type: z.string(),
  name: z.string(),
  forBelow: z.boolean(),
  state: EditionState,
  since: z.string().nullable(),
  editions: z.number().int(),
  draft: z.boolean(),
})
export type FormLine = z.infer<typeof FormLine>

const PaperOut = z.custom<Paper>((value) => typeof value === 'object' && value !== null)

export const FormPage = z.object({
  edition: Edition.extend({ body: PaperBody }),
  /** Newest first; this one is among them. */
  editions: z.array(Edition),
  /** The edition before this one. */
  before: Edition.extend({ body: PaperBody }).nullable(),
  /** A paper with invented content, as it is made without a form. */
  sample: PaperOut,
  /** What stands in the sample between opening and closing. */
  content: z.array(z.string()),
  /** Posts that sign in this form, each with the title that is computed. */
  signers: z.array(z.object({ post: z.string(), collective: z.string(), title: z.string() })),
  /** Whether there are offices below. */
  above: z.boolean(),
  may: z.object({ edit: z.boolean(), publish: z.boolean(), renew: z.boolean(), end: z.boolean() }),
})
export type FormPage = z.infer<typeof FormPage>

export const formsContract = {
  listForms: route(
    'GET',
    '/paper-forms',
    'document.read',
    'Forms of papers of one’s office, and of those above',
  )
    .input(z.object({}).optional())
    .output(z.object({ forms: z.array(FormLine), mayEdit: z.boolean() })),
  getForm: route('GET', '/paper-forms/{id}', 'document.read', 'One edition of a form, with a sample paper')
    .input(z.object({ id: z.uuid() }))
    .output(FormPage),
  draftForm: route(
    'POST',
    '/paper-forms',
    'paper.edit',
    'Drafts a form of one’s own office, or its next edition',
  )
    .input(
      NewForm.extend({
        ...draftFacts,
        id: z.uuid().optional(),
        body: PaperBody.default(PaperBody.parse({})),
      }),
    )
    .output(z.object({ id: z.uuid() })),
  saveForm: route('PUT', '/paper-forms/{id}', 'paper.edit', 'Changes a draft')
    .input(z.object({ ...byVersion, ...draftFacts }))
    .output(done),
  publishForm: route(
    'POST',
    '/paper-forms/{id}/publish',
    'paper.edit',
    'Puts a draft in force from a day on; it is not changed any more',
  )
    .input(z.object({ ...byVersion, effectiveFrom: z.iso.date() }))
    .output(done),
  endForm: route(
    'POST',
    '/paper-forms/{id}/end',
    'paper.edit',
    'Says the last day on which papers are made by a form',
  )
    .input(z.object({ ...byVersion, effectiveTo: z.iso.date() }))
    .output(done),
  discardForm: route('POST', '/paper-forms/{id}/discard', 'paper.edit', 'Throws a draft away')
    .input(z.object(byVersion))
    .output(z.object({})),
}
