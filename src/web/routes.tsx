import { Button } from '@mantine/core'
import { createRootRoute, createRoute } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { ReportsPage } from '../domains/command/reports/ui/index.ts'
import { OrderPage, OrdersToSign } from '../domains/contain/quarantine/ui/index.ts'
import { FollowupToday, HandoversToReceive } from '../domains/contain/tracing/ui/index.ts'
import { NewZone, ZonePage, ZonesPage } from '../domains/contain/zones/ui/index.ts'
import { ImportPage, ImportsPage } from '../domains/detect/imports/ui/index.ts'
import { NewCase } from '../domains/detect/surveillance/ui/index.ts'
import { useRight } from './kit/api.ts'
import { EmptyState, Link, useT } from './kit/index.ts'
import { CasePage } from './pages/CasePage.tsx'
import { FigurePage } from './pages/FigurePage.tsx'
import { HomePage } from './pages/HomePage.tsx'
import { PersonPage } from './pages/PersonPage.tsx'
import { RegisterPage } from './pages/RegisterPage.tsx'
import { RulesPage } from './pages/RulesPage.tsx'
import { SituationReport } from './pages/SituationReport.tsx'
import { Shell } from './shell/Shell.tsx'
import { SignIn } from './shell/SignIn.tsx'

const root = createRootRoute({ notFoundComponent: Lost })
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

/** A page inside the shell; a page with an id is made anew for each id. */
const page = <P extends string>(path: P, Component: ComponentType) =>
  createRoute({ getParentRoute: () => shell, path, component: () => <Component /> })

const register = (path: string, id: string) => page(path, () => <RegisterPage key={id} id={id} />)

/** A page of one record: `$id` in the path is handed in. */
function record(path: string, Component: ComponentType<{ id: string }>) {
  const route = page(path, function RecordRoute() {
    const { id } = route.useParams() as { id: string }
    return <Component key={id} id={id} />
  })
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

function ContactsPage() {
  return <RegisterPage id="contacts" head={<HandoversToReceive />} />
}

function OrdersPage() {
  return <RegisterPage id="orders" head={<OrdersToSign />} />
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
  shell.addChildren([
    page('/', HomePage),
    page('/cases', CasesPage),
    page('/cases/new', NewCase),
    record('/cases/$id', CasePage),
    record('/people/$id', PersonPage),
    record('/figures/$id', FigurePage),
    page('/reports', ReportsPage),
    record('/reports/$id', SituationReport),
    page('/contacts', ContactsPage),
    page('/followups', FollowupToday),
    page('/orders', OrdersPage),
    record('/orders/$id', OrderPage),
    page('/zones', ZonesPage),
    page('/zones/new', NewZone),
    record('/zones/$id', ZonePage),
    page('/imports', ImportsPage),
    record('/imports/$id', ImportPage),
    page('/rules', RulesPage),
    register('/tasks', 'tasks'),
    register('/people', 'people'),
    register('/households', 'households'),
    register('/places', 'places'),
    register('/organisations', 'organisations'),
    register('/teams', 'teams'),
  ]),
])
