import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import { POSTS } from '../posts.ts'
import type { Cover, Member, Team } from './contract.ts'

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.team': {
      id: string
      area_id: number
      kind: Team['kind']
      name: string
      name_key: Generated<string>
      decision_number: string | null
      decision_date: string | null
      since: string
      until: string | null
      end_reason: string | null
      version: Generated<number>
    }
    'vx.team_member': {
      id: string
      team_id: string
      area_id: number
      person_id: string | null
      post_id: string | null
      full_name: string | null
      phone: string | null
      employer: string | null
      source: Generated<Member['source']>
      role: Member['role']
      duty: string | null
      since: string
      until: string | null
      end_reason: string | null
      with_team: Generated<boolean>
      entered_on: string
      version: Generated<number>
      party_member: boolean | null
      party_on: string | null
      party_holder: string | null
    }
    'vx.team_cover': {
      id: string
      team_id: string
      area_id: number
      covers_area_id: number
      since: string
      until: string | null
      with_team: Generated<boolean>
      entered_on: string
      version: Generated<number>
    }
  }
}

/** When something from a day to a day lies, seen from a day; SQL over the columns of `alias`. */
const when = (alias: string, day: string) =>
  sql<Member['when']>`case when ${sql.ref(`${alias}.since`)} > ${day}::date then 'coming'
    when ${sql.ref(`${alias}.until`)} < ${day}::date then 'former' else 'present' end`

/** Who a member is on a day, as SQL over `m` (vx.team_member) and `p` (the vx.person of it, left joined). */
export const memberName = (day: string) =>
  sql<string | null>`coalesce(m.full_name, p.full_name, vx.holder_on(m.post_id, ${day}::date))`

/** The account that holds the post of `m` (vx.team_member) on a day; of two on that day the later one. */
export const holderAccount = (day: string) =>
  sql<
    string | null
  >`(select h.user_id from vx.post_holder h where h.post_id = m.post_id and h.since <= ${day}::date
    and (h.until is null or h.until >= ${day}::date) order by h.since desc, h.until desc nulls first limit 1)`

/**
 * Whether a member is one of the Party, as SQL over `m` (vx.team_member), by what was said until a day. Of a post it was
 * said about whoever held it then, and is not known of the one who came after.
 */
export const partyOf = (day: string) =>
  sql<boolean | null>`case when m.party_on <= ${day}::date
    and (m.post_id is null or m.party_holder = ${holderAccount(day)}) then m.party_member end`

/** Households of the register in an area and everything below it; SQL over the column of an area's id. */
export const householdsIn = (column: string) =>
  sql<number>`(select count(*) from vx.household h join vx.area_tree d on d.descendant_id = h.area_id
    where d.ancestor_id = ${sql.ref(column)})`

/** The row under a lock, so that two changes of one team take turns; undefined outside the scope. */
export async function lockTeam(db: Tx, id: string): Promise<Team | undefined> {
  return teamRow(db, id).forUpdate('t').executeTakeFirst()
}

export const findTeam = (db: Tx, id: string, day: string) =>
  teamRow(db, id).select(when('t', day).as('when')).executeTakeFirst()

const teamRow = (db: Tx, id: string) =>
  db
    .selectFrom('vx.team as t')
    .select([
      't.id',
      't.area_id as areaId',
      't.kind',
      't.name',
      't.decision_number as decisionNumber',
      't.decision_date as decisionDate',
      't.since',
      't.until',
      't.end_reason as endReason',
      't.version',
    ])
    .where('t.id', '=', id)

const RANK = sql`array_position(array['head','standing_deputy','deputy','secretary','member'], m.role)`

/** Every membership of a team, by role; `knows`: whether the viewer may know who people are, `keeps`: whether they keep teams. */
export async function listMembers(
  db: Tx,
  teamId: string,
  at: { day: string; today: string; knows: boolean; keeps: boolean },
): Promise<Member[]> {
  const rows = await db
    .selectFrom('vx.team_member as m')
    .leftJoin('vx.person as p', 'p.id', 'm.person_id')
    .leftJoin('vx.post as o', 'o.id', 'm.post_id')
    .select([
      'm.id',
      'm.source',
      'm.person_id',
      'm.post_id',
      'o.kind as post_kind',
      'o.area_id as post_area',
      memberName(at.day).as('name'),
      partyOf(at.day).as('party'),
      sql<string | null>`coalesce(m.phone, p.phone)`.as('phone'),
      'm.employer',
      'm.role',
      'm.duty',
      'm.since',
      'm.until',
      'm.end_reason',
      'm.entered_on',
      'm.version',
      when('m', at.day).as('when'),
      sql<Member['holders']>`coalesce((select jsonb_agg(jsonb_build_object('name', h.name,
          'since', greatest(h.since, m.since), 'until', least(h.until, m.until)) order by h.since desc, h.until desc nulls first)
        from vx.post_holder h where h.post_id = m.post_id and h.since <= coalesce(m.until, 'infinity')
          and coalesce(h.until, 'infinity') >= m.since), '[]')`.as('holders'),
    ])
    .where('m.team_id', '=', teamId)
    .orderBy(RANK)
    .orderBy('m.since')
    .orderBy('m.duty')
    .orderBy('m.id')
    .execute()
  return rows.map((r) => {
    const open = at.knows || r.source === 'post'
    return {
      id: r.id,
      source: r.source,
      personId: at.knows ? r.person_id : null,
      post:
        r.post_id && r.post_kind
          ? {
              id: r.post_id,
              kind: r.post_kind,
              words: POSTS[r.post_kind]?.words ?? { vi: r.post_kind, en: r.post_kind },
              areaId: r.post_area!,
            }
          : null,
      name: open ? r.name : null,
      phone: open ? r.phone : null,
      employer: open ? r.employer : null,
      role: r.role,
      duty: r.duty,
      party: at.keeps && open ? r.party : null,
      since: r.since,
      until: r.until,
      // Why somebody left may be an illness.
      endReason: at.knows ? r.end_reason : null,
      when: r.when,
      holders: r.holders,
      fresh: r.entered_on === at.today,
      version: r.version,
    }
  })
}

