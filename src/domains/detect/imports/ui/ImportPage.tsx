import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  api,
  areaInSentence,
  call,
  say,
  setAddress,
  useAddress,
  useArea,
  useRight,
} from '../../../../web/kit/api.ts'
import {
  Badge,
  ConfirmButton,
  ContractForm,
  Drawer,
  ErrorState,
  formatDateTime,
  formatNumber,
  Page,
  SkeletonLines,
  StatusPill,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { type Batch, importsContract } from '../contract.ts'
import { Blockers, blockersOf } from './Blockers.tsx'
import { Mapping } from './Mapping.tsx'
import { Outcome } from './Outcome.tsx'
import { Reviews } from './Reviews.tsx'
import { Steps } from './Steps.tsx'
import { STATE_TONE } from './tones.ts'
import { useVocabulary } from './vocabulary.ts'
import { Working } from './Working.tsx'

const WORKING = new Set<Batch['state']>(['checking', 'committing', 'undoing'])

export type Step = 'map' | 'rows' | 'review'

/** One import from its columns to what was entered: map, dry run, review, enter, undo. */
export function ImportPage({ id }: { id: string }) {
  const t = useT('imports')
  const vocabulary = useVocabulary()
  const area = useArea()
  const [asked] = useAddress('step')
  const query = useQuery({
    ...api.imports.get.queryOptions({ input: { id } }),
    // Live updates tell of every chunk; this is for a line that is down.
    refetchInterval: (q) => (q.state.data && WORKING.has(q.state.data.state) ? 2000 : false),
  })
  if (query.error && !query.data) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || !vocabulary) return <SkeletonLines lines={10} />
  const batch = query.data
  const kind = vocabulary.kinds[batch.kind]
  const step = stepOf(batch, asked)
  const into = area?.byId.get(batch.areaId)
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/imports' }, { label: batch.fileName }]}
      title={batch.fileName}
      badges={
        <>
          <StatusPill tone={STATE_TONE[batch.state]}>{t(`state.${batch.state}`)}</StatusPill>
          {kind && <Badge>{say(kind.words)}</Badge>}
        </>
      }
      subtitle={
        <>
          {t('rows.count', { count: batch.rowCount })} ·{' '}
          {into && `${t('into', { area: areaInSentence(into) })} · `}
          {t('brought', { by: batch.createdBy, at: formatDateTime(batch.createdAt) })}
        </>
      }
      actions={<Actions batch={batch} />}
    >
      <Steps batch={batch} step={step} />
      {batch.failure && <Failure batch={batch} />}
      {WORKING.has(batch.state) ? (
        <Working batch={batch} />
      ) : step === 'map' ? (
        <Mapping key={batch.version} batch={batch} vocabulary={vocabulary} />
      ) : step === 'review' ? (
        <Reviews batch={batch} vocabulary={vocabulary} />
      ) : (
        <Outcome batch={batch} vocabulary={vocabulary} />
      )}
    </Page>
  )
}

/** The step that the address asks for, as far as the import has got there. */
function stepOf(batch: Batch, asked: string | undefined): Step {
  if (batch.state === 'uploaded') return 'map'
  if (asked === 'map' && batch.state === 'checked') return 'map'
  if (asked === 'review' && (batch.state === 'checked' || batch.state === 'committed')) return 'review'
  return 'rows'
}

function Failure({ batch }: { batch: Batch }) {
  const t = useT('imports')
  const blockers = blockersOf(batch.failure?.details)
  return (
    <div role="alert" className="imports-notice" data-tone="late">
      <p>
        {batch.failure?.code === 'import-changed-since'
          ? t('undo.refused', { count: Number(batch.failure.params.count ?? 0) })
          : t('failed', { code: batch.failure?.code ?? '' })}
      </p>
      {blockers.length > 0 && <Blockers blockers={blockers} />}
    </div>
  )
}

function Actions({ batch }: { batch: Batch }) {
  const t = useT('imports')
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const mayMake = useRight('import.make')
  const mayUndo = useRight('import.undo')
  const [undoing, setUndoing] = useState(false)
  const [refused, setRefused] = useState<unknown>()
  const entered = batch.counts.created + batch.counts.matched + batch.counts.queued + batch.counts.refused
  const mayDiscard =
    batch.state === 'undone' || (['uploaded', 'checked', 'failed'].includes(batch.state) && entered === 0)
  return (
    <>
      {mayMake && mayDiscard && (
        <ConfirmButton
          question={t('discard.question')}
          confirmLabel={t('discard')}
          danger
          onConfirm={async () => {
            await call.imports.discard({ id: batch.id, version: batch.version })
            toast.done(t('discarded'))
            navigate('/imports')
          }}
        >
          {t('discard')}
        </ConfirmButton>
      )}
      {mayUndo && (batch.state === 'committed' || (batch.state === 'failed' && entered > 0)) && (
        <Button variant="default" onClick={() => setUndoing(true)}>
          {t('undo')}
        </Button>
      )}
      <Drawer
        opened={undoing}
        onClose={() => {
          setUndoing(false)
          setRefused(undefined)
        }}
        title={t('undo')}
      >
        <p className="imports-drawer-lead">{t('undo.lead', { n: formatNumber(batch.counts.created) })}</p>
        {blockersOf(refused).length > 0 && (
          <div className="imports-notice" data-tone="late" role="alert">
            <Blockers blockers={blockersOf(refused)} />
          </div>
        )}
        <ContractForm
          schema={importsContract.undo['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          labels={(field) => t(`undo.${field}`)}
          value={{ id: batch.id, version: batch.version }}
          submitLabel={t('undo.submit')}
          onCancel={() => setUndoing(false)}
          onSubmit={async (values) => {
            try {
              await call.imports.undo({ ...values, id: batch.id, version: batch.version })
            } catch (error) {
              setRefused((error as { data?: { details?: unknown } }).data?.details)
              throw error
            }
            setUndoing(false)
            setAddress({ step: undefined })
            await client.invalidateQueries()
          }}
        />
      </Drawer>
    </>
  )
}
