import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call } from '../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  ConfirmButton,
  ErrorState,
  formatDate,
  formatDateTime,
  Page,
  SkeletonLines,
  StatusPill,
  ToneMark,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Issue, Plan, Reorganisation } from '../reorganisations/contract.ts'
import { EndingAreas } from './EndingAreas.tsx'
import { NewUnits } from './NewUnits.tsx'
import { PostMoves } from './PostMoves.tsx'
import { REORGANISATION_TONE } from './tones.ts'
import './messages.ts'
import './areas.css'

/** One reorganisation: what ends, what begins, who goes where; decided here, in force by itself on its day. */
export function ReorganisationPage({ id }: { id: string }) {
  const t = useT('areas')
  const client = useQueryClient()
  const query = useQuery(api.areas.reorganisation.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const { reorganisation: r, plan, areas, issues } = query.data
  const editable = r.state === 'draft'
  const save = async (next: Plan) => {
    await call.areas.planReorganisation({ id, version: r.version, plan: next })
    await client.invalidateQueries()
  }
  return (
    <Page
      breadcrumbs={[
        { label: t('title'), href: '/areas' },
        { label: t('tab.reorganisations'), href: '/areas?tab=reorganisations' },
      ]}
      title={r.name}
      badges={<StatusPill tone={REORGANISATION_TONE[r.state]}>{t(`r.${r.state}`)}</StatusPill>}
      subtitle={[
        t('since', { from: formatDate(r.inForceOn) }),
        r.legalBasis,
        t('by.at', { by: r.decidedBy ?? r.madeBy, at: formatDateTime(r.decidedAt ?? r.madeAt) }),
      ].join(' · ')}
      actions={<Actions r={r} blocked={issues.some((i) => i.blocks)} />}
    >
      <Columns
        main={
          <>
            <EndingAreas plan={plan} areas={areas} editable={editable} save={save} />
            <PostMoves id={id} plan={plan} editable={editable || r.state === 'decided'} />
          </>
        }
        side={
          <>
            {editable && <Issues issues={issues} />}
            <NewUnits plan={plan} areas={areas} editable={editable} save={save} />
          </>
        }
      />
    </Page>
  )
}

function Issues({ issues }: { issues: readonly Issue[] }) {
  const t = useT('areas')
  return (
    <Card title={t('issues')}>
      {issues.length === 0 ? (
        <p style={{ margin: 0 }}>{t('issues.none')}</p>
      ) : (
        <ul className="areas-issues">
          {issues.map((i) => (
            <li key={i.kind}>
              <ToneMark
                tone={i.blocks ? 'late' : 'info'}
                label={t(i.blocks ? 'issue.blocks' : 'issue.note')}
              />
              <span>{t(`issue.${i.kind}`, { count: i.count })}</span>
              {i.examples.some(Boolean) && (
                <small>
                  {i.examples.join(', ')}
                  {i.count > i.examples.length && '…'}
                </small>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Actions({ r, blocked }: { r: Reorganisation; blocked: boolean }) {
  const t = useT('areas')
  const client = useQueryClient()
  const from = formatDate(r.inForceOn)
  const target = { id: r.id, version: r.version }
  return (
    <>
      {(r.state === 'draft' || r.state === 'decided') && (
        <ConfirmButton
          danger
          question={t('r.withdraw.question')}
          confirmLabel={t('r.withdraw')}
          onConfirm={async () => {
            await call.areas.withdrawReorganisation(target)
            await client.invalidateQueries()
            toast.done(t('r.withdraw.done'))
          }}
        >
          {t('r.withdraw')}
        </ConfirmButton>
      )}
      {r.state === 'draft' && (
        <ConfirmButton
          variant="filled"
          disabled={blocked}
          question={t('r.decide.question', { ends: r.ends, begins: r.begins, from })}
          confirmLabel={t('r.decide')}
          onConfirm={async () => {
            await call.areas.decideReorganisation(target)
            await client.invalidateQueries()
            toast.done(t('r.decide.done', { from }))
          }}
        >
          {t('r.decide')}
        </ConfirmButton>
      )}
    </>
  )
}
