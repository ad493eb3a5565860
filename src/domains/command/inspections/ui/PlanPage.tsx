import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, call, useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  ContractForm,
  calendarDate,
  Drawer,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  formatNumber,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  type Tone,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import type { PlanPage as PageData, PlanState } from '../plans/contract.ts'
import { NewPlan } from './NewPlan.tsx'
import { useTeams } from './parts.tsx'
import './inspections.css'
import './messages.ts'

const TONES: Record<PlanState, Tone> = {
  waiting: 'due',
  returned: 'late',
  approved: 'info',
  verified: 'ok',
  reopened: 'late',
  replaced: 'neutral',
}

type Doing = 'approved' | 'returned' | 'visit'

/** An organisation's plan: what it says, who reviewed it, whether a visit found it true. */
export function PlanPage({ id }: { id: string }) {
  const t = useT('inspections')
  const [doing, setDoing] = useState<Doing>()
  const query = useQuery(api.inspections.getPlan.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const { plan, may, editions } = query.data
  return (
    <Page
      breadcrumbs={[{ label: t('plans'), href: '/plans' }, { label: plan.organisation }]}
      title={plan.organisation}
      subtitle={`${t('plan.edition', { n: plan.edition })} · ${plan.areaLabel}`}
      badges={<StatusPill tone={TONES[plan.state]}>{t(`plan.state.${plan.state}`)}</StatusPill>}
      actions={
        <>
          {may.submit && <NewPlan of={{ id: plan.organisationId, name: plan.organisation }} />}
          {may.visit && <Button onClick={() => setDoing('visit')}>{t('plan.verify')}</Button>}
          {may.review && (
            <>
              <Button variant="default" onClick={() => setDoing('returned')}>
                {t('plan.returned')}
              </Button>
              <Button onClick={() => setDoing('approved')}>{t('plan.approved')}</Button>
            </>
          )}
        </>
      }
    >
      <Columns
        main={
          <>
            {plan.copingFinding && (
              <Card title={t('plan.coping')}>
                <p className="insp-said">
                  <Link href={`/inspections/${plan.copingFinding.visitId}`}>{plan.copingFinding.what}</Link>
                </p>
                <p className="vx-muted insp-said">{t('plan.coping.next')}</p>
              </Card>
            )}
            <Card title={t('plan.body')}>
              <p className="insp-body">{plan.body}</p>
            </Card>
          </>
        }
        side={
          <>
            <Facts page={query.data} />
            {editions.length > 1 && (
              <Card title={t('plan.editions')}>
                {editions.map((e) => (
                  <p key={e.id} className="insp-said">
                    <Link href={`/plans/${e.id}`}>
                      {t('plan.edition', { n: e.edition })}, {formatDate(e.submittedOn)}
                    </Link>{' '}
                    <StatusPill tone={TONES[e.state]}>{t(`plan.state.${e.state}`)}</StatusPill>
                  </p>
                ))}
              </Card>
            )}
          </>
        }
      />
      <Doings page={query.data} doing={doing} onClose={() => setDoing(undefined)} />
    </Page>
  )
}

function Facts({ page }: { page: PageData }) {
  const t = useT('inspections')
  const postWords = usePostWords()
  const { plan } = page
  return (
    <Card title={t('facts')}>
      <FieldList
        items={[
          { label: t('plan.submittedOn'), value: formatDate(plan.submittedOn) },
          { label: t('plan.enteredBy'), value: `${plan.enteredBy}, ${formatDateTime(plan.enteredAt)}` },
          { label: t('plan.staff'), value: plan.staff === null ? null : formatNumber(plan.staff) },
          { label: t('plan.contactName'), value: plan.contactName },
          { label: t('plan.contactPhone'), value: plan.contactPhone },
          {
            label: t('plan.reviewed'),
            value:
              plan.reviewedAt &&
              `${plan.reviewedBy}, ${postWords(plan.reviewedPost ?? '')}, ${formatDateTime(plan.reviewedAt)}`,
          },
          { label: t('plan.said'), value: plan.reviewSaid },
          {
            label: t('plan.verifiedBy'),
            value: plan.verifiedBy && (
              <Link href={`/inspections/${plan.verifiedBy.visitId}`}>
                {t('points', { n: plan.verifiedBy.total })}, {formatDateTime(plan.verifiedBy.at)}
              </Link>
            ),
          },
        ]}
      />
    </Card>
  )
}

const said = z.string().trim().min(3).max(1000).meta({ widget: 'textarea' })
const Forms = {
  approved: z.object({ said: said.optional() }),
  returned: z.object({ said }),
  visit: z.object({ plannedOn: z.iso.date(), teamId: z.string().min(1) }),
}

/** Approving, returning, and sending a team to see. */
function Doings({ page, doing, onClose }: { page: PageData; doing: Doing | undefined; onClose: () => void }) {
  const t = useT('inspections')
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const teams = useTeams()
  const today = calendarDate(useNow())
  const { plan } = page
  if (!doing || !teams) return null
  const send = async (values: Record<string, unknown>) => {
    if (doing === 'visit') {
      const { ids } = await call.inspections.plan({
        ...(values as { plannedOn: string; teamId: string }),
        subjects: [{ track: 'organisation', areaId: plan.areaId, organisationId: plan.organisationId }],
        why: t('plan.verify.why', { n: plan.edition }),
      })
      if (!ids[0]) throw Object.assign(new Error(t('recheck.taken')), { code: 'recheck-taken' })
      navigate(`/inspections/${ids[0]}`)
    } else {
      const given = values.said ? { said: String(values.said) } : {}
      await call.inspections.reviewPlan({ id: plan.id, version: plan.version, verdict: doing, ...given })
      toast.done(t(`plan.done.${doing}`))
    }
    await client.invalidateQueries()
    onClose()
  }
  return (
    <Drawer opened onClose={onClose} title={t(doing === 'visit' ? 'plan.verify' : `plan.${doing}`)}>
      <ContractForm
        key={doing}
        schema={Forms[doing] as z.ZodObject}
        value={doing === 'visit' ? { plannedOn: today } : {}}
        options={{ teamId: teams.map((x) => ({ value: x.id, label: x.name })) }}
        labels={(field) => t(field === 'said' ? `plan.said.${doing}` : `field.${field}`)}
        submitLabel={t(doing === 'visit' ? 'plan.verify' : `plan.${doing}`)}
        onCancel={onClose}
        onSubmit={send}
      />
    </Drawer>
  )
}
