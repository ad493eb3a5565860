import type { Indicator } from '../../../platform/indicators.ts'
import { words } from '../../../platform/words.ts'
import { endedQuarantine, inQuarantine, newInQuarantine } from './kpi-figures.ts'

const atOnce = words('Tính đến hôm nay.', 'Up to today.')

export const kpiIndicators: Indicator[] = [
  {
    id: 'outcome.in_quarantine',
    group: 'outcome',
    kind: 'count',
    whole: true,
    words: words('Người cách ly y tế trong kỳ', 'People in quarantine in the window'),
    formula: words(
      'Số người có quyết định cách ly y tế đã ký có hiệu lực ít nhất một lúc trong khoảng thời gian; mỗi người một lần.',
      'People under a signed quarantine order at some time in the window; each once.',
    ),
    better: null,
    counted: { figure: inQuarantine },
    lag: { days: 0, words: atOnce },
  },
  {
    id: 'outcome.new_quarantine',
    group: 'outcome',
    kind: 'count',
    words: words('Người mới cách ly y tế', 'People newly quarantined'),
    formula: words(
      'Số người có quyết định cách ly y tế bắt đầu trong khoảng thời gian mà trước đó không đang cách ly.',
      'People whose quarantine began in the window and who were in none just before.',
    ),
    better: null,
    counted: { figure: newInQuarantine },
    lag: { days: 0, words: atOnce },
  },
  {
    id: 'outcome.quarantine_completed',
    group: 'outcome',
    kind: 'ratio',
    words: words('Cách ly đủ thời gian', 'Quarantine completed'),
    formula: words(
      'Quyết định cách ly y tế kết thúc bằng quyết định, không sớm hơn ngày hết hạn / mọi quyết định đến ngày hết hạn trong khoảng thời gian. Chuyển sang cách ly điều trị, kết thúc sớm và hủy nằm trong mẫu số; quá hạn chưa kết thúc là chưa rõ. Chỉ số của Resolve to Save Lives.',
      'Quarantine orders released by a decision, not before the last day / all orders whose term ended in the window. Those moved to isolation, ended early or cancelled stay in the denominator; past the end without a decision is not known. Indicator of Resolve to Save Lives.',
    ),
    better: 'higher',
    numerator: { figure: endedQuarantine, part: { key: 'how', value: 'completed' } },
    denominator: { figure: endedQuarantine },
    lag: {
      days: 2,
      words: words(
        'Hai ngày gần nhất chưa đủ: quyết định kết thúc còn đang chờ ký.',
        'The last two days are incomplete: releases are still waiting for a signature.',
      ),
    },
  },
]
