import { localDate } from '../../../platform/clock.ts'
import type { Block, OfficialDocument } from '../../../platform/files/official.ts'
import { formatDate } from '../../../web/kit/format.ts'
import type { Decision, DecisionType, Order } from './contract.ts'

/** Everything the paper names. Calendar dates are 'YYYY-MM-DD', instants ISO 8601 UTC. */
export interface DocumentFacts {
  order: Order
  /** What was signed; absent for a draft of the first decision. */
  decision: Decision | undefined
  /** The lines "Căn cứ …" of a draft. */
  draftBasis: string[]
  person: {
    fullName: string
    birthYear: number | null
    sex: string | null
    nationalId: string | null
    address: string | null
  }
  issuer: { name: string; fullName: string; level: string; parentName: string | null }
  /** The ward of the order, whose health station and police look after the person. */
  wardName: string
  negatives: number | null
  today: string
}

const MEASURE = { quarantine: 'cách ly y tế', isolation: 'cách ly điều trị' }
const PLACE = { home: 'tại nhà, nơi lưu trú', facility: 'tại cơ sở tập trung' }
const GROUP: Record<Order['exposure'], string> = {
  F0: 'người mắc bệnh hoặc nghi mắc bệnh',
  F1: 'người tiếp xúc gần (F1)',
  F2: 'người tiếp xúc với F1 (F2)',
  returnee: 'người đến, về từ vùng dịch',
}

const ABSTRACT: Record<DecisionType, string> = {
  issue: 'Về việc áp dụng biện pháp',
  extend: 'Về việc gia hạn thời gian',
  release: 'Về việc kết thúc',
  cancel: 'Về việc hủy bỏ quyết định áp dụng biện pháp',
}

const upper = (text: string) => text.toLocaleUpperCase('vi')
const lowerFirst = (text: string) => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1)

/** '17 giờ 00 ngày 10/8/2021', local time. */
function moment(instant: string): string {
  const local = new Date(Date.parse(instant) + 7 * 3_600_000).toISOString()
  return `${local.slice(11, 13)} giờ ${local.slice(14, 16)} ngày ${formatDate(localDate(instant), { lang: 'vi' })}`
}

function who(f: DocumentFacts): string {
  const { person } = f
  const title = person.sex === 'male' ? 'ông' : person.sex === 'female' ? 'bà' : 'ông (bà)'
  return [
    `${title} ${person.fullName}`,
    ...(person.birthYear ? [`sinh năm ${person.birthYear}`] : []),
    ...(person.nationalId ? [`số định danh, CMND, hộ chiếu ${person.nationalId}`] : []),
    ...(person.address ? [`địa chỉ ${person.address}`] : []),
  ].join(', ')
}

const article = (n: number, text: string, paragraphs?: string[]): Block => ({
  kind: 'article',
  title: `Điều ${n}.`,
  text,
  ...(paragraphs ? { paragraphs } : {}),
})

/** Điều 2 and Điều 3 of a decision that restricts somebody: what the person owes, and what is owed to the person. */
function duties(f: DocumentFacts): Block[] {
  const watch =
    f.order.kind === 'isolation'
      ? 'theo dõi, điều trị và chuyển tuyến kịp thời khi bệnh nặng lên'
      : 'theo dõi sức khỏe, đo nhiệt độ hằng ngày và lấy mẫu xét nghiệm theo quy định'
  return [
    article(
      2,
      'Người được cách ly không rời khỏi nơi cách ly, không tiếp xúc với người khác; tự theo dõi sức khỏe và báo ngay cho trạm y tế khi có dấu hiệu bất thường. Các thành viên trong hộ gia đình thực hiện yêu cầu phòng bệnh của cơ quan y tế.',
      ['Người được cách ly có quyền khiếu nại quyết định này theo quy định của pháp luật.'],
    ),
    article(
      3,
      `Trạm Y tế ${f.wardName} ${watch}. Công an ${f.wardName} giám sát việc chấp hành; tổ dân phố, tổ Covid cộng đồng hỗ trợ nhu yếu phẩm trong thời gian cách ly.`,
    ),
  ]
}

function effect(f: DocumentFacts, n: number): Block {
  const station = f.order.placeKind === 'facility' ? 'người phụ trách nơi cách ly, ' : ''
  return article(
    n,
    `Quyết định này có hiệu lực kể từ ngày ký. Trạm trưởng Trạm Y tế ${f.wardName}, Trưởng Công an ${f.wardName}, ${station}các đơn vị liên quan và người có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.`,
  )
}

