import { sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../../platform/context.ts'
import { problem } from '../../../../platform/problems.ts'
import { type AreaTree, areasAsked, treeOf } from '../../../registry/areas/index.ts'
import { wardOf } from '../meeting.ts'
import type { TeamLoad, Visit } from './contract.ts'
import { planAssignment, type TeamRoom, type Unit } from './plan.ts'
import { capacityRule, type DueRow, findPlaces, listDue, listTeams, type TeamRow } from './queries.ts'

type Scope = { areaId?: number | undefined; date?: string | undefined }
type Move = { personId: string; teamId: string | null; byHand: boolean }

/** A board longer than this is worked on ward by ward. */
const MOST_PEOPLE = 3000

const keyOf = (d: DueRow) => d.householdId ?? d.personId

/** Who sees whom on a day (today when not said). @throws Problem outside-area */
export async function board(ctx: Ctx, input: Scope) {
  const areaIds = await areasAsked(ctx, input.areaId)
  const date = input.date ?? localDate(ctx.clock.now())
  const knows = ctx.viewer.rights.has('person.read')
  return read(ctx, 'contact.read', async (db) => {
    const due = await listDue(db, areaIds, date, MOST_PEOPLE + 1)
    const rule = await capacityRule(db, date)
    const teams = await listTeams(db, areaIds, date, ctx.clock.now())
    const shown = due.slice(0, MOST_PEOPLE)
    const byTeam = Map.groupBy(shown, (d) => d.current)
    return {
      date,
      legalBasis: rule.legalBasis,
      truncated: due.length > MOST_PEOPLE,
      teams: teams.map((t): TeamLoad => {
        const mine = byTeam.get(t.id) ?? []
        return {
          teamId: t.id,
          name: t.name,
          areaId: t.areaId,
          members: t.members,
          serving: t.serving,
          capacity: capacityOf(t, rule.body),
          households: new Set(mine.map(keyOf)).size,
          people: mine.length,
          checked: mine.filter((d) => d.checked).length,
          missed: mine.reduce((n, d) => n + d.missed, 0),
        }
      }),
      visits: [...Map.groupBy(shown, keyOf)].map(
        ([key, people]): Visit => ({
          key,
          areaId: people[0]!.areaId,
          address: knows ? people[0]!.address : null,
          teamId: people[0]!.current,
          byHand: people.some((d) => d.byHand),
          people: people.map((d) => ({
            personId: d.personId,
            fullName: knows ? d.fullName : null,
            tier: d.tier,
            outcome: d.outcome,
          })),
        }),
      ),
    }
  })
}

const capacityOf = (t: TeamRow, rule: { householdsPerTeam: number; householdsPerMember: number }) =>
  Math.min(rule.householdsPerTeam, rule.householdsPerMember * t.serving)

function unitsOf(tree: AreaTree, due: DueRow[]): Unit[] {
  return [...Map.groupBy(due, keyOf)].map(([key, people]) => ({
    key,
    areaId: people[0]!.areaId,
    wardId: wardOf(tree, people[0]!.areaId),
    current: people.find((d) => d.current)?.current ?? null,
    before: people.find((d) => d.before)?.before ?? null,
    fixed: people.some((d) => d.byHand) || people.every((d) => d.checked),
  }))
}

/**
 * Hands the checks of a day to the community teams of the areas, by area, load and whom people know. What nobody has
 * room for stays without a team. Run again it changes nothing; two runs at once take turns.
 * @throws Problem outside-area, rule-missing
 */
export async function assign(ctx: Ctx, input: Scope) {
  const areaIds = await areasAsked(ctx, input.areaId)
  const date = input.date ?? localDate(ctx.clock.now())
  const tree = await treeOf(ctx)
  return write(ctx, 'followup.assign', async (tx) => {
    await sql`select pg_advisory_xact_lock(728402)`.execute(tx.db)
    const due = await listDue(tx.db, areaIds, date)
    const rule = await capacityRule(tx.db, date)
    // A neighbourhood's spill goes to the teams of its ward, so those are looked at whole.
    const around = [...new Set(areaIds.flatMap((id) => tree.subtree(wardOf(tree, id))))]
    const teams = await listTeams(
      tx.db,
      around.filter((id) => ctx.viewer.areaIds.includes(id)),
      date,
      tx.now,
    )
    const places = await findPlaces(tx.db, [
      ...new Set([...due.map((d) => d.areaId), ...teams.map((t) => t.areaId)]),
    ])
    const rooms = teams.map(
      (t): TeamRoom => ({
        id: t.id,
        wardId: wardOf(tree, t.areaId),
        covers: new Set(t.covers),
        at: places.get(t.areaId) ?? null,
        capacity: capacityOf(t, rule.body),
      }),
    )
    const plan = planAssignment(unitsOf(tree, due), rooms, places)
    const areaOf = new Map(teams.map((t) => [t.id, t.areaId]))
    const changed = due.filter((d) => (plan.get(keyOf(d)) ?? null) !== d.current)
    await save(
      tx,
      ctx,
      date,
      changed.map((d) => ({
        ...d,
        teamId: plan.get(keyOf(d)) ?? null,
        teamAreaId: areaOf.get(plan.get(keyOf(d)) ?? '') ?? null,
        byHand: false,
      })),
    )
    for (const [wardId, some] of Map.groupBy(changed, (d) => wardOf(tree, d.areaId))) {
      tx.record({
        action: 'followup.assign',
        subject: { type: 'area', id: String(wardId) },
        areaId: wardId,
        changes: { people: [null, some.length], dueOn: [null, date] },
        event: 'followup.assigned',
      })
    }
    return { date, changed: changed.length, unassigned: [...plan.values()].filter((t) => t === null).length }
  })
}

interface Given {
  personId: string
  areaId: number
  teamId: string | null
  teamAreaId: number | null
  byHand: boolean
}

async function save(tx: WriteTx, ctx: Ctx, date: string, rows: Given[]): Promise<void> {
  const gone = rows.filter((r) => r.teamId === null).map((r) => r.personId)
  if (gone.length) {
    await sql`delete from vx.followup_assignment where due_on = ${date}::date and person_id = any(${gone}::uuid[])`.execute(
      tx.db,
    )
  }
  const given = rows.filter((r) => r.teamId !== null)
  if (given.length === 0) return
  const json = JSON.stringify(given.map((r) => ({ ...r, id: uuid7() })))
  await sql`
    insert into vx.followup_assignment (id, person_id, due_on, area_id, team_id, team_area_id, by_hand, assigned_at, assigned_by)
    select id, "personId", ${date}::date, "areaId", "teamId", "teamAreaId", "byHand", ${tx.now.toISOString()}, ${ctx.viewer.name}
    from jsonb_to_recordset(${json}::jsonb)
      as x(id uuid, "personId" uuid, "areaId" int, "teamId" uuid, "teamAreaId" int, "byHand" boolean)
    on conflict on constraint assignment_once do update set area_id = excluded.area_id, team_id = excluded.team_id,
      team_area_id = excluded.team_area_id, by_hand = excluded.by_hand, assigned_at = excluded.assigned_at,
      assigned_by = excluded.assigned_by, version = followup_assignment.version + 1`.execute(tx.db)
}

/**
 * Gives visits to other teams by hand, each with everybody of the household who is due; without a team they are open
 * again. What the visits were before is handed back, so that sending it undoes this.
 * @throws Problem not-found, followup-not-due, team-cannot-go
 */
export function reassign(ctx: Ctx, input: { date: string; moves: Move[] }) {
  return write(ctx, 'followup.assign', async (tx) => {
    await sql`select pg_advisory_xact_lock(728402)`.execute(tx.db)
    const teams = new Map(
      (await listTeams(tx.db, ctx.viewer.areaIds, input.date, tx.now)).map((t) => [t.id, t]),
    )
    const due = await listDue(tx.db, ctx.viewer.areaIds, input.date)
    const households = Map.groupBy(due, keyOf)
    const byPerson = new Map(due.map((d) => [d.personId, d]))
    const rows = new Map<string, Given>()
    for (const move of input.moves) {
      const asked = byPerson.get(move.personId)
      if (!asked) throw problem('followup-not-due', { date: input.date })
      const team = move.teamId === null ? undefined : teams.get(move.teamId)
      if (move.teamId !== null && !team) throw problem('not-found')
      if (team && team.serving === 0 && move.byHand) throw problem('team-cannot-go', { team: team.name })
      for (const d of households.get(keyOf(asked))!) {
        rows.set(d.personId, {
          personId: d.personId,
          areaId: d.areaId,
          teamId: move.teamId,
          teamAreaId: team?.areaId ?? null,
          byHand: move.byHand && move.teamId !== null,
        })
      }
    }
    const before = [...rows.keys()].map((id) => {
      const d = byPerson.get(id)!
      return { personId: id, teamId: d.current, byHand: d.byHand }
    })
    await save(tx, ctx, input.date, [...rows.values()])
    for (const r of rows.values()) {
      const was = byPerson.get(r.personId)!
      tx.record({
        action: 'followup.reassign',
        subject: { type: 'person', id: r.personId },
        areaId: r.areaId,
        personId: r.personId,
        changes: { teamId: [was.current, r.teamId] },
        event: 'followup.assigned',
      })
    }
    return { before }
  })
}
