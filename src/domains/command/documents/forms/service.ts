import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import { DOCUMENT_TYPES, parseSymbol } from '../reading/symbols.ts'
import {
  ALL_TYPES,
  type Edition,
  FIELD_WORDS,
  type FormLine,
  type FormPage,
  faultsOf,
  type PaperBody,
  type PaperStyle,
  symbolBy,
} from './contract.ts'
import { type FullEdition, findEdition, listEditions, statesOf } from './queries.ts'
import { sampleOf } from './sample.ts'

const today = (ctx: Ctx) => localDate(ctx.clock.now())

/** A form is the editions of one office, style and type. */
const keyOf = (e: Pick<Edition, 'areaId' | 'form' | 'type'>) => `${e.areaId} ${e.form} ${e.type}`

/** Forms of the viewer's areas and those handed down from above; one's own first, then by office and type. */
export async function listForms(ctx: Ctx): Promise<{ forms: FormLine[]; mayEdit: boolean }> {
  const all = await read(ctx, 'document.read', (db) => listEditions(db))
  const forms = [...Map.groupBy(all, keyOf).values()].map((editions): FormLine => {
    const states = statesOf(editions, today(ctx))
    const shown =
      editions.find((e) => states.get(e.id) === 'in_force') ??
      editions.find((e) => e.publishedAt === null) ??
      editions[0]!
    return {
      id: shown.id,
      areaLabel: shown.areaLabel,
      own: shown.areaId === ctx.viewer.areaId,
      form: shown.form,
      type: shown.type,
      name: shown.name,
      forBelow: shown.forBelow,
      state: states.get(shown.id)!,
      since: shown.effectiveFrom,
      editions: editions.filter((e) => e.publishedAt !== null).length,
      draft: editions.some((e) => e.publishedAt === null),
    }
  })
  const order = (f: FormLine) => `${f.own ? 0 : 1} ${f.areaLabel} ${f.form === 'state' ? 0 : 1} ${f.type}`
  return {
    forms: forms.sort((a, b) => order(a).localeCompare(order(b), 'vi')),
    mayEdit: ctx.viewer.rights.has('paper.edit'),
  }
}

/** @throws Problem not-found */
async function getEdition(db: Tx, id: string): Promise<FullEdition> {
  const found = await findEdition(db, id)
  if (!found) throw problem('not-found')
  return found
}

/** @throws Problem not-found */
export async function getForm(ctx: Ctx, id: string): Promise<FormPage> {
  const { edition, editions } = await read(ctx, 'document.read', async (db) => {
    const edition = await getEdition(db, id)
    return { edition, editions: await listEditions(db, edition) }
  })
  const states = statesOf(editions, today(ctx))
  const withState = (e: FullEdition) => ({ ...e, state: states.get(e.id)! })
  const at = editions.findIndex((e) => e.id === id)
  const before = editions.slice(at + 1).find((e) => e.publishedAt !== null)
  const state = states.get(id)!
  const may = ctx.viewer.rights.has('paper.edit') && edition.areaId === ctx.viewer.areaId
  const tree = await treeOf(ctx)
  return {
    edition: withState(edition),
    editions: editions.map((e) => {
      const { body: _, ...rest } = withState(e)
      return rest
    }),
    before: before ? withState(before) : null,
    ...(await sampleOf(ctx, edition)),
    above: tree.children(edition.areaId).some((a) => a.level !== 'neighbourhood'),
    may: {
      edit: may && state === 'draft',
      publish: may && state === 'draft',
      renew: may && state !== 'draft' && !editions.some((e) => e.publishedAt === null),
      end: may && (state === 'in_force' || state === 'not_yet') && edition.effectiveTo === null,
    },
  }
}

/** The sample of an edition with what is saved of it. @throws Problem not-found */
export async function getSample(ctx: Ctx, id: string) {
  const edition = await read(ctx, 'document.read', (db) => getEdition(db, id))
  return { edition, ...(await sampleOf(ctx, edition)) }
}

/**
 * @throws Problem paper-form-placeholder, paper-form-number, paper-form-authority, paper-form-names-office: the first
 * fault, with where it is in its sentence and the field in `details.fields`
 */
