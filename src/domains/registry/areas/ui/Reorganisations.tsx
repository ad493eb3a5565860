import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call } from '../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  ConfirmButton,
  ContractForm,
  DataTable,
  EmptyState,
  ErrorState,
  SkeletonLines,
  StatusPill,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { NewReorganisation } from '../reorganisations/contract.ts'
import { REORGANISATION_TONE } from './tones.ts'

/** Every reorganisation, the ready-made systems, and the start of a new one. */
export function Reorganisations() {
  const t = useT('areas')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const list = useQuery(api.areas.reorganisations.queryOptions({ input: {} }))
  if (list.error) return <ErrorState error={list.error} retry={() => list.refetch()} />
  if (!list.data) return <SkeletonLines lines={8} />
  return (
    <Columns
      main={
        <Card title={t('reorganisations')} padding={false}>
          <DataTable
            label={t('reorganisations')}
            columns={[
              { key: 'name', label: t('name') },
              {
                key: 'state',
                label: t('state'),
                render: (r) => (
                  <StatusPill tone={REORGANISATION_TONE[r.state]}>{t(`r.${r.state}`)}</StatusPill>
                ),
              },
              { key: 'inForceOn', label: t('inForceOn'), type: 'date' },
              { key: 'ends', label: t('ends'), type: 'number' },
              { key: 'begins', label: t('begins'), type: 'number' },
            ]}
            rows={list.data}
            rowKey={(r) => r.id}
            hrefOf={(r) => `/areas/reorganisations/${r.id}`}
            empty={
              <EmptyState compact title={t('reorganisations.none')}>
                {t('reorganisations.next')}
              </EmptyState>
            }
          />
        </Card>
      }
      side={
        <>
          <Presets />
          <Card title={t('new')}>
            <ContractForm
              schema={NewReorganisation}
              labels={(field) => t(`new.${field}`)}
              draftKey="reorganisation-new"
              submitLabel={t('new.submit')}
              onSubmit={async (values) => {
                const { id } = await call.areas.draftReorganisation(values)
                await client.invalidateQueries()
                navigate(`/areas/reorganisations/${id}`)
              }}
            />
          </Card>
        </>
      }
    />
  )
}

function Presets() {
  const t = useT('areas')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const presets = useQuery(api.areas.presets.queryOptions({ input: {} })).data
  if (!presets) return null
  return (
    <Card title={t('presets')}>
      <ul className="areas-list">
        {presets.map((p) => (
          <li key={p.key}>
            <span>
              {t(`preset.${p.key}`)}
              <small>
                {p.missing === 0
                  ? t('preset.complete')
                  : t('preset.missing', { missing: p.missing, areas: p.areas })}
              </small>
            </span>
            {p.missing > 0 && (
              <ConfirmButton
                size="xs"
                question={t(`preset.question.${p.key}`)}
                confirmLabel={t(`preset.${p.key}.apply`, { missing: p.missing })}
                onConfirm={async () => {
                  const { added, reorganisationId } = await call.areas.applyPreset({ key: p.key })
                  await client.invalidateQueries()
                  if (reorganisationId) navigate(`/areas/reorganisations/${reorganisationId}`)
                  else toast.done(t('preset.done', { added }))
                }}
              >
                {t(`preset.${p.key}.apply`, { missing: p.missing })}
              </ConfirmButton>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
