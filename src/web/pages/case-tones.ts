import type { Translate } from '../kit/index.ts'

export const TONES = ['risk1', 'risk2', 'risk3', 'risk4'] as const
type Tone = (typeof TONES)[number]

/** Borders of four classes for the counts on one map: the first holds the quiet areas, the last the worst. */
export function cuts(values: readonly number[]): [number, number, number] {
  const top = Math.max(4, ...values)
  const a = Math.max(1, Math.round(top / 8))
  const b = Math.max(a + 1, Math.round(top / 3))
  return [a, b, Math.max(b + 1, Math.round((top * 2) / 3))]
}

/** The class of one count among the counts of a map. */
export function caseTone(values: readonly number[], value: number): Tone {
  return TONES[cuts(values).filter((c) => value >= c).length]!
}

/** The classes in words. */
export function legendOf(values: readonly number[], t: Translate): { tone: Tone; label: string }[] {
  const [a, b, c] = cuts(values)
  const span = (from: number, to: number) =>
    from === to ? String(from) : t('home.legend', { from: String(from), to: String(to) })
  return [
    { tone: 'risk1', label: span(0, a - 1) },
    { tone: 'risk2', label: span(a, b - 1) },
    { tone: 'risk3', label: span(b, c - 1) },
    { tone: 'risk4', label: t('home.legend.from', { from: String(c) }) },
  ]
}
