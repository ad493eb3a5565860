import { useInfiniteQuery } from '@tanstack/react-query'
import { api, say, useRight } from '../../../../web/kit/api.ts'
import {
  type Column,
  DataTable,
  Drawer,
  EmptyState,
  ErrorState,
  formatNumber,
  SkeletonLines,
  useT,
} from '../../../../web/kit/index.ts'

export type ListName = 'people' | 'households' | 'cases' | 'untested'

type Row = Record<string, unknown> & { id: string }

/** The very list that a number of a zone counts. */
export function InsideDrawer({
  id,
  list,
  onClose,
}: {
  id: string
  list: ListName | undefined
  onClose: () => void
}) {
  const t = useT('zones')
  return (
    <Drawer opened={list !== undefined} onClose={onClose} title={list ? t(`inside.${list}`) : ''} size={720}>
      {list && <InsideList id={id} list={list} />}
    </Drawer>
  )
}

function InsideList({ id, list }: { id: string; list: ListName }) {
  const t = useT('zones')
  const mayKnow = useRight('person.read')
  const query = useInfiniteQuery(
    api.zones.inside.infiniteOptions({
      input: (cursor: string | undefined) => ({ id, list, limit: 100, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next,
    }),
  )
  const first = query.data?.pages[0]
  if (query.error && !first) return <ErrorState compact error={query.error} retry={() => query.refetch()} />
  if (!first) return <SkeletonLines lines={8} />
  const columns = first.columns.map(
    (c): Column<Row> => ({
      key: c.key,
      label: say(c.words),
      // A year is no quantity: it takes no separator.
      type:
        c.type === 'datetime' || c.type === 'date'
          ? c.type
          : c.type === 'integer' && c.key !== 'birth_year'
            ? 'number'
            : 'text',
    }),
  )
  const person = list === 'people' || list === 'untested'
  return (
    <DataTable<Row>
      label={`${t(`inside.${list}`)}: ${formatNumber(first.count)}`}
      columns={columns}
      rows={query.data!.pages.flatMap((p) => p.rows) as Row[]}
      rowKey={(r) => r.id}
      {...(person && mayKnow ? { hrefOf: (r: Row) => `/people/${r.id}` } : {})}
      {...(list === 'cases' ? { hrefOf: (r: Row) => `/cases/${r.id}` } : {})}
      {...(query.hasNextPage ? { onEndReached: () => void query.fetchNextPage() } : {})}
      totalRows={first.count}
      empty={<EmptyState compact title={t('inside.empty')} />}
    />
  )
}
