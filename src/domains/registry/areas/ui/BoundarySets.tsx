import { useQuery } from '@tanstack/react-query'
import { api } from '../../../../web/kit/api.ts'
import {
  Card,
  DataTable,
  EmptyState,
  ErrorState,
  formatDate,
  formatDateTime,
  SkeletonLines,
  Stack,
  StatusPill,
  useT,
} from '../../../../web/kit/index.ts'
import { SET_TONE } from './tones.ts'
import { UploadBoundaries } from './UploadBoundaries.tsx'

/** Every set of boundaries, and the place to hand a new one in. */
export function BoundarySets() {
  const t = useT('areas')
  const sets = useQuery(api.areas.boundarySets.queryOptions({ input: {} }))
  if (sets.error) return <ErrorState error={sets.error} retry={() => sets.refetch()} />
  if (!sets.data) return <SkeletonLines lines={8} />
  return (
    <Stack>
      <UploadBoundaries />
      <Card title={t('sets')} padding={false}>
        <DataTable
          label={t('sets')}
          columns={[
            { key: 'fileName', label: t('file') },
            {
              key: 'state',
              label: t('state'),
              render: (s) => <StatusPill tone={SET_TONE[s.state]}>{t(`state.${s.state}`)}</StatusPill>,
            },
            {
              key: 'validFrom',
              label: t('validity'),
              render: (s) =>
                s.validTo === null
                  ? t('since', { from: formatDate(s.validFrom) })
                  : t('between', { from: formatDate(s.validFrom), to: formatDate(s.validTo) }),
            },
            { key: 'matched', label: t('matched'), type: 'number' },
            { key: 'open', label: t('open'), type: 'number' },
            { key: 'leftOut', label: t('leftOut'), type: 'number', priority: 2 },
            { key: 'source', label: t('source'), priority: 3 },
            {
              key: 'madeBy',
              label: t('by'),
              priority: 2,
              render: (s) => t('by.at', { by: s.madeBy, at: formatDateTime(s.madeAt) }),
            },
          ]}
          rows={sets.data}
          rowKey={(s) => s.id}
          hrefOf={(s) => `/areas/boundaries/${s.id}`}
          empty={
            <EmptyState compact title={t('sets.none')}>
              {t('sets.next')}
            </EmptyState>
          }
        />
      </Card>
    </Stack>
  )
}
