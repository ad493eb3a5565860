import { Phase } from '../../contract.ts'
import {
  type FigureShape,
  faultsOf,
  figureFaults,
  type TemplateBody,
  type TemplateFigure,
  type TemplateRow,
  type TemplateText,
  windowsOf,
} from '../../templates/contract.ts'

// Changes of a body as the editor makes them: every function gives a new body.

export const shapeOf = (figure: TemplateFigure): FigureShape => ({
  axis: figure.axis,
  instants: figure.instants.map((i) => i.key),
  parts: figure.parts.map((p) => p.key),
})

export const rowsIn = (body: TemplateBody, phase: Phase): TemplateRow[] =>
  body.sections.filter((s) => s.phase === phase).flatMap((s) => s.rows)

/** What is wrong, by place: 'sections.0.rows.1.window'. */
export function faultPlaces(
  body: TemplateBody,
  figures: ReadonlyMap<string, TemplateFigure>,
): Map<string, string[]> {
  const places = new Map<string, string[]>()
  const all = [
    ...faultsOf(body),
    ...figureFaults(body, (id) => {
      const figure = figures.get(id)
      return figure && shapeOf(figure)
    }),
  ]
  for (const { path, code } of all) {
    const place = path.join('.')
    places.set(place, [...(places.get(place) ?? []), code])
  }
  return places
}

/** The body with other rows; phases keep their order and those without rows are left out. */
function withRows(body: TemplateBody, rowsOf: (phase: Phase) => TemplateRow[]): TemplateBody {
  const sections = Phase.options
    .map((phase) => ({ phase, rows: rowsOf(phase) }))
    .filter((s) => s.rows.length > 0)
  return { ...body, sections }
}

export function insertRow(body: TemplateBody, phase: Phase, index: number, row: TemplateRow): TemplateBody {
  return withRows(body, (p) => (p === phase ? rowsIn(body, p).toSpliced(index, 0, row) : rowsIn(body, p)))
}

/**
 * The instant that bounds a row to the moment of its report: a correction must not count what came after it. What falls
 * due is seldom what is counted: another one is offered first.
 */
export function firstInstant(figure: Pick<TemplateFigure, 'instants'>): string | undefined {
  const keys = figure.instants.map((i) => i.key)
  return keys.find((k) => k !== 'due_at') ?? keys[0]
}

/** A row for a figure, with a key that nothing in the body has and the first window the figure can be counted over. */
export function newRow(body: TemplateBody, figure: TemplateFigure): TemplateRow {
  const window = windowsOf(shapeOf(figure))[0]!
  const taken = new Set(body.sections.flatMap((s) => s.rows.map((r) => r.key)))
  const base = figure.id.replace(/[^a-z0-9]+/g, '_').slice(0, 50)
  let key = base
  for (let n = 2; taken.has(key); n++) key = `${base}_${n}`
  const at = window === 'now' ? undefined : firstInstant(figure)
  return { key, figure: figure.id, window, ...(at ? { at } : {}) }
}

export function changeRow(
  body: TemplateBody,
  key: string,
  change: (row: TemplateRow) => TemplateRow,
): TemplateBody {
  return withRows(body, (p) => rowsIn(body, p).map((r) => (r.key === key ? change(r) : r)))
}

/** Without a row, and without what refers to it. */
export function removeRow(body: TemplateBody, key: string): TemplateBody {
  const without = (keys: string[]) => keys.filter((k) => k !== key)
  const rest = withRows(body, (p) =>
    rowsIn(body, p)
      .filter((r) => r.key !== key)
      .map((r) => (r.of === key ? { ...r, of: undefined } : r)),
  )
  return {
    ...rest,
    areaColumns: without(body.areaColumns),
    charts: without(body.charts),
    maps: without(body.maps),
    curve: body.curve === key ? null : body.curve,
  }
}

/** Puts a removed row back where it was, and back where `before` referred to it. */
export function restoreRow(body: TemplateBody, before: TemplateBody, key: string): TemplateBody {
  const section = before.sections.find((s) => s.rows.some((r) => r.key === key))!
  const index = section.rows.findIndex((r) => r.key === key)
  const back = insertRow(body, section.phase, index, section.rows[index]!)
  const again = (now: string[], then: string[]) =>
    then.includes(key) ? now.toSpliced(then.indexOf(key), 0, key) : now
  return {
    ...back,
    areaColumns: again(body.areaColumns, before.areaColumns),
    charts: again(body.charts, before.charts),
    maps: again(body.maps, before.maps),
    curve: before.curve === key ? key : body.curve,
  }
}

/** A row one place up or down; past the end of its phase it goes on into the next one. */
export function moveRow(body: TemplateBody, key: string, by: -1 | 1): TemplateBody {
  const phases = Phase.options
  const phase = phases.find((p) => rowsIn(body, p).some((r) => r.key === key))!
  const rows = rowsIn(body, phase)
  const from = rows.findIndex((r) => r.key === key)
  const to = from + by
  const row = rows[from]!
  if (to >= 0 && to < rows.length)
    return withRows(body, (p) =>
      p === phase ? rows.toSpliced(from, 1).toSpliced(to, 0, row) : rowsIn(body, p),
    )
  const next = phases[phases.indexOf(phase) + by]
  if (!next) return body
  return withRows(body, (p) => {
    if (p === phase) return rows.toSpliced(from, 1)
    if (p !== next) return rowsIn(body, p)
    return by === 1 ? [row, ...rowsIn(body, p)] : [...rowsIn(body, p), row]
  })
}

export function newText(body: TemplateBody): TemplateText {
  const taken = new Set(body.texts.map((t) => t.key))
  let n = body.texts.length + 1
  while (taken.has(`text_${n}`)) n++
  return { key: `text_${n}`, title: { vi: '', en: '' }, required: false, phase: null }
}

/** A key in a list or not, in the order of the rows. */
export function tick(body: TemplateBody, list: 'areaColumns' | 'charts' | 'maps', key: string): TemplateBody {
  const wanted = new Set(body[list])
  if (!wanted.delete(key)) wanted.add(key)
  const inOrder = (keys: ReadonlySet<string>) =>
    body.sections.flatMap((s) => s.rows.map((r) => r.key)).filter((k) => keys.has(k))
  const next = { ...body, [list]: inOrder(wanted) }
  // A map is drawn from a column: it takes the column with it, and goes with it.
  if (list === 'maps' && wanted.has(key)) next.areaColumns = inOrder(new Set([...body.areaColumns, key]))
  if (list === 'areaColumns' && !wanted.has(key)) next.maps = body.maps.filter((k) => k !== key)
  return next
}
