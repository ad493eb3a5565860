import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../../web/kit/api.ts'
import {
  Card,
  type Column,
  DataTable,
  Drawer,
  EmptyState,
  ErrorState,
  FieldList,
  FilterPills,
  formatNumber,
  Link,
  StatusPill,
  ToneMark,
  useT,
} from '../../../../web/kit/index.ts'
import type { Batch, ImportRow, RowOutcome } from '../contract.ts'
import { OUTCOME_TONE, REASON_TONE } from './tones.ts'
import { fieldsOf, generalSentence, sentenceOf, useShownValues, type Vocabulary } from './vocabulary.ts'

export interface RowsProps {
  batch: Batch
  vocabulary: Vocabulary
  part: string | undefined
  reason: string | undefined
  parts: { value: string; label: string; count: number; outcomes: RowOutcome[] }[]
  onPart(part: string | undefined): void
}

const NAMES = ['fullName', 'familyName', 'middleName', 'givenName']

/** The name of a row as it was read, or the id that stands for it. */
function whoOf(batch: Batch, row: ImportRow): string {
  const v = row.values
  const order =
    batch.options.nameOrder === 'given-first' ? ['givenName', 'middleName', 'familyName'] : NAMES.slice(1)
  const name =
    v.fullName ??
    order
      .map((k) => v[k])
      .filter(Boolean)
      .join(' ')
  const link = v.sourceId && v.targetId ? `${v.sourceId} → ${v.targetId}` : undefined
  return String(name || link || v.outsideId || v.personId || '')
}

/** Every row of the file with its outcome and reasons, in the order of the file. */
export function Rows({ batch, vocabulary, part, reason, parts, onPart }: RowsProps) {
  const t = useT('imports')
  const [open, setOpen] = useState<ImportRow>()
  const outcomes = parts.find((p) => p.value === part)?.outcomes
  // Before the commit a part has one name and after it another; only one of the two ever has rows, or both after a second check.
  const outcome = outcomes?.find((o) => batch.counts[o] > 0) ?? outcomes?.[0]
  const query = useInfiniteQuery(
    api.imports.rows.infiniteOptions({
      input: (after: number) => ({
        id: batch.id,
        after,
        limit: 100,
        ...(outcome ? { outcome } : {}),
        ...(reason ? { reason } : {}),
      }),
      initialPageParam: 0,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  )
  const rows = query.data?.pages.flatMap((p) => p.rows) ?? []
  const columns: Column<ImportRow>[] = [
    { key: 'line', label: t('column.line'), type: 'number', width: 70 },
    {
      key: 'who',
      label: t('column.who'),
      render: (r) => whoOf(batch, r) || <span className="vx-muted">—</span>,
    },
    {
      key: 'outcome',
      label: t('column.outcome'),
      width: 170,
      render: (r) => <StatusPill tone={OUTCOME_TONE[r.outcome]}>{t(`outcome.${r.outcome}`)}</StatusPill>,
    },
    {
      key: 'reasons',
      label: t('column.reasons'),
      render: (r) => (
        <ul className="imports-why">
          {r.reasons.map((why, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row may give one reason for two fields
            <li key={i}>
              <ToneMark tone={REASON_TONE[why.level]} label={t(`level.${why.level}`)} />
              <span>{sentenceOf(vocabulary, batch.kind, why)}</span>
            </li>
          ))}
        </ul>
      ),
    },
  ]
  return (
    <Card
      title={reason ? generalSentence(vocabulary, reason) : t('rows.title')}
      padding={false}
      aside={
        <Button
          component="a"
          variant="default"
          size="xs"
          href={`/api/imports/${batch.id}/rows.xlsx`}
          download
        >
          {t('rows.download')}
        </Button>
      }
    >
      <div className="imports-filter">
        <FilterPills
          label={t('column.outcome')}
          items={[{ value: '', label: t('all'), count: batch.rowCount }, ...parts]}
          value={reason ? ' ' : (part ?? '')}
          onChange={(value) => onPart(value || undefined)}
        />
      </div>
      {query.error && !query.data ? (
        <ErrorState error={query.error} retry={() => query.refetch()} compact />
      ) : (
        <DataTable<ImportRow>
          label={t('rows.title')}
          columns={columns}
          rows={rows}
          rowKey={(r) => r.id}
          loading={query.isFetching}
          onRowOpen={setOpen}
          {...(query.hasNextPage ? { onEndReached: () => void query.fetchNextPage() } : {})}
          footer={t('rows.shown', { n: formatNumber(rows.length) })}
          empty={<EmptyState compact title={t('rows.none')} />}
        />
      )}
      {open && (
        <Drawer
          opened
          onClose={() => setOpen(undefined)}
          title={t('row.title', { n: formatNumber(open.line) })}
        >
          <RowDetail batch={batch} vocabulary={vocabulary} row={open} />
        </Drawer>
      )}
    </Card>
  )
}

/** A row as it stood in the file beside what was read out of it. */
function RowDetail({ batch, vocabulary, row }: { batch: Batch; vocabulary: Vocabulary; row: ImportRow }) {
  const t = useT('imports')
  const shown = useShownValues(vocabulary, batch.kind)
  const unread = Object.entries(row.raw).filter(
    ([column]) => !fieldsOf(vocabulary, batch.kind).some((f) => f.key === batch.mapping[column]),
  )
  const there = ['created', 'matched', 'match'].includes(row.outcome)
  return (
    <div className="imports-detail">
      <StatusPill tone={OUTCOME_TONE[row.outcome]}>{t(`outcome.${row.outcome}`)}</StatusPill>
      <ul className="imports-why">
        {row.reasons.map((why, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row may give one reason for two fields
          <li key={i}>
            <ToneMark tone={REASON_TONE[why.level]} label={t(`level.${why.level}`)} />
            <span>{sentenceOf(vocabulary, batch.kind, why)}</span>
          </li>
        ))}
      </ul>
      {there && (row.caseId || row.personId) && (
        <div>
          <Button
            component={Link}
            variant="default"
            size="xs"
            href={row.caseId ? `/cases/${row.caseId}` : `/people/${row.personId}`}
          >
            {t(row.caseId ? 'row.case' : 'row.person')}
          </Button>
        </div>
      )}
      <h3>{t('row.read')}</h3>
      <FieldList items={shown(row.values).map((v) => ({ label: v.label, value: v.value }))} />
      {unread.length > 0 && (
        <>
          <h3>{t('row.unread')}</h3>
          <FieldList items={unread.map(([label, value]) => ({ label, value }))} />
        </>
      )}
    </div>
  )
}
