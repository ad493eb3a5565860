import { Fragment, type ReactNode } from 'react'
import type { Fact } from '../../../domains/detect/warning/contract.ts'
import { type AreaChoice, areaInSentence, say } from '../../kit/api.ts'
import { formatNumber, NumberLink } from '../../kit/index.ts'
import { figureHref } from '../figure-href.ts'

/** A number of a sentence, which opens its list when it has one. */
export function FactNumber({ fact }: { fact: Fact }) {
  const text = formatNumber(fact.value, { decimals: Number.isInteger(fact.value) ? 0 : 1 })
  if (!fact.figure) return <>{text}</>
  const { id, ...ask } = fact.figure
  return <NumberLink value={text} href={figureHref(id, ask as never)} />
}

/** A sentence with {places}, some of which are more than text. */
export function Filled({ template, parts }: { template: string; parts: Record<string, ReactNode> }) {
  return template.split(/(\{\w+\})/).map((piece, i) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1]
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence have no identity but their place
    return <Fragment key={i}>{name ? parts[name] : piece}</Fragment>
  })
}

/** Facts by name, as the places of a sentence. */
export const factParts = (facts: readonly Fact[]): Record<string, ReactNode> =>
  Object.fromEntries(facts.map((f) => [f.name, <FactNumber key={f.name} fact={f} />]))

/** The places of a message left open: each stands for itself. */
export const open = (names: readonly string[]) => Object.fromEntries(names.map((n) => [n, `{${n}}`]))

export function diseaseName(
  diseases: readonly { key: string; vi: string; en: string }[],
  key: string | undefined,
): string {
  const found = diseases.find((d) => d.key === key)
  return found ? say(found) : (key ?? '')
}

/** Name of an area at the head of a sentence or a row. */
export function areaTitle(area: AreaChoice | undefined, id: number | undefined): string {
  const found = id === undefined ? undefined : area?.byId.get(id)
  return found ? (found.level === 'neighbourhood' ? found.name : found.fullName) : ''
}

export function areaWithin(area: AreaChoice | undefined, id: number): string {
  const found = area?.byId.get(id)
  return found ? areaInSentence(found) : ''
}
