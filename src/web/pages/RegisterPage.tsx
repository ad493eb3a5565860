import { Button, Menu, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Download, Search } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { ColumnOut } from '../../platform/api-contract.ts'
import { api, say, setAddress, useAddress, useArea, useRight } from '../kit/api.ts'
import {
  Card,
  type Column,
  DataTable,
  DateField,
  EmptyState,
  ErrorState,
  formatNumber,
  Page,
  SkeletonLines,
  StatusPill,
  type Tone,
  Toolbar,
  useT,
} from '../kit/index.ts'
import { usePostWords } from '../kit/post-words.ts'

export type Row = Record<string, unknown> & { id: string }

const TONES: Record<string, Tone> = {
  overdue: 'late',
  near_due: 'due',
  done_in_time: 'ok',
  done_late: 'due',
  confirmed: 'late',
  suspected: 'due',
  probable: 'due',
  recovered: 'ok',
  absent: 'due',
  symptoms: 'late',
  overdue_release: 'late',
  // Orders and zones
  proposed: 'due',
  active: 'info',
  decided: 'info',
  reduced: 'info',
  expired: 'late',
  released: 'ok',
  lifted: 'ok',
  // People being followed
  monitoring: 'info',
  lost: 'due',
  finished: 'ok',
  became_case: 'late',
  // Committees and teams
  present: 'ok',
  coming: 'info',
  former: 'neutral',
  // Visits, findings and plans
  planned: 'info',
  missed: 'late',
  under_way: 'due',
  remedied: 'info',
  reopened: 'late',
  returned: 'late',
  verified: 'ok',
  // Violations
  recorded: 'due',
  unpaid: 'late',
  appealed: 'due',
  paid: 'ok',
  // Field visits
  struck: 'neutral',
}

/** A server column as a table column: words, values in words, dates in form. */
export function columnsOf(columns: ColumnOut[], postWords: (kind: string) => string): Column<Row>[] {
  return columns.map((c, i) => ({
    key: c.key,
    label: say(c.words),
    type:
      c.type === 'integer' || c.type === 'number'
        ? 'number'
        : c.type === 'date' || c.type === 'datetime'
          ? c.type
          : 'text',
    sortable: c.sortable ?? false,
    priority: i < 4 ? 1 : i < 6 ? 2 : 3,
    ...(c.key === 'post_kind' ? { render: (row: Row) => postWords(String(row[c.key] ?? '')) } : {}),
    ...(c.type === 'choice'
      ? {
          render: (row: Row) => {
            const value = row[c.key]
            if (typeof value !== 'string') return <span className="vx-muted">—</span>
            const words = c.values?.[value] ? say(c.values[value]) : value
            const tone = TONES[value]
            return tone ? <StatusPill tone={tone}>{words}</StatusPill> : words
          },
        }
      : {}),
  }))
}

/** The address of a row's record: the pattern's {fields} filled from the row. */
export function hrefOf(pattern: string, row: Row): string {
  return pattern.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(row[key] ?? '')))
}

