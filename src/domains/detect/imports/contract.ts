import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { Why } from '../../registry/people/contract.ts'

export const ImportKind = z.enum(['cases', 'contacts', 'relationships', 'followups', 'labs'])
export type ImportKind = z.infer<typeof ImportKind>

export const BatchState = z.enum([
  'uploaded',
  'checking',
  'checked',
  'committing',
  'committed',
  'undoing',
  'undone',
  'failed',
])
export type BatchState = z.infer<typeof BatchState>

/** Before the commit what will become of a row, after it what became of it. */
export const RowOutcome = z.enum([
  'pending',
  'create',
  'match',
  'review',
  'refuse',
  'created',
  'matched',
  'queued',
  'refused',
  'undone',
])
export type RowOutcome = z.infer<typeof RowOutcome>

/** Why a row has its outcome (`refuse`, `review`, `match`), or what a person should know of it (`warn`). */
export const Reason = z.object({
  code: z.string(),
  level: z.enum(['refuse', 'review', 'match', 'warn']),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Reason = z.infer<typeof Reason>

const Words = z.object({ vi: z.string(), en: z.string() })

/** Column of the file → field of the product; a column without a field is not read. */
export const Mapping = z.record(z.string().max(300), z.string().max(40))
export type Mapping = z.infer<typeof Mapping>

export const ImportOptions = z.object({
  /** Names the system the outside ids belong to: ids of two sources never mean the same person. */
  source: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  disease: z.string().max(40),
  /** Where rows go whose place is missing or unknown; each such row says so. */
  defaultAreaId: z.number().int(),
  dateOrder: z.enum(['dmy', 'mdy']),
  /** Year of dates written without one ("10/8"). */
  year: z.number().int().min(1900).max(2100),
  nameOrder: z.enum(['family-first', 'given-first']),
  nationality: z.string().regex(/^[A-Z]{2}$/),
  /** Field → value as written in the file (folded) → value of the product; for 'area' the area's id. */
  values: z.record(z.string(), z.record(z.string().max(300), z.string().max(60))),
})
export type ImportOptions = z.infer<typeof ImportOptions>

export const Counts = z.record(RowOutcome, z.number().int())
export type Counts = z.infer<typeof Counts>

export const Batch = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  kind: ImportKind,
  sourceSystem: z.enum(['csv', 'godata']),
  fileName: z.string(),
  columns: z.array(
    z.object({
      name: z.string(),
      filled: z.number().int(),
      samples: z.array(z.string()),
      suggested: z.string().nullable(),
    }),
  ),
  /** What the reader of the file noticed: an encoding that was guessed, lines above the header. */
  fileWarnings: z.array(z.object({ code: z.string(), detail: z.string() })),
  mapping: Mapping,
  options: ImportOptions,
  state: BatchState,
  rowCount: z.number().int(),
  /** Rows that the present work has done. */
  done: z.number().int(),
  counts: Counts,
  /** How often each reason was given, by level. */
  reasons: z.array(z.object({ code: z.string(), level: Reason.shape.level, count: z.number().int() })),
  /** Rows with a possible duplicate that nobody has decided yet. */
  undecided: z.number().int(),
  /** Rows whose outcome is decided and not carried out yet. */
  waiting: z.number().int(),
  /** Imports of the very same file into the same area that still stand. */
  sameFile: z.array(z.object({ id: z.uuid(), createdAt: z.string(), state: BatchState })),
  failure: z
    .object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
      details: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  committedAt: z.string().nullable(),
  undoneAt: z.string().nullable(),
  version: z.number().int(),
})
export type Batch = z.infer<typeof Batch>

export const ImportRow = z.object({
  id: z.uuid(),
  line: z.number().int(),
  outcome: RowOutcome,
  reasons: z.array(Reason),
  /** Cells of the file that are not empty. */
  raw: z.record(z.string(), z.string()),
  /** What was read out of them, by field. */
  values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  subjectType: z.string().nullable(),
  subjectId: z.uuid().nullable(),
  /** The case to open, where the row is about one. */
  caseId: z.uuid().nullable(),
  personId: z.uuid().nullable(),
})
export type ImportRow = z.infer<typeof ImportRow>

export const Decision = z.enum(['same', 'new', 'refuse'])
export type Decision = z.infer<typeof Decision>

export const Candidate = z.object({
  personId: z.uuid(),
  /** Probability that it is the same person, 0..1 */
  score: z.number(),
  /** What speaks for it and against, without any value. */
  reasons: z.array(z.object({ code: z.string(), bits: z.number() })),
  /** Earlier line of the same file, when the person is not entered yet. */
  line: z.number().int().nullable(),
})
export type Candidate = z.infer<typeof Candidate>

