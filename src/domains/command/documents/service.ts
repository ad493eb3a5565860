import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { problem } from '../../../platform/problems.ts'
import { listAttachments } from '../../registry/attachments/index.ts'
import { listTasks } from '../tasks/index.ts'
import type { Document, DocumentItem, DocumentPage, EnterInput, LetterOut } from './contract.ts'
import { paperForm } from './forms/resolve.ts'
import { findBySymbols, findDocument, listItems, listLinks, listReceipts } from './queries.ts'
import { readLetter } from './reading/letter.ts'
import { DOCUMENT_TYPES, paddedNumber, parseSymbol } from './reading/symbols.ts'
import { issuerOf } from './unit.ts'

export const ITEM = 'document-item'

export const types = () => Object.entries(DOCUMENT_TYPES).map(([type, w]) => ({ type, ...w }))

/** @throws Problem not-found */
export async function getDocument(db: Tx, id: string, now: Date): Promise<Document> {
  const found = await findDocument(db, id, localDate(now))
  if (!found) throw problem('not-found')
  return found
}

/** Reads a text and says which of the cited documents the register has. Nothing is stored. */
export async function readText(ctx: Ctx, text: string): Promise<LetterOut> {
  const letter = readLetter(text)
  const known = await read(ctx, 'document.enter', (db) =>
    findBySymbols(
      db,
      letter.citations.map((c) => c.symbol.symbol),
    ),
  )
  return {
    form: letter.form,
    type: letter.type,
    symbolPrinted: letter.symbolPrinted,
    symbol: letter.symbol?.symbol ?? null,
    issuer: letter.issuer,
    place: letter.place,
    date: letter.date,
    abstract: letter.abstract,
    addressees: letter.addressees,
    items: letter.items,
    recipients: letter.recipients,
    signer: letter.signer,
    citations: letter.citations.map((c) => ({
      printed: c.printed,
      symbol: c.symbol.symbol,
      date: c.date,
      likelyDate: c.likelyDate,
      issuer: c.issuer,
      knownId: known.get(c.symbol.symbol) ?? null,
    })),
  }
}

/**
 * Enters an incoming document, or drafts one of one's own, in the register of the viewer's area.
 * @throws Problem document-secret, document-type-unknown, document-date-unexplained, already-exists
 */
export function enter(ctx: Ctx, input: EnterInput): Promise<{ id: string }> {
  return write(ctx, 'document.enter', async (tx) => {
    if (!DOCUMENT_TYPES[input.type]) {
      throw problem('document-type-unknown', {}, { fields: { type: ['document-type-unknown'] } })
    }
    if (input.secrecy !== 'none' && (input.body || input.items.length)) {
      throw problem('document-secret', {}, { fields: { secrecy: ['document-secret'] } })
    }
    checkDates(input)
    const id = input.id ?? uuid7()
    const incoming = input.direction === 'incoming'
    const symbol = input.symbolPrinted ? parseSymbol(input.symbolPrinted)?.symbol : undefined
    const areaId = ctx.viewer.areaId
    await tx.db
      .insertInto('vx.document')
      .values({
        id,
        area_id: areaId,
        direction: input.direction,
        form: input.form,
        type: input.type,
        symbol_printed: incoming ? (input.symbolPrinted ?? null) : null,
        symbol: incoming ? (symbol ?? null) : null,
        issuer: input.issuer,
        issuer_level: input.issuerLevel,
        printed_on: input.printedOn ?? null,
        dated_on: input.datedOn ?? input.printedOn ?? null,
        date_note: input.dateNote ?? null,
        abstract: input.abstract,
        signer_authority: input.signerAuthority ?? null,
        signer_title: input.signerTitle ?? null,
        signer_name: input.signerName ?? null,
        urgency: input.urgency,
        secrecy: input.secrecy,
        addressees: input.addressees,
        received_at: incoming ? (input.receivedAt ?? tx.now.toISOString()) : null,
        effective_from: input.effectiveFrom ?? null,
        effective_to: input.effectiveTo ?? null,
        body: input.body ?? null,
        issued_at: null,
        issued_by: null,
        created_by: ctx.viewer.name,
        created_at: tx.now.toISOString(),
      })
      .execute()
    if (symbol) await adoptCitations(tx, id, symbol)
    await addItems(tx, id, areaId, input.items)
    await addLinks(tx, id, areaId, input.links)
    tx.record({
      action: 'document.enter',
      subject: { type: 'document', id },
      areaId,
      changes: { abstract: [null, input.abstract], symbol: [null, symbol ?? null] },
      event: 'document.changed',
    })
    return { id }
  })
}

