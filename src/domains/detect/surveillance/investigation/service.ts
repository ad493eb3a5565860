import { sql } from 'kysely'
import { z } from 'zod'
import { daysBetween, localDate } from '../../../../platform/clock.ts'
import { type Ctx, read, type WriteTx, write } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import { problem } from '../../../../platform/problems.ts'
import type { RuleVersion } from '../../../../platform/rules.ts'
import { type Words, words } from '../../../../platform/words.ts'
import type { Case } from '../contract.ts'
import { listLabs } from '../queries.ts'
import { getCase } from '../service.ts'
import { FACT_WORDS } from '../wording.ts'
import type { Answers, CaseFile, CaseForm, Question, ReportChannel } from './contract.ts'
import { evaluateDefinition } from './definition.ts'
import { findFile, readFile } from './queries.ts'
import { findDefinition, findRule, getForm } from './rules.ts'

/** What surveillance keeps of a case, with what is computed from it. @throws Problem not-found, rule-missing */
export function file(ctx: Ctx, id: string): Promise<CaseFile> {
  return read(ctx, 'case.read', async (db) => {
    const found = await getCase(db, id)
    const now = ctx.clock.now().toISOString()
    const row = (await readFile(db, id, now))!
    const form = await getForm(db, found.reportedAt)
    const clockDay = localDate(row.diagnosedAt ?? found.reportedAt)
    const clock = await findRule(db, 'notification.clock', clockDay, z.unknown())
    const sections = sectionsFor(form.body, found.disease)
    const labels = labelsOf(form.body, found.disease)
    return {
      version: row.version ?? 0,
      channel: row.channel,
      diagnosedAt: row.diagnosedAt,
      notification: {
        state: row.state,
        startedBy: row.startedBy,
        startsAt: row.startsAt,
        dueAt: row.dueAt,
        hours: row.hours,
        notifiedAt: row.notifiedAt,
        notifiedBy: row.notifiedBy,
        notifiedTo: row.notifiedTo,
        imported: found.source === 'import',
        rule: clock ? ruleOf(clock) : null,
      },
      form: {
        rule: ruleOf(form),
        sections,
        answers: { ...row.answers, ...row.texts },
        answeredAt: row.answeredAt,
        answeredBy: row.answeredBy,
      },
      completeness: {
        score: row.score ?? 100,
        missing: (row.missing ?? []).map((key) => ({ key, ...labels.get(key)! })),
      },
      conflicts: row.conflicts.map((c) => conflictOf(c, row.dates, row.longest)),
      definition: await workingOf(ctx, db, found, form.body, row.answers ?? {}),
    }
  })
}

const ruleOf = (r: RuleVersion<unknown>) => ({
  id: r.id,
  effectiveFrom: r.effectiveFrom,
  legalBasis: r.legalBasis,
  confirmedBy: r.confirmedBy,
})

const sectionsFor = (form: CaseForm, disease: string) =>
  form.sections.filter((s) => !s.diseases || s.diseases.includes(disease))

/** Words of whatever may be missing, and where it is entered. */
function labelsOf(form: CaseForm, disease: string) {
  type Label = Words & { where: CaseFile['completeness']['missing'][number]['where'] }
  const labels = new Map<string, Label>()
  for (const f of form.facts) {
    labels.set(f.key, { ...(FACT_WORDS[f.key] ?? words(f.key, f.key)), where: f.where })
  }
  for (const q of sectionsFor(form, disease).flatMap((s) => s.questions)) {
    labels.set(q.key, { vi: q.vi, en: q.en, where: 'form' })
  }
  return labels
}

/** 'onset.sampled' → the two dates; two points stand for a gap that is too long. */
function conflictOf(code: string, dates: Record<string, string | null>, longest: number | null) {
  const [first, second] = code.split(/\.+/) as [string, string]
  return {
    first,
    firstDate: dates[first]!,
    second,
    secondDate: dates[second]!,
    longerThan: code.includes('..') ? longest : null,
  }
}

async function workingOf(ctx: Ctx, db: Tx, found: Case, form: CaseForm, answers: Answers) {
  const rule = await findDefinition(db, found.disease, found.reportedAt)
  if (!rule) return null
  const labs = await listLabs(db, found.id)
  const contact = await findContact(ctx, db, found.personId)
  const base = found.onsetDate ?? localDate(found.reportedAt)
  const facts = {
    answers,
    labs,
    contact: contact && { code: contact.code, daysBefore: daysBetween(contact.lastExposure, base) },
  }
  return { rule: ruleOf(rule), working: evaluateDefinition(rule.body, form, facts) }
}

