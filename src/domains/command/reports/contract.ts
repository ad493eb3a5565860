import { z } from 'zod'
import { ColumnOut } from '../../../platform/api-contract.ts'
import { route } from '../../../platform/domain.ts'
import { requestContract, Submission, SubmissionState, TemplateName } from './requests/contract.ts'

export { Submission, SubmissionState }

const Words = z.object({ vi: z.string(), en: z.string() })

/** The six phases of R04 (S4:49), in their order: the chapters of every report. */
export const Phase = z.enum(['prevent', 'detect', 'isolate', 'treat', 'close', 'stabilise'])
export type Phase = z.infer<typeof Phase>

/** 'total' counts from the report's own first day, '24h' to the minute, '7d' seven calendar days, 'now' what is open. */
export const WindowKind = z.enum(['total', '24h', '7d', 'now'])
export type WindowKind = z.infer<typeof WindowKind>

export const Risk = z.enum(['low', 'medium', 'high', 'very_high'])
export type Risk = z.infer<typeof Risk>
export const ReportKind = z.enum(['periodic', 'ad_hoc'])
export type ReportKind = z.infer<typeof ReportKind>
/** 'replaced' is a signed report that a later signed one names. */
export const ReportState = z.enum(['draft', 'submitted', 'frozen', 'replaced'])
export type ReportState = z.infer<typeof ReportState>

/** A number and the key under which its list opens. */
export const Cell = z.object({ key: z.string(), value: z.number().int() })
export type Cell = z.infer<typeof Cell>

export const SheetWindow = z.object({
  kind: WindowKind,
  /** Calendar dates in Asia/Ho_Chi_Minh, both included; null where the figure is a stock. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** The instant from which '24h' counts. */
  since: z.string().nullable(),
})
export type SheetWindow = z.infer<typeof SheetWindow>

export const SheetRow = z.object({
  key: z.string(),
  figureId: z.string(),
  words: Words,
  definition: Words,
  unit: Words,
  window: SheetWindow,
  cell: Cell,
  /** The values of a part in order, then the remainder (value null): together exactly the cell, never made to fit. */
  parts: z
    .object({
      words: Words,
      items: z.array(z.object({ value: z.string().nullable(), words: Words, cell: Cell })),
    })
    .nullable(),
  /** The row as a share of another row of the same window. */
  share: z
    .object({ ofKey: z.string(), ofWords: Words, numerator: z.number(), denominator: z.number() })
    .nullable(),
  /** The same row of the report compared with; null where it had none or counted from another day. */
  previous: z.number().nullable(),
})
export type SheetRow = z.infer<typeof SheetRow>

/** What was said about a row, or why a draft was given back (then without a row). */
export const SheetNote = z.object({
  id: z.uuid(),
  rowKey: z.string().nullable(),
  said: z.string(),
  at: z.string(),
  byName: z.string(),
  byPost: z.string(),
})
export type SheetNote = z.infer<typeof SheetNote>

/** A row drawn by day, stacked by its part; `parts` of a day in the order of the curve's own, empty for a row without. */
export const Curve = z.object({
  rowKey: z.string(),
  parts: z.array(z.object({ value: z.string().nullable(), words: Words })),
  days: z.array(z.object({ day: z.string(), cell: Cell, parts: z.array(Cell) })),
})
export type Curve = z.infer<typeof Curve>

/** Everything a report counts, as known at its moment. */
export const Sheet = z.object({
  sections: z.array(z.object({ phase: Phase, rows: z.array(SheetRow) })),
  areaTable: z.object({
    columns: z.array(z.string()),
    rows: z.array(z.object({ areaId: z.number().int().nullable(), name: z.string(), cells: z.array(Cell) })),
  }),
  curve: Curve.nullable(),
  /** Further rows drawn by day, where the template asks for them. */
  charts: z.array(Curve).optional(),
  /** Columns of the table of areas that are drawn as a map, where the template asks for them. */
  maps: z.array(z.string()).optional(),
  submissions: z.array(Submission),
  previous: z.object({ id: z.uuid(), number: z.string(), asOf: z.string() }).nullable(),
  /** Of a signed report: what was said about its rows. */
  notes: z.array(SheetNote).optional(),
})
export type Sheet = z.infer<typeof Sheet>

/** A block of text that the template asks for, and what was written into it. */
export const ReportText = z.object({
  key: z.string(),
  title: Words,
  help: z.string().nullable(),
  required: z.boolean(),
  /** The chapter it stands in; null stands after all numbers. */
  phase: Phase.nullable(),
  said: z.string().nullable(),
})
export type ReportText = z.infer<typeof ReportText>

