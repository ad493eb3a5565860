// Long: one line for every page there is.
import { Button } from '@mantine/core'
import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type ComponentType, Suspense } from 'react'
import { useRight } from './kit/api.ts'
import { EmptyState, Link, SkeletonLines, useT } from './kit/index.ts'
import { HomePage } from './pages/HomePage.tsx'
import { useLive } from './shell/live.ts'
import { Shell } from './shell/Shell.tsx'

// The frame and the home page come at once; every other page is fetched when it is first opened.
const SignIn = lazyRouteComponent(() => import('./shell/SignIn.tsx'), 'SignIn')
const RegisterPage = lazyRouteComponent(() => import('./pages/RegisterPage.tsx'), 'RegisterPage')
const NewCase = lazyRouteComponent(() => import('../domains/detect/surveillance/ui/index.ts'), 'NewCase')
const NewSignal = lazyRouteComponent(() => import('../domains/detect/signals/ui/index.ts'), 'NewSignal')
const SignalPage = lazyRouteComponent(() => import('../domains/detect/signals/ui/index.ts'), 'SignalPage')
const ImportsPage = lazyRouteComponent(() => import('../domains/detect/imports/ui/index.ts'), 'ImportsPage')
const ImportPage = lazyRouteComponent(() => import('../domains/detect/imports/ui/index.ts'), 'ImportPage')
const ReportsPage = lazyRouteComponent(() => import('../domains/command/reports/ui/index.ts'), 'ReportsPage')
const RequestPage = lazyRouteComponent(() => import('../domains/command/reports/ui/index.ts'), 'RequestPage')
const SchedulesPage = lazyRouteComponent(
  () => import('../domains/command/reports/ui/index.ts'),
  'SchedulesPage',
)
const TemplatesPage = lazyRouteComponent(
  () => import('../domains/command/reports/ui/index.ts'),
  'TemplatesPage',
)
const TemplatePage = lazyRouteComponent(
  () => import('../domains/command/reports/ui/index.ts'),
  'TemplatePage',
)
const ZonesPage = lazyRouteComponent(() => import('../domains/contain/zones/ui/index.ts'), 'ZonesPage')
const NewZone = lazyRouteComponent(() => import('../domains/contain/zones/ui/index.ts'), 'NewZone')
const ZonePage = lazyRouteComponent(() => import('../domains/contain/zones/ui/index.ts'), 'ZonePage')
const OrderPage = lazyRouteComponent(() => import('../domains/contain/quarantine/ui/index.ts'), 'OrderPage')
const OrdersToSign = lazyRouteComponent(
  () => import('../domains/contain/quarantine/ui/index.ts'),
  'OrdersToSign',
)
const FollowupToday = lazyRouteComponent(
  () => import('../domains/contain/tracing/ui/index.ts'),
  'FollowupToday',
)
const ChainsPage = lazyRouteComponent(() => import('../domains/contain/tracing/ui/index.ts'), 'ChainsPage')
const ExposurePage = lazyRouteComponent(
  () => import('../domains/contain/tracing/ui/index.ts'),
  'ExposurePage',
)
const AssignmentBoard = lazyRouteComponent(
  () => import('../domains/contain/tracing/ui/index.ts'),
  'AssignmentBoard',
)
const OpenNotices = lazyRouteComponent(() => import('../domains/contain/tracing/ui/index.ts'), 'OpenNotices')
const HandoversToReceive = lazyRouteComponent(
  () => import('../domains/contain/tracing/ui/index.ts'),
  'HandoversToReceive',
)
const CasePage = lazyRouteComponent(() => import('./pages/CasePage.tsx'), 'CasePage')
const PersonPage = lazyRouteComponent(() => import('./pages/PersonPage.tsx'), 'PersonPage')
const FigurePage = lazyRouteComponent(() => import('./pages/FigurePage.tsx'), 'FigurePage')
const IndicatorsPage = lazyRouteComponent(() => import('./pages/IndicatorsPage.tsx'), 'IndicatorsPage')
const RulesPage = lazyRouteComponent(() => import('./pages/RulesPage.tsx'), 'RulesPage')
const SituationReport = lazyRouteComponent(() => import('./pages/SituationReport.tsx'), 'SituationReport')

