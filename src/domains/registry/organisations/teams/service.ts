import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { POSTS } from '../posts.ts'
import type { NewTeam, Team, TeamChange, TeamPage } from './contract.ts'
import { findPosts, findTeam, listCovers, listHolders, listMembers, listSeats, lockTeam } from './queries.ts'

/** A committee or team as it was on a day, today when none is named. @throws Problem not-found */
export function openTeam(ctx: Ctx, input: { id: string; on?: string | undefined }): Promise<TeamPage> {
  const today = localDate(ctx.clock.now())
  const on = input.on ?? today
  const knows = ctx.viewer.rights.has('person.read')
  const keeps = ctx.viewer.rights.has('team.write')
  return read(ctx, 'organisation.read', async (db) => {
    const found = await findTeam(db, input.id, on)
    if (!found) throw problem('not-found')
    const { when, ...team } = found
    const members = await listMembers(db, input.id, { day: on, today, knows, keeps })
    const covers = await listCovers(db, input.id, { day: on, today })
    const present = members.filter((m) => m.when === 'present')
    return {
      team,
      on,
      when,
      people: present.filter((m) => m.source !== 'post' || m.name !== null).length,
      households: covers.filter((c) => c.when === 'present').reduce((sum, c) => sum + c.households, 0),
      members,
      covers,
    }
  })
}

/** A team under a lock. @throws Problem not-found */
export async function getTeam(db: Tx, id: string): Promise<Team> {
  const team = await lockTeam(db, id)
  if (!team) throw problem('not-found')
  return team
}

/** @throws Problem end-before-start */
export function requireOrder(since: string, until: string | null): void {
  if (until !== null && until < since)
    throw problem('end-before-start', {}, { fields: { until: ['end-before-start'] } })
}

/** @throws Problem end-reason-missing: whoever asks later wants to know why */
export function requireReason(until: string | null, endReason: string | null): void {
  if (until !== null && endReason === null)
    throw problem('end-reason-missing', {}, { fields: { endReason: ['end-reason-missing'] } })
}

/** Field → [before, after] of the fields that differ. */
export function changesOf<T extends object>(
  before: T,
  after: Partial<T>,
): Record<string, [unknown, unknown]> {
  return Object.fromEntries(
    (Object.keys(after) as (keyof T & string)[])
      .filter((key) => before[key] !== after[key])
      .map((key) => [key, [before[key], after[key]]]),
  )
}

/** @throws Problem outside-area */
export function setUp(ctx: Ctx, input: NewTeam): Promise<{ id: string; version: number }> {
  requireArea(ctx, input.areaId)
  return write(ctx, 'team.write', async (tx) => {
    const id = uuid7()
    const { kind, areaId, name, decisionNumber, decisionDate, since } = input
    await tx.db
      .insertInto('vx.team')
      .values({
        id,
        area_id: areaId,
        kind,
        name: name.normalize('NFC'),
        decision_number: decisionNumber,
        decision_date: decisionDate,
        since,
        until: null,
        end_reason: null,
      })
      .execute()
    tx.record({
      action: 'team.set-up',
      subject: { type: 'team', id },
      areaId,
      changes: {
        kind: [null, kind],
        name: [null, name],
        decisionNumber: [null, decisionNumber],
        since: [null, since],
      },
      event: 'team.changed',
    })
    return { id, version: 1 }
  })
}

/**
 * Corrects a team, dissolves it (until) or lets it go on after all (until null).
 * @throws Problem not-found, stale-version, end-before-start, end-reason-missing, team-life-too-short
 */
export function change(ctx: Ctx, input: TeamChange): Promise<{ version: number }> {
  return write(ctx, 'team.write', async (tx) => {
    const before = await getTeam(tx.db, input.id)
    if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
    requireOrder(input.since, input.until)
    requireReason(input.until, input.endReason)
    const { since, until, decisionNumber, decisionDate } = input
    const endReason = until === null ? null : input.endReason
    const name = input.name.normalize('NFC')
    const version = before.version + 1
    if (since !== before.since || until !== before.until) await resize(tx, input.id, since, until)
    await tx.db
      .updateTable('vx.team')
      .set({
        name,
        decision_number: decisionNumber,
        decision_date: decisionDate,
        since,
        until,
        end_reason: endReason,
        version,
      })
      .where('id', '=', input.id)
      .execute()
    tx.record({
      action: before.until === null && until !== null ? 'team.dissolve' : 'team.update',
      subject: { type: 'team', id: input.id },
      areaId: before.areaId,
      changes: changesOf(before, { name, decisionNumber, decisionDate, since, until, endReason }),
      event: 'team.changed',
    })
    return { version }
  })
}

/** Memberships and cover end when the team does, and go on when it does. @throws Problem team-life-too-short */
async function resize(tx: WriteTx, teamId: string, since: string, until: string | null): Promise<void> {
  for (const table of ['vx.team_member', 'vx.team_cover'] as const) {
    const outside = await tx.db
      .selectFrom(table)
      .select('id')
      .where('team_id', '=', teamId)
      .where((e) =>
        e.or([
          e('since', '<', since),
          ...(until === null
            ? []
            : [e('since', '>', until), e.and([e('with_team', '=', false), e('until', '>', until)])]),
        ]),
      )
      .limit(1)
      .executeTakeFirst()
    if (outside) throw problem('team-life-too-short')
    await tx.db
      .updateTable(table)
      .set((e) => ({ until, with_team: until !== null, version: e('version', '+', 1) }))
      .where('team_id', '=', teamId)
      .where((e) => e.or([e('until', 'is', null), e('with_team', '=', true)]))
      .execute()
  }
}

export function searchPosts(ctx: Ctx, input: { q: string; limit: number }) {
  return read(ctx, 'team.write', (db) => findPosts(db, ctx.viewer.areaIds, input.q, input.limit))
}

/** A post with its history. @throws Problem not-found */
export function openPost(ctx: Ctx, id: string) {
  return read(ctx, 'organisation.read', async (db) => {
    const post = await db
      .selectFrom('vx.post')
      .select(['id', 'kind', 'area_id as areaId'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!post || !ctx.viewer.areaIds.includes(post.areaId)) throw problem('not-found')
    return {
      ...post,
      words: POSTS[post.kind]?.words ?? { vi: post.kind, en: post.kind },
      holders: await listHolders(db, id),
      seats: await listSeats(db, id, localDate(ctx.clock.now())),
    }
  })
}
