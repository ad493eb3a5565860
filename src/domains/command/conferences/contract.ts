import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { Goal, TaskLine } from '../tasks/contract.ts'

const Words = z.object({ vi: z.string(), en: z.string() })

export const ConferenceKind = z.enum(['daily', 'meeting', 'online'])
export type ConferenceKind = z.infer<typeof ConferenceKind>
export const Presence = z.enum(['unknown', 'present', 'online', 'excused', 'absent'])
export type Presence = z.infer<typeof Presence>

export const ConferenceUnit = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  postKind: z.string(),
  /** Who holds that post now. */
  holder: z.string().nullable(),
  presence: Presence,
  /** Who came instead, where somebody did. */
  who: z.string().nullable(),
})
export type ConferenceUnit = z.infer<typeof ConferenceUnit>

export const Conclusion = z.object({
  id: z.uuid(),
  ordinal: z.number().int(),
  text: z.string(),
  byName: z.string(),
  tasks: z.array(TaskLine),
})
export type Conclusion = z.infer<typeof Conclusion>

export const Conference = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  kind: ConferenceKind,
  title: z.string(),
  startsAt: z.string(),
  place: z.string().nullable(),
  chair: z.string(),
  agenda: z.array(z.string()),
  createdBy: z.string(),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  version: z.number().int(),
})
export type Conference = z.infer<typeof Conference>

export const ConferencePage = z.object({
  conference: Conference,
  units: z.array(ConferenceUnit),
  conclusions: z.array(Conclusion),
  /** What the figures said: when, since which day what happens is counted, and in the unit and each one below. */
  numbers: z.object({
    asOf: z.string(),
    since: z.string(),
    rows: z.array(
      z.object({
        figure: z.string(),
        words: Words,
        unit: Words,
        windowed: z.boolean(),
        count: z.number().int(),
        byArea: z.array(z.object({ areaId: z.number().int(), count: z.number().int() })),
      }),
    ),
  }),
  may: z.object({
    run: z.boolean(),
    /** Conclusions find their units also after it was closed. */
    give: z.boolean(),
    /** The notice is made by the unit that ran it: others see themselves only. */
    notice: z.boolean(),
  }),
})
export type ConferencePage = z.infer<typeof ConferencePage>

const text = (most: number) => z.string().trim().min(3).max(most)
const instant = z.iso.datetime({ offset: true }).meta({ widget: 'datetime' })
const byVersion = { id: z.uuid(), version: z.number().int() }

export const CreateInput = z.object({
  kind: z.enum(['meeting', 'online']),
  title: text(200),
  startsAt: instant,
  place: text(300).optional(),
  agenda: z.string().trim().max(2000).optional().meta({ widget: 'textarea' }),
  /** The areas whose posts are asked. */
  areaIds: z.array(z.number().int()).min(1).max(200),
  postKind: z.string().min(1).max(40),
})
export type CreateInput = z.output<typeof CreateInput>

export const conferencesContract = {
  create: route('POST', '/conferences', 'conference.run', 'Calls a meeting or an online conference')
    .input(CreateInput)
    .output(z.object({ id: z.uuid() })),
  daily: route(
    'POST',
    '/conferences/daily',
    'conference.run',
    'Opens today’s daily conference of the viewer’s unit; who opens it second finds it',
  )
    .input(z.object({}))
    .output(z.object({ id: z.uuid() })),
  get: route(
    'GET',
    '/conferences/{id}',
    'conference.read',
    'One conference with its figures, units and conclusions',
  )
    .input(z.object({ id: z.uuid() }))
    .output(ConferencePage),
  attendance: route('POST', '/conferences/{id}/attendance', 'conference.run', 'Says who came')
    .input(
      z.object({
        id: z.uuid(),
        units: z
          .array(z.object({ id: z.uuid(), presence: Presence, who: z.string().trim().max(120).optional() }))
          .min(1)
          .max(200),
      }),
    )
    .output(z.object({ changed: z.number().int() })),
  conclude: route('POST', '/conferences/{id}/conclusions', 'conference.run', 'Writes down what was decided')
    .input(z.object({ id: z.uuid(), text: text(1000).meta({ widget: 'textarea' }) }))
    .output(z.object({ id: z.uuid() })),
  rewrite: route(
    'PUT',
    '/conclusions/{id}',
    'conference.run',
    'Rewrites a conclusion that has no task yet; without text it is taken out',
  )
    .input(z.object({ id: z.uuid(), text: text(1000).optional() }))
    .output(z.object({ id: z.uuid() })),
  ofConclusion: route(
    'GET',
    '/conclusions/{id}',
    'conference.read',
    'The conference that a conclusion belongs to',
  )
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ conferenceId: z.uuid() })),
  assign: route('POST', '/conclusions/{id}/assign', 'conference.run', 'Makes a conclusion the task of posts')
    .input(
      z.object({
        id: z.uuid(),
        areaIds: z.array(z.number().int()).min(1).max(200),
        postKind: z.string().min(1).max(40),
        dueAt: instant,
        expected: text(300).optional(),
        withPosts: z.array(z.string().min(1).max(40)).max(10).optional(),
        goal: Goal.optional(),
      }),
    )
    .output(z.object({ assigned: z.number().int() })),
  close: route(
    'POST',
    '/conferences/{id}/close',
    'conference.run',
    'Ends a conference; then it stays as it is',
  )
    .input(z.object(byVersion))
    .output(z.object({ version: z.number().int() })),
}