const WarningPage = lazyRouteComponent(() => import('./pages/warning/WarningPage.tsx'), 'WarningPage')
const BriefingPage = lazyRouteComponent(() => import('./pages/warning/BriefingPage.tsx'), 'BriefingPage')

const AreasPage = lazyRouteComponent(() => import('../domains/registry/areas/ui/index.ts'), 'AreasPage')
const BoundarySetPage = lazyRouteComponent(
  () => import('../domains/registry/areas/ui/index.ts'),
  'BoundarySetPage',
)
const ReorganisationPage = lazyRouteComponent(
  () => import('../domains/registry/areas/ui/index.ts'),
  'ReorganisationPage',
)
const PlacePage = lazyRouteComponent(() => import('./pages/PlacePage.tsx'), 'PlacePage')
const DuplicatesPage = lazyRouteComponent(
  () => import('../domains/registry/people/ui/index.ts'),
  'DuplicatesPage',
)
const PairsToReview = lazyRouteComponent(
  () => import('../domains/registry/people/ui/index.ts'),
  'PairsToReview',
)
const TeamPage = lazyRouteComponent(() => import('../domains/registry/organisations/ui/index.ts'), 'TeamPage')
const NewTeam = lazyRouteComponent(() => import('../domains/registry/organisations/ui/index.ts'), 'NewTeam')
const AccountPage = lazyRouteComponent(() => import('./pages/account/index.ts'), 'AccountPage')
const AccountsPage = lazyRouteComponent(() => import('./pages/account/index.ts'), 'AccountsPage')

const MyTasks = lazyRouteComponent(() => import('../domains/command/tasks/ui/index.ts'), 'MyTasks')
const BoardPage = lazyRouteComponent(() => import('../domains/command/tasks/ui/index.ts'), 'BoardPage')
const OpenBoard = lazyRouteComponent(() => import('../domains/command/tasks/ui/index.ts'), 'OpenBoard')
const TaskPage = lazyRouteComponent(() => import('../domains/command/tasks/ui/index.ts'), 'TaskPage')
const DutyPage = lazyRouteComponent(() => import('../domains/command/duty/ui/index.ts'), 'DutyPage')
const DutyPlanPage = lazyRouteComponent(() => import('../domains/command/duty/ui/index.ts'), 'PlanPage')
const IncidentsHead = lazyRouteComponent(() => import('../domains/command/duty/ui/index.ts'), 'IncidentsHead')
const NewIncident = lazyRouteComponent(() => import('../domains/command/duty/ui/index.ts'), 'NewIncident')
const IncidentPage = lazyRouteComponent(() => import('../domains/command/duty/ui/index.ts'), 'IncidentPage')
const FieldVisitsHead = lazyRouteComponent(
  () => import('../domains/command/duty/ui/index.ts'),
  'FieldVisitsHead',
)
const EnterFieldVisit = lazyRouteComponent(
  () => import('../domains/command/duty/ui/index.ts'),
  'EnterFieldVisit',
)
const NoFieldVisits = lazyRouteComponent(() => import('../domains/command/duty/ui/index.ts'), 'NoFieldVisits')
const NewFieldVisit = lazyRouteComponent(() => import('../domains/command/duty/ui/index.ts'), 'NewFieldVisit')
const FieldVisitPage = lazyRouteComponent(
  () => import('../domains/command/duty/ui/index.ts'),
  'FieldVisitPage',
)
const FieldVisitOfTask = lazyRouteComponent(
  () => import('../domains/command/duty/ui/index.ts'),
  'FieldVisitOfTask',
)
const Wall = lazyRouteComponent(() => import('../domains/command/duty/ui/index.ts'), 'Wall')
const NewDocument = lazyRouteComponent(
  () => import('../domains/command/documents/ui/index.ts'),
  'NewDocument',
)
const DocumentPage = lazyRouteComponent(
  () => import('../domains/command/documents/ui/index.ts'),
  'DocumentPage',
)
const PaperFormsPage = lazyRouteComponent(
  () => import('../domains/command/documents/ui/index.ts'),
  'PaperFormsPage',
)
const PaperFormPage = lazyRouteComponent(
  () => import('../domains/command/documents/ui/index.ts'),
  'PaperFormPage',
)
const DocumentOfItem = lazyRouteComponent(
  () => import('../domains/command/documents/ui/index.ts'),
  'DocumentOfItem',
)

