import type { z } from 'zod'
import { localDate } from '../../../../platform/clock.ts'
import type { Ctx, WriteTx } from '../../../../platform/context.ts'
import type { Figure } from '../../../../platform/figures.ts'
import { problem } from '../../../../platform/problems.ts'
import { requireStorable } from '../../../../platform/unstorable.ts'
import {
  type FigureShape,
  faultsOf,
  figureFaults,
  REPORTING_LEVELS,
  TemplateBody,
  type TemplateFigure,
  TemplateFile,
} from './contract.ts'
import { findTemplateVersion } from './queries.ts'

const shapeOf = (figure: Figure): FigureShape => ({
  axis: figure.axis,
  instants: figure.columns.filter((c) => c.type === 'datetime').map((c) => c.key),
  parts: Object.keys(figure.parts ?? {}),
})

/** Every figure that a row can count, by domain and name. */
export function figures(ctx: Ctx): { figures: TemplateFigure[] } {
  const all = [...ctx.figures.values()].map((f) => ({
    id: f.id,
    domain: f.id.split('.')[0]!,
    words: f.words,
    definition: f.definition,
    axis: f.axis,
    instants: f.columns
      .filter((c) => c.type === 'datetime')
      .map(({ key, words: said }) => ({ key, words: said })),
    parts: Object.entries(f.parts ?? {}).map(([key, part]) => ({ key, words: part.words })),
  }))
  return { figures: all.sort((a, b) => a.domain.localeCompare(b.domain) || a.id.localeCompare(b.id)) }
}

/**
 * A body that a report can be counted from: chapters without rows are left out.
 * @throws Problem template-invalid with the rule broken at every place, in the places of the body as it was sent
 */
export function usable(ctx: Ctx, body: TemplateBody): TemplateBody {
  const faults = [
    ...faultsOf(body),
    ...figureFaults(body, (id) => {
      const figure = ctx.figures.get(id)
      return figure && shapeOf(figure)
    }),
  ]
  if (faults.length > 0) {
    const places: Record<string, string[]> = {}
    for (const { path, code } of faults) {
      const place = path.join('.')
      places[place] = [...(places[place] ?? []), code]
    }
    throw problem('template-invalid', { n: faults.length }, { fields: places })
  }
  const recipients = body.recipients.filter(Boolean)
  return { ...body, recipients, sections: body.sections.filter((s) => s.rows.length > 0) }
}

/** @throws Problem template-file-invalid that says which place cannot be read */
export function readFile(text: string): z.infer<typeof TemplateFile> {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw problem('template-file-invalid', { where: 'JSON' })
  }
  const parsed = TemplateFile.safeParse(content)
  if (parsed.success) {
    requireStorable(parsed.data)
    return parsed.data
  }
  throw problem('template-file-invalid', { where: parsed.error.issues[0]?.path.join('.') || 'JSON' })
}

/** A body without figures that counts from the day the product's own report counts from: the outbreak is the same. */
export async function emptyBody(tx: WriteTx): Promise<TemplateBody> {
  const today = localDate(tx.now)
  const own = await findTemplateVersion(tx.db, { key: 'situation', day: today })
  return { ...EMPTY, countFrom: own ? TemplateBody.parse(own.body).countFrom : today }
}

const EMPTY: Omit<TemplateBody, 'name' | 'countFrom'> = {
  symbol: 'BC-BCĐ',
  issuer: 'BAN CHỈ ĐẠO\nPHÒNG, CHỐNG DỊCH COVID-19',
  addressee: Object.fromEntries(
    REPORTING_LEVELS.map((level) => [level, 'Ban Chỉ đạo phòng, chống dịch Covid-19 {parent}']),
  ),
  recipients: ['Như trên', 'Lưu: VT'],
  sections: [],
  areaColumns: [],
  curve: null,
  charts: [],
  maps: [],
  texts: [],
}
