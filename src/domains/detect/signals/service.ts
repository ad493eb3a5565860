import { v7 as uuid7 } from 'uuid'
import type { z } from 'zod'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea, requireRight, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { getRule } from '../../../platform/rules.ts'
import { findCase, listCasesByCodes, listCasesOfPerson } from '../surveillance/index.ts'
import {
  type ReportSignalInput,
  type Signal,
  type SignalPage,
  SignalRule,
  type SignalState,
} from './contract.ts'
import { findSignal, getSignalRule, listLinked, listSteps } from './queries.ts'

type Step = SignalPage['steps'][number]['step']
type Versioned = { id: string; version: number }

/** @throws Problem not-found */
async function getSignal(db: Tx, id: string, now: Date): Promise<Signal> {
  const found = await findSignal(db, id, now.toISOString())
  if (!found) throw problem('not-found')
  return found
}

/** @throws Problem not-found */
export function get(ctx: Ctx, id: string): Promise<SignalPage> {
  return read(ctx, 'signal.read', async (db) => {
    const signal = await getSignal(db, id, ctx.clock.now())
    const { body, ...rule } = await getSignalRule(db, id)
    const linked = ctx.viewer.rights.has('case.read') ? await listLinked(db, id) : []
    const cases = []
    for (const { caseId, linkedAt } of linked) {
      const c = await findCase(db, caseId)
      // A case may live beyond the viewer's area.
      if (c) cases.push({ id: c.id, code: c.code, classification: c.classification, linkedAt })
    }
    return { signal, steps: await listSteps(db, id), cases, rule: { ...SignalRule.parse(body), ...rule } }
  })
}

/** Where a report comes from when nobody said: posts of the community and posts of facilities differ. */
const sourceOf = (post: string) =>
  ['clinician', 'laboratory', 'site-manager'].includes(post) ? 'facility' : 'community'

/** @throws Problem outside-area, signal-in-future, rule-missing */
export function report(ctx: Ctx, input: z.output<typeof ReportSignalInput>): Promise<{ id: string }> {
  requireArea(ctx, input.areaId)
  return write(ctx, 'signal.report', async (tx) => {
    if (input.startedOn && input.startedOn > localDate(tx.now))
      throw problem('signal-in-future', {}, { fields: { startedOn: ['signal-in-future'] } })
    const rule = await getRule(tx.db, 'signal.clocks', localDate(tx.now), SignalRule)
    const id = uuid7()
    await tx.db
      .insertInto('vx.signal')
      .values({
        id,
        area_id: input.areaId,
        kind: input.kind,
        description: input.description,
        place_text: input.placeText,
        started_on: input.startedOn ?? null,
        people: input.people ?? null,
        deaths: input.deaths ?? null,
        source: input.source ?? sourceOf(ctx.viewer.postKind),
        reported_at: tx.now.toISOString(),
        reported_by: ctx.viewer.name,
        reported_by_post: ctx.viewer.postKind,
        verified_at: null,
        is_true: null,
        assessed_at: null,
        likelihood: null,
        impact: null,
        closed_at: null,
        outcome: null,
        rule_version_id: rule.id,
      })
      .execute()
    await addStep(ctx, tx, { id, areaId: input.areaId }, 'reported', null)
    tx.record({
      action: 'signal.report',
      subject: { type: 'signal', id },
      areaId: input.areaId,
      changes: { kind: [null, input.kind], placeText: [null, input.placeText] },
      event: 'signal.changed',
    })
    return { id }
  })
}

function addStep(ctx: Ctx, tx: WriteTx, s: { id: string; areaId: number }, step: Step, note: string | null) {
  return tx.db
    .insertInto('vx.signal_step')
    .values({
      id: uuid7(),
      signal_id: s.id,
      area_id: s.areaId,
      step,
      at: tx.now.toISOString(),
      by_name: ctx.viewer.name,
      by_post: ctx.viewer.postKind,
      note,
    })
    .execute()
}

/** The signal, when it is as the viewer saw it and at the step that this one follows. */
async function signalAt(tx: WriteTx, input: Versioned, state?: SignalState): Promise<Signal> {
  const before = await getSignal(tx.db, input.id, tx.now)
  if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
  if (state && before.state !== state) throw problem('signal-step-out-of-order')
  return before
}

