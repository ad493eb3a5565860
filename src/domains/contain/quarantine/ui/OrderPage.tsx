import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, areaName, useArea, useRight } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  Columns,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  Link,
  NumberLink,
  Page,
  SkeletonLines,
  StatusPill,
  Timeline,
  type TimelineItem,
  useT,
} from '../../../../web/kit/index.ts'
import type { Decision, OrderPageData } from '../contract.ts'
import { OrderActions } from './OrderActions.tsx'
import { OrderStatePill, RuleText } from './parts.tsx'
import { ReleaseConditions } from './ReleaseConditions.tsx'

/** One order: where it stands, what may be done next, what was signed, and the papers. */
export function OrderPage({ id }: { id: string }) {
  const t = useT('quarantine')
  const query = useQuery(api.quarantine.get.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const page = query.data
  const { order, person, release } = page
  const number = order.numberText ?? t('decisions.proposed')
  return (
    <Page
      breadcrumbs={[{ label: t('orders'), href: '/orders' }, { label: number }]}
      title={person ? <Link href={`/people/${order.personId}`}>{person.fullName}</Link> : number}
      badges={
        <>
          <OrderStatePill state={order.state} />
          <Badge>{t(order.kind)}</Badge>
          <Badge>{t(order.exposure)}</Badge>
          <Badge>{t(order.placeKind)}</Badge>
        </>
      }
      actions={<OrderActions order={order} />}
    >
      <Columns
        main={
          <>
            {release && (
              <Card
                title={t('release.check')}
                padding={false}
                aside={
                  <StatusPill tone={release.missing.length ? 'due' : 'ok'}>
                    {t(release.missing.length ? 'release.notReady' : 'release.ready')}
                  </StatusPill>
                }
              >
                <ReleaseConditions check={release} />
              </Card>
            )}
            <History page={page} />
          </>
        }
        side={
          <>
            <Facts page={page} />
            <Documents page={page} />
          </>
        }
      />
    </Page>
  )
}

/** Everything that happened to the order, newest first. */
function History({ page: { order, decisions } }: { page: OrderPageData }) {
  const t = useT('quarantine')
  const TONE = { issue: 'info', extend: 'due', release: 'ok', cancel: 'neutral' } as const
  const detail = (d: Decision) =>
    [
      d.type === 'issue' || d.type === 'extend'
        ? t('decision.until', { to: formatDateTime(d.endsAt) })
        : null,
      d.negatives ? t('decision.negatives', { count: d.negatives }) : null,
      d.overridden ? t('decision.overridden', { reason: d.reason }) : d.reason,
    ]
      .filter(Boolean)
      .join(' · ')
  const signed: TimelineItem[] = decisions.map((d) => ({
    id: d.id,
    at: d.signedAt,
    title: t(d.type, { number: d.numberText, days: d.days }),
    detail: detail(d),
    by: d.signerName,
    tone: TONE[d.type],
  }))
  const decided = decisions.some((d) => d.type === 'release' || d.type === 'cancel')
  const closed: TimelineItem[] =
    order.closedAt && !decided
      ? [
          {
            id: 'closed',
            at: order.closedAt,
            title: t(order.replacedBy ? 'decisions.replaced' : 'decisions.closed'),
            detail: order.closedReason,
          },
        ]
      : []
  const proposed: TimelineItem = {
    id: 'proposed',
    at: order.proposedAt,
    title: t('decisions.proposed'),
    detail: order.reason,
    by: order.proposedBy,
  }
  return (
    <Card title={t('decisions')}>
      <Timeline items={[proposed, ...signed, ...closed].reverse()} />
    </Card>
  )
}

function Facts({ page }: { page: OrderPageData }) {
  const t = useT('quarantine')
  const area = useArea()
  const { order, person, rule } = page
  return (
    <Card title={t('facts')}>
      <FieldList
        items={[
          { label: t('from'), value: formatDateTime(order.startsAt) },
          { label: t('to'), value: formatDateTime(order.endsAt) },
          { label: t('days'), value: order.days },
          { label: t('lastExposure'), value: order.lastExposure && formatDate(order.lastExposure) },
          { label: t('address'), value: order.address },
          { label: t('area'), value: areaName(area?.byId, order.areaId) || order.areaLabel },
          {
            label: t('case'),
            value: order.caseId && (
              <NumberLink href={`/cases/${order.caseId}`} value={page.caseCode ?? t('open')} />
            ),
          },
          {
            label: t('replaced'),
            value: order.replacedBy && (
              <NumberLink
                href={`/orders/${order.replacedBy.id}`}
                value={order.replacedBy.numberText ?? t('isolation')}
              />
            ),
          },
          ...(person
            ? [
                { label: t('birthYear'), value: person.birthYear },
                { label: t('phone'), value: person.phone },
                { label: t('residence'), value: person.address },
              ]
            : [{ label: t('who'), value: t('hidden') }]),
          { label: t('rule'), value: <RuleText rule={rule} /> },
        ]}
      />
    </Card>
  )
}

function Documents({ page }: { page: OrderPageData }) {
  const t = useT('quarantine')
  const mayKnow = useRight('person.read')
  const { order, decisions } = page
  const papers = decisions.length
    ? decisions.map((d) => ({
        id: d.id,
        title: t(d.type, { number: d.numberText, days: d.days }),
        query: `?decision=${d.id}`,
      }))
    : order.state === 'proposed'
      ? [{ id: 'draft', title: t('documents.draft'), query: '' }]
      : []
  if (papers.length === 0) return null
  return (
    <Card title={t('documents')} padding={!mayKnow}>
      {mayKnow ? (
        <ul className="vx-rows">
          {papers.map((p) => (
            <li key={p.id} className="vx-row">
              <div className="vx-row-text">
                <div className="vx-row-title">{p.title}</div>
              </div>
              {['pdf', 'docx'].map((format) => (
                <Button
                  key={format}
                  component="a"
                  size="xs"
                  variant="default"
                  href={`/api/orders/${order.id}/document.${format}${p.query}`}
                  download
                >
                  {format.toUpperCase()}
                </Button>
              ))}
            </li>
          ))}
        </ul>
      ) : (
        t('documents.hidden')
      )}
    </Card>
  )
}
