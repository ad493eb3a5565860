import { Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { api, say, useAddress, useArea } from '../../../../web/kit/api.ts'
import {
  Card,
  type Column,
  DataTable,
  EmptyState,
  ErrorState,
  formatNumber,
  Page,
  SkeletonLines,
  StatusPill,
  useT,
} from '../../../../web/kit/index.ts'
import type { BatchState } from '../contract.ts'
import { STATE_TONE } from './tones.ts'
import { Upload } from './Upload.tsx'

type Row = Record<string, unknown> & { id: string }

/** Bringing a file in, and everything that was brought in before. */
export function ImportsPage() {
  const t = useT('imports')
  const area = useArea()
  const [state, setState] = useAddress('state')
  const query = useInfiniteQuery({
    ...api.platform.registers.rows.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id: 'imports',
        limit: 50,
        ...(area ? { areaId: area.areaId } : {}),
        ...(state ? { filters: JSON.stringify({ state }) } : {}),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next,
    }),
    enabled: area !== undefined,
  })
  const first = query.data?.pages[0]
  return (
    <Page title={t('title')} subtitle={t('lead')}>
      <Upload />
      {query.error && !first ? (
        <ErrorState error={query.error} retry={() => query.refetch()} />
      ) : !first ? (
        <SkeletonLines lines={6} />
      ) : (
        <Card
          title={t('before')}
          padding={false}
          aside={
            <Select
              aria-label={t('state')}
              placeholder={t('all')}
              clearable
              size="xs"
              data={Object.entries(first.filters.find((f) => f.key === 'state')?.values ?? {}).map(
                ([value, w]) => ({
                  value,
                  label: say(w),
                }),
              )}
              value={state ?? null}
              onChange={(v) => setState(v ?? undefined)}
            />
          }
        >
          <DataTable<Row>
            label={t('before')}
            columns={columns(first.columns)}
            rows={query.data!.pages.flatMap((p) => p.rows) as Row[]}
            rowKey={(r) => r.id}
            hrefOf={(r) => `/imports/${r.id}`}
            totalRows={first.count}
            {...(query.hasNextPage ? { onEndReached: () => void query.fetchNextPage() } : {})}
            empty={
              <EmptyState compact title={t('none')}>
                {t('none.next')}
              </EmptyState>
            }
          />
        </Card>
      )}
    </Page>
  )
}

interface ServerColumn {
  key: string
  words: { vi: string; en: string }
  type: string
  values?: Record<string, { vi: string; en: string }> | undefined
}

/** The columns of the register, with the state as a pill and zero as nothing to look at. */
function columns(from: ServerColumn[]): Column<Row>[] {
  return from.map((c, i) => {
    const words = (row: Row) => {
      const value = String(row[c.key] ?? '')
      return c.values?.[value] ? say(c.values[value]) : value
    }
    const base: Column<Row> = { key: c.key, label: say(c.words), priority: i < 4 ? 1 : i < 9 ? 2 : 3 }
    if (c.key === 'state') {
      return {
        ...base,
        render: (row) => <StatusPill tone={STATE_TONE[row.state as BatchState]}>{words(row)}</StatusPill>,
      }
    }
    if (c.type === 'choice') return { ...base, render: words }
    if (c.type === 'integer') {
      const muted = c.key !== 'row_count'
      return {
        ...base,
        type: 'number',
        render: (row) =>
          muted && row[c.key] === 0 ? (
            <span className="vx-muted">0</span>
          ) : (
            formatNumber(row[c.key] as number)
          ),
      }
    }
    return c.type === 'datetime' ? { ...base, type: 'datetime' } : base
  })
}
