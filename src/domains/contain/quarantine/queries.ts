import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Decision, Order, OrderState } from './contract.ts'

interface OrderTable {
  id: string
  kind: Order['kind']
  exposure: Order['exposure']
  person_id: string
  case_id: string | null
  area_id: number
  place_kind: Order['placeKind']
  place_id: string | null
  address: string
  reason: string
  last_exposure: string | null
  immune: boolean
  proposed_at: string
  proposed_by: string
  proposed_by_post: string
  starts_at: string
  ends_at: string
  days: number
  rule_version_id: number
  issued_at: string | null
  number_text: string | null
  closed_at: string | null
  closed_how: 'released' | 'cancelled' | 'replaced' | null
  closed_reason: string | null
  replaced_by: string | null
  version: Generated<number>
}

interface DecisionTable {
  id: string
  order_id: string
  area_id: number
  type: Decision['type']
  issuer_area_id: number
  year: number
  number: number
  number_text: string
  signed_at: string
  signer_name: string
  signer_post: string
  legal_basis: string[]
  starts_at: string
  ends_at: string
  days: number
  rule_version_id: number
  negatives: number | null
  reason: string | null
  overridden: boolean
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.isolation_order': OrderTable
    'vx.isolation_order_version': OrderTable & { valid_from: string; valid_to: string | null }
    'vx.order_decision': DecisionTable
  }
}

/**
 * State of an order at an instant, as SQL over the columns of `alias`.
 * Past its end it is 'expired' until somebody signs the release: a person is never let go by a clock.
 */
export function orderState(alias: string, now: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<OrderState>`case
    when ${c('closed_how')} = 'released' then 'released'
    when ${c('closed_at')} is not null then 'cancelled'
    when ${c('issued_at')} is null then 'proposed'
    when ${now}::timestamptz >= ${c('ends_at')} then 'expired'
    else 'active' end`
}

/** Orders that fulfil a condition, newest first. */
export async function listOrders(
  db: Tx,
  where: { ids: string[] } | { personIds: string[] } | { caseId: string },
  now: Date,
): Promise<Order[]> {
  let q = db
    .selectFrom('vx.isolation_order as o')
    .innerJoin('vx.area as a', 'a.id', 'o.area_id')
    .leftJoin('vx.isolation_order as r', 'r.id', 'o.replaced_by')
    .selectAll('o')
    .select([
      'a.label as area_label',
      'r.number_text as replaced_number',
      orderState('o', now.toISOString()).as('state'),
    ])
    .orderBy('o.proposed_at', 'desc')
    .orderBy('o.id', 'desc')
  if ('ids' in where) q = q.where('o.id', '=', sql<string>`any(${where.ids}::uuid[])`)
  else if ('caseId' in where) q = q.where('o.case_id', '=', where.caseId)
  else q = q.where('o.person_id', '=', sql<string>`any(${where.personIds}::uuid[])`)
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    kind: r.kind,
    exposure: r.exposure,
    personId: r.person_id,
    caseId: r.case_id,
    areaId: r.area_id,
    areaLabel: r.area_label,
    placeKind: r.place_kind,
    placeId: r.place_id,
    address: r.address,
    reason: r.reason,
    lastExposure: r.last_exposure,
    proposedAt: r.proposed_at,
    proposedBy: r.proposed_by,
    startsAt: r.starts_at,
    endsAt: r.ends_at,
    days: r.days,
    ruleVersionId: r.rule_version_id,
    issuedAt: r.issued_at,
    numberText: r.number_text,
    closedAt: r.closed_at,
    closedReason: r.closed_reason,
    replacedBy: r.replaced_by ? { id: r.replaced_by, numberText: r.replaced_number } : null,
    state: r.state,
    version: r.version,
  }))
}

/** Proposals in some areas that nobody signed or took back, oldest first. */
export async function listProposals(
  db: Tx,
  areaIds: number[],
  limit: number,
): Promise<{ id: string; fullName: string | null }[]> {
  return db
    .selectFrom('vx.isolation_order as o')
    .leftJoin('vx.person as p', 'p.id', 'o.person_id')
    .select(['o.id', 'p.full_name as fullName'])
    .where('o.area_id', '=', sql<number>`any(${areaIds}::int[])`)
    .where('o.issued_at', 'is', null)
    .where('o.closed_at', 'is', null)
    .orderBy('o.proposed_at')
    .orderBy('o.id')
    .limit(limit)
    .execute()
}

/** Keeps others from deciding the same orders until this write is over; in one order, so that two lists cannot deadlock. */
export async function lockOrders(db: Tx, ids: string[]): Promise<void> {
  await sql`select id from vx.isolation_order where id = any(${ids}::uuid[]) order by id for update`.execute(
    db,
  )
}

/** The decisions of an order, oldest first. */
export async function listDecisions(db: Tx, orderId: string): Promise<Decision[]> {
  const rows = await db
    .selectFrom('vx.order_decision')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('signed_at')
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    orderId: r.order_id,
    type: r.type,
    number: r.number,
    year: r.year,
    numberText: r.number_text,
    issuerAreaId: r.issuer_area_id,
    signedAt: r.signed_at,
    signerName: r.signer_name,
    signerPost: r.signer_post,
    legalBasis: r.legal_basis,
    startsAt: r.starts_at,
    endsAt: r.ends_at,
    days: r.days,
    negatives: r.negatives,
    reason: r.reason,
    overridden: r.overridden,
  }))
}

/** A place in the caller's scope. */
export function findPlace(db: Tx, id: string) {
  return db
    .selectFrom('vx.place')
    .select(['id', 'kind', 'name', 'address'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The version of a rule that an order remembers. */
export async function getRuleOf(db: Tx, id: number) {
  const { rows } = await sql<{
    id: number
    key: string
    effectiveFrom: string
    legalBasis: string
    confirmedBy: string | null
  }>`
    select id, key, effective_from as "effectiveFrom", legal_basis as "legalBasis", confirmed_by as "confirmedBy"
    from platform.rule_version where id = ${id}`.execute(db)
  return rows[0]!
}
