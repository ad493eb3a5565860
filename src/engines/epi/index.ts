export { type CaseReproduction, caseReproduction } from './case-reproduction.ts'
export { type CusumEntry, cusum, type Transformation } from './cusum.ts'
export { gammaCdf, gammaQuantile, normalCdf, normalQuantile } from './distributions.ts'
export { type EarsDay, ears } from './ears.ts'
export { type Epicurve, epicurve } from './epicurve.ts'
export { farrington } from './farrington.ts'
export {
  type FarringtonOptions,
  type FarringtonWeek,
  farringtonFlexible,
  type Power,
  type ThresholdMethod,
} from './farrington-flexible.ts'
export { bestSplit, type Growth, growthRate, type Split } from './growth.ts'
export { type NowcastDay, nowcast } from './nowcast.ts'
export {
  attackRate,
  caseFatality,
  type Dispersion,
  dispersion,
  type Fatality,
  type SecondaryAttack,
  type Share,
  secondaryAttackRate,
} from './rates.ts'
export {
  estimateR,
  estimateRColumns,
  overallInfectivity,
  type Reproduction,
  type ReproductionColumns,
  type ReproductionInput,
  type Windows,
} from './reproduction.ts'
export { discretiseSerialInterval, fitSerialInterval, type IntervalFit } from './serial-interval.ts'