export const ReportBrief = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaName: z.string(),
  level: z.string(),
  kind: ReportKind,
  template: TemplateName,
  /** What an ad-hoc report answers, for those who see the request. */
  request: z.object({ id: z.uuid(), title: z.string() }).nullable(),
  state: ReportState,
  asOf: z.string(),
  /** Facts recorded until then count; later than `asOf` only in a report that replaces another. */
  knownAt: z.string(),
  day: z.string(),
  countFrom: z.string(),
  number: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  submittedBy: z.string().nullable(),
  submittedAt: z.string().nullable(),
  signerName: z.string().nullable(),
  signerPost: Words.nullable(),
  frozenAt: z.string().nullable(),
  /** When the report of that area and day, or the one asked for, is due; null where nobody asks for it. */
  dueAt: z.string().nullable(),
  /** Signed after it was due, or not signed and past due. */
  late: z.boolean(),
  replaces: z.object({ id: z.uuid(), number: z.string() }).nullable(),
  replacedBy: z.object({ id: z.uuid(), number: z.string() }).nullable(),
  version: z.number().int(),
})
export type ReportBrief = z.infer<typeof ReportBrief>

/** P57: the assessment that heads a report; whoever signs the report signs it. */
export const Narrative = z.object({
  phase: z.string().nullable(),
  risk: Risk.nullable(),
  assessment: z.string().nullable(),
  outlook: z.string().nullable(),
  proposals: z.string().nullable(),
})
export type Narrative = z.infer<typeof Narrative>

export const ReportPage = z.object({
  report: ReportBrief,
  narrative: Narrative,
  texts: z.array(ReportText),
  sheet: Sheet,
  /** What was said about rows, and why the draft was given back, oldest first. */
  notes: z.array(SheetNote),
  /** Rows of a draft whose change somebody has to explain before it goes to the signer. */
  unexplained: z.array(z.string()),
  /** Rows whose lists the viewer may open. */
  mayOpen: z.array(z.string()),
  can: z.object({
    edit: z.boolean(),
    submit: z.boolean(),
    sign: z.boolean(),
    giveBack: z.boolean(),
    discard: z.boolean(),
    correct: z.boolean(),
  }),
  seal: z.object({ hash: z.string(), code: z.string(), checkpoint: z.string() }).nullable(),
  basis: z.object({ legalBasis: z.string(), confirmedBy: z.string().nullable() }),
})
export type ReportPage = z.infer<typeof ReportPage>

const Text = (max: number) => z.string().trim().max(max).nullish()

export const ReportChange = z.object({
  id: z.uuid(),
  version: z.number().int(),
  /** Of a report that replaces another, the moment stays and `knownAt` moves; of any other the reverse. */
  asOf: z.iso.datetime({ offset: true }).optional().meta({ widget: 'datetime' }),
  knownAt: z.iso.datetime({ offset: true }).optional(),
  countFrom: z.iso.date().optional(),
  phase: Text(200),
  risk: Risk.nullish(),
  assessment: Text(4000).meta({ widget: 'textarea' }),
  outlook: Text(4000).meta({ widget: 'textarea' }),
  proposals: Text(4000).meta({ widget: 'textarea' }),
  /** Text blocks of the template by their keys; what is left out stays as it is. */
  texts: z.record(z.string().max(60), z.string().trim().max(4000).nullable()).optional(),
})
export type ReportChange = z.infer<typeof ReportChange>

export const CellList = z.object({
  key: z.string(),
  words: Words,
  definition: Words,
  window: SheetWindow,
  /** What part of the row: words of the part's value, an area's name, a day. */
  slice: Words.nullable(),
  opens: z.string(),
  columns: z.array(ColumnOut),
  /** The number in the report; `rows` of all pages and `outside` add up to it. */
  count: z.number(),
  /** Counted, but outside the viewer's areas: never shown. */
  outside: z.number(),
  frozen: z.boolean(),
  rows: z.array(z.record(z.string(), z.unknown())),
  next: z.string().optional(),
})
export type CellList = z.infer<typeof CellList>

export const Verification = z.object({
  ok: z.boolean(),
  /** Cells whose stored records, number or hash do not agree. */
  cells: z.object({ checked: z.number(), broken: z.array(z.string()) }),
  /** Lists whose shown columns were altered; null for viewers who may not see all rows. */
  lists: z.object({ checked: z.number(), broken: z.array(z.string()) }).nullable(),
  /** Head, assessment and numbers agree with the report's hash. */
  report: z.boolean(),
  /** The audit trail holds the same hash, under the key that is kept outside the database. */
  trail: z.boolean(),
  /** The audit trail up to the signature is whole. */
  checkpoint: z.boolean(),
})
export type Verification = z.infer<typeof Verification>

