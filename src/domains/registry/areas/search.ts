import { sql } from 'kysely'
import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireArea, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import { bareName, editDistance, foldName } from './names.ts'
import { forgetTrees } from './service.ts'

interface Found {
  id: number
  label: string
  code: string
  fullName: string
  aliases: string[]
  fit: number
}

/**
 * Areas in force by any of their names, best first; when none has every word, those that look alike.
 * Everybody may find every area: who may see what happened in it is another question.
 */
export async function search(ctx: Ctx, input: { q: string; limit: number }) {
  const today = localDate(ctx.clock.now())
  const { rows } = await sql<Found>`
    select id, label, code, full_name as "fullName", aliases, fit
    from (select a.*, vx.name_fit(a.search_key, trim(vx.names_key(${input.q}, '{}'))) as fit from vx.area a
      where a.valid_from <= ${today}::date and coalesce(a.valid_to >= ${today}::date, true)) f
    where fit is not null or code = ${input.q.trim()}
    order by (code = ${input.q.trim()}) desc,
      -- Who types accents means them: of "Đồng Mai" and "Mai Động" only one has the words of "động mai".
      case when ${input.q} ~ '[^ -~]' then (
        select count(*) from regexp_split_to_table(lower(normalize(${input.q}, nfc)), '\\s+') w
        where strpos(lower(full_name), w) > 0) end desc,
      fit desc, length(label), label
    limit 50`.execute(ctx.common)
  const exact = rows.filter((r) => r.fit === null || r.fit >= 1)
  const words = foldName(input.q).split(' ')
  const fits = (name: string) => words.every((w) => foldName(name).includes(w))
  // Likeness by groups of letters does not know their order; the number of slips does.
  const asked = bareName(input.q)
  const slips = (r: Found) =>
    Math.min(...[r.fullName, ...r.aliases].map((name) => editDistance(asked, bareName(name))))
  const best = exact.length > 0 ? exact : rows.sort((a, b) => slips(a) - slips(b))
  return best.slice(0, input.limit).map((r) => ({
    id: r.id,
    label: r.label,
    code: r.code,
    alias: fits(r.fullName) ? null : (r.aliases.find(fits) ?? null),
    near: exact.length === 0,
  }))
}

/** @throws Problem outside-area, not-found */
export async function setAliases(ctx: Ctx, input: { areaId: number; aliases: string[] }) {
  requireArea(ctx, input.areaId)
  const aliases = [...new Map(input.aliases.map((a) => [foldName(a), a.normalize('NFC')])).values()]
  await write(ctx, 'area.name', async (tx) => {
    const before = await tx.db
      .selectFrom('vx.area')
      .select('aliases')
      .where('id', '=', input.areaId)
      .executeTakeFirst()
    if (!before) throw problem('not-found')
    await tx.db.updateTable('vx.area').set({ aliases }).where('id', '=', input.areaId).execute()
    tx.record({
      action: 'area.name',
      subject: { type: 'area', id: String(input.areaId) },
      areaId: input.areaId,
      changes: { aliases: [before.aliases, aliases] },
      event: 'areas.changed',
    })
  })
  forgetTrees()
  return { aliases }
}
