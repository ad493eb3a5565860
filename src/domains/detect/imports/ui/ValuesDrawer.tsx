import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, areaName, say, useArea } from '../../../../web/kit/api.ts'
import { Drawer, ErrorState, foldText, formatNumber, SkeletonLines, useT } from '../../../../web/kit/index.ts'
import type { Batch } from '../contract.ts'
import type { FieldOf } from './vocabulary.ts'

export interface ValuesDrawerProps {
  batch: Batch
  column: string
  field: FieldOf
  /** Value as written (folded) → value of the product. */
  chosen: Record<string, string>
  areaIds: number[]
  onClose(): void
  onChange(chosen: Record<string, string>): void
}

/** As the server folds a value before it looks it up. */
const keyOf = (value: string) =>
  foldText(value)
    .replace(/[^\p{L}\p{N}+]+/gu, ' ')
    .trim()

/** What each way of writing in a column means, where the product does not see it by itself. */
export function ValuesDrawer({
  batch,
  column,
  field,
  chosen,
  areaIds,
  onClose,
  onChange,
}: ValuesDrawerProps) {
  const t = useT('imports')
  const area = useArea()
  const query = useQuery(api.imports.values.queryOptions({ input: { id: batch.id, column } }))
  const data =
    field.type === 'area'
      ? areaIds.map((a) => ({ value: String(a), label: areaName(area?.byId, a) }))
      : Object.entries(field.values ?? {}).map(([value, words]) => ({ value, label: say(words) }))
  return (
    <Drawer opened onClose={onClose} title={t('values.title', { column })}>
      <p className="imports-drawer-lead">{t('values.lead', { field: say(field.words) })}</p>
      {query.error ? (
        <ErrorState error={query.error} compact />
      ) : !query.data ? (
        <SkeletonLines lines={6} />
      ) : (
        <ul className="imports-values">
          {query.data.values.map((v) => (
            <li key={v.value}>
              <div>
                <b>{v.value}</b>
                <span className="vx-muted">{t('rows.count', { count: v.count })}</span>
              </div>
              <Select
                aria-label={t('values.of', { value: v.value })}
                placeholder={t('values.auto')}
                clearable
                searchable={data.length > 8}
                data={data}
                value={chosen[keyOf(v.value)] ?? null}
                onChange={(value) => {
                  const { [keyOf(v.value)]: _, ...rest } = chosen
                  onChange(value ? { ...rest, [keyOf(v.value)]: value } : rest)
                }}
              />
            </li>
          ))}
          {query.data.more && <li className="vx-muted">{t('values.more', { n: formatNumber(200) })}</li>}
        </ul>
      )}
    </Drawer>
  )
}