const InspectionsHead = lazyRouteComponent(
  () => import('../domains/command/inspections/ui/index.ts'),
  'InspectionsHead',
)
const InspectionPage = lazyRouteComponent(
  () => import('../domains/command/inspections/ui/index.ts'),
  'InspectionPage',
)
const InspectionOfFinding = lazyRouteComponent(
  () => import('../domains/command/inspections/ui/index.ts'),
  'InspectionOfFinding',
)
const PlanPage = lazyRouteComponent(() => import('../domains/command/inspections/ui/index.ts'), 'PlanPage')
const NewPlan = lazyRouteComponent(() => import('../domains/command/inspections/ui/index.ts'), 'NewPlan')
const ViolationsHead = lazyRouteComponent(
  () => import('../domains/command/violations/ui/index.ts'),
  'ViolationsHead',
)
const NewViolation = lazyRouteComponent(
  () => import('../domains/command/violations/ui/index.ts'),
  'NewViolation',
)
const ViolationPage = lazyRouteComponent(
  () => import('../domains/command/violations/ui/index.ts'),
  'ViolationPage',
)
const MeasuresPage = lazyRouteComponent(
  () => import('../domains/command/violations/ui/index.ts'),
  'MeasuresPage',
)
const ConferenceActions = lazyRouteComponent(
  () => import('../domains/command/conferences/ui/index.ts'),
  'ConferenceActions',
)
const ConferencePage = lazyRouteComponent(
  () => import('../domains/command/conferences/ui/index.ts'),
  'ConferencePage',
)
const ConferenceOfConclusion = lazyRouteComponent(
  () => import('../domains/command/conferences/ui/index.ts'),
  'ConferenceOfConclusion',
)

const ExamplePage = lazyRouteComponent(
  () => import('../domains/command/performance/ui/index.ts'),
  'ExamplePage',
)
const NewExample = lazyRouteComponent(
  () => import('../domains/command/performance/ui/index.ts'),
  'NewExample',
)
const PerformancePage = lazyRouteComponent(
  () => import('../domains/command/performance/ui/index.ts'),
  'PerformancePage',
)
const ScorecardPage = lazyRouteComponent(
  () => import('../domains/command/performance/ui/index.ts'),
  'ScorecardPage',
)

const NewReview = lazyRouteComponent(() => import('../domains/command/performance/ui/index.ts'), 'NewReview')
const WorkplaceReviewPage = lazyRouteComponent(
  () => import('../domains/command/performance/ui/index.ts'),
  'WorkplaceReviewPage',
)

const root = createRootRoute()
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Fetches the code of the page. */
    prepare?: () => unknown
  }
}
type Prepared<P> = ComponentType<P> & { preload?: () => unknown }

/** A page inside the shell; a page with an id is made anew for each id. */
const page = <P extends string>(
  path: P,
  Component: ComponentType,
  prepare = (Component as Prepared<object>).preload,
) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    staticData: { prepare },
    component: () => (
      <Suspense fallback={<SkeletonLines lines={8} />}>
        <Component />
      </Suspense>
    ),
  })

const register = (path: string, id: string) =>
  page(path, () => <RegisterPage key={id} id={id} />, RegisterPage.preload)

/** A page of one record: `$id` in the path is handed in. */
function record(path: string, Component: ComponentType<{ id: string }>) {
  const route = page(
    path,
    function RecordRoute() {
      const { id } = route.useParams() as { id: string }
      return <Component key={id} id={id} />
    },
    (Component as Prepared<{ id: string }>).preload,
  )
  return route
}

