import { type Generated, sql } from 'kysely'
import { v7 as uuid7 } from 'uuid'
import { localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import { words } from '../../../../platform/words.ts'
import { areasAsked, treeOf } from '../../../registry/areas/index.ts'
import { addTasks, cancelTasks, endTasks, linesBySubject, listVacant, remind } from '../../tasks/index.ts'
import { checkMoment } from '../count.ts'
import type { ReportRequest, RequestInput, RequestPage, RequestUnit } from './contract.ts'
import { requireBelow, requireTemplate } from './schedules.ts'

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.report_request': {
      id: string
      area_id: number
      template_key: string
      title: string
      purpose: string
      count_from: string | null
      due_at: string
      created_by: string
      created_at: string
      cancelled_at: Generated<string | null>
      cancelled_by: Generated<string | null>
      cancel_reason: Generated<string | null>
      version: Generated<number>
    }
    'vx.report_request_unit': { request_id: string; area_id: number }
  }
}

/** What the task of a unit that was asked is about. */
const SUBJECT = 'report-request'
const MOST = 200

/** Who signs at each level, and who writes there and is told too. */
export const SIGNERS: Record<string, { post: string; with: string[] }> = {
  district: { post: 'district-commander', with: ['district-clerk'] },
  ward: { post: 'ward-chair', with: ['ward-secretary', 'ward-nurse'] },
  neighbourhood: { post: 'neighbourhood-head', with: [] },
}

const subjectOf = (id: string) => ({ type: SUBJECT, id })

/** The first and the newest signed report of each unit asked, as SQL with unit, first_at, report_id, number. */
const answers = sql`(select r.request_id, r.area_id as unit, min(r.frozen_at) as first_at,
    (array_agg(r.id order by r.frozen_at desc))[1] as report_id,
    (array_agg(r.number order by r.frozen_at desc))[1] as number
  from vx.report r where r.request_id is not null and r.state = 'frozen' group by r.request_id, r.area_id)`

/** Requests with how far they are, of the units that the viewer sees. @param now ISO instant */
function requestRows(db: Tx, now: string) {
  return db
    .selectFrom('vx.report_request as q')
    .innerJoin('vx.area as a', 'a.id', 'q.area_id')
    .innerJoin('vx.report_template as t', 't.key', 'q.template_key')
    .innerJoinLateral(
      sql<{ asked: number; signed: number; missing: number }>`(
        select count(*)::int as asked, count(f.first_at)::int as signed,
          (count(*) filter (where f.first_at is null and q.due_at < ${now}::timestamptz))::int as missing
        from vx.report_request_unit u
        left join lateral (select min(r.frozen_at) as first_at from vx.report r
          where r.request_id = q.id and r.area_id = u.area_id and r.state = 'frozen') f on true
        where u.request_id = q.id)`.as('n'),
      (j) => j.onTrue(),
    )
    .selectAll('q')
    .select(['a.full_name as area_name', 't.name_vi', 't.name_en', 'n.asked', 'n.signed', 'n.missing'])
}

type Row = Awaited<ReturnType<ReturnType<typeof requestRows>['execute']>>[number]

const shown = (q: Row): ReportRequest => ({
  id: q.id,
  areaId: q.area_id,
  areaName: q.area_name,
  template: { key: q.template_key, words: words(q.name_vi, q.name_en) },
  title: q.title,
  purpose: q.purpose,
  countFrom: q.count_from,
  dueAt: q.due_at,
  createdBy: q.created_by,
  createdAt: q.created_at,
  cancelled: q.cancelled_at ? { at: q.cancelled_at, by: q.cancelled_by!, reason: q.cancel_reason! } : null,
  asked: q.asked,
  signed: q.signed,
  // Nobody is late with what was taken back.
  missing: q.cancelled_at ? 0 : q.missing,
  version: q.version,
})

