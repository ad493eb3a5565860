import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  Columns,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  formatTime,
  Link,
  Page,
  SkeletonLines,
  Stat,
  StatusPill,
  Tiles,
  Timeline,
  useT,
} from '../../../../web/kit/index.ts'
import type { ZonePage as PageData, ZoneDecision } from '../contract.ts'
import { Criteria } from './Criteria.tsx'
import { InsideDrawer, type ListName } from './InsideList.tsx'
import { StatePill } from './parts.tsx'
import { ZoneActions } from './ZoneActions.tsx'
import { ZoneMap } from './ZoneMap.tsx'

/** A zone: state, map, who is inside, whether it may be lifted, and what was signed. */
export function ZonePage({ id }: { id: string }) {
  const t = useT('zones')
  const [list, setList] = useState<ListName>()
  const query = useQuery(api.zones.get.queryOptions({ input: { id } }))
  const check = useQuery(api.zones.criteria.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const page = query.data
  const { zone } = page
  const standing = zone.decidedAt !== null && zone.liftedAt === null
  const lifting = page.decisions.find((d) => d.type === 'lift')?.criteria
  const shown = lifting ?? (standing ? check.data : undefined)
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/zones' }, { label: zone.name }]}
      title={zone.name}
      subtitle={[zone.areaLabel, zone.partial && t('partial')].filter(Boolean).join(' · ')}
      badges={
        <>
          <StatePill state={zone.state} />
          {zone.numberText && <Badge>{zone.numberText}</Badge>}
        </>
      }
      actions={<ZoneActions page={page} check={check.data} />}
    >
      <Columns
        main={
          <>
            <Tiles>
              <Stat label={t('households')} value={zone.households} onOpen={() => setList('households')} />
              <Stat label={t('people')} value={zone.people} onOpen={() => setList('people')} />
              <Stat label={t('starts')} value={formatDate(zone.startsAt)} note={formatTime(zone.startsAt)} />
              <Stat
                label={t('ends')}
                value={formatDate(zone.endsAt)}
                note={formatTime(zone.endsAt)}
                tone={zone.state === 'expired' ? 'late' : 'ok'}
              />
            </Tiles>
            <Card title={t('map')}>
              <ZoneMap title={zone.name} rootId={zone.areaId} zones={[zone]} />
            </Card>
            {shown && (
              <Card
                title={t('criteria')}
                padding={false}
                aside={
                  <StatusPill tone={shown.met ? 'ok' : 'due'}>
                    {t(shown.met ? 'criteria.met' : 'criteria.unmet')}
                  </StatusPill>
                }
              >
                <Criteria check={shown} {...(lifting ? {} : { onOpen: setList })} />
              </Card>
            )}
            {check.error && standing && <ErrorState compact error={check.error} />}
          </>
        }
        side={
          <>
            <Facts page={page} />
            <Decisions page={page} />
          </>
        }
      />
      <InsideDrawer id={id} list={list} onClose={() => setList(undefined)} />
    </Page>
  )
}

function Facts({ page }: { page: PageData }) {
  const t = useT('zones')
  const { zone } = page
  return (
    <Card title={t('facts')}>
      <FieldList
        items={[
          {
            label: t('parts'),
            value: [
              ...zone.parts.map((p) => p.label),
              ...(zone.polygon ? [t('part.drawn', { n: zone.polygon.length })] : []),
            ].join('; '),
          },
          { label: t('reason'), value: zone.reason },
          { label: t('impact'), value: zone.impact },
          {
            label: t('case'),
            value:
              zone.caseId && page.caseCode ? (
                <Link href={`/cases/${zone.caseId}`}>{page.caseCode}</Link>
              ) : null,
          },
          { label: t('new.decides'), value: t(`post.${page.competent}`) },
        ]}
      />
    </Card>
  )
}

function Decisions({ page }: { page: PageData }) {
  const t = useT('zones')
  const { zone } = page
  const papers = (d: ZoneDecision) => (
    <>
      {['pdf', 'docx'].map((format) => (
        <Link
          key={format}
          href={`/api/zones/${zone.id}/document.${format}?decision=${d.id}`}
          download
          style={{ marginRight: 10, color: 'inherit' }}
        >
          {format.toUpperCase()}
        </Link>
      ))}
    </>
  )
  const items = page.decisions
    .map((d) => ({
      id: d.id,
      at: d.signedAt,
      tone: d.overridden ? ('late' as const) : d.type === 'lift' ? ('ok' as const) : ('info' as const),
      title: `${t(`decision.${d.type}`)} · ${d.numberText}`,
      detail: (
        <>
          {[
            d.removed.length > 0 && t('decision.removed', { parts: d.removed.join(', ') }),
            t('decision.inside', { households: d.households, people: d.people }),
            d.type !== 'lift' && t('decision.until', { at: formatDateTime(d.endsAt) }),
            d.overridden && t('decision.overridden'),
            d.note,
          ]
            .filter(Boolean)
            .join(' · ')}
          <div>{papers(d)}</div>
        </>
      ),
      by: `${d.signerName}, ${t(`post.${d.signerPost}`)}`,
    }))
    .reverse()
  return (
    <Card title={t('decisions')}>
      {items.length === 0 && (
        <p style={{ marginTop: 0 }}>{t('decisions.none', { who: t(`post.${page.competent}`) })}</p>
      )}
      <Timeline
        items={[
          ...items,
          { id: 'proposed', at: zone.proposedAt, title: t('decision.proposed'), by: zone.proposedBy },
        ]}
      />
    </Card>
  )
}
