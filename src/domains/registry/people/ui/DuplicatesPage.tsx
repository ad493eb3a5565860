import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { api, areaName, call, setAddress, useAddress, useArea } from '../../../../web/kit/api.ts'
import {
  Card,
  EmptyState,
  ErrorState,
  formatDate,
  formatDateTime,
  formatNumber,
  KeyHint,
  Link,
  Page,
  SkeletonLines,
  Stack,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Pair, PairPerson } from '../contract.ts'
import { Evidence, Likelihood } from './Evidence.tsx'
import { MergeDrawer } from './MergeDrawer.tsx'
import './messages.ts'
import './people.css'

/** Records of the register that may be one person: compare and merge, or say that they are two. */
export function DuplicatesPage() {
  const t = useT('merge')
  const [pair] = useAddress('pair')
  return (
    <Page
      breadcrumbs={[{ label: t('people'), href: '/people' }]}
      title={t('pairs')}
      subtitle={t('pairs.lead')}
    >
      <Stack>
        <Pairs key={pair ?? ''} only={pair} />
        <Remembered />
      </Stack>
    </Page>
  )
}

function Pairs({ only }: { only: string | undefined }) {
  const t = useT('merge')
  const list = useRef<HTMLDivElement>(null)
  const [merging, setMerging] = useState<Pair>()
  const query = useInfiniteQuery(
    api.people.pairs.infiniteOptions({
      input: (after: string | undefined) => ({
        limit: 20,
        ...(only ? { id: only } : {}),
        ...(after ? { after } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  )
  if (query.error && !query.data) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const pairs = query.data.pages.flatMap((p) => p.pairs)
  const total = query.data.pages[0]!.total
  const all = () => setAddress({ pair: undefined })
  if (pairs.length === 0) {
    return (
      <EmptyState
        title={t(only ? 'pairs.gone' : 'pairs.none')}
        action={
          only && (
            <Button variant="default" onClick={all}>
              {t('pairs.all')}
            </Button>
          )
        }
      >
        {t('pairs.none.next')}
      </EmptyState>
    )
  }
  // Keys work where the focus is, so that no stray letter decides anything.
  const move = (from: Element | null, by: 1 | -1) => {
    const cards = [...(list.current?.querySelectorAll<HTMLElement>('[data-pair]') ?? [])]
    cards[cards.indexOf(from as HTMLElement) + by]?.focus()
  }
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const one = (event.target as HTMLElement).closest('[data-pair]')
    if (!one || event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (key === 'j' || key === 'l') move(one, 1)
    else if (key === 'k') move(one, -1)
    else one.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(key)}"]`)?.click()
  }
  return (
    <>
      <p className="people-pairs-lead">
        <span>
          {only ? (
            <Button size="compact-sm" variant="default" onClick={all}>
              {t('pairs.all.n', { count: formatNumber(total) })}
            </Button>
          ) : (
            t('pairs.count', { count: formatNumber(total) })
          )}
        </span>
        <span className="people-keys">
          <KeyHint keys={['J', 'K']} /> {t('keys.move')} <KeyHint keys={['C']} /> {t('keys.compare')}{' '}
          <KeyHint keys={['N']} /> {t('keys.distinct')} <KeyHint keys={['L']} /> {t('keys.later')}
        </span>
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the pairs below, each of which has its buttons */}
      <div ref={list} className="people-pairs" onKeyDown={press}>
        {pairs.map((p) => (
          <OnePair
            key={p.id}
            pair={p}
            compare={() => setMerging(p)}
            later={(from) => move(from.closest('[data-pair]'), 1)}
          />
        ))}
      </div>
      {query.hasNextPage && (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('pairs.more')}
        </Button>
      )}
      <MergeDrawer
        key={merging?.id}
        personId={merging?.one.id ?? ''}
        otherId={merging?.other.id}
        opened={merging !== undefined}
        onClose={() => setMerging(undefined)}
      />
    </>
  )
}

function OnePair(props: { pair: Pair; compare: () => void; later: (from: HTMLElement) => void }) {
  const { one, other, probability, why } = props.pair
  const t = useT('merge')
  const client = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const distinguish = async () => {
    setBusy(true)
    try {
      const { id } = await call.people.distinguish({ id: one.id, otherId: other.id })
      await client.invalidateQueries()
      toast.done(t('distinct.done'), {
        undo: async () => {
          await call.people.undistinguish({ id })
          await client.invalidateQueries()
        },
      })
    } catch (error) {
      toast.problem(error)
      setBusy(false)
    }
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the pair takes the keys of the list
    <section tabIndex={0} data-pair aria-label={`${one.fullName}, ${other.fullName}`}>
      <Card title={<Likelihood probability={probability} />}>
        <div className="people-pair">
          <PersonOfPair person={one} beside={other} />
          <PersonOfPair person={other} beside={one} />
          <Evidence why={why} />
        </div>
        <div className="people-pair-actions">
          <Button size="xs" data-key="c" onClick={props.compare}>
            {t('pair.compare')}
          </Button>
          <Button
            size="xs"
            variant="default"
            data-key="n"
            loading={isBusy}
            onClick={() => void distinguish()}
          >
            {t('pair.distinct')}
          </Button>
          <Button size="xs" variant="subtle" onClick={(e) => props.later(e.currentTarget)}>
            {t('pair.later')}
          </Button>
        </div>
      </Card>
    </section>
  )
}

/** One of the two; what the other has otherwise is set off. */
function PersonOfPair({ person, beside }: { person: PairPerson; beside: PairPerson }) {
  const t = useT('merge')
  const area = useArea()
  const factsOf = (p: PairPerson) => ({
    birth: p.birthDate ? formatDate(p.birthDate) : p.birthYear ? String(p.birthYear) : null,
    sex: p.sex && t(`sex.${p.sex}`),
    phone: p.phone,
    home: [p.address, areaName(area?.byId, p.areaId)].filter(Boolean).join(', '),
  })
  const [mine, theirs] = [factsOf(person), factsOf(beside)]
  return (
    <div className="people-pair-one">
      <Link href={`/people/${person.id}`}>{person.fullName}</Link>
      <dl>
        {(['birth', 'sex', 'phone', 'home'] as const).map((field) => (
          <div key={field}>
            <dt>{t(`field.${field}`)}</dt>
            <dd data-differs={(mine[field] && theirs[field] && mine[field] !== theirs[field]) || undefined}>
              {mine[field] || <span className="vx-muted">{t('none')}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** What was decided before, each with the way back. */
function Remembered() {
  const t = useT('merge')
  const client = useQueryClient()
  const query = useQuery(api.people.distinct.queryOptions({ input: {} }))
  if (!query.data?.length) return null
  const undo = async (id: string) => {
    try {
      await call.people.undistinguish({ id })
      await client.invalidateQueries()
      toast.done(t('distinct.undone'))
    } catch (error) {
      toast.problem(error)
    }
  }
  return (
    <Card title={t('distinct')} padding={false}>
      <ul className="vx-rows">
        {query.data.map((d) => (
          <li key={d.id} className="vx-row">
            <div className="vx-row-text">
              <div className="vx-row-title">
                <Link href={`/people/${d.one.id}`}>{d.one.fullName}</Link>
                {', '}
                <Link href={`/people/${d.other.id}`}>{d.other.fullName}</Link>
              </div>
              <div className="vx-row-detail">{`${d.by}, ${formatDateTime(d.at)}`}</div>
            </div>
            <div className="vx-row-end">
              <Button size="xs" variant="subtle" onClick={() => void undo(d.id)}>
                {t('distinct.undo')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
