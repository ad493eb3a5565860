import { localDate } from '../../../platform/clock.ts'
import type { Ctx, WriteTx } from '../../../platform/context.ts'
import { addContacts, findContacts, type NewContact, wholeDay } from '../../contain/tracing/index.ts'
import type { KnownPerson } from '../../registry/people/index.ts'
import { type Case, listCasesOfPeople } from '../surveillance/index.ts'
import { text } from './check-values.ts'
import { findEnds } from './ends.ts'
import { outsideKey } from './match.ts'
import { blank, outcomeOf, type PlanEnv, type Planned, planPeople } from './plan.ts'
import { markRepeats } from './plan-labs.ts'
import { listExposures, type StoredReview, type StoredRow } from './queries.ts'
import { isRefused, readRow } from './read-row.ts'
import { reason } from './reasons.ts'

type Closeness = NewContact['closeness']

/** One time that two people were together, as it will be entered. Instants are ISO strings. */
export interface LinkFacts {
  sourcePersonId: string
  sourceAreaId: number
  personId: string
  areaId: number
  firstAt: string
  lastAt: string
  dayOnly: boolean
  closeness: Closeness
  placeText: string | null
  note: string | null
  outsideId: string | null
}

/** What dates there are to tell when two people met. */
interface Around {
  cases: Case[]
  /** Days in which somebody was exposed, as their line list tells. */
  exposures: Map<string, { from: string; until: string }>
}

/** Plans links between people, or a list of contacts that names the case of each. */
export async function planLinks(
  env: PlanEnv,
  rows: StoredRow[],
  reviews: Map<string, StoredReview>,
): Promise<Planned[]> {
  const planned =
    env.batch.kind === 'contacts' ? (await planPeople(env, rows, reviews)).planned : readLinks(env, rows)
  const { source, disease } = env.batch.options
  const values = (p: Planned, key: string) => text(p.parsed!.values, key)
  const named = planned.flatMap((p) => [values(p, 'caseId'), values(p, 'sourceId'), values(p, 'targetId')])
  const ends = await findEnds(
    env.db,
    source,
    named.filter((id) => id !== null),
  )
  const people = [...ends.values()]
  const around: Around = {
    cases: await listCasesOfPeople(
      env.db,
      [...people.map((p) => p.id), ...planned.flatMap((p) => p.person_id ?? [])],
      disease,
    ),
    exposures: await listExposures(
      env.db,
      people.flatMap((p) => p.outsideId ?? []),
    ),
  }
  for (const p of planned) {
    p.outcome = 'pending'
    if (env.batch.kind === 'contacts') linkContact(p, ends, around)
    else linkEnds(p, ends, around)
  }
  await recogniseLinks(env, planned)
  if (env.batch.kind === 'contacts') markRepeatedLinks(planned)
  else
    await markRepeats(
      env,
      planned.filter((p) => p.link),
      new Map(),
    )
  for (const p of planned)
    p.outcome = outcomeOf(
      p.reasons,
      p.reasons.some((r) => r.level === 'match'),
    )
  return planned
}

function readLinks(env: PlanEnv, rows: StoredRow[]): Planned[] {
  return rows.map((row) => blank(row, readRow(env.reading, row.raw), undefined, env.batch.area_id))
}

/** A row of a list of contacts: the person is settled; the case is named, or stands in a file of its own. */
function linkContact(p: Planned, ends: Map<string, KnownPerson>, around: Around): void {
  if (isRefused(p.reasons) || !p.person_id) return
  const id = text(p.parsed!.values, 'caseId')
  const source = ends.get(id ?? '')
  if (id && !source) p.reasons.push(reason('end-unknown', { field: 'caseId', value: id }))
  else if (source) linkPeople(p, id!, source, { id: p.person_id, areaId: p.area_id, outsideId: null }, around)
  else {
    p.reasons.push(reason(p.isNewPerson ? 'case-not-named' : 'person-known'))
    p.subject_type = 'person'
    p.subject_id = p.person_id
  }
}

function linkEnds(p: Planned, ends: Map<string, KnownPerson>, around: Around): void {
  const ids = { sourceId: text(p.parsed!.values, 'sourceId'), targetId: text(p.parsed!.values, 'targetId') }
  for (const [field, value] of Object.entries(ids)) {
    if (value && !ends.has(value)) p.reasons.push(reason('end-unknown', { field, value }))
  }
  const from = ends.get(ids.sourceId ?? '')
  const to = ends.get(ids.targetId ?? '')
  if (isRefused(p.reasons) || !from || !to) return
  p.person_id = to.id
  p.area_id = to.areaId
  linkPeople(p, ids.targetId!, from, to, around)
  if (!p.link) return
  p.link.outsideId = text(p.parsed!.values, 'outsideId')
  p.match_key = linkKey(p.link)
}