/** @throws Problem document-date-unexplained */
function checkDates(d: {
  printedOn?: string | null | undefined
  datedOn?: string | null | undefined
  dateNote?: string | null | undefined
}) {
  if (d.printedOn && d.datedOn && d.printedOn !== d.datedOn && !d.dateNote) {
    throw problem('document-date-unexplained', {}, { fields: { dateNote: ['document-date-unexplained'] } })
  }
}

/** What was cited before it was entered is known from now on. */
async function adoptCitations(tx: WriteTx, id: string, symbol: string): Promise<void> {
  await tx.db
    .updateTable('vx.document_link')
    .set({ target_id: id })
    .where('target_symbol', '=', symbol)
    .where('target_id', 'is', null)
    .where('document_id', '<>', id)
    .execute()
}

async function addItems(tx: WriteTx, id: string, areaId: number, items: EnterInput['items']) {
  if (items.length === 0) return
  await tx.db
    .insertInto('vx.document_item')
    .values(
      items.map((item, ordinal) => ({ id: uuid7(), area_id: areaId, document_id: id, ordinal, ...item })),
    )
    .execute()
}

async function addLinks(tx: WriteTx, id: string, areaId: number, links: EnterInput['links']) {
  if (links.length === 0) return
  const symbols = links.map((l) => parseSymbol(l.printed.replace(/^.*?\bsố\s*:?\s*/iu, ''))?.symbol ?? null)
  const known = await findBySymbols(
    tx.db,
    symbols.filter((s) => s !== null),
  )
  await tx.db
    .insertInto('vx.document_link')
    .values(
      links.map((l, i) => ({
        id: uuid7(),
        area_id: areaId,
        document_id: id,
        kind: l.kind,
        target_id: l.targetId ?? known.get(symbols[i] ?? '') ?? null,
        target_symbol: symbols[i] ?? null,
        printed: l.printed,
        printed_on: l.printedOn ?? null,
        dated_on: l.datedOn ?? l.printedOn ?? null,
        issuer: l.issuer ?? null,
        note: l.note ?? null,
      })),
    )
    .execute()
}

/** A document with all that hangs on it; the post that got it has read it from then on. @throws Problem not-found */
export async function get(ctx: Ctx, id: string): Promise<DocumentPage> {
  const now = ctx.clock.now()
  const page = await read(ctx, 'document.read', async (db): Promise<DocumentPage> => {
    const document = await getDocument(db, id, now)
    const stored = await listItems(db, id)
    const about = { subjectType: ITEM, subjectIds: stored.map((i) => i.id) }
    const tasks = await listTasks(db, about, now)
    const items = stored.map(
      (i): DocumentItem => ({
        id: i.id,
        path: i.path,
        heading: i.heading,
        text: i.text,
        tasks: tasks.filter((t) => t.subjectId === i.id),
      }),
    )
    const receipts = await listReceipts(db, { documentId: id }, now)
    const own = document.areaId === ctx.viewer.areaId
    const has = (right: string) => ctx.viewer.rights.has(right)
    const out = document.direction === 'incoming' || document.issuedAt !== null
    const mine = receipts.find((r) => r.areaId === ctx.viewer.areaId && r.postKind === ctx.viewer.postKind)
    return {
      document,
      items,
      ...(await listLinks(db, id)),
      receipts,
      files: await listAttachments(ctx, db, 'document', [id]),
      may: {
        edit: own && has('document.enter'),
        issue: own && has('document.issue') && !out,
        send: own && has('document.send') && out,
        assign: own && has('document.assign') && out,
        receipt: mine && has('document.acknowledge') && !mine.disseminatedAt ? mine.id : null,
      },
    }
  })
  const unread = page.receipts.find(
    (r) => !r.readAt && r.areaId === ctx.viewer.areaId && r.postKind === ctx.viewer.postKind,
  )
  if (!unread) return page
  await markRead(ctx, unread.id)
  return {
    ...page,
    receipts: await read(ctx, 'document.read', (db) => listReceipts(db, { documentId: id }, now)),
  }
}

function markRead(ctx: Ctx, id: string): Promise<void> {
  return write({ ...ctx, idempotencyKey: undefined }, 'document.read', async (tx) => {
    const done = await tx.db
      .updateTable('vx.document_recipient')
      .set((eb) => ({
        read_at: tx.now.toISOString(),
        read_by: ctx.viewer.name,
        version: eb('version', '+', 1),
      }))
      .where('id', '=', id)
      .where('read_at', 'is', null)
      .returning(['area_id', 'document_id'])
      .executeTakeFirst()
    if (!done) return
    tx.record({
      action: 'document.receive',
      subject: { type: 'document-receipt', id },
      areaId: done.area_id,
      event: 'document.changed',
      payload: { documentId: done.document_id },
    })
  })
}

