import { say } from '../../../../web/kit/api.ts'
import {
  Card,
  type Column,
  DataTable,
  formatDateTime,
  formatDuration,
  formatTime,
  type Instant,
  NumberLink,
  StatusPill,
  usePhone,
  useT,
} from '../../../../web/kit/index.ts'
import type { Sheet, Submission } from '../contract.ts'
import './messages.ts'
import type { NumbersProps } from './Numbers.tsx'
import { SUBMISSION_TONES, submissionKey, windowWords } from './words.ts'

type AreaRow = Sheet['areaTable']['rows'][number]

/** The areas below, one number per column, the whole in the foot. */
export function AreaTable({ page, onOpen }: Pick<NumbersProps, 'page' | 'onOpen'>) {
  const t = useT('reports')
  const { areaTable, sections } = page.sheet
  const rows = new Map(sections.flatMap((s) => s.rows).map((r) => [r.key, r]))
  if (areaTable.columns.length === 0) return null
  const columns: Column<AreaRow>[] = [
    {
      key: 'name',
      label: t('areas.area'),
      width: 168,
      total: t('areas.sum'),
      render: (r) => (r.areaId === null ? t('elsewhere') : r.name),
    },
    ...areaTable.columns.map((key, i): Column<AreaRow> => {
      const row = rows.get(key)!
      return {
        key,
        label: [say(row.words), row.window.kind !== 'now' && windowWords(t, row.window)]
          .filter(Boolean)
          .join(', '),
        type: 'number',
        priority: i < 2 ? 1 : 2,
        total: row.cell.value,
        render: (r) => {
          const cell = r.cells[i]!
          const opens = page.mayOpen.includes(key) && cell.value > 0
          return (
            <NumberLink
              value={cell.value}
              label={`${r.name}, ${say(row.words)}`}
              {...(opens ? { onOpen: () => onOpen(cell.key) } : {})}
            />
          )
        },
      }
    }),
  ]
  return (
    <Card title={t('areas')} padding={false}>
      <DataTable
        label={t('areas')}
        columns={columns}
        rows={areaTable.rows}
        rowKey={(r) => String(r.areaId)}
        dense
        phone="table"
        maxHeight="none"
      />
    </Card>
  )
}

/** Which areas below have signed theirs, and which are late. */
export function SubmissionTable({
  label,
  submissions,
  at,
}: {
  label: string
  submissions: Submission[]
  /** The moment the states are of. */
  at: Instant
}) {
  const t = useT('reports')
  const phone = usePhone()
  return (
    <DataTable
      label={label}
      rows={submissions}
      rowKey={(s) => String(s.areaId)}
      dense
      phone="table"
      maxHeight="none"
      columns={[
        {
          key: 'name',
          label: t('list.area'),
          // On a phone the kind, the same in every row, would push each name onto three lines.
          render: (s) => (phone ? s.name.replace(/^(Phường|Xã|Thị trấn|Quận|Huyện) /, '') : s.name),
        },
        {
          key: 'state',
          label: t('list.state'),
          render: (s) => (
            <StatusPill tone={SUBMISSION_TONES[s.state]}>
              {t(submissionKey(s.state), {
                duration: formatDuration(new Date(at).getTime() - Date.parse(s.dueAt)),
              })}
            </StatusPill>
          ),
        },
        {
          key: 'number',
          label: t('list.number'),
          render: (s) =>
            s.reportId ? (
              <NumberLink value={s.number} href={`/reports/${s.reportId}`} />
            ) : (
              <span className="vx-muted">—</span>
            ),
        },
        { key: 'dueAt', label: t('due.due'), priority: 2, render: (s) => formatTime(s.dueAt) },
        {
          key: 'frozenAt',
          label: t('list.signed'),
          priority: 3,
          render: (s) => formatDateTime(s.frozenAt, { short: true }),
        },
      ]}
    />
  )
}

/** '12/14 đã ký · 1 nộp trễ · 1 chưa nộp' */
export function useSubmissionSummary(submissions: Submission[]): string {
  const t = useT('reports')
  const count = (state: Submission['state']) => submissions.filter((s) => s.state === state).length
  return [
    t('due.signed', { n: count('in_time') + count('late'), all: submissions.length }),
    count('late') > 0 && t('due.lateCount', { n: count('late') }),
    count('missing') > 0 && t('due.missing', { n: count('missing') }),
  ]
    .filter(Boolean)
    .join(' · ')
}
