import type { Indicator } from '../../../platform/indicators.ts'
import { words } from '../../../platform/words.ts'
import { figures } from './figures.ts'
import { casesByState, orderedCases, resolvedCases, sampledCases } from './kpi-figures.ts'

const confirmed = figures.find((f) => f.id === 'cases.confirmed')!

const atOnce = words('Tính đến hôm nay.', 'Up to today.')
/** A late result of a sample taken now would only show later: what came fast is seen first. */
const laboratory = {
  days: 2,
  words: words(
    'Hai ngày gần nhất chưa đủ: kết quả và giờ lấy mẫu còn đang được nhập.',
    'The last two days are incomplete: results and times of samples are still being entered.',
  ),
}

export const kpiIndicators: Indicator[] = [
  {
    id: 'speed.result24',
    group: 'speed',
    kind: 'ratio',
    words: words('Có kết quả trong 24 giờ từ khi lấy mẫu', 'Reported within 24 hours of the specimen'),
    formula: words(
      'Ca xác định có kết quả không quá 24 giờ sau mẫu dương tính đầu tiên / mọi ca xác định trong khoảng thời gian. Ca không ghi giờ lấy mẫu vẫn nằm trong mẫu số, ở phần chưa rõ. Chỉ số của Resolve to Save Lives (không kèm mức đặt ra).',
      'Confirmed cases known no later than 24 hours after their first positive sample / all confirmed cases of the window. A case without a time of sample stays in the denominator, as not known. Indicator of Resolve to Save Lives (which sets no level).',
    ),
    better: 'higher',
    numerator: { figure: sampledCases, part: { key: 'result24', value: 'in_time' } },
    denominator: { figure: sampledCases },
    lag: laboratory,
  },
  {
    id: 'speed.tested3',
    group: 'speed',
    kind: 'ratio',
    words: words('Lấy mẫu trong 3 ngày từ khởi phát', 'Sampled within 3 days of onset'),
    formula: words(
      'Ca xác định có mẫu đầu tiên không quá 3 ngày sau ngày khởi phát (kể cả lấy trước khi có triệu chứng) / mọi ca xác định trong khoảng thời gian. Không triệu chứng, hoặc thiếu ngày khởi phát hay giờ lấy mẫu: chưa rõ. Chỉ số của Resolve to Save Lives.',
      'Confirmed cases whose first sample was taken no later than 3 days after onset (before it included) / all confirmed cases of the window. Without symptoms, a date of onset or a time of sample: not known. Indicator of Resolve to Save Lives.',
    ),
    better: 'higher',
    numerator: { figure: sampledCases, part: { key: 'tested3', value: 'in_time' } },
    denominator: { figure: sampledCases },
    lag: laboratory,
  },
  {
    id: 'speed.onset_sample',
    group: 'speed',
    kind: 'distribution',
    words: words('Từ khởi phát đến lấy mẫu đầu tiên', 'Onset to first sample'),
    formula: words(
      'Số ngày từ ngày khởi phát đến ngày lấy mẫu đầu tiên của mỗi ca xác định: trung vị, khoảng giữa 25% và 75%, và mức 90%. Mỗi ca tính một lần, theo mẫu đầu. Âm là lấy mẫu trước khi có triệu chứng.',
      'Days from onset to the first sample of each confirmed case: median, 25th to 75th and 90th percentile. Each case counts once, by its first sample. Negative: sampled before symptoms.',
    ),
    better: 'lower',
    figure: sampledCases,
    column: 'onset_to_sample',
    unit: words('ngày', 'days'),
    within: {
      value: 3,
      source: words('Resolve to Save Lives: trong 3 ngày', 'Resolve to Save Lives: within 3 days'),
    },
    lag: laboratory,
  },
  {
    id: 'outcome.cfr',
    group: 'outcome',
    kind: 'ratio',
    words: words('Tỷ lệ chết trên ca xác định', 'Case fatality of confirmed cases'),
    formula: words(
      'Ca đã tử vong / mọi ca xác định có kết quả trong cùng khoảng thời gian (cùng những người đó, không lấy số chết của kỳ này chia số ca của kỳ này). Chỉ tính ca xác định. Ca chưa có kết cục vẫn nằm trong mẫu số, nên tỷ lệ còn tăng.',
      'Those who died / all confirmed cases with a result in the same window (the same people, not the deaths of a period over its cases). Confirmed cases only. Cases without an outcome stay in the denominator, so the share still rises.',
    ),
    better: 'lower',
    numerator: { figure: confirmed, part: { key: 'outcome', value: 'died' } },
    denominator: { figure: confirmed },
    lag: {
      days: 14,
      words: words(
        'Bỏ 14 ngày gần nhất: phần lớn ca mới chưa thể có kết cục.',
        'The last 14 days are left out: most new cases cannot have an outcome yet.',
      ),
    },
  },
  {
    id: 'outcome.cfr_resolved',
    group: 'outcome',
    kind: 'ratio',
    words: words('Tỷ lệ chết trên ca đã có kết cục', 'Case fatality of resolved cases'),
    formula: words(
      'Ca tử vong / ca đã khỏi hoặc tử vong, theo ngày kết cục. Không có ca nào có kết cục thì không tính được (không phải 0%).',
      'Deaths / cases who recovered or died, by day of the outcome. With no outcome it is undefined (not 0%).',
    ),
    better: 'lower',
    numerator: { figure: resolvedCases, part: { key: 'outcome', value: 'died' } },
    denominator: { figure: resolvedCases },
    lag: {
      days: 0,
      words: words(
        'Tử vong thường được ghi sớm hơn khỏi bệnh, nên tỷ lệ này có thể cao hơn thực tế.',
        'Deaths are often recorded sooner than recoveries, so this share may be too high.',
      ),
    },
  },
  {
    id: 'outcome.active',
    group: 'outcome',
    kind: 'ratio',
    words: words('Ca đang hoạt động', 'Active cases'),
    formula: words(
      'Ca xác định và có thể chưa khỏi, chưa tử vong / mọi ca xác định và có thể đã ghi nhận. Phần còn lại là ca đã đóng.',
      'Confirmed and probable cases neither recovered nor dead / all known ones. The rest are closed.',
    ),
    better: null,
    numerator: { figure: casesByState, part: { key: 'state', value: 'active' } },
    denominator: { figure: casesByState },
    lag: { days: 0, words: atOnce },
  },
  {
    id: 'quality.date_order',
    group: 'quality',
    kind: 'ratio',
    words: words('Ca có mốc ngày cần xem lại', 'Cases with dates to be checked'),
    formula: words(
      'Ca có mốc ngày ngược / mọi ca đã báo trong khoảng thời gian (trừ ca loại trừ): khởi phát không trước ngày sinh, không sau ngày có kết quả; kết cục không trước khởi phát; khỏi không trước ngày có kết quả.',
      'Cases with reversed dates / all cases reported in the window (discarded ones left out): onset not before birth nor after the result; outcome not before onset; recovery not before the result.',
    ),
    better: 'lower',
    numerator: { figure: orderedCases, part: { key: 'order', value: 'check' } },
    denominator: { figure: orderedCases },
    lag: { days: 0, words: atOnce },
  },
]