/** From whose list of contacts the person is known as a close contact; tracing is asked through its figure. */
async function findContact(
  ctx: Ctx,
  db: Tx,
  personId: string,
): Promise<{ code: string; lastExposure: string } | null> {
  const contacts = ctx.figures.get('contacts.total')
  if (!contacts) return null
  const input = { areaIds: ctx.viewer.areaIds, asOf: ctx.clock.now().toISOString(), isPresent: true }
  const row = await db
    .selectFrom(contacts.rows(db, input).as('t') as never)
    .select([sql<string>`t.index_code`.as('code'), sql<string>`t.last_exposure`.as('lastExposure')])
    .where(sql<boolean>`t.person_id = ${personId} and t.tier = '1'`)
    .orderBy(sql`t.last_exposure desc`)
    .executeTakeFirst()
  return row ?? null
}

/** How a case came in when nobody said: the post that enters it tells. */
export function channelOf(ctx: Ctx, given: ReportChannel | undefined): ReportChannel | null {
  if (given) return given
  if (ctx.viewer.postKind === 'clinician') return 'facility'
  return ctx.viewer.postKind === 'laboratory' ? 'laboratory' : null
}

/** The file of a case, made when it is not there yet. @throws Problem not-found, stale-version */
async function fileToChange(tx: WriteTx, input: { id: string; version: number }) {
  const found = await getCase(tx.db, input.id)
  await tx.db
    .insertInto('vx.case_file')
    .values({ ...emptyFile(found), version: 0 })
    .onConflict((oc) => oc.column('id').doNothing())
    .execute()
  const before = (await findFile(tx.db, input.id))!
  if (before.version !== input.version) throw problem('stale-version', {}, { theirs: before, yours: input })
  return { found, before }
}

/** A file about which nothing is known. */
export const emptyFile = (c: { id: string; areaId: number }) => ({
  id: c.id,
  area_id: c.areaId,
  channel: null,
  diagnosed_at: null,
  notified_at: null,
  notified_by: null,
  notified_to: null,
  form_version_id: null,
  answered_at: null,
  answered_by: null,
})

async function setFile(
  tx: WriteTx,
  input: { id: string; version: number },
  values: Record<string, unknown>,
): Promise<{ version: number }> {
  const version = input.version + 1
  const done = await tx.db
    .updateTable('vx.case_file')
    .set({ ...values, version })
    .where('id', '=', input.id)
    .where('version', '=', input.version)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) throw problem('stale-version', {}, { yours: input })
  return { version }
}

/**
 * Saves the answers of the investigation; they replace the earlier ones.
 * @throws Problem not-found, stale-version, answer-unfit with the questions
 */
export function saveForm(ctx: Ctx, input: { id: string; version: number; answers: Answers }) {
  return write(ctx, 'case.investigate', async (tx) => {
    const { found, before } = await fileToChange(tx, input)
    const form = await getForm(tx.db, found.reportedAt)
    const questions = sectionsFor(form.body, found.disease).flatMap((s) => s.questions)
    const given = Object.fromEntries(Object.entries(input.answers).filter(([, v]) => !isBlank(v)))
    requireFit(questions, given, localDate(tx.now))
    const isText = (key: string) => questions.find((q) => q.key === key)?.type === 'text'
    const pick = (texts: boolean) =>
      Object.fromEntries(Object.entries(given).filter(([k]) => isText(k) === texts))
    const answer = await setFile(tx, input, {
      answers: JSON.stringify(pick(false)),
      texts: JSON.stringify(pick(true)),
      form_version_id: form.id,
      answered_at: tx.now.toISOString(),
      answered_by: ctx.viewer.name,
    })
    const earlier: Answers = { ...before.answers, ...before.texts }
    const changed = [...new Set([...Object.keys(earlier), ...Object.keys(given)])].filter(
      (k) => JSON.stringify(earlier[k]) !== JSON.stringify(given[k]),
    )
    tx.record({
      action: 'case.investigate',
      subject: { type: 'case', id: input.id },
      areaId: found.areaId,
      personId: found.personId,
      changes: Object.fromEntries(changed.map((k) => [k, [earlier[k] ?? null, given[k] ?? null]])),
      event: 'case.investigated',
    })
    return answer
  })
}

const isBlank = (v: Answers[string]) => v === null || v === '' || (Array.isArray(v) && v.length === 0)

