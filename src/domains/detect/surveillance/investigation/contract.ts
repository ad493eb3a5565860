import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'

const Words = z.object({ vi: z.string(), en: z.string() })
export const LabMethod = z.enum(['pcr', 'antigen', 'igm', 'culture', 'other'])
export type LabMethod = z.infer<typeof LabMethod>
/** How a case came to be known; absent is "chưa rõ". */
export const ReportChannel = z.enum([
  'facility',
  'community',
  'laboratory',
  'self_report',
  'contact_followup',
])
export type ReportChannel = z.infer<typeof ReportChannel>

/** Known to be so, known not to be so, or not known yet. */
export const Truth = z.enum(['met', 'not_met', 'unknown'])
export type Truth = z.infer<typeof Truth>
const Level = z.enum(['confirmed', 'probable', 'suspected'])

/** What a criterion of a case definition asks of the facts of a case. */
const CriterionTest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('symptoms'),
    /** All of these, and at least so many of those. */
    all: z.array(z.string()).default([]),
    any: z.array(z.string()).default([]),
    atLeast: z.number().int().default(0),
  }),
  /** An answer of the form. */
  z.object({ kind: z.literal('answer'), question: z.string(), is: z.array(z.string()) }),
  /** Contact with a case: on a list of contacts at most so many days before onset, or the answer "yes". */
  z.object({ kind: z.literal('link'), question: z.string(), days: z.number().int() }),
  /** A positive result by one of these methods. */
  z.object({ kind: z.literal('lab'), methods: z.array(LabMethod) }),
])

/** Rule `case.definition.<disease>`. */
export const CaseDefinition = z.object({
  /** Methods whose positive result confirms a case by itself. */
  confirms: z.array(LabMethod),
  criteria: z.array(
    Words.extend({
      key: z.string(),
      group: z.enum(['clinical', 'epidemiological', 'laboratory']),
      test: CriterionTest,
    }),
  ),
  /** Strongest first; a level is reached when every criterion of one of its ways is met. */
  levels: z.array(z.object({ classification: Level, ways: z.array(z.array(z.string())) })),
})
export type CaseDefinition = z.infer<typeof CaseDefinition>

const Condition = z.object({
  question: z.string(),
  is: z.array(z.string()).optional(),
  not: z.array(z.string()).optional(),
})
const Question = Words.extend({
  key: z.string(),
  type: z.enum(['choice', 'choices', 'date', 'number', 'text']),
  required: z.boolean().default(false),
  weight: z.number().int().default(1),
  when: Condition.optional(),
  options: z.array(Words.extend({ key: z.string() })).default([]),
})
export type Question = z.infer<typeof Question>
const FormSection = Words.extend({
  key: z.string(),
  /** Only for these diseases; absent is for all. */
  diseases: z.array(z.string()).optional(),
  questions: z.array(Question),
})
const Place = z.enum(['case', 'intake', 'person', 'laboratory', 'form'])

/** Rule `case.form`: what must be known of the case itself, and the questions of the investigation. */
export const CaseForm = z.object({
  facts: z.array(
    z.object({ key: z.string(), weight: z.number().int(), when: Condition.optional(), where: Place }),
  ),
  sections: z.array(FormSection),
})
export type CaseForm = z.infer<typeof CaseForm>

export const Answers = z.record(
  z.string().max(60),
  z.union([z.string().max(1000), z.number(), z.array(z.string().max(60)).max(60), z.null()]),
)
export type Answers = z.infer<typeof Answers>

const Rule = z.object({
  id: z.number().int(),
  effectiveFrom: z.string(),
  legalBasis: z.string(),
  confirmedBy: z.string().nullable(),
})

