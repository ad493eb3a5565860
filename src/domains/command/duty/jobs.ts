import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { addDays, localDate } from '../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../platform/context.ts'
import type { Reaction, Schedule } from '../../../platform/jobs.ts'
import { listOrders } from '../../contain/quarantine/index.ts'
import { escalateLate } from './incidents/escalate.ts'
import { lockRoster } from './queries.ts'
import { vacateDays } from './setup.ts'

/** Whoever of the register stands on duty, and the days of an order about them. */
export const reactions: Reaction[] = [
  {
    name: 'duty-away-by-order',
    on: ['order.issued', 'order.changed'],
    async run(ctx, event) {
      const [order] = await read(ctx, 'order.read', (db) =>
        listOrders(db, { ids: [event.subjectId] }, ctx.clock.now()),
      )
      if (!order?.issuedAt) return
      await keepAway(ctx, { members: { personId: order.personId }, orderIds: [order.id] })
    },
  },
  {
    // Somebody under an order already who becomes a duty person.
    name: 'duty-away-when-added',
    on: ['duty.person-added'],
    async run(ctx, event) {
      const personId = await read(ctx, 'duty.read', async (db) => {
        const row = await db
          .selectFrom('vx.duty_person as d')
          .innerJoin('vx.team_member as m', 'm.id', 'd.member_id')
          .select('m.person_id')
          .where('d.id', '=', event.subjectId)
          .executeTakeFirst()
        return row?.person_id
      })
      if (!personId) return
      const orders = await read(ctx, 'order.read', (db) =>
        listOrders(db, { personIds: [personId] }, ctx.clock.now()),
      )
      const open = orders.filter((o) => o.issuedAt && !o.closedAt).map((o) => o.id)
      if (open.length) await keepAway(ctx, { members: { personId }, orderIds: open })
    },
  },
]

/**
 * Brings leave in line with orders about a person: days as long as the order runs, shifts in them vacant. Repeating it
 * changes nothing.
 */
async function keepAway(
  ctx: Ctx,
  input: { members: { personId: string }; orderIds: string[] },
): Promise<void> {
  await write({ ...ctx, idempotencyKey: undefined }, 'duty.plan', async (tx) => {
    const people = await tx.db
      .selectFrom('vx.duty_person as d')
      .innerJoin('vx.team_member as m', 'm.id', 'd.member_id')
      .select(['d.id', 'd.area_id as areaId'])
      .where('m.person_id', '=', input.members.personId)
      .orderBy('d.area_id')
      .execute()
    const orders = await listOrders(tx.db, { ids: input.orderIds }, tx.now)
    for (const person of people) {
      await lockRoster(tx.db, person.areaId)
      for (const order of orders) {
        const since = localDate(order.startsAt)
        // An order past its end holds until somebody signs the release: a day at a time (see keepAwayExpired).
        const until =
          order.state === 'expired'
            ? addDays(localDate(tx.now), 1)
            : localDate(order.closedAt ?? order.endsAt)
        // Closed before it began, it keeps nobody away.
        const stillborn = order.closedAt !== null && Date.parse(order.closedAt) <= Date.parse(order.startsAt)
        if (stillborn || until < since) {
          await takeBack(tx, person.id, order.id)
          continue
        }
        const done = await tx.db
          .insertInto('vx.duty_leave')
          .values({
            id: uuid7(),
            area_id: person.areaId,
            duty_id: person.id,
            order_id: order.id,
            since,
            until,
            reason: null,
          })
          .onConflict((oc) =>
            oc
              .constraint('duty_leave_of_order')
              .doUpdateSet({ since, until })
              .where(
                sql<boolean>`(vx.duty_leave.since, vx.duty_leave.until) is distinct from (${since}::date, ${until}::date)`,
              ),
          )
          .returning('id')
          .executeTakeFirst()
        if (!done) continue
        if (!order.closedAt) {
          await vacateDays(tx, { personId: person.id, areaId: person.areaId, since, until, why: 'order' })
        }
        tx.record({
          action: 'duty-leave.by-order',
          subject: { type: 'duty-person', id: person.id },
          areaId: person.areaId,
          changes: { since: [null, since], until: [null, until] },
          event: 'duty.changed',
        })
      }
    }
  })
}

/** The leave that came from an order goes with it. */
async function takeBack(tx: WriteTx, personId: string, orderId: string): Promise<void> {
  const gone = await tx.db
    .deleteFrom('vx.duty_leave')
    .where('duty_id', '=', personId)
    .where('order_id', '=', orderId)
    .returningAll()
    .executeTakeFirst()
  if (!gone) return
  tx.record({
    action: 'duty-leave.remove',
    subject: { type: 'duty-person', id: personId },
    areaId: gone.area_id,
    changes: { since: [gone.since, null], until: [gone.until, null] },
    event: 'duty.changed',
  })
}

/** How long after the last day of its leave an order is looked at: longer than any server stands still. */
const LOOK_BACK_DAYS = 30

/** Orders past their end that nobody has released keep their person away until tomorrow, every day anew. */
export async function keepAwayExpired(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  const today = localDate(now)
  const ids = await read(ctx, 'duty.read', async (db) => {
    const rows = await db
      .selectFrom('vx.duty_leave')
      .select('order_id')
      .distinct()
      .where('order_id', 'is not', null)
      .where('until', '<=', today)
      .where('until', '>=', addDays(today, -LOOK_BACK_DAYS))
      .execute()
    return rows.map((r) => r.order_id!)
  })
  if (ids.length === 0) return
  const orders = await read(ctx, 'order.read', (db) => listOrders(db, { ids }, now))
  for (const o of orders)
    if (o.state === 'expired') await keepAway(ctx, { members: { personId: o.personId }, orderIds: [o.id] })
}

export const schedules: Schedule[] = [
  { name: 'incidents.escalate', everyMinutes: 1, run: escalateLate },
  { name: 'duty.away-expired', everyMinutes: 30, run: keepAwayExpired },
]