function issueBody(f: DocumentFacts): Block[] {
  const { order } = f
  const from = order.lastExposure
    ? [`Thời gian được tính từ ngày tiếp xúc cuối ${formatDate(order.lastExposure, { lang: 'vi' })}.`]
    : []
  // The order may have been extended since: the first decision prints the term it was signed with.
  const term = f.decision ?? order
  return [
    article(1, `Áp dụng biện pháp ${MEASURE[order.kind]} ${PLACE[order.placeKind]} đối với ${who(f)}.`, [
      `Lý do: ${GROUP[order.exposure]}; ${order.reason}`,
      `Nơi cách ly: ${order.address}.`,
      `Thời gian cách ly: ${term.days} ngày, từ ${moment(order.startsAt)} đến ${moment(term.endsAt)}.`,
      ...from,
    ]),
    ...duties(f),
    effect(f, 4),
  ]
}

const first = (f: DocumentFacts) =>
  `Quyết định số ${f.order.numberText} ngày ${formatDate(localDate(f.order.issuedAt!), { lang: 'vi' })}`

function extendBody(f: DocumentFacts, d: Decision): Block[] {
  return [
    article(1, `Gia hạn ${MEASURE[f.order.kind]} theo ${first(f)} đối với ${who(f)}.`, [
      `Thời gian gia hạn: ${d.days} ngày, đến ${moment(d.endsAt)}.`,
      `Nơi cách ly: ${f.order.address}.`,
      `Lý do: ${d.reason ?? ''}`,
    ]),
    ...duties(f),
    effect(f, 4),
  ]
}

function releaseBody(f: DocumentFacts, d: Decision): Block[] {
  const tests = f.negatives
    ? [
        `Kết quả xét nghiệm: ${f.negatives} lần liên tiếp âm tính hoặc đạt ngưỡng theo quy định, tính đến ngày ký.`,
      ]
    : []
  return [
    article(1, `Kết thúc ${MEASURE[f.order.kind]} đối với ${who(f)}, từ ${moment(d.signedAt)}.`, [
      `Quyết định này thay thế ${first(f)}.`,
      ...tests,
      ...(d.overridden && d.reason ? [`Lý do kết thúc khi chưa đủ điều kiện thông thường: ${d.reason}`] : []),
    ]),
    article(
      2,
      `Người có tên tại Điều 1 tiếp tục tự theo dõi sức khỏe tại nơi ở theo hướng dẫn của Trạm Y tế ${f.wardName}.`,
    ),
    effect(f, 3),
  ]
}

function cancelBody(f: DocumentFacts, d: Decision): Block[] {
  return [
    article(1, `Hủy bỏ ${first(f)} về việc ${MEASURE[f.order.kind]} đối với ${who(f)}.`, [
      `Lý do: ${d.reason ?? ''}`,
    ]),
    effect(f, 2),
  ]
}

function body(f: DocumentFacts): Block[] {
  const d = f.decision
  if (d?.type === 'extend') return extendBody(f, d)
  if (d?.type === 'release') return releaseBody(f, d)
  if (d?.type === 'cancel') return cancelBody(f, d)
  return issueBody(f)
}

/** A decision in the form of Decree 30/2020/NĐ-CP; before the signature it is marked as a draft and has no number. */
export function orderDocument(f: DocumentFacts): OfficialDocument {
  const { decision: d, issuer } = f
  const committee = `ỦY BAN NHÂN DÂN ${upper(issuer.fullName)}`
  const type = d?.type ?? 'issue'
  const superior = issuer.parentName ? `ỦY BAN NHÂN DÂN ${upper(issuer.parentName)}` : 'ỦY BAN NHÂN DÂN'
  return {
    form: 'state',
    superior,
    issuer: committee,
    number: d?.numberText ?? '…/QĐ-UBND',
    place: issuer.name,
    date: d ? localDate(d.signedAt) : f.today,
    typeName: 'QUYẾT ĐỊNH',
    abstract: `${ABSTRACT[type]} ${MEASURE[f.order.kind]}${type === 'issue' ? ` ${PLACE[f.order.placeKind]}` : ''}`,
    heading: `CHỦ TỊCH ${committee}`,
    bases: d?.legalBasis ?? f.draftBasis,
    opener: 'QUYẾT ĐỊNH:',
    body: body(f),
    recipients: [
      type === 'issue' || type === 'extend' ? 'Như Điều 4' : type === 'release' ? 'Như Điều 3' : 'Như Điều 2',
      `Trung tâm Y tế ${lowerFirst(issuer.level === 'ward' ? (issuer.parentName ?? 'quận') : issuer.fullName)}`,
      'Lưu: VT',
    ],
    authority: ['CHỦ TỊCH'],
    signer: d?.signerName ?? '',
    draft: d === undefined,
  }
}
