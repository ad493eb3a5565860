import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'
import { Phase, Sheet, WindowKind } from '../contract.ts'

/** Levels that write reports. */
export const REPORTING_LEVELS: readonly string[] = ['neighbourhood', 'ward', 'district']

/** Levels whose office builds templates. */
export const OFFICE_LEVELS: readonly string[] = ['ward', 'district']

const Words = z.object({ vi: z.string().trim().max(200), en: z.string().trim().max(200) })
const Key = z
  .string()
  .max(60)
  .regex(/^[a-z0-9_]+$/)
const Line = z.string().trim().max(300)

export const TemplateRow = z.object({
  key: Key,
  figure: z.string().max(100),
  window: WindowKind,
  /** The figure's column that holds the instant of a row: bounds the window to the minute. */
  at: z.string().max(60).optional(),
  /** The part by which the row is broken down. */
  part: z.string().max(60).optional(),
  /** The row of the same window that this one is shown as a share of. */
  of: Key.optional(),
})
export type TemplateRow = z.infer<typeof TemplateRow>

/** A block of text that whoever writes the report fills in; without a phase it stands after all of them. */
export const TemplateText = z.object({
  key: Key,
  title: Words,
  help: z.string().trim().max(500).optional(),
  required: z.boolean(),
  phase: Phase.nullable(),
})
export type TemplateText = z.infer<typeof TemplateText>

/** A body as it is while somebody builds it: of the right shape, not yet necessarily whole. */
export const TemplateBody = z.object({
  /** Absent in the product's own, which is called by the name of its template. */
  name: Words.optional(),
  /** First day of 'total' unless the report says otherwise. */
  countFrom: z.iso.date(),
  /** After the number: 45/BC-BCĐ */
  symbol: Line,
  issuer: Line,
  /** Level → who the report goes to. `{parent}` stands for the area above. */
  addressee: z.record(z.string().max(30), Line),
  /** The lines of "Nơi nhận". */
  recipients: z.array(Line).max(30),
  sections: z.array(z.object({ phase: Phase, rows: z.array(TemplateRow).max(60) })).max(6),
  /** Rows that become columns of the table of the areas below. */
  areaColumns: z.array(Key).max(20),
  /** The row drawn by day, stacked by its part. */
  curve: Key.nullable(),
  /** Further rows drawn by day. */
  charts: z.array(Key).max(8).default([]),
  /** Columns of the table of areas that are drawn as a map as well. */
  maps: z.array(Key).max(4).default([]),
  texts: z.array(TemplateText).max(20).default([]),
  /** Levels of areas that may use it; absent: every level that reports. */
  levels: z.array(z.string().max(30)).min(1).max(5).optional(),
})
export type TemplateBody = z.infer<typeof TemplateBody>

export const FAULTS = [
  'required',
  'no-rows',
  'phase-twice',
  'key-twice',
  'figure-unknown',
  'window-impossible',
  'instant-missing',
  'instant-unknown',
  'part-unknown',
  'share-window',
  'row-unknown',
  'curve-part',
  'chart-days',
  'map-column',
] as const
/** Something that keeps a body from being used: where it is and which rule it breaks. */
export interface Fault {
  path: (string | number)[]
  code: (typeof FAULTS)[number]
}

/** What the checks have to know of a figure. */
export interface FigureShape {
  axis: 'stock' | 'flow'
  /** Keys of the columns that hold an instant. */
  instants: readonly string[]
  parts: readonly string[]
}

/** The windows over which a figure can be counted: a stock is what it is at a moment, a flow needs days. */
export function windowsOf(figure: FigureShape): WindowKind[] {
  if (figure.axis === 'stock') return ['now']
  return figure.instants.length > 0 ? ['total', '24h', '7d'] : ['total', '7d']
}

