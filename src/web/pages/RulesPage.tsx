import { useQuery } from '@tanstack/react-query'
import { api } from '../kit/api.ts'
import {
  Card,
  DataTable,
  ErrorState,
  formatDate,
  Page,
  SkeletonLines,
  StatusPill,
  useT,
} from '../kit/index.ts'

/** Every rule of law and medicine that the product uses, with its versions and their basis. */
export function RulesPage() {
  const t = useT('shell')
  const rules = useQuery(api.platform.rules.queryOptions({ input: {} }))
  if (rules.error) return <ErrorState error={rules.error} retry={() => rules.refetch()} />
  if (!rules.data) return <SkeletonLines lines={8} />
  return (
    <Page title={t('rules.title')} subtitle={t('rules.lead')}>
      <Card padding={false}>
        <DataTable
          label={t('rules.title')}
          columns={[
            { key: 'key', label: t('rules.key'), render: (r) => <code>{r.key}</code>, priority: 1 },
            {
              key: 'effectiveFrom',
              label: t('rules.from'),
              render: (r) => formatDate(r.effectiveFrom),
              priority: 1,
            },
            {
              key: 'effectiveTo',
              label: t('rules.to'),
              render: (r) => formatDate(r.effectiveTo),
              priority: 3,
            },
            { key: 'legalBasis', label: t('rules.basis'), priority: 1 },
            {
              key: 'confirmedBy',
              label: t('rules.confirmed'),
              priority: 2,
              render: (r) => r.confirmedBy ?? <StatusPill tone="due">{t('rules.unconfirmed')}</StatusPill>,
            },
            {
              key: 'body',
              label: t('rules.body'),
              priority: 2,
              render: (r) => (
                <code style={{ whiteSpace: 'pre-wrap', fontSize: 11 }}>{JSON.stringify(r.body)}</code>
              ),
            },
          ]}
          rows={rules.data}
          rowKey={(r) => String(r.id)}
          maxHeight="none"
        />
      </Card>
    </Page>
  )
}
