import { v7 as uuid7 } from 'uuid'
import { type Ctx, read, write } from '../../../../platform/context.ts'
import type { Incident, IncidentStep } from './contract.ts'
import { listIncidents } from './queries.ts'
import { lockIncident } from './service.ts'

/** Which time is running while an incident is at a step. */
const LIMITS: Partial<Record<Incident['state'], NonNullable<IncidentStep['limitOf']>>> = {
  new: 'triage',
  triaged: 'dispatch',
  dispatched: 'arrive',
}

/** Tells of each time that ran out, once: a step that stands on top of the list until the next one is made. */
export async function escalateLate(ctx: Ctx): Promise<void> {
  const due = (i: Incident) => i.late && i.escalatedAt === null && LIMITS[i.state]
  const late = await read(ctx, 'incident.read', async (db) =>
    (await listIncidents(db, { openIn: ctx.viewer.areaIds }, ctx.clock.now())).filter(due),
  )
  for (const { id } of late) {
    await write({ ...ctx, idempotencyKey: undefined }, 'incident.command', async (tx) => {
      await lockIncident(tx, id)
      const [incident] = await listIncidents(tx.db, { id }, tx.now)
      if (!incident || !due(incident)) return
      const at = tx.now.toISOString()
      await tx.db
        .insertInto('vx.incident_step')
        .values({
          id: uuid7(),
          incident_id: id,
          area_id: incident.areaId,
          seq: incident.version + 1,
          kind: 'escalate',
          at,
          happened_at: at,
          priority: null,
          team_id: null,
          team_label: null,
          limit_of: LIMITS[incident.state]!,
          said: null,
          by_name: ctx.viewer.name,
          by_post: ctx.viewer.postKind,
        })
        .execute()
      tx.record({
        action: 'incident.escalate',
        subject: { type: 'incident', id },
        areaId: incident.areaId,
        changes: { limitOf: [null, LIMITS[incident.state]] },
        event: 'incident.changed',
      })
    })
  }
}
