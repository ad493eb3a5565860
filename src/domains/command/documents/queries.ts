import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Document, DocumentLink, LinkKind, Receipt, ReceiptState, Standing } from './contract.ts'

interface DocumentTable {
  id: string
  area_id: number
  direction: Document['direction']
  form: Document['form']
  type: string
  symbol_printed: string | null
  symbol: string | null
  issuer: string
  issuer_level: Document['issuerLevel']
  printed_on: string | null
  dated_on: string | null
  date_note: string | null
  abstract: string
  signer_authority: string | null
  signer_title: string | null
  signer_name: string | null
  urgency: Document['urgency']
  secrecy: Document['secrecy']
  addressees: string[]
  received_at: string | null
  effective_from: string | null
  effective_to: string | null
  body: string | null
  issued_at: string | null
  issued_by: string | null
  created_by: string
  created_at: string
  version: Generated<number>
}

interface RecipientTable {
  id: string
  area_id: number
  document_id: string
  post_kind: string
  purpose: Receipt['purpose']
  sent_at: string
  due_at: string
  read_at: string | null
  read_by: string | null
  acknowledged_at: string | null
  acknowledged_by: string | null
  disseminated_at: string | null
  disseminated_by: string | null
  disseminated_note: string | null
  version: Generated<number>
}

type Versioned<T> = T & { valid_from: string; valid_to: string | null }

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.document': DocumentTable
    'vx.document_version': Versioned<DocumentTable>
    'vx.document_item': {
      id: string
      area_id: number
      document_id: string
      ordinal: number
      path: string
      heading: boolean
      text: string
    }
    'vx.document_link': {
      id: string
      area_id: number
      document_id: string
      kind: LinkKind
      target_id: string | null
      target_symbol: string | null
      printed: string
      printed_on: string | null
      dated_on: string | null
      issuer: string | null
      note: string | null
    }
    'vx.document_recipient': RecipientTable
    'vx.document_recipient_version': Versioned<RecipientTable>
  }
}

/** Where a document stands on a calendar date, as SQL over the columns of `alias` ('d' of vx.document). */
export function standingOf(alias: string, today: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<Standing>`case
    when ${c('direction')} <> 'incoming' and ${c('issued_at')} is null then 'draft'
    when exists (select from vx.document_link l join vx.document n on n.id = l.document_id
      where l.target_id = ${c('id')} and l.kind = 'replaces'
        and (n.direction = 'incoming' or n.issued_at is not null) and coalesce(n.effective_from, n.dated_on) <= ${today}::date)
      then 'replaced'
    when ${c('effective_to')} < ${today}::date then 'ended'
    when coalesce(${c('effective_from')}, ${c('dated_on')}) > ${today}::date then 'not_yet'
    else 'in_force' end`
}

/** State of a receipt at an instant, as SQL; near due: less than a quarter of the time given is left. */
export function receiptState(alias: string, now: string) {
  const c = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<ReceiptState>`case
    when ${c('acknowledged_at')} is not null
      then case when ${c('acknowledged_at')} <= ${c('due_at')} then 'in_time' else 'acknowledged_late' end
    when ${now}::timestamptz > ${c('due_at')} then 'late'
    when ${c('due_at')} - ${now}::timestamptz < (${c('due_at')} - ${c('sent_at')}) / 4 then 'near_due'
    else 'waiting' end`
}

export async function findDocument(db: Tx, id: string, today: string): Promise<Document | undefined> {
  const d = await db
    .selectFrom('vx.document as d')
    .innerJoin('vx.area as a', 'a.id', 'd.area_id')
    .selectAll('d')
    .select(['a.label as area_label', standingOf('d', today).as('standing')])
    .where('d.id', '=', id)
    .executeTakeFirst()
  return d && { ...toDocument(d), areaLabel: d.area_label, standing: d.standing }
}

function toDocument(d: Omit<DocumentTable, 'version'> & { version: number }) {
  return {
    id: d.id,
    areaId: d.area_id,
    direction: d.direction,
    form: d.form,
    type: d.type,
    symbolPrinted: d.symbol_printed,
    symbol: d.symbol,
    issuer: d.issuer,
    issuerLevel: d.issuer_level,
    printedOn: d.printed_on,
    datedOn: d.dated_on,
    dateNote: d.date_note,
    abstract: d.abstract,
    signerAuthority: d.signer_authority,
    signerTitle: d.signer_title,
    signerName: d.signer_name,
    urgency: d.urgency,
    secrecy: d.secrecy,
    addressees: d.addressees,
    receivedAt: d.received_at,
    effectiveFrom: d.effective_from,
    effectiveTo: d.effective_to,
    body: d.body,
    issuedAt: d.issued_at,
    createdBy: d.created_by,
    createdAt: d.created_at,
    version: d.version,
  }
}

