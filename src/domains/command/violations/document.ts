import { localDate } from '../../../platform/clock.ts'
import type { OfficialDocument } from '../../../platform/files/official.ts'
import { formatDate } from '../../../web/kit/format.ts'
import type { Violation } from './contract.ts'

/** Everything the paper names beside the violation. */
export interface DecisionFacts {
  violation: Violation
  person: {
    fullName: string
    birthYear: number | null
    sex: string | null
    nationalId: string | null
    address: string | null
  } | null
  issuer: { name: string; fullName: string; level: string; parentName: string | null }
}

const upper = (text: string) => text.toLocaleUpperCase('vi')
const dong = (amount: number) => `${amount.toLocaleString('vi-VN')} đồng`
const date = (day: string) => formatDate(day, { lang: 'vi' })

function offender({ violation: v, person: p }: DecisionFacts): string {
  if (v.offender === 'organisation') return v.name ?? ''
  const title = p?.sex === 'male' ? 'ông' : p?.sex === 'female' ? 'bà' : 'ông (bà)'
  const address = p?.address ?? v.address
  return [
    `${title} ${p?.fullName ?? v.name ?? ''}`,
    ...(p?.birthYear ? [`sinh năm ${p.birthYear}`] : []),
    ...(p?.nationalId ? [`số định danh, CMND, hộ chiếu ${p.nationalId}`] : []),
    ...(address ? [`địa chỉ ${address}`] : []),
  ].join(', ')
}

/** '17 giờ 00 phút ngày 10/8/2021', local time. */
function moment(instant: string): string {
  const local = new Date(Date.parse(instant) + 7 * 3_600_000).toISOString()
  return `${local.slice(11, 13)} giờ ${local.slice(14, 16)} phút ngày ${date(localDate(instant))}`
}

/** A decision on a violation in the form of Decree 30/2020/NĐ-CP. The violation is decided. */
export function decisionDocument(f: DecisionFacts): OfficialDocument {
  const { violation: v, issuer } = f
  const committee = `ỦY BAN NHÂN DÂN ${upper(issuer.fullName)}`
  const article = (n: number, text: string, paragraphs: string[] = []) => ({
    kind: 'article' as const,
    title: `Điều ${n}.`,
    text,
    paragraphs,
  })
  return {
    form: 'state',
    superior: issuer.parentName ? `ỦY BAN NHÂN DÂN ${upper(issuer.parentName)}` : 'ỦY BAN NHÂN DÂN',
    issuer: committee,
    number: v.numberText!,
    place: issuer.name,
    date: localDate(v.decidedAt!),
    typeName: 'QUYẾT ĐỊNH',
    abstract: 'Xử phạt vi phạm hành chính trong phòng, chống dịch bệnh',
    heading: `CHỦ TỊCH ${committee}`,
    bases: ['Luật Xử lý vi phạm hành chính ngày 20/6/2012', v.act.basis].map((b) => `Căn cứ ${b}`),
    opener: 'QUYẾT ĐỊNH:',
    body: [
      article(1, `Xử phạt vi phạm hành chính đối với ${offender(f)}.`, [
        `Đã thực hiện hành vi: ${v.act.vi}.`,
        `Vào hồi ${moment(v.happenedAt)}, tại ${v.placeText}, ${v.areaLabel}.`,
        `Căn cứ ghi nhận: ${v.evidence}`,
        `Mức phạt tiền: ${dong(v.amount!)} (khung phạt từ ${dong(v.range.from)} đến ${dong(v.range.to)}).`,
        ...(v.measures ? [`Biện pháp khác: ${v.measures}`] : []),
      ]),
      article(
        2,
        `Người, tổ chức có tên tại Điều 1 nộp tiền phạt chậm nhất vào ngày ${date(v.payUntil!)}; quá thời hạn mà không tự nguyện chấp hành thì bị cưỡng chế theo quy định của pháp luật.`,
        [
          'Người, tổ chức bị xử phạt có quyền khiếu nại, khởi kiện quyết định này theo quy định của pháp luật.',
        ],
      ),
      article(
        3,
        'Quyết định này có hiệu lực kể từ ngày ký. Người, tổ chức có tên tại Điều 1 và các đơn vị liên quan chịu trách nhiệm thi hành Quyết định này./.',
      ),
    ],
    recipients: ['Như Điều 3', 'Lưu: VT'],
    authority: ['CHỦ TỊCH'],
    signer: v.decidedBy!,
    draft: false,
  }
}
