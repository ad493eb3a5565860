import { useQuery } from '@tanstack/react-query'
import { WorkplacesOfCase } from '../../domains/command/performance/ui/index.ts'
import { Response } from '../../domains/command/tasks/ui/index.ts'
import { OrdersOfPerson } from '../../domains/contain/quarantine/ui/index.ts'
import { ChainOfCase, ContactsOfCase, EventsOfCase } from '../../domains/contain/tracing/ui/index.ts'
import { ZonesOfCase } from '../../domains/contain/zones/ui/index.ts'
import {
  CaseActions,
  CaseBadges,
  CaseDefinition,
  CaseFacts,
  CaseHistory,
  CaseInvestigation,
  CaseLabs,
  CaseNotification,
  CaseQuality,
} from '../../domains/detect/surveillance/ui/index.ts'
import { ChainGraph } from '../charts/ChainGraph.tsx'
import { api, areaName, useArea } from '../kit/api.ts'
import { Columns, ErrorState, Link, Page, SkeletonLines, useT } from '../kit/index.ts'

/**
 * A case: state, next allowed actions, then what its state asks for: the working of the definition and the investigation
 * while it is open, the response with its clocks and contacts once it is confirmed.
 */
export function CasePage({ id }: { id: string }) {
  const t = useT('shell')
  const area = useArea()
  const query = useQuery(api.surveillance.get.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const page = query.data
  const residence = areaName(area?.byId, page.case.areaId)
  const isConfirmed = page.case.classification === 'confirmed'
  const examination = (
    <>
      <CaseDefinition page={page} />
      <CaseLabs page={page} />
      <CaseInvestigation caseId={id} />
    </>
  )
  return (
    <Page
      breadcrumbs={[{ label: t('nav.cases'), href: '/cases' }, { label: page.case.code }]}
      title={
        page.person ? (
          <Link href={`/people/${page.case.personId}`}>{page.person.fullName}</Link>
        ) : (
          page.case.code
        )
      }
      badges={<CaseBadges page={page} />}
      actions={<CaseActions page={page} />}
    >
      <Columns
        main={
          <>
            {isConfirmed ? <Response subjectType="case" subjectId={id} /> : examination}
            <ContactsOfCase caseId={id} name={page.person?.fullName ?? page.case.code} />
            <ChainOfCase caseId={id} graph={ChainGraph} />
            <OrdersOfPerson personId={page.case.personId} caseId={id} />
            <ZonesOfCase caseId={id} />
            {isConfirmed && <WorkplacesOfCase caseId={id} code={page.case.code} />}
            {isConfirmed && examination}
          </>
        }
        side={
          <>
            <CaseNotification caseId={id} />
            <CaseQuality page={page} />
            <CaseFacts page={page} residence={residence} />
            <EventsOfCase caseId={id} areaId={page.case.areaId} />
            <CaseHistory page={page} />
          </>
        }
      />
    </Page>
  )
}