/** A register: search, filters and order in the address, endless paging, export of what is shown. */
export function RegisterPage(props: {
  id: string
  actions?: ReactNode
  head?: ReactNode
  /** In place of the words about an empty register: how to begin. */
  empty?: ReactNode
}) {
  const { id, actions, head, empty } = props
  const t = useT('shell')
  const area = useArea()
  const [q] = useAddress('q')
  const [sort] = useAddress('sort')
  const [filtersText] = useAddress('f')
  const [typed, setTyped] = useState(q ?? '')
  const mayExport = useRight('export.make')
  const postWords = usePostWords()
  const search = useDebouncedCallback((value: string) => setAddress({ q: value.trim() || undefined }), 250)
  const filters = parse(filtersText)
  const order = sort ? { key: sort.replace(/^-/, ''), desc: sort.startsWith('-') } : undefined
  const input = {
    id,
    limit: 100,
    ...(area ? { areaId: area.areaId } : {}),
    ...(q ? { q } : {}),
    ...(filtersText ? { filters: filtersText } : {}),
    ...(order ? { sort: order.key, desc: order.desc } : {}),
  }
  const query = useInfiniteQuery({
    ...api.platform.registers.rows.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next,
    }),
    enabled: area !== undefined,
  })
  const first = query.data?.pages[0]
  if (query.error && !first) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!first) return <SkeletonLines lines={8} />
  const rows = query.data!.pages.flatMap((p) => p.rows) as Row[]
  const setFilter = (key: string, value: string | null) => {
    const next = { ...filters, [key]: value ?? '' }
    const kept = Object.fromEntries(Object.entries(next).filter(([, v]) => v !== ''))
    setAddress({ f: Object.keys(kept).length ? JSON.stringify(kept) : undefined })
  }
  const filtered = Boolean(q || filtersText)
  const exportHref = (format: string) => {
    const params = new URLSearchParams()
    for (const [k, v] of Object.entries({ areaId: area?.areaId, q, filters: filtersText }))
      if (v) params.set(k, String(v))
    return `/api/registers/${id}/export.${format}?${params}`
  }
  return (
    <Page
      title={say(first.words)}
      subtitle={first.count > 10_000 ? t('register.many') : t('register.count', { count: first.count })}
      actions={
        <>
          {mayExport && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" leftSection={<Download size={15} aria-hidden />}>
                  {t('register.export')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item component="a" href={exportHref('xlsx')} download>
                  {t('register.excel')}
                </Menu.Item>
                <Menu.Item component="a" href={exportHref('csv')} download>
                  {t('register.csv')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
          {actions}
        </>
      }
    >
      {head}
      <Toolbar>
        <TextInput
          label={t('register.search')}
          leftSection={<Search size={15} aria-hidden />}
          value={typed}
          onChange={(e) => {
            setTyped(e.currentTarget.value)
            search(e.currentTarget.value)
          }}
        />
        {first.filters.map((f) =>
          f.type === 'date' ? (
            <DateField
              key={f.key}
              label={say(f.words)}
              value={filters[f.key] ?? null}
              onChange={(v) => setFilter(f.key, v)}
            />
          ) : (
            <Select
              key={f.key}
              label={say(f.words)}
              placeholder={t('register.all')}
              clearable
              data={Object.entries(f.values ?? {}).map(([value, w]) => ({ value, label: say(w) }))}
              value={filters[f.key] ?? null}
              onChange={(v) => setFilter(f.key, v)}
            />
          ),
        )}
        {filtered && (
          <Button
            variant="subtle"
            onClick={() => {
              setTyped('')
              setAddress({ q: undefined, f: undefined })
            }}
          >
            {t('register.clear')}
          </Button>
        )}
      </Toolbar>
      <Card padding={false}>
        <DataTable<Row>
          label={say(first.words)}
          columns={columnsOf(first.columns, postWords)}
          rows={rows}
          rowKey={(r) => r.id}
          sort={order ?? first.sort}
          onSort={(s) => setAddress({ sort: `${s.desc ? '-' : ''}${s.key}` })}
          {...(first.opens ? { hrefOf: (r: Row) => hrefOf(first.opens, r) } : {})}
          {...(query.hasNextPage ? { onEndReached: () => void query.fetchNextPage() } : {})}
          totalRows={first.count}
          footer={
            first.count > 10_000
              ? t('register.many')
              : `${formatNumber(rows.length)} / ${formatNumber(first.count)}`
          }
          empty={
            filtered ? (
              <EmptyState compact title={t('register.none')}>
                {t('register.none.next')}
              </EmptyState>
            ) : (
              (empty ?? (
                <EmptyState compact title={t('register.empty')}>
                  {t('register.empty.next')}
                </EmptyState>
              ))
            )
          }
        />
      </Card>
    </Page>
  )
}

function parse(text: string | undefined): Record<string, string> {
  try {
    return text ? (JSON.parse(text) as Record<string, string>) : {}
  } catch {
    return {}
  }
}
