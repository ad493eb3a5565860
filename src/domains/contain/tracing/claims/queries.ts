import { sql } from 'kysely'
import { localDate } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { Claim, ClaimState, Notice, NoticeState, OpenNotice } from './contract.ts'
import './tables.ts'

/** Where a notice stands on a calendar day, as SQL over the columns of `alias`. */
const noticeState = (alias: string, day: string) =>
  sql<NoticeState>`case when ${sql.ref(`${alias}.withdrawn_at`)} is not null then 'withdrawn'
    when ${sql.ref(`${alias}.published_at`)} is null then 'draft'
    when ${sql.ref(`${alias}.valid_until`)} < ${day}::date then 'ended' else 'published' end`

/** Notices that fulfil a condition, those of the latest exposure first. */
export async function listNotices(
  db: Tx,
  where: { areaIds: number[] } | { id: string },
  now: Date,
): Promise<Notice[]> {
  const claims = (state: ClaimState) =>
    sql<number>`(select count(*) from vx.exposure_claim c where c.notice_id = n.id and c.state = ${state})`
  let q = db
    .selectFrom('vx.public_notice as n')
    .innerJoin('vx.exposure_event as e', 'e.id', 'n.id')
    .selectAll('n')
    .select(['e.name as event_name', 'e.case_id'])
    .select(noticeState('n', localDate(now)).as('state'))
    .select([claims('waiting').as('waiting'), claims('accepted').as('accepted')])
    .orderBy('n.starts_at', 'desc')
    .orderBy('n.id')
    .limit(500)
  q =
    'id' in where
      ? q.where('n.id', '=', where.id)
      : q.where('n.area_id', '=', sql<number>`any(${where.areaIds}::int[])`)
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    eventName: r.event_name,
    caseId: r.case_id,
    title: r.title,
    titleEn: r.title_en,
    startsAt: r.starts_at,
    endsAt: r.ends_at,
    advice: r.advice,
    adviceEn: r.advice_en,
    phone: r.phone,
    validUntil: r.valid_until,
    state: r.state,
    draftedAt: r.drafted_at,
    draftedBy: r.drafted_by,
    publishedAt: r.published_at,
    publishedBy: r.published_by,
    correctedAt: r.corrected_at,
    correction: r.correction,
    withdrawnAt: r.withdrawn_at,
    withdrawnBy: r.withdrawn_by,
    withdrawnReason: r.withdrawn_reason,
    waiting: r.waiting,
    accepted: r.accepted,
    version: r.version,
  }))
}

/** A notice in force with the area whose station hears of the claims. */
export type InForce = OpenNotice & { areaId: number }

/** What everybody may read; needs no scope. */
export async function listInForce(db: Tx): Promise<InForce[]> {
  const { rows } = await sql<{
    id: string
    area_id: number
    area: string
    title: string
    title_en: string | null
    starts_at: string
    ends_at: string
    advice: string | null
    advice_en: string | null
    phone: string | null
    valid_until: string
    published_at: string
    corrected_at: string | null
    correction: string | null
    withdrawn_at: string | null
  }>`select * from vx.notices_in_force()`.execute(db)
  return rows.map((r) => ({
    id: r.id,
    areaId: r.area_id,
    area: r.area,
    title: r.title,
    titleEn: r.title_en,
    startsAt: r.starts_at,
    endsAt: r.ends_at,
    advice: r.advice,
    adviceEn: r.advice_en,
    phone: r.phone,
    validUntil: r.valid_until,
    publishedAt: r.published_at,
    correctedAt: r.corrected_at,
    correction: r.correction,
    withdrawn: r.withdrawn_at !== null,
  }))
}

export async function findByReceipt(db: Tx, receipt: string) {
  const { rows } = await sql<{ state: ClaimState; handed_in_at: string; title: string }>`
    select * from vx.claim_by_receipt(${receipt})`.execute(db)
  return rows[0]
}

/** Claims with all that is in them, those that wait first, the oldest of them on top; up to 500. */
export async function listClaims(
  db: Tx,
  where: { areaIds: number[]; noticeId?: string | undefined } | { id: string },
): Promise<(Claim & { contactId: string | null })[]> {
  let q = db
    .selectFrom('vx.exposure_claim as c')
    .innerJoin('vx.public_notice as n', 'n.id', 'c.notice_id')
    .innerJoin('vx.exposure_event as e', 'e.id', 'c.notice_id')
    .selectAll('c')
    .select(['n.title', 'e.case_id'])
    .select(
      sql<number>`(select count(*) from vx.exposure_claim x where x.notice_id = c.notice_id and x.id <> c.id
        and x.phone = c.phone)`.as('again'),
    )
    .orderBy(sql`c.state <> 'waiting'`)
    .orderBy(sql`case when c.state = 'waiting' then c.handed_in_at end`)
    .orderBy('c.decided_at', 'desc')
    .orderBy('c.id')
    .limit(500)
  if ('id' in where) q = q.where('c.id', '=', where.id)
  else {
    q = q.where('c.area_id', '=', sql<number>`any(${where.areaIds}::int[])`)
    if (where.noticeId) q = q.where('c.notice_id', '=', where.noticeId)
  }
  const rows = await q.execute()
  return rows.map((r) => ({
    id: r.id,
    noticeId: r.notice_id,
    noticeTitle: r.title,
    caseId: r.case_id,
    areaId: r.area_id,
    receipt: r.receipt,
    channel: r.channel,
    fullName: r.full_name,
    phone: r.phone,
    address: r.address,
    fromAt: r.from_at,
    toAt: r.to_at,
    closeness: r.closeness,
    symptoms: r.symptoms,
    handedInAt: r.handed_in_at,
    enteredBy: r.entered_by,
    state: r.state,
    decidedAt: r.decided_at,
    decidedBy: r.decided_by,
    personId: r.person_id,
    contactId: r.contact_id,
    refusedReason: r.refused_reason,
    again: r.again,
    version: r.version,
  }))
}

/** Names, telephones and codes by which a reader could tell who the case of an event is. */
export async function listTraits(db: Tx, eventId: string): Promise<string[]> {
  const { rows } = await sql<{ trait: string | null }>`
    select unnest(array[p.full_name, p.phone, p.national_id, c.code]) as trait
    from vx.exposure_event e join vx.case_record c on c.id = e.case_id join vx.person p on p.id = c.person_id
    where e.id = ${eventId}`.execute(db)
  return rows.flatMap((r) => (r.trait ? [r.trait] : []))
}
