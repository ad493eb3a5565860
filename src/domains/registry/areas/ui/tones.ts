import type { Tone } from '../../../../web/kit/index.ts'
import type { BoundaryState } from '../boundaries/contract.ts'
import type { Reorganisation } from '../reorganisations/contract.ts'

export const SET_TONE: Record<BoundaryState, Tone> = { review: 'due', in_force: 'ok', undone: 'neutral' }

export const REORGANISATION_TONE: Record<Reorganisation['state'], Tone> = {
  draft: 'due',
  decided: 'info',
  done: 'ok',
  withdrawn: 'neutral',
}
