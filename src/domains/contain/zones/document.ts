import { localDate } from '../../../platform/clock.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { Block, OfficialDocument } from '../../../platform/files/official.ts'
import { formatDate, formatNumber, formatTime } from '../../../web/kit/format.ts'
import { treeOf } from '../../registry/areas/index.ts'
import type { CriteriaCheck, DecisionType, Zone, ZoneDecision } from './contract.ts'

const ABSTRACT: Record<DecisionType, (name: string) => string> = {
  decide: (name) => `Về việc thiết lập vùng cách ly y tế (phong tỏa) đối với ${name}`,
  reduce: (name) => `Về việc thu hẹp vùng cách ly y tế (phong tỏa) đối với ${name}`,
  extend: (name) => `Về việc gia hạn vùng cách ly y tế (phong tỏa) đối với ${name}`,
  lift: (name) => `Về việc kết thúc vùng cách ly y tế (phong tỏa) đối với ${name}`,
}

/** '17 giờ 00 phút ngày 10/8/2021' in Asia/Ho_Chi_Minh. */
function moment(instant: string): string {
  const [hour, minute] = formatTime(instant).split(':')
  return `${hour} giờ ${minute} phút ngày ${formatDate(instant, { lang: 'vi' })}`
}

const article = (n: number, text: string, paragraphs: string[] = []): Block => ({
  kind: 'article',
  title: `Điều ${n}.`,
  text,
  ...(paragraphs.length ? { paragraphs } : {}),
})

const dashes = (items: string[]): Block[] => (items.length ? [{ kind: 'list', items, marks: 'dashes' }] : [])

const inside = (d: ZoneDecision) =>
  `gồm ${formatNumber(d.households, { lang: 'vi' })} hộ, ${formatNumber(d.people, { lang: 'vi' })} người theo sổ hộ tại thời điểm ký`

function criteriaLines(check: CriteriaCheck): string[] {
  return check.criteria.map((c) => {
    const what =
      c.key === 'quiet-days'
        ? `Số ngày không có ca mới trong vùng: ${c.found}, yêu cầu ${c.required} (tính từ ngày ${formatDate(c.since ?? '', { lang: 'vi' })})`
        : `Người có kết quả âm tính trong ${check.rule.negativeWithinDays} ngày: ${c.found}, yêu cầu ${c.required}`
    return `${what}: ${c.met ? 'đạt' : 'chưa đạt'}`
  })
}

const DEFAULT_DUTIES = [
  'Người trong vùng không ra khỏi vùng, khai báo y tế và lấy mẫu theo yêu cầu; được bảo đảm nhu yếu phẩm, khám chữa bệnh và có quyền khiếu nại theo quy định',
  'Trạm Y tế lấy mẫu, theo dõi sức khỏe; Công an, Quân sự và Tổ Covid cộng đồng trực chốt; Mặt trận và các đoàn thể tổ chức cung ứng',
]

function orderOf(zone: Zone, d: ZoneDecision, first: ZoneDecision): Block[] {
  const set = `Quyết định số ${first.numberText} ngày ${formatDate(first.signedAt, { lang: 'vi' })}`
  const reason = d.note ? [`Lý do: ${d.note}`] : []
  if (d.type === 'decide') {
    return [
      article(1, `Thiết lập vùng cách ly y tế đối với ${zone.name}, ${inside(d)}. Phạm vi:`),
      ...dashes(d.parts),
      article(2, `Thời gian: từ ${moment(d.startsAt)} đến ${moment(d.endsAt)}.`, [
        `Lý do: ${zone.reason}`,
        `Tác động đến đời sống, kinh tế và việc giảm thiểu: ${zone.impact}`,
      ]),
      article(3, 'Trách nhiệm:'),
      ...dashes(d.duties.length ? d.duties : DEFAULT_DUTIES),
    ]
  }
  if (d.type === 'reduce') {
    return [
      article(1, `Đưa ra khỏi vùng cách ly y tế được thiết lập tại ${set}:`),
      ...dashes(d.removed),
      article(2, `Phạm vi còn lại, ${inside(d)}:`, reason),
      ...dashes(d.parts),
      article(3, `Các nội dung khác của ${set} giữ nguyên; thời hạn đến ${moment(d.endsAt)}.`),
    ]
  }
  if (d.type === 'extend') {
    return [
      article(1, `Gia hạn vùng cách ly y tế được thiết lập tại ${set} đến ${moment(d.endsAt)}.`, reason),
      article(2, `Phạm vi, ${inside(d)}:`),
      ...dashes(d.parts),
      article(3, `Trách nhiệm của các tổ chức, cá nhân thực hiện theo ${set}.`),
    ]
  }
  return [
    article(1, `Kết thúc vùng cách ly y tế được thiết lập tại ${set} từ ${moment(d.signedAt)}. Phạm vi:`),
    ...dashes(d.parts),
    article(2, d.overridden ? 'Điều kiện gỡ vùng chưa đạt đủ:' : 'Điều kiện gỡ vùng:'),
    ...dashes(d.criteria ? criteriaLines(d.criteria) : []),
    ...reason.map((text): Block => ({ kind: 'paragraph', text })),
    article(
      3,
      'Người dân trong khu vực tiếp tục theo dõi sức khỏe và thực hiện 5K. Chốt kiểm soát của vùng được tháo dỡ.',
    ),
  ]
}

/**
 * The signed decision as an official document (Decree 30/2020/NĐ-CP): what was decided then, whatever was changed
 * since. `first` is the decision that set the zone.
 */
export async function zoneDocument(
  ctx: Ctx,
  zone: Zone,
  d: ZoneDecision,
  first: ZoneDecision,
): Promise<OfficialDocument> {
  const tree = await treeOf(ctx)
  const issuer = tree.byId.get(d.issuerAreaId)!
  const above = issuer.parentId === null ? undefined : tree.byId.get(issuer.parentId)
  const body = `Ủy ban nhân dân ${issuer.fullName}`
  const unit = issuer.level === 'ward' ? 'phường' : 'quận'
  return {
    form: 'state',
    superior: above ? `ỦY BAN NHÂN DÂN ${above.fullName.toLocaleUpperCase('vi')}` : '',
    issuer: body.toLocaleUpperCase('vi'),
    number: d.numberText,
    place: issuer.name,
    date: localDate(d.signedAt),
    typeName: 'QUYẾT ĐỊNH',
    abstract: ABSTRACT[d.type](zone.name),
    heading: `CHỦ TỊCH ${body.toLocaleUpperCase('vi')}`,
    bases: d.legalBasis,
    opener: 'QUYẾT ĐỊNH:',
    body: [
      ...orderOf(zone, d, first),
      article(
        4,
        `Quyết định có hiệu lực từ khi ký. Các đơn vị, tổ chức và người dân trong khu vực chịu trách nhiệm thi hành Quyết định này./.`,
      ),
    ],
    recipients: [
      'Như Điều 4',
      ...(above ? [`UBND ${above.fullName} (để báo cáo)`] : []),
      'Trung tâm Y tế quận',
      `Công an, Ban Chỉ huy Quân sự ${unit}`,
      'Lưu: VT',
    ],
    authority: ['CHỦ TỊCH'],
    signer: d.signerName,
  }
}