/** What of a body does not hold by itself, whatever figures there are. */
export function faultsOf(body: TemplateBody): Fault[] {
  const faults: Fault[] = []
  const wrong = (code: Fault['code'], ...path: Fault['path']) => faults.push({ code, path })
  const rows = body.sections.flatMap((s) => s.rows)
  const byKey = new Map(rows.map((r) => [r.key, r]))
  if (!body.symbol) wrong('required', 'symbol')
  if (!body.issuer) wrong('required', 'issuer')
  if (body.name && !body.name.vi) wrong('required', 'name', 'vi')
  if (body.name && !body.name.en) wrong('required', 'name', 'en')
  if (rows.length === 0) wrong('no-rows', 'sections')
  const seen = new Set<string>()
  for (const [i, section] of body.sections.entries()) {
    if (seen.has(`phase ${section.phase}`)) wrong('phase-twice', 'sections', i)
    seen.add(`phase ${section.phase}`)
    for (const [j, row] of section.rows.entries()) {
      if (seen.has(row.key)) wrong('key-twice', 'sections', i, 'rows', j)
      seen.add(row.key)
      if (row.window === '24h' && !row.at) wrong('instant-missing', 'sections', i, 'rows', j, 'at')
      if (row.of && (row.of === row.key || byKey.get(row.of)?.window !== row.window))
        wrong('share-window', 'sections', i, 'rows', j, 'of')
    }
  }
  for (const [i, key] of body.areaColumns.entries())
    if (!byKey.has(key)) wrong('row-unknown', 'areaColumns', i)
  if (body.curve && !byKey.get(body.curve)?.part) wrong('curve-part', 'curve')
  for (const [i, key] of body.charts.entries()) {
    const window = byKey.get(key)?.window
    if (window !== 'total' && window !== '7d') wrong('chart-days', 'charts', i)
  }
  for (const [i, key] of body.maps.entries())
    if (!body.areaColumns.includes(key)) wrong('map-column', 'maps', i)
  const texts = new Set<string>()
  for (const [i, text] of body.texts.entries()) {
    if (texts.has(text.key)) wrong('key-twice', 'texts', i)
    texts.add(text.key)
    if (!text.title.vi) wrong('required', 'texts', i, 'title', 'vi')
    if (!text.title.en) wrong('required', 'texts', i, 'title', 'en')
  }
  return faults
}

/** What of a body asks a figure for what it does not have. @param figureOf undefined for a figure that does not exist */
export function figureFaults(body: TemplateBody, figureOf: (id: string) => FigureShape | undefined): Fault[] {
  return body.sections.flatMap((section, i) =>
    section.rows.flatMap((row, j): Fault[] => {
      const at = (code: Fault['code'], field: string): Fault => ({
        code,
        path: ['sections', i, 'rows', j, field],
      })
      const figure = figureOf(row.figure)
      if (!figure) return [at('figure-unknown', 'figure')]
      return [
        ...(windowsOf(figure).includes(row.window) ? [] : [at('window-impossible', 'window')]),
        ...(row.at && !figure.instants.includes(row.at) ? [at('instant-unknown', 'at')] : []),
        // Without it a correction would count what came after the moment of its report.
        ...(row.window !== 'now' && row.window !== '24h' && !row.at && figure.instants.length > 0
          ? [at('instant-missing', 'at')]
          : []),
        ...(row.part && !figure.parts.includes(row.part) ? [at('part-unknown', 'part')] : []),
      ]
    }),
  )
}

/** Body of a template version: what a report holds. */
export const Template = TemplateBody.superRefine((body, check) => {
  for (const { path, code } of faultsOf(body)) check.addIssue({ code: 'custom', message: code, path })
})
export type Template = TemplateBody

export function templateRows(template: Template): TemplateRow[] {
  return template.sections.flatMap((s) => s.rows)
}

export const TemplateBrief = z.object({
  key: z.string(),
  name: Words,
  /** The office it belongs to; null is the product's own. */
  owner: z.object({ areaId: z.number().int(), name: z.string() }).nullable(),
  /** First day (Asia/Ho_Chi_Minh) of the version in force today; null while none is. */
  since: z.string().nullable(),
  /** First day of the next version, when one is planned. */
  next: z.string().nullable(),
  hasDraft: z.boolean(),
  retired: z.boolean(),
  /** Reports made from it that the viewer may open. */
  reports: z.number().int(),
  levels: z.array(z.string()).nullable(),
  mayEdit: z.boolean(),
})
export type TemplateBrief = z.infer<typeof TemplateBrief>

export const TemplateVersion = z.object({
  id: z.number().int(),
  effectiveFrom: z.string(),
  effectiveTo: z.string().nullable(),
  legalBasis: z.string(),
  publishedBy: z.string().nullable(),
  publishedAt: z.string().nullable(),
  reports: z.number().int(),
  body: TemplateBody,
})
export type TemplateVersion = z.infer<typeof TemplateVersion>