/** @throws Problem not-found */
export function ofItem(ctx: Ctx, id: string): Promise<{ documentId: string }> {
  return read(ctx, 'document.read', async (db) => {
    const item = await db
      .selectFrom('vx.document_item')
      .select('document_id')
      .where('id', '=', id)
      .executeTakeFirst()
    if (!item) throw problem('not-found')
    return { documentId: item.document_id }
  })
}

type Changes = {
  id: string
  version: number
  printedOn?: string | null | undefined
  datedOn?: string | null | undefined
  dateNote?: string | null | undefined
  abstract?: string | undefined
  urgency?: Document['urgency'] | undefined
  effectiveFrom?: string | null | undefined
  effectiveTo?: string | null | undefined
}

/** @throws Problem not-found, stale-version, document-not-yours, document-date-unexplained, document-term */
export function update(ctx: Ctx, input: Changes): Promise<{ version: number }> {
  return write(ctx, 'document.enter', async (tx) => {
    const before = await getOwn(ctx, tx, input.id)
    if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
    const { id, version, ...given } = input
    const after = {
      ...before,
      ...Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)),
    }
    checkDates(after)
    const set = {
      printed_on: after.printedOn,
      dated_on: after.datedOn,
      date_note: after.dateNote,
      abstract: after.abstract,
      urgency: after.urgency,
      effective_from: after.effectiveFrom,
      effective_to: after.effectiveTo,
      version: version + 1,
    }
    const done = await tx.db
      .updateTable('vx.document')
      .set(set)
      .where('id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { yours: input })
    const keys = Object.keys(given) as (keyof typeof given)[]
    tx.record({
      action: 'document.edit',
      subject: { type: 'document', id },
      areaId: before.areaId,
      changes: Object.fromEntries(keys.map((k) => [k, [before[k], after[k]]])),
      event: 'document.changed',
    })
    return { version: version + 1 }
  })
}

/** A document of the viewer's own register. @throws Problem not-found, document-not-yours */
export async function getOwn(ctx: Ctx, tx: WriteTx, id: string): Promise<Document> {
  const found = await getDocument(tx.db, id, tx.now)
  if (found.areaId !== ctx.viewer.areaId) throw problem('document-not-yours')
  return found
}

/**
 * Signs one's own document. It takes the next number of its type and year in the register of the area: without a gap,
 * never twice; a signing that fails gives the number back.
 * @throws Problem not-found, stale-version, document-not-yours, document-issued-already
 */
export function issue(ctx: Ctx, input: { id: string; version: number }) {
  return write(ctx, 'document.issue', async (tx) => {
    const before = await getOwn(ctx, tx, input.id)
    if (before.direction === 'incoming' || before.issuedAt) throw problem('document-issued-already')
    if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
    const form = before.form === 'party' ? 'party' : 'state'
    const day = localDate(tx.now)
    const unit = await issuerOf(ctx, before.areaId, form)
    const series = form === 'party' ? `Đảng ${before.type}` : before.type
    const number = await nextNumber(tx.db, series, before.areaId, Number(day.slice(0, 4)))
    const paper = await paperForm(ctx, tx.db, {
      areaId: before.areaId,
      form,
      type: before.type,
      on: day,
      at: tx.now.toISOString(),
    })
    const symbol = paper.symbol(paddedNumber(number), unit.abbreviation)
    const done = await tx.db
      .updateTable('vx.document')
      .set({
        symbol,
        symbol_printed: symbol,
        issuer: paper.issuer ?? unit.name,
        printed_on: day,
        dated_on: day,
        signer_authority: paper.collective([unit.authority]).join('\n'),
        signer_title: paper.title([unit.title(ctx.viewer.postKind)], ctx.viewer.postKind).join('\n'),
        signer_name: ctx.viewer.name,
        issued_at: tx.now.toISOString(),
        issued_by: ctx.viewer.name,
        version: before.version + 1,
      })
      .where('id', '=', input.id)
      .where('version', '=', before.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { yours: input })
    await adoptCitations(tx, input.id, symbol)
    tx.record({
      action: 'document.issue',
      subject: { type: 'document', id: input.id },
      areaId: before.areaId,
      changes: { symbol: [null, symbol] },
      event: 'document.issued',
    })
    return { version: before.version + 1, symbol }
  })
}