/** Every area that a team covers or covered, with what is in it now. */
export async function listCovers(
  db: Tx,
  teamId: string,
  at: { day: string; today: string },
): Promise<Cover[]> {
  const rows = await db
    .selectFrom('vx.team_cover as c')
    .innerJoin('vx.team as t', 't.id', 'c.team_id')
    .innerJoin('vx.area as a', 'a.id', 'c.covers_area_id')
    .select([
      'c.id',
      'c.covers_area_id as areaId',
      'a.label',
      'c.since',
      'c.until',
      'c.entered_on',
      'c.version',
      when('c', at.day).as('when'),
      householdsIn('c.covers_area_id').as('households'),
      sql<number>`(select count(distinct x.team_id) from vx.team_cover x join vx.team y on y.id = x.team_id
        where x.covers_area_id = c.covers_area_id and x.team_id <> c.team_id and y.kind = t.kind
        and x.since <= ${at.day}::date and (x.until is null or x.until >= ${at.day}::date))`.as('others'),
    ])
    .where('c.team_id', '=', teamId)
    .orderBy('a.code')
    .orderBy('c.since')
    .execute()
  return rows.map(({ entered_on, ...r }) => ({ ...r, fresh: entered_on === at.today }))
}

/** A membership whose days overlap with these, of the same team: the same one in the same role, or another head. */
export async function findOverlap(
  db: Tx,
  m: {
    teamId: string
    role: Member['role']
    personId: string | null
    postId: string | null
    fullName: string | null
    phone: string | null
    since: string
    until: string | null
    /** Not itself. */
    except: string | null
  },
): Promise<'same' | 'head' | undefined> {
  const { rows } = await sql<{ same: boolean }>`
    select coalesce(m.person_id = ${m.personId}::uuid, m.post_id = ${m.postId}::uuid,
      vx.fold(m.full_name) = vx.fold(${m.fullName}) and m.phone is not distinct from ${m.phone}, false) as same
    from vx.team_member m where m.team_id = ${m.teamId} and m.role = ${m.role} and m.id is distinct from ${m.except}::uuid
    and daterange(m.since, m.until, '[]') && daterange(${m.since}::date, ${m.until}::date, '[]')
    order by 1 desc limit 1`.execute(db)
  if (rows[0]?.same) return 'same'
  return rows[0] && m.role === 'head' ? 'head' : undefined
}

/** Posts whose words, area or holder have every word of the query. */
export async function findPosts(db: Tx, areaIds: number[], q: string, limit: number) {
  const kinds = Object.entries(POSTS)
  const tokens = q.trim().split(/\s+/).filter(Boolean)
  const { rows } = await sql<{ id: string; kind: string; area: string; holder: string | null }>`
    select p.id, p.kind, a.label as area, h.name as holder
    from vx.post p join vx.area a on a.id = p.area_id
    join unnest(${kinds.map(([k]) => k)}::text[], ${kinds.map(([, k]) => `${k.words.vi} ${k.words.en}`)}::text[])
      with ordinality k (kind, words, rank) on k.kind = p.kind
    left join vx.post_holder h on h.post_id = p.id and h.until is null
    where p.area_id = any(${areaIds}::int[]) and not exists (select from unnest(${tokens}::text[]) t
      where strpos(vx.fold(concat_ws(' ', k.words, a.label, h.name)), vx.fold(t)) = 0)
    order by k.rank, a.code, p.id limit ${limit}`.execute(db)
  return rows.map((r) => ({ ...r, words: POSTS[r.kind]!.words }))
}

/** Who held a post, the latest first. */
export function listHolders(db: Tx, postId: string) {
  return db
    .selectFrom('vx.post_holder')
    .select(['name', 'since', 'until'])
    .where('post_id', '=', postId)
    .orderBy('since', 'desc')
    .orderBy(sql`until desc nulls first`)
    .execute()
}

/** The committees and teams that the holder of a post is in, now or soon. */
export function listSeats(db: Tx, postId: string, day: string) {
  return db
    .selectFrom('vx.team_member as m')
    .innerJoin('vx.team as t', 't.id', 'm.team_id')
    .select(['t.id as teamId', 't.name', 'm.role'])
    .where('m.post_id', '=', postId)
    .where((e) => e.or([e('m.until', 'is', null), e('m.until', '>=', day)]))
    .orderBy('t.name')
    .orderBy('m.id')
    .execute()
}
