import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { api, areaName, say, useAddress, useArea, useAsOf, useNow, useRight } from '../kit/api.ts'
import {
  Card,
  DataTable,
  EmptyState,
  ErrorState,
  formatDate,
  formatDateTime,
  formatNumber,
  Page,
  SkeletonLines,
  SplitBar,
  Stack,
  toProblem,
  useT,
} from '../kit/index.ts'
import { usePostWords } from '../kit/post-words.ts'
import { figureHref } from './figure-href.ts'
import { columnsOf, hrefOf, type Row } from './RegisterPage.tsx'

/** A number, opened: its definition, its parts with the remainder, and the very rows it counts. */
export function FigurePage({ id }: { id: string }) {
  const t = useT('shell')
  const area = useArea()
  const now = useNow()
  const [asOf] = useAsOf()
  const [from] = useAddress('from')
  const [to] = useAddress('to')
  const [day] = useAddress('day')
  const [part] = useAddress('part')
  const [value] = useAddress('value')
  const [remainder] = useAddress('remainder')
  const mayExport = useRight('export.make')
  const postWords = usePostWords()
  const ask = {
    id,
    ...(area ? { areaId: area.areaId } : {}),
    ...(asOf ? { asOf } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  }
  const slice = {
    ...(day ? { day } : {}),
    ...(part ? { part } : {}),
    ...(value ? { value } : {}),
    ...(remainder ? { remainder: true } : {}),
  }
  const all = useQuery(api.platform.figures.list.queryOptions({ input: {} }))
  const about = all.data?.find((f) => f.id === id)
  const rows = useInfiniteQuery({
    ...api.platform.figures.rows.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...ask,
        ...slice,
        limit: 100,
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next,
    }),
    enabled: area !== undefined && about?.mayOpen === true,
  })
  const mainPart = about ? Object.keys(about.parts)[0] : undefined
  const parts = useQuery({
    ...api.platform.figures.byPart.queryOptions({ input: { ...ask, part: mainPart ?? '' } }),
    enabled: area !== undefined && mainPart !== undefined,
  })
  const count = useQuery({
    ...api.platform.figures.count.queryOptions({ input: ask }),
    enabled: area !== undefined,
  })
  if (all.error) return <ErrorState error={all.error} />
  if (!about || !area) return <SkeletonLines lines={8} />
  const first = rows.data?.pages[0]
  const total = slice.part || slice.day ? first?.count : count.data?.count
  const window =
    from && to
      ? t('figure.window', { from: formatDate(from), to: formatDate(to) })
      : from
        ? t('figure.from', { from: formatDate(from) })
        : ''
  const sliceWords = [
    day && formatDate(day),
    part &&
      (remainder
        ? t('figure.remainder')
        : say(about.parts[part]?.values[value ?? ''] ?? { vi: value ?? '', en: value ?? '' })),
  ].filter(Boolean)
  const exportHref = `/api/figures/${id}/export.xlsx?${new URLSearchParams(
    Object.entries({ ...ask, ...slice })
      .filter(([k]) => k !== 'id')
      .map(([k, v]) => [k, String(v)]),
  )}`
  return (
    <Page
      title={`${say(about.words)}: ${formatNumber(total)} ${say(about.unit)}`}
      subtitle={[
        areaName(area.byId, area.areaId),
        window,
        ...sliceWords,
        t('figure.asOf', { at: formatDateTime(asOf ?? now) }),
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={
        about.mayOpen &&
        mayExport && (
          <Button
            component="a"
            href={exportHref}
            download
            variant="default"
            leftSection={<Download size={15} aria-hidden />}
          >
            {t('register.excel')}
          </Button>
        )
      }
    >
      <Stack>
        <Card title={t('figure.definition')}>
          <p style={{ margin: 0, maxWidth: '80ch' }}>{say(about.definition)}</p>
          {mainPart && parts.data?.parts.some((p) => p.value !== null && p.count > 0) && (
            <div style={{ marginTop: 16 }}>
              <SplitBar
                label={say(about.parts[mainPart]!.words)}
                total={parts.data.total}
                parts={parts.data.parts
                  .filter((p) => p.value !== null && p.count > 0)
                  .map((p) => ({
                    key: p.value!,
                    label: say(about.parts[mainPart]!.values[p.value!]!),
                    value: p.count,
                    href: figureHref(id, {
                      areaId: area.areaId,
                      from: from!,
                      to: to!,
                      part: mainPart,
                      value: p.value!,
                      asOf,
                    }),
                  }))}
                remainderHref={figureHref(id, {
                  areaId: area.areaId,
                  from: from!,
                  to: to!,
                  part: mainPart,
                  remainder: true,
                  asOf,
                })}
              />
            </div>
          )}
        </Card>
        {!about.mayOpen && <EmptyState title={t('figure.forbidden')} compact />}
        {rows.error && !first && <ErrorState error={toProblem(rows.error)} retry={() => rows.refetch()} />}
        {first && (
          <Card padding={false}>
            <DataTable<Row>
              label={say(about.words)}
              columns={columnsOf(first.columns, postWords)}
              rows={rows.data!.pages.flatMap((p) => p.rows) as Row[]}
              rowKey={(r) => r.id}
              hrefOf={(r) => hrefOf(about.opens, r)}
              {...(rows.hasNextPage ? { onEndReached: () => void rows.fetchNextPage() } : {})}
              totalRows={first.count}
              empty={<EmptyState compact title={t('figure.empty')} />}
            />
          </Card>
        )}
      </Stack>
    </Page>
  )
}