export const TemplatePage = z.object({
  template: TemplateBrief,
  version: z.number().int(),
  /** Newest first. */
  versions: z.array(TemplateVersion),
  draft: z
    .object({ body: TemplateBody, legalBasis: z.string(), editedBy: z.string(), editedAt: z.string() })
    .nullable(),
  retired: z.object({ at: z.string(), by: z.string() }).nullable(),
  /** Calendar date in Asia/Ho_Chi_Minh: the first day a version may be in force from. */
  today: z.string(),
})
export type TemplatePage = z.infer<typeof TemplatePage>

export const TemplateFigure = z.object({
  id: z.string(),
  /** What stands before the point of its name: groups the list. */
  domain: z.string(),
  words: z.object({ vi: z.string(), en: z.string() }),
  definition: z.object({ vi: z.string(), en: z.string() }),
  axis: z.enum(['stock', 'flow']),
  instants: z.array(z.object({ key: z.string(), words: z.object({ vi: z.string(), en: z.string() }) })),
  parts: z.array(z.object({ key: z.string(), words: z.object({ vi: z.string(), en: z.string() }) })),
})
export type TemplateFigure = z.infer<typeof TemplateFigure>

/** A template as a file: what export writes and import reads. */
export const TemplateFile = z.object({
  kind: z.literal('vung-xanh.report-template'),
  legalBasis: z.string().trim().max(500),
  body: TemplateBody,
})

const TemplateKey = z
  .string()
  .min(2)
  .max(60)
  .regex(/^[a-z0-9-]+$/)
const One = z.object({ key: TemplateKey })
const Versioned = One.extend({ version: z.number().int() })
const Version = z.object({ version: z.number().int() })

export const templatesContract = {
  list: route(
    'GET',
    '/reports/templates',
    'report.read',
    'Templates of reports; with an area those from which its report can be made today',
  )
    .input(z.object({ areaId: z.coerce.number().int().optional() }))
    .output(z.object({ templates: z.array(TemplateBrief) })),
  figures: route(
    'GET',
    '/reports/template-figures',
    'report.read',
    'Every figure a row can count, with its windows and parts',
  )
    .input(z.object({}))
    .output(z.object({ figures: z.array(TemplateFigure) })),
  preview: route(
    'POST',
    '/reports/template-preview',
    'report.template',
    'Counts a body for an area as of now; nothing is stored',
  )
    .input(z.object({ areaId: z.number().int(), body: TemplateBody }))
    .output(z.object({ asOf: z.string(), sheet: Sheet })),
  open: route('GET', '/reports/templates/{key}', 'report.read', 'One template with its versions and draft')
    .input(One)
    .output(TemplatePage),
  create: route(
    'POST',
    '/reports/templates',
    'report.template',
    'Begins a template: empty, as a copy of another, or out of a file',
  )
    .input(
      z.object({
        id: z.uuid().optional(),
        areaId: z.number().int(),
        name: Words.optional(),
        /** Key of the template to copy. */
        from: TemplateKey.optional(),
        /** Text of an exported file. */
        file: z.string().max(200_000).optional(),
      }),
    )
    .output(One),
  save: route('PUT', '/reports/templates/{key}', 'report.template', 'Keeps what is being edited')
    .input(Versioned.extend({ body: TemplateBody, legalBasis: z.string().trim().max(500) }))
    .output(Version),
  discard: route(
    'POST',
    '/reports/templates/{key}/discard',
    'report.template',
    'Throws away what was edited since the last version; a template never published goes with it',
  )
    .input(Versioned)
    .output(z.object({ gone: z.boolean() })),
  publish: route(
    'POST',
    '/reports/templates/{key}/publish',
    'report.template',
    'Puts the draft in force from a day; versions with reports are never changed',
  )
    .input(Versioned.extend({ effectiveFrom: z.iso.date() }))
    .output(Version),
  retire: route(
    'POST',
    '/reports/templates/{key}/retire',
    'report.template',
    'Ends a template for new reports, or takes it up again',
  )
    .input(Versioned.extend({ retired: z.boolean() }))
    .output(Version),
}