/** Every answer is one that its question knows, no date lies in the future. @throws Problem answer-unfit */
function requireFit(questions: Question[], answers: Answers, today: string): void {
  const fields: Record<string, (string | Words)[]> = {}
  for (const [key, value] of Object.entries(answers)) {
    const wrong = unfit(
      questions.find((q) => q.key === key),
      value,
      today,
    )
    if (wrong) fields[key] = [wrong]
  }
  if (Object.keys(fields).length > 0) throw problem('answer-unfit', {}, { fields })
}

function unfit(
  question: Question | undefined,
  value: Answers[string],
  today: string,
): string | Words | undefined {
  if (!question) return 'unknown'
  const known = (v: unknown) => question.options.some((o) => o.key === v)
  switch (question.type) {
    case 'choice':
      return known(value) ? undefined : 'unknown'
    case 'choices':
      return Array.isArray(value) && value.every(known) ? undefined : 'unknown'
    case 'date':
      if (!z.iso.date().safeParse(value).success) return 'unknown'
      return String(value) > today
        ? words('Ngày này ở tương lai.', 'This date lies in the future.')
        : undefined
    case 'number':
      return typeof value === 'number' && value >= 0 && value <= 100_000 ? undefined : 'unknown'
    case 'text':
      return typeof value === 'string' ? undefined : 'unknown'
  }
}

/** @throws Problem not-found, stale-version, diagnosed-in-future */
export function setIntake(
  ctx: Ctx,
  input: {
    id: string
    version: number
    channel?: ReportChannel | null | undefined
    diagnosedAt?: string | null | undefined
  },
) {
  return write(ctx, 'case.investigate', async (tx) => {
    const { found, before } = await fileToChange(tx, input)
    if (input.diagnosedAt && Date.parse(input.diagnosedAt) > tx.now.getTime())
      throw problem('diagnosed-in-future', {}, { fields: { diagnosedAt: ['diagnosed-in-future'] } })
    const channel = input.channel === undefined ? before.channel : input.channel
    const diagnosedAt = input.diagnosedAt === undefined ? before.diagnosed_at : input.diagnosedAt
    const answer = await setFile(tx, input, { channel, diagnosed_at: diagnosedAt })
    tx.record({
      action: 'case.intake',
      subject: { type: 'case', id: input.id },
      areaId: found.areaId,
      personId: found.personId,
      changes: {
        ...(channel === before.channel ? {} : { channel: [before.channel, channel] }),
        ...(diagnosedAt === before.diagnosed_at ? {} : { diagnosedAt: [before.diagnosed_at, diagnosedAt] }),
      },
      event: 'case.investigated',
    })
    return answer
  })
}

/** @throws Problem not-found, stale-version, notified-already, notified-at-impossible-time */
export function notify(
  ctx: Ctx,
  input: { id: string; version: number; notifiedTo: string; notifiedAt?: string | undefined },
) {
  return write(ctx, 'case.notify', async (tx) => {
    const { found, before } = await fileToChange(tx, input)
    if (before.notified_at) throw problem('notified-already', { by: before.notified_by ?? '' })
    const at = input.notifiedAt ? new Date(input.notifiedAt) : tx.now
    // Nobody can have notified a case before anybody knew of it.
    const earliest = Math.min(Date.parse(found.reportedAt), Date.parse(found.confirmedAt ?? found.reportedAt))
    if (at > tx.now || localDate(at) < localDate(new Date(earliest)))
      throw problem(
        'notified-at-impossible-time',
        {},
        { fields: { notifiedAt: ['notified-at-impossible-time'] } },
      )
    const answer = await setFile(tx, input, {
      notified_at: at.toISOString(),
      notified_by: ctx.viewer.name,
      notified_to: input.notifiedTo,
    })
    tx.record({
      action: 'case.notify',
      subject: { type: 'case', id: input.id },
      areaId: found.areaId,
      personId: found.personId,
      changes: { notifiedAt: [null, at.toISOString()], notifiedTo: [null, input.notifiedTo] },
      event: 'case.notified',
    })
    return answer
  })
}

/** @throws Problem not-found, stale-version, not-notified */
export function withdrawNotification(ctx: Ctx, input: { id: string; version: number }) {
  return write(ctx, 'case.notify', async (tx) => {
    const { found, before } = await fileToChange(tx, input)
    if (!before.notified_at) throw problem('not-notified')
    const answer = await setFile(tx, input, { notified_at: null, notified_by: null, notified_to: null })
    tx.record({
      action: 'case.withdraw-notification',
      subject: { type: 'case', id: input.id },
      areaId: found.areaId,
      personId: found.personId,
      changes: {
        notifiedAt: [before.notified_at, null],
        notifiedTo: [before.notified_to, null],
      },
      event: 'case.notification-withdrawn',
    })
    return answer
  })
}
