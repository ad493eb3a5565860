import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { addDays, localDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea, requireRight, type WriteTx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { inDays } from '../../../platform/figures.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { problem } from '../../../platform/problems.ts'
import { formatDate } from '../../../web/kit/format.ts'
import { areasAsked } from '../../registry/areas/index.ts'
import { listAttachments } from '../../registry/attachments/index.ts'
import { POSTS } from '../../registry/organisations/index.ts'
import { actsOn, actsUnder } from './acts.ts'
import type { RecordInput, Violation, ViolationPage } from './contract.ts'
import { brokenMeasure, measureOf } from './measures/service.ts'
import { findViolation } from './queries.ts'

/** Decisions on violations have a series of numbers of their own, by issuer and year. */
const SERIES = 'QĐ-XPHC'
export const VIOLATION = 'violation'

/** A violation as the viewer may know it. @throws Problem not-found */
export async function getViolation(ctx: Ctx, db: Tx, id: string, today: string): Promise<Violation> {
  const r = await findViolation(db, id, today)
  if (!r) throw problem('not-found')
  const rule = await actsUnder(db, r.rule_version_id)
  const act = rule.acts.find((a) => a.code === r.act)!
  const times = r.source === 'organisation' ? rule.body.organisationTimes : 1
  const knows = ctx.viewer.rights.has('person.read')
  return {
    id: r.id,
    areaId: r.area_id,
    areaLabel: r.area_label,
    offender: r.source,
    personId: knows ? r.person_id : null,
    organisationId: r.organisation_id,
    name: r.organisation ?? (knows ? (r.offender_name ?? r.person) : null),
    address: knows ? r.offender_address : null,
    act,
    range: { from: act.from * times, to: act.to * times },
    legalBasis: rule.legalBasis,
    happenedAt: r.happened_at,
    placeText: r.place_text,
    setting: r.setting,
    measure: await measureOf(db, r),
    evidence: r.evidence,
    recordedAt: r.recorded_at,
    recordedBy: r.recorded_by,
    recordedPost: r.recorded_post,
    decidedAt: r.decided_at,
    decidedBy: r.decided_by,
    decidedPost: r.decided_post,
    issuerAreaId: r.issuer_area_id,
    numberText: r.number_text,
    amount: r.amount === null ? null : Number(r.amount),
    measures: r.measures,
    payUntil: r.pay_until,
    paidOn: r.paid_on,
    receipt: r.receipt,
    appealedOn: r.appealed_on,
    appealSaid: r.appeal_said,
    appealOutcome: r.appeal_outcome,
    appealClosedAt: r.appeal_closed_at,
    appealClosedBy: r.appeal_closed_by,
    appealAnswer: r.appeal_answer,
    decideUntil: r.decide_until,
    state: r.state,
    version: r.version,
  }
}

/** Whom the trail names: also where the viewer, for whom the name is left out, does not learn it. */
async function aboutWhom(tx: WriteTx, id: string): Promise<string | null> {
  const row = await tx.db
    .selectFrom('vx.violation')
    .select('person_id')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.person_id ?? null
}

/** Opening a violation is itself a recorded act, as opening a person is. @throws Problem not-found */
export function open(ctx: Ctx, id: string): Promise<ViolationPage> {
  return write({ ...ctx, idempotencyKey: undefined }, 'violation.read', async (tx) => {
    const violation = await getViolation(ctx, tx.db, id, localDate(tx.now))
    tx.record({
      action: 'violation.open',
      opening: true,
      subject: { type: VIOLATION, id },
      areaId: violation.areaId,
      personId: await aboutWhom(tx, id),
    })
    const files = await listAttachments(ctx, tx.db, VIOLATION, [id])
    const { state } = violation
    const has = (right: string) => ctx.viewer.rights.has(right)
    const stands = violation.decidedAt !== null && state !== 'cancelled'
    return {
      violation,
      files: files.filter((f) => f.mine || has('person.read')),
      may: {
        attach: state === 'recorded' && has('violation.record'),
        decide: state === 'recorded' && has('violation.decide'),
        pay: stands && violation.paidOn === null && has('violation.record'),
        appeal: stands && violation.appealedOn === null && has('violation.record'),
        answer: state === 'appealed' && has('violation.decide'),
        paper: violation.decidedAt !== null && has('person.read'),
      },
    }
  })
}

/** The offender as columns; exactly one of the three. @throws Problem violation-offender, refers-to-nothing, right-missing */
async function offenderOf(ctx: Ctx, tx: WriteTx, input: RecordInput) {
  const wrong = (field: string) =>
    problem('violation-offender', {}, { fields: { [field]: ['violation-offender'] } })
  const none = { person_id: null, organisation_id: null, offender_name: null, offender_address: null }
  if (input.offender === 'outsider') {
    if (!input.name) throw wrong('name')
    return { ...none, offender_name: input.name, offender_address: input.address ?? null }
  }
  const field = input.offender === 'person' ? 'personId' : 'organisationId'
  const id = input[field]
  if (!id) throw wrong(field)
  if (input.offender === 'person') requireRight(ctx, 'person.read')
  // The foreign key alone looks past row-level security.
  const table = input.offender === 'person' ? 'vx.person' : 'vx.organisation'
  const found = await tx.db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()
  if (!found) throw problem('refers-to-nothing', {}, { fields: { [field]: ['refers-to-nothing'] } })
  return input.offender === 'person' ? { ...none, person_id: id } : { ...none, organisation_id: id }
}

/**
 * Records a violation under the acts, and the measures of the setting, in force on the day it happened.
 * @throws Problem outside-area, violation-in-future, violation-act-unknown, measure-not-broken, violation-offender,
 * refers-to-nothing
 */
export function record(ctx: Ctx, input: RecordInput): Promise<{ id: string }> {
  requireArea(ctx, input.areaId)
  return write(ctx, 'violation.record', async (tx) => {
    if (Date.parse(input.happenedAt) > tx.now.getTime())
      throw problem('violation-in-future', {}, { fields: { happenedAt: ['violation-in-future'] } })
    const day = localDate(input.happenedAt)
    const rule = await actsOn(tx.db, day)
    if (!rule.acts.some((a) => a.code === input.act))
      throw problem('violation-act-unknown', {}, { fields: { act: ['violation-act-unknown'] } })
    const broken = await brokenMeasure(ctx, tx, {
      ...input,
      day,
      setting: input.setting,
      measure: input.measure,
    })
    const offender = await offenderOf(ctx, tx, input)
    const id = uuid7()
    await tx.db
      .insertInto('vx.violation')
      .values({
        id,
        area_id: input.areaId,
        ...offender,
        act: input.act,
        rule_version_id: rule.id,
        happened_at: input.happenedAt,
        place_text: input.placeText,
        setting: input.setting ?? null,
        ...broken,
        evidence: input.evidence,
        recorded_at: tx.now.toISOString(),
        recorded_by: ctx.viewer.name,
        recorded_post: ctx.viewer.postKind,
      })
      .execute()
    tx.record({
      action: 'violation.record',
      subject: { type: VIOLATION, id },
      areaId: input.areaId,
      personId: offender.person_id,
      changes: { act: [null, input.act] },
      event: 'violation.changed',
    })
    return { id }
  })
}

/** Changes a violation that nobody else has changed meanwhile. @throws Problem stale-version */
async function change(
  tx: WriteTx,
  v: Violation,
  input: { version: number },
  set: Record<string, unknown>,
  verb: string,
  changes: Record<string, [unknown, unknown]>,
): Promise<{ version: number }> {
  const stale = () => problem('stale-version', {}, { theirs: v, yours: input })
  if (v.version !== input.version) throw stale()
  const done = await tx.db
    .updateTable('vx.violation')
    .set({ ...set, version: v.version + 1 })
    .where('id', '=', v.id)
    .where('version', '=', v.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) throw stale()
  tx.record({
    action: `violation.${verb}`,
    subject: { type: VIOLATION, id: v.id },
    areaId: v.areaId,
    personId: await aboutWhom(tx, v.id),
    changes,
    event: 'violation.changed',
  })
  return { version: v.version + 1 }
}

/** In words, who may fine an act: what the problem tells. */
const postsInWords = (kinds: string[]) => kinds.map((k) => POSTS[k]?.words.vi ?? k).join(', ')
const dong = (amount: number) => amount.toLocaleString('vi-VN')

/**
 * Signs the decision: the fine within the range of the day of the act, by a post that the top of the range allows. It takes
 * the next number of its series; a signing that fails gives the number back.
 * @throws Problem not-found, violation-decided-already, violation-expired, violation-not-competent,
 * violation-amount-range, stale-version
 */
export function decide(
  ctx: Ctx,
  input: { id: string; version: number; amount: number; measures?: string | undefined },
): Promise<{ version: number; numberText: string }> {
  return write(ctx, 'violation.decide', async (tx) => {
    const today = localDate(tx.now)
    const v = await getViolation(ctx, tx.db, input.id, today)
    if (v.decidedAt) throw problem('violation-decided-already', { number: v.numberText ?? '' })
    if (v.state === 'expired')
      throw problem('violation-expired', { until: formatDate(v.decideUntil, { lang: 'vi' }) })
    if (!v.act.competent.includes(ctx.viewer.postKind))
      throw problem('violation-not-competent', { to: dong(v.range.to), posts: postsInWords(v.act.competent) })
    if (input.amount < v.range.from || input.amount > v.range.to) {
      const range = { from: dong(v.range.from), to: dong(v.range.to) }
      throw problem('violation-amount-range', range, { fields: { amount: ['violation-amount-range'] } })
    }
    if (v.version !== input.version) throw problem('stale-version', {}, { theirs: v, yours: input })
    const { rule_version_id } = (await findViolation(tx.db, v.id, today))!
    const { payDays } = (await actsUnder(tx.db, rule_version_id)).body
    // The number is taken last, so that its lock is held for a moment only.
    const year = Number(today.slice(0, 4))
    const number = await nextNumber(tx.db, SERIES, ctx.viewer.areaId, year)
    const numberText = `${String(number).padStart(2, '0')}/${SERIES}`
    const set = {
      decided_at: tx.now.toISOString(),
      decided_by: ctx.viewer.name,
      decided_post: ctx.viewer.postKind,
      issuer_area_id: ctx.viewer.areaId,
      number_year: year,
      number_text: numberText,
      amount: input.amount,
      measures: input.measures ?? null,
      pay_until: addDays(today, payDays),
    }
    const changes: Record<string, [unknown, unknown]> = {
      numberText: [null, numberText],
      amount: [null, input.amount],
    }
    return { ...(await change(tx, v, input, set, 'decide', changes)), numberText }
  })
}

/** A decision that stands. @throws Problem not-found, violation-not-decided, violation-ended */
async function standing(ctx: Ctx, tx: WriteTx, id: string): Promise<Violation> {
  const v = await getViolation(ctx, tx.db, id, localDate(tx.now))
  if (!v.decidedAt) throw problem('violation-not-decided')
  if (v.state === 'cancelled') throw problem('violation-ended')
  return v
}

/** A day between the decision and today. @throws Problem violation-day */
function requireSince(tx: WriteTx, v: Violation, field: string, day: string): void {
  if (day < localDate(v.decidedAt!) || day > localDate(tx.now))
    throw problem('violation-day', {}, { fields: { [field]: ['violation-day'] } })
}

/** @throws Problem not-found, violation-not-decided, violation-ended, violation-day, stale-version */
export function pay(
  ctx: Ctx,
  input: { id: string; version: number; paidOn: string; receipt: string },
): Promise<{ version: number }> {
  return write(ctx, 'violation.record', async (tx) => {
    const v = await standing(ctx, tx, input.id)
    if (v.paidOn) throw problem('violation-ended')
    requireSince(tx, v, 'paidOn', input.paidOn)
    const set = { paid_on: input.paidOn, receipt: input.receipt }
    return change(tx, v, input, set, 'pay', { paidOn: [null, input.paidOn] })
  })
}

/**
 * Whoever paid may appeal still.
 * @throws Problem not-found, violation-not-decided, violation-ended, violation-appealed, violation-day, stale-version
 */
export function appeal(
  ctx: Ctx,
  input: { id: string; version: number; appealedOn: string; said: string },
): Promise<{ version: number }> {
  return write(ctx, 'violation.record', async (tx) => {
    const v = await standing(ctx, tx, input.id)
    if (v.appealedOn) throw problem('violation-appealed')
    requireSince(tx, v, 'appealedOn', input.appealedOn)
    const set = { appealed_on: input.appealedOn, appeal_said: input.said }
    return change(tx, v, input, set, 'appeal', { appealedOn: [null, input.appealedOn] })
  })
}

/** @throws Problem not-found, violation-no-appeal, stale-version */
export function answerAppeal(
  ctx: Ctx,
  input: { id: string; version: number; outcome: 'upheld' | 'cancelled'; answer: string },
): Promise<{ version: number }> {
  return write(ctx, 'violation.decide', async (tx) => {
    const v = await getViolation(ctx, tx.db, input.id, localDate(tx.now))
    if (!v.appealedOn || v.appealOutcome) throw problem('violation-no-appeal')
    const set = {
      appeal_outcome: input.outcome,
      appeal_closed_at: tx.now.toISOString(),
      appeal_closed_by: ctx.viewer.name,
      appeal_answer: input.answer,
    }
    return change(tx, v, input, set, 'answer', { outcome: [null, input.outcome] })
  })
}

/** How many and how much, in đồng; a decision that was cancelled counts no more. */
export async function sums(
  ctx: Ctx,
  input: { areaId?: number | undefined; from?: string | undefined; to?: string | undefined },
) {
  const areaIds = await areasAsked(ctx, input.areaId)
  return read(ctx, 'violation.read', async (db) => {
    const valid = sql`appeal_outcome is distinct from 'cancelled'`
    const row = await db
      .selectFrom('vx.violation as v')
      .select([
        sql<number>`count(*) filter (where ${inDays('v.recorded_at', input)})::int`.as('recorded'),
        sql<number>`count(*) filter (where v.decided_at is null)::int`.as('waiting'),
        sql<number>`count(*) filter (where ${inDays('v.decided_at', input)} and ${valid})::int`.as('decided'),
        sql<number>`coalesce(sum(amount) filter (where ${inDays('v.decided_at', input)} and ${valid}), 0)::float8`.as(
          'imposed',
        ),
        sql<number>`coalesce(sum(amount) filter (where ${inDays('v.decided_at', input)} and ${valid} and v.paid_on is not null), 0)::float8`.as(
          'paid',
        ),
      ])
      .where('v.area_id', '=', sql<number>`any(${areaIds}::int[])`)
      .executeTakeFirstOrThrow()
    return row
  })
}

/** The violation that evidence is added to, until it is decided. @throws Problem not-found, violation-decided-already */
export async function takeFile(ctx: Ctx, tx: WriteTx, id: string) {
  const v = await getViolation(ctx, tx.db, id, localDate(tx.now))
  if (v.decidedAt) throw problem('violation-decided-already', { number: v.numberText ?? '' })
  return { areaId: v.areaId, personId: await aboutWhom(tx, v.id) }
}
