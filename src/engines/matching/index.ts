/**
 * Who is the same person: pure functions over records of people, for lists that are entered and for registers in which
 * somebody stands twice. No I/O; a matcher holds 500,000 people in about 75 MB. README.md tells how well it works.
 *
 * Model: Fellegi & Sunter, A Theory for Record Linkage, JASA 64 (1969); names weigh by how common they are: Winkler,
 * Frequency-based matching in the Fellegi-Sunter model (1989) and String comparator metrics (1990). Vietnamese names,
 * numbers and dates are folded first (`fold.ts`); the parameters stand in `parameters.ts`.
 */
export { blockingKeys } from './blocking.ts'
export { comparePeople } from './compare.ts'
export type { Frequencies } from './frequencies.ts'
export {
  addRecords,
  buildMatcher,
  type FindOptions,
  findMatches,
  learnFrequencies,
  type Match,
  type Matcher,
  type MatcherOptions,
} from './matcher.ts'
export type { Agreement, Comparison, Evidence, Field, MatchRecord } from './types.ts'
