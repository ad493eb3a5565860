import type { Tone } from '../../../../web/kit/index.ts'
import type { BatchState, Reason, RowOutcome } from '../contract.ts'

export const STATE_TONE: Record<BatchState, Tone> = {
  uploaded: 'due',
  checking: 'info',
  checked: 'due',
  committing: 'info',
  committed: 'ok',
  undoing: 'info',
  undone: 'neutral',
  failed: 'late',
}

/** A row that cannot be entered is to be put right, not an alarm: nothing here is red. */
export const OUTCOME_TONE: Record<RowOutcome, Tone> = {
  pending: 'neutral',
  create: 'ok',
  match: 'neutral',
  review: 'info',
  refuse: 'due',
  created: 'ok',
  matched: 'neutral',
  queued: 'info',
  refused: 'due',
  undone: 'neutral',
}

export const REASON_TONE: Record<Reason['level'], Tone> = {
  refuse: 'due',
  review: 'info',
  match: 'ok',
  warn: 'neutral',
}
