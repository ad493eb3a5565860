import { z } from 'zod'
import { route } from '../../../platform/domain.ts'
import { Attachment } from '../../registry/attachments/contract.ts'
import { Goal, Task } from '../tasks/contract.ts'
import { formsContract } from './forms/contract.ts'

export const Direction = z.enum(['incoming', 'issued', 'internal'])
export const Form = z.enum(['state', 'party', 'none'])
export const IssuerLevel = z.enum(['central', 'city', 'district', 'ward', 'other'])
export const Urgency = z.enum(['none', 'urgent', 'very_urgent', 'express'])
export const Secrecy = z.enum(['none', 'secret', 'top_secret', 'absolute'])
export const LinkKind = z.enum(['based_on', 'implements', 'replaces', 'amends'])
export type LinkKind = z.infer<typeof LinkKind>
export const Purpose = z.enum(['implement', 'coordinate', 'inform'])
/** Computed from the times: waiting, near due, late; acknowledged in time or late. */
export const ReceiptState = z.enum(['waiting', 'near_due', 'late', 'in_time', 'acknowledged_late'])
export type ReceiptState = z.infer<typeof ReceiptState>
/** Computed: a draft has no number, what is replaced or past its end is in force no more. */
export const Standing = z.enum(['draft', 'in_force', 'not_yet', 'ended', 'replaced'])
export type Standing = z.infer<typeof Standing>

const text = (max: number) => z.string().trim().min(1).max(max)
const date = z.iso.date()

const facts = {
  direction: Direction,
  form: Form,
  type: text(10),
  symbolPrinted: text(60).optional(),
  issuer: text(200),
  issuerLevel: IssuerLevel,
  printedOn: date.optional(),
  datedOn: date.optional(),
  dateNote: text(300).optional(),
  abstract: text(600).meta({ widget: 'textarea' }),
  signerAuthority: text(120).optional(),
  signerTitle: text(120).optional(),
  signerName: text(120).optional(),
  urgency: Urgency.default('none'),
  secrecy: Secrecy.default('none'),
  effectiveFrom: date.optional(),
  effectiveTo: date.optional(),
}

export const ItemInput = z.object({ path: text(20), heading: z.boolean(), text: text(8000) })
export const LinkInput = z.object({
  kind: LinkKind,
  /** A document of the register; without it the printed symbol is looked up there. */
  targetId: z.uuid().optional(),
  printed: text(200),
  printedOn: date.optional(),
  datedOn: date.optional(),
  issuer: text(200).optional(),
  note: text(300).optional(),
})
export const RecipientInput = z.object({
  areaId: z.number().int(),
  postKind: text(40),
  purpose: Purpose,
})

export const EnterInput = z.object({
  id: z.uuid().optional(),
  ...facts,
  addressees: z.array(text(200)).max(50).default([]),
  receivedAt: z.iso.datetime({ offset: true }).optional(),
  body: z.string().max(200_000).optional(),
  items: z.array(ItemInput).max(200).default([]),
  links: z.array(LinkInput).max(50).default([]),
})
export type EnterInput = z.output<typeof EnterInput>

export const Document = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  direction: Direction,
  form: Form,
  type: z.string(),
  symbolPrinted: z.string().nullable(),
  symbol: z.string().nullable(),
  issuer: z.string(),
  issuerLevel: IssuerLevel,
  printedOn: z.string().nullable(),
  datedOn: z.string().nullable(),
  dateNote: z.string().nullable(),
  abstract: z.string(),
  signerAuthority: z.string().nullable(),
  signerTitle: z.string().nullable(),
  signerName: z.string().nullable(),
  urgency: Urgency,
  secrecy: Secrecy,
  addressees: z.array(z.string()),
  receivedAt: z.string().nullable(),
  effectiveFrom: z.string().nullable(),
  effectiveTo: z.string().nullable(),
  body: z.string().nullable(),
  issuedAt: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  standing: Standing,
  version: z.number().int(),
})
export type Document = z.infer<typeof Document>

export const DocumentItem = ItemInput.extend({ id: z.uuid(), tasks: z.array(Task) })
export type DocumentItem = z.infer<typeof DocumentItem>

export const DocumentLink = z.object({
  id: z.uuid(),
  kind: LinkKind,
  /** The other document: the one that is cited, or the one that cites. */
  other: z.object({
    id: z.uuid().nullable(),
    symbol: z.string().nullable(),
    printed: z.string(),
    printedOn: z.string().nullable(),
    datedOn: z.string().nullable(),
    issuer: z.string().nullable(),
    abstract: z.string().nullable(),
  }),
  note: z.string().nullable(),
})
export type DocumentLink = z.infer<typeof DocumentLink>

export const Receipt = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  postKind: z.string(),
  holder: z.string().nullable(),
  purpose: Purpose,
  sentAt: z.string(),
  dueAt: z.string(),
  readAt: z.string().nullable(),
  readBy: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  acknowledgedBy: z.string().nullable(),
  disseminatedAt: z.string().nullable(),
  disseminatedBy: z.string().nullable(),
  disseminatedNote: z.string().nullable(),
  /** The unit's own document that carries this one out, and the hours from sending to its issue. */
  plan: z.object({ id: z.uuid(), symbol: z.string().nullable(), hours: z.number() }).nullable(),
  state: ReceiptState,
  version: z.number().int(),
})
export type Receipt = z.infer<typeof Receipt>

