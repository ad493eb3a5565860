import type { Words } from '../../../platform/words.ts'
import type { ImportKind, Reason } from './contract.ts'
import { findField } from './fields.ts'
import { REASONS } from './reason-words.ts'

export { REASONS }

const ORDER: Reason['level'][] = ['refuse', 'review', 'match', 'warn']

/** What decides a row first, remarks last. */
export function byLevel(reasons: Reason[]): Reason[] {
  return [...reasons].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
}

/** @throws Error for a code that is not in the catalogue: a mistake of the program, not of the file. */
export function reason(code: string, params: Reason['params'] = {}): Reason {
  const known = REASONS[code]
  if (!known) throw new Error(`Unknown reason ${code}`)
  return { code, level: known.level, params }
}

/** The sentence of a reason; the parameter `field` is shown in the words of the field. */
export function sentence(kind: ImportKind, r: Reason, lang: keyof Words): string {
  const known = REASONS[r.code]?.words[lang] ?? r.code
  return known.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = String(r.params[key] ?? '')
    return key === 'field' ? (findField(kind, value)?.words[lang] ?? value) : value
  })
}
