import { Button, Select, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, areaName, call, say, setAddress, useArea } from '../../../../web/kit/api.ts'
import {
  Card,
  type Column,
  DataTable,
  formatDate,
  formatNumber,
  formatPercent,
  Link,
  Stack,
  type Translate,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import { type Batch, ImportKind } from '../contract.ts'
import { ValuesDrawer } from './ValuesDrawer.tsx'
import { fieldsOf, type Vocabulary } from './vocabulary.ts'

type FileColumn = Batch['columns'][number]

const COUNTRY_HINT = 2

/** Which column holds what, and how to read it; ends in a dry run that enters nothing. */
export function Mapping({ batch, vocabulary }: { batch: Batch; vocabulary: Vocabulary }) {
  const t = useT('imports')
  const client = useQueryClient()
  const area = useArea()
  const [kind, setKind] = useState(batch.kind)
  const [mapping, setMapping] = useState(batch.mapping)
  const [options, setOptions] = useState(batch.options)
  const [open, setOpen] = useState<FileColumn>()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')
  const [showEmpty, setShowEmpty] = useState(false)
  const diseases = useQuery({
    ...api.surveillance.diseases.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const fields = fieldsOf(vocabulary, kind)
  const used = new Set(Object.values(mapping))
  const missing = fields.filter((f) => f.required && !used.has(f.key))
  const set = (change: Partial<Batch['options']>) => setOptions((o) => ({ ...o, ...change }))
  const below = areasBelow(area, batch.areaId)

  const start = async () => {
    setBusy(true)
    setFailure('')
    try {
      const kept = Object.fromEntries(
        Object.entries(mapping).filter(([, f]) => fields.some((x) => x.key === f)),
      )
      await call.imports.check({ id: batch.id, version: batch.version, kind, mapping: kept, options })
      setAddress({ step: undefined })
      await client.invalidateQueries()
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setBusy(false)
    }
  }

  const columns: Column<FileColumn>[] = [
    {
      key: 'name',
      label: t('map.column'),
      width: 210,
      render: (c) => <b className="imports-column">{c.name}</b>,
    },
    {
      key: 'samples',
      label: t('map.samples'),
      render: (c) =>
        c.samples.length ? (
          <span className="imports-samples">{c.samples.slice(0, 3).join(' · ')}</span>
        ) : (
          <span className="vx-muted">{t('map.empty')}</span>
        ),
    },
    {
      key: 'filled',
      label: t('map.filled'),
      align: 'right',
      width: 84,
      priority: 3,
      render: (c) => (
        <span className="vx-num">{formatPercent(batch.rowCount ? c.filled / batch.rowCount : 0)}</span>
      ),
    },
    {
      key: 'field',
      label: t('map.field'),
      width: 300,
      render: (c) => {
        const field = fields.find((f) => f.key === mapping[c.name])
        const isValued = field?.type === 'choice' || field?.type === 'area'
        return (
          <div className="imports-field">
            <Select
              aria-label={t('map.fieldOf', { column: c.name })}
              placeholder={t('map.none')}
              clearable
              searchable
              data={fields.map((f) => ({
                value: f.key,
                label: say(f.words) + (f.required ? ' *' : ''),
                disabled: f.type !== 'area' && used.has(f.key) && mapping[c.name] !== f.key,
              }))}
              value={field ? field.key : null}
              onChange={(value) =>
                setMapping((m) => {
                  const { [c.name]: _, ...rest } = m
                  return value ? { ...rest, [c.name]: value } : rest
                })
              }
            />
            {isValued && (
              <Button variant="default" size="xs" onClick={() => setOpen(c)}>
                {t('map.values')}
              </Button>
            )}
            {!field && c.suggested && kind === batch.kind && (
              <button
                type="button"
                className="vx-text-button"
                onClick={() => setMapping((m) => ({ ...m, [c.name]: c.suggested! }))}
              >
                {t('map.suggested', { field: say(fields.find((f) => f.key === c.suggested)!.words) })}
              </button>
            )}
          </div>
        )
      },
    },
  ]

  const isRead = (c: FileColumn) => fields.some((f) => f.key === mapping[c.name])
  const isEmpty = (c: FileColumn) => c.filled === 0 && !isRead(c)
  const empty = batch.columns.filter(isEmpty).length
  const shown = [
    ...batch.columns.filter((c) => batch.mapping[c.name]),
    ...batch.columns.filter((c) => !batch.mapping[c.name] && (showEmpty || !isEmpty(c))),
  ]
  const unread = batch.columns.filter((c) => !isRead(c) && c.filled > 0)
  return (
    <Stack>
      {batch.sameFile.length > 0 && (
        <div className="imports-notice" role="status">
          <p>
            {t('sameFile')}{' '}
            {batch.sameFile.map((s) => (
              <Link key={s.id} href={`/imports/${s.id}`}>
                {formatDate(s.createdAt)}
              </Link>
            ))}
          </p>
        </div>
      )}
      {batch.fileWarnings.length > 0 && (
        <div className="imports-notice" role="status">
          {batch.fileWarnings.map((w) => (
            <p key={`${w.code}${w.detail}`}>{t(`file.${w.code}`, { detail: w.detail })}</p>
          ))}
        </div>
      )}
      <Card title={t('map.how')}>
        <div className="imports-options">
          <Select
            label={t('kind')}
            allowDeselect={false}
            data={ImportKind.options.map((k) => ({ value: k, label: say(vocabulary.kinds[k]!.words) }))}
            value={kind}
            onChange={(v) => v && setKind(v as Batch['kind'])}
          />
          <Select
            label={t('disease')}
            allowDeselect={false}
            data={(diseases.data ?? []).map((d) => ({ value: d.key, label: say(d) }))}
            value={options.disease}
            onChange={(v) => v && set({ disease: v })}
          />
          <TextInput
            label={t('source')}
            description={t('source.hint')}
            value={options.source}
            onChange={(e) => set({ source: e.currentTarget.value.toLowerCase() })}
          />
          <Select
            label={t('defaultArea')}
            description={t('defaultArea.hint')}
            allowDeselect={false}
            searchable
            data={below.map((a) => ({ value: String(a), label: areaName(area?.byId, a) }))}
            value={String(options.defaultAreaId)}
            onChange={(v) => v && set({ defaultAreaId: Number(v) })}
          />
          <Select
            label={t('dateOrder')}
            allowDeselect={false}
            data={['dmy', 'mdy'].map((v) => ({ value: v, label: t(`dateOrder.${v}`) }))}
            value={options.dateOrder}
            onChange={(v) => v && set({ dateOrder: v as 'dmy' })}
          />
          <TextInput
            label={t('year')}
            description={t('year.hint')}
            inputMode="numeric"
            value={String(options.year || '')}
            onChange={(e) => set({ year: Number(e.currentTarget.value.replace(/\D/g, '').slice(0, 4)) })}
          />
          <Select
            label={t('nameOrder')}
            allowDeselect={false}
            data={['family-first', 'given-first'].map((v) => ({ value: v, label: t(`nameOrder.${v}`) }))}
            value={options.nameOrder}
            onChange={(v) => v && set({ nameOrder: v as 'family-first' })}
          />
          <TextInput
            label={t('nationality')}
            maxLength={COUNTRY_HINT}
            value={options.nationality}
            onChange={(e) => set({ nationality: e.currentTarget.value.toUpperCase() })}
          />
        </div>
      </Card>
      <Card
        title={t('map.title')}
        aside={t('map.counts', {
          read: formatNumber(batch.columns.length - unread.length),
          n: formatNumber(batch.columns.length),
        })}
        padding={false}
      >
        <DataTable<FileColumn>
          label={t('map.title')}
          columns={columns}
          rows={shown}
          rowKey={(c) => c.name}
          maxHeight="none"
          footer={
            <>
              {unread.length > 0 && t('map.unread', { columns: named(unread, t) })}
              {empty > 0 && (
                <>
                  {' '}
                  <button
                    type="button"
                    className="vx-text-button"
                    aria-expanded={showEmpty}
                    onClick={() => setShowEmpty((v) => !v)}
                  >
                    {t(showEmpty ? 'map.hideEmpty' : 'map.showEmpty', { count: empty })}
                  </button>
                </>
              )}
            </>
          }
        />
      </Card>
      <div className="imports-next imports-next-stays">
        {missing.length > 0 && (
          <p className="imports-hint">
            {t('map.missing', { fields: missing.map((f) => say(f.words)).join(', ') })}
          </p>
        )}
        {failure && (
          <p role="alert" className="imports-failure">
            {failure}
          </p>
        )}
        <Button loading={busy} disabled={missing.length > 0} onClick={() => void start()}>
          {t('check')}
        </Button>
      </div>
      {open && (
        <ValuesDrawer
          batch={batch}
          column={open.name}
          field={fields.find((f) => f.key === mapping[open.name])!}
          chosen={options.values[mapping[open.name]!] ?? {}}
          areaIds={below}
          onClose={() => setOpen(undefined)}
          onChange={(chosen) => set({ values: { ...options.values, [mapping[open.name]!]: chosen } })}
        />
      )}
    </Stack>
  )
}

const MOST_NAMED = 12

/** The names of columns, the first of them when there are many. */
function named(columns: FileColumn[], t: Translate): string {
  const names = columns.slice(0, MOST_NAMED).map((c) => c.name)
  const rest = columns.length - names.length
  return names.join(', ') + (rest > 0 ? ` ${t('map.andMore', { n: rest })}` : '')
}

function areasBelow(area: ReturnType<typeof useArea>, root: number): number[] {
  if (!area) return []
  const all: number[] = []
  const add = (id: number) => {
    all.push(id)
    for (const child of area.children(id)) add(child.id)
  }
  add(root)
  return all
}