export const Reconciliation = z.object({
  asOf: z.string(),
  units: z.array(
    z.object({
      areaId: z.number().int(),
      name: z.string(),
      state: SubmissionState,
      /** What the unit signed for the day. */
      report: z.object({ id: z.uuid(), number: z.string(), asOf: z.string() }).nullable(),
      /** How many numbers both have over the same days. */
      compared: z.number().int(),
      differences: z.array(
        z.object({
          key: z.string(),
          words: Words,
          window: SheetWindow,
          counted: z.number().int(),
          signed: z.number().int(),
        }),
      ),
    }),
  ),
})
export type Reconciliation = z.infer<typeof Reconciliation>

const Id = z.object({ id: z.uuid() })
const Paging = z.object({
  sort: z.string().max(60).optional(),
  desc: z.union([z.boolean(), z.stringbool()]).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})
const Versioned = Id.extend({ version: z.number().int() })

export const reportsContract = {
  ...requestContract,
  recent: route(
    'GET',
    '/reports',
    'report.read',
    'Reports of the areas below and of the areas above, newest first',
  )
    .input(
      z.object({
        areaId: z.coerce.number().int().optional(),
        state: ReportState.optional(),
        template: z.string().max(60).optional(),
        cursor: z.string().max(100).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ reports: z.array(ReportBrief), next: z.string().optional() })),
  submissions: route(
    'GET',
    '/reports/submissions',
    'report.read',
    'Which periodic reports of a day an area and those right below it owe, when due, and which are signed',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional(), day: z.iso.date().optional() }))
    .output(
      z.object({
        day: z.string(),
        /** Of the area itself. */
        own: z.array(Submission),
        submissions: z.array(Submission),
      }),
    ),
  create: route(
    'POST',
    '/reports',
    'report.draft',
    'Starts the report of an area as of an hour, or one that replaces a signed one',
  )
    .input(
      z.object({
        id: z.uuid().optional(),
        areaId: z.number().int().meta({ widget: 'area' }),
        kind: ReportKind.default('periodic'),
        asOf: z.iso.datetime({ offset: true }).optional().meta({ widget: 'datetime' }),
        countFrom: z.iso.date().optional(),
        replacesId: z.uuid().optional(),
        /** Of a periodic report; the situation report when absent. */
        templateKey: z.string().min(1).max(60).optional(),
        /** What it answers: then it is an ad-hoc report with that request's template and first day. */
        requestId: z.uuid().optional(),
      }),
    )
    .output(z.object({ id: z.uuid() })),
  get: route(
    'GET',
    '/reports/{id}',
    'report.read',
    'One report: computed while a draft, as it was signed afterwards',
  )
    .input(Id)
    .output(ReportPage),
  update: route(
    'PUT',
    '/reports/{id}',
    'report.draft',
    'Changes a draft: its moment, its first day, the assessment',
  )
    .input(ReportChange)
    .output(z.object({ version: z.number().int() })),
  submit: route('POST', '/reports/{id}/submit', 'report.draft', 'Hands a draft to the signer')
    .input(Versioned)
    .output(z.object({ version: z.number().int() })),
  freeze: route(
    'POST',
    '/reports/{id}/freeze',
    'report.sign',
    'Signs a report: it takes its number and is never changed again',
  )
    .input(Versioned)
    .output(z.object({ number: z.string(), hash: z.string() })),
  note: route(
    'POST',
    '/reports/{id}/notes',
    'report.draft',
    'Says something about a number; the number stays',
  )
    .input(
      Versioned.extend({
        rowKey: z.string().max(60),
        said: z.string().trim().min(3).max(1000).meta({ widget: 'textarea' }),
      }),
    )
    .output(Id),
  giveBack: route(
    'POST',
    '/reports/{id}/return',
    'report.sign',
    'Gives a report that was handed in back to those who wrote it',
  )
    .input(Versioned.extend({ said: z.string().trim().min(3).max(1000).meta({ widget: 'textarea' }) }))
    .output(z.object({ version: z.number().int() })),
  reconcile: route(
    'GET',
    '/reports/{id}/reconciliation',
    'report.read',
    'What a report counts for each area below beside what that area signed for the day',
  )
    .input(Id)
    .output(Reconciliation),
  discard: route('POST', '/reports/{id}/discard', 'report.draft', 'Throws a draft away')
    .input(Versioned)
    .output(z.object({})),
  cell: route(
    'GET',
    '/reports/{id}/cell',
    'figure.open',
    'The very records that one number of a report counts',
  )
    .input(Id.extend(Paging.shape).extend({ key: z.string().max(200) }))
    .output(CellList),
  verify: route('GET', '/reports/{id}/verify', 'report.read', 'Computes every hash of a signed report again')
    .input(Id)
    .output(Verification),
}