export const Review = z.object({
  id: z.uuid(),
  line: z.number().int(),
  outcome: RowOutcome,
  reasons: z.array(Reason),
  values: ImportRow.shape.values,
  candidates: z.array(
    Candidate.omit({ reasons: true }).extend({
      why: z.array(Why),
      fullName: z.string().nullable(),
      birth: z.string().nullable(),
      sex: z.string().nullable(),
      area: z.string().nullable(),
      address: z.string().nullable(),
      phone: z.string().nullable(),
      outsideId: z.string().nullable(),
    }),
  ),
  decision: Decision.nullable(),
  decidedPersonId: z.uuid().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  version: z.number().int(),
})
export type Review = z.infer<typeof Review>

const Id = z.object({ id: z.uuid() })
const Versioned = Id.extend({ version: z.number().int() })
const Version = z.object({ version: z.number().int() })

export const importsContract = {
  vocabulary: route(
    'GET',
    '/imports/vocabulary',
    'import.make',
    'The fields of each kind of import, their values, and the reasons a row can get',
  )
    .input(z.object({}).optional())
    .output(
      z.object({
        kinds: z.record(
          ImportKind,
          z.object({
            words: Words,
            fields: z.array(
              z.object({
                key: z.string(),
                type: z.enum(['id', 'text', 'name', 'date', 'instant', 'number', 'choice', 'area']),
                words: Words,
                hint: Words.optional(),
                required: z.boolean(),
                values: z.record(z.string(), Words).optional(),
              }),
            ),
          }),
        ),
        reasons: z.record(z.string(), z.object({ words: Words, short: Words })),
      }),
    ),
  get: route(
    'GET',
    '/imports/{id}',
    'import.make',
    'One import: its file, mapping, counts by outcome and progress',
  )
    .input(Id)
    .output(Batch),
  values: route(
    'GET',
    '/imports/{id}/values',
    'import.make',
    'The different values of a column with how often each occurs (at most 200)',
  )
    .input(Id.extend({ column: z.string().max(300) }))
    .output(
      z.object({
        values: z.array(z.object({ value: z.string(), count: z.number().int() })),
        more: z.boolean(),
      }),
    ),
  check: route(
    'POST',
    '/imports/{id}/check',
    'import.make',
    'Takes the mapping and starts a dry run: every row gets an outcome, nothing is entered',
  )
    .input(Versioned.extend({ kind: ImportKind, mapping: Mapping, options: ImportOptions }))
    .output(Version),
  rows: route(
    'GET',
    '/imports/{id}/rows',
    'import.make',
    'Rows of an import by outcome or reason, in the order of the file',
  )
    .input(
      Id.extend({
        outcome: z.enum([...RowOutcome.options, 'warned']).optional(),
        reason: z.string().max(60).optional(),
        after: z.coerce.number().int().min(0).max(2_000_000_000).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ rows: z.array(ImportRow), next: z.number().int().nullable() })),
  reviews: route(
    'GET',
    '/imports/{id}/reviews',
    'import.make',
    'Rows that may be people already known, with the candidates',
  )
    .input(
      Id.extend({
        after: z.coerce.number().int().min(0).max(2_000_000_000).default(0),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(z.object({ reviews: z.array(Review), next: z.number().int().nullable() })),
  decide: route(
    'POST',
    '/imports/{id}/reviews/{reviewId}',
    'import.make',
    'Decides one row: the same person, a new person, or not to be imported',
  )
    .input(
      Id.extend({
        reviewId: z.uuid(),
        version: z.number().int(),
        decision: Decision,
        personId: z.uuid().optional(),
      }).refine((v) => (v.decision === 'same') === (v.personId !== undefined), {
        path: ['personId'],
        message: 'person-for-same',
      }),
    )
    .output(Review),
  commit: route(
    'POST',
    '/imports/{id}/commit',
    'import.make',
    'Starts entering the decided rows; the others stay queued',
  )
    .input(Versioned)
    .output(Version),
  undo: route(
    'POST',
    '/imports/{id}/undo',
    'import.undo',
    'Takes back everything an import entered, as a whole',
  )
    .input(Versioned.extend({ reason: z.string().trim().min(3).max(500).meta({ widget: 'textarea' }) }))
    .output(Version),
  discard: route(
    'POST',
    '/imports/{id}/discard',
    'import.make',
    'Removes an uploaded file of which nothing was entered, with all its rows',
  )
    .input(Versioned)
    .output(z.object({ removed: z.number().int() })),
}
