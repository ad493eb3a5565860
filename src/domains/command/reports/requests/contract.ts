import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'

const Words = z.object({ vi: z.string(), en: z.string() })

export const SubmissionState = z.enum(['waiting', 'missing', 'in_time', 'late'])
export type SubmissionState = z.infer<typeof SubmissionState>

/** A template as it is called. */
export const TemplateName = z.object({ key: z.string(), words: Words })
export type TemplateName = z.infer<typeof TemplateName>

const SITUATION: TemplateName = {
  key: 'situation',
  words: { vi: 'Báo cáo tình hình', en: 'Situation report' },
}

/** One periodic report that an area owes for a day. */
export const Submission = z.object({
  areaId: z.number().int(),
  name: z.string(),
  /** Reports signed before there were several templates do not say which: it was the situation report. */
  template: TemplateName.default(SITUATION),
  dueAt: z.string(),
  state: SubmissionState,
  reportId: z.uuid().nullable(),
  number: z.string().nullable(),
  frozenAt: z.string().nullable(),
})
export type Submission = z.infer<typeof Submission>

/** 24 hours, Asia/Ho_Chi_Minh. */
const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

export const ScheduleState = z.enum(['coming', 'in_force', 'ended'])
export type ScheduleState = z.infer<typeof ScheduleState>

/** A report that an office asks of units below by the clock, until it is ended. */
export const ReportSchedule = z.object({
  id: z.uuid(),
  /** The office that asks. */
  areaId: z.number().int(),
  areaName: z.string(),
  template: TemplateName,
  /** All units of this level below the office; null where one unit is asked. */
  level: z.object({ key: z.string(), words: Words }).nullable(),
  unit: z.object({ areaId: z.number().int(), name: z.string() }).nullable(),
  dueTime: Time,
  /** ISO days, 1 is Monday. */
  weekdays: z.array(z.number().int()),
  fromDay: z.string(),
  untilDay: z.string().nullable(),
  legalBasis: z.string(),
  state: ScheduleState,
  createdBy: z.string(),
  createdAt: z.string(),
  endedBy: z.string().nullable(),
  endedAt: z.string().nullable(),
  version: z.number().int(),
  /** Whether the viewer may end it. */
  mayEnd: z.boolean(),
})
export type ReportSchedule = z.infer<typeof ReportSchedule>

export const ScheduleInput = z.object({
  id: z.uuid().optional(),
  templateKey: z.string().min(1).max(60),
  /** Exactly one of the two: all units of a level below the viewer's office, or one unit. */
  level: z.enum(['district', 'ward', 'neighbourhood']).optional(),
  unitId: z.number().int().optional(),
  dueTime: Time,
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  /** Calendar dates in Asia/Ho_Chi_Minh, both included; the first is today or later. */
  fromDay: z.iso.date(),
  untilDay: z.iso.date().optional(),
  legalBasis: z.string().trim().min(3).max(500),
})
export type ScheduleInput = z.infer<typeof ScheduleInput>

/** A report that an office asks of units below once, for a reason. */
export const ReportRequest = z.object({
  id: z.uuid(),
  /** The office that asks. */
  areaId: z.number().int(),
  areaName: z.string(),
  template: TemplateName,
  title: z.string(),
  purpose: z.string(),
  countFrom: z.string().nullable(),
  dueAt: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  cancelled: z.object({ at: z.string(), by: z.string(), reason: z.string() }).nullable(),
  /** Of the units that the viewer sees. */
  asked: z.number().int(),
  signed: z.number().int(),
  missing: z.number().int(),
  version: z.number().int(),
})
export type ReportRequest = z.infer<typeof ReportRequest>

