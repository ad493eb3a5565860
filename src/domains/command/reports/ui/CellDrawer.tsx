import { useInfiniteQuery } from '@tanstack/react-query'
import { api, say } from '../../../../web/kit/api.ts'
import {
  type Column,
  DataTable,
  Drawer,
  EmptyState,
  ErrorState,
  formatDateTime,
  formatNumber,
  SkeletonLines,
  useT,
} from '../../../../web/kit/index.ts'
import type { CellList, ReportBrief } from '../contract.ts'
import './messages.ts'
import { windowWords } from './words.ts'

type Row = Record<string, unknown> & { id: string }

/** The list behind one number of a report: its definition, its window, its rows, and what lies outside the viewer's areas. */
export function CellDrawer({
  report,
  cell,
  onClose,
}: {
  report: ReportBrief
  cell: string | undefined
  onClose: () => void
}) {
  const query = useInfiniteQuery({
    ...api.reports.cell.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id: report.id,
        key: cell ?? '',
        limit: 100,
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next,
    }),
    enabled: cell !== undefined,
  })
  const first = query.data?.pages[0]
  const about = first && (first.key === cell || !cell) ? first : undefined
  const title = about ? [say(about.words), about.slice && say(about.slice)].filter(Boolean).join(' · ') : ''
  return (
    <Drawer opened={cell !== undefined} onClose={onClose} title={title} size={820}>
      {query.error ? (
        <ErrorState error={query.error} retry={() => query.refetch()} compact />
      ) : about ? (
        <CellRows
          title={title}
          knownAt={report.knownAt}
          about={about}
          rows={query.data!.pages.flatMap((p) => p.rows) as Row[]}
          more={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
        />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </Drawer>
  )
}

interface CellRowsProps {
  title: string
  knownAt: string
  about: CellList
  rows: Row[]
  more: (() => void) | undefined
}

function CellRows({ title, knownAt, about, rows, more }: CellRowsProps) {
  const t = useT('reports')
  const shown = about.count - about.outside
  return (
    <div className="vx-stack">
      <p className="report-definition">{say(about.definition)}</p>
      <p className="report-window">
        {[
          t('cell.count', { count: about.count, n: about.count }),
          windowWords(t, about.window),
          about.frozen ? t('cell.frozen') : t('cell.live', { at: formatDateTime(knownAt) }),
        ].join(' · ')}
      </p>
      {about.outside > 0 && <p className="report-rest">{t('cell.outside', { n: about.outside })}</p>}
      <DataTable<Row>
        label={title}
        columns={about.columns.map(columnOf)}
        rows={rows}
        rowKey={(r) => r.id}
        hrefOf={(r) =>
          about.opens.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(r[key] ?? '')))
        }
        dense
        maxHeight="none"
        totalRows={shown}
        footer={`${formatNumber(rows.length)} / ${formatNumber(shown)}`}
        empty={<EmptyState compact title={t('cell.empty')} />}
        {...(more ? { onEndReached: more } : {})}
      />
    </div>
  )
}

function columnOf(c: CellList['columns'][number], index: number): Column<Row> {
  const number = c.type === 'integer' || c.type === 'number'
  return {
    key: c.key,
    label: say(c.words),
    type: number ? 'number' : c.type === 'date' || c.type === 'datetime' ? c.type : 'text',
    priority: index < 4 ? 1 : index < 6 ? 2 : 3,
    ...(c.type === 'choice'
      ? {
          render: (row: Row) => {
            const value = row[c.key]
            if (typeof value !== 'string') return <span className="vx-muted">—</span>
            return c.values?.[value] ? say(c.values[value]) : value
          },
        }
      : {}),
  }
}
