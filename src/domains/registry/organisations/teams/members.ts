import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, requireArea, type WriteTx, write } from '../../../../platform/context.ts'
import { problem } from '../../../../platform/problems.ts'
import { treeOf } from '../../areas/index.ts'
import type { CoverChange, MemberChange, NewCover, NewMember, Team } from './contract.ts'
import { findOverlap, holderAccount, partyOf } from './queries.ts'
import { changesOf, getTeam, requireOrder, requireReason } from './service.ts'

/** The end of something in a team: with the team, when that has an end and nothing else was said. */
const endIn = (team: Team, until: string | null) => ({
  until: until ?? team.until,
  with_team: until === null && team.until !== null,
})

/** '10/8/2021' */
const spoken = (day: string) => day.split('-').map(Number).reverse().join('/')

/** @throws Problem outside-team-life when the days do not lie within the team's */
function requireLife(team: Team, since: string, until: string | null): void {
  if (since < team.since || (team.until !== null && (since > team.until || (until ?? '') > team.until)))
    throw problem('outside-team-life', {
      since: spoken(team.since),
      until: team.until ? spoken(team.until) : '…',
    })
}

/**
 * One that the viewer knows: foreign keys look past row-level security.
 * @throws Problem input-invalid when it is not exactly one, refers-to-nothing
 */
async function requireOne(ctx: Ctx, tx: WriteTx, input: NewMember): Promise<void> {
  const { personId, postId, fullName } = input
  if ([personId, postId, fullName].filter((v) => v !== undefined).length !== 1)
    throw problem('input-invalid', {}, { fields: { fullName: ['exactly-one'] } })
  const nothing = (field: string) =>
    problem('refers-to-nothing', {}, { fields: { [field]: ['refers-to-nothing'] } })
  if (personId) {
    const person = await tx.db
      .selectFrom('vx.person')
      .select('id')
      .where('id', '=', personId)
      .executeTakeFirst()
    if (!person) throw nothing('personId')
  }
  if (postId) {
    const post = await tx.db
      .selectFrom('vx.post')
      .select('area_id')
      .where('id', '=', postId)
      .executeTakeFirst()
    if (!post || !ctx.viewer.areaIds.includes(post.area_id)) throw nothing('postId')
  }
}

/** @throws Problem member-twice, team-head-taken */
async function requireRoom(tx: WriteTx, m: Parameters<typeof findOverlap>[1]): Promise<void> {
  const overlap = await findOverlap(tx.db, m)
  if (overlap === 'same') throw problem('member-twice')
  if (overlap === 'head') throw problem('team-head-taken')
}

/** @throws Problem not-found, input-invalid, refers-to-nothing, outside-team-life, member-twice, team-head-taken */
export function addMember(ctx: Ctx, input: NewMember): Promise<{ id: string; version: number }> {
  return write(ctx, 'team.write', async (tx) => {
    const team = await getTeam(tx.db, input.id)
    await requireOne(ctx, tx, input)
    const { role, duty, since } = input
    const fullName = input.fullName?.normalize('NFC') ?? null
    const end = endIn(team, null)
    requireLife(team, since, end.until)
    const who = {
      personId: input.personId ?? null,
      postId: input.postId ?? null,
      fullName,
      phone: fullName ? input.phone : null,
    }
    await requireRoom(tx, { ...who, teamId: team.id, role, since, until: end.until, except: null })
    const id = uuid7()
    await tx.db
      .insertInto('vx.team_member')
      .values({
        id,
        team_id: team.id,
        area_id: team.areaId,
        person_id: who.personId,
        post_id: who.postId,
        full_name: fullName,
        phone: who.phone,
        employer: fullName ? input.employer : null,
        role,
        duty,
        since,
        ...end,
        end_reason: null,
        entered_on: localDate(tx.now),
        ...(await sayParty(tx, input.party ?? null, who.postId)),
      })
      .execute()
    const said = Object.entries({ ...who, role, duty, party: input.party ?? null, since }).filter(
      ([, v]) => v !== null,
    )
    tx.record({
      action: 'team-member.add',
      subject: { type: 'team', id: team.id },
      areaId: team.areaId,
      changes: { member: [null, id], ...Object.fromEntries(said.map(([k, v]) => [k, [null, v]])) },
      event: 'team.changed',
    })
    return { id, version: 1 }
  })
}

