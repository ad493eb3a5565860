import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'
import { Attachment } from '../../../registry/attachments/contract.ts'
import { Task } from '../../tasks/contract.ts'
import { Incident, NewIncident } from '../incidents/contract.ts'

export const PURPOSES = [
  'zone',
  'checkpoint',
  'quarantine_site',
  'health_point',
  'households',
  'meeting',
  'other',
] as const
const Purpose = z.enum(PURPOSES)

const text = (min: number, max: number) => z.string().trim().min(min).max(max)
const areaId = z.coerce.number().int().meta({ widget: 'area' })

export const FieldVisit = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  place: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  spot: z.string().nullable(),
  byName: z.string(),
  byPost: z.string(),
  byArea: z.string(),
  companions: z.string().nullable(),
  beganAt: z.string(),
  minutes: z.number().int().nullable(),
  purpose: Purpose,
  seen: z.string(),
  settled: z.string().nullable(),
  enteredAt: z.string(),
  struckAt: z.string().nullable(),
  /** Also null when it has gone after its time. */
  struckReason: z.string().nullable(),
  version: z.number().int(),
})
export type FieldVisit = z.infer<typeof FieldVisit>

export const FieldVisitPage = z.object({
  visit: FieldVisit,
  supplements: z.array(
    z.object({
      id: z.uuid(),
      said: z.string(),
      at: z.string(),
      byName: z.string(),
      byPost: z.string(),
    }),
  ),
  files: z.array(Attachment),
  /** Those of units that the viewer sees. */
  tasks: z.array(Task),
  /** Empty for posts that may not read incidents. */
  incidents: z.array(Incident),
  may: z.object({
    supplement: z.boolean(),
    strike: z.boolean(),
    attach: z.boolean(),
    give: z.boolean(),
    incident: z.boolean(),
  }),
})
export type FieldVisitPage = z.infer<typeof FieldVisitPage>

/** What is entered on the spot; a device makes the `id` itself, so that it may send it again. */
export const NewFieldVisit = z.object({
  id: z.uuid().optional(),
  areaId,
  purpose: Purpose,
  beganAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
  minutes: z.number().int().min(1).max(1440).optional(),
  placeId: z.uuid().optional().meta({ widget: 'place' }),
  spot: text(2, 300).optional(),
  companions: text(2, 500).optional(),
  seen: text(3, 3000).meta({ widget: 'textarea' }),
  settled: text(3, 3000).optional().meta({ widget: 'textarea' }),
})
export type NewFieldVisit = z.output<typeof NewFieldVisit>

const said = text(3, 3000).meta({ widget: 'textarea' })
export const SupplementForm = z.object({ id: z.uuid(), said })
export const StrikeForm = z.object({ reason: text(3, 500).meta({ widget: 'textarea' }) })
/** Posts of the grass roots that are told to do what is left. */
export const TASK_POSTS = [
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
  'front-officer',
  'neighbourhood-head',
  'team-member',
] as const
export const TaskForm = z.object({
  id: z.uuid(),
  areaId,
  postKind: z.enum(TASK_POSTS),
  title: text(3, 300).meta({ widget: 'textarea' }),
  expected: text(3, 300).optional(),
  dueAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
})
export type TaskForm = z.output<typeof TaskForm>
export const IncidentForm = NewIncident.pick({ kind: true, placeText: true, what: true }).extend({
  id: z.uuid(),
})
export type IncidentForm = z.output<typeof IncidentForm>

/** Rule `field.visits`: within how many days a unit counts as visited. */
export const Days = z.object({ days: z.number().int().min(1) })

/** Where nobody from above has been for longest. */
export const Unvisited = z.object({
  days: z.number().int(),
  legalBasis: z.string(),
  /** Not visited within so many days: all of them, and by their level. */
  total: z.number().int(),
  wards: z.number().int(),
  neighbourhoods: z.number().int(),
  /** Never visited first, then the longest ago; 6 at most, wards before neighbourhoods. */
  first: z.array(z.object({ areaId: z.number().int(), label: z.string(), lastAt: z.string().nullable() })),
})
export type Unvisited = z.infer<typeof Unvisited>

const ofVisit = { visitId: z.uuid() }
const made = z.object({ id: z.uuid() })

export const visitsContract = {
  unvisited: route(
    'GET',
    '/field-visits/unvisited',
    'field-visit.read',
    'Wards and neighbourhoods where nobody from above has been lately',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional() }))
    .output(Unvisited),
  enterVisit: route('POST', '/field-visits', 'field-visit.write', 'Enters a visit to the grass roots')
    .input(NewFieldVisit)
    .output(made),
  fieldVisit: route(
    'GET',
    '/field-visits/{id}',
    'field-visit.read',
    'One field visit with its photos, supplements, tasks and incidents',
  )
    .input(z.object({ id: z.uuid() }))
    .output(FieldVisitPage),
  visitOfTask: route('GET', '/field-visit-tasks/{id}', 'field-visit.read', 'Which visit a task was given on')
    .input(z.object({ id: z.uuid() }))
    .output(z.object(ofVisit)),
  supplementVisit: route(
    'POST',
    '/field-visits/{visitId}/supplements',
    'field-visit.write',
    'Adds to a visit of one’s own; what stands there stays',
  )
    .input(SupplementForm.extend(ofVisit))
    .output(made),
  strikeVisit: route(
    'POST',
    '/field-visits/{id}/strike',
    'field-visit.write',
    'Strikes out an entry of one’s own of the same day, with the reason; it is kept and not counted',
  )
    .input(StrikeForm.extend({ id: z.uuid(), version: z.number().int() }))
    .output(z.object({ version: z.number().int() })),
  giveVisitTask: route(
    'POST',
    '/field-visits/{visitId}/tasks',
    'field-visit.give',
    'Gives what is left to do as a task',
  )
    .input(TaskForm.extend(ofVisit))
    .output(made),
  takeVisitIncident: route(
    'POST',
    '/field-visits/{visitId}/incidents',
    'field-visit.raise',
    'Takes in an incident that was come across on a visit',
  )
    .input(IncidentForm.extend(ofVisit))
    .output(z.object({ id: z.uuid(), code: z.string() })),
}
