import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read, write } from '../../../platform/context.ts'
import type { StoredEvent } from '../../../platform/events.ts'
import type { Reaction, Schedule } from '../../../platform/jobs.ts'
import { completeByFact } from '../../command/tasks/index.ts'
import { findCase, listPeopleOfImport } from '../../detect/surveillance/index.ts'
import { listOrders } from '../quarantine/index.ts'
import { assign } from './assignment/service.ts'
import { escalateLost, escalateTeams } from './escalation.ts'
import { listOrphans, listTouchedByImport } from './imported.ts'
import { findLists } from './queries.ts'
import { loadSeen } from './settle.ts'
import { recomputeTiers } from './tiering.ts'
import { loadRules, statusOf, versionAt } from './windows.ts'

/** Whose tiers an event may have changed. */
async function peopleOf(ctx: Ctx, event: StoredEvent): Promise<string[]> {
  switch (event.type) {
    case 'contact.changed':
      return event.payload.personIds as string[]
    case 'person.changed':
      return [event.subjectId]
    case 'import.committed':
      return read(ctx, 'contact.read', async (db) => [
        ...(await listTouchedByImport(db, event.subjectId)),
        ...(await listPeopleOfImport(db, event.subjectId)),
      ])
    case 'import.undone':
      return read(ctx, 'contact.read', listOrphans)
    default: {
      const told = event.payload.personId as string | undefined
      const found = told ? undefined : await read(ctx, 'case.read', (db) => findCase(db, event.subjectId))
      const personId = told ?? found?.personId
      return personId ? [personId] : []
    }
  }
}

/** Monitoring that ended, and people whom nobody finds: told by the calendar, written by the recompute as all else. */
export async function settleByCalendar(ctx: Ctx, personId?: string): Promise<void> {
  const today = localDate(ctx.clock.now())
  const due = await read(ctx, 'contact.read', async (db) => {
    const rules = await loadRules(db)
    const followup = new Map(rules.followup.map((r) => [r.id, r.body]))
    let q = db
      .selectFrom('vx.contact_tier')
      .select(['person_id', 'monitor_from', 'monitor_until', 'status', 'rule_version_id'])
      // A check taken back may open again what it had ended.
      .where('status', 'in', personId ? ['monitoring', 'lost', 'finished'] : ['monitoring', 'lost'])
    if (personId) q = q.where('person_id', '=', personId)
    const open = await q.execute()
    const checks = await loadSeen(
      db,
      open.map((t) => t.person_id),
      today,
    )
    return open
      .filter((t) => {
        const { lostAfterDays } = followup.get(t.rule_version_id)!
        const { untilSeen } = versionAt(rules.closing, t.monitor_from).body
        const seen = checks.get(t.person_id)
        const status = statusOf({ monitorUntil: t.monitor_until, lostAfterDays, untilSeen }, today, seen)
        const needsToday =
          status === 'monitoring' && seen !== undefined && t.monitor_until < today && seen.lastDue < today
        return status !== t.status || needsToday
      })
      .map((t) => t.person_id)
  })
  if (due.length) await recomputeTiers(ctx, due)
}

/** When a case was first isolated by a signed order: from then on nobody is exposed to it any more (QĐ 5053). */
async function noteIsolation(ctx: Ctx, caseId: string): Promise<void> {
  const personId = await write(ctx, 'tier.compute', async (tx) => {
    const found = await findCase(tx.db, caseId)
    if (!found) return undefined
    const orders = await listOrders(tx.db, { caseId }, tx.now)
    const isolatedAt = orders
      .filter((o) => o.kind === 'isolation' && o.issuedAt !== null && o.state !== 'cancelled')
      .map((o) => o.startsAt)
      .sort()[0]
    const isolated_at = isolatedAt ?? null
    const before = (await findLists(tx.db, [caseId])).get(caseId)?.isolated_at ?? null
    if (before === isolated_at) return undefined
    await tx.db
      .insertInto('vx.contact_list')
      .values({
        id: caseId,
        area_id: found.areaId,
        isolated_at,
        signed_off_at: null,
        signed_off_by: null,
        note: null,
        version: 0,
      })
      .onConflict((oc) => oc.column('id').doUpdateSet({ isolated_at }))
      .execute()
    tx.record({
      action: 'contact.isolated',
      subject: { type: 'case', id: caseId },
      areaId: found.areaId,
      personId: found.personId,
      changes: { isolatedAt: [before, isolated_at] },
      event: 'contact.isolated',
      payload: { personId: found.personId },
    })
    return found.personId
  })
  if (personId) await recomputeTiers(ctx, [personId])
}

export const reactions: Reaction[] = [
  {
    name: 'tracing-retier',
    on: [
      'contact.changed',
      'case.confirmed',
      'case.unconfirmed',
      'case.changed',
      'person.changed',
      'import.committed',
      'import.undone',
    ],
    async run(ctx, event) {
      const people = await peopleOf(ctx, event)
      if (people.length) await recomputeTiers(ctx, people)
    },
  },
  {
    name: 'tracing-found-again',
    on: ['followup.recorded'],
    run: (ctx, event) => settleByCalendar(ctx, event.payload.personId as string),
  },
  {
    name: 'tracing-lost',
    on: ['contact.retiered'],
    run: (ctx, event) => escalateLost(ctx, event.payload.personIds as string[]),
  },
  {
    // A team that falls away gives its visits back, and one that comes takes its own.
    name: 'tracing-teams-changed',
    on: ['team.changed'],
    async run(ctx) {
      await assign(ctx, {})
    },
  },
  {
    name: 'tracing-isolated',
    on: ['order.issued', 'order.changed'],
    async run(ctx, event) {
      const { kind, caseId } = event.payload as { kind?: string; caseId?: string | null }
      if (kind === 'isolation' && caseId) await noteIsolation(ctx, caseId)
    },
  },
  {
    name: 'tracing-traced',
    on: ['contacts.signed-off'],
    run: (ctx, event) =>
      completeByFact(ctx, {
        subjectId: event.subjectId,
        kind: 'trace',
        note: `Danh sách ${event.payload.contacts} người tiếp xúc, ${event.payload.by} xác nhận đã đủ`,
      }),
  },
]

export const schedules: Schedule[] = [
  { name: 'tracing-calendar', everyMinutes: 10, run: (ctx) => settleByCalendar(ctx) },
  {
    name: 'tracing-assign',
    everyMinutes: 10,
    async run(ctx) {
      await assign(ctx, {})
      await escalateTeams(ctx)
    },
  },
]
