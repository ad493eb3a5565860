import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

/** Quarantine is for the exposed, isolation for the infected. */
export const OrderKind = z.enum(['quarantine', 'isolation'])
export type OrderKind = z.infer<typeof OrderKind>
/** Why a person is quarantined. */
export const Exposure = z.enum(['F1', 'F2', 'returnee'])
export type Exposure = z.infer<typeof Exposure>
export const PlaceKind = z.enum(['home', 'facility'])
export type PlaceKind = z.infer<typeof PlaceKind>
export const OrderState = z.enum(['proposed', 'active', 'expired', 'released', 'cancelled'])
export type OrderState = z.infer<typeof OrderState>
export const DecisionType = z.enum(['issue', 'extend', 'release', 'cancel'])
export type DecisionType = z.infer<typeof DecisionType>

export const Order = z.object({
  id: z.uuid(),
  kind: OrderKind,
  /** 'F0' for isolation */
  exposure: z.enum(['F0', ...Exposure.options]),
  personId: z.uuid(),
  caseId: z.uuid().nullable(),
  areaId: z.number().int(),
  areaLabel: z.string(),
  placeKind: PlaceKind,
  placeId: z.uuid().nullable(),
  address: z.string(),
  reason: z.string(),
  lastExposure: z.string().nullable(),
  proposedAt: z.string(),
  proposedBy: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  /** From start to end, extensions included. */
  days: z.number().int(),
  ruleVersionId: z.number().int(),
  issuedAt: z.string().nullable(),
  numberText: z.string().nullable(),
  closedAt: z.string().nullable(),
  closedReason: z.string().nullable(),
  /** The isolation order that took the place of a quarantine. */
  replacedBy: z.object({ id: z.uuid(), numberText: z.string().nullable() }).nullable(),
  state: OrderState,
  version: z.number().int(),
})
export type Order = z.infer<typeof Order>

export const Decision = z.object({
  id: z.uuid(),
  orderId: z.uuid(),
  type: DecisionType,
  number: z.number().int(),
  year: z.number().int(),
  numberText: z.string(),
  issuerAreaId: z.number().int(),
  signedAt: z.string(),
  signerName: z.string(),
  signerPost: z.string(),
  legalBasis: z.array(z.string()),
  startsAt: z.string(),
  endsAt: z.string(),
  days: z.number().int(),
  negatives: z.number().int().nullable(),
  reason: z.string().nullable(),
  overridden: z.boolean(),
})
export type Decision = z.infer<typeof Decision>

const Rule = z.object({
  id: z.number().int(),
  key: z.string(),
  effectiveFrom: z.string(),
  legalBasis: z.string(),
  confirmedBy: z.string().nullable(),
})

/** How the end of an order comes about; `refusal` is the code with which proposing it would be refused. */
export const Term = z.object({
  rule: Rule,
  cap: z.object({ days: z.number(), extensionDays: z.number(), legalBasis: z.string() }),
  startsAt: z.string(),
  endsAt: z.string(),
  /** Length of the order: the rule's days less those already gone since the last exposure. */
  days: z.number().int(),
  minDays: z.number().int(),
  maxDays: z.number().int(),
  countedFrom: z.enum(['start', 'last-exposure']),
  followUpDays: z.number().int(),
  refusal: z.string().nullable(),
})
export type Term = z.infer<typeof Term>

export const ReleaseCheck = z.object({
  rule: Rule,
  requiredNegatives: z.number().int(),
  negatives: z.number().int(),
  /** The first moment at which the rule lets the person go. */
  earliest: z.string(),
  /** Codes of what is still missing; empty when the rule is fulfilled. */
  missing: z.array(z.enum(['release-tests-missing', 'release-too-early'])),
})
export type ReleaseCheck = z.infer<typeof ReleaseCheck>

export const OrderPageData = z.object({
  order: Order,
  /** Absent for posts that may not know who it is. */
  person: z
    .object({
      fullName: z.string(),
      birthYear: z.number().nullable(),
      sex: z.string().nullable(),
      phone: z.string().nullable(),
      address: z.string().nullable(),
    })
    .nullable(),
  caseCode: z.string().nullable(),
  rule: Rule,
  cap: z.object({ days: z.number(), extensionDays: z.number(), legalBasis: z.string() }),
  decisions: z.array(Decision),
  /** Only while the order is in force or past its end. */
  release: ReleaseCheck.nullable(),
})
export type OrderPageData = z.infer<typeof OrderPageData>