export const DocumentPage = z.object({
  document: Document,
  items: z.array(DocumentItem),
  links: z.array(DocumentLink),
  /** Documents that cite this one. */
  backlinks: z.array(DocumentLink),
  receipts: z.array(Receipt),
  /** The scan, annexes. */
  files: z.array(Attachment),
  may: z.object({
    edit: z.boolean(),
    issue: z.boolean(),
    send: z.boolean(),
    assign: z.boolean(),
    /** The viewer's own receipt that waits for a step. */
    receipt: z.uuid().nullable(),
  }),
})
export type DocumentPage = z.infer<typeof DocumentPage>

export const LetterOut = z.object({
  form: Form,
  type: z.string().nullable(),
  symbolPrinted: z.string().nullable(),
  symbol: z.string().nullable(),
  issuer: z.string().nullable(),
  place: z.string().nullable(),
  date: z.string().nullable(),
  abstract: z.string().nullable(),
  addressees: z.array(z.string()),
  items: z.array(ItemInput),
  recipients: z.array(z.object({ unit: z.string(), purpose: z.string().nullable() })),
  signer: z.object({
    authority: z.string().nullable(),
    title: z.string().nullable(),
    name: z.string().nullable(),
  }),
  citations: z.array(
    z.object({
      printed: z.string(),
      symbol: z.string(),
      date: z.string().nullable(),
      likelyDate: z.string().nullable(),
      issuer: z.string().nullable(),
      /** The document in the register that has this symbol, if one. */
      knownId: z.uuid().nullable(),
    }),
  ),
})
export type LetterOut = z.infer<typeof LetterOut>

const byVersion = { id: z.uuid(), version: z.number().int() }
const done = z.object({ version: z.number().int() })

export const AssignInput = z.object({
  id: z.uuid(),
  areaIds: z.array(z.number().int()).min(1).max(200),
  postKind: text(40),
  dueAt: z.iso.datetime({ offset: true }).meta({ widget: 'datetime' }),
  /** Kinds of posts that work along. */
  withPosts: z.array(text(40)).max(10).optional(),
  expected: text(300).optional(),
  /** The figure of each area that says when it is done there. */
  goal: Goal.optional(),
})
export type AssignInput = z.output<typeof AssignInput>

export const documentsContract = {
  types: route('GET', '/documents/types', 'document.read', 'Types of documents with their abbreviations')
    .input(z.object({}).optional())
    .output(z.array(z.object({ type: z.string(), vi: z.string(), en: z.string() }))),
  read: route(
    'POST',
    '/documents/read',
    'document.enter',
    'Reads the text of a document: head, numbered items, citations, recipients, signer; nothing is stored',
  )
    .input(z.object({ text: z.string().min(20).max(200_000) }))
    .output(LetterOut),
  enter: route('POST', '/documents', 'document.enter', 'Enters a document in the register, or drafts one')
    .input(EnterInput)
    .output(z.object({ id: z.uuid() })),
  get: route('GET', '/documents/{id}', 'document.read', 'One document with items, tasks, links and receipts')
    .input(z.object({ id: z.uuid() }))
    .output(DocumentPage),
  ofItem: route('GET', '/document-items/{id}', 'document.read', 'The document that an item belongs to')
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ documentId: z.uuid() })),
  update: route('PUT', '/documents/{id}', 'document.enter', 'Corrects the facts of a document')
    .input(
      z.object({
        ...byVersion,
        printedOn: date.nullish(),
        datedOn: date.nullish(),
        dateNote: text(300).nullish(),
        abstract: text(600).optional(),
        urgency: Urgency.optional(),
        effectiveFrom: date.nullish(),
        effectiveTo: date.nullish(),
      }),
    )
    .output(done),
  issue: route(
    'POST',
    '/documents/{id}/issue',
    'document.issue',
    'Signs one’s own document: it takes the next number of its type and year',
  )
    .input(z.object(byVersion))
    .output(z.object({ version: z.number().int(), symbol: z.string() })),
  send: route('POST', '/documents/{id}/send', 'document.send', 'Sends a document to posts of areas below')
    .input(z.object({ id: z.uuid(), recipients: z.array(RecipientInput).min(1).max(200) }))
    .output(z.object({ sent: z.number().int() })),
  acknowledge: route(
    'POST',
    '/document-receipts/{id}/acknowledge',
    'document.acknowledge',
    'The post that got a document acknowledges it',
  )
    .input(z.object(byVersion))
    .output(done),
  disseminate: route(
    'POST',
    '/document-receipts/{id}/disseminate',
    'document.acknowledge',
    'Says that and how a document was passed on in the unit (quán triệt)',
  )
    .input(z.object({ ...byVersion, note: z.string().trim().min(3).max(500).meta({ widget: 'textarea' }) }))
    .output(done),
  assign: route(
    'POST',
    '/document-items/{id}/assign',
    'document.assign',
    'Makes an item the task of a post in each of some areas; who has it already keeps it',
  )
    .input(AssignInput)
    .output(z.object({ assigned: z.number().int() })),
  ...formsContract,
}