function CasesPage() {
  const t = useT('shell')
  const may = useRight('case.report')
  return (
    <RegisterPage
      id="cases"
      actions={
        may && (
          <Button component={Link} href="/cases/new">
            {t('register.new-case')}
          </Button>
        )
      }
    />
  )
}

function DocumentsPage() {
  const t = useT('shell')
  const may = useRight('document.enter')
  return (
    <RegisterPage
      id="documents"
      actions={
        <>
          <Button component={Link} variant="default" href="/documents/forms">
            {t('register.paper-forms')}
          </Button>
          {may && (
            <Button component={Link} href="/documents/new">
              {t('register.new-document')}
            </Button>
          )}
        </>
      }
    />
  )
}

function SignalsPage() {
  const t = useT('shell')
  const may = useRight('signal.report')
  return (
    <RegisterPage
      key="signals"
      id="signals"
      actions={
        may && (
          <Button component={Link} href="/signals/new">
            {t('register.new-signal')}
          </Button>
        )
      }
    />
  )
}

function ContactsPage() {
  return <RegisterPage id="contacts" head={<HandoversToReceive />} />
}

function OrdersPage() {
  return <RegisterPage id="orders" head={<OrdersToSign />} />
}

function TasksPage() {
  return <RegisterPage key="tasks" id="tasks" head={<MyTasks />} actions={<OpenBoard />} />
}

function ExamplesPage() {
  return <RegisterPage key="examples" id="examples" actions={<NewExample />} />
}

function WorkplaceReviewsPage() {
  return <RegisterPage key="workplace-reviews" id="workplace-reviews" actions={<NewReview />} />
}

function ConferencesPage() {
  return <RegisterPage key="conferences" id="conferences" actions={<ConferenceActions />} />
}

function InspectionsPage() {
  return <RegisterPage key="inspections" id="inspections" head={<InspectionsHead />} />
}

function PlansPage() {
  return <RegisterPage key="plans" id="plans" actions={<NewPlan />} />
}

function ViolationsPage() {
  const t = useT('shell')
  const may = useRight('violation.record')
  return (
    <RegisterPage
      key="violations"
      id="violations"
      head={<ViolationsHead />}
      actions={
        may && (
          <Button component={Link} href="/violations/new">
            {t('register.new-violation')}
          </Button>
        )
      }
    />
  )
}

function IncidentsPage() {
  const t = useT('shell')
  const may = useRight('incident.take')
  return (
    <RegisterPage
      key="incidents"
      id="incidents"
      head={<IncidentsHead />}
      actions={
        may && (
          <Button component={Link} href="/incidents/new">
            {t('register.new-incident')}
          </Button>
        )
      }
    />
  )
}

function FieldVisitsPage() {
  return (
    <RegisterPage
      key="field-visits"
      id="field-visits"
      head={<FieldVisitsHead />}
      actions={<EnterFieldVisit />}
      empty={<NoFieldVisits />}
    />
  )
}

/** Hangs on the wall by itself, without the frame; hears of changes as the frame does. */
function WallPage() {
  useLive(true)
  return (
    <Suspense fallback={<SkeletonLines lines={8} />}>
      <Wall />
    </Suspense>
  )
}

function TeamsPage() {
  return <RegisterPage key="teams" id="teams" actions={<NewTeam />} />
}

function PeoplePage() {
  return <RegisterPage key="people" id="people" head={<PairsToReview />} />
}

function Lost() {
  const t = useT('shell')
  return (
    <EmptyState title={t('page.lost')} action={<Link href="/">{t('page.home')}</Link>}>
      {t('page.lost.next')}
    </EmptyState>
  )
}

