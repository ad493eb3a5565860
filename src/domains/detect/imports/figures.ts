import { sql } from 'kysely'
import { type Figure, known } from '../../../platform/figures.ts'
import { words } from '../../../platform/words.ts'
import { KINDS } from './fields.ts'

export const KIND_WORDS = Object.fromEntries(Object.entries(KINDS).map(([kind, k]) => [kind, k.words]))

export const figures: Figure[] = [
  {
    id: 'imports.queued',
    axis: 'stock',
    words: words('Dòng nhập chờ xem xét', 'Import rows waiting for review'),
    definition: words(
      'Dòng của các tệp đã tải lên có thể trùng với người đã biết mà vào thời điểm xem chưa ai quyết định.',
      'Rows of uploaded files that may be people already known and that nobody had decided at the moment asked about.',
    ),
    unit: words('dòng', 'rows'),
    right: 'import.make',
    opens: '/imports/{batch_id}?step=review',
    columns: [
      { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KIND_WORDS, sortable: true },
      { key: 'file_name', type: 'text', words: words('Tệp', 'File'), sortable: true },
      { key: 'line', type: 'integer', words: words('Dòng', 'Line'), sortable: true },
      { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
      { key: 'opened_at', type: 'datetime', words: words('Từ lúc', 'Since'), sortable: true },
    ],
    parts: { kind: { words: words('Loại', 'Kind'), values: KIND_WORDS } },
    rows: (db, input) =>
      db
        .selectFrom(known('vx.import_review', 'v', input))
        .innerJoin('vx.area as a', 'a.id', 'v.area_id')
        .leftJoin('vx.import_batch as b', 'b.id', 'v.batch_id')
        .select([
          'v.id',
          'v.area_id',
          'v.batch_id',
          sql<string>`(v.opened_at at time zone 'Asia/Ho_Chi_Minh')::date`.as('day'),
          'b.kind',
          'b.file_name',
          'v.line',
          'a.full_name as area',
          'v.opened_at',
        ])
        .where('v.decision', 'is', null)
        .where('v.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
]
