import type { SignalState } from '../../../domains/detect/warning/contract.ts'
import type { Tone } from '../../kit/index.ts'

/** Unusual is amber: something to verify, no emergency by itself. */
export const STATE_TONE: Record<SignalState, Tone> = {
  unusual: 'due',
  recent: 'info',
  normal: 'ok',
  unknown: 'neutral',
}