/** Columns that keep whether a member is one of the Party, said today; of a seat, about whoever holds the post. */
async function sayParty(tx: WriteTx, party: boolean | null, postId: string | null) {
  const day = localDate(tx.now)
  if (party === null) return { party_member: null, party_on: null, party_holder: null }
  const holder = postId
    ? await tx.db
        .selectFrom(sql<{ post_id: string }>`(select ${postId}::uuid as post_id)`.as('m'))
        .select(holderAccount(day).as('account'))
        .executeTakeFirstOrThrow()
    : null
  // Nobody sits there: of whom should it be said?
  if (holder && holder.account === null) return { party_member: null, party_on: null, party_holder: null }
  return { party_member: party, party_on: day, party_holder: holder?.account ?? null }
}

/** Whether the member is one of the Party, as it is known today. */
async function partyToday(tx: WriteTx, memberId: string): Promise<boolean | null> {
  const { party } = await tx.db
    .selectFrom('vx.team_member as m')
    .select(partyOf(localDate(tx.now)).as('party'))
    .where('m.id', '=', memberId)
    .executeTakeFirstOrThrow()
  return party
}

const memberRow = (tx: WriteTx, teamId: string, memberId: string) =>
  tx.db
    .selectFrom('vx.team_member')
    .selectAll()
    .where('id', '=', memberId)
    .where('team_id', '=', teamId)
    .executeTakeFirst()

/**
 * Corrects a membership, ends it with a reason, or takes an ended one up again.
 * @throws Problem not-found, stale-version, end-before-start, end-reason-missing, outside-team-life, member-twice, team-head-taken
 */
export function changeMember(ctx: Ctx, input: MemberChange): Promise<{ version: number }> {
  return write(ctx, 'team.write', async (tx) => {
    const team = await getTeam(tx.db, input.id)
    const row = await memberRow(tx, team.id, input.memberId)
    if (!row) throw problem('not-found')
    const outsider = row.source === 'outsider'
    const before = {
      phone: row.phone,
      employer: row.employer,
      duty: row.duty,
      party: await partyToday(tx, row.id),
      since: row.since,
      until: row.until,
      endReason: row.end_reason,
    }
    if (row.version !== input.version)
      throw problem('stale-version', {}, { theirs: { ...before, version: row.version }, yours: input })
    requireOrder(input.since, input.until)
    const end = endIn(team, input.until)
    if (!end.with_team) requireReason(end.until, input.endReason)
    requireLife(team, input.since, end.until)
    const after = {
      phone: outsider ? input.phone : null,
      employer: outsider ? input.employer : null,
      duty: input.duty,
      party: input.party === undefined ? before.party : input.party,
      since: input.since,
      until: end.until,
      endReason: end.until === null || end.with_team ? null : input.endReason,
    }
    await requireRoom(tx, {
      teamId: team.id,
      role: row.role,
      personId: row.person_id,
      postId: row.post_id,
      fullName: row.full_name,
      phone: after.phone,
      since: after.since,
      until: after.until,
      except: row.id,
    })
    const version = row.version + 1
    const { endReason, party, ...same } = after
    const said = party === before.party ? {} : await sayParty(tx, party, row.post_id)
    await tx.db
      .updateTable('vx.team_member')
      .set({ ...same, ...said, end_reason: endReason, with_team: end.with_team, version })
      .where('id', '=', row.id)
      .execute()
    tx.record({
      action: before.until === null && after.until !== null ? 'team-member.end' : 'team-member.update',
      subject: { type: 'team', id: team.id },
      areaId: team.areaId,
      changes: { member: [row.id, row.id], ...changesOf(before, after) },
      event: 'team.changed',
    })
    return { version }
  })
}

/** @throws Problem not-found, entered-earlier: what stood there yesterday somebody may have relied on */
export function removeMember(ctx: Ctx, input: { id: string; memberId: string }): Promise<{ ok: true }> {
  return write(ctx, 'team.write', async (tx) => {
    const team = await getTeam(tx.db, input.id)
    const row = await memberRow(tx, team.id, input.memberId)
    if (!row) throw problem('not-found')
    if (row.entered_on !== localDate(tx.now)) throw problem('entered-earlier')
    await tx.db.deleteFrom('vx.team_member').where('id', '=', row.id).execute()
    tx.record({
      action: 'team-member.remove',
      subject: { type: 'team', id: team.id },
      areaId: team.areaId,
      changes: { member: [row.id, null], role: [row.role, null], since: [row.since, null] },
      event: 'team.changed',
    })
    return { ok: true }
  })
}

