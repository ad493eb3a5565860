import { type Selectable, sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, type WriteTx, write } from '../../../platform/context.ts'
import type { Database, Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import type { Shift, Swap } from './contract.ts'
import { listPeople, listShifts, lockRoster, type PersonRow } from './queries.ts'
import { getShift } from './shifts.ts'
import { placedOf, requireFree, seeingOf, standingOf } from './standing.ts'
import { whoOf } from './who.ts'

/** Requests that nobody has answered, for shifts that have not begun and stand as they did, in these areas. */
export async function listSwaps(ctx: Ctx, db: Tx, areaIds: readonly number[]): Promise<Swap[]> {
  const now = ctx.clock.now()
  const at = now.toISOString()
  // What was planned anew or has begun since asks for nothing any more.
  const rows = await db
    .selectFrom('vx.duty_swap as w')
    .innerJoin('vx.duty_shift as s', (j) =>
      j.onRef('s.id', '=', 'w.shift_id').onRef('s.version', '=', 'w.shift_version'),
    )
    .leftJoin('vx.duty_shift as g', (j) =>
      j.onRef('g.id', '=', 'w.give_shift_id').onRef('g.version', '=', 'w.give_version'),
    )
    .selectAll('w')
    .where('w.area_id', '=', sql<number>`any(${areaIds}::int[])`)
    .where('w.answer', 'is', null)
    .where('s.starts_at', '>', at)
    .where((e) => e.or([e('w.give_shift_id', 'is', null), e('g.starts_at', '>', at)]))
    .orderBy('w.asked_at')
    .orderBy('w.id')
    .limit(100)
    .execute()
  if (rows.length === 0) return []
  const see = seeingOf(ctx)
  const ids = rows.flatMap((r) => [r.shift_id, ...(r.give_shift_id ? [r.give_shift_id] : [])])
  const shifts = new Map((await listShifts(db, { ids }, see)).map((s) => [s.id, s]))
  const personIds = [...rows.map((r) => r.to_duty_id), ...[...shifts.values()].map((s) => s.personId)]
  const people = new Map(
    (await listPeople(db, { ids: personIds }, localDate(now), see)).map((p) => [p.id, p]),
  )
  return rows.flatMap((r) => {
    const shift = shifts.get(r.shift_id)
    const to = people.get(r.to_duty_id)
    if (!shift || !to) return []
    return [
      {
        id: r.id,
        areaId: r.area_id,
        shift,
        to: whoOf(to),
        give: (r.give_shift_id && shifts.get(r.give_shift_id)) || null,
        said: r.said,
        askedAt: r.asked_at,
        askedBy: r.asked_by,
        mayAnswer: mayActFor(ctx, to),
        mayWithdraw: mayActFor(ctx, people.get(shift.personId)!),
        version: r.version,
      },
    ]
  })
}

/** Oneself; whoever plans, for somebody who has no account of their own. */
function mayActFor(ctx: Ctx, person: PersonRow): boolean {
  if (person.postId !== null) return person.postId === ctx.viewer.postId
  return ctx.viewer.rights.has('duty.plan')
}

/** @throws Problem duty-shift-over */
function requireToCome(tx: WriteTx, shift: Shift): void {
  if (shift.vacatedAt || Date.parse(shift.startsAt) <= tx.now.getTime()) throw problem('duty-shift-over')
}

/** Checks roles, rest and leave of both as they would be afterwards. */
async function requirePossible(
  ctx: Ctx,
  tx: WriteTx,
  of: { shift: Shift; give: Shift | undefined; from: PersonRow; to: PersonRow },
): Promise<void> {
  const { shift, give, from, to } = of
  const both = [shift, ...(give ? [give] : [])]
  const ids = both.map((s) => s.id)
  const s = await standingOf(tx.db, {
    areaId: shift.areaId,
    from: Math.min(...both.map((x) => Date.parse(x.startsAt))),
    to: Math.max(...both.map((x) => Date.parse(x.endsAt))),
    now: tx.now,
    see: seeingOf(ctx),
  })
  requireFree(s, to, placedOf(shift), ids)
  if (give) requireFree(s, from, placedOf(give), ids)
}

/**
 * Asks another to take a shift that is to come, for one of theirs or for nothing.
 * @throws Problem not-found, duty-shift-over, duty-not-yours, stale-version, refers-to-nothing, duty-role, duty-away,
 * duty-twice, duty-rest
 */
export function askSwap(
  ctx: Ctx,
  input: {
    shiftId: string
    version: number
    toPersonId: string
    giveShiftId?: string | undefined
    said?: string | undefined
  },
): Promise<{ id: string }> {
  return write(ctx, 'duty.serve', async (tx) => {
    await lockRoster(tx.db, (await getShift(ctx, tx.db, input.shiftId)).areaId)
    const shift = await getShift(ctx, tx.db, input.shiftId)
    const { from, to, give } = await partiesOf(ctx, tx, { ...input, shift })
    if (from.postId !== ctx.viewer.postId && !ctx.viewer.rights.has('duty.plan'))
      throw problem('duty-not-yours')
    requireToCome(tx, shift)
    if (shift.version !== input.version) throw problem('stale-version', {}, { theirs: shift, yours: input })
    if (give) requireToCome(tx, give)
    await requirePossible(ctx, tx, { shift, give, from, to })
    const id = uuid7()
    await tx.db
      .insertInto('vx.duty_swap')
      .values({
        id,
        area_id: shift.areaId,
        shift_id: shift.id,
        shift_version: shift.version,
        to_duty_id: to.id,
        give_shift_id: give?.id ?? null,
        give_version: give?.version ?? null,
        said: input.said ?? null,
        asked_at: tx.now.toISOString(),
        asked_by: ctx.viewer.name,
        answer: null,
        answered_at: null,
        answered_by: null,
      })
      .execute()
    tx.record({
      action: 'duty-swap.ask',
      subject: { type: 'duty-swap', id },
      areaId: shift.areaId,
      changes: { shift: [null, shift.id], to: [null, to.id], give: [null, give?.id ?? null] },
      event: 'duty.changed',
    })
    return { id }
  })
}

async function partiesOf(
  ctx: Ctx,
  tx: WriteTx,
  input: { shift: Shift; toPersonId: string; giveShiftId?: string | undefined },
) {
  const { shift } = input
  const people = await listPeople(
    tx.db,
    { ids: [shift.personId, input.toPersonId] },
    localDate(tx.now),
    seeingOf(ctx),
  )
  const from = people.find((p) => p.id === shift.personId)
  const to = people.find((p) => p.id === input.toPersonId)
  const give = input.giveShiftId ? await getShift(ctx, tx.db, input.giveShiftId) : undefined
  const wrong = !from || !to || from.id === to.id || to.areaId !== shift.areaId
  if (wrong || (give && give.personId !== to.id)) throw problem('refers-to-nothing')
  return { from, to, give }
}

/**
 * Accepts, declines or withdraws. Accepted, both shifts change hands in this very write, after rest, roles and leave
 * were looked at again; of two that want the same shift the first wins. What was overtaken may still be declined or
 * withdrawn.
 * @throws Problem not-found, stale-version, duty-not-asked, duty-not-yours, duty-swap-answered, duty-swap-overtaken,
 * duty-role, duty-away, duty-twice, duty-rest
 */
export function answerSwap(
  ctx: Ctx,
  input: { id: string; version: number; answer: 'accepted' | 'declined' | 'withdrawn' },
): Promise<{ version: number }> {
  return write(ctx, 'duty.serve', async (tx) => {
    const find = () =>
      tx.db.selectFrom('vx.duty_swap').selectAll().where('id', '=', input.id).executeTakeFirst()
    const areaId = (await find())?.area_id
    if (areaId === undefined) throw problem('not-found')
    await lockRoster(tx.db, areaId)
    const swap = (await find())!
    if (swap.answer) throw problem('duty-swap-answered', { by: swap.answered_by ?? '' })
    if (swap.version !== input.version) throw problem('stale-version', {}, { yours: input })
    const { from, to } = await askedOf(ctx, tx, swap)
    const mayFor = (p: PersonRow | undefined) => (p ? mayActFor(ctx, p) : ctx.viewer.rights.has('duty.plan'))
    if (input.answer === 'withdrawn') {
      if (!mayFor(from)) throw problem('duty-not-yours')
    } else if (!mayFor(to)) throw problem('duty-not-asked')
    const changes = input.answer === 'accepted' ? await exchange(ctx, tx, swap) : {}
    const version = swap.version + 1
    await tx.db
      .updateTable('vx.duty_swap')
      .set({
        answer: input.answer,
        answered_at: tx.now.toISOString(),
        answered_by: ctx.viewer.name,
        version,
      })
      .where('id', '=', swap.id)
      .execute()
    tx.record({
      action: `duty-swap.${input.answer}`,
      subject: { type: 'duty-swap', id: swap.id },
      areaId,
      changes,
      event: 'duty.changed',
    })
    return { version }
  })
}

type SwapRow = Selectable<Database['vx.duty_swap']>

/** Who asked, which is whoever had the shift then, and who was asked; either may be no duty person any more. */
async function askedOf(ctx: Ctx, tx: WriteTx, swap: SwapRow) {
  const then = await tx.db
    .selectFrom('vx.duty_shift_version')
    .select('duty_id')
    .where('id', '=', swap.shift_id)
    .where('version', '=', swap.shift_version)
    .limit(1)
    .executeTakeFirst()
  const ids = [swap.to_duty_id, ...(then ? [then.duty_id] : [])]
  const people = await listPeople(tx.db, { ids }, localDate(tx.now), seeingOf(ctx))
  return {
    from: people.find((p) => p.id === then?.duty_id),
    to: people.find((p) => p.id === swap.to_duty_id),
  }
}

/** Both shifts change hands. @returns what changed @throws Problem as answerSwap says */
async function exchange(ctx: Ctx, tx: WriteTx, swap: SwapRow): Promise<Record<string, [unknown, unknown]>> {
  const ids = [swap.shift_id, ...(swap.give_shift_id ? [swap.give_shift_id] : [])]
  const found = await listShifts(tx.db, { ids }, seeingOf(ctx))
  const shift = found.find((s) => s.id === swap.shift_id)
  const give = found.find((s) => s.id === swap.give_shift_id)
  const moved =
    !shift || shift.version !== swap.shift_version || give?.version !== (swap.give_version ?? undefined)
  if (moved) throw problem('duty-swap-overtaken')
  const { from, to } = await partiesOf(ctx, tx, {
    shift,
    toPersonId: swap.to_duty_id,
    giveShiftId: swap.give_shift_id ?? undefined,
  })
  requireToCome(tx, shift)
  if (give) requireToCome(tx, give)
  await requirePossible(ctx, tx, { shift, give, from, to })
  // Out of the way first: for a moment one of them would have both.
  if (give) await setHolder(tx, give, from.id)
  await setHolder(tx, shift, to.id)
  return { holder: [from.id, to.id], give: [give ? to.id : null, give ? from.id : null] }
}

async function setHolder(tx: WriteTx, shift: Shift, personId: string): Promise<void> {
  await tx.db
    .updateTable('vx.duty_shift')
    .set({ duty_id: personId, source: 'swap', version: shift.version + 1 })
    .where('id', '=', shift.id)
    .execute()
}
