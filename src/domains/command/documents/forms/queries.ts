import type { Generated, JSONColumnType } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { Edition, EditionState, PaperBody, PaperStyle } from './contract.ts'

interface PaperFormTable {
  id: string
  area_id: number
  form: PaperStyle
  type: string
  name: string
  for_below: boolean
  legal_basis: string | null
  body: JSONColumnType<PaperBody, string, string>
  effective_from: string | null
  effective_to: string | null
  made_by: string
  made_at: string
  published_by: string | null
  published_at: string | null
  version: Generated<number>
}

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.paper_form': PaperFormTable
  }
}

export type FullEdition = Omit<Edition, 'state'> & { body: PaperBody }

const columns = (db: Tx) =>
  db
    .selectFrom('vx.paper_form as f')
    .innerJoin('vx.area as a', 'a.id', 'f.area_id')
    .select([
      'f.id',
      'f.area_id as areaId',
      'a.label as areaLabel',
      'f.form',
      'f.type',
      'f.name',
      'f.for_below as forBelow',
      'f.effective_from as effectiveFrom',
      'f.effective_to as effectiveTo',
      'f.made_by as madeBy',
      'f.made_at as madeAt',
      'f.published_by as publishedBy',
      'f.published_at as publishedAt',
      'f.body',
      'f.version',
    ])
    .select((eb) => eb.fn.coalesce('f.legal_basis', eb.val('')).as('legalBasis'))

export function findEdition(db: Tx, id: string): Promise<FullEdition | undefined> {
  return columns(db).where('f.id', '=', id).executeTakeFirst()
}

/** Editions that the viewer may see, a draft before what is published, newest first; of one form, or of all. */
export function listEditions(
  db: Tx,
  of?: { areaId: number; form: PaperStyle; type: string },
): Promise<FullEdition[]> {
  const all = columns(db)
    .orderBy('f.effective_from', (o) => o.desc().nullsFirst())
    .orderBy('f.published_at', (o) => o.desc().nullsFirst())
  if (!of) return all.execute()
  return all
    .where('f.area_id', '=', of.areaId)
    .where('f.form', '=', of.form)
    .where('f.type', '=', of.type)
    .execute()
}

/**
 * The last edition of every form that could make a paper of an area: of the area and of those above, of the type and of
 * all types; the nearest first, the type before '*'. `on` is a calendar date; what was published after `at` is unknown.
 */
export async function listApplying(
  db: Tx,
  of: { areaId: number; form: PaperStyle; type: string; on: string; at: string },
) {
  const rows = await db
    .selectFrom('vx.paper_form as f')
    .innerJoin('vx.area_tree as t', 't.ancestor_id', 'f.area_id')
    .distinctOn(['t.depth', 'f.type'])
    .select(['f.id', 'f.name', 'f.type', 'f.for_below', 'f.effective_to', 'f.body', 't.depth'])
    .where('t.descendant_id', '=', of.areaId)
    .where('f.form', '=', of.form)
    .where('f.type', 'in', [of.type, '*'])
    .where('f.published_at', '<=', of.at)
    .where('f.effective_from', '<=', of.on)
    .orderBy('t.depth')
    .orderBy('f.type', 'desc')
    .orderBy('f.effective_from', 'desc')
    .orderBy('f.published_at', 'desc')
    .execute()
  return rows.sort((a, b) => a.depth - b.depth || Number(a.type === '*') - Number(b.type === '*'))
}

/** States of the editions of one form, given newest first, on a calendar date. */
export function statesOf(editions: FullEdition[], today: string): Map<string, EditionState> {
  let newest = true
  return new Map(
    editions.map((e): [string, EditionState] => {
      if (e.publishedAt === null) return [e.id, 'draft']
      if (e.effectiveFrom! > today) return [e.id, 'not_yet']
      if (!newest) return [e.id, 'superseded']
      newest = false
      return [e.id, e.effectiveTo !== null && e.effectiveTo < today ? 'ended' : 'in_force']
    }),
  )
}
