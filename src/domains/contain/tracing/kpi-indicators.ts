import type { Figure } from '../../../platform/figures.ts'
import type { Indicator } from '../../../platform/indicators.ts'
import { words } from '../../../platform/words.ts'
import { chainsByState } from './kpi-chains.ts'
import {
  dueDays,
  duePeople,
  elicitedContacts,
  endedMonitoring,
  exposedContacts,
  householdContacts,
  UNSEEN_DAYS,
  unseenContacts,
} from './kpi-figures.ts'
import { caseIndicators } from './kpi-indicators-cases.ts'

const WHO = words('Mục tiêu trong báo cáo tình hình của WHO: 100%', 'Goal of the WHO situation reports: 100%')
const NONE_LOST = words(
  'Mục tiêu trong báo cáo tình hình của WHO: 0%',
  'Goal of the WHO situation reports: 0%',
)
const CATALONIA = words(
  'Catalonia, KPI 3: 70% (BMC Public Health 2022, 22:13695)',
  'Catalonia, KPI 3: 70% (BMC Public Health 2022, 22:13695)',
)

const atOnce = {
  days: 0,
  words: words('Tình hình vào thời điểm xem.', 'As it stands at the moment asked about.'),
}
const rounds = {
  days: 1,
  words: words(
    'Không tính hôm nay: ngày theo dõi chưa hết.',
    'Today is left out: the day of checks is not over.',
  ),
}
const dayToAct = {
  days: 2,
  words: words(
    'Hai ngày gần nhất chưa đủ: hạn 24 giờ chưa hết hoặc còn đang nhập.',
    'The last two days are incomplete: the 24 hours are not over, or entry is under way.',
  ),
}
const incubation = {
  days: 14,
  words: words(
    'Bỏ 14 ngày gần nhất: người tiếp xúc còn có thể phát bệnh.',
    'The last 14 days are left out: these contacts may still fall ill.',
  ),
}

const part = (figure: Figure, key: string, value: string) => ({
  numerator: { figure, part: { key, value } },
  denominator: { figure },
})

