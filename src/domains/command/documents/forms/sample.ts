import { localDate } from '../../../../platform/clock.ts'
import type { Ctx } from '../../../../platform/context.ts'
import type { OfficialDocument } from '../../../../platform/files/official.ts'
import { officialDate } from '../../../../platform/files/official-text.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import { DOCUMENT_TYPES } from '../reading/symbols.ts'
import { issuerOf } from '../unit.ts'
import {
  ALL_TYPES,
  collectiveBy,
  type FormPage,
  type PaperBody,
  type PaperStyle,
  symbolBy,
  titleBy,
} from './contract.ts'
import { dress } from './resolve.ts'

const NUMBER = '21'
const BASIS = 'Căn cứ Công điện số 1063/CĐ-TTg ngày 31/7/2021 của Thủ tướng Chính phủ'
const CONTENT = [
  '1. Khoanh vùng gọn, truy vết trong ngày; mỗi tổ dân phố lập danh sách các hộ phải theo dõi.',
  '2. Trạm y tế lấy mẫu theo thứ tự ưu tiên và báo cáo trước 17 giờ hằng ngày.',
]

/** Which posts sign, by the level of the area and whose form it is. */
const SIGNERS: Record<string, Record<PaperStyle, string[]>> = {
  district: { state: ['district-commander'], party: ['district-commander'] },
  ward: { state: ['ward-chair'], party: ['ward-secretary'] },
}

/** A paper of the office with invented content, as it is made without a form, dated today; a form for all types shows a plan. */
export async function sampleOf(
  ctx: Ctx,
  of: { areaId: number; form: PaperStyle; type: string },
): Promise<Pick<FormPage, 'sample' | 'content' | 'signers'>> {
  const unit = await issuerOf(ctx, of.areaId, of.form)
  const level = (await treeOf(ctx)).byId.get(of.areaId)?.level ?? 'ward'
  const type = of.type === ALL_TYPES ? 'KH' : of.type
  const signers = (SIGNERS[level] ?? SIGNERS.ward!)[of.form].map((post) => ({
    post,
    collective: unit.authority,
    title: unit.title(post),
  }))
  const letter = type === 'CV'
  return {
    sample: {
      form: of.form,
      type,
      typeName: DOCUMENT_TYPES[type]?.vi ?? '',
      superior: unit.superior,
      issuer: unit.name,
      abbreviation: unit.abbreviation,
      place: unit.place,
      number: NUMBER,
      date: officialDate(localDate(ctx.clock.now())),
      abstract: 'Tăng cường các biện pháp phòng, chống dịch COVID-19 trên địa bàn',
      addressees: letter ? ['Ủy ban nhân dân các phường', 'Trung tâm Y tế'] : [],
      heading: '',
      bases: letter ? [] : [BASIS],
      opener: '',
      opening: [],
      closing: [],
      recipients: ['Như trên', of.form === 'party' ? 'Lưu Văn phòng' : 'Lưu: VT'],
      authority: [unit.authority, ...(signers[0]?.title ? [signers[0].title] : [])],
      signer: 'Nguyễn Văn Minh',
      annexes: [],
      office: unit.name,
    },
    content: CONTENT,
    signers,
  }
}

/** The sample in an office's form, as the renderers take it; marked as a draft so that nobody uses it for a paper. */
export function sampleDocument(
  ctx: Ctx,
  of: Pick<FormPage, 'sample' | 'content' | 'signers'>,
  body: PaperBody,
): OfficialDocument {
  const { sample: s, signers } = of
  const upper = (text: string) => text.toLocaleUpperCase('vi')
  const [signer] = signers
  const doc: OfficialDocument = {
    form: s.form,
    superior: upper(s.superior),
    issuer: upper(s.issuer),
    number: symbolBy(body, { ...s, number: NUMBER }),
    place: s.place,
    date: localDate(ctx.clock.now()),
    ...(s.type === 'CV' ? {} : { typeName: upper(s.typeName) }),
    abstract: s.abstract,
    ...(s.addressees.length ? { addressees: s.addressees } : {}),
    bases: s.bases,
    body: of.content.map((text) => ({ kind: 'paragraph', text, align: 'justify' })),
    recipients: s.recipients,
    authority: s.authority,
    signer: s.signer,
    draft: true,
  }
  const authority = [
    ...collectiveBy(body, signer ? [signer.collective] : []),
    ...titleBy(body, signer?.title ? [signer.title] : [], signer?.post),
  ]
  return dress(doc, s.type, body, { authority, office: s.office })
}
