import { StatusPill, type Tone, useT } from '../../../../web/kit/index.ts'
import type { ZoneState } from '../contract.ts'

export const STATE_TONE: Record<ZoneState, Tone> = {
  proposed: 'due',
  decided: 'info',
  active: 'info',
  reduced: 'info',
  expired: 'late',
  lifted: 'ok',
}

export function StatePill({ state }: { state: ZoneState }) {
  const t = useT('zones')
  return <StatusPill tone={STATE_TONE[state]}>{t(`state.${state}`)}</StatusPill>
}

/** The lines of a text, without those that are blank. */
export const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim().replace(/[;.]$/, ''))
    .filter(Boolean)
