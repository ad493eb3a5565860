import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import type { StoredEvent } from '../../../platform/events.ts'
import type { Reaction, Schedule } from '../../../platform/jobs.ts'
import { completeByFact } from '../../command/tasks/index.ts'
import { findCase, listPeopleOfImport } from '../../detect/surveillance/index.ts'
import { listOrphans, listTouchedByImport } from './imported.ts'
import { loadUnseen } from './settle.ts'
import { recomputeTiers } from './tiering.ts'
import { loadRules, statusOf } from './windows.ts'

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
    const rules = new Map((await loadRules(db)).followup.map((r) => [r.id, r.body]))
    let q = db
      .selectFrom('vx.contact_tier')
      .select(['person_id', 'monitor_until', 'status', 'rule_version_id'])
      .where('status', 'in', ['monitoring', 'lost'])
    if (personId) q = q.where('person_id', '=', personId)
    const open = await q.execute()
    const unseen = await loadUnseen(
      db,
      open.map((t) => t.person_id),
      today,
    )
    return open
      .filter((t) => {
        const { lostAfterDays } = rules.get(t.rule_version_id)!
        return statusOf(t.monitor_until, today, unseen.get(t.person_id) ?? 0, lostAfterDays) !== t.status
      })
      .map((t) => t.person_id)
  })
  if (due.length) await recomputeTiers(ctx, due)
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
]
