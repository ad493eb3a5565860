import { sql } from 'kysely'
import type { WriteTx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { removeContactsOfImport, tracingVersions } from '../../contain/tracing/index.ts'
import {
  findPeopleByIds,
  peopleVersions,
  removeEmptyHouseholds,
  removePeople,
} from '../../registry/people/index.ts'
import { caseVersions, removeImported } from '../surveillance/index.ts'
import { type BatchRow, json, type Made } from './queries.ts'

/** Why an import cannot be taken back as it is: a record it entered has a life of its own by now. */
export interface Blocker {
  line: number
  type: Made['type']
  id: string
  label: string
  why: 'changed' | 'used'
  /** Table of the record that refers to it. */
  usedBy: string | null
}

type MadeRow = Made & { line: number }

async function listMade(db: Tx, batchId: string): Promise<MadeRow[]> {
  const { rows } = await sql<MadeRow>`
    select r.line, m ->> 'type' as type, (m ->> 'id')::uuid as id, (m ->> 'version')::int as version
    from vx.import_row r cross join jsonb_array_elements(r.made) m where r.batch_id = ${batchId} order by r.line`.execute(
    db,
  )
  return rows
}

/** No import at all: every use counts. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

async function usesOutside(
  db: Tx,
  table: string,
  ids: string[],
  batchId: string,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; used_by: string }>`
    select id, used_by from vx.uses_outside_import(${table}::regclass, ${ids}::uuid[], ${batchId}::uuid)`.execute(
    db,
  )
  return new Map(rows.map((r) => [r.id, r.used_by]))
}

interface Standing {
  made: MadeRow[]
  blockers: Blocker[]
  /** People whom something else refers to by now: they stay when the rest is taken back. */
  kept: Set<string>
}

/** Looks at everything an import entered, as it is now. */
async function standing(db: Tx, batchId: string): Promise<Standing> {
  const made = await listMade(db, batchId)
  const ids = (type: Made['type']) => made.filter((m) => m.type === type).map((m) => m.id)
  const cases = await caseVersions(db, ids('case'))
  const links = await tracingVersions(db, 'vx.contact', ids('contact'))
  const checks = await tracingVersions(db, 'vx.followup', ids('followup'))
  const people = await peopleVersions(db, ids('person'))
  const used = new Map([
    ...(await usesOutside(db, 'vx.case_record', ids('case'), batchId)),
    ...(await usesOutside(db, 'vx.contact', ids('contact'), batchId)),
  ])
  const usedPeople = await usesOutside(db, 'vx.person', ids('person'), batchId)
  const now = new Map<string, { version: number }>([...cases, ...links, ...checks, ...people])
  const blockers: Blocker[] = []
  for (const m of made) {
    const current = now.get(m.id)
    const label = cases.get(m.id)?.code ?? people.get(m.id)?.name ?? `#${m.line}`
    const blocker = { line: m.line, type: m.type, id: m.id, label }
    if (current && current.version !== m.version) blockers.push({ ...blocker, why: 'changed', usedBy: null })
    else if (used.has(m.id)) blockers.push({ ...blocker, why: 'used', usedBy: used.get(m.id)! })
  }
  return { made, blockers, kept: new Set(usedPeople.keys()) }
}

/** What stands in the way of taking an import back, in the order of the file. */
export async function listBlockers(db: Tx, batchId: string): Promise<Blocker[]> {
  return (await standing(db, batchId)).blockers
}

/**
 * Takes back everything an import entered, in one transaction: cases with their results, contacts with their
 * follow-ups, and the people and households that nothing else refers to. When somebody has changed one of the records
 * since, nothing at all is taken back and the import says which.
 */
export async function undoNow(tx: WriteTx, batch: BatchRow): Promise<void> {
  const { made, blockers, kept } = await standing(tx.db, batch.id)
  const subject = { type: 'import', id: batch.id }
  if (blockers.length > 0) {
    await tx.db
      .updateTable('vx.import_batch')
      .set({
        state: 'committed',
        failure: json({
          code: 'import-changed-since',
          params: { count: blockers.length },
          details: { blockers: blockers.slice(0, 50) },
        }),
        version: batch.version + 1,
      })
      .where('id', '=', batch.id)
      .execute()
    tx.record({ action: 'import.undo-refused', subject, areaId: batch.area_id, event: 'import.changed' })
    return
  }
  const contacts = await removeContactsOfImport(tx, batch.id)
  const { cases, labs } = await removeImported(tx, batch.id)
  const people = made.filter((m) => m.type === 'person').map((m) => m.id)
  const removed = await removePeople(
    tx,
    people.filter((id) => !kept.has(id)),
  )
  const households = await removeEmptyHouseholds(
    tx,
    made.filter((m) => m.type === 'household').map((m) => m.id),
  )
  const left = (await findPeopleByIds(tx.db, people)).map((p) => p.id)
  await removeLeftBehind(tx)
  await sql`
    update vx.import_row set outcome = 'undone', made = coalesce((
      select jsonb_agg(m) from jsonb_array_elements(made) m where m ->> 'id' = any(${left}::text[])), '[]')
    where batch_id = ${batch.id} and outcome = 'created'`.execute(tx.db)
  await tx.db
    .deleteFrom('vx.import_review')
    .where('batch_id', '=', batch.id)
    .where('decision', 'is', null)
    .execute()
  await tx.db
    .updateTable('vx.import_batch')
    .set({ state: 'undone', undone_at: tx.now.toISOString(), failure: null, version: batch.version + 1 })
    .where('id', '=', batch.id)
    .execute()
  tx.record({
    action: 'import.undone',
    subject,
    areaId: batch.area_id,
    changes: {
      cases: [cases, 0],
      labs: [labs, 0],
      contacts: [contacts.contacts, 0],
      followups: [contacts.followups, 0],
      people: [removed, 0],
      households: [households, 0],
      keptPeople: [null, left.length],
      reason: [null, batch.undo_reason],
    },
    event: 'import.undone',
    payload: { kind: batch.kind },
  })
}

/**
 * People of imports undone earlier, who stayed because this one used them, go when nothing uses them any more: whatever
 * the order in which imports are undone, nothing of them is left in the end.
 */
async function removeLeftBehind(tx: WriteTx): Promise<void> {
  const { rows } = await sql<{ row: string; type: string; id: string }>`
    select r.id as row, m ->> 'type' as type, (m ->> 'id')::uuid as id
    from vx.import_row r join vx.import_batch b on b.id = r.batch_id cross join jsonb_array_elements(r.made) m
    where b.state = 'undone' and r.outcome = 'undone' and r.made <> '[]'`.execute(tx.db)
  const people = rows.filter((r) => r.type === 'person').map((r) => r.id)
  const used = await usesOutside(tx.db, 'vx.person', people, NOBODY)
  const changed = await peopleVersions(tx.db, people)
  const idle = people.filter((id) => !used.has(id) && changed.get(id)?.version === 1)
  if (idle.length === 0) return
  await removePeople(tx, idle)
  await removeEmptyHouseholds(
    tx,
    rows.filter((r) => r.type === 'household').map((r) => r.id),
  )
  await sql`update vx.import_row set made = '[]' where id = any(${rows.filter((r) => idle.includes(r.id)).map((r) => r.row)}::uuid[])`.execute(
    tx.db,
  )
}
