/** The chain of response; a page is listed when it exists and the viewer's post holds its right. */
export const NAVIGATION: { group: string; items: { key: string; href: string; right: string }[] }[] = [
  {
    group: 'command',
    items: [
      { key: 'briefing', href: '/briefing', right: 'warning.read' },
      { key: 'documents', href: '/documents', right: 'document.read' },
      { key: 'tasks', href: '/tasks', right: 'task.read' },
      { key: 'conferences', href: '/conferences', right: 'conference.read' },
      { key: 'duty', href: '/duty', right: 'duty.read' },
      { key: 'incidents', href: '/incidents', right: 'incident.read' },
      { key: 'field-visits', href: '/field-visits', right: 'field-visit.read' },
    ],
  },
  {
    group: 'inspect',
    items: [
      { key: 'inspections', href: '/inspections', right: 'inspection.read' },
      { key: 'findings', href: '/findings', right: 'inspection.read' },
      { key: 'plans', href: '/plans', right: 'inspection.read' },
      { key: 'violations', href: '/violations', right: 'violation.read' },
      { key: 'measures', href: '/measures', right: 'measure.read' },
    ],
  },
  {
    group: 'judge',
    items: [
      { key: 'reports', href: '/reports', right: 'report.read' },
      { key: 'indicators', href: '/indicators', right: 'figure.count' },
      { key: 'performance', href: '/performance', right: 'scorecard.own' },
      { key: 'examples', href: '/examples', right: 'example.read' },
      { key: 'workplaces', href: '/workplace-reviews', right: 'workplace.read' },
      { key: 'rules', href: '/rules', right: 'rule.read' },
    ],
  },
  {
    group: 'detect',
    items: [
      { key: 'cases', href: '/cases', right: 'case.read' },
      { key: 'signals', href: '/signals', right: 'signal.read' },
      { key: 'warning', href: '/warning', right: 'warning.read' },
      { key: 'imports', href: '/imports', right: 'import.make' },
    ],
  },
  {
    group: 'contain',
    items: [
      { key: 'contacts', href: '/contacts', right: 'contact.read' },
      { key: 'followups', href: '/followups', right: 'followup.read' },
      { key: 'chains', href: '/chains', right: 'contact.read' },
      { key: 'assignment', href: '/assignment', right: 'contact.read' },
      { key: 'exposure', href: '/exposure', right: 'contact.read' },
      { key: 'orders', href: '/orders', right: 'order.read' },
      { key: 'zones', href: '/zones', right: 'zone.read' },
    ],
  },
  {
    group: 'registry',
    items: [
      { key: 'people', href: '/people', right: 'person.read' },
      { key: 'households', href: '/households', right: 'person.read' },
      { key: 'places', href: '/places', right: 'place.read' },
      { key: 'organisations', href: '/organisations', right: 'organisation.read' },
      { key: 'teams', href: '/teams', right: 'organisation.read' },
      { key: 'areas', href: '/areas', right: 'area.manage' },
      { key: 'accounts', href: '/accounts', right: 'account.manage' },
    ],
  },
]
