import { useQuery } from '@tanstack/react-query'
import { api, areaName, say, useArea } from '../../../../web/kit/api.ts'
import { formatDate, formatDateTime, formatNumber } from '../../../../web/kit/index.ts'
import type { ImportKind, Reason } from '../contract.ts'

/** Fields, values and reasons with their words; undefined while loading. */
export function useVocabulary() {
  return useQuery({
    ...api.imports.vocabulary.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
}

export type Vocabulary = NonNullable<ReturnType<typeof useVocabulary>>
export type FieldOf = Vocabulary['kinds'][ImportKind] extends infer K
  ? NonNullable<K> extends { fields: (infer F)[] }
    ? F
    : never
  : never

export const fieldsOf = (v: Vocabulary, kind: ImportKind): FieldOf[] =>
  (v.kinds[kind]?.fields ?? []) as FieldOf[]

export function fieldWords(v: Vocabulary, kind: ImportKind, key: string): string {
  const field = fieldsOf(v, kind).find((f) => f.key === key)
  return field ? say(field.words) : key
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function shownParam(v: Vocabulary, kind: ImportKind, key: string, value: string | number): string {
  if (key === 'field') return fieldWords(v, kind, String(value))
  if (typeof value === 'number') return formatNumber(value)
  if (DAY.test(value)) return formatDate(value)
  const field = fieldsOf(v, kind).find((f) => f.values?.[value])
  return key === 'status' && field?.values?.[value] ? say(field.values[value]) : value
}

/** The sentence of a reason in the language shown, its dates and numbers in Vietnamese form. */
export function sentenceOf(v: Vocabulary, kind: ImportKind, reason: Reason): string {
  const words = v.reasons[reason.code]?.words
  if (!words) return reason.code
  return say(words).replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = reason.params[key]
    if (value === undefined) return ''
    if (reason.code === 'record-differs' && key === 'value') {
      return String(value)
        .split(', ')
        .map((f) => fieldWords(v, kind, f))
        .join(', ')
    }
    return shownParam(v, kind, key, value)
  })
}

/** A reason without the particulars of a row, for a list of how often each was given. */
export function generalSentence(v: Vocabulary, code: string): string {
  const words = v.reasons[code]?.short
  return words ? say(words) : code
}

/** What was read from a row, in words, in the order of the fields. */
export function useShownValues(v: Vocabulary | undefined, kind: ImportKind) {
  const area = useArea()
  return (
    values: Record<string, string | number | null>,
  ): { key: string; label: string; value: string }[] => {
    if (!v) return []
    const place = values.areaId
    const shown = fieldsOf(v, kind).flatMap((f) => {
      const value = values[f.key]
      if (value === undefined || value === null || value === '') return []
      const words = f.values?.[String(value)]
      const text = words
        ? say(words)
        : f.type === 'date'
          ? formatDate(String(value))
          : f.type === 'instant'
            ? formatDateTime(String(value))
            : String(value)
      return [{ key: f.key, label: say(f.words), value: text }]
    })
    return typeof place === 'number'
      ? [...shown, { key: 'areaId', label: fieldWords(v, kind, 'area'), value: areaName(area?.byId, place) }]
      : shown
  }
}
