import { type Generated, sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { Words } from '../../../../platform/words.ts'
import type { TemplateBody } from './contract.ts'

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.report_template': {
      key: string
      name_vi: string
      name_en: string
      area_id: number | null
      created_by: string | null
      created_at: string | null
      retired_at: string | null
      retired_by: string | null
      version: Generated<number>
    }
    'vx.report_template_version': {
      id: number
      template_key: string
      effective_from: string
      effective_to: string | null
      legal_basis: string
      confirmed_by: string | null
      body: unknown
      published_by: string | null
      published_at: string | null
    }
    'vx.report_template_draft': {
      template_key: string
      area_id: number
      body: unknown
      legal_basis: string
      edited_by: string
      edited_at: string
    }
  }
}

/** What a version is called: by the name in its body, which stays with its reports, else by that of its template. */
export const templateName = (version: string, template: string) =>
  sql<Words>`coalesce(${sql.ref(`${version}.body`)} -> 'name',
    jsonb_build_object('vi', ${sql.ref(`${template}.name_vi`)}, 'en', ${sql.ref(`${template}.name_en`)}))`

/** Templates with what is in force on a day and what is planned after it, by name, the product's own first. */
export function listTemplates(db: Tx, input: { day: string; key?: string | undefined; drafts: boolean }) {
  const { day } = input
  let q = db
    .selectFrom('vx.report_template as t')
    .leftJoin('vx.area as a', 'a.id', 't.area_id')
    .leftJoin('vx.report_template_draft as d', 'd.template_key', 't.key')
    .leftJoin('vx.report_template_version as v', (j) =>
      j
        .onRef('v.template_key', '=', 't.key')
        .on('v.effective_from', '<=', day)
        .on((eb) => eb.or([eb('v.effective_to', 'is', null), eb('v.effective_to', '>=', day)])),
    )
    .select((eb) => [
      't.key',
      't.name_vi',
      't.name_en',
      't.area_id',
      'a.full_name as area_name',
      't.retired_at',
      't.retired_by',
      't.version',
      'd.edited_at',
      'v.effective_from as since',
      sql<string[] | null>`v.body -> 'levels'`.as('levels'),
      eb
        .selectFrom('vx.report_template_version as n')
        .select((e) => e.fn.min('n.effective_from').as('next'))
        .whereRef('n.template_key', '=', 't.key')
        .where('n.effective_from', '>', day)
        .as('next'),
      eb
        .selectFrom('vx.report as r')
        .innerJoin('vx.report_template_version as rv', 'rv.id', 'r.template_version_id')
        .select(sql<number>`count(*)`.as('n'))
        .whereRef('rv.template_key', '=', 't.key')
        .$if(!input.drafts, (r) => r.where('r.state', '=', 'frozen'))
        .as('reports'),
    ])
    .orderBy(sql`t.area_id is not null`)
    .orderBy('t.name_vi')
    .orderBy('t.key')
  if (input.key !== undefined) q = q.where('t.key', '=', input.key)
  return q.execute()
}
export type TemplateRecord = Awaited<ReturnType<typeof listTemplates>>[number]

/** The version in force on a day (Asia/Ho_Chi_Minh), or the one with an id. */
export function findTemplateVersion(db: Tx, where: { key: string; day: string } | { id: number }) {
  const q = db.selectFrom('vx.report_template_version').selectAll()
  return 'id' in where
    ? q.where('id', '=', where.id).executeTakeFirst()
    : q
        .where('template_key', '=', where.key)
        .where('effective_from', '<=', where.day)
        .where((eb) => eb.or([eb('effective_to', 'is', null), eb('effective_to', '>=', where.day)]))
        .orderBy('effective_from', 'desc')
        .limit(1)
        .executeTakeFirst()
}

/** Every version of a template, newest first, with how many reports in the viewer's reach stand on it. */
export function listVersions(db: Tx, key: string, drafts: boolean) {
  return db
    .selectFrom('vx.report_template_version as v')
    .selectAll('v')
    .select((eb) =>
      eb
        .selectFrom('vx.report as r')
        .select(sql<number>`count(*)`.as('n'))
        .whereRef('r.template_version_id', '=', 'v.id')
        .$if(!drafts, (r) => r.where('r.state', '=', 'frozen'))
        .as('reports'),
    )
    .where('v.template_key', '=', key)
    .orderBy('v.effective_from', 'desc')
    .execute()
}

export function findTemplate(db: Tx, key: string) {
  return db.selectFrom('vx.report_template').selectAll().where('key', '=', key).executeTakeFirst()
}

export function findDraft(db: Tx, key: string) {
  return db
    .selectFrom('vx.report_template_draft')
    .selectAll()
    .where('template_key', '=', key)
    .executeTakeFirst()
}

/** Puts a body in force from a day. @throws what the database raises: outside the scope, a report stands on that day's version */
export async function publishVersion(
  db: Tx,
  input: { key: string; from: string; legalBasis: string; body: TemplateBody; by: string },
): Promise<void> {
  await sql`select vx.publish_report_template(${input.key}, ${input.from}::date, ${input.legalBasis},
    ${JSON.stringify(input.body)}::jsonb, ${input.by})`.execute(db)
}