const termFacts = {
  kind: OrderKind,
  /** Needed for a quarantine; an isolation is always of an F0. */
  exposure: Exposure.optional(),
  placeKind: PlaceKind,
  /** Now when absent. */
  startsAt: z.iso.datetime({ offset: true }).optional().meta({ widget: 'datetime' }),
  lastExposure: z.iso.date().optional(),
  /** Fully vaccinated or recovered, as the rule in force defines it. */
  immune: z.boolean().default(false),
  /** Length of the order in days, when it should not be the rule's. */
  days: z.number().int().min(1).max(365).optional(),
}

export const TermInput = z.object(termFacts)
export type TermInput = z.output<typeof TermInput>

export const ProposeInput = z.object({
  personIds: z.array(z.uuid()).min(1).max(200),
  ...termFacts,
  /** The case of an isolation, when the person has several. */
  caseId: z.uuid().optional(),
  placeId: z.uuid().optional().meta({ widget: 'place' }),
  /** For home the household's address when absent; needed for a facility without a place. */
  address: z.string().trim().min(3).max(300).optional(),
  reason: z.string().trim().min(3).max(500).meta({ widget: 'textarea' }),
})
export type ProposeInput = z.input<typeof ProposeInput>

const versioned = { id: z.uuid(), version: z.number().int() }
const reason = z.string().trim().min(3).max(500).meta({ widget: 'textarea' })

export const SignInput = z.object({
  orders: z.array(z.object(versioned)).min(1).max(200),
  /** Lines "Căn cứ …"; the usual ones when absent. */
  legalBasis: z.array(z.string().trim().min(5).max(400)).min(1).max(12).optional(),
})
export type SignInput = z.output<typeof SignInput>

export const ReleaseInput = z.object({
  ...versioned,
  /** Needed, with at least ten characters, to release before the rule is fulfilled. */
  overrideReason: z.string().trim().min(10).max(500).optional().meta({ widget: 'textarea' }),
})
export type ReleaseInput = z.output<typeof ReleaseInput>

const Signed = z.object({ order: Order, decision: Decision })

export const quarantineContract = {
  get: route('GET', '/orders/{id}', 'order.read', 'One order with its decisions; the opening is recorded')
    .input(z.object({ id: z.uuid() }))
    .output(OrderPageData),
  byPerson: route('GET', '/people/{personId}/orders', 'order.read', 'The orders of a person, newest first')
    .input(z.object({ personId: z.uuid() }))
    .output(z.array(Order)),
  waiting: route(
    'GET',
    '/order-proposals',
    'order.read',
    'The proposals that wait for a signature, oldest first',
  )
    .input(z.object({}).optional())
    .output(z.array(z.object({ order: Order, fullName: z.string().nullable() }))),
  preview: route('POST', '/orders/preview', 'order.propose', 'The end and the limits an order would have')
    .input(TermInput)
    .output(Term),
  propose: route(
    'POST',
    '/orders',
    'order.propose',
    'Proposes an order for one person or a list, all or none',
  )
    .input(ProposeInput)
    .output(z.object({ orders: z.array(Order) })),
  withdraw: route(
    'POST',
    '/orders/{id}/withdraw',
    'order.propose',
    'Takes a proposal back before it is signed',
  )
    .input(z.object({ ...versioned, reason }))
    .output(Order),
  sign: route('POST', '/orders/sign', 'order.sign', 'Signs a list of proposals, each under its own number')
    .input(SignInput)
    .output(z.object({ signed: z.array(Signed) })),
  extend: route('POST', '/orders/{id}/extend', 'order.sign', 'Extends an order by a decision of its own')
    .input(z.object({ ...versioned, days: z.number().int().min(1).max(365), reason }))
    .output(Signed),
  release: route('POST', '/orders/{id}/release', 'order.release', 'Ends an order, once the rule is fulfilled')
    .input(ReleaseInput)
    .output(Signed),
  cancel: route('POST', '/orders/{id}/cancel', 'order.sign', 'Refuses a proposal, or cancels a signed order')
    .input(z.object({ ...versioned, reason }))
    .output(z.object({ order: Order, decision: Decision.nullable() })),
}