export const routeTree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignIn }),
  createRoute({ getParentRoute: () => root, path: '/notices', component: OpenNotices }),
  createRoute({ getParentRoute: () => root, path: '/wall', component: WallPage }),
  shell.addChildren([
    page('/', HomePage),
    page('/cases', CasesPage, RegisterPage.preload),
    page('/cases/new', NewCase),
    record('/cases/$id', CasePage),
    page('/signals', SignalsPage, RegisterPage.preload),
    page('/signals/new', NewSignal),
    record('/signals/$id', SignalPage),
    record('/people/$id', PersonPage),
    record('/figures/$id', FigurePage),
    page('/reports', ReportsPage),
    page('/reports/schedules', SchedulesPage),
    record('/reports/requests/$id', RequestPage),
    page('/reports/templates', TemplatesPage),
    record('/reports/templates/$id', TemplatePage),
    record('/reports/$id', SituationReport),
    page('/documents', DocumentsPage, RegisterPage.preload),
    page('/documents/new', NewDocument),
    page('/documents/forms', PaperFormsPage),
    record('/documents/forms/$id', PaperFormPage),
    record('/documents/$id', DocumentPage),
    record('/document-items/$id', DocumentOfItem),
    page('/duty', DutyPage),
    page('/duty/plan', DutyPlanPage),
    page('/incidents', IncidentsPage, RegisterPage.preload),
    page('/incidents/new', NewIncident),
    record('/incidents/$id', IncidentPage),
    page('/field-visits', FieldVisitsPage, RegisterPage.preload),
    page('/field-visits/new', NewFieldVisit),
    record('/field-visits/$id', FieldVisitPage),
    record('/field-visit-tasks/$id', FieldVisitOfTask),
    page('/contacts', ContactsPage, RegisterPage.preload),
    page('/followups', FollowupToday),
    page('/chains', ChainsPage),
    page('/assignment', AssignmentBoard),
    page('/exposure', ExposurePage),
    register('/claims', 'claims'),
    page('/orders', OrdersPage, RegisterPage.preload),
    record('/orders/$id', OrderPage),
    page('/zones', ZonesPage),
    page('/zones/new', NewZone),
    record('/zones/$id', ZonePage),
    page('/warning', WarningPage),
    page('/briefing', BriefingPage),
    page('/imports', ImportsPage),
    record('/imports/$id', ImportPage),
    page('/indicators', IndicatorsPage),
    page('/rules', RulesPage),
    page('/areas', AreasPage),
    record('/areas/boundaries/$id', BoundarySetPage),
    record('/areas/reorganisations/$id', ReorganisationPage),
    record('/places/$id', PlacePage),
    page('/account', AccountPage),
    page('/accounts', AccountsPage),
    page('/tasks', TasksPage, RegisterPage.preload),
    page('/performance', PerformancePage),
    record('/scorecards/$id', ScorecardPage),
    page('/examples', ExamplesPage, RegisterPage.preload),
    record('/examples/$id', ExamplePage),
    page('/workplace-reviews', WorkplaceReviewsPage, RegisterPage.preload),
    record('/workplace-reviews/$id', WorkplaceReviewPage),
    page('/conferences', ConferencesPage, RegisterPage.preload),
    record('/conferences/$id', ConferencePage),
    record('/conclusions/$id', ConferenceOfConclusion),
    page('/tasks/board', BoardPage),
    record('/tasks/$id', TaskPage),
    page('/inspections', InspectionsPage, RegisterPage.preload),
    record('/inspections/$id', InspectionPage),
    register('/findings', 'findings'),
    record('/findings/$id', InspectionOfFinding),
    page('/plans', PlansPage, RegisterPage.preload),
    record('/plans/$id', PlanPage),
    page('/measures', MeasuresPage),
    page('/violations', ViolationsPage, RegisterPage.preload),
    page('/violations/new', NewViolation),
    record('/violations/$id', ViolationPage),
    page('/people', PeoplePage, RegisterPage.preload),
    page('/people/duplicates', DuplicatesPage),
    register('/households', 'households'),
    register('/places', 'places'),
    register('/organisations', 'organisations'),
    page('$', Lost),
    page('/teams', TeamsPage, RegisterPage.preload),
    record('/teams/$id', TeamPage),
  ]),
])
