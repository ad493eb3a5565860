import type { Tone } from '../../../../web/kit/index.ts'
import type { ExampleStep, Scored } from '../contract.ts'

export const VERDICT_TONES: Record<Scored['verdict'], Tone> = {
  few: 'neutral',
  as_expected: 'info',
  better: 'ok',
  worse: 'late',
}

export const STEP_TONES: Record<ExampleStep, Tone> = {
  proposed: 'due',
  approved: 'info',
  declined: 'neutral',
  published: 'ok',
  withdrawn: 'neutral',
  pilot: 'due',
  evaluated: 'info',
  scaling: 'ok',
  dropped: 'neutral',
  noted: 'due',
  agreed: 'info',
  done: 'ok',
}