function checkBody(of: { form: PaperStyle; type: string; forBelow: boolean; body: PaperBody }): void {
  const [fault] = faultsOf(of)
  if (fault) {
    const { vi, en } = FIELD_WORDS[fault.field]
    const place = `${vi} (${en})${fault.line ? `, ${fault.line}` : ''}`
    throw problem(
      fault.code,
      { said: fault.said, place },
      { fields: { [fault.field]: [fault.code] }, line: fault.line },
    )
  }
  const said = of.body.numberPattern || of.body.abbreviation
  if (!said) return
  // What is printed must be read again as what it is: the register tells papers by their symbols.
  for (const type of of.type === ALL_TYPES ? ['KH', 'CV'] : [of.type]) {
    const symbol = symbolBy(of.body, { form: of.form, type, number: '21', abbreviation: 'UBND' })
    const parsed = parseSymbol(symbol)
    if (parsed?.form !== of.form || parsed.type !== type || parsed.symbol !== symbol) {
      throw problem(
        'paper-form-number',
        { said, place: `${FIELD_WORDS.numberPattern.vi} (${FIELD_WORDS.numberPattern.en})` },
        { fields: { numberPattern: ['paper-form-number'] } },
      )
    }
  }
}

interface DraftFacts {
  name: string
  forBelow: boolean
  legalBasis: string
  body: PaperBody
}

/**
 * Drafts a form of the viewer's own office: its first, or the next edition. Sent twice with one id it is made once.
 * @throws Problem document-type-unknown, paper-form-draft-exists, and those of a body
 */
export function draftForm(
  ctx: Ctx,
  input: DraftFacts & { id?: string | undefined; form: PaperStyle; type: string },
): Promise<{ id: string }> {
  return write(ctx, 'paper.edit', async (tx) => {
    if (input.type !== ALL_TYPES && !DOCUMENT_TYPES[input.type]) {
      throw problem('document-type-unknown', {}, { fields: { type: ['document-type-unknown'] } })
    }
    checkBody(input)
    const id = input.id ?? uuid7()
    const areaId = ctx.viewer.areaId
    const earlier = input.id && (await findEdition(tx.db, input.id))
    if (earlier && earlier.areaId === areaId && keyOf(earlier) === keyOf({ ...input, areaId })) return { id }
    await tx.db
      .insertInto('vx.paper_form')
      .values({
        id,
        area_id: areaId,
        form: input.form,
        type: input.type,
        name: input.name,
        for_below: input.forBelow,
        legal_basis: input.legalBasis || null,
        body: JSON.stringify(input.body),
        effective_from: null,
        effective_to: null,
        made_by: ctx.viewer.name,
        made_at: tx.now.toISOString(),
        published_by: null,
        published_at: null,
      })
      .execute()
    tx.record({
      action: 'paper-form.draft',
      subject: { type: 'paper-form', id },
      event: 'paper-form.changed',
      areaId,
      changes: { name: [null, input.name], form: [null, input.form], type: [null, input.type] },
    })
    return { id }
  })
}

type Versioned = { id: string; version: number }

/**
 * An edition of the viewer's own office as the caller saw it.
 * @throws Problem not-found, outside-area, paper-form-not-yours, paper-form-frozen when it must be a draft, stale-version
 */
async function getOwn(ctx: Ctx, tx: WriteTx, input: Versioned, draft: boolean): Promise<FullEdition> {
  const found = await getEdition(tx.db, input.id)
  requireArea(ctx, found.areaId)
  if (found.areaId !== ctx.viewer.areaId) throw problem('paper-form-not-yours')
  if (draft && found.publishedAt !== null) throw problem('paper-form-frozen')
  if (found.version !== input.version) throw problem('stale-version', {}, { theirs: found, yours: input })
  return found
}

/** Writes and counts the version up; who was second learns it. @throws Problem stale-version */
async function change(tx: WriteTx, input: Versioned, set: object): Promise<{ version: number }> {
  const done = await tx.db
    .updateTable('vx.paper_form')
    .set({ ...set, version: input.version + 1 })
    .where('id', '=', input.id)
    .where('version', '=', input.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { yours: input })
  return { version: input.version + 1 }
}

