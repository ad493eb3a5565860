import { sql } from 'kysely'
import type { Register } from '../../../platform/registers.ts'
import { type Words, words } from '../../../platform/words.ts'
import type { BatchState, ImportKind, RowOutcome } from './contract.ts'
import { KIND_WORDS } from './figures.ts'
import { REASONS } from './reasons.ts'

export const STATE_WORDS: Record<BatchState, Words> = {
  uploaded: words('Chờ ghép cột', 'To be mapped'),
  checking: words('Đang chạy thử', 'Dry run under way'),
  checked: words('Đã chạy thử', 'Checked'),
  committing: words('Đang nhập', 'Being entered'),
  committed: words('Đã nhập', 'Entered'),
  undoing: words('Đang hoàn tác', 'Being undone'),
  undone: words('Đã hoàn tác', 'Undone'),
  failed: words('Dừng vì lỗi', 'Stopped by a failure'),
}

export const OUTCOME_WORDS: Record<RowOutcome, Words> = {
  pending: words('Chưa kiểm tra', 'Not checked'),
  create: words('Sẽ thêm', 'To be created'),
  match: words('Trùng, đã có', 'Known already'),
  review: words('Cần xem xét', 'To be reviewed'),
  refuse: words('Không nhập được', 'To be refused'),
  created: words('Đã thêm', 'Created'),
  matched: words('Đã có sẵn', 'Matched'),
  queued: words('Chờ xem xét', 'Queued for review'),
  refused: words('Bị từ chối', 'Refused'),
  undone: words('Đã hoàn tác', 'Undone'),
}

const REASON_WORDS = Object.fromEntries(Object.entries(REASONS).map(([code, r]) => [code, r.short]))

const batches: Register = {
  id: 'imports',
  words: words('Các lần nhập dữ liệu', 'Imports'),
  right: 'import.make',
  opens: '/imports/{id}',
  columns: [
    { key: 'file_name', type: 'text', words: words('Tệp', 'File'), sortable: true },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KIND_WORDS, sortable: true },
    { key: 'area', type: 'text', words: words('Nhập vào', 'Into'), sortable: true },
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    { key: 'row_count', type: 'integer', words: words('Số dòng', 'Rows'), sortable: true },
    { key: 'created', type: 'integer', words: words('Đã thêm', 'Created') },
    { key: 'matched', type: 'integer', words: words('Đã có', 'Matched') },
    { key: 'queued', type: 'integer', words: words('Chờ xem xét', 'Queued') },
    { key: 'refused', type: 'integer', words: words('Từ chối', 'Refused') },
    { key: 'created_by', type: 'text', words: words('Người nhập', 'By'), sortable: true },
    { key: 'created_at', type: 'datetime', words: words('Tải lên lúc', 'Uploaded'), sortable: true },
  ],
  filters: [
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STATE_WORDS },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KIND_WORDS },
  ],
  sort: { key: 'created_at', desc: true },
  query(db, input) {
    const f = input.filters
    const count = (...outcomes: RowOutcome[]) =>
      sql<number>`(select count(*) from vx.import_row r where r.batch_id = b.id and r.outcome in (${sql.join(outcomes)}))`
    let q = db
      .selectFrom('vx.import_batch as b')
      .innerJoin('vx.area as a', 'a.id', 'b.area_id')
      .select([
        'b.id',
        'b.file_name',
        'b.kind',
        'a.full_name as area',
        'b.state',
        'b.row_count',
        count('created').as('created'),
        count('matched').as('matched'),
        count('queued', 'review').as('queued'),
        count('refused').as('refused'),
        'b.created_by',
        'b.created_at',
      ])
      .where('b.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (f.state) q = q.where('b.state', '=', f.state as BatchState)
    if (f.kind) q = q.where('b.kind', '=', f.kind as ImportKind)
    if (input.search)
      q = q.where(sql<boolean>`vx.fold(b.file_name) like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}

const rows: Register = {
  id: 'import-rows',
  words: words('Dòng của các tệp nhập', 'Rows of imported files'),
  right: 'import.make',
  opens: '/imports/{batch_id}',
  columns: [
    { key: 'file_name', type: 'text', words: words('Tệp', 'File'), sortable: true },
    { key: 'line', type: 'integer', words: words('Dòng', 'Line'), sortable: true },
    { key: 'full_name', type: 'text', words: words('Họ tên', 'Name'), personal: true },
    {
      key: 'outcome',
      type: 'choice',
      words: words('Kết quả', 'Outcome'),
      values: OUTCOME_WORDS,
      sortable: true,
    },
    { key: 'reason', type: 'choice', words: words('Lý do', 'Reason'), values: REASON_WORDS },
    { key: 'area', type: 'text', words: words('Địa bàn', 'Area'), sortable: true },
    { key: 'created_at', type: 'datetime', words: words('Tải lên lúc', 'Uploaded'), sortable: true },
  ],
  filters: [
    { key: 'outcome', type: 'choice', words: words('Kết quả', 'Outcome'), values: OUTCOME_WORDS },
    { key: 'reason', type: 'choice', words: words('Lý do', 'Reason'), values: REASON_WORDS },
  ],
  sort: { key: 'created_at', desc: true },
  query(db, input) {
    const f = input.filters
    let q = db
      .selectFrom('vx.import_row as r')
      .innerJoin('vx.import_batch as b', 'b.id', 'r.batch_id')
      .innerJoin('vx.area as a', 'a.id', 'r.area_id')
      .select([
        'r.id',
        'r.batch_id',
        'b.file_name',
        'r.line',
        sql<string | null>`r.parsed #>> '{person,fullName}'`.as('full_name'),
        'r.outcome',
        sql<string | null>`r.reasons -> 0 ->> 'code'`.as('reason'),
        'a.full_name as area',
        'b.created_at',
      ])
      .where('r.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (f.outcome) q = q.where('r.outcome', '=', f.outcome as RowOutcome)
    if (f.reason) q = q.where(sql<boolean>`r.reasons @> ${JSON.stringify([{ code: f.reason }])}::jsonb`)
    if (input.search) {
      q = q.where(
        sql<boolean>`(vx.fold(b.file_name) like '%' || vx.fold(${input.search}) || '%' or vx.fold(r.parsed #>> '{person,fullName}') like '%' || vx.fold(${input.search}) || '%')`,
      )
    }
    return q as never
  },
}

export const registers = [batches, rows]