export const Working = z.object({
  criteria: z.array(
    Words.extend({
      key: z.string(),
      group: z.enum(['clinical', 'epidemiological', 'laboratory']),
      state: Truth,
      /** What the facts say about it: symptoms there, methods positive, the contact. */
      found: z.array(Words),
      /** What would have to be known. */
      lacking: z.array(Words),
    }),
  ),
  levels: z.array(z.object({ classification: Level, state: Truth, ways: z.array(z.array(z.string())) })),
  /** The strongest level that is met; null when none is. */
  proposal: Level.nullable(),
})
export type Working = z.infer<typeof Working>

export const NotificationState = z.enum([
  'not_started',
  'in_time',
  'near_due',
  'overdue',
  'notified_in_time',
  'notified_late',
])
export type NotificationState = z.infer<typeof NotificationState>

export const CaseFile = z.object({
  version: z.number().int(),
  channel: ReportChannel.nullable(),
  diagnosedAt: z.string().nullable(),
  notification: z.object({
    state: NotificationState,
    /** What started the clock; null while it has not started. */
    startedBy: z.enum(['diagnosed', 'reported', 'confirmed']).nullable(),
    startsAt: z.string().nullable(),
    dueAt: z.string().nullable(),
    hours: z.number().int().nullable(),
    notifiedAt: z.string().nullable(),
    notifiedBy: z.string().nullable(),
    notifiedTo: z.string().nullable(),
    /** Entered from a list of the past: no clock runs. */
    imported: z.boolean(),
    rule: Rule.nullable(),
  }),
  form: z.object({
    rule: Rule,
    sections: z.array(FormSection),
    answers: Answers,
    answeredAt: z.string().nullable(),
    answeredBy: z.string().nullable(),
  }),
  completeness: z.object({
    /** 0-100. */
    score: z.number().int(),
    missing: z.array(Words.extend({ key: z.string(), where: Place })),
  }),
  /** Pairs of dates that contradict each other, calendar dates in Asia/Ho_Chi_Minh. */
  conflicts: z.array(
    z.object({
      first: z.string(),
      firstDate: z.string(),
      second: z.string(),
      secondDate: z.string(),
      /** The order is right, but the gap is longer than this many days. */
      longerThan: z.number().int().nullable(),
    }),
  ),
  /** Null when no definition of the disease is in force. */
  definition: z.object({ rule: Rule, working: Working }).nullable(),
})
export type CaseFile = z.infer<typeof CaseFile>

const versioned = { id: z.uuid(), version: z.number().int() }
const answer = z.object({ version: z.number().int() })

export const investigationContract = {
  file: route(
    'GET',
    '/cases/{id}/file',
    'case.read',
    'What surveillance keeps of a case: clock, form, completeness, dates, definition with its working',
  )
    .input(z.object({ id: z.uuid() }))
    .output(CaseFile),
  saveForm: route(
    'PUT',
    '/cases/{id}/form',
    'case.investigate',
    'Saves the answers of the investigation; they replace the earlier ones',
  )
    .input(z.object({ ...versioned, answers: Answers }))
    .output(answer),
  setIntake: route(
    'PUT',
    '/cases/{id}/intake',
    'case.investigate',
    'Corrects how the case came in and when it was diagnosed',
  )
    .input(
      z.object({
        ...versioned,
        channel: ReportChannel.nullish(),
        diagnosedAt: z.iso.datetime({ offset: true }).nullish().meta({ widget: 'datetime' }),
      }),
    )
    .output(answer),
  notify: route(
    'POST',
    '/cases/{id}/notify',
    'case.notify',
    'Records that the case was notified: to whom and when; it completes the task of the response',
  )
    .input(
      z.object({
        ...versioned,
        notifiedTo: z.string().trim().min(2).max(200),
        notifiedAt: z.iso.datetime({ offset: true }).optional().meta({ widget: 'datetime' }),
      }),
    )
    .output(answer),
  withdrawNotification: route(
    'POST',
    '/cases/{id}/withdraw-notification',
    'case.notify',
    'Takes back a notification recorded by mistake; the task opens again',
  )
    .input(z.object(versioned))
    .output(answer),
}