/** @throws Problem those of getOwn and of a body */
export function saveForm(ctx: Ctx, input: Versioned & DraftFacts): Promise<{ version: number }> {
  return write(ctx, 'paper.edit', async (tx) => {
    const before = await getOwn(ctx, tx, input, true)
    checkBody({ ...before, forBelow: input.forBelow, body: input.body })
    const done = await change(tx, input, {
      name: input.name,
      for_below: input.forBelow,
      legal_basis: input.legalBasis || null,
      body: JSON.stringify(input.body),
    })
    const fields = (Object.keys(FIELD_WORDS) as (keyof PaperBody)[]).filter(
      (f) => JSON.stringify(before.body[f]) !== JSON.stringify(input.body[f]),
    )
    tx.record({
      action: 'paper-form.edit',
      subject: { type: 'paper-form', id: input.id },
      event: 'paper-form.changed',
      areaId: before.areaId,
      changes: {
        ...Object.fromEntries(
          (['name', 'forBelow', 'legalBasis'] as const)
            .filter((k) => before[k] !== input[k])
            .map((k) => [k, [before[k], input[k]] as [unknown, unknown]]),
        ),
        ...Object.fromEntries(fields.map((f) => [f, [before.body[f], input.body[f]] as [unknown, unknown]])),
      },
    })
    return done
  })
}

/** @throws Problem those of getOwn and of a body, paper-form-backdated */
export function publishForm(ctx: Ctx, input: Versioned & { effectiveFrom: string }) {
  return write(ctx, 'paper.edit', async (tx) => {
    const before = await getOwn(ctx, tx, input, true)
    if (input.effectiveFrom < localDate(tx.now)) {
      throw problem('paper-form-backdated', {}, { fields: { effectiveFrom: ['paper-form-backdated'] } })
    }
    checkBody(before)
    const done = await change(tx, input, {
      effective_from: input.effectiveFrom,
      published_by: ctx.viewer.name,
      published_at: tx.now.toISOString(),
    })
    tx.record({
      action: 'paper-form.publish',
      subject: { type: 'paper-form', id: input.id },
      event: 'paper-form.changed',
      areaId: before.areaId,
      changes: { effectiveFrom: [null, input.effectiveFrom] },
    })
    return done
  })
}

/** @throws Problem those of getOwn, paper-form-backdated, paper-form-frozen when it has an end already */
export function endForm(ctx: Ctx, input: Versioned & { effectiveTo: string }) {
  return write(ctx, 'paper.edit', async (tx) => {
    const before = await getOwn(ctx, tx, input, false)
    if (before.publishedAt === null) throw problem('paper-form-not-published')
    if (before.effectiveTo !== null) throw problem('paper-form-frozen')
    if (input.effectiveTo < localDate(tx.now) || input.effectiveTo < before.effectiveFrom!) {
      throw problem('paper-form-backdated', {}, { fields: { effectiveTo: ['paper-form-backdated'] } })
    }
    const done = await change(tx, input, { effective_to: input.effectiveTo })
    tx.record({
      action: 'paper-form.end',
      subject: { type: 'paper-form', id: input.id },
      event: 'paper-form.changed',
      areaId: before.areaId,
      changes: { effectiveTo: [null, input.effectiveTo] },
    })
    return done
  })
}

/** @throws Problem those of getOwn */
export function discardForm(ctx: Ctx, input: Versioned): Promise<Record<string, never>> {
  return write(ctx, 'paper.edit', async (tx) => {
    const before = await getOwn(ctx, tx, input, true)
    const done = await tx.db
      .deleteFrom('vx.paper_form')
      .where('id', '=', input.id)
      .where('version', '=', input.version)
      .executeTakeFirst()
    if (done.numDeletedRows === 0n) throw problem('stale-version', {}, { yours: input })
    tx.record({
      action: 'paper-form.discard',
      subject: { type: 'paper-form', id: input.id },
      event: 'paper-form.changed',
      areaId: before.areaId,
      changes: { name: [before.name, null], body: [before.body, null] },
    })
    return {}
  })
}
