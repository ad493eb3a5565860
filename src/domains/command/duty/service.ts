import { addDays, localDate, startOfLocalDate } from '../../../platform/clock.ts'
import { type Ctx, read, requireArea } from '../../../platform/context.ts'
import { treeOf } from '../../registry/areas/index.ts'
import type { Overview, Setup, SlotOut, WeekOut } from './contract.ts'
import { listGaps } from './gaps.ts'
import { listHandovers } from './handover.ts'
import { listLeaves, listOthers, listPatterns, listPeople, listPosts, listShifts } from './queries.ts'
import { missingIn } from './roster/model.ts'
import {
  choicesFor,
  LOOK_BACK,
  loadsOf,
  placedOf,
  type Standing,
  seeingOf,
  servedOf,
  slotsIn,
  standingOf,
} from './standing.ts'
import { listSwaps } from './swaps.ts'
import { whoOf } from './who.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** @throws Problem outside-area */
export async function overview(ctx: Ctx, asked: number | undefined): Promise<Overview> {
  const root = asked ?? ctx.viewer.areaId
  requireArea(ctx, root)
  const tree = await treeOf(ctx)
  const now = ctx.clock.now()
  const see = seeingOf(ctx)
  return read(ctx, 'duty.read', async (db) => {
    const posts = await listPosts(db, tree.subtree(root), localDate(now))
    const areaIds = posts.map((p) => p.areaId)
    const at = now.getTime()
    const current = await listShifts(db, { areaIds, from: at, to: at + 1, vacated: false }, see)
    const { gaps, hours } = await listGaps(db, { areaIds, from: now, hours: 168, now })
    const patterns = await listPatterns(db, areaIds)
    const day = localDate(now)
    const soon = new Date(Math.floor(at / HOUR) * HOUR + DAY).toISOString()
    const order = new Map(tree.all.map((a, i) => [a.id, i]))
    const units = posts
      .map((p) => ({
        areaId: p.areaId,
        label: p.label,
        teamId: p.id,
        hasPattern: patterns.some(
          (x) => x.areaId === p.areaId && x.fromDate <= day && (x.untilDate === null || x.untilDate >= day),
        ),
        onNow: current.filter((s) => s.areaId === p.areaId && s.stands),
        gaps24: hours.filter((h) => h.areaId === p.areaId && h.startsAt < soon).length,
        gaps7d: hours.filter((h) => h.areaId === p.areaId).length,
        next: gaps.find((g) => g.areaId === p.areaId) ?? null,
      }))
      .sort((a, b) => (order.get(a.areaId) ?? 0) - (order.get(b.areaId) ?? 0))
    const me = await listPeople(db, { areaIds, postId: ctx.viewer.postId }, day, see)
    const mine = me.length
      ? await listShifts(
          db,
          { personIds: me.map((m) => m.id), from: at, to: at + 14 * DAY, vacated: false },
          see,
        )
      : []
    const own = posts.find((p) => p.areaId === root)
    return {
      units,
      mine,
      swaps: await listSwaps(ctx, db, areaIds),
      handovers: own ? await listHandovers(ctx, db, root, at - DAY, at + HOUR) : [],
    }
  })
}

/** The roster of one command post from a day on. @throws Problem outside-area */
export function week(ctx: Ctx, input: { areaId: number; from: string; days: number }): Promise<WeekOut> {
  requireArea(ctx, input.areaId)
  const now = ctx.clock.now()
  const see = seeingOf(ctx)
  const from = startOfLocalDate(input.from).getTime()
  const to = from + input.days * DAY
  return read(ctx, 'duty.read', async (db) => {
    const { areaId } = input
    const s = await standingOf(db, { areaId, from, to, now, see })
    const vacated = await listShifts(db, { areaIds: [areaId], from, to, vacated: true }, see)
    const inside = s.shifts.filter((x) => Date.parse(x.startsAt) >= from && Date.parse(x.startsAt) < to)
    const slots = slotsOut(s, now.getTime())
    const shown = new Set(slots.flatMap((x) => x.shifts.map((y) => y.id)))
    const { gaps } = await listGaps(db, {
      areaIds: [areaId],
      from: new Date(from),
      hours: input.days * 24,
      now,
    })
    const me = s.people.find((p) => p.postId === ctx.viewer.postId && p.active)
    return {
      areaId,
      from: input.from,
      to: addDays(input.from, input.days - 1),
      slots,
      others: inside.filter((x) => !shown.has(x.id)),
      vacated,
      gaps,
      handovers: await listHandovers(ctx, db, areaId, from, Math.min(to, now.getTime() + HOUR)),
      may: { plan: ctx.viewer.rights.has('duty.plan'), serve: ctx.viewer.rights.has('duty.serve') },
      meId: me?.id ?? null,
    }
  })
}

/** The slots of a window with who is in them; an open place that is to come has the fairest free person beside it. */
function slotsOut(s: Standing, now: number): SlotOut[] {
  const loads = loadsOf(s, now - LOOK_BACK * DAY, Math.max(s.to, now))
  return slotsIn(s).map((slot) => {
    const shifts = s.shifts.filter(
      (x) => Date.parse(x.startsAt) === slot.start && Date.parse(x.endsAt) === slot.end,
    )
    const there = s.shifts.filter((x) => x.stands).map(placedOf)
    const open = slot.needs.flatMap((need) => {
      const n = missingIn(slot, need.role, need.n, there)
      if (n === 0) return []
      const place = { role: need.role, start: slot.start, end: slot.end, rest: slot.rest }
      const found = slot.end > now ? choicesFor(s, place, loads)[0] : undefined
      return [{ role: need.role, n, propose: found ? whoOf(found) : null }]
    })
    return {
      name: slot.name,
      startsAt: new Date(slot.start).toISOString(),
      endsAt: new Date(slot.end).toISOString(),
      shifts,
      open,
    }
  })
}

/** Pattern, duty people with what they served, leave. @throws Problem outside-area */
export function setup(ctx: Ctx, areaId: number): Promise<Setup> {
  requireArea(ctx, areaId)
  const now = ctx.clock.now()
  const at = now.getTime()
  const see = seeingOf(ctx)
  return read(ctx, 'duty.read', async (db) => {
    const day = localDate(now)
    const [team] = await listPosts(db, [areaId], day)
    const s = await standingOf(db, { areaId, from: at, to: at + 7 * DAY, now, see })
    const served = servedOf(s, at - LOOK_BACK * DAY, at + 7 * DAY)
    return {
      areaId,
      team: team ? { id: team.id, name: team.name } : null,
      patterns: s.patterns,
      people: s.people.map((p) => ({
        ...whoOf(p),
        id: p.id,
        memberId: p.memberId,
        roles: p.roles,
        active: p.active,
        present: p.present,
        ...served.get(p.id)!,
        version: p.version,
      })),
      leaves: await listLeaves(db, areaId, day, '9999-12-31', see.plans),
      others: team ? await listOthers(db, team.id, day, see.knows) : [],
    }
  })
}