async function setSignal(
  ctx: Ctx,
  tx: WriteTx,
  before: Signal,
  values: Record<string, unknown>,
  done: { step: Step; note: string | null; action: string },
): Promise<Signal> {
  const answer = await tx.db
    .updateTable('vx.signal')
    .set({ ...values, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .executeTakeFirst()
  const after = await getSignal(tx.db, before.id, tx.now)
  if (answer.numUpdatedRows === 0n) throw problem('stale-version', {}, { theirs: after, yours: values })
  await addStep(ctx, tx, before, done.step, done.note)
  tx.record({
    action: done.action,
    subject: { type: 'signal', id: before.id },
    areaId: before.areaId,
    changes: { state: [before.state, after.state], ...(done.note ? { note: [null, done.note] } : {}) },
    event: 'signal.changed',
  })
  return after
}

/** @throws Problem not-found, stale-version, signal-step-out-of-order */
export function verify(ctx: Ctx, input: Versioned & { isTrue: boolean; note: string }): Promise<Signal> {
  return write(ctx, 'signal.verify', async (tx) => {
    const before = await signalAt(tx, input, 'reported')
    return setSignal(
      ctx,
      tx,
      before,
      { verified_at: tx.now.toISOString(), is_true: input.isTrue },
      { step: input.isTrue ? 'verified' : 'not_true', note: input.note, action: 'signal.verify' },
    )
  })
}

/** @throws Problem not-found, stale-version, signal-step-out-of-order */
export function assess(
  ctx: Ctx,
  input: Versioned & { likelihood: number; impact: number; note: string },
): Promise<Signal> {
  return write(ctx, 'signal.assess', async (tx) => {
    const before = await signalAt(tx, input, 'verified')
    return setSignal(
      ctx,
      tx,
      before,
      { assessed_at: tx.now.toISOString(), likelihood: input.likelihood, impact: input.impact },
      { step: 'assessed', note: input.note, action: 'signal.assess' },
    )
  })
}

/** @throws Problem not-found, stale-version, signal-step-out-of-order */
export function conclude(
  ctx: Ctx,
  input: Versioned & { outcome: 'response' | 'closed'; note: string },
): Promise<Signal> {
  return write(ctx, 'signal.assess', async (tx) => {
    const before = await signalAt(tx, input, 'assessed')
    return setSignal(
      ctx,
      tx,
      before,
      { closed_at: tx.now.toISOString(), outcome: input.outcome },
      { step: input.outcome, note: input.note, action: 'signal.conclude' },
    )
  })
}

/** Which columns each step had filled. */
const UNDO: Partial<Record<SignalState, Record<string, null>>> = {
  verified: { verified_at: null, is_true: null },
  not_true: { verified_at: null, is_true: null },
  assessed: { assessed_at: null, likelihood: null, impact: null },
  response: { closed_at: null, outcome: null },
  closed: { closed_at: null, outcome: null },
}

/** Takes the last step back. @throws Problem not-found, stale-version, signal-nothing-to-take-back, right-missing */
export function takeBack(ctx: Ctx, input: Versioned & { note: string }): Promise<Signal> {
  return write(ctx, 'signal.verify', async (tx) => {
    const before = await signalAt(tx, input)
    const values = UNDO[before.state]
    if (!values) throw problem('signal-nothing-to-take-back')
    if (before.assessedAt) requireRight(ctx, 'signal.assess')
    return setSignal(ctx, tx, before, values, {
      step: 'taken_back',
      note: input.note,
      action: 'signal.take-back',
    })
  })
}

/** @throws Problem not-found, stale-version, signal-not-true, signal-case-unknown, signal-case-linked-already */
export function linkCase(ctx: Ctx, input: Versioned & { caseCode: string }): Promise<Signal> {
  return write(ctx, 'signal.verify', async (tx) => {
    const before = await signalAt(tx, input)
    if (!before.isTrue) throw problem('signal-not-true')
    const code = input.caseCode.toUpperCase()
    const [named] = await listCasesByCodes(tx.db, [code])
    const found = named && (await listCasesOfPerson(tx.db, named.personId)).find((c) => c.code === code)
    if (!found) throw problem('signal-case-unknown', {}, { fields: { caseCode: ['signal-case-unknown'] } })
    await tx.db
      .insertInto('vx.signal_case')
      .values({
        id: uuid7(),
        signal_id: before.id,
        case_id: found.id,
        area_id: before.areaId,
        linked_at: tx.now.toISOString(),
        linked_by: ctx.viewer.name,
      })
      .execute()
    return setSignal(
      ctx,
      tx,
      before,
      {},
      { step: 'case_linked', note: found.code, action: 'signal.link-case' },
    )
  })
}

/** @throws Problem not-found */
export function unlinkCase(ctx: Ctx, input: { id: string; caseId: string }): Promise<Signal> {
  return write(ctx, 'signal.verify', async (tx) => {
    const before = await getSignal(tx.db, input.id, tx.now)
    const gone = await tx.db
      .deleteFrom('vx.signal_case')
      .where('signal_id', '=', input.id)
      .where('case_id', '=', input.caseId)
      .executeTakeFirst()
    if (gone.numDeletedRows === 0n) throw problem('not-found')
    const code = (await findCase(tx.db, input.caseId))?.code ?? null
    return setSignal(ctx, tx, before, {}, { step: 'case_unlinked', note: code, action: 'signal.unlink-case' })
  })
}