/** @throws Problem not-found */
async function getRow(db: Tx, id: string, now: Date): Promise<Row> {
  const row = await requestRows(db, now.toISOString()).where('q.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/**
 * Requests that an area or one below it made or has to answer, the latest deadline first, 200 at most.
 * @param input.open only those not cancelled that some unit has not answered
 * @throws Problem outside-area
 */
export async function requests(
  ctx: Ctx,
  input: { areaId?: number | undefined; open?: boolean | undefined },
): Promise<{ requests: ReportRequest[] }> {
  const areaIds = await areasAsked(ctx, input.areaId)
  return read(ctx, 'report.read', async (db) => {
    let q = requestRows(db, ctx.clock.now().toISOString())
      .where(
        sql<boolean>`(q.area_id = any(${areaIds}::int[]) or exists (select from vx.report_request_unit u
          where u.request_id = q.id and u.area_id = any(${areaIds}::int[])))`,
      )
      .orderBy('q.due_at', 'desc')
      .orderBy('q.id')
      .limit(MOST)
    if (input.open) q = q.where('q.cancelled_at', 'is', null).where(sql<boolean>`n.signed < n.asked`)
    return { requests: (await q.execute()).map(shown) }
  })
}

/** One request with the units that the viewer sees. @throws Problem not-found */
export function request(ctx: Ctx, id: string): Promise<RequestPage> {
  return read(ctx, 'report.read', async (db) => {
    const now = ctx.clock.now()
    const row = await getRow(db, id, now)
    const units = await unitsOf(ctx, db, row, now)
    const { rights } = ctx.viewer
    const mine = rights.has('report.request') && ctx.viewer.areaIds.includes(row.area_id)
    return {
      request: shown(row),
      units,
      can: {
        remind:
          mine && !row.cancelled_at && rights.has('task.direct') && units.some((u) => u.state === 'missing'),
        cancel: mine && !row.cancelled_at,
      },
    }
  })
}

async function unitsOf(ctx: Ctx, db: Tx, request: Row, now: Date): Promise<RequestUnit[]> {
  const { rights, areaIds } = ctx.viewer
  const { rows } = await sql<{
    area_id: number
    label: string
    state: RequestUnit['state']
    report_id: string | null
    number: string | null
    first_at: string | null
    draft_id: string | null
  }>`select u.area_id, a.label, f.report_id, f.number, f.first_at, d.id as draft_id,
      case when f.first_at is null then case when ${now.toISOString()}::timestamptz > ${request.due_at}::timestamptz
          then 'missing' else 'waiting' end
        when f.first_at <= ${request.due_at}::timestamptz then 'in_time' else 'late' end as state
    from vx.report_request_unit u
    join vx.area a on a.id = u.area_id
    left join ${answers} f on f.request_id = u.request_id and f.unit = u.area_id
    left join lateral (select r.id from vx.report r where r.request_id = u.request_id and r.area_id = u.area_id
      and r.state <> 'frozen' order by r.created_at desc limit 1) d on true
    where u.request_id = ${request.id}
    order by a.level, a.code`.execute(db)
  const tasks = rights.has('task.read') ? await linesBySubject(ctx, db, SUBJECT, [request.id]) : []
  const taskOf = new Map(tasks.map((t) => [t.areaId, t]))
  const seesDrafts = rights.has('report.draft') || rights.has('report.sign')
  return rows.map((u) => ({
    areaId: u.area_id,
    name: u.label,
    state: u.state,
    reportId: u.report_id,
    number: u.number,
    frozenAt: u.first_at,
    draftId: seesDrafts ? u.draft_id : null,
    taskId: taskOf.get(u.area_id)?.id ?? null,
    reminders: taskOf.get(u.area_id)?.reminders ?? 0,
    mayDraft:
      rights.has('report.draft') &&
      areaIds.includes(u.area_id) &&
      !request.cancelled_at &&
      u.first_at === null,
  }))
}

/**
 * Asks units below for a report once. Each gets a task for the post that signs there, due at the same time.
 * @throws Problem outside-area, report-unit-not-below, report-request-due-past, report-window-empty,
 * report-window-long, report-template-unfit, task-no-holder, input-invalid,
 * already-exists
 */
export async function ask(ctx: Ctx, input: RequestInput): Promise<{ id: string }> {
  const units = [...new Set(input.units)]
  await requireBelow(ctx, units)
  const tree = await treeOf(ctx)
  return write(ctx, 'report.request', async (tx) => {
    const id = input.id ?? uuid7()
    if (Date.parse(input.dueAt) <= tx.now.getTime())
      throw problem('report-request-due-past', {}, { fields: { dueAt: ['report-request-due-past'] } })
    if (input.countFrom) checkMoment(tx.now, tx.now.toISOString(), input.countFrom)
    await requireTemplate(ctx, tx.db, input.templateKey, { units, day: localDate(tx.now) })
    const signer = (areaId: number) => SIGNERS[tree.byId.get(areaId)!.level]!
    const vacant: string[] = []
    for (const post of new Set(units.map((u) => signer(u).post))) {
      const theirs = units.filter((u) => signer(u).post === post)
      vacant.push(...(await listVacant(tx.db, post, theirs)))
    }
    if (vacant.length) throw problem('task-no-holder', { areas: vacant.join(', ') })
    await tx.db
      .insertInto('vx.report_request')
      .values({
        id,
        area_id: ctx.viewer.areaId,
        template_key: input.templateKey,
        title: input.title,
        purpose: input.purpose,
        count_from: input.countFrom ?? null,
        due_at: input.dueAt,
        created_by: ctx.viewer.name,
        created_at: tx.now.toISOString(),
      })
      .execute()
    await tx.db
      .insertInto('vx.report_request_unit')
      .values(units.map((area_id) => ({ request_id: id, area_id })))
      .execute()
    await addTasks(
      tx,
      { ...subjectOf(id), label: `Báo cáo đột xuất: ${input.title}`.slice(0, 200) },
      units.map((areaId) => ({
        areaId,
        postKind: signer(areaId).post,
        withPosts: signer(areaId).with,
        title: `Lập, ký báo cáo: ${input.title}`.slice(0, 300),
        expected: input.purpose.slice(0, 300),
        dueAt: input.dueAt,
      })),
    )
    tx.record({
      action: 'report-request.ask',
      subject: subjectOf(id),
      areaId: ctx.viewer.areaId,
      changes: {
        title: [null, input.title],
        template: [null, input.templateKey],
        dueAt: [null, input.dueAt],
        units: [null, units],
      },
      event: 'report.changed',
    })
    return { id }
  })
}

/**
 * Takes a request back; the open tasks go with it, what was signed stays.
 * @throws Problem not-found, outside-area, stale-version, report-request-cancelled
 */
export function cancelRequest(
  ctx: Ctx,
  input: { id: string; version: number; reason: string },
): Promise<{ version: number }> {
  return write(ctx, 'report.request', async (tx) => {
    const before = await getOwn(ctx, tx.db, input.id, tx.now)
    const stale = (theirs: Row) => problem('stale-version', {}, { theirs: shown(theirs), yours: input })
    if (before.version !== input.version) throw stale(before)
    if (before.cancelled_at) throw problem('report-request-cancelled')
    const version = before.version + 1
    const done = await tx.db
      .updateTable('vx.report_request')
      .set({
        cancelled_at: tx.now.toISOString(),
        cancelled_by: ctx.viewer.name,
        cancel_reason: input.reason,
        version,
      })
      .where('id', '=', input.id)
      .where('version', '=', before.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n) throw stale(await getRow(tx.db, input.id, tx.now))
    await cancelTasks(ctx, tx, subjectOf(input.id), input.reason)
    tx.record({
      action: 'report-request.cancel',
      subject: subjectOf(input.id),
      areaId: before.area_id,
      changes: { reason: [null, input.reason] },
      event: 'report.changed',
    })
    return { version }
  })
}

/** A request that the viewer's office or one below it made. @throws Problem not-found */
async function getOwn(ctx: Ctx, db: Tx, id: string, now: Date): Promise<Row> {
  const row = await getRow(db, id, now)
  // A unit that was asked reads the request; it neither takes it back nor reminds of it.
  if (!ctx.viewer.areaIds.includes(row.area_id)) throw problem('outside-area')
  return row
}

/**
 * Reminds the units whose report is late, in the trace of their tasks.
 * @throws Problem not-found, outside-area, report-request-cancelled, report-request-none-late
 */
export async function remindRequest(
  ctx: Ctx,
  input: { id: string; said: string },
): Promise<{ reminded: number }> {
  const ids = await read(ctx, 'report.request', async (db) => {
    const now = ctx.clock.now()
    const row = await getOwn(ctx, db, input.id, now)
    if (row.cancelled_at) throw problem('report-request-cancelled')
    const late = (await unitsOf(ctx, db, row, now)).filter((u) => u.state === 'missing')
    if (late.length === 0) throw problem('report-request-none-late')
    return late.flatMap((u) => u.taskId ?? [])
  })
  return remind(ctx, { ids, said: input.said })
}

/**
 * The request that a new report answers. @throws Problem refers-to-nothing where this area was not asked,
 * report-request-cancelled
 */
export async function requireAsked(
  db: Tx,
  id: string,
  areaId: number,
): Promise<{ id: string; templateKey: string; countFrom: string | null }> {
  const q = await db
    .selectFrom('vx.report_request as q')
    .innerJoin('vx.report_request_unit as u', 'u.request_id', 'q.id')
    .select(['q.id', 'q.template_key', 'q.count_from', 'q.cancelled_at'])
    .where('q.id', '=', id)
    .where('u.area_id', '=', areaId)
    .executeTakeFirst()
  if (!q) throw problem('refers-to-nothing')
  if (q.cancelled_at) throw problem('report-request-cancelled')
  return { id: q.id, templateKey: q.template_key, countFrom: q.count_from }
}

/** Ends the task of the unit whose signed report answers a request; repeating it changes nothing. */
export async function endByReport(ctx: Ctx, reportId: string): Promise<void> {
  await write({ ...ctx, idempotencyKey: undefined }, 'report.request', async (tx) => {
    const report = await tx.db
      .selectFrom('vx.report')
      .select(['request_id', 'area_id', 'number', 'frozen_at'])
      .where('id', '=', reportId)
      .where('state', '=', 'frozen')
      .executeTakeFirst()
    if (!report?.request_id) return
    // Done when it was signed, not when the system came round to it.
    await endTasks(ctx, tx, subjectOf(report.request_id), `Báo cáo số ${report.number} đã ký`, {
      areaId: report.area_id,
      at: report.frozen_at!,
    })
  })
}
