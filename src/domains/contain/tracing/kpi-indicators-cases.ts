import type { Indicator } from '../../../platform/indicators.ts'
import { words } from '../../../platform/words.ts'
import { casesByContact, casesByResponse } from './kpi-cases.ts'
import { casePairs } from './kpi-chains.ts'
import { elicitedContacts } from './kpi-figures.ts'

const WHO = words('Mục tiêu trong báo cáo tình hình của WHO: 100%', 'Goal of the WHO situation reports: 100%')
const CATALONIA = words(
  'Catalonia (BMC Public Health 2022, 22:13695)',
  'Catalonia (BMC Public Health 2022, 22:13695)',
)

const investigation = {
  days: 2,
  words: words(
    'Hai ngày gần nhất chưa đủ: ca mới còn đang điều tra.',
    'The last two days are incomplete: new cases are still being investigated.',
  ),
}

const known = (key: string, value: string) => ({
  numerator: { figure: casesByContact, part: { key, value } },
  denominator: { figure: casesByContact },
})
const response = (key: string, value: string) => ({
  numerator: { figure: casesByResponse, part: { key, value } },
  denominator: { figure: casesByResponse },
})

/** What new cases tell about tracing. */
export const caseIndicators: Indicator[] = [
  {
    id: 'early.known_contacts',
    group: 'early',
    kind: 'ratio',
    words: words('Ca mới đã là người tiếp xúc', 'New cases among known contacts'),
    formula: words(
      'Ca xác định có tên trong một danh sách tiếp xúc trước khi có kết quả / mọi ca xác định có kết quả trong khoảng thời gian. Ghi vào danh sách sau khi có kết quả không tính.',
      'Confirmed cases who were on a list of contacts before their result / all confirmed cases with a result in the window. Listed only after the result does not count.',
    ),
    better: 'higher',
    target: { value: 1, source: WHO },
    ...known('known', 'before'),
    lag: investigation,
  },
  {
    id: 'early.traced14',
    group: 'early',
    kind: 'ratio',
    words: words('Ca mới là người tiếp xúc trong 14 ngày', 'New cases declared as contacts within 14 days'),
    formula: words(
      'Ca xác định đã có tên trong danh sách tiếp xúc trước khi có kết quả, và từ tiếp xúc cuối đến ngày có kết quả là 0 đến 14 ngày / mọi ca xác định trong khoảng thời gian. Để so: Catalonia từ 33,9% lên 57,9%.',
      'Confirmed cases on a list of contacts before their result, with 0 to 14 days from the last contact to the result / all confirmed cases of the window. For comparison: Catalonia went from 33.9% to 57.9%.',
    ),
    better: 'higher',
    ...known('traced', 'yes'),
    lag: investigation,
  },
  {
    id: 'early.known_chains',
    group: 'early',
    kind: 'ratio',
    words: words('Ca mới trong chuỗi đã biết', 'New cases in known chains'),
    formula: words(
      'Ca xác định trong khoảng thời gian được truy ra từ một ca có trước / mọi ca xác định trong cùng khoảng thời gian. Tử số và mẫu số là cùng những ca mới đó.',
      'Confirmed cases of the window traced back to an earlier case / all confirmed cases of the same window. Numerator and denominator are about the same new cases.',
    ),
    better: 'higher',
    ...known('source', 'known'),
    lag: investigation,
  },
  {
    id: 'early.unlinked',
    group: 'early',
    kind: 'ratio',
    words: words('Ca mới chưa rõ nguồn lây', 'New cases unlinked to a source'),
    formula: words(
      'Ca xác định chưa truy ra từ ca nào có trước / mọi ca xác định trong khoảng thời gian. Chỉ số của Resolve to Save Lives.',
      'Confirmed cases traced back to no earlier case / all confirmed cases of the window. Indicator of Resolve to Save Lives.',
    ),
    better: 'lower',
    ...known('source', 'unlinked'),
    lag: investigation,
  },
  {
    id: 'early.quarantined',
    group: 'early',
    kind: 'ratio',
    words: words('Ca mới phát bệnh khi đang cách ly', 'New cases already in quarantine'),
    formula: words(
      'Ca xác định có quyết định cách ly y tế đã ký và còn hiệu lực vào ngày khởi phát (không có ngày khởi phát thì ngày lấy mẫu dương tính đầu tiên) / mọi ca xác định trong khoảng thời gian. Thiếu cả hai ngày: chưa rõ. Chỉ số của Resolve to Save Lives.',
      'Confirmed cases under a signed quarantine order on the day of onset (without one, of the first positive sample) / all confirmed cases of the window. Without either day: not known. Indicator of Resolve to Save Lives.',
    ),
    better: 'higher',
    ...known('quarantined', 'yes'),
    lag: investigation,
  },
  {
    id: 'early.under_followup',
    group: 'early',
    kind: 'ratio',
    words: words('Ca mới đang được theo dõi', 'New cases under follow-up'),
    formula: words(
      'Ca xác định đang trong ngày theo dõi và không mất dấu ngay trước khi có kết quả / mọi ca xác định trong khoảng thời gian. Phần còn lại: đã hết theo dõi, mất dấu, không phải người tiếp xúc.',
      'Confirmed cases within their days of monitoring and not lost just before the result / all confirmed cases of the window. The rest: follow-up completed, lost, no contact.',
    ),
    better: 'higher',
    ...known('contact_status', 'under'),
    lag: investigation,
  },
  {
    id: 'speed.onset_isolation',
    group: 'speed',
    kind: 'distribution',
    words: words('Từ khởi phát đến cách ly', 'Onset to isolation'),
    formula: words(
      'Số ngày từ khởi phát đến lúc cách ly theo quyết định đã ký, của mỗi ca xác định: trung vị, khoảng giữa 25% và 75%, mức 90%. Chưa có quyết định hoặc thiếu ngày khởi phát: chưa rõ.',
      'Days from onset to isolation by a signed order, of each confirmed case: median, 25th to 75th and 90th percentile. Without an order or a date of onset: not known.',
    ),
    better: 'lower',
    figure: casesByResponse,
    column: 'onset_to_isolation',
    unit: words('ngày', 'days'),
    lag: investigation,
  },
  {
    id: 'speed.acted24',
    group: 'speed',
    kind: 'ratio',
    words: words('Truy vết và cách ly ca trong 24 giờ', 'Interviewed and isolated within 24 hours'),
    formula: words(
      'Ca xác định bắt đầu truy vết và được cách ly, cả hai không quá 24 giờ sau khi có kết quả / mọi ca xác định trong khoảng thời gian. Một việc đã trễ là trễ; chưa ghi việc nào trễ mà thiếu một mốc giờ: chưa rõ. Chỉ số của Resolve to Save Lives.',
      'Confirmed cases whose tracing began and who were isolated, both no later than 24 hours after the result / all confirmed cases of the window. Either one late is late; neither late and one time missing: not known. Indicator of Resolve to Save Lives.',
    ),
    better: 'higher',
    ...response('acted24', 'in_time'),
    lag: investigation,
  },
  {
    id: 'speed.begun24',
    group: 'speed',
    kind: 'ratio',
    words: words('Bắt đầu truy vết trong 24 giờ', 'Tracing begun within 24 hours'),
    formula: words(
      'Ca xác định có người tiếp xúc đầu tiên được ghi, hoặc danh sách được xác nhận, không quá 24 giờ sau khi có kết quả / mọi ca xác định trong khoảng thời gian. Danh sách nhập từ tệp không cho biết ghi lúc nào: chưa rõ.',
      'Confirmed cases with the first contact listed, or the list signed off, no later than 24 hours after the result / all confirmed cases of the window. An imported list does not tell when it was written: not known.',
    ),
    better: 'higher',
    target: { value: 1, source: WHO },
    ...response('begun24', 'in_time'),
    lag: investigation,
  },
  {
    id: 'tracing.with_contacts',
    group: 'tracing',
    kind: 'ratio',
    words: words('Ca có ít nhất một người tiếp xúc', 'Cases with at least one contact'),
    formula: words(
      'Ca xác định có ít nhất một người trong danh sách tiếp xúc / mọi ca xác định trong khoảng thời gian.',
      'Confirmed cases with at least one person on their list / all confirmed cases of the window.',
    ),
    better: 'higher',
    target: { value: 0.8, source: CATALONIA },
    ...response('has', 'yes'),
    lag: investigation,
  },
  {
    id: 'tracing.contacts_per_case',
    group: 'tracing',
    kind: 'distribution',
    words: words('Số người tiếp xúc mỗi ca', 'Contacts per case'),
    formula: words(
      'Số người khác nhau trong danh sách tiếp xúc của mỗi ca xác định, kể cả ca chưa có ai: trung vị, trung bình, khoảng giữa 25% và 75%, mức 90%. Để so: Catalonia 2020 trung vị 3, trung bình 4,6.',
      'Different people on the list of each confirmed case, those without any included: median, mean, 25th to 75th and 90th percentile. For comparison: Catalonia 2020, median 3, mean 4.6.',
    ),
    better: 'higher',
    target: { value: 5, source: CATALONIA },
    figure: casesByResponse,
    column: 'contacts',
    unit: words('người', 'people'),
    within: { value: 5, source: CATALONIA },
    lag: investigation,
  },
  {
    id: 'tracing.few_contacts',
    group: 'tracing',
    kind: 'ratio',
    words: words('Ca có dưới 5 người tiếp xúc', 'Cases with fewer than 5 contacts'),
    formula: words(
      'Ca xác định có dưới 5 người trong danh sách tiếp xúc / mọi ca xác định trong khoảng thời gian.',
      'Confirmed cases with fewer than 5 people on their list / all confirmed cases of the window.',
    ),
    better: 'lower',
    ...response('enough', 'few'),
    lag: investigation,
  },
  {
    id: 'tracing.to_interview',
    group: 'tracing',
    kind: 'ratio',
    words: words('Số ca cần phỏng vấn để cách ly một người', 'Number needed to interview'),
    formula: words(
      'Số ca xác định đã truy vết / số F1 mới được ghi và có quyết định cách ly trong cùng khoảng thời gian: phải phỏng vấn bao nhiêu ca thì có thêm một người tiếp xúc được cách ly. Chỉ số của Resolve to Save Lives.',
      'Confirmed cases interviewed / F1 newly listed and quarantined in the same window: how many interviews bring one more contact into quarantine. Indicator of Resolve to Save Lives.',
    ),
    better: 'lower',
    numerator: { figure: casesByResponse, part: { key: 'interviewed', value: 'yes' } },
    denominator: { figure: elicitedContacts, part: { key: 'quarantined', value: 'yes' } },
    unit: words('ca / người', 'cases / person'),
    lag: investigation,
  },
  {
    id: 'outcome.serial_interval',
    group: 'outcome',
    kind: 'distribution',
    words: words('Khoảng cách khởi phát giữa hai ca', 'Serial interval'),
    formula: words(
      'Ngày khởi phát của ca bị lây trừ ngày khởi phát của ca đã lây, cho mỗi ca F1 thành ca bệnh: trung vị, khoảng giữa 25% và 75%, mức 90%. Giữ cả số âm và số không. Phân bố khớp và khoảng tin cậy xem ở trang chuỗi lây.',
      'Onset of the infected minus onset of the infector, for each F1 who became a case: median, 25th to 75th and 90th percentile. Negative ones and zeros are kept. A fitted distribution with its interval stands on the page of chains.',
    ),
    better: null,
    figure: casePairs,
    column: 'interval',
    unit: words('ngày', 'days'),
    lag: investigation,
  },
  {
    id: 'quality.pair_order',
    group: 'quality',
    kind: 'ratio',
    words: words('Cặp ca có thứ tự khởi phát ngược', 'Pairs whose later case fell ill first'),
    formula: words(
      'Cặp mà ca bị lây khởi phát trước ca đã lây / mọi cặp ca trong khoảng thời gian. Danh sách còn tách cặp cách nhau trên 28 ngày; thiếu ngày khởi phát là chưa rõ.',
      'Pairs whose infected fell ill before the infector / all pairs of the window. The list also tells pairs more than 28 days apart; without a date of onset it is not known.',
    ),
    better: 'lower',
    numerator: { figure: casePairs, part: { key: 'order', value: 'reversed' } },
    denominator: { figure: casePairs },
    lag: investigation,
  },
]