function linkPeople(
  p: Planned,
  id: string,
  from: KnownPerson,
  to: Pick<KnownPerson, 'id' | 'areaId' | 'outsideId'>,
  around: Around,
): void {
  if (from.id === to.id) {
    p.reasons.push(reason('end-same', { value: id }))
    return
  }
  const { values } = p.parsed!
  const when = whenOf(p, from, to, around)
  if (!when) return
  p.case_id = around.cases.find((c) => c.personId === from.id)?.id ?? null
  p.subject_type = 'contact'
  const exposure = text(values, 'exposureText')
  const context = text(values, 'context')
  p.link = {
    ...when,
    sourcePersonId: from.id,
    sourceAreaId: from.areaId,
    personId: to.id,
    areaId: to.areaId,
    closeness: (text(values, 'exposure') ?? 'unknown') as Closeness,
    placeText: (context ?? exposure)?.slice(0, 200) ?? null,
    note: context && exposure ? exposure.slice(0, 500) : null,
    outsideId: null,
  }
}

const linkKey = (link: LinkFacts) => `link:${link.sourcePersonId}>${link.personId}@${link.firstAt}`

/**
 * When two people met. Without a date the days in which the second was exposed count, as the line list tells; without
 * those the days between the two falling ill. Both are said in the row; a day nobody knows is not made up.
 */
function whenOf(
  p: Planned,
  from: KnownPerson,
  to: Pick<KnownPerson, 'id' | 'outsideId'>,
  { cases, exposures }: Around,
): Pick<LinkFacts, 'firstAt' | 'lastAt' | 'dayOnly'> | undefined {
  const between = (a: string, b: string) => ({
    firstAt: wholeDay(a).firstAt,
    lastAt: wholeDay(b).lastAt,
    dayOnly: a === b,
  })
  const date = text(p.parsed!.values, 'contactDate')
  if (date) return between(date, date)
  const exposed = exposures.get(to.outsideId ?? '')
  if (exposed) {
    p.reasons.push(reason('contact-date-missing', exposed))
    return between(exposed.from, exposed.until)
  }
  const dayOf = (personId: string) => {
    const found = cases.find((c) => c.personId === personId)
    return found && (found.onsetDate ?? localDate(found.reportedAt))
  }
  const [first, last] = [dayOf(from.id), dayOf(to.id)]
  if (!first || !last) {
    p.reasons.push(reason('contact-date-unknown'))
    return undefined
  }
  if (last < first) p.reasons.push(reason('contact-is-earlier-case', { from: last, until: first }))
  else p.reasons.push(reason('contact-date-between', { from: first, until: last }))
  return last < first ? between(last, last) : between(first, last)
}

/** Links that are on a list already: by the id of their source, or by the two people and the time. */
async function recogniseLinks(env: PlanEnv, planned: Planned[]): Promise<void> {
  const { source } = env.batch.options
  const links = planned.flatMap((p) => p.link ?? [])
  const known = await findContacts(
    env.db,
    links,
    links.flatMap((l) => (l.outsideId ? outsideKey(source, l.outsideId) : [])),
  )
  for (const p of planned) {
    if (!p.link) continue
    const link = p.link
    const key = link.outsideId ? outsideKey(source, link.outsideId) : null
    const there = known.find(
      (k) =>
        (key !== null && k.outsideId === key) ||
        (k.sourcePersonId === link.sourcePersonId &&
          k.personId === link.personId &&
          Date.parse(k.firstAt) === Date.parse(link.firstAt)),
    )
    if (!there) continue
    p.subject_id = there.id
    p.reasons.push(reason('link-known'))
  }
}

/** Rows of a list of contacts are known by their person, so the same link told twice shows in the link itself. */
function markRepeatedLinks(planned: Planned[]): void {
  const seen = new Map<string, number>()
  for (const p of planned) {
    if (!p.link || p.reasons.some((r) => r.level === 'match')) continue
    const line = seen.get(linkKey(p.link))
    if (line === undefined) seen.set(linkKey(p.link), p.line)
    else p.reasons.push(reason('same-row', { line }))
  }
}

/** Enters planned links; tiers follow when the whole import is done. */
export async function enterLinks(ctx: Ctx, tx: WriteTx, env: PlanEnv, planned: Planned[]): Promise<void> {
  const rows = planned.filter((p) => p.link)
  const added = await addContacts(
    ctx,
    tx,
    rows.map(({ link }) => ({
      ...link!,
      outsideId: link!.outsideId ? outsideKey(env.batch.options.source, link!.outsideId) : undefined,
      importId: env.batch.id,
      quiet: true,
    })),
  )
  rows.forEach((plan, i) => {
    plan.subject_type = 'contact'
    plan.subject_id = added[i]!.id
    plan.made.push({ type: 'contact', id: added[i]!.id, version: 1 })
  })
}
