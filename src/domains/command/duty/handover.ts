import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireArea, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { problem } from '../../../platform/problems.ts'
import { treeOf } from '../../registry/areas/index.ts'
import type { Handover, Shift } from './contract.ts'
import { listIncidents } from './incidents/queries.ts'
import { listPeople, listShifts, lockRoster } from './queries.ts'
import { seeingOf } from './standing.ts'

const MINUTE = 60_000
/** A hand-over is signed from this long before the change on. */
const EARLY = 60 * MINUTE

/** The instants at which a shift ends and another begins, with those who leave and those who take over. */
function boundariesOf(shifts: Shift[], from: number, to: number) {
  const live = shifts.filter((s) => s.stands)
  const ends = new Set(live.map((s) => Date.parse(s.endsAt)))
  return [...ends]
    .filter((at) => at >= from && at <= to)
    .sort((a, b) => a - b)
    .map((at) => ({
      at,
      leaving: live.filter((s) => Date.parse(s.endsAt) === at),
      taking: live.filter((s) => Date.parse(s.startsAt) === at),
    }))
    .filter((b) => b.taking.length > 0)
}

/** Changes of shifts of an area in a window of instants (ms), with what was signed; the latest first. */
export async function listHandovers(
  ctx: Ctx,
  db: Tx,
  areaId: number,
  from: number,
  to: number,
): Promise<Handover[]> {
  const now = ctx.clock.now()
  const see = seeingOf(ctx)
  const shifts = await listShifts(db, { areaIds: [areaId], from: from - 1, to: to + 1, vacated: false }, see)
  const signed = await db
    .selectFrom('vx.duty_handover')
    .selectAll()
    .where('area_id', '=', areaId)
    .where('boundary_at', '>=', new Date(from).toISOString())
    .where('boundary_at', '<=', new Date(to).toISOString())
    .execute()
  const me = await listPeople(db, { areaIds: [areaId], postId: ctx.viewer.postId }, localDate(now), see)
  const serves = ctx.viewer.rights.has('duty.serve')
  const isMe = (list: Shift[]) => serves && list.some((s) => me.some((m) => m.id === s.personId))
  return boundariesOf(shifts, from, to)
    .map((b) => {
      const of = (kind: 'leave' | 'take') => {
        const row = signed.find((s) => s.kind === kind && Date.parse(s.boundary_at) === b.at)
        return row
          ? {
              said: row.said,
              incidents: row.incidents as unknown as NonNullable<Handover['left']>['incidents'],
              at: row.at,
              byName: row.by_name,
              byPost: row.by_post,
            }
          : null
      }
      const left = of('leave')
      const taken = of('take')
      const soon = b.at - EARLY <= now.getTime()
      return {
        areaId,
        boundaryAt: new Date(b.at).toISOString(),
        left,
        taken,
        missing: b.at <= now.getTime() && (!left || !taken),
        mayLeave: soon && !left && isMe(b.leaving),
        mayTake: soon && left !== null && !taken && isMe(b.taking),
      }
    })
    .reverse()
}

/**
 * Signs one side of a hand-over. Whoever leaves says what there is; the incidents that are open are listed by themselves.
 * @throws Problem outside-area, not-found, duty-handover-early, duty-handover-not-you, duty-handover-order,
 * duty-handover-signed, input-invalid
 */
export async function handOver(
  ctx: Ctx,
  input: { areaId: number; boundaryAt: string; kind: 'leave' | 'take'; said?: string | undefined },
): Promise<{ id: string }> {
  requireArea(ctx, input.areaId)
  const tree = await treeOf(ctx)
  return write(ctx, 'duty.serve', async (tx) => {
    const at = Date.parse(input.boundaryAt)
    await lockRoster(tx.db, input.areaId)
    if (input.kind === 'leave' && !input.said)
      throw problem('input-invalid', {}, { fields: { said: ['required'] } })
    const [handover] = await listHandovers(ctx, tx.db, input.areaId, at, at)
    if (!handover) throw problem('not-found')
    if (at - EARLY > tx.now.getTime()) throw problem('duty-handover-early')
    if (input.kind === 'leave' ? handover.left : handover.taken) throw problem('duty-handover-signed')
    if (input.kind === 'take' && !handover.left) throw problem('duty-handover-order')
    if (!(input.kind === 'leave' ? handover.mayLeave : handover.mayTake))
      throw problem('duty-handover-not-you')
    const open = await listIncidents(tx.db, { openIn: tree.subtree(input.areaId) }, tx.now)
    const id = uuid7()
    await tx.db
      .insertInto('vx.duty_handover')
      .values({
        id,
        area_id: input.areaId,
        boundary_at: new Date(at).toISOString(),
        kind: input.kind,
        said: input.said ?? null,
        incidents: JSON.stringify(
          input.kind === 'leave'
            ? open.map((i) => ({ id: i.id, code: i.code, what: i.what.slice(0, 200), state: i.state }))
            : [],
        ),
        at: tx.now.toISOString(),
        by_name: ctx.viewer.name,
        by_post: ctx.viewer.postKind,
      })
      .execute()
    tx.record({
      action: `duty-handover.${input.kind}`,
      subject: { type: 'duty-handover', id },
      areaId: input.areaId,
      changes: { boundaryAt: [null, input.boundaryAt] },
      event: 'duty.changed',
    })
    return { id }
  })
}