/** @throws Problem cover-twice */
async function requireUncovered(
  tx: WriteTx,
  c: { teamId: string; areaId: number; since: string; until: string | null; except: string | null },
): Promise<void> {
  const other = await tx.db
    .selectFrom('vx.team_cover')
    .select('id')
    .where('team_id', '=', c.teamId)
    .where('covers_area_id', '=', c.areaId)
    .$if(c.except !== null, (q) => q.where('id', '<>', c.except!))
    .$if(c.until !== null, (q) => q.where('since', '<=', c.until!))
    .where((e) => e.or([e('until', 'is', null), e('until', '>=', c.since)]))
    .executeTakeFirst()
  if (other) throw problem('cover-twice')
}

/** @throws Problem outside-area, not-found, cover-elsewhere, outside-team-life, cover-twice */
export async function addCover(ctx: Ctx, input: NewCover): Promise<{ id: string; version: number }> {
  requireArea(ctx, input.areaId)
  const tree = await treeOf(ctx)
  return write(ctx, 'team.write', async (tx) => {
    const team = await getTeam(tx.db, input.id)
    const { areaId, since } = input
    if (!tree.subtree(team.areaId).includes(areaId))
      throw problem('cover-elsewhere', {}, { fields: { areaId: ['cover-elsewhere'] } })
    const end = endIn(team, null)
    requireLife(team, since, end.until)
    await requireUncovered(tx, { teamId: team.id, areaId, since, until: end.until, except: null })
    const id = uuid7()
    await tx.db
      .insertInto('vx.team_cover')
      .values({
        id,
        team_id: team.id,
        area_id: team.areaId,
        covers_area_id: areaId,
        since,
        ...end,
        entered_on: localDate(tx.now),
      })
      .execute()
    tx.record({
      action: 'team-cover.add',
      subject: { type: 'team', id: team.id },
      areaId: team.areaId,
      changes: { cover: [null, id], area: [null, areaId], since: [null, since] },
      event: 'team.changed',
    })
    return { id, version: 1 }
  })
}

const coverRow = (tx: WriteTx, teamId: string, coverId: string) =>
  tx.db
    .selectFrom('vx.team_cover')
    .selectAll()
    .where('id', '=', coverId)
    .where('team_id', '=', teamId)
    .executeTakeFirst()

/** @throws Problem not-found, stale-version, end-before-start, outside-team-life, cover-twice */
export function changeCover(ctx: Ctx, input: CoverChange): Promise<{ version: number }> {
  return write(ctx, 'team.write', async (tx) => {
    const team = await getTeam(tx.db, input.id)
    const row = await coverRow(tx, team.id, input.coverId)
    if (!row) throw problem('not-found')
    const before = { since: row.since, until: row.until }
    if (row.version !== input.version)
      throw problem('stale-version', {}, { theirs: { ...before, version: row.version }, yours: input })
    requireOrder(input.since, input.until)
    const end = endIn(team, input.until)
    requireLife(team, input.since, end.until)
    const after = { since: input.since, until: end.until }
    await requireUncovered(tx, { teamId: team.id, areaId: row.covers_area_id, ...after, except: row.id })
    const version = row.version + 1
    await tx.db
      .updateTable('vx.team_cover')
      .set({ ...after, with_team: end.with_team, version })
      .where('id', '=', row.id)
      .execute()
    tx.record({
      action: 'team-cover.update',
      subject: { type: 'team', id: team.id },
      areaId: team.areaId,
      changes: { cover: [row.id, row.id], ...changesOf(before, after) },
      event: 'team.changed',
    })
    return { version }
  })
}

/** @throws Problem not-found, entered-earlier */
export function removeCover(ctx: Ctx, input: { id: string; coverId: string }): Promise<{ ok: true }> {
  return write(ctx, 'team.write', async (tx) => {
    const team = await getTeam(tx.db, input.id)
    const row = await coverRow(tx, team.id, input.coverId)
    if (!row) throw problem('not-found')
    if (row.entered_on !== localDate(tx.now)) throw problem('entered-earlier')
    await tx.db.deleteFrom('vx.team_cover').where('id', '=', row.id).execute()
    tx.record({
      action: 'team-cover.remove',
      subject: { type: 'team', id: team.id },
      areaId: team.areaId,
      changes: { cover: [row.id, null], area: [row.covers_area_id, null] },
      event: 'team.changed',
    })
    return { ok: true }
  })
}
