import { sql } from 'kysely'
import { type Figure, known } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from './queries.ts'

const HOW_LIKELY = {
  high: words('Rất có thể', 'Very likely'),
  even: words('Có thể', 'Likely'),
  low: words('Cần xem', 'Worth a look'),
}

export const figures: Figure[] = [
  {
    id: 'people.possible_duplicates',
    axis: 'stock',
    words: words('Cặp hồ sơ có thể trùng', 'Records that may be one person'),
    definition: words(
      'Cặp hồ sơ trong sổ quản lý người mà hệ thống so khớp thấy có thể là một người, chưa gộp và chưa ai xác nhận là hai người.',
      'Pairs of records of the register that may be one person by comparison, not merged and not confirmed to be two people.',
    ),
    unit: words('cặp', 'pairs'),
    right: 'person.merge',
    opens: '/people/duplicates?pair={id}',
    columns: [
      { key: 'one', type: 'text', words: words('Hồ sơ', 'Record'), personal: true },
      { key: 'other', type: 'text', words: words('Có thể trùng với', 'May be the same as'), personal: true },
      { key: 'likely', type: 'choice', words: words('Khả năng', 'How likely'), values: HOW_LIKELY },
      { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
      { key: 'found_at', type: 'datetime', words: words('Phát hiện lúc', 'Found'), sortable: true },
    ],
    parts: { likely: { words: words('Khả năng', 'How likely'), values: HOW_LIKELY } },
    rows: (db, input) =>
      db
        .selectFrom(known('vx.person_pair', 'p', input))
        .innerJoin('vx.area as a', 'a.id', 'p.area_id')
        .select([
          'p.id',
          'p.area_id',
          sql<string>`(p.found_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'),
          nameOf('p.one_id').as('one'),
          nameOf('p.other_id').as('other'),
          sql<string>`case when p.probability >= 0.9 then 'high' when p.probability >= 0.5 then 'even' else 'low' end`.as(
            'likely',
          ),
          'a.full_name as area',
          'p.found_at',
        ])
        .where('p.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
]
