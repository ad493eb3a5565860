import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { Goal, TaskLine } from '../tasks/contract.ts'

const Words = z.object({ vi: z.string(), en: z.string() })
const said = (most: number) => z.string().trim().min(3).max(most).meta({ widget: 'textarea' })

/** How a unit did in one measure. Shares are fractions between 0 and 1; null where there is nothing to share. */
export const Scored = z.object({
  id: z.string(),
  figure: z.string(),
  words: Words,
  part: z.string(),
  /** Values of the part that are good. */
  good: z.array(z.string()),
  n: z.number().int(),
  nGood: z.number().int(),
  share: z.number().nullable(),
  expected: z.number().nullable(),
  /** Of all units together. */
  all: z.number().nullable(),
  /** 'few': too few rows to say. */
  verdict: z.enum(['few', 'as_expected', 'better', 'worse']),
  /** Where the expectation comes from: by load, most cases last. */
  loads: z.array(
    z.object({
      /** Confirmed cases of the last seven days: at least this many. */
      from: z.number().int(),
      n: z.number().int(),
      nGood: z.number().int(),
      all: z.number().nullable(),
    }),
  ),
})
export type Scored = z.infer<typeof Scored>

export const Reply = z.object({
  id: z.uuid(),
  said: z.string(),
  at: z.string(),
  byName: z.string(),
  byPost: z.string(),
})

export const Scorecard = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  head: z.string(),
  from: z.string(),
  to: z.string(),
  asOf: z.string(),
  measures: z.array(Scored),
  publishedAt: z.string(),
  publishedBy: z.string(),
  legalBasis: z.string(),
  replies: z.array(Reply),
})
export type Scorecard = z.infer<typeof Scorecard>

export const Scorecards = z.object({
  from: z.string(),
  to: z.string(),
  asOf: z.string(),
  units: z.array(
    z.object({
      areaId: z.number().int(),
      head: z.string(),
      measures: z.array(Scored),
      /** The card published for these days, if one. */
      published: z.object({ id: z.uuid(), replies: z.number().int() }).nullable(),
    }),
  ),
})
export type Scorecards = z.infer<typeof Scorecards>

export const ExampleKind = z.enum(['commendation', 'practice', 'lesson'])
export type ExampleKind = z.infer<typeof ExampleKind>
export const ExampleStep = z.enum([
  'proposed',
  'approved',
  'declined',
  'published',
  'withdrawn',
  'pilot',
  'evaluated',
  'scaling',
  'dropped',
  'noted',
  'agreed',
  'done',
])
export type ExampleStep = z.infer<typeof ExampleStep>

/** What may follow what; the first of a kind is how it begins. */
export const NEXT: Record<ExampleKind, Partial<Record<ExampleStep, readonly ExampleStep[]>>> = {
  commendation: {
    proposed: ['approved', 'declined'],
    approved: ['published', 'withdrawn'],
    published: ['withdrawn'],
  },
  practice: {
    pilot: ['evaluated', 'dropped'],
    evaluated: ['scaling', 'dropped'],
    scaling: ['dropped'],
  },
  lesson: { noted: ['agreed', 'dropped'], agreed: ['done', 'dropped'] },
}
export const FIRST: Record<ExampleKind, ExampleStep> = {
  commendation: 'proposed',
  practice: 'pilot',
  lesson: 'noted',
}

export const ExamplePage = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  kind: ExampleKind,
  title: z.string(),
  body: z.string(),
  state: ExampleStep,
  createdAt: z.string(),
  createdBy: z.string(),
  steps: z.array(
    z.object({
      id: z.uuid(),
      step: ExampleStep,
      note: z.string(),
      at: z.string(),
      byName: z.string(),
      byPost: z.string(),
    }),
  ),
  units: z.array(z.object({ areaId: z.number().int(), since: z.string(), byName: z.string() })),
  /** Of a lesson: what has to change. */
  tasks: z.array(TaskLine),
  /** Steps that the viewer may take now, and whether they may say that their unit took it up. */
  may: z.object({ steps: z.array(ExampleStep), adopt: z.boolean() }),
})
export type ExamplePage = z.infer<typeof ExamplePage>

export const performanceContract = {
  scorecards: route(
    'GET',
    '/scorecards',
    'scorecard.read',
    'How each unit did over the last days, with what was to be expected',
  )
    .input(z.object({ days: z.coerce.number().int().min(1).max(60).default(14) }))
    .output(Scorecards),
  publish: route(
    'POST',
    '/scorecards',
    'scorecard.publish',
    'Publishes the cards of the days up to yesterday',
  )
    .input(z.object({ days: z.number().int().min(1).max(60) }))
    .output(z.object({ published: z.number().int() })),
  mine: route(
    'GET',
    '/scorecards/mine',
    'scorecard.own',
    'The published cards of one’s own unit, newest first',
  )
    .input(z.object({}).optional())
    .output(z.array(Scorecard)),
  card: route('GET', '/scorecards/{id}', 'scorecard.own', 'One published card with its answers')
    .input(z.object({ id: z.uuid() }))
    .output(Scorecard),
  reply: route('POST', '/scorecards/{id}/replies', 'scorecard.own', 'Answers a published card')
    .input(z.object({ id: z.uuid(), said: said(2000) }))
    .output(z.object({ id: z.uuid() })),
  propose: route('POST', '/examples', 'example.propose', 'Proposes a commendation, a practice or a lesson')
    .input(
      z.object({
        kind: ExampleKind,
        areaId: z.number().int(),
        title: z.string().trim().min(3).max(200),
        body: said(3000),
      }),
    )
    .output(z.object({ id: z.uuid() })),
  example: route('GET', '/examples/{id}', 'example.read', 'One example with its steps')
    .input(z.object({ id: z.uuid() }))
    .output(ExamplePage),
  step: route('POST', '/examples/{id}/steps', 'example.decide', 'Takes the next step of an example')
    .input(
      z.object({
        id: z.uuid(),
        /** How it stood when one decided. */
        after: ExampleStep,
        step: ExampleStep,
        note: said(1000),
        /** Of a lesson that is agreed: who changes what was learned, until when. */
        give: z
          .object({
            areaIds: z.array(z.number().int()).min(1).max(200),
            postKind: z.string().min(1).max(40),
            dueAt: z.iso.datetime({ offset: true }),
            expected: z.string().trim().min(3).max(300).optional(),
            withPosts: z.array(z.string().min(1).max(40)).max(10).optional(),
            goal: Goal.optional(),
          })
          .optional(),
      }),
    )
    .output(ExamplePage),
  adopt: route('POST', '/examples/{id}/units', 'example.propose', 'Says that units took a practice up')
    .input(
      z.object({ id: z.uuid(), areaIds: z.array(z.number().int()).min(1).max(500), since: z.iso.date() }),
    )
    .output(z.object({ added: z.number().int() })),
}
