import { problem } from '../../../platform/problems.ts'
import { Phase, type ReportText, type Sheet } from './contract.ts'
import type { Template } from './templates/contract.ts'

/** The text blocks a template asks for, with what was written into them. */
export function textsOf(template: Template, said: Record<string, string>): ReportText[] {
  return template.texts.map((t) => ({
    key: t.key,
    title: t.title,
    help: t.help ?? null,
    required: t.required,
    phase: t.phase,
    said: said[t.key] ?? null,
  }))
}

/** The chapters of a report in the order of the phases: those with rows and those with a text block. */
export function chaptersOf(sheet: Sheet, texts: ReportText[]) {
  return Phase.options
    .map((phase) => ({
      phase,
      rows: sheet.sections.filter((s) => s.phase === phase).flatMap((s) => s.rows),
      texts: texts.filter((t) => t.phase === phase),
    }))
    .filter((c) => c.rows.length > 0 || c.texts.length > 0)
}

/** What stands in the text blocks after a change; empty text leaves none. @throws Problem input-invalid for a block that the template does not have */
export function changedTexts(
  template: Template,
  before: Record<string, string>,
  change: Record<string, string | null>,
): Record<string, string> {
  const known = new Set(template.texts.map((t) => t.key))
  const strange = Object.keys(change).filter((key) => !known.has(key))
  if (strange.length > 0)
    throw problem(
      'input-invalid',
      {},
      { fields: Object.fromEntries(strange.map((k) => [`texts.${k}`, ['unknown']])) },
    )
  const after = { ...before, ...change }
  return Object.fromEntries(Object.entries(after).filter((e): e is [string, string] => Boolean(e[1])))
}

/** @throws Problem report-texts-missing when a block that the template requires is empty */
export function requireTexts(template: Template, said: Record<string, string>): void {
  const missing = template.texts.filter((t) => t.required && !said[t.key])
  if (missing.length === 0) return
  throw problem(
    'report-texts-missing',
    { texts: missing.map((t) => t.title.vi).join('; ') },
    { fields: Object.fromEntries(missing.map((t) => [`texts.${t.key}`, ['required']])) },
  )
}