export const listItems = (db: Tx, documentId: string) =>
  db
    .selectFrom('vx.document_item')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('ordinal')
    .execute()

/** What a document cites, and what cites it. */
export async function listLinks(
  db: Tx,
  id: string,
): Promise<{ links: DocumentLink[]; backlinks: DocumentLink[] }> {
  const rows = await db
    .selectFrom('vx.document_link as l')
    .innerJoin('vx.document as f', 'f.id', 'l.document_id')
    .leftJoin('vx.document as t', 't.id', 'l.target_id')
    .selectAll('l')
    .select(['f.symbol as from_symbol', 'f.symbol_printed as from_printed', 'f.dated_on as from_date'])
    .select(['f.printed_on as from_printed_on', 'f.issuer as from_issuer', 'f.abstract as from_abstract'])
    .select([
      't.symbol as to_symbol',
      't.abstract as to_abstract',
      't.dated_on as to_date',
      't.issuer as to_issuer',
    ])
    .where((eb) => eb.or([eb('l.document_id', '=', id), eb('l.target_id', '=', id)]))
    .orderBy('l.kind')
    .orderBy('l.id')
    .execute()
  return {
    links: rows
      .filter((r) => r.document_id === id)
      .map((r) => ({
        id: r.id,
        kind: r.kind,
        note: r.note,
        other: {
          id: r.to_abstract === null ? null : r.target_id,
          symbol: r.to_symbol ?? r.target_symbol,
          printed: r.printed,
          printedOn: r.printed_on,
          datedOn: r.to_date ?? r.dated_on,
          issuer: r.to_issuer ?? r.issuer,
          abstract: r.to_abstract,
        },
      })),
    backlinks: rows
      .filter((r) => r.target_id === id)
      .map((r) => ({
        id: r.id,
        kind: r.kind,
        note: r.note,
        other: {
          id: r.document_id,
          symbol: r.from_symbol,
          printed: r.from_printed ?? r.from_symbol ?? '',
          printedOn: r.from_printed_on,
          datedOn: r.from_date,
          issuer: r.from_issuer,
          abstract: r.from_abstract,
        },
      })),
  }
}

/** Receipts of a document, late ones first; each with the unit's own document that carries it out. */
export async function listReceipts(
  db: Tx,
  where: { documentId: string } | { id: string },
  now: Date,
): Promise<(Receipt & { documentId: string })[]> {
  let q = db
    .selectFrom('vx.document_recipient as r')
    .innerJoin('vx.area as a', 'a.id', 'r.area_id')
    .selectAll('r')
    .select(['a.label as area_label', receiptState('r', now.toISOString()).as('state')])
    .select(
      sql<string | null>`(select h.name from vx.post_holder h join vx.post p on p.id = h.post_id
        where p.kind = r.post_kind and p.area_id = r.area_id and h.until is null limit 1)`.as('holder'),
    )
    .select(
      sql<{ id: string; symbol: string | null; hours: number } | null>`(
        select jsonb_build_object('id', n.id, 'symbol', n.symbol,
          'hours', round(extract(epoch from n.issued_at - r.sent_at) / 360) / 10)
        from vx.document_link l join vx.document n on n.id = l.document_id
        where l.target_id = r.document_id and l.kind = 'implements' and n.issued_at is not null and n.area_id = r.area_id
        order by n.issued_at limit 1)`.as('plan'),
    )
    .orderBy(sql`r.acknowledged_at is not null`)
    .orderBy('r.due_at')
    .orderBy('a.label')
  q = 'id' in where ? q.where('r.id', '=', where.id) : q.where('r.document_id', '=', where.documentId)
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    documentId: r.document_id,
    areaId: r.area_id,
    areaLabel: r.area_label,
    postKind: r.post_kind,
    holder: r.holder,
    purpose: r.purpose,
    sentAt: r.sent_at,
    dueAt: r.due_at,
    readAt: r.read_at,
    readBy: r.read_by,
    acknowledgedAt: r.acknowledged_at,
    acknowledgedBy: r.acknowledged_by,
    disseminatedAt: r.disseminated_at,
    disseminatedBy: r.disseminated_by,
    disseminatedNote: r.disseminated_note,
    plan: r.plan,
    state: r.state,
    version: r.version,
  }))
}

/** Documents of the viewer's registers by their normalised symbol; the newest of each. */
export async function findBySymbols(db: Tx, symbols: string[]): Promise<Map<string, string>> {
  if (symbols.length === 0) return new Map()
  const rows = await db
    .selectFrom('vx.document')
    .select(['id', 'symbol'])
    .where('symbol', '=', sql<string>`any(${symbols}::text[])`)
    .orderBy('dated_on')
    .execute()
  return new Map(rows.map((r) => [r.symbol!, r.id]))
}
