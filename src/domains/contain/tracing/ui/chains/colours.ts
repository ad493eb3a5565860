import type { NetworkColour } from '../../../../../web/charts/ChainNetwork.tsx'
import type { Translate } from '../../../../../web/kit/index.ts'
import type { ChainCase } from '../../contract.ts'
import { type Areas, wardId, wardName } from './words.ts'

export const COLOURINGS = ['ward', 'generation', 'detected'] as const
export type Colouring = (typeof COLOURINGS)[number]

const WARDS = [
  'series4',
  'series1',
  'green-fill',
  'series5',
  'red-fill',
  'risk2-mark',
  'series2',
  'blue-fill',
]
const GENERATIONS = ['risk4-mark', 'risk3-mark', 'risk2-mark', 'risk1-mark', 'series4', 'series5']
const DETECTED = {
  community: 'red-fill',
  quarantine: 'green-fill',
  containment_zone: 'series1',
  imported: 'series4',
} as const
const NONE = 'neutral-fill'

/** The legend of a colouring, and the key of each case in it; the wards with the most cases get a colour of their own. */
export function colouring(
  kind: Colouring,
  cases: readonly ChainCase[],
  areas: Areas,
  t: Translate,
): { colours: NetworkColour[]; keyOf: (c: ChainCase) => string } {
  if (kind === 'generation') {
    const keyOf = (c: ChainCase) => String(Math.min(c.generation, GENERATIONS.length - 1))
    const used = new Set(cases.map(keyOf))
    const label = (n: number) =>
      n === 0 ? t('generation.first') : n === 5 ? t('colour.later') : t('generation.n', { n })
    return {
      keyOf,
      colours: GENERATIONS.flatMap((token, n) =>
        used.has(String(n)) ? [{ key: String(n), label: label(n), token }] : [],
      ),
    }
  }
  if (kind === 'detected') {
    const keyOf = (c: ChainCase) => c.detectedIn ?? 'none'
    const used = new Set(cases.map(keyOf))
    return {
      keyOf,
      colours: Object.entries({ ...DETECTED, none: NONE }).flatMap(([key, token]) =>
        used.has(key) ? [{ key, label: t(`detected.${key}`), token }] : [],
      ),
    }
  }
  const count = new Map<number, number>()
  for (const c of cases) {
    const ward = wardId(areas, c.areaId)
    count.set(ward, (count.get(ward) ?? 0) + 1)
  }
  const largest = [...count]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, WARDS.length)
    .map(([id]) => id)
  const own = new Set(largest)
  const keyOf = (c: ChainCase) => {
    const ward = wardId(areas, c.areaId)
    return own.has(ward) ? String(ward) : 'other'
  }
  const colours = largest.map((id, n) => ({ key: String(id), label: wardName(areas, id), token: WARDS[n]! }))
  if (count.size > largest.length) colours.push({ key: 'other', label: t('colour.other'), token: NONE })
  return { colours, keyOf }
}