export const RequestUnit = z.object({
  areaId: z.number().int(),
  name: z.string(),
  state: SubmissionState,
  reportId: z.uuid().nullable(),
  number: z.string().nullable(),
  frozenAt: z.string().nullable(),
  /** A draft that answers the request, for those who write or sign there. */
  draftId: z.uuid().nullable(),
  /** The task of the unit, for those who read tasks, and how often it was reminded of. */
  taskId: z.uuid().nullable(),
  reminders: z.number().int(),
  /** Whether the viewer may begin the report of this unit. */
  mayDraft: z.boolean(),
})
export type RequestUnit = z.infer<typeof RequestUnit>

export const RequestPage = z.object({
  request: ReportRequest,
  units: z.array(RequestUnit),
  can: z.object({ remind: z.boolean(), cancel: z.boolean() }),
})
export type RequestPage = z.infer<typeof RequestPage>

export const RequestInput = z.object({
  id: z.uuid().optional(),
  templateKey: z.string().min(1).max(60),
  title: z.string().trim().min(3).max(200),
  purpose: z.string().trim().min(3).max(1000).meta({ widget: 'textarea' }),
  /** First day of what is counted from a day on; absent: as the template says. */
  countFrom: z.iso.date().optional(),
  dueAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
  units: z.array(z.number().int()).min(1).max(1000),
})
export type RequestInput = z.infer<typeof RequestInput>

const Id = z.object({ id: z.uuid() })
const Said = z.string().trim().min(3).max(1000).meta({ widget: 'textarea' })

/** Routes about what is asked of whom: a part of `reportsContract`. */
export const requestContract = {
  schedules: route(
    'GET',
    '/reports/schedules',
    'report.read',
    'Which reports are asked of whom by the clock, and what can be asked for',
  )
    .input(
      z.object({
        areaId: z.coerce.number().int().optional(),
        ended: z.union([z.boolean(), z.stringbool()]).optional(),
      }),
    )
    .output(
      z.object({
        schedules: z.array(ReportSchedule),
        templates: z.array(TemplateName),
        /** Levels below the viewer's office that make reports. */
        levels: z.array(z.object({ key: z.string(), words: Words })),
      }),
    ),
  addSchedule: route(
    'POST',
    '/reports/schedules',
    'report.schedule',
    'Asks for a report by the clock, of all units of a level below or of one',
  )
    .input(ScheduleInput)
    .output(Id),
  endSchedule: route(
    'POST',
    '/reports/schedules/{id}/end',
    'report.schedule',
    'Ends a schedule after a day, today at the earliest',
  )
    .input(Id.extend({ version: z.number().int(), lastDay: z.iso.date().optional() }))
    .output(z.object({ version: z.number().int() })),
  requests: route(
    'GET',
    '/reports/requests',
    'report.read',
    'Reports that were asked for once: by the area, by those above of it, and below; the latest deadline first',
  )
    .input(
      z.object({
        areaId: z.coerce.number().int().optional(),
        /** Only those that are not cancelled and that some unit has not answered. */
        open: z.union([z.boolean(), z.stringbool()]).optional(),
      }),
    )
    .output(z.object({ requests: z.array(ReportRequest) })),
  request: route(
    'GET',
    '/reports/requests/{id}',
    'report.read',
    'One request, with the units asked that the viewer sees and what each has done',
  )
    .input(Id)
    .output(RequestPage),
  ask: route(
    'POST',
    '/reports/requests',
    'report.request',
    'Asks units below for a report once; each gets a task',
  )
    .input(RequestInput)
    .output(Id),
  cancelRequest: route(
    'POST',
    '/reports/requests/{id}/cancel',
    'report.request',
    'Takes a request back with a reason; the open tasks are cancelled',
  )
    .input(Id.extend({ version: z.number().int(), reason: Said }))
    .output(z.object({ version: z.number().int() })),
  remindRequest: route(
    'POST',
    '/reports/requests/{id}/remind',
    'report.request',
    'Reminds every unit whose report is late; the reminder stands in the trace of its task',
  )
    .input(Id.extend({ said: Said }))
    .output(z.object({ reminded: z.number().int() })),
}