export const kpiIndicators: Indicator[] = [
  {
    id: 'watch.daily',
    group: 'watch',
    kind: 'ratio',
    words: words('Lượt theo dõi gặp được', 'Daily follow-up coverage'),
    formula: words(
      'Lượt đến hạn gặp được (bình thường hoặc có triệu chứng) / mọi lượt đến hạn trong khoảng thời gian. Mỗi người mỗi ngày một lượt, dù gọi mấy lần, tổ nào gọi; vắng mặt và chưa ghi không phải là gặp được.',
      'Checks on which the person was seen (normal or with symptoms) / all checks due in the window. One check for each person and day, however often and by whom they were called; absent or not recorded is not seen.',
    ),
    better: 'higher',
    target: { value: 1, source: WHO },
    ...part(dueDays, 'seen', 'seen'),
    lag: rounds,
  },
  {
    id: 'watch.people',
    group: 'watch',
    kind: 'ratio',
    whole: true,
    words: words('Người gặp được ít nhất một lần', 'People seen at least once'),
    formula: words(
      'Người gặp được ít nhất một ngày / người có ngày đến hạn trong khoảng thời gian; mỗi người một lần, dù nhiều tổ cùng gặp.',
      'People seen on at least one day / people due in the window; each once, even when several teams saw them.',
    ),
    better: 'higher',
    target: { value: 1, source: WHO },
    ...part(duePeople, 'seen', 'yes'),
    lag: rounds,
  },
  {
    id: 'watch.all_days',
    group: 'watch',
    kind: 'ratio',
    words: words('Theo dõi đủ mọi ngày', 'Followed on all days'),
    formula: words(
      'Người gặp được vào mọi ngày đến hạn / người có ngày theo dõi cuối trong khoảng thời gian (người đã thành ca bệnh trước đó không tính).',
      'People seen on every due day / people whose last day of monitoring lies in the window (those who became a case before are left out).',
    ),
    better: 'higher',
    target: { value: 1, source: WHO },
    ...part(endedMonitoring, 'followed', 'all'),
    lag: rounds,
  },
  {
    id: 'watch.missed',
    group: 'watch',
    kind: 'ratio',
    words: words(`Chưa gặp từ ${UNSEEN_DAYS} ngày liên tiếp`, `Not seen for ${UNSEEN_DAYS} days in a row`),
    formula: words(
      `Người đang theo dõi không gặp được ${UNSEEN_DAYS} ngày đến hạn liên tiếp trở lên, tính đến hôm qua / mọi người đang theo dõi. Ai bỏ sót lâu hơn cũng được tính; gặp một lần ở giữa thì đếm lại.`,
      `People monitored who were not seen on ${UNSEEN_DAYS} or more due days in a row, up to yesterday / all people monitored. Whoever was missed for longer counts too; seen once in between, the count begins anew.`,
    ),
    better: 'lower',
    ...part(unseenContacts, 'missed', 'missed'),
    lag: atOnce,
  },
  {
    id: 'watch.unseen',
    group: 'watch',
    kind: 'distribution',
    words: words('Số ngày chưa gặp', 'Days not seen'),
    formula: words(
      'Số ngày đến hạn liên tiếp chưa gặp của mỗi người đang theo dõi: trung vị, khoảng giữa 25% và 75%, mức 90%; danh sách chia 0, 1, 2, 3 và trên 3 ngày.',
      'Due days in a row on which each person monitored was not seen: median, 25th to 75th and 90th percentile; the list splits into 0, 1, 2, 3 and more days.',
    ),
    better: 'lower',
    figure: unseenContacts,
    column: 'unseen',
    unit: words('ngày', 'days'),
    lag: atOnce,
  },
  {
    id: 'watch.lost',
    group: 'watch',
    kind: 'ratio',
    words: words('Mất dấu', 'Lost to follow-up'),
    formula: words(
      'Người chưa tìm được (máy tính theo số ngày của quy định) / mọi người chưa hết theo dõi, kể cả người chưa tìm được.',
      'People not found (by the days of the rule, computed) / all whose monitoring has not ended, those not found included.',
    ),
    better: 'lower',
    target: { value: 0, source: NONE_LOST },
    ...part(unseenContacts, 'status', 'lost'),
    lag: atOnce,
  },
  {
    id: 'speed.quarantine24',
    group: 'speed',
    kind: 'ratio',
    words: words('F1 cách ly trong 24 giờ từ khi được ghi', 'Contacts quarantined within 24 hours'),
    formula: words(
      'F1 có quyết định cách ly y tế ký không quá 24 giờ sau khi được ghi lần đầu (kể cả đã cách ly từ trước) / mọi F1 mới được ghi. Chỉ số của Resolve to Save Lives.',
      'F1 whose quarantine order was signed no later than 24 hours after they were first listed (those under one before included) / all F1 newly listed. Indicator of Resolve to Save Lives.',
    ),
    better: 'higher',
    ...part(elicitedContacts, 'in24', 'in_time'),
    lag: dayToAct,
  },
  {
    id: 'tracing.quarantined',
    group: 'tracing',
    kind: 'ratio',
    words: words('F1 được cách ly', 'Contacts traced and quarantined'),
    formula: words(
      'F1 có quyết định cách ly y tế đã ký / mọi F1 mới được ghi trong khoảng thời gian.',
      'F1 with a signed quarantine order / all F1 newly listed in the window.',
    ),
    better: 'higher',
    target: { value: 0.7, source: CATALONIA },
    ...part(elicitedContacts, 'quarantined', 'yes'),
    lag: dayToAct,
  },
  {
    id: 'tracing.active_chains',
    group: 'tracing',
    kind: 'ratio',
    words: words('Chuỗi lây còn hoạt động', 'Active chains'),
    formula: words(
      'Chuỗi có lần tiếp xúc giữa hai ca của chuỗi trong số ngày theo dõi F1 cộng một ngày / mọi chuỗi từ hai ca trở lên. Lần tiếp xúc giữa hai ca vốn đã cùng chuỗi cũng giữ chuỗi hoạt động. Hệ số lây và độ phân tán xem ở trang chuỗi lây.',
      'Chains two of whose cases met within the days of follow-up of F1 and one day more / all chains of two cases or more. A contact between two cases that belonged together before keeps the chain active too. Reproduction and dispersion stand on the page of chains.',
    ),
    better: 'lower',
    numerator: { figure: chainsByState, part: { key: 'state', value: 'active' } },
    denominator: { figure: chainsByState },
    lag: atOnce,
  },
  {
    id: 'outcome.attack',
    group: 'outcome',
    kind: 'ratio',
    words: words('Tỷ lệ F1 thành ca bệnh', 'Secondary attack rate'),
    formula: words(
      'F1 có kết quả xác định trong 14 ngày từ tiếp xúc cuối / mọi F1 có tiếp xúc cuối trong khoảng thời gian.',
      'F1 confirmed within 14 days of their last exposure / all F1 whose last exposure lies in the window.',
    ),
    better: null,
    ...part(exposedContacts, 'became', 'yes'),
    lag: incubation,
  },
  {
    id: 'outcome.attack_household',
    group: 'outcome',
    kind: 'ratio',
    words: words('Tỷ lệ người cùng nhà thành ca bệnh', 'Secondary attack rate in households'),
    formula: words(
      'F1 cùng nhà có kết quả xác định trong 14 ngày từ tiếp xúc cuối / mọi F1 cùng nhà có tiếp xúc cuối trong khoảng thời gian.',
      'Household contacts confirmed within 14 days of their last exposure / all household contacts whose last exposure lies in the window.',
    ),
    better: null,
    ...part(householdContacts, 'became', 'yes'),
    lag: incubation,
  },
  ...caseIndicators,
]
