import { z } from 'zod'
import { Phase, WindowKind } from './contract.ts'

const TemplateRow = z.object({
  key: z.string().regex(/^[a-z0-9_]+$/),
  figure: z.string(),
  window: WindowKind,
  /** The figure's column that holds the instant of a row: bounds the window to the minute. */
  at: z.string().optional(),
  /** The part by which the row is broken down. */
  part: z.string().optional(),
  /** The row of the same window that this one is shown as a share of. */
  of: z.string().optional(),
})
export type TemplateRow = z.infer<typeof TemplateRow>

/** Body of a template version: what a situation report holds. */
export const Template = z
  .object({
    /** First day of 'total' unless the report says otherwise. */
    countFrom: z.iso.date(),
    /** After the number: 45/BC-BCĐ */
    symbol: z.string(),
    issuer: z.string(),
    /** Level → who the report goes to, and the lines of "Nơi nhận". */
    addressee: z.record(z.string(), z.string()),
    recipients: z.array(z.string()),
    sections: z.array(z.object({ phase: Phase, rows: z.array(TemplateRow).min(1) })),
    /** Rows that become columns of the table of the areas below. */
    areaColumns: z.array(z.string()),
    /** The row drawn by day, stacked by its part. */
    curve: z.string().nullable(),
  })
  .superRefine((template, check) => {
    const rows = template.sections.flatMap((s) => s.rows)
    const byKey = new Map(rows.map((r) => [r.key, r]))
    const wrong = (message: string) => check.addIssue({ code: 'custom', message })
    if (byKey.size < rows.length) wrong('two rows share a key')
    for (const row of rows) {
      if (row.window === '24h' && !row.at) wrong(`${row.key}: 24 hours need a column of instants`)
      if (row.of && byKey.get(row.of)?.window !== row.window)
        wrong(`${row.key}: a share needs a row of the same window`)
    }
    for (const key of template.areaColumns) if (!byKey.has(key)) wrong(`area column ${key} is no row`)
    if (template.curve && !byKey.get(template.curve)?.part) wrong('the curve needs a row with parts')
  })
export type Template = z.infer<typeof Template>

export function templateRows(template: Template): TemplateRow[] {
  return template.sections.flatMap((s) => s.rows)
}
