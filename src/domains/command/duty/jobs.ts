import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, write } from '../../../platform/context.ts'
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
        // An order past its end holds until somebody signs the release.
        const until = localDate(order.closedAt ?? order.endsAt)
        if (until < since) continue
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

export const schedules: Schedule[] = [{ name: 'incidents.escalate', everyMinutes: 1, run: escalateLate }]
