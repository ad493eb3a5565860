import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'

export const INCIDENT_KINDS = [
  'suspect',
  'gathering',
  'breach',
  'supplies',
  'medical',
  'security',
  'other',
] as const
export const INCIDENT_SOURCES = ['hotline', 'field', 'walk_in', 'other_unit'] as const
const Kind = z.enum(INCIDENT_KINDS)
const Source = z.enum(INCIDENT_SOURCES)
/** Computed from the steps. */
export const IncidentState = z.enum(['new', 'triaged', 'dispatched', 'on_site', 'done', 'closed'])
export type IncidentState = z.infer<typeof IncidentState>
export const StepKind = z.enum([
  'triage',
  'dispatch',
  'arrive',
  'done',
  'close',
  'reopen',
  'note',
  'escalate',
])
export type StepKind = z.infer<typeof StepKind>

const text = (min: number, max: number) => z.string().trim().min(min).max(max)

export const Incident = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  code: z.string(),
  kind: Kind,
  source: Source,
  placeText: z.string(),
  what: z.string(),
  reportedAt: z.string(),
  takenBy: z.string(),
  takenByPost: z.string(),
  /** The field visit on which somebody came across it. */
  fieldVisitId: z.uuid().nullable(),
  /** When it was last opened: at the report, or again. */
  begunAt: z.string(),
  triagedAt: z.string().nullable(),
  dispatchedAt: z.string().nullable(),
  arrivedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  state: IncidentState,
  priority: z.number().int().nullable(),
  team: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** Until when the next step is due; null when nothing is due any more. */
  dueAt: z.string().nullable(),
  late: z.boolean(),
  /** Said to the leader on duty: the time ran out. */
  escalatedAt: z.string().nullable(),
  /** Number of its last step. */
  version: z.number().int(),
})
export type Incident = z.infer<typeof Incident>

export const IncidentStep = z.object({
  id: z.uuid(),
  kind: StepKind,
  at: z.string(),
  happenedAt: z.string(),
  priority: z.number().int().nullable(),
  team: z.string().nullable(),
  limitOf: z.enum(['triage', 'dispatch', 'arrive']).nullable(),
  said: z.string().nullable(),
  byName: z.string(),
  byPost: z.string(),
})
export type IncidentStep = z.infer<typeof IncidentStep>

export const IncidentPage = z.object({
  incident: Incident,
  steps: z.array(IncidentStep),
  /** Minutes in force, and where they come from. */
  timers: z.object({
    triage: z.number(),
    dispatch: z.record(z.string(), z.number()),
    arrive: z.record(z.string(), z.number()),
    legalBasis: z.string(),
  }),
  may: z.array(StepKind),
})
export type IncidentPage = z.infer<typeof IncidentPage>

export const TeamChoice = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(['rapid_response', 'community', 'reinforcement']),
  areaLabel: z.string(),
  people: z.number().int(),
  /** Steps up and down the tree from the incident's area; 0 is the area itself. */
  steps: z.number().int(),
  /** Between the centres of the areas; null when one has none. */
  km: z.number().nullable(),
  /** The open incident that it is at. */
  busyWith: z.string().nullable(),
})
export type TeamChoice = z.infer<typeof TeamChoice>

export const NewIncident = z.object({
  id: z.uuid().optional(),
  kind: Kind,
  source: Source.default('hotline'),
  areaId: z.coerce.number().int().meta({ widget: 'area' }),
  placeText: text(2, 300),
  what: text(3, 2000).meta({ widget: 'textarea' }),
  callerName: text(2, 120).optional(),
  callerPhone: z
    .string()
    .trim()
    .regex(/^[0-9+ ]{8,15}$/)
    .optional()
    .meta({ widget: 'phone' }),
})
export type NewIncident = z.output<typeof NewIncident>

/** The server's time is kept beside it; never in the future. */
const happenedAt = z.iso.datetime({ offset: true }).optional().meta({ widget: 'datetime' })
const said = text(3, 2000).meta({ widget: 'textarea' })
export const StepForms = {
  triage: z.object({ priority: z.number().int().min(1).max(3), said: said.optional(), happenedAt }),
  dispatch: z.object({ teamId: z.uuid(), said: said.optional(), happenedAt }),
  arrive: z.object({ said: said.optional(), happenedAt }),
  done: z.object({ said, happenedAt }),
  close: z.object({ said }),
  reopen: z.object({ said }),
  note: z.object({ said, happenedAt }),
}
const step = { id: z.uuid(), version: z.number().int() }
export const StepInput = z.discriminatedUnion('kind', [
  StepForms.triage.extend({ ...step, kind: z.literal('triage') }),
  StepForms.dispatch.extend({ ...step, kind: z.literal('dispatch') }),
  StepForms.arrive.extend({ ...step, kind: z.literal('arrive') }),
  StepForms.done.extend({ ...step, kind: z.literal('done') }),
  StepForms.close.extend({ ...step, kind: z.literal('close') }),
  StepForms.reopen.extend({ ...step, kind: z.literal('reopen') }),
  StepForms.note.extend({ ...step, kind: z.literal('note') }),
])
export type StepInput = z.output<typeof StepInput>

export const incidentsContract = {
  takeIncident: route('POST', '/incidents', 'incident.take', 'Takes in what was called, seen or told')
    .input(NewIncident)
    .output(z.object({ id: z.uuid(), code: z.string() })),
  openIncidents: route(
    'GET',
    '/incidents/open',
    'incident.read',
    'Open incidents of an area and below: late ones first',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional() }))
    .output(z.array(Incident)),
  incident: route(
    'GET',
    '/incidents/{id}',
    'incident.read',
    'One incident with its steps and who may do what',
  )
    .input(z.object({ id: z.uuid() }))
    .output(IncidentPage),
  incidentCaller: route(
    'GET',
    '/incidents/{id}/caller',
    'incident.caller',
    'Who called, for whoever calls back',
  )
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ name: z.string().nullable(), phone: z.string().nullable() })),
  incidentTeams: route(
    'GET',
    '/incidents/{id}/teams',
    'incident.command',
    'Teams that could be sent: free and near ones first',
  )
    .input(z.object({ id: z.uuid() }))
    .output(z.array(TeamChoice)),
  stepIncident: route(
    'POST',
    '/incidents/{id}/steps',
    'incident.command',
    'The next step: triage, dispatch, arrival, outcome, closing, opening again, a note',
  )
    .input(StepInput)
    .output(z.object({ version: z.number().int() })),
}
