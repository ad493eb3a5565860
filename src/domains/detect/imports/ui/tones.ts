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

export const OUTCOME_TONE: Record<RowOutcome, Tone> = {
  pending: 'neutral',
  create: 'ok',
  match: 'info',
  review: 'due',
  refuse: 'late',
  created: 'ok',
  matched: 'info',
  queued: 'due',
  refused: 'late',
  undone: 'neutral',
}

export const REASON_TONE: Record<Reason['level'], Tone> = {
  refuse: 'late',
  review: 'due',
  match: 'info',
  warn: 'neutral',
}
