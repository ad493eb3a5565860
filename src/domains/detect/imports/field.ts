import type { Words } from '../../../platform/words.ts'

export type FieldType = 'id' | 'text' | 'name' | 'date' | 'instant' | 'number' | 'choice' | 'area'

export interface Field {
  key: string
  type: FieldType
  words: Words
  hint?: Words
  required?: boolean
  /** Headers, folded, best first; the first field in the list that claims a header gets it. */
  headers: string[]
  /** Value → words, for a choice. */
  values?: Record<string, Words>
  /** Folded way of writing → value. */
  synonyms?: Record<string, string>
}

/** 'a|b' → ['a', 'b'] */
export const ways = (text: string): string[] => text.split('|')

/** Value → its ways of being written, folded, as a table the other way round. */
export function synonyms(of: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(of).flatMap(([value, ways]) => ways.split('|').map((way) => [way, value])),
  )
}
